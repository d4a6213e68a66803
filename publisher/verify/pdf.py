"""PDF bytes → Evidence: the words of each page as they are drawn, links, what the file says of itself, the record.

Words that are drawn invisible, white, tiny or outside the page are unseen; words marked as page furniture are not the
text's.  What it cannot see: words covered by something drawn over them.
"""

from lxml import etree

from publisher.errors import EvidenceError
from publisher.pdffile.packet import read_carried
from publisher.pdffile.pages import read_pages
from publisher.rights.record import NAME
from publisher.verify.evidence import Evidence, Link, Said, Segment

_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_CC = "{http://creativecommons.org/ns#}"
_RIGHTS = "{http://ns.adobe.com/xap/1.0/rights/}"


def read(data: bytes, path: str) -> Evidence:
    """What a reader of this PDF would meet.  Refuses with EvidenceError what is no readable PDF."""
    pages = read_pages(data, path)
    carried = read_carried(data, path)
    segments: list[Segment] = []
    for page in pages:
        place = f"page {page.number}"
        segments.append(Segment(text=page.text, place=place))
        segments += [Segment(text=words, place=place, unseen=why) for words, why in page.unseen]
    record = next((attachment.data for attachment in carried.attachments if attachment.name == NAME), None)
    return Evidence(
        path=path, form="pdf", blocks=False, segments=tuple(segments), record=record,
        links=tuple(Link(target=target, words="", place=f"page {page.number}") for page in pages for target in page.links),
        said=_said(carried.packet, tuple(carried.info.items()), path))


def _said(packet: bytes, info: tuple[tuple[str, str], ...], path: str) -> Said:
    if not packet:
        return Said(more=info)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    root = etree.fromstring(packet, parser)
    if root is None:
        raise EvidenceError(path, "its XMP packet is not XML; write the file anew")

    def texts(*names: str) -> tuple[str, ...]:
        found = [node for name in names for node in root.iter(name)]
        return tuple(dict.fromkeys(text for node in found for text in (
            [item.text or "" for item in node.iter(f"{_RDF}li")] or [node.text or ""]) if text.strip()))

    return Said(
        titles=texts(f"{_DC}title"), people=texts(f"{_DC}creator", f"{_DC}contributor"), sources=texts(f"{_DC}source"),
        rights=texts(f"{_DC}rights", f"{_RIGHTS}UsageTerms", f"{_RIGHTS}Owner"), identifiers=texts(f"{_DC}identifier"),
        languages=texts(f"{_DC}language"), publishers=texts(f"{_DC}publisher"),
        licences=texts(f"{_CC}license", f"{_RIGHTS}WebStatement"), more=info)
