"""Part pages: before the first article of each part, in the outline, and known to the judge."""

import json
from dataclasses import replace

import pytest

from publisher.model.article import Article
from publisher.model.body import Paragraph, Text
from publisher.model.edition import Edition, Part
from publisher.rendering.book import Book
from publisher.rendering.compose import book_of
from publisher.rendering.theme import load_theme
from publisher.verify.matching.allowed_words import Spoken
from publisher.writers.pdf.page_plan import bookmarks_of, leaves_of, targets_of
from publisher.writers.pdf.part_pages import with_part_pages
from publisher.writers.pdf.running_lines import ENDLESS

TWO_SIDED = replace(ENDLESS, two_sided=True)

THEME = load_theme("book")


def article(title: str) -> Article:
    return Article(title=title, language="en", body=(Paragraph(children=(Text(text=title),)),))


def edition(*titles: str, language: str = "en") -> Edition:
    parts = tuple(Part(title=title, articles=(article(f"In {title}"),)) for title in titles)
    return Edition(name="parts", title="Many things", language=language, parts=parts)


@pytest.fixture(scope="module")
def book() -> Book:
    return book_of(edition("Locks", "", "Weirs"), THEME)


def test_a_page_opens_each_part_that_has_a_title(book: Book) -> None:
    opened = with_part_pages(book)
    assert [
        chapter.title for chapter in opened.chapters if chapter.role in {"part", "article"}
    ] == [
        "Locks",
        "In Locks",
        "In ",
        "Weirs",
        "In Weirs",
    ]
    pages = [chapter.markup.decode() for chapter in opened.chapters if chapter.role == "part"]
    assert ["Part 1" in pages[0], "Part 2" in pages[1]] == [True, True]


def test_an_edition_without_titled_parts_has_no_such_page(book: Book) -> None:
    bare = book_of(edition("", ""), THEME)
    assert with_part_pages(bare) is bare
    assert with_part_pages(replace(book, edition=replace(book.edition, single=True))).chapters == (
        book.chapters
    )


def test_articles_stand_below_their_part_in_the_outline_and_sources_beside_it(book: Book) -> None:
    chapters = with_part_pages(book).chapters
    marks = {mark.title: mark.level for mark in bookmarks_of(chapters, targets_of(chapters))}
    assert marks["Locks"] == marks["Sources"] == 1
    assert marks["In Locks"] == marks["In Weirs"] == 2


def test_a_part_page_has_neither_a_running_line_nor_a_number(book: Book) -> None:
    opened = with_part_pages(book)
    leaves = leaves_of(opened, [1] * len(opened.chapters), room=TWO_SIDED)
    kinds = [leaf.kind for leaf in leaves]
    assert kinds[2] == "title-page"
    assert kinds[3] == "opening"


@pytest.mark.parametrize(
    ("language", "right", "wrong"),
    [("en", "Part 2", "Part 3"), ("de", "Teil 1", "Teil 12"), ("zh", "第2部分", "第5部分")],
)
def test_the_judge_knows_the_parts_there_are_and_no_others(
    language: str, right: str, wrong: str
) -> None:
    made = book_of(edition("Locks", "Weirs", language=language), THEME)
    spoken = Spoken(made.ledger, json.loads(made.record)["@graph"])
    assert spoken.unexplained("", right) == ""
    assert spoken.unexplained("", "Weirs") == ""
    assert spoken.unexplained("", wrong)
    assert spoken.unexplained("", right.replace("2", "").replace("1", "").strip())
