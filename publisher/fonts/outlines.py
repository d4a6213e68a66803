"""Words as outlines: shaped by their face, letter by letter, as paths that any viewer draws alike.

For covers, which are pictures: nothing of a font has to travel with them.  HarfBuzz draws them,
as paths or as dots.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

import uharfbuzz

from publisher.resources import FontFamily, FontFile

Command = tuple[str, tuple[float, ...]]  # M, L, Q, C and Z as SVG knows them; y upwards
# Arabic and its kin, whose letters are joined; India and its neighbours, whose signs stand in their
# letters: room between letters would tear both apart.
_WHOLE = re.compile("[\u0600-\u08ff\u0900-\u109f\u1780-\u18af\ufb50-\ufdff\ufe70-\ufeff]")
# bidirectional classes: of letters, those that run to the left; of numbers
_LEFT, _STRONG, _NUMBERS = {"R", "AL"}, {"R", "AL", "L"}, {"EN", "AN"}


@dataclass(frozen=True, slots=True)
class Outline:
    """Words drawn at a size of 1, their first letter at 0, 0.   advance: how far they reach."""

    advance: float
    commands: tuple[Command, ...]


@dataclass(slots=True)
class Outlines:
    """The faces of one kind of words: each letter is drawn by the first that has it.

    weight, axes   of variable faces; of static ones the nearest weight is taken.
    """

    families: Sequence[FontFamily]
    weight: int = 400
    axes: tuple[tuple[str, float], ...] = ()
    _fonts: list[uharfbuzz.Font] = field(default_factory=list)

    def __post_init__(self) -> None:
        for family in self.families:
            upright = [file for file in family.files if file.style == "normal"] or family.files
            file = min(upright, key=lambda one: _distance(one, self.weight))
            font = uharfbuzz.Font(uharfbuzz.Face(file.data, file.index))
            if file.variable:
                font.set_variations({"wght": float(self.weight)} | dict(self.axes))
            self._fonts.append(font)

    def lacks(self, text: str) -> bool:
        """Whether no face has one of the letters."""
        return any(not char.isspace() and self._font(char) is None for char in text)

    def advance(self, text: str, *, small_caps: bool = False, tracking: float = 0) -> float:
        """How far the words reach at a size of 1."""
        moved, tracking = 0.0, _room(text, tracking)
        for part, font, leads in self._runs(text):
            placed = _shaped(
                part, font, leads, small_caps=small_caps, tracking=tracking
            ).glyph_positions
            moved += sum(place.x_advance for place in placed) / font.face.upem
            moved += len(placed) * tracking
        return max(0.0, moved - tracking)

    def drawn(self, text: str, *, small_caps: bool = False, tracking: float = 0) -> Outline:
        """The words; tracking: room between letters, as a share of the size."""
        commands: list[Command] = []
        pen_at, tracking = 0.0, _room(text, tracking)
        for part, font, leads in self._runs(text):
            buffer = _shaped(part, font, leads, small_caps=small_caps, tracking=tracking)
            scale = 1 / font.face.upem
            for glyph, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
                pen = _Pen(pen_at + place.x_offset * scale, place.y_offset * scale, scale)
                font.draw_glyph_with_pen(glyph.codepoint, pen)
                commands += pen.commands
                pen_at += place.x_advance * scale + tracking
        return Outline(max(0.0, pen_at - tracking), tuple(commands))

    def paint(
        self,
        onto: "Painting",
        text: str,
        *,
        at: tuple[float, float],
        size: float,
        small_caps: bool = False,
        tracking: float = 0,
    ) -> None:
        """The words onto a painting, their first letter at a place; all in dots."""
        (pen_at, height), tracking = at, _room(text, tracking)
        for part, font, leads in self._runs(text):
            buffer = _shaped(part, font, leads, small_caps=small_caps, tracking=tracking)
            scale = size / font.face.upem
            for glyph, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
                x, y = pen_at + place.x_offset * scale, height + place.y_offset * scale
                onto.raster.transform = (scale, 0, 0, scale, x, y)
                onto.raster.draw_glyph(font, glyph.codepoint)
                pen_at += place.x_advance * scale + tracking * size

    def _runs(self, text: str) -> Iterator[tuple[str, uharfbuzz.Font, bool]]:
        """The text in parts of one face and one direction, in the order of the eye.

        With each whether it runs to the left; signs run as the words before them.
        """
        parts: list[tuple[str, uharfbuzz.Font, bool]] = []
        for char, leads in zip(text, _ways(text), strict=True):
            font = self._font(char) or self._fonts[0]
            words, before, way = parts[-1] if parts else ("", None, leads)
            if before and way == leads and (font is before or char.isspace()):
                parts[-1] = (words + char, before, leads)
            else:
                parts.append((char, font, leads))
        groups = [list(group) for _, group in groupby(parts, key=lambda part: part[2])]
        for group in reversed(groups) if _is_turned(text) else groups:
            yield from reversed(group) if group[0][2] else group

    def _font(self, char: str) -> uharfbuzz.Font | None:
        return next((font for font in self._fonts if font.get_nominal_glyph(ord(char))), None)


class Painting:
    """Where words are painted in dots, counted from the left and from the bottom."""

    def __init__(self) -> None:
        self.raster = uharfbuzz.RasterDraw()

    def finished(self) -> tuple[tuple[int, int, int, int, int], bytes]:
        """((left, bottom, width, height, bytes of a row), how much of each dot is covered).

        Of 255; the lowest row first.
        """
        image = self.raster.render()
        found = image.extents
        place = (found.x_origin, found.y_origin, found.width, found.height, found.stride)
        return place, bytes(image.buffer)


def _room(text: str, tracking: float) -> float:
    """The room between letters that a text bears."""
    return 0 if _WHOLE.search(text) else tracking


def _shaped(
    text: str,
    font: uharfbuzz.Font,
    leads: bool,  # noqa: FBT001 - a part of a run
    *,
    small_caps: bool,
    tracking: float,
) -> uharfbuzz.Buffer:
    """The glyphs of a run from left to right; leads: whether it runs to the left."""
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.direction = "rtl" if leads else "ltr"
    uharfbuzz.shape(font, buffer, {"smcp": small_caps, "liga": not tracking})
    return buffer


class _Pen:
    """Takes down what a glyph is drawn with, in units of its size, moved to its place."""

    def __init__(self, x: float, y: float, scale: float) -> None:
        self.x, self.y, self.scale = x, y, scale
        self.commands: list[Command] = []

    def moveTo(self, to: tuple[float, float]) -> None:  # noqa: N802 - the pen of uharfbuzz
        self._add("M", to)

    def lineTo(self, to: tuple[float, float]) -> None:  # noqa: N802
        self._add("L", to)

    def qCurveTo(self, *points: tuple[float, float]) -> None:  # noqa: N802
        self._add("Q", *points)

    def curveTo(self, *points: tuple[float, float]) -> None:  # noqa: N802
        self._add("C", *points)

    def closePath(self) -> None:  # noqa: N802
        self.commands.append(("Z", ()))

    def _add(self, name: str, *points: Iterable[float]) -> None:
        moved = (
            one for x, y in points for one in (self.x + x * self.scale, self.y + y * self.scale)
        )
        self.commands.append((name, tuple(moved)))


def _is_turned(text: str) -> bool:
    """Whether a line runs to the left: its first letter does (UAX #9, P2 and P3)."""
    strong = (kind for kind in map(unicodedata.bidirectional, text) if kind in _STRONG)
    return next(strong, "L") in _LEFT


def _ways(text: str) -> list[bool]:
    """Whether each character is set to the left: numbers never, signs as what is beside them.

    UAX #9, rules W7, N1 and N2.
    """
    base = strong = _is_turned(text)
    acts: list[bool | None] = []
    kinds = [unicodedata.bidirectional(char) for char in text]
    for kind in kinds:
        strong = kind in _LEFT if kind in _STRONG else strong
        acts.append(strong if kind in _STRONG | _NUMBERS else None)
    ways: list[bool] = []
    before = base
    for at, act in enumerate(acts):
        if act is not None:
            before = act
            ways.append(act and kinds[at] not in _NUMBERS)
        else:
            after = next((one for one in acts[at:] if one is not None), base)
            ways.append(before if before == after else base)
    return ways


def _distance(file: FontFile, weight: int) -> int:
    low, high = file.weight
    return max(0, low - weight, weight - high)
