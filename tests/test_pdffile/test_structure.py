"""Finished parts bear no time; their tree can be walked."""

from io import BytesIO

import pikepdf
from fontTools.ttLib import TTFont

from publisher.pdffile.pages import read_pages
from publisher.pdffile.structure import steadied, unstamped


def test_fonts_bear_no_time_of_writing(parts) -> None:
    with pikepdf.open(BytesIO(steadied(parts.first))) as pdf:
        [font] = pdf.pages[0].Resources.Font.values()
        program = font.DescendantFonts[0].FontDescriptor.FontFile2.read_bytes()
    face = TTFont(BytesIO(program), checkChecksums=2)  # raises where a sum is wrong
    assert face["head"].modified == face["head"].created
    assert unstamped(program) == program


def test_what_is_no_font_is_left_alone() -> None:
    assert unstamped(b"\0\1\0\0\0\0") == b"\0\1\0\0\0\0"


def test_the_words_stay_and_the_same_bytes_come_twice(parts) -> None:
    once = steadied(parts.first)
    assert once == steadied(parts.first)
    assert steadied(parts.untagged) == steadied(steadied(parts.untagged))
    assert read_pages(once, "a") == read_pages(parts.first, "a")
