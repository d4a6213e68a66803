"""A page with its sheets: for each element, in the order of the page, whether its words are read.

One cascade serves all pages of a book that apply the same sheets; elements of one kind in the same
surroundings look alike, and are looked at once.
"""

import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from lxml import etree

from publisher.verify.evidence.css import elements, table
from publisher.verify.evidence.css.cascade import Cascade, Match, Node, Source, World, winners
from publisher.verify.evidence.css.look import COVERING, Fault, Look, fault, looked
from publisher.verify.evidence.css.rules import Declaration, line_of, parse_style
from publisher.verify.evidence.css.sheets import Room
from publisher.verify.evidence.css.values import NOTHING, bare, colour, has_variables, idents

_ADDED = {"before", "after", "marker", "footnote-call", "footnote-marker"}
_FIRST = {"first-line", "first-letter"}
# functions of `content` that give numbers, marks, or words that stand on the page already
_QUIET = {
    *("counter", "counters", "target-counter", "target-counters", "leader", "symbols"),
    *("string", "linear-gradient", "target-text"),
}


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """What is seen of an element.

    unseen   why a reader does not see its words; "" where they do.   hiding: the declaration that
             keeps them from one, if one does.
    doubts   declarations that may keep its words from a reader.
    added    those that add something before or behind its words, if these are words or may cover.
    covers   those by which it may lie over others, if it has no words itself.
    struck   whether a line is drawn through its words.
    """

    unseen: str
    hiding: Fault | None
    doubts: tuple[Fault, ...]
    added: tuple[Fault, ...]
    covers: tuple[Fault, ...]
    struck: bool
    looks: tuple[Look, ...]
    number: int


@dataclass(slots=True)
class Place:
    """An element on its way through the page: how it looks, and which of its children came last."""

    view: View
    node: Node
    last: Node | None = None
    count: int = 0


class Styles:
    """The style sheets of a container, as its pages apply them."""

    def __init__(self, files: Mapping[str, bytes], path: str) -> None:
        self.room, self._path = Room(files, path), path
        self._made: dict[tuple[Source, ...], _Book] = {}

    def page(self, root: etree._Element, name: str) -> "Page":
        """A page, ready to be walked through from its root."""
        sources = tuple(self.room.sources(root, name))
        if sources not in self._made:
            if len(self._made) > _SETS:
                self._made.clear()
            self._made[sources] = _Book(Cascade(sources, self.room.open, self._path))
        return Page(self._made[sources], name)


_SETS = 40  # of sheets that are kept: a book has one or two


class _Book:
    """A cascade, and how elements looked that were met on its pages."""

    def __init__(self, cascade: Cascade) -> None:
        self.cascade = cascade
        self.views: dict[tuple[Any, ...], View] = {}
        self.count = 0
        # the attributes that a look depends on
        self.wanted = frozenset(cascade.attributes) | elements.ATTRIBUTES
        self.faces = frozenset(name for sheet in cascade.sheets for name, _ in sheet.faces)
        self.first = View("", None, (), (), (), struck=False, looks=self._first_looks(), number=0)

    def _first_looks(self) -> tuple[Look, ...]:
        defaults: dict[str, str] = {}
        for sheet in self.cascade.sheets:
            for name, one in sheet.defaults.items():
                defaults[name] = "".join(token.serialize() for token in one.value)
        return tuple(Look(known=defaults) for _ in self.cascade.worlds)

    def said(self) -> list[Fault]:
        """Words that sheets add outside their rules: in the margins of pages, in counters."""
        return [
            fault("adds", one)
            for sheet in self.cascade.sheets
            for one in sheet.said
            if (one.name == "content" and _adds_words(one))
            or table.judged(one.name, one.value) == "adds"
        ]


