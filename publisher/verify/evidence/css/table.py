"""One declaration by itself: harmless, hiding, doubtful, or to be judged on its element.

The burden of proof is reversed: only what harmless.toml, or a function here, knows to leave words
readable is harmless; all else is doubtful.
"""

import functools
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Literal

from publisher.rows import rows_of
from publisher.verify.evidence.css.values import (
    PAGE,
    ROOT,
    Tokens,
    bare,
    has_variables,
    idents,
    number,
    pixels,
)

Verdict = Literal["harmless", "hides", "doubtful", "adds", "depends"]

GLOBAL = {"inherit", "initial", "unset", "revert"}
# what only the element around it tells: sizes and colours that it inherits, its box, its medium
DEPENDS = {
    *("font-size", "color", "background-color", "background-image", "-webkit-text-fill-color"),
    *("fill", "font-family", "all"),
}
SIZES = ("width", "height", "max-width", "max-height")
INSETS = (
    *("top", "right", "bottom", "left"),
    *("inset-inline-start", "inset-inline-end", "inset-block-start", "inset-block-end"),
)
CLIPS = ("overflow-x", "overflow-y", "overflow-block", "overflow-inline")
# what must be judged together: where one of them matters, all do
GROUPS = (
    ("position", *INSETS),
    (*CLIPS, *SIZES, "display"),
    ("color", "background-color", "background-image", "-webkit-text-fill-color", "opacity"),
    ("display", "content"),
)
_NONE = {"auto", "none", "normal", "min-content", "max-content", "fit-content", "stretch"}
_WIDE = {"thin", "medium", "thick", "content", "-webkit-fill-available", "-moz-available"}
# of a string that is no mark: how many letters make a word
_WORD = 2
_COUNTED = 4
_ICONS = {
    *("wingdings", "wingdings 2", "wingdings 3", "webdings", "symbol", "zapf dingbats"),
    *("zapfdingbats", "adobe blank", "adobe notdef", "blank", "lastresort"),
}
_STRINGS = {
    *("list-style", "list-style-type", "quotes", "text-overflow", "hyphenate-character"),
    *("text-emphasis", "text-emphasis-style", "-webkit-text-emphasis"),
    *("-webkit-text-emphasis-style", "-epub-text-emphasis", "-epub-text-emphasis-style"),
    *("string-set", "bookmark-label"),
}
_COUNTER_STYLE = {"prefix", "suffix", "symbols", "additive-symbols", "pad", "negative"}
_SMALL_STEP, _FAR = 40.0, 300.0  # pixels that a box may be moved; and that take it away
_EDGE = 590.0  # pixels: beyond it nothing of a page is left


@functools.cache
def _table() -> Mapping[str, Any]:
    table = rows_of(Path(__file__).with_name("harmless.toml"))
    table["any"] = frozenset(table["any"]["names"])
    return table


def judged(name: str, value: Tokens, font: float = ROOT) -> Verdict:
    """What a declaration does to the words that it falls on.

    font   pixels of their letters, where they are known.
    """
    tokens = bare(value)
    if name.startswith("--"):
        return "harmless"
    if name in DEPENDS or has_variables(tokens):
        return "depends"
    words = idents(tokens)
    if len(tokens) == 1 and words and words[0] in GLOBAL:
        return "harmless"
    if name in _STRINGS and has_word(tokens, _WORD):
        return "adds"
    if name in _COUNTER_STYLE and has_word(tokens, _COUNTED):
        return "adds"
    if name in _table()["any"]:
        return "harmless"
    if name in _FUNCTIONS:
        return _FUNCTIONS[name](tokens)
    return _by_table(name, tokens, words, font)


def _by_table(name: str, tokens: Tokens, words: list[str], font: float) -> Verdict:
    table = _table()
    if name in table["words"] and len(words) == len(tokens) and tokens:
        known = set(table["words"][name])
        if known.issuperset(words):
            return "harmless"
    if name in table["numbers"] and len(tokens) == 1:
        return _number(table["numbers"][name], tokens[0], font, name=name)
    if name in table["lengths"] and len(tokens) == 1:
        return _length(table["lengths"][name], tokens[0], font, name=name)
    if name in table["small"]:
        return _all_small(table["small"][name], tokens, font)
    return "doubtful"


