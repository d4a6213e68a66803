"""The fonts of one book cut to its characters, and made static.  The only door to uharfbuzz.

A variable font is made static once for each size and weight that a part uses, at a cost that grows
with its glyphs: with a tenth of them each takes half the time (measured), and the pages are the
same.
"""

import functools
import itertools
import string
import unicodedata
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace

import uharfbuzz

from publisher.errors import WriteError
from publisher.resources import FontFamily, FontFile

# What style sheets, list markers, hyphenation and page numbers may print besides the book's own
# words; and what the next correction of a word may bring (Latin-1, Latin Extended-A, general
# punctuation, currencies): another font is another stock, by which every part is laid out again.
_OURS = (
    *map(chr, (*range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x2010, 0x2060))),
    *map(chr, range(0x20A0, 0x20C0)),
    *"◦▪™",
)
# what an edit of a text in a Latin script may bring into any face
_USUAL = frozenset(map(chr, (*range(0x20, 0x7F), *range(0xA1, 0x100)))) | {*"–—‘’‚“”„…•€"}
_WEIGHT = "wght"
# tables that a PDF has no use for, since its glyphs are placed one by one
_OF_SHAPING = (
    b"BASE",
    b"DSIG",
    b"EBDT",
    b"EBLC",
    b"EBSC",
    b"GPOS",
    b"GSUB",
    b"JSTF",
    b"LTSH",
    b"PCLT",
)
_EMBEDDED = uharfbuzz.SubsetFlags.PASSTHROUGH_UNRECOGNIZED | uharfbuzz.SubsetFlags.DESUBROUTINIZE
# bits of fsType
_RESTRICTED, _PREVIEW, _EDITABLE, _NO_SUBSETTING, _BITMAPS_ONLY = (
    0x0002,
    0x0004,
    0x0008,
    0x0100,
    0x0200,
)

# Letters that Latin fonts set as one: two of the alphabet, or three and four that begin with f.
_PAIRS = tuple(map("".join, itertools.product(string.ascii_letters, string.ascii_lowercase)))
# (ra and virama, ka) of the scripts that set the first two as a mark above a letter
_REPHS = tuple(
    (f"{ra}{virama}", ka)
    for ra, virama, ka in ("\u0930\u094d\u0915", "\u09b0\u09cd\u0995", "\u0ab0\u0acd\u0a95")
)
_JOINED = (*_PAIRS, *(f"f{pair}" for pair in _PAIRS if pair.startswith(("f", "t"))))

_POINTED = {
    form: frozenset(unicodedata.normalize("NFD", form)) for form in map(chr, range(0xFB1D, 0xFB50))
}

# Signs that are drawn mirrored in words from right to left (Unicode 17, Bidi_Mirrored) and that
# such words hold.
BRACKETS = "()[]{}<>«»‹›≤≥⟨⟩「」『』《》〈〉【】（）"


def fitted(fonts: Iterable[FontFamily], text: Iterable[str]) -> tuple[FontFamily, ...]:
    """The same fonts with the glyphs that these texts can need, all features kept.

    Same texts, same bytes.

    Refuses with WriteError a file that is no font.
    """
    return with_letters(fonts, _letters("".join(_OURS)).union(*map(_letters, text)))


def with_letters(fonts: Iterable[FontFamily], wanted: AbstractSet[str]) -> tuple[FontFamily, ...]:
    """The same fonts with these characters alone; refuses as `fitted` does.

    A face of a collection becomes a font of its own, and a variable font that is asked for at one
    weight becomes static.
    """
    return tuple(
        replace(family, files=tuple(_fitted(file, wanted) for file in family.files))
        for family in fonts
    )


def covered(fonts: Iterable[FontFamily]) -> frozenset[int]:
    """The code points that at least one of the fonts can draw."""
    return frozenset(
        code
        for family in fonts
        for file in family.files
        for code in uharfbuzz.Face(file.data, file.index).unicodes
    )


def has_weights(data: bytes, index: int) -> bool:
    """Whether this face of a font file is variable in its weight."""
    return any(axis.tag == _WEIGHT for axis in uharfbuzz.Face(data, index).axis_infos)


