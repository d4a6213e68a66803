"""The words of a page by the marked content that draws them (ISO 32000-1, 14.6 and 14.7.4).

The structure tree says which content belongs to which element, and in which order it is read; what
no element holds is page furniture where the page says so (Artifact), and else nobody's.
"""

import ctypes
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pypdfium2
from pypdfium2 import raw

_ROOM = 512  # UTF-16 units of a buffer in which most words fit
_DEEP = 32  # form XObjects inside each other
_LINE = 0.6  # of a letter's size: what stands further above or below is another line
# what pdfium puts for the hyphen at the end of a line, by its two ways of giving words
_BROKEN = str.maketrans({"\x02": "-", "\ufffe": "-"})
Key = tuple[int, int]  # (form XObject in the order of drawing, 0: the page; MCID)


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


@dataclass(frozen=True, slots=True)
class MarkedPage:
    """The words of one page.

    content     by what draws them, in the order of drawing.
    artifacts   page furniture, line by line.
    loose       words in no marked content that an element could hold, and no furniture.
    """

    content: dict[Key, Marked] = field(default_factory=dict)
    artifacts: list[str] = field(default_factory=list)
    loose: list[str] = field(default_factory=list)


def read_marked(page: pypdfium2.PdfPage, words: pypdfium2.PdfTextPage) -> MarkedPage:
    """The words of a page by marked content.  words: its text, opened."""
    found = MarkedPage()
    buffer = ctypes.create_string_buffer(2 * _ROOM)
    turned: set[Key] = set()
    owners: dict[int, Key] = {}
    given: dict[Key, tuple[str, bool]] = {}
    furniture = _Furniture(found.artifacts)
    for drawn, key, is_artifact in _text_objects(page):
        text = _read_words(drawn, words, buffer)
        told = _given_words(drawn)
        if told is not None:
            given[key] = told
        if is_artifact:
            furniture.add(text, drawn)
        elif key[1] < 0:
            found.loose.append(text)
        else:
            _add(found.content, key, text, drawn)
            owners[_address(drawn)] = key
            if not text.isascii() and _runs_left(text):
                turned.add(key)
    for key, (text, is_whole) in given.items():
        if marked := found.content.get(key):
            marked.given = True
            if is_whole:  # to the letter: pdfium leaves out emoji, and turns lines round
                marked.text = text
                turned.discard(key)
    if turned:
        for key, text in _in_order_of_reading(words, owners, turned).items():
            found.content[key].text = text
    return found


