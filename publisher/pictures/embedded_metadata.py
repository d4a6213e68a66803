"""What a picture says of itself inside its own file.

IPTC, XMP and Exif read, carried over into the picture made fit.

XMP 1.0 (ISO 16684-1) with the IPTC Photo Metadata schemas; IPTC-IIM 4.2 (Photoshop resource 0x0404,
ISO record 2); Exif 2.32 (Artist, Copyright, ImageDescription).  Where several say the same thing,
all are read (Metadata Working Group 2.0).

Kept: every property of the schemas that speak of people, rights and content.  Not kept: what
described the file as it was (its size, camera, place, thumbnails, history), which would be untrue
of the new one.
"""

import contextlib
import re
from collections.abc import Iterator, Mapping
from typing import Any

from lxml import etree

from publisher.text import squeeze
from publisher.value import value

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_KEPT = {
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://ns.adobe.com/photoshop/1.0/": "photoshop",
    "http://ns.adobe.com/xap/1.0/rights/": "xmpRights",
    "http://creativecommons.org/ns#": "cc",
    "http://web.resource.org/cc/": "cc0",
    "http://ns.useplus.org/ldf/xmp/1.0/": "plus",
    "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/": "Iptc4xmpCore",
    "http://iptc.org/std/Iptc4xmpExt/2008-02-29/": "Iptc4xmpExt",
    "http://www.w3.org/ns/tdmrep#": "tdm",
}
_SPACES = {prefix: space for space, prefix in _KEPT.items()}
# What speaks of whose a picture is and of its terms; anything else is carried and not asked about.
RIGHTS = frozenset(
    {
        "dc:rights",
        "dc:creator",
        "photoshop:Credit",
        "xmpRights:UsageTerms",
        "xmpRights:WebStatement",
        "xmpRights:Owner",
        "cc:license",
        "cc:attributionName",
    }
)
# What is kept of it beside an article: its terms for machines too (PLUS LDF 2.0.1; TDMRep).
SIGNALS = RIGHTS | {
    "plus:CopyrightOwner",
    "plus:DataMining",
    "plus:LicensorURL",
    "plus:OtherConstraints",
    "tdm:reservation",
    "tdm:policy",
}
_IIM = {
    80: "dc:creator",
    110: "photoshop:Credit",
    115: "photoshop:Source",
    116: "dc:rights",
    120: "dc:description",
    105: "photoshop:Headline",
    40: "photoshop:Instructions",
}
_EXIF = {0x8298: "dc:rights", 0x013B: "dc:creator", 0x010E: "dc:description"}
_CONTAINERS = {"dc:rights": "Alt", "dc:description": "Alt", "dc:creator": "Seq"}
_LARGEST = 65_000  # bytes of an APP1 segment of JPEG (ISO 10918-1, B.1.1.4), less its own head


@value
class Embedded:
    """What stands inside one picture.

    facts    (property, value), "dc:rights" for a property of XMP; values of IPTC-IIM and Exif under
             the same names.
    packet   the same as an XMP packet for the new file; b"" where there is nothing to carry.
    iim      the IPTC-IIM block as it stood, for programs that read no XMP; b"" where there was
             none.
    """

    facts: tuple[tuple[str, str], ...] = ()
    packet: bytes = b""
    iim: bytes = b""

    @property
    def rights(self) -> tuple[tuple[str, str], ...]:
        """The facts about whose it is and on what terms."""
        return tuple(fact for fact in self.facts if fact[0] in RIGHTS)


