"""That no output replaces an input."""

import json
from collections.abc import Iterable
from pathlib import Path

import click

from publisher.captures import part_entry
from publisher.errors import named

_HEAD = 1024  # bytes of a page in which its title stands


class Inputs:
    """The files that a command reads, none of which it may replace.

    Files are compared as the file system knows them: through symbolic links, by a second hard
    link, and in other capitals where the disk does not tell them apart.  Each is asked for once,
    however many targets there are.
    """

    def __init__(self, paths: Iterable[str]) -> None:
        files = (part_entry(path)[0] for path in paths if path and path != "-")
        found = map(_identity, map(Path, files))
        self._known = {identity for identity in found if identity}

    def keep(self, option: str, targets: Iterable[Path]) -> None:
        """Refuse with a usage error a target that is one of the inputs, under whatever name."""
        for target in targets:
            if _identity(target) in self._known:
                raise click.BadParameter(
                    f"{named(str(target))} is the file that is read; give another name",
                    param_hint=option,
                )


def keep_inputs(option: str, targets: Iterable[Path], inputs: Iterable[str]) -> None:
    """Refuse with a usage error a target that is one of the inputs, under whatever name."""
    Inputs(inputs).keep(option, targets)


def _identity(path: Path) -> tuple[int, int] | None:
    """What the file system knows a file by; None where it is not there, or cannot be asked."""
    try:
        known = path.stat()
    except (OSError, ValueError):
        return None
    return known.st_dev, known.st_ino


def keep_all_but_reports(option: str, target: Path) -> None:
    """Refuse with a usage error a file that is there and is no report of ours.

    An edition reads files that the command line does not name, and one of them may be it.
    """
    if not target.is_file():
        return
    try:
        data = target.read_bytes()
    except OSError:
        data = b"?"
    if data.strip() and not _is_report(data):
        raise click.BadParameter(
            f"{named(str(target))} is there and is no report; give another name",
            param_hint=option,
        )


def _is_report(data: bytes) -> bool:
    """Whether these are the bytes of a report of verify, or of a run."""
    if data.startswith(b"<!DOCTYPE html>"):
        return b"<title>publisher " in data[:_HEAD]
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        return False
    if isinstance(found, dict):
        return {"schema", "tool", "results"} <= found.keys()
    return isinstance(found, list) and all(
        isinstance(one, dict) and {"path", "findings"} <= one.keys() for one in found
    )
