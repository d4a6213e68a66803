"""One page with the pictures its article shows, and what the server said of it."""

import datetime
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from publisher.errors import FetchError
from publisher.fetching.client import Client, Response, status_words
from publisher.fetching.robots import Robots, mining_of, robots_of
from publisher.text import codec_of
from publisher.value import value

_PAGES = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/plain": "txt",
    "text/markdown": "md",
    "application/rss+xml": "xml",
    "application/atom+xml": "xml",
    "application/rdf+xml": "xml",
    "application/feed+json": "json",
    "application/json": "json",
    "message/rfc822": "eml",
    "application/epub+zip": "epub",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.oasis.opendocument.text": "odt",
}
_XML = {"application/xml", "text/xml"}
# What is said of a page's rights, of its letters and of its versions; nothing of its reader.
_KEPT = frozenset(
    {
        "date",
        "last-modified",
        "etag",
        "content-type",
        "content-language",
        "content-location",
        "content-usage",
        "content-signal",
        "link",
        "tdm-reservation",
        "tdm-policy",
        "x-robots-tag",
    }
)
_ACCEPT = "text/html,application/xhtml+xml,text/plain;q=0.8,*/*;q=0.5"
_LOOKED_AT = 1024


@value
class Picture:
    """A picture of a page: its address as the page's article names it, and its bytes."""

    address: str
    data: bytes


@value
class Fetched:
    """A page as it was had.

    asked     the address that was asked for.   address: where the page stands.
    ending    of its file: "html", "txt", "xml" …   charset: as the server states it, "" if not.
    moment    when it was fetched.   headers: those that are kept.
    robots    the host's robots.txt, as it was then.   mining: its tdmrep.json.
    missing   pictures that could not be had -> why.
    """

    asked: str
    address: str
    hops: tuple[tuple[str, int], ...]
    data: bytes
    ending: str
    charset: str
    moment: datetime.datetime
    headers: tuple[tuple[str, str], ...]
    robots: str = ""
    mining: str = ""
    pictures: tuple[Picture, ...] = ()
    missing: Mapping[str, str]

    def record(self, names: Mapping[str, str]) -> bytes:
        """What is kept beside the page, as JSON: all but the bytes.

        names   the address of each picture -> its file, beside this one.
        """
        digests = {one.address: hashlib.sha256(one.data).hexdigest() for one in self.pictures}
        told = {
            "asked": self.asked,
            "address": self.address,
            "hops": [{"address": address, "status": status} for address, status in self.hops],
            "moment": self.moment.isoformat(),
            "charset": self.charset,
            "sha256": hashlib.sha256(self.data).hexdigest(),
            "bytes": len(self.data),
            "headers": _joined(self.headers),
            "robots": self.robots,
            "tdmrep": self.mining,
            "pictures": [
                {"address": address, "file": file, "sha256": digests[address]}
                for address, file in names.items()
            ],
            "missing": dict(self.missing),
        }
        return json.dumps(told, ensure_ascii=False, indent=1).encode() + b"\n"


def _joined(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Each header once: one that is said twice is a list with commas (RFC 9110, 5.3)."""
    found: dict[str, str] = {}
    for name, words in headers:
        found[name] = f"{found[name]}, {words}" if name in found else words
    return found


def fetch_page(
    client: Client,
    address: str,
    moment: datetime.datetime,
    robots: dict[str, Robots],
    mining: dict[str, str],
    *,
    despite_robots: bool = False,
) -> Fetched:
    """The page at an address, without its pictures.

    robots   the robots.txt that were fetched before, mining: the tdmrep.json; one more is added for
             a new host.
    Refuses with FetchError whatever is no page, in one line with the way on.
    """
    client.pause_for(address)
    rules = robots_of(client, address, robots)
    if not despite_robots and not rules.allows(address, client.agent):
        raise FetchError(
            address,
            "the site asks programs not to fetch it (robots.txt); open it in a browser, save the"
            " page, and build the saved file, or say --despite-robots",
        )
    limits = client.limits
    response = client.get(address, most=limits.page_bytes, seconds=limits.seconds, accept=_ACCEPT)
    if response.status != 200:
        raise FetchError(
            address,
            f"the server answered {status_words(response.status)}; open it in a browser, save the"
            " page, and build the saved file",
        )
    if not response.data.strip():
        raise FetchError(address, "the server gave an empty page")
    media_type, charset = _stated(response.header("content-type"))
    return Fetched(
        asked=address,
        address=response.address,
        hops=response.hops,
        data=response.data,
        ending=_ending(address, media_type, response),
        charset=charset if codec_of(charset) else "",
        moment=moment,
        headers=tuple((name, words) for name, words in response.headers if name in _KEPT),
        robots=rules.text,
        mining=mining_of(client, response.address, mining),
        missing={},
    )


def with_pictures(
    client: Client, page: Fetched, addresses: Iterable[str], fault_of: Callable[[bytes], str]
) -> Fetched:
    """The page with these pictures, as far as they can be had: one after the other, within limits.

    fault_of   why no picture can be made of bytes; "" where one can.
    """
    pictures: list[Picture] = []
    missing: dict[str, str] = {}
    left = client.limits.pictures_bytes
    for address in dict.fromkeys(addresses):
        if len(pictures) >= client.limits.pictures or left <= 0:
            missing[address] = "there are more pictures than are fetched"
            continue
        try:
            data = _picture(client, address, min(left, client.limits.picture_bytes), fault_of)
        except FetchError as error:
            missing[address] = error.message
            continue
        left -= len(data)
        pictures.append(Picture(address=address, data=data))
    return replace(page, pictures=tuple(pictures), missing=missing)


def _picture(client: Client, address: str, most: int, fault_of: Callable[[bytes], str]) -> bytes:
    response = client.get(
        address, most=most, seconds=client.limits.seconds, accept="image/*,*/*;q=0.5"
    )
    if response.status != 200:
        raise FetchError(address, f"the server answered {status_words(response.status)}")
    if fault := fault_of(response.data):
        raise FetchError(address, fault)
    return response.data


def _stated(content_type: str) -> tuple[str, str]:
    """(media type, charset) of a Content-Type header (RFC 9110, 8.3)."""
    media_type, *parameters = content_type.split(";")
    charset = next(_charsets(parameters), "")
    return media_type.strip().lower(), charset


def _charsets(parameters: Iterable[str]) -> Iterator[str]:
    for parameter in parameters:
        name, _, given = parameter.partition("=")
        if name.strip().lower() == "charset":
            yield given.strip().strip("\"'").lower()


def _ending(address: str, media_type: str, response: Response) -> str:
    """The ending for a page's file.  Refuses with FetchError what is no page."""
    if media_type in _PAGES:
        return _PAGES[media_type]
    head = response.data[:_LOOKED_AT].lstrip().lower()
    if media_type in _XML and b"<html" not in head:
        return "xml"
    if head.startswith((b"<!doctype html", b"<html", b"<head", b"<?xml")):
        return "html"
    what = "a picture" if media_type.startswith("image/") else "a file"
    kind = media_type[:60] or "of no stated kind"
    raise FetchError(address, f"this is {what} ({kind}), not a page")
