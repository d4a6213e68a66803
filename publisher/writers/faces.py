"""The theme's fonts cut to the characters of one book, and made static.  The only door to uharfbuzz.

A variable font is made static once for each size and weight that a part uses, at a cost that grows with its glyphs:
with a tenth of them each takes half the time (measured), and the pages are the same.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import replace

import uharfbuzz

from publisher.errors import WriteError
from publisher.resources import FontFamily, FontFile

# What style sheets, list markers, hyphenation and page numbers may print besides the book's own words.
_OURS = (*map(chr, range(0x20, 0x7F)), *"\u00a0©\u00ad·\u2010‑–—‘’“”•…◦▪")


def fitted(fonts: Iterable[FontFamily], text: Iterable[str]) -> tuple[FontFamily, ...]:
    """The same fonts with the glyphs that these texts can need, all features kept; same texts, same bytes.

    Refuses with WriteError a file that is no font.
    """
    wanted = set(_OURS).union(*map(_letters, text))
    return tuple(replace(family, files=tuple(_fitted(file, wanted) for file in family.files)) for family in fonts)


def covered(fonts: Iterable[FontFamily]) -> frozenset[int]:
    """The code points that at least one of the fonts can draw."""
    return frozenset(code for family in fonts for file in family.files for code in uharfbuzz.Face(file.data).unicodes)


def pinned(data: bytes, place: Mapping[str, float]) -> bytes:
    """A variable font as a static one with the same glyph numbers; `place`: axis → value, any other axis at its usual value.

    Refuses with WriteError what is no font.
    """
    face, given = uharfbuzz.Face(data), uharfbuzz.SubsetInput()
    given.keep_everything()
    given.flags |= uharfbuzz.SubsetFlags.RETAIN_GIDS
    given.pin_all_axes_to_default(face)
    for axis, where in place.items():
        given.pin_axis_location(face, axis, where)
    return _cut("variable font", face, given)


def _letters(text: str) -> set[str]:
    """The characters of a text, and those that shaping (composed and decomposed) and style sheets (capitals) make of them."""
    letters = set(text)
    if not text.isascii():
        letters.update(*(unicodedata.normalize(form, text) for form in ("NFC", "NFD", "NFKD")))
    return letters.union(*(letter.upper() for letter in letters))


def _fitted(file: FontFile, wanted: set[str]) -> FontFile:
    given = uharfbuzz.SubsetInput()
    given.unicode_set.update(ord(character) for character in wanted)
    given.layout_feature_tag_set.clear()
    given.layout_feature_tag_set.invert()
    return replace(file, data=_cut(file.name, uharfbuzz.Face(file.data), given))


def _cut(name: str, face: uharfbuzz.Face, given: uharfbuzz.SubsetInput) -> bytes:
    try:
        return bytes(uharfbuzz.subset(face, given).blob.data)
    except RuntimeError as error:
        raise WriteError(name, f"not a font that can be cut ({error}); install its package again") from error
