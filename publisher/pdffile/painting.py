"""A page painted as a viewer shows it, without its words, and its words alone.

Three pictures of one page tell what no list of tricks can: where the page with its words differs
from the page without them, the words have ink of their own; where they alone would have ink and
the two do not differ, something hides them, whatever it is (a box, a layer, a mask, a clipping,
an annotation, a colour).
"""

import ctypes
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2
from PIL import Image, ImageChops
from pypdfium2 import raw

Box = tuple[float, float, float, float]  # left, bottom, right, top; points
Area = tuple[int, int, int, int]  # left, top, right, bottom; dots, right and bottom outside

_MOST = 9_000_000  # dots of one picture: an A4 page at 220 to the inch
_OPAQUE = 255  # of 255
_DARK = 96  # of 255: in each channel; what is lighter is compared with its ground
_EDGE = 2  # points of its surroundings that are painted with a part
_GRID = 64  # parts of a dot to which a point of the page is placed
_CLOSE = 3.0  # dots to a point: the thinnest stroke of a letter of 8 points has one of its own
_RULE = 4.0  # points: a picture that is lower may be a line through words
_GIVEN = b"ActualText"
_HALF = [0] * 128 + [255] * 128  # a dot that a letter covers by half


@dataclass(frozen=True, slots=True, kw_only=True)
class Painted:
    """Pictures of a page, of one size.

    own     how much the page as a viewer shows it differs from the page without its words, 0 to
            255: the ink that the words have of their own.
    alone   the words alone: 255 where they would have ink, whatever their colour and mode.
    owners  closely painted, the words alone, each object in a colour of its own (ink_of).
    ground  the page without its words; annotations and form fields are on it.
    lines   the same without pictures: shapes, and what is as low as a line.
    scale   dots to a point.
    turn    the matrix from the page's points to the dots.
    """

    own: Image.Image
    alone: Image.Image
    owners: Image.Image
    ground: Image.Image
    lines: Image.Image
    scale: float
    turn: tuple[float, ...]

    def area(self, box: Box) -> Area:
        """The dots that a box covers, at least one.

        They may lie outside the picture, though no further than it is wide and high: a file may
        place a word anywhere, and what is cut out there would take room.
        """
        width, height = self.ground.size
        left, top, right, bottom = _area(self.turn, box)
        left, right = (min(max(dot, -width), 2 * width) for dot in (left, right))
        top, bottom = (min(max(dot, -height), 2 * height) for dot in (top, bottom))
        return left, top, max(right, left + 1), max(bottom, top + 1)

    def ink_of(self, numbers: Iterable[int], area: Area) -> Image.Image:
        """255 where these objects, counted in the order of walk_marked, would have ink.

        Where words lie over words, each dot is the last one's.
        """
        channels = self.owners.crop(area).split()
        found = Image.new("L", channels[0].size)
        for number in numbers:
            one = Image.new("L", channels[0].size, 255)
            for channel, part in zip(channels, _colour_of(number), strict=True):
                is_same = [0] * 256
                is_same[part] = 255
                one = ImageChops.darker(one, channel.point(is_same))
            found = ImageChops.lighter(found, one)
        return ImageChops.darker(found, self.alone.crop(area).point(_HALF))


def _colour_of(number: int) -> tuple[int, int, int]:
    """The colour by which an object is told from all others; never white."""
    return number >> 16 & 127, number >> 8 & 255, number & 255


def surround(boxes: Iterable[Box]) -> Box:
    """The box around all of these; nothing where there are none."""
    lefts, bottoms, rights, tops = zip(*(tuple(boxes) or ((0.0,) * 4,)), strict=True)
    return min(lefts), min(bottoms), max(rights), max(tops)


