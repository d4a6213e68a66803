"""The folder of this process in which WeasyPrint keeps font files, since Pango reads paths alone.

It is taken away with the fonts.  What a killed process left behind is taken away by the next one:
each holds a lock on its folder, which ends with the process.
"""

import contextlib
import os
import shutil
import tempfile
from pathlib import Path

if os.name == "posix":
    import fcntl

_PREFIX = "publisher-fonts-"


def own_folder() -> tuple[Path, int] | None:
    """(a new folder, the descriptor that locks it until it is closed).

    None where the system has no such locks: then nobody could tell a living process's from others.
    """
    if os.name != "posix":
        return None
    _clear_left_behind()
    while True:
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
        descriptor = os.open(folder, os.O_RDONLY)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        if folder.is_dir():  # nobody has cleared it before it was locked
            return folder, descriptor
        os.close(descriptor)


def _clear_left_behind() -> None:
    """Take away the folders that no living process holds; those of other users stay."""
    for left in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):
            descriptor = os.open(left, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(left)
            finally:
                os.close(descriptor)