def read_embedded(xmp: bytes, iim: bytes, exif: Mapping[int, Any]) -> Embedded:
    """What stands in these three blocks of a picture file.

    Any of them may be empty or broken: what cannot be read says nothing.
    """
    properties = list(_properties(xmp))
    facts = [(name, text) for name, made in properties for text in _values(made)]
    facts += [
        ("plus:LicensorURL", text)
        for name, made in properties
        if name == "plus:Licensor"
        for text in _fields(made, f"{{{_SPACES['plus']}}}LicensorURL")
    ]
    said = {(name, squeeze(text)) for name, text in facts}
    added = []
    for name, text in (*_iim_facts(iim), *_exif_facts(exif)):
        if (name, squeeze(text)) not in said:
            said.add((name, squeeze(text)))
            added.append((name, text))
    told = iim if any(True for _ in _iim_facts(iim)) and len(iim) <= _LARGEST else b""
    return Embedded(facts=(*facts, *added), packet=_packet(properties, added), iim=told)


def photoshop_segment(iim: bytes) -> bytes:
    """An IPTC-IIM block as a segment of a JPEG: APP13 with one Photoshop image resource."""
    data = (
        b"Photoshop 3.0\x008BIM\x04\x04\x00\x00"
        + len(iim).to_bytes(4, "big")
        + iim
        + b"\x00" * (len(iim) % 2)
    )
    return b"\xff\xed" + (len(data) + 2).to_bytes(2, "big") + data


def photoshop_iim(resources: bytes) -> bytes:
    """The IPTC-IIM block among Photoshop image resources: number 0x0404.

    Each resource is "8BIM", id, name, length, data.
    """
    at = resources.find(b"8BIM\x04\x04")
    if at < 0:
        return b""
    name = resources[at + 6] if at + 6 < len(resources) else 0
    start = at + 6 + (name + 2 & ~1)
    length = int.from_bytes(resources[start : start + 4], "big")
    return resources[start + 4 : start + 4 + length]


def svg_facts(root: etree._Element) -> Iterator[tuple[str, str]]:
    """What the RDF of an SVG says (ccREL as drawing programs write it).

    Texts of agents and titles, addresses of licences.
    """
    for holder in root.iter("{*}metadata"):
        for node in holder.iter("*"):
            space, name = etree.QName(node).namespace, etree.QName(node).localname
            if (
                space == _SPACES["dc"]
                and name in {"rights", "creator"}
                and (text := " ".join("".join(map(str, node.itertext())).split()))
            ):
                yield f"dc:{name}", text
            elif name == "license" and (address := node.get(f"{{{_RDF}}}resource")):
                yield "cc:license", address


def _properties(xmp: bytes) -> Iterator[tuple[str, etree._Element]]:
    """Each kept property as an element, those written as attributes too."""
    start, end = xmp.find(b"<"), xmp.rfind(b">")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_pis=True,
        remove_comments=True,
    )
    try:
        root = etree.fromstring(xmp[start : end + 1], parser)
    except (etree.XMLSyntaxError, ValueError):
        return
    for description in root.iter(f"{{{_RDF}}}Description"):
        parent = description.getparent()
        if parent is None or parent.tag != f"{{{_RDF}}}RDF":
            continue  # a structure inside a property: it travels with it
        for key, text in description.attrib.items():
            if prefix := _KEPT.get(etree.QName(str(key)).namespace or ""):
                made = etree.Element(str(key))
                made.text = str(text)
                yield f"{prefix}:{etree.QName(str(key)).localname}", made
        for child in description.iterchildren("*"):
            if prefix := _KEPT.get(etree.QName(child).namespace or ""):
                yield f"{prefix}:{etree.QName(child).localname}", child


def _values(made: etree._Element) -> Iterator[str]:
    items = list(made.iter(f"{{{_RDF}}}li"))
    texts = [" ".join("".join(map(str, item.itertext())).split()) for item in items] or [
        made.get(f"{{{_RDF}}}resource") or " ".join("".join(map(str, made.itertext())).split())
    ]
    yield from dict.fromkeys(text for text in texts if text)


def _fields(made: etree._Element, tag: str) -> Iterator[str]:
    """The texts of one field of a structure, written as an element or as an attribute."""
    for node in made.iter("*"):
        words = node.get(tag, "") if node.tag != tag else "".join(map(str, node.itertext()))
        if text := " ".join(words.split()):
            yield text


