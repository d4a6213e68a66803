"""The finished pages as a reader meets them: words, links, a picture of the page.

With drawn.py the door to pypdfium2.
"""

import ctypes
import re
import struct
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import repeat
from typing import TYPE_CHECKING

import pypdfium2
from pypdfium2 import raw

from publisher.errors import EvidenceError
from publisher.pdffile.drawn import look

if TYPE_CHECKING:
    from concurrent.futures import Executor

_LABEL = re.compile(r"\s*(?:(?:\d{1,3}|[ivxlcdm]{1,6}|[a-z])[.)]|[•◦▪–])\s*")
# of 255: letters that differ less from their ground are not seen at 72 dots to the inch
_CONTRAST = 24
# letter heights: the widest gap of a justified line is below 1.5 (measured over the samples)
_GAP = 2.0
_LOW = 1.5  # points: a box so low holds no letter
_NO_HEIGHT = 0.1  # points: an empty glyph is drawn 0.02 high
_SOME = 3  # characters that should stand in a gap, to be sure that it is none between words
_WIDEST = 14_400  # points: the largest side of a page (ISO 32000-1, annex C.2)
_LONG = 128  # pages that are worth handing to another process, file and all
_FEW = 40  # pages that are worth drawing there: drawing one takes as long as reading five
_BROKEN = "\ufffe"  # what pdfium puts where a line ends in a hyphen
_PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageText:
    """One page.

    number   from 1.
    text     its words in the order they were drawn, without page furniture.  Lines end in a line
             feed; a word broken
             over two lines is whole again, and has lost its hyphen even where that was its own
             (pdfium cannot tell).
    furniture   the words of running heads and folios: what is marked as an artifact and drawn last.
    links    addresses its links lead to, in order, repeated where a link runs over two lines.
    link_words   for each of them, the words under it.
    unseen   (words, why) of what is drawn so that nobody sees it.
    struck   (words, the same with what stands around them) of what is struck out.
    pictures whether pictures are drawn on it.
    doubtful   whether only painting it can tell what is seen (find_inkless).
    """

    number: int
    text: str
    links: tuple[str, ...]
    furniture: str = ""
    unseen: tuple[tuple[str, str], ...] = ()
    struck: tuple[tuple[str, str], ...] = ()
    pictures: bool = False
    doubtful: bool = False
    link_words: tuple[str, ...] = ()


def read_pages(data: bytes, path: str, executor: "Executor | None" = None) -> tuple[PageText, ...]:
    """The words and links of every page; EvidenceError for what is no readable PDF.

    `path`: for the message.

    executor   reads a long file in stretches side by side; None: one page after the other.
    """
    count = count_pages(data, path)
    if executor is None or count < _LONG:
        return _read_stretch(data, path, range(count))
    return tuple(
        page
        for pages in executor.map(
            _read_stretch, repeat(data), repeat(path), _stretches(range(count), _LONG)
        )
        for page in pages
    )


def page_heights(data: bytes, path: str) -> tuple[float, ...]:
    """The height of every page in points; EvidenceError for what is no readable PDF."""
    with _opened(data, path) as document:
        return tuple(document[index].get_height() for index in range(len(document)))


def _read_stretch(data: bytes, path: str, indexes: Sequence[int]) -> tuple[PageText, ...]:
    with _opened(data, path) as document:
        return tuple(_page(document, index, path) for index in indexes)


def _stretches(pages: Sequence[int], length: int) -> Iterator[Sequence[int]]:
    return (pages[at : at + length] for at in range(0, len(pages), length))


def find_inkless(
    data: bytes, path: str, numbers: Iterable[int], executor: "Executor | None" = None
) -> dict[int, tuple[str, ...]]:
    """Page number (from 1) → the stretches of words on it where nothing is to be seen.

    Covered, or set in empty glyphs.

    The page is drawn at 72 dots to the inch, and each line of its text looked at: where a column of
    dots, across the middle of the letters, is of one shade over more than two letter heights, and
    words should stand there, they do not show.
    """
    wanted = sorted(set(numbers))
    if executor is None or len(wanted) < _LONG:
        return _inkless_stretch(data, path, wanted)
    found = executor.map(_inkless_stretch, repeat(data), repeat(path), _stretches(wanted, _FEW))
    return {number: words for stretch in found for number, words in stretch.items()}