def paint(page: pypdfium2.PdfPage, *, printing: bool = False) -> Painted:
    """Pictures in grey, at 72 dots to the inch, of all words of the page.

    The page is of no other use afterwards: its words are changed.

    printing   as it is printed, with what is only shown on paper and without what is not.
    """
    objects = [(drawn, kind, False) for drawn, kind in walk_objects(page)]
    if has_annotations(page) or not all(_is_dark_word(drawn, kind) for drawn, kind, _ in objects):
        return _paint(page, objects, 1.0, printing=printing)
    # Where a page is nothing but dark words, these alone are the page: one picture is enough.
    scale, _, turn = _frame(page, 1.0, None)
    shown: Image.Image = page.render(scale=scale, grayscale=True).to_pil()
    own = ImageChops.invert(shown)
    ground = Image.new("L", shown.size, 255)
    pictures = {"own": own, "alone": own, "owners": own, "ground": ground, "lines": ground}
    return Painted(**pictures, scale=scale, turn=turn)


def _is_dark_word(drawn: Any, kind: int) -> bool:  # noqa: ANN401
    """Whether it is words that are filled, opaque, in a colour that shows on white."""
    if kind != raw.FPDF_PAGEOBJ_TEXT:
        return False
    if raw.FPDFTextObj_GetTextRenderMode(drawn) != raw.FPDF_TEXTRENDERMODE_FILL:
        return False
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    told = raw.FPDFPageObj_GetFillColor(drawn, red, green, blue, alpha)
    opaque = alpha.value == _OPAQUE and max(red.value, green.value, blue.value) <= _DARK
    return bool(told) and opaque


def has_annotations(page: pypdfium2.PdfPage) -> bool:
    """Whether the page bears more than links that leave no mark."""
    return any(
        subtype != raw.FPDF_ANNOT_LINK or has_appearance
        for subtype, has_appearance in _annotations(page)
    )


def _annotations(page: pypdfium2.PdfPage) -> Iterator[tuple[int, bool]]:
    """(its subtype, whether it has an appearance) of each annotation."""
    for index in range(max(0, raw.FPDFPage_GetAnnotCount(page))):
        annotation = raw.FPDFPage_GetAnnot(page, index)
        yield raw.FPDFAnnot_GetSubtype(annotation), bool(raw.FPDFAnnot_HasKey(annotation, b"AP"))
        raw.FPDFPage_CloseAnnot(annotation)


def paint_closely(page: pypdfium2.PdfPage, box: Box, *, printing: bool = False) -> Painted:
    """Pictures three times as fine of a part of the page, in which colours of one lightness differ.

    What is marked as an artifact, such as a watermark, belongs to the ground.
    """
    return _paint(page, list(walk_marked(page)), _CLOSE, box, printing=printing)


def _paint(
    page: pypdfium2.PdfPage,
    objects: list[tuple[Any, int, bool]],
    scale: float,
    box: Box | None = None,
    *,
    printing: bool,
) -> Painted:
    closely = box is not None
    scale, crop, turn = _frame(page, scale, box)
    flags = raw.FPDF_PRINTING if printing else 0

    def picture(*, annotations: bool = True, smooth: bool = True) -> Image.Image:
        options = {
            "grayscale": not closely,
            "rev_byteorder": True,
            "draw_annots": annotations,
            "no_smoothtext": not smooth,
            "extra_flags": flags,
        }
        painted: Image.Image = page.render(scale=scale, crop=crop, **options).to_pil()
        return painted

    shown = picture()
    words = [
        (number, drawn)
        for number, (drawn, kind, artifact) in enumerate(objects)
        if kind == raw.FPDF_PAGEOBJ_TEXT and not artifact
    ]
    for _, drawn in words:
        raw.FPDFTextObj_SetTextRenderMode(drawn, raw.FPDF_TEXTRENDERMODE_INVISIBLE)
    lines = ground = picture()
    if closely and any([_hide_picture(drawn, kind) for drawn, kind, _ in objects]):  # noqa: C419
        lines = picture()
    for drawn, kind, artifact in objects:
        if artifact or kind != raw.FPDF_PAGEOBJ_TEXT:
            raw.FPDFPageObj_SetIsActive(drawn, 0)
    for _, drawn in words:
        raw.FPDFTextObj_SetTextRenderMode(drawn, raw.FPDF_TEXTRENDERMODE_FILL)
        raw.FPDFPageObj_SetFillColor(drawn, 0, 0, 0, _OPAQUE)
        raw.FPDFPageObj_SetBlendMode(drawn, b"Normal")
    owners = alone = picture(annotations=False)
    if closely:
        for number, drawn in words:
            raw.FPDFPageObj_SetFillColor(drawn, *_colour_of(number), _OPAQUE)
        owners = picture(annotations=False, smooth=False)
    return Painted(
        own=_strongest(ImageChops.difference(shown, ground)),
        alone=_strongest(ImageChops.invert(alone)),
        owners=owners,
        ground=ground,
        lines=lines,
        scale=scale,
        turn=turn,
    )


