"""What is drawn on a page, and what of it nobody sees.

Judged object by object, in the order of drawing, without painting.

Words are unseen where they are drawn invisible, in the colour of what lies under them, too small,
outside the page or its clipping, in empty glyphs, or under a box or picture; they are struck out
where a line runs through the middle of their letters.  Where shapes alone cannot tell, the page is
doubtful: it has to be painted to know (ink.find_inkless).
"""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pypdfium2
from pypdfium2 import raw

_FAINT = 30  # of 255: an opacity that leaves nothing to read
_LIKE = 20  # of 255, in each channel: a colour that differs less from its ground is not read
_TINY = 2.0  # points: letters of which nobody reads one
_SEEN = 0.4  # share of a line of words that has to be inside the page and its clipping
_OVER = 0.7  # share of a line that, covered, leaves nothing to read
_THIN = 0.2  # letter heights: what is thicker is a box and no line
# letter heights above the baseline: a line there runs through the letters, one below underlines
# them
_THROUGH = (0.1, 0.5)
_LONG = 0.25  # share of the words that a line through them must run
_RULE = 4.0  # points: what is higher is no line
_TURNED = 0.1  # the tangent of a slant at which a line of words no longer runs from left to right
_NO_HEIGHT = 0.1  # points: the height of a line of empty glyphs
_AROUND = 24  # characters on either side, to tell where words stand
Box = tuple[float, float, float, float]  # left, bottom, right, top
Colour = tuple[int, int, int]
_WHITE: Colour = (255, 255, 255)
_UNMOVED = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(slots=True)
class Drawn:
    """What was met on a page.

    artifacts   the words of page furniture, object by object: of artifacts behind all other words.
    lettering   the words inside pictures, object by object.
    unseen      (words, why nobody sees them).
    struck      (words that are struck out, the same with what stands around them).
    pictures    whether pictures are drawn.
    doubtful    whether something is drawn over words that only painting can tell.
    """

    artifacts: list[str] = field(default_factory=list)
    lettering: list[str] = field(default_factory=list)
    unseen: list[tuple[str, str]] = field(default_factory=list)
    struck: list[tuple[str, str]] = field(default_factory=list)
    pictures: bool = False
    doubtful: bool = False


@dataclass(slots=True)
class _Line:
    """Words drawn at one place."""

    drawn: Any
    box: Box
    baseline: float
    size: float
    upright: bool
    told: bool = False


def look(page: pypdfium2.PdfPage, words: pypdfium2.PdfTextPage) -> Drawn:
    """What is drawn on the page.  words: its text, opened."""
    sheet = _Sheet(page, words)
    for drawn, kind, matrix, marks in _objects(page):
        if kind == raw.FPDF_PAGEOBJ_TEXT:
            sheet.write(drawn, matrix, marks)
        else:
            sheet.paint(drawn, kind, matrix)
    sheet.strike()
    return sheet.found


