"""Exports of publishing sites: Ghost, Substack and Medium (their forms as of 2026).

Each is a list of pages with columns.  Drafts are listed and passed over; a site whose address the
export does not say is not guessed.
"""

import html
import re
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote

from publisher.captures.capture import Attachment, Capture
from publisher.captures.fragments import Element, parse_page, plain_words, words_in, write_fragment
from publisher.captures.holding import Holding
from publisher.captures.items import Item, Picture, day_in, holding_of, plain_title
from publisher.captures.safe_json import listed, load_csv, load_json, mapping, words
from publisher.captures.safe_zip import Archive
from publisher.errors import SourceError
from publisher.model.article import is_address
from publisher.text import decode_bytes

_SITE = "__GHOST_URL__"
# in its place where the export does not state it: nothing can be whole against this
_UNKNOWN = "ghost:"
_PICTURE = re.compile(r"(?:src|href)=\"([^\"]*/(content/(?:images|media)/[^\"?#]+))[^\"]*\"")
_NAMED = 5  # pictures that one remark names
_POSTS = re.compile(r"(?:.*/)?posts\.csv")
_MEDIUM = re.compile(r"(?:.*/)?posts/[^/]*-?[0-9a-f]{8,12}\.html")
_MEDIUM_NAME = re.compile(r"(\d{4}-\d{2}-\d{2}|draft)_(.*?)-+([0-9a-f]{8,12})")


def is_ghost(data: bytes) -> bool:
    """Whether JSON begins as an export of Ghost does: a database with its version."""
    head = data[:4096].lstrip()
    return head[:1] == b"{" and b'"db"' in head and (b'"meta"' in head or b'"data"' in head)


def open_ghost(name: str, data: bytes, archive: Archive | None = None) -> Holding:
    """The posts and pages of a Ghost site.

    archive   the zip in which the export lies with its pictures, in the folder content.
    Refuses with SourceError what is no export of one.
    """
    found = mapping(load_json(name, data))
    first = next(iter(listed(found.get("db"))), found)
    tables = mapping(mapping(first).get("data"))
    posts = [mapping(one) for one in listed(tables.get("posts"))]
    if not posts:
        raise SourceError(name, 0, 0, "there are no posts in this export of Ghost")
    settings = {
        words(row, "key"): row.get("value") for row in map(mapping, listed(tables.get("settings")))
    }
    title = str(settings.get("title") or "")
    people = _ghost_people(tables)
    metas = {str(row.get("post_id")): row for row in map(mapping, listed(tables.get("posts_meta")))}
    language = str(settings.get("locale") or settings.get("lang") or "")
    stated = str(settings.get("url") or "").rstrip("/")
    site = stated if is_address(stated) else _UNKNOWN
    items = []
    for post in posts:
        identifier = str(post.get("id"))
        meta, authors = mapping(metas.get(identifier)), people.get(identifier, ())
        item = _ghost_item(post, meta, authors, title, language)
        texts = (item.text, *(one.address for one in item.pictures))
        text, *addresses = (one.replace(_SITE, site) for one in texts)
        pictures = zip(item.pictures, addresses, strict=True)
        shown = tuple(replace(one, address=address) for one, address in pictures)
        items.append(replace(item, text=text, pictures=shown))
    made = holding_of(name, "Ghost export", items, title=title, language=language)
    return replace(made, open=lambda key: _with_pictures(made.open(key), archive))


def _with_pictures(capture: Capture, archive: Archive | None) -> Capture:
    """The capture with the pictures of the site that lie beside the export; others are named."""
    found: list[Attachment] = []
    lacking: list[str] = []
    members = {} if archive is None else {_within_content(one): one for one in archive.members}
    for address, path in dict.fromkeys(_PICTURE.findall(capture.data.decode())):
        member = members.get(unquote(html.unescape(path)), "")
        if archive is not None and member:
            found.append(Attachment(address=html.unescape(address), data=archive.read(member)))
        elif address.startswith(_UNKNOWN):
            lacking.append(path)
    remarks = capture.stated.remarks
    if lacking:
        more = f" and {len(lacking) - _NAMED} more" if len(lacking) > _NAMED else ""
        names = f"{', '.join(lacking[:_NAMED])}{more}"
        told = f"the export does not state the address of its site, where these are: {names}"
        remarks = (*remarks, told)
    stated = replace(capture.stated, remarks=remarks)
    return replace(capture, attachments=(*capture.attachments, *found), stated=stated)


def _within_content(member: str) -> str:
    """The path of a file from the site's folder on."""
    _, mark, rest = f"/{member}".partition("/content/")
    return f"content/{rest}" if mark else member


