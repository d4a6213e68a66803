"""Foreign Markdown → pieces and pictures.

Every visible word of the text in a block, or in a piece of its own.

In: Nodes.  Out: Pieces.  HTML among the Markdown is read by the page reader's own rules.  What
CommonMark takes for definitions and nobody refers to is a piece of region "metadata", a private
comment one of region "private", so that nothing is lost silently.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from publisher.errors import SourceError
from publisher.model.body import (
    Anchor,
    Block,
    Cell,
    CheckBox,
    Code,
    Definition,
    Emphasis,
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
    Strong,
    Struck,
    Table,
    Terms,
    Text,
    Verse,
    inlines,
    plain_inline,
    plain_text,
    walk,
)
from publisher.readers.markdown.foreign import shortcodes
from publisher.readers.markdown.foreign.boxes import boxed, callout_of, verse_of
from publisher.readers.markdown.foreign.found import Found
from publisher.readers.markdown.foreign.html import comments_in, components_in, grouped, summary_in
from publisher.readers.markdown.foreign.inlines import Inlines, formula, raw
from publisher.readers.markdown.foreign.markup import (
    Held,
    apart,
    is_break,
    markup,
    media_without_address,
)
from publisher.readers.markdown.foreign.places import place_of, places_in
from publisher.readers.markdown.foreign.shortcodes import Meaning, meaning_of, meaning_of_name
from publisher.readers.markdown.marks.attributes import fields, parted
from publisher.readers.markdown.marks.shortcodes import calls_in, without_calls
from publisher.readers.markdown.nodes import Node
from publisher.readers.source import Piece, SourceText
from publisher.schema.normal import normal_blocks

_ALIGN = {"text-align:left": "start", "text-align:center": "center", "text-align:right": "end"}
_CAPTION = re.compile(r"(?:Table)?:[ \t]+")
_CONTENTS = re.compile(r"\[(?:toc|_toc_|contents)\]", re.IGNORECASE)
_NEW_PAGE = re.compile(r"\\(?:newpage|pagebreak|clearpage|cleardoublepage)(?:\{\})?")
_RAW_TEX = re.compile(r"(?:\\[A-Za-z]+\*?(?:\[[^\]\n]*\]|\{[^}\n]*\})*[ \t\n]*)+")
# a line of a program above a text (MDX)
_OPTIONS = re.compile(r"(?:[ \t]*#\|[^\n]*(?:\n|$))+")
_DIRECTIVE_OPTIONS = re.compile(r"(?:---\n.*?\n---\n|(?:[ \t]*:[\w-]+:[^\n]*\n)+)\n?", re.DOTALL)
_MODULE = re.compile(
    r"(?:import\s+(?:[\w*{},\s]+\s+from\s+)?[\"'][^\"']+[\"']|export\s+const\s+\w+\s*=.*);?$"
)
_BOXES = {"[ ]", "[x]", "[X]"}


@dataclass(slots=True)
class Maker:
    """Makes pieces of nodes.

    read   the nodes of a text that stands in a call, as a caption does.
    top    the highest level of the text's own headings.
    """

    read: Callable[[str], Sequence[Node]]
    found: Found = field(default_factory=Found)
    top: int = 2
    lines: Inlines = field(init=False)

    def __post_init__(self) -> None:
        self.lines = Inlines(self.found, self._small)

    def pieces(self, nodes: Sequence[Node]) -> list[Piece]:
        """The pieces of a text in order."""
        out: list[Piece] = []
        self.found.places = places_in(nodes)
        for node in _settled(nodes):
            made = (
                self._html(node.content, node.line) if node.type == "html_block" else self._of(node)
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
                yield from self._paragraph(node)
            case "heading":
                level = {"=": 1, "-": 2}.get(node.markup, len(node.markup))
                children = self.lines.of(node.children)
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
                )
            case "dl":
                yield self._terms(node)
            case "fence" | "code_block":
                yield from self._code(node)
            case "hr":
                # a line of hyphens or underscores is drawn; stars are printed as they stand
                yield Rule(mark=node.content if node.content[:1] == "*" else "")
            case "table":
                yield self._table(node)
            case "footnote_reference":
                yield Note(name=node.info, children=self._inside(node))
            case "html_block":
                yield from self._shown(self._html(node.content, node.line))
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
                yield from self._call(node)
            case "container" | "admonition":
                yield from self._container(node)
            case "html_group":
                yield from self._group(node)
            case "boxed":
                yield from boxed("", (), self._inside(node))
            case _:
                yield from self._inside(node)

    def _shown(self, pieces: Sequence[Piece]) -> Iterator[Block]:
        """The blocks of pieces; what is not of the text stays beside."""
        for piece in pieces:
            if piece.block:
                yield piece.block
            else:
                self.found.beside.append(piece)

    def _inside(self, node: Node) -> tuple[Block, ...]:
        return self._all(node.children)

    def _all(self, nodes: Sequence[Node]) -> tuple[Block, ...]:
        return tuple(block for child in _settled(nodes) for block in self.blocks(child))

    def _item(self, node: Node) -> tuple[Block, ...]:
        """An item of a list; the box before a task as one that is ticked or not."""
        first = node.children[0] if node.children else None
        words = (
            first.children[0] if first and first.type == "paragraph" and first.children else None
        )
        box = words.content[:3] if words and words.type == "text" else ""
        if not first or not words or box not in _BOXES or not words.content[3:4].isspace():
            return self._inside(node)
        words.content = words.content[3:]
        made = CheckBox(checked=box != "[ ]")
        children = (made, *self.lines.of(first.children))
        return (Paragraph(children=children), *self._all(node.children[1:]))

    def _terms(self, node: Node) -> Terms:
        """Terms with what is said of each."""
        entries: list[Entry] = []
        for child in node.children:
            if child.type == "dt":
                entries.append(Entry(term=self.lines.of(child.children)))
            elif entries:
                said = Definition(children=self._inside(child))
                last = entries[-1]
                entries[-1] = replace(last, definitions=(*last.definitions, said))
        return Terms(entries=tuple(entries))

    def _code(self, node: Node) -> Iterator[Block]:
        """A listing: its language, and what else stands behind its fence aside."""
        info = node.info.strip()
        other = re.fullmatch(r"\{=(\w+)\}", info)
        if other and other[1].lower().startswith("html"):
            yield from self._shown(self._html(node.content, node.line))
            return
        if other:
            self.found.unknown(f"{info} {node.content.strip()}", node.line)
            return
        directive = re.match(r"\{([\w:-]+)\}[ \t]*(.*)$", info)
        if directive:
            made = self._directive(node, directive[1], directive[2])
            if made is not None:
                yield from made
                return
        if directive and directive[1].startswith(("code", "sourcecode")):
            info = f"{directive[2]} {{{directive[1]}}}"
        language, rest = _language(info)
        text = node.content.removesuffix("\n")
        if "{" in info and (options := _OPTIONS.match(text)):  # Quarto's, which it does not print
            self.found.metadata(options[0].strip(), node.line + 1)
            text = text[options.end() :]
        if node.type == "code_block" and (named := re.match(r":::([\w+#-]+)[ \t]*\n", text)):
            language, text = named[1], text[named.end() :]
        self.found.metadata(rest, node.line)
        yield Code(text=text, language=language)

    def _directive(self, node: Node, name: str, given: str) -> list[Block] | None:
        """A fence that is a box, a quotation or a figure (MyST); None where it is a listing."""
        meaning = meaning_of_name(name)
        if meaning not in {Meaning.BOX, Meaning.FOLDED, Meaning.QUOTE, Meaning.FIGURE}:
            return None
        options = _DIRECTIVE_OPTIONS.match(node.content)
        inside = node.content[options.end() :] if options else node.content
        self.found.metadata(f"{{{name}}} {options[0].strip() if options else ''}", node.line)
        children = self._all(self.read(inside))
        if meaning is not Meaning.FIGURE:
            return list(self._held(meaning, name, self._line(given), children, node))
        alt = re.search(r"^:alt:[ \t]*(.+)$", node.content, re.MULTILINE)
        picture = self.found.picture(given, alt[1] if alt else "", node.line)
        first = children[0] if children and isinstance(children[0], Paragraph) else None
        if not isinstance(picture, Picture):
            return list(children)
        caption = first.children if first else ()
        rest = children[1:] if first else children
        return [Figure(asset=picture.asset, caption=caption), *rest]

    def _quote(self, node: Node) -> Iterator[Block]:
        """A quotation, or the box that a callout is."""
        callout = callout_of(node)
        if callout is None:
            yield Quote(children=self._inside(node))
            return
        self.found.metadata(callout.mark, node.line)
        title = self.lines.of(callout.title)
        yield from boxed(callout.kind, title, self._all(callout.rest))

    def _container(self, node: Node) -> Iterator[Block]:
        """A fenced div or an admonition: a box where its name says so, else what it holds."""
        mark = node.content if node.type == "container" else f"{node.markup} {node.info.strip()}"
        self.found.metadata(mark, node.line)
        name = node.attributes.get("classes") or node.info
        if node.type == "admonition":
            name = node.attributes["class"].removeprefix("admonition").strip()
        title: tuple[Inline, ...] = ()
        inside = node.children
        if inside and inside[0].type in {"container_title", "admonition_title"}:
            title, inside = self.lines.of(inside[0].children), inside[1:]
        elif named := node.attributes.get("title"):
            title = self._line(named)
        meaning = Meaning.BOX if node.type == "admonition" else meaning_of_name(name)
        yield from self._held(meaning, name, title, self._all(inside), node)

    def _held(
        self,
        meaning: Meaning,
        name: str,
        title: tuple[Inline, ...],
        children: tuple[Block, ...],
        node: Node,
    ) -> Iterator[Block]:
        """What stands between the two ends of a mark."""
        if meaning in {Meaning.BOX, Meaning.FOLDED, Meaning.QUOTE}:
            yield from boxed(name, title, children)
            return
        if meaning is Meaning.UNKNOWN:
            self.found.tell(node.content or name, node.line)
        yield from [Paragraph(children=(Strong(children=title),))] if title else []
        yield from verse_of(children) if meaning is Meaning.VERSE else children

    def _call(self, node: Node) -> Iterator[Block]:
        """A call of a site generator, alone or around blocks."""
        meaning = meaning_of(node)
        children = self._inside(node)
        match meaning:
            case Meaning.FIGURE:
                yield from self._call_figure(node, children)
            case Meaning.QUOTE if children:
                said_by = shortcodes.attribution_of(node)
                self.found.metadata(node.content, node.line)
                yield Quote(children=children, attribution=self._line(said_by))
            case Meaning.RULE:
                yield Rule()
            case Meaning.NOTHING | Meaning.BREAK:
                self.found.metadata(node.content, node.line)
                yield from children
            case _ if children:
                title = shortcodes.title_of(node)
                self.found.metadata(node.content, node.line)
                kind = shortcodes.kind_of(node) or node.info
                yield from self._held(meaning, kind, self._line(title), children, node)
            case Meaning.BOX | Meaning.FOLDED | Meaning.QUOTE if shortcodes.words_of(node):
                said = Paragraph(children=self._line(shortcodes.words_of(node)))
                self.found.metadata(node.content, node.line)
                named = self._line(node.attributes.get("title", ""))
                kind = shortcodes.kind_of(node) or node.info
                yield from self._held(meaning, kind, named, (said,), node)
            case _ if node.info and node.content.startswith(("{{</", "{{%/", "{%end", "{% end")):
                self.found.metadata(node.content, node.line)
            case _:
                self.found.unknown(node.content, node.line)

    def _call_figure(self, node: Node, children: tuple[Block, ...]) -> Iterator[Block]:
        addresses = shortcodes.pictures_of(node)
        alt, words = node.attributes.get("alt", ""), shortcodes.caption_of(node)
        caption = self._line(words)
        made = [self.found.picture(address, alt, node.line) for address in addresses]
        shown = [picture.asset for picture in made if isinstance(picture, Picture)]
        self.found.metadata(shortcodes.unused(node, alt, words, *addresses), node.line)
        leads = node.attributes.get("link", "")
        address = leads if re.match(r"https?://\S+$", leads) else ""
        yield from (Figure(asset=asset) for asset in shown[:-1])
        if shown:
            yield Figure(asset=shown[-1], caption=caption, address=address)
        elif caption:
            yield Paragraph(children=caption)
        yield from children

    def _line(self, words: str) -> tuple[Inline, ...]:
        """Words that a mark is given, read as Markdown is."""
        nodes = self.read(words) if words.strip() else ()
        return tuple(inline for node in nodes for inline in self.lines.of(node.children))

    def _verse_line(self, node: Node) -> Line:
        indent = int(node.attributes.get("indent", "0"))
        return Line(children=self.lines.of(node.children), indent=(indent + 1) // 2)

    def _group(self, node: Node) -> Iterator[Block]:
        """An element of HTML that is open around Markdown."""
        first = node.children[0] if node.children else None
        title: tuple[Inline, ...] = ()
        children = node.children
        if first and first.type == "html_block" and node.info == "details":
            summary, rest = summary_in(first.content)
            title = self._in_line(f"<p>{summary}</p>", first.line) if summary else ()
            children = (
                [replace(first, content=rest), *children[1:]] if rest.strip() else children[1:]
            )
        name = node.attributes.get("class", "")
        meaning = meaning_of_name(name) if name else Meaning.PLAIN
        if node.info == "figure":
            yield from self._framed(node)
        elif node.info == "blockquote":
            yield Quote(children=self._all(children))
        elif node.info in {"details", "aside"} or meaning is Meaning.BOX:
            yield from boxed(name if meaning is Meaning.BOX else "", title, self._all(children))
        else:
            yield from self._all(children)

    def _framed(self, node: Node) -> Iterator[Block]:
        """A figure of HTML around Markdown, read as one of a page."""
        if all(child.type in {"paragraph", "html_block"} for child in node.children):
            held = Held()
            inside = "".join(
                child.content
                if child.type == "html_block"
                else f"<p>{''.join(markup(each, self._kept(held)) for each in child.children)}</p>"
                for child in node.children
            )
            yield from self._shown(self._html(f"<figure>{inside}</figure>", node.line, held))
        else:
            yield from self._inside(node)

    def _paragraph(self, node: Node) -> Iterator[Block]:
        """A paragraph; one with HTML in it as a page would have it.

        Pictures larger than a sign stand before or behind it.
        """
        node = replace(node, children=raw(node.children))
        written = node.content.strip()
        if _CONTENTS.fullmatch(written) or _NEW_PAGE.fullmatch(written):
            self.found.metadata(written, node.line)
            return
        if _RAW_TEX.fullmatch(written) or all(map(_MODULE.match, written.split("\n"))):
            self.found.unknown(written, node.line)
            return
        if any(inner.type == "html_inline" and not is_break(inner) for inner in node.walk()):
            for inner in node.walk():
                self.found.metadata(inner.attributes.get("title", ""), inner.line)
            held = Held()
            inside = "".join(markup(child, self._kept(held)) for child in node.children)
            yield from self._shown(self._html(f"<p>{inside}</p>", node.line, held))
            return
        if tex := _only_formula(node):
            for child in node.children:
                self.found.metadata(child.content if child.type == "attributes" else "", node.line)
            yield Paragraph(children=(formula(tex, display=True),))
            return
        caption = self._caption(node)
        for block in _with_figures(node, self.lines.of(node.children)):
            yield replace(block, caption=caption) if isinstance(block, Figure) else block

    def _caption(self, node: Node) -> tuple[Inline, ...]:
        """The caption of a picture that is alone in its paragraph.

        Its title, what its list of attributes says, or its words where the list makes it a figure
        (Pandoc's implicit_figures, Quarto's "Figures").
        """
        shown = [inner for inner in node.walk() if inner.type == "image"]
        words = (inner for inner in node.walk() if inner.type in {"text", "code_inline"})
        held = {id(child) for image in shown for child in image.walk()}
        if len(shown) != 1 or any(id(each) not in held and each.content.strip() for each in words):
            return ()
        image = shown[0]
        given: dict[str, str] = {}
        for inner in node.walk():
            given |= fields(inner.content) if inner.type == "attributes" else {}
        title = image.attributes.pop("title", "")
        said = next((given[key] for key in ("fig-cap", "caption") if given.get(key)), title)
        numbered = any(key.startswith(("#fig", "fig-")) for key in given)
        caption = self._line(said) if said else self.lines.of(image.children if numbered else ())
        if alt := given.get("fig-alt") or given.get("alt"):
            image.children = [replace(image, type="text", content=alt, children=[])]
        return caption

    def _kept(self, held: Held) -> Callable[[Node], str]:
        """What stands in HTML for an inline that HTML has no element for."""
        return lambda node: held.keep(self.lines.of([node]))

    def _small(self, node: Node) -> Iterator[Inline]:
        """HTML where only inlines may stand (a heading, a cell).

        Its picture, or nothing, since tags are no words.
        """
        for piece in self._html(node.content, node.line):
            if isinstance(piece.block, Figure):
                yield Picture(asset=piece.block.asset)
            else:
                self.found.beside.append(piece)

    def _in_line(self, text: str, line: int) -> tuple[Inline, ...]:
        """A piece of HTML as one line."""
        shown = tuple(self._shown(self._html(text, line)))
        return tuple(
            inline
            for block in shown
            if isinstance(block, Paragraph | Heading)
            for inline in block.children
        )

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

    def _html(self, text: str, line: int, held: Held | None = None) -> list[Piece]:
        """The pieces of HTML, by the rules for pages; comments apart."""
        from publisher.readers.html import tree
        from publisher.readers.html.blocks import Body
        from publisher.readers.html.figures import is_counter
        from publisher.readers.html.media import Media

        text, comments = comments_in(text)
        for words, below in comments:
            self.found.private(words, line + below)
        text = self._without_calls(text, line)
        text, components = components_in(text)
        for tag, below in components:
            told = self.found.metadata if tag.startswith("</") else self.found.unknown
            told(tag, line + below)
        try:
            root, _ = tree.parse(SourceText(name="", data=b"", text=text))
        except SourceError:  # comments and closing tags: no element, no word
            return []
        page, out = root.find("body"), list[Piece]()
        for address in media_without_address(root):
            self.found.metadata(address, line)
        counters = {
            picture: "metadata" for picture in root.iter("img", "iframe") if is_counter(picture)
        }
        known = self.found.assets
        media = Media(base="", by_id={asset.id: asset for asset in known.values()})
        body = Body(base="", regions=counters, media=media)
        parts = body.parts(page if page is not None else root)
        for asset in media.assets:
            address = asset.url or asset.file
            other = known.get(address, asset).id != asset.id  # the same with other words
            known[asset.id if other or not address else address] = asset
        self.found.alts |= {asset.id: asset.alt for asset in media.assets}
        for part in parts:
            place = line + part.line - 1
            if part.element is not None:
                out += apart(part.element, place)
            elif part.block is not None:
                block = held.put_back(part.block) if held else part.block
                if isinstance(block, Heading):
                    level = max(1, min(5, block.level + max(0, body.top - self.top)))
                    block = replace(block, level=level)
                out += self._pieces_of(block, place)
        return out

    def _without_calls(self, text: str, line: int) -> str:
        """HTML without the calls of a site generator in it; those outside of tags are told."""
        for found in calls_in(text):
            before = text[: found.start()]
            in_tag = before.rfind("<") > before.rfind(">")
            put = self.found.metadata if in_tag else self.found.unknown
            put(found[0], line + before.count("\n"))
        return without_calls(text)

    def _pieces_of(self, block: Block, line: int) -> Iterator[Piece]:
        for each in normal_blocks((block,)):
            links = (inline.address for inline in inlines((each,)) if isinstance(inline, Link))
            yield self._piece(each, line, tuple(dict.fromkeys(links)))


def levels_of(nodes: Sequence[Node]) -> list[int]:
    """The levels of the headings of a text, in order."""
    return [
        {"=": 1, "-": 2}.get(node.markup, len(node.markup))
        for node in nodes
        if node.type == "heading"
    ]


def _settled(nodes: Sequence[Node]) -> list[Node]:
    """The nodes, HTML as whole elements, and a table's caption as part of it."""
    out: list[Node] = []
    for node in grouped(nodes):
        last = out[-1] if out else None
        if last and last.type == "table" and node.type == "paragraph" and _is_caption(node):
            out[-1] = _captioned(last, node)
        elif last and node.type == "table" and last.type == "paragraph" and _is_caption(last):
            out[-1] = _captioned(node, last)
        elif last and _classed(node) and last.type in {"paragraph", "blockquote"}:
            inside = last.children if last.type == "blockquote" else [last]
            out[-1] = replace(last, type="boxed", children=inside)
            out.append(node)
        elif _goes_on(out, node):
            out[-2] = replace(out[-2], children=[*out[-2].children, *node.children])
        elif last and _makes_contents(node) and last.type in {"bullet_list", "ordered_list"}:
            out[-1] = replace(node, content=f"{plain_source(last)} {node.content}")
        else:
            out.append(node)
    return out


