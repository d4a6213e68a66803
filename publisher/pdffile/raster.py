"""A page of a PDF as a PNG picture of a given size."""

import io

import pypdfium2
from PIL import Image

_COLOURS = 32  # a cover has three colours, and what lies between them at the edges of letters


def png_of(data: bytes, width: int, height: int) -> bytes:
    """The first page, as wide and as high as asked for, in dots.  Same page, same bytes."""
    with pypdfium2.PdfDocument(data) as document:
        page = document[0]
        bitmap = page.render(scale=width / page.get_width(), rev_byteorder=True)
        picture = bitmap.to_pil().convert("RGB")
        page.close()
    if picture.size != (width, height):
        picture = picture.resize((width, height), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    few = picture.quantize(_COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    few.save(out, "PNG", compress_level=6)
    return out.getvalue()
