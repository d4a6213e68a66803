"""Two EPUBs set beside each other, by what their files are."""

import io
import json
import posixpath
import zipfile
from collections.abc import Iterator, Mapping
from urllib.parse import unquote

from publisher.errors import EvidenceError
from publisher.rebuilding.difference import (
    Difference,
    Kind,
    first_in_data,
    first_in_metadata,
    first_in_tree,
    part_of,
)
from publisher.verify import read_evidence
from publisher.verify.evidence import container, epub

_KINDS: tuple[Kind, ...] = (
    "page",
    "contents",
    "metadata",
    "record",
    "picture",
    "font",
    "style sheet",
    "file",
)


def compare_epubs(data: bytes, made: bytes, path: str) -> Iterator[Difference]:
    """What differs between an EPUB and the one that its edition gives, pages first.

    Refuses with EvidenceError what cannot be read.
    """
    mine, theirs = container.members(data, path), container.members(made, path)
    kinds = _kinds(theirs, path) | _kinds(mine, path)
    pages = [name for name, kind in kinds.items() if kind == "page"]
    names = sorted(
        {*mine, *theirs},
        key=lambda name: (
            _KINDS.index(kinds.get(name, "file")),
            pages.index(name) if name in pages else 0,
            name,
        ),
    )
    same = True
    for name in names:
        if mine.get(name) != theirs.get(name):
            same = False
            kind = kinds.get(name, "file")
            if name not in mine or name not in theirs:
                says = "the edition gives no such file" if name in mine else "it is not in the file"
                yield Difference(kind=kind, place=name, says=says)
            elif kind == "metadata":
                yield _in_package(name, data, made, path, mine[name], theirs[name])
            else:
                yield _in_file(kind, name, mine[name], theirs[name], path)
    if same:
        yield Difference(kind="packaging", place="", says=_packed(data, made))


def _kinds(files: Mapping[str, bytes], path: str) -> dict[str, Kind]:
    """What each file is, by the package; the pages in reading order."""
    kinds: dict[str, Kind] = {}
    try:
        name = container.package_name(files, path)
        package, base = container.parse(files[name], path), posixpath.dirname(name)
        kinds = {page: "page" for page, _ in epub.spine(package, base)}
    except (EvidenceError, KeyError):
        return kinds
    kinds[name] = "metadata"
    for item in package.iter("{*}item"):
        href = posixpath.join(base, unquote(item.get("href") or ""))
        media_type, properties = (
            item.get("media-type") or "",
            (item.get("properties") or "").split(),
        )
        if "nav" in properties or media_type == "application/x-dtbncx+xml":
            kinds[href] = "contents"
        elif media_type.startswith("image/"):
            kinds.setdefault(href, "picture")
        elif media_type.startswith(("font/", "application/font", "application/vnd.ms-opentype")):
            kinds[href] = "font"
        elif media_type == "text/css":
            kinds[href] = "style sheet"
    for record in (file for file in files if file.endswith(".jsonld")):
        kinds[record] = "record"
    return kinds


def _in_package(
    name: str, data: bytes, made: bytes, path: str, mine: bytes, theirs: bytes
) -> Difference:
    found = first_in_metadata(read_evidence(data, path).said, read_evidence(made, path).said)
    if found:
        return Difference(kind="metadata", place=found[0], says=found[1])
    return _in_file("metadata", name, mine, theirs, path)


def _in_file(kind: Kind, name: str, mine: bytes, theirs: bytes, path: str) -> Difference:
    """Where the two versions of one file first differ."""
    says = ""
    if kind in {"page", "contents", "metadata"}:
        try:
            trees = [container.parse(given, path, name) for given in (mine, theirs)]
            says = first_in_tree(*trees) or "other bytes for the same elements and words"
        except EvidenceError as error:
            says = error.message
    elif kind == "record":
        return _in_record(name, mine, theirs)
    elif kind == "style sheet":
        says = _in_lines(mine, theirs)
    return Difference(kind=kind, place=name, says=says or "the file has another one")


def _in_record(name: str, mine: bytes, theirs: bytes) -> Difference:
    try:
        found = first_in_data(json.loads(mine), json.loads(theirs))
    except (ValueError, RecursionError):
        return Difference(kind="record", place=name, says="it is no JSON")
    place, says = found or (name, "the same values, written otherwise")
    return Difference(kind="record", place=place.replace("@graph", "record"), says=says)


def _in_lines(mine: bytes, theirs: bytes) -> str:
    lines = [given.decode("utf-8", "replace").splitlines() for given in (mine, theirs)]
    for number, (one, other) in enumerate(zip(*lines, strict=False), 1):
        if one != other:
            return f"line {number}: {part_of(one, other)}"
    longer = "the file goes on" if len(lines[0]) > len(lines[1]) else "the edition's goes on"
    return f"line {min(map(len, lines)) + 1}: {longer}"


def _packed(data: bytes, made: bytes) -> str:
    """How the same files are packed otherwise."""
    rows = []
    for given in (data, made):
        with zipfile.ZipFile(io.BytesIO(given)) as opened:
            rows.append(opened.infolist())
    mine, theirs = rows
    if [info.filename for info in mine] != [info.filename for info in theirs]:
        return "the same files in another order"
    for one, other in zip(mine, theirs, strict=True):
        if one.date_time != other.date_time:
            return f"the same files, with other times ({one.filename})"
        if one.compress_size != other.compress_size or one.compress_type != other.compress_type:
            return f"the same files, compressed otherwise ({one.filename})"
    return "the same files, with other words of the container around them"