class _Sheet:
    """One page while its objects are laid on it."""

    def __init__(self, page: pypdfium2.PdfPage, words: pypdfium2.PdfTextPage) -> None:
        self.words, self.room, self.found = words, page.get_cropbox(), Drawn()
        # what was painted so far; None: a picture
        self.grounds: list[tuple[Box, Colour | None]] = []
        self.rules: list[Box] = []
        self.lines: list[_Line] = []

    def write(self, drawn: Any, matrix: tuple[float, ...], marks: frozenset[str]) -> None:  # noqa: ANN401
        """A text object."""
        if "Artifact" in marks:
            self.found.artifacts.append(words_of(drawn, self.words))
        else:
            # such as the head of a table on its second page: it stands within the text
            self.found.artifacts.clear()
        if "Figure" in marks:
            self.found.lettering.append(words_of(drawn, self.words))
        own, size = raw.FS_MATRIX(), ctypes.c_float()
        raw.FPDFPageObj_GetMatrix(drawn, ctypes.byref(own))
        raw.FPDFTextObj_GetFontSize(drawn, ctypes.byref(size))
        a, b, c, d, _, f = (
            _joined((own.a, own.b, own.c, own.d, own.e, own.f), matrix)
            if matrix is not _UNMOVED
            else (own.a, own.b, own.c, own.d, own.e, own.f)
        )
        height = abs(size.value) * (c * c + d * d) ** 0.5
        line = _Line(
            drawn, _moved(_bounds(drawn), matrix), f, height, upright=abs(b) < _TURNED * abs(a)
        )
        if why := self._why_unseen(line, matrix):
            self._tell(line, why)
        self.lines.append(line)

    def paint(self, drawn: Any, kind: int, matrix: tuple[float, ...]) -> None:  # noqa: ANN401
        """A shape or picture."""
        self.found.pictures = self.found.pictures or kind == raw.FPDF_PAGEOBJ_IMAGE
        # a border is often a wide box clipped to a line
        box = _moved(_inside(_bounds(drawn), _clip(drawn)), matrix)
        if (
            kind == raw.FPDF_PAGEOBJ_PATH
            and box[3] - box[1] < _RULE
            and box[2] - box[0] > box[3] - box[1]
        ):
            self.rules.append(box)
        elif (ground := _painted(drawn, kind)) is not None:
            exact, colour = ground
            for line in self.lines:
                share = _share(line.box, box)
                if exact and share > _OVER and not line.told:
                    self._tell(line, "it is covered by something drawn over it")
                elif share > 0 and not exact:
                    self.found.doubtful = True
            if exact:
                self.grounds.append((box, colour))

    def strike(self) -> None:
        """Find the words that lines run through."""
        for rule in self.rules:
            for line in self.lines:
                if _runs_through(rule, line) and (said := words_of(line.drawn, self.words)).strip():
                    self.found.struck.append((said, _around(line, self.words)))

    def _tell(self, line: _Line, why: str) -> None:
        line.told = True
        if (text := words_of(line.drawn, self.words)).strip():
            self.found.unseen.append((text, why))

    def _why_unseen(self, line: _Line, matrix: tuple[float, ...]) -> str:
        """Why nobody sees these words; "" where they do."""
        mode = raw.FPDFTextObj_GetTextRenderMode(line.drawn)
        if mode in {raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP}:
            return "it is drawn in the invisible mode"
        if why := self._why_colourless(line, stroked=mode == raw.FPDF_TEXTRENDERMODE_STROKE):
            return why
        if line.size < _TINY:
            return "it is drawn too small to be read"
        if line.box[2] > line.box[0]:
            if _share(line.box, self.room) < _SEEN:
                return "it is drawn outside the page"
            if (clip := _clip(line.drawn)) and _share(line.box, _moved(clip, matrix)) < _SEEN:
                return "it is clipped away"
        empty = line.box[3] - line.box[1] < _NO_HEIGHT and any(
            map(str.isalnum, words_of(line.drawn, self.words))
        )
        return "no font has its letters: their glyphs are empty" if empty else ""

    def _why_colourless(self, line: _Line, *, stroked: bool) -> str:
        colour, alpha = _colour(
            line.drawn, raw.FPDFPageObj_GetStrokeColor if stroked else raw.FPDFPageObj_GetFillColor
        )
        if alpha < _FAINT:
            return "it is drawn transparent"
        if not self.grounds and min(colour) <= _WHITE[0] - _LIKE:
            return ""
        ground = next(
            (
                painted
                for under, painted in reversed(self.grounds)
                if _share(line.box, under) > _OVER
            ),
            _WHITE,
        )
        if ground is None:
            self.found.doubtful = True  # over a picture
        elif all(abs(one - other) < _LIKE for one, other in zip(colour, ground, strict=True)):
            return (
                "it is drawn white on white"
                if ground == _WHITE
                else "it is drawn in the colour of what lies under it"
            )
        return ""


def _objects(
    page: pypdfium2.PdfPage,
) -> Iterator[tuple[Any, int, tuple[float, ...], frozenset[str]]]:
    """(object, its kind, how forms around it move it, the names of the marked content around it) in the order of drawing."""
    waiting: list[tuple[Any, tuple[float, ...], frozenset[str]]] = [
        (raw.FPDFPage_GetObject(page, place), _UNMOVED, frozenset())
        for place in reversed(range(raw.FPDFPage_CountObjects(page)))
    ]
    while waiting:
        drawn, matrix, inside = waiting.pop()
        kind = raw.FPDFPageObj_GetType(drawn)
        marks = inside.union(_marks(drawn))
        if kind == raw.FPDF_PAGEOBJ_FORM:
            own = raw.FS_MATRIX()
            raw.FPDFPageObj_GetMatrix(drawn, ctypes.byref(own))
            moved = _joined((own.a, own.b, own.c, own.d, own.e, own.f), matrix)
            waiting += [
                (raw.FPDFFormObj_GetObject(drawn, place), moved, marks)
                for place in reversed(range(raw.FPDFFormObj_CountObjects(drawn)))
            ]
        else:
            yield drawn, kind, matrix, marks


