"""-o is a folder, a file or standard output, and never another thing than it looks like."""

import io
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from publisher.cli import main
from publisher.cli.destination import destination_of, formats_for

ARTICLE = "---\ntitle: {}\nrights:\n  basis: own-work\n  holder: Ann Bell\n---\n\nA paragraph.\n"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, bytes, str]]:
    """A command in a folder with two articles: exit code, bytes on stdout, words on stderr."""
    monkeypatch.chdir(tmp_path)
    for name in ("one", "two"):
        Path(f"{name}.md").write_text(ARTICLE.format(name), "utf-8")

    def call(*arguments: str) -> tuple[int, bytes, str]:
        out, err = io.TextIOWrapper(io.BytesIO()), io.TextIOWrapper(io.BytesIO())
        with monkeypatch.context() as patch:
            patch.setattr(sys, "stdout", out)
            patch.setattr(sys, "stderr", err)
            code = main(list(arguments))
        out.flush()
        err.flush()
        return code, out.buffer.getvalue(), err.buffer.getvalue().decode()

    return call


def test_the_name_of_a_file_gets_that_file_in_the_form_of_its_ending(
    run: Callable[..., tuple[int, bytes, str]],
) -> None:
    code, out, _ = run("build", "one.md", "-o", "books/first.epub")
    assert (code, out.decode()) == (0, "books/first.epub\n")
    assert sorted(path.name for path in Path("books").iterdir()) == [
        ".publisher",
        "first.epub",
    ]


def test_standard_output_gets_the_bytes_of_an_epub_and_nothing_else(
    run: Callable[..., tuple[int, bytes, str]],
) -> None:
    code, out, err = run("build", "one.md", "-o", "-")
    run("build", "one.md", "-o", "a.epub")
    assert (code, err) == (0, "")
    assert out == Path("a.epub").read_bytes()
    assert not Path("-").exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("one.md", "two.md", "-o", "a.epub"), "2 would be made"),
        (("one.md", "two.md", "-o", "-"), "2 would be made"),
        (("one.md", "-o", "a.epub", "--format", "pdf"), "-o ends in .epub"),
        (("one.md", "-o", "a.epub", "--format", "epub,pdf"), "2 would be made (epub, pdf)"),
        (("one.md", "-o", "a.epub", "--for", "kobo", "--for", "kindle"), "2 would be made"),
        (("one.md", "-o", "a.pdf", "--for", "kindle"), "-o ends in .pdf"),
        (("one.md", "-o", "two.md"), "two.md is a file"),
        (("one.md", "-o", "week.mobi"), ".mobi files are not made"),
    ],
)
def test_what_one_place_cannot_hold_is_refused_before_anything_is_built(
    run: Callable[..., tuple[int, bytes, str]], arguments: tuple[str, ...], told: str
) -> None:
    before = sorted(Path().iterdir())
    code, out, err = run("build", *arguments)
    assert (code, out) == (2, b"")
    assert told in err
    assert sorted(Path().iterdir()) == before


def test_a_folder_with_the_name_of_a_book_is_refused_and_not_filled(
    run: Callable[..., tuple[int, bytes, str]],
) -> None:
    Path("a.epub").mkdir()
    code, _, err = run("build", "one.md", "-o", "a.epub")
    assert code == 2
    assert "a.epub is a folder" in err
    assert not list(Path("a.epub").iterdir())


def test_bytes_are_not_given_to_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    with pytest.raises(click.BadParameter, match="terminal"):
        destination_of("-")


@pytest.mark.parametrize(
    ("output", "formats", "devices", "made"),
    [
        ("out", None, (), ("epub", "pdf")),
        ("out", None, ("epub",), ()),
        ("out", ("pdf",), ("epub",), ("pdf",)),
        ("a.pdf", None, (), ("pdf",)),
        ("A.PDF", None, (), ("pdf",)),
        ("a.epub", None, ("epub",), ()),
        ("-", None, (), ("epub",)),
        ("-", ("pdf",), (), ("pdf",)),
    ],
)
def test_the_formats_follow_from_where_they_go(
    output: str, formats: tuple[str, ...] | None, devices: tuple[str, ...], made: tuple[str, ...]
) -> None:
    assert formats_for(destination_of(output), formats, devices) == made
