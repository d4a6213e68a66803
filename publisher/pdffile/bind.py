"""A tagged PDF that is whole already → the same with what belongs to an edition's file.

Its typesetter attaches where each id stands, since a PDF of another's making has no names for them.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from pikepdf import Array, Name, Object, Pdf, String

from publisher.pdffile.join import (
    Binding,
    resolve_links,
    set_catalog,
    set_destinations,
    set_outline,
)
from publisher.pdffile.packet import edited, saved
from publisher.pdffile.retag import Division, retag

PLACES = "places.json"  # [[id, page from 1, x, y], …] in points, from the head of the page


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """What its maker knows of a PDF.

    is_target   whether links may lead to an id.
    divisions   (id with which it begins, type, language) of each part of the document.
    notes, row_heads   as `retag` takes them.
    """

    is_target: Callable[[str], bool]
    divisions: Sequence[tuple[str, str, str]]
    notes: Mapping[str, str]
    row_heads: Sequence[Sequence[tuple[int, int]]] = ()


def bind(data: bytes, binding: Binding, layout: Layout) -> tuple[bytes, Mapping[str, int], int]:
    """(the finished PDF, id → page from 1, how many pages it has); same input, same bytes.

    data   holds PLACES as an attachment, which is taken away.

    WriteError where a link or the outline leads to no id.
    """
    with edited(data, "PDF") as pdf:
        pages: dict[str, int] = {}
        destinations: dict[bytes, tuple[String, Object]] = {}
        for ident, number, x, y in _places(pdf):
            if ident in pages:  # in a head of a table that is printed again
                continue
            pages[ident] = number
            if layout.is_target(ident):
                page = pdf.pages[number - 1]
                top = float(page.mediabox[3]) - y
                place = [page.obj, Name.XYZ, round(x, 2), round(top, 2), 0]
                name = String(ident)
                destinations[bytes(name)] = (name, Array(place))
        divisions = [Division(pages[ident], kind, said) for ident, kind, said in layout.divisions]
        retag(pdf, divisions, layout.notes, layout.row_heads)
        set_destinations(pdf, destinations)
        resolve_links(pdf, destinations, binding.link_titles)
        set_outline(pdf, binding.bookmarks, destinations)
        set_catalog(pdf, binding)
        return saved(pdf, version="1.7"), pages, len(pdf.pages)


def _places(pdf: Pdf) -> list[tuple[str, int, float, float]]:
    found = json.loads(pdf.attachments[PLACES].get_file().read_bytes())
    return [(ident, int(number), float(x), float(y)) for ident, number, x, y in found]
