"""A shelf of fonts as a machine could have them, so that no test depends on what this one has."""

from collections.abc import Callable
from io import BytesIO

import uharfbuzz
from fontTools.ttLib import TTCollection, TTFont
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable

from publisher.fonts.system import Face
from publisher.resources import font_family


class Shelf:
    """A catalogue of given font files, in the order given; `asked` is what it was asked for."""

    def __init__(self, *fonts: tuple[str, bytes], index: int = 0, weight: int = 400) -> None:
        self.asked: list[tuple[str, str]] = []
        self.files = {f"/fonts/{place}": data for place, (_, data) in enumerate(fonts)}
        self.shown = tuple(
            Face(
                family=name,
                version="1.000",
                path=f"/fonts/{place}",
                index=index,
                weight=weight,
                ranges=ranges_of(data, index),
            )
            for place, (name, data) in enumerate(fonts)
        )

    def faces(self, language: str, generic: str) -> tuple[Face, ...]:
        self.asked.append((language, generic))
        return self.shown

    def data(self, face: Face) -> bytes:
        try:
            return self.files[face.path]
        except KeyError as error:
            raise FileNotFoundError(2, "No such file or directory") from error


EMPTY = Shelf()


def packaged(name: str) -> tuple[str, bytes]:
    """An upright font of an installed package, as if it were one of the system."""
    return name, next(file.data for file in font_family(name).files if file.style == "normal")


def ranges_of(data: bytes, index: int = 0) -> tuple[tuple[int, int], ...]:
    return tuple((code, code) for code in sorted(uharfbuzz.Face(data, index).unicodes))


def changed(data: bytes, change: Callable[[TTFont], object]) -> bytes:
    """The font with something changed in it."""
    font = TTFont(BytesIO(data))
    change(font)
    out = BytesIO()
    font.save(out)
    return out.getvalue()


def collection(*fonts: bytes) -> bytes:
    """The fonts as one collection (.ttc)."""
    made = TTCollection()
    made.fonts = [TTFont(BytesIO(data)) for data in fonts]
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def made_for(letters: str) -> bytes:
    """A font that has a glyph of its own for each of these letters, of whatever script.

    The shapes are others'.
    """

    def mapped(font: TTFont) -> None:
        glyphs = [
            name for name in font.getGlyphOrder()[1:] if font["glyf"][name].numberOfContours > 0
        ]
        drawn = sorted({ord(letter) for letter in letters if not letter.isspace()})
        table = CmapSubtable.newSubtable(12)
        table.platformID, table.platEncID, table.language, table.format = 3, 10, 0, 12
        table.cmap = dict(zip(drawn, glyphs, strict=False)) | {0x20: "space", 0x3000: "space"}
        font["cmap"].tables = [table]
        del font["GSUB"], font["GPOS"]

    return changed(packaged("PT Serif")[1], mapped)
