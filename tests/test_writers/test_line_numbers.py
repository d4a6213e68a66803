"""Line numbers: one beside every fifth line of text, none by a table or a note, no words of it."""

from dataclasses import replace
from pathlib import Path

import pytest

from publisher.model.edition import alone
from publisher.readers import read_article
from publisher.rendering.compose import book_of
from publisher.rendering.theme import Theme, load_theme
from publisher.verify import verify_bytes
from publisher.writers.pdf import writer as pdf
from publisher.writers.pdf.line_numbers import interval_of, numbers_css
from tests.geometry import PageLook, faults, look_at
from tests.shelf import EMPTY

LINES = "".join(f"Row {number} of the text.\\\n" for number in range(1, 12))
ARTICLE = f"""---
title: A poem of many rows
language: en
---

{LINES}Row 12.[^one]

| Table | Head |
|---|---|
| inside | of it |

Row 13 stands behind the table.\\
Row 14.\\
Row 15 is the last.

[^one]: A note of one line.
"""


def numbered(name: str, interval: int = 5) -> Theme:
    theme = load_theme(name)
    setting = replace(theme.design.setting, line_numbers=interval)
    return replace(theme, design=replace(theme.design, setting=setting))


def beside(page: PageLook) -> dict[str, str]:
    """Number → the words of the line that it stands beside, in the margin."""
    first = min(piece.left for piece in page.text)
    marks = [piece for piece in page.pieces if not piece.tags and piece.right < first]
    lines = {round(line[0].bottom): line for line in page.lines}
    found = {}
    for mark in marks:
        near = min(lines, key=lambda bottom: abs(bottom - mark.bottom))
        assert abs(near - mark.bottom) < 3, (mark.words, near)
        found[mark.words] = "".join(piece.words for piece in lines[near])
    return found


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "article.md"
    path.write_text(ARTICLE, "utf-8")
    return path


@pytest.mark.parametrize("design", ["course", "book"])
def test_every_fifth_line_has_its_number_and_a_table_none(design: str, source: Path) -> None:
    theme = numbered(design)
    book = book_of(alone(read_article(source), name="rows"), theme)
    made = pdf.typeset(book, theme, catalogue=EMPTY)
    _, page, *_ = look_at(made.data)
    found = beside(page)
    assert list(found) == ["5", "10", "15"]
    assert [words.startswith(f"Row {number}") for number, words in found.items()] == [True] * 3
    assert faults([page]) == []
    report = verify_bytes(made.data, "rows.pdf", book.ledger)
    assert report.findings == ()


def test_columns_have_no_numbers_and_narrow_margins_narrow_ones() -> None:
    magazine, reader = numbered("magazine"), numbered("e-ink")
    assert interval_of(magazine, magazine.paper()) == 0
    assert numbers_css(magazine, magazine.paper()) == ""
    paper = reader.paper()
    width = float(numbers_css(reader, paper).partition("width: ")[2].partition("mm")[0])
    assert 2 < width < paper.margins[3]
    assert numbers_css(load_theme("course"), load_theme("course").paper()) == ""
