"""Running titles: short, on the side that is theirs, and pages whose margins are mirrored."""

from dataclasses import replace

import pytest

from publisher.model.article import Article, Contributor
from publisher.model.body import Paragraph, Text
from publisher.model.edition import Edition, Part, alone
from publisher.rendering.book import Book
from publisher.rendering.compose import book_of
from publisher.rendering.theme import load_theme
from publisher.writers.pdf import page_plan, sides
from publisher.writers.pdf.page_plan import short_title
from publisher.writers.pdf.running_lines import ENDLESS

TWO_SIDED = replace(ENDLESS, two_sided=True)

THEME = load_theme("book")
LONG = "How the keeper of the lock wrote down whatever passed him by"


def article(title: str, language: str = "en") -> Article:
    return Article(
        title=title,
        language=language,
        contributors=(Contributor(name="A. Writer"),),
        body=(Paragraph(children=(Text(text="Words."),)),),
    )


def several(language: str = "en") -> Book:
    articles = (article("First", language), article(LONG, language))
    parts = (Part(articles=articles),)
    return book_of(Edition(name="many", title="Many things", language=language, parts=parts), THEME)


@pytest.mark.parametrize(
    ("title", "short"),
    [
        ("A title", "A title"),
        ("A title of one part: and what is said of it at length", "A title of one part"),
        ("Who wrote it? And what is said of it at some length", "Who wrote it?"),
        ("One thing – and what is said of it at some length, too", "One thing"),
        (LONG, "How the keeper of the lock wrote down …"),
        ("W" * 60, "W" * 45 + " …"),
    ],
)
def test_a_running_title_is_the_first_part_or_as_many_words_as_there_is_room(
    title: str, short: str
) -> None:
    assert short_title(title) == short
    assert len(short_title(title)) <= 47


def test_the_back_of_a_leaf_names_the_edition_and_the_front_the_article() -> None:
    book = several()
    lengths = [3 if chapter.article else 1 for chapter in book.chapters]
    leaves = list(page_plan.leaves_of(book, lengths, room=TWO_SIDED))
    heads = [leaf.head for leaf in leaves]
    assert heads[:5] == ["", "", "", "Many things", "First"]  # the foot names who wrote it
    assert [leaf.folio for leaf in leaves] == [str(at + 1) for at in range(len(leaves))]
    one_sided = list(page_plan.leaves_of(book, lengths, room=ENDLESS))
    assert one_sided[3].head == one_sided[4].head == "First"


def test_a_head_names_who_wrote_an_article_where_no_foot_does_and_never_what_a_foot_says() -> None:
    book = several()
    [chapter] = [one for one in book.chapters if one.title == "First"]
    quiet = replace(chapter, running=())
    assert page_plan.heads_of(quiet, book.edition) == (("A. Writer", "First"), ("Many things",))
    told = replace(chapter, running=("A. Writer", "Many things"))
    assert page_plan.heads_of(told, book.edition) == (("First",), ("First",))


def test_an_edition_of_one_article_says_nothing_twice() -> None:
    book = book_of(alone(article("First"), name="one"), THEME)
    front, back = page_plan.heads_of(book.chapters[0], book.edition)
    assert (front, back) == (("First",), ("First",))  # whose it is stands at the foot of each page


@pytest.mark.parametrize(("language", "first"), [("en", 1.0), ("ar", -1.0)])
def test_edges_move_to_the_outer_side_of_each_page(language: str, first: float) -> None:
    book = several(language)
    lengths = [1] * len(book.chapters)
    shifts = page_plan.shifts_of(book, lengths, 5.0)
    assert shifts == tuple(first * (5.0, -5.0)[at % 2] for at in range(len(lengths)))
    assert page_plan.shifts_of(book, lengths, 0.0) == ()


def test_a_part_is_laid_out_between_equal_margins_where_they_are_mirrored() -> None:
    paper = THEME.paper()
    top, right, bottom, left = paper.margins
    assert right > left
    even = sides.evened(THEME, paper)
    assert even.margins == (top, (left + right) / 2, bottom, (left + right) / 2)
    assert even.measure == paper.measure
    assert sides.shift_of(THEME, paper) > 0
    setting = replace(THEME.design.setting, mirrored=False)
    plain = replace(THEME, design=replace(THEME.design, setting=setting))
    assert sides.evened(plain, paper) is paper
    assert sides.shift_of(plain, paper) == 0
