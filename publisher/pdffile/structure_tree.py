"""The structure tree of a PDF as a reader meets it: blocks of words in the order of the tree.

Read as ISO 32000-1, 14.7 and 14.8, ask for it, and bounded: other makers' trees may be broken or
made to harm.  Words are not here, only where they are drawn (page, number of the marked content);
marked_content reads them.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, NamedTuple, TypeGuard

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, StreamDecodeLevel

from publisher.errors import EvidenceError
from publisher.pdffile.limits import most_elements
from publisher.pdffile.packet import opened
from publisher.pdffile.page_objects import GIVEN

# What holds blocks and no words of its own (14.8.4.2): words straight in one of them are a block.
_GROUPS = frozenset({"Document", "DocumentFragment", "Part", "Art", "Sect", "TOC", "Index"})
# Elements at whose edges words part (14.8.4.2 to 14.8.4.5; PDF 2.0: Title, Sub, FENote, Aside).
_BLOCKS = _GROUPS | {
    *("P", "H", *(f"H{level}" for level in range(1, 7)), "Title", "Sub", "BlockQuote"),
    *("L", "LI", "Lbl", "LBody", "TOCI", "Caption", "Div", "Figure", "Aside"),
    *("Table", "THead", "TBody", "TFoot", "TR", "TH", "TD"),
}
_NOTES = frozenset({"Note", "FENote"})
# Blocks in whose lines a picture may stand among the words: it does not part them.
_OF_WORDS = _NOTES | {
    *("P", "H", *(f"H{level}" for level in range(1, 7)), "Title", "Sub", "BlockQuote"),
    *("Lbl", "LBody", "Caption", "TH", "TD"),
}
_INLINE = frozenset({"Span", "Quote", "Reference", "Link", "Code", "Formula", "Annot", "BibEntry"})
_ROLES = 16  # steps from a type of the maker's own to a standard one
_FORMS = 1000  # form XObjects on one page that are looked into
_INLINE_OBJECT = (0, 0)  # the number of what is written where it stands
_ESCAPED = re.compile(rb"/[A-Za-z_]*#[A-Za-z0-9_#]*")


Ident = tuple[int, int]  # an object's number and generation


class Piece(NamedTuple):
    """A stretch of marked content.

    page     from 0.
    number   its MCID; form: which form XObject of the page holds it, in the order they are drawn,
             counted from 1; 0: the page itself.
    """

    page: int
    number: int
    form: int = 0


@dataclass(frozen=True, slots=True)
class Given:
    """Pieces for which the tree gives other words (ActualText, 14.9.4), or describes (Alt, 14.9.3).

    words     what is given for them.
    formula   whether it describes a formula, which has other notations than the one shown.
    """

    words: str
    pieces: tuple[Piece, ...]
    formula: bool = False


@dataclass(frozen=True, slots=True)
class TreeLink:
    """A Link element: the addresses of its annotations, and its pieces."""

    targets: tuple[str, ...]
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """The words between two edges of block-level elements.

    kind       the standard type of the innermost element that opens it: "P", "H1", "Lbl", "TD".
    pieces     where its words are drawn, in the order of the tree.
    division   which of the parts of the document holds it: the articles of a book.
    entry      which line of the contents holds it, counted from 0; -1: none.
    aside      whether it stands in a note.   pictured: whether it stands in a figure.
    note       the id of its note; "" for none.
    given      words that the tree gives for some of its pieces.
    links      those that stand in it.
    """

    kind: str
    pieces: tuple[Piece, ...]
    division: int
    entry: int = -1
    aside: bool = False
    pictured: bool = False
    note: str = ""
    given: tuple[Given, ...] = ()
    links: tuple[TreeLink, ...] = ()


@dataclass(frozen=True, slots=True)
class Tree:
    """The tree, read.

    blocks      in its order; behind a block the notes it refers to and the pictures in its lines.
    artifacts   pieces that it says are no part of the text (PDF 2.0, Artifact).
    faults      what in it could not be read, in words.
    """

    blocks: tuple[Block, ...]
    artifacts: frozenset[Piece]
    faults: tuple[str, ...]


def read_tree(data: bytes, path: str) -> Tree | None:
    """The structure tree; None where the file has none.

    path   for the message.
    Refuses with EvidenceError what is no PDF, and a tree of more elements than pages can need.
    """
    with opened(data, path) as pdf:
        return tree_of(pdf, path)


def tree_of(pdf: Pdf, path: str) -> Tree | None:
    """The same of a PDF that is open."""
    root = pdf.Root.get(Name.StructTreeRoot)
    if not isinstance(root, Dictionary):
        return None
    reader = _Reader(pdf, root, path)
    reader.read()
    return Tree(tuple(reader.flow.out), frozenset(reader.artifacts), tuple(reader.faults))


@dataclass(slots=True)
class _Flow:
    """Words that follow each other: those of the document, or of one note.

    out    finished blocks.   after: blocks that stand behind the one that is open.
    """

    out: list[Block]
    pieces: list[Piece] = field(default_factory=list)
    given: list[Given] = field(default_factory=list)
    links: list[TreeLink] = field(default_factory=list)
    after: list[Block] = field(default_factory=list)


class _Node(NamedTuple):
    """A dictionary of the tree, as qpdf writes it in JSON (its manual, "qpdf JSON", version 2).

    To ask qpdf for each entry by itself took six times as long.

    entries   names and references are text: "/P", "12 0 R"; strings are "u:..." or "b:...".
    ident     by which it is known again.
    """

    entries: dict[str, Any]
    ident: Ident


class _State(NamedTuple):  # made for each element: a dataclass takes three times as long
    """What holds for an element and all in it."""

    kind: str = ""
    block: str = ""
    page: int = -1
    division: int = 0
    entry: int = -1
    pictured: bool = False
    note: str | None = None
    artifact: bool = False


@dataclass(slots=True)
class _Leaving:
    """The end of an element."""

    flush: bool
    state: _State
    start: int
    actual: str | None
    alt: str
    link: list[str] | None
    resumed: _Flow | None


class _Reader:
    """One walk over a tree, without recursion."""

    def __init__(self, pdf: Pdf, root: Dictionary, path: str) -> None:
        self.pdf, self.root, self.path = pdf, root, path
        self.pages = {page.obj.objgen: index for index, page in enumerate(pdf.pages)}
        self.left = most_elements(len(self.pages))
        self.roles = root.get(Name.RoleMap)
        self.kinds: dict[str, str] = {}
        self.flow = _Flow([])
        self.artifacts: set[Piece] = set()
        self.faults: list[str] = []
        self.forms: dict[int, dict[Ident, int]] = {}
        self.annotations: dict[int, set[Ident]] = {}
        self.entries = 0
        self.links: list[list[str]] = []
        self.met: set[Ident] = set()

    def read(self) -> None:
        """Walk the tree."""
        top, divisions = self._divisions()
        stack: list[tuple[Any, _State] | _Leaving] = [
            (kid, _State(kind=top, block=top, division=index))
            for index, kid in reversed(list(enumerate(divisions)))
        ]
        while stack:
            step = stack.pop()
            if isinstance(step, _Leaving):
                self._leave(step)
                continue
            kid, state = step
            self._count()
            if isinstance(kid, int):
                self._piece(kid, 0, state)
            elif isinstance(kid, _Node):
                self._dictionary(kid, state, stack)
            else:
                self._fault("an entry of the structure tree is neither an element nor content")
        self._flush(_State(block=top))

    def _divisions(self) -> tuple[str, list[Any]]:
        """(type of what holds them, the elements that part the document).

        Down from the root as long as there is one element that only holds others.
        """
        kind, kids = "Document", list(self._kids(self._node_of(self.root)))
        for _ in range(_ROLES):
            only = kids[0] if len(kids) == 1 else None
            if not isinstance(only, _Node) or "/S" not in only.entries:
                break
            inner = list(self._kids(only))
            below = [kid for kid in inner if isinstance(kid, _Node) and "/S" in kid.entries]
            standard = self._kind(only)
            if standard not in _GROUPS or not below or len(below) < len(inner):
                break
            if len(below) == 1 and self._kind(below[0]) not in _GROUPS:
                break
            self._count()
            kind, kids = standard, inner
        return kind, kids

    def _node_of(self, thing: Dictionary) -> _Node:
        return _Node(json.loads(thing.to_json(dereference=True)), thing.objgen)

    def _read(self, written: Any) -> Any:  # noqa: ANN401 - any object of a PDF
        """What stands at an entry: a _Node, a list, a number, or an object of another kind."""
        if isinstance(written, dict):
            return _Node(written, _INLINE_OBJECT)
        if (ident := _ident_of(written)) is None:
            return written
        thing = self.pdf.get_object(ident)
        if isinstance(thing, Dictionary):
            return self._node_of(thing)
        return json.loads(thing.to_json(dereference=True)) if isinstance(thing, Array) else thing

    def _kids(self, node: _Node) -> Iterator[Any]:
        """What hangs from an element; arrays inside arrays are laid flat, each once."""
        waiting = [node.entries["/K"]] if "/K" in node.entries else []
        seen: set[str] = set()
        while waiting:
            written = waiting.pop()
            kid = self._read(written)
            if not isinstance(kid, list):
                yield kid
            elif written is kid or written not in seen:
                seen.update((written,) if isinstance(written, str) else ())
                waiting += reversed(kid)

    def _words(self, node: _Node, key: str) -> str | None:
        """The string at an entry; None where there is none."""
        written = node.entries.get(key)
        if not isinstance(written, str):
            return None
        if node.ident != _INLINE_OBJECT:  # what JSON writes of a string is not always all of it
            found = self.pdf.get_object(node.ident).get(key)
        elif (ident := _ident_of(written)) is not None:
            found = self.pdf.get_object(ident)
        elif written.startswith("b:"):
            found = pikepdf.String(bytes.fromhex(written[2:]))
        else:
            return written[2:] if written.startswith("u:") else None
        return str(found) if isinstance(found, pikepdf.String) else None

    def _count(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise EvidenceError(
                self.path,
                f"its structure tree has more elements than {len(self.pages)} pages need; it is"
                " not read",
            )

    def _fault(self, words: str) -> None:
        if words not in self.faults:
            self.faults.append(words)

    def _dictionary(
        self, kid: _Node, state: _State, stack: list["tuple[Any, _State] | _Leaving"]
    ) -> None:
        entries = kid.entries
        if "/S" in entries:
            self._enter(kid, state, stack)
        elif "/MCID" in entries:
            self._reference(kid, state)
        elif "/Obj" in entries:
            annotation = entries["/Obj"]
            page = self._page(entries.get("/Pg"), state.page)
            if self.links and self._is_on(annotation, page) and (to := self._address(annotation)):
                self.links[-1].append(to)
        else:
            self._fault("an entry of the structure tree is neither an element nor content")

    def _reference(self, kid: _Node, state: _State) -> None:
        """A marked-content reference (14.7.4.2)."""
        number = self._read(kid.entries["/MCID"])
        page = self._page(kid.entries.get("/Pg"), state.page)
        if not isinstance(number, int):
            self._fault("a reference to marked content has no number")
            return
        ident = _ident_of(kid.entries.get("/Stm"))
        stream = self.pdf.get_object(ident) if ident else None
        form = self._form(stream, page) if isinstance(stream, Stream) else 0
        self._piece(int(number), form, state._replace(page=page))

    def _piece(self, number: int, form: int, state: _State) -> None:
        if state.page < 0:
            self._fault("marked content of the structure tree is on no page")
            return
        piece = Piece(state.page, number, form)
        if state.artifact:
            self.artifacts.add(piece)
        else:
            self.flow.pieces.append(piece)

    def _enter(
        self, element: _Node, state: _State, stack: list["tuple[Any, _State] | _Leaving"]
    ) -> None:
        ident = element.ident
        if ident[0]:
            if ident in self.met:
                self._fault("an element stands twice in the structure tree")
                return
            self.met.add(ident)
        kind = self._kind(element)
        inner = self._inside(element, kind, state)
        flush, resumed = _parts(kind, state), None
        beside = kind in _NOTES or (kind == "Figure" and state.block in _OF_WORDS)
        if flush and not beside:
            self._flush(state)
        if beside:
            resumed = self.flow
            self.flow = _Flow(resumed.after if resumed.pieces else resumed.out)
        link = list[str]() if kind == "Link" else None
        if link is not None:
            self.links.append(link)
        stack.append(
            _Leaving(
                flush=flush,
                state=inner,
                start=len(self.flow.pieces),
                actual=self._words(element, "/ActualText"),
                alt=self._words(element, "/Alt") or "",
                link=link,
                resumed=resumed,
            )
        )
        stack += [(kid, inner) for kid in reversed(list(self._kids(element)))]

    def _inside(self, element: _Node, kind: str, state: _State) -> _State:
        note, entry = state.note, state.entry
        if kind in _NOTES:
            note = self._words(element, "/ID") or ""
        if kind == "TOCI":
            entry, self.entries = self.entries, self.entries + 1
        return _State(
            kind=kind,
            block=kind if kind in _BLOCKS or kind in _NOTES else state.block,
            page=self._page(element.entries.get("/Pg"), state.page),
            division=state.division,
            entry=entry,
            pictured=state.pictured or kind == "Figure",
            note=note,
            artifact=state.artifact or kind == "Artifact",
        )

    def _leave(self, end: _Leaving) -> None:
        pieces = tuple(self.flow.pieces[end.start :])
        if end.link is not None:
            self.links.pop()
            if end.link:
                self.flow.links.append(TreeLink(tuple(end.link), pieces))
        if pieces and end.actual is not None:
            self.flow.given.append(Given(end.actual, pieces))
        elif pieces and end.alt and end.state.kind not in {"Figure", "Link", "Annot"}:
            is_formula = end.state.kind == "Formula"
            self.flow.given.append(Given(end.alt, pieces, formula=is_formula))
        if end.flush or end.resumed is not None:
            self._flush(end.state)
        if end.resumed is not None:
            self.flow = end.resumed

    def _flush(self, state: _State) -> None:
        """End the block that is open."""
        flow = self.flow
        if flow.pieces:
            flow.out.append(
                Block(
                    kind=state.block,
                    pieces=tuple(flow.pieces),
                    division=state.division,
                    entry=state.entry,
                    aside=state.note is not None,
                    pictured=state.pictured,
                    note=state.note or "",
                    given=tuple(flow.given),
                    links=tuple(flow.links),
                )
            )
        flow.out += flow.after
        flow.pieces, flow.given, flow.links, flow.after = [], [], [], []

    def _kind(self, element: _Node) -> str:
        """The standard type of an element, by the role map where it is of the maker's own."""
        own = str(element.entries["/S"])
        if not own.startswith("/"):  # a reference to its type, or no name
            ident = _ident_of(own)
            own = str(self.pdf.get_object(ident)) if ident else own[2:]
        if own not in self.kinds:
            kind = own
            for _ in range(_ROLES):
                if kind[1:] in _BLOCKS or kind[1:] in _INLINE or kind[1:] in _NOTES:
                    break
                mapped = self.roles.get(kind) if isinstance(self.roles, Dictionary) else None
                if not isinstance(mapped, Name):
                    break
                kind = str(mapped)
            self.kinds[own] = kind.removeprefix("/")
        return self.kinds[own]

    def _page(self, page: Any, otherwise: int) -> int:  # noqa: ANN401 - as JSON has it
        found = self.pages.get(_ident_of(page) or _INLINE_OBJECT, -1)
        if found < 0:
            if not isinstance(self._read(page), _Node):
                return otherwise
            self._fault("an element of the structure tree is on a page that is not in the file")
        return found

    def _is_on(self, annotation: Any, page: int) -> bool:  # noqa: ANN401 - as JSON has it
        """Whether an annotation is one of the page's, so that a reader can follow it."""
        if page not in self.annotations:
            listed = self.pdf.pages[page].obj.get(Name.Annots) if page >= 0 else None
            self.annotations[page] = {one.objgen for one in _listed(listed)}
        ident = _ident_of(annotation) or _INLINE_OBJECT
        return isinstance(annotation, str | dict) and ident in self.annotations[page]

    def _address(self, annotation: Any) -> str:  # noqa: ANN401 - as JSON has it
        """Where a link annotation leads outside the file; "" for anything else."""
        if (ident := _ident_of(annotation)) is not None:
            return _address(self.pdf.get_object(ident))
        action = self._read(annotation.get("/A")) if isinstance(annotation, dict) else None
        return (self._words(action, "/URI") or "") if isinstance(action, _Node) else ""

    def _form(self, stream: Stream, page: int) -> int:
        """Which of a page's form XObjects this is, in the order they are drawn; -1 for none."""
        if page < 0:
            return -1
        if page not in self.forms:
            self.forms[page] = _drawn_forms(self.pdf.pages[page].obj)
        return self.forms[page].get(stream.objgen, -1)


