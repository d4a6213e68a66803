"""The authors of a page: named by its records, its head, or elements that say they hold the author's name.

In: a Page.  Out: contributors; a name only where something says that it is the author's.
"""

import html
import re
from collections.abc import Iterator

from publisher.model.article import Contributor
from publisher.readers.html.records import Page
from publisher.readers.html.tree import blanks, found_at, lines
from publisher.text import squeeze

_AUTHORS = (
    "author",
    "article:author",
    "article:author_name",
    "parsely-author",
    "sailthru.author",
    "citation_author",
    "dc.creator",
    "dcterms.creator",
    "dc.creator.creator",
    "authors",
    "byl",
    "twitter:data1-author",
    "og:article:author",
)
_BY = re.compile(
    r"^\s*(?:(?:written|posted|published|story|words|text)\s+)?(?:by|von|par|por|di|da|av|door|автор:?|作者[:：]?|文[:：])\s*[:：]?\s+"
    r"|^\s*(?:by|author|autor|auteur)\s*[:：]\s*",
    re.IGNORECASE,
)
_AND = re.compile(r"\s*(?:;|\||\s(?:and|und|et|y|&)\s|,\s(?:and|und|et|y)\s)\s*")
_NO_NAME = re.compile(
    r"https?:|www\.|@|^\W*$|^\d+$|\d{4}|^(?:admin|administrator|root|webmaster|editor|staff|unknown|author|guest)$",
    re.IGNORECASE,
)
# authors of other texts
_OTHERS = re.compile(
    r"comment|related|sidebar|recommend|popular|recirc|more-from|widget|snippet|teaser",
    re.IGNORECASE,
)
_CLASS = "//*[contains(concat(' ', normalize-space(@class), ' '), ' {} ')]"
_AUTHOR_PLACES = (
    "//*[@itemprop='author']//*[@itemprop='name']",
    "//*[@itemprop='author']",
    "//a[@rel='author']",
    f"{_CLASS.format('vcard')}{_CLASS.format('fn')}",
    _CLASS.format("author-name"),
    _CLASS.format("byline-name"),
    "//a[contains(@href, '/author/') or contains(@href, '/authors/')]",
    _CLASS.format("author"),
    _CLASS.format("byline"),
    "//*[contains(@class, 'author') and contains(@class, 'name')]",
    "//*[contains(@class, 'byline')]",
    "//*[contains(@class, 'author')]",
)
_NAME = re.compile(
    r"(?:[A-ZÀ-ÞА-ЯŁŚŻ][\w.’'-]*\s+)(?:(?:de|da|do|del|della|di|van|von|der|den|la|le|el|bin|al|y|dos|of|the)\s+)*(?:[A-ZÀ-ÞА-ЯŁŚŻ][\w.’'-]*)"
    r"(?:\s+[A-ZÀ-ÞА-ЯŁŚŻ][\w.’'-]*){0,3}|[\u3040-\u30ff\u3400-\u9fff]{2,6}|[\uac00-\ud7a3]{2,4}"
)


def people_of(page: Page, site: str) -> tuple[Contributor, ...]:
    """The authors; the first place that names any counts, and the site itself is none."""
    for names in (_record_names(page), list(page.metas(_AUTHORS)), list(_marked_names(page))):
        found: dict[str, str] = {}
        for written, where in names:
            for name in _names(written):
                if squeeze(name).lower() not in {
                    squeeze(known).lower() for known in (*found, site)
                } and not _NO_NAME.search(name):
                    found[name] = where
            if found and not where.startswith(
                (
                    "JSON-LD",
                    "meta[author]",
                    "meta[citation_author]",
                    "meta[article:author]",
                    "itemprop",
                )
            ):
                break
        if found:
            for place, where in enumerate(found.values()):
                page.know(f"contributors[{place}].name", where)
            return tuple(Contributor(name=name) for name in found)
    return ()


def _record_names(page: Page) -> list[tuple[str, str]]:
    for record in page.records:
        given = record.get("author", record.get("creator"))
        authors = given if isinstance(given, list) else [given]
        names = [author.get("name") if isinstance(author, dict) else author for author in authors]
        flat = [
            name
            for one in names
            for name in (one if isinstance(one, list) else [one])
            if isinstance(name, str)
        ]
        if flat:
            return [(name, "JSON-LD author") for name in flat]
    return []


def _marked_names(page: Page) -> Iterator[tuple[str, str]]:
    """Names in elements that say they hold the author's.

    Not in comments, and only what has the form of a name.
    """
    around = {page.article, *page.article.iterancestors()}
    for place in _AUTHOR_PLACES:
        for element in found_at(page.root, place):
            above = [one for one in (element, *element.iterancestors()) if one not in around]
            if any(_OTHERS.search(f"{one.get('class', '')} {one.get('id', '')}") for one in above):
                continue
            said = (
                [words for words, _, _ in lines(element)]
                if element.tag not in {"meta", "link"}
                else []
            )
            names = [name for words in said[:3] for name in _names(words) if _NAME.fullmatch(name)]
            if names:
                yield from ((name, f"element of {place[:80]}") for name in names)
                break


def _names(written: str) -> Iterator[str]:
    text = _BY.sub("", blanks(html.unescape(written))).strip()
    for part in _AND.split(text):
        commas = [piece.strip() for piece in part.split(",")]
        several = len(commas) > 1 and all(
            2 <= len(piece.split()) <= 4 and piece[:1].isupper() for piece in commas
        )
        for name in (
            commas
            if several
            else [commas[0] if len(commas) > 1 and len(commas[0].split()) > 1 else part]
        ):
            words = name.strip(" \t.,;:|–—-")
            if words and len(words) <= 80:
                yield words
