"""What a typographer would see, measured in finished files.

Sizes, margins, pages that are empty, headings left alone, rows out of reach.
"""

import html
import io
import json
import re
import subprocess
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from pypdfium2 import raw

from publisher.build import Order, build_edition
from publisher.model.article import Article, Contributor, Relation, Source
from publisher.model.body import (
    Block,
    Cell,
    Heading,
    Item,
    List,
    Note,
    NoteMark,
    Paragraph,
    Quote,
    Row,
    Table,
    Text,
)
from publisher.model.edition import Edition, Part, alone, clock
from publisher.model.rights import Notice, NoticeKind, Rights
from publisher.programs import CHROMIUMS, find_program
from publisher.rendering.theme import Paper, load_theme, theme_names
from publisher.rendering.theme_file import CONTRAST, contrast
from publisher.targets.devices import load_device
from publisher.writers.pdf import sides
from tests.patience import PATIENCE
from tests.shelf import EMPTY

pytestmark = pytest.mark.slow


POINTS = 72 / 25.4
LEAST = 0.95  # of the design's smallest size
WORDS = "Plain words of our own, set line after line until the page is full and another begins. "
NOTICE = (
    "The words of this page may be passed on by anybody who names it, and who leaves this line"
    " where it stands. " * 2
)


def words(text: str) -> tuple[Text, ...]:
    return (Text(text=text),)


def paragraph(text: str) -> Paragraph:
    return Paragraph(children=words(text))


def body() -> tuple[Block, ...]:
    """Headings at every height of a page, lists, a quotation, a long table, a note."""
    parts: list[Block] = [paragraph(WORDS * 3)]
    for number in range(1, 15):
        parts += [
            Heading(level=2, children=words(f"Heading number {number}")),
            paragraph(WORDS * (number % 4 + 1)),
            Quote(children=(paragraph(WORDS * 2),), attribution=words("Whose words they are")),
            paragraph(WORDS * (number % 3 + 1)),
        ]
    items = tuple(Item(children=(paragraph(f"Thing {number} of a list"),)) for number in range(7))
    rows = tuple(
        Row(
            cells=tuple(
                Cell(children=words(text))
                for text in (f"Row {number}", str(number), "Words that say what this row is for")
            )
        )
        for number in range(60)
    )
    return (
        *parts,
        List(ordered=True, start=7, items=items),
        Table(rows=rows),
        Paragraph(children=(*words("A word with a note"), NoteMark(note="n"))),
        Note(name="n", children=(paragraph("The note."),)),
    )


def edition() -> Edition:
    article = Article(
        title="How a long title is set over two lines of a page, and no word is left alone",
        kicker="A series",
        standfirst=WORDS,
        language="en",
        contributors=(Contributor(name="A. Writer"),),
        body=body(),
        sources=(
            Source(
                relation=Relation.CAPTURED_FROM,
                name="A site",
                url=f"https://example.org/{'a-long-way/' * 14}page?part=1&view=whole",
            ),
        ),
        rights=Rights(
            notices=(
                Notice(kinds=(NoticeKind.DISCLAIMER,), text=NOTICE.strip()),
                Notice(kinds=(NoticeKind.COPYRIGHT_LINE,), text="© 2026 A site"),
            )
        ),
    )
    return Edition(
        name="looks",
        title="How an edition looks",
        language="en",
        parts=(Part(articles=(article, article)),),
    )


class Letters:
    """Every letter of one page: (character, left, top, right, bottom, size), in points from the page's top left corner; sizes in the file's own unit."""

    def __init__(self, page: pypdfium2.PdfPage) -> None:
        text, self.height = page.get_textpage(), page.get_height()
        self.seen = [
            letter for at in range(text.count_chars()) if (letter := self._letter(text, at))
        ]

    def _letter(
        self, text: pypdfium2.PdfTextPage, at: int
    ) -> tuple[str, float, float, float, float, float] | None:
        char = chr(raw.FPDFText_GetUnicode(text.raw, at))
        left, bottom, right, top = text.get_charbox(at)
        return (
            (
                char,
                left,
                self.height - top,
                right,
                self.height - bottom,
                round(raw.FPDFText_GetFontSize(text.raw, at), 1),
            )
            if char.strip()
            else None
        )


