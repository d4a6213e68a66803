"""What is kept beside a fetched page: its address, moment, headers and pictures.

`publisher fetch` writes "x.html", "x.capture.json" and the pictures in "x_files/".  The record
holds for the very bytes that were fetched; beside a page that was altered since it is not used.
"""

import datetime
import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from publisher.captures.capture import Attachment, Capture
from publisher.files import is_file, read_whole
from publisher.model.article import is_address
from publisher.text import codec_of, slug

RECORD = ".capture.json"
FETCHED = ".publisher/fetched"  # pages that a build fetched, beside what was made of them
PAGE = "page"
ENDINGS = ("html", "txt", "md", "xml", "json", "eml", "epub", "docx", "odt")
_NAME = 40  # characters of a folder's name
_LARGEST = 64 * 2**20  # bytes of a record or a picture


def place_for(address: str, folder: Path) -> Path:
    """The folder in which a page is kept that was fetched for what is made in `folder`."""
    return folder / FETCHED / name_for(address)


def name_for(address: str) -> str:
    """A name for the files of a page of the web: its host and last word, and a digest."""
    try:
        parts = urlsplit(address)
        words = f"{parts.hostname or ''}-{PurePosixPath(parts.path).stem}"
    except ValueError:  # whoever fetches it says so
        words = ""
    name = slug(words, "page")[:_NAME].strip("-")
    digest = hashlib.sha256(address.encode()).hexdigest()[:8]
    return f"{name}-{digest}"


def kept_page(address: str, folder: Path) -> Path | None:
    """The file of a page that was fetched before for this folder; None where none is kept."""
    found = place_for(address, folder)
    pages = (found / f"{PAGE}.{ending}" for ending in ENDINGS)
    return next((page for page in pages if is_file(page) and is_file(record_of(page))), None)


def is_web(path: str) -> bool:
    """Whether this is an address of the web, and no path."""
    return re.match(r"https?://", path, re.IGNORECASE) is not None


def record_of(page: Path) -> Path:
    """Where the record of a fetched page stands."""
    return page.with_name(f"{page.stem}{RECORD}")


def fetched_beside(page: Path, data: bytes) -> Capture | None:
    """The capture of a page that was fetched; None where nothing is kept of it.

    data   the bytes of the page as they are now.
    """
    path = record_of(page)
    if not is_file(path):
        return None
    try:
        told = json.loads(read_whole(path, _LARGEST))
        moment = datetime.datetime.fromisoformat(told["moment"])
        if told["sha256"] != hashlib.sha256(data).hexdigest():
            return None
        address = told["address"]
        return Capture(
            name=str(page),
            data=data,
            encoding=stated_encoding(data, str(told["charset"])),
            address=address if is_address(address) else "",
            address_found="the address it was fetched from",
            is_fetched=True,
            moment=moment if moment.tzinfo else None,
            headers=tuple((str(name), str(words)) for name, words in told["headers"].items()),
            mining=str(told.get("tdmrep", "")),
            robots=str(told.get("robots", "")),
            attachments=tuple(_attachments(page.parent, told["pictures"])),
        )
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return None  # somebody else's file of that name


def stated_encoding(data: bytes, charset: str) -> str:
    """The encoding that the server stated, where the bytes are in it; else the page speaks.

    Bytes beyond ASCII that are UTF-8 are no other encoding by chance, whatever was stated.
    """
    codec = codec_of(charset) if charset else ""
    for name in ("utf-8", codec):
        try:
            data.decode(name or "ascii")
        except UnicodeDecodeError:
            continue
        return "" if name == "utf-8" and data.isascii() else charset if name == codec else "utf-8"
    return ""


def _attachments(folder: Path, rows: list[Mapping[str, Any]]) -> list[Attachment]:
    found = []
    for row in rows:
        file = folder / str(row["file"])
        inside = file.resolve().is_relative_to(folder.resolve())
        if inside and is_file(file):
            data = read_whole(file, _LARGEST)
            found.append(Attachment(address=str(row["address"]), data=data))
    return found
