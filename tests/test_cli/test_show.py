"""`publisher show`: what was understood, each piece at its line and column."""

from pathlib import Path

import pytest

from publisher.cli import main


def test_every_piece_is_shown_at_its_line_and_column(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text("A headline\n\n  A paragraph of a text, indented by two.\n\nOriginally published on www.example.org\n")
    assert main(["show", str(tmp_path / "a.txt")]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == ["1:1", "3:3", "5:1"]
