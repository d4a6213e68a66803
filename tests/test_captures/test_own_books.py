"""A book of ours that is read again gives the articles that it was made of."""

import datetime
import runpy
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from publisher.build import Order, build_edition
from publisher.captures import Holding, open_file
from publisher.model.article import Article, Asset
from publisher.model.body import (
    Block,
    Heading,
    Item,
    List,
    Note,
    NoteMark,
    Paragraph,
    Passage,
    Text,
    inlines,
    printed,
    walk,
)
from publisher.model.edition import Edition, Part, alone
from publisher.readers import read_article
from publisher.readers.any_file import read_capture
from publisher.rendering.specimen import specimen
from publisher.rendering.theme import load_theme
from publisher.schema.normal import normal

NOON = datetime.datetime(2026, 11, 25, 12, tzinfo=datetime.UTC)
ARTICLES = Path("content/articles")
RICH = runpy.run_path(str(Path(__file__).parents[1] / "rich" / "folder.py"))


def written(*articles: Article) -> bytes:
    if len(articles) == 1:
        edition = alone(articles[0], name="book")
    else:
        parts = (Part(articles=articles),)
        edition = Edition(name="book", title="Of several", language="en", parts=parts)
    order = Order(theme=load_theme(), formats=("epub",), moment=NOON, on=NOON.date())
    built = build_edition(edition, order)
    assert not built.refused
    return built.files[0].data


def read_again(book: bytes) -> Iterator[Article]:
    held = open_file("book.epub", book)
    assert isinstance(held, Holding)
    for entry in held.entries:
        if not entry.passed_over:
            yield read_capture("book.epub", book, held.open(entry.key)).article


def with_numbered_notes(article: Article) -> Article:
    """The article with its notes behind the text, called by their numbers, as books have them."""
    text, notes = printed(normal(article).body)
    numbers = {note.name: str(number) for number, note in enumerate(notes, 1)}
    return replace(article, body=renamed((*text, *notes), numbers))


def renamed(value: Any, numbers: dict[str, str]) -> Any:  # any part of a body
    if isinstance(value, tuple):
        return tuple(renamed(one, numbers) for one in value)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    if isinstance(value, NoteMark):
        return NoteMark(note=numbers[value.note])
    own = {field.name: renamed(getattr(value, field.name), numbers) for field in fields(value)}
    if isinstance(value, Note):
        own["name"] = numbers[value.name]
    return replace(value, **own)


@pytest.mark.parametrize("folder", sorted(path.name for path in ARTICLES.iterdir()))
def test_each_of_our_own_articles_comes_back_as_it_was(folder: str) -> None:
    known = read_article(next((ARTICLES / folder).glob("article.*")))
    (found,) = read_again(written(known))
    assert found == with_numbered_notes(known)


def test_what_is_read_again_makes_the_same_book() -> None:
    known = tuple(
        read_article(ARTICLES / folder / "article.md")
        for folder in ("fair-use-notice", "for-an-e-reader", "how-to-credit")
    )
    book = written(*known)
    assert written(*read_again(book)) == book


def test_everything_that_an_article_can_hold_comes_back(tmp_path: Path) -> None:
    known = with_numbered_notes(read_article(RICH["fill"](tmp_path)))
    (found,) = read_again(written(known))
    assert tuple(map(without_bytes, found.assets)) == tuple(map(without_bytes, known.assets))
    assert without_levels(found.body) == without_levels(known.body)


def without_levels(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The blocks; no heading of a book skips a level, as one of an article may."""
    return tuple(replace(one, level=1) if isinstance(one, Heading) else one for one in blocks)


def without_bytes(asset: Asset) -> Asset:
    """The picture without what an EPUB may set anew: print's colours are made those of screens."""
    return replace(asset, data=b"")


def test_the_specimen_of_every_kind_comes_back() -> None:
    (known,) = specimen().articles[:1]
    (found,) = read_again(written(known))
    assert found.body == with_numbered_notes(known).body


def test_a_chapter_in_several_files_is_one_article_again() -> None:
    words = "It was hauled over on the day before, by nine people and a rope. " * 20
    lines = (
        Paragraph(children=(Text(text=f"{number}. {words}".strip()),)) for number in range(600)
    )
    items = tuple(Item(children=(line,)) for line in lines)
    inner = Passage(language="fr", children=(List(items=items, ordered=True, start=4),))
    known = Article(title="Very long", language="en", body=(inner,))
    book = written(known)
    assert b"EPUB/a1-very-long-5.xhtml" in book
    (found,) = read_again(book)
    assert found.body == known.body


def test_what_is_no_markup_of_ours_is_read_as_a_page(tmp_path: Path) -> None:
    known = read_article(ARTICLES / "small-print" / "article.yaml")
    book = written(known)
    held = open_file("book.epub", book)
    assert isinstance(held, Holding)
    (entry,) = (one for one in held.entries if not one.passed_over)
    capture = held.open(entry.key)
    changed = capture.data.replace(b"<p>", b"<marquee>", 1).replace(b"</p>", b"</marquee>", 1)
    found = read_capture("book.epub", book, replace(capture, data=changed)).article
    assert {type(one) for one in walk(found.body)} >= {Paragraph}
    assert list(inlines(found.body))
