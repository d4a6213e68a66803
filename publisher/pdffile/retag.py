"""A structure tree of Typst's → one as ours are: articles apart, marks and notes by their types.

Typst (0.15) has no word for an article, calls a note's mark a label, which parts its sentence, and
knows notes at the page's foot alone (ISO 32000-1, 14.8.4).
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from pikepdf import Array, Dictionary, Name, Object, Pdf, String

from publisher.pdffile.join import target_of

_DEEPEST = 200  # elements in elements


CONTENTS = "TOC"  # the type of the part whose lists are those of the contents
_OF_CONTENTS = {"/L": Name.TOC, "/LI": Name.TOCI, "/LBody": Name.Reference}


# in which a paragraph is a stretch of words
_OF_LINES = frozenset({"/Code", *(f"/H{level}" for level in range(1, 7))})


class Division(NamedTuple):
    """A part of the document: the first of its pages, from 1, its type and language."""

    page: int
    kind: str
    language: str


def retag(
    pdf: Pdf,
    divisions: Sequence[Division],
    notes: Mapping[str, str],
    row_heads: Sequence[Sequence[tuple[int, int]]] = (),
) -> None:
    """Set the tree right, in place.

    divisions   in the order of their pages.
    notes       id that the number of a note at an article's end leads back to → the note's id.
    row_heads   of each table in order: (row, cell) of the cells of its body that head a row.
    """
    root = pdf.Root.StructTreeRoot
    document = next(iter(_kids(root)))
    numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages, 1)}
    for part in _divide(pdf, document, divisions, numbers):
        _set_contents(part)
    for element, parent in list(_elements(document)):
        kind, above = str(element.S), str(parent.S)
        if kind == "/Lbl" and above == "/P" and str(parent.P.S) == "/Note":
            _before(element, parent)
        elif kind == "/Lbl" and above not in {"/LI", "/Note"}:
            element.S = Name.Reference
        elif kind == "/P" and above in _OF_LINES:
            element.S = Name.Span
        elif kind == "/P" and (ident := notes.get(_leads_to(element), "")):
            _as_note(pdf, element, parent, ident)
        elif kind in {"/Em", "/Strong"}:
            element.S = Name.Span
    tables = [one for one, _ in _elements(document) if str(one.S) == "/Table"]
    if len(tables) == len(row_heads):
        for table, heads in zip(tables, row_heads, strict=True):
            _set_row_heads(table, heads)
    if Name.RoleMap in root:
        del root.RoleMap


def _set_row_heads(table: Object, heads: Sequence[tuple[int, int]]) -> None:
    """Cells of a table's body that head their rows (14.8.4.3, 14.8.5.7)."""
    bodies = [kid for kid in _kids(table) if _is_element(kid) and str(kid.S) == "/TBody"]
    rows = [row for body in bodies for row in _kids(body)]
    for row, at in heads:
        cells = _kids(rows[row]) if row < len(rows) else []
        if at < len(cells):
            cell = cells[at]
            cell.S = Name.TH
            said = cell.get(Name.A, Array())
            known = list(said) if isinstance(said, Array) else [said]
            cell.A = Array([*known, Dictionary(O=Name.Table, Scope=Name.Row)])


def _elements(top: Object) -> Iterator[tuple[Object, Object]]:
    """(element, its parent) of all below, in the order of the tree."""
    waiting = [(kid, top) for kid in reversed(_kids(top)) if _is_element(kid)]
    while waiting:
        element, parent = waiting.pop()
        yield element, parent
        waiting += [(kid, element) for kid in reversed(_kids(element)) if _is_element(kid)]


def _set_contents(part: Object) -> None:
    """The lists of the contents as such: entries that refer to a page (14.8.4.2, 14.8.4.4)."""
    for element, parent in list(_elements(part)):
        kind = str(element.S)
        if kind in _OF_CONTENTS:
            element.S = _OF_CONTENTS[kind]
        elif kind == "/Lbl":
            kept = [kid for kid in _kids(parent) if not _is_same(kid, element)]
            parent.K = Array(kept)


def _divide(
    pdf: Pdf, document: Object, divisions: Sequence[Division], numbers: Mapping[Any, int]
) -> list[Object]:
    """Hang the elements of each part of the document from one of its own; those of contents."""
    made = [
        pdf.make_indirect(Dictionary(Type=Name.StructElem, S=_kind(one), P=document, K=Array()))
        for one in divisions
    ]
    for one, part in zip(divisions, made, strict=True):
        if one.language:
            part.Lang = String(one.language)
    current = 0
    for kid in _kids(document):
        page = _page(kid, numbers)
        while current + 1 < len(divisions) and divisions[current + 1].page <= page:
            current += 1
        kid.P = made[current]
        made[current].K.append(kid)
    document.K = Array(part for part in made if len(part.K))
    return [part for one, part in zip(divisions, made, strict=True) if one.kind == CONTENTS]


def _kind(division: Division) -> Name:
    return Name.Sect if division.kind == CONTENTS else Name(f"/{division.kind}")


def _as_note(pdf: Pdf, paragraph: Object, parent: Object, ident: str) -> None:
    """The paragraph of a note in a Note, its number in a label before it."""
    link = paragraph.K[0]
    del paragraph.K[0]
    note = pdf.make_indirect(
        Dictionary(Type=Name.StructElem, S=Name.Note, P=parent, ID=String(ident))
    )
    label = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Lbl, P=note, K=Array([link])))
    link.P, paragraph.P = label, note
    note.K = Array([label, paragraph])
    kids = parent.K
    for at in range(len(kids)):
        if _is_element(kids[at]) and kids[at].objgen == paragraph.objgen:
            kids[at] = note


def _before(label: Object, paragraph: Object) -> None:
    """The number of a note before its first paragraph, which Typst sets it into."""
    note = paragraph.P
    paragraph.K = Array(kid for kid in _kids(paragraph) if not _is_same(kid, label))
    label.P = note
    note.K = Array([label, *_kids(note)])


def _is_same(kid: object, element: Object) -> bool:
    return isinstance(kid, Dictionary) and kid.objgen == element.objgen


def _leads_to(paragraph: Object) -> str:
    """The id that the link leads to with which a paragraph begins; "" where it begins otherwise."""
    kids = paragraph.get(Name.K)
    first = kids[0] if isinstance(kids, Array) and len(kids) > 1 else None
    if first is None or not _is_element(first) or str(first.S) != "/Link":
        return ""
    for kid in _kids(first):
        if isinstance(kid, Dictionary) and Name.Obj in kid:
            return target_of(kid.Obj) or ""
    return ""


def _page(element: Object, numbers: Mapping[Any, int], depth: int = 0) -> int:
    """The number of the page on which an element begins; 0 where it stands on none."""
    if not isinstance(element, Dictionary) or depth > _DEEPEST:
        return 0
    own = element.get(Name.Pg)
    if isinstance(own, Dictionary):
        return numbers.get(own.objgen, 0)
    return next((page for kid in _kids(element) if (page := _page(kid, numbers, depth + 1))), 0)


def _kids(element: Object) -> list[Any]:
    kids = element.get(Name.K)
    return list(kids) if isinstance(kids, Array) else [] if kids is None else [kids]


def _is_element(kid: object) -> bool:
    return isinstance(kid, Dictionary) and Name.S in kid
