"""Everything a page draws, object by object, and the marked content each stands in: walked once.

Each question to pdfium takes about a microsecond, and a page of words has some thirty objects: what
marked_content, drawn, painting and ink ask of them all is asked here, once a page.
"""

import ctypes
from collections.abc import Sequence
from typing import Any, NamedTuple

import pypdfium2
from pypdfium2 import raw

# words given for glyphs: by the standard's key, and by that of this program's own files (14.6.2)
GIVEN = (b"ActualText", b"PUB_Words")
_ARTIFACT = "Artifact"
_ROOM = 512  # UTF-16 units of a buffer in which most words fit
_NAME = 32  # UTF-16 units of the longest name of marked content that is read
Box = tuple[float, float, float, float]  # left, bottom, right, top; points
Key = tuple[int, int]  # (form XObject in the order of drawing, 0: the page; MCID, -1: none)


class Given(NamedTuple):
    """Words that the file gives for glyphs (ActualText, ISO 32000-1, 14.9.4).

    is_whole   whether for all of a marked content.   mark: by which it is known again.
    """

    words: str
    is_whole: bool
    mark: int


class PageObject(NamedTuple):
    """One object that a page draws, forms opened.

    drawn    by which pdfium knows it.   kind: of it, as raw.FPDF_PAGEOBJ_… numbers them.
    names    of the marked content that it stands in, forms around it included (ISO 32000-1, 14.6).
    key      the marked content that an element of the structure tree can name it by (14.7.4).
    furniture  whether it is page furniture: content with a number of its own is an element's.
    given    the words that the file gives for its glyphs; None where it gives none, and for all
             that is no text.
    """

    drawn: Any
    kind: int
    names: frozenset[str]
    key: Key
    furniture: bool
    given: Given | None

    @property
    def is_text(self) -> bool:
        """Whether it draws words."""
        return bool(self.kind == raw.FPDF_PAGEOBJ_TEXT)

    @property
    def is_artifact(self) -> bool:
        """Whether it or a form around it is marked as an artifact."""
        return _ARTIFACT in self.names


class _Around(NamedTuple):
    """What holds for the objects of a page, or of a form: its number, MCID, names, furniture."""

    form: int
    number: int
    names: frozenset[str]
    furniture: bool


def read_objects(page: pypdfium2.PdfPage) -> list[PageObject]:
    """Every object of a page, in the order of drawing; forms are opened, and left out themselves.

    pdfium opens no form that lies deeper than some thirty others.
    """
    found: list[PageObject] = []
    reader = _Names()
    forms = 0
    top = _Around(form=0, number=-1, names=frozenset(), furniture=False)
    waiting = [(drawn, top) for drawn in _of_page(page)]
    while waiting:
        drawn, around = waiting.pop()
        kind = raw.FPDFPageObj_GetType(drawn)
        marks = _marks(drawn)
        own = raw.FPDFPageObj_GetMarkedContentID(drawn)
        names = [reader.of(mark) for mark in marks]
        numbered_once = own >= 0 and len(marks) == 1
        furniture = around.furniture or (_ARTIFACT in names and not numbered_once)
        key = _key(own, around)
        within = around.names.union(names) if names else around.names
        if kind == raw.FPDF_PAGEOBJ_FORM:
            forms += 1
            inside = _Around(
                form=forms,
                number=key[1] if key[0] == 0 else -1,
                names=within,
                furniture=furniture,
            )
            waiting += [(one, inside) for one in _of_form(drawn)]
            continue
        given = None
        if kind == raw.FPDF_PAGEOBJ_TEXT and not (numbered_once and _has_one_entry(marks[0])):
            given = _given_words(marks)
        found.append(PageObject(drawn, kind, within, key, furniture, given))
    return found


def _key(own: int, around: _Around) -> Key:
    """Words without a number in a form belong to what marks the form, where the page does."""
    if own >= 0:
        return around.form, own
    return (0, around.number) if around.number >= 0 else (around.form, -1)


def _of_page(page: pypdfium2.PdfPage) -> list[Any]:
    count = raw.FPDFPage_CountObjects(page)
    return [raw.FPDFPage_GetObject(page, index) for index in reversed(range(count))]


