"""The matrix of mutants, gathered over the processes of a run and printed at its end."""

from collections.abc import Mapping

import pytest

Cell = list[int]  # mutants made, mutants found
Matrix = dict[tuple[str, str], Cell]  # (fact, place) → its cell
MATRIX = pytest.StashKey[Matrix]()


def merged(one: Matrix, rows: Mapping[str, Cell]) -> None:
    """Add the cells of another process, whose keys are "fact|place"."""
    for key, cell in rows.items():
        fact, _, place = key.partition("|")
        one[fact, place] = [
            a + b for a, b in zip(one.get((fact, place), [0, 0]), cell, strict=True)
        ]


def packed(matrix: Matrix) -> dict[str, Cell]:
    """The matrix as plain values, to be sent to another process."""
    return {f"{fact}|{place}": cell for (fact, place), cell in matrix.items()}


def table(matrix: Matrix) -> list[str]:
    """One line for each fact, one column for each place: found/made; "–": no such place."""
    places = sorted({place for _, place in matrix})
    facts = sorted({fact for fact, _ in matrix})
    width = max(map(len, facts))
    shown = {key: f"{found}/{made}" for key, (made, found) in matrix.items()}
    lines = ["  ".join((f"{'':<{width}}", *(f"{place:>{max(7, len(place))}}" for place in places)))]
    lines += [
        "  ".join(
            (
                f"{fact:<{width}}",
                *(f"{shown.get((fact, place), '–'):>{max(7, len(place))}}" for place in places),
            )
        )
        for fact in facts
    ]
    return [
        *lines,
        (
            f"mutants made: {sum(made for made, _ in matrix.values())}, found:"
            f" {sum(found for _, found in matrix.values())}"
        ),
    ]
