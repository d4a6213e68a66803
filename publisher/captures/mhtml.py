"""MHTML: a page and its files as one mail message (RFC 2557), as Chromium saves it.

The page is the part that `start` names, else the first of HTML; every other part is a file of it,
under its Content-Location and its Content-ID.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from email.message import Message
from urllib.parse import urljoin

from publisher.captures.capture import Attachment, Capture
from publisher.captures.messages import body_of, charset_of, moment_of, parse_message, parts_of
from publisher.errors import SourceError
from publisher.model.article import is_address


def open_mhtml(name: str, data: bytes) -> Capture:
    """The capture in an MHTML file.

    Refuses with SourceError a message without a page in it, and one that cannot be taken apart.
    """
    try:
        message = parse_message(name, data)
        parts = parts_of(name, message)
        page = _page_of(message, parts)
    except (ValueError, LookupError, RecursionError) as error:
        raise SourceError(
            name, 0, 0, "this MHTML file cannot be taken apart; save the page anew"
        ) from error
    if page is None:
        raise SourceError(name, 0, 0, "there is no page of HTML in this MHTML file")
    noted = {"Snapshot-Content-Location": message, "Content-Location": page}
    found = [(field, _field(part, field)) for field, part in noted.items()]
    field, address = next((pair for pair in found if is_address(pair[1])), ("", ""))
    return Capture(
        name=name,
        data=body_of(page),
        encoding=charset_of(page),
        address=address,
        address_found=field,
        moment=moment_of(_field(message, "Date")),
        headers=tuple(_kept(page)),
        attachments=tuple(
            attachment
            for part in parts
            if part is not page
            for attachment in _attachments_of(part, address)
        ),
    )


def _kept(page: Message) -> Iterator[tuple[str, str]]:
    """The headers of the page's part, which some savers copy from the server."""
    for name in dict.fromkeys(key.lower() for key in page):
        said = (str(words) for words in page.get_all(name, ()))
        yield from ((name, re.sub(r"[\r\n]+[ \t]*", " ", words).strip()) for words in said)


def _page_of(message: Message, parts: list[Message]) -> Message | None:
    pages = [
        part for part in parts if part.get_content_type() in {"text/html", "application/xhtml+xml"}
    ]
    start = message.get_param("start")
    named = (part for part in pages if start and _field(part, "Content-ID") == start)
    return next(named, pages[0] if pages else None)


def _attachments_of(part: Message, base: str) -> Iterator[Attachment]:
    """A part under each of its names (RFC 2557, section 8.2; RFC 2392)."""
    data = body_of(part)
    if location := _field(part, "Content-Location"):
        with suppress(ValueError):  # no address, and nothing on the page can mean it
            yield Attachment(address=urljoin(base, location), data=data)
    if identity := _field(part, "Content-ID"):
        yield Attachment(address=f"cid:{identity.strip('<>')}", data=data)


def _field(part: Message, name: str) -> str:
    """A header's words; a long address may be folded, with blanks that are none of it."""
    return re.sub(r"[\r\n]+[ \t]*", "", str(part.get(name, ""))).strip()