def _ghost_people(tables: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    """The names of those who wrote each post, in the order of the site."""
    names = {
        str(row.get("id")): words(row, "name") for row in map(mapping, listed(tables.get("users")))
    }
    rows = sorted(map(mapping, listed(tables.get("posts_authors"))), key=_order)
    found: dict[str, tuple[str, ...]] = {}
    for row in rows:
        post, person = str(row.get("post_id")), names.get(str(row.get("author_id")), "")
        if person:
            found[post] = (*found.get(post, ()), person)
    for row in map(mapping, listed(tables.get("posts"))):
        if person := names.get(str(row.get("author_id")), ""):
            found.setdefault(str(row.get("id")), (person,))
    return found


def _order(row: dict[str, Any]) -> int:
    place = row.get("sort_order")
    return place if isinstance(place, int) else 0


def _ghost_item(
    post: dict[str, Any],
    meta: dict[str, Any],
    authors: tuple[str, ...],
    site: str,
    language: str,
) -> Item:
    text = words(post, "html")
    status = words(post, "status") or "published"
    visible = words(post, "visibility") or "public"
    picture = words(post, "feature_image")
    canonical = words(post, "canonical_url")
    passed_over = "" if status in {"published", "sent"} else status
    captions = (words(holder, "feature_image_caption") for holder in (post, meta))
    caption = plain_words(next(filter(None, captions), ""))
    found = {
        "title": "title",
        "authors": "posts_authors",
        "published": "published_at",
        "updated": "updated_at",
        "standfirst": "custom_excerpt",
        "publication": "title of the site",
        "address": "canonical_url",
    }
    return Item(
        key=words(post, "slug") or str(post.get("id", "")),
        title=plain_title(words(post, "title")),
        text=text,
        address=canonical if is_address(canonical) else "",
        published=day_in(words(post, "published_at")),
        day=day_in(words(post, "published_at")) or day_in(words(post, "created_at")),
        authors=authors,
        standfirst=plain_words(words(post, "custom_excerpt")),
        language=words(post, "locale") or language,
        publication=site,
        pictures=(Picture(address=picture, alt=words(meta, "feature_image_alt"), caption=caption),)
        if picture
        else (),
        remarks=("the site shows this to members alone",) if visible not in {"public", ""} else (),
        passed_over=passed_over,
        found=tuple(found.items()),
    )


def open_export(name: str, archive: Archive) -> Holding | None:
    """The posts of a zip of Substack, Medium or Ghost; None for any other zip."""
    posts = next((one for one in archive.members if _POSTS.fullmatch(one)), "")
    if posts:
        return _substack(name, archive, posts)
    if any(_MEDIUM.fullmatch(one) for one in archive.members):
        return _medium(name, archive)
    for member in archive.members:
        if member.endswith(".json") and is_ghost(data := archive.read(member)):
            return open_ghost(name, data, archive)
    return None


def _substack(name: str, archive: Archive, table: str) -> Holding:
    """posts.csv and posts/ID.slug.html, a bare fragment each."""
    folder = str(PurePosixPath(table).parent)
    files = {
        PurePosixPath(one).name.partition(".")[0]: one
        for one in archive.members
        if one.endswith(".html") and PurePosixPath(one).parent.name == "posts"
    }
    items = []
    for row in load_csv(name, archive.read(table)):
        identifier = row.get("post_id", "")
        member = files.get(identifier.partition(".")[0], "")
        try:
            text, damaged = archive.text(member) if member else "", ""
        except SourceError as error:
            text, damaged = "", f"damaged ({error.message})"
        published = row.get("is_published", "true").strip().lower() in {"true", "1", "t"}
        audience = row.get("audience", "")
        found = {"title": "title in posts.csv", "published": "post_date", "standfirst": "subtitle"}
        items.append(
            Item(
                key=identifier,
                title=plain_title(row.get("title", "")),
                text=text,
                published=day_in(row.get("post_date", "")),
                standfirst=row.get("subtitle", "").strip(),
                remarks=("the site shows this to subscribers who pay",)
                if audience in {"only_paid", "founding"}
                else (),
                passed_over=damaged if published else "draft",
                found=tuple(found.items()),
            )
        )
    title = "" if folder in {".", ""} else PurePosixPath(folder).name
    return holding_of(name, "Substack export", items, title=title)


def _medium(name: str, archive: Archive) -> Holding:
    """posts/DAY_Title-ID.html, each a page with its facts marked (h-entry)."""
    items = []
    for member in archive.members:
        if not _MEDIUM.fullmatch(member):
            continue
        stem = PurePosixPath(member).stem
        try:
            items.append(_medium_item(name, archive.read(member), stem))
        except SourceError as error:
            items.append(Item(key=stem, title=stem, passed_over=f"damaged ({error.message})"))
    return holding_of(name, "Medium export", items)


def _medium_item(name: str, data: bytes, stem: str) -> Item:
    tree = parse_page(name, decode_bytes(data, name)[0])
    canonical = _classed(tree, "p-canonical")
    time = _classed(tree, "dt-published")
    author = _classed(tree, "p-author")
    subtitle = _classed(tree, "p-summary")
    title = _classed(tree, "p-name")
    body = _classed(tree, "e-content")
    named = _MEDIUM_NAME.fullmatch(stem)
    heading = words_in(title) if title is not None else ""
    summary = words_in(subtitle) if subtitle is not None else ""
    text = _without_head(body, heading, summary) if body is not None else ""
    address = canonical.get("href", "") if canonical is not None else ""
    day = day_in(time.get("datetime", "")) if time is not None else None
    found = {
        "title": "p-name",
        "authors": "p-author",
        "published": "dt-published",
        "standfirst": "p-summary",
        "address": "p-canonical",
    }
    return Item(
        key=stem,
        title=heading,
        text=text,
        address=address if is_address(address) else "",
        published=day,
        authors=(words_in(author),) if author is not None else (),
        standfirst=summary,
        passed_over="draft" if named and named[1] == "draft" else "",
        found=tuple(found.items()),
    )


def _classed(tree: Element, name: str) -> Element | None:
    return next((one for one in tree.iter() if name in one.get("class", "").split()), None)


def _without_head(body: Element, title: str, subtitle: str) -> str:
    """The text of a post; its headline and subtitle are in it a second time, behind a rule."""
    for one in list(body.iter("hr", "h1", "h2", "h3", "h4", "p", "img")):
        words, parent = words_in(one), one.getparent()
        is_again = words in {title, subtitle} and one.tag in {"h1", "h2", "h3", "h4"}
        if (
            (one.tail or "").strip()
            or parent is None
            or not (one.tag == "hr" or (words and is_again))
        ):
            break
        parent.remove(one)
    return write_fragment(body)
