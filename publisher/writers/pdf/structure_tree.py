"""The structure tree of a part, written from the boxes that WeasyPrint laid out.

It takes the place of WeasyPrint's own.

Each element of a page's HTML is one element of the tree, also where it runs over lines and pages: a
paragraph is one P, a table one Table whose repeated head is an artifact.  What that gives is asked
for by ISO 14289-1 (PDF/UA-1) and ISO 32000-1, 14.7 and 14.8: labels and bodies in lists, notes with
their references, headers of cells, languages of words.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pydyf

from publisher.writers.pdf.structure_types import BODIES, NOTE_MARK, counted, kind_of
from publisher.writers.pdf.weasy import AbsolutePlaceholder, boxes

# of a table: the second page of one stands behind others of the first
_PARTS = {"TBody", "TFoot", "TR", "TH", "TD"}
_SCALE = 0.75  # points in one of CSS's pixels


@dataclass(slots=True, eq=False)
class _Node:
    """One element of the tree.

    key        the HTML element it is, and the part of it ("li::marker"); None where it has none of
               its own.
    kids       elements, and (page, number) of marked content, and (page, annotation).
    language   of its words.   entries: further entries of its dictionary.   table: entries of its
               attributes as a cell.
    """

    kind: str
    parent: "_Node | None"
    key: object = None
    language: str = ""
    kids: list["_Node | tuple[int, Any]"] = field(default_factory=list)
    entries: dict[str, Any] = field(default_factory=dict)
    table: dict[str, Any] = field(default_factory=dict)
    scope: str = ""
    number: int = 0  # of its object in the file

    def new(self, kind: str, key: object = None) -> "_Node":
        """A further child."""
        made = _Node(kind, self, key, self.language)
        self.kids.append(made)
        return made

    def under(self, *kinds: str) -> Iterator["_Node"]:
        """The elements of these kinds below it, in order; not what stands inside them."""
        for kid in self.kids:
            if isinstance(kid, _Node):
                yield from [kid] if kid.kind in kinds else kid.under(*kinds)


# WeasyPrint has no types
def add_tags(pdf: Any, document: Any, _version: Any, streams: Iterable[Any]) -> None:  # noqa: ANN401
    """Add the structure tree to a document that is drawn.

    In place of weasyprint.pdf.tags.add_tags, of the 70 line.
    """
    scribe = _Scribe(pdf)
    for number, (page, stream) in enumerate(zip(document.pages, streams, strict=True)):
        scribe.read(number, page, stream)
    for number, table in enumerate(scribe.root.under("Table"), 1):
        _name_headers(table, f"table-{number}")
    scribe.write()


def _is_repetition(box: Any) -> bool:  # noqa: ANN401
    """Whether a box holds words that are read elsewhere already: those of a pull quote."""
    return bool(box.element_tag == "aside" and box.element.get("aria-hidden") == "true")


class _Scribe:
    """Reads boxes page by page, then writes the tree."""

    def __init__(self, pdf: Any) -> None:  # noqa: ANN401
        self.pdf, self.root = pdf, _Node("Document", None)
        self.nodes: dict[object, _Node] = {}
        self.marks: dict[str, _Node] = {}  # id of a note → its first mark
        # notes on a page before their mark: one that another note refers to may be laid out so
        self.early: dict[str, _Node] = {}
        # for each page: number of marked content → element; None: an artifact
        self.slots: list[dict[int, _Node | None]] = []
        # asked for once: pydyf lists all pages at each question
        self.pages: list[bytes] = list(pdf.page_references)
        self.page, self.tags, self.stream, self.height = 0, dict[Any, Any](), list[Any](), 0.0

    def read(self, number: int, page: Any, stream: Any) -> None:  # noqa: ANN401
        """Take in one page."""
        # as WeasyPrint's own does
        self.page, self.stream, self.height = number, stream.stream, page.height
        self.tags = stream._tags  # noqa: SLF001
        self.slots.append({})
        self._box(page._page_box, self.root, linked=False)  # noqa: SLF001
        if self.tags:
            raise ValueError(f"words on page {number + 1} belong to no element")

    def _box(self, box: Any, node: _Node, *, linked: bool) -> None:  # noqa: ANN401
        """Put a box and all in it below a node.

        Linked: whether a link's annotation covers it already.
        """
        if isinstance(box, AbsolutePlaceholder):
            box = box._box  # noqa: SLF001
        if isinstance(box, boxes.TextBox | boxes.ReplacedBox):
            (
                self._words(box, node)
                if isinstance(box, boxes.TextBox)
                else self._picture(box, node, linked=linked)
            )
            return
        place: _Node | None = node
        if isinstance(box, boxes.MarginBox):
            place = None
        elif _is_repetition(box):
            self._hide(box, pagination=False)
            return
        elif box.element_tag not in {None, "html", "body"} and not isinstance(box, boxes.LineBox):
            place = self._place(box, node)
        if place is None:
            self._hide(box, pagination=True)
            return
        if box.link_annotation is not None:
            linked = self._annotate(box, place, linked=linked)
        for child in getattr(box, "children", ()):
            self._box(child, place, linked=linked)

    def _place(self, box: Any, node: _Node) -> _Node | None:  # noqa: ANN401
        """The element that a box is, begun here or on an earlier line or page.

        `node` where it is none; None for a repeated head.
        """
        element, key = box.element, (id(box.element), box.element_tag)
        if key == node.key:
            return node  # an anonymous box of the same element
        kind = kind_of(
            box.element_tag, element.attrib, (child.attrib for child in element), node.kind
        )
        language = element.get("lang", "") if "::" not in box.element_tag else ""
        if not kind and language in {"", node.language} and isinstance(box, boxes.InlineBox):
            return node  # words of the line around it
        begun = self.nodes.get(key)
        if begun is not None and (_at_the_end(begun, node) or kind in _PARTS):
            return begun
        if kind == "Note" and node.kind == "Document":  # in the area at the page's foot
            return begun or self._new_footnote(node, box, key)
        if begun is not None and kind == "THead":
            return None
        made = self.nodes[key] = _holder(node, box.element_tag, kind).new(kind or "Span", key)
        if language not in {"", made.language}:
            made.language, made.entries["Lang"] = language, pydyf.String(language)
        _describe(made, box)
        if kind == "Reference":
            for note in _notes_of(element):
                self.marks.setdefault(note, made)
                if early := self.early.pop(note, None):
                    self.root.kids.remove(early)
                    _put_behind(early, made)
        return made

    def _new_footnote(self, node: _Node, box: Any, key: object) -> _Node:  # noqa: ANN401
        """A note at the page's foot: it follows its mark, in what holds that (14.8.4.4.2)."""
        mark = self.marks.get(box.element.get("id", ""))
        made = self.nodes[key] = _Node("Note", node, key, node.language)
        if mark is None:
            node.kids.append(made)
            self.early[box.element.get("id", "")] = made
        else:
            _put_behind(made, mark)
        _describe(made, box)
        return made

    def _words(self, box: Any, node: _Node) -> None:  # noqa: ANN401
        if (tag := self.tags.pop(box, None)) is not None:
            self._mark(_holder(node, "", ""), tag["mcid"])

    def _picture(self, box: Any, node: _Node, *, linked: bool) -> None:  # noqa: ANN401
        """A picture is a Figure with its words; one that has none is decoration."""
        if not (alt := box.element.get("alt", "")):
            self._hide(box, pagination=False)
            return
        made = _holder(node, "", "").new("Figure")
        left, top = box.content_box_x(), box.content_box_y()
        corners = (left, self.height - top - box.height, left + box.width, self.height - top)
        made.entries |= {
            "Alt": pydyf.String(alt),
            "A": pydyf.Dictionary(
                {
                    "O": "/Layout",
                    "Placement": (
                        "/Inline" if isinstance(box, boxes.InlineReplacedBox) else "/Block"
                    ),
                    "BBox": pydyf.Array(round(side * _SCALE, 2) for side in corners),
                }
            ),
        }
        if box.link_annotation is not None:
            self._annotate(box, made, linked=linked)
        self._words(box, made)

    def _annotate(self, box: Any, node: _Node, *, linked: bool) -> bool:  # noqa: ANN401
        """Hang a link's annotation from its Link (7.18.5).

        An element inside a link has one of its own, which goes.
        """
        if linked:
            page = self.pdf.objects[int(self.pages[self.page].split()[0])]
            page["Annots"].remove(box.link_annotation.reference)
            return True
        link = node
        while link.kind != "Link" and link.parent is not None:
            link = link.parent
        if link.kind != "Link":
            link = node.new("Link")
        inside = (
            "".join(box.element.itertext()) if box.element.get("href", "").startswith("#") else ""
        )
        if label := box.element.get("aria-label") or " ".join(inside.split()):
            box.link_annotation["Contents"] = pydyf.String(label)
        if not "".join(box.element.itertext()).strip() and (
            shown := " ".join(each.get("alt", "") for each in box.element.iter() if each.get("alt"))
        ):
            link.entries["Alt"] = pydyf.String(shown)  # a linked picture: its words are the link's
        link.kids.append((self.page, box.link_annotation))
        return True

    def _mark(self, node: _Node, number: int) -> None:
        node.kids.append((self.page, number))
        self.slots[-1][number] = node

    def _hide(self, box: Any, *, pagination: bool) -> None:  # noqa: ANN401
        """Make everything drawn of a box an artifact (14.8.2.2).

        Its marked content is opened as one in the page's stream.
        """
        if (tag := self.tags.pop(box, None)) is not None:
            opened = next(
                place
                for place, entry in enumerate(self.stream)
                if isinstance(entry, dict) and entry.get("MCID") == tag["mcid"]
            )
            self.stream[opened - 1] = "/Artifact"
            self.stream[opened] = pydyf.Dictionary(
                {"Type": "/Pagination" if pagination else "/Layout"}
            )
            self.slots[-1][tag["mcid"]] = None
        for child in getattr(box, "children", ()):
            shown = child._box if isinstance(child, AbsolutePlaceholder) else child  # noqa: SLF001
            self._hide(shown, pagination=pagination)

    def write(self) -> None:
        """Write the tree into the file."""
        root = pydyf.Dictionary({"Type": "/StructTreeRoot"})
        self.pdf.add_object(root)
        annotations: list[tuple[_Node, Any]] = []
        names: list[tuple[bytes, Any, bytes]] = []
        _prune(self.root)
        root["K"] = pydyf.Array([self._written(self.root, root.reference, annotations, names)])
        flat: list[Any] = []
        for number, slots in enumerate(self.slots):
            flat += [
                number,
                pydyf.Array(_reference(slots.get(at)) for at in range(max(slots, default=-1) + 1)),
            ]
        for number, (node, annotation) in enumerate(annotations, len(self.slots)):
            flat += [number, _reference(node)]
            annotation["StructParent"] = number
        root["ParentTree"] = pydyf.Dictionary({"Nums": pydyf.Array(flat)})
        if names:
            ordered = sorted(names, key=lambda each: each[0])
            root["IDTree"] = pydyf.Dictionary(
                {"Names": pydyf.Array(part for _, name, place in ordered for part in (name, place))}
            )
        self.pdf.catalog |= {
            "StructTreeRoot": root.reference,
            "MarkInfo": pydyf.Dictionary({"Marked": "true"}),
        }

    def _written(
        self,
        node: _Node,
        parent: bytes,
        annotations: list[tuple[_Node, Any]],
        names: list[tuple[bytes, Any, bytes]],
    ) -> bytes:
        made = pydyf.Dictionary(
            {"Type": "/StructElem", "S": f"/{node.kind}", "P": parent, **node.entries}
        )
        if node.table:
            made["A"] = pydyf.Dictionary({"O": "/Table", **node.table})
        self.pdf.add_object(made)
        node.number, reference = made.number, made.reference
        page = next((kid[0] for kid in node.kids if isinstance(kid, tuple)), None)
        if page is not None:
            made["Pg"] = self.pages[page]
        kids: list[Any] = []
        for kid in node.kids:
            if isinstance(kid, _Node):
                kids.append(self._written(kid, reference, annotations, names))
            elif isinstance(kid[1], int):
                kids.append(
                    kid[1]
                    if kid[0] == page
                    else pydyf.Dictionary(
                        {"Type": "/MCR", "Pg": self.pages[kid[0]], "MCID": kid[1]}
                    )
                )
            else:
                kids.append(
                    pydyf.Dictionary(
                        {"Type": "/OBJR", "Pg": self.pages[kid[0]], "Obj": kid[1].reference}
                    )
                )
                annotations.append((node, kid[1]))
        made["K"] = pydyf.Array(kids)
        if "ID" in made:
            names.append((made["ID"].string.encode(), made["ID"], reference))
        return bytes(reference)