def _parts(kind: str, around: _State) -> bool:
    """Whether words before, in and behind an element are words of different blocks.

    A line of the contents is several: its title, its author, its page's number.
    """
    in_entry = around.entry >= 0 and around.kind in {"TOCI", "Reference"}
    return kind in _BLOCKS or in_entry or (around.kind in _GROUPS and kind in {"Code", "Formula"})


def _listed(kids: Any) -> Iterator[Any]:  # noqa: ANN401 - any object of a PDF
    """What hangs from an element; arrays inside arrays are laid flat."""
    waiting: list[Any] = [] if kids is None else [kids]
    while waiting:
        kid = waiting.pop()
        if isinstance(kid, Array):
            waiting += reversed(list(kid))
        else:
            yield kid


def _ident_of(written: Any) -> Ident | None:  # noqa: ANN401 - as JSON has it
    """The object that a reference names; None for what is no reference."""
    if not isinstance(written, str) or not written.endswith(" R") or not written[0].isdigit():
        return None
    number, generation, _ = written.split()
    return int(number), int(generation)


def _address(annotation: Any) -> str:  # noqa: ANN401 - any object of a PDF
    """Where a link annotation leads outside the file; "" for anything else."""
    action = annotation.get(Name.A) if isinstance(annotation, Dictionary) else None
    address = action.get(Name.URI) if isinstance(action, Dictionary) else None
    if not isinstance(address, pikepdf.String):
        return ""
    return bytes(address).decode("utf-8", "replace")


