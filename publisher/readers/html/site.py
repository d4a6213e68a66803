"""What the site of a page is called, and a title without that name around it.

In: a Page and its address.  Out: a Site.  A name needs evidence: the metadata states it, the host
is called so, a heading or a logo that leads to the home page says it, or <title> has it beside an
empty place.
"""

import itertools
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from publisher.readers.html.records import Page
from publisher.readers.html.tree import Element, blanks, words_of
from publisher.text import squeeze
from publisher.value import value

# A run of blanks is looked at from its beginning alone: from each of them is their square.
BLANKS = r"(?<!\s)\s+"
SEPARATOR = re.compile(rf"{BLANKS}[|\-–—»·:•⋆/←]+\s+|(?:{BLANKS})?[|»⋆]\s*")
PARTS = re.compile(rf"{BLANKS}[|\-–—»·:•⋆/←]+\s+|(?:{BLANKS})?(?:[|»⋆]\s*|:\s+)")
SECTIONS = ("article:section", "parsely-section", "section")
_MARKS = " |-–—»·:•⋆/←"
_EMPTY = re.compile(r"^\s*[|\-–—»·•⋆]+\s+(\S.*)$|^(.*\S)\s+[|\-–—»·•⋆]+\s*$")
# who wrote it, behind the headline in <title>
_BY = re.compile(rf"{BLANKS}[|–—-]\s+(?:by|von|par|por) [^|–—]{{3,60}}$", re.IGNORECASE)
_BAR = re.compile(r"(?<!\s)\s*[|»⋆]([^|»⋆]+)$")
_SITES = ("og:site_name", "application-name", "citation_journal_title", "dc.publisher", "publisher")
_LETTERS = re.compile(r"[^\w.]|_")
_LABEL_AT_LEAST = 4  # letters of a host's label that can be a site's name: "news", "l-mag"
_PARTS_AT_MOST = 4  # parts between separators that a name is made of
_SHORT = 4  # words behind a bar that are no part of a headline
_LONG = 3  # words of a headline that may stand before them


@value
class Site:
    """What a site is called.

    name       as the page states it; "" where it does not.
    names      every name there is evidence for, squeezed and in small letters.
    hosts      what the labels of its host spell, letters alone.
    sections   of the site in which the page says that it stands.
    """

    name: str
    found: str
    names: frozenset[str]
    hosts: frozenset[str]
    sections: frozenset[str]

    def is_named(self, words: str) -> bool:
        """Whether words are the site's name."""
        letters = _LETTERS.sub("", words).lower().replace(".", "")
        return _plain(words) in self.names or letters in self.hosts

    def without(self, title: str) -> str:
        """A title without the site's name, its section, or who wrote it around the headline.

        Short last words behind a bar go as well; the title itself where nothing would be left.
        """
        cut = _BY.sub("", self._unnamed(title)).strip()
        bar = _BAR.search(cut)
        if bar and len(bar[1].split()) <= _SHORT and len(cut[: bar.start()].split()) >= _LONG:
            cut = cut[: bar.start()]
        return cut.strip(_MARKS) or title

    def _unnamed(self, title: str) -> str:
        """The parts of a title before the first that is of the site, or behind those that are."""
        parts = list(_parts(title))
        own = [False] * len(parts)
        for first, many in itertools.product(range(len(parts)), range(1, _PARTS_AT_MOST + 1)):
            last = min(first + many, len(parts))
            words = title[parts[first][0] : parts[last - 1][1]]
            if self._opens_with_name(words, is_last=last == len(parts)):
                own[first:last] = [True] * (last - first)
        if all(own):
            return title
        start = own.index(False)
        end = next((at for at in range(start, len(own)) if own[at]), len(own))
        while end - 1 > start and _plain(title[slice(*parts[end - 1])]) in self.sections:
            end -= 1
        return title[parts[start][0] : parts[end - 1][1]]

    def _opens_with_name(self, words: str, *, is_last: bool) -> bool:
        """Whether words are the site's name; the last ones may say more behind a comma."""
        return self.is_named(words) or (is_last and self.is_named(words.partition(",")[0]))


def site_of(page: Page, address: str) -> Site:
    """What the site of a page is called, and what tells it."""
    stated = list(_stated(page))
    name, found = next(iter(stated), ("", ""))
    told = (
        {words for words, _ in stated} | set(_led_home(page, address)) | set(_beside_nothing(page))
    )
    sections = [words for words, _ in page.metas(SECTIONS)]
    sections += [str(record.get("articleSection", "")) for record in page.records]
    labels = _LETTERS.sub("", host_of(address)).split(".")
    hosts = {label for label in labels[:-1] if len(label) >= _LABEL_AT_LEAST}
    hosts |= {"".join(labels[-2:]), "".join(labels)} - {""}
    return Site(
        name=name,
        found=found,
        names=frozenset(filter(None, map(_plain, told))),
        hosts=frozenset(hosts),
        sections=frozenset(filter(None, map(_plain, sections))),
    )


def leads_home(element: Element, address: str) -> bool:
    """Whether all words of an element are one link to the home page of the site."""
    links = list(element.iter("a"))
    if len(links) != 1 or words_of(links[0]) != words_of(element):
        return False
    return _is_home(links[0], address)


def host_of(address: str) -> str:
    """The host of an address without "www."; "" where it has none, or is none."""
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _is_home(link: Element, address: str) -> bool:
    try:
        target = urlsplit(link.get("href", "").strip())
        own = urlsplit(address).netloc
    except ValueError:
        return False
    home = target.path in {"", "/"} and not target.query and not target.fragment
    here = not target.netloc or not own or target.netloc == own
    return home and here and bool(target.netloc or target.path)


def _stated(page: Page) -> Iterator[tuple[str, str]]:
    """(name, where) of the site as the metadata states it, best first."""
    publishers = [
        (record["publisher"].get("name"), "JSON-LD publisher")
        for record in page.records
        if isinstance(record.get("publisher"), dict)
    ]
    headlines = {_plain(words) for words, _ in page.metas(("og:title", "twitter:title"))}
    others = [pair for pair in page.metas(_SITES[1:]) if _plain(pair[0]) not in headlines]
    for written, found in (*page.metas(_SITES[:1]), *publishers, *others):
        if not isinstance(written, str):
            continue
        name = blanks(written).strip()
        if name and not name.startswith("http"):
            yield name, found


def _led_home(page: Page, address: str) -> Iterator[str]:
    """The words of headings, and of logos, that lead to the home page."""
    for heading in page.root.iter("h1", "h2", "h3"):
        if leads_home(heading, address):
            yield words_of(heading)
    for link in page.root.iter("a"):
        if not words_of(link) and address and _is_home(link, address):
            yield from (logo.get("alt", "") for logo in link.iter("img"))


def _beside_nothing(page: Page) -> Iterator[str]:
    """What stands in <title> beside the empty place of a headline: "The Weekly -"."""
    title = page.root.find(".//title")
    alone = _EMPTY.match(words_of(title)) if title is not None else None
    if alone:
        yield alone[1] or alone[2]


def _parts(title: str) -> Iterator[tuple[int, int]]:
    """(start, end) of each part of a title between its separators."""
    start = 0
    for mark in PARTS.finditer(title):
        if title[start : mark.start()].strip():
            yield start, mark.start()
        start = mark.end()
    if title[start:].strip():
        yield start, len(title)


def _plain(words: str) -> str:
    """Words to compare: squeezed, in small letters, without marks around them."""
    return squeeze(words).lower().strip(_MARKS)
