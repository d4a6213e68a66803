"""PDF bytes → Evidence: the words of each element, links, what the file says of itself, the record.

The structure tree says which words are one element and in which order they are read
(pdffile.structure_tree); where a file has none, its pages are taken as they are drawn.  Words that
are drawn so that nobody sees them are unseen, words with a line through them struck out
(pdffile.ink, evidence.ink).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from lxml import etree

from publisher.errors import EvidenceError
from publisher.part_cache import PartCache
from publisher.pdffile.font_shapes import FalseFont, false_among, fonts_of
from publisher.pdffile.interactive import extras_of
from publisher.pdffile.packet import Carried, carried_of, opened, read_carried
from publisher.pdffile.page_digests import digest_of, digests_of
from publisher.pdffile.pages import PageText, begin_pages, read_pages
from publisher.pdffile.structure_tree import tree_of
from publisher.rights.record import NAME
from publisher.text import stream
from publisher.verify.evidence.ink import read_faint
from publisher.verify.evidence.model import Evidence, Link, Said, Segment, Shown, Statement
from publisher.verify.evidence.pdf_elements import Elements, read_elements

if TYPE_CHECKING:
    from concurrent.futures import Executor

_VERSION = "1"  # of what is kept of a page; the cache knows the program and its libraries
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_NAMES = {
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://creativecommons.org/ns#": "cc",
    "http://ns.adobe.com/xap/1.0/": "xmp",
    "http://ns.adobe.com/xap/1.0/rights/": "xmpRights",
    "http://ns.adobe.com/xap/1.0/mm/": "xmpMM",
    "http://ns.adobe.com/pdf/1.3/": "pdf",
    "http://ns.adobe.com/photoshop/1.0/": "photoshop",
    "http://www.w3.org/ns/tdmrep/": "tdm",
    "http://www.aiim.org/pdfa/ns/id/": "pdfaid",
    "http://www.aiim.org/pdfua/ns/id/": "pdfuaid",
    "urn:x-publisher:record:": "pub",
    "http://ns.useplus.org/ldf/xmp/1.0/": "plus",
    "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/": "Iptc4xmpCore",
}
# the description of a vocabulary says nothing of the file
_NOT_OURS = "{http://www.aiim.org/pdfa/ns/extension/}"


def read(
    data: bytes,
    path: str,
    executor: "Executor | None" = None,
    cache: PartCache | None = None,
) -> Evidence:
    """What a reader of this PDF would meet.  Refuses with EvidenceError what is no readable PDF.

    cache   what was read of pages before, each by everything that is drawn on it; None: each is
            read.
    """
    with opened(data, path) as pdf:  # once: to open a long file takes as long as its extras
        carried = carried_of(pdf, path)  # first: it looks at what would not fit into memory
        digests = digests_of(pdf) if cache is not None else ()
        reading = _begin_pages(data, path, executor, cache, digests)
        tree = tree_of(pdf, path) if carried.tagged else None
        extras, fonts = extras_of(pdf), fonts_of(pdf)
        known = digest_of(pdf, fonts) if cache is not None else ""
        false_fonts = _kept(cache, known, partial(false_among, fonts))
    pages = reading()
    elements = read_elements(tree, pages) if tree and tree.blocks else _drawn(pages)
    packet = tuple(_packet(carried.packet, path))
    return Evidence(
        path=path,
        form="pdf",
        blocks=elements.blocks,
        segments=elements.segments,
        record=_record(carried, packet),
        links=elements.links,
        said=Said(statements=tuple(_statements(carried, packet))),
        locked=carried.locked,
        tagged=carried.tagged,
        faint=tuple(read_faint(pages)),
        extras=extras,
        false_fonts=false_fonts,
        shown=tuple(
            Shown(place=f"page {page.number}", target="", alt="")
            for page in pages
            if page.pictures and not page.text.strip()
        ),
        pages=len(pages),
        furniture=elements.furniture,
        replaced=elements.replaced,
        faults=tree.faults if tree else (),
    )


def read_said(data: bytes, path: str) -> tuple[Said, bytes | None]:
    """(what packet and Info dictionary say, the record) of a PDF; no page of it is read.

    Refuses with EvidenceError what cannot be opened, or would fill the memory.
    """
    carried = read_carried(data, path)
    packet = tuple(_packet(carried.packet, path))
    return Said(statements=tuple(_statements(carried, packet))), _record(carried, packet)


def _begin_pages(
    data: bytes,
    path: str,
    executor: "Executor | None",
    cache: PartCache | None,
    digests: Sequence[str],
) -> Callable[[], tuple[PageText, ...]]:
    """What gives the pages as they are painted; those that the cache knows are not painted again.

    digests   of the pages, by which the cache knows them.
    Other processes, where there are some, paint meanwhile.
    """
    if cache is None:
        return begin_pages(data, path, executor)
    names = [cache.name_of(read_pages, _VERSION, (digest,)) if digest else "" for digest in digests]
    kept = {at: page for at, name in enumerate(names) if name and (page := cache.found(name))}
    wanted = [at for at in range(len(names)) if at not in kept]
    reading = begin_pages(data, path, executor, wanted)

    def pages() -> tuple[PageText, ...]:
        for at, page in zip(wanted, reading(), strict=True):
            kept[at] = page
            if names[at]:
                cache.keep(names[at], page)
        return tuple(replace(kept[at], number=at + 1) for at in range(len(names)))

    return pages


def _kept(
    cache: PartCache | None, digest: str, look: Callable[[], tuple[FalseFont, ...]]
) -> tuple[FalseFont, ...]:
    """What a look at fonts tells, or told when the same fonts were looked at before.

    digest   of the fonts; "": it is looked.
    """
    if cache is None or not digest:
        return look()
    name = cache.name_of(false_among, _VERSION, (digest,))
    found: tuple[FalseFont, ...] | None = cache.found(name)
    if found is None:
        found = look()
        cache.keep(name, found)
    return found


def _record(carried: Carried, packet: Sequence[Statement]) -> bytes | None:
    """The rights record; PDF/A-2 takes no attachment: there it stands in the packet."""
    attached = (one.data for one in carried.attachments if one.name == NAME)
    in_packet = (one.words.encode() for one in packet if one.place == "pub:record")
    return next(attached, None) or next(in_packet, None)


def _statements(carried: Carried, packet: Sequence[Statement]) -> Iterator[Statement]:
    yield from (statement for statement in packet if statement.place != "pub:record")
    for name, words in carried.info.items():
        yield Statement(place=f"Info {name}", words=words)
    if carried.language:
        yield Statement(place="catalog Lang", words=carried.language)


def _drawn(pages: Sequence[PageText]) -> Elements:
    """A file without a structure tree: each page one segment, its words as they are drawn."""
    segments: list[Segment] = []
    for page in pages:
        place = f"page {page.number}"
        struck = tuple(words for words, _ in page.ink.struck)
        segments.append(
            Segment(
                text=page.text,
                place=place,
                struck=struck,
                struck_at=tuple(_spans(page)),
                pages=(page.number,),
            )
        )
        segments += [Segment(text=words, place=place, unseen=why) for words, why in page.ink.unseen]
    links = (
        Link(target=target, words=words, place=f"page {page.number}")
        for page in pages
        for target, words in zip(page.links, page.link_words, strict=True)
    )
    return Elements(blocks=False, segments=tuple(segments), links=tuple(links))


def _spans(page: PageText) -> Iterator[tuple[int, int]]:
    """Where in the stream of a page its struck words stand, told by what is around them."""
    there = stream(page.text)
    for words, around in page.ink.struck:
        said, context = stream(words), stream(around)
        at = there.find(context)
        start = at + context.find(said) if at >= 0 and said in context else there.find(said)
        if said and start >= 0:
            yield start, start + len(said)


def _packet(packet: bytes, path: str) -> Iterator[Statement]:
    """Each property of the packet; of a container each item.

    Alternatives in several languages stand as often as they differ.
    """
    if not packet:
        return
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    root = etree.fromstring(packet, parser)
    if root is None:
        raise EvidenceError(path, "its XMP packet is not XML; write the file anew")
    for number, _ in enumerate(root.iter(f"{_RDF}RDF")):
        if number:
            yield Statement(place="rdf:RDF", words=str(number + 1))
    for description in root.iter(f"{_RDF}Description"):
        for name, words in description.attrib.items():
            if (place := _place(str(name))) and not place.startswith("rdf:"):
                yield Statement(place=place, words=str(words))
        for node in description:
            if callable(node.tag) or str(node.tag).startswith(_NOT_OURS):
                continue
            items = [item.text or "" for item in node.iter(f"{_RDF}li")] or [
                node.text or node.get(f"{_RDF}resource", "")
            ]
            for words in dict.fromkeys(items):
                yield Statement(place=_place(str(node.tag)), words=words)


def _place(name: str) -> str:
    namespace, _, local = name.removeprefix("{").rpartition("}")
    prefix = "rdf" if namespace == _RDF.strip("{}") else _NAMES.get(namespace, namespace)
    return f"{prefix}:{local}" if prefix else local
