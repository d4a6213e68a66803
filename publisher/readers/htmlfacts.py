"""What a page says of itself: title, authors, dates, site, address, language, licence, each with where it is said.

In: the tree of a page and its article's element.  Out: Facts.  Only what is stated is taken: metadata of the head, JSON-LD,
microdata, rel=, and elements whose class says what they hold.  Nothing is completed.
"""

import datetime
import html
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from publisher.model.article import Contributor, Evidence, EvidenceKind, Relation, Source
from publisher.model.body import Direction
from publisher.model.direction import direction_of
from publisher.model.rights import Licence, NoticeKind
from publisher.readers.htmlfigure import absolute
from publisher.readers.htmltree import Element, blanks, found_at, is_phrasing, lines, words_of
from publisher.readers.language import tag_of
from publisher.readers.recognise import recognise
from publisher.readers.source import Hints
from publisher.readers.zones import PICTURES
from publisher.rights.licences import by_address
from publisher.text import squeeze

_TITLES = ("og:title", "twitter:title", "citation_title", "dc.title", "dcterms.title", "parsely-title", "sailthru.title", "title")
_AUTHORS = ("author", "article:author", "article:author_name", "parsely-author", "sailthru.author", "citation_author", "dc.creator", "dcterms.creator",
            "dc.creator.creator", "authors", "byl", "twitter:data1-author", "og:article:author")
_PUBLISHED = ("article:published_time", "og:article:published_time", "datepublished", "article:published", "parsely-pub-date", "sailthru.date",
              "citation_publication_date", "citation_date", "dc.date.issued", "dcterms.issued", "dc.date", "dcterms.date", "dcterms.created", "dc.date.created",
              "pubdate", "publishdate", "publish-date", "publication_date", "article.published", "date", "og:pubdate", "cxenseparse:recs:publishtime",
              "displaydate", "ptime", "pdate", "originalpublicationdate", "published_time_telegram", "bt:pubdate", "article_date_original", "date_published")
_UPDATED = ("article:modified_time", "og:updated_time", "datemodified", "dcterms.modified", "last-modified", "lastmod", "article.updated")
_SITES = ("og:site_name", "application-name", "citation_journal_title", "dc.publisher", "publisher")
_ARTICLES = re.compile(r"(?:Article|Posting|Report|Recipe|Review|HowTo)$")
_SEPARATOR = re.compile(r"\s+[|\-–—»·:•⋆/←]+\s+|\s*[|»⋆]\s*")
_BY = re.compile(
    r"^\s*(?:(?:written|posted|published|story|words|text)\s+)?(?:by|von|par|por|di|da|av|door|автор:?|作者[:：]?|文[:：])\s*[:：]?\s+"
    r"|^\s*(?:by|author|autor|auteur)\s*[:：]\s*", re.IGNORECASE)
_NO_NAME = re.compile(r"https?:|www\.|@|^\W*$|^\d+$|\d{4}|^(?:admin|administrator|root|webmaster|editor|staff|unknown|author|guest)$", re.IGNORECASE)
_AND = re.compile(r"\s*(?:;|\||\s(?:and|und|et|y|&)\s|,\s(?:and|und|et|y)\s)\s*")
_CLASS = "//*[contains(concat(' ', normalize-space(@class), ' '), ' {} ')]"
_AUTHOR_PLACES = ("//*[@itemprop='author']//*[@itemprop='name']", "//*[@itemprop='author']", "//a[@rel='author']",
                  f"{_CLASS.format('vcard')}{_CLASS.format('fn')}", _CLASS.format("author-name"), _CLASS.format("byline-name"),
                  "//a[contains(@href, '/author/') or contains(@href, '/authors/')]", _CLASS.format("author"), _CLASS.format("byline"),
                  "//*[contains(@class, 'author') and contains(@class, 'name')]", "//*[contains(@class, 'byline')]", "//*[contains(@class, 'author')]")
_OTHERS = re.compile(r"comment|related|sidebar|recommend|popular|recirc|more-from|widget|snippet|teaser", re.IGNORECASE)  # authors of other texts
_NAME = re.compile(
    r"(?:[A-ZÀ-ÞА-ЯŁŚŻ][\w.’'-]*\s+)(?:(?:de|da|do|del|della|di|van|von|der|den|la|le|el|bin|al|y|dos|of|the)\s+)*(?:[A-ZÀ-ÞА-ЯŁŚŻ][\w.’'-]*)"
    r"(?:\s+[A-ZÀ-ÞА-ЯŁŚŻ][\w.’'-]*){0,3}|[\u3040-\u30ff\u3400-\u9fff]{2,6}|[\uac00-\ud7a3]{2,4}")
