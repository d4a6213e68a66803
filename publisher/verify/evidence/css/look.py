"""How an element looks: what its winning declarations do to its words, with all that it inherits.

Sizes are computed down from the root, colours against the ground that is in effect, opacity as a
product.  One look is of one world (css.cascade).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from publisher.verify.evidence.css import elements, table
from publisher.verify.evidence.css.rules import Declaration, family
from publisher.verify.evidence.css.shorthands import part_of
from publisher.verify.evidence.css.values import (
    BLACK,
    NOTHING,
    PAGE,
    ROOT,
    WHITE,
    Colour,
    Tokens,
    bare,
    colour,
    contrast,
    divided,
    filled,
    has_variables,
    idents,
    number,
    over,
    pixels,
    resolved,
)

_HIDDEN_SIZE, _SMALL_SIZE, _LARGE_SIZE = 4.0, 5.8, 240.0  # pixels of letters
_HIDDEN_CONTRAST, _FAINT_CONTRAST = 1.6, 2.3  # with the ground
_KEYWORDS = {
    "xx-small": 9.0,
    "x-small": 10.0,
    "small": 13.0,
    "medium": 16.0,
    "large": 18.0,
    "x-large": 24.0,
    "xx-large": 32.0,
    "xxx-large": 48.0,
}
_STEPS = {"smaller": 5 / 6, "larger": 1.2, "math": 1.0}
# properties that an element takes from the one around it, so that one of its own sets it free
_INHERITED = {
    *("text-indent", "letter-spacing", "word-spacing", "line-height", "white-space"),
    *("text-wrap-mode", "white-space-collapse", "text-transform", "text-security", "font-family"),
    *("text-combine-upright", "font-size-adjust", "text-size-adjust", "text-emphasis-style"),
    *("text-emphasis", "visibility", "-webkit-text-stroke", "list-style", "list-style-type"),
    *("quotes", "hyphenate-character", "text-underline-offset", "fill-opacity"),
}
# properties by which a box comes to lie over others, though it has no words itself
COVERING = {
    *("position", "transform", "translate", "scale", "margin-top", "margin-left"),
    *("margin-bottom", "margin-right", "margin-block-start", "margin-inline-start"),
    *("margin-block-end", "margin-inline-end", "box-shadow", "outline", "outline-width"),
}
_TOGETHER = {*table.SIZES, *table.INSETS, *table.CLIPS, "position", "content"}
_COLOURS = ("color", "background-color", "background-image", "-webkit-text-fill-color", "fill")
_SVG = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True, slots=True)
class Fault:
    """A declaration that keeps words from a reader, or may.

    kind      "hides"; "doubtful"; "adds": words that nobody stated; "face": letters of a font that
              the file brings, which may show anything.
    sheet, line   where it stands.   written: as it stands there.   why: what it comes to, if that
              cannot be seen.
    """

    kind: str
    sheet: str
    line: int
    written: str
    why: str = ""
    name: str = ""

    def __str__(self) -> str:
        place = f"{self.sheet}:{self.line}" if self.line else self.sheet
        return f"{place} says {self.written}{f' ({self.why})' if self.why else ''}"


def fault(kind: str, declaration: Declaration, why: str = "") -> Fault:
    """A fault of this kind at a declaration."""
    return Fault(
        kind, declaration.sheet, declaration.line, declaration.written, why, declaration.name
    )


@dataclass(frozen=True, slots=True)
class Look:
    """What an element has from its own declarations and from those around it.

    box         faults that no element inside can undo.   inherited: by property, faults that one
                can.
    size        pixels of its letters.   ink: their colour; ground: what they stand on.
    inked, grounded   which declarations gave ink and ground; None: none did.
    seen_through   opacity, a product.   struck: the declaration that draws a line through words.
    """

    box: tuple[Fault, ...] = ()
    inherited: Mapping[str, Fault] = field(default_factory=dict)
    size: float = ROOT
    sized: Declaration | None = None
    ink: Colour = BLACK
    fill: Colour | None = None
    ground: Colour = WHITE
    inked: Declaration | None = None
    grounded: Declaration | None = None
    pictured: Declaration | None = None
    unknown: Declaration | None = None
    seen_through: float = 1.0
    veiled: Declaration | None = None
    struck: Declaration | None = None
    known: Mapping[str, str] = field(default_factory=dict)

    def faults(self) -> Iterator[Fault]:
        """All that speaks against reading the words."""
        yield from self.box
        yield from self.inherited.values()
        yield from self._of_size()
        yield from self._of_colour()

    def _of_size(self) -> Iterator[Fault]:
        if self.sized is None or _SMALL_SIZE <= self.size <= _LARGE_SIZE:
            return
        kind = "hides" if self.size < _HIDDEN_SIZE else "doubtful"
        yield fault(kind, self.sized, f"letters of {self.size:.3g} pixels")

    def _of_colour(self) -> Iterator[Fault]:
        if self.unknown is not None:
            yield fault("doubtful", self.unknown)
        if self.pictured is not None:
            yield fault("doubtful", self.pictured, "what the words stand on is not known")
        told = [one for one in (self.inked, self.grounded) if one is not None]
        if self.veiled is not None and self.seen_through < 1:
            told = [self.veiled]
        if not told:
            return
        red, green, blue, alpha = self.fill or self.ink
        drawn = over((red, green, blue, alpha * min(1.0, self.seen_through)), self.ground)
        ratio = contrast(drawn, self.ground)
        if ratio < _FAINT_CONTRAST:
            kind = "hides" if ratio < _HIDDEN_CONTRAST else "doubtful"
            why = f"a contrast of {ratio:.1f} with the ground"
            yield from (fault(kind, one, why) for one in told)


def looked(
    above: Look, tag: str, given: Mapping[str, Declaration], faces: frozenset[str] = frozenset()
) -> Look:
    """The look of an element: its winning declarations over the look of what it stands in.

    tag     its name, with its namespace.   faces: families that the sheets bring with them.
    """
    local = tag.rpartition("}")[2]
    if not given and local not in elements.SIZES:
        return above
    known = above.known
    custom = {name: one.value for name, one in given.items() if name.startswith("--")}
    if custom:
        known = resolved(custom, above.known)
    values: dict[str, Tokens] = {}
    lost: list[Fault] = []
    for name, one in given.items():
        if name.startswith("--"):
            continue
        tokens: Tokens | None = bare(one.value)
        if has_variables(one.value):
            tokens = filled(one.value, known)
            tokens = None if tokens is None else bare(tokens)
        if tokens is None:
            lost.append(fault("doubtful", one, "a custom property is not known"))
        else:
            values[name] = _first_of(name, tokens)
    look = replace(above, known=known)
    look = _reset(look, given, values)
    look = _sized(look, local, given, values)
    look = _coloured(look, tag, given, values)
    return _boxed(look, local, given, values, lost, faces)


def _first_of(name: str, tokens: Tokens) -> Tokens:
    """Of a shorthand that was filled in late, the part of this longhand."""
    return part_of(name, tuple(tokens))


def _is(values: Mapping[str, Tokens], name: str, *words: str) -> bool:
    return name in values and idents(values[name])[:1] in ([word] for word in words)


def _reset(look: Look, given: Mapping[str, Declaration], values: Mapping[str, Tokens]) -> Look:
    """`all`: everything that is inherited as it was at first."""
    if not _is(values, "all", "initial"):
        return look
    return replace(
        look, inherited={}, size=ROOT, sized=None, ink=BLACK, fill=None, inked=given["all"]
    )


def _sized(
    look: Look, local: str, given: Mapping[str, Declaration], values: Mapping[str, Tokens]
) -> Look:
    if "font-size" not in values:
        scale = elements.SIZES.get(local, 1.0)
        return look if scale == 1 else replace(look, size=look.size * scale)
    one, tokens = given["font-size"], values["font-size"]
    words = idents(tokens)
    if len(tokens) == 1 and words:
        word = words[0]
        if word in {"inherit", "unset"}:
            return look
        if word in {"revert", "revert-layer"}:
            return replace(look, size=look.size * elements.SIZES.get(local, 1.0))
        if word == "initial" or word in _KEYWORDS:
            return replace(look, size=_KEYWORDS.get(word, ROOT), sized=one)
        if word in _STEPS:
            return replace(look, size=look.size * _STEPS[word], sized=one)
    size = pixels(tokens[0], look.size, look.size) if len(tokens) == 1 else None
    if size is None or size < 0:
        return replace(look, box=(*look.box, fault("doubtful", one)))
    return replace(look, size=size, sized=one)


def _coloured(
    look: Look, tag: str, given: Mapping[str, Declaration], values: Mapping[str, Tokens]
) -> Look:
    for name in _COLOURS:
        if name in values:
            look = _with_colour(look, name, tag, given[name], values[name])
    if "opacity" in values:
        share = number(values["opacity"][0]) if len(values["opacity"]) == 1 else None
        if share is not None:
            share = min(1.0, max(0.0, share))
            look = replace(look, seen_through=look.seen_through * share, veiled=given["opacity"])
        elif not _is_global(values["opacity"]):
            look = replace(look, box=(*look.box, fault("doubtful", given["opacity"])))
    return look


def _is_global(tokens: Tokens) -> bool:
    words = idents(tokens)
    return len(tokens) == 1 and bool(words) and words[0] in table.GLOBAL


def _with_colour(look: Look, name: str, tag: str, one: Declaration, tokens: Tokens) -> Look:
    if name == "background-image":
        return _with_picture(look, one, tokens)
    if name == "fill" and not tag.startswith(_SVG):
        return look
    words = idents(tokens)
    if words[:1] == ["initial"] and name in {"color", "-webkit-text-fill-color", "fill"}:
        return replace(look, ink=BLACK, fill=None, unknown=None, inked=one)
    if _is_global(tokens) or (not tokens and name == "background-color"):
        return look
    found = colour(tokens[0]) if len(tokens) == 1 else None
    if found == "currentcolor":
        if name == "color":
            return look
        found = look.ink
    if found is None or isinstance(found, str):
        if name == "fill" and words == ["none"]:
            found = NOTHING
        else:
            return replace(look, unknown=one)
    if name == "background-color":
        # what lies under an opaque ground does not matter any more
        pictured = None if found[3] == 1 else look.pictured
        return replace(look, ground=over(found, look.ground), grounded=one, pictured=pictured)
    if name == "color":
        return replace(look, ink=found, inked=one, unknown=None)
    return replace(look, fill=found, inked=one, unknown=None)


def _with_picture(look: Look, one: Declaration, tokens: Tokens) -> Look:
    pictures = [token for token in tokens if token.type in {"url", "function"}]
    is_painted = any(colour(token) is None for token in pictures)
    return replace(look, pictured=one) if is_painted else look


def _boxed(
    look: Look,
    local: str,
    given: Mapping[str, Declaration],
    values: Mapping[str, Tokens],
    lost: list[Fault],
    faces: frozenset[str],
) -> Look:
    box, inherited = [*look.box, *lost], dict(look.inherited)
    struck = look.struck
    for name, tokens in values.items():
        one = given[name]
        if name in _TOGETHER or name in _COLOURS or name in {"font-size", "opacity", "all"}:
            continue
        if name == "font-family":
            _take(inherited, name, _of_family(one, tokens, faces))
            continue
        if name == "text-decoration-line" and "line-through" in idents(tokens):
            struck = one
            continue
        verdict = _verdict(name, tokens, look.size, local)
        if name in _INHERITED and not _keeps(tokens):
            inherited.pop(name, None)
        if verdict == "harmless":
            continue
        found = fault("doubtful" if verdict == "depends" else verdict, one)
        if name in _INHERITED:
            inherited[name] = found
        else:
            box.append(found)
    box += _of_place(given, values, look.size)
    box += _of_clipping(given, values, look.size, local)
    if "content" in values and table.judged("content", values["content"]) != "harmless":
        box.append(fault("doubtful", given["content"]))
    if _is(values, "all", "revert-layer"):
        box.append(fault("doubtful", given["all"]))
    return replace(look, box=tuple(box), inherited=inherited, struck=struck)


def _take(inherited: dict[str, Fault], name: str, found: Fault | None) -> None:
    inherited.pop(name, None)
    if found is not None:
        inherited[name] = found


def _keeps(tokens: Tokens) -> bool:
    """Whether a value takes what the element around has."""
    return idents(tokens) in (["inherit"], ["unset"], ["revert"])


def _of_family(one: Declaration, tokens: Tokens, faces: frozenset[str]) -> Fault | None:
    if table.has_icons(tokens):
        return fault("doubtful", one, "a font of signs")
    own = [name for name in divided(tokens) if family(name) in faces]
    return fault("face", one, "a font that the file brings") if own else None


def _verdict(name: str, tokens: Tokens, size: float, local: str) -> table.Verdict:
    if name == "line-height" and local in elements.INLINE:
        return "harmless"  # such a line is as high as the words around it
    if name in {"white-space", "text-wrap-mode"} and "nowrap" in idents(tokens):
        is_short = local in elements.INLINE | elements.CELLS | {"dt", "li", "h1", "h2", "h3"}
        return "harmless" if is_short else "doubtful"
    if name == "line-height":
        return table.measured("line-height", tokens, size)
    return table.judged(name, tokens, size)


def _of_place(
    given: Mapping[str, Declaration], values: Mapping[str, Tokens], size: float
) -> Iterator[Fault]:
    """A box that is moved from its place, or taken out of the flow."""
    if "position" not in values:
        return
    words = idents(values["position"])
    moved = {
        name: values[name]
        for name in table.INSETS
        if name in values and idents(values[name]) != ["auto"] and not _is_global(values[name])
    }
    sizes = {
        name: (pixels(tokens[0], size, PAGE[name in {"top", "bottom"}]) if tokens else None)
        for name, tokens in moved.items()
    }
    off = next((name for name, one in sizes.items() if table.is_off_page([one])), None)
    if words in (["static"], ["initial"], ["unset"], ["revert"]):
        return
    if off is not None:
        yield fault("hides", given[off])
    elif words in (["relative"], ["sticky"], ["-webkit-sticky"]):
        for name, one in sizes.items():
            verdict = table.step([one])
            if verdict != "harmless":
                yield fault(verdict, given[name])
    else:
        yield fault("doubtful", given["position"], "it may lie over other words")


def _of_clipping(
    given: Mapping[str, Declaration], values: Mapping[str, Tokens], size: float, local: str
) -> Iterator[Fault]:
    """A box that is too small for its words: they are cut off, or lie over others."""
    clips = [
        name
        for name in table.CLIPS
        if name in values
        and idents(values[name])[:1] not in ([], ["visible"])
        and not _is_global(values[name])
    ]
    is_inline = local in elements.INLINE and (
        "display" not in values or idents(values["display"])[:1] == ["inline"]
    )
    for name in table.SIZES:
        tokens = values.get(name)
        if not tokens or is_inline:
            continue
        verdict = table.measured(name, tokens, size)
        if local in elements.CELLS and "display" not in values and verdict == "doubtful":
            verdict = "harmless"
        length = pixels(tokens[0], size, PAGE["height" in name]) if len(tokens) == 1 else None
        if clips and length is not None:
            if length < size:
                verdict = "hides"
            elif "height" in name:
                verdict = "doubtful"
        if verdict != "harmless":
            yield fault(verdict, given[name])
