"""The text of a style sheet → its rules in order, nested ones and those under conditions as well.

Read as browsers read it (CSS Syntax 3): a declaration or a rule that is none is left out, the rest
holds.
"""

import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import tinycss2
from lxml import etree

from publisher.errors import EvidenceError
from publisher.verify.evidence.css.shorthands import longhands
from publisher.verify.evidence.css.values import Tokens, bare, divided

_DEEPEST = 40  # rules in rules
_MOST = 200_000  # characters of a selector, which grows when rules are nested
_GROUPS = {"media", "supports", "container", "document", "-moz-document", "scope", "starting-style"}
_TOO_DEEP = "its brackets are nested too deep to tell what its style hides; write it anew"
_ALWAYS = {"", "all"}
_NEVER = {"not all"}


@dataclass(frozen=True, slots=True, eq=False)
class Declaration:
    """One declaration of a longhand property.

    name     lower case; a custom property as it is written.   value: its tokens.
    sheet    where it stands, and in which line.   written: the declaration as it stands there.
    """

    name: str
    value: tuple[Any, ...]
    is_important: bool
    sheet: str
    line: int
    written: str

    @property
    def where(self) -> str:
        """The place, as an editor takes it."""
        return f"{self.sheet}:{self.line}" if self.line else self.sheet


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """Declarations with the selectors of the elements that they are for, as tokens.

    conditions   all that must hold for it: media, features, a style that may be chosen.
    layer        the names of the layers it is in, from the outermost.
    """

    selectors: tuple[Any, ...]
    declarations: tuple[Declaration, ...]
    conditions: tuple[str, ...]
    layer: tuple[str, ...]
    namespaces: tuple[tuple[str | None, str], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Import:
    """Another sheet that a sheet asks for."""

    address: str
    conditions: tuple[str, ...]
    layer: tuple[str, ...]


@dataclass(slots=True)
class Sheet:
    """What a style sheet holds, in order.

    said     words that it adds outside its rules: of the margins of pages, of counters' styles.
    faces    families of letters that it brings with it.
    """

    parts: list[Rule | Import] = field(default_factory=list)
    said: list[Declaration] = field(default_factory=list)
    faces: list[tuple[str, Declaration]] = field(default_factory=list)
    layers: list[tuple[str, ...]] = field(default_factory=list)
    defaults: dict[str, Declaration] = field(default_factory=dict)


@functools.lru_cache(maxsize=64)  # every page of a book links the same sheets
def parse_sheet(text: str, name: str, first_line: int = 1) -> Sheet:
    """The rules of a style sheet.

    name, first_line   where it stands, for the places of its declarations.
    Refuses with EvidenceError brackets nested so deep that nobody can say what they hide.
    """
    reader = _Reader(name, first_line)
    try:
        reader.read(tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True))
    except RecursionError as error:
        raise EvidenceError(name, _TOO_DEEP) from error
    return reader.sheet


@functools.lru_cache(maxsize=4096)
def parse_style(text: str, name: str, line: int) -> tuple[Declaration, ...]:
    """The declarations of a style attribute.  Refuses what parse_sheet refuses."""
    try:
        return tuple(_Reader(name, line).declarations(tinycss2.parse_blocks_contents(text)))
    except RecursionError as error:
        raise EvidenceError(name, _TOO_DEEP) from error


@dataclass(frozen=True, slots=True)
class _Around:
    """What a rule stands in."""

    selectors: tuple[Any, ...] = ()
    conditions: tuple[str, ...] = ()
    layer: tuple[str, ...] = ()
    depth: int = 0


