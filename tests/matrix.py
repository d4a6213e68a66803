"""The matrix of mutants, gathered over the processes of a run and printed at its end."""

from collections.abc import Mapping

import pytest

Cell = list[int] | str  # [mutants made, mutants found], or "waits": no writer fills this place yet
Matrix = dict[tuple[str, str], Cell]  # (fact, place) → its cell
MATRIX = pytest.StashKey[Matrix]()


def merged(one: Matrix, rows: Mapping[str, Cell]) -> None:
    """Add the cells of another process, whose keys are "fact|place"."""
    for key, cell in rows.items():
        fact, _, place = key.partition("|")
        there = one.get((fact, place), [0, 0])
        one[fact, place] = [a + b for a, b in zip(there, cell, strict=True)] if isinstance(cell, list) and isinstance(there, list) else cell


def packed(matrix: Matrix) -> dict[str, Cell]:
    """The matrix as plain values, to be sent to another process."""
    return {f"{fact}|{place}": cell for (fact, place), cell in matrix.items()}


def table(matrix: Matrix) -> list[str]:
    """One line for each fact, one column for each place: found/made; "waits": no writer fills it yet; "–": no such place."""
    places = sorted({place for _, place in matrix})
    facts = sorted({fact for fact, _ in matrix})
    width = max(map(len, facts))
    shown = {key: cell if isinstance(cell, str) else f"{cell[1]}/{cell[0]}" for key, cell in matrix.items()}
    lines = ["  ".join((f"{'':<{width}}", *(f"{place:>{max(7, len(place))}}" for place in places)))]
    lines += ["  ".join((f"{fact:<{width}}", *(f"{shown.get((fact, place), '–'):>{max(7, len(place))}}" for place in places))) for fact in facts]
    counted = [cell for cell in matrix.values() if isinstance(cell, list)]
    made, found = sum(cell[0] for cell in counted), sum(cell[1] for cell in counted)
    return [*lines, f"mutants made: {made}, found: {found}; places that wait for a writer: {sum(cell == 'waits' for cell in matrix.values())}"]
