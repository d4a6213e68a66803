"""Fonts bear no time."""

from io import BytesIO

from fontTools.ttLib import TTFont

from publisher.pdffile.structure import unstamped
from publisher.resources import font_family


def test_a_font_bears_no_time_of_writing() -> None:
    made = unstamped(font_family("Literata").files[0].data)
    face = TTFont(BytesIO(made), checkChecksums=2)  # raises where a sum is wrong
    assert face["head"].modified == face["head"].created
    assert unstamped(made) == made


def test_what_is_no_font_is_left_alone() -> None:
    assert unstamped(b"\0\1\0\0\0\0") == b"\0\1\0\0\0\0"
