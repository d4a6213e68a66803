"""XML of strangers: parsed without entities of its own, without the network, within limits."""

import re

from lxml import etree

from publisher.errors import SourceError

Element = etree._Element  # noqa: SLF001 - the class has no other name

_PROLOGUE = 2**16  # bytes in which a document's type is declared, in front of its first element
_ENTITY = re.compile(rb"<!ENTITY\b")


def parse_xml(name: str, data: bytes, *, recover: bool = False) -> Element:
    """The root of an XML document.

    recover   whether a few faults are forgiven, as readers of feeds do.
    Refuses with SourceError what is no XML, and what declares entities: nothing that is read here
    needs any, and they are how a small file fills the memory.
    """
    refuse_entities(name, data)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=recover,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        place = getattr(error, "lineno", 0) or 0
        why = " ".join(str(getattr(error, "msg", "") or error).split())[:120]
        raise SourceError(name, place, 0, f"this is no sound XML: {why}") from error
    if root is None:
        raise SourceError(name, 0, 0, "this is no sound XML")
    return root


def refuse_entities(name: str, data: bytes) -> None:
    """Refuse with SourceError a document that declares entities of its own, in any encoding."""
    if _ENTITY.search(data[:_PROLOGUE].replace(b"\0", b"")):
        raise SourceError(name, 0, 0, "this XML declares entities of its own; it is not read")


def is_element(node: Element) -> bool:
    """Whether this is an element, no comment and no reference."""
    tag: object = node.tag
    return isinstance(tag, str)


def local_name(element: Element) -> str:
    """The name of an element without its namespace; "" for what is no element."""
    name = element.tag.rpartition("}")[2] if is_element(element) else ""
    return name.rpartition(":")[2]  # "dc:creator" where the prefix is declared nowhere


def namespace_of(element: Element) -> str:
    """The namespace of an element; "" where it has none."""
    tag = element.tag if is_element(element) else ""
    return tag[1:].partition("}")[0] if tag.startswith("{") else ""


def text_of(element: Element | None) -> str:
    """All text in an element, without blanks around; "" where there is none."""
    return "" if element is None else "".join(map(str, element.itertext())).strip()