def _drawn_forms(page: Object) -> dict[tuple[int, int], int]:
    """Form XObject → its number in the order of drawing; a form comes before those inside it."""
    found: dict[tuple[int, int], int] = {}
    count = 0
    waiting: list[tuple[Any, frozenset[tuple[int, int]]]] = [(page, frozenset())]
    while waiting and count < _FORMS:
        drawn, around = waiting.pop()
        if isinstance(drawn, Stream):
            count += 1
            found.setdefault(drawn.objgen, count)
            around |= {drawn.objgen}
        inner = [form for form in _orders(drawn, page) if form.objgen not in around]
        waiting += [(form, around) for form in reversed(inner)]
    return found


def _orders(drawn: Object, page: Object) -> Iterator[Stream]:
    """The forms that a page or form orders to be drawn, in order."""
    resources = drawn.get(Name.Resources, page.get(Name.Resources))
    objects = resources.get(Name.XObject) if isinstance(resources, Dictionary) else None
    if not isinstance(objects, Dictionary):
        return
    try:
        orders = pikepdf.parse_content_stream(drawn, "Do")
    except pikepdf.PdfError:
        return
    for order in orders:
        form = objects.get(str(order.operands[0])) if order.operands else None
        if _is_form(form):
            yield form


def _is_form(thing: object) -> TypeGuard[Stream]:
    return isinstance(thing, Stream) and thing.get(Name.Subtype) == Name.Form


