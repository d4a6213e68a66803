"""CSS values as numbers: lengths in pixels, colours with their light, custom properties put in.

Tokens are those of tinycss2.  What is not understood is None, never a guess.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import tinycss2
from tinycss2 import color5

Tokens = Sequence[Any]  # tinycss2 has no types
# red, green, blue from 0 to 1, and how much of it there is
Colour = tuple[float, float, float, float]

ROOT = 16.0  # pixels: the letters of a reader that nobody has changed
PAGE = (600.0, 800.0)  # pixels: a reader's page, of which percentages and vw, vh are parts
BLACK: Colour = (0.0, 0.0, 0.0, 1.0)
WHITE: Colour = (1.0, 1.0, 1.0, 1.0)
NOTHING: Colour = (0.0, 0.0, 0.0, 0.0)

_PIXELS = {
    "px": 1.0,
    "pt": 4 / 3,
    "pc": 16.0,
    "in": 96.0,
    "cm": 96 / 2.54,
    "mm": 9.6 / 2.54,
    "q": 2.4 / 2.54,
}
# of the letters' size
_RELATIVE = {"em": 1.0, "ex": 0.5, "ch": 0.5, "cap": 0.7, "ic": 1.0, "lh": 1.3}
_OF_ROOT = {"rem": 1.0, "rex": 0.5, "rch": 0.5, "rcap": 0.7, "ric": 1.0, "rlh": 1.3}
_OF_PAGE = {"w": 0, "i": 0, "h": 1, "b": 1}
_SYSTEM = {
    "canvas": WHITE,
    "field": WHITE,
    "canvastext": BLACK,
    "fieldtext": BLACK,
    "windowtext": BLACK,
    "window": WHITE,
    "buttontext": BLACK,
    "linktext": (0.0, 0.0, 0.93, 1.0),
}
_LONGEST = 10_000  # characters that a value may grow to when its custom properties are put in
_DEEPEST = 50  # custom properties that name one another, brackets in brackets


def bare(tokens: Tokens) -> list[Any]:
    """The tokens that say something: without white space and comments."""
    return [token for token in tokens if token.type not in {"whitespace", "comment"}]


def idents(tokens: Tokens) -> list[str]:
    """The keywords of a value, lower case."""
    return [token.lower_value for token in bare(tokens) if token.type == "ident"]


def pixels(token: Any, font: float = ROOT, whole: float = PAGE[0]) -> float | None:  # noqa: ANN401
    """A length in pixels; None where the token is none, or is not understood.

    font    pixels of an em.   whole   pixels of 100 per cent.
    """
    found = _measure(token, font, whole, 0)
    if found is None:
        return None
    size, has_unit = found
    return size if has_unit or size == 0 else None


def number(token: Any, whole: float = 1.0) -> float | None:  # noqa: ANN401 - tinycss2 has no types
    """A number, or a percentage of `whole`; None where the token is neither."""
    if token.type == "percentage":
        return float(token.value) * whole / 100
    found = _measure(token, ROOT, whole, 0) if token.type in {"number", "function"} else None
    return None if found is None else found[0]


def _measure(
    token: Any,  # noqa: ANN401
    font: float,
    whole: float,
    depth: int,
) -> tuple[float, bool] | None:
    """(size, whether it has a unit)."""
    match token.type:
        case "number":
            return float(token.value), False
        case "percentage":
            return float(token.value) * whole / 100, True
        case "dimension":
            scale = _unit(token.lower_unit, font)
            return None if scale is None else (float(token.value) * scale, True)
        case "function" if depth < _DEEPEST:
            return _function(token, font, whole, depth + 1)
        case "() block" if depth < _DEEPEST:
            return _sum(bare(token.content), font, whole, depth + 1)
    return None


def _unit(unit: str, font: float) -> float | None:
    if unit in _PIXELS:
        return _PIXELS[unit]
    if unit in _RELATIVE:
        return _RELATIVE[unit] * font
    if unit in _OF_ROOT:
        return _OF_ROOT[unit] * ROOT
    if unit.endswith(("vmin", "vmax")):
        return (min if unit.endswith("vmin") else max)(PAGE) / 100
    if unit in {f"{size}v{side}" for size in ("", "s", "l", "d") for side in _OF_PAGE}:
        return PAGE[_OF_PAGE[unit[-1]]] / 100
    return None


def _function(
    token: Any,  # noqa: ANN401
    font: float,
    whole: float,
    depth: int,
) -> tuple[float, bool] | None:
    name, arguments = token.lower_name, list(divided(bare(token.arguments)))
    values = [_sum(argument, font, whole, depth) for argument in arguments]
    known = [value for value in values if value is not None]
    if not known or len(known) < len(values):
        return None
    sizes, has_unit = [size for size, _ in known], any(unit for _, unit in known)
    if name in {"calc", "-webkit-calc", "-moz-calc"} and len(sizes) == 1:
        return sizes[0], has_unit
    if name == "min":
        return min(sizes), has_unit
    if name == "max":
        return max(sizes), has_unit
    if name == "clamp" and len(sizes) == 3:
        return max(sizes[0], min(sizes[1], sizes[2])), has_unit
    return None


def divided(tokens: Tokens, sign: str = ",") -> Iterator[list[Any]]:
    """What stands between the commas of a value, or between other signs."""
    part: list[Any] = []
    for node in tokens:
        if node == sign:
            yield part
            part = []
        else:
            part.append(node)
    yield part


def _sum(tokens: Tokens, font: float, whole: float, depth: int) -> tuple[float, bool] | None:
    """A sum of products, as calc() has it (CSS Values 4, 10.1)."""
    total, has_unit, sign, place = 0.0, False, 1.0, 0
    while place < len(tokens):
        found = _measure(tokens[place], font, whole, depth)
        if found is None:
            return None
        size, unit = found
        place += 1
        while place + 1 < len(tokens) and tokens[place] in ("*", "/"):
            other = _measure(tokens[place + 1], font, whole, depth)
            if other is None or (tokens[place] == "/" and other[0] == 0):
                return None
            size = size * other[0] if tokens[place] == "*" else size / other[0]
            unit = unit or other[1]
            place += 2
        total, has_unit = total + sign * size, has_unit or unit
        if place == len(tokens):
            return total, has_unit
        if tokens[place] not in ("+", "-"):
            return None
        sign = 1.0 if tokens[place] == "+" else -1.0
        place += 1
    return None


def colour(token: Any) -> Colour | str | None:  # noqa: ANN401 - tinycss2 has no types
    """A colour, "currentcolor", or None where it is none or not understood.

    Outside sRGB it is the nearest that a screen can show.
    """
    if token.type == "ident" and token.lower_value in _SYSTEM:
        return _SYSTEM[token.lower_value]
    try:
        found = color5.parse_color(token)
        if found is None or isinstance(found, str):
            return found
        return _on_screen(found)
    except (ValueError, TypeError, AttributeError, AssertionError, ArithmeticError, LookupError):
        return None


def _on_screen(found: Any) -> Colour | None:  # noqa: ANN401 - tinycss2 has no types
    space = "xyz-d65" if found.space == "xyz" else found.space
    if space in {"srgb", "hsl", "hwb"}:
        red, green, blue, _ = found.to("srgb")
        return _clipped(red, green, blue, found.alpha)
    if space in {"lab", "lch"}:
        x, y, z, _ = found.to("xyz-d50")
        # Bradford adaptation, D50 to D65 (CSS Color 4, 17.2)
        x, y, z = (
            0.9554734 * x - 0.0230985 * y + 0.0632593 * z,
            -0.0283697 * x + 1.0099954 * y + 0.0210413 * z,
            0.0123140 * x - 0.0205077 * y + 1.3303659 * z,
        )
    elif space in {"oklab", "oklch", "xyz-d65"}:
        x, y, z, _ = found.to("xyz-d65")
    else:
        return None
    linear = (
        3.2409699 * x - 1.5373832 * y - 0.4986108 * z,
        -0.9692436 * x + 1.8759675 * y + 0.0415551 * z,
        0.0556301 * x - 0.2039770 * y + 1.0569715 * z,
    )
    red, green, blue = map(_gamma, linear)
    return _clipped(red, green, blue, found.alpha)


def _gamma(light: float) -> float:
    return 12.92 * light if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055


def _clipped(red: float, green: float, blue: float, alpha: float) -> Colour:
    red, green, blue = (min(1.0, max(0.0, part or 0.0)) for part in (red, green, blue))
    return red, green, blue, alpha


def over(front: Colour, ground: Colour) -> Colour:
    """A colour painted over an opaque ground."""
    share = front[3]
    mixed = (share * one + (1 - share) * other for one, other in zip(front, ground, strict=True))
    red, green, blue, _ = mixed
    return red, green, blue, 1.0


def contrast(one: Colour, other: Colour) -> float:
    """The contrast ratio of two opaque colours, from 1 to 21 (WCAG 2.2, "contrast ratio")."""
    light, dark = sorted((_light(one), _light(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _light(colour_: Colour) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour_[:3]
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def has_variables(tokens: Tokens, depth: int = 0) -> bool:
    """Whether a value names a custom property anywhere."""
    return depth < _DEEPEST and any(
        (token.type == "function" and token.lower_name == "var")
        or has_variables(_inner(token), depth + 1)
        for token in tokens
    )


def _inner(token: Any) -> Tokens:  # noqa: ANN401 - tinycss2 has no types
    inner: Tokens = (
        token.arguments if token.type == "function" else getattr(token, "content", None) or ()
    )
    return inner


def filled(tokens: Tokens, known: Mapping[str, str]) -> list[Any] | None:
    """A value with its custom properties put in; None where one is missing, or it grows too long.

    known   custom property → its value, which names no other any more.
    """
    text = _filled(tokens, known, 0)
    return None if text is None else list(tinycss2.parse_component_value_list(text))


def _filled(tokens: Tokens, known: Mapping[str, str], depth: int) -> str | None:
    parts: list[str] = []
    length = 0
    for token in tokens:
        part = _filled_one(token, known, depth)
        if part is None:
            return None
        length += len(part)
        if length > _LONGEST:
            return None
        parts.append(part)
    return "".join(parts)


def _filled_one(token: Any, known: Mapping[str, str], depth: int) -> str | None:  # noqa: ANN401
    if depth > _DEEPEST:
        return None
    if token.type == "function" and token.lower_name == "var":
        name, *rest = bare(token.arguments) or [None]
        if name is None or name.type != "ident":
            return None
        if name.value in known:
            return f"/**/{known[name.value]}/**/"
        if not rest or rest[0] != ",":
            return None
        start = token.arguments.index(rest[0])
        return _filled(token.arguments[start + 1 :], known, depth + 1)
    if not has_variables([token]):
        return str(token.serialize())
    inside = _filled(_inner(token), known, depth + 1)
    if inside is None:
        return None
    if token.type == "function":
        return f"{token.name}({inside})"
    brackets = {"() block": "()", "[] block": "[]", "{} block": "{}"}[token.type]
    return f"{brackets[0]}{inside}{brackets[1]}"


def resolved(given: Mapping[str, Tokens], above: Mapping[str, str]) -> dict[str, str]:
    """Custom property → value without var(): those of an element over those it inherits.

    One that names itself, or one that is not there, is not there (CSS Variables 1, 2.3 and 3).
    """
    made = dict(above)
    waiting = dict(given)
    for _ in range(min(len(given), _DEEPEST) + 1):
        ready = {
            name: tokens
            for name, tokens in waiting.items()
            if not (_names(tokens) & waiting.keys())
        }
        if not ready:
            break
        for name, tokens in ready.items():
            del waiting[name]
            value = _filled(tokens, made, 0)
            match value.strip().lower() if value is not None else None:
                case None | "initial":
                    made.pop(name, None)
                case "inherit" | "unset" | "revert" | "revert-layer":
                    pass
                case _:
                    made[name] = str(value)
    for name in waiting:
        made.pop(name, None)
    return made


def _names(tokens: Tokens, depth: int = 0) -> set[str]:
    """The custom properties that a value names."""
    found: set[str] = set()
    for token in tokens:
        if token.type == "function" and token.lower_name == "var":
            found |= {part.value for part in bare(token.arguments)[:1] if part.type == "ident"}
        if depth < _DEEPEST:
            found |= _names(_inner(token), depth + 1)
    return found
