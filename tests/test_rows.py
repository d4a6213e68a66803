"""Tables that are kept beside the byte code say what the TOML says, and never more."""

import os
import sys
import tomllib
from pathlib import Path

import pytest

from publisher import rows
from publisher.rows import keep_all, rows_of


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    path = tmp_path / "words.toml"
    path.write_text("[de]\nby = 'von'\nlist = ['ä', 1, 2.5, true]\n", "utf-8")
    return path


def kept(table: Path) -> list[Path]:
    return list((table.parent / "__pycache__").glob("words.toml.*"))


def test_a_table_is_parsed_once_and_then_read_as_it_was(table: Path, monkeypatch) -> None:
    first = rows_of(table)
    monkeypatch.setattr(rows, "_parsed", None)  # to call it would fail
    assert rows_of(table) == first == tomllib.loads(table.read_text("utf-8"))
    assert rows_of(table) is not rows_of(table)


def test_a_table_that_was_changed_is_parsed_again(table: Path) -> None:
    rows_of(table)
    before = table.stat()
    table.write_text("[de]\nby = 'aus'\nlist = ['ä', 1, 2.5, true]\n", "utf-8")
    os.utime(table, ns=(before.st_atime_ns, before.st_mtime_ns + 1))
    assert rows_of(table)["de"]["by"] == "aus"


@pytest.mark.parametrize("damage", [b"", b"\0" * 40, b"[]", b'{"de": {"by": "no'])
def test_a_damaged_kept_table_is_as_good_as_none(table: Path, damage: bytes) -> None:
    first = rows_of(table)
    (place,) = kept(table)
    place.write_bytes(place.read_bytes()[: 16 if damage else 0] + damage)
    assert rows_of(table) == first


def test_nothing_is_kept_where_python_writes_no_byte_code_unless_it_is_asked_for(
    table: Path, monkeypatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    rows_of(table)
    assert not kept(table)
    keep_all(table.parent)
    assert len(kept(table)) == 1


def test_a_table_that_cannot_be_kept_is_read_all_the_same(table: Path) -> None:
    (table.parent / "__pycache__").write_bytes(b"a file stands where the folder would be")
    assert rows_of(table)["de"]["by"] == "von"
    table.write_text("day = 2026-01-01\n", "utf-8")
    assert rows_of(table) == tomllib.loads("day = 2026-01-01\n")
