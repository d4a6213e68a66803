"""A page painted as a viewer shows it, without its words, and its words alone.

Three pictures of one page tell what no list of tricks can: where the page with its words differs
from the page without them, the words have ink of their own; where they alone would have ink and
the two do not differ, something hides them, whatever it is (a box, a layer, a mask, a clipping,
an annotation, a colour).  Where all words are dark, and nothing but words is painted where they
stand, the page with its words is the words alone: one picture is enough.
"""

import ctypes
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pypdfium2
from PIL import Image, ImageChops
from pypdfium2 import raw

from publisher.pdffile.page_objects import Box, PageObject, bounds_of

Area = tuple[int, int, int, int]  # left, top, right, bottom; dots, right and bottom outside

_MOST = 9_000_000  # dots of one picture: an A4 page at 220 to the inch
_OPAQUE = 255  # of 255
_WHITE, _BLACK = (255, 255, 255, 255), (0, 0, 0, 255)
_DARK = 96  # of 255: in each channel; what is lighter is compared with its ground
_EDGE = 2  # points of its surroundings that are painted with a part
_GRID = 64  # parts of a dot to which a point of the page is placed
_CLOSE = 3.0  # dots to a point: the thinnest stroke of a letter of 8 points has one of its own
_RULE = 4.0  # points: a picture that is lower may be a line through words
_HALF = [0] * 128 + [255] * 128  # a dot that a letter covers by half


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """A page all of whose words are dark, in grey, at 72 dots to the inch, row by row.

    shown    the page as a viewer shows it; 255: white.
    others   0 where nothing but words is painted; b"" where there is nothing but words.
    size     dots in a row, rows.   turn: the matrix from the page's points to the dots.
    """

    shown: bytes
    others: bytes
    size: tuple[int, int]
    turn: tuple[float, ...]


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
        return area_within(self.turn, self.ground.size, box)

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


def glance_at(
    page: pypdfium2.PdfPage, objects: Sequence[PageObject], *, bare: bool, printing: bool = False
) -> Glance | None:
    """Pictures of all words of the page, where all are dark; None where they are not.

    bare       whether no annotation leaves a mark on it.
    printing   as it is printed, with what is only shown on paper and without what is not.
    """
    words = [thing.drawn for thing in objects if thing.is_text]
    if not _are_dark(words):
        return None
    scale, cut, turn = _frame(page, 1.0, None)
    brush = _Brush(page, scale, cut, is_grey=True, printing=printing, has_fields=not bare)
    shown, others = brush.bitmap(), b""
    if not bare or len(words) < len(objects):
        for drawn in words:
            raw.FPDFPageObj_SetIsActive(drawn, 0)
        others = _painted_dots(brush)
        for drawn in words:
            raw.FPDFPageObj_SetIsActive(drawn, 1)
    return Glance(shown=_dots_of(shown), others=others, size=(shown.width, shown.height), turn=turn)


def _painted_dots(brush: "_Brush") -> bytes:
    """0 for each dot that nothing paints: white stays white there, and black black."""
    on_white = brush.bitmap().to_pil()
    on_black = brush.bitmap(paper=_BLACK).to_pil()
    return ImageChops.lighter(ImageChops.invert(on_white), on_black).tobytes()


def _dots_of(bitmap: pypdfium2.PdfBitmap) -> bytes:
    """The dots of a grey picture, row by row."""
    if bitmap.stride == bitmap.width:
        return bytes(bitmap.buffer)
    dots: bytes = bitmap.to_pil().tobytes()
    return dots


def _are_dark(words: Iterable[Any]) -> bool:
    """Whether all words are filled, opaque, in a colour that shows on white."""
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    for drawn in words:
        if raw.FPDFTextObj_GetTextRenderMode(drawn) != raw.FPDF_TEXTRENDERMODE_FILL:
            return False
        if not raw.FPDFPageObj_GetFillColor(drawn, red, green, blue, alpha):
            return False
        if alpha.value != _OPAQUE or max(red.value, green.value, blue.value) > _DARK:
            return False
    return True