def _classed(node: Node) -> bool:
    """Whether a list of attributes says that the block before it is a box (kramdown)."""
    if node.type != "attributes":
        return False
    classes = [key[1:] for key in fields(node.content) if key.startswith(".")]
    return any(meaning_of_name(name) is Meaning.BOX for name in classes)


def _goes_on(before: Sequence[Node], node: Node) -> bool:
    """Whether a list goes on behind a list of attributes that belongs to one of its items."""
    if len(before) < 2 or node.type not in {"bullet_list", "ordered_list"}:
        return False
    first, attributes = before[-2], before[-1]
    number = int(first.attributes.get("start", "1")) + len(first.children)
    return (
        first.type == node.type
        and attributes.type == "attributes"
        and node.line == attributes.line + 1
        and (node.type == "bullet_list" or int(node.attributes.get("start", "1")) == number)
    )


def _is_caption(node: Node) -> bool:
    first = node.children[0] if node.children else None
    return first is not None and first.type == "text" and bool(_CAPTION.match(first.content))


def _captioned(table: Node, words: Node) -> Node:
    first = replace(words.children[0], content=_CAPTION.sub("", words.children[0].content, count=1))
    children = [first, *words.children[1:]]
    last, written = parted(children[-1].content)
    if written:
        children[-1] = replace(children[-1], content=last)
        children.append(replace(children[-1], type="attributes", content=written))
    caption = replace(words, type="caption", children=children)
    line = min(table.line, words.line)
    return replace(table, line=line, children=[*table.children, caption])