class _Reader:
    def __init__(self, name: str, first_line: int) -> None:
        self.name, self.shift = name, first_line - 1
        self.sheet = Sheet()
        self.namespaces: dict[str | None, str] = {"epub": "http://www.idpf.org/2007/ops"}
        self.anonymous = 0

    def read(self, nodes: Iterable[Any], around: _Around = _Around()) -> None:
        """The rules of a sheet, or of a block that holds rules."""
        if around.depth > _DEEPEST:
            return
        for node in nodes:
            if node.type == "qualified-rule":
                self._style_rule(node, around)
            elif node.type == "at-rule":
                self._at_rule(node, around)

    def declarations(self, nodes: Iterable[Any]) -> Iterator[Declaration]:
        for node in nodes:
            if node.type == "declaration":
                yield from self._longhands(node)

    def _longhands(self, node: Any) -> Iterator[Declaration]:  # noqa: ANN401 - tinycss2 has no types
        name = node.name
        is_custom = name.startswith("--")
        bang = " !important" if node.important else ""
        written = f"{name}: {tinycss2.serialize(node.value).strip()}{bang}"
        for longhand, value in (
            ((name, tuple(node.value)),)
            if is_custom
            else longhands(node.lower_name, tuple(bare(node.value)))
        ):
            yield Declaration(
                name=longhand,
                value=value,
                is_important=node.important,
                sheet=self.name,
                line=node.source_line + self.shift,
                written=written,
            )

    def _style_rule(self, node: Any, around: _Around) -> None:  # noqa: ANN401
        selectors = tuple(node.prelude)
        if around.selectors or _has_mark(selectors):
            text = nested(selectors, tinycss2.serialize(around.selectors).strip())
            if len(text) > _MOST:
                return
            selectors = tuple(tinycss2.parse_component_value_list(text, skip_comments=True))
        inside = _Around(selectors, around.conditions, around.layer, around.depth + 1)
        self._block(node.content, inside)

    def _block(self, content: Tokens, around: _Around) -> None:
        """What stands in a style rule: declarations, and rules in it (CSS Nesting 1)."""
        if around.depth > _DEEPEST:
            return
        own: list[Declaration] = []
        for node in tinycss2.parse_blocks_contents(content):
            if node.type == "declaration":
                own += self._longhands(node)
            elif node.type in {"qualified-rule", "at-rule"}:
                self._keep(own, around)
                own = []
                if node.type == "at-rule":
                    self._at_rule(node, around)
                else:
                    self._style_rule(node, around)
        self._keep(own, around)

    def _keep(self, declarations: Sequence[Declaration], around: _Around) -> None:
        if declarations:
            self.sheet.parts.append(
                Rule(
                    selectors=around.selectors,
                    declarations=tuple(declarations),
                    conditions=around.conditions,
                    layer=around.layer,
                    namespaces=tuple(self.namespaces.items()),
                )
            )

    def _at_rule(self, node: Any, around: _Around) -> None:  # noqa: ANN401
        keyword = node.lower_at_keyword
        if keyword == "import":
            self._import(node, around)
        elif keyword == "namespace":
            self._namespace(bare(node.prelude))
        elif keyword == "layer":
            self._layer(node, around)
        elif keyword in {"page", "counter-style", "font-face", "property"}:
            self._other(node, keyword)
        elif node.content is not None and "keyframes" not in keyword:
            self._group(node, keyword, around)

    def _group(self, node: Any, keyword: str, around: _Around) -> None:  # noqa: ANN401
        """Rules under a condition, which some reader may hold for true."""
        condition = " ".join(tinycss2.serialize(node.prelude).lower().split())
        if keyword == "media" and condition in _NEVER:
            return
        is_always = keyword == "media" and condition in _ALWAYS
        conditions = (
            around.conditions if is_always else (*around.conditions, f"@{keyword} {condition}")
        )
        inside = _Around(around.selectors, conditions, around.layer, around.depth + 1)
        self._inside(node.content, inside)

    def _inside(self, content: Tokens, around: _Around) -> None:
        if around.selectors:
            self._block(content, around)
        else:
            self.read(tinycss2.parse_rule_list(content, skip_comments=True), around)

    def _layer(self, node: Any, around: _Around) -> None:  # noqa: ANN401
        names = [
            tuple(part.strip() for part in name.split("."))
            for name in tinycss2.serialize(bare(node.prelude)).split(",")
        ]
        if node.content is None:
            self.sheet.layers += [(*around.layer, *name) for name in names]
            return
        name = names[0]
        if name == ("",):
            name = (self._unnamed(),)
        layer = (*around.layer, *name)
        self.sheet.layers.append(layer)
        self._inside(
            node.content, _Around(around.selectors, around.conditions, layer, around.depth + 1)
        )

    def _unnamed(self) -> str:
        """A name for a layer that has none, and is another each time."""
        self.anonymous += 1
        return f"{self.name}#{self.shift}#{self.anonymous}"

    def _import(self, node: Any, around: _Around) -> None:  # noqa: ANN401
        tokens = bare(node.prelude)
        if not tokens:
            return
        address = address_in(tokens[0])
        if address is None:
            return
        layer, conditions = around.layer, list(around.conditions)
        media: list[Any] = []
        for token in tokens[1:]:
            if token.type == "ident" and token.lower_value == "layer" and not media:
                layer = (*layer, self._unnamed())
            elif token.type == "function" and token.lower_name == "layer" and not media:
                name = tinycss2.serialize(bare(token.arguments))
                layer = (*layer, *name.split("."))
            elif token.type == "function" and token.lower_name == "supports":
                conditions.append(tinycss2.serialize([token]).lower())
            else:
                media.append(token)
        medium = " ".join(tinycss2.serialize(media).lower().split())
        if medium in _NEVER:
            return
        if medium not in _ALWAYS:
            conditions.append(f"@media {medium}")
        if layer != around.layer:
            self.sheet.layers.append(layer)
        if any(isinstance(part, Rule) for part in self.sheet.parts):
            conditions.append("an @import behind rules")  # which browsers do not follow
        self.sheet.parts.append(Import(address, tuple(conditions), layer))

    def _namespace(self, tokens: Tokens) -> None:
        prefix = tokens[0].value if tokens and tokens[0].type == "ident" else None
        address = address_in(tokens[-1]) if tokens else None
        if address is not None:
            self.namespaces[prefix] = address

    def _other(self, node: Any, keyword: str) -> None:  # noqa: ANN401
        """A rule that is for no element: what it says, and the letters it brings."""
        parts = list(tinycss2.parse_blocks_contents(node.content or ()))
        declarations = list(self.declarations(parts))
        if keyword == "font-face":
            names = [one for one in declarations if one.name == "font-family"]
            self.sheet.faces += [(family(one.value), one) for one in names]
        elif keyword == "property":
            name = tinycss2.serialize(bare(node.prelude))
            for one in declarations:
                if one.name == "initial-value":
                    self.sheet.defaults[name] = one
        else:
            self.sheet.said += declarations
            for part in parts:
                if part.type == "at-rule" and part.content is not None:
                    inside = tinycss2.parse_blocks_contents(part.content)
                    self.sheet.said += self.declarations(inside)


