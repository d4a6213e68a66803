"""A font of empty boxes, for characters that no other font has.  The door to fontTools.

Each such character has a box of its own, so that it leaves ink and is taken out of the page again
as what it is (as Unicode's Last Resort font does, Unicode 17, 5.3).  A file that needs it does not
claim to have a shape for every character.
"""

from collections.abc import Iterable
from io import BytesIO

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

from publisher.resources import FontFamily, FontFile

NAME = "Boxes"
_UNIT, _WIDTH, _HIGH, _SIDE, _THICK = 1000, 620, 680, 60, 44
_LICENCE = "AGPL-3.0-or-later"  # made here, as the rest of this program


def boxes_for(characters: Iterable[str]) -> FontFamily:
    """A family of one font that draws a box for each of these.  Same characters, same bytes."""
    codes = {ord(character): f"box{ord(character):X}" for character in sorted(characters)}
    blanks = {ord(" "): "space"}  # a blank is set in the font of what stands before it
    names = [".notdef", *codes.values(), *blanks.values()]
    builder = FontBuilder(_UNIT, isTTF=True)
    builder.font.recalcTimestamp = False
    builder.updateHead(created=0, modified=0)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap(codes | blanks)
    builder.setupGlyf(dict.fromkeys(names, _box()) | {"space": TTGlyphPen(None).glyph()})
    builder.setupHorizontalMetrics(dict.fromkeys(names, (_WIDTH, _SIDE)))
    builder.setupHorizontalHeader(ascent=_HIGH + _SIDE, descent=-200)
    builder.setupNameTable({"familyName": NAME, "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=_HIGH + _SIDE, sTypoDescender=-200, fsType=0)
    builder.setupPost()
    out = BytesIO()
    builder.save(out)
    file = FontFile(
        name="boxes.ttf",
        style="normal",
        weight=(400, 400),
        variable=False,
        data=out.getvalue(),
    )
    return FontFamily(name=NAME, version="1", licence=_LICENCE, licence_text="", files=(file,))


# fontTools has no types
def _box() -> object:
    """The outline: a frame, its inner edge the other way round."""
    pen = TTGlyphPen(None)
    right, top = _WIDTH - _SIDE, _HIGH
    for corners in (
        ((_SIDE, 0), (_SIDE, top), (right, top), (right, 0)),
        (
            (_SIDE + _THICK, _THICK),
            (right - _THICK, _THICK),
            (right - _THICK, top - _THICK),
            (_SIDE + _THICK, top - _THICK),
        ),
    ):
        pen.moveTo(corners[0])
        for corner in corners[1:]:
            pen.lineTo(corner)
        pen.closePath()
    return pen.glyph()
