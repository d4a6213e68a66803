"""Foreign Markdown → pieces and pictures.

Every visible word of the text in a block, or in a piece of its own.

In: Nodes.  Out: Pieces.  HTML among the Markdown is read by the page reader's own rules.  What
CommonMark takes for definitions and nobody refers to is a piece of region "metadata", a private
comment one of region "private", so that nothing is lost silently.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from publisher.model.body import (
    Anchor,
    Block,
    Cell,
    CheckBox,
    Code,
    Definition,
    Entry,
    Figure,
    Heading,
    Inline,
    Item,
    Line,
    Link,
    List,
    Note,
    NoteMark,
    Paragraph,
    Picture,
    Quote,
    Row,
    Rule,
    Table,
    Terms,
    Text,
    Verse,
    inlines,
    plain_text,
    walk,
)
from publisher.readers.markdown.foreign.boxes import boxed, callout_of
from publisher.readers.markdown.foreign.calls import call, container
from publisher.readers.markdown.foreign.embedded import group, html, marked_down
from publisher.readers.markdown.foreign.found import Found
from publisher.readers.markdown.foreign.inlines import Inlines, formula
from publisher.readers.markdown.foreign.listings import code
from publisher.readers.markdown.foreign.paragraphs import paragraph
from publisher.readers.markdown.foreign.places import place_of, places_in
from publisher.readers.markdown.foreign.siblings import settled
from publisher.readers.markdown.nodes import Node
from publisher.readers.source import Piece
from publisher.schema.normal import normal_blocks

_ALIGN = {"text-align:left": "start", "text-align:center": "center", "text-align:right": "end"}
_BOXES = {"[ ]", "[x]", "[X]"}
_PART = re.compile(r"\((?:PART|APPENDIX)\*?\)[ \t]+(?=\S)")  # bookdown
# boxes of themes and plugins: begun, put off, important … (Obsidian's Tasks, Hugo's themes)
_OTHER_BOX = re.compile(r"\[[-/<>!?*~]\]")


@dataclass(slots=True)
class Maker:
    """Makes pieces of nodes.

    read   the nodes of a text that stands in a call, as a caption does.
    top    the highest level of the text's own headings.
    """

    read: Callable[..., Sequence[Node]]
    found: Found = field(default_factory=Found)
    top: int = 2
    lines: Inlines = field(init=False)

    def __post_init__(self) -> None:
        self.lines = Inlines(self.found, self._small)

    def pieces(self, nodes: Sequence[Node]) -> list[Piece]:
        """The pieces of a text in order."""
        out: list[Piece] = []
        self.found.places = places_in(nodes)
        self.found.define(node.content for node in nodes if node.type == "attributes")
        for node in settled(nodes):
            made = (
                html(self, node.content, node.line)
                if node.type == "html_block" and not marked_down(self, node)
                else self._of(node)
            )
            out += made
            out += self.found.beside
            self.found.beside = []
        return sorted(out, key=lambda piece: piece.line)

    def _of(self, node: Node) -> Iterator[Piece]:
        addresses, leads_home = tuple(_addresses(node)), _leads_home(node)
        for block in normal_blocks(tuple(self.blocks(node))):
            if isinstance(block, Quote | List | Table) and _is_empty(block):
                continue  # all that it held were definitions
            piece = self._piece(block, node.line, addresses)
            yield replace(piece, block=None, region="front-page") if leads_home else piece

    def _without_part(self, children: tuple[Inline, ...], line: int) -> tuple[Inline, ...]:
        """A heading without the mark that it is a part's or the appendix's (bookdown)."""
        first = children[0] if children else None
        mark = _PART.match(first.text) if isinstance(first, Text) else None
        if mark is None or not isinstance(first, Text):
            return children
        self.found.metadata(mark[0].strip(), line)
        return (replace(first, text=first.text[mark.end() :]), *children[1:])

    def _piece(self, block: Block, line: int, addresses: tuple[str, ...]) -> Piece:
        words = plain_text((block,))
        if isinstance(block, Figure) and not words:
            words = self.found.alts[block.asset]
        return Piece(
            text=words if isinstance(block, Code) else " ".join(words.split()),
            line=line,
            block=block,
            addresses=addresses,
        )

    def blocks(self, node: Node) -> Iterator[Block]:
        """The blocks that a node makes."""
        match node.type:
            case "paragraph":
                yield from paragraph(self, node)
            case "heading":
                level = {"=": 1, "-": 2}.get(node.markup, len(node.markup))
                children = self._without_part(self.lines.of(node.children), node.line)
                if place := place_of(node, self.found.places, self.found.reached):
                    children = (Anchor(name=place), *children)
                yield Heading(level=max(1, min(5, level - self.top + 1)), children=children)
            case "blockquote":
                yield from self._quote(node)
            case "bullet_list" | "ordered_list":
                items = tuple(Item(children=self._item(item)) for item in node.children)
                yield List(
                    items=items,
                    ordered=node.type == "ordered_list",
                    start=int(node.attributes.get("start", "1")),
                    numbering=node.attributes.get("numbering", "decimal"),  # type: ignore[arg-type]
                )
            case "dl":
                yield self._terms(node)
            case "fence" | "code_block":
                yield from code(self, node)
            case "hr":
                # a line of hyphens or underscores is drawn; stars are printed as they stand
                yield Rule(mark=node.content if node.content[:1] == "*" else "")
            case "table":
                yield self._table(node)
            case "footnote_reference":
                yield Note(name=node.info, children=self.inside(node))
            case "html_block" if held := marked_down(self, node):
                yield from group(self, held)
            case "html_block":
                yield from self.shown(html(self, node.content, node.line))
            case "definition":  # of a link, and nobody refers to it
                self.found.metadata(node.content, node.line)
            case _:
                yield from self._marked(node)

    def _marked(self, node: Node) -> Iterator[Block]:
        """The blocks of a mark that one tool or another adds to Markdown."""
        match node.type:
            case "comment":
                self.found.private(node.content, node.line)
            case "attributes":
                self.found.metadata(node.content, node.line)
            case "math_block" | "math_block_label" | "amsmath":
                yield Paragraph(children=(formula(node.content, display=True),))
                self.found.metadata(node.info, node.line)
            case "drawing":
                yield Code(text=node.content)
            case "line_block":
                yield Verse(lines=tuple(self._verse_line(line) for line in node.children))
            case "shortcode":
                yield from call(self, node)
            case "container" | "admonition":
                yield from container(self, node)
            case "html_group":
                yield from group(self, node)
            case "boxed":
                yield from boxed("", (), self.inside(node))
            case _:
                yield from self.inside(node)

    def shown(self, pieces: Sequence[Piece]) -> Iterator[Block]:
        """The blocks of pieces; what is not of the text stays beside."""
        for piece in pieces:
            if piece.block:
                yield piece.block
            else:
                self.found.beside.append(piece)

    def inside(self, node: Node) -> tuple[Block, ...]:
        """The blocks that stand in a node."""
        return self.all_of(node.children)

    def all_of(self, nodes: Sequence[Node]) -> tuple[Block, ...]:
        """The blocks of several nodes."""
        return tuple(block for child in settled(nodes) for block in self.blocks(child))

    def _item(self, node: Node) -> tuple[Block, ...]:
        """An item of a list; the box before a task as one that is ticked or not."""
        first = node.children[0] if node.children else None
        words = (
            first.children[0] if first and first.type == "paragraph" and first.children else None
        )
        box = words.content[:3] if words and words.type == "text" else ""
        other = bool(_OTHER_BOX.fullmatch(box))
        if not first or not words or not (other or box in _BOXES):
            return self.inside(node)
        if not words.content[3:4].isspace():
            return self.inside(node)
        if other:
            self.found.unknown(f"- {box}", node.line)
        words.content = words.content[3:]
        made = CheckBox(checked=box in {"[x]", "[X]"})
        children = (made, *self.lines.of(first.children))
        return (Paragraph(children=children), *self.all_of(node.children[1:]))

    def _terms(self, node: Node) -> Terms:
        """Terms with what is said of each."""
        entries: list[Entry] = []
        for child in node.children:
            if child.type == "dt":
                entries.append(Entry(term=self.lines.of(child.children)))
            elif entries:
                said = Definition(children=self.inside(child))
                last = entries[-1]
                entries[-1] = replace(last, definitions=(*last.definitions, said))
        return Terms(entries=tuple(entries))

    def _quote(self, node: Node) -> Iterator[Block]:
        """A quotation, or the box that a callout is."""
        callout = callout_of(node)
        if callout is None:
            yield Quote(children=self.inside(node))
            return
        self.found.metadata(callout.mark, node.line)
        title = self.lines.of(callout.title)
        yield from boxed(callout.kind, title, self.all_of(callout.rest))

    def line_of(self, words: str) -> tuple[Inline, ...]:
        """Words that a mark is given, read as Markdown is."""
        nodes = self.read(words) if words.strip() else ()
        return tuple(inline for node in nodes for inline in self.lines.of(node.children))

    def _verse_line(self, node: Node) -> Line:
        indent = int(node.attributes.get("indent", "0"))
        return Line(children=self.lines.of(node.children), indent=(indent + 1) // 2)

    def _small(self, node: Node) -> Iterator[Inline]:
        """HTML where only inlines may stand (a heading, a cell).

        Its picture, or nothing, since tags are no words.
        """
        for piece in html(self, node.content, node.line):
            if isinstance(piece.block, Figure):
                yield Picture(asset=piece.block.asset)
            else:
                self.found.beside.append(piece)

    def _table(self, node: Node) -> Table:
        parts = {
            part.type: tuple(self._row(row) for row in part.children)
            for part in node.children
            if part.type != "caption"
        }
        words = [part for part in node.children if part.type == "caption"]
        caption = self.lines.of(words[0].children) if words else ()
        return Table(head=parts.get("thead", ()), rows=parts.get("tbody", ()), caption=caption)

    def _row(self, node: Node) -> Row:
        cells = [
            Cell(
                children=self.lines.of(cell.children),
                header=cell.type == "th",
                align=_ALIGN.get(cell.attributes.get("style", ""), ""),  # type: ignore[arg-type]
                columns=int(cell.attributes.get("colspan", "1")),
            )
            for cell in node.children
        ]
        # the parser has dropped them
        beyond = [
            Cell(children=(Text(text=words.strip()),))
            for words in node.info.split(" | ")
            if words.strip()
        ]
        return Row(cells=(*cells, *beyond))

    def pieces_of(self, block: Block, line: int) -> Iterator[Piece]:
        """A block as pieces, with the addresses it leads to."""
        for each in normal_blocks((block,)):
            links = (inline.address for inline in inlines((each,)) if isinstance(inline, Link))
            yield self._piece(each, line, tuple(dict.fromkeys(links)))


def _addresses(node: Node) -> Iterator[str]:
    """What the node links to, each once; where a picture lies is a fact of the picture."""
    found = (inner.attributes.get("href") for inner in node.walk())
    yield from dict.fromkeys(address for address in found if address)


def _leads_home(node: Node) -> bool:
    """Whether a paragraph is a link to the site's own front page and nothing else."""
    return (
        node.type == "paragraph"
        and [child.type for child in node.children] == ["link"]
        and node.children[0].attributes.get("href") in {"/", "./", "#"}
    )


def _is_empty(block: Block) -> bool:
    return (
        not plain_text((block,)).strip()
        and not any(isinstance(below, Figure | Rule | Note) for below in walk((block,)))
        and not any(isinstance(inline, Picture | NoteMark) for inline in inlines((block,)))
    )
