"""Stores: names with bytes, each of which is there whole or not at all."""

import contextlib
import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from publisher.deliver import place
from publisher.errors import DeliveryError

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)


def is_address(given: str) -> bool:
    """Whether a path is the address of a store (`s3://bucket/books`), not of this machine."""
    return _ADDRESS.match(given) is not None


class Store(Protocol):
    """Names (`folder/name.epub`) with bytes.

    address   as the command line names it.
    Every function refuses with DeliveryError what the store does not do.
    """

    address: str

    def sizes(self) -> Mapping[str, int]:
        """Name -> bytes of all that is there, as it was listed first and has changed since."""

    def read(self, name: str) -> bytes:
        """The bytes of a name; b"" where it is not there."""

    def put(self, name: str, data: bytes) -> None:
        """Let a name have these bytes; nobody ever sees half of them."""

    def remove(self, name: str) -> None:
        """Take a name away, if it is there."""

    def holds(self, name: str, sha256: str, size: int) -> bool:
        """Whether a name has these bytes, as far as can be told without fetching them."""


class FolderStore:
    """A folder of this machine, as a store."""

    def __init__(self, folder: Path) -> None:
        self.address = str(folder)
        self._folder = folder

    def sizes(self) -> Mapping[str, int]:
        """Name -> bytes of all files in the folder and below."""
        files = (path for path in self._folder.rglob("*") if path.is_file())
        return {path.relative_to(self._folder).as_posix(): path.stat().st_size for path in files}

    def read(self, name: str) -> bytes:
        """The bytes of a file; b"" where there is none."""
        try:
            return (self._folder / name).read_bytes()
        except OSError:
            return b""

    def put(self, name: str, data: bytes) -> None:
        """The file, written whole, or as it was (`deliver.place`)."""
        with place(self._folder) as put:
            put(name, data)

    def remove(self, name: str) -> None:
        """Take the file away, if it is there."""
        with contextlib.suppress(FileNotFoundError):
            try:
                (self._folder / name).unlink()
            except PermissionError as error:
                raise DeliveryError(str(self._folder / name), "may not be removed") from error

    def holds(self, name: str, sha256: str, size: int) -> bool:
        """Whether the file has these bytes."""
        try:
            if (self._folder / name).stat().st_size != size:
                return False
            with (self._folder / name).open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest() == sha256
        except OSError:
            return False