def _holder(node: _Node, tag: str, kind: str) -> _Node:
    """Where a child of this kind hangs.

    Entries of lists hold labels and bodies and nothing else (7.2).
    """
    last = node.kids[-1] if node.kids else None
    if node.kind == "L" and tag in {"dt", "dd"}:
        begun = (
            isinstance(last, _Node)
            and tag == "dd"
            and not any(isinstance(kid, _Node) and kid.kind == "LBody" for kid in last.kids)
        )
        return last if begun and isinstance(last, _Node) else node.new("LI")
    if node.kind not in BODIES or kind == "Lbl":
        return node
    return (
        last
        if isinstance(last, _Node) and last.kind == BODIES[node.kind]
        else node.new(BODIES[node.kind])
    )


def _notes_of(mark: Any) -> list[str]:  # noqa: ANN401
    """The ids of the notes that a mark leads to."""
    links = (child for child in mark if child.get("role") == NOTE_MARK)
    return [link.get("href", "").rpartition("#")[2] for link in links]


def _put_behind(note: _Node, mark: _Node) -> None:
    """Let a note follow its mark, in what holds that."""
    if mark.parent is not None:
        note.parent, note.language = mark.parent, mark.language
        mark.parent.kids.insert(mark.parent.kids.index(mark) + 1, note)


