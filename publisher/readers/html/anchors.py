"""Links within a page: places of the text that others lead to, and marks that link to themselves.

In: the article's element.  Out: Places; the tree gets an empty <span> where a link leads, since
that may be a section, an old <a name> or a table as well.  The one idea: a link of a heading to
itself is a tool of the page; any other link within the text is the author's.
"""

import re
from collections import Counter
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from urllib.parse import unquote

from lxml import etree

from publisher.readers.html.tree import (
    HEADINGS,
    SET_ASIDE,
    UNSPOKEN,
    Element,
    is_phrasing,
    words_of,
)

_WHOLE = {"code", "kbd", "samp", "tt", "math", "ruby", "svg", "q"}  # read as one: no place in them
_LISTINGS = {"pre", "xmp", "listing", "svg"}
_TOOL = re.compile(r"(?:anchor|permalink|header-?link|heading-?link|hash-?link)", re.IGNORECASE)


@dataclass(slots=True)
class Places:
    """places: empty elements that stand where a link leads → the name of the place.

    links      links of the text → the name of the place they lead to.
    marks      links of headings to themselves that say nothing of the text.
    own        links around a whole heading to itself: words, and no link.
    """

    places: dict[Element, str] = field(default_factory=dict)
    links: dict[Element, str] = field(default_factory=dict)
    marks: set[Element] = field(default_factory=set)
    own: set[Element] = field(default_factory=set)


def targets_of(article: Element) -> dict[str, Element]:
    """Each id, or old name of an anchor, with the first element that bears it."""
    targets: dict[str, Element] = {}
    for element in article.iter():
        for name in filter(
            None, (element.get("id"), element.get("name") if element.tag == "a" else None)
        ):
            targets.setdefault(name, element)
    return targets


def fragment_of(link: Element, page: str) -> str:
    """The id a link leads to within the page, whose own address is `page`; "" for none.

    A chapter's file name before it may differ from the one it was saved under.
    """
    address: str = link.get("href", "")
    before, _, fragment = address.partition("#")
    own = not before or before == page.split("#", maxsplit=1)[0] or not re.search(r"[/:?]", before)
    return fragment if own else ""


def find_places(
    article: Element, page: str, regions: Mapping[Element, str], notes: AbstractSet[Element]
) -> Places:
    """The places of an article; `notes` are the marks of notes and the links back from them."""
    inner = [
        (link, fragment)
        for link in article.iter("a")
        if (fragment := fragment_of(link, page))
        and link not in notes
        and not any(above in notes for above in link.iterancestors())
    ]
    found = Places()
    if not inner:
        return found
    targets = targets_of(article)
    positions = _Positions(article, regions)
    names: dict[Element, str] = {}
    repeated = Counter(words_of(link) for link, _ in inner if _heading_around(link) is not None)
    for link, fragment in inner:
        target = targets.get(fragment)
        if target is None:
            target = targets.get(unquote(fragment))
        heading = _own_heading(link, target)
        if heading is not None:
            is_mark = _is_mark(link, heading, repeated)
            (found.marks if is_mark else found.own).add(link)
            continue
        if target is None or not words_of(link) or _is_set_out(link, regions):
            continue
        if target not in names:
            name = _name(fragment, set(names.values()))
            place = _place(positions, target)
            if place is None:
                continue
            names[target] = found.places[place] = name
        found.links[link] = names[target]
    return found


def _own_heading(link: Element, target: Element | None) -> Element | None:
    """The heading that a link stands in or beside, where it leads to this heading or its part."""
    above = link.getparent()
    inside = _heading_around(link)
    if inside is None and above is not None and not is_phrasing(above):
        headings = [one for one in above if one.tag in HEADINGS]
        if len(headings) == 1 and words_of(above) in {
            f"{words_of(headings[0])} {words_of(link)}".strip(),
            f"{words_of(link)} {words_of(headings[0])}".strip(),
        }:
            inside = headings[0]
    if inside is None:
        return None
    if target is None:
        return None if re.search(r"\w", words_of(link)) else inside
    leads_there = (
        target is inside
        or target is link
        or inside in target.iterancestors()
        or (target in inside.iterancestors() and next(target.iter(*HEADINGS)) is inside)
    )
    return inside if leads_there or target.getnext() is inside else None


def _heading_around(link: Element) -> Element | None:
    return next((one for one in link.iterancestors() if one.tag in HEADINGS), None)


def _is_mark(link: Element, heading: Element, repeated: Mapping[str, int]) -> bool:
    """Whether what a heading's own link says is no word of the heading.

    Signs alone; words that the links of several headings say; words of a link that is named for
    what it does.  A number is the heading's.
    """
    said = words_of(link)
    if said == words_of(heading):
        return False
    if not re.search(r"\w", said):
        return True
    if re.fullmatch(r"[\W\d]+", said):
        return False
    named = link.get("aria-label") or link.get("title") or _TOOL.search(link.get("class", ""))
    return repeated[said] > 1 or bool(named) or _is_glued(link)


def _is_glued(link: Element) -> bool:
    """Whether the words of a link follow a word without a space: they are drawn apart from it."""
    before, above = link.getprevious(), link.getparent()
    text = before.tail if before is not None else above.text if above is not None else ""
    return bool(re.search(r"\w$", text or "")) and bool(re.match(r"\w", words_of(link)))


def _is_set_out(link: Element, regions: Mapping[Element, str]) -> bool:
    return link in regions or any(above in regions for above in link.iterancestors())


def _name(fragment: str, taken: AbstractSet[str]) -> str:
    """A name for a place that every format can hold."""
    stem = re.sub(r"[^\w.-]+", "-", unquote(fragment)).strip("-") or "place"
    name, number = stem, 1
    while name in taken:
        number += 1
        name = f"{stem}-{number}"
    return name


def _place(positions: "_Positions", target: Element) -> Element | None:
    """A new empty element before the first words at or behind a target; None without words."""
    position = positions.at(target)
    if position is None:
        return None
    element, is_tail = position
    mark = etree.Element("span")
    above = element.getparent()
    around = element.iterancestors() if is_tail else (element, *element.iterancestors())
    whole = [one for one in around if one.tag in _WHOLE]
    if whole and (holder := whole[-1].getparent()) is not None:
        holder.insert(holder.index(whole[-1]), mark)
    elif is_tail and above is not None:
        mark.tail, element.tail = element.tail, None
        above.insert(above.index(element) + 1, mark)
    else:
        mark.tail, element.text = element.text, None
        element.insert(0, mark)
    return mark


class _Positions:
    """Where words stand in an article: in an element or behind it, in order."""

    def __init__(self, article: Element, regions: Mapping[Element, str]) -> None:
        self._words: list[tuple[Element, bool]] = []  # element, whether they stand behind it
        self._from: dict[Element, int] = {}  # how many of these stand before an element
        unread = UNSPOKEN | SET_ASIDE | _LISTINGS
        skipped: Element | None = None
        for event, element in etree.iterwalk(article, events=("start", "end")):
            if event == "start":
                self._from[element] = len(self._words)
                if skipped is None and (element in regions or element.tag in unread):
                    skipped = element
                elif skipped is None and (element.text or "").strip():
                    self._words.append((element, False))
                continue
            skipped = None if skipped is element else skipped
            if skipped is None and element is not article and (element.tail or "").strip():
                self._words.append((element, True))

    def at(self, element: Element) -> tuple[Element, bool] | None:
        """The first words at or behind the beginning of an element."""
        begin = self._from.get(element, len(self._words))
        return self._words[begin] if begin < len(self._words) else None
