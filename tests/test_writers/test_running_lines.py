"""Lines at head and foot of pages: on one line, no fact twice, in the edition's direction."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.fonts.choose import type_for
from publisher.model.article import Article, Contributor
from publisher.model.body import Paragraph, Text
from publisher.model.edition import alone
from publisher.rendering.book import Book
from publisher.rendering.compose import book_of
from publisher.rendering.theme import load_theme, theme_names
from publisher.verify.evidence.pdf_elements import is_same_furniture
from publisher.writers.pdf.page_plan import leaves_of
from publisher.writers.pdf.running_lines import ENDLESS, Room, fitted, in_line, line_width
from publisher.writers.pdf.sides import room_for_lines

FOOT = Room(head=0.0, foot=60, width=len)
HEAD = Room(head=60, foot=60, width=len)
NAMES = st.text("abc xyz", min_size=1, max_size=12).map(str.strip).filter(bool)


def book(title: str, *authors: str) -> Book:
    article = Article(
        title=title,
        language="en",
        contributors=tuple(Contributor(name=name) for name in authors),
        body=(Paragraph(children=(Text(text="Words."),)),),
    )
    return book_of(alone(article, name="page"), load_theme())


@pytest.mark.parametrize(
    ("width", "kept"),
    [
        (40, ("A. Writer", "The Long Paper", "p.example")),
        (35, ("A. Writer", "The Long Paper")),
        (25, ("A. Writer", "p.example")),
        (12, ("A. Writer",)),
        (6, ("A. …",)),
        (3, ("A …",)),
    ],
)
def test_whole_facts_are_left_out_before_one_is_cut(width: int, kept: tuple[str, ...]) -> None:
    assert fitted(("A. Writer", "The Long Paper", "p.example"), " · ", width, len) == kept


@given(st.lists(NAMES, max_size=4), st.integers(4, 40))
def test_a_line_always_fits_and_says_nothing_else(names: list[str], width: int) -> None:
    kept = fitted(tuple(names), " · ", width, len)
    assert len(" · ".join(kept)) <= width
    whole = [fact for fact in kept if not fact.endswith("…")]
    assert all(fact in names for fact in whole)
    assert all(any(name.startswith(fact[:-2]) for name in names) for fact in kept)


def test_ideographs_are_as_wide_as_they_are_high() -> None:
    assert line_width("漢字", lambda _: 0.0) >= 2
    assert line_width("ab", lambda words: 0.5 * len(words)) < 1.1


@pytest.mark.parametrize(
    ("room", "lines"),
    [(HEAD, [("", ""), ("A page", "")]), (FOOT, [("", ""), ("", "A page")])],
)
def test_a_page_of_which_nothing_is_known_says_its_title_once(
    room: Room, lines: list[tuple[str, str]]
) -> None:
    leaves = leaves_of(book("A page"), [2], room=replace(room, two_sided=True))
    assert [(leaf.head, leaf.running) for leaf in leaves] == lines


def test_a_fact_that_is_the_title_does_not_stand_below_it() -> None:
    leaves = leaves_of(book("A house", "A house"), [2], room=ENDLESS)
    assert [(leaf.head, leaf.running) for leaf in leaves] == [("", ""), ("A house", "")]


@pytest.mark.parametrize(
    ("facts", "is_rtl", "said"),
    [
        (("A. Writer", "A site"), False, "A. Writer · A site"),
        (("دار", "A site"), False, "\u2068دار\u2069 · \u2068A site\u2069"),
        (("A. Writer", "A site"), True, "\u2068A. Writer\u2069 · \u2068A site\u2069"),
    ],
)
def test_facts_follow_each_other_in_the_edition_s_direction(
    facts: tuple[str, ...], is_rtl: bool, said: str
) -> None:
    assert in_line(facts, " · ", is_rtl=is_rtl) == said


ISOLATED = "\u2068A. Writer\u2069 · \u20682 houses\u2069 · \u2068a.example\u2069"


@pytest.mark.parametrize(
    ("shown", "is_same"),
    [
        ("a.example · 2 houses · A. Writer", True),
        ("A. Writer · 2 houses · a.example", True),
        ("a.example · 2 houses · B. Writer", False),
        ("a.example · houses 2 · A. Writer", False),
        ("a.example · A. Writer · 2 houses", False),
        ("a.example · 2 houses", False),
    ],
)
def test_isolated_stretches_may_be_shown_the_last_one_first_and_no_otherwise(
    shown: str, is_same: bool
) -> None:
    assert is_same_furniture([ISOLATED], [shown]) is is_same


def test_words_that_are_not_isolated_change_no_places() -> None:
    assert not is_same_furniture(["A. Writer · a.example"], ["a.example · A. Writer"])
    assert not is_same_furniture(
        ["by \u2068A. Writer\u2069 in \u2068B\u2069"], ["B by A. Writer in"]
    )


@pytest.mark.parametrize("name", theme_names())
def test_every_design_has_room_for_a_short_line_on_every_paper(name: str) -> None:
    theme = load_theme(name)
    fonts = type_for(book("A page", "A. Writer"), theme, None).fonts
    for paper in theme.papers:
        room = room_for_lines(theme, paper, fonts)
        assert room.width("A. Writer · a.example") <= room.foot
