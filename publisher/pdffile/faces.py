"""Fonts that the parts of a file share: each is embedded once, with the glyphs that any part draws.

A part names its fonts and says what it draws with them (Face); it embeds none of them.  Numbers of
glyphs are those of the font that all parts were laid out with, so that the tables of several parts
can be put together (ISO 32000-1, 9.7: CID fonts with the identity as encoding).
"""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pikepdf import Array, Dictionary, Name, Object, Pdf, String

Place = tuple[tuple[str, float], ...]

_RANGE = 100  # entries of one section of a ToUnicode table (Adobe Technical Note 5411, 1.4.1)
# the glyphs that are drawn most, in the languages of Latin script: PDFium looks through all widths
# from the first for each glyph that it meets (measured: a seventh of the time of reading a page)
_OFTEN = {letter: place for place, letter in enumerate(" etaoinsrhldcumpfgvbwyqxkjz,.")}
_FIXED_PITCH = 1  # a flag (ISO 32000-1, table 123)
_TABLE = (
    b"/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo\n"
    b"<< /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
    b"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
    b"1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n%s"
    b"endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FaceKind:
    """A font at one place of its axes.

    key       by which the pages of a part name it.
    name      with the tag of a subset.   family: as its maker calls it.
    program   SHA-256 of its file.   is_cff: whether its outlines are cubic.
    place     axis → value, of a variable font.
    """

    key: str
    name: str
    family: str
    program: str
    is_cff: bool
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """What a part draws with a font.

    flags, ascent, descent   of its descriptor (ISO 32000-1, 9.8), in thousandths of an em.
    widths    (glyph, thousandths of an em).
    letters   (glyph, what it stands for).
    """

    kind: FaceKind
    flags: int
    ascent: int
    descent: int
    widths: tuple[tuple[int, float], ...]
    letters: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedFace:
    """A font with what all parts draw with it.

    first    the face of the first part that has it.
    tables   glyph → what it stands for.  A glyph may stand for other words in another part: then
             there are several tables over one font.
    """

    first: Face
    widths: Mapping[int, float]
    tables: tuple[Mapping[int, str], ...]

    @property
    def glyphs(self) -> tuple[int, ...]:
        """The numbers of all glyphs that are drawn, in order."""
        return tuple(sorted({*self.widths}.union(*self.tables)))


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedFaces:
    """The fonts of a file.

    faces      each once.
    uses       for each part: key → (which of the faces, which of its tables).
    programs   for each face its font file, with the glyphs that are drawn; () before they are cut.
    """

    faces: tuple[SharedFace, ...]
    uses: tuple[Mapping[str, tuple[int, int]], ...]
    programs: tuple[bytes, ...] = ()


def with_usual(
    shared: SharedFaces, usual: Sequence[Sequence[tuple[int, float, str]]]
) -> SharedFaces:
    """The same fonts with glyphs that no part draws, but the next correction of a word may.

    So a page that nobody touched is the same to the byte, font and all.

    usual   for each face (glyph, width, what it shows); what a part says of a glyph goes first.
    """
    faces = tuple(
        replace(
            face,
            widths={glyph: width for glyph, width, _ in more} | dict(face.widths),
            tables=tuple(
                {glyph: words for glyph, _, words in more} | dict(table) for table in face.tables
            ),
        )
        for face, more in zip(shared.faces, usual, strict=True)
    )
    return replace(shared, faces=faces)


def share(parts: Sequence[Sequence[Face]]) -> SharedFaces:
    """The fonts of all parts, brought together in the order of the parts."""
    numbers: dict[FaceKind, int] = {}
    firsts: list[Face] = []
    widths: list[dict[int, float]] = []
    tables: list[list[dict[int, str]]] = []
    uses: list[dict[str, tuple[int, int]]] = []
    for faces in parts:
        used: dict[str, tuple[int, int]] = {}
        for face in faces:
            number = numbers.setdefault(face.kind, len(numbers))
            if number == len(firsts):
                firsts.append(face)
                widths.append({})
                tables.append([])
            widths[number] = dict(face.widths) | widths[number]
            used[face.kind.key] = number, _entered(tables[number], dict(face.letters))
        uses.append(used)
    faces_of_all = (
        SharedFace(first=first, widths=wide, tables=tuple(maps))
        for first, wide, maps in zip(firsts, widths, tables, strict=True)
    )
    return SharedFaces(faces=tuple(faces_of_all), uses=tuple(uses))


def _entered(tables: list[dict[int, str]], letters: Mapping[int, str]) -> int:
    """The number of the first table that tells no glyph otherwise; it takes them in."""
    for number, table in enumerate(tables):
        if all(table.get(glyph, words) == words for glyph, words in letters.items()):
            table.update(letters)
            return number
    tables.append(dict(letters))
    return len(tables) - 1


class EmbeddedFaces:
    """The fonts of a file that is joined, put in where a part names them."""

    def __init__(self, pdf: Pdf, shared: SharedFaces) -> None:
        self._uses = shared.uses
        self._fonts = [
            _fonts(pdf, face, program)
            for face, program in zip(shared.faces, shared.programs, strict=True)
        ]

    def put(self, number: int, resources: Object) -> None:
        """Let resources that were copied from this part name the fonts of the file."""
        named = resources.get(Name.Font)
        if named is None:
            return
        for key, (face, table) in self._uses[number].items():
            named[Name(f"/{key}")] = self._fonts[face][table]


def _fonts(pdf: Pdf, face: SharedFace, program: bytes) -> list[Object]:
    """The font dictionaries of a face, one for each table (ISO 32000-1, 9.7.6)."""
    kind = face.first.kind
    inner = pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.CIDFontType0 if kind.is_cff else Name.CIDFontType2,
            BaseFont=Name(kind.name),
            CIDSystemInfo=Dictionary(
                Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0
            ),
            CIDToGIDMap=Name.Identity,
            W=_widths(face.widths, _first(face)),
            FontDescriptor=pdf.make_indirect(_descriptor(pdf, face, program)),
        )
    )
    return [
        pdf.make_indirect(
            Dictionary(
                Type=Name.Font,
                Subtype=Name.Type0,
                BaseFont=Name(kind.name),
                Encoding=Name("/Identity-H"),
                ToUnicode=_compressed(pdf, _to_unicode(table)),
                DescendantFonts=Array([inner]),
            )
        )
        for table in face.tables
    ]


