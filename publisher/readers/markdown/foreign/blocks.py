"""Foreign Markdown → pieces and pictures.

Every visible word of the text in a block, or in a piece of its own.

In: Nodes.  Out: Pieces.  HTML among the Markdown is read by the page reader's own rules.  What
CommonMark takes for definitions and nobody refers to is a piece of region "metadata", so that
nothing is lost silently.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from publisher.errors import SourceError
from publisher.model.article import Asset
from publisher.model.body import (
    Block,
    Cell,
    Code,
    CodeText,
    Emphasis,
    Figure,
    Heading,
    Inline,
    Item,
    LineBreak,
    Link,
    List,
    Note,
    NoteMark,
    Paragraph,
    Picture,
    Quote,
    Row,
    Rule,
    Strong,
    Struck,
    Table,
    Text,
    inlines,
    plain_inline,
    plain_text,
    walk,
)
from publisher.readers.markdown.foreign.markup import WHOLE, apart, is_break, markup
from publisher.readers.markdown.nodes import Node
from publisher.readers.source import Piece, SourceText
from publisher.schema.normal import normal_blocks

if TYPE_CHECKING:
    pass

_COUNTER = re.compile(r"(?:^|[/._-])(?:count(?:er)?|pixel|beacon)(?:[/._?-]|$)", re.IGNORECASE)
# characters of an address that leads nowhere: a picture written into it has thousands
_ADDRESS_AT_MOST = 200
_ALIGN = {"text-align:left": "start", "text-align:center": "center", "text-align:right": "end"}


@dataclass(slots=True)
class Maker:
    """Makes pieces of nodes; `assets` are the pictures met, without their bytes."""

    assets: dict[str, Asset] = field(default_factory=dict)  # by address
    _alts: dict[str, str] = field(default_factory=dict)  # of each picture, by its id
    # counters, titles of links: met inside a block, given behind it
    beside: list[Piece] = field(default_factory=list)

    def pieces(self, nodes: Sequence[Node]) -> list[Piece]:
        """The pieces of a text in order."""
        out: list[Piece] = []
        for node in _joined(nodes):
            out += (
                self._html(node.content, node.line) if node.type == "html_block" else self._of(node)
            )
            out += self.beside
            self.beside = []
        return sorted(out, key=lambda piece: piece.line)

    def _of(self, node: Node) -> Iterator[Piece]:
        addresses, leads_home = tuple(_addresses(node)), _leads_home(node)
        for block in normal_blocks(tuple(self.blocks(node))):
            if isinstance(block, Quote | List | Table) and _is_empty(block):
                continue  # all that it held were definitions
            piece = self._piece(block, node.line, addresses)
            yield replace(piece, block=None, region="front-page") if leads_home else piece

    def _piece(self, block: Block, line: int, addresses: tuple[str, ...]) -> Piece:
        words = plain_text((block,))
        if isinstance(block, Figure) and not words:
            words = self._alts[block.asset]
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
                yield from self._paragraph(node)
            case "heading":
                level = {"=": 1, "-": 2}.get(node.markup, len(node.markup))
                yield Heading(level=max(1, level - 1), children=tuple(self._inlines(node.children)))
            case "blockquote":
                yield Quote(children=self._inside(node))
            case "bullet_list" | "ordered_list":
                items = tuple(Item(children=self._inside(item)) for item in node.children)
                yield List(
                    items=items,
                    ordered=node.type == "ordered_list",
                    start=int(node.attributes.get("start", "1")),
                )
            case "fence" | "code_block":
                yield Code(
                    text=node.content.removesuffix("\n"),
                    language=node.info.split()[0] if node.info.split() else "",
                )
                if len(node.info.split()) > 1:
                    self._metadata(" ".join(node.info.split()[1:]), node.line)
            case "hr":
                yield Rule(mark=node.content)
            case "table":
                yield self._table(node)
            case "footnote_reference":
                yield Note(name=node.info, children=self._inside(node))
            case "html_block":
                for piece in self._html(node.content, node.line):
                    if piece.block:
                        yield piece.block
                    else:
                        self.beside.append(piece)
            case "definition":  # of a link, and nobody refers to it
                self._metadata(node.content, node.line)
            case _:
                yield from self._inside(node)

    def _inside(self, node: Node) -> tuple[Block, ...]:
        return tuple(block for child in _joined(node.children) for block in self.blocks(child))

    def _paragraph(self, node: Node) -> Iterator[Block]:
        """A paragraph; one with HTML in it as a page would have it.

        Pictures larger than a sign stand before or behind it.
        """
        if any(inner.type == "html_inline" and not is_break(inner) for inner in node.walk()):
            for inner in node.walk():
                self._metadata(inner.attributes.get("title", ""), inner.line)
            for piece in self._html(f"<p>{''.join(map(markup, node.children))}</p>", node.line):
                if piece.block:
                    yield piece.block
                else:
                    self.beside.append(piece)
            return
        from publisher.readers.html.figures import leads_to_picture

        children = tuple(self._inlines(node.children))
        shown = [
            inline.asset
            for inline in inlines((Paragraph(children=children),))
            if isinstance(inline, Picture)
        ]
        leads = {
            picture.asset: link.address
            for link in inlines((Paragraph(children=children),))
            if isinstance(link, Link)
            for picture in link.children
            if isinstance(picture, Picture) and not leads_to_picture(link.address)
        }
        words = _without_pictures(children)
        holds = bool(plain_inline(words).strip()) or any(
            isinstance(inline, NoteMark) for inline in inlines((Paragraph(children=words),))
        )
        first = (
            bool(shown)
            and next(
                inner for inner in node.walk() if inner.type in {"image", "text", "code_inline"}
            ).type
            == "image"
        )
        figures = [Figure(asset=asset, address=leads.get(asset, "")) for asset in shown]
        yield from figures if first else ()
        if holds:
            yield Paragraph(children=words)
        yield from () if first else figures

    def _inlines(self, nodes: Sequence[Node]) -> Iterator[Inline]:
        for node in nodes:
            match node.type:
                case "text":
                    yield Text(text=node.content)
                case "softbreak":
                    yield Text(text=" ")
                case "hardbreak":
                    yield LineBreak()
                case "code_inline":
                    yield CodeText(text=node.content)
                case "em":
                    yield Emphasis(children=tuple(self._inlines(node.children)))
                case "strong":
                    yield Strong(children=tuple(self._inlines(node.children)))
                case "s":
                    yield Struck(children=tuple(self._inlines(node.children)))
                case "link":
                    yield from self._link(node)
                case "image":
                    yield from self._picture(node)
                case "footnote_ref":
                    yield NoteMark(note=node.info)
                case "html_inline":
                    yield from [LineBreak()] if is_break(node) else self._words_of(node)
                case _:
                    yield from self._inlines(node.children)

    def _words_of(self, node: Node) -> Iterator[Inline]:
        """HTML where only inlines may stand (a heading, a cell).

        Its picture, or nothing, since tags are no words.
        """
        for piece in self._html(node.content, node.line):
            if isinstance(piece.block, Figure):
                yield Picture(asset=piece.block.asset)
            else:
                self.beside.append(piece)

    def _link(self, node: Node) -> Iterator[Inline]:
        """A link; one that leads nowhere outside its site is its words, and its address a piece."""
        address = node.attributes.get("href", "")
        self._metadata(node.attributes.get("title", ""), node.line)
        children = tuple(self._inlines(node.children))
        if WHOLE.fullmatch(address):
            yield Link(address=address, children=children)
        else:
            self._metadata(address[:_ADDRESS_AT_MOST], node.line)
            yield from children

    def _picture(self, node: Node) -> Iterator[Inline]:
        """A picture as an asset; one that only counts readers as a piece without words."""
        source, alt = (
            node.attributes.get("src", ""),
            "".join(inner.content for child in node.children for inner in child.walk()),
        )
        self._metadata(node.attributes.get("title", ""), node.line)
        if _COUNTER.search(re.split(r"[?#]", source)[0]):
            self.beside.append(
                Piece(text="", line=node.line, region="metadata", addresses=(source,))
            )
            self._metadata(alt, node.line)
            return
        if source in self.assets:
            yield Picture(asset=self.assets[source].id)
            return
        whole = bool(WHOLE.fullmatch(source))
        local = (
            not whole
            and re.match(r"[\w.-]", source)
            and not re.match(r"[a-z][a-z0-9+.-]*:", source, re.IGNORECASE)
            and ".." not in source
        )
        if not whole and not local:
            self._metadata(source[:_ADDRESS_AT_MOST], node.line)
        ident = f"picture-{len(self.assets) + 1}"
        self.assets[source] = Asset(
            id=ident,
            file=re.split(r"[?#]", source)[0] if local else "",
            alt=alt,
            decorative=not alt,
            url=source if whole else "",
        )
        self._alts[ident] = alt
        yield Picture(asset=ident)

    def _table(self, node: Node) -> Table:
        parts = {
            part.type: tuple(self._row(row) for row in part.children) for part in node.children
        }
        return Table(head=parts.get("thead", ()), rows=parts.get("tbody", ()))

    def _row(self, node: Node) -> Row:
        cells = [
            Cell(
                children=tuple(self._inlines(cell.children)),
                header=cell.type == "th",
                align=_ALIGN.get(cell.attributes.get("style", ""), ""),  # type: ignore[arg-type]
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

    def _metadata(self, words: str, line: int) -> None:
        if words.strip():
            addresses = tuple(re.findall(r"https?://[^\s\"'<>)]+", words))
            self.beside.append(
                Piece(text=words.strip(), line=line, region="metadata", addresses=addresses)
            )

    def _html(self, markup: str, line: int) -> list[Piece]:
        """The pieces of HTML, by the rules for pages."""
        from publisher.readers.html import tree
        from publisher.readers.html.blocks import Body
        from publisher.readers.html.figures import is_counter
        from publisher.readers.html.media import Media

        try:
            root, _ = tree.parse(SourceText(name="", data=b"", text=markup))
        except SourceError:  # comments and closing tags: no element, no word
            return []
        page, out = root.find("body"), list[Piece]()
        counters = {
            picture: "metadata" for picture in root.iter("img", "iframe") if is_counter(picture)
        }
        media = Media(base="", by_id={asset.id: asset for asset in self.assets.values()})
        body = Body(base="", regions=counters, media=media)
        parts = body.parts(page if page is not None else root)
        for asset in media.assets:
            address = asset.url or asset.file
            other = self.assets.get(address, asset).id != asset.id  # the same with other words
            self.assets[asset.id if other or not address else address] = asset
        self._alts |= {asset.id: asset.alt for asset in media.assets}
        for part in parts:
            place = line + part.line - 1
            if part.element is not None:
                out += apart(part.element, place)
            elif part.block is not None:
                block = (
                    replace(part.block, level=min(5, part.block.level + max(0, body.top - 2)))
                    if isinstance(part.block, Heading)
                    else part.block
                )
                for each in normal_blocks((block,)):
                    links = (
                        inline.address for inline in inlines((each,)) if isinstance(inline, Link)
                    )
                    out.append(self._piece(each, place, tuple(dict.fromkeys(links))))
        return out


def _joined(nodes: Sequence[Node]) -> Iterator[Node]:
    """The nodes, HTML that follows on HTML as one.

    An empty line ends a block of HTML for Markdown, not for HTML.
    """
    held: Node | None = None
    for node in nodes:
        if node.type != "html_block":
            yield from [held] if held else []
            held = None
            yield node
        elif held is None:
            held = replace(node)
        else:
            gap = "\n" * max(1, node.line - held.line - held.content.count("\n"))
            held.content += gap + node.content
    yield from [held] if held else []


def _addresses(node: Node) -> Iterator[str]:
    """What the node links to and shows, each once."""
    found = (inner.attributes.get("href") or inner.attributes.get("src") for inner in node.walk())
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


def _without_pictures(children: Sequence[Inline]) -> tuple[Inline, ...]:
    out: list[Inline] = []
    for child in children:
        if isinstance(child, Picture):
            continue
        if not isinstance(child, Emphasis | Strong | Struck | Link):
            out.append(child)
            continue
        inside = _without_pictures(child.children)
        if inside or not (isinstance(child, Link) and child.children):
            out.append(replace(child, children=inside))
        # else a link around a picture alone
    return tuple(out)
