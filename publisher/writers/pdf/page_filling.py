"""How the pages of an article are filled: what a reader sees of each, measured after its layout.

In: a document as it is laid out.  Out: its Fit.  Counted are lines, pictures and rules; what stands
in the credit block is told from the text, since a page of nothing else is a fault.
"""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from statistics import median_low
from typing import Any
from xml.etree.ElementTree import Element  # what WeasyPrint parses HTML into

from publisher.writers.pdf.weasy import boxes

FULL = 0.8  # of a page before the last
STUB = 0.28  # of the last page: less looks like a mistake
LEAST = 2  # lines of the text that the credit block has above it on its page; one more is better
_ALONE = 0.5  # how much a page of nothing but the credit block counts against a layout
_GAP = 1.5  # lines between the text and the credit block where no page shows both, about

Articles = Sequence[Element]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """How the pages of one article are filled; lengths in CSS pixels, shares of a page's height.

    pages       how many there are.
    last        filled share of the last page.
    hole        the least filled share of a page before it, the room of foot notes not counted; 1.0
                where there is none.
    alone       whether a page holds nothing but the credit block, or one line besides, and need
                not: a block that is longer than a page goes over.
    page        height of a page's text.
    over        what stands on the last page.
    credit      height of the credit block on all pages.
    line        height of a line of the text.
    gap         what stands empty between the text and the credit block.
    ends        where the text ends on each page, the room of foot notes counted; () where a page is
                turned to its side.
    """

    pages: int
    last: float
    hole: float
    alone: bool
    page: float
    over: float
    credit: float
    line: float = 1.0
    gap: float = 1.5
    ends: tuple[float, ...] = ()

    @property
    def badness(self) -> float:
        """0.0 where nothing is to be mended; the least of several is the best."""
        stub = max(0.0, STUB - self.last) if self.pages > 1 else 0.0
        return self.emptiness + stub

    @property
    def emptiness(self) -> float:
        """How badly pages before the last are filled, and the last by a credit block alone."""
        return max(0.0, FULL - self.hole) + _ALONE * self.alone

    def is_good(self, first: "Fit") -> bool:
        """Whether nothing is to be mended; a page less than at first makes up for a short end."""
        ends_well = self.last >= STUB or self.pages == 1 or self.pages < first.pages
        return self.hole >= FULL and ends_well and not self.alone


def measure(document: Any, articles: Articles) -> Fit:  # noqa: ANN401
    """How the pages of a document are filled that holds these articles."""
    # what else there is belongs to the apparatus: the credit block, and the colophon behind it
    text = {
        element
        for article in articles
        for child in article
        if "credit" not in child.get("class", "").split()
        for element in child.iter()
    }
    foot = document.pages[-1]._page_box.margin_bottom  # noqa: SLF001 - as designed
    pages = [filling_of(page._page_box, text, foot) for page in document.pages]  # noqa: SLF001
    ends = _ends(document, articles)
    counted = [
        page.share
        for page, after, is_end in zip(pages, pages[1:], ends, strict=False)
        if not (page.is_turned or after.is_turned or is_end)
    ]
    last, credit = pages[-1], sum(page.credit for page in pages)
    line = median_low([page.line for page in pages if page.line] or [0.0])
    gap = max((page.gap for page in pages if page.gap), default=_GAP * line)
    height = last.height + last.notes
    is_turned = any(page.is_turned for page in pages)
    is_short = credit + (LEAST + _GAP) * line <= height
    return Fit(
        pages=len(pages),
        last=last.share,
        hole=min(counted, default=1.0),
        alone=is_short and any(page.is_lonely for page in pages),
        page=height,
        over=last.bottom,
        credit=credit,
        line=line,
        gap=gap,
        ends=() if is_turned else tuple(page.text + page.notes for page in pages),
    )


def _ends(document: Any, articles: Articles) -> Iterator[bool]:  # noqa: ANN401
    """Whether each page is the last of an article: another of the run begins the next page."""
    owners = {element: article for article in articles for element in article.iter()}
    seen: set[Element] = set()
    for number, page in enumerate(document.pages):
        drawn = drawn_in(page._page_box) if len(articles) > 1 else ()  # noqa: SLF001
        there = [owners[box.element] for box in drawn if box.element in owners]
        if number:
            yield bool(there) and there[0] not in seen
        seen.update(there)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """One page: its height, how far down it is filled, and by what.

    text, lines   where its text ends, in how many lines or pictures.   line  the height of one.
    gap           what stands empty between its text and the credit block below it; else 0.
    notes         the height of its foot notes.
    """

    height: float
    bottom: float
    credit: float
    text: float
    lines: int
    line: float
    gap: float
    notes: float
    is_turned: bool

    @property
    def share(self) -> float:
        """How much of it is filled, the room of foot notes not counted."""
        return min(1.0, self.bottom / self.height) if self.height else 1.0

    @property
    def is_lonely(self) -> bool:
        """Whether it holds the credit block, or a part of it, and a line at most."""
        return self.credit > 0 and self.lines < LEAST


def filling_of(sheet: Any, text: AbstractSet[Element], foot: float) -> Filling:  # noqa: ANN401
    """How a page is filled; `foot`: the margin below it as designed."""
    top, height, notes = sheet.content_box_y(), sheet.height + sheet.margin_bottom - foot, 0.0
    bottom, credit_top, credit_bottom, text_bottom = top, top + height, top, top
    lines, line = 0, 0.0
    for child in sheet.children:
        if isinstance(child, boxes.FootnoteAreaBox):
            notes = child.margin_height()
        elif child.element_tag == "html":
            for box in drawn_in(child):
                end = box.position_y + box.margin_height()
                bottom = max(bottom, end)
                if box.element in text:
                    text_bottom, lines = max(text_bottom, end), lines + 1
                    line = box.margin_height() if isinstance(box, boxes.LineBox) else line
                else:
                    credit_top = min(credit_top, box.position_y)
                    credit_bottom = max(credit_bottom, end)
    return Filling(
        height=height - notes,
        bottom=bottom - top,
        credit=max(0.0, credit_bottom - credit_top),
        text=text_bottom - top,
        lines=lines,
        line=line,
        gap=max(0.0, credit_top - text_bottom) if lines and credit_bottom > top else 0.0,
        notes=notes,
        is_turned=sheet.margin_width() > sheet.margin_height(),
    )


def drawn_in(box: Any) -> Iterator[Any]:  # noqa: ANN401
    """The lines, pictures and rules in a box: what a reader sees of it."""
    for child in box.children:
        if isinstance(child, boxes.LineBox):
            if is_shown(child):
                yield child
        elif isinstance(child, boxes.ReplacedBox):
            yield child
        elif isinstance(child, boxes.ParentBox):
            yield from drawn_in(child)


def is_shown(box: Any) -> bool:  # noqa: ANN401
    """Whether a reader sees anything of a box: letters, or a picture."""
    return bool(getattr(box, "text", "") or isinstance(box, boxes.ReplacedBox)) or any(
        is_shown(child) for child in getattr(box, "children", ())
    )


def articles_of(root: Element) -> Articles:
    """The articles of a document, which other pages have not: one, or those of a run."""
    return tuple(
        section for section in root.iter("section") if "article" in section.get("class", "").split()
    )