def _descriptor(pdf: Pdf, face: SharedFace, program: bytes) -> Dictionary:
    first, kind = face.first, face.first.kind
    same = len(face.widths) > 1 and len({*face.widths.values()}) == 1
    made = Dictionary(
        Type=Name.FontDescriptor,
        FontName=Name(kind.name),
        FontFamily=String(kind.family),
        Flags=first.flags | (_FIXED_PITCH if same else 0),
        FontBBox=Array([0, first.descent, max(face.widths.values(), default=0), first.ascent]),
        ItalicAngle=0,
        Ascent=first.ascent,
        Descent=first.descent,
        CapHeight=first.ascent,
        StemV=80,
        StemH=80,
    )
    if kind.is_cff:
        made.FontFile3 = _compressed(pdf, program, Subtype=Name.OpenType)
    else:
        made.FontFile2 = _compressed(pdf, program, Length1=len(program))
    return made


def _compressed(pdf: Pdf, data: bytes, **entries: object) -> Object:
    stream = pdf.make_stream(zlib.compress(data), **entries)
    stream.Filter = Name.FlateDecode
    return stream


def _first(face: SharedFace) -> list[int]:
    """The glyphs that are drawn most, the most frequent first."""
    places = {
        glyph: _OFTEN[words]
        for glyph, words in face.tables[0].items()
        if words in _OFTEN and glyph in face.widths
    }
    return sorted(places, key=lambda glyph: (places[glyph], glyph))


def _widths(widths: Mapping[int, float], first: Sequence[int]) -> Array:
    """The widths of glyphs, of those that follow each other together (9.7.4.3).

    first   those that are told before all others: no order is asked for.
    """
    made = Array()
    for glyph in first:
        made.append(glyph)
        made.append(Array([widths[glyph]]))
    run: list[float] = []
    before = -2
    for glyph, width in sorted((at, width) for at, width in widths.items() if at not in first):
        if glyph != before + 1:
            if run:
                made.append(Array(run))
            made.append(glyph)
            run = []
        run.append(width)
        before = glyph
    if run:
        made.append(Array(run))
    return made


def _to_unicode(table: Mapping[int, str]) -> bytes:
    """A table from glyphs to what they stand for (9.10.3)."""
    lines = [
        b"<%04x> <%s>" % (glyph, words.encode("utf-16-be").hex().encode())
        for glyph, words in sorted(table.items())
    ]
    sections = (lines[at : at + _RANGE] for at in range(0, len(lines), _RANGE))
    return _TABLE % b"".join(
        b"%d beginbfchar\n%s\nendbfchar\n" % (len(section), b"\n".join(section))
        for section in sections
    )
