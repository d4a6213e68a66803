"""Bytes of any file → the page that is in it, or the several that it holds.

What a file is, is told by its content; each door stands in a module of its own, loaded on use.
"""

import re
from collections.abc import Callable
from pathlib import PurePath

from publisher.captures.capture import Capture
from publisher.captures.holding import Holding
from publisher.captures.safe_zip import is_zip
from publisher.captures.saved_page import with_saved_head
from publisher.value import value

HEAD = 64 * 2**10  # bytes by which it is told what a file is
# written by people, who may begin a text as they like: what they are is told by their names
_BY_NAME = {".txt", ".text", ".md", ".markdown", ".yaml", ".yml"}

_HEADERS = 4096  # bytes: the headers of the message
_FIELD = re.compile(rb"[!-9;-~]+:")  # the name of a header (RFC 5322, section 2.2)
_RELATED = re.compile(rb"^content-type:\s*multipart/related\b", re.IGNORECASE | re.MULTILINE)
_SENT = re.compile(
    rb"^(?:to|received|delivered-to|message-id|list-id|return-path):", re.IGNORECASE | re.MULTILINE
)
# the first element of XML behind declaration, comments, style sheets and document type
_ROOT = re.compile(
    rb"\s*(?:<\?[^>]*>\s*|<!--.*?-->\s*|<!DOCTYPE[^>\[]*(?:\[.*?\])?\s*>\s*)*<(?:[\w.-]+:)?([\w.-]+)",
    re.DOTALL,
)


@value
class Door:
    """One kind of file.

    endings   that its files mostly have.
    is_one    whether a file is of this kind, by its first bytes.
    open      what is in it.  Refuses with SourceError what cannot be read.
    """

    form: str
    endings: tuple[str, ...]
    is_one: Callable[[bytes], bool]
    open: Callable[[str, bytes], Capture | Holding]


def _is_mhtml(data: bytes) -> bool:
    """Whether a file starts with the headers of a message whose parts belong together.

    One that was sent to somebody is a mail.
    """
    head = re.split(rb"\r?\n\r?\n", data[:_HEADERS], maxsplit=1)[0]
    is_one = _FIELD.match(head) is not None and _RELATED.search(head) is not None
    return is_one and _SENT.search(head) is None


def _open_mhtml(name: str, data: bytes) -> Capture:
    from publisher.captures.mhtml import open_mhtml

    return open_mhtml(name, data)


def _is_singlefile_zip(data: bytes) -> bool:
    return b"data-sfz" in data[:4096].lower()


def _open_singlefile_zip(name: str, data: bytes) -> Capture:
    from publisher.captures.safe_zip import Archive
    from publisher.captures.singlefile_zip import open_singlefile_zip

    return open_singlefile_zip(name, Archive.of(name, data))


def _is_webarchive(data: bytes) -> bool:
    from publisher.captures.webarchive import may_be_webarchive

    return may_be_webarchive(data)


def _open_webarchive(name: str, data: bytes) -> Capture:
    from publisher.captures.webarchive import open_webarchive

    return open_webarchive(name, data)


def _is_mail(data: bytes) -> bool:
    from publisher.captures.mail import is_mail

    return is_mail(data)


def _open_mail(name: str, data: bytes) -> Capture:
    from publisher.captures.mail import open_mail

    return open_mail(name, data)


def _is_mbox(data: bytes) -> bool:
    from publisher.captures.mbox import is_mbox

    return is_mbox(data)


def _open_mbox(name: str, data: bytes) -> Holding:
    from publisher.captures.mbox import open_mbox

    return open_mbox(name, data)


def _is_opml(data: bytes) -> bool:
    return _root_of(data) == "opml"


def _open_opml(name: str, data: bytes) -> Holding:
    from publisher.captures.opml import open_opml

    return open_opml(name, data)


def _is_wordpress(data: bytes) -> bool:
    return _root_of(data) == "rss" and b"wordpress.org/export/" in data


def _open_wordpress(name: str, data: bytes) -> Holding:
    from publisher.captures.wordpress import open_wordpress

    return open_wordpress(name, data)


def _is_feed(data: bytes) -> bool:
    return _root_of(data) in {"rss", "feed", "RDF"}


def _open_feed(name: str, data: bytes) -> Holding:
    from publisher.captures.feeds import open_feed

    return open_feed(name, data)


def _is_json_feed(data: bytes) -> bool:
    from publisher.captures.json_feed import is_json_feed

    return is_json_feed(data)


def _open_json_feed(name: str, data: bytes) -> Holding:
    from publisher.captures.json_feed import open_json_feed

    return open_json_feed(name, data)


def _is_ghost(data: bytes) -> bool:
    from publisher.captures.exports import is_ghost

    return is_ghost(data)


