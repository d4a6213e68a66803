"""The sheets of a page → for each element the declarations that win there (CSS Cascade 5).

Rules under a condition (a medium, a feature, a style that may be chosen) hold in some readers and
not in others: a `world` is a set of conditions that hold, and each world has winners of its own.
"""

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import cssselect2
import tinycss2
from cssselect2 import parser as selectors
from cssselect2.compiler import CompiledSelector

from publisher.errors import EvidenceError
from publisher.verify.evidence.css.rules import (
    Declaration,
    Import,
    Rule,
    Sheet,
    layer_order,
    parse_sheet,
)
from publisher.verify.evidence.css.table import GROUPS, judged
from publisher.verify.evidence.css.values import has_variables

# what a compound may name without regard to the elements beside the one it is for
_LOCAL = (
    selectors.LocalNameSelector,
    selectors.NamespaceSelector,
    selectors.ClassSelector,
    selectors.IDSelector,
    selectors.AttributeSelector,
)
_LISTS = (
    selectors.MatchesAnySelector,
    selectors.SpecificityAdjustmentSelector,
    selectors.NegationSelector,
)
_OF_ITSELF = {"root", "scope", "link", "any-link", "local-link", *("hover", "active", "focus")}
# states that a reader may be in for long; passing ones (a finger on a link) hide nothing
_STATES = {"visited", "target", "target-within"}
_WORLDS = 12  # of more conditions than these, all are taken to hold together
_RULES = 120_000  # selectors of one page: more than any book has
# selectors tried on elements of all pages with the same sheets: some seconds; one that matches
# costs as much as several that do not
_TRIES, _MATCHED = 4_000_000, 4

