"""RSS, RDF and Atom: a feed as its entries (RSS 2.0; RSS 1.0; RFC 4287).

feedparser reads the form, with its own cleaning and resolving switched off: they take ruby,
details and srcset out of the text (measured, 6.0.14).  A feed's own date is none of its entries'.
"""

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urljoin

from publisher.captures.fragments import plain_words
from publisher.captures.holding import Holding
from publisher.captures.items import (
    Item,
    Picture,
    day_in,
    holding_of,
    is_whole_text,
    plain_title,
)
from publisher.captures.package_signals import is_rsl_link, of_feed_links, rsl_of_feed
from publisher.captures.safe_xml import refuse_entities
from publisher.errors import InstallationError, SourceError
from publisher.model.article import LeftOut, LeftOutBecause, is_address
from publisher.model.rights import Signal

_LARGEST = 16 * 2**20  # a megabyte costs feedparser up to two seconds
_ENTRIES = 20_000
_FORMS = {"rss": "RSS feed", "atom": "Atom feed", "cdf": "CDF feed"}
_FRAGMENT = {"text/html", "application/xhtml+xml"}


def open_feed(name: str, data: bytes) -> Holding:
    """The entries of a feed, in its order.

    Refuses with SourceError what is no feed, is too large, or declares entities of its own; with
    InstallationError where feedparser is not there.
    """
    if len(data) > _LARGEST:
        raise SourceError(name, 0, 0, "this feed is larger than 16 megabytes; it is not read")
    refuse_entities(name, data)
    try:
        import feedparser
    except ImportError as error:
        raise InstallationError(
            "feeds are read by feedparser, which is not installed",
            "pip install 'publisher[feeds]'",
        ) from error
    try:
        found = feedparser.parse(io.BytesIO(data), sanitize_html=False, resolve_relative_uris=False)
    except (ValueError, LookupError, RecursionError, AssertionError) as error:
        raise SourceError(name, 0, 0, "this feed cannot be taken apart") from error
    if not found.get("version"):
        raise SourceError(name, 0, 0, "this is no RSS and no Atom feed")
    feed = dict(found.feed)
    entries = found.entries[:_ENTRIES]
    items = [_item(dict(entry), feed) for entry in entries]
    whole, of_each = rsl_of_feed(name, data)
    own = of_each if len(of_each) == len(found.entries) else [()] * len(items)
    signals = [
        (*of_feed_links(entry, "licence of the entry"), *rsl, *_of_feed(item, feed), *whole)
        for item, entry, rsl in zip(items, entries, own, strict=False)
    ]
    form = next((words for key, words in _FORMS.items() if found.version.startswith(key)), "feed")
    return holding_of(
        name,
        form,
        [replace(item, signals=said) for item, said in zip(items, signals, strict=True)],
        title=plain_title(str(feed.get("title", ""))),
        language=str(feed.get("language") or ""),
    )


def _of_feed(item: Item, feed: Mapping[str, Any]) -> Iterator[Signal]:
    """The licences of the feed: none of an entry that says its own rights."""
    own = dict(item.found).get("licence") == "licence of the entry"
    return iter(()) if own else of_feed_links(feed, "stated for the feed")


def _item(entry: Mapping[str, Any], feed: Mapping[str, Any]) -> Item:
    address = _address(entry, feed)
    text, base, language = _text(entry)
    summary = str(entry.get("summary", ""))
    teaser = "" if text else plain_words(summary)
    if not text and (is_whole_text(summary) or not address):
        text, teaser = summary, ""
    elif text and summary and summary != text:
        teaser = plain_words(summary)
    published, updated = str(entry.get("published", "")), str(entry.get("updated", ""))
    updated = "" if updated == published else updated
    licence, licence_found = _licence(entry, feed)
    source = entry.get("source") or {}
    found = {
        "title": "title of the entry",
        "authors": "author of the entry",
        "published": "date of the entry",
        "updated": "updated of the entry",
        "publication": "title of the feed",
        "language": "language of the feed",
        "licence": licence_found,
        "original": "source of the entry",
        "address": "link of the entry",
    }
    return Item(
        key=str(entry.get("id", "")),
        title=plain_title(str(entry.get("title", ""))),
        text=text,
        address=address,
        base=base or address,
        day=day_in(published) or day_in(updated),
        published=day_in(published),
        updated=day_in(updated),
        authors=tuple(_authors(entry)) or tuple(_authors(source)) or tuple(_authors(feed)),
        language=language or str(feed.get("language") or ""),
        publication=plain_title(str(feed.get("title", ""))),
        licence=licence,
        rights=tuple(dict.fromkeys(filter(None, (_rights(entry), _rights(feed))))),
        original=_source_address(source),
        original_name=plain_title(str(source.get("title", ""))),
        keywords=tuple(_keywords(entry)),
        pictures=tuple(_pictures(entry)),
        teaser=teaser,
        left_out=tuple(_enclosures(entry)),
        found=tuple(found.items()),
    )


