"""Pages of a PDF as PNG pictures of a given size."""

import io
from collections.abc import Iterable, Iterator

import pypdfium2
from PIL import Image

_COLOURS = 128  # a page may hold pictures


def pngs_of(data: bytes, pages: Iterable[int], width: int) -> Iterator[bytes]:
    """These pages, counted from 0, each so wide in dots; one that is not there is left out."""
    with pypdfium2.PdfDocument(data) as document:
        for page in pages:
            if page < len(document):
                yield _png(_painted(document, page, width))


def first_page(data: bytes, width: int) -> bytes:
    """The first page so wide in dots; b"" where pdfium cannot open or paint it."""
    try:
        return next(pngs_of(data, (0,), width), b"")
    except (pypdfium2.PdfiumError, ZeroDivisionError, ValueError, MemoryError):
        return b""


def _painted(document: pypdfium2.PdfDocument, number: int, width: int) -> Image.Image:
    page = document[number]
    bitmap = page.render(scale=width / page.get_width(), rev_byteorder=True)
    picture: Image.Image = bitmap.to_pil().convert("RGB")
    page.close()
    return picture


def _png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    few = picture.quantize(_COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    few.save(out, "PNG", compress_level=6)
    return out.getvalue()
