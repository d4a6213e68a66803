"""Which style declarations keep words from a reader's eye, and which elements of a page they fall on.

Own judgement of CSS, no rendering: declarations are read one by one.  What it cannot see: words
covered by something drawn over them, and colours that only a dark page would show.
"""

import functools
import re
from collections.abc import Iterable, Iterator
from typing import Any

from lxml import etree

_DECLARATION = re.compile(r"([\w-]+)\s*:\s*([^;{}]+)")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_LENGTH = re.compile(r"^(-?\d*\.?\d+)\s*(px|pt|em|rem|ex|ch|%|vw|vh|cm|mm|in|)$")
_PIXELS = {
    "px": 1.0,
    "pt": 1.33,
    "em": 16.0,
    "rem": 16.0,
    "ex": 8.0,
    "ch": 8.0,
    "%": 1.6,
    "vw": 8.0,
    "vh": 8.0,
    "cm": 38.0,
    "mm": 3.8,
    "in": 96.0,
    "": 1.0,
}
_TINY = 3.0  # pixels: letters smaller than that cannot be read
_FAR = 300.0  # pixels: a box or a first line pushed that far out of the page is not seen


def hides(declarations: str) -> str:
    """The declaration that hides the words it falls on, as written; "" where none does."""
    found = {
        name.lower(): value.lower().replace("!important", "").strip()
        for name, value in _DECLARATION.findall(declarations)
    }
    return next(
        (f"{name}: {value}" for name, value in found.items() if _hides(name, value, found)), ""
    )


def _hides(name: str, value: str, others: dict[str, str]) -> bool:
    match name:
        case "display":
            return value == "none"
        case "visibility":
            return value in {"hidden", "collapse"}
        case "content-visibility":
            return value == "hidden"
        case "opacity":
            return _number(value) < 0.15
        case "font-size":
            return 0 <= _pixels(value) < _TINY
        case "font":
            sizes = [
                part.split("/")[0]
                for part in value.split()
                if _LENGTH.match(part.split("/")[0]) and not part.isdigit()
            ]
            return any(0 <= _pixels(size) < _TINY for size in sizes)
        case "color":
            ground = others.get("background-color", others.get("background", ""))
            return value == ground or (
                _is_invisible(value) and (not ground or _is_invisible(ground))
            )
        case "height" | "max-height" | "width" | "max-width" | "line-height":
            return 0 <= _pixels(value) <= 1 and others.get("overflow", "") in {"hidden", "clip"}
        case "text-indent" | "left" | "top" | "right" | "margin-left" | "margin-top":
            return abs(pixels := _pixels(value)) != abs(_UNKNOWN) and pixels < -_FAR
        case "clip" | "clip-path":
            return bool(
                re.search(
                    r"rect\((?:[01](?:px)?[,\s]*)+\)|inset\((?:100|[5-9]\d)%|circle\(0|polygon\(0",
                    value,
                )
            )
        case "transform" | "scale":
            return bool(
                re.search(
                    r"scale[xy]?\(\s*0?\.?0*\s*[,)]|^0(?:\.0*)?$|translate[xy]?\(\s*-\d{3,}", value
                )
            )
        case "filter":
            return bool(re.search(r"opacity\(\s*0", value))
        case _:
            return False


_UNKNOWN = 9e9


def _pixels(value: str) -> float:
    match = _LENGTH.match(value.split("!", maxsplit=1)[0].strip())
    return float(match[1]) * _PIXELS[match[2]] if match else _UNKNOWN


def _number(value: str) -> float:
    match = re.match(r"(\d*\.?\d+)(%?)", value)
    return float(match[1]) / (100 if match[2] else 1) if match else 1.0


