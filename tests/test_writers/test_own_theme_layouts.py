"""What themes of one's own may ask for: initials that float, notes at the foot, two columns."""

from dataclasses import replace
from io import BytesIO

import pytest
from pikepdf import Array, Dictionary, Name, Object, Pdf

from publisher.model.article import Article, Contributor
from publisher.model.body import Block, Note, NoteMark, Paragraph, Text
from publisher.model.edition import alone
from publisher.pdffile.pages import read_pages
from publisher.rendering.book import Book
from publisher.rendering.compose import book_of
from publisher.rendering.theme import Theme, load_theme
from publisher.verify import verify_bytes
from publisher.writers.pdf import writer as pdf
from tests import geometry
from tests.shelf import EMPTY

PLAIN = load_theme("plain")
SENTENCE = "The lock keeper wrote down what passed him that day and nothing else at all. "
INITIAL = (
    ".article-text > p:first-of-type::first-letter"
    " { float: left; font-size: 3.2em; line-height: 0.9; margin: 0 2pt 0 0 }"
)
FEET = ".notes { border: 0 } .note { float: footnote }"
COLUMNS = ".article-text { columns: 2; column-gap: 6mm }"
ASKED = {
    "an initial": INITIAL,
    "notes at the foot": FEET,
    "columns": COLUMNS,
    "an initial in columns": INITIAL + COLUMNS,
    "all of them": INITIAL + FEET + COLUMNS,
}


def theme_with(rules: str) -> Theme:
    """The plain theme with further rules for pages."""
    sheets = dict(PLAIN.css)
    return replace(PLAIN, css=tuple((sheets | {"pdf": f"{sheets['pdf']}\n{rules}"}).items()))


def book_with(length: int, theme: Theme) -> Book:
    """An article of thirty paragraphs, each with a note, the tenth of that many characters."""
    body = tuple[Block, ...](
        Paragraph(
            children=(
                Text(text=f"Many {number} words. {SENTENCE * 3}"),
                NoteMark(note=f"n{number}"),
                Text(text=" And on."),
            )
        )
        for number in range(30)
    )
    notes = tuple(
        Note(name=f"n{number}", children=(Paragraph(children=(Text(text=said),)),))
        for number in range(30)
        for said in [f"Note {number} says so. " + (SENTENCE * 20)[: length if number == 9 else 0]]
    )
    article = Article(
        title="Laid out",
        language="en",
        contributors=(Contributor(name="A. Writer"),),
        body=body + notes,
    )
    return book_of(alone(article, name="laid-out"), theme)


@pytest.mark.parametrize("asked", ASKED)
def test_what_a_theme_may_ask_for_is_delivered(asked: str) -> None:
    theme = theme_with(ASKED[asked])
    book = book_with(0, theme)
    made = pdf.typeset(book, theme, catalogue=EMPTY)
    assert verify_bytes(made.data, "o.pdf", book.ledger, expected=book.record).findings == ()


def test_words_stand_beside_an_initial_that_floats_and_not_over_it() -> None:
    theme = theme_with(INITIAL)
    made = pdf.typeset(book_with(0, theme), theme, catalogue=EMPTY)
    assert "any 0 words" in read_pages(made.data, "o.pdf")[1].text
    assert made.data != pdf.typeset(book_with(0, PLAIN), PLAIN, catalogue=EMPTY).data


def test_a_note_at_the_foot_follows_its_mark_in_the_structure_tree() -> None:
    theme = theme_with(FEET)
    made = pdf.typeset(book_with(0, theme), theme, catalogue=EMPTY)
    pages = [page.text for page in read_pages(made.data, "o.pdf")]
    assert "Note 0 says so" in pages[1], "on the page of its mark"
    assert "Note 29 says so" not in pages[1]
    with Pdf.open(BytesIO(made.data)) as file:
        kinds = list(_kinds(file.Root.StructTreeRoot.K))
    assert kinds.count("Note") == 30
    for place in (at for at, kind in enumerate(kinds) if kind == "Note"):
        assert kinds[place - 2 : place] == ["Reference", "Link"]


def test_notes_that_are_too_long_for_a_foot_stay_at_the_end_all_of_them() -> None:
    theme = theme_with(FEET)
    book = book_with(900, theme)
    made = pdf.typeset(book, theme, catalogue=EMPTY)
    assert verify_bytes(made.data, "o.pdf", book.ledger, expected=book.record).findings == ()
    assert "Note 0 says so" not in read_pages(made.data, "o.pdf")[1].text


def _kinds(place: Object) -> list[str]:
    """The types of structure elements, each before what it holds."""
    if isinstance(place, Array):
        return [kind for each in place.as_list() for kind in _kinds(each)]
    if not isinstance(place, Dictionary) or Name.S not in place:
        return []
    return [str(place.S)[1:], *_kinds(place.get(Name.K, Array()))]


def noted(name: str, text: str) -> Note:
    return Note(name=name, children=(Paragraph(children=(Text(text=text),)),))


def with_notes(*texts: str) -> Book:
    marks = [
        (Text(text=f"Mark{name} behind these words"), NoteMark(note=str(name)))
        for name, _ in enumerate(texts)
    ]
    paragraphs = [Paragraph(children=inlines) for inlines in marks]
    notes = [noted(str(name), text) for name, text in enumerate(texts)]
    article = Article(
        title="Noted",
        language="en",
        contributors=(Contributor(name="A. Writer"),),
        body=(*paragraphs, *notes),
    )
    return book_of(alone(article, name="noted"), load_theme("book"))


def pieces_of(book: Book, design: str) -> dict[str, geometry.Piece]:
    """The first page's pieces of text by their words."""
    made = pdf.typeset(book, load_theme(design), catalogue=EMPTY)
    assert verify_bytes(made.data, "noted.pdf", book.ledger).findings == ()
    looks = geometry.look_at(made.data)
    page = next(look for look in looks if any("Mark0" in piece.words for piece in look.text))
    return {" ".join(piece.words.split()[:2]): piece for piece in page.text}


def test_short_notes_stand_at_the_foot_or_in_the_margin_where_a_design_wants_them() -> None:
    book = with_notes("First note.", "Second note.")
    beside = pieces_of(book, "course")
    assert beside["First note."].left > beside["Mark0 behind"].right
    assert beside["First note."].bottom > beside["Second note."].top
    below = pieces_of(book, "book")
    assert min(below.values(), key=lambda piece: piece.bottom) in {
        below["Second note."],
        below["2"],
    }


def test_notes_stay_at_the_end_where_one_is_too_long() -> None:
    at_end = pieces_of(with_notes("First note.", "Second note. " * 60), "course")
    note, words = at_end["First note."], at_end["Mark1 behind"]
    assert note.top < words.bottom
    assert note.left < words.left + 60
