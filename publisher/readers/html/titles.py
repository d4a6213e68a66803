"""The headlines of a page, best first, and the lines that belong to it: kicker and standfirst.

The visible headline that the metadata repeats, without the name of the site; never the site's own.

In: a Page and what is near its headline.  Out: words, each as they are written.
"""

import html
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from publisher.readers.html.nearby import Neighbourhood
from publisher.readers.html.records import Page
from publisher.readers.html.site import PARTS, SECTIONS, SEPARATOR, Site, leads_home
from publisher.readers.html.tree import (
    HEADINGS,
    Element,
    blanks,
    is_hidden,
    is_phrasing,
    words_of,
)
from publisher.text import squeeze

_TITLES = (
    "og:title",
    "twitter:title",
    "citation_title",
    "dc.title",
    "dcterms.title",
    "parsely-title",
    "sailthru.title",
    "title",
)
_DESCRIPTIONS = ("description", "og:description", "twitter:description", "dc.description")
_LEVELS = ("h1", "h2", "h3")
_BARS = ("|", "»", "⋆")
_PROSE = 60  # characters of a paragraph that is the text
_ALIKE = 0.4  # share of a heading's runs of three letters that a title which means the same has
_KICKER_AT_MOST = 48  # characters
_STANDFIRST_AT_MOST = 420
_STANDFIRST = re.compile(
    r"(?:^|[\s_-])(?:stand-?first|sub-?title|sub-?head(?:line|ing)?|dek|deck|unterzeile|untertitel|sous-?titre|"
    r"subtitulo|bajada|entradilla|copete|chapo|chapeau|sottotitolo|occhiello|alternativeheadline)(?:$|[\s_-])",
    re.IGNORECASE,
)


def titles_of(page: Page, site: Site, address: str) -> tuple[str, ...]:
    """Headlines, best first.

    The visible one that the metadata repeats, else the one above the text that speaks of the same,
    else what the metadata says, without the site's name; the heading above the text where it says
    nothing else.
    """
    stated = list(_stated(page))
    headings = _headings(page, site, address)
    own = [(words, found) for words, found in stated if not site.is_named(words)]
    cut = [(site.without(words), found) for words, found in own]
    ordered = [
        *_repeated(headings, stated),
        *_trimmed(_marked(page), cut),
        *_trimmed(_above(headings, own), cut),
        *cut,
        *(_said(heading) for heading in headings if heading.tag == "h1" and heading.is_alone),
        *own,
    ]
    unique: dict[str, tuple[str, str]] = {}
    for words, found in ordered:
        if words and not site.is_named(words):
            unique.setdefault(squeeze(words), (words, found))
    titles = list(unique.values()) or stated[:1]
    if titles:
        page.know("title", titles[0][1])
    return tuple(words for words, _ in titles)


class _Heading(NamedTuple):
    """A visible heading that is not the site's.

    is_first    whether no text stands before it.
    is_inside   whether the article holds it.
    is_alone    whether no other has its level.
    """

    words: str
    tag: str
    is_first: bool
    is_inside: bool
    is_alone: bool


def _said(heading: _Heading) -> tuple[str, str]:
    return heading.words, heading.tag


def _stated(page: Page) -> Iterator[tuple[str, str]]:
    """(words, where) of each title that the records, the head and <title> state."""
    for record in page.records:
        written = record.get("headline")
        words = blanks(html.unescape(written)).strip() if isinstance(written, str) else ""
        if words:
            yield words, "JSON-LD headline"
    yield from page.metas(_TITLES)
    title = page.root.find(".//title")
    if title is not None and (words := words_of(title)):
        yield words, "title"


def _headings(page: Page, site: Site, address: str) -> list[_Heading]:
    """The visible headings of the first three levels, in the order of the page."""
    opening = _opening(page.article)
    passed = False
    found: list[tuple[str, str, bool, bool]] = []
    for element in page.root.iter(
        "h1", "h2", "h3", *([opening.tag] if opening is not None else [])
    ):
        if element is opening:
            passed = True
        if element.tag not in _LEVELS or _is_unseen(element) or leads_home(element, address):
            continue
        words = words_of(element)
        if words and not site.is_named(words):
            inside = page.article in element.iterancestors()
            found.append((words, str(element.tag), not passed, inside))
    levels = Counter(tag for _, tag, _, _ in found)
    return [_Heading(*heading, is_alone=levels[heading[1]] == 1) for heading in found]


def _opening(article: Element) -> Element | None:
    """The first paragraph of the text."""
    for element in article.iter("p", "div", "li", "blockquote"):
        if all(is_phrasing(child) for child in element) and len(words_of(element)) >= _PROSE:
            return element
    return None


def _is_unseen(heading: Element) -> bool:
    return any(is_hidden(one) for one in (heading, *heading.iterancestors()))