def _hide_picture(drawn: Any, kind: int) -> bool:  # noqa: ANN401
    """Whether it was a picture, higher than a line, which is no longer painted."""
    if kind not in {raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_SHADING}:
        return False
    _, bottom, _, top = bounds_of(drawn)
    return top - bottom > _RULE and bool(raw.FPDFPageObj_SetIsActive(drawn, 0))


def bounds_of(drawn: Any) -> Box:  # noqa: ANN401
    """The box around an object, where no form around it moves it."""
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    raw.FPDFPageObj_GetBounds(drawn, left, bottom, right, top)
    return left.value, bottom.value, right.value, top.value


def walk_objects(page: pypdfium2.PdfPage) -> Iterator[tuple[Any, int]]:
    """(object, its kind) of everything a page draws, forms opened, in the order of drawing."""
    waiting = _top(page)
    while waiting:
        drawn = waiting.pop()
        kind = raw.FPDFPageObj_GetType(drawn)
        if kind == raw.FPDF_PAGEOBJ_FORM:
            waiting += _inside(drawn)
        else:
            yield drawn, kind


def walk_marked(page: pypdfium2.PdfPage) -> Iterator[tuple[Any, int, bool]]:
    """The same, each with whether it or a form around it is marked as an artifact."""
    for drawn, kind, names in walk_named(page):
        yield drawn, kind, "Artifact" in names


def walk_named(page: pypdfium2.PdfPage) -> Iterator[tuple[Any, int, frozenset[str]]]:
    """The same, each with the names of the marked content it stands in (ISO 32000-1, 14.6)."""
    waiting = [(drawn, frozenset[str]()) for drawn in _top(page)]
    while waiting:
        drawn, around = waiting.pop()
        kind = raw.FPDFPageObj_GetType(drawn)
        names = around.union(_names(drawn))
        if kind == raw.FPDF_PAGEOBJ_FORM:
            waiting += [(one, names) for one in _inside(drawn)]
        else:
            yield drawn, kind, names


def address_of(drawn: Any) -> int:  # noqa: ANN401
    """By which the same object is known again."""
    return ctypes.cast(drawn, ctypes.c_void_p).value or 0


def _top(page: pypdfium2.PdfPage) -> list[Any]:
    count = raw.FPDFPage_CountObjects(page)
    return [raw.FPDFPage_GetObject(page, index) for index in reversed(range(count))]


def _inside(form: Any) -> list[Any]:  # noqa: ANN401
    count = raw.FPDFFormObj_CountObjects(form)
    return [raw.FPDFFormObj_GetObject(form, index) for index in reversed(range(count))]


def _names(drawn: Any) -> Iterator[str]:  # noqa: ANN401
    name, length = (raw.FPDF_WCHAR * 32)(), ctypes.c_ulong()
    for index in range(raw.FPDFPageObj_CountMarks(drawn)):
        mark = raw.FPDFPageObj_GetMark(drawn, index)
        raw.FPDFPageObjMark_GetName(mark, name, ctypes.sizeof(name), length)
        yield bytes(name)[: max(0, length.value - 2)].decode("utf-16-le", "replace")