def _makes_contents(node: Node) -> bool:
    """Whether kramdown puts a table of contents in place of the list before (`{:toc}`)."""
    return node.type == "attributes" and "toc" in re.findall(r"[\w-]+", node.content)


def plain_source(node: Node) -> str:
    """The words of a node as they are written."""
    return " ".join(inner.content for inner in node.walk() if inner.type == "text")


def _language(info: str) -> tuple[str, str]:
    """(the language that a fence names, what else stands behind it)."""
    braced = re.fullmatch(r"([\w+#.-]*)[ \t]*\{(.*)\}", info)
    if not braced:
        first, _, rest = info.partition(" ")
        language, mark, more = first.partition("{") if "{" in first else (first, "", "")
        return language.split(":")[0], f"{mark}{more} {rest}".strip()
    named = re.match(r"\.?([\w+#-]+)", braced[2])
    of_braces = named[1] if named and not braced[1] and "=" not in named[0] else ""
    rest = braced[2][named.end() :] if of_braces and named else braced[2]
    return braced[1] or of_braces, rest.strip(" ,")


def _only_formula(node: Node) -> str:
    """The TeX of a paragraph that is one formula between two dollars and nothing else."""
    held = [child for child in node.children if child.type != "attributes"]
    worded = [child for child in held if child.type != "text" or child.content.strip()]
    return worded[0].content if [child.type for child in worded] == ["math_inline_double"] else ""