def _is_invisible(colour: str) -> bool:
    """Transparent, or so near to white that it is not read on a page."""
    if colour in {
        "transparent",
        "white",
        "#fff",
        "#ffff",
        "snow",
        "ivory",
        "ghostwhite",
        "whitesmoke",
        "floralwhite",
        "mintcream",
        "azure",
    }:
        return True
    if match := re.fullmatch(r"#([0-9a-f]{3,8})", colour):
        digits = match[1] if len(match[1]) > 4 else "".join(digit * 2 for digit in match[1])
        channels = [int(digits[place : place + 2], 16) for place in range(0, len(digits), 2)]
        return all(channel >= 235 for channel in channels[:3]) or (
            len(channels) == 4 and channels[3] < 40
        )
    if match := re.match(r"(rgb|hsl)a?\((.*)\)", colour):
        parts = [part for part in re.split(r"[,\s/]+", match[2]) if part]
        alpha = _number(parts[3]) if len(parts) > 3 else 1.0
        if match[1] == "hsl":
            return alpha < 0.15 or float(parts[2].rstrip("%")) >= 93
        return alpha < 0.15 or all(
            float(part.rstrip("%")) * (2.55 if "%" in part else 1) >= 235 for part in parts[:3]
        )
    return False


def strikes(declarations: str) -> bool:
    """Whether the declarations strike out the words they fall on."""
    return bool(
        re.search(r"text-decoration(?:-line)?\s*:[^;{}]*line-through", declarations, re.IGNORECASE)
    )


def struck_elements(root: etree._Element, sheets: Iterable[str]) -> frozenset[etree._Element]:
    """The elements whose words a style sheet strikes out."""
    return frozenset(
        element
        for sheet in sheets
        if strikes(sheet)
        for selector in _striking_rules(sheet)
        for element in _matched(root, selector)
    )


@functools.lru_cache(maxsize=16)
def _striking_rules(sheet: str) -> tuple[str, ...]:
    rules = re.findall(r"([^{};]+)\{([^{}]*)\}", _COMMENT.sub("", sheet))
    return tuple(selector.strip() for selector, declarations in rules if strikes(declarations))


def hidden_elements(root: etree._Element, sheets: Iterable[str]) -> dict[etree._Element, str]:
    """Element → the declaration of a style sheet that hides it.

    A CSS engine is loaded only where a sheet hides anything.

    A rule hides when it matches, whatever another rule says later: whether a reading system lets
    that one win cannot be known.
    """
    rules = [(selector, why) for sheet in sheets for selector, why in _hiding_rules(sheet)]
    return (
        {element: why for selector, why in rules for element in _matched(root, selector)}
        if rules
        else {}
    )


@functools.lru_cache(maxsize=16)  # every page of a book links the same sheets
def _hiding_rules(sheet: str) -> tuple[tuple[str, str], ...]:
    """(selector, declaration) of each rule that hides.

    A rule inside @media counts too: some reader is that medium.
    """
    return tuple(_rules(_COMMENT.sub("", sheet)))


def _rules(sheet: str) -> Iterator[tuple[str, str]]:
    if not hides(sheet.replace("{", ";").replace("}", ";")):
        return
    for selector, declarations in re.findall(r"([^{};]+)\{([^{}]*)\}", sheet):
        if why := hides(declarations):
            yield selector.strip(), why


def _matched(root: etree._Element, selector: str) -> Iterator[etree._Element]:
    """The elements a selector matches.

    One that is not understood matches all, so that nothing passes unseen.
    """
    import cssselect2

    if selector.startswith("@"):
        return
    bare = (
        re.sub(
            r"::?(?:before|after|first-line|first-letter|marker|hover|focus|active|visited)\b",
            "",
            selector,
        ).strip()
        or "*"
    )
    if bare != selector.strip():
        return  # a pseudo-element or a passing state: the words themselves are not hidden
    elements: list[Any] = list(root.iter("*"))
    try:
        matcher = cssselect2.Matcher()
        for compiled in cssselect2.compile_selector_list(
            bare, {"epub": "http://www.idpf.org/2007/ops"}
        ):
            matcher.add_selector(compiled, None)
        wrapped = cssselect2.ElementWrapper.from_xml_root(root)
        yield from (found.etree_element for found in wrapped.iter_subtree() if matcher.match(found))
    except (cssselect2.SelectorError, TypeError, AttributeError, RecursionError):
        yield from elements