def unfit(data: bytes, index: int) -> str:
    """Why a face may not, or cannot, be cut and embedded; "" where nothing forbids it.

    OpenType 1.9.1, OS/2, fsType: of several permissions in one old font the least restrictive
    holds.
    """
    try:
        face = uharfbuzz.Face(data, index)
        tags, rights = (
            set(face.table_tags),
            int.from_bytes(bytes(face.reference_table("OS/2").data)[8:10], "big"),
        )
    except RuntimeError as error:
        return f"it cannot be read ({error})"
    if not tags & {"glyf", "CFF ", "CFF2"}:
        return "it holds pictures, not outlines"
    if rights & _RESTRICTED and not rights & (_PREVIEW | _EDITABLE):
        return "its maker does not let it be embedded (OS/2 fsType)"
    if rights & (_NO_SUBSETTING | _BITMAPS_ONLY):
        return "its maker does not let a part of it be embedded (OS/2 fsType)"
    return ""


def pinned(data: bytes, place: Mapping[str, float]) -> bytes:
    """A variable font as a static one with the same glyph numbers.

    `place`: axis → value, any other axis at its usual value.

    Refuses with WriteError what is no font.
    """
    face, given = uharfbuzz.Face(data), uharfbuzz.SubsetInput()
    given.keep_everything()
    given.flags |= uharfbuzz.SubsetFlags.RETAIN_GIDS
    given.pin_all_axes_to_default(face)
    for axis, where in place.items():
        given.pin_axis_location(face, axis, where)
    return _cut("variable font", face, given)


def axes_of(data: bytes) -> dict[str, tuple[float, float]]:
    """Axis → (least, most) of a variable font; nothing of a static one."""
    return {axis.tag: (axis.min_value, axis.max_value) for axis in uharfbuzz.Face(data).axis_infos}


def with_glyphs(
    data: bytes, glyphs: tuple[int, ...], place: tuple[tuple[str, float], ...]
) -> bytes:
    """The font with the outlines of these glyphs alone, by their numbers, as a PDF embeds it.

    place   axis → value of a variable font, which becomes static.

    Refuses with WriteError what is no font.
    """
    face, given = uharfbuzz.Face(data), uharfbuzz.SubsetInput()
    given.glyph_set.update(glyphs)
    given.drop_table_tag_set.update(int.from_bytes(tag, "big") for tag in _OF_SHAPING)
    given.flags = _EMBEDDED | uharfbuzz.SubsetFlags.RETAIN_GIDS
    if face.axis_infos:
        given.pin_all_axes_to_default(face)
    for axis, where in place:
        given.pin_axis_location(face, axis, where)
    cut = _cut("font", face, given)
    # the places of glyphs behind the last one are dropped
    short = uharfbuzz.SubsetInput()
    short.glyph_set.update(range(max(glyphs, default=0) + 1))
    short.flags = _EMBEDDED | uharfbuzz.SubsetFlags.NO_HINTING
    return _cut("font", uharfbuzz.Face(cut), short)


def usual_glyphs(
    data: bytes, place: tuple[tuple[str, float], ...]
) -> tuple[tuple[int, float, str], ...]:
    """(glyph, its width in thousandths of an em, what it shows) of usual letters and ligatures.

    Those of ASCII and Latin-1, the dashes and quotation marks, and what the font joins of them.
    place   axis → value of a variable font.
    """
    face = uharfbuzz.Face(data)
    font = uharfbuzz.Font(face)
    font.set_variations(dict(place))
    letters = letters_shown(data, 0)
    shown = {glyph: letter for glyph, letter in letters.items() if letter in _USUAL}
    shown = {**ligatures_shown(data, 0), **shown}
    return tuple(
        (glyph, float(round(1000 * font.get_glyph_h_advance(glyph) / face.upem)), shown[glyph])
        for glyph in sorted(shown)
    )


def brackets(data: bytes, index: int) -> dict[int, str]:
    """Glyph number → the bracket it shows, of all brackets that a font has.

    `index`: of the font in its file.
    """
    face = uharfbuzz.Face(data, index)
    font = uharfbuzz.Font(face)
    return {
        glyph: bracket for bracket in BRACKETS if (glyph := font.get_nominal_glyph(ord(bracket)))
    }


@functools.lru_cache(maxsize=64)
def letters_shown(data: bytes, index: int) -> Mapping[int, str]:
    """Glyph number → the character that it shows by itself, of those that the font's table names.

    `index`: of the font in its file.  Where a glyph shows several, the first in Unicode's order.
    """
    face = uharfbuzz.Face(data, index)
    font = uharfbuzz.Font(face)
    shown: dict[int, str] = {}
    for code in sorted(face.unicodes):
        if glyph := font.get_nominal_glyph(code):
            shown.setdefault(glyph, chr(code))
    return shown