def _joined(first: tuple[float, ...], then: tuple[float, ...]) -> tuple[float, ...]:
    a, b, c, d, e, f = first
    k, m, n, p, x, y = then
    return (
        a * k + b * n,
        a * m + b * p,
        c * k + d * n,
        c * m + d * p,
        e * k + f * n + x,
        e * m + f * p + y,
    )


def _bounds(drawn: Any) -> Box:  # noqa: ANN401
    left, bottom, right, top = (
        ctypes.c_float(),
        ctypes.c_float(),
        ctypes.c_float(),
        ctypes.c_float(),
    )
    raw.FPDFPageObj_GetBounds(drawn, left, bottom, right, top)
    return left.value, bottom.value, right.value, top.value


def _moved(box: Box, matrix: tuple[float, ...]) -> Box:
    if matrix is _UNMOVED:
        return box
    a, b, c, d, e, f = matrix
    corners = [
        (a * x + c * y + e, b * x + d * y + f) for x in (box[0], box[2]) for y in (box[1], box[3])
    ]
    across, up = [x for x, _ in corners], [y for _, y in corners]
    return min(across), min(up), max(across), max(up)


def _share(box: Box, other: Box) -> float:
    """How much of a box lies in another.

    Of a box without a height or width, how much of its other side.
    """
    wide, high = (
        min(box[2], other[2]) - max(box[0], other[0]),
        min(box[3], other[3]) - max(box[1], other[1]),
    )
    if wide < 0 or high < 0:
        return 0.0
    return (wide / (box[2] - box[0]) if box[2] > box[0] else 1.0) * (
        high / (box[3] - box[1]) if box[3] > box[1] else 1.0
    )


def _colour(drawn: Any, getter: Any) -> tuple[Colour, int]:  # noqa: ANN401
    red, green, blue, alpha = ctypes.c_uint(), ctypes.c_uint(), ctypes.c_uint(), ctypes.c_uint()
    if not getter(drawn, red, green, blue, alpha):
        return (0, 0, 0), 255
    return (red.value, green.value, blue.value), alpha.value


def _painted(drawn: Any, kind: int) -> tuple[bool, Colour | None] | None:  # noqa: ANN401
    """(whether it hides all of its box, its colour or None for a picture).

    None: it paints no surface.
    """
    if kind == raw.FPDF_PAGEOBJ_IMAGE:
        return not raw.FPDFPageObj_HasTransparency(drawn), None
    if kind != raw.FPDF_PAGEOBJ_PATH:
        return False, None
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(drawn, ctypes.byref(fill), ctypes.byref(stroke))
    if not fill.value:
        return None
    colour, alpha = _colour(drawn, raw.FPDFPageObj_GetFillColor)
    if alpha < _FAINT:
        return None
    return (
        alpha > 255 - _FAINT
        and _is_rectangle(drawn)
        and not raw.FPDFPageObj_HasTransparency(drawn),
        colour,
    )


def _is_rectangle(drawn: Any) -> bool:  # noqa: ANN401
    count = raw.FPDFPath_CountSegments(drawn)
    points = (
        {
            (round(x, 1), round(y, 1))
            for place in range(count)
            for x, y in [_point(raw.FPDFPath_GetPathSegment(drawn, place))]
        }
        if count < 7
        else set()
    )
    return (
        len(points) == 4 and len({x for x, _ in points}) == 2 and len({y for _, y in points}) == 2
    )


def _point(segment: Any) -> tuple[float, float]:  # noqa: ANN401
    x, y = ctypes.c_float(), ctypes.c_float()
    raw.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
    return x.value, y.value


