"""Which element of a page is the article, and which parts in it are the page's own.

By the prose they hold.

In: the tree of a page.  Out: a Layout.  The one idea: an element is worth its prose less the links
and scraps it would bring along; the article is the element worth most.  Names of classes only help
to tell what is furniture.
"""

import functools
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from publisher.readers.html.running_text import is_running_text
from publisher.readers.html.tree import (
    HEADINGS,
    SET_ASIDE,
    UNSPOKEN,
    Element,
    blanks,
    is_hidden,
    is_phrasing,
    words_of,
)
from publisher.rows import rows_of
from publisher.text import ideographs, squeeze

FURNITURE = ("navigation", "comments", "aside", "header", "footer", "byline", "author-box")
_TAGS = {
    "nav": "navigation",
    "menu": "navigation",
    "footer": "footer",
    "form": "aside",
    "button": "aside",
    "fieldset": "aside",
    "address": "byline",
    "dialog": "aside",
}
_SILENT = UNSPOKEN | SET_ASIDE
_CUT = re.compile(r"[^A-Za-z0-9]+")
# names made by a program ("fbTnPG") are no words
_CAPITALS = re.compile(r"(?<=[a-z0-9]{3})(?=[A-Z][a-z]{2})")
_SENTENCE = re.compile(r"[.!?…:;,\"”»)](?:\s|$)|[。！？；，、।؟،۔]")
# Chosen by hand; what they give is measured on 358 pages by tests/benchmarks/pages.py.
# characters: a shorter run of words is a label, unless it is a heading or an item between prose
_PROSE = 50
_SAID = 20  # the same in a <p>, where people speak in short lines
_LINKED = 0.5  # share of linked characters from which a run is a list of links
_LINK_COST = 10  # tenths of characters of prose that a linked character outweighs
_SCRAP_COST = 3  # the same for a label
_REPEATED = 3  # characters that are the same words again; fewer are a sign
_SEVERAL = 2  # articles with a headline each
_WHOLE = 250  # characters of prose of one
_HIDDEN = 0.4  # share of all prose that may be hidden: pages hide the whole until a script shows it
_UNIT = 10  # of the balance, a whole number: sums of tenths would break ties by their rounding
# how much more an element is worth that says it is the article
_MARKED = {"articlebody": 1.5, "named": 1.15, "tag": 1.1}


@dataclass(slots=True)
class Worth:
    """What an element holds, in characters, its furniture not counted.

    All words, linked ones, prose, and the balance (in tenths of a character).
    """

    chars: int = 0
    linked: int = 0
    prose: int = 0
    balance: int = 0

    def add(self, other: "Worth", times: int = 1) -> None:
        """Count another element's worth as well, or take it off (-1 times)."""
        self.chars += times * other.chars
        self.linked += times * other.linked
        self.prose += times * other.prose
        self.balance += times * other.balance


@dataclass(slots=True)
class Layout:
    """The article's element, and the region of each element that is not of the article.

    The children of an element are of its region.
    """

    article: Element
    regions: dict[Element, str] = field(default_factory=dict)


@functools.cache
def _hints() -> dict[str, dict[str, frozenset[str]]]:
    rows = rows_of(Path(__file__).parent / "regions.toml")
    return {
        region: {kind: frozenset(words) for kind, words in row.items()}
        for region, row in rows.items()
    }


@functools.cache
def _regions_by(kind: str) -> dict[str, frozenset[str]]:
    """The regions that each word ("words") or each whole name ("names") speaks of."""
    found: dict[str, frozenset[str]] = {}
    for region, row in _hints().items():
        for word in row[kind]:
            found[word] = found.get(word, frozenset()) | {region}
    return found


@functools.lru_cache(maxsize=4096)
def _named(names: str) -> frozenset[str]:
    """The regions that these class names and ids speak of."""
    return frozenset[str]().union(*map(_spoken_of, names.split()))


@functools.lru_cache(maxsize=8192)
def _spoken_of(name: str) -> frozenset[str]:
    """The regions that one class name or id speaks of."""
    parts = [part.lower() for piece in _CUT.split(name) for part in _CAPITALS.split(piece) if part]
    pairs = [first + second for first, second in pairwise(parts)]
    by_word = _regions_by("words")
    found = [by_word[word] for word in (*parts, *pairs) if word in by_word]
    return frozenset[str]().union(*found, _regions_by("names").get("".join(parts), ()))


def region_of(element: Element) -> str:
    """The region an element says it is, by its name, role, class, id or itemprop.

    "" where it does not.
    """
    if element.tag == "footer" and any(
        above.tag in {"blockquote", "figure"} for above in element.iterancestors()
    ):
        return ""  # who said it, and no footer of the page
    if element.tag in _TAGS:
        return _TAGS[element.tag]
    role = element.get("role", "").lower()
    if role and (by_role := next((one for one in FURNITURE if role in _hints()[one]["roles"]), "")):
        return by_role
    return _region_named(_names_of(element))