@pytest.fixture(
    scope="module",
    params=[*((theme, "") for theme in theme_names()), ("book", "phone"), ("magazine", "phone")],
    ids=lambda pair: " ".join(pair).strip(),
)
def printed(request: pytest.FixtureRequest) -> Iterator[tuple[Paper, list[Letters]]]:
    theme, made = load_theme(request.param[0]), edition()
    device = load_device(request.param[1]) if request.param[1] else None
    order = Order(
        theme=theme,
        moment=clock(made),
        on=clock(made).date(),
        formats=() if device else ("pdf",),
        devices=(device,) if device else (),
        catalogue=EMPTY,
    )
    with pypdfium2.PdfDocument(build_edition(made, order).files[0].data) as document:
        paper = (device and device.paper_in(theme)) or theme.paper()
        # letters are told in the place of their part, which knows no left and right pages
        yield sides.evened(theme, paper), [Letters(page) for page in document]


def within(paper: Paper, page: Letters) -> list[tuple[str, float, float, float, float, float]]:
    """The letters between the head and the foot of a page: without running line and number."""
    top, bottom = paper.margins[0] * POINTS - 1, (paper.height - paper.margins[2]) * POINTS + 1
    return [letter for letter in page.seen if top <= letter[2] and letter[4] <= bottom]


def test_no_page_is_empty_and_no_letter_stands_out_of_the_measure(
    printed: tuple[Paper, list[Letters]], request: pytest.FixtureRequest
) -> None:
    paper, pages = printed
    theme = load_theme(request.node.callspec.params["printed"][0])
    west, east = theme.reach(paper)
    left = (paper.margins[3] - west) * POINTS
    right = (paper.width - paper.margins[1] + east) * POINTS
    for number, page in enumerate(pages[1:], 2):  # the cover is a picture
        assert within(paper, page), f"page {number} is empty"
        for char, start, _, end, _, size in page.seen:
            assert left - 0.3 * size <= start, f"page {number}: {char!r} stands out on the left"
            assert end <= right + 0.3 * size, f"page {number}: {char!r} stands out on the right"


def test_nothing_is_smaller_than_the_smallest_print_of_the_design_but_raised_letters(
    printed: tuple[Paper, list[Letters]], request: pytest.FixtureRequest
) -> None:
    paper, pages = printed
    design = load_theme(request.node.callspec.params["printed"][0]).design
    usual = Counter(size for page in pages for *_, size in page.seen).most_common(1)[0][0]
    smallest = min(level.size for _, level in design.levels)
    least = LEAST * smallest / design.level("text").size
    for number, page in enumerate(pages, 1):
        small = {
            size
            for char, *_, size in within(paper, page)
            if size < least * usual and not char.isdigit()
        }
        assert not small, f"page {number} has letters of {small} beside text of {usual}"


def test_no_heading_is_left_alone_at_the_foot_of_a_page(
    printed: tuple[Paper, list[Letters]],
) -> None:
    paper, pages = printed
    for number, page in enumerate(pages[1:], 2):
        letters = within(paper, page)
        last = max(letter[4] for letter in letters)
        line = "".join(letter[0] for letter in letters if letter[4] > last - paper.text * 0.6)
        assert not re.match(r"Headingnumber\d+$", line), f"page {number} ends with “{line}”"
        assert (
            not line.startswith("Whosewordstheyare")
            or len({round(letter[4]) for letter in letters}) > 2
        ), f"page {number} holds a name without its words"


def test_a_list_that_begins_at_seven_says_so_in_the_pdf(
    printed: tuple[Paper, list[Letters]],
) -> None:
    for page in printed[1]:
        at = "".join(letter[0] for letter in page.seen).find("Thing0ofalist")
        if at >= 0:
            _, start, _, _, foot, size = page.seen[at]
            assert [
                letter[0]
                for letter in page.seen
                if abs(letter[4] - foot) < size / 2
                and start - 2.5 * size < letter[1]  # the column before is further away
                and letter[3] <= start
            ] == ["7", "."]
            return
    pytest.fail("the list is on no page")


