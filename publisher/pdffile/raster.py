"""Pages of a PDF as PNG pictures of a given size."""

import io
from collections.abc import Iterable, Iterator

import pypdfium2
from PIL import Image

_COLOURS = 32  # a cover has three colours, and what lies between them at the edges of letters
_MANY = 128  # a page may hold pictures


def png_of(data: bytes, width: int, height: int) -> bytes:
    """The first page, as wide and as high as asked for, in dots.  Same page, same bytes."""
    with pypdfium2.PdfDocument(data) as document:
        picture = _painted(document, 0, width)
    if picture.size != (width, height):
        picture = picture.resize((width, height), Image.Resampling.LANCZOS)
    return _png(picture, _COLOURS)


def pngs_of(data: bytes, pages: Iterable[int], width: int) -> Iterator[bytes]:
    """These pages, counted from 0, each so wide in dots; one that is not there is left out."""
    with pypdfium2.PdfDocument(data) as document:
        for page in pages:
            if page < len(document):
                yield _png(_painted(document, page, width), _MANY)


def _painted(document: pypdfium2.PdfDocument, number: int, width: int) -> Image.Image:
    page = document[number]
    bitmap = page.render(scale=width / page.get_width(), rev_byteorder=True)
    picture: Image.Image = bitmap.to_pil().convert("RGB")
    page.close()
    return picture


def _png(picture: Image.Image, colours: int) -> bytes:
    out = io.BytesIO()
    few = picture.quantize(colours, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    few.save(out, "PNG", compress_level=6)
    return out.getvalue()