@functools.lru_cache(maxsize=4096)
def _region_named(names: str) -> str:
    """The first region that class names and ids speak of; "" where they speak of none."""
    spoken_of = _named(names)
    return next((region for region in FURNITURE if region in spoken_of), "")


def _names_of(element: Element) -> str:
    """What an element calls itself."""
    named, by_id, item = element.get("class"), element.get("id"), element.get("itemprop")
    if not (by_id or item):
        return (named or "")[:400]
    return " ".join(filter(None, (named, by_id, item)))[:400]


def layout(body: Element) -> Layout:
    """Where the article of a page is, and what around it and in it is not of it."""
    elements = list(body.iter())
    plain = _worths(elements)
    claimed = _claimed(body, elements, plain.totals)
    worths = _without(plain, claimed)
    article = max(worths, key=lambda element: _rank(element, worths[element]), default=body)
    if article in worths and (worths[article].prose == 0 or worths[article].balance <= 0):
        article = body  # nothing here is prose: the whole page is the text, rather than nothing
    article = _titled_among(article, worths)
    ancestors = {article, *article.iterancestors()}
    regions = {element: region for element, region in claimed.items() if element not in ancestors}
    _free_running_text(article, regions, plain.totals)
    return Layout(article=article, regions=regions)


def _titled_among(article: Element, worths: dict[Element, Worth]) -> Element:
    """The one article that the page is about, where what was chosen holds several whole ones.

    A site puts the next stories below its page, each with a headline of its own; the page's title
    says whose it is.
    """
    headed: dict[Element, Element] = {}
    for head in article.iter("h1"):
        holder = next(head.iterancestors("article"), article)
        if holder is article or article not in holder.iterancestors():
            return article  # a headline of the whole
        headed.setdefault(holder, head)
    if len(headed) < _SEVERAL:
        return article
    root = article.getroottree().getroot()
    said = " ".join(title.text or "" for title in root.iter("title"))
    title = squeeze(said).casefold()
    named = [
        one for one, head in headed.items() if (squeeze(words_of(head)).casefold() or "\0") in title
    ]
    if len(named) != 1 or named[0] not in worths or worths[named[0]].prose < _WHOLE:
        return article
    return named[0]


def _free_running_text(
    article: Element, regions: dict[Element, str], plain: dict[Element, Worth]
) -> None:
    """Take from the regions what is furniture by its names alone, and running text by all else.

    What stands in a box that stays one stays with it.
    """
    closed: set[Element | None] = set()
    for element in article.iter():
        region = regions.get(element, "")
        if element.getparent() in closed:
            closed.add(element)
        elif region:
            held = plain[element]
            shares = held.chars, held.linked, held.prose
            if _is_by_name_alone(element) and is_running_text(element, region, shares, regions):
                del regions[element]
            else:
                closed.add(element)


def _is_by_name_alone(element: Element) -> bool:
    """Whether only a class or an id calls the element furniture, neither its tag nor its role."""
    unseen = is_hidden(element) or element.get("aria-hidden") == "true"
    return not (unseen or element.tag in _TAGS or element.get("role"))


def _rank(element: Element, worth: Worth) -> float:
    if (
        element.tag in {"p", "li", "blockquote", "td", "tr", "ul", "ol", "figure", "pre", "a"}
        or is_phrasing(element)
        or element.tag in HEADINGS
    ):
        return worth.balance * (0.5 if element.tag in {"td", "li", "blockquote", "pre"} else 0.3)
    names = frozenset[str]() if element.tag == "body" else _named(_names_of(element))
    factor = (
        _MARKED["articlebody"]
        if "articleBody" in element.get("itemprop", "").split()
        else (
            _MARKED["named"]
            if "article" in names
            else _MARKED["tag"]
            if element.tag in {"article", "main"}
            else 1.0
        )
    )
    return worth.balance * factor if worth.balance > 0 else worth.balance


def _claimed(
    body: Element, elements: list[Element], plain: dict[Element, Worth]
) -> dict[Element, str]:
    """Elements that say they are furniture.

    Not those that hold most of the page's prose, whatever they are called.
    """
    all_prose = plain[body].prose
    claimed: dict[Element, str] = {}
    repeats = _repeats_in(body)
    for element in elements:
        if element is body or not (element.keys() or element.tag in _TAGS):
            continue
        region = region_of(element)
        if is_hidden(element) or (element.get("aria-hidden") == "true" and repeats(element)):
            believed = plain[element].prose <= _HIDDEN * all_prose
            region = region or "aside"
        else:
            believed = bool(region) and _believed(element, region, plain[element], all_prose)
        if believed:
            claimed[element] = region
    return claimed


def _repeats_in(body: Element) -> Callable[[Element], bool]:
    """Whether an element repeats what the page says elsewhere; formulas are told apart later."""
    said = ""

    def repeats(element: Element) -> bool:
        nonlocal said
        parent = element.getparent()
        if parent is not None and parent.find(".//math") is not None:
            return False
        words = "".join(words_of(element).split())
        said = said or "".join(words_of(body).split())
        return len(words) >= _REPEATED and said.count(words) > 1

    return repeats


