"""What is drawn on a page, object by object: page furniture, lettering in pictures, pictures.

And why words leave no ink, as far as the object tells that draws them (ink.py finds them).
"""

import ctypes
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import pypdfium2
from pypdfium2 import raw

from publisher.pdffile.page_objects import PageObject

_FAINT = 30  # of 255: an opacity that leaves nothing to read
_PALE = 215  # of 255, in each channel: a colour that is not read on white
_UNSEEN_MODES = {raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP}


@dataclass(slots=True)
class Drawn:
    """What was met on a page.

    artifacts   the words of page furniture, object by object: of artifacts behind all other words.
    lettering   the words inside pictures, object by object.
    pictures    whether pictures are drawn.
    """

    artifacts: list[str] = field(default_factory=list)
    lettering: list[str] = field(default_factory=list)
    pictures: bool = False


def look(objects: Iterable[PageObject], words: pypdfium2.PdfTextPage) -> Drawn:
    """What is drawn on a page.  words: its text, opened."""
    found = Drawn()
    artifacts: list[Any] = []
    for thing in objects:
        found.pictures = found.pictures or thing.kind == raw.FPDF_PAGEOBJ_IMAGE
        if not thing.is_text:
            continue
        if thing.is_artifact:
            artifacts.append(thing.drawn)
        else:
            # such as the head of a table on its second page: it stands within the text
            artifacts.clear()
        if "Figure" in thing.names:
            found.lettering.append(words_of(thing.drawn, words))
    found.artifacts = [words_of(drawn, words) for drawn in artifacts]
    return found


def words_of(drawn: Any, words: pypdfium2.PdfTextPage) -> str:  # noqa: ANN401
    """The words of a text object."""
    length = raw.FPDFTextObj_GetText(drawn, words, None, 0)
    buffer = ctypes.create_string_buffer(2 * length)
    raw.FPDFTextObj_GetText(
        drawn, words, ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR)), 2 * length
    )
    return buffer.raw.decode("utf-16-le", "replace").rstrip("\0")


def find_reason(drawn: Any, *, inked: bool) -> str:  # noqa: ANN401
    """Why words leave no ink of their own, as far as the object that draws them tells.

    inked   whether they would have ink if they stood alone on the page.
    """
    mode = raw.FPDFTextObj_GetTextRenderMode(drawn) if drawn else raw.FPDF_TEXTRENDERMODE_UNKNOWN
    if mode in _UNSEEN_MODES:
        return "it is drawn in the invisible mode"
    if not inked:
        return "it is clipped, masked or on a layer that is not shown"
    stroked = mode == raw.FPDF_TEXTRENDERMODE_STROKE
    getter = raw.FPDFPageObj_GetStrokeColor if stroked else raw.FPDFPageObj_GetFillColor
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not drawn or not getter(drawn, red, green, blue, alpha):
        return "it is covered by something drawn over it"
    if alpha.value < _FAINT:
        return "it is drawn transparent"
    if min(red.value, green.value, blue.value) > _PALE:
        return "it is drawn white on white, or covered"
    return "it is covered by something drawn over it, or drawn in the colour of its ground"
