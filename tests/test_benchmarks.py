"""The benchmarks say what they found, and what they could not measure."""

import sys
from pathlib import Path

import pytest

from tests.benchmarks import speed
from tests.benchmarks.speed import AbsentError, Cost, Row, attempted, ratio_of, table


def test_a_row_is_the_median_of_pairs_beside_its_aim() -> None:
    pairs = [(Cost(1, 2), Cost(4, 4)), (Cost(2, 2), Cost(4, 8)), (Cost(9, 8), Cost(4, 8))]
    row = ratio_of("a / b", 0.6, pairs)
    assert (row.ratio, row.of_cpu, row.ours, row.theirs) == (0.5, 0.5, 2, 4)
    assert table([row]).splitlines()[-1] == "| a / b | 0.6: met | 0.5 | 0.5 | 2 | 4 |"
    assert "0.4: not met" in table([ratio_of("a / b", 0.4, pairs)])


def test_a_peer_that_is_absent_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speed, "CHROMIUMS", ("no-such-browser",))
    page = Path("/page.html")
    row = attempted("pages / Chromium", 1.0, lambda: (("ours",), speed.chromium(page)), page, 1)
    assert row == Row("pages / Chromium", 1.0, said="absent: Chromium is not installed")
    with pytest.raises(AbsentError):
        speed.chromium(page)


def test_a_command_that_fails_or_hangs_costs_its_row_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fails = (sys.executable, "-c", "raise SystemExit('no room')")
    row = attempted("a / b", 1.0, lambda: (fails, fails), tmp_path, 1)
    assert row.ratio is None
    assert row.said.endswith(": no room")
    monkeypatch.setattr(speed, "_PATIENCE", 0.05)
    hangs = (sys.executable, "-c", "import time; time.sleep(60)")
    assert attempted("a / b", 1.0, lambda: (hangs, hangs), tmp_path, 1).said.endswith("killed")


def test_what_the_cluster_needs_and_is_absent_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(speed, "find_spec", lambda name: None if name == "fastwarc" else name)
    (row,) = speed.on_dask(tmp_path, speed.QUICK)
    assert row.said == "absent: publisher[archive] is not installed"
