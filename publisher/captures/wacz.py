"""WACZ: a zip around WARC files, with a list of the pages that are meant (WACZ 1.1.1).

The archives lie in it as they are (stored, not packed once more), so that each record is read in
its place.  Nothing is unpacked onto the disk, and no name in the zip is used as a path.
"""

import json
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path

from publisher.captures.holding import Holding
from publisher.captures.warc import ENDINGS, holding_of
from publisher.captures.windows import Window
from publisher.errors import SourceError
from publisher.model.article import is_address

FORM = "web archive (WACZ)"
_MEMBERS = 20_000
_LISTED = 64 * 2**20  # bytes of the list of pages
_LOCAL = 30  # bytes of a member's own head before its name (APPNOTE 6.3.10, 4.3.7)
_ENCRYPTED = 0x1


def is_wacz(path: Path) -> bool:
    """Whether a file is called so."""
    return path.name.lower().endswith(".wacz")


def open_wacz(path: Path) -> Holding:
    """The pages of a WACZ file: those on its list, else every page of its archives.

    Refuses with SourceError what is no sound zip, or has no archive or page in it.
    """
    name = str(path)
    try:
        with zipfile.ZipFile(path) as file:
            members = file.infolist()
            if len(members) > _MEMBERS:
                raise SourceError(
                    name, 0, 0, f"there are {len(members)} files in it; {_MEMBERS} are read at most"
                )
            archives = [one for one in members if _is_archive(one.filename)]
            windows = [_window(name, path, one) for one in archives]
            titles = _listed(file, members)
    except (
        zipfile.BadZipFile,
        OSError,
        EOFError,
        ValueError,
        NotImplementedError,
        RuntimeError,
        struct.error,
    ) as error:
        raise SourceError(name, 0, 0, f"this {FORM} is damaged ({str(error)[:80]})") from error
    if not windows:
        raise SourceError(name, 0, 0, "there is no WARC file in its folder archive/")
    return holding_of(name, FORM, windows, titles or None)


def _is_archive(member: str) -> bool:
    return member.startswith("archive/") and member.lower().endswith(ENDINGS)


def _window(name: str, path: Path, member: zipfile.ZipInfo) -> Window:
    """Where the bytes of a member lie."""
    if member.compress_type != zipfile.ZIP_STORED or member.flag_bits & _ENCRYPTED:
        how = "encrypted" if member.flag_bits & _ENCRYPTED else "packed once more"
        raise SourceError(
            name, 0, 0, f"'{member.filename[:80]}' in it is {how}; unpack it, and name the WARC"
        )
    with path.open("rb") as file:
        file.seek(member.header_offset)
        head = file.read(_LOCAL)
        of_name, of_extra = struct.unpack("<HH", head[26:30])
    start = member.header_offset + _LOCAL + of_name + of_extra
    return Window(path=path, start=start, length=member.file_size)


def _listed(file: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> dict[str, str]:
    """Address -> title of each page on the lists (WACZ 1.1.1, 5.2)."""
    titles: dict[str, str] = {}
    for member in members:
        if member.filename in {"pages/pages.jsonl", "pages/extraPages.jsonl"}:
            for line in _lines(file, member):
                address = line.get("url")
                if isinstance(address, str) and is_address(address):
                    titles.setdefault(address, str(line.get("title") or ""))
    return titles


def _lines(file: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[dict[str, object]]:
    """The objects of a file of JSON lines, as far as it is read; others are passed over."""
    with file.open(member) as lines:
        for line in lines.read(_LISTED).split(b"\n"):
            try:
                found = json.loads(line)
            except (ValueError, RecursionError):
                continue
            if isinstance(found, dict):
                yield found
