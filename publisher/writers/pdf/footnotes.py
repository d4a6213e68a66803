"""Notes at the foot of the page, where a theme floats them there (`.note { float: footnote }`).

Our pages hold an article's notes at its end.  WeasyPrint puts a footnote on the page where its
element stands (CSS Generated Content for Paged Media, 2.2), so the notes that it floats are moved
behind their marks, and the document is laid out again.
"""

from typing import Any
from xml.etree.ElementTree import Element  # what WeasyPrint parses HTML into

_LONGEST = 600  # characters: a longer note runs off the sheet (measured with WeasyPrint 70)
_ROLE, _MARK = "doc-footnote", "doc-noteref"


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
                found |= {note: None for note in stand if note.get("role") == _ROLE}
    return list(found)


def _marks(root: Element) -> dict[str, Element]:
    """The id of a note → its first mark."""
    found: dict[str, Element] = {}
    for link in root.iter("a"):
        if link.get("role") == _MARK:
            found.setdefault(link.get("href", "").rpartition("#")[2], link)
    return found
