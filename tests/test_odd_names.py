"""Editions of odd names, one kind each: both formats are delivered, nothing of them is refused."""

import datetime
from typing import Any

from publisher.build import Order, build_edition
from publisher.model.article import Article, Contributor
from publisher.model.body import Paragraph, Text
from publisher.model.edition import Edition, Part
from publisher.model.rights import Basis, Rights
from publisher.rendering.theme import load_theme
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


def assert_delivered(title: str, *articles: Article) -> None:
    """Build an edition of these articles, each a part of its own, in both formats."""
    parts = tuple(Part(articles=(article,)) for article in articles)
    edition = Edition(name="odd", title=title, language="en", parts=parts)
    order = Order(
        theme=load_theme("plain"),
        formats=("epub", "pdf"),
        moment=NOON,
        on=NOON.date(),
        catalogue=EMPTY,
    )
    built = build_edition(edition, order)
    assert built.refused == ()
    assert [file.name for file in built.files] == ["odd.epub", "odd.pdf"]
    assert [line for file in built.files for line in file.report.findings] == []


def test_an_edition_whose_every_name_and_text_is_one_letter_is_delivered() -> None:
    assert_delivered("X", *3 * (article_of("X", "X", author="7"),))
