"""What is drawn on a page, object by object: page furniture, lettering in pictures, pictures.

And why words leave no ink, as far as the object tells that draws them (ink.py finds them).
"""

import ctypes
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

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


def look(objects: Iterable[PageObject], texts: Iterable[str]) -> Drawn:
    """What is drawn on a page.  texts: the words of each object."""
    found = Drawn()
    for thing, words in zip(objects, texts, strict=True):
        found.pictures = found.pictures or thing.kind == raw.FPDF_PAGEOBJ_IMAGE
        if not thing.is_text:
            continue
        if thing.is_artifact:
            found.artifacts.append(words)
        else:
            # such as the head of a table on its second page: it stands within the text
            found.artifacts.clear()
        if "Figure" in thing.names:
            found.lettering.append(words)
    return found


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
