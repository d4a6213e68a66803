"""Columns of even height found in steps of a line.

WeasyPrint balances columns by trying heights from the ideal one upward, and lays out the rest of
the text at each to learn how much to add; where it learns nothing it adds a pixel.  A credit block
of fifty lines was laid out 85 times (measured: nine tenths of the time of its article).  Here the
question is answered without laying anything out: by the height of a line.  Where a column was too
low for what may not be broken it is tried again when it is half a line higher, not each time that
it is a pixel higher.  Upstream: Kozea/WeasyPrint, pull request 878 (comments) and issue 1689.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import inf
from typing import Any

from publisher.writers.pdf.weasy import ZERO, boxes

_LEAST = 6.0  # CSS pixels: the height of the smallest line that is printed, about

Lay = Callable[..., Any]


def balanced_by_lines(lay: Lay, is_ours: Callable[[], bool]) -> Lay:
    """WeasyPrint's layout of a block, which in our runs tells of columns what the next step is."""

    # WeasyPrint has no types
    def laying(context: Any, box: Any, bottom: float, *given: Any, **named: Any) -> Any:  # noqa: ANN401
        if not box.is_column or not is_ours():
            return lay(context, box, bottom, *given, **named)
        before = getattr(context, "publisher_column", None)
        if bottom == inf and before is not None:
            return (_next_step(context, *before), None, None, None, None, None)
        start = (box.position_y, repr(given[0]), given[2])
        failed = getattr(context, "publisher_no_column", None)
        if failed and failed[0] == start and 0 < failed[1] - bottom < _LEAST:
            return failed[2]  # too low by more than a pixel or two
        with _flush_at_top(box, given[0]):
            made = lay(context, box, bottom, *given, **named)
        if made[0] is None:
            context.publisher_column, context.publisher_no_column = None, (start, bottom, made)
        else:
            context.publisher_column, context.publisher_no_column = (made[0], bottom), None
        return made

    return laying


@contextmanager
# WeasyPrint has no types
def _flush_at_top(column: Any, skip: Any) -> Iterator[None]:  # noqa: ANN401
    """Within the block a column has no room above the child that it begins with.

    A margin at a break that nobody asked for is none (CSS Fragmentation 3, 5.2); WeasyPrint
    keeps it at the head of a column, so that a heading stood lower than the text beside it.

    skip   where the column begins: {number of a child: None} is before that child.
    """
    first = next(iter(skip), 0) if skip and None in skip.values() else 0
    if not first:
        yield
        return
    kept = column.children
    child = kept[first].copy()
    child.style = child.style.copy()
    child.style["margin_top"] = ZERO
    column.children = [*kept[:first], child, *kept[first + 1 :]]
    try:
        yield
    finally:
        column.children = kept


def _next_step(context: Any, column: Any, bottom: float) -> Any:  # noqa: ANN401
    """A column whose one child is so high that a line is missing to what is left free."""
    inside = [child for child in column.children if child.is_in_normal_flow()]
    free = 0.0
    if inside:
        free = context.page_bottom - bottom - inside[-1].position_y - inside[-1].margin_height()
    child = column.copy_with_children([])
    child.height = max(0.0, free) + _line_height(column)
    return column.copy_with_children([child])


def _line_height(box: Any) -> float:  # noqa: ANN401
    """The height of the last line in a box."""
    for child in reversed(getattr(box, "children", ())):
        if isinstance(child, boxes.LineBox):
            return max(_LEAST, float(child.height))
        if height := _line_height(child):
            return height
    return 0.0 if not isinstance(box, boxes.BlockBox) or not box.is_column else _LEAST
