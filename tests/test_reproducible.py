"""The same source gives the same bytes.

Another process, folder, time zone, locale, hash seed, and two seconds later.
"""

import hashlib
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from publisher.resources import folder
from tests.patience import PATIENCE

TIME_STEP_OF_ZIP = 2.0  # seconds: ZIP entries cannot tell moments closer than that apart


def digests(place: Path, **environment: str) -> dict[str, str]:
    """Name → SHA-256 of what a build of the samples puts into this folder, run from the folder itself."""
    place.mkdir()
    content = Path(str(folder("content")))
    sources = [
        str(path)
        for path in (
            *sorted(content.glob("articles/*/article.txt"))[:1],
            *sorted(content.glob("editions/*.yaml"))[:1],
        )
    ]
    command = [sys.executable, "-m", "publisher", "build", *sources, "-o", "out"]
    given = {
        key: value
        for key, value in os.environ.items()
        if key not in {"SOURCE_DATE_EPOCH", "TZ", "LC_ALL", "PYTHONHASHSEED"}
    }
    checkout = str(Path(__file__).resolve().parent.parent)
    done = subprocess.run(
        command,
        cwd=place,
        env={**given, "PYTHONPATH": checkout, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert done.returncode == 0, done.stderr
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted((place / "out").rglob("*"))
        if path.is_file() and path.stem != "run"  # the ledger says how long it took
    }


@pytest.mark.slow
def test_two_builds_apart_in_time_place_zone_locale_and_hash_seed_are_equal(tmp_path: Path) -> None:
    first = digests(tmp_path / "here", TZ="Pacific/Kiritimati", LC_ALL="C", PYTHONHASHSEED="1")
    time.sleep(TIME_STEP_OF_ZIP + 0.1)
    second = digests(
        tmp_path / "there ünd elsewhere",
        TZ="America/St_Johns",
        LC_ALL="C.UTF-8",
        PYTHONHASHSEED="2",
    )
    assert first == second
    assert {Path(name).suffix for name in first} == {".epub", ".pdf", ".json"}


@pytest.mark.judge  # tests/test_clock.py asks each place of a small edition
@pytest.mark.slow
def test_source_date_epoch_changes_every_file(tmp_path: Path) -> None:
    without = digests(tmp_path / "without")
    given = digests(tmp_path / "given", SOURCE_DATE_EPOCH="1700000000")
    assert all(without[name] != given[name] for name in without if not name.endswith(".json"))