def _clip(drawn: Any) -> Box | None:  # noqa: ANN401
    """The box inside which the object is drawn; None where nothing clips it."""
    clip = raw.FPDFPageObj_GetClipPath(drawn)
    count = raw.FPDFClipPath_CountPaths(clip) if clip else 0
    room: Box | None = None
    for path in range(max(0, count)):
        points = [
            _point(raw.FPDFClipPath_GetPathSegment(clip, path, place))
            for place in range(max(0, raw.FPDFClipPath_CountPathSegments(clip, path)))
        ]
        across, up = [x for x, _ in points] or [0.0], [y for _, y in points] or [0.0]
        room = _inside((min(across), min(up), max(across), max(up)), room)
    return room


def _inside(box: Box, room: Box | None) -> Box:
    return (
        box
        if room is None
        else (
            max(room[0], box[0]),
            max(room[1], box[1]),
            min(room[2], box[2]),
            min(room[3], box[3]),
        )
    )


def _runs_through(rule: Box, line: _Line) -> bool:
    """Whether a thin line runs through the middle of the letters, not above or below them."""
    middle, thick = (rule[1] + rule[3]) / 2 - line.baseline, rule[3] - rule[1]
    wide = min(rule[2], line.box[2]) - max(rule[0], line.box[0])
    return (
        line.upright
        and thick <= _THIN * line.size
        and _THROUGH[0] * line.size < middle < _THROUGH[1] * line.size
        and wide > 0
        and wide >= min(_LONG * (line.box[2] - line.box[0]), 2 * line.size)
    )


def _around(line: _Line, words: pypdfium2.PdfTextPage) -> str:
    """The words of a line with some characters before and behind them, as the page's text has them."""
    place = raw.FPDFText_GetCharIndexAtPos(
        words, line.box[0] + 1, line.baseline + 0.2 * line.size, line.size, line.size
    )
    said = words_of(line.drawn, words)
    start = max(0, place - _AROUND)
    return (
        words.get_text_range(start, min(words.count_chars() - start, len(said) + 2 * _AROUND))
        if place >= 0
        else said
    )


def _unseen(found: Drawn, drawn: Any, words: pypdfium2.PdfTextPage, why: str) -> None:  # noqa: ANN401
    if (text := words_of(drawn, words)).strip():
        found.unseen.append((text, why))


def _marks(drawn: Any) -> Iterator[str]:  # noqa: ANN401
    """The names of the marked content that the object stands in.

    "Artifact", "Figure" (ISO 32000-1, 14.6).
    """
    name, length = (raw.FPDF_WCHAR * 32)(), ctypes.c_ulong()
    for place in range(raw.FPDFPageObj_CountMarks(drawn)):
        raw.FPDFPageObjMark_GetName(raw.FPDFPageObj_GetMark(drawn, place), name, 64, length)
        yield bytes(name)[: length.value - 2].decode("utf-16-le", "replace")


def words_of(drawn: Any, words: pypdfium2.PdfTextPage) -> str:  # noqa: ANN401
    """The words of a text object."""
    length = raw.FPDFTextObj_GetText(drawn, words, None, 0)
    buffer = ctypes.create_string_buffer(2 * length)
    raw.FPDFTextObj_GetText(
        drawn, words, ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR)), 2 * length
    )
    return buffer.raw.decode("utf-16-le", "replace").rstrip("\0")


def find_reason(words: pypdfium2.PdfTextPage, index: int, *, inked: bool) -> str:
    """Why a character leaves no ink of its own, as far as its object tells.

    inked   whether it would have ink if it stood alone on the page.
    """
    drawn = raw.FPDFText_GetTextObject(words, index)
    mode = raw.FPDFTextObj_GetTextRenderMode(drawn) if drawn else raw.FPDF_TEXTRENDERMODE_UNKNOWN
    if mode in {raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP}:
        return "it is drawn in the invisible mode"
    if not inked:
        return "it is clipped, masked or on a layer that is not shown"
    stroked = mode == raw.FPDF_TEXTRENDERMODE_STROKE
    getter = raw.FPDFPageObj_GetStrokeColor if stroked else raw.FPDFPageObj_GetFillColor
    colour, alpha = _colour(drawn, getter)
    if alpha < _FAINT:
        return "it is drawn transparent"
    if min(colour) > _WHITE[0] - 2 * _LIKE:
        return "it is drawn white on white, or covered"
    return "it is covered by something drawn over it, or drawn in the colour of its ground"
