"""Finished files wherever they are: on this machine, in a store, in a ZIP archive of either."""

import functools
import io
import os
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from publisher.cli.destination import store_at
from publisher.errors import DeliveryError, EvidenceError
from publisher.files import read_whole
from publisher.outputs import MARK, is_address
from publisher.readers import as_counted
from publisher.verify import read_bytes

_BOOKS = {".epub", ".pdf"}
_ZIP = ".zip"
_LARGEST = 2**30  # bytes of an archive
_LARGEST_BOOK = 2**29  # bytes of a file in it; sizes are counted while reading
_DAMAGED = (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, OSError, EOFError)


def finished_files(paths: Iterable[str]) -> tuple[str, ...]:
    """The paths, each folder, store and archive replaced by the EPUBs and PDFs in it and below.

    `out/books-00001.zip#week.epub` is a file in an archive.  A folder or archive without any stays
    as it is, and is refused when it is read.
    """
    return tuple(file for path in paths for file in _below(path))


def read_finished(path: str) -> bytes:
    """The bytes of a finished file.

    Refuses with EvidenceError what is not there, cannot be read, or is too large to be judged.
    """
    archive, member = _parted(path)
    if not member:
        return _fetched(path) if is_address(path) else read_bytes(Path(path))
    try:
        with _opened(archive).open(member) as file:
            data = file.read(_LARGEST_BOOK + 1)
    except KeyError as error:
        raise EvidenceError(path, "is not in this archive; check the name") from error
    except _DAMAGED as error:
        raise EvidenceError(path, f"is damaged in this archive ({error})") from error
    if len(data) > _LARGEST_BOOK:
        raise EvidenceError(path, f"is larger than {_LARGEST_BOOK // 2**20} megabytes")
    return data


def _below(path: str) -> Iterator[str]:
    """The books that a path comes to; of none, the path itself."""
    if is_address(path):
        found = [f"{path.rstrip('/')}/{name}" for name in _names_in(path)]
    else:
        found = [str(file) for file in Path(path).rglob("*") if file.is_file()]
    books: list[str] = []
    for file in sorted(found, key=as_counted) or [path]:
        ending = PurePosixPath(file).suffix.lower()
        if ending in _BOOKS:
            books.append(file)
        elif ending == _ZIP:
            books += _members(file)
    yield from books or [path]


def _names_in(address: str) -> Iterator[str]:
    """The names below an address; none where it is one file."""
    if PurePosixPath(address).suffix.lower() not in {*_BOOKS, _ZIP}:
        yield from store_at(address).sizes()


def _members(archive: str) -> list[str]:
    """The books in an archive; one that cannot be read itself, which is told when it is judged."""
    try:
        names = _opened(archive).namelist()
    except EvidenceError:
        return [archive]
    books = [name for name in names if PurePosixPath(name).suffix.lower() in _BOOKS]
    return [f"{archive}{MARK}{name}" for name in sorted(books, key=as_counted)]


def _parted(path: str) -> tuple[str, str]:
    """(archive, name in it) of `books.zip#week.epub`; (path, "") of what is no file in one."""
    archive, mark, member = path.partition(f"{_ZIP}{MARK}")
    if not mark or os.path.lexists(path):
        return path, ""
    return f"{archive}{_ZIP}", member


def _opened(archive: str) -> zipfile.ZipFile:
    """An archive, in memory.  Refuses with EvidenceError what is no sound one."""
    try:
        known = Path(archive).stat()
    except OSError:
        return _opened_as(archive, 0, 0)
    return _opened_as(archive, known.st_size, known.st_mtime_ns)


@functools.lru_cache(maxsize=1)
def _opened_as(archive: str, _size: int, _changed: int) -> zipfile.ZipFile:
    """An archive that has this size and time; the last one is kept for the next file in it."""
    try:
        data = _fetched(archive) if is_address(archive) else read_whole(Path(archive), _LARGEST)
        return zipfile.ZipFile(io.BytesIO(data))
    except _DAMAGED as error:
        why = getattr(error, "strerror", "") or str(error)
        raise EvidenceError(archive, f"is no ZIP archive that can be read ({why})") from error


def _fetched(address: str) -> bytes:
    folder, _, name = address.rpartition("/")
    try:
        data = store_at(folder).read(name)
    except DeliveryError as error:
        raise EvidenceError(address, error.message) from error
    if not data:
        raise EvidenceError(address, "is not there; check the address")
    return data