def _iim_facts(iim: bytes) -> Iterator[tuple[str, str]]:
    """Datasets of record 2 (IPTC-IIM 4.2, 1.5): 1C, record, dataset, length in two bytes.

    1:90 says UTF-8 by ESC % G.
    """
    at, encoding = 0, "latin-1"
    while at + 5 <= len(iim) and iim[at] == 0x1C:
        record, dataset, length = (
            iim[at + 1],
            iim[at + 2],
            int.from_bytes(iim[at + 3 : at + 5], "big"),
        )
        data = iim[at + 5 : at + 5 + length]
        if (record, dataset) == (1, 90) and data == b"\x1b%G":
            encoding = "utf-8"
        elif record == 2 and dataset in _IIM and (text := _decoded(data, encoding)):
            yield _IIM[dataset], text
        at += 5 + length


def _exif_facts(exif: Mapping[int, Any]) -> Iterator[tuple[str, str]]:
    for tag, name in _EXIF.items():
        given = exif.get(tag)
        text = (
            _decoded(given, "utf-8")
            if isinstance(given, bytes)
            else _mended(given)
            if isinstance(given, str)
            else ""
        )
        if text:
            yield name, text


def _mended(text: str) -> str:
    """A text of Exif that was read as Latin-1 although most writers put UTF-8 there."""
    with contextlib.suppress(UnicodeError):
        text = text.encode("latin-1").decode("utf-8")
    return _clean(text)


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return _clean(data.decode("utf-8"))
    except UnicodeDecodeError:
        return _clean(data.decode(encoding, "replace"))


def _clean(text: str) -> str:
    return " ".join(re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", " ", text).split())


def _packet(properties: list[tuple[str, etree._Element]], added: list[tuple[str, str]]) -> bytes:
    """An XMP packet of these properties.

    Of the rights alone where all would not fit into a JPEG segment.
    """
    if not properties and not added:
        return b""
    whole = _written([made for _, made in properties], added)
    if len(whole) <= _LARGEST:
        return whole
    whole = _written(
        [made for name, made in properties if name in RIGHTS],
        [fact for fact in added if fact[0] in RIGHTS],
    )
    return whole if len(whole) <= _LARGEST else b""


def _written(properties: list[etree._Element], added: list[tuple[str, str]]) -> bytes:
    space: Any = {"x": "adobe:ns:meta/"}
    spaces: Any = {"rdf": _RDF} | _SPACES
    meta = etree.Element("{adobe:ns:meta/}xmpmeta", nsmap=space)
    description = etree.SubElement(
        etree.SubElement(meta, f"{{{_RDF}}}RDF", nsmap=spaces),
        f"{{{_RDF}}}Description",
        {f"{{{_RDF}}}about": ""},
    )
    there: dict[str, etree._Element] = {}
    for given in properties:
        if str(given.tag) not in there:  # a packet gives each property once
            copy = etree.fromstring(etree.tostring(given, with_tail=False))
            description.append(copy)
            there[str(given.tag)] = copy
    for name, text in added:
        prefix, _, local = name.partition(":")
        tag = f"{{{_SPACES[prefix]}}}{local}"
        if tag in there:
            # IPTC and Exif are copies of what XMP says, often cut; the page and the report show
            # both
            continue
        there[tag] = made = etree.SubElement(description, tag)
        texts = [one for other, one in added if other == name]
        if container := _CONTAINERS.get(name):
            holder = etree.SubElement(made, f"{{{_RDF}}}{container}")
            for one in texts[:1] if container == "Alt" else texts:
                item = etree.SubElement(
                    holder, f"{{{_RDF}}}li", {_XML_LANG: "x-default"} if container == "Alt" else {}
                )
                item.text = one
        else:
            made.text = text
    etree.cleanup_namespaces(meta)
    body = etree.tostring(meta, encoding="utf-8")
    return (
        b'<?xpacket begin="\xef\xbb\xbf" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        + body
        + b'\n<?xpacket end="w"?>'
    )
