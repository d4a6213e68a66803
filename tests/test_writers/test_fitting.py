"""Tables wider than their place and rows higher than a page are set so that every word is inside."""

from collections.abc import Callable, Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publisher.model.article import Article, Contributor
from publisher.model.body import Block, Cell, Item, List, Paragraph, Quote, Row, Table, Text
from publisher.model.edition import alone
from publisher.pdffile.pages import read_pages
from publisher.rendering.book import Book
from publisher.rendering.compose import book_of
from publisher.rendering.theme import Paper, load_theme
from publisher.verify import verify_bytes
from publisher.writers.pdf import writer as pdf
from tests.geometry import Piece, faults, look_at
from tests.shelf import EMPTY

THEME = load_theme("plain")
SENTENCE = "The keeper of the lock wrote down what passed him and nothing else. "


def book_with(*blocks: Block) -> Book:
    article = Article(
        title="Wide",
        language="en",
        contributors=(Contributor(name="A. Writer"),),
        body=(Paragraph(children=(Text(text="Before the table."),)), *blocks),
    )
    return book_of(alone(article, name="wide"), THEME)


def read(book: Book, paper: Paper | None = None) -> tuple[list[str], list[str]]:
    """(the words of each page, all that stands outside of a page)."""
    made = pdf.typeset(book, THEME, paper=paper, catalogue=EMPTY)
    pages = read_pages(made.data, "wide.pdf")
    outside = [str(unseen) for page in pages for unseen in page.ink.unseen]
    return [page.text for page in pages], outside


def letters(text: str) -> str:
    """Letters and digits alone: lines end in words, with a hyphen and without."""
    return "".join(filter(str.isalnum, text))


def cell(text: str, *, header: bool = False, rows: int = 1) -> Cell:
    return Cell(children=(Text(text=text),), header=header, rows=rows)


def table(columns: int, rows: int, said: Callable[[int, int], str]) -> Table:
    head = Row(cells=tuple(cell(said(0, at), header=True) for at in range(columns)))
    body = tuple(
        Row(cells=tuple(cell(said(row, at)) for at in range(columns))) for row in range(1, rows + 1)
    )
    return Table(head=(head,), rows=body)


