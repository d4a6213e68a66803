"""Outlines of letters drawn with less work, to the same bytes.

The words of a cover are drawn as paths of thousands of points.  WeasyPrint 70 takes each pair of
numbers off a string with a regular expression, in case it has a unit: 70 ms for a cover.
"""

import re
from collections.abc import Callable
from typing import Any

_PAIRS = r"-?\d+(?:\.\d+)? -?\d+(?:\.\d+)?"
# what a pen writes: figures that are begun, drawn and closed, in whole coordinates
_WRITTEN = re.compile(
    rf"(?:M{_PAIRS}(?:L{_PAIRS}|Q{_PAIRS} {_PAIRS}|C{_PAIRS} {_PAIRS} {_PAIRS})+Z)+", re.ASCII
)
_STEP = re.compile("([MLQCZ])([^MLQCZ]*)")
_MARKERS = ("marker", "marker-start", "marker-mid", "marker-end")

Draw = Callable[[Any, Any, Any], None]


# WeasyPrint has no types
def drawn_quickly(theirs: Draw) -> Draw:
    """WeasyPrint's drawing of a path, short where it is written as a pen writes it."""

    def drawing(svg: Any, node: Any, font_size: Any) -> None:  # noqa: ANN401
        written = node.get("d", "")
        if any(node.get(name) for name in _MARKERS) or not _WRITTEN.fullmatch(written):
            theirs(svg, node, font_size)
            return
        stream = svg.stream
        stream.move_to(0, 0)  # as WeasyPrint begins
        x = y = 0.0
        for name, numbers in _STEP.findall(written):
            if name == "Z":
                stream.close()
                continue
            points = tuple(map(float, numbers.split(" ")))
            if name == "M":
                stream.move_to(*points)
            elif name == "L":
                stream.line_to(*points)
            elif name == "C":
                stream.curve_to(*points)
            else:
                stream.curve_to(*_as_cubic(x, y, *points))
            x, y = points[-2:]

    return drawing


def _as_cubic(
    x1: float, y1: float, x2: float, y2: float, x3: float, y3: float
) -> tuple[float, ...]:
    """A curve of one control point as one of two; in the order in which WeasyPrint reckons."""
    return (
        x2 * 2 / 3 + x1 / 3,
        y2 * 2 / 3 + y1 / 3,
        x2 * 2 / 3 + x3 / 3,
        y2 * 2 / 3 + y3 / 3,
        x3,
        y3,
    )
