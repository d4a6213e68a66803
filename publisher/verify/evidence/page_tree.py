"""A page of an EPUB as a tree: up to its first fault, its named characters put in."""

from collections.abc import Iterator
from html.entities import name2codepoint
from typing import Any

from lxml import etree

from publisher.verify.evidence.container import parse_page
from publisher.verify.evidence.css.sheets import instructions

_XHTML = "{http://www.w3.org/1999/xhtml}"
_SVG = "{http://www.w3.org/2000/svg}"
# kinds of <script> that hold data and do nothing
_DATA = {"application/ld+json", "application/json", "text/plain", "application/xml"}
_ADDRESSES = ("href", "src", "action", "formaction", "{http://www.w3.org/1999/xlink}href")
_FRAMES = {"iframe", "object", "embed", "applet", "frame"}
_FIELDS = {"input", "select", "textarea", "button", "keygen"}
_MOVING = {"animate", "animateMotion", "animateTransform", "set"}


def page_tree(data: bytes, path: str, name: str) -> tuple[etree._Element, list[str]]:
    """(the tree of a page as browsers show it, what is wrong with it as a file).

    Refuses with EvidenceError a page that holds no element at all.
    """
    root, fault = parse_page(data, path, name)
    wrong = [f"not well-formed: {fault}; readers show nothing behind it"] if fault else []
    wrong += _put_characters(root)
    return root, wrong


def _put_characters(root: etree._Element) -> list[str]:
    """Puts the characters in for entities; names those of which nobody knows what they stand for.

    Known are those that the page declares itself, as text, and those of XHTML 1.
    """
    nodes = list(root.iter(etree.Entity))
    if not nodes:
        return []
    own: Any = root.getroottree().docinfo.internalDTD  # lxml-stubs do not know its entities
    declared = {one.name: one.content for one in own.iterentities()} if own else {}
    unknown: dict[str, None] = {}
    for node in nodes:
        name = str(node.text or "")[1:-1]
        text = str(declared.get(name) or "")
        if not text and name in name2codepoint:
            text = chr(name2codepoint[name])
        if not text or "<" in text or "&" in text:
            unknown.setdefault(name)
            text = ""
        _replace(node, text + (node.tail or ""))
    return [f"the entity '&{name};' stands for nothing that can be told" for name in unknown]


def _replace(node: etree._Element, text: str) -> None:
    above, before = node.getparent(), node.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + text
    elif above is not None:
        above.text = (above.text or "") + text
    if above is not None:
        node.tail = None
        above.remove(node)


def scripts(root: etree._Element) -> Iterator[str]:
    """What a page has a program do, each once."""
    for attributes in instructions(root):
        if "xsl" in attributes.get("type", "").lower():
            yield "a style sheet of XSLT, which writes the page anew"
    for element in root.iter("*"):
        space, _, local = str(element.tag).rpartition("}")
        if local == "script" and f"{space}}}" in {_XHTML, _SVG}:
            kind = str(element.get("type", "")).partition(";")[0].strip().lower()
            if kind not in _DATA:
                yield "a script"
        elif f"{space}}}" == _SVG and local in _MOVING:
            yield f"<{local}>, which changes what is drawn"
        elif local == "trigger" and "idpf" in space:
            yield "<epub:trigger>"
        elif local in _FIELDS and f"{space}}}" == _XHTML:
            yield f"<{local}>, a field that may show words of its own"
        elif local == "use" and f"{space}}}" == _SVG and _draws_words(root, element):
            yield "<use>, which draws words that stand elsewhere"
        elif local in _FRAMES and f"{space}}}" == _XHTML:
            yield f"<{local}>, which shows another file"
        if element.attrib:
            yield from _in_attributes(element)


def _draws_words(root: etree._Element, use: etree._Element) -> bool:
    address = str(use.get("href") or use.get("{http://www.w3.org/1999/xlink}href") or "")
    ident = address.partition("#")[2]
    drawn = [one for one in root.iter("*") if one.get("id") == ident] if ident else []
    return any("".join(map(str, one.itertext())).strip() for one in drawn)


def _in_attributes(element: etree._Element) -> Iterator[str]:
    for name, value in element.attrib.items():
        key = str(name)
        if key[:2].lower() == "on" and key.isalpha():
            yield f"the attribute {key}"
        elif key in _ADDRESSES:
            start = "".join(str(value).split()).lower()
            if start.startswith(("javascript:", "vbscript:")):
                yield "an address that is a script"
        elif key == "http-equiv" and str(value).strip().lower() == "refresh":
            yield "a page that gives way to another"