@settings(max_examples=12)
@given(
    columns=st.integers(1, 26),
    rows=st.integers(1, 4),
    long=st.integers(1, 60),
    sign=st.sampled_from(["", "/", "_", "-", ".", " "]),
    paper=st.sampled_from(THEME.papers),
)
def test_every_word_of_any_table_stands_inside_its_page(
    columns: int, rows: int, long: int, sign: str, paper: Paper
) -> None:
    def said(row: int, column: int) -> str:
        stem = f"r{row}c{column}"
        return stem + sign.join(f"{stem}word" for _ in range(long // 8 + 1))[:long] + "z"

    pages, outside = read(book_with(table(columns, rows, said)), paper)
    assert outside == []
    drawn = letters("".join(pages))
    cells = [said(row, column) for row in range(rows + 1) for column in range(columns)]
    assert [text for text in cells if letters(text) not in drawn] == []


@pytest.mark.parametrize("around", ["list", "quote"])
def test_a_table_inside_something_keeps_to_the_room_that_it_has_there(around: str) -> None:
    inner: Block = table(8, 2, lambda row, column: f"harvester{row}of{column}")
    for _ in range(5):
        inner = (
            Quote(children=(inner,))
            if around == "quote"
            else List(items=(Item(children=(inner,)),))
        )
    pages, outside = read(book_with(inner))
    assert outside == []
    assert "harvester2of7" in letters("".join(pages))


def test_a_row_higher_than_a_page_begins_below_its_head_and_runs_on() -> None:
    long = SENTENCE * 70
    pages, outside = read(
        book_with(table(2, 1, lambda row, column: long if row and column else f"Head{column}"))
    )
    assert outside == []
    assert "Head0" in pages[1], "the head stands where the row begins"
    assert "keeper" in pages[1], "the row begins on the page of its head"
    assert letters("".join(pages)).count(letters(SENTENCE)) >= 67, "three may run over a page"


def test_a_cell_over_several_rows_that_is_higher_than_a_page_runs_on() -> None:
    rows = (
        Row(cells=(cell(SENTENCE * 70, rows=2), cell("one"))),
        Row(cells=(cell("two"),)),
    )
    pages, outside = read(book_with(Table(rows=rows)))
    assert outside == []
    assert letters("".join(pages)).count(letters(SENTENCE)) >= 67


@pytest.mark.parametrize(
    ("columns", "rows", "theme", "turned"),
    [
        (12, 12, "book", True),
        (12, 3, "book", False),
        (24, 6, "book", False),
        (12, 6, "e-ink", False),
    ],
    ids=["wide", "few rows", "too wide", "small screen"],
)
def test_a_wide_table_of_some_rows_stands_on_a_page_turned_to_its_side(
    columns: int, rows: int, theme: str, turned: bool
) -> None:
    look = load_theme(theme)
    book = book_with(
        table(columns, rows, lambda row, column: f"Barges {row}.{column}00"),
        Paragraph(children=(Text(text="Behind the table."),)),
    )
    made = pdf.typeset(book, look, catalogue=EMPTY)
    pages = look_at(made.data)
    sides = [page for page in pages if page.width > page.height]
    assert bool(sides) is turned
    assert faults(pages) == []
    assert all("Wide" in _words(page.furniture) for page in sides), "the running head goes with it"
    upright = _words(piece for page in pages if page not in sides for piece in page.text)
    assert letters("Behind the table.") in upright
    assert verify_bytes(made.data, "wide.pdf", book.ledger).findings == (), "heads stand again"


@pytest.mark.parametrize(("columns", "reaches"), [(3, False), (7, True)])
def test_a_wide_table_stands_in_a_margin_for_notes_before_its_type_is_made_smaller(
    columns: int, reaches: bool
) -> None:
    look = load_theme("course")
    book = book_with(table(columns, 4, lambda row, column: f"Bargekeeper{row}{column}"))
    made = pdf.typeset(book, look, catalogue=EMPTY)
    pages = look_at(made.data)
    assert faults(pages) == []
    cells = [piece for page in pages for piece in page.text if "Bargekeeper" in piece.words]
    measure = (24 + look.paper().measure) * 72 / 25.4
    assert (max(piece.right for piece in cells) > measure + 1) is reaches
    assert {round(piece.size, 1) for piece in cells} == {look.design.level("table").size}


def _words(pieces: Iterable[Piece]) -> str:
    return letters("".join(piece.words for piece in pieces))


def test_a_table_that_fits_is_laid_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    from publisher.writers.pdf import table_fitting

    asked: list[bool] = []
    mend = table_fitting.mend

    def mend_and_tell(document: object) -> bool:
        asked.append(mend(document))
        return asked[-1]

    monkeypatch.setattr(table_fitting, "mend", mend_and_tell)
    read(book_with(table(3, 3, lambda row, column: f"{row}of{column}")))
    assert set(asked) == {False}
    read(book_with(table(9, 2, lambda row, column: f"harvester{row}of{column}")))
    assert True in asked


@pytest.mark.parametrize("letters_of", ["ชธวกรนวยบธจมปงถ", "wmwmwmwmwmwmwm"])
def test_a_word_without_an_end_breaks_before_it_leaves_its_line(letters_of: str) -> None:
    word = (letters_of * 14)[:66] if letters_of.isascii() else letters_of * 14
    blocks = (
        Paragraph(children=(Text(text=word),)),
        Quote(children=(List(items=(Item(children=(Paragraph(children=(Text(text=word),)),)),)),)),
    )
    assert read(book_with(*blocks))[1] == []
