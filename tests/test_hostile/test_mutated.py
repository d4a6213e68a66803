"""Inputs that were sound once, given to every command that reads them: plain lines, exit 0 or 1, no traceback.

A few of each form in this process; under `-m judge` as many as were promised, in children of their
own, measured.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.test_hostile import mutated

pytestmark = pytest.mark.slow


FORMS = (*mutated.SOURCES, *mutated.FINISHED)
FEW = {"epub": 20, "pdf": 16}
MANY = dict.fromkeys(mutated.SOURCES, 3000) | dict.fromkeys(mutated.FINISHED, 1000)
LONGEST, LARGEST = 5, 500 * 2**20  # seconds of processor, bytes
AT_ONCE = 500  # inputs of one child


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.filterwarnings("default")  # as a person runs the commands
def test_no_mutated_input_ends_in_a_traceback(form, tmp_path):
    (tmp_path / "seeds").mkdir()
    given = mutated.seeds(form, tmp_path / "seeds")
    outcomes = [mutated.run(form, number, given, tmp_path) for number in range(FEW.get(form, 40))]
    assert [outcome for outcome in outcomes if outcome.fault] == []


@pytest.mark.judge
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("part", range(MANY["html"] // AT_ONCE))
def test_thousands_of_mutated_inputs_are_read_or_refused_in_time(form, part, tmp_path):
    if part * AT_ONCE >= MANY[form]:
        pytest.skip("a finished file is given a thousand times")
    (tmp_path / "seeds").mkdir()
    arguments = (form, str(part * AT_ONCE), str(AT_ONCE), str(tmp_path))
    child = subprocess.run(
        [sys.executable, "-m", "tests.test_hostile.mutated", *arguments],
        capture_output=True,
        check=True,
        cwd=mutated.CHECKOUT,
        env={**os.environ, "PYTHONPATH": str(mutated.CHECKOUT)},
    )
    found = json.loads(child.stdout)
    assert found["faults"] == {}
    assert found["slowest"][1] < LONGEST
    assert found["held"] < LARGEST


def test_a_command_that_fails_is_seen(tmp_path, monkeypatch):
    """The harness itself: a traceback, and words that no terminal can show, are told."""
    given = mutated.seeds("txt", Path(tmp_path))

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("publisher.cli.show.load_reading", broken)
    assert "ZeroDivisionError" in mutated.run("txt", 0, given, tmp_path).fault
