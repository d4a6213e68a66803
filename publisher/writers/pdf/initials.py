"""A large first letter that stays in its line, so that words are drawn in the order of reading.

CSS's `initial-letter` is unknown to WeasyPrint, and a letter that floats is drawn before all other
words of the page.  Here the letter stays where it is in the text, larger and lower, and an empty
float before it keeps its room free (specification of the page, section 8; `.initial` in pdf.css).
In columns the engine would set that line too far to the left: there the letter floats, and the
structure tree has it where it is read.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from publisher.fonts.metrics import Metrics

_SCRIPTS = ("LATIN", "GREEK", "CYRILLIC")  # whose capitals stand on one line at one height
# Of languages whose scripts have no capitals, a text that begins with a foreign name has none, too.
_NONE = frozenset({"ar", "fa", "he", "hi", "ja", "ko", "mr", "ne", "th", "ur", "yi", "zh"})
_GAP = 1.6  # points between the letter and the words
_CLEAR = 3.0  # points: the float ends so much above the line that begins below the letter
_LEAST = 0.6  # of the line after the letter's: a paragraph must reach beyond its initial


@dataclass(frozen=True, slots=True, kw_only=True)
class Initial:
    """How the first letters of a book's articles are set.

    lines     that the letter takes.   run_in  words after it in small capitals.
    size, leading, measure   of the text: points.
    metrics   of its face.
    floating  of the face of a letter that floats, which is that of heads; None: it does not float.
    """

    lines: int
    run_in: int
    size: float
    leading: float
    measure: float
    metrics: Metrics
    floating: Metrics | None = None


def set_initial(section: etree._Element, initial: Initial) -> None:
    """Set the first letter of an article large, where its text begins with a paragraph that can."""
    text = next((div for div in section.iter("div") if div.get("class") == "article-text"), None)
    first = text[0] if text is not None and len(text) else None
    if first is None or first.tag != "p" or first.get("class") or not _is_fit(first, initial):
        return
    spoken = first.get("lang") or section.get("lang") or ""
    if spoken.lower().split("-")[0] in _NONE:
        return
    words = first.text or ""
    letter, rest = words[0], words[1:]
    span = etree.Element("span", {"class": "floating" if initial.floating else "initial"})
    span.text, first.text = letter, None
    first.insert(0, span)
    span.tail = rest
    if initial.run_in:
        _run_in(first, span, initial.run_in)
    if initial.floating:
        first.set("class", "has-floating")
        first.set("style", _floating(initial.floating, initial))
    else:
        first.set("class", "has-initial")
        first.set("style", _measures(letter, initial))


def _is_fit(paragraph: etree._Element, initial: Initial) -> bool:
    """Whether it begins with a letter that stands alone, and has more lines than the letter."""
    words = paragraph.text or ""
    if not words[:1].isalpha() or not unicodedata.name(words[0], "").startswith(_SCRIPTS):
        return False
    if not (words[1:2].isalpha() or words[1:2] == " "):
        return False  # "L’", "A.": what follows the letter belongs to it
    whole = " ".join("".join(map(str, paragraph.itertext())).split())
    length = initial.metrics.advance(whole) * initial.size
    return length >= (initial.lines + _LEAST) * initial.measure


def _measures(letter: str, initial: Initial) -> str:
    """The letter's size, room and depth as values of the style sheet, in points."""
    cap = initial.metrics.cap_height() or 1.0
    depth = (initial.lines - 1) * initial.leading
    size = (depth + cap * initial.size) / cap
    room = initial.metrics.advance(letter) * size + _GAP
    height = initial.lines * initial.leading - _CLEAR
    return _in_points({"size": size, "room": room, "depth": depth, "height": height})


def _floating(face: Metrics, initial: Initial) -> str:
    """The size of a letter that floats, and how far it is moved so that it stands on its line."""
    depth = (initial.lines - 1) * initial.leading
    size = (depth + initial.metrics.cap_height() * initial.size) / (face.cap_height() or 1.0)
    box = initial.lines * initial.leading
    text = _foot(initial.metrics, initial.size, initial.leading) + depth
    lift = text - _foot(face, size, box)
    return _in_points({"size": size, "line": box, "lift": lift, "height": box - lift - _CLEAR})


def _foot(face: Metrics, size: float, leading: float) -> float:
    """How far the foot of letters is below the head of their line."""
    above, below = face.extents()
    return (leading - (above + below) * size) / 2 + above * size


def _in_points(given: Mapping[str, float]) -> str:
    return "; ".join(f"--{name}: {value:.2f}pt" for name, value in given.items())


def _run_in(paragraph: etree._Element, letter: etree._Element, count: int) -> None:
    """Set the words after the letter in small capitals, where they stand in no other element."""
    words = (letter.tail or "").split(" ")
    if len(words) <= count:
        return
    span = etree.Element("span", {"class": "run-in"})
    span.text, letter.tail = " ".join(words[:count]), None
    span.tail = " " + " ".join(words[count:])
    paragraph.insert(1, span)
