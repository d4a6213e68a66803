"""Links from one article of an edition to another: they lead to the copy inside.

In: the chapters of the articles.  Out: the same chapters, with links of their texts turned.  What
the source wrote stays on the link (`data-address`), so that an article that is taken out of the
edition leads to the original again.  Credit blocks keep the address of the original.
"""

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from lxml import etree

from publisher.model.article import Article, Relation
from publisher.rendering.book import Chapter
from publisher.rendering.xhtml import XHTML, Element, text_of

ORIGINAL = "data-address"  # on a link: where it leads outside the edition
_SAME_TEXT = frozenset(
    {Relation.CAPTURED_FROM, Relation.ORIGINALLY_PUBLISHED, Relation.REPUBLISHED_FROM}
)
_WEB = re.compile(r"https?://(?:www\.)?([^/?#]+)(/[^?#]*)?(?:\?([^#]*))?", re.IGNORECASE)
_CAMPAIGN = re.compile(r"(?:utm_\w+|fbclid|gclid)(?:=|$)", re.IGNORECASE)
_LINKED = re.compile(rb'href="(https?://[^"]+)"', re.IGNORECASE)


def canonical_address(url: str) -> str:
    """An address in the form in which two that lead to the same page are equal.

    Without scheme, "www.", the place within the page, marks of campaigns and the last slash; "" for
    none of the web.
    """
    found = _WEB.fullmatch(url.partition("#")[0])
    if not found:
        return ""
    host, path, query = found[1].lower(), (found[2] or "").rstrip("/"), found[3] or ""
    kept = [part for part in query.split("&") if part and not _CAMPAIGN.match(part)]
    return f"{host}{path}{'?' if kept else ''}{'&'.join(kept)}"


def lead_to_copies(articles: Iterable[Article], chapters: Iterable[Chapter]) -> Iterator[Chapter]:
    """Each article's chapter, its links to other articles of the edition leading to these.

    An address that several articles give leads to none of them.
    """
    chapters = tuple(chapters)
    copies: dict[str, str] = {}
    for article, chapter in zip(articles, chapters, strict=True):
        own = (source.url for source in article.sources if source.relation in _SAME_TEXT)
        for address in {canonical_address(url) for url in own} - {""}:
            copies[address] = "" if address in copies else chapter.name
    for chapter in chapters:
        linked = {
            canonical_address(html.unescape(found.decode()))
            for found in _LINKED.findall(chapter.markup)
        }
        names = {copies.get(address) for address in linked} - {None, "", chapter.name}
        yield _turned(chapter, copies) if names else chapter


def _turned(chapter: Chapter, copies: Mapping[str, str]) -> Chapter:
    section = etree.fromstring(chapter.markup)
    for link in _links(section):
        address = link.get("href", "")
        name = copies.get(canonical_address(address), "")
        if name and name != chapter.name:
            link.set("href", f"{name}.xhtml#{name}-title")
            link.set(ORIGINAL, address)
    return replace(chapter, markup=text_of(section))


def _links(section: Element) -> Iterator[Element]:
    """The links of an article's text and notes."""
    for part in section:
        if set(part.get("class", "").split()) & {"article-text", "notes"}:
            yield from part.iter(f"{{{XHTML}}}a")


def lead_outside(section: Element) -> None:
    """Let links to copies lead to the originals again."""
    for link in section.iter(f"{{{XHTML}}}a"):
        if original := link.attrib.pop(ORIGINAL, ""):
            link.set("href", str(original))