World = frozenset[str]
Rank = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A style sheet that a page applies: its text, where it stands, and under which conditions."""

    name: str
    text: str
    line: int = 1
    conditions: tuple[str, ...] = ()
    layer: tuple[str, ...] = ()


# (sheet, address that stands in it) → the sheet there, or None
Opener = Callable[[str, str], Source | None]


@dataclass(frozen=True, slots=True, eq=False)
class Match:
    """Declarations of a rule that match an element, or one of its pseudo-elements."""

    pseudo: str | None
    rank: Rank
    important_rank: Rank
    declarations: tuple[Declaration, ...]
    conditions: World


class Node(cssselect2.ElementWrapper):  # type: ignore[misc]  # cssselect2 has no types
    """An element as selectors see it; pages may be nested or long by thousands."""

    @property
    def ancestors(self) -> Iterator["Node"]:
        """The elements around it, the nearest first."""
        node = self.parent
        while node is not None:
            yield node
            node = node.parent

    @property
    def previous_siblings(self) -> Iterator["Node"]:
        """The elements before it, the nearest first."""
        node = self.previous
        while node is not None:
            yield node
            node = node.previous

    def iter_next_siblings(self) -> Iterator["Node"]:
        """The elements behind it, the nearest first."""
        before = self
        for place in range(self.index + 1, len(self.etree_siblings)):
            element = self.etree_siblings[place]
            before = Node(element, self.parent, place, before, in_html_document=False)
            yield before

    @functools.cached_property
    def keys(self) -> tuple[str, ...]:
        """What a selector may name it by: "#id", ".class" for each of its classes, its name."""
        found = [f".{name}" for name in self.classes]
        if self.id is not None:
            found.append(f"#{self.id}")
        return (*found, str(self.local_name).lower())

    @functools.cached_property
    def keys_around(self) -> frozenset[str]:
        """The same of all elements around it."""
        if self.parent is None:
            return frozenset()
        above: frozenset[str] = self.parent.keys_around
        return above if above.issuperset(self.parent.keys) else above.union(self.parent.keys)


class Cascade:
    """All rules that matter of the sheets of a page, ready to be matched.

    worlds       sets of conditions that may hold, the first: none.
    is_local     whether what matches an element depends on itself and those around it alone.
    attributes   names of the attributes that selectors look at.   path: of the file, for messages.

    Refuses with EvidenceError more selectors, or more comparisons, than a book can need.
    """

    def __init__(self, sources: Sequence[Source], open_imports: Opener, path: str) -> None:
        self.sheets: list[Sheet] = []
        self._rules: list[Rule] = []
        self._layers: list[tuple[str, ...]] = []
        for source in sources:
            self._take(source, open_imports, frozenset())
        self._verdicts = {
            declaration: judged(declaration.name, declaration.value)
            for rule in self._rules
            for declaration in rule.declarations
        }
        self.properties = self._mattering()
        self._index = _Index(path)
        self._path = path
        self.is_local, self.attributes = True, {"class", "style", "lang"}
        self.worlds: list[World] = [frozenset()]
        self._fill()

    def verdict(self, declaration: Declaration) -> str:
        """What the declaration does by itself (css.table)."""
        found = self._verdicts.get(declaration)
        if found is None:
            return judged(declaration.name, declaration.value)
        return found

    def matches(self, node: Node) -> list[Match]:
        """What matches an element, in no order."""
        return self._index.matches(node)

    def _take(self, source: Source, open_imports: Opener, above: frozenset[str]) -> None:
        """The rules of a sheet and of those that it imports, in the order in which they count."""
        sheet = parse_sheet(source.text, source.name, source.line)
        self.sheets.append(sheet)
        self._layers += [(*source.layer, *layer) for layer in sheet.layers]
        for part in sheet.parts:
            conditions = (*source.conditions, *part.conditions)
            layer = (*source.layer, *part.layer)
            if isinstance(part, Import):
                inner = open_imports(source.name, part.address)
                if inner is not None and inner.name not in above | {source.name}:
                    self._take(
                        Source(inner.name, inner.text, inner.line, conditions, layer),
                        open_imports,
                        above | {source.name},
                    )
            else:
                self._rules.append(
                    Rule(part.selectors, part.declarations, conditions, layer, part.namespaces)
                )

    def _mattering(self) -> frozenset[str]:
        """Properties of which any declaration may keep words from a reader."""
        found = {one.name for one, verdict in self._verdicts.items() if verdict != "harmless"}
        for group in GROUPS:
            if found & set(group):
                found |= set(group)
        if any(has_variables(one.value) for one in self._verdicts):
            found.add("--")
        if found:
            found.add("all")
        return frozenset(found)

    def matters(self, declaration: Declaration) -> bool:
        """Whether a declaration has to be looked at."""
        name = declaration.name
        return (
            name in self.properties
            or declaration.is_important
            or (name.startswith("--") and "--" in self.properties)
        )

    def _fill(self) -> None:
        ranks = layer_order((*self._layers, *(rule.layer for rule in self._rules)))
        conditions: dict[World, None] = {}
        count = 0
        for order, rule in enumerate(self._rules):
            kept = tuple(one for one in rule.declarations if self.matters(one))
            if not kept:
                continue
            for selector, is_sure in compiled(rule.selectors, rule.namespaces):
                count += 1
                if count > _RULES:
                    raise EvidenceError(
                        self._path, f"its style sheets hold more than {_RULES} selectors"
                    )
                holds = frozenset(rule.conditions) | (
                    frozenset()
                    if is_sure
                    else {f"a state of {tinycss2.serialize(rule.selectors).strip()}"}
                )
                conditions.setdefault(holds)
                layer = ranks[rule.layer]
                place = (selector.parsed.specificity, order)
                match = Match(
                    selector.parsed.pseudo_element,
                    (0, 0, layer, *place),
                    (1, 0, tuple(-step for step in layer), *place),
                    kept,
                    holds,
                )
                self._index.add(selector, match)
                self.is_local = self.is_local and selector.is_local
                self.attributes |= selector.attributes
        some = [one for one in conditions if one]
        self.worlds += some if len(some) <= _WORLDS else [frozenset().union(*some), *some[:_WORLDS]]


@dataclass(frozen=True, slots=True, eq=False)
class Selector:
    """A selector as cssselect2 parses it, with what it looks at.

    subject   by what the element that it is for is named, "" if by nothing.   around: the same of
              one of the elements around that.
    """

    parsed: Any
    is_local: bool
    attributes: frozenset[str]
    subject: str
    around: str


class _Entry:
    """A selector that is made ready when an element is met that it may be for."""

    __slots__ = ("_test", "match", "selector")

    def __init__(self, selector: Selector, match: Match) -> None:
        self.selector, self.match = selector, match
        self._test: Callable[[Node], bool] | None = None

    def fits(self, node: Node) -> bool:
        if self._test is None:
            try:
                made = CompiledSelector(self.selector.parsed)
                self._test = _never if made.never_matches else made.test
            except _FAULTS:
                self._test = _never
        try:
            return bool(self._test(node))
        except _FAULTS:
            return False


def _never(_node: Node) -> bool:
    return False


class _Index:
    """Selectors by what the elements are called that they name: few are tried on each element."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._by_subject: dict[str, dict[str, list[_Entry]]] = {}
        self._tried = 0

    def add(self, selector: Selector, match: Match) -> None:
        around = self._by_subject.setdefault(selector.subject, {})
        around.setdefault(selector.around, []).append(_Entry(selector, match))

    def matches(self, node: Node) -> list[Match]:
        found: list[Match] = []
        for subject in ("", *dict.fromkeys(node.keys)):
            by_around = self._by_subject.get(subject)
            if by_around is None:
                continue
            around = node.keys_around
            few, many = (by_around, around) if len(by_around) < len(around) else (around, by_around)
            wanted = ["", *(key for key in few if key and key in many)]
            for key in wanted:
                entries = by_around.get(key, ())
                self._tried += len(entries)
                found += [entry.match for entry in entries if entry.fits(node)]
        self._tried += _MATCHED * len(found)
        if self._tried > _TRIES:
            raise EvidenceError(
                self._path,
                f"its style sheets take more than {_TRIES} comparisons; make them smaller",
            )
        return found