def _inkless_stretch(data: bytes, path: str, numbers: Sequence[int]) -> dict[int, tuple[str, ...]]:
    with _opened(data, path) as document:
        return {
            number: found
            for number in numbers
            if 1 <= number <= len(document) and (found := tuple(_inkless(document[number - 1])))
        }


def _inkless(page: pypdfium2.PdfPage) -> Iterator[str]:
    words = page.get_textpage()
    bitmap = page.render(scale=1, grayscale=True, may_draw_forms=True)
    dots, left, top = bytes(bitmap.buffer), page.get_cropbox()[0], page.get_cropbox()[3]
    for number in range(words.count_rects() if words.count_chars() else 0):
        west, south, east, north = words.get_rect(number)
        middle, height = (north + south) / 2, north - south
        rows = range(
            max(0, int(top - middle - 0.3 * height)),
            min(bitmap.height, int(top - middle + 0.3 * height) + 1),
        )
        start, end = max(0, int(west - left)), min(bitmap.width, int(east - left) + 1)
        if height < _LOW or len(rows) < 2 or end - start < 4:
            # too small to look at, as a dash alone is; what is drawn tiny is told by its size
            continue
        lines = [dots[row * bitmap.stride + start : row * bitmap.stride + end] for row in rows]
        ink = [
            light - dark > _CONTRAST
            for light, dark in zip(map(max, *lines), map(min, *lines), strict=True)
        ]
        for first, last in _blanks(ink, int(_GAP * height)):
            margin = 0.4 * height if first > 0 else 0.0
            said = words.get_text_bounded(
                west + first + margin,
                south,
                west + last - (0.4 * height if last < len(ink) else 0.0),
                north,
            )
            if len("".join(said.split())) >= _SOME:
                yield " ".join(said.replace(_BROKEN, "").split())
    yield from _strokeless(words)
    words.close()


def _strokeless(words: pypdfium2.PdfTextPage) -> Iterator[str]:
    """Stretches of letters whose glyphs have no height at all.

    Every third letter is looked at: no stretch is shorter.
    """
    bottom, top, side = ctypes.c_double(), ctypes.c_double(), ctypes.c_double()
    text = words.get_text_range() if (count := words.count_chars()) else ""
    letters = [place for place, char in enumerate(text[:count]) if char.isalnum()]

    def is_empty(number: int) -> bool:
        return (
            0 <= number < len(letters)
            and bool(raw.FPDFText_GetCharBox(words, letters[number], side, side, bottom, top))
            and top.value - bottom.value <= _NO_HEIGHT
        )

    end = -1
    for number in range(0, len(letters), _SOME):
        if number <= end or not is_empty(number):
            continue
        start = end = number
        while is_empty(start - 1):
            start -= 1
        while is_empty(end + 1):
            end += 1
        if end - start + 1 >= _SOME:
            yield " ".join(text[letters[start] : letters[end] + 1].replace(_BROKEN, "").split())


def _blanks(ink: Sequence[bool], least: int) -> Iterator[tuple[int, int]]:
    """(from, to) of each stretch without ink that is longer than `least`."""
    start = 0
    for place, marked in enumerate((*ink, True)):
        if marked:
            if place - start > least:
                yield start, place
            start = place + 1


def count_pages(data: bytes, path: str) -> int:
    """How many pages the PDF has."""
    with _opened(data, path) as document:
        return len(document)


def picture(data: bytes, number: int, path: str, *, scale: float = 1.0) -> bytes:
    """Page `number` (from 1) as a PNG; scale 1 is 72 dots to the inch."""
    with _opened(data, path) as document:
        if not 1 <= number <= len(document):
            raise EvidenceError(path, f"there is no page {number}; the file has {len(document)}")
        bitmap = document[number - 1].render(scale=scale, rev_byteorder=True)
        rows, step = bytes(bitmap.buffer), bitmap.width * bitmap.n_channels
        lines = b"".join(
            b"\0" + rows[start : start + step]
            for start in range(0, bitmap.height * bitmap.stride, bitmap.stride)
        )
        return _png(bitmap.width, bitmap.height, lines)


