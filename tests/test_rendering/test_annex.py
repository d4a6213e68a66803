"""What was left out, printed at the end where the edition's maker wants it, and nowhere else."""

from dataclasses import replace

import pytest
from lxml import etree

from publisher.model.article import Article, LeftOut, LeftOutBecause
from publisher.model.body import Paragraph, Text
from publisher.model.edition import Edition, Part, alone
from publisher.rendering.compose import book_of
from publisher.rendering.theme import load_theme
from publisher.rights.notices import ledger
from publisher.rights.record_reader import recall
from publisher.verify import verify_bytes
from publisher.writers.epub import writer as epub
from publisher.writers.pdf import writer as pdf
from tests.shelf import EMPTY
from tests.test_sabotage import unzipped, zipped

ARTICLE = Article(
    title="Lamps",
    language="en",
    body=(Paragraph(children=(Text(text="The harbour keeps its lamps lit."),)),),
    left_out=(
        LeftOut(text="Join the harbour club today", because=LeftOutBecause.BOILERPLATE),
        LeftOut(text="Home About Contact", because=LeftOutBecause.FURNITURE),
        LeftOut(text="Lamps | Harbour", because=LeftOutBecause.METADATA),
    ),
)
OTHER = replace(ARTICLE, title="Ledgers", left_out=())
EDITION = Edition(
    name="e", title="E", language="en", annex=True, parts=(Part(articles=(ARTICLE, OTHER)),)
)
THEME = load_theme()


def words_of(edition: Edition) -> list[str]:
    """The lines of the annex; none where there is none."""
    chapters = [one for one in book_of(edition, THEME).chapters if one.role == "annex"]
    return [
        "".join(map(str, line.itertext()))
        for chapter in chapters
        for line in etree.fromstring(chapter.markup)
    ]


def test_the_annex_says_the_words_below_their_article_and_their_kind() -> None:
    assert words_of(EDITION) == [
        "Left out",
        "Lamps",
        "calls to share, comment and join",
        "Join the harbour club today",
        "page furniture",
        "Home About Contact",
    ]


@pytest.mark.parametrize(
    "edition",
    [replace(EDITION, annex=False), replace(EDITION, parts=(Part(articles=(OTHER,)),))],
    ids=["nobody asked", "nothing was left out"],
)
def test_there_is_no_empty_annex(edition: Edition) -> None:
    assert words_of(edition) == []


@pytest.mark.parametrize(
    "edition", [EDITION, replace(alone(ARTICLE, name="e"), annex=True)], ids=["several", "one"]
)
def test_an_edition_with_an_annex_is_sound(edition: Edition) -> None:
    book = book_of(edition, THEME)
    assert book.chapters[-1].role == "annex"
    for name, data in (
        ("e.epub", epub.write(book, THEME)),
        ("e.pdf", pdf.typeset(book, THEME, catalogue=EMPTY).data),
    ):
        assert verify_bytes(data, name, ledger(edition)).findings == ()


def test_words_that_are_put_into_the_annex_are_told() -> None:
    files = unzipped(epub.write(book_of(EDITION, THEME), THEME))
    [name] = [name for name, data in files.items() if b"Home About Contact</p>" in data]
    added = files[name].replace(b"Home About Contact</p>", b"The harbour was a fraud</p>")
    report = verify_bytes(zipped(files | {name: added}), "e.epub", ledger(EDITION))
    assert "text-added" in {finding.code for finding in report.findings}


def test_the_record_knows_that_there_is_one() -> None:
    assert recall(book_of(EDITION, THEME).record, "e").annex