@functools.lru_cache(maxsize=64)
def folds_shown(data: bytes, index: int) -> Mapping[int, frozenset[str]]:
    """Glyph number → every character that the font's table draws by it, folded (NFKC, no case).

    `index`: of the font in its file.
    """
    face = uharfbuzz.Face(data, index)
    font = uharfbuzz.Font(face)
    shown: dict[int, set[str]] = {}
    for code in face.unicodes:
        if glyph := font.get_nominal_glyph(code):
            shown.setdefault(glyph, set()).add(folded(chr(code)))
    return {glyph: frozenset(letters) for glyph, letters in shown.items()}


def folded(text: str) -> str:
    """A text as characters are compared that look alike by their nature (NFKC, no case)."""
    return unicodedata.normalize("NFKC", text).casefold()


@functools.lru_cache(maxsize=64)
def ligatures_shown(data: bytes, index: int) -> Mapping[int, str]:
    """Glyph number → the letters that it shows, of the Latin ligatures that the font sets.

    `index`: of the font in its file.
    """
    face = uharfbuzz.Face(data, index)
    font = uharfbuzz.Font(face)
    shown: dict[int, str] = {}
    for letters in _JOINED:
        buffer = uharfbuzz.Buffer()
        buffer.add_str(letters)
        buffer.guess_segment_properties()
        uharfbuzz.shape(font, buffer)
        if len(buffer.glyph_infos) == 1:
            shown.setdefault(buffer.glyph_infos[0].codepoint, letters)
    return shown


@functools.lru_cache(maxsize=64)
def rephs_shown(data: bytes, index: int) -> Mapping[int, str]:
    """Glyph number → the ra and virama that it shows above the letter behind them, as a mark.

    `index`: of the font in its file.  No table names such a glyph, and it stands in every cluster
    that begins with the two (Unicode 17, 12.1, rule R2).
    """
    face = uharfbuzz.Face(data, index)
    font = uharfbuzz.Font(face)
    shown: dict[int, str] = {}
    for reph, letter in _REPHS:
        buffer = uharfbuzz.Buffer()
        buffer.add_str(reph + letter)
        buffer.guess_segment_properties()
        uharfbuzz.shape(font, buffer)
        known = font.get_nominal_glyph(ord(letter))
        glyphs = [info.codepoint for info in buffer.glyph_infos]
        if len(glyphs) == 2 and known and glyphs[0] == known and glyphs[1]:
            shown[glyphs[1]] = reph
    return shown


def _letters(text: str) -> set[str]:
    """The characters of a text, with those that shaping and style sheets make of them.

    Shaping composes and decomposes; style sheets set capitals.
    """
    letters = set(text)
    if not text.isascii():
        if not unicodedata.is_normalized("NFC", text):
            letters.update(unicodedata.normalize("NFC", text))
        signs = "".join(letters)  # which are taken apart one by one
        letters.update(*(unicodedata.normalize(form, signs) for form in ("NFD", "NFKD")))
        # what Hebrew letters with their points are set as is never composed (Unicode 17, 3.11)
        letters.update(form for form, parts in _POINTED.items() if parts <= letters)
    return letters.union(*(letter.upper() for letter in letters))


def _fitted(file: FontFile, wanted: AbstractSet[str]) -> FontFile:
    given = uharfbuzz.SubsetInput()
    given.unicode_set.update(ord(character) for character in wanted)
    given.layout_feature_tag_set.clear()
    given.layout_feature_tag_set.invert()
    # Without the first MuPDF finds no glyph of a CID font (measured); the second since a PDF can
    # hold no CFF2.
    given.flags = uharfbuzz.SubsetFlags.CFF_IDENTITY_CHARSET | uharfbuzz.SubsetFlags.DOWNGRADE_CFF2
    face = uharfbuzz.Face(file.data, file.index)
    if face.axis_infos and not file.variable:  # asked for at one weight
        given.pin_all_axes_to_default(face)
        given.pin_axis_location(face, _WEIGHT, file.weight[0])
    return replace(file, data=_cut(file.name, face, given), index=0)


def _cut(name: str, face: uharfbuzz.Face, given: uharfbuzz.SubsetInput) -> bytes:
    try:
        return bytes(uharfbuzz.subset(face, given).blob.data)
    except RuntimeError as error:
        raise WriteError(
            name, f"not a font that can be cut ({error}); install its package again"
        ) from error
