"""Files arrive together or not at all."""

import json
import os
import stat
from pathlib import Path

import pytest

from publisher.build import Built, BuiltFile
from publisher.deliver import deliver, place
from publisher.errors import DeliveryError
from publisher.resources import FontUsed
from publisher.verify.report import Report


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_files_appear_only_when_all_are_written(tmp_path: Path) -> None:
    with place(tmp_path / "out") as put:
        put("a", b"1")
        assert not (tmp_path / "out" / "a").exists()
        put("b", b"2")
    assert names(tmp_path / "out") == ["a", "b"]


@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError, SystemExit])
def test_whatever_happens_between_two_files_leaves_the_folder_as_it_was(
    error: type[BaseException], tmp_path: Path
) -> None:
    (tmp_path / "a").write_bytes(b"before")

    def write_one_and_fail() -> None:
        with place(tmp_path) as put:
            put("a", b"after")
            raise error

    with pytest.raises(error):
        write_one_and_fail()
    assert names(tmp_path) == ["a"]
    assert (tmp_path / "a").read_bytes() == b"before"


def test_a_folder_made_for_nothing_is_taken_away_again(tmp_path: Path) -> None:
    def fail() -> None:
        with place(tmp_path / "new" / "below") as put:
            put("x" * 300, b"")

    with pytest.raises(DeliveryError, match="name is too long"):
        fail()
    assert names(tmp_path) == []


def test_a_folder_in_the_place_of_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()

    def fail() -> None:
        with place(tmp_path) as put:
            put("a", b"1")

    with pytest.raises(DeliveryError, match="a folder stands where the file should be"):
        fail()
    assert names(tmp_path) == ["a"]


def test_a_delivered_file_may_be_read_by_whoever_the_mask_allows(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        with place(tmp_path) as put:
            put("a", b"1")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o644


def test_the_manifest_says_in_which_fonts_a_file_is_set_and_which_bytes_a_borrowed_one_has(
    tmp_path: Path,
) -> None:
    fonts = (
        FontUsed(name="Own", version="4.1"),
        FontUsed(name="Lent", version="2.001", sha256="ab" * 32),
    )
    file = BuiltFile(
        name="one.pdf",
        data=b"%PDF",
        sha256="0" * 64,
        report=Report(path="one.pdf", mode="edition", findings=(), checked=()),
        fonts=fonts,
    )
    deliver(Built(name="one", files=(file,), assessments=(), record=b"{}"), tmp_path)
    assert json.loads((tmp_path / "one.manifest.json").read_text("utf-8"))["fonts"] == {
        "Own": {"version": "4.1"},
        "Lent": {"version": "2.001", "sha256": "ab" * 32, "from": "this system"},
    }