def _number(
    row: Mapping[str, Any],
    token: Any,  # noqa: ANN401 - tinycss2 has no types
    font: float,
    *,
    name: str,
) -> Verdict:
    if token.type == "ident":
        return "harmless" if token.lower_value in _NONE else "doubtful"
    found = number(token)
    if found is None and name == "line-height" and (size := pixels(token, font, font)) is not None:
        found = size / font if font else 1.0
    return "doubtful" if found is None else _between(row, found)


def _length(
    row: Mapping[str, Any],
    token: Any,  # noqa: ANN401 - tinycss2 has no types
    font: float,
    *,
    name: str,
) -> Verdict:
    if token.type == "ident":
        return "harmless" if token.lower_value in _NONE | _WIDE else "doubtful"
    if token.type == "function" and token.lower_name == "fit-content":
        return "harmless"
    size = pixels(token, font, PAGE["height" in name])
    return "doubtful" if size is None else _between(row, size)


def _between(row: Mapping[str, Any], found: float) -> Verdict:
    least, most = row["fine"]
    if least <= found <= most:
        return "harmless"
    least, most = row["hidden"]
    return "doubtful" if least < found < most else "hides"


def _all_small(most: float, tokens: Tokens, font: float) -> Verdict:
    """Whether every length of a value is small; of a box's shadow, its colour may be any."""
    sizes = [
        pixels(token, font)
        for token in tokens
        if token.type == "percentage" or (token.type == "dimension" and token.lower_unit != "fr")
    ]
    sizes += [
        pixels(token, font)
        for token in tokens
        if token.type == "function" and token.lower_name in {"calc", "min", "max", "clamp"}
    ]
    return (
        "harmless" if all(size is not None and abs(size) <= most for size in sizes) else "doubtful"
    )


def has_word(tokens: Tokens, letters: int) -> bool:
    """Whether a string among the tokens holds so many letters or digits."""
    for token in tokens:
        if token.type == "string" and sum(map(str.isalnum, token.value)) >= letters:
            return True
        if token.type == "function" and has_word(token.arguments, letters):
            return True
    return False


def has_icons(families: Tokens) -> bool:
    """Whether the first of these families shows signs in place of letters, or nothing."""
    names = [token for token in families if token.type in {"ident", "string"}]
    return bool(names) and str(names[0].value).lower() in _ICONS


# --- properties with functions of their own


def _moved(x: float | None, y: float | None) -> Verdict:
    """What moving a box by so many pixels does."""
    if x is None or y is None:
        return "doubtful"
    if abs(x) <= _SMALL_STEP and abs(y) <= _SMALL_STEP:
        return "harmless"
    return "hides" if max(abs(x), abs(y)) >= _FAR else "doubtful"


def _scaled(*sizes: float | None) -> Verdict:
    known = [abs(size) for size in sizes if size is not None]
    if len(known) < len(sizes):
        return "doubtful"
    if min(known) < 0.3 or max(known) > 20:
        return "hides"
    is_upright = all(size is not None and size > 0 for size in sizes)
    return "harmless" if is_upright and min(known) >= 0.7 and max(known) <= 2 else "doubtful"


def _turned(token: Any, *, flat: bool) -> Verdict:  # noqa: ANN401 - tinycss2 has no types
    """What turning a box does: in its plane, or out of it, where it may lose its width."""
    scale = {"deg": 1.0, "grad": 0.9, "rad": 57.29578, "turn": 360.0}
    if token.type == "number" and token.value == 0:
        return "harmless"
    if token.type != "dimension" or token.lower_unit not in scale:
        return "doubtful"
    angle = abs(token.value * scale[token.lower_unit]) % 360
    if flat:
        return "harmless" if min(angle, 360 - angle) <= 15 or angle in {90, 270} else "doubtful"
    if min(angle, 360 - angle) <= 15:
        return "harmless"
    return "hides" if abs(angle % 180 - 90) <= 5 else "doubtful"


def _worst(verdicts: list[Verdict]) -> Verdict:
    order: tuple[Verdict, ...] = ("hides", "adds", "doubtful", "depends")
    return next((one for one in order if one in verdicts), "harmless")


def _transform(tokens: Tokens) -> Verdict:
    if idents(tokens) == ["none"]:
        return "harmless"
    return _worst([_one_transform(token) for token in tokens])


