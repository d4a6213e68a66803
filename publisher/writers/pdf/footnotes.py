"""Notes at the foot of the page or in its margin, where a design wants them there.

Our pages hold an article's notes at its end.  WeasyPrint puts a footnote on the page where its
element stands (CSS Generated Content for Paged Media, 2.2), and a float beside its line, so the
notes are moved behind their marks.  A design says where it wants them (`data-notes`, set by
page_plan); a style sheet of a maker's own may float them to the foot (`.note { float: footnote }`),
which is only known when the document is laid out.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from itertools import pairwise
from typing import Any
from xml.etree.ElementTree import Element  # what WeasyPrint parses HTML into

from publisher.value import value
from publisher.writers.pdf.weasy import boxes

_LONGEST = 600  # characters: a longer note runs off the sheet (measured with WeasyPrint 70)
_ROUNDING = 0.5  # of CSS's pixels
# CSS pixels: between two notes in the margin; what a note may be off its line
_BETWEEN, _OFF = 6.0, 3.0
_ORPHANS = 2  # lines that a page ends with at least (styles/common.css)
_HELD = "break-before: page"  # of a paragraph that is sent to the next page
_PLACES = frozenset({"foot", "margin"})
_ROLE, _MARK = "doc-footnote", "doc-noteref"


def place(root: Element) -> bool:
    """Move the notes of each article to where its design wants them: "foot" or "margin".

    Whether any was.  Where one of them has no mark, is too long or has several paragraphs all stay
    at the end; so they do where one has its mark in another, whose words it would interrupt.
    """
    placed = False
    for section in root.iter("section"):
        where = section.attrib.pop("data-notes", "")
        notes = [note for note in section.iter("aside") if note.get("role") == _ROLE]
        marks = _marks(section) if where in _PLACES and notes else {}
        if not marks or not all(_is_short(note) and note.get("id", "") in marks for note in notes):
            continue
        if any(_marks(note) for note in notes):
            continue
        above = {child: parent for parent in root.iter() for child in parent}
        for note in notes:
            note.set("class", f"{note.get('class', '')} {where}".strip())
            _move(note, marks[note.get("id", "")], above)
            placed = True
    return placed


def leave(root: Element) -> None:
    """Leave the notes of each article at its end, whatever its design wants."""
    for section in root.iter("section"):
        section.attrib.pop("data-notes", "")


def lost(document: Any, root: Element) -> frozenset[str]:  # noqa: ANN401
    """The ids of moved notes that stand on no page, or on another than their marks.

    WeasyPrint 70 loses some whose page has no room for them (a mark in the last lines of a page),
    sets others on the page before or behind, and goes on with a float on the next page, whatever it
    is told: words would stand between.  Near to it upstream: Kozea/WeasyPrint, issues 1564 and
    2502.  Or twice in a margin, or over another note there: so it sets some whose paragraph goes
    over the page, or whose marks stand in two paragraphs of few lines.
    """
    placed = _placed_in(document)
    moved = (note for note in root.iter("aside") if not _PLACES.isdisjoint(_names(note)))
    ids = (note.get("id", "") for note in moved)
    return frozenset(name for name in ids if placed.is_astray(name))


def is_one_astray(document: Any) -> bool:  # noqa: ANN401
    """Whether a note that was moved stands, or goes on, on another page than its first mark.

    Or twice in a margin, or over another note there.
    """
    placed = _placed_in(document)
    return any(map(placed.is_astray, placed.pages))


@value
class _Placed:
    """Where notes that were moved stand, by their ids.

    marks     the page of the first mark.   pages: those of the note.
    crowded   notes that stand twice in a margin, or begin above the end of another there.
    """

    marks: Mapping[str, int]
    pages: Mapping[str, AbstractSet[int]]
    crowded: AbstractSet[str]

    def is_astray(self, name: str) -> bool:
        """Whether a note is not whole on the page of its mark, or not clear of the others."""
        return self.pages.get(name) != {self.marks.get(name)} or name in self.crowded


def _placed_in(document: Any) -> _Placed:  # noqa: ANN401
    marks: dict[str, int] = {}
    pages: dict[str, set[int]] = {}
    beside: list[tuple[int, float, float, str]] = []
    for number, page in enumerate(document.pages):
        for box in page._page_box.descendants():  # noqa: SLF001 - as WeasyPrint's drawing does
            if box.element_tag == "a" and box.element.get("role") == _MARK:
                marks.setdefault(_target(box.element), number)
            elif box.element_tag == "aside" and not _PLACES.isdisjoint(_names(box.element)):
                name = box.element.get("id", "")
                pages.setdefault(name, set()).add(number)
                if "margin" in _names(box.element) and box.is_floated():
                    top = box.border_box_y()
                    beside.append((number, top, top + box.border_height(), name))
    return _Placed(marks=marks, pages=pages, crowded=_crowded(beside))


def _crowded(beside: Iterable[tuple[int, float, float, str]]) -> frozenset[str]:
    """The ids among notes in the margin, each as (page, top, bottom, id), that are too near."""
    placed = sorted(beside)
    times = Counter(name for *_, name in placed)
    twice = {name for name, count in times.items() if count > 1}
    over = {
        other[3]
        for one, other in pairwise(placed)
        if one[0] == other[0] and other[1] < one[2] - _ROUNDING
    }
    return frozenset(twice | over)


def hold(document: Any, ids: AbstractSet[str]) -> None:  # noqa: ANN401
    """Send the lines with the first marks of these notes to the next page, with room for both.

    The lines before them stay if they are enough for a page's end (`widows` counts the lines that
    go over); else, and where that has been tried, the whole paragraph goes.
    """
    found: dict[Element, list[frozenset[str]]] = {}
    for page in document.pages:
        for box in page._page_box.descendants():  # noqa: SLF001 - as WeasyPrint's drawing does
            if isinstance(box, boxes.BlockContainerBox) and box.element is not None:
                inside = (line for line in box.children if isinstance(line, boxes.LineBox))
                found.setdefault(box.element, []).extend(map(_marks_in, inside))
    waiting = set(ids)
    for element, lines in found.items():
        first = next((at for at, marks in enumerate(lines) if not waiting.isdisjoint(marks)), -1)
        if first < 0:
            continue
        waiting.difference_update(*lines)
        before = element.get("style", "")
        is_whole = "widows" in before and _HELD not in before
        some = first >= _ORPHANS and not is_whole
        wanted = f"widows: {len(lines) - first}" if some else _HELD
        element.set("style", f"{before}; {wanted}".removeprefix("; "))


def align(document: Any) -> bool:  # noqa: ANN401
    """Set notes in the margin at the lines of their marks, below each other; whether one was not.

    WeasyPrint 70 begins a float at its line or one below, as that line has room for it, and does
    not always keep it clear of the float before.
    """
    is_moved = False
    for page in document.pages:
        lines: dict[str, float] = {}
        bottom = 0.0
        for box in page._page_box.descendants():  # noqa: SLF001 - as WeasyPrint's drawing does
            if isinstance(box, boxes.LineBox):
                for name in _marks_in(box):
                    lines.setdefault(name, box.position_y)
            elif box.element_tag == "aside" and "margin" in _names(box.element):
                top = box.border_box_y()
                wanted = max(lines.get(box.element.get("id", ""), top), bottom)
                bottom = wanted + box.border_height() + _BETWEEN
                if abs(wanted - top) > _OFF:
                    above = box.margin_top + wanted - top
                    box.element.set("style", f"margin-top: {above:.1f}px; clear: none")
                    is_moved = True
    return is_moved


def _marks_in(line: Any) -> frozenset[str]:  # noqa: ANN401
    """The ids of the notes whose marks stand in a line."""
    links = (box.element for box in line.descendants() if box.element_tag == "a")
    return frozenset(_target(link) for link in links if link.get("role") == _MARK)


def _names(note: Element) -> list[str]:
    return note.get("class", "").split()


def _is_short(note: Element) -> bool:
    blocks = [child for child in note if child.get("class") != "note-number"]
    return len(blocks) <= 1 and len("".join(note.itertext())) <= _LONGEST


# WeasyPrint has no types
def move_to_marks(document: Any, root: Element) -> bool:  # noqa: ANN401
    """Move the notes that float to the foot of a page behind their first marks; whether one does.

    Where one of them is too long for a foot all stay at the end, so that they keep their order; so
    does one without a mark.
    """
    notes = _floated(document)
    marks = _marks(root)
    above = {child: parent for parent in root.iter() for child in parent} if notes else {}
    short = all(len("".join(note.itertext())) <= _LONGEST for note in notes)
    for note in notes:
        mark = marks.get(note.get("id", ""))
        if mark is None or not short:
            note.set("style", "float: none")
        else:
            _move(note, mark, above)
    return bool(notes)


def _move(note: Element, mark: Element, above: dict[Element, Element]) -> None:
    """Move a note behind its mark; what held it goes where it held no more."""
    home, holder = above[note], above[mark]
    while holder.tag in {"sup", "a"} or holder.get("class") == "whole":
        mark, holder = holder, above[holder]
    home.remove(note)
    note.tail, mark.tail = mark.tail, None
    holder.insert(list(holder).index(mark) + 1, note)
    if len(home) == 0 and not (home.text or "").strip() and home in above:
        above[home].remove(home)


def _floated(document: Any) -> list[Element]:  # noqa: ANN401
    """The notes that were laid out at the foot of a page, in order."""
    found: dict[Element, None] = {}
    for page in document.pages:
        for area in page._page_box.children:  # noqa: SLF001 - as WeasyPrint's own drawing does
            if area.element is None and area.element_tag is None:
                stand = (box.element for box in area.children if box.element is not None)
                found |= {note: None for note in stand if _is_unplaced(note)}
    return list(found)


def _is_unplaced(note: Element) -> bool:
    return note.get("role") == _ROLE and _PLACES.isdisjoint(_names(note))


def _marks(root: Element) -> dict[str, Element]:
    """The id of a note → its first mark."""
    found: dict[str, Element] = {}
    for link in root.iter("a"):
        if link.get("role") == _MARK:
            found.setdefault(_target(link), link)
    return found


def _target(link: Element) -> str:
    return link.get("href", "").rpartition("#")[2]