def paint(
    page: pypdfium2.PdfPage, objects: Sequence[PageObject], *, printing: bool = False
) -> Painted:
    """Pictures in grey, at 72 dots to the inch, of all words of the page.

    The page is of no other use afterwards: its words are changed.
    """
    marked = [(thing.drawn, thing.kind, False) for thing in objects]
    return _paint(page, marked, 1.0, printing=printing)


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


def paint_closely(
    page: pypdfium2.PdfPage, objects: Sequence[PageObject], box: Box, *, printing: bool = False
) -> Painted:
    """Pictures three times as fine of a part of the page, in which colours of one lightness differ.

    What is marked as an artifact, such as a watermark, belongs to the ground.
    """
    marked = [(thing.drawn, thing.kind, thing.is_artifact) for thing in objects]
    return _paint(page, marked, _CLOSE, box, printing=printing)


@dataclass(frozen=True, slots=True)
class _Brush:
    """Paints a page, or a part of it, again and again as it is then."""

    page: pypdfium2.PdfPage
    scale: float
    cut: tuple[int, int, int, int]
    is_grey: bool
    printing: bool
    has_fields: bool = True  # of forms, which are annotations: to look for them takes a tenth

    def picture(self, *, annotations: bool = True, smooth: bool = True) -> Image.Image:
        painted: Image.Image = self.bitmap(annotations=annotations, smooth=smooth).to_pil()
        return painted

    def bitmap(
        self,
        *,
        annotations: bool = True,
        smooth: bool = True,
        paper: tuple[int, int, int, int] = _WHITE,
    ) -> pypdfium2.PdfBitmap:
        return self.page.render(
            scale=self.scale,
            crop=self.cut,
            grayscale=self.is_grey,
            fill_color=paper,
            rev_byteorder=True,
            draw_annots=annotations,
            may_draw_forms=self.has_fields,
            no_smoothtext=not smooth,
            extra_flags=raw.FPDF_PRINTING if self.printing else 0,
        )


def _paint(
    page: pypdfium2.PdfPage,
    objects: list[tuple[Any, int, bool]],
    scale: float,
    box: Box | None = None,
    *,
    printing: bool,
) -> Painted:
    closely = box is not None
    scale, cut, turn = _frame(page, scale, box)
    brush = _Brush(page, scale, cut, is_grey=not closely, printing=printing)
    picture = brush.picture
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


def area_within(turn: tuple[float, ...], size: tuple[int, int], box: Box) -> Area:
    """The dots of a picture that a box covers, at least one.

    They may lie outside the picture, though no further than it is wide and high: a file may place a
    word anywhere, and what is cut out there would take room.
    """
    width, height = size
    left, top, right, bottom = area = _area(turn, box)
    if left >= 0 and top >= 0 and right <= width and bottom <= height:
        return area
    left, right = (min(max(dot, -width), 2 * width) for dot in (left, right))
    top, bottom = (min(max(dot, -height), 2 * height) for dot in (top, bottom))
    return left, top, max(right, left + 1), max(bottom, top + 1)


def _area(turn: tuple[float, ...], box: Box) -> Area:
    a, b, c, d, e, f = turn
    west, south, east, north = box
    if b or c or a < 0 or d > 0:  # the page is turned
        corners = [(x, y) for x in (west, east) for y in (south, north)]
        across = [a * x + c * y + e for x, y in corners]
        down = [b * x + d * y + f for x, y in corners]
        left, top = math.floor(min(across)), math.floor(min(down))
        right, bottom = math.ceil(max(across)), math.ceil(max(down))
    else:
        left, top = math.floor(a * west + e), math.floor(d * north + f)
        right, bottom = math.ceil(a * east + e), math.ceil(d * south + f)
    return left, top, right if right > left else left + 1, bottom if bottom > top else top + 1