def _at_the_end(node: _Node, above: _Node) -> bool:
    """Whether nothing stands behind a node in `above`: it runs on."""
    while node is not above:
        if node.parent is None or node.parent.kids[-1] is not node:
            return False
        node = node.parent
    return True


def _describe(node: _Node, box: Any) -> None:  # noqa: ANN401
    """What an element says of itself beside its words."""
    element = box.element
    match node.kind:
        case "L":
            style = "none" if box.element_tag == "dl" else box.style["list_style_type"]
            node.entries["A"] = pydyf.Dictionary(
                {"O": "/List", "ListNumbering": f"/{counted(style)}"}
            )
        case "Formula":
            node.entries["Alt"] = pydyf.String(
                element.get("aria-label") or "".join(element.itertext())
            )
        case "Span" if meaning := element.get("title"):
            node.entries["E"] = pydyf.String(meaning)  # what it stands for (14.9.5)
        case "Note" | "Table" if ident := element.get("id"):
            node.entries["ID"] = pydyf.String(ident)
        case "TH" | "TD":
            spans = (("ColSpan", "colspan"), ("RowSpan", "rowspan"))
            node.table = {
                name: count
                for name, attribute in spans
                if (count := int(element.get(attribute, 1))) > 1
            }
            if node.kind == "TH":
                node.scope = "Row" if element.get("scope") == "row" else "Column"
                node.table["Scope"] = f"/{node.scope}"


