"""--title binds all inputs into one book; what cannot be read is told and takes no other with it."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from publisher.cli import main

ARTICLE = """---
title: {title}
language: {language}
{published}rights:
  basis: own-work
  holder: Ann Bell
---

A paragraph of {title}.
"""


@pytest.fixture
def run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[int, str, str]]:
    """A command in a folder of three articles: exit code, stdout, stderr."""
    monkeypatch.chdir(tmp_path)
    rows = (
        ("b", "Weir", "en", "2026-02-01"),
        ("a", "Lock", "de", ""),
        ("c", "Quay", "en", "2025-01-01"),
    )
    for name, title, language, day in rows:
        published = f"published: {day}\n" if day else ""
        text = ARTICLE.format(title=title, language=language, published=published)
        Path(f"{name}.md").write_text(text, "utf-8")

    def call(*arguments: str) -> tuple[int, str, str]:
        code = main(list(arguments))
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


def chapters(book: str) -> list[str]:
    """The files of the articles of an EPUB, in the order of its spine."""
    with zipfile.ZipFile(book) as archive:
        package = archive.read("EPUB/content.opf").decode()
        order = [line.split('"')[1] for line in package.split("<itemref ")[1:]]
    return [name for name in order if name.startswith("a") and name[1].isdigit()]


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("given", ["weir", "lock", "quay"]),
        ("title", ["lock", "quay", "weir"]),
        ("date", ["quay", "weir", "lock"]),
    ],
)
def test_all_inputs_become_one_book_in_the_order_that_was_asked(
    run: Callable[..., tuple[int, str, str]], sort: str, order: list[str]
) -> None:
    code, out, err = run(
        "build", "b.md", "a.md", "c.md", "--title", "The week", "--sort", sort, "-o", "week.epub"
    )
    assert (code, out) == (0, "week.epub\n")
    assert [name.split("-")[1].removesuffix(".xhtml") for name in chapters("week.epub")] == order
    assert ("without a date, and so behind the others: a.md" in err) is (sort == "date")


def test_the_book_bears_its_title_in_its_name_and_speaks_the_language_of_most_articles(
    run: Callable[..., tuple[int, str, str]],
) -> None:
    code, out, _ = run("build", ".", "--title", "The week", "--format", "epub")
    assert (code, out) == (0, "the-week.epub\n")
    with zipfile.ZipFile("the-week.epub") as archive:
        package = archive.read("EPUB/content.opf").decode()
    assert "<dc:title" in package
    assert ">The week<" in package
    assert "<dc:language>en</dc:language>" in package.replace(' id="language"', "")


def test_an_input_that_cannot_be_read_is_told_and_the_others_are_bound(
    run: Callable[..., tuple[int, str, str]],
) -> None:
    Path("empty.txt").write_text("", "utf-8")
    code, out, err = run("build", "a.md", "empty.txt", "--title", "T", "-o", "t.epub")
    assert (code, out) == (1, "t.epub\n")
    assert "empty.txt" in err


def test_an_edition_has_a_title_of_its_own(run: Callable[..., tuple[int, str, str]]) -> None:
    Path("e.yaml").write_text("title: Own\narticles: [a.md]\n", "utf-8")
    code, out, err = run("build", "e.yaml", "a.md", "--title", "T")
    assert (code, out) == (2, "")
    assert "e.yaml is an edition" in err
