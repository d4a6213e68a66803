"""How wide the columns of a table are for a reader that does not measure them.

In percent, by the words in them.

A table laid out by its words alone is wider than a telephone, and a box that scrolls shows its
first page alone where pages are turned.  With fixed shares every table fits every page; a word is
broken only where it is longer than its column.
"""

from collections.abc import Iterator

from publisher.model.body import Row, Table, plain_inline

_LINE = 38  # characters of a row on a telephone, in the size of tables
_WORD = 14  # characters of a word that a column is made wide for
_GAP = 3


def shares(table: Table) -> tuple[int, ...]:
    """The percentage of each column, 100 in all.

    A table of one column, or without words of its own columns, has none.
    """
    words: dict[int, int] = {}
    lines: dict[int, int] = {}
    count = 0
    for rows in (table.head, table.rows):
        for column, span, text in _cells(rows):
            count = max(count, column + span)
            if span == 1:
                words[column] = max(
                    words.get(column, 0), *(min(len(word), _WORD) for word in text.split() or [""])
                )
                lines[column] = max(lines.get(column, 0), min(len(text), _LINE))
    if count < 2 or not any(words.values()):
        return ()
    least = [words.get(column, 1) + _GAP for column in range(count)]
    wanted = [max(lines.get(column, 1) + _GAP, least[column]) for column in range(count)]
    spare, more = max(0, _LINE - sum(least)), sum(wanted) - sum(least)
    widths = [
        low + spare * (high - low) / more if more else low
        for low, high in zip(least, wanted, strict=True)
    ]
    edges = [round(100 * sum(widths[:column]) / sum(widths)) for column in range(count + 1)]
    return tuple(right - left for left, right in zip(edges, edges[1:], strict=False))


def _cells(rows: tuple[Row, ...]) -> Iterator[tuple[int, int, str]]:
    """(first column, columns, text) of every cell.

    Cells that reach down over rows take their columns there.
    """
    below: dict[int, int] = {}  # column → rows that a cell above still takes
    for row in rows:
        taken = {column for column, left in below.items() if left}
        below = {column: left - 1 for column, left in below.items() if left}
        column = 0
        for cell in row.cells:
            while column in taken:
                column += 1
            yield column, cell.columns, plain_inline(cell.children)
            for at in range(column, column + cell.columns):
                below[at] = max(below.get(at, 0), cell.rows - 1)
            column += cell.columns
