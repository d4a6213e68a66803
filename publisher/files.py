"""A file of the disk, read whole: a regular file alone, and none that would fill the memory."""

import contextlib
import errno
import hashlib
import os
import stat
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from pathlib import Path

THERE, ABSENT = "there", ""  # what is noted of a file that was looked for and not read
_LISTED = "list:"  # before the digest of the names in a folder
_STATE = "state:"  # before the size and the time of the last change of a large file

_seen: ContextVar[dict[str, str] | None] = ContextVar("files_seen", default=None)
_PIECE = 2**20  # bytes of a file that is longer than the system said


@contextlib.contextmanager
def watched() -> Iterator[dict[str, str]]:
    """What is read and looked for inside the block: absolute path -> SHA-256, THERE or ABSENT.

    By this a later run can tell whether reading again would give the same.
    """
    seen: dict[str, str] = {}
    token = _seen.set(seen)
    try:
        yield seen
    finally:
        _seen.reset(token)


def is_as_seen(path: Path, noted: str) -> bool:
    """Whether a file is as it was noted: there, absent, or with the same bytes."""
    if noted.startswith(_LISTED):
        try:
            return _listed([entry.name for entry in path.iterdir()]) == noted
        except OSError:
            return False
    if noted.startswith(_STATE):
        try:
            return _state(path) == noted
        except OSError:
            return False
    if noted in {THERE, ABSENT}:
        return is_file(path) is (noted == THERE)
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == noted
    except (OSError, ValueError):
        return False


def note_listing(folder: Path, names: list[str]) -> None:
    """Note what a folder that is read as a whole holds: another name in it is a change."""
    _note(folder, _listed(names))


def note_state(path: Path) -> None:
    """Note a file that is read in parts, too large to be digested for each of them.

    Refuses with OSError what is not there.
    """
    _note(path, _state(path))


def _state(path: Path) -> str:
    known = path.stat()
    return f"{_STATE}{known.st_size}:{known.st_mtime_ns}"


def note_again(seen: Mapping[str, str]) -> None:
    """Note what was noted before: of what was read then, and is now as it was."""
    for name, what in seen.items():
        _note(Path(name), what)


def _listed(names: list[str]) -> str:
    shown = sorted(name for name in names if not name.startswith("."))
    return f"{_LISTED}{hashlib.sha256(os.fsencode(chr(0).join(shown))).hexdigest()}"


def _note(path: Path, what: str) -> None:
    seen = _seen.get()
    if seen is not None:
        name = os.path.normpath(path.absolute())
        if what not in {THERE, ABSENT} or name not in seen:
            seen[name] = what


def is_file(path: Path) -> bool:
    """Whether a regular file is there.

    One whose name no file can have (too long, with a zero in it), or that may not be looked at, is
    not there.
    """
    try:
        found = path.is_file()
    except (OSError, ValueError):
        return False
    _note(path, THERE if found else ABSENT)
    return found


def is_folder(path: Path) -> bool:
    """Whether a folder is there; as with `is_file`, a name that none can have is not there."""
    try:
        return path.is_dir()
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
    if _seen.get() is not None:
        _note(path, hashlib.sha256(data).hexdigest())
    return data