class _Furniture:
    """Words of page furniture, line by line."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.last = (0.0, 0.0)

    def add(self, text: str, drawn: Any) -> None:  # noqa: ANN401 - pdfium has no types
        """Take in the next object."""
        where, size = _where(drawn)
        if self.lines and is_same_line(self.last, where, size):
            self.lines[-1] += text
        else:
            self.lines.append(text)
        self.last = where


def _where(drawn: Any) -> tuple[tuple[float, float], float]:  # noqa: ANN401 - pdfium has no types
    """((x, y) of the first glyph of a text object, the size of its letters), in points."""
    matrix, size = raw.FS_MATRIX(), ctypes.c_float()
    raw.FPDFPageObj_GetMatrix(drawn, ctypes.byref(matrix))
    raw.FPDFTextObj_GetFontSize(drawn, ctypes.byref(size))
    return (matrix.e, matrix.f), abs(size.value) * max(abs(matrix.d), abs(matrix.b))


def _text_objects(page: pypdfium2.PdfPage) -> Iterator[tuple[Any, Key, bool]]:
    """(object, what marks it, whether it is an artifact), in the order of drawing."""
    forms = 0
    waiting: list[tuple[Any, int, int, bool, int]] = [
        (raw.FPDFPage_GetObject(page, index), 0, -1, False, 0)
        for index in reversed(range(raw.FPDFPage_CountObjects(page)))
    ]
    while waiting:
        drawn, form, number, is_artifact, depth = waiting.pop()
        kind = raw.FPDFPageObj_GetType(drawn)
        if kind not in {raw.FPDF_PAGEOBJ_TEXT, raw.FPDF_PAGEOBJ_FORM}:
            continue
        own = raw.FPDFPageObj_GetMarkedContentID(drawn)
        marks = raw.FPDFPageObj_CountMarks(drawn)
        if not is_artifact and marks and (own < 0 or marks > 1):
            is_artifact = _is_artifact(drawn, marks)
        key = (form, own) if own >= 0 else (0, number) if number >= 0 else (form, -1)
        if kind == raw.FPDF_PAGEOBJ_TEXT:
            yield drawn, key, is_artifact
            continue
        forms += 1
        around = key[1] if key[0] == 0 else -1
        if depth < _DEEP:
            waiting += [
                (raw.FPDFFormObj_GetObject(drawn, index), forms, around, is_artifact, depth + 1)
                for index in reversed(range(raw.FPDFFormObj_CountObjects(drawn)))
            ]


def _is_artifact(drawn: Any, marks: int) -> bool:  # noqa: ANN401 - pdfium has no types
    name, length = (raw.FPDF_WCHAR * 16)(), ctypes.c_ulong()
    for index in range(marks):
        mark = raw.FPDFPageObj_GetMark(drawn, index)
        raw.FPDFPageObjMark_GetName(mark, name, 32, length)
        if bytes(name)[: length.value - 2] == _ARTIFACT:
            return True
    return False


_ARTIFACT = "Artifact".encode("utf-16-le")


def _given_words(drawn: Any) -> tuple[str, bool] | None:  # noqa: ANN401 - pdfium has no types
    """(the words that the file gives for glyphs, whether for all of the marked content).

    None where it gives none.
    """
    for index in range(raw.FPDFPageObj_CountMarks(drawn)):
        mark = raw.FPDFPageObj_GetMark(drawn, index)
        if raw.FPDFPageObjMark_GetParamValueType(mark, b"ActualText") == raw.FPDF_OBJECT_STRING:
            number = raw.FPDFPageObjMark_GetParamValueType(mark, b"MCID")
            return _text_string(_string_of(mark, b"ActualText")), number == raw.FPDF_OBJECT_NUMBER
    return None


def _string_of(mark: Any, key: bytes) -> bytes:  # noqa: ANN401 - pdfium has no types
    """A string of a mark's properties, as bytes: as a text, pdfium loses what is not ASCII."""
    length = ctypes.c_ulong()
    raw.FPDFPageObjMark_GetParamBlobValue(mark, key, None, 0, ctypes.byref(length))
    buffer = (ctypes.c_ubyte * max(1, length.value))()
    raw.FPDFPageObjMark_GetParamBlobValue(mark, key, buffer, length.value, ctypes.byref(length))
    return bytes(buffer)[: length.value]


def _text_string(data: bytes) -> str:
    """A text string (ISO 32000-2, 7.9.2.2).

    UTF-16 or UTF-8 by its mark, else one byte for a character.
    """
    if data.startswith(b"\xfe\xff"):
        return data[2:].decode("utf-16-be", "replace")
    if data.startswith(b"\xef\xbb\xbf"):
        return data[3:].decode("utf-8", "replace")
    return data.decode("latin-1")


def _read_words(drawn: Any, words: pypdfium2.PdfTextPage, buffer: Any) -> str:  # noqa: ANN401
    """The words of a text object."""
    pointer = ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR))
    length = raw.FPDFTextObj_GetText(drawn, words, pointer, 2 * _ROOM)
    if length > 2 * _ROOM:
        buffer = ctypes.create_string_buffer(length)
        pointer = ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR))
        raw.FPDFTextObj_GetText(drawn, words, pointer, length)
    text: str = buffer.raw[: max(0, length - 2)].decode("utf-16-le", "replace")
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
        code = raw.FPDFText_GetUnicode(words, index)
        char = chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else ""
        drawn = raw.FPDFText_GetTextObject(words, index)
        key = owners.get(_address(drawn)) if drawn else None
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


def _address(drawn: Any) -> int:  # noqa: ANN401 - pdfium has no types
    return ctypes.cast(drawn, ctypes.c_void_p).value or 0
