"""The headlines of a page, best first.

The visible one that the metadata repeats, without the name of the site.

In: a Page.  Out: titles, each as it is written.
"""

import html
import re

from publisher.readers.html.records import Page
from publisher.readers.html.tree import blanks, found_at, words_of
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
_SEPARATOR = re.compile(r"\s+[|\-–—»·:•⋆/←]+\s+|\s*[|»⋆]\s*")


def titles_of(page: Page, site: str) -> tuple[str, ...]:
    """Headlines, best first: the visible one that the metadata repeats, else what the metadata says, without the site's name."""
    headings = [(words_of(element), str(element.tag)) for element in page.root.iter("h1")] or [
        (words_of(element), str(element.tag)) for element in page.root.iter("h2")
    ]
    shown = [
        (words, tag)
        for words, tag in headings
        if words and squeeze(words).lower() != squeeze(site).lower()
    ]
    named = found_at(page.root, "//*[@itemprop='headline' or @itemprop='name headline']")
    marked = [(words_of(element), "itemprop=headline") for element in named if words_of(element)]
    written = [
        (blanks(html.unescape(record["headline"])).strip(), "JSON-LD headline")
        for record in page.records
        if isinstance(record.get("headline"), str)
    ]
    title = page.root.find(".//title")
    tag = [(words_of(title), "title")] if title is not None and words_of(title) else []
    stated = [(words, found) for words, found in (*written, *page.metas(_TITLES), *tag) if words]
    repeated = [
        (words, found)
        for words, found in shown
        if any(_repeats(words, other) for other, _ in stated)
    ]
    best = sorted(repeated, key=lambda pair: -len(pair[0]))[:1]
    alone = [pair for pair in shown if pair[1] == "h1"]
    ordered = [
        *best,
        *marked[:1],
        *((_without_site(words, site), found) for words, found in stated),
        *(alone if len(alone) == 1 else []),
        *stated,
    ]
    unique = {
        squeeze(words): (words, found)
        for words, found in reversed(ordered)
        if words and squeeze(words).lower() != squeeze(site).lower()
    }
    titles = list(unique.values())[::-1] or stated[:1]
    if titles:
        page.know("title", titles[0][1])
    return tuple(words for words, _ in titles)


def _repeats(heading: str, stated: str) -> bool:
    """Whether what the metadata states is this heading, but for a site's name around it."""
    short, long = squeeze(heading).lower(), squeeze(stated).lower()
    return short in long and len(short) > 3 and 2 * len(short) >= len(long)


def _without_site(title: str, site: str) -> str:
    """The headline without what a page puts before or behind it in <title>.

    Its site's name, or short last words behind a bar.
    """
    parts = _SEPARATOR.split(title)
    for name in filter(None, (site,)):
        for cut in (
            rf"\s*[|\-–—»·:•⋆/]+\s*{re.escape(name)}\s*$",
            rf"^\s*{re.escape(name)}\s*[|\-–—»·:•⋆/]+\s*",
        ):
            shorter = re.sub(cut, "", title, flags=re.IGNORECASE)
            if shorter != title and shorter.strip():
                return shorter.strip()
    if len(parts) > 1 and re.search(r"\s*[|»⋆]\s*|\s[-–—]\s", title) and len(parts[0].split()) >= 3:
        last = _SEPARATOR.split(title)[-1]
        if len(last.split()) <= 4:
            return title[: title.rindex(last)].rstrip(" |-–—»·:•⋆/")
    return title
