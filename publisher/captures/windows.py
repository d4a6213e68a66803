"""A part of a file that is read as a file: an archive that lies unpacked within another."""

import contextlib
import io
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

from publisher.value import value

_PIECE = 2**16
_MOST = 256 * 2**20  # bytes that are unpacked to see where a packing ends
_PACKED = b"\x1f\x8b"  # how gzip begins (RFC 1952, 2.3.1)


@value
class Window:
    """The bytes of a file from `start` on, `length` of them; length -1: to its end."""

    path: Path
    start: int = 0
    length: int = -1

    @contextlib.contextmanager
    def opened(self) -> Iterator[BinaryIO]:
        """It as a file of its own.  Refuses with OSError what cannot be opened."""
        with self.path.open("rb") as file:
            if self.length < 0:
                yield file
            else:
                raw = _Within(file, self.start, self.length)
                yield cast("BinaryIO", io.BufferedReader(raw))


def is_cut(stream: BinaryIO, start: int) -> bool:
    """Whether what begins there, packed by gzip piece by piece, ends within a piece (RFC 1952).

    Or is damaged in one.

    What is not packed is not; nothing is kept of what is unpacked.
    """
    stream.seek(start)
    data = stream.read(_PIECE)
    if not data.startswith(_PACKED):
        return False
    packing = zlib.decompressobj(wbits=31)
    grown = 0
    while data and grown < _MOST:
        try:
            grown += len(packing.decompress(data, _PIECE))
        except zlib.error:
            return True
        data = packing.unconsumed_tail or packing.unused_data or stream.read(_PIECE)
        if packing.eof:
            if not data.startswith(_PACKED):
                return False  # zeros behind the last piece, or what somebody else put there
            packing = zlib.decompressobj(wbits=31)
    return grown < _MOST


class _Within(io.RawIOBase):
    """A stretch of an open file."""

    def __init__(self, file: BinaryIO, start: int, length: int) -> None:
        self._file, self._start, self._length, self._at = file, start, length, 0

    def readable(self) -> bool:
        """It can be."""
        return True

    def seekable(self) -> bool:
        """It can."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a byte of the stretch."""
        bases = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._length}
        self._at = max(0, bases[whence] + offset)
        return self._at

    def tell(self) -> int:
        """Where it stands."""
        return self._at

    def readinto(self, buffer: object) -> int:
        """Fill a buffer, as far as the stretch goes."""
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        self._file.seek(self._start + self._at)
        data = self._file.read(max(0, min(len(view), self._length - self._at)))
        view[: len(data)] = data
        self._at += len(data)
        return len(data)
