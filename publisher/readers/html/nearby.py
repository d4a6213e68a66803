"""What stands near a page's headline, and what there is of other texts.

In: the tree of a page, its article's element, the regions of its layout, its headlines.  Out: a
Neighbourhood.  A byline and a day of publication are looked for beside the headline and behind the
last paragraph, never in comments, cards of other stories, pictures, or the running text.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from publisher.readers.html.tree import (
    HEADINGS,
    SET_ASIDE,
    UNSPOKEN,
    Element,
    blanks,
    found_at,
    is_hidden,
    is_phrasing,
    words_of,
)
from publisher.text import squeeze

# of other texts, by class or id; the layout's regions tell most of them as well
_OTHERS = re.compile(
    r"(?<![a-z])(?:comment|kommentar|comentario|discussion|reaction|disqus|webmention|related|sidebar|recommend|popular|recirc|teaser|trending|newsletter|carousel|"
    r"widget|sponsor|more-?(?:from|stories|posts|articles)|most-?read|"
    r"(?:promos?|latest|mentions?|repl(?:y|ies)|caption|gallery|snippets?|responses)(?![a-z]))"
)
_CAPITALS = re.compile(r"(?<=[a-z])(?=[A-Z])")
_ELSEWHERE = frozenset(
    {"figure", "figcaption", "nav", "form", "blockquote", "dialog", "table", "article"}
)
_REGIONS = frozenset({"comments", "navigation"})
_BEFORE, _AFTER = 120, 150  # elements before and behind the headline that are near it
_READ_BEFORE, _READ_AFTER = 200, 700  # characters of its lines that are read
_BOX = 400  # characters of an <aside> that is more than a byline
_SHORT_BOX = 160  # characters of a box with nothing but a byline in it
_OF_THE_HEAD = ".//*[@itemprop='author' or @itemprop='datePublished' or self::time[@datetime]]"
_PARAGRAPH = 100  # characters of running text
_OPENING = 220  # characters of a block that is certainly the text


@dataclass(slots=True)
class Line:
    """One visible line near the headline: its words, the block that holds it, and how far off.

    distance   characters between the headline and it; below 0: it stands before.
    """

    words: str
    block: Element
    distance: int


@dataclass(slots=True)
class Neighbourhood:
    """The place of a page's headline and of its text's end, in the order of its elements."""

    article: Element
    regions: dict[Element, str]
    order: dict[Element, int]
    headline: Element | None
    start: int
    last: int
    end: int
    around: frozenset[Element]
    whole: Element
    _elements: list[Element] = field(default_factory=list)
    _apart: dict[Element, bool] = field(default_factory=dict)
    _lines: tuple[Line, ...] | None = None

    def is_near(self, element: Element) -> bool:
        """Whether an element stands near the headline."""
        place = self.order.get(element, -9999)
        within = place <= self.end or self.whole in element.iterancestors()
        return within and -_BEFORE <= place - self.start <= _AFTER

    def is_behind(self, element: Element) -> bool:
        """Whether an element stands behind the last paragraph, in what holds the article."""
        place = self.order.get(element, -1)
        return place > self.last and (
            self.whole in element.iterancestors() or element is self.whole
        )

    def close(self) -> Iterator[Element]:
        """The elements near the headline, those behind it first."""
        behind = range(self.start + 1, min(self.start + _AFTER, len(self._elements)))
        before = range(self.start - 1, max(self.start - _BEFORE, 0), -1)
        return (self._elements[place] for place in (*behind, *before))

    def behind(self) -> Iterator[Element]:
        """The first elements behind the last paragraph, in what holds the article."""
        places = range(self.last + 1, min(self.last + _AFTER, len(self._elements)))
        return (self._elements[place] for place in places if self.is_behind(self._elements[place]))

    def distance(self, element: Element) -> int:
        """How many elements lie between the headline and this one."""
        return abs(self.order.get(element, 0) - self.start)

    def is_apart(self, element: Element) -> bool:
        """Whether an element is of another text, of a picture, or of what readers say."""
        for one in (element, *element.iterancestors()):
            if one in self.around:
                return False
            known = self._apart.get(one)
            if known is None:
                names = f"{one.get('class', '')} {one.get('id', '')}"
                known = not self._is_head(one) and (
                    one.tag in _ELSEWHERE
                    or (one.tag == "aside" and len(words_of(one)) > _BOX)
                    or self.regions.get(one) in _REGIONS
                    or (one.tag == "footer" and self.whole not in one.iterancestors())
                    or bool(_OTHERS.search(_CAPITALS.sub("-", names).lower()))
                )
                self._apart[one] = known
            if known:
                return True
        return False

    def _is_head(self, element: Element) -> bool:
        """Whether a short box says by its markup that it holds the author or the day."""
        menu = element.tag in {"nav", "form"} or self.regions.get(element) == "navigation"
        if not menu or len(words_of(element)) > _SHORT_BOX:
            return False
        return bool(found_at(element, _OF_THE_HEAD))

    def in_prose(self, element: Element) -> bool:
        """Whether an element stands within a paragraph of running text."""
        block = next((one for one in element.iterancestors() if not is_phrasing(one)), None)
        if block is not None and block.tag in {"header", "footer"}:
            return False  # what stands straight in them is a line of names, days and topics
        return len(line_around(element)) - len(words_of(element)) >= _PARAGRAPH

    def lines(self) -> tuple[Line, ...]:
        """The lines near the headline, in the order of the page; of the text none but its first."""
        if self._lines is None:
            self._lines = self._read_lines()
        return self._lines

    def _read_lines(self) -> tuple[Line, ...]:
        before = [
            Line(words, block, -distance)
            for words, block, distance in self._read(
                reversed(range(max(0, self.start - 400), self.start)), _READ_BEFORE
            )
        ]
        after: list[Line] = []
        for words, block, distance in self._read(
            range(self.start + 1, len(self._elements)), _READ_AFTER
        ):
            after.append(Line(words, block, distance))
            if len(words) >= _OPENING and next(block.iterancestors("header"), None) is None:
                break
        return (*reversed(before), *after)

    def _read(self, places: Iterable[int], most: int) -> Iterator[tuple[str, Element, int]]:
        """(words, block, characters from the headline) of blocks that hold no other block."""
        inside = frozenset(self.headline.iter()) if self.headline is not None else frozenset()
        distance = 0
        for place in places:
            block = self._elements[place]
            if block in inside or is_phrasing(block) or not self._is_leaf(block):
                continue
            words = words_of(block)
            if not words or self.is_apart(block) or self._is_hidden(block):
                continue
            yield words, block, distance
            distance += len(words)
            if distance > most:
                return

    @staticmethod
    def _is_leaf(block: Element) -> bool:
        """Whether a block says something itself, and holds no block that does."""
        if block.tag in UNSPOKEN or block.tag in SET_ASIDE:
            return False
        if not (blanks(block.text).strip() or any(is_phrasing(child) for child in block)):
            return False
        return all(is_phrasing(below) or below is block for below in block.iter())

    @staticmethod
    def _is_hidden(block: Element) -> bool:
        return any(
            is_hidden(one) or one.tag in SET_ASIDE for one in (block, *block.iterancestors())
        )


def line_around(element: Element) -> str:
    """The words of the line that holds an element: those of its block, but for blocks within it."""
    block = next((one for one in (element, *element.iterancestors()) if not is_phrasing(one)), None)
    if block is None:
        return words_of(element)
    said = [block.text or ""]
    for child in block:
        said += [words_of(child) if is_phrasing(child) else "\n", child.tail or ""]
    return blanks(" ".join(said)).strip()


def neighbourhood(
    root: Element, article: Element, regions: dict[Element, str], titles: Iterable[str]
) -> Neighbourhood:
    """Where the headline of a page is: the heading that says its title."""
    elements = list(root.iter())
    order = {element: place for place, element in enumerate(elements)}
    inside = list(article.iter())
    first, end = order[article], order.get(inside[-1], order[article])
    headline = _headline(elements, order, titles, end)
    above = () if headline is None else (headline, *headline.iterancestors())
    prose = [
        element
        for element in inside
        if element.tag in {"p", "div", "li"}
        and all(is_phrasing(child) for child in element)
        and len(words_of(element)) >= _PARAGRAPH
    ]
    around = frozenset({article, *article.iterancestors(), *above, *_stories(prose)})
    whole = _whole(article, headline)
    return Neighbourhood(
        article=article,
        regions=regions,
        order=order,
        headline=headline,
        start=order[headline] if headline is not None else order[prose[0]] if prose else first,
        last=order[prose[-1]] if prose else end,
        end=end,
        around=around,
        whole=whole,
        _elements=elements,
    )


def _stories(prose: Sequence[Element]) -> Iterator[Element]:
    """Each <article>, or table that lays it out, that holds half of the text: it is no other's."""
    held = Counter(one for element in prose for one in element.iterancestors("article", "table"))
    return (one for one, number in held.items() if 2 * number >= len(prose))


def _whole(article: Element, headline: Element | None) -> Element:
    """What holds the article with its head and foot: up to <article> or the headline's."""
    named = next(iter(article.iterancestors("article")), None)
    if named is not None or headline is None:
        return article if named is None else named
    above = {headline, *headline.iterancestors()}
    common = next((one for one in (article, *article.iterancestors()) if one in above), article)
    return article if common.tag in {"body", "html", "main"} else common


def _headline(
    elements: list[Element], order: dict[Element, int], titles: Iterable[str], end: int
) -> Element | None:
    """The heading with the words of the best title that a heading has; else the only first one."""
    headings = [
        element for element in elements if element.tag in HEADINGS and order[element] <= end
    ]
    said = {element: squeeze(words_of(element)).casefold() for element in headings}
    for title in titles:
        wanted = squeeze(title).casefold()
        found = [element for element in headings if said[element] == wanted]
        if found:
            return found[0]
    first = [element for element in headings if element.tag == "h1" and said[element]]
    return first[0] if len(first) == 1 else None
