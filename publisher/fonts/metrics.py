"""How wide letters are and how high capitals, in a face of the theme.

Lengths are shares of the type's size (em).
"""

from dataclasses import dataclass

import uharfbuzz

from publisher.resources import FontFile


@dataclass(frozen=True, slots=True)
class Metrics:
    """Measures of one font file; of a variable one at a weight."""

    file: FontFile
    weight: int = 400

    def advance(self, text: str) -> float:
        """How far a pen moves that sets the text on one line, with the face's own kerning."""
        font = self._font()
        buffer = uharfbuzz.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        uharfbuzz.shape(font, buffer)
        moved = sum(glyph.x_advance for glyph in buffer.glyph_positions)
        return float(moved / font.face.upem)

    def cap_height(self) -> float:
        """The height of a capital H; 0.0 in a face that has none."""
        font = self._font()
        glyph = font.get_nominal_glyph(ord("H"))
        extents = font.get_glyph_extents(glyph) if glyph else None
        height = extents.y_bearing if extents else 0
        return float(height / font.face.upem)

    def extents(self) -> tuple[float, float]:
        """How far a line of its letters reaches above and below its foot."""
        font = self._font()
        line = font.get_font_extents("ltr")
        return line.ascender / font.face.upem, -line.descender / font.face.upem

    def _font(self) -> uharfbuzz.Font:
        font = uharfbuzz.Font(uharfbuzz.Face(self.file.data, self.file.index))
        if self.file.variable:
            font.set_variations({"wght": float(self.weight)})
        return font
