"""A drawing (SVG 1.1/2) made safe.

A new tree of what may stand in an edition, and a list of what was left out of it.

Nothing that runs, moves, or asks for anything outside the drawing comes into the new tree: elements
and attributes are copied only when they are on the list.  What was left out is told, so that nobody
wonders.
"""

import functools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree

from publisher.errors import SourceError
from publisher.rows import rows_of

SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
_XML = "http://www.w3.org/XML/1998/namespace"
_METADATA = {
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "http://purl.org/dc/elements/1.1/",
    "http://purl.org/dc/terms/",
    "http://creativecommons.org/ns#",
    "http://web.resource.org/cc/",
}
LARGEST = 16 * 2**20  # bytes
# elements once every <use> is followed: measured, 0.5 GB while they are drawn; a map of a country
# has some 20 000
_DRAWN = 100_000

_PICTURE = re.compile(r"data:image/(?:png|jpeg|gif);base64,", re.IGNORECASE)
_OUTSIDE = re.compile(
    r"@import|@font-face|expression\s*\(|-moz-binding|behavior\s*:|javascript:|url\(\s*(?!['\"]?#)",
    re.IGNORECASE,
)


@functools.cache
def _allowed() -> dict[str, frozenset[str]]:
    data = rows_of(Path(__file__).with_name("svg.toml"))
    return {name: frozenset(words.split()) for name, words in data.items()}


def safe_svg(data: bytes, file: str) -> tuple[bytes, tuple[str, ...]]:
    """The drawing with only what an edition may carry, and what was left out of it.

    Out: UTF-8 bytes; names of elements and attributes ("<script>", "onload").

    Refuses with SourceError what is not well-formed, defines entities, is no SVG, or would draw
    without end.
    """
    root = _parsed(data, file)
    left_out: dict[str, None] = {}
    made = next(_safe(root, left_out), None)
    if made is None:
        raise SourceError(file, 0, 0, "the SVG's outermost element is not <svg>; save it again")
    _drawn(made, file)
    return etree.tostring(made, encoding="utf-8", xml_declaration=True), tuple(left_out)


def svg_root(data: bytes) -> etree._Element | None:
    """The tree of a drawing, for those who only read it; None where it cannot be read."""
    try:
        return _parsed(data, "")
    except SourceError:
        return None


def _parsed(data: bytes, file: str) -> etree._Element:
    if len(data) > LARGEST:
        raise SourceError(
            file,
            0,
            0,
            f"an SVG of {len(data) // 2**20} MB is not opened; simplify it, or save it as PNG",
        )
    # tags that open and that close: a tree of so many would not fit into memory
    if data.count(b"<") > 2 * _DRAWN:
        raise _endless(file)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise SourceError(
            file,
            0,
            0,
            f"the SVG is not well-formed ({' '.join(str(error).split())}); save it again",
        ) from error
    if re.search(rb"<!ENTITY", data) or next(root.iter(etree.Entity), None) is not None:
        raise SourceError(
            file, 0, 0, "the SVG defines entities, which are not followed; save it without them"
        )
    return root


def _safe(given: etree._Element, left_out: dict[str, None]) -> Iterator[etree._Element]:
    """The element as it may stand in an edition: itself, its children in its place, or nothing."""
    if callable(given.tag):
        return  # a comment or an instruction
    name = etree.QName(given)
    if name.namespace != SVG or not any(
        name.localname in _allowed()[kind] for kind in ("elements", "unwrapped")
    ):
        left_out[f"<{name.localname}>"] = None
        return
    if name.localname in _allowed()["unwrapped"]:
        left_out["<a>"] = None
        wrapped = etree.Element(f"{{{SVG}}}g")
        _fill(wrapped, given, left_out)
        yield wrapped
        return
    spaces: Any = {
        prefix: space for prefix, space in given.nsmap.items() if space in {SVG, _XLINK, *_METADATA}
    }
    made = etree.Element(given.tag, nsmap=spaces)
    if name.localname == "metadata":
        made.extend(_records(given))
    elif name.localname == "style":
        rules = "".join(map(str, given.itertext()))
        if _OUTSIDE.search(rules):
            left_out["a style sheet that reaches outside"] = None
            return
        made.text = rules
    else:
        _fill(made, given, left_out)
    for key, text in given.attrib.items():
        if why := _refused(name.localname, str(key), str(text)):
            left_out[why] = None
        elif etree.QName(str(key)).namespace in {None, _XLINK, _XML}:
            made.set(str(key), str(text))
    if name.localname == "image" and not (made.get("href") or made.get(f"{{{_XLINK}}}href")):
        return
    yield made


def _fill(made: etree._Element, given: etree._Element, left_out: dict[str, None]) -> None:
    made.text = str(given.text or "")
    for child in given:
        for safe in _safe(child, left_out):
            made.append(safe)
        tail = str(child.tail or "")
        if len(made):
            made[-1].tail = str(made[-1].tail or "") + tail
        else:
            made.text = str(made.text or "") + tail


def _records(given: etree._Element) -> Iterator[etree._Element]:
    """Statements of rights and authorship: RDF, Dublin Core and Creative Commons alone, whole."""
    for child in given.iterchildren("*"):
        if all(etree.QName(node).namespace in _METADATA for node in child.iter("*")):
            yield etree.fromstring(etree.tostring(child, with_tail=False))


def _refused(element: str, key: str, text: str) -> str:
    """Why an attribute does not come along.

    "" where it does, or is another program's own and says nothing.
    """
    name = etree.QName(key)
    if name.namespace == _XML:
        return "" if name.localname in {"lang", "space"} else f"xml:{name.localname}"
    if name.namespace not in {None, _XLINK}:
        return ""
    if name.localname == "href":
        inside = text.startswith("#") or (element == "image" and _PICTURE.match(text))
        return "" if inside else f"an address outside the drawing ({text[:40]})"
    if name.namespace == _XLINK:
        return (
            ""
            if name.localname in {"title", "show", "type", "role", "actuate", "arcrole"}
            else f"xlink:{name.localname}"
        )
    if name.localname not in _allowed()["attributes"] and not name.localname.startswith(
        ("aria-", "data-")
    ):
        return name.localname
    return f"an address outside the drawing ({text[:40]})" if _OUTSIDE.search(text) else ""


def _drawn(root: etree._Element, file: str) -> None:
    """Refuses a drawing whose <use> elements multiply one another, or lead back to themselves."""
    by_id = {str(node.get("id")): node for node in root.iter("*") if node.get("id")}
    open_: set[etree._Element] = set()

    @functools.cache
    def weight(node: etree._Element) -> int:
        if node in open_:
            raise SourceError(file, 0, 0, "the SVG uses a part inside itself; save it again")
        open_.add(node)
        target = str(node.get("href") or node.get(f"{{{_XLINK}}}href") or "").removeprefix("#")
        used = by_id.get(target) if etree.QName(node).localname == "use" else None
        total = (
            1
            + sum(weight(child) for child in node.iterchildren("*"))
            + (weight(used) if used is not None else 0)
        )
        open_.discard(node)
        return min(total, 10**12)

    try:
        drawn = weight(root)
    except RecursionError as error:
        raise SourceError(
            file,
            0,
            0,
            "the SVG leads from part to part more than a hundred times; simplify it, or save it"
            " as PNG",
        ) from error
    if drawn > _DRAWN:
        raise _endless(file)


def _endless(file: str) -> SourceError:
    return SourceError(
        file, 0, 0, f"the SVG would draw more than {_DRAWN} shapes; simplify it, or save it as PNG"
    )
