"""JSON Feed, versions 1 and 1.1 (jsonfeed.org), read by the standard library.

`external_url` is another page that is talked about, not the source of the text.
"""

from collections.abc import Iterator
from typing import Any

from publisher.captures.holding import Holding
from publisher.captures.items import Item, Picture, day_in, holding_of, is_whole_text, plain_title
from publisher.captures.safe_json import listed, load_json, mapping, words
from publisher.errors import SourceError
from publisher.model.article import LeftOut, LeftOutBecause, is_address

_ENTRIES = 20_000
_VERSION = b"jsonfeed.org/version"


def is_json_feed(data: bytes) -> bool:
    """Whether a file of JSON names the version of a JSON Feed in its first bytes."""
    return _VERSION in data and data.lstrip()[:1] == b"{"


def open_json_feed(name: str, data: bytes) -> Holding:
    """The items of a JSON Feed, in its order.  Refuses with SourceError what is none."""
    feed = mapping(load_json(name, data))
    if not isinstance(feed.get("items"), list):
        raise SourceError(name, 0, 0, "this JSON Feed has no items")
    items = [_item(mapping(one), feed) for one in listed(feed["items"])[:_ENTRIES]]
    title = plain_title(words(feed, "title"))
    return holding_of(name, "JSON Feed", items, title=title, language=words(feed, "language"))


def _item(item: dict[str, Any], feed: dict[str, Any]) -> Item:
    address = words(item, "url")
    address = address if is_address(address) else words(item, "id")
    address = address if is_address(address) else ""
    text, plain = words(item, "content_html"), words(item, "content_text")
    summary = words(item, "summary")
    if not text and not plain and is_whole_text(summary):
        plain = summary
    picture = words(item, "image") or words(item, "banner_image")
    found = {
        "title": "title",
        "authors": "authors",
        "published": "date_published",
        "updated": "date_modified",
        "publication": "title of the feed",
        "language": "language",
        "address": "url",
    }
    published = day_in(words(item, "date_published"))
    return Item(
        key=words(item, "id"),
        title=plain_title(words(item, "title")),
        text=text or plain,
        form="html" if text else "capture",
        address=address,
        published=published,
        updated=day_in(words(item, "date_modified")),
        day=published or day_in(words(item, "date_modified")),
        authors=tuple(_authors(item)) or tuple(_authors(feed)),
        language=words(item, "language") or words(feed, "language"),
        publication=plain_title(words(feed, "title")),
        keywords=tuple(word for tag in listed(item.get("tags")) if (word := str(tag).strip())),
        pictures=(Picture(address=picture),) if text and is_address(picture) else (),
        teaser=summary,
        left_out=tuple(_attachments(item)),
        found=tuple(found.items()),
    )


def _authors(holder: dict[str, Any]) -> Iterator[str]:
    people = listed(holder.get("authors")) or [holder.get("author")]
    for person in people:
        if name := words(mapping(person), "name"):
            yield name


def _attachments(item: dict[str, Any]) -> Iterator[LeftOut]:
    for one in listed(item.get("attachments")):
        if address := words(mapping(one), "url"):
            because = LeftOutBecause.FURNITURE
            yield LeftOut(
                text=address, because=because, of="link", found="attachments", addresses=(address,)
            )
