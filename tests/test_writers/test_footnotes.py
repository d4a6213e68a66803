"""Notes stand on the page of their marks, wherever on it these stand; where they cannot, at the end."""

from collections import defaultdict
from pathlib import Path

import pytest

from publisher.model.edition import alone
from publisher.readers import read_article
from publisher.rendering.compose import book_of
from publisher.rendering.theme import load_theme
from publisher.verify import verify_bytes
from publisher.writers.pdf import writer as pdf
from tests.geometry import PageLook, faults, look_at
from tests.shelf import EMPTY

LINE = "The keeper of the lock wrote down what passed him by, and so did his son. "
NOTE = "Of this the other books say nothing, as far as anybody can tell today. "


def article(lines: int, marks: int = 2, *, nested: bool = False) -> str:
    """Paragraphs, then one with marks, whose notes take several lines of a page's foot."""
    before = "\n\n".join([LINE * 3] * (lines // 3) + [LINE * (lines % 3 + 1)])
    marked = " ".join(f"{LINE}Here.[^{number}]" for number in range(1, marks + 1))
    notes = "\n\n".join(
        f"[^{number}]: Note {number}. {NOTE * 2}{'[^1]' if nested and number > 1 else ''}"
        for number in range(1, marks + 1)
    )
    head = "---\ntitle: On notes\nlanguage: en\n---\n"
    return f"{head}\n{before}\n\n{marked} {LINE * 2}\n\n{LINE * 3}\n\n{notes}\n"


def made(text: str, design: str, place: Path) -> list[PageLook]:
    """The pages of the finished file, which the judge has read."""
    source, theme = place / "article.md", load_theme(design)
    source.write_text(text, "utf-8")
    book = book_of(alone(read_article(source), name="notes"), theme)
    data = pdf.typeset(book, theme, catalogue=EMPTY).data
    assert verify_bytes(data, "notes.pdf", book.ledger).findings == ()
    looks = look_at(data)
    assert faults(looks) == []
    return looks


def pages_of(looks: list[PageLook]) -> dict[str, set[int]]:
    """Note → the pages that hold its first words, and those on which its mark may stand."""
    found: dict[str, set[int]] = defaultdict(set)
    for page in looks:
        words = "".join(piece.words for piece in page.text)
        for number in "12":
            if f"Note {number}. " in words:
                found[f"note {number}"].add(page.number)
            if f"Here.{number}" in words:
                found[f"mark {number}"].add(page.number)
    return found


# Lines before the marks: these come to stand in the last lines of a page, one by one.
# In the margin those of two lines, one below the other, stand clear of each other.
@pytest.mark.parametrize(("design", "lines"), [("book", 14), ("book", 20), ("course", 22)])
def test_a_note_whose_mark_is_near_the_foot_stands_on_its_page(
    design: str, lines: int, tmp_path: Path
) -> None:
    looks = made(article(lines), design, tmp_path)
    found = pages_of(looks)
    assert found["note 1"] == found["mark 1"]
    assert found["note 2"] == found["mark 2"]
    assert len(found["note 1"]) == 1


@pytest.mark.judge
@pytest.mark.parametrize("design", ["book", "report", "e-ink", "course"])
@pytest.mark.parametrize("lines", range(4, 34))
def test_notes_stand_with_their_marks_over_many_lengths(
    design: str, lines: int, tmp_path: Path
) -> None:
    looks = made(article(lines), design, tmp_path)
    found = pages_of(looks)
    # at the end both stand together behind the text, at the foot each with its mark
    with_marks = all(found[f"note {number}"] == found[f"mark {number}"] for number in "12")
    assert with_marks or found["note 1"] == found["note 2"]


def test_notes_in_the_margin_begin_at_the_line_of_their_marks_and_leave_lines_their_length(
    tmp_path: Path,
) -> None:
    [page] = [page for page in made(article(12, 1), "course", tmp_path) if len(page.lines) > 12]
    note = next(piece for piece in page.text if "Note 1. " in piece.words)
    text = [piece for piece in page.text if piece.size > note.size and piece.tags[-1] == "P"]
    mark = next(piece for piece in text if "Here." in piece.words)
    assert abs(note.bottom - mark.bottom) < mark.size
    rights = sorted(piece.right for piece in text)
    assert rights[-1] - rights[len(rights) // 2] < 1


def test_notes_with_marks_of_others_in_them_stay_at_the_end(tmp_path: Path) -> None:
    looks = made(article(20, nested=True), "book", tmp_path)
    last = "".join(piece.words for piece in looks[-1].text)
    assert "Note 1. " in last
    assert "Note 2. " in last
