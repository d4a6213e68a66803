"""A formula as an element: MathML for formats that draw it, one line of words for those that do not."""

from collections.abc import Iterable

from publisher.model.formula import MATHML, Piece, pieces
from publisher.rendering.xhtml import Element, element, say

MATH = f"{{{MATHML}}}math"


def in_one_line(math: Element) -> Element:
    """The words of a <math> element in a <span>, scripts and variables set as such, its tail kept."""
    line = element(
        "span",
        class_="formula display" if math.get("display") == "block" else "formula",
        aria_label=math.get("alttext", ""),
    )
    _write(line, pieces(math))
    line.tail = math.tail
    return line


def _write(parent: Element, found: Iterable[Piece]) -> None:
    tags = {"sub": "sub", "sup": "sup", "variable": "i"}
    for piece in found:
        if isinstance(piece, str):
            say(parent, piece)
        else:
            _write(element(tags[piece.how], parent=parent), piece.pieces)
