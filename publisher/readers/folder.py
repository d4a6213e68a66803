"""What of a folder is a page, article or edition, in the order people count; and what is not."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

from publisher.captures import HEAD, RECORD, door_of, is_archive
from publisher.files import note_listing
from publisher.readers.forms import suffixes

_SAVED_FILES = re.compile(r"_(?:files|Dateien|fichiers|archivos|file|bestanden|arquivos|elemei)$")
_ABOUT_THE_FOLDER = {"readme", "license", "licence", "copying", "changelog", "contributing"}
# they are of the pages that name them
_PICTURES = {".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg", ".bmp", ".tif", ".tiff"}
_TOP_LEVEL_KEY = re.compile(r"^(title|articles|parts)[ \t]*:", re.MULTILINE)
_OUR_KEYS = {"title", "articles", "parts"}
# finished books, ours among them, and files of anything: taken where they are named themselves
_BY_NAME_ALONE = {".epub", ".zip", ".csv"}
_LOOKED_INTO = 8 * 2**20  # bytes of a .json file that may be one of ours


def pages_in(
    folder: Path, above: frozenset[tuple[int, int]] = frozenset()
) -> Iterator[tuple[Path, bool]]:
    """Each file of a folder and below that is no picture and not hidden, and whether it is read.

    above   the folders that hold this one, by device and number: a link back to one is not gone.
    """
    try:
        known = folder.stat()
        entries = sorted(folder.iterdir(), key=lambda entry: as_counted(entry.name))
    except OSError:
        return
    here = (known.st_dev, known.st_ino)
    if here in above:
        return
    note_listing(folder, [entry.name for entry in entries])
    pages = {entry.stem for entry in entries if entry.suffix.lower() in {".html", ".htm"}}
    for entry in entries:
        if entry.name.startswith(".") or entry.name.endswith(RECORD):
            continue
        if entry.is_dir():
            name = _SAVED_FILES.sub("", entry.name)
            if name == entry.name or name not in pages:
                yield from pages_in(entry, above | {here})
        elif entry.is_file() and entry.suffix.lower() not in _PICTURES:
            yield entry, _is_read(entry)


def as_counted(name: str) -> list[tuple[int, int, str]]:
    """A key by which page-2 comes before page-10."""
    parts = re.split(r"([0-9]+)", name.casefold())
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts]


def _is_read(file: Path) -> bool:
    ending = file.suffix.lower()
    if is_archive(file):
        return True
    if ending not in suffixes() or file.name.lower() == "robots.txt":
        return False  # the rules of a site, for the pages beside it
    if ending in _BY_NAME_ALONE:
        return False
    if ending == ".xml":
        return _has_door(file)
    if ending in {".json", ".yaml", ".yml"}:
        return _is_ours(file, ending) or _has_door(file)
    return file.stem.lower() not in _ABOUT_THE_FOLDER


def _has_door(file: Path) -> bool:
    """Whether a file is one of those that hold articles, by its first bytes."""
    try:
        with file.open("rb") as opened:
            return door_of(file.name, opened.read(HEAD)) is not None
    except OSError:
        return False


def _is_ours(file: Path, ending: str) -> bool:
    """Whether a JSON or YAML file may be an article or edition; one that is broken may be."""
    try:
        data = file.read_bytes()[:_LOOKED_INTO]
    except OSError:
        return True  # it is refused with the reason when it is read
    if ending != ".json":
        return _TOP_LEVEL_KEY.search(data.decode("utf-8", "replace")) is not None
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        return True
    return isinstance(found, dict) and bool(_OUR_KEYS & found.keys())
