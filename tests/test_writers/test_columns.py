"""Columns end at about one height, and are found in few layouts."""

import pytest

from publisher.writers.pdf import columns
from tests.geometry import look_at
from tests.test_pdffile.conftest import draw

LINES = "".join(f"<p>Line {number} of many.</p>" for number in range(41))
STYLE = "p { margin: 0 } .two { columns: 2 } .two * { font-size: 5pt }"


def body(inside: str) -> str:
    return f"<p>Before.</p><div class='two'>{inside}</div>"


def test_the_columns_of_a_block_are_of_about_one_height(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[object] = []
    step = columns._next_step

    def count(*given: object) -> object:
        tried.append(given)
        return step(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(columns, "_next_step", count)
    (page,) = look_at(draw(body(LINES), STYLE))
    starts = [round(piece.left) for piece in page.text if "Line" in piece.words]
    left, right = (starts.count(at) for at in sorted(set(starts)))
    assert left + right == 41
    assert 0 <= left - right <= 3
    assert 0 < len(tried) <= 6


def test_a_block_that_may_not_be_broken_goes_over_whole() -> None:
    whole = f"<div style='break-inside: avoid'>{LINES}</div><p>Last.</p>"
    (page,) = look_at(draw(body(whole), STYLE.replace("5pt", "4pt")))
    starts = {round(piece.left) for piece in page.text if "Line" in piece.words}
    assert len(starts) == 1


def test_a_column_begins_without_room_above_what_stands_there() -> None:
    lines = "<p>A line of many.</p>" * 8
    inside = f"{lines}<h2 style='margin: 40pt 0 0; break-after: avoid'>Head</h2>{lines}"
    (page,) = look_at(draw(body(inside), STYLE))
    (head,) = (piece for piece in page.text if piece.words == "Head")
    first = max(piece.top for piece in page.text if piece.words.startswith("A line"))
    assert head.left > page.width / 3
    assert abs(head.top - first) < 1