def given_words(drawn: Any) -> str:  # noqa: ANN401
    """The words that the file gives for the glyphs of an object (ISO 32000-1, 14.9.4)."""
    length = ctypes.c_ulong()
    for index in range(raw.FPDFPageObj_CountMarks(drawn)):
        mark = raw.FPDFPageObj_GetMark(drawn, index)
        if raw.FPDFPageObjMark_GetParamValueType(mark, _GIVEN) != raw.FPDF_OBJECT_STRING:
            continue
        # as bytes: read as a text, pdfium loses every byte of it that is not ASCII
        raw.FPDFPageObjMark_GetParamBlobValue(mark, _GIVEN, None, 0, length)
        buffer = (ctypes.c_ubyte * length.value)()
        raw.FPDFPageObjMark_GetParamBlobValue(mark, _GIVEN, buffer, length.value, length)
        said = bytes(buffer)
        if said.startswith(b"\xfe\xff"):
            return said[2:].decode("utf-16-be", "replace")
        return said.decode("latin-1")
    return ""


def _strongest(picture: Image.Image) -> Image.Image:
    """The channel that differs most, dot by dot."""
    if picture.mode == "L":
        return picture
    red, green, blue = picture.split()
    return ImageChops.lighter(ImageChops.lighter(red, green), blue)


def _frame(
    page: pypdfium2.PdfPage, scale: float, box: Box | None
) -> tuple[float, tuple[int, int, int, int], tuple[float, ...]]:
    """(dots to a point, what is cut off at each edge, the matrix from points to dots).

    Through /Rotate and the crop box; the cut in points: left, bottom, right, top.
    """
    width, height = page.get_size()
    turn = _turn(page, width, height)
    cut = (0, 0, 0, 0)
    if box is not None:
        left, top, right, bottom = _area(turn, box)
        left, top = (
            max(0, min(at - _EDGE, side - 1)) for at, side in ((left, width), (top, height))
        )
        right, bottom = max(left + 1, right + _EDGE), max(top + 1, bottom + _EDGE)
        cut = (int(left), max(0, int(height - bottom)), max(0, int(width - right)), int(top))
    wide, high = width - cut[0] - cut[2], height - cut[1] - cut[3]
    scale = min(scale, math.sqrt(_MOST / max(1.0, wide * high)))
    left, top = math.ceil(cut[0] * scale), math.ceil(cut[3] * scale)
    a, b, c, d, e, f = (part * scale for part in turn)
    return scale, cut, (a, b, c, d, e - left, f - top)


def _turn(page: pypdfium2.PdfPage, width: float, height: float) -> tuple[float, ...]:
    """The matrix from the page's points to dots, one to a point."""
    across, down = ctypes.c_int(), ctypes.c_int()
    room = (0, 0, round(width * _GRID), round(height * _GRID), 0)

    def dot(x: float, y: float) -> tuple[float, float]:
        raw.FPDF_PageToDevice(page, *room, x, y, ctypes.byref(across), ctypes.byref(down))
        return across.value / _GRID, down.value / _GRID

    (e, f), (ax, ay), (cx, cy) = dot(0, 0), dot(1000, 0), dot(0, 1000)
    return (ax - e) / 1000, (ay - f) / 1000, (cx - e) / 1000, (cy - f) / 1000, e, f


def _area(turn: tuple[float, ...], box: Box) -> Area:
    a, b, c, d, e, f = turn
    if b or c:  # the page is turned
        corners = [(x, y) for x in (box[0], box[2]) for y in (box[1], box[3])]
        across = [a * x + c * y + e for x, y in corners]
        down = [b * x + d * y + f for x, y in corners]
    else:
        across, down = [a * box[0] + e, a * box[2] + e], [d * box[3] + f, d * box[1] + f]
    left, top = math.floor(min(across)), math.floor(min(down))
    right, bottom = math.ceil(max(across)), math.ceil(max(down))
    return left, top, max(right, left + 1), max(bottom, top + 1)
