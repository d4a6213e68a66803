"""Tables of words and rules that are shipped as TOML, without parsing them at each start.

What a table holds is kept beside Python's own byte code of the folder, as Python keeps that: by
the time and size of the file (PEP 552 calls it a timestamp), for one version of Python, and not
where Python is told to write no byte code.  A table that cannot be kept is parsed, and so is one
whose kept form is of another file or damaged: 30 ms of one article's 500 (measured).

    python -m publisher.rows        keeps all of them now, as compileall does with the program
"""

import contextlib
import json
import os
import sys
from importlib.util import cache_from_source
from pathlib import Path
from typing import Any

_STAMP = 16  # bytes before a kept table: when its file was changed, and how long that is


def rows_of(path: Path) -> dict[str, Any]:
    """What a table of this program holds, each time as a new dictionary.

    Refuses with tomllib.TOMLDecodeError a file that is no TOML, with OSError one that is not there.
    """
    stamp = _stamp(path)
    found = _kept(_place(path), stamp)
    if found is None:
        found = _parsed(path)
        if not sys.dont_write_bytecode:
            _keep(_place(path), stamp, found)
    return found


def keep_all(folder: Path) -> None:
    """Keep every table below a folder, whatever Python is told of byte code."""
    for path in sorted(folder.rglob("*.toml")):
        _keep(_place(path), _stamp(path), _parsed(path))


def _parsed(path: Path) -> dict[str, Any]:
    import tomllib

    return tomllib.loads(path.read_text("utf-8"))


def _stamp(path: Path) -> bytes:
    stat = path.stat()
    changed = stat.st_mtime_ns.to_bytes(8, "little", signed=True)
    return changed + stat.st_size.to_bytes(8, "little")


def _place(path: Path) -> str:
    """Where a table is kept: `__pycache__/people.toml.cpython-311.rows` beside it."""
    try:
        return f"{cache_from_source(f'{path}.py', optimization='').removesuffix('.pyc')}.rows"
    except NotImplementedError:  # a Python that keeps nothing
        return ""


def _kept(place: str, stamp: bytes) -> dict[str, Any] | None:
    try:
        data = Path(place).read_bytes()
        found = json.loads(data[_STAMP:]) if data[:_STAMP] == stamp else None
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def _keep(place: str, stamp: bytes, rows: dict[str, Any]) -> None:
    """Put the kept form in its place whole; where that cannot be, nothing is kept."""
    with contextlib.suppress(OSError, TypeError):  # TypeError: a date, which JSON has not
        data = stamp + json.dumps(rows).encode()
        Path(place).parent.mkdir(exist_ok=True)
        beside = Path(f"{place}.{os.getpid()}")  # as importlib calls what it is about to put there
        try:
            beside.write_bytes(data)
            beside.replace(place)
        except OSError:
            beside.unlink(missing_ok=True)


if __name__ == "__main__":
    keep_all(Path(__file__).parent)
