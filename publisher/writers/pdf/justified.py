"""Justified lines that no one can fill: they stay as they are, short of the edge.

A word that is longer than a line begins a new one, and an address is broken at few places.  What
stands before it was stretched over the whole measure, three words with a thumb's breadth between
them.  No setter does that; the line ends where its words end.
"""

from collections.abc import Callable
from typing import Any

# Of the letters' size, added to each blank.  Ordinary text in the two designs that justify gains
# 0.52 at most (measured: seed and six captures, 400 lines); a blank is a quarter wide itself.
_MOST = 0.55

Justify = Callable[[Any, Any, float], None]


def stretched_in_measure(justify: Justify, count_blanks: Callable[[Any], int]) -> Justify:
    """WeasyPrint's stretching of a line, but of none whose blanks would become holes."""

    # WeasyPrint has no types
    def stretching(context: Any, line: Any, missing: float) -> None:  # noqa: ANN401
        if missing <= _MOST * line.style["font_size"] * count_blanks(line):
            justify(context, line, missing)

    return stretching