def _open_ghost(name: str, data: bytes) -> Holding:
    from publisher.captures.exports import open_ghost

    return open_ghost(name, data)


def _is_reading_list(data: bytes) -> bool:
    from publisher.captures.reading_lists import is_reading_list

    return is_reading_list(data)


def _open_reading_list(name: str, data: bytes) -> Holding:
    from publisher.captures.reading_lists import open_reading_list

    return open_reading_list(name, data)


def _is_table(data: bytes) -> bool:
    from publisher.captures.reading_lists import is_table

    return is_table(data)


def _open_table(name: str, data: bytes) -> Holding:
    from publisher.captures.reading_lists import open_table

    return open_table(name, data)


def _is_list_of_links(data: bytes) -> bool:
    from publisher.captures.reading_lists import is_list_of_links

    return is_list_of_links(data)


def _open_list_of_links(name: str, data: bytes) -> Holding:
    from publisher.captures.reading_lists import open_list_of_links

    return open_list_of_links(name, data)


def _root_of(data: bytes) -> str:
    """The local name of the first element of XML; "" for what begins otherwise, as HTML does."""
    plain = data.replace(b"\0", b"") if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else data
    found = _ROOT.match(plain.removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe"))
    return found[1].decode("ascii") if found else ""


def _open_zip(name: str, data: bytes) -> Capture | Holding:
    from publisher.captures.zips import open_zip

    return open_zip(name, data)


# In the order in which they are asked: the first that knows a file opens it.
DOORS = (
    Door(
        form="SingleFile zip",
        endings=(".html",),
        is_one=_is_singlefile_zip,
        open=_open_singlefile_zip,
    ),
    # before those that look into texts: a zip may hold a table or a mail as it is, unpacked
    Door(form="zip", endings=(".zip",), is_one=is_zip, open=_open_zip),
    Door(form="MHTML", endings=(".mhtml", ".mht"), is_one=_is_mhtml, open=_open_mhtml),
    Door(
        form="web archive",
        endings=(".webarchive",),
        is_one=_is_webarchive,
        open=_open_webarchive,
    ),
    Door(form="OPML", endings=(".opml",), is_one=_is_opml, open=_open_opml),
    Door(form="WordPress export", endings=(".xml",), is_one=_is_wordpress, open=_open_wordpress),
    Door(form="feed", endings=(".xml", ".rss", ".atom", ".rdf"), is_one=_is_feed, open=_open_feed),
    Door(form="JSON Feed", endings=(".json",), is_one=_is_json_feed, open=_open_json_feed),
    Door(form="Ghost export", endings=(".json",), is_one=_is_ghost, open=_open_ghost),
    Door(form="reading list", endings=(".json",), is_one=_is_reading_list, open=_open_reading_list),
    Door(
        form="reading list", endings=(".html",), is_one=_is_list_of_links, open=_open_list_of_links
    ),
    Door(form="reading list", endings=(".csv",), is_one=_is_table, open=_open_table),
    Door(form="mailbox", endings=(".mbox",), is_one=_is_mbox, open=_open_mbox),
    Door(form="mail", endings=(".eml",), is_one=_is_mail, open=_open_mail),
)


def door_of(name: str, head: bytes) -> Door | None:
    """The door of a file, by its first bytes; None for a page alone, and for a text."""
    if PurePath(name).suffix.lower() in _BY_NAME:
        return None
    found = next((door for door in DOORS if door.is_one(head)), None)
    return found or _by_name(name, head)


def _by_name(name: str, head: bytes) -> Door | None:
    """The door of a mail that only its name tells: it has few headers, or more than are read."""
    is_mail = PurePath(name).suffix.lower() == ".eml" and _FIELD.match(head) is not None
    return next(door for door in DOORS if door.form == "mail") if is_mail else None


def open_file(name: str, data: bytes) -> Capture | Holding:
    """What is in a file: a page alone, one that a program saved, or several.

    name   of the file, as messages show it.
    Refuses with SourceError what cannot be taken apart, or holds no page.
    """
    door = door_of(name, data[:HEAD])
    opened = door.open(name, data) if door else Capture(name=name, data=data)
    return with_saved_head(opened) if isinstance(opened, Capture) else opened


def open_capture(name: str, data: bytes) -> Capture:
    """The capture in a file that holds one page.

    Refuses with SourceError a file that holds several: each is named on its own.
    """
    opened = open_file(name, data)
    return opened if isinstance(opened, Capture) else only_one(opened)


def only_one(holding: Holding) -> Capture:
    """The capture of a file that holds one entry.  Refuses with SourceError one with several."""
    from publisher.errors import SourceError

    if holding.is_one:
        return holding.open(holding.entries[0].key)
    raise SourceError(
        holding.name,
        0,
        0,
        f"this {holding.form} holds {len(holding.entries)} articles; publisher show lists them",
    )