def line_of(element: etree._Element) -> int:
    """The line of its file in which an element begins; 0 where that is not known."""
    line: Any = element.sourceline  # lxml-stubs give it no type
    return int(line or 0)


def nested(tokens: Tokens, above: str) -> str:
    """The selectors of a rule, as they read when it stands in no other.

    `&` is what the rule around it is for; where none is written, the elements stand inside that
    (CSS Nesting 1, 3).
    """
    if not above:
        return _put(tokens, ":root")
    made = []
    for selector in divided(tokens):
        has_mark = _has_mark(selector)
        inside = _put(selector, f":is({above})")
        made.append(inside if has_mark else f":is({above}) {inside}")
    return ", ".join(made)


def _has_mark(tokens: Tokens) -> bool:
    return any(
        node == "&" or (node.type == "function" and _has_mark(node.arguments)) for node in tokens
    )


def _put(tokens: Tokens, above: str) -> str:
    made = []
    for node in tokens:
        if node == "&":
            made.append(above)
        elif node.type == "function" and _has_mark(node.arguments):
            made.append(f"{node.name}({_put(node.arguments, above)})")
        else:
            made.append(node.serialize())
    return "".join(made).strip()


def address_in(token: Any) -> str | None:  # noqa: ANN401 - tinycss2 has no types
    """The address in a string, url(…) or src(…); None where the token is none of them."""
    if token.type in {"string", "url"}:
        return str(token.value)
    if token.type == "function" and token.lower_name in {"url", "src"}:
        inside = [part for part in bare(token.arguments) if part.type == "string"]
        return str(inside[0].value) if inside else None
    return None


def family(value: Tokens) -> str:
    """A family's name, without quotation marks, lower case."""
    words = [str(token.value) for token in value if token.type in {"string", "ident"}]
    return " ".join(words).lower()


def layer_order(layers: Iterable[tuple[str, ...]]) -> Mapping[tuple[str, ...], tuple[float, ...]]:
    """Layer → its rank, the later the higher; what stands in a layer itself beats those in it.

    Layers are in the order in which they are first named (CSS Cascade 5, 6.4.3); () is no layer.
    """
    ranks: dict[tuple[str, ...], int] = {}
    last = float("inf")
    made: dict[tuple[str, ...], tuple[float, ...]] = {(): (last,)}
    for layer in layers:
        path = [layer[: length + 1] for length in range(len(layer))]
        for step in path:
            ranks.setdefault(step, len(ranks))
        made.setdefault(layer, (*(float(ranks[step]) for step in path), last))
    return made
