"""Fonts that show other letters than the file says are told; fonts as they come are not."""

import io
import re
from collections.abc import Callable

import pikepdf
import pytest
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph
from pikepdf import Dictionary, Name

from publisher.pdffile.font_shapes import find_false_fonts

Deed = Callable[[pikepdf.Pdf, Dictionary], None]


def swapped_table(file: pikepdf.Pdf, font: Dictionary) -> None:
    """The table says e for a, and a for e."""
    table = font.ToUnicode.read_bytes()
    swapped = table.replace(b"<0061>", b"<!>").replace(b"<0065>", b"<0061>")
    font.ToUnicode.write(swapped.replace(b"<!>", b"<0065>"))


def moved_glyphs(file: pikepdf.Pdf, font: Dictionary) -> None:
    """The map from codes to glyphs leads to the next glyph but one."""
    pairs = {one: one + 2 for one in range(500)}
    moved = b"".join(pairs[one].to_bytes(2, "big") for one in range(500))
    font.DescendantFonts[0]["/CIDToGIDMap"] = file.make_stream(moved)


def edited_program(font: Dictionary, deed: Callable[[TTFont, dict[str, str]], None]) -> None:
    stream = font.DescendantFonts[0].FontDescriptor.FontFile2
    program = TTFont(io.BytesIO(stream.read_bytes()), lazy=False)
    letters = {chr(code): name for code, name in program.getBestCmap().items()}
    deed(program, letters)
    out = io.BytesIO()
    program.save(out)
    stream.write(out.getvalue())


def blanked_letter(file: pikepdf.Pdf, font: Dictionary) -> None:
    def deed(program: TTFont, letters: dict[str, str]) -> None:
        program["glyf"][letters["o"]] = Glyph()

    edited_program(font, deed)


def swapped_shapes(file: pikepdf.Pdf, font: Dictionary) -> None:
    """Outlines and widths change places; the font's own map stays."""

    def deed(program: TTFont, letters: dict[str, str]) -> None:
        one, other = letters["a"], letters["o"]
        for table in (program["glyf"], program["hmtx"]):
            table[one], table[other] = table[other], table[one]

    edited_program(font, deed)


def another_program(file: pikepdf.Pdf, font: Dictionary) -> None:
    """Every glyph is the next one's."""

    def deed(program: TTFont, letters: dict[str, str]) -> None:
        names = sorted(letters.values())
        glyphs = [program["glyf"][name] for name in names]
        for name, glyph in zip(names, [*glyphs[1:], glyphs[0]], strict=True):
            program["glyf"][name] = glyph

    edited_program(font, deed)


def drawn_letter(*rectangles: tuple[int, int, int, int]) -> Deed:
    """A letter is drawn as rectangles (left, bottom, right, top)."""

    def draw(program: TTFont, letters: dict[str, str]) -> None:
        pen = TTGlyphPen(None)
        for left, bottom, right, top in rectangles:
            pen.moveTo((left, bottom))
            for corner in ((left, top), (right, top), (right, bottom)):
                pen.lineTo(corner)
            pen.closePath()
        program["glyf"][letters["e"]] = pen.glyph()

    return lambda _, font: edited_program(font, draw)


# what stands for letters that no font has
boxed_letter = drawn_letter((50, 50, 600, 600), (100, 100, 550, 550))
BARS = {
    "two": ((80, 100, 520, 140), (40, 500, 560, 540)),
    "crossed": ((40, 300, 560, 340), (280, 40, 320, 560)),
    "beside": ((40, 100, 200, 540), (300, 100, 560, 540)),
}


def other_name(file: pikepdf.Pdf, font: Dictionary) -> None:
    """Harmless: a subset's tag says nothing."""
    font["/BaseFont"] = Name(re.sub(r"/[A-Z]{6}", "/ABCDEF", str(font.BaseFont)))


DEEDS = {
    "swapped table": swapped_table,
    "moved glyphs": moved_glyphs,
    "blanked letter": blanked_letter,
    "swapped shapes": swapped_shapes,
    "another program": another_program,
    "boxed letter": boxed_letter,
}


def fullest_font(file: pikepdf.Pdf) -> Dictionary:
    fonts = [
        one
        for one in file.objects
        if isinstance(one, Dictionary) and one.get(Name.Subtype) == Name.Type0
    ]
    return max(fonts, key=lambda font: len(font.ToUnicode.read_bytes()))


def false_fonts_after(data: bytes, deed: Deed) -> list[str]:
    with pikepdf.open(io.BytesIO(data)) as file:
        deed(file, fullest_font(file))
        out = io.BytesIO()
        file.save(out, static_id=True)
    return [font.why for font in find_false_fonts(out.getvalue(), "a.pdf")]


@pytest.mark.parametrize("deed", DEEDS)
def test_a_font_that_shows_other_letters_is_told(parts, deed: str) -> None:
    assert false_fonts_after(parts.first, DEEDS[deed])


@pytest.mark.parametrize("bars", BARS)
def test_letters_of_two_bars_are_no_box(parts, bars: str) -> None:
    assert false_fonts_after(parts.first, drawn_letter(*BARS[bars])) == []


def test_fonts_as_they_come_are_not_told(parts) -> None:
    assert find_false_fonts(parts.first, "a.pdf") == ()
    assert false_fonts_after(parts.first, other_name) == []
