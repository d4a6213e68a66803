"""Fonts of a PDF whose shapes are not the letters that the file says they are.

What is read of a page comes from a table beside the font (ToUnicode, ISO 32000-1, 9.10.3); what is
seen comes from the font.  The font's own character map, its widths, and the same letter in other
fonts of one family tell where the two disagree.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from unicodedata import normalize

import uharfbuzz
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from publisher.pdffile.packet import opened

_SECTION = re.compile(rb"begin(bfchar|bfrange)(.*?)end\1", re.DOTALL)
_HEX = re.compile(rb"<([0-9A-Fa-f]*)>")
_TAG = re.compile(r"^/?[A-Z]{6}\+")  # of a subset (9.6.4)
_WIDE = 12  # thousandths of an em that a width may differ: rounding gives 1
_MANY = 65_536  # codes of one range
_SQUARE = frozenset("口囗ロᄆᆷםod0")  # letters that are a box in some face, folded
_SHOWN = 3  # letters that are named of one font


@dataclass(frozen=True, slots=True, kw_only=True)
class FalseFont:
    """A font, and in words what is wrong with some of its letters."""

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class _Program:
    """A font program, with the letters that the file reads from its glyphs.

    letters    glyph → character.
    widths     glyph → thousandths of an em, as the file says.
    strokes    glyph → how it is drawn.   outlines: the same as one text, of letters of ASCII.
    """

    name: str
    font: uharfbuzz.Font
    letters: dict[int, str]
    widths: dict[int, float]
    strokes: dict[int, list[tuple[Any, ...]]]
    outlines: dict[int, str]

    @property
    def family(self) -> str:
        """Its name without the tag of a subset."""
        return _TAG.sub("", self.name)


def find_false_fonts(data: bytes, path: str) -> tuple[FalseFont, ...]:
    """Each font that shows other letters than the file says, or none.

    path   for the message of EvidenceError, which refuses what cannot be opened.
    """
    with opened(data, path) as pdf:
        return false_among(fonts_of(pdf))


def fonts_of(pdf: Pdf) -> list[Dictionary]:
    """The fonts of a PDF that can be looked into."""
    return [
        one
        for one in pdf.objects
        if isinstance(one, Dictionary)
        and one.get(Name.Type) == Name.Font
        and one.get(Name.Subtype) == Name.Type0
    ]


def false_among(fonts: Iterable[Dictionary]) -> tuple[FalseFont, ...]:
    """Each of all fonts of a PDF that shows other letters than the file says, or none."""
    programs = [program for font in fonts if (program := _program(font)) is not None]
    shapes = _shapes(programs)
    return tuple(
        FalseFont(name=program.family, why="; ".join(faults[:_SHOWN]))
        for program in programs
        if (faults := list(_faults(program, shapes)))
    )


def _faults(program: _Program, shapes: dict[tuple[str, str], set[str]]) -> Iterator[str]:
    own: dict[int, set[str]] = {}
    for code in program.font.face.unicodes:
        glyph = program.font.get_nominal_glyph(code)
        own.setdefault(glyph or 0, set()).add(_fold(chr(code)))
    upem = program.font.face.upem
    for glyph, letter in sorted(program.letters.items()):
        others = own.get(glyph, {_fold(letter)})
        alike = shapes.get((program.family, program.outlines.get(glyph, "")), set())
        width = program.widths.get(glyph)
        advance = program.font.get_glyph_h_advance(glyph) * 1000 / upem
        if program.font.get_glyph_extents(glyph) in {None, (0, 0, 0, 0)}:
            yield f"its glyph for “{letter}” is empty"
        elif _fold(letter) not in _SQUARE and _is_box(program.strokes[glyph]):
            yield f"its glyph for “{letter}” is the box of a letter that no font has"
        elif _fold(letter) not in others:
            yield f"its glyph for “{letter}” is that of “{min(others)}”"
        elif width is not None and abs(width - advance) > _WIDE:
            yield f"its glyph for “{letter}” has the width of another"
        elif not alike <= _twins(letter):
            yield f"its glyph for “{letter}” is drawn as “{min(alike - {_fold(letter)})}”"


def _shapes(programs: Iterable[_Program]) -> dict[tuple[str, str], set[str]]:
    """(family, outline) → the letters of ASCII that are drawn so in fonts of the family."""
    found: dict[tuple[str, str], set[str]] = {}
    for program in programs:
        for glyph, outline in program.outlines.items():
            letter = _fold(program.letters[glyph])
            found.setdefault((program.family, outline), set()).add(letter)
    return found


def _twins(letter: str) -> set[str]:
    """Letters that some faces draw alike."""
    folded = _fold(letter)
    return {folded, *next((twins for twins in ("il1", "o0") if folded in twins), ())}


def _fold(letter: str) -> str:
    return normalize("NFKC", letter).casefold()


def _strokes(font: uharfbuzz.Font, glyph: int) -> list[tuple[Any, ...]]:
    pen = _Pen()
    font.draw_glyph_with_pen(glyph, pen)
    return pen.strokes


def _is_box(drawn: Sequence[tuple[Any, ...]]) -> bool:
    """Whether a glyph is two rectangles, one in the other: no letter, but a sign that one lacks."""
    sides = [_sides(strokes) for strokes in _contours(drawn)]
    if len(sides) != 2 or not all(sides):
        return False
    outer, inner = sorted(sides)  # the one that begins further to the left is the outer one
    low, high = slice(0, 2), slice(2, 4)
    return all(one < other for one, other in zip(outer[low], inner[low], strict=True)) and all(
        one > other for one, other in zip(outer[high], inner[high], strict=True)
    )


def _contours(strokes: Sequence[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    """The strokes of each closed line."""
    contour: list[tuple[Any, ...]] = []
    for stroke in strokes:
        if stroke[0] == "z":
            yield contour
            contour = []
        else:
            contour.append(stroke)


def _sides(strokes: Sequence[tuple[Any, ...]]) -> tuple[float, ...]:
    """Left, bottom, right and top of a rectangle; () where the strokes are none."""
    corners = {stroke[1] for stroke in strokes}
    across, up = ({corner[axis] for corner in corners} for axis in (0, 1))
    if len(corners) != 4 or len(across) != 2 or len(up) != 2:
        return ()
    if any(stroke[0] not in {"m", "l"} for stroke in strokes):
        return ()
    return (min(across), min(up), max(across), max(up))


class _Pen:
    """Keeps the strokes of a glyph."""

    def __init__(self) -> None:
        self.strokes: list[tuple[Any, ...]] = []

    def moveTo(self, *points: object) -> None:  # noqa: N802 - as HarfBuzz calls them
        self.strokes.append(("m", *points))

    def lineTo(self, *points: object) -> None:  # noqa: N802
        self.strokes.append(("l", *points))

    def curveTo(self, *points: object) -> None:  # noqa: N802
        self.strokes.append(("c", *points))

    def qCurveTo(self, *points: object) -> None:  # noqa: N802
        self.strokes.append(("q", *points))

    def closePath(self) -> None:  # noqa: N802
        self.strokes.append(("z",))


def _program(font: Dictionary) -> _Program | None:
    """The font with its program; None where it is not of a kind that can be looked into."""
    below = font.get(Name.DescendantFonts)
    inner = below[0] if isinstance(below, Array) and len(below) else None
    table = font.get(Name.ToUnicode)
    if not isinstance(inner, Dictionary) or not isinstance(table, Stream):
        return None
    about = inner.get(Name.FontDescriptor)
    if not isinstance(about, Dictionary):
        return None
    stream = about.get(Name.FontFile2, about.get(Name.FontFile3))
    if not isinstance(stream, Stream) or font.get(Name.Encoding) != Name("/Identity-H"):
        return None
    face = uharfbuzz.Face(uharfbuzz.Blob(stream.read_bytes()))
    if not face.glyph_count or "head" not in face.table_tags:
        return None
    moved = inner.get(Name.CIDToGIDMap)
    glyphs = moved.read_bytes() if isinstance(moved, Stream) else None

    def glyph_of(code: int) -> int:
        return code if glyphs is None else int.from_bytes(glyphs[2 * code : 2 * code + 2], "big")

    shown = uharfbuzz.Font(face)
    said = _letters(table.read_bytes())
    letters = {glyph_of(code): letter for code, letter in said.items()}
    strokes = {glyph: _strokes(shown, glyph) for glyph in letters}
    ascii_only = (glyph for glyph, letter in letters.items() if letter.isascii())
    return _Program(
        name=str(font.get(Name.BaseFont, "")),
        font=shown,
        letters=letters,
        strokes=strokes,
        outlines={glyph: repr(strokes[glyph]) for glyph in ascii_only},
        widths={glyph_of(code): width for code, width in _widths(inner.get(Name.W))},
    )


def _letters(table: bytes) -> dict[int, str]:
    """Code → the letter or digit that a ToUnicode table gives for it alone."""
    found: dict[int, str] = {}
    for kind, body in _SECTION.findall(table):
        if b"[" in body:  # a list of words for a range: of another maker's table
            continue
        values = _HEX.findall(body)
        step = 2 if kind == b"bfchar" else 3
        for at in range(0, len(values) - step + 1, step):
            first = int(values[at] or b"0", 16)
            last = first if step == 2 else int(values[at + 1] or b"0", 16)
            words = values[at + step - 1]
            if len(words) == 4:  # one character of the basic plane
                letter = int(words, 16)
                codes = range(first, min(last, first + 0xFFFF - letter) + 1)
                found |= {code: chr(letter + code - first) for code in codes}
    return {code: letter for code, letter in found.items() if letter.isalnum()}


def _widths(given: Object | None) -> Iterator[tuple[int, float]]:
    """(code, width) of each code of a W array (9.7.4.3)."""
    parts = list(given) if isinstance(given, Array) else []
    at = 0
    while at + 1 < len(parts):
        first, then = int(parts[at]), parts[at + 1]
        if isinstance(then, Array):
            yield from enumerate(map(float, then), first)
            at += 2
        elif at + 2 < len(parts):
            last, width = int(then), float(parts[at + 2])
            yield from ((code, width) for code in range(first, min(last, first + _MANY) + 1))
            at += 3
        else:
            return
