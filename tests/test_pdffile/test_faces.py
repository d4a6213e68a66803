"""Fonts of several parts become one, with all that any part draws."""

from dataclasses import replace

import pikepdf

from publisher.pdffile.faces import EmbeddedFaces, Face, FaceKind, share, with_usual

KIND = FaceKind(
    key="ABCDEF", name="/ABCDEF+A", family="A", program="1", is_cff=False, place=(("wght", 400.0),)
)
FACE = Face(
    kind=KIND, flags=4, ascent=900, descent=-200, widths=((3, 500), (5, 510)), letters=((3, "a"),)
)


def test_parts_of_one_font_share_its_glyphs_widths_and_table() -> None:
    other = replace(FACE, widths=((5, 510), (9, 80)), letters=((3, "a"), (9, "i")), ascent=901)
    shared = share([[FACE], [other]])
    (face,) = shared.faces
    assert face.first == FACE
    assert face.glyphs == (3, 5, 9)
    assert face.widths == {3: 500, 5: 510, 9: 80}
    assert face.tables == ({3: "a", 9: "i"},)
    assert shared.uses == ({"ABCDEF": (0, 0)}, {"ABCDEF": (0, 0)})


def test_a_glyph_that_stands_for_other_words_has_a_table_of_its_own_over_the_same_font() -> None:
    other = replace(FACE, letters=((3, "b"), (4, "c")))
    third = replace(FACE, letters=((4, "c"),))
    shared = share([[FACE], [other], [third]])
    (face,) = shared.faces
    assert face.tables == ({3: "a", 4: "c"}, {3: "b", 4: "c"})
    assert [use["ABCDEF"] for use in shared.uses] == [(0, 0), (0, 1), (0, 0)]


def test_another_weight_of_a_font_is_another_font() -> None:
    bold = replace(FACE, kind=replace(KIND, place=(("wght", 700.0),)))
    shared = share([[FACE], [bold], [], [FACE]])
    assert len(shared.faces) == 2
    assert [use.get("ABCDEF") for use in shared.uses] == [(0, 0), (1, 0), None, (0, 0)]


def test_usual_glyphs_join_those_that_are_drawn_and_change_nothing_of_these() -> None:
    other = replace(FACE, letters=((3, "b"), (4, "c")))
    shared = share([[FACE], [other]])
    (face,) = with_usual(shared, [((3, 501.0, "x"), (7, 250.0, "q"))]).faces
    assert face.widths == {3: 500, 5: 510, 7: 250.0}
    assert face.tables == ({3: "a", 7: "q"}, {3: "b", 4: "c", 7: "q"})
    assert face.first == FACE


def test_widths_of_the_letters_that_are_met_most_are_told_first() -> None:
    letters = ((3, "z"), (5, "e"), (7, "("), (8, ")"), (9, "\u0634"))
    face = replace(
        FACE, letters=letters, widths=tuple((glyph, 100 + glyph) for glyph, _ in letters)
    )
    shared = replace(share([[face]]), programs=(b"a font",))
    with pikepdf.new() as pdf:
        resources = pikepdf.Dictionary(Font=pikepdf.Dictionary())
        EmbeddedFaces(pdf, shared).put(0, resources)
        told = resources.Font.ABCDEF.DescendantFonts[0].W
    found = [list(map(int, one)) if isinstance(one, pikepdf.Array) else int(one) for one in told]
    assert found == [5, [105], 3, [103], 7, [107, 108, 109]]
