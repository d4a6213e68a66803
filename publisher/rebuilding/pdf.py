"""Two PDFs set beside each other, by what their objects are."""

import json
from collections.abc import Iterator

from publisher.pdffile.compare import Differing, differing_objects
from publisher.pdffile.pages import read_pages
from publisher.rebuilding.difference import (
    Difference,
    Kind,
    first_in_data,
    first_in_metadata,
    part_of,
)
from publisher.verify import read_evidence

# What a place below the catalog is, by its first step.
_BELOW: dict[str, Kind] = {
    "/StructTreeRoot": "structure",
    "/Outlines": "contents",
    "/PageLabels": "contents",
    "/Dests": "contents",
    "/Metadata": "metadata",
    "/Info": "metadata",
    "/Lang": "metadata",
    "/AF": "record",
    "/Pages": "page",
}
_ORDER: tuple[Kind, ...] = (
    "page",
    "contents",
    "metadata",
    "record",
    "picture",
    "font",
    "structure",
    "file",
)


def compare_pdfs(data: bytes, made: bytes, path: str) -> Iterator[Difference]:
    """What differs between a PDF and the one that its edition gives, pages first.

    Refuses with EvidenceError what cannot be read.
    """
    first: dict[Kind, Differing] = {}
    for found in differing_objects(data, made, path):
        first.setdefault(_kind_of(found), found)
    if not first:
        yield Difference(
            kind="packaging",
            place="",
            says="the same objects, numbered, ordered or compressed otherwise",
        )
    for kind in sorted(first, key=_ORDER.index):
        yield _told(kind, first[kind], data, made, path)


def _kind_of(found: Differing) -> Kind:
    """Of what kind the place is."""
    steps = found.steps
    if "/EmbeddedFiles" in steps or "/EF" in steps:
        return "record"
    if "/Font" in steps or "/FontDescriptor" in steps:
        return "font"
    if found.kind == "Image" or "/SMask" in steps:
        return "picture"
    if found.page:
        return "page"
    return _BELOW.get(steps[0] if steps else "", "file")


def _told(kind: Kind, found: Differing, data: bytes, made: bytes, path: str) -> Difference:
    """A difference in the words of its kind."""
    where = f"page {found.page}" if found.page else "/".join(found.steps).replace("//", "/")
    if kind == "page":
        return _on_page(found, data, made, path)
    if kind == "metadata":
        said = [read_evidence(given, path).said for given in (data, made)]
        if parted := first_in_metadata(*said):
            return Difference(kind=kind, place=parted[0], says=parted[1])
        return Difference(kind=kind, place=where, says="the same values, written otherwise")
    if kind == "record":
        return _in_record(where, data, made, path)
    says = "the file has another one"
    if kind == "font":
        names = [step for step in found.steps if not step[1:].isdigit()]
        says = f"the file has another font, or other letters of it ({names[-1].lstrip('/')})"
    if kind == "structure":
        says = "the file's structure tree is another one"
    return Difference(kind=kind, place=where, says=says)


def _on_page(found: Differing, data: bytes, made: bytes, path: str) -> Difference:
    """Where the words of a page part; that it is drawn otherwise where they are the same."""
    mine, theirs = (read_pages(given, path) for given in (data, made))
    for number, (one, other) in enumerate(zip(mine, theirs, strict=False), 1):
        if one.text != other.text:
            says = part_of(one.text, other.text)
            return Difference(kind="page", place=f"page {number}", says=says)
    if len(mine) != len(theirs):
        says = f"the file has {len(mine)} pages, the edition gives {len(theirs)}"
        return Difference(kind="page", place="", says=says)
    says = "the same words, drawn otherwise"
    if "/Annots" in found.steps:
        says = "a link or another thing laid over the page is another one"
    return Difference(kind="page", place=f"page {found.page}", says=says)


def _in_record(where: str, data: bytes, made: bytes, path: str) -> Difference:
    records = [read_evidence(given, path).record for given in (data, made)]
    if records[0] is None or records[0] == records[1]:
        says = "the file has no record" if records[0] is None else "an attachment is another one"
        return Difference(kind="record", place=where, says=says)
    try:
        parted = first_in_data(*(json.loads(record or b"null") for record in records))
    except (ValueError, RecursionError):
        return Difference(kind="record", place=where, says="it is no JSON")
    place, says = parted or (where, "the same values, written otherwise")
    return Difference(kind="record", place=place.replace("@graph", "record"), says=says)