@contextmanager
def _opened(data: bytes, path: str) -> Iterator[pypdfium2.PdfDocument]:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise EvidenceError(path, "not a PDF that can be read; write it anew") from error
    try:
        yield document
    finally:
        document.close()


def _page(document: pypdfium2.PdfDocument, index: int, path: str) -> PageText:
    try:
        page = document[index]
    except pypdfium2.PdfiumError as error:
        raise EvidenceError(
            path, f"page {index + 1} cannot be read; write the file anew"
        ) from error
    if max(page.get_size()) > _WIDEST:
        raise EvidenceError(
            path,
            f"page {index + 1} is larger than any reader shows ({_WIDEST} points a side); it is not"
            " drawn",
        )
    words = page.get_textpage()
    text = words.get_text_range().replace("\r\n", "\n") if words.count_chars() else ""
    links = tuple(_links(document, page, words))
    drawn = look(page, words)
    text, furniture = _without_furniture(text, drawn.artifacts, drawn.lettering)
    words.close()
    page.close()
    return PageText(
        number=index + 1,
        text=text,
        links=tuple(target for target, _ in links),
        furniture=furniture,
        unseen=tuple(drawn.unseen),
        struck=tuple(drawn.struck),
        pictures=drawn.pictures,
        doubtful=drawn.doubtful,
        link_words=tuple(said for _, said in links),
    )


def _without_furniture(text: str, artifacts: list[str], lettering: list[str]) -> tuple[str, str]:
    """(text, furniture): the last lines that hold nothing but words of artifacts, or labels of lists, are furniture.

    Words inside a picture are drawn behind the text of their page, where they would part a sentence
    that runs on: they stand first.
    """
    known, pictured = "".join("".join(artifacts).split()), "".join("".join(lettering).split())
    # a page that ends in half a word runs on into what is drawn behind it
    before, broken, after = text.rpartition(_BROKEN)
    if (
        broken
        and (first := "".join(after.partition("\n")[0].split()))
        and (first in known or first in pictured)
    ):
        text = f"{before}\n{after}"
    lines = text.replace(_BROKEN, "").rstrip("\n").split("\n")
    kept = len(lines)
    while known and kept and (solid := "".join(lines[kept - 1].split())) and solid in known:
        known = "".join(known.rpartition(solid)[::2])
        kept -= 1
    furniture, moved = lines[kept:], list[str]()
    if not furniture and known.isdecimal() and lines[-1] != known and lines[-1].endswith(known):
        # a folio that pdfium takes for the end of a number above it
        furniture, lines[-1] = [known], lines[-1].removesuffix(known)
    while kept > 1:
        last = lines[kept - 1]
        if _LABEL.fullmatch(last):
            # numbers of lists are drawn behind the text of their page as well
            furniture.insert(0, last)
        elif pictured and last.strip() and "".join(last.split()) in pictured:
            moved.insert(0, last)
        else:
            break
        kept -= 1
    return "\n".join((*moved, *lines[:kept])), "\n".join(furniture)


def _links(
    document: pypdfium2.PdfDocument, page: pypdfium2.PdfPage, words: pypdfium2.PdfTextPage
) -> Iterator[tuple[str, str]]:
    """(address, the words under it) of each link."""
    place, link, box = ctypes.c_int(0), raw.FPDF_LINK(), raw.FS_RECTF()
    while raw.FPDFLink_Enumerate(page, ctypes.byref(place), ctypes.byref(link)):
        action = raw.FPDFLink_GetAction(link)
        if not action or raw.FPDFAction_GetType(action) != raw.PDFACTION_URI:
            continue
        length = raw.FPDFAction_GetURIPath(document, action, None, 0)
        buffer = ctypes.create_string_buffer(length)
        raw.FPDFAction_GetURIPath(document, action, buffer, length)
        there = raw.FPDFLink_GetAnnotRect(link, ctypes.byref(box))
        said = (
            words.get_text_bounded(box.left, box.bottom, box.right, box.top)
            if there and words.count_chars()
            else ""
        )
        yield buffer.value.decode("utf-8", "replace"), said.replace(_BROKEN, "")


def _png(width: int, height: int, lines: bytes) -> bytes:
    """RGB rows, each with its filter byte, as a PNG file (PNG, third edition, 5)."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        _PNG + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(lines)) + chunk(b"IEND", b"")
    )