def _with_figures(node: Node, children: tuple[Inline, ...]) -> Iterator[Block]:
    """A paragraph's words, and its pictures before or behind them."""
    from publisher.readers.html.figures import leads_to_picture

    whole = (Paragraph(children=children),)
    shown = [inline.asset for inline in inlines(whole) if isinstance(inline, Picture)]
    leads = {
        picture.asset: link.address
        for link in inlines(whole)
        if isinstance(link, Link)
        for picture in link.children
        if isinstance(picture, Picture) and not leads_to_picture(link.address)
    }
    words = _trimmed(_without_pictures(children)) if shown else children
    holds = bool(plain_inline(words).strip()) or any(
        isinstance(inline, NoteMark) for inline in inlines((Paragraph(children=words),))
    )
    first = next(
        (inner for inner in node.walk() if inner.type in {"image", "text", "code_inline"}), node
    )
    leading = bool(shown) and first.type == "image"
    figures = [Figure(asset=asset, address=leads.get(asset, "")) for asset in shown]
    yield from figures if leading else ()
    if holds:
        yield Paragraph(children=words)
    yield from () if leading else figures


def _trimmed(children: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """The inlines without blanks at either end."""
    out = list(children)
    if out and isinstance(out[0], Text):
        out[0] = Text(text=out[0].text.lstrip(" "))
    if out and isinstance(out[-1], Text):
        out[-1] = Text(text=out[-1].text.rstrip(" "))
    return tuple(out)


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