def _repeated(
    headings: Sequence[_Heading], stated: Sequence[tuple[str, str]]
) -> list[tuple[str, str]]:
    """The heading that the metadata repeats, of the highest level; the longest of several."""
    for level in _LEVELS:
        found = [
            heading
            for heading in headings
            if heading.tag == level and any(_repeats(heading.words, words) for words, _ in stated)
        ]
        if found:
            return [_said(max(found, key=lambda heading: len(heading.words)))]
    return []


def _marked(page: Page) -> list[tuple[str, str]]:
    """What microdata calls the headline."""
    named = (
        one
        for one in page.itemprops("headline")
        if one.get("itemprop") in {"headline", "name headline"}
    )
    words = next(filter(None, map(words_of, named)), "")
    return [(words, "itemprop=headline")] if words else []


def _trimmed(
    headline: list[tuple[str, str]], cut: Sequence[tuple[str, str]]
) -> list[tuple[str, str]]:
    """A headline, behind what the metadata has of it without a day or a topic before it.

    The same without what a bar sets off behind it.
    """
    shorter = [
        pair
        for pair in cut
        for words, _ in headline
        if pair[1] != "title" and (words.endswith(pair[0]) or _goes_on(words, pair[0]))
    ]
    return [*shorter[:1], *headline]


def _goes_on(words: str, stated: str) -> bool:
    """Whether a headline is what is stated, a bar, and more."""
    return words.startswith(stated) and words[len(stated) :].lstrip().startswith(_BARS)


def _above(headings: Sequence[_Heading], own: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The only heading of its level above the text.

    It speaks of what the metadata speaks of, or the metadata names nothing but the site.
    """
    for level in _LEVELS:
        for heading in headings:
            if heading.tag != level or not heading.is_first:
                continue
            if heading.is_alone and any(_is_alike(heading.words, words) for words, _ in own):
                return [_said(heading)]
            if not own and heading.is_inside:
                return [_said(heading)]
    return []


def _is_alike(heading: str, stated: str) -> bool:
    """Whether a good part of a heading's words, by runs of three letters, is in a stated title.

    One that is only a piece of the stated title is a line of it, or the name of a section.
    """
    said, other = (re.sub(r"\W+", "", squeeze(words).casefold()) for words in (heading, stated))
    runs = {said[at : at + 3] for at in range(len(said) - 2)}
    return (
        bool(runs) and said not in other and sum(run in other for run in runs) >= _ALIKE * len(runs)
    )


def kicker_of(page: Page, near: Neighbourhood) -> str:
    """The label right above the headline, where <title> or the records name the same section."""
    title = page.root.find(".//title")
    parts = SEPARATOR.split(words_of(title)) if title is not None else []
    parts += [words for words, _ in page.metas(SECTIONS)]
    parts += [str(record.get("articleSection", "")) for record in page.records]
    known = {squeeze(part).casefold() for part in parts if part}
    for line in near.lines():
        short = 1 < len(line.words) <= _KICKER_AT_MOST
        above = -_KICKER_AT_MOST <= line.distance <= 0 and near.order[line.block] < near.start
        said = squeeze(line.words).casefold()
        if short and above and said in known and line.block.tag not in HEADINGS:
            page.know("kicker", "above the headline")
            return line.words
    return ""


def standfirst_of(page: Page, near: Neighbourhood) -> str:
    """The line below the headline that its class calls a standfirst.

    A heading there is one as well, where the metadata repeats it as the description.
    """
    stated = [words for words, _ in page.metas(_DESCRIPTIONS)]
    for record in page.records:
        stated += [str(record.get(key, "")) for key in ("description", "alternativeHeadline")]
    known = {squeeze(html.unescape(words)).casefold() for words in stated if words}
    headline = "" if near.headline is None else squeeze(words_of(near.headline)).casefold()
    for line in near.lines():
        if line.distance < 0 or near.order[line.block] < near.start:
            continue
        if line.distance > _KICKER_AT_MOST * 3 or len(line.words) > _STANDFIRST_AT_MOST:
            break
        said = squeeze(line.words).casefold()
        if said == headline or near.headline is None:
            continue
        classes = " ".join(
            one.get("class", "")
            for one in (line.block, *line.block.iterancestors())
            if one not in near.around
        )
        heading = line.block.tag in HEADINGS and said in known
        if heading or _STANDFIRST.search(classes):
            return line.words
    return ""


def _repeats(heading: str, stated: str) -> bool:
    """Whether what the metadata states is this heading, but for a site's name around it."""
    short, long = squeeze(heading).lower(), squeeze(stated).lower()
    if len(short) <= 3:
        return False
    parts = {squeeze(part) for part in PARTS.split(long)}
    return short in parts or (short in long and 2 * len(short) >= len(long))
