"""The words of a page by the marked content that draws them (ISO 32000-1, 14.6 and 14.7.4).

The structure tree says which content belongs to which element, and in which order it is read; what
no element holds is page furniture where the page says so (Artifact), and else nobody's.
"""

import ctypes
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pypdfium2
from pypdfium2 import raw

from publisher.pdffile.page_objects import (
    Given,
    Key,
    PageObject,
    address_of,
    bounds_of,
    read_texts,
)

_LINE = 0.6  # of a letter's size: what stands further above or below is another line
_APART = 1.0  # of a letter's size: no space between words of a line is so wide
# what pdfium puts for the hyphen at the end of a line, by its two ways of giving words
_BROKEN = str.maketrans({"\x02": "-", "\ufffe": "-"})


@dataclass(slots=True)
class Marked:
    """The words of one stretch of marked content.

    text    lines part with a line feed.
    first   (x, y) of its first glyph, last: of the last object; size: of its letters: points.
    given   whether the file gives words for its glyphs (ActualText, 14.9.4): these are in text.
    """

    text: str
    first: tuple[float, float]
    last: tuple[float, float]
    size: float
    given: bool = False


@dataclass(slots=True)
class MarkedPage:
    """The words of one page.

    content     by what draws them, in the order of drawing.
    artifacts   page furniture, line by line.
    loose       words in no marked content that an element could hold, and no furniture.
    gives_words, gives_furniture   whether the file gives words for glyphs, and for those of the
                                   furniture.
    """

    content: dict[Key, Marked] = field(default_factory=dict)
    artifacts: list[str] = field(default_factory=list)
    loose: list[str] = field(default_factory=list)
    gives_words: bool = False
    gives_furniture: bool = False


def read_marked(
    objects: Sequence[PageObject],
    words: pypdfium2.PdfTextPage,
    texts: Sequence[str] | None = None,
    *,
    placed: bool = False,
) -> MarkedPage:
    """The words of a page by marked content.

    words    its text, opened.   texts: of each object, where they were read already.
    placed   whether all characters are told from left to right, as the eye meets them, those of
             words that run to the left as well.
    """
    found = MarkedPage()
    turned: set[Key] = set()
    owners: dict[int, Key] = {}
    given: dict[Key, Given] = {}
    furniture = _Furniture(found.artifacts)
    texts = read_texts(objects, words) if texts is None else texts
    said = [
        (thing, _as_said(text)) for thing, text in zip(objects, texts, strict=True) if thing.is_text
    ]
    for thing, text in _told_objects(said, words, placed=placed):
        drawn, key = thing.drawn, thing.key
        found.gives_words |= thing.given is not None
        if thing.furniture:
            furniture.add(text, thing)
            found.gives_furniture |= thing.given is not None
        elif key[1] < 0:
            found.loose.append(text)
        else:
            if thing.given is not None:
                given[key] = thing.given
            _add(found.content, key, text, drawn)
            owners[address_of(drawn)] = key
            if not (placed or text.isascii()) and _runs_left(text):
                turned.add(key)
    for key, (text, is_whole, _) in given.items():
        if marked := found.content.get(key):
            marked.given = True
            if is_whole:  # to the letter: pdfium leaves out emoji, and turns lines round
                marked.text = text
                turned.discard(key)
    if turned:
        for key, text in _in_order_of_reading(words, owners, turned).items():
            found.content[key].text = text
    return found


def _told_objects(
    told: Sequence[tuple[PageObject, str]], words: pypdfium2.PdfTextPage, *, placed: bool
) -> Iterator[tuple[PageObject, str]]:
    """Each text object with its words.

    Where words of a line run to the left, pdfium turns round those beside them as well, which do
    not: these are told from left to right.
    """
    if not placed and all(text.isascii() or not _runs_left(text) for _, text in told):
        yield from told
        return
    there = _by_place(words)
    for thing, text in told:
        stays = not placed and _runs_left(text)
        yield thing, text if stays else there.get(address_of(thing.drawn), text)


