"""Tables are drawn on a grid: rows as wide as one another, cells no further than the rows reach."""

from hypothesis import given, settings
from hypothesis import strategies as st

from publisher.model.body import Cell, Row, Table, Text
from publisher.rendering.table_grid import even


def cell(words: str = "a", columns: int = 1, rows: int = 1) -> Cell:
    return Cell(children=(Text(text=words),), columns=columns, rows=rows)


def table(*rows: tuple[Cell, ...]) -> Table:
    return Table(rows=tuple(Row(cells=cells) for cells in rows))


def spans(made: Table) -> list[list[tuple[int, int]]]:
    return [[(one.columns, one.rows) for one in row.cells] for row in made.rows]


def test_a_short_row_is_filled_up():
    assert spans(even(table((cell(), cell()), (cell(),)))) == [[(1, 1), (1, 1)], [(1, 1), (1, 1)]]


def test_a_cell_over_more_rows_than_there_are_ends_with_them():
    assert spans(even(table((cell(rows=9), cell()), (cell(),)))) == [[(1, 2), (1, 1)], [(1, 1)]]


def test_a_cell_over_the_whole_table_is_as_wide_as_the_table():
    made = even(table((cell(columns=100),), (cell(), cell())))
    assert spans(made) == [[(2, 1)], [(1, 1), (1, 1)]]


def test_a_table_that_has_a_grid_stays_as_it_is():
    made = table((cell(columns=2), cell(rows=2)), (cell(), cell()), (cell(columns=3),))
    assert even(made) == made


CELLS = st.builds(cell, columns=st.integers(1, 4), rows=st.integers(1, 4))


@settings(max_examples=60)
@given(st.lists(st.lists(CELLS, max_size=4).map(tuple), min_size=1, max_size=5))
def test_every_table_becomes_a_grid_of_the_same_cells(rows):
    made = even(table(*rows))
    taken: set[tuple[int, int]] = set()
    for at, row in enumerate(made.rows):
        column = 0
        for one in row.cells:
            while (at, column) in taken:
                column += 1
            places = {
                (at + down, column + over)
                for down in range(one.rows)
                for over in range(one.columns)
            }
            assert not places & taken
            taken |= places
    width = max((column + 1 for _, column in taken), default=0)
    assert taken == {(at, column) for at in range(len(rows)) for column in range(width)}
    said = [one.children for row in made.rows for one in row.cells if one.children]
    assert len(said) == sum(map(len, rows))
