"""Zip files of strangers: read member by member within limits, and never onto the disk.

Sizes are counted while reading, since what the file's own list says of them may be a lie.
"""

import io
import stat
import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from publisher.errors import SourceError
from publisher.text import decode_bytes

_MEMBERS = 20_000
_MEMBER = 64 * 2**20  # bytes of one member
_ALL = 256 * 2**20  # bytes of all that are read
_RATIO = 200  # times that a member may grow; text compresses to a tenth, zeros to a thousandth
_SMALL = 2**20  # bytes that may grow from however little
_PIECE = 2**18
_ENCRYPTED = 0x1  # the flag of a member (APPNOTE 6.3.10, 4.4.4)


def is_zip(data: bytes) -> bool:
    """Whether a file begins as a zip does (APPNOTE 6.3.10, 4.3.7)."""
    return data.startswith(b"PK\x03\x04")


@dataclass(slots=True)
class Archive:
    """The members of a zip file, by their names.

    name   of the file, as messages show it.
    """

    name: str
    _zip: zipfile.ZipFile
    _members: dict[str, zipfile.ZipInfo]
    _read: int = field(default=0)

    @classmethod
    def of(cls, name: str, data: bytes) -> "Archive":
        """The archive in a file.

        Refuses with SourceError what is no sound zip, too many members, one whose name leads
        outside, a link, and one that is encrypted.
        """
        try:
            file = zipfile.ZipFile(io.BytesIO(data))
            infos = file.infolist()
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError) as error:
            raise SourceError(name, 0, 0, f"this zip file is damaged ({error})") from error
        if len(infos) > _MEMBERS:
            raise SourceError(
                name, 0, 0, f"this zip file holds {len(infos)} files; {_MEMBERS} are read at most"
            )
        members: dict[str, zipfile.ZipInfo] = {}
        for info in infos:
            if not info.is_dir():
                members[_inside(name, info)] = info
        return cls(name, file, members)

    @property
    def members(self) -> tuple[str, ...]:
        """The names of the files in it, in order."""
        return tuple(self._members)

    def __contains__(self, member: object) -> bool:
        return member in self._members

    def read(self, member: str) -> bytes:
        """The bytes of a member.

        Refuses with SourceError one that is not there, damaged, or larger than the limits.
        """
        info = self._members.get(member)
        if info is None:
            raise SourceError(self.name, 0, 0, f"there is no '{member}' in this zip file")
        most = min(_MEMBER, _ALL - self._read, max(_SMALL, _RATIO * info.compress_size))
        pieces: list[bytes] = []
        length = 0
        try:
            with self._zip.open(info) as file:
                while length <= most and (piece := file.read(_PIECE)):
                    pieces.append(piece)
                    length += len(piece)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            NotImplementedError,
            RuntimeError,
            ValueError,
        ) as error:
            raise SourceError(
                self.name, 0, 0, f"'{member}' in this zip file is damaged ({error})"
            ) from error
        if length > most:
            raise SourceError(
                self.name,
                0,
                0,
                f"'{member}' in this zip file grows to more than {most // 2**20} megabytes; it is"
                " not read",
            )
        self._read += length
        return b"".join(pieces)

    def text(self, member: str) -> str:
        """A member as text; "" where it is empty.  Refuses with SourceError what is no text."""
        data = self.read(member)
        return decode_bytes(data, self.name)[0] if data.strip() else ""

    def find(self, member: str) -> bytes:
        """The bytes of a member; b"" where there is none of that name, or it cannot be read."""
        try:
            return self.read(member) if member in self._members else b""
        except SourceError:
            return b""


def _inside(name: str, info: zipfile.ZipInfo) -> str:
    """The name of a member, with slashes.  Refuses with SourceError what no reader may follow."""
    written = info.filename.replace("\\", "/")
    parts = PurePosixPath(written).parts
    fault = ""
    if not parts or written.startswith("/") or ".." in parts or ":" in parts[0]:
        fault = "lies outside of it"
    elif stat.S_ISLNK(info.external_attr >> 16):
        fault = "is a link"
    elif info.flag_bits & _ENCRYPTED:
        fault = "is encrypted"
    if fault:
        raise SourceError(name, 0, 0, f"'{info.filename[:80]}' in this zip file {fault}; not read")
    return "/".join(parts)