def _by_place(words: pypdfium2.PdfTextPage) -> dict[int, str]:
    """Address of an object → its characters from left to right."""
    x, y = ctypes.c_double(), ctypes.c_double()
    found: dict[int, list[tuple[float, str]]] = {}
    for index in range(words.count_chars()):
        drawn = raw.FPDFText_GetTextObject(words, index)
        char = _char(words, index)
        if drawn and char:
            raw.FPDFText_GetCharOrigin(words, index, ctypes.byref(x), ctypes.byref(y))
            found.setdefault(address_of(drawn), []).append((x.value, char))
    return {
        drawn: "".join(char for _, char in sorted(chars, key=lambda one: one[0])).translate(_BROKEN)
        for drawn, chars in found.items()
    }


def _char(words: pypdfium2.PdfTextPage, index: int) -> str:
    """A character of a page's text.

    pdfium gives one beyond U+FFFF as two halves (UTF-16), the second before the first in a line
    that runs to the left: the first stands for both, the second is "".
    """
    code = raw.FPDFText_GetUnicode(words, index)
    if 0xD800 <= code < 0xDC00:
        beside = (raw.FPDFText_GetUnicode(words, index + step) for step in (1, -1))
        low = next((half for half in beside if 0xDC00 <= half < 0xE000), 0)
        code = 0x10000 + ((code - 0xD800) << 10) + low - 0xDC00 if low else 0
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else ""


class _Furniture:
    """Words of page furniture, line by line; what stands apart in a line is a line of its own."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.last = (0.0, 0.0)
        self.end = 0.0  # where the last object ends
        self.mark = 0  # the last one that gave words

    def add(self, text: str, thing: PageObject) -> None:
        """Take in the next object, or the words given for it and others."""
        told = thing.given
        goes_on = told is not None and told.mark == self.mark
        if told is not None:
            text = "" if goes_on else told.words
        self.mark = told.mark if told is not None else 0
        where, size = _where(thing.drawn)
        is_beside = is_same_line(self.last, where, size) and where[0] - self.end <= _APART * size
        if self.lines and (goes_on or is_beside):
            self.lines[-1] += text
        else:
            self.lines.append(text)
        self.last, self.end = where, bounds_of(thing.drawn)[2]


def _where(drawn: Any) -> tuple[tuple[float, float], float]:  # noqa: ANN401 - pdfium has no types
    """((x, y) of the first glyph of a text object, the size of its letters), in points."""
    matrix, size = raw.FS_MATRIX(), ctypes.c_float()
    raw.FPDFPageObj_GetMatrix(drawn, ctypes.byref(matrix))
    raw.FPDFTextObj_GetFontSize(drawn, ctypes.byref(size))
    return (matrix.e, matrix.f), abs(size.value) * max(abs(matrix.d), abs(matrix.b))


def _as_said(text: str) -> str:
    text = text.replace("\r\n", "\n")
    # most words have neither sign: to translate them all took three times as long
    return text if text.isprintable() else text.translate(_BROKEN)


def _add(content: dict[Key, Marked], key: Key, text: str, drawn: Any) -> None:  # noqa: ANN401
    where, size = _where(drawn)
    known = content.get(key)
    if known is None:
        content[key] = Marked(text, where, where, size)
    else:
        known.text += ("" if is_same_line(known.last, where, known.size) else "\n") + text
        known.last = where


def is_same_line(one: tuple[float, float], other: tuple[float, float], size: float) -> bool:
    """Whether words that begin at these places stand on one line."""
    return abs(one[1] - other[1]) <= _LINE * size


def _runs_left(text: str) -> bool:
    return any(unicodedata.bidirectional(char) in {"R", "AL"} for char in text)


def _in_order_of_reading(
    words: pypdfium2.PdfTextPage, owners: dict[int, Key], keys: set[Key]
) -> dict[Key, str]:
    """The words of right-to-left content, whose objects are drawn in the order of the eye.

    As pdfium orders the characters of their lines.
    """
    found: dict[Key, list[str]] = {key: [] for key in keys}
    last: Key | None = None
    gap = ""
    for index in range(words.count_chars()):
        char = _char(words, index)
        drawn = raw.FPDFText_GetTextObject(words, index)
        key = owners.get(address_of(drawn)) if drawn else None
        if key is None:
            gap += char if char.isspace() else ""
            continue
        if key in found:
            if key == last or (gap and found[key]):
                found[key].append(gap)
            found[key].append(char)
        last, gap = key, ""
    return {
        key: "".join(parts).replace("\r\n", "\n").translate(_BROKEN) for key, parts in found.items()
    }
