"""Parts of books that were made before, kept in a folder by a digest of all that they follow from.

A part is a pure function of values.  What is kept is its result, named by the SHA-256 of the
function, of every value that enters, and of the tool and its engine: another word, font, picture or
version is another name, so nothing kept is ever out of date.  Several processes may use one folder:
an entry is put in its place whole, and the same name always means the same bytes.  A damaged entry
is as good as none.  No fault of the disk stops a book: then nothing is kept.
"""

import contextlib
import enum
import hashlib
import io
import os
import pickle
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, TypeVar

from publisher.value import value

LIMIT = 400_000_000  # bytes: the parts of some 20,000 pages
_SHRUNK = 0.8  # of the limit: what is left when it was passed
_DIGEST = 32  # bytes before an entry
# where the values come from that are read back
_OURS = ("publisher.writers.pdf.", "publisher.pdffile.", "publisher.model.")
_TIMES = {"date", "datetime", "timedelta", "timezone"}
_CLASSES: dict[tuple[str, str], Any] = {}  # found before: a book has a thousand entries
_NAMES: dict[Any, tuple[str, ...]] = {}  # likewise: a class → its name and those of its fields
_ENDING = ".part"
_ABANDONED = 3600.0  # seconds: a file that was begun earlier is that of a process that was killed

Made = TypeVar("Made")


@value
class PartCache:
    """A folder of parts.

    folder   its path; made when the first part is kept, for this user alone.
    tool     a digest of the program, its libraries and fonts.
    """

    folder: str
    tool: str

    def name_of(self, deed: Callable[..., Any], engine: str, given: tuple[object, ...]) -> str:
        """The name of what a deed makes of these values."""
        digest = hashlib.sha256()
        for part in (self.tool, engine, deed.__module__, deed.__qualname__, given):
            _feed(digest, part)
        return digest.hexdigest()

    def found(self, name: str) -> Any:  # noqa: ANN401 - whatever the deed has made
        """What is kept by this name; None where there is nothing, or it is damaged."""
        path = self._path(name)
        try:
            data = path.read_bytes()
            if hashlib.sha256(data[_DIGEST:]).digest() != data[:_DIGEST]:
                path.unlink()
                return None
            made = _Reader(io.BytesIO(data[_DIGEST:])).load()
            os.utime(path)  # those that are not used are the first to go
        except (OSError, pickle.UnpicklingError, EOFError, LookupError, TypeError, ValueError):
            return None
        except (AttributeError, ImportError):  # of a version without such a value
            return None
        return made

    def keep(self, name: str, made: object) -> None:
        """Keep it by this name, whole or not at all."""
        data = pickle.dumps(made, protocol=5)
        path = self._path(name)
        with contextlib.suppress(OSError):
            Path(self.folder).mkdir(mode=0o700, parents=True, exist_ok=True)
            path.parent.mkdir(mode=0o700, exist_ok=True)
            descriptor, begun = tempfile.mkstemp(dir=path.parent)
            try:
                with os.fdopen(descriptor, "wb") as file:
                    file.write(hashlib.sha256(data).digest() + data)
                Path(begun).replace(path)
            except OSError:
                Path(begun).unlink()

    def size(self) -> tuple[int, int]:
        """(how many parts are kept, their bytes)."""
        sizes = [size for _, size, path in self._files() if path.endswith(_ENDING)]
        return len(sizes), sum(sizes)

    def shrink(self, now: float, limit: int = LIMIT) -> None:
        """Take away the parts that were used least lately where all are more than the limit.

        And what a killed process had begun.   now: seconds since 1970.
        """
        entries = sorted(self._files())
        kept = sum(size for _, size, _ in entries)
        room = limit if kept <= limit else limit * _SHRUNK
        for moment, size, path in entries:
            is_abandoned = not path.endswith(_ENDING) and now - moment > _ABANDONED
            if kept > room or is_abandoned:
                with contextlib.suppress(OSError):
                    Path(path).unlink()
                kept -= size

    def _path(self, name: str) -> Path:
        return Path(self.folder, name[:2], f"{name}{_ENDING}")

    def _files(self) -> Iterator[tuple[float, int, str]]:
        """(moment of the last use, bytes, path) of each file."""
        for folder in _listed(self.folder):
            for entry in _listed(folder.path):
                with contextlib.suppress(OSError):
                    about = entry.stat(follow_symlinks=False)
                    yield about.st_mtime, about.st_size, entry.path


def made_and_kept(
    cache: PartCache, name: str, deed: Callable[..., Made], given: tuple[Any, ...]
) -> Made:
    """What a deed makes of these values, kept by its name; in any process."""
    made = deed(*given)
    cache.keep(name, made)
    return made


def _listed(folder: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError:
        return []


class _Reader(pickle.Unpickler):
    """Reads plain values and those of our writer alone: no entry can call anything else."""

    def find_class(self, module: str, name: str) -> Any:  # noqa: ANN401 - pickle's signature
        """A class of ours, or one of moments."""
        known = _CLASSES.get((module, name))
        if known is not None:
            return known
        is_ours = module.startswith(_OURS)
        is_restoring = (module, name) == ("publisher.value", "_restored")
        is_moment = module == "datetime" and name in _TIMES
        found = super().find_class(module, name) if is_ours or is_restoring or is_moment else None
        is_plain = isinstance(found, type) and (is_dataclass(found) or issubclass(found, enum.Enum))
        if not (is_restoring or is_moment or is_plain):
            raise pickle.UnpicklingError(f"no part holds {module}.{name}")
        _CLASSES[module, name] = found
        return found


def _feed(digest: Any, given: object) -> None:  # noqa: ANN401 - hashlib has no public type
    """Enter a value, so that two that differ in anything enter differently.

    Refuses with TypeError what is no plain value.
    """
    match given:
        case bytes():
            digest.update(b"b%d:" % len(given) + given)
        case enum.Enum():
            _feed(digest, (type(given).__qualname__, given.name))
        case str():
            text = given.encode("utf-8", "surrogatepass")
            digest.update(b"s%d:" % len(text) + text)
        case None | bool() | int() | float():
            digest.update(f"{type(given).__name__}{given!r};".encode())
        case tuple() | list():
            digest.update(b"t%d:" % len(given))
            for each in given:
                _feed(digest, each)
        case Mapping():
            _feed(digest, tuple(given.items()))
        case frozenset():
            _feed(digest, ("set", *sorted(given)))
        case _ if is_dataclass(given):
            names = _names_of(type(given))
            _feed(digest, names)
            for name in names[1:]:
                _feed(digest, getattr(given, name))
        case _:
            raise TypeError(f"{type(given).__name__} is no plain value")


def _names_of(kind: Any) -> tuple[str, ...]:  # noqa: ANN401 - a class of values
    """A class of values and its fields by their names."""
    if kind not in _NAMES:
        _NAMES[kind] = (kind.__qualname__, *(field.name for field in fields(kind)))
    return _NAMES[kind]
