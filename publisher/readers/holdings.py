"""Files that hold several articles: what is in them, and one of them to be read."""

import re
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from publisher.captures import (
    HEAD,
    Capture,
    Holding,
    door_of,
    fetched_beside,
    is_archive,
    kept_page,
    only_one,
    open_file,
)
from publisher.errors import SourceError
from publisher.files import is_file, read_whole

# what looks like an address without its scheme: "www.example.org", "example.org/story"
_HOST = re.compile(r"www\.[\w-]+\.\w|[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}/", re.IGNORECASE)
# bytes of a source file; more is a mistake, and would be read into memory several times over
_LARGEST = 512 * 2**20


def bytes_of(path: Path) -> bytes:
    """The bytes of a source file.  Refuses with SourceError one that cannot be read."""
    try:
        return read_whole(path, _LARGEST)
    except OSError as error:
        way_on = "check the path"
        if isinstance(error, FileNotFoundError) and _HOST.match(path.as_posix()):
            way_on = f"an address of the web begins with https://, as https://{path.as_posix()}"
        what = (error.strerror or str(error)).lower()
        raise SourceError(str(path), 0, 0, f"{what}; {way_on}") from error


def holding_in(path: Path) -> Holding | None:
    """What a file holds, where it holds several articles; None for every other.

    Refuses with SourceError such a file that is damaged.
    """
    if is_archive(path) or not is_file(path):
        return None  # the pages of a web archive are listed by its place in the file
    try:
        with path.open("rb") as file:
            head = file.read(HEAD)
    except OSError:
        return None  # whoever reads it says why not
    if door_of(str(path), head) is None:
        return None
    opened = _opened(str(path), bytes_of(path))
    return opened if isinstance(opened, Holding) else None


def open_entry(file: str, data: bytes, key: str) -> Capture | Path:
    """The capture of an entry of a file.

    For one of which the file has no more than the address, the file of its page, where that was
    fetched before.  Refuses with SourceError what is not there, or not fetched yet.
    """
    opened = _opened(file, data)
    if isinstance(opened, Capture):
        raise SourceError(file, 0, 0, "this file holds one page; name it without #")
    entry = next((one for one in opened.entries if one.key == key), None)
    if entry is None or not entry.no_text:
        capture = opened.capture(key)
        kept = fetched_beside(Path(file), data)
        attachments = kept.attachments if kept else ()
        return replace(capture, attachments=(*capture.attachments, *attachments))
    page = kept_page(entry.address, Path(file).parent) if entry.address else None
    if page is not None:
        return page
    what = f"{file} holds no more of it than its address"
    raise SourceError(entry.address or file, 0, 0, f"{what}; --fetch fetches the page")


def opened_page(name: str, data: bytes) -> Capture:
    """The page in a file that holds one.  Refuses with SourceError a file with several."""
    opened = _opened(name, data)
    return opened if isinstance(opened, Capture) else only_one(opened)


@lru_cache(maxsize=2)
def _opened(name: str, data: bytes) -> Capture | Holding:
    """What is in a file; kept while its entries are read one by one."""
    return open_file(name, data)
