"""A file of the disk, read whole: a regular file alone, and none that would fill the memory."""

import errno
import stat
from pathlib import Path

_PIECE = 2**20  # bytes of a file that is longer than the system said


def is_file(path: Path) -> bool:
    """Whether a regular file is there.

    One whose name no file can have (too long, with a zero in it), or that may not be looked at, is
    not there.
    """
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def read_whole(path: Path, largest: int) -> bytes:
    """The bytes of a file, `largest` at most.

    Refuses with OSError what cannot be read; a folder, a pipe or a device, without opening it (a
    pipe waits, and a device never ends); and a larger file, also one whose size the system does not
    tell.
    """
    known = path.stat()
    if not stat.S_ISREG(known.st_mode):
        raise OSError(errno.EINVAL, "it is a folder, a pipe or a device, not a file")
    data = b""
    if known.st_size <= largest:
        with path.open("rb") as file:
            data = file.read(known.st_size + 1)  # asking for more would take room for it at once
            while known.st_size < len(data) <= largest and (more := file.read(_PIECE)):
                data += more
    if max(len(data), known.st_size) > largest:
        raise OSError(
            errno.EFBIG, f"it is larger than {largest // 2**20} megabytes, and is not read"
        )
    return data
