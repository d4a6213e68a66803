"""The geometry of pages: what a typographer would mark is marked, and our editions have none of it."""

from dataclasses import replace
from pathlib import Path

import pytest

from publisher.model.edition import Edition, alone
from publisher.readers import read_article, read_edition
from publisher.rendering.compose import book_of
from publisher.rendering.theme import load_theme, theme_names
from publisher.resources import folder
from publisher.writers.pdf import writer as pdf
from tests.geometry import PageLook, Piece, faults, look_at
from tests.rich import folder as rich
from tests.shelf import EMPTY
from tests.test_pdffile.conftest import draw

LINES = "<p>One line of words.</p>" * 6
CONTENT = Path(folder("content"))
EDITIONS = sorted(path.stem for path in (CONTENT / "editions").glob("*.yaml"))


@pytest.mark.parametrize(
    ("body", "style", "told"),
    [
        ("<p style='margin-left: -30mm'>Far out.</p>", "", "stands outside the page"),
        ("<p>Below it.</p><p style='margin-top: -8mm'>Over it.</p>", "", "stands over"),
        ("<p style='break-before: page'>Alone.</p>", "", "only 1 lines"),
        (
            "<h2>Lost</h2><p style='break-before: page'>Its words.</p>" + LINES,
            "",
            "is the last line",
        ),
        (
            "<h2>Several words of a heading<br>lost</h2><p>End.</p>",
            "",
            "stands alone",
        ),
        ("<p style='font-size: 7pt'>Small.</p>", "", "is set in 7.00 pt"),
    ],
)
def test_what_a_typographer_would_mark_is_marked(body: str, style: str, told: str) -> None:
    found = faults(look_at(draw(LINES + body, style)), sizes=(11,))
    assert any(told in fault for fault in found), found


def test_clean_pages_have_no_mark() -> None:
    body = f"<h2>A heading</h2>{LINES}<ul><li>one</li><li>two</li></ul>"
    assert faults(look_at(draw(LINES + body)), sizes=(11,)) == []


def test_joined_letters_of_one_line_may_stand_over_each_other() -> None:
    one = letters("م", 10, 20, 100)
    other = letters("حافظة", 14, 40, 98)
    assert faults([page_of(one, other)]) == []
    below = replace(other, element=2)
    assert any("stands over" in fault for fault in faults([page_of(one, below)]))


def test_a_page_that_is_nearly_empty_is_marked_where_its_article_goes_on() -> None:
    full = [letters("words", 10, 90, bottom) for bottom in range(40, 380, 12)]
    in_article = tuple(replace(piece, tags=("Document", "Art", "P")) for piece in full)
    title = replace(in_article[-1], tags=("Document", "Art", "H1"))
    opening = replace(page_of(title), has_picture=False)
    rest = replace(page_of(*in_article), number=3, has_picture=False)
    assert any("page 2: only" in fault for fault in faults([opening, rest]))
    assert not faults([replace(rest, number=2), rest])
    assert not faults([opening, replace(rest, has_picture=True)])


def test_a_credit_block_alone_on_a_page_is_marked_unless_it_is_too_long() -> None:
    full = [letters("words", 10, 90, bottom) for bottom in range(40, 380, 12)]
    text = tuple(replace(piece, tags=("Document", "Art", "P")) for piece in full)
    small = tuple(replace(piece, tags=("Document", "Art", "Sect", "Div", "P")) for piece in full)
    before = replace(page_of(*text), has_picture=False)
    short, long = (replace(page_of(*block), number=3) for block in (small[-5:], small))
    assert any("nothing but the credit" in fault for fault in faults([before, short]))
    assert not faults([before, long])
    begun = replace(before, pieces=(*small[:14], *text[14:]))
    assert not faults([begun, replace(page_of(*small[-17:]), number=3)])


def letters(words: str, left: float, right: float, bottom: float) -> Piece:
    box = {"left": left, "right": right, "bottom": bottom, "top": bottom + 10}
    return Piece(**box, size=10.0, words=words, tags=("P",), element=1)


def page_of(*pieces: Piece) -> PageLook:
    return PageLook(number=2, width=300, height=400, pieces=pieces, has_picture=True)


def edition(name: str, place: Path) -> Edition:
    if name == "rich":
        return alone(read_article(rich.fill(place)), name="rich")
    return read_edition(CONTENT / "editions" / f"{name}.yaml")


def marks(name: str, theme: str, place: Path) -> list[str]:
    look = load_theme(theme)
    made = pdf.typeset(book_of(edition(name, place), look), look, catalogue=EMPTY)
    _, *pages = look_at(made.data)  # the cover is a picture
    return faults(pages)


@pytest.mark.slow
@pytest.mark.parametrize("theme", ["report", "course"])
def test_the_small_print_of_a_lone_article_reaches_into_the_margin_and_no_further(
    theme: str,
) -> None:
    look = load_theme(theme)
    article = read_article(CONTENT / "articles" / "a-captured-page" / "article.txt")
    book = book_of(alone(article, name="one"), look)
    made = pdf.typeset(book, look, catalogue=EMPTY)
    assert faults(look_at(made.data), sizes=()) == []


@pytest.mark.parametrize("name", EDITIONS[:1])
def test_our_pages_have_no_mark(name: str, tmp_path: Path) -> None:
    assert marks(name, "", tmp_path) == []


@pytest.mark.judge
@pytest.mark.parametrize("theme", theme_names())
@pytest.mark.parametrize("name", [*EDITIONS, "rich"])
def test_no_page_of_any_design_has_a_mark(name: str, theme: str, tmp_path: Path) -> None:
    assert marks(name, theme, tmp_path) == []


# Pages of the real article with its whole credit, by design; the cover is one more.
SEED_PAGES = {"book": 3, "magazine": 2, "report": 2, "course": 3, "large-print": 5, "e-ink": 8}


@pytest.mark.slow
@pytest.mark.parametrize("theme", SEED_PAGES)
def test_the_real_article_takes_few_pages(theme: str, shared: Path) -> None:
    look = load_theme(theme)
    article = read_article(shared / "corpus" / "seed" / "article.txt")
    made = pdf.typeset(book_of(alone(article, name="seed"), look), look, catalogue=EMPTY)
    assert made.length - 1 <= SEED_PAGES[theme]
    assert faults(look_at(made.data)) == []
