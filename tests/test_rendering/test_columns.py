"""The columns of a table in an EPUB have shares of its width.

It fits every page, and words stay whole where they can.
"""

from hypothesis import given
from hypothesis import strategies as st

from publisher.model.body import Cell, Row, Table, Text
from publisher.rendering.column_shares import shares


def table(*rows: tuple[str | tuple[str, int, int], ...]) -> Table:
    made = []
    for row in rows:
        cells = [(cell, 1, 1) if isinstance(cell, str) else cell for cell in row]
        made.append(
            Row(
                cells=tuple(
                    Cell(children=(Text(text=text),), columns=columns, rows=down)
                    for text, columns, down in cells
                )
            )
        )
    return Table(rows=tuple(made))


def test_a_column_of_sentences_is_wider_than_one_of_numbers_that_still_holds_its_words() -> None:
    name, count, words = shares(
        table(
            ("Name", "Count", "What it is"),
            ("Row 1", "7", "A sentence that says what the first row is for, at some length"),
        )
    )
    assert words > 2 * name
    assert count * 38 / 100 > len("Count")


def test_cells_over_rows_and_columns_keep_their_places() -> None:
    spanning = table(
        (("Part", 1, 2), ("Both of them", 2, 1)), ("One", "Twenty-two"), ("Head", "1", "2")
    )
    assert len(shares(spanning)) == 3
    assert shares(spanning)[2] > shares(spanning)[1]


def test_a_table_of_one_column_or_without_words_has_no_shares() -> None:
    assert shares(table(("one",), ("two",))) == ()
    assert shares(table(("", ""), ("", ""))) == ()


@given(
    st.lists(
        st.lists(st.text(max_size=60), min_size=1, max_size=12).map(tuple), min_size=1, max_size=6
    )
)
def test_shares_are_of_the_whole_and_none_is_nothing(rows: list[tuple[str, ...]]) -> None:
    if given_shares := shares(table(*rows)):
        assert sum(given_shares) == 100
        assert min(given_shares) > 0
        assert len(given_shares) == max(map(len, rows))
