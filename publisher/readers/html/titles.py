"""The headlines of a page, best first, and the lines that belong to it: kicker and standfirst.

The visible headline that the metadata repeats, without the name of the site; never the site's own.

In: a Page and what is near its headline.  Out: words, each as they are written.
"""

import html
import re
from urllib.parse import urlsplit

from publisher.readers.html.nearby import Neighbourhood
from publisher.readers.html.records import Page
from publisher.readers.html.tree import HEADINGS, Element, blanks, found_at, is_hidden, words_of
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
# A run of blanks is looked at from its beginning alone: from each of them is their square.
_BLANKS = r"(?<!\s)\s+"
_SEPARATOR = re.compile(rf"{_BLANKS}[|\-–—»·:•⋆/←]+\s+|(?:{_BLANKS})?[|»⋆]\s*")

_PARTS = re.compile(rf"{_BLANKS}[|\-–—»·•⋆/←]+\s+|(?:{_BLANKS})?(?:[|»⋆]\s*|:\s+)")
# who wrote it, behind the headline in <title>
_BY = re.compile(rf"{_BLANKS}[|–—-]\s+(?:by|von|par|por) [^|–—]{{3,60}}$", re.IGNORECASE)
_SECTIONS = ("article:section", "parsely-section", "section")
_DESCRIPTIONS = ("description", "og:description", "twitter:description", "dc.description")
_LETTERS = re.compile(r"[^\w.]|_")
_LABEL_AT_LEAST = 4  # letters of a host's label that can be a site's name: "news", "l-mag"
_KICKER_AT_MOST = 48  # characters
_STANDFIRST_AT_MOST = 420
_STANDFIRST = re.compile(
    r"(?:^|[\s_-])(?:stand-?first|sub-?title|sub-?head(?:line|ing)?|dek|deck|unterzeile|untertitel|sous-?titre|"
    r"subtitulo|bajada|entradilla|copete|chapo|chapeau|sottotitolo|occhiello|alternativeheadline)(?:$|[\s_-])",
    re.IGNORECASE,
)


def titles_of(page: Page, site: str, address: str) -> tuple[str, ...]:
    """Headlines, best first.

    The visible one that the metadata repeats, else what the metadata says, without the site's name.
    """
    headings = [
        (words_of(element), str(element.tag))
        for element in page.root.iter("h1", "h2", "h3")
        if not _is_of_site(element, address)
    ]
    shown = [
        (words, tag) for words, tag in headings if words and not _is_site(words, site, address)
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
    repeated: list[tuple[str, str]] = []
    for level in ("h1", "h2", "h3"):
        repeated = repeated or [
            (words, found)
            for words, found in shown
            if found == level and any(_repeats(words, other) for other, _ in stated)
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
    unique: dict[str, tuple[str, str]] = {}
    for words, found in ordered:
        if words and not _is_site(words, site, address):
            unique.setdefault(squeeze(words), (words, found))
    titles = list(unique.values()) or stated[:1]
    if titles:
        page.know("title", titles[0][1])
    return tuple(words for words, _ in titles)


def _is_site(words: str, site: str, address: str) -> bool:
    """Whether words are the site's name: as the page states it, or as its host is called."""
    if squeeze(words).lower() == squeeze(site).lower():
        return True
    labels = _LETTERS.sub("", (urlsplit(address).hostname or "").removeprefix("www.")).split(".")
    hosts = {label for label in labels[:-1] if len(label) >= _LABEL_AT_LEAST}
    hosts.add("".join(labels[-2:]))
    return _LETTERS.sub("", words).lower().replace(".", "") in hosts


def _is_of_site(heading: Element, address: str) -> bool:
    """Whether a heading is the site's own name: it leads to the home page, or is hidden."""
    if any(is_hidden(one) for one in (heading, *heading.iterancestors())):
        return True
    links = list(heading.iter("a"))
    if len(links) != 1 or words_of(links[0]) != words_of(heading):
        return False
    target = urlsplit(links[0].get("href", "").strip())
    home = target.path in {"", "/"} and not target.query and not target.fragment
    here = not target.netloc or target.netloc == urlsplit(address).netloc
    return home and here and bool(target.netloc or target.path)


def kicker_of(page: Page, near: Neighbourhood) -> str:
    """The label right above the headline, where <title> or the records name the same section."""
    title = page.root.find(".//title")
    parts = _SEPARATOR.split(words_of(title)) if title is not None else []
    parts += [words for words, _ in page.metas(_SECTIONS)]
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
    parts = {squeeze(part) for part in _PARTS.split(long)}
    return short in parts or (short in long and 2 * len(short) >= len(long))


def _without_site(title: str, site: str) -> str:
    """The headline without what a page puts before or behind it in <title>.

    Its site's name and what follows that, who wrote it, or short last words behind a bar.
    """
    if site:
        name = re.escape(site)
        for cut in (
            rf"(?:{_BLANKS})?[|\-–—»·:•⋆/]+\s*{name}(?:\s*$|\s*[,:|–—-].*$)",
            rf"^\s*{name}\s*[|\-–—»·:•⋆/]+\s*",
        ):
            shorter = re.sub(cut, "", title, flags=re.IGNORECASE)
            if shorter != title and shorter.strip():
                return _BY.sub("", shorter).strip() or shorter.strip()
    title = _BY.sub("", title).strip() or title
    parts = _SEPARATOR.split(title)
    is_cut = len(parts) > 1 and re.search(r"[|»⋆]|\s[-–—]\s", title)
    if is_cut and len(parts[0].split()) >= 3:
        last = parts[-1]
        if len(last.split()) <= 4:
            return title[: title.rindex(last)].rstrip(" |-–—»·:•⋆/")
    return title