_DAY = re.compile(r"\s*(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})(?!\d)")


@dataclass(slots=True)
class Facts:
    """What was found, as hints for the assembly; names and days as the page writes them, to tell the lines that repeat them."""

    hints: Hints
    address: str = ""
    said: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Page:
    root: Element
    article: Element
    meta: dict[str, list[str]]
    records: list[dict[str, Any]]
    evidence: list[Evidence] = field(default_factory=list)

    def know(self, fact: str, found: str) -> None:
        self.evidence.append(Evidence(field=fact, kind=EvidenceKind.STATED, found=found))

    def metas(self, names: Iterable[str]) -> Iterator[tuple[str, str]]:
        """(content, where) of the head's entries of these names, in the order of the names."""
        for name in names:
            yield from ((content, f"meta[{name}]") for content in self.meta.get(name, ()))


def facts(root: Element, article: Element, source: str) -> Facts:
    """The facts of a page; `source` is its text, in which a saving browser may have noted the address."""
    page = _Page(root, article, _meta(root), list(_records(root)))
    address = _address(page, source)
    site = _site(page)
    titles = _titles(page, site)
    people = _people(page, site)
    published, updated = _day(page, "published", _PUBLISHED, "datePublished"), _day(page, "updated", _UPDATED, "dateModified")
    licence = _licence(page, address)
    language, direction = _language(page)
    named = Source(relation=Relation.CAPTURED_FROM, name=site, url=address) if address or site else None
    said = frozenset(squeeze(text).lower() for text in (*titles, *(person.name for person in people), site, *(", ".join(p.name for p in people),)) if text)
    hints = Hints(titles=titles, contributors=people, language=language, direction=direction, published=published, updated=updated,
                  keywords=_keywords(page), sources=(named,) if named else (), licence=licence, evidence=tuple(page.evidence))
    return Facts(hints=hints, address=address, said=said)


def _meta(root: Element) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for element in root.iter("meta"):
        content = blanks(element.get("content")).strip()
        for key in ("property", "name", "itemprop"):
            if content and (name := element.get(key, "").strip().lower()) and content not in found.setdefault(name, []):
                found[name].append(content)
    return found


def _records(root: Element) -> Iterator[dict[str, Any]]:
    """Every JSON-LD record, articles first; one that is no JSON says nothing."""
    found: list[dict[str, Any]] = []
    for script in root.iter("script"):
        if "ld+json" not in script.get("type", ""):
            continue
        try:
            waiting: list[Any] = [json.loads(re.sub(r"^\s*(?:<!--|//<!\[CDATA\[)|(?:-->|//\]\]>)\s*;?\s*$", "", script.text or ""), strict=False)]
        except (ValueError, RecursionError):
            continue
        while waiting:
            record = waiting.pop(0)
            if isinstance(record, list):
                waiting = [*record[:200], *waiting]
            elif isinstance(record, dict):
                found.append(record)
                waiting += [record[key] for key in ("@graph", "mainEntity", "mainEntityOfPage") if isinstance(record.get(key), list | dict)]
    return iter([record for record in found if _is_article(record)])


def _is_article(record: dict[str, Any]) -> bool:
    types = record.get("@type", "")
    return any(isinstance(one, str) and _ARTICLES.search(one) for one in (types if isinstance(types, list) else [types]))


def _address(page: _Page, source: str) -> str:
    """The page's address: the canonical one, og:url, or what a browser noted when it saved the page."""
    base = next((absolute(element.get("href", ""), "") for element in page.root.iter("base")), "")
    links = (link for link in page.root.iter("link") if "canonical" in link.get("rel", "").lower().split())
    canonical = ((link.get("href", ""), "link[rel=canonical]") for link in links)
    saved = re.search(r"<!-- saved from url=\(\d+\)(\S+) -->", source[:2000])
    for written, found in chain(canonical, page.metas(("og:url",)), [(saved[1], "saved from url")] if saved else []):
        address = absolute(written, base)
        if address.startswith("http"):
            page.know("sources[0].url", found)
            return address
    return ""


def _site(page: _Page) -> str:
    publishers = [(record["publisher"].get("name"), "JSON-LD publisher") for record in page.records if isinstance(record.get("publisher"), dict)]
    for written, found in (*page.metas(_SITES[:1]), *publishers, *page.metas(_SITES[1:])):
        if isinstance(written, str) and (name := blanks(written).strip()) and not name.startswith("http"):
            page.know("sources[0].name", found)
            return name
    return ""