def _address(entry: Mapping[str, Any], feed: Mapping[str, Any]) -> str:
    link = str(entry.get("link", ""))
    address = urljoin(str(feed.get("link", "")), link) if link else ""
    return address if is_address(address) else ""


def _text(entry: Mapping[str, Any]) -> tuple[str, str, str]:
    """(the longest content of an entry as HTML, what its addresses are whole against, language)."""
    found = [one for one in entry.get("content", ()) if one.get("value", "").strip()]
    best = max(found, key=lambda one: len(one["value"]), default=None)
    if best is None:
        return "", "", ""
    text = best["value"]
    if best.get("type") not in _FRAGMENT:
        paragraphs = (plain_words(one) for one in text.split("\n\n"))
        text = "".join(f"<p>{one}</p>" for one in paragraphs if one) if "<" not in text else text
    return text, best.get("base") or "", best.get("language") or ""


def _authors(entry: Mapping[str, Any]) -> Iterator[str]:
    """The names of those who are credited, each once.

    feedparser leaves a piece of some addresses in front of a name: "ple (Ada Example".
    """
    seen = set()
    for person in entry.get("authors", ()):
        name = " ".join(str(person.get("name", "")).split())
        in_brackets = re.search(r"\(([^()]+)\)?$", name)
        name = in_brackets[1].strip() if in_brackets else name
        if name and name not in seen:
            seen.add(name)
            yield name


def _licence(entry: Mapping[str, Any], feed: Mapping[str, Any]) -> tuple[str, str]:
    """(address of the licence that an entry or its feed states, where)."""
    for holder, found in ((entry, "licence of the entry"), (feed, "stated for the feed")):
        if holder is feed and _rights(entry):
            return "", ""  # an entry that says its own rights is not under those of the feed
        for link in holder.get("links", ()):
            is_licence = link.get("rel") == "license" and not is_rsl_link(link)
            if is_licence and is_address(str(link.get("href", ""))):
                return str(link["href"]), found
    return "", ""


def _rights(holder: Mapping[str, Any]) -> str:
    return plain_title(str(holder.get("rights", "")))


def _source_address(source: Mapping[str, Any]) -> str:
    for link in source.get("links", ()):
        if link.get("rel") == "alternate":
            return str(link.get("href", ""))
    return ""


def _keywords(entry: Mapping[str, Any]) -> Iterator[str]:
    for tag in entry.get("tags", ()):
        term = str(tag.get("label") or tag.get("term") or "").strip()
        if term and not is_address(term):
            yield term


def _pictures(entry: Mapping[str, Any]) -> Iterator[Picture]:
    """The pictures of an entry that stand beside its text (Media RSS 1.5.1; enclosures)."""
    media = [one for one in entry.get("media_content", ()) if _is_picture(one)]
    credits_ = [str(one.get("content", "")).strip() for one in entry.get("media_credit", ())]
    for number, one in enumerate(media):
        alone = len(media) == len(credits_) or len(media) == 1
        credit = credits_[number] if alone and number < len(credits_) else ""
        yield Picture(address=str(one["url"]), credit=credit)
    if not media:
        for link in entry.get("links", ()):
            kind = str(link.get("type", ""))
            if link.get("rel") == "enclosure" and kind.startswith("image/"):
                yield Picture(address=str(link.get("href", "")))


def _is_picture(media: Mapping[str, Any]) -> bool:
    kind = str(media.get("type", ""))
    is_one = media.get("medium") == "image" or kind.startswith("image/")
    return is_one and is_address(str(media.get("url", "")))


def _enclosures(entry: Mapping[str, Any]) -> Iterator[LeftOut]:
    """What a feed gives to hear or to see, which no book holds."""
    for link in entry.get("links", ()):
        address = str(link.get("href", ""))
        kind = str(link.get("type", ""))
        if link.get("rel") == "enclosure" and address and not kind.startswith("image/"):
            because = LeftOutBecause.FURNITURE
            yield LeftOut(
                text=address, because=because, of="link", found="enclosure", addresses=(address,)
            )