def test_a_note_s_mark_stands_on_the_line_of_its_word(printed: tuple[Paper, list[Letters]]) -> None:
    paper, pages = printed
    at, page = next(
        (at, page)
        for page in pages
        if (at := "".join(letter[0] for letter in page.seen).find("Awordwithanote1")) >= 0
    )
    word, mark = page.seen[at + len("Awordwithanote") - 1], page.seen[at + len("Awordwithanote")]
    assert abs(word[4] - mark[4]) < paper.text
    assert mark[1] > word[1]


@pytest.mark.parametrize("name", theme_names())
def test_sheets_name_no_colour_for_an_e_reader_and_readable_ones_for_paper(name: str) -> None:
    theme = load_theme(name)
    named = {
        words.strip()
        for words in re.findall(r"(?:background|color)[\w-]*:[^;}]+", theme.for_readers())
    }
    # the second of pictures, whose lines are black
    assert named <= {"color: inherit", "background: #fff"}
    for colour in re.findall(
        r"(?<![\w-])color:\s*(#[0-9a-f]{3,6})", theme.on_paper(theme.paper(), furniture=True)
    ):
        full = colour if len(colour) == 7 else "#" + "".join(2 * digit for digit in colour[1:])
        assert contrast(full, "#ffffff") >= CONTRAST or full == "#ffffff", "white is on the accent"
    for named_colour in ("ink", "quiet", "accent"):
        assert contrast(theme.design.colour(named_colour), "#ffffff") >= CONTRAST
    assert contrast(theme.design.colour("ground"), theme.design.colour("ink")) >= CONTRAST


# --- in a browser, as readers that turn pages set it
# ------------------------------------------------------------------------

COLUMNS = """html { height: 600px; margin: 0; font: SIZEpx Georgia, serif }
body { margin: 0; width: WIDTHpx; height: 600px; column-width: WIDTHpx; column-gap: 0; column-fill: auto }"""
MEASURE = """
const out = [], page = WIDTH, high = 600;
for (const node of document.body.querySelectorAll('p, li, td, th, h1, h2, h3, dt, dd, pre, a, figcaption')) {
  for (const box of node.getClientRects()) {
    const column = Math.floor((box.left + 1) / page);
    if (box.bottom > high + 2 || box.right > (column + 1) * page + 2) out.push(node.tagName + ': ' + node.textContent.slice(0, 40));
  }
}
document.documentElement.setAttribute('data-said', JSON.stringify(out));
"""


@pytest.mark.parametrize(
    ("theme", "width", "size"),
    [("book", 360, 16), ("magazine", 360, 32), ("report", 560, 24), ("large-print", 360, 32)],
)
def test_every_word_of_an_epub_can_be_reached_where_pages_are_turned(
    theme: str, width: int, size: int, tmp_path: Path
) -> None:
    if not (chromium := find_program(*CHROMIUMS)):
        pytest.skip("Chromium is not here: pages of an EPUB are not measured")
    made = alone(edition().articles[0], name="looks")
    order = Order(
        theme=load_theme(theme), moment=clock(made), on=clock(made).date(), formats=("epub",)
    )
    with zipfile.ZipFile(io.BytesIO(build_edition(made, order).files[0].data)) as book:
        book.extractall(tmp_path)
    for file in sorted((tmp_path / "EPUB").glob("*.xhtml")):
        if file.name in {"cover.xhtml", "nav.xhtml"}:
            continue
        page = file.read_text("utf-8")
        style, script = (
            text.replace("SIZE", str(size)).replace("WIDTH", str(width))
            for text in (COLUMNS, MEASURE)
        )
        page = page.replace("</head>", f"<style>{style}</style></head>").replace(
            "</body>", f"<script><![CDATA[{script}]]></script></body>"
        )
        file.write_text(page, "utf-8")
        said = subprocess.run(
            [
                chromium,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--window-size=1200,700",
                f"--user-data-dir={tmp_path / 'user'}",
                "--dump-dom",
                file.as_uri(),
            ],
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        ).stdout
        found = re.search(r'data-said="([^"]*)"', said)
        assert found, f"{file.name}: Chromium did not measure it"
        assert json.loads(html.unescape(found[1])) == []
