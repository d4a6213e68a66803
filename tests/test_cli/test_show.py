"""`publisher show`: what was understood, each piece at its line and column."""

from pathlib import Path

import pytest

from publisher.cli import main


def test_every_piece_is_shown_at_its_line_and_column(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.txt").write_text(
        "A headline\n\n  A paragraph of a text, indented by two.\n\nOriginally published on"
        " www.example.org\n"
    )
    assert main(["show", str(tmp_path / "a.txt")]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == [
        "1:1",
        "3:3",
        "5:1",
    ]


def test_a_capture_in_another_encoding_is_read_as_it_is_declared_and_never_guessed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capture = tmp_path / "old.txt"
    capture.write_bytes(
        "A headline\n\nIt\u2019s an \u201cold\u201d capture, na\u00efve about its bytes.\n".encode(
            "cp1252"
        )
    )
    assert main(["show", str(capture)]) == 1
    assert "3:3: byte 0x92 is not utf-8" in capsys.readouterr().err
    assert main(["show", str(capture), "--encoding", "windows-1252"]) == 0
    assert "It\u2019s an \u201cold\u201d capture, na\u00efve" in capsys.readouterr().out
    (tmp_path / "e.yaml").write_text(
        "title: E\narticles:\n  - file: old.txt\n    encoding: windows-1252\n", "utf-8"
    )
    assert main(["check", str(tmp_path / "e.yaml")]) == 1  # what is asked for is a basis
    assert "byte" not in capsys.readouterr().err
    assert main(["check", str(tmp_path / "e.yaml"), "--encoding", "cp1252"]) == 2
    assert "write encoding in the entry of the page there" in capsys.readouterr().err