def without_given_words(data: bytes, pages: Sequence[int], path: str) -> bytes:
    """The same PDF with what these pages (from 0) give for their glyphs (ActualText) made unknown.

    A reader of words then meets the glyphs' own characters.
    """
    with opened(data, path) as pdf:
        seen: set[tuple[int, int]] = set()
        for index in pages:
            _forget_given(pdf.pages[index].obj, seen)
        out = BytesIO()
        pdf.save(out, compress_streams=False, stream_decode_level=StreamDecodeLevel.none)
        return out.getvalue()


def _forget_given(page: Object, seen: set[tuple[int, int]]) -> None:
    """Rename the key in what draws a page, its forms included; take it out of property lists."""
    waiting: list[Any] = [page, *_listed(page.get(Name.Contents))]
    while waiting:
        thing = waiting.pop()
        if thing.objgen in seen or not isinstance(thing, Dictionary | Stream):
            continue
        seen.add(thing.objgen)
        if isinstance(thing, Stream):
            drawing = thing.read_bytes()
            renamed = _ESCAPED.sub(_without_escapes, drawing)
            for key in GIVEN:
                renamed = renamed.replace(key, b"OtherWords")
            if renamed != drawing:
                thing.write(renamed)
        resources = thing.get(Name.Resources)
        if not isinstance(resources, Dictionary):
            continue
        for entry in _entries(resources, Name.Properties):
            for key in GIVEN if isinstance(entry, Dictionary) else ():
                if (name := f"/{key.decode()}") in entry:
                    del entry[name]
        waiting += [form for form in _entries(resources, Name.XObject) if _is_form(form)]


def _without_escapes(name: re.Match[bytes]) -> bytes:
    """A name as it is read (7.3.5), where it is the key of given words; else as it stands."""
    read = re.sub(rb"#([0-9A-Fa-f]{2})", lambda code: bytes.fromhex(code[1].decode()), name[0])
    return read if read[1:] in GIVEN else name[0]


def _entries(resources: Dictionary, name: Name) -> list[Any]:
    table = resources.get(name)
    return list(table.values()) if isinstance(table, Dictionary) else []
