"""Tables whose rows are as wide as one another, and whose cells reach no further than they do.

In: a Table as its source has it.  Out: the same cells; what a row lacks is an empty cell.  A table
whose rows differ in width has no grid, and PDF/UA-1 (7.5) asks for one.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from publisher.model.body import Cell, Row, Table


@dataclass(frozen=True, slots=True)
class _Laid:
    """A cell, and the column in which it begins."""

    cell: Cell
    column: int


def even(table: Table) -> Table:
    """The table with each cell clipped to the grid, and each row filled up."""
    wanted = max((_width(row) for row in (*table.head, *table.rows)), default=0)
    groups = [list(_laid(group, wanted)) for group in (table.head, table.rows)]
    begun = sorted({one.column for group in groups for row in group for one in row})
    head, rows = (tuple(_filled(_narrowed(group, begun), len(begun))) for group in groups)
    return replace(table, head=head, rows=rows)


def _narrowed(rows: Iterable[Sequence[_Laid]], begun: Sequence[int]) -> list[list[_Laid]]:
    """The rows without the columns in which no cell begins: nobody sees these."""
    return [
        [
            _Laid(
                replace(
                    one.cell,
                    columns=bisect_left(begun, one.column + one.cell.columns)
                    - bisect_left(begun, one.column),
                ),
                bisect_left(begun, one.column),
            )
            for one in row
        ]
        for row in rows
    ]


def _width(row: Row) -> int:
    """How many columns a row asks for; a single cell is as wide as the others let it."""
    return sum(cell.columns for cell in row.cells) if len(row.cells) > 1 else 1


def _laid(rows: Sequence[Row], width: int) -> Iterator[list[_Laid]]:
    """The cells of each row in their columns, beside those that reach down from above."""
    free: dict[int, int] = {}  # column → the first row that nothing from above reaches into
    for at, row in enumerate(rows):
        column = 0
        laid: list[_Laid] = []
        for cell in row.cells:
            while free.get(column, 0) > at:
                column += 1
            wide = 1
            limit = max(width - column, 1) if len(row.cells) == 1 else cell.columns
            while wide < min(cell.columns, limit) and free.get(column + wide, 0) <= at:
                wide += 1
            high = min(cell.rows, len(rows) - at)
            laid.append(_Laid(replace(cell, columns=wide, rows=high), column))
            free |= dict.fromkeys(range(column, column + wide), at + high)
            column += wide
        yield laid


def _filled(rows: Sequence[Sequence[_Laid]], width: int) -> Iterator[Row]:
    free: dict[int, int] = {}
    for at, row in enumerate(rows):
        for one in row:
            ends = range(one.column, one.column + one.cell.columns)
            free |= dict.fromkeys(ends, at + one.cell.rows)
        gaps = (column for column in range(width) if free.get(column, 0) <= at)
        runs = (
            len(list(run)) for _, run in groupby(enumerate(gaps), lambda pair: pair[1] - pair[0])
        )
        cells = [one.cell for one in row]
        yield Row(cells=(*cells, *(Cell(children=(), columns=run) for run in runs)))
