"""Numbers beside the lines of an article's text, by which a course or a court cites them.

No style sheet can count lines: they are found in the pages that were laid out, and drawn with the
furniture, so that they are no words of the article (specification of the page, section 3).
"""

from collections.abc import Iterator
from typing import Any

from publisher.rendering.design_css import columns_of
from publisher.rendering.theme import Paper, Theme
from publisher.writers.pdf.page_filling import is_shown
from publisher.writers.pdf.page_plan import LineNumber
from publisher.writers.pdf.weasy import boxes

_POINTS = 0.75  # in a CSS pixel
_SIZE = 7.5  # points of a number on the usual page
_UNCOUNTED = frozenset({"table", "figure", "aside"})  # aside: notes, and boxes beside the text
_GAP, _WIDTH, _EDGE = 3.0, 8.0, 0.5  # mm: between number and line, of a number, left at the edge


def interval_of(theme: Theme, paper: Paper) -> int:
    """Every how many lines one is numbered; 0: none.

    In columns none is: the lines of three stand side by side.
    """
    setting = theme.design.setting
    return setting.line_numbers if columns_of(setting, paper.measure) == 1 else 0


def number_lines(document: Any, interval: int) -> tuple[tuple[LineNumber, ...], ...]:  # noqa: ANN401
    """The numbers of each page of a laid-out document; each article counts from one.

    interval   every how many lines one is numbered; 0: none.
    """
    count, counted = 0, None
    pages: list[tuple[LineNumber, ...]] = []
    for page in document.pages:
        sheet = page._page_box  # noqa: SLF001 - as WeasyPrint's own drawing does
        found: list[LineNumber] = []
        bottom = sheet.content_box_y()
        for text, line in _lines_of(sheet, None) if interval else ():
            if text is not counted:
                count, counted = 0, text
            if line.position_y + line.height / 2 <= bottom:
                continue  # stands beside the one before
            bottom = line.position_y + line.height
            count += 1
            if count % interval == 0:
                middle = line.position_y + line.height / 2 - sheet.content_box_y()
                found.append(LineNumber(middle=round(middle * _POINTS, 2), number=count))
        pages.append(tuple(found))
    return tuple(pages)


def _lines_of(box: Any, text: Any) -> Iterator[tuple[Any, Any]]:  # noqa: ANN401
    """(the text of an article, a line of it), from the top of a box; `text`: what the box is in."""
    for child in getattr(box, "children", ()):
        if isinstance(child, boxes.LineBox):
            if text is not None and is_shown(child):
                yield text, child
        elif child.element_tag not in _UNCOUNTED and "::" not in (child.element_tag or ""):
            yield from _lines_of(child, child.element if _is_text(child) else text)


def _is_text(box: Any) -> bool:  # noqa: ANN401
    return box.element is not None and box.element.get("class") == "article-text"


def numbers_css(theme: Theme, paper: Paper) -> str:
    """Where the furniture has the numbers of lines: in the margin at which lines begin."""
    if not interval_of(theme, paper):
        return ""
    _, right, _, left = paper.margins
    room = min(left, right)
    gap = min(_GAP, 0.3 * room)
    width = min(_WIDTH, room - gap - _EDGE)
    size = _SIZE * paper.text / theme.papers[0].text
    return (
        f".leaf {{ position: relative }} .line-number {{ position: absolute; margin-top: -0.5lh;"
        f" width: {width:g}mm; inset-inline-start: {-(gap + width):g}mm; text-align: end }}"
        f" .line-number span {{ font-size: {size:g}pt; color: #666;"
        " font-variant-numeric: lining-nums }\n"
    )
