"""Fonts cut and made static: the same letters in the same shapes."""

import io

import pytest
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

from publisher.errors import WriteError
from publisher.fonts.outlines import _ways
from publisher.fonts.subset import fitted, pinned, usual_glyphs, with_letters
from publisher.resources import font_family

PLACES: tuple[dict[str, float], ...] = (
    {"wght": 400.0, "opsz": 10.5},
    {"wght": 700.0, "opsz": 24.0},
    {"wght": 700.0},
    {},
)


@pytest.fixture(scope="module")
def variable() -> bytes:
    letters = set("Words, and more words: “quoted”, fi, ff. 0123456789ABC")
    (family,) = with_letters([font_family("Literata")], letters)
    return family.files[0].data


def outlines(data: bytes) -> dict[str, tuple[list[tuple[int, int]], list[int], int]]:
    font = TTFont(io.BytesIO(data))
    shapes = {
        name: font["glyf"][name].getCoordinates(font["glyf"]) for name in font.getGlyphOrder()
    }
    return {
        name: (list(points), list(ends), font["hmtx"][name][0])
        for name, (points, ends, _) in shapes.items()
    }


@pytest.mark.parametrize("place", PLACES, ids=str)
def test_a_pinned_font_has_the_outlines_that_fonttools_gives_to_one_unit(variable, place) -> None:
    font = TTFont(io.BytesIO(variable))
    usual = {axis.axisTag: axis.defaultValue for axis in font["fvar"].axes}
    peer = io.BytesIO()
    instantiateVariableFont(font, usual | place, static=True).save(peer)
    ours, theirs = outlines(pinned(variable, place)), outlines(peer.getvalue())
    assert list(ours) == list(theirs)  # glyph numbers are kept
    for name, (points, ends, width) in ours.items():
        assert ends == theirs[name][1]
        assert abs(width - theirs[name][2]) <= 1
        assert all(
            abs(mine - other) <= 1
            for one, two in zip(points, theirs[name][0], strict=True)
            for mine, other in zip(one, two, strict=True)
        )


def test_a_pinned_font_varies_no_more_and_is_bold_where_it_was_pinned_bold(variable) -> None:
    light, bold = (
        TTFont(io.BytesIO(pinned(variable, {"wght": weight}))) for weight in (400.0, 700.0)
    )
    assert "fvar" not in light
    assert bold["hmtx"]["n"][0] > light["hmtx"]["n"][0]


def test_what_is_no_font_is_refused() -> None:
    with pytest.raises(WriteError, match="not a font that can be cut"):
        pinned(b"no font at all", {"wght": 400.0})


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Field (2)", "         "),
        ("הוגן, ומה", "<<<<<<<<<"),
        ("מה (2)", "<<<< <"),
        ("سنة ١٩٧٦، نعم", "<<<<    <<<<<"),
        ("By פרויקט", "   <<<<<<"),
    ],
)
def test_signs_and_numbers_of_a_cover_stand_where_a_reader_looks_for_them(
    text: str, left: str
) -> None:
    """UAX #9, rules W7, N1 and N2: numbers run to the right, signs as what is beside them."""
    assert "".join("<" if leads else " " for leads in _ways(text)) == left


def test_a_font_of_one_book_is_that_of_a_book_with_another_letter_of_its_script(variable) -> None:
    families = [font_family("Literata")]
    assert fitted(families, ["Words."]) == fitted(families, ["Words, Żółć: 3 €, Ħ…"])
    assert fitted(families, ["Words."]) != fitted(families, ["Слова."])
    letters = {shown for _, _, shown in usual_glyphs(variable, (("wght", 400.0),))}
    assert {"q", "w", "”", "fi", "ff"} <= letters
