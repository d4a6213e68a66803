"""Safari's .webarchive: a property list of a page, the files it shows, and its frames.

Only the keys that are named here are followed, three frames deep: a list may hold itself.
"""

import plistlib
from collections.abc import Iterator
from typing import Any
from xml.parsers.expat import ExpatError

from publisher.captures.archived_response import archived_headers
from publisher.captures.capture import Attachment, Capture
from publisher.errors import SourceError
from publisher.model.article import is_address
from publisher.text import codec_of

_BINARY = b"bplist00"
_KEY = b"WebMainResource"
_LOOKED_AT = 4096
_FRAMES = 3
_FILES = 5_000


def may_be_webarchive(data: bytes) -> bool:
    """Whether a file is a property list, by its first bytes; of XML one of a page."""
    head = data[:_LOOKED_AT]
    return data.startswith(_BINARY) or (b"<plist" in head and _KEY in head)


def open_webarchive(name: str, data: bytes) -> Capture:
    """The capture in a web archive; no moment is kept in one.

    Refuses with SourceError what cannot be read, and an archive without a page.
    """
    try:
        found = plistlib.loads(data)
    except (plistlib.InvalidFileException, ExpatError, ValueError, TypeError) as error:
        raise SourceError(name, 0, 0, "this web archive is damaged; save the page anew") from error
    except (RecursionError, OverflowError, LookupError, MemoryError) as error:
        raise SourceError(name, 0, 0, "this web archive is damaged; save the page anew") from error
    main = _mapping(_mapping(found).get("WebMainResource"))
    page = main.get("WebResourceData")
    if not isinstance(page, bytes) or not page:
        raise SourceError(name, 0, 0, "there is no page in this web archive")
    address = _words(main, "WebResourceURL")
    encoding = _words(main, "WebResourceTextEncodingName")
    return Capture(
        name=name,
        data=page,
        encoding=encoding if codec_of(encoding) else "",
        address=address if is_address(address) else "",
        address_found="WebResourceURL",
        headers=archived_headers(main.get("WebResourceResponse")),
        attachments=tuple(_attachments(_mapping(found), _FRAMES))[:_FILES],
    )


def _attachments(archive: dict[str, Any], deep: int) -> Iterator[Attachment]:
    for row in _listed(archive.get("WebSubresources")):
        resource = _mapping(row)
        data, address = resource.get("WebResourceData"), _words(resource, "WebResourceURL")
        if isinstance(data, bytes) and address:
            yield Attachment(address=address, data=data)
    for frame in _listed(archive.get("WebSubframeArchives")) if deep else ():
        yield from _attachments(_mapping(frame), deep - 1)


def _mapping(given: object) -> dict[str, Any]:
    return given if isinstance(given, dict) else {}


def _listed(given: object) -> list[Any]:
    return given[:_FILES] if isinstance(given, list) else []


def _words(resource: dict[str, Any], key: str) -> str:
    found = resource.get(key)
    return found.strip() if isinstance(found, str) else ""
