"""Exports of programs that keep articles to be read: texts with their facts, or addresses alone.

Wallabag (JSON), Readeck (JSON), Omnivore (JSON and a folder of pages), Readwise (CSV), Instapaper
(CSV or HTML), Pocket (CSV or HTML).  The lists hold addresses: there is nothing of an article
until its page is fetched.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

from publisher.captures.fragments import parse_page, words_in
from publisher.captures.holding import Holding
from publisher.captures.items import (
    Item,
    Picture,
    day_in,
    holding_of,
    moment_in,
    moment_of_seconds,
    plain_title,
)
from publisher.captures.safe_json import listed, load_csv, load_json, mapping, words
from publisher.captures.safe_zip import Archive
from publisher.errors import SourceError
from publisher.model.article import is_address
from publisher.text import decode_bytes

_ROWS = 50_000
# names of columns and keys, in small letters, by what they say; the first that is there counts
_ADDRESS = ("url", "given_url", "resolved_url", "originalarticleurl", "source_url", "link", "href")
_TITLE = ("title", "given_title", "resolved_title", "name")
_TEXT = ("content", "content_html", "html", "article_html", "content_text", "text")
_AUTHOR = ("published_by", "authors", "author", "byline")
_DAY = ("published_at", "publishedat", "published", "published_date", "date_published")
_SAVED = (
    "created_at",
    "savedat",
    "saved_at",
    "saved date",
    "time_added",
    "timestamp",
    "created",
    "date",
)
_PAPER = ("domain_name", "sitename", "site_name", "site", "publication")
_KEYS = (b'"url"', b'"originalArticleUrl"', b'"href"')  # "URL" is a citation's
_COLUMNS = {b"url", b"given_url", b"link"}
_LISTS = re.compile(
    rb"<title>\s*(?:Pocket|Instapaper)[^<]{0,40}export"
    rb"|<h1>\s*(?:Unread|Read Archive)\s*</h1>\s*<[uo]l>|<!DOCTYPE NETSCAPE-Bookmark-file-1>",
    re.IGNORECASE,
)


def is_reading_list(data: bytes) -> bool:
    """Whether JSON is a list of rows with addresses, as these programs export it."""
    head = data[:20_000].lstrip(b"\xef\xbb\xbf \t\r\n")
    is_list = re.match(rb"\[\s*\{", head) is not None
    wrapped = re.match(rb"\{\s*\"(?:items|bookmarks|articles|entries|_embedded)\"\s*:", head)
    return (is_list or wrapped is not None) and any(key in head for key in _KEYS)


def open_reading_list(name: str, data: bytes) -> Holding:
    """The articles of a list in JSON.  Refuses with SourceError a list without any."""
    found = load_json(name, data)
    inner = mapping(found)
    rows = listed(found) or next(
        (
            listed(inner.get(key))
            for key in ("items", "bookmarks", "articles", "entries")
            if listed(inner.get(key))
        ),
        listed(mapping(inner.get("_embedded")).get("items")),
    )
    items = [_item(_lowered(mapping(row))) for row in rows[:_ROWS]]
    items = [item for item in items if item.address or item.text]
    if not items:
        raise SourceError(name, 0, 0, "there is no article in this list")
    return holding_of(name, "reading list", items)


def is_table(data: bytes) -> bool:
    """Whether a file is a table of values with a column of addresses."""
    first = data[:4096].removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0].lower().strip()
    cells = [cell.strip(b" \"'") for cell in first.split(b",")]
    return len(cells) > 1 and b"<" not in first and bool(_COLUMNS & set(cells))


def open_table(name: str, data: bytes) -> Holding:
    """The articles of a list in CSV.  Refuses with SourceError a list without any."""
    rows = load_csv(name, data)[:_ROWS]
    items = [item for row in rows if (item := _item(row)).address]
    if not items:
        raise SourceError(name, 0, 0, "there is no address in this list")
    return holding_of(name, "reading list", items)


def is_list_of_links(data: bytes) -> bool:
    """Whether a page of HTML is a list of links that a program exported."""
    return _LISTS.search(data[:4096]) is not None


def open_list_of_links(name: str, data: bytes) -> Holding:
    """The links of such a page.  Refuses with SourceError a list without any."""
    tree = parse_page(name, decode_bytes(data, name)[0])
    items = []
    for link in list(tree.iter("a"))[:_ROWS]:
        address = link.get("href", "").strip()
        if not is_address(address):
            continue
        saved = moment_of_seconds(link.get("time_added") or link.get("add_date"))
        title = words_in(link)
        items.append(
            Item(
                address=address,
                title="" if is_address(title) else title,
                day=saved.date() if saved else None,
                moment=saved,
            )
        )
    if not items:
        raise SourceError(name, 0, 0, "there is no address in this list")
    return holding_of(name, "reading list", items)


def open_list_in_zip(name: str, archive: Archive) -> Holding | None:
    """The articles of a reading list that is a zip; None for any other zip.

    Omnivore: metadata_*.json and content/SLUG.html.  Others: tables and lists of their own kind.
    """
    items: list[Item] = []
    for member in archive.members:
        data = archive.read(member) if member.endswith((".json", ".csv")) else b""
        if member.endswith(".json") and is_reading_list(data):
            rows = listed(load_json(name, data))[:_ROWS]
            items += [_with_page(archive, _lowered(mapping(row))) for row in rows]
        elif member.endswith(".csv") and is_table(data):
            items += [_item(row) for row in load_csv(name, data)[:_ROWS]]
    items = [item for item in items if item.address or item.text]
    return holding_of(name, "reading list", items) if items else None


def _with_page(archive: Archive, row: Mapping[str, Any]) -> Item:
    slug = str(row.get("slug") or "")
    place = next(
        (
            one
            for one in archive.members
            if PurePosixPath(one).stem == slug and one.endswith((".html", ".md"))
        ),
        "",
    )
    if not slug or not place:
        return _item(row)
    try:
        text = archive.text(place)
    except SourceError as error:
        return replace(_item(row), passed_over=f"damaged ({error.message})")
    return _item({**row, "content": text}, form="markdown" if place.endswith(".md") else "")


def _lowered(row: Mapping[str, Any]) -> dict[str, Any]:
    return {str(key).lower(): value for key, value in row.items()}


def _said(row: Mapping[str, Any], names: tuple[str, ...]) -> str:
    for name in names:
        value = row.get(name)
        if isinstance(value, str) and value.strip():
            return value.strip()
        if isinstance(value, int | float) and not isinstance(value, bool):
            return str(value)
    return ""


def _item(row: Mapping[str, Any], form: str = "") -> Item:
    """The article of a row."""
    address = _said(row, _ADDRESS)
    text = _said(row, _TEXT)
    saved = _said(row, _SAVED)
    moment = moment_of_seconds(saved) if saved.replace(".", "").isdigit() else moment_in(saved)
    published = _said(row, _DAY)
    first = moment_of_seconds(published) if published.isdigit() else None
    day = first.date() if first else day_in(published)
    title = plain_title(_said(row, _TITLE))
    picture = _said(row, ("preview_picture", "image", "thumbnail"))
    found = {
        "title": "title in the list",
        "authors": "author in the list",
        "published": "day of publication in the list",
        "language": "language in the list",
        "publication": "site in the list",
        "address": "address in the list",
    }
    is_html = "<" in text
    return Item(
        key=_said(row, ("id", "slug")),
        title="" if is_address(title) else title,
        text=text,
        form=form or ("html" if is_html or not text else "capture"),
        address=address if is_address(address) else "",
        day=day or (moment.date() if moment else None),
        published=day,
        moment=moment if moment and moment.tzinfo else None,
        authors=tuple(_authors(row)),
        language=_said(row, ("language", "lang")),
        publication=_said(row, _PAPER),
        keywords=tuple(_keywords(row)),
        pictures=(Picture(address=picture),) if text and is_html and is_address(picture) else (),
        teaser="" if text else _said(row, ("description", "excerpt", "selection", "summary")),
        found=tuple(found.items()),
    )


def _authors(row: Mapping[str, Any]) -> Iterator[str]:
    for name in _AUTHOR:
        value = row.get(name)
        people = value if isinstance(value, list) else [value]
        names = [words(one, "name") if isinstance(one, dict) else one for one in people]
        said = [one.strip() for one in names if isinstance(one, str) and one.strip()]
        if said:
            yield from said
            return


def _keywords(row: Mapping[str, Any]) -> Iterator[str]:
    value = row.get("tags", row.get("labels"))
    if isinstance(value, str):
        value = re.split(r"[,|]", value.strip("[]"))
    for one in listed(value):
        label = words(one, "label") or words(one, "name") if isinstance(one, dict) else str(one)
        if plain := label.strip(" \"'"):
            yield plain