def _believed(element: Element, region: str, worth: Worth, all_prose: int) -> bool:
    if is_phrasing(element) and element.tag != "button":
        return region in {"byline", "aside", "navigation"} and worth.prose == 0
    if element.tag == "p" and worth.prose and region != "byline":
        return 2 * worth.linked > worth.chars
    if region == "comments":
        return worth.prose < 0.9 * all_prose and element.find(".//h1") is None
    if region == "byline":
        return worth.chars < 300
    return worth.prose <= 0.4 * all_prose


@dataclass(slots=True)
class _Worths:
    """What every element of a page holds, before anything is called furniture.

    own      what a block says itself, in the lines of text that are of no block within it.
    totals   the same with all that stands in it.
    owners   the block whose line an element stands in.
    """

    elements: list[Element]
    own: dict[Element, Worth]
    totals: dict[Element, Worth]
    owners: dict[Element, Element]


def _worths(elements: list[Element]) -> _Worths:
    silent = _skipped(elements, {})
    owners: dict[Element, Element] = {}
    for element in elements:
        parent = element.getparent()
        above = owners.get(parent) if parent is not None else None
        owners[element] = above if above is not None and is_phrasing(element) else element
    runs = _runs(elements, owners, silent)
    own = {element: _worth(element, text, linked) for element, (text, linked) in runs.items()}
    totals = {element: Worth() for element in elements}
    for element in reversed(elements):
        if element in own:
            totals[element].add(own[element])
        parent = element.getparent()
        if parent in totals and element not in silent:
            totals[parent].add(totals[element])
    return _Worths(elements=elements, own=own, totals=totals, owners=owners)


def _without(plain: _Worths, claimed: dict[Element, str]) -> dict[Element, Worth]:
    """What the elements hold that are no furniture, without what stands in furniture.

    Taken off from what they hold with it: few elements are furniture, and each has few above it.
    """
    skipped = _skipped(plain.elements, claimed)
    left = {
        element: Worth(**{name: getattr(held, name) for name in Worth.__slots__})
        for element, held in plain.totals.items()
        if element not in skipped
    }
    for element in claimed:
        if element.getparent() in left:
            for above in element.iterancestors():
                if above in left:
                    left[above].add(plain.totals[element], times=-1)
    broken = {plain.owners[element] for element in claimed if plain.owners[element] in left}
    for block in broken:
        inside = list(block.iter())
        text, linked = _runs(inside, plain.owners, skipped).get(block, ("", 0))
        for element in (block, *block.iterancestors()):
            if element in left:
                left[element].add(plain.own.get(block, Worth()), times=-1)
                left[element].add(_worth(block, text, linked) if text else Worth())
    return left


def _skipped(elements: list[Element], claimed: dict[Element, str]) -> set[Element | None]:
    """The elements that are claimed or say nothing of the page, with all that stands in them."""
    skipped: set[Element | None] = set()
    for element in elements:
        if element in claimed or element.tag in _SILENT or element.getparent() in skipped:
            skipped.add(element)
    return skipped


def _runs(
    elements: list[Element], owners: dict[Element, Element], skipped: set[Element | None]
) -> dict[Element, tuple[str, int]]:
    """(words, how many characters of them are linked) of each block.

    Its own text and that of the lines of text in it.
    """
    in_link: set[Element | None] = set(elements[0].iterancestors("a")) if elements else set()
    words: dict[Element, list[str]] = {}
    linked: Counter[Element] = Counter()
    for element in elements:
        parent = element.getparent()
        if element.tag == "a" or parent in in_link:
            in_link.add(element)
        for holder, text in ((element, element.text), (parent, element.tail)):
            if not text or text.isspace() or holder in skipped or holder not in owners:
                continue
            owner = owners[holder]
            said = blanks(text)
            words.setdefault(owner, []).append(said)
            linked[owner] += len(said.strip()) if holder in in_link else 0
    return {element: ("".join(parts), linked[element]) for element, parts in words.items()}


def _worth(element: Element, text: str, linked: int) -> Worth:
    chars = len(text.strip()) + ideographs(text)
    worth = Worth(chars=chars, linked=linked)
    if linked > _LINKED * chars:
        worth.balance = -_LINK_COST * linked
    elif element.tag == "pre" or (
        chars >= (_SAID if element.tag == "p" else _PROSE) and _SENTENCE.search(text)
    ):
        worth.prose = chars
        worth.balance = _UNIT * (chars - linked)
    elif element.tag not in HEADINGS and element.tag not in {
        "p",
        "figcaption",
        "td",
        "th",
        "dt",
        "dd",
        "li",
        "cite",
    }:
        worth.balance = -_SCRAP_COST * chars
    return worth