class Page:
    """A page on which elements are entered one after the other, each after the one around it."""

    def __init__(self, book: _Book, name: str) -> None:
        self._book, self._name = book, name

    def said(self) -> list[Fault]:
        """Words that its sheets add outside of its elements."""
        return self._book.said()

    def enter(self, element: etree._Element, above: Place | None) -> Place:
        """The place of an element in the one around it; elements are entered in their order."""
        if above is None:
            node = Node(element, None, 0, None, in_html_document=False)
            return Place(self._view(element, node, self._book.first), node)
        node = Node(element, above.node, above.count, above.last, in_html_document=False)
        above.last, above.count = node, above.count + 1
        return Place(self._view(element, node, above.view), node)

    def _view(self, element: etree._Element, node: Node, above: View) -> View:
        book = self._book
        if not book.cascade.is_local:
            return self._made(element, node, above)
        wanted = book.wanted
        attributes = [pair for pair in element.attrib.items() if pair[0] in wanted]
        key = (above.number, element.tag, *attributes)
        # what is folded away depends on the elements beside it
        if element.tag.endswith("summary"):
            return self._made(element, node, above)
        if key not in book.views:
            book.views[key] = self._made(element, node, above)
        return book.views[key]

    def _made(self, element: etree._Element, node: Node, above: View) -> View:
        book, cascade = self._book, self._book.cascade
        matches = cascade.matches(node)
        style = str(element.get("style") or "")
        inline = parse_style(style, self._name, line_of(element)) if style else ()
        hints = elements.hints(element, self._name)
        looks: list[Look] = []
        faults, covers, added = list[Fault](), list[Fault](), list[Fault]()
        struck = above.struck
        for world, look in zip(cascade.worlds, above.looks, strict=True):
            own = [match for match in matches if match.pseudo is None]
            given = winners(own, world, inline, hints)
            made = looked(look, str(element.tag), given, book.faces)
            looks.append(made)
            struck = struck or made.struck is not None
            faults += made.faults()
            covering = (one for one in made.box if one.name in COVERING and one not in look.box)
            covers += [replace(one, kind="doubtful") for one in covering]
            first, more = _of_pseudos(matches, world, made, book.faces)
            faults += first
            added += more
        unseen, hiding = self._unseen(element, above, faults)
        if str(element.tag).endswith(_COLUMNS):
            # the cells of a column stand elsewhere
            covers += [replace(one, kind="doubtful") for one in faults if one.kind == "hides"]
            hiding = None
        # a negative margin takes a box to where other words are
        is_gone = bool(above.unseen) or (
            hiding is not None and not hiding.name.startswith("margin")
        )
        book.count += 1
        return View(
            unseen=unseen,
            hiding=hiding,
            doubts=_once(one for one in faults if one.kind != "hides"),
            added=() if unseen else _once(added),
            covers=() if is_gone else _once(covers),
            struck=struck,
            looks=tuple(looks),
            number=book.count,
        )

    @staticmethod
    def _unseen(
        element: etree._Element, above: View, faults: Sequence[Fault]
    ) -> tuple[str, Fault | None]:
        """(why the words of an element are not seen, the declaration that does it)."""
        unseen = above.unseen if not _is_styled(above.unseen) else ""
        if elements.is_summary(element) and unseen == _FOLDED:
            unseen = ""
        unseen = unseen or elements.unshown(element)
        hiding = next((one for one in faults if one.kind == "hides"), None)
        if not unseen and hiding is not None:
            unseen = f"{_STYLED}{hiding}"
        return unseen, hiding


def _once(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    return tuple(dict.fromkeys(faults))


def page_of(sources: tuple[Source, ...], name: str) -> Page:
    """A page that applies these sheets, whatever it links; what they import is not opened."""
    return Page(_book_of(sources), name)


@functools.lru_cache(maxsize=4)
def _book_of(sources: tuple[Source, ...]) -> "_Book":
    return _Book(Cascade(sources, lambda _sheet, _address: None, "the style sheets"))


_COLUMNS = ("}col", "}colgroup")
_FOLDED = "it is folded away in <details>"
_STYLED = "a style says so: "


def _is_styled(unseen: str) -> bool:
    """Whether a sheet hides it, which an element inside may undo (visibility)."""
    return unseen.startswith(_STYLED)


def _of_pseudos(
    matches: Sequence[Match], world: World, look: Look, faces: frozenset[str]
) -> tuple[list[Fault], list[Fault]]:
    """(how its first words look, what is said before and behind them)."""
    first: list[Fault] = []
    added: list[Fault] = []
    for pseudo in dict.fromkeys(match.pseudo for match in matches if match.pseudo):
        own = [match for match in matches if match.pseudo == pseudo]
        given = winners(own, world, (), ())
        if pseudo in _ADDED:
            added += _of_added(given)
        elif pseudo in _FIRST:
            old = set(look.faults())
            made = looked(look, "span", given, faces)
            first += [one for one in made.faults() if one not in old]
    return first, added


def _of_added(given: Mapping[str, Declaration]) -> list[Fault]:
    content = given.get("content")
    display = given.get("display")
    is_gone = display is not None and idents(display.value) == ["none"]
    if content is None or is_gone or idents(content.value)[:1] in (["none"], ["normal"]):
        return []
    found = []
    if _adds_words(content):
        found.append(fault("adds", content))
    position = given.get("position")
    if position is not None and idents(position.value)[:1] in (["absolute"], ["fixed"]):
        paint = given.get("background-color"), given.get("background-image")
        if any(one is not None and _paints(one) for one in paint):
            found.append(fault("doubtful", position, "it may be painted over words"))
    return found


def _paints(one: Declaration) -> bool:
    tokens = bare(one.value)
    return bool(tokens) and idents(tokens) != ["none"] and colour(tokens[0]) != NOTHING


def _adds_words(content: Declaration) -> bool:
    """Whether what a sheet adds has letters or digits, or may have: punctuation is no word."""
    tokens = bare(content.value)
    if has_variables(tokens):
        return True
    return any(_is_word(token) for token in tokens)


def _is_word(token: Any) -> bool:  # noqa: ANN401 - tinycss2 has no types
    if token.type == "string":
        return any(map(str.isalnum, token.value))
    if token.type == "url":
        return True
    if token.type == "function":
        return token.lower_name not in _QUIET or table.has_word(bare(token.arguments), 1)
    return False