def _titles(page: _Page, site: str) -> tuple[str, ...]:
    """Headlines, best first: the visible one that the metadata repeats, else what the metadata says, without the site's name."""
    headings = [(words_of(element), str(element.tag)) for element in page.root.iter("h1")] or [
        (words_of(element), str(element.tag)) for element in page.root.iter("h2")]
    shown = [(words, tag) for words, tag in headings if words and squeeze(words).lower() != squeeze(site).lower()]
    named = found_at(page.root, "//*[@itemprop='headline' or @itemprop='name headline']")
    marked = [(words_of(element), "itemprop=headline") for element in named if words_of(element)]
    written = [(blanks(html.unescape(record["headline"])).strip(), "JSON-LD headline") for record in page.records if isinstance(record.get("headline"), str)]
    title = page.root.find(".//title")
    tag = [(words_of(title), "title")] if title is not None and words_of(title) else []
    stated = [(words, found) for words, found in (*written, *page.metas(_TITLES), *tag) if words]
    repeated = [(words, found) for words, found in shown if any(_repeats(words, other) for other, _ in stated)]
    best = sorted(repeated, key=lambda pair: -len(pair[0]))[:1]
    alone = [pair for pair in shown if pair[1] == "h1"]
    ordered = [*best, *marked[:1], *((_without_site(words, site), found) for words, found in stated), *(alone if len(alone) == 1 else []), *stated]
    unique = {squeeze(words): (words, found) for words, found in reversed(ordered) if words and squeeze(words).lower() != squeeze(site).lower()}
    titles = list(unique.values())[::-1] or stated[:1]
    if titles:
        page.know("title", titles[0][1])
    return tuple(words for words, _ in titles)


def _repeats(heading: str, stated: str) -> bool:
    """Whether what the metadata states is this heading, but for a site's name around it."""
    short, long = squeeze(heading).lower(), squeeze(stated).lower()
    return short in long and len(short) > 3 and 2 * len(short) >= len(long)


def _without_site(title: str, site: str) -> str:
    """The headline without what a page puts before or behind it in <title>: its site's name, or short last words behind a bar."""
    parts = _SEPARATOR.split(title)
    for name in filter(None, (site,)):
        for cut in (rf"\s*[|\-–—»·:•⋆/]+\s*{re.escape(name)}\s*$", rf"^\s*{re.escape(name)}\s*[|\-–—»·:•⋆/]+\s*"):
            shorter = re.sub(cut, "", title, flags=re.IGNORECASE)
            if shorter != title and shorter.strip():
                return shorter.strip()
    if len(parts) > 1 and re.search(r"\s*[|»⋆]\s*|\s[-–—]\s", title) and len(parts[0].split()) >= 3:
        last = _SEPARATOR.split(title)[-1]
        if len(last.split()) <= 4:
            return title[:title.rindex(last)].rstrip(" |-–—»·:•⋆/")
    return title


def _people(page: _Page, site: str) -> tuple[Contributor, ...]:
    for names in (_record_names(page), list(page.metas(_AUTHORS)), list(_marked_names(page))):
        found: dict[str, str] = {}
        for written, where in names:
            for name in _names(written):
                if squeeze(name).lower() not in {squeeze(known).lower() for known in (*found, site)} and not _NO_NAME.search(name):
                    found[name] = where
            if found and not where.startswith(("JSON-LD", "meta[author]", "meta[citation_author]", "meta[article:author]", "itemprop")):
                break
        if found:
            for place, where in enumerate(found.values()):
                page.know(f"contributors[{place}].name", where)
            return tuple(Contributor(name=name) for name in found)
    return ()


def _record_names(page: _Page) -> list[tuple[str, str]]:
    for record in page.records:
        given = record.get("author", record.get("creator"))
        authors = given if isinstance(given, list) else [given]
        names = [author.get("name") if isinstance(author, dict) else author for author in authors]
        flat = [name for one in names for name in (one if isinstance(one, list) else [one]) if isinstance(name, str)]
        if flat:
            return [(name, "JSON-LD author") for name in flat]
    return []


def _marked_names(page: _Page) -> Iterator[tuple[str, str]]:
    """Names in elements that say they hold the author's; not in comments, and only what has the form of a name."""
    around = {page.article, *page.article.iterancestors()}
    for place in _AUTHOR_PLACES:
        for element in found_at(page.root, place):
            above = [one for one in (element, *element.iterancestors()) if one not in around]
            if any(_OTHERS.search(f"{one.get('class', '')} {one.get('id', '')}") for one in above):
                continue
            said = [words for words, _, _ in lines(element)] if element.tag not in {"meta", "link"} else []
            names = [name for words in said[:3] for name in _names(words) if _NAME.fullmatch(name)]
            if names:
                yield from ((name, f"element of {place[:80]}") for name in names)
                break