def _of_form(form: Any) -> list[Any]:  # noqa: ANN401 - pdfium has no types
    count = raw.FPDFFormObj_CountObjects(form)
    return [raw.FPDFFormObj_GetObject(form, index) for index in reversed(range(count))]


def _marks(drawn: Any) -> list[Any]:  # noqa: ANN401 - pdfium has no types
    count = raw.FPDFPageObj_CountMarks(drawn)
    return [raw.FPDFPageObj_GetMark(drawn, index) for index in range(count)]


def _has_one_entry(mark: Any) -> bool:  # noqa: ANN401 - pdfium has no types
    """Whether a mark's dictionary holds one entry: its number, where it has one."""
    return bool(raw.FPDFPageObjMark_CountParams(mark) == 1)


class _Names:
    """Reads the names of marks into one buffer."""

    def __init__(self) -> None:
        self.known: dict[bytes, str] = {}
        self.buffer = (raw.FPDF_WCHAR * _NAME)()
        self.length = ctypes.c_ulong()

    def of(self, mark: Any) -> str:  # noqa: ANN401 - pdfium has no types
        """The name of a mark; "" for one that is longer than any that is asked for."""
        raw.FPDFPageObjMark_GetName(mark, self.buffer, 2 * _NAME, self.length)
        size = self.length.value
        if not 2 < size <= 2 * _NAME:
            return ""
        units = ctypes.string_at(self.buffer, size - 2)
        if units not in self.known:
            self.known[units] = units.decode("utf-16-le", "replace")
        return self.known[units]


def read_texts(objects: Sequence[PageObject], words: pypdfium2.PdfTextPage) -> list[str]:
    """The words of each of these objects, as pdfium tells them; "" for what is no text.

    words   the text of the page, opened.
    """
    reader = _Reader(words)
    return [reader.words_of(thing.drawn) if thing.is_text else "" for thing in objects]


class _Reader:
    """Reads the words of text objects into one buffer."""

    def __init__(self, words: pypdfium2.PdfTextPage) -> None:
        self.words = words.raw  # pdfium's own handle: asked for once, not of each object
        self._make_room(_ROOM)

    def _make_room(self, units: int) -> None:
        self.room = units
        self.buffer = ctypes.create_string_buffer(2 * units)
        self.pointer = ctypes.cast(self.buffer, ctypes.POINTER(raw.FPDF_WCHAR))

    def words_of(self, drawn: Any) -> str:  # noqa: ANN401 - pdfium has no types
        """The words of a text object."""
        length = raw.FPDFTextObj_GetText(drawn, self.words, self.pointer, 2 * self.room)
        if length > 2 * self.room:
            self._make_room(length)
            length = raw.FPDFTextObj_GetText(drawn, self.words, self.pointer, 2 * self.room)
        units = ctypes.string_at(self.buffer, max(0, length - 2))
        return units.decode("utf-16-le", "replace")


def _given_words(marks: Sequence[Any]) -> Given | None:
    for mark in marks:
        for key in GIVEN:
            if raw.FPDFPageObjMark_GetParamValueType(mark, key) == raw.FPDF_OBJECT_STRING:
                number = raw.FPDFPageObjMark_GetParamValueType(mark, b"MCID")
                words = _text_string(_string_of(mark, key))
                return Given(words, number == raw.FPDF_OBJECT_NUMBER, address_of(mark))
    return None


def _string_of(mark: Any, key: bytes) -> bytes:  # noqa: ANN401 - pdfium has no types
    """The words given, as bytes: as a text, pdfium loses what is not ASCII."""
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


def address_of(drawn: Any) -> int:  # noqa: ANN401 - pdfium has no types
    """By which the same object is known again."""
    return ctypes.cast(drawn, ctypes.c_void_p).value or 0


def bounds_of(drawn: Any) -> Box:  # noqa: ANN401 - pdfium has no types
    """The box around an object, where no form around it moves it."""
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    raw.FPDFPageObj_GetBounds(drawn, left, bottom, right, top)
    return left.value, bottom.value, right.value, top.value