def _name_headers(table: _Node, name: str) -> None:
    """Give each header of a table an id, and each cell the headers of its columns and rows (7.5).

    Those that it spans included.
    """
    start = table.entries.pop("ID").string if "ID" in table.entries else name
    columns: dict[int, list[_Node]] = {}
    rows: dict[int, list[_Node]] = {}
    taken: dict[int, int] = {}  # column → the first row that is free below a cell
    count = 0
    for at, row in enumerate(table.under("TR")):
        column, laid = 0, list[tuple[_Node, range]]()
        for cell in row.under("TH", "TD"):
            while taken.get(column, 0) > at:
                column += 1
            wide, high = cell.table.get("ColSpan", 1), cell.table.get("RowSpan", 1)
            laid.append((cell, range(column, column + wide)))
            taken |= dict.fromkeys(range(column, column + wide), at + high)
            column += wide
            if cell.kind == "TH":
                cell.entries["ID"] = pydyf.String(f"{start}-{count}")
                count += 1
                if cell.scope == "Row":
                    for below in range(at, at + high):
                        rows.setdefault(below, []).append(cell)
        for cell, places in laid:
            heads = [
                *(rows.get(at, ()) if cell.kind == "TD" else ()),
                *(head for place in places for head in columns.get(place, ())),
            ]
            if heads:
                cell.table["Headers"] = pydyf.Array(
                    head.entries["ID"] for head in dict.fromkeys(heads)
                )
        for cell, places in laid:
            if cell.scope == "Column":
                for place in places:
                    columns.setdefault(place, []).append(cell)


def _prune(node: _Node) -> bool:
    """Take away elements that hold nothing, but for cells; whether this one holds something."""
    node.kids = [kid for kid in node.kids if not isinstance(kid, _Node) or _prune(kid)]
    return bool(node.kids) or node.kind in {"TH", "TD", "Document"}


# bytes for pydyf, or its word for nothing
def _reference(node: _Node | None) -> Any:  # noqa: ANN401
    return f"{node.number} 0 R".encode() if node else "null"
