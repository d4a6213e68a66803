"""The files in an EPUB's container and the trees of those that are XML: the only door to zipfile.

Sizes are checked first, nothing is unpacked to the disk, no entity and no address is followed.
Whatever zipfile, zlib and lxml have against the bytes becomes EvidenceError.
"""

import contextlib
import io
import re
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from lxml import etree

from publisher.errors import EvidenceError, named

# bytes of the file and of all that is in it together: measured, what is judged then fits into a
# gigabyte
_LARGEST = 640 * 2**20
# a larger member that grows more than that is a bomb; text seldom passes 20
_SMALL, _RATIO = 8 * 2**20, 200
# of one page, those that close included: a tree of more would not fit either; a long novel in one
# file has 60 000
_TAGS = 1_000_000
# an EPUB holds members stored or deflated, no others (EPUB 3.3, 4.2.2): no program but zlib is
# let near the bytes
_PACKINGS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
# what zipfile and zlib raise for bytes that are no archive, or a damaged one: the names of its
# members are decoded (ValueError), its fields unpacked (struct), its members read (the rest)
_DAMAGED = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    struct.error,
    NotImplementedError,
    RuntimeError,
    OSError,
    EOFError,
    ValueError,
    OverflowError,
)
# a character by its number, in whichever encoding keeps ASCII or doubles it
_REFERENCE = re.compile(rb"&\0?#")


def members(data: bytes, path: str) -> dict[str, bytes]:
    """The files of a container by name.

    Refuses with EvidenceError what is broken, would grow too large, reaches outside itself, holds
    one name twice, or is packed as no EPUB may be (EPUB 3.3, 4.2.2).
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as container:
            entries = [entry for entry in container.infolist() if not entry.is_dir()]
            _refuse_unsafe(entries, path, room=_LARGEST - len(data))
            return {entry.filename: container.read(entry) for entry in entries}
    except _DAMAGED as error:
        raise EvidenceError(
            path, f"not a ZIP archive that can be read ({error}); write it anew"
        ) from error


def _refuse_unsafe(entries: Sequence[zipfile.ZipInfo], path: str, *, room: int) -> None:
    """EvidenceError where a member may not be read; `room`: bytes that all may have together."""
    for entry in entries:
        if fault := _fault(entry):
            raise EvidenceError(path, fault)
    if sum(entry.file_size for entry in entries) > room:
        raise EvidenceError(
            path, f"it would unpack to more than {room // 2**20} MB; it is not unpacked"
        )
    counts = Counter(entry.filename for entry in entries)
    if twice := next((name for name, count in counts.items() if count > 1), ""):
        raise EvidenceError(
            path,
            f"it holds '{_short(twice)}' more than once, and readers may show either; write it"
            " anew",
        )


def _fault(entry: zipfile.ZipInfo) -> str:
    """Why a member is not read; "" where nothing speaks against it."""
    name, shown = entry.filename, _short(entry.filename)
    outside = name.startswith("/") or "\\" in name or re.match(r"[A-Za-z]:", name)
    if outside or ".." in name.split("/"):
        return f"it holds a file named '{shown}', which reaches outside it; do not unpack it"
    if entry.flag_bits & 1:
        return f"'{shown}' is locked with a password; unlock it first"
    if entry.compress_type not in _PACKINGS:
        return (
            f"'{shown}' is packed by method {entry.compress_type} of ZIP, and a file in an EPUB may"
            " only be stored or deflated; pack it anew"
        )
    if entry.file_size > max(_SMALL, _RATIO * entry.compress_size):
        return (
            f"'{shown}' would grow from {entry.compress_size} to {entry.file_size} bytes; it is"
            " not unpacked"
        )
    return ""


def _short(name: str) -> str:
    return named(name[:80])


def package_name(files: Mapping[str, bytes], path: str) -> str:
    """The name of the package document among the files."""
    if "META-INF/container.xml" not in files:
        raise EvidenceError(path, "it has no META-INF/container.xml, so it is no EPUB")
    root = parse(files["META-INF/container.xml"], path, "META-INF/container.xml")
    rootfile = root.find(".//{*}rootfile")
    name = rootfile.get("full-path", "") if rootfile is not None else ""
    if name not in files:
        raise EvidenceError(
            path, f"its container names the package '{_short(name)}', which is not in the file"
        )
    return name


def parse(data: bytes, path: str, name: str = "") -> etree._Element:
    """The tree of a file, entities and addresses not followed.

    `path` and `name` of a file inside it are for the message.

    Refuses with EvidenceError what holds no element, more tags than fit into memory, or a number
    that stands for no character (XML 1.0, 4.1): lxml would fail later, when its text is read.
    """
    what = _guarded(data, path, name)
    parser = etree.XMLParser(recover=True, **_CLOSED)
    try:
        root = etree.fromstring(data, parser)
        _refuse_bad_references(root, data)
    except (etree.LxmlError, ValueError) as error:
        raise EvidenceError(path, f"{what} is not well-formed ({error})") from error
    if root is None:
        raise EvidenceError(path, f"{what} holds no element at all")
    return root


def parse_page(data: bytes, path: str, name: str) -> tuple[etree._Element, str]:
    """(the tree of a page as browsers show it, where it is not well-formed; "" where it is).

    Browsers stop at the first fault of a page and show nothing of what stands behind it (XML 1.0,
    1.2 "fatal error"), so the tree ends there.

    Refuses with EvidenceError what parse refuses.
    """
    what = _guarded(data, path, name)
    try:
        root = etree.fromstring(data, etree.XMLParser(**_CLOSED))
        _refuse_bad_references(root, data)
    except (etree.LxmlError, ValueError) as error:
        return _until_fault(data, path, what), str(error).partition(" (<string>")[0]
    return root, ""


def _until_fault(data: bytes, path: str, what: str) -> etree._Element:
    parser = etree.XMLPullParser(events=("start",), **_CLOSED)
    with contextlib.suppress(etree.LxmlError, ValueError):
        parser.feed(data)
        parser.close()
    first: tuple[str, Any] | None = next(iter(parser.read_events()), None)
    if first is None:
        raise EvidenceError(path, f"{what} holds no element at all")
    root: etree._Element = first[1]
    try:
        etree.tostring(root, encoding="unicode")
    except (etree.LxmlError, ValueError) as error:
        raise EvidenceError(path, f"{what} is not well-formed ({error})") from error
    return root


_CLOSED: dict[str, Any] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
}


def _guarded(data: bytes, path: str, name: str) -> str:
    """How a file is called in messages; EvidenceError where it holds too many tags."""
    what = f"'{_short(name)}'" if name else "it"
    if data.count(b"<") > _TAGS:
        raise EvidenceError(
            path, f"{what} holds more than {_TAGS} tags, which no reading system opens; split it"
        )
    return what


def _refuse_bad_references(root: etree._Element | None, data: bytes) -> None:
    """ValueError where a number stands for no character: lxml fails when the text is read."""
    if root is not None and _REFERENCE.search(data):
        etree.tostring(root, encoding="unicode")