def _one_transform(token: Any) -> Verdict:  # noqa: ANN401 - one for each function
    if token.type != "function":
        return "doubtful"
    inside = [part for part in bare(token.arguments) if part != ","]
    name = token.lower_name
    if not inside:
        return "doubtful"
    if name in {"translate", "translate3d"}:
        return _moved(pixels(inside[0]), pixels(inside[1]) if len(inside) > 1 else 0.0)
    if name in {"translatex", "translatey"}:
        return _moved(pixels(inside[0]), 0.0)
    if name == "translatez":
        return "harmless"
    if name in {"scale", "scalex", "scaley"}:
        return _scaled(*(number(part) for part in inside))
    if name in {"rotate", "rotatez"}:
        return _turned(inside[0], flat=True)
    if name in {"rotatex", "rotatey"}:
        return _turned(inside[0], flat=False)
    if name == "matrix" and len(inside) == 6:
        a, b, c, d, x, y = (number(part) for part in inside)
        if None in {a, b, c, d} or b or c:
            return "doubtful"
        return _worst([_scaled(a, d), _moved(x, y)])
    return "doubtful"


def _translate(tokens: Tokens) -> Verdict:
    if idents(tokens) == ["none"]:
        return "harmless"
    sizes = [pixels(token) for token in tokens] or [None]
    return _moved(sizes[0], sizes[1] if len(sizes) > 1 else 0.0)


def _scale(tokens: Tokens) -> Verdict:
    if idents(tokens) == ["none"]:
        return "harmless"
    return _scaled(*(number(token) for token in tokens)) if tokens else "doubtful"


def _rotate(tokens: Tokens) -> Verdict:
    if idents(tokens) == ["none"]:
        return "harmless"
    if len(tokens) == 1:
        return _turned(tokens[0], flat=True)
    flat = idents(tokens) in ([], ["z"])
    return _turned(tokens[-1], flat=flat)


def _clip_path(tokens: Tokens) -> Verdict:
    if idents(tokens) == ["none"]:
        return "harmless"
    if len(tokens) != 1 or tokens[0].type != "function":
        return "doubtful"
    inside = [part for part in bare(tokens[0].arguments) if part != ","]
    name, sizes = tokens[0].lower_name, [pixels(part, whole=100) for part in inside]
    if name == "inset":
        known = [size for size in sizes if size is not None]
        if known and max(known) == 0:
            return "harmless"
        return "hides" if known and max(known) >= 50 else "doubtful"
    if name in {"circle", "ellipse"}:
        return "hides" if sizes and sizes[0] is not None and sizes[0] < 5 else "doubtful"
    if name == "polygon":
        known = [size for size in sizes if size is not None]
        is_point = bool(known) and max(known) - min(known) < 5
        return "hides" if is_point else "doubtful"
    return "doubtful"


def _clip(tokens: Tokens) -> Verdict:
    if idents(tokens) == ["auto"]:
        return "harmless"
    if len(tokens) == 1 and tokens[0].type == "function" and tokens[0].lower_name == "rect":
        inside = [part for part in bare(tokens[0].arguments) if part != ","]
        sizes = [pixels(part) for part in inside]
        if all(size is not None and abs(size) <= 2 for size in sizes):
            return "hides"
    return "doubtful"


def _filter(tokens: Tokens) -> Verdict:
    if idents(tokens) == ["none"]:
        return "harmless"
    return _worst([_one_filter(token) for token in tokens])


def _one_filter(token: Any) -> Verdict:  # noqa: ANN401 - tinycss2 has no types
    if token.type != "function":
        return "doubtful"
    inside = bare(token.arguments)
    share = number(inside[0]) if inside else 1.0
    match token.lower_name:
        case "grayscale" | "sepia" | "saturate" | "hue-rotate":
            return "harmless"
        case "opacity" | "brightness" | "contrast":
            if share is None:
                return "doubtful"
            if token.lower_name != "brightness" and share < 0.15:
                return "hides"
            return "harmless" if 0.7 <= share <= 1.3 else "doubtful"
        case "blur":
            size = pixels(inside[0]) if inside else 0.0
            if size is None:
                return "doubtful"
            return "harmless" if size < 0.5 else "hides" if size >= 3 else "doubtful"
    return "doubtful"


def _display(tokens: Tokens) -> Verdict:
    words = idents(tokens)
    if words and words[0] in {"none", "table-column", "table-column-group"}:
        return "hides"
    return _by_table("display", tokens, words, ROOT)


def _visibility(tokens: Tokens) -> Verdict:
    words = idents(tokens)
    if words in (["hidden"], ["collapse"]):
        return "hides"
    return _by_table("visibility", tokens, words, ROOT)