def compiled(
    tokens: Sequence[Any], namespaces: tuple[tuple[str | None, str], ...]
) -> tuple[tuple[Selector, bool], ...]:
    """(selector, whether it surely matches) for each of a list; () where browsers drop the rule.

    A state that nobody can know here is taken to be possible.
    """
    stated = _without(tokens, _STATES)
    is_sure = stated is None
    try:
        return _compiled(tokens if stated is None else stated, namespaces, is_sure=is_sure)
    except _FAULTS:
        known = _without(tokens, None)
    if known is None:
        return ()
    try:
        return _compiled(known, namespaces, is_sure=False)
    except _FAULTS:
        return ()


# cssselect2 knows not every selector, and writes Python of them
_FAULTS = (
    *(selectors.SelectorError, SyntaxError, NotImplementedError, TypeError, AttributeError),
    *(RecursionError, MemoryError, ValueError, UnboundLocalError),
)


def _compiled(
    tokens: Sequence[Any], namespaces: Iterable[tuple[str | None, str]], *, is_sure: bool
) -> tuple[tuple[Selector, bool], ...]:
    made = []
    for selector in selectors.parse(tokens, dict(namespaces)):
        attributes: set[str] = set()
        is_local = _is_local(selector.parsed_tree, attributes)
        subject, around = _named(selector.parsed_tree)
        one = Selector(selector, is_local, frozenset(attributes), subject, around)
        made.append((one, is_sure))
    return tuple(made)


def _named(tree: Any) -> tuple[str, str]:  # noqa: ANN401 - cssselect2 has no types
    """By what a selector names its element, and one of those around it; "" where by nothing."""
    if not isinstance(tree, selectors.CombinedSelector):
        return _key(tree), ""
    subject, around, combinator = _key(tree.right), "", tree.combinator
    left = tree.left
    while not around:
        inner = left.right if isinstance(left, selectors.CombinedSelector) else left
        around = _key(inner) if combinator in {" ", ">"} else ""
        if not isinstance(left, selectors.CombinedSelector):
            break
        # what stands beside an element around this one is not around this one
        combinator = left.combinator if combinator in {" ", ">"} else combinator
        left = left.left
    return subject, around


def _key(compound: Any) -> str:  # noqa: ANN401 - cssselect2 has no types
    names = {}
    for part in compound.simple_selectors:
        if isinstance(part, selectors.IDSelector):
            names["id"] = f"#{part.ident}"
        elif isinstance(part, selectors.ClassSelector):
            names["class"] = f".{part.class_name}"
        elif isinstance(part, selectors.LocalNameSelector):
            names["name"] = str(part.lower_local_name)
    return next((names[kind] for kind in ("id", "class", "name") if kind in names), "")