def _names(written: str) -> Iterator[str]:
    text = _BY.sub("", blanks(html.unescape(written))).strip()
    for part in _AND.split(text):
        commas = [piece.strip() for piece in part.split(",")]
        several = len(commas) > 1 and all(2 <= len(piece.split()) <= 4 and piece[:1].isupper() for piece in commas)
        for name in commas if several else [commas[0] if len(commas) > 1 and len(commas[0].split()) > 1 else part]:
            words = name.strip(" \t.,;:|–—-")
            if words and len(words) <= 80:
                yield words


def _day(page: _Page, fact: str, names: tuple[str, ...], key: str) -> datetime.date | None:
    records = [(record[key], f"JSON-LD {key}") for record in page.records if isinstance(record.get(key), str)]
    named = found_at(page.root, f"//*[contains(@itemprop, '{key}')]")
    marked = [(element.get("content") or element.get("datetime") or words_of(element), f"itemprop={key}") for element in named]
    times = []
    if fact == "published":
        scopes = [page.article, *list(page.article.iterancestors())[:3]]
        times = [(element.get("datetime", ""), "time[datetime]") for element in page.root.iter("time") if element.get("pubdate") is not None]
        times += [(element.get("datetime", ""), "time[datetime]") for scope in scopes for element in scope.iter("time")]
        times += [(element.get("title", ""), "abbr[title]") for element in found_at(page.root, "//abbr[contains(@class,'published')]")]
    for written, found in (*records, *page.metas(names), *marked, *times):
        if day := _date(written):
            page.know(fact, found)
            return day
    return None


def _date(written: str) -> datetime.date | None:
    """The day of an ISO date, in the page's own time zone; None for what is not a date, or the epoch that a program left there."""
    match = _DAY.match(written)
    try:
        day = datetime.date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None
    return day if day and day.year > 1970 else None


def _licence(page: _Page, base: str) -> Licence | None:
    """The licence that rel=license or the metadata names for the page; none where they name several."""
    links = [(element.get("href", ""), f"{element.tag}[rel=license]") for element in page.root.iter("a", "link")
             if {"license", "licence"} & set(element.get("rel", "").lower().split()) and not _of_pictures(element)]
    records = [(record["license"], "JSON-LD license") for record in page.records if isinstance(record.get("license"), str)]
    head = list(page.metas(("dcterms.license", "dc.rights.license", "license")))
    found = {address: where for written, where in (*links, *records, *head) if (address := absolute(written, base)).startswith("http")}
    licences = {licence_at(address): where for address, where in found.items()}
    if len({licence.id or licence.url for licence in licences}) != 1:
        return None
    licence, where = next(iter(licences.items()))
    page.know("rights.licence", where)
    return licence


def _of_pictures(link: Element) -> bool:
    """Whether the line around a link speaks of pictures: their licence is not the text's."""
    holder = next((above for above in link.iterancestors() if not is_phrasing(above)), link)
    kinds = {kind for match in recognise(words_of(holder)[:500]) for kind in match.wording.kinds}
    return bool(kinds & PICTURES) and NoticeKind.CC_LICENCE not in kinds


def licence_at(address: str) -> Licence:
    """The licence that an address names; its identifier where it is one that is known (rights/licences.py)."""
    found = by_address(address)
    return Licence(id=found.id if found else "", url=address)


def _language(page: _Page) -> tuple[str, Direction]:
    """(language, direction) of the article's element or the page around it."""
    language, direction = "", ""
    for element in (page.article, *page.article.iterancestors()):
        language = language or tag_of(element.get("lang", ""))
        direction = direction or element.get("dir", "").strip().lower()
    language = language or next(filter(None, (tag_of(content) for content, _ in page.metas(("og:locale", "dc.language", "content-language", "language")))), "")
    if language:
        page.know("language", "lang")
    return language, "rtl" if direction == "rtl" else "ltr" if direction == "ltr" and direction_of(language) == "rtl" else ""


def _keywords(page: _Page) -> tuple[str, ...]:
    written = [content for content, _ in page.metas(("article:tag",))] or [
        word for content, _ in page.metas(("news_keywords", "keywords")) for word in re.split(r"[,;，、]", content)]
    return tuple(dict.fromkeys(word.strip() for word in written if 0 < len(word.strip()) <= 60))[:20]
