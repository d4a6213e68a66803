"""Editions of odd names, one kind each: both formats are delivered, nothing of them is refused."""

import dataclasses
import datetime
from typing import Any

from publisher.build import Order, build_edition
from publisher.model.article import Article, Contributor
from publisher.model.body import Paragraph, Text
from publisher.model.edition import Edition, Part
from publisher.model.rights import Basis, Rights
from publisher.rendering.theme import load_theme
from publisher.verify.judge import examine
from tests.shelf import EMPTY

NOON = datetime.datetime(2026, 11, 23, 12, 0, tzinfo=datetime.UTC)


def article_of(title: str, *texts: str, author: str = "", **facts: Any) -> Article:
    """An article of these paragraphs."""
    paragraphs = (Paragraph(children=(Text(text=text),)) for text in texts)
    return Article(
        title=title,
        contributors=(Contributor(name=author),) if author else (),
        rights=Rights(basis=Basis.OWN_WORK, holder=facts.pop("holder", "X")),
        body=tuple(paragraphs),
        **{"language": "en", **facts},
    )


def edition_of(title: str, *articles: Article) -> Edition:
    """An edition of these articles, each a part of its own."""
    parts = tuple(Part(articles=(article,)) for article in articles)
    return Edition(name="odd", title=title, language="en", parts=parts)


def order_of(*formats: str) -> Order:
    """What is built: these formats, in the plain theme."""
    return Order(
        theme=load_theme("plain"), formats=formats, moment=NOON, on=NOON.date(), catalogue=EMPTY
    )


def assert_delivered(title: str, *articles: Article) -> None:
    """Build an edition of these articles, each a part of its own, in both formats."""
    built = build_edition(edition_of(title, *articles), order_of("epub", "pdf"))
    assert built.refused == ()
    assert [file.name for file in built.files] == ["odd.epub", "odd.pdf"]
    assert [line for file in built.files for line in file.report.findings] == []


def test_an_edition_whose_every_name_and_text_is_one_letter_is_delivered() -> None:
    assert_delivered("X", *3 * (article_of("X", "X", author="7"),))


def test_an_edition_that_bears_the_title_of_its_only_article_is_delivered() -> None:
    assert_delivered("One", article_of("One", "A text.", subtitle="Below it"))


def test_a_build_in_another_theme_is_the_same_edition() -> None:
    edition = edition_of("Two", article_of("One", "A text."))
    other = dataclasses.replace(edition, theme="magazine")
    file = build_edition(edition, order_of("epub")).files[0]
    assert examine(file.data, file.name, other).findings == ()