def _is_local(tree: Any, attributes: set[str]) -> bool:  # noqa: ANN401 - cssselect2 has no types
    """Whether a selector looks at an element and those around it alone; gathers attributes."""
    if isinstance(tree, selectors.CombinedSelector):
        left, right = (_is_local(side, attributes) for side in (tree.left, tree.right))
        return str(tree.combinator) in " >" and left and right
    if isinstance(tree, selectors.CompoundSelector):
        simple = [_is_local(part, attributes) for part in tree.simple_selectors]
        return all(simple)
    if isinstance(tree, _LISTS):
        listed = [_is_local(part.parsed_tree, attributes) for part in tree.selector_list]
        return all(listed)
    if isinstance(tree, selectors.AttributeSelector):
        # cssselect2 knows no attribute of any namespace: that of none is the one that matters
        tree.namespace = tree.namespace or ""
        attributes.add(f"{{{tree.namespace}}}{tree.name}" if tree.namespace else tree.name)
    if isinstance(tree, selectors.IDSelector):
        attributes.add("id")
    if isinstance(tree, selectors.PseudoClassSelector):
        attributes.add("href")
        return _known(tree.name) in _OF_ITSELF
    if isinstance(tree, selectors.FunctionalPseudoClassSelector):
        attributes.add("{http://www.w3.org/XML/1998/namespace}lang")
        return _known(tree.name) == "lang"
    return isinstance(tree, _LOCAL)


def _known(name: str) -> str:
    if name not in _KNOWN | _PASSING:
        raise selectors.SelectorError(name, "unknown pseudo-class")
    return name


# states that cssselect2 takes for never there
_PASSING = {
    *("visited", "target", "target-within", "current", "past", "future", "playing", "paused"),
    *("seeking", "buffering", "stalled", "muted", "volume-locked", "user-valid", "user-invalid"),
    *("host",),
}
_KNOWN = {
    *("link", "any-link", "local-link", "enabled", "disabled", "checked", "root", "scope"),
    *("first-child", "last-child", "first-of-type", "last-of-type", "only-child"),
    *("only-of-type", "empty", "hover", "active", "focus", "focus-within", "focus-visible"),
    *("nth-child", "nth-last-child", "nth-of-type", "nth-last-of-type", "lang", "is", "where"),
    *("not", "has", "before", "after", "first-line", "first-letter"),
}


def _without(tokens: Sequence[Any], names: set[str] | None) -> list[Any] | None:
    """The tokens without some pseudo-classes, or without unknown ones; None where there are none.

    Each leaves `:is(*)` behind, so that what stood before and behind it stays apart.
    """
    made: list[Any] = []
    changed = False
    place = 0
    while place < len(tokens):
        token = tokens[place]
        follows = tokens[place + 1] if place + 1 < len(tokens) else None
        name = _pseudo_name(token, follows)
        is_element = bool(made) and made[-1] == ":"
        unwanted = name in names if names is not None else name not in _KNOWN
        if name and unwanted and not is_element:
            made += tinycss2.parse_component_value_list(":is(*)")
            changed = True
            place += 2
        else:
            made.append(token)
            place += 1
    return made if changed else None


def _pseudo_name(node: Any, follows: Any) -> str:  # noqa: ANN401 - tinycss2 has no types
    if node != ":" or follows is None:
        return ""
    if follows.type == "ident":
        return str(follows.lower_value)
    return str(follows.lower_name) if follows.type == "function" else ""


def winners(
    matches: Iterable[Match],
    world: World,
    inline: Sequence[Declaration],
    hints: Sequence[Declaration],
) -> Mapping[str, Declaration]:
    """Property → the declaration that wins on an element in a world.

    inline   of its style attribute, hints: of its other attributes.
    """
    best: dict[str, tuple[Rank, int, Declaration]] = {}

    def offer(rank: Rank, place: int, declaration: Declaration) -> None:
        there = best.get(declaration.name)
        if there is None or (rank, place) >= there[:2]:
            best[declaration.name] = (rank, place, declaration)

    for place, declaration in enumerate(hints):
        offer((0, -1), place, declaration)
    for match in matches:
        if match.conditions <= world:
            for place, declaration in enumerate(match.declarations):
                rank = match.important_rank if declaration.is_important else match.rank
                offer(rank, place, declaration)
    for place, declaration in enumerate(inline):
        offer((1, 1) if declaration.is_important else (0, 1), place, declaration)
    found = {name: declaration for name, (_, _, declaration) in best.items()}
    if "all" in found:
        return _with_all(best)
    return found


def _with_all(best: Mapping[str, tuple[Rank, int, Declaration]]) -> dict[str, Declaration]:
    """The winners where `all` is declared: it beats every property that ranks below it."""
    rank, place, whole = best["all"]
    made = {
        name: declaration
        for name, (other, at, declaration) in best.items()
        if name != "all" and (name.startswith("--") or (other, at) > (rank, place))
    }
    made["all"] = whole
    return made
