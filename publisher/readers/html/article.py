"""Which element of a page is the article, and which parts in it are the page's own.

By the prose they hold.

In: the tree of a page.  Out: a Layout.  The one idea: an element is worth its prose less the links
and scraps it would bring along; the article is the element worth most.  Names of classes only help
to tell what is furniture.
"""

import functools
import re
import tomllib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
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
from publisher.text import ideographs

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
_CUT = re.compile(r"[^A-Za-z0-9]+")
# names made by a program ("fbTnPG") are no words
_CAPITALS = re.compile(r"(?<=[a-z0-9]{3})(?=[A-Z][a-z]{2})")
_SENTENCE = re.compile(r"[.!?…:;,\"”»)](?:\s|$)|[。！？；，、।؟،۔]")
# Chosen by hand; what they give is measured on 358 pages by tests/benchmarks/pages.py.
# characters: a shorter run of words is a label, unless it is a heading or an item between prose
_PROSE = 50
_SAID = 20  # the same in a <p>, where people speak in short lines
_LINKED = 0.5  # share of linked characters from which a run is a list of links
_LINK_COST = 1.0  # characters of prose that a linked character outweighs
_SCRAP_COST = 0.3  # the same for a label
_REPEATED = 3  # characters that are the same words again; fewer are a sign
_HIDDEN = 0.4  # share of all prose that may be hidden: pages hide the whole until a script shows it
# how much more an element is worth that says it is the article
_MARKED = {"articlebody": 1.5, "named": 1.15, "tag": 1.1}


@dataclass(slots=True)
class Worth:
    """What an element holds, in characters, its furniture not counted.

    All words, linked ones, prose, and the balance.
    """

    chars: int = 0
    linked: int = 0
    prose: int = 0
    balance: float = 0.0

    def add(self, other: "Worth") -> None:
        """Count another element's worth as well."""
        self.chars += other.chars
        self.linked += other.linked
        self.prose += other.prose
        self.balance += other.balance


@dataclass(slots=True)
class Layout:
    """The article's element, and the region of each element that is not of the article.

    The children of an element are of its region.
    """

    article: Element
    regions: dict[Element, str] = field(default_factory=dict)


@functools.cache
def _hints() -> dict[str, dict[str, frozenset[str]]]:
    rows = tomllib.loads((Path(__file__).parent / "regions.toml").read_text("utf-8"))
    return {
        region: {kind: frozenset(words) for kind, words in row.items()}
        for region, row in rows.items()
    }


@functools.lru_cache(maxsize=4096)
def _named(names: str) -> frozenset[str]:
    """The regions that these class names and ids speak of."""
    found = set()
    for name in names.split():
        parts = [
            part.lower() for piece in _CUT.split(name) for part in _CAPITALS.split(piece) if part
        ]
        joined = "".join(parts)
        pairs = {*parts, *(first + second for first, second in zip(parts, parts[1:], strict=False))}
        found |= {
            region
            for region, row in _hints().items()
            if row["words"] & pairs or joined in row["names"]
        }
    return frozenset(found)


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
    names = _names_of(element)
    return next((region for region in FURNITURE if region in names), "") if names else ""


def _names_of(element: Element) -> frozenset[str]:
    given = [name for key in ("class", "id", "itemprop") if (name := element.get(key))]
    return _named(" ".join(given)[:400]) if given else frozenset()


def layout(body: Element) -> Layout:
    """Where the article of a page is, and what around it and in it is not of it."""
    elements = list(body.iter())
    plain = _worths(elements, {})
    claimed = _claimed(body, elements, plain)
    worths = _worths(elements, claimed)
    article = max(elements, key=lambda element: _rank(element, worths[element]), default=body)
    if worths[article].prose == 0:
        article = body  # nothing here is prose: the whole page is the text, rather than nothing
    ancestors = {article, *article.iterancestors()}
    regions = {element: region for element, region in claimed.items() if element not in ancestors}
    _free_running_text(article, regions, plain)
    return Layout(article=article, regions=regions)


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
    names = frozenset[str]() if element.tag == "body" else _names_of(element)
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
        if element is body:
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


def _worths(elements: list[Element], claimed: dict[Element, str]) -> dict[Element, Worth]:
    worths = {element: Worth() for element in elements}
    skipped: set[Element | None] = set()
    for element in elements:
        if (
            element.getparent() in skipped
            or element in claimed
            or element.tag in UNSPOKEN
            or element.tag in SET_ASIDE
        ):
            skipped.add(element)
    runs = _runs(elements, skipped)
    for element, (text, linked) in runs.items():
        worths[element].add(_worth(element, text, linked))
    for element in reversed(elements):
        parent = element.getparent()
        if parent is not None and parent in worths and element not in skipped:
            worths[parent].add(worths[element])
    return worths


def _runs(elements: list[Element], skipped: set[Element | None]) -> dict[Element, tuple[str, int]]:
    """(words, how many characters of them are linked) of each block.

    Its own text and that of the lines of text in it.
    """
    owner: dict[Element | None, Element] = {}
    in_link: set[Element | None] = set()
    words: dict[Element, list[str]] = {}
    linked: Counter[Element] = Counter()

    def say(element: Element, text: str | None, holder: Element | None) -> None:
        if text and (text := blanks(text)).strip():
            words.setdefault(element, []).append(text)
            linked[element] += len(text.strip()) if holder in in_link else 0

    for element in elements:
        parent = element.getparent()
        owner[element] = owner[parent] if is_phrasing(element) and parent in owner else element
        if element.tag == "a" or parent in in_link:
            in_link.add(element)
        if element not in skipped:
            say(owner[element], element.text, element)
        if parent in owner and parent not in skipped:
            say(owner[parent], element.tail, parent)
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
        worth.balance = chars - linked
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
