"""Columns of a table whose cells are all short: "Row 9" stays on one line where there is room.

CSS shares what is left between the longest word of a column and its longest cell out by the
difference (CSS 2.2, 17.5.2.2; css-tables-3, width distribution).  In a narrow table a column of
sentences then takes the room of two letters that a number beside its word wants, and each row is
a line higher.  Here a short column asks for its longest cell.  It is measured from what the engine
has measured already; nothing is laid out for it.
"""

from collections.abc import Callable, Sequence
from typing import Any

_SHORT = 8.0  # of the letters' size: a date, a name, about 16 letters
_ASKED = 0.85  # of the table's width: what its columns ask for at most; the rest is for sentences
_MAXIMUM = 3  # place of the greatest widths in what the engine tells of a table

Lay = Callable[[Any, Any, Any], None]


def with_short_columns(
    lay: Lay,
    preferred: Callable[..., Any],
    is_ours: Callable[[], bool],
) -> Lay:
    """WeasyPrint's finding of the widths of a table's columns; in our runs short ones are whole.

    preferred   tells how wide a table and its columns are at least and at most, and keeps that in
                the context's `tables`.
    """

    # WeasyPrint has no types; the wrapper of a table, and (width, height) of its place
    def laying(context: Any, wrapper: Any, place: Any) -> None:  # noqa: ANN401
        if not is_ours():
            lay(context, wrapper, place)
            return
        told = preferred(context, wrapper, outer=False)
        least = _raised(told, place[0], wrapper.get_wrapped_table().style["font_size"])
        if least is None:
            lay(context, wrapper, place)
            return
        kept = context.tables
        table = wrapper.get_wrapped_table()
        raised = (told[0], told[1], least, *told[_MAXIMUM:])
        context.tables = {**kept, table: {**kept[table], False: raised}}
        try:
            lay(context, wrapper, place)
        finally:
            context.tables = kept

    return laying


def _raised(told: Sequence[Any], width: float, size: float) -> list[float] | None:
    """How wide each column is at least where short ones are whole; None where nothing changes."""
    at_least, at_most, least, most = told[:4]
    if not least or not at_least < width < at_most:
        return None
    raised = list(least)
    room = _ASKED * width - sum(least)
    for more, column in sorted((most[at] - least[at], at) for at in range(len(least))):
        if more > 0 and most[column] <= _SHORT * size and more <= room:
            raised[column] = most[column]
            room -= more
    return raised if raised != least else None
