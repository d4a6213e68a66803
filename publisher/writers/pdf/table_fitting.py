"""Tables that do not fit their page: which they are, and what makes each of them fit.

A table is first set as it is designed.  Where it stands out of its place, runs off its page or
loses words there, the next step is taken and the document is laid out again: the margin, where it
is kept for notes, then smaller type, then addresses and endless words that may break anywhere, then
a page that is turned to its side, at last each row as a paragraph that names its columns.  A row
that is higher than a good part of the page may run on over the next one.

What is measured are the boxes that WeasyPrint laid out; what is changed are the HTML's own
elements: the sheet of pages (pdf.css) has rules for the classes given here.
"""

import re
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element  # what WeasyPrint parses HTML into

from publisher.writers.pdf.turned_tables import CLASS, REACH, REACHING, ROOM

ROUNDS = 8  # layouts of one document at most: five steps, and rows that become tall
_TIGHT, _BROKEN, _RECORDS, _TALL = "tight", "broken", "records", "tall"
_STEPS = (REACHING, _TIGHT, _BROKEN, CLASS, _RECORDS)
_WIDTH = "data-width"  # attribute of a table: how wide it is as it is designed, in CSS pixels
_CELLS = {"td", "th"}
_HIGH = 0.4  # of a page: a higher row would leave too large a hole where it goes over whole
_ROUNDING = 1.0  # of CSS's pixels
_MOST = 24  # columns: no page has room for more, in any size
_FEW = 6  # columns: in more, words that break anywhere would stand letter by letter
_ENDLESS = re.compile(r"\S{25,}|(?=\S*[^\W\d_])(?=\S*[\d\W_])\S{16,}")


@dataclass(slots=True, eq=False)
class _Laid:
    """What is found of one table on all its pages.

    out      something stands beside or below the place it has.   letters  how many are set.
    width    how wide it is, in CSS pixels.
    tall     rows that take too much of a page.
    """

    out: bool = False
    letters: int = 0
    width: float = 0.0
    tall: list[Element] = field(default_factory=list)


def prepare(root: Element) -> None:
    """Give tables that no page has room for their last form before anything is laid out."""
    for table in root.iter("table"):
        if max((_columns(row) for row in table.iter("tr")), default=0) > _MOST:
            _set_as_records(table)


def mend(document: Any) -> bool:  # noqa: ANN401 - WeasyPrint has no types
    """Take the next step with each table that does not fit; whether there was one."""
    laid: dict[Element, _Laid] = {}
    for page in document.pages:
        sheet = page._page_box  # noqa: SLF001 - as WeasyPrint's own drawing does
        bottom = sheet.content_box_y() + sheet.height
        for child in sheet.children:
            if child.element_tag == "html":
                _find_tables(child, (sheet.content_box_x(), sheet.width), bottom, laid)
    changed = [_take_step(table, found) for table, found in laid.items()]
    return any(changed)


def _find_tables(
    box: Any,  # noqa: ANN401
    room: tuple[float, float],
    bottom: float,
    laid: dict[Element, _Laid],
) -> None:
    """Measure the tables in a box; `room`: left edge and width of what it stands in."""
    if box.element_tag == "table":
        left, width = room
        sides = (left - _ROUNDING, left + width + _ROUNDING)
        _measure(box, sides, bottom, laid.setdefault(box.element, _Laid()))
        return
    children = getattr(box, "children", ())
    if children and box.is_in_normal_flow() and isinstance(box.width, int | float):
        room = (box.content_box_x(), box.width)
    for child in children:
        _find_tables(child, room, bottom, laid)


def _measure(
    box: Any,  # noqa: ANN401
    sides: tuple[float, float],
    bottom: float,
    found: _Laid,
) -> None:
    """Look at everything that one page shows of a table."""
    left, right = sides
    row = box.element
    found.width = max(found.width, box.border_width())
    for part in box.descendants():
        text = getattr(part, "text", "")
        found.letters += _letters(text)
        if text.strip() or part.element_tag == "img":
            end = part.position_x + part.width
            found.out |= part.position_x < left or end > right or part.position_y > bottom
        if part.element_tag == "tr":
            row = part.element
        if part.element_tag in _CELLS and part.height > _HIGH * bottom:
            found.tall.append(row)


def _take_step(table: Element, found: _Laid) -> bool:
    """Change a table that does not fit; whether it was changed."""
    tall = [row for row in dict.fromkeys(found.tall) if not _has(row, _TALL)]
    for row in tall:
        _give(row, _TALL)
    fits = not found.out and found.letters >= sum(map(_letters, table.itertext()))
    taken = max((at for at, step in enumerate(_STEPS, 1) if _has(table, step)), default=0)
    ahead = _STEPS[taken:]
    if fits or not ahead or _has(table, _RECORDS):
        return bool(tall)
    step = ahead[0]
    if step == REACHING and REACH not in table.attrib:
        step = _TIGHT
    if step == _BROKEN and max(map(_columns, table.iter("tr")), default=0) > _FEW:
        step = CLASS
    if step == CLASS and found.width > float(table.get(ROOM, "0")):
        step = _RECORDS
    _take(table, step, found.width)
    return True


def _take(table: Element, step: str, width: float) -> None:
    """Take one step; `width` of the table as it is laid out."""
    match step:
        case "records":
            _take_from(table, CLASS)
            _take_from(table, REACHING)
            _set_as_records(table)
        case "broken":
            _give(table, step)
            _let_words_break(table)
        case "turned":
            _take_from(table, REACHING)
            if float(table.get(_WIDTH, "inf")) <= float(table.get(ROOM, "0")):
                _take_from(table, _TIGHT)  # which it need not be there
            _give(table, step)
        case _:
            table.set(_WIDTH, f"{width:.0f}")
            _give(table, step)


def _let_words_break(table: Element) -> None:
    """Let a line end anywhere in addresses, code and endless words of a table."""
    for element in list(table.iter()):
        if element.tag == "table":
            continue
        if element.text and _ENDLESS.search(element.text):
            element.text = _with_breaks(element, 0, element.text)
        for place, child in reversed(list(enumerate(element))):
            if child.tail and _ENDLESS.search(child.tail):
                child.tail = _with_breaks(element, place + 1, child.tail)


def _with_breaks(parent: Element, place: int, text: str) -> str:
    """The text up to its first endless word; that and the rest become children of `parent`."""
    start, before = 0, ""
    last: Element | None = None
    for word in _ENDLESS.finditer(text):
        between = text[start : word.start()]
        if last is None:
            before = between
        else:
            last.tail = between
        last = Element("span", {"class": "anywhere"})
        last.text = word[0]
        parent.insert(place, last)
        place += 1
        start = word.end()
    if last is not None:
        last.tail = text[start:]
    return before


def _set_as_records(table: Element) -> None:
    """Set each row as a paragraph: a line may end between its cells."""
    _give(table, _RECORDS)
    for row in table.iter("tr"):
        for cell in row:
            cell.tail = " "


def _letters(text: str) -> int:
    return sum(map(str.isalnum, text))


def _columns(row: Element) -> int:
    return sum(int(cell.get("colspan", "1")) for cell in row)


def _has(element: Element, name: str) -> bool:
    return name in element.get("class", "").split()


def _take_from(element: Element, name: str) -> None:
    """Take a class from an element, where it has it."""
    kept = [one for one in element.get("class", "").split() if one != name]
    element.set("class", " ".join(kept))


def _give(element: Element, name: str) -> None:
    element.set("class", f"{element.get('class', '')} {name}".strip())
