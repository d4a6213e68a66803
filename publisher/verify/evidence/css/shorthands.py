"""Shorthand properties → the longhands that this judge knows, each with its value.

A shorthand that holds more than is understood gives its own name and value as well, so that nobody
takes the part for the whole.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from publisher.verify.evidence.css.values import colour, divided, has_variables

Tokens = tuple[Any, ...]
Pairs = Iterator[tuple[str, Tokens]]

_SIDES = ("top", "right", "bottom", "left")
_BOXES = {
    "margin": "margin-{}",
    "padding": "padding-{}",
    "inset": "{}",
    "scroll-margin": "scroll-margin-{}",
    "border-width": "border-{}-width",
}
_PAIRED = {
    "margin-inline": ("margin-inline-start", "margin-inline-end"),
    "margin-block": ("margin-block-start", "margin-block-end"),
    "padding-inline": ("padding-inline-start", "padding-inline-end"),
    "padding-block": ("padding-block-start", "padding-block-end"),
    "inset-inline": ("inset-inline-start", "inset-inline-end"),
    "inset-block": ("inset-block-start", "inset-block-end"),
    "overflow": ("overflow-x", "overflow-y"),
}
# names that readers take for another property; the prefixed ones lose nothing by it
_ALIASES = {
    "word-wrap": "overflow-wrap",
    "-epub-hyphens": "hyphens",
    "-webkit-hyphens": "hyphens",
    "-moz-hyphens": "hyphens",
    "-ms-hyphens": "hyphens",
    "-webkit-transform": "transform",
    "-moz-transform": "transform",
    "-ms-transform": "transform",
    "-o-transform": "transform",
    "-webkit-opacity": "opacity",
    "-moz-opacity": "opacity",
    "-khtml-opacity": "opacity",
    "-webkit-filter": "filter",
    "-webkit-clip-path": "clip-path",
    "-webkit-mask": "mask",
    "-webkit-mask-image": "mask-image",
    "-webkit-animation": "animation",
    "-webkit-animation-name": "animation-name",
    "-webkit-perspective": "perspective",
    "-webkit-writing-mode": "writing-mode",
    "-epub-writing-mode": "writing-mode",
    "-epub-text-transform": "text-transform",
    "-webkit-text-decoration": "text-decoration",
    "-webkit-text-decoration-line": "text-decoration-line",
    "-webkit-text-size-adjust": "text-size-adjust",
    "-moz-text-size-adjust": "text-size-adjust",
    "-ms-text-size-adjust": "text-size-adjust",
    "-webkit-column-count": "column-count",
    "-moz-column-count": "column-count",
    "-webkit-column-width": "column-width",
    "-moz-column-width": "column-width",
    "-webkit-columns": "columns",
    "-moz-columns": "columns",
    "-webkit-text-security": "text-security",
    "-webkit-line-clamp": "line-clamp",
    "inline-size": "width",
    "block-size": "height",
    "max-inline-size": "max-width",
    "max-block-size": "max-height",
    "min-inline-size": "min-width",
    "min-block-size": "min-height",
}
_GLOBAL = {"inherit", "initial", "unset", "revert", "revert-layer"}
_FONT_WORDS = {"caption", "icon", "menu", "message-box", "small-caption", "status-bar"}
_SIZES = {
    *("xx-small", "x-small", "small", "medium", "large", "x-large", "xx-large", "xxx-large"),
    *("smaller", "larger"),
}


def longhands(name: str, value: Tokens) -> Pairs:
    """(longhand, its value) of a declaration; of a longhand, itself."""
    name = _ALIASES.get(name, name)
    is_global = len(value) == 1 and value[0].type == "ident" and value[0].lower_value in _GLOBAL
    parts = [tuple(part) for part in divided(value, "/")]
    if name in _BOXES:
        yield from zip(
            (_BOXES[name].format(side) for side in _SIDES),
            _four(value, is_global=is_global),
            strict=True,
        )
    elif name in _PAIRED and (is_global or (len(value) in {1, 2} and not has_variables(value))):
        first, last = _PAIRED[name]
        yield from ((first, value[:1]), (last, value[-1:]))
    elif name in _PAIRED:
        yield from ((one, value) for one in _PAIRED[name])
    elif name == "font":
        yield from _font(value, parts, is_global=is_global)
    elif name == "background":
        yield from _background(value, is_global=is_global)
    elif name == "text-decoration":
        yield ("text-decoration-line", value)
    elif name == "columns":
        yield from _columns(value, is_global=is_global)
    else:
        yield name, value


def _four(value: Tokens, *, is_global: bool) -> Sequence[Tokens]:
    """The values of the four sides; where they cannot be told apart, the whole for each."""
    if is_global or has_variables(value) or not 1 <= len(value) <= len(_SIDES):
        return (value,) * 4
    top, right, bottom, left = {
        1: (0, 0, 0, 0),
        2: (0, 1, 0, 1),
        3: (0, 1, 2, 1),
        4: (0, 1, 2, 3),
    }[len(value)]
    return tuple((value[place],) for place in (top, right, bottom, left))


def _font(value: Tokens, parts: Sequence[Tokens], *, is_global: bool) -> Pairs:
    if is_global or has_variables(value):
        yield from (("font-size", value), ("line-height", value), ("font-family", value))
        return
    if len(value) == 1 and value[0].type == "ident" and value[0].lower_value in _FONT_WORDS:
        return
    size, rest = _size_at_end(parts[0]) if len(parts) > 1 else _first_size(parts[0])
    if size is None:
        yield "font", value
        return
    yield "font-size", (size,)
    if len(parts) > 1:
        yield from (("line-height", parts[1][:1]), ("font-family", parts[1][1:]))
    else:
        yield "font-family", rest


def _size_at_end(part: Tokens) -> tuple[Any, Tokens]:
    return (part[-1] if part and _is_size(part[-1]) else None), ()


def _first_size(part: Tokens) -> tuple[Any, Tokens]:
    for place, token in enumerate(part):
        # a number is a weight
        if _is_size(token) and token.type != "number":
            return token, part[place + 1 :]
    zero = [token for token in part if token.type == "number" and token.value == 0]
    return (zero[0] if zero else None), ()


def _is_size(token: Any) -> bool:  # noqa: ANN401 - tinycss2 has no types
    return token.type in {"dimension", "percentage", "number", "function"} or (
        token.type == "ident" and token.lower_value in _SIZES
    )


def _columns(value: Tokens, *, is_global: bool) -> Pairs:
    if is_global or has_variables(value):
        yield from (("column-count", value), ("column-width", value))
        return
    for token in value:
        if token.type != "ident":
            name = "column-count" if token.type == "number" else "column-width"
            yield name, (token,)


def _background(value: Tokens, *, is_global: bool) -> Pairs:
    """The colour, and what lies over it; a background without a colour has none."""
    if is_global or has_variables(value):
        yield from (("background-color", value), ("background-image", value))
        return
    colours = [token for token in value if colour(token) is not None]
    pictures = tuple(
        token for token in value if token.type in {"url", "function"} and token not in colours
    )
    yield "background-color", tuple(colours[-1:])
    yield "background-image", pictures


def part_of(name: str, value: Tokens) -> Tokens:
    """The part of a shorthand's value that is this longhand's, custom properties being known.

    A value of a longhand is itself.
    """
    shorthand = _shorthand_of(name, value)
    if not shorthand:
        return value
    return dict(longhands(shorthand, value)).get(name, value)


def _shorthand_of(name: str, value: Tokens) -> str:
    """The shorthand that a value must have been written for, to be too long for the longhand."""
    if name in {"font-size", "line-height", "font-family"} and name != "font-family":
        return "font" if len(value) > 1 else ""
    if name == "background-color" and len(value) > 1:
        return "background"
    if len(value) > 1:
        for shorthand, pattern in _BOXES.items():
            if name in {pattern.format(side) for side in _SIDES}:
                return shorthand
        for shorthand, pair in _PAIRED.items():
            if name in pair and len(value) == len(pair):
                return shorthand
    return ""
