"""A formula as an element: MathML for formats that draw it, one line of words for the others."""

import re
from collections.abc import Iterable

from publisher.model.formula import MATHML, Piece, pieces, words
from publisher.rendering.xhtml import Element, element, say

_WORDS = re.compile(r"[^\W\d_]{4,}")  # shorter ones are variables and names of functions
MATH = f"{{{MATHML}}}math"


def in_one_line(math: Element) -> Element:
    """The words of a <math> in a <span>, scripts and variables set as such, its tail kept."""
    line = element(
        "span",
        class_="formula display" if math.get("display") == "block" else "formula",
        aria_label=_described(math),
    )
    _write(line, pieces(math))
    line.tail = math.tail
    return line


def _described(math: Element) -> str:
    """What the source says for a formula, and its line too where that lacks words of it.

    A person who listens hears this alone, and must miss no word ("if x is even").
    """
    told, line = math.get("alttext", ""), words(math)
    solid = "".join(told.split()).casefold()
    whole = all(word.casefold() in solid for word in _WORDS.findall(line))
    return told if whole or not told else f"{told}; {line}"


def _write(parent: Element, found: Iterable[Piece]) -> None:
    tags = {"sub": "sub", "sup": "sup", "variable": "i"}
    for piece in found:
        if isinstance(piece, str):
            say(parent, piece)
        else:
            _write(element(tags[piece.how], parent=parent), piece.pieces)
