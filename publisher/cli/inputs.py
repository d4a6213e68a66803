"""That no output replaces an input."""

import json
from collections.abc import Iterable
from pathlib import Path

import click

from publisher.errors import named


def keep_inputs(option: str, targets: Iterable[Path], inputs: Iterable[str]) -> None:
    """Refuse with a usage error a target that is one of the inputs, under whatever name.

    Files are compared as the file system knows them: through symbolic links, by a second hard
    link, and in other capitals where the disk does not tell them apart.
    """
    read = [Path(path) for path in inputs if path and path != "-"]
    for target in targets:
        for source in read:
            if _same(target, source):
                raise click.BadParameter(
                    f"{named(str(target))} is the file that is read; give another name",
                    param_hint=option,
                )


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except (OSError, ValueError):  # one of them is not there, or cannot be asked
        return False


def keep_all_but_reports(option: str, target: Path) -> None:
    """Refuse with a usage error a file that is there and is no report of ours.

    An edition reads files that the command line does not name, and one of them may be it.
    """
    if not target.is_file():
        return
    try:
        data = target.read_bytes()
        found = json.loads(data) if data.strip() else []
    except (OSError, ValueError, RecursionError):
        found = None
    is_report = isinstance(found, list) and all(
        isinstance(one, dict) and {"path", "findings"} <= one.keys() for one in found
    )
    if not is_report:
        raise click.BadParameter(
            f"{named(str(target))} is there and is no report; give another name",
            param_hint=option,
        )
