"""Every paper a PDF is made for.

Pages of its size, all words inside its margins, no page without words, a running line that fits.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from publisher.model.edition import Edition, alone
from publisher.pdffile.pages import read_pages
from publisher.readers import read_article, read_edition
from publisher.rendering.compose import book_of
from publisher.rendering.theme import Paper, load_theme
from publisher.resources import folder
from publisher.targets.devices import device_names, load_device
from publisher.verify import verify_bytes
from publisher.writers.pdf import sides
from publisher.writers.pdf import writer as pdf
from tests.rich import folder as rich

pytestmark = pytest.mark.slow


POINTS = 72 / 25.4
DEVICES = [name for name in device_names() if load_device(name).format == "pdf"]
HANGING = 3.0  # points: a comma or a hyphen may stand so far out of the line
GUIDE = Path(folder("content")) / "editions" / "field-guide.yaml"


def rich_sample(tmp_path: Path) -> Edition:
    return alone(read_article(rich.fill(tmp_path)), name="rich")


def outside(data: bytes, paper: Paper) -> list[str]:
    """The words that stand outside the page, or beside the margins of its text."""
    found = []
    _, east, _, west = (side * POINTS for side in paper.margins)
    document = pypdfium2.PdfDocument(data)
    for number, page in enumerate(document, 1):
        width, height = page.get_size()
        words = page.get_textpage()
        for place in range(words.count_rects() if words.count_chars() else 0):
            left, bottom, right, top = words.get_rect(place)
            if (
                left < west - HANGING
                or right > width - east + HANGING
                or bottom < 0
                or top > height
            ):
                found.append(
                    f"page {number}: {words.get_text_bounded(left, bottom, right, top)!r} at"
                    f" {left:.0f}-{right:.0f}, {bottom:.0f}-{top:.0f}"
                )
        words.close()
    document.close()
    return found


def samples() -> Iterator[Any]:
    """Each paper with one of two samples, in turn; -m judge takes both."""
    for number, device in enumerate(DEVICES):
        for place, (sample, theme) in enumerate((("guide", "literary"), ("rich", "plain"))):
            marks = () if place == number % 2 else (pytest.mark.judge,)
            yield pytest.param(sample, device, theme, marks=marks)


@pytest.mark.parametrize(("sample", "device", "theme"), list(samples()))
def test_words_stand_inside_the_margins_of_every_paper(
    sample: str, device: str, theme: str, tmp_path: Path
) -> None:
    look, made_for = load_theme(theme), load_device(device)
    paper = made_for.paper_in(look) or look.paper()
    book = book_of(
        read_edition(GUIDE) if sample == "guide" else rich_sample(tmp_path),
        look,
        None,
        made_for.pictures,
    )
    done = pdf.typeset(book, made_for.themed(look), paper=paper)
    if any("no font has it" in finding for finding in done.findings):
        pytest.skip(
            "no font here has its Chinese and Japanese letters; `publisher doctor` tells how to"
            " get one"
        )
    assert outside(done.data, sides.evened(look, paper)) == []
    document = pypdfium2.PdfDocument(done.data)
    assert {tuple(round(side / POINTS, 1) for side in page.get_size()) for page in document} == {
        (paper.width, paper.height)
    }
    document.close()
    pages = read_pages(done.data, "it.pdf")
    assert [page.number for page in pages if not page.text.strip()] == [1], "but the cover"
    assert verify_bytes(done.data, "it.pdf", book.ledger).findings == ()


SPARED = {"a4", "letter", "a5"}  # wider than the narrowest: its line is the hardest to set
EACH_DEVICE = [
    pytest.param(device, marks=[pytest.mark.judge] if device in SPARED else [])
    for device in DEVICES
]


@pytest.mark.parametrize("device", EACH_DEVICE)
def test_the_longest_running_line_stands_on_one_line_on_every_paper(device: str) -> None:
    look, made_for = load_theme("plain"), load_device(device)
    paper = made_for.paper_in(look) or look.paper()
    book = book_of(read_edition(GUIDE), look)
    longest = "Wide words and names with many a capital letter WMWM · example.org/MW"
    book = replace(
        book,
        chapters=tuple(
            replace(chapter, running=tuple(longest.split(" · ")) if chapter.running else ())
            for chapter in book.chapters
        ),
    )
    done = pdf.typeset(book, made_for.themed(look), paper=paper)
    assert outside(done.data, sides.evened(look, paper)) == []
    rows = [
        " ".join(row.split())
        for page in read_pages(done.data, "it.pdf")
        for row in page.furniture.splitlines()
        if "Wide" in row or "example.org/MW" in row
    ]
    assert rows
    assert all("Wide" in row for row in rows), "one line"
    # the narrowest has no room for more than its beginning
    assert all((longest in row) is (device != "phone") for row in rows)
