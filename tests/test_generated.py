"""Editions of any names and texts: EPUB and PDF are delivered, nothing of them is refused.

Titles, authors, publications, headings and texts of one letter, one sign, digits alone, brackets,
quotes or 200 characters, in all scripts that have fonts here, from left to right and from right to
left.  Few in the ordinary run; 300 with `make judge`.
"""

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publisher.build import Order, build_edition
from publisher.model.article import Article, Contributor, Relation, Source
from publisher.model.body import (
    Block,
    Emphasis,
    Heading,
    Item,
    List,
    Paragraph,
    Quote,
    Text,
)
from publisher.model.edition import Edition, Part
from publisher.model.rights import Basis, Rights
from publisher.rendering.theme import load_theme
from publisher.verify import verify_bytes
from tests.shelf import EMPTY

NOON = datetime.datetime(2026, 11, 23, 12, 0, tzinfo=datetime.UTC)
ALPHABETS = {
    "latin": "abcdefghij klmnopqrstuvwxyz ABC",
    "accents": "áéíóúñçøåßæœğışžčřůăâîșț ẹọṣ ąęė",
    "marks": "ọ̀ọ́ẹ̀ẹ́ m̀ń ą́ė̃",
    "cyrillic": "абвгдежзийклмн опрстуфхцчшщъыьэюя",
    "greek": "αβγδεζηθικλ μνξοπρστυφχψω άέή",
    "arabic": "ابتثجحخد ذرزسشصضطظعغفقكلمنهوي",
    "hebrew": "אבגדהוזחט יכלמנסעפצקרשת",
    "devanagari": "कखगघचछजझ टठडढतथदधनपफबभमयरलवशसह",
    "thai": "กขคงจฉชซ ญดตถทธนบปผพภมยรลวสห",
    "digits": "0123456789",
    "signs": "()[]{}<>\"'“”‘’«»&/\\|*#~_-–—.,;:!?%+=@§©",
}
ODD = (
    *("X", "7", "?", "(", "“", "]", "Covid-19", "nemo99", "2", "A. B", "«", "ffi", "&amp;", "<b>"),
    *(
        "Politics",
        "efficient fjord",
        "----------",
        "—",
        "…",
        "💡",
        "💡 🎉",
        "By",
        "3",
        "C++",
        "a/b",
    ),
)


def words(least: int, most: int) -> st.SearchStrategy[str]:
    """Text of one alphabet, or of several, each word of one: a letter or digit at least."""
    alphabet = st.sampled_from(sorted(ALPHABETS))
    one = alphabet.flatmap(lambda name: st.text(ALPHABETS[name], min_size=least, max_size=most))
    word = alphabet.flatmap(lambda name: st.text(ALPHABETS[name], min_size=1, max_size=8))
    several = st.lists(word, min_size=1 + least // 8, max_size=1 + most // 8).map(" ".join)
    spaced = st.one_of(one, several).map(lambda text: " ".join(text.split()))
    return spaced.filter(lambda text: any(sign.isalnum() for sign in text))


NAMES = st.one_of(st.sampled_from(ODD), words(1, 30), words(1, 4), words(150, 200))
TEXTS = st.one_of(st.sampled_from(ODD), words(1, 12), words(40, 300))


@st.composite
def blocks(draw: st.DrawFn) -> Block:
    """A block of a text."""
    text = Text(text=draw(TEXTS))
    match draw(st.sampled_from(["p", "p", "h", "q", "l"])):
        case "h":
            return Heading(level=2, children=(Text(text=draw(NAMES)),))
        case "q":
            return Quote(children=(Paragraph(children=(text,)),))
        case "l":
            items = draw(st.lists(TEXTS, min_size=1, max_size=3))
            made = (Item(children=(Paragraph(children=(Text(text=item),)),)) for item in items)
            return List(items=tuple(made))
        case _:
            return Paragraph(children=(text,))


@st.composite
def articles(draw: st.DrawFn) -> Article:
    """An article whose every name is odd."""
    publication = draw(st.one_of(st.just(""), NAMES))
    sources = (Source(relation=Relation.ORIGINALLY_PUBLISHED, name=publication),)
    return Article(
        kicker=draw(st.one_of(st.just(""), NAMES)),
        title=draw(NAMES),
        subtitle=draw(st.one_of(st.just(""), NAMES)),
        standfirst=draw(st.one_of(st.just(""), TEXTS)),
        language=draw(st.sampled_from(["en", "de", "fr", "ar", "he", "hi"])),
        contributors=tuple(
            Contributor(name=name)
            for name in draw(st.lists(NAMES, min_size=1, max_size=2, unique=True))
        ),
        sources=sources if publication else (),
        rights=Rights(basis=Basis.OWN_WORK, holder=draw(NAMES)),
        body=tuple(draw(st.lists(blocks(), min_size=1, max_size=5))),
    )


@st.composite
def editions(draw: st.DrawFn) -> Edition:
    """An edition of one to three of them."""
    count = draw(st.integers(1, 3))
    parts = (Part(articles=(draw(articles()),)) for _ in range(count))
    return Edition(name="odd", title=draw(NAMES), language="en", parts=tuple(parts))


def build(edition: Edition, *formats: str) -> None:
    """Build these formats, of which nothing may be refused, nor by the files' own records."""
    order = Order(
        theme=load_theme("plain"), formats=formats, moment=NOON, on=NOON.date(), catalogue=EMPTY
    )
    built = build_edition(edition, order)
    assert [file.name for file in built.files] == [f"odd.{form}" for form in formats]
    alone = [verify_bytes(file.data, file.name) for file in built.files]
    reports = [*(file.report for file in built.files), *alone]
    assert [line for report in reports for line in report.findings] == []


@settings(max_examples=8)
@given(edition=editions())
def test_an_edition_of_any_names_is_delivered(edition: Edition) -> None:
    build(edition, "epub")


@settings(max_examples=3)
@given(edition=editions())
def test_an_edition_of_any_names_is_printed(edition: Edition) -> None:
    build(edition, "pdf")


def test_brackets_and_signs_beside_words_that_run_to_the_left_are_printed() -> None:
    turned = "הדרך הישנה אל הנהר והאנשים שלא חזרו הביתה"
    title = f"💡 (2) {turned} (Ende)"
    body = Paragraph(children=(Emphasis(children=(Text(text="(schräg)"),)), Text(text=f" {title}")))
    article = Article(title=title, language="de", body=(body,), kicker=f"%> {turned}")
    parts = (Part(articles=(article,)),)
    build(Edition(name="odd", title=f"%> {title}", language="de", parts=parts), "pdf")


@pytest.mark.judge
@settings(max_examples=300)
@given(edition=editions())
def test_three_hundred_editions_of_any_names_are_delivered(edition: Edition) -> None:
    build(edition, "epub", "pdf")