def _content_visibility(tokens: Tokens) -> Verdict:
    words = idents(tokens)
    return "hides" if words == ["hidden"] else _by_table("content-visibility", tokens, words, ROOT)


def _text_security(tokens: Tokens) -> Verdict:
    return "harmless" if idents(tokens) == ["none"] else "hides"


def _line_clamp(tokens: Tokens) -> Verdict:
    words = idents(tokens)
    return "harmless" if words in (["none"], ["auto"]) else "doubtful"


def _animation(tokens: Tokens) -> Verdict:
    return "harmless" if idents(tokens) == ["none"] or not tokens else "doubtful"


def _white_space(tokens: Tokens) -> Verdict:
    return (
        "depends"
        if "nowrap" in idents(tokens)
        else _by_table("white-space", tokens, idents(tokens), ROOT)
    )


def _text_decoration(tokens: Tokens) -> Verdict:
    """A line through words is told elsewhere: it is here as what depends on the words."""
    words = idents(tokens)
    if "line-through" in words:
        return "depends"
    names = [token for token in tokens if token.type == "ident"]
    known = set(_table()["words"]["text-decoration-line"])
    lines = [token.lower_value for token in names if token.lower_value in known]
    others = [token for token in tokens if token.type not in {"ident", "hash", "function"}]
    thick = [pixels(token) for token in others]
    if any(size is None or size > 4 for size in thick):
        return "doubtful"
    return "harmless" if lines or not {"blink"} & set(words) else "doubtful"


def _inset(tokens: Tokens) -> Verdict:
    if len(tokens) == 1 and tokens[0].type == "ident":
        return "harmless" if tokens[0].lower_value == "auto" else "doubtful"
    size = pixels(tokens[0]) if len(tokens) == 1 else None
    return "harmless" if size is not None and abs(size) <= _SMALL_STEP else "depends"


def _line_height(tokens: Tokens) -> Verdict:
    found = _by_table("line-height", tokens, idents(tokens), ROOT)
    return "harmless" if found == "harmless" else "depends"


def _clipping(tokens: Tokens) -> Verdict:
    return "harmless" if idents(tokens) == ["visible"] else "depends"


def _size(name: str) -> Callable[[Tokens], Verdict]:
    def judge(tokens: Tokens) -> Verdict:
        found = _by_table(name, tokens, idents(tokens), ROOT)
        return "harmless" if found == "harmless" else "depends"

    return judge


def _content(tokens: Tokens) -> Verdict:
    return "harmless" if idents(tokens) in (["none"], ["normal"]) else "depends"


def _position(tokens: Tokens) -> Verdict:
    return "harmless" if idents(tokens) in (["static"], ["relative"]) else "depends"


def _opacity(tokens: Tokens) -> Verdict:
    share = number(tokens[0]) if len(tokens) == 1 else None
    return "harmless" if share is not None and share >= 1 else "depends"


_FUNCTIONS: dict[str, Callable[[Tokens], Verdict]] = {
    "transform": _transform,
    "translate": _translate,
    "scale": _scale,
    "rotate": _rotate,
    "clip-path": _clip_path,
    "clip": _clip,
    "filter": _filter,
    "display": _display,
    "visibility": _visibility,
    "content-visibility": _content_visibility,
    "text-security": _text_security,
    "line-clamp": _line_clamp,
    "animation": _animation,
    "animation-name": _animation,
    "white-space": _white_space,
    "text-wrap-mode": _white_space,
    "text-decoration-line": _text_decoration,
    "line-height": _line_height,
    "content": _content,
    "position": _position,
    "opacity": _opacity,
    **dict.fromkeys(INSETS, _inset),
    **dict.fromkeys(CLIPS, _clipping),
    **{name: _size(name) for name in SIZES},
}


def step(sizes: list[float | None]) -> Verdict:
    """What it does to a box to be moved from its place by these lengths."""
    return _worst([_moved(size, 0.0) for size in sizes])


def is_off_page(sizes: list[float | None]) -> bool:
    """Whether a box that stands at these distances from a page's edges is out of the page."""
    return any(size is not None and (size <= -_FAR or size >= _EDGE) for size in sizes)


def measured(name: str, value: Tokens, font: float) -> Verdict:
    """What a length or number does by itself, where its letters' size is known."""
    tokens = bare(value)
    words = idents(tokens)
    if len(tokens) == 1 and words and words[0] in GLOBAL:
        return "harmless"
    return _by_table(name, tokens, words, font)
