"""Finished files into their place: all files of an edition or none, and no file half-written.

Each file is written beside its place under a temporary name, flushed to the disk, and only then
renamed (os.replace is atomic within a folder: POSIX rename).  What stood there before stays until
that moment.
"""

import contextlib
import errno
import json
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from publisher.build import Built
from publisher.errors import DeliveryError

MANIFEST = "manifest.json"
_REMEDIES = {
    errno.ENOSPC: "no space is left on the disk; make room and build again",
    errno.EDQUOT: "the disk quota is used up; make room and build again",
    errno.EACCES: "it may not be written to; choose another folder with -o",
    errno.EPERM: "it may not be written to; choose another folder with -o",
    errno.EROFS: "the file system is read-only; choose another folder with -o",
    errno.ENOTDIR: "a file stands where the folder should be; choose another folder with -o",
    errno.EEXIST: "a file stands where the folder should be; choose another folder with -o",
    errno.EISDIR: "a folder stands where the file should be; move it away",
    errno.ENAMETOOLONG: "the name is too long for this disk; give the edition a shorter name",
}


def deliver(built: Built, folder: Path, versions: dict[str, str] | None = None) -> tuple[Path, ...]:
    """Paths of the finished files of an edition, in the folder, with their manifest.

    The folder is made if need be.

    versions    of the libraries that decide the bytes; they stand in the manifest, not in the
                files. Refuses with DeliveryError when any file cannot be written: then none is, and
                temporary files are gone.
    """
    fonts = {
        font.name: (
            {"version": font.version}
            | ({"sha256": font.sha256, "from": "this system"} if font.sha256 else {})
        )
        for file in built.files
        for font in file.fonts
    }
    manifest = {
        "files": {file.name: file.sha256 for file in built.files},
        "name": built.name,
        "versions": versions or {},
        "fonts": fonts,
        "conditions": [
            {
                "article": item.article,
                "condition": item.condition,
                "state": item.state,
                "sentence": item.sentence,
            }
            for item in built.assessments
        ],
    }
    written = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"
    names = [(file.name, file.data) for file in built.files] + [
        (f"{built.name}.{MANIFEST}", written)
    ]
    with place(folder) as put:
        paths = [put(name, data) for name, data in names]
    return tuple(paths[:-1])


@dataclass(slots=True)
class _Batch:
    """Files written under temporary names, waiting to be renamed."""

    folder: Path
    waiting: list[tuple[str, Path]] = field(default_factory=list)

    def put(self, name: str, data: bytes) -> Path:
        path = self.folder / name
        try:
            if path.is_dir():
                raise IsADirectoryError(errno.EISDIR, "is a folder")
            descriptor, temporary = tempfile.mkstemp(prefix=".publisher-", dir=self.folder)
            self.waiting.append((temporary, path))
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).chmod(0o666 & ~_mask())
        except OSError as error:
            raise _refusal(path, error) from error
        return path

    def settle(self) -> None:
        for temporary, path in self.waiting:
            try:
                Path(temporary).replace(path)
            except OSError as error:
                raise _refusal(path, error) from error
        _sync(self.folder)


@contextlib.contextmanager
def place(folder: Path) -> Iterator[Callable[[str, bytes], Path]]:
    """A function that takes (name, bytes) for this folder.

    The files appear together when the block ends well.

    Any exception inside, KeyboardInterrupt too, leaves the folder as it was.
    """
    made = list(_missing(folder))
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _refusal(folder, error) from error
    batch = _Batch(folder)
    try:
        yield batch.put
        batch.settle()
    except BaseException:
        for temporary, _ in batch.waiting:
            with contextlib.suppress(FileNotFoundError):
                Path(temporary).unlink()
        _remove_empty(made)
        raise


def put_text(path: Path, text: str) -> Path:
    """The path, holding this text, written whole or not at all."""
    with place(path.parent) as put:
        return put(path.name, text.encode())


def _missing(folder: Path) -> Iterable[Path]:
    while not folder.exists() and folder != folder.parent:
        yield folder
        folder = folder.parent


def _remove_empty(folders: Iterable[Path]) -> None:
    for folder in folders:
        with contextlib.suppress(OSError):
            folder.rmdir()


def _mask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _sync(folder: Path) -> None:
    """The renames themselves on the disk.

    Not every file system lets a folder be opened (Windows does not).
    """
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _refusal(path: Path, error: OSError) -> DeliveryError:
    return DeliveryError(
        str(path),
        _REMEDIES.get(
            error.errno or 0, f"{(error.strerror or str(error)).lower()}; nothing was written"
        ),
    )
