"""That no output replaces an input."""

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
