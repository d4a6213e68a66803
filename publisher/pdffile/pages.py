"""The finished pages as a reader meets them: words, links, a picture of the page.  The door to pypdfium2."""

import ctypes
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pypdfium2
from pypdfium2 import raw

from publisher.errors import EvidenceError

_PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageText:
    """One page.

    number   from 1.
    text     its words in the order they were drawn: what is laid over the page (running heads) comes last.  Lines
             end in a line feed; a hyphen that only breaks a line is U+2010 before the line's end.
    links    addresses its links lead to, in order, repeated where a link runs over two lines.
    """

    number: int
    text: str
    links: tuple[str, ...]


def read_pages(data: bytes, path: str) -> tuple[PageText, ...]:
    """The words and links of every page; EvidenceError for what is no readable PDF.  `path`: for the message."""
    with _opened(data, path) as document:
        return tuple(_page(document, index, path) for index in range(len(document)))


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
        lines = b"".join(b"\0" + rows[start:start + step] for start in
                         range(0, bitmap.height * bitmap.stride, bitmap.stride))
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
        raise EvidenceError(path, f"page {index + 1} cannot be read; write the file anew") from error
    words = page.get_textpage()
    text = words.get_text_range().replace("\r\n", "\n") if words.count_chars() else ""
    links = tuple(_links(document, page))
    words.close()
    page.close()
    return PageText(number=index + 1, text=text, links=links)


def _links(document: pypdfium2.PdfDocument, page: pypdfium2.PdfPage) -> Iterator[str]:
    place, link = ctypes.c_int(0), raw.FPDF_LINK()
    while raw.FPDFLink_Enumerate(page, ctypes.byref(place), ctypes.byref(link)):
        action = raw.FPDFLink_GetAction(link)
        if not action or raw.FPDFAction_GetType(action) != raw.PDFACTION_URI:
            continue
        length = raw.FPDFAction_GetURIPath(document, action, None, 0)
        buffer = ctypes.create_string_buffer(length)
        raw.FPDFAction_GetURIPath(document, action, buffer, length)
        yield buffer.value.decode("utf-8", "replace")


def _png(width: int, height: int, lines: bytes) -> bytes:
    """RGB rows, each with its filter byte, as a PNG file (PNG, third edition, 5)."""
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return _PNG + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(lines)) + chunk(b"IEND", b"")
