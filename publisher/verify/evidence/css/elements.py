"""What the reader's own style sheet does: elements that show nothing, sizes, older attributes.

HTML Standard, 15 "Rendering"; SVG 2, 5 and 6.6; MathML Core, 3.
"""

from collections.abc import Iterator

from lxml import etree

from publisher.verify.evidence.css.rules import Declaration, line_of, parse_style

_XHTML = "http://www.w3.org/1999/xhtml"
_SVG = "http://www.w3.org/2000/svg"
_OPS = "http://www.idpf.org/2007/ops"

# elements that are no part of what a page shows
STRUCK = frozenset({"s", "strike", "del"})  # strike out their words (HTML, 4.5.5 and 4.7.2)
SILENT = {"head", "script", "style", "template", "title", "meta", "link", "base"}
_UNSHOWN = {
    "audio": "it stands in <audio>, which shows a player",
    "video": "it stands in <video>, which shows a film",
    "canvas": "it stands in <canvas>, which shows a drawing",
    "object": "it stands in <object>, which shows something else",
    "iframe": "it stands in <iframe>, which shows another page",
    "noscript": "it stands in <noscript>",
    "noembed": "it stands in <noembed>",
    "noframes": "it stands in <noframes>",
    "datalist": "it stands in <datalist>",
    "select": "it is a choice in a list that is folded",
    "option": "it is a choice in a list that is folded",
    "optgroup": "it is a choice in a list that is folded",
    "textarea": "it stands in a field for writing",
    "progress": "it stands in <progress>",
    "meter": "it stands in <meter>",
    "rp": "it stands in <rp>, which readers that know ruby do not show",
}
_UNSHOWN_IN_SVG = {
    *("defs", "symbol", "title", "desc", "metadata", "clipPath", "mask", "pattern", "marker"),
    *("filter", "linearGradient", "radialGradient", "script", "style"),
}
_UNSHOWN_IN_MATH = {"annotation", "annotation-xml", "mphantom"}

SIZES = {
    "h1": 2.0,
    "h2": 1.5,
    "h3": 1.17,
    "h5": 0.83,
    "h6": 0.67,
    "big": 1.2,
    "small": 0.83,
    "sub": 0.83,
    "sup": 0.83,
    "rt": 0.5,
    "code": 0.8125,
    "kbd": 0.8125,
    "samp": 0.8125,
    "tt": 0.8125,
    "pre": 0.8125,
}
# elements that stand in a line: their width, height and line are those of their words
INLINE = {
    *("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn"),
    *("em", "font", "i", "ins", "kbd", "label", "mark", "q", "s", "samp", "small", "span"),
    *("strike", "strong", "sub", "sup", "time", "tt", "u", "var", "rt", "ruby"),
}
# elements of a table, which are as wide and high as their words whatever is declared
CELLS = {"td", "th", "tr", "tbody", "thead", "tfoot", "table", "col", "colgroup", "caption"}


def unshown(element: etree._Element) -> str:
    """Why a reader's own style sheet does not show what is in an element; "" where it does."""
    space, _, local = str(element.tag).rpartition("}")
    space = space.removeprefix("{")
    if space == _SVG:
        return f"it stands in <{local}> of a drawing" if local in _UNSHOWN_IN_SVG else ""
    if space == "http://www.w3.org/1998/Math/MathML":
        return f"it stands in <{local}> of a formula" if local in _UNSHOWN_IN_MATH else ""
    if space == _OPS:
        return f"it stands in <epub:{local}>, which few readers show"
    if element.get("hidden") is not None:
        return "it has the attribute hidden"
    if element.get("popover") is not None:
        return "it has the attribute popover, which shows it on demand"
    if local in {"dialog", "details"} and element.get("open") is None:
        return f"it is folded away in <{local}>"
    return _UNSHOWN.get(local, "")


def is_summary(element: etree._Element) -> bool:
    """Whether this is the line of <details> that is seen while the rest is folded away."""
    above = element.getparent()
    if element.tag != f"{{{_XHTML}}}summary" or above is None:
        return False
    first = next(above.iterchildren(element.tag), None)
    return above.tag == f"{{{_XHTML}}}details" and first is element


_FONT_SIZES = {
    "1": "x-small",
    "2": "small",
    "3": "medium",
    "4": "large",
    "5": "x-large",
    "6": "xx-large",
    "7": "xxx-large",
    "0": "x-small",
}
# attribute → property, with the unit that its numbers lack
_IN_SVG = {
    "fill": "fill",
    "opacity": "opacity",
    "fill-opacity": "fill-opacity",
    "display": "display",
    "visibility": "visibility",
    "font-size": "font-size",
    "color": "color",
    "clip-path": "clip-path",
    "mask": "mask",
    "filter": "filter",
    "letter-spacing": "letter-spacing",
}
_LENGTHS = {"width", "height", "font-size", "letter-spacing"}
_IN_HTML = {"bgcolor": "background-color", "width": "width", "height": "height"}
_SIZED = {*CELLS, "svg", "marquee"}
_IN_MATH = {"mathcolor": "color", "mathbackground": "background-color", "mathsize": "font-size"}


# attributes by which the reader's own style sheet tells one element from another
ATTRIBUTES = frozenset(
    {
        *("class", "style", "hidden", "popover", "open", "text", "color", "size", "face", "dir"),
        *_IN_HTML,
        *_IN_SVG,
        *_IN_MATH,
    }
)


def hints(element: etree._Element, page: str) -> list[Declaration]:
    """What older attributes say, as declarations (HTML Standard, 15.2 "Presentational hints")."""
    if not element.attrib:
        return []
    space, _, local = str(element.tag).rpartition("}")
    if space == f"{{{_XHTML}":
        pairs = _html_hints(element, local)
    elif space == f"{{{_SVG}":
        pairs = ((name, element.get(key, "")) for key, name in _svg_names(element, local))
    else:
        pairs = ((name, element.get(key, "")) for key, name in _IN_MATH.items())
    made: list[Declaration] = []
    for name, value in pairs:
        if value.strip():
            unit = "px" if name in _LENGTHS and value.strip().isdecimal() else ""
            text = f"{name}: {value.strip()}{unit}"
            made += parse_style(text, page, line_of(element))
    return made


def _html_hints(element: etree._Element, local: str) -> Iterator[tuple[str, str]]:
    for key, name in _IN_HTML.items():
        value = element.get(key)
        if value is not None and (key == "bgcolor" or local in _SIZED):
            yield name, _coloured(value) if key == "bgcolor" else value
    if local == "bdo" and element.get("dir") is not None:
        yield "unicode-bidi", "bidi-override"
    if local == "body" and element.get("text") is not None:
        yield "color", _coloured(str(element.get("text")))
    if local == "font":
        if element.get("color") is not None:
            yield "color", _coloured(str(element.get("color")))
        size = str(element.get("size", "")).strip()
        if size:
            step = "larger" if size[0] == "+" else "smaller" if size[0] == "-" else ""
            yield "font-size", step or _FONT_SIZES.get(size, size)
        yield "font-family", str(element.get("face", ""))


def _coloured(value: str) -> str:
    """A colour of HTML 3.2, in which the sign before the digits may be left out."""
    digits = value.strip()
    is_bare = len(digits) in {3, 6} and all(char in "0123456789abcdefABCDEF" for char in digits)
    return f"#{digits}" if is_bare else digits


def _svg_names(element: etree._Element, local: str) -> Iterator[tuple[str, str]]:
    for key, name in _IN_SVG.items():
        if element.get(key) is not None:
            yield key, name
    if local == "svg":
        yield from (("width", "width"), ("height", "height"))
