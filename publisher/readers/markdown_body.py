"""Our strict Markdown: Nodes → Blocks, with every fault at its line and what to write instead.

The form is described in README, "Writing an article by hand"; schema/markdown.py writes it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from publisher.errors import Fault
from publisher.model.body import (
    Aside,
    Block,
    Cell,
    Code,
    CodeText,
    Emphasis,
    Figure,
    Foreign,
    Formula,
    Heading,
    Inline,
    Item,
    Line,
    LineBreak,
    Link,
    List,
    Note,
    NoteMark,
    Paragraph,
    Passage,
    Picture,
    Quote,
    Row,
    Rule,
    Script,
    Strong,
    Struck,
    Table,
    Text,
    Verse,
    inlines,
    plain_inline,
    plain_text,
    walk,
)
from publisher.readers.nodes import Node
from publisher.readers.source import Step
from publisher.schema.decode import attempt
from publisher.schema.locate import Located, load_json
from publisher.schema.normal import normal_blocks
from publisher.schema.written import BlockRecord

ATTRIBUTION, CAPTION = "— ", "Table: "  # how a paragraph begins that is one
DATA = "block"  # what stands behind the fence of a block written as data
INDENT = 2  # spaces for one step of a verse's line
_ADDRESS = re.compile(r"(?:https?://|mailto:)\S+|#\S+", re.IGNORECASE)
_ALIGN = {"text-align:left": "start", "text-align:center": "center", "text-align:right": "end"}
_INSTEAD = {  # HTML → our form
    "sup": "`[words]{.sup}`", "sub": "`[words]{.sub}`", "em": "`*words*`", "i": "`*words*`", "strong": "`**words**`", "b": "`**words**`",
    "del": "`~~words~~`", "s": "`~~words~~`", "a": "`[words](address)`", "img": "`![](id)` and the picture under `assets`",
    "figure": "`![](id)` with the caption in the next line", "blockquote": "`> words`", "table": "a table of `|`",
    "pre": "lines between ```` ``` ````", "code": "`` `words` ``", "aside": "`::: aside Title` … `:::`", "h2": "`## words`",
    "span": "`[words]{lang=..}`", "p": "paragraphs with an empty line between", "div": "paragraphs, or `::: aside` … `:::`",
}


@dataclass(slots=True)
class _Reader:
    """What is known while a text is read."""

    lines: Sequence[str]
    first_line: int
    pictures: dict[str, tuple[str, str]]
    faults: list[Fault] = field(default_factory=list)
    alts: dict[str, str] = field(default_factory=dict)
    marks: dict[str, int] = field(default_factory=dict)  # names of notes → line of the first mark
    notes: dict[str, int] = field(default_factory=dict)

    def fault(self, line: int, near: str, message: str) -> None:
        """One fault; its column is where `near` stands in the line, if it does."""
        place = line - self.first_line
        column = self.lines[place].find(near) + 1 if near and 0 <= place < len(self.lines) else 0
        self.faults.append(Fault(line=line, column=column, message=message))


class Found(NamedTuple):
    """What a text holds: its blocks, words given for pictures by asset id, faults, and how each block was read."""

    blocks: tuple[Block, ...]
    alts: dict[str, str]
    faults: list[Fault]
    steps: tuple[Step, ...] = ()


def blocks_of(nodes: Sequence[Node], lines: Sequence[str], first_line: int, pictures: dict[str, tuple[str, str]]) -> Found:
    """What the nodes of a text hold.

    lines      of the text, for columns; the first is `first_line` of the file.
    pictures   what a picture's address may be → (asset's id, its alt text).
    """
    reader = _Reader(lines, first_line, pictures)
    starts: list[int] = []
    written = _blocks(reader, nodes, starts)
    blocks = normal_blocks(written)
    _check_notes(reader, blocks)
    steps = (Step(line=line, text=plain_text((block,)), role=f"body: {block.kind}", rule="as written")
             for line, block in zip(starts, written, strict=True))
    return Found(blocks, reader.alts, reader.faults, tuple(steps))


def _check_notes(reader: _Reader, blocks: tuple[Block, ...]) -> None:
    names = {block.name for block in walk(blocks) if isinstance(block, Note)}
    marked = {inline.note for inline in inlines(blocks) if isinstance(inline, NoteMark)}
    for name, line in reader.marks.items():
        if name not in names:
            reader.fault(line, f"[^{name}]", f"no note '{name}'; write it below as `[^{name}]: words`, or escape the bracket: `\\[^`")
    for name, line in reader.notes.items():
        if name not in marked:
            reader.fault(line, f"[^{name}]:", f"nothing leads to the note '{name}'; put `[^{name}]` where it belongs in the text")


def _blocks(reader: _Reader, nodes: Sequence[Node], starts: list[int] | None = None) -> tuple[Block, ...]:
    """The blocks of nodes; the line of each is appended to `starts`."""
    out: list[Block] = []
    before: Node | None = None
    for node in nodes:
        captioned = before is not None and before.type == "table" and node.type == "paragraph" and node.content.startswith(CAPTION)
        if captioned and isinstance(out[-1], Table):
            out[-1] = replace(out[-1], caption=_without_start(_inlines(reader, node.children), CAPTION))
        else:
            out.extend(_block(reader, node))
        if starts is not None:
            starts += [node.line] * (len(out) - len(starts))
        before = node
    return tuple(out)


def _block(reader: _Reader, node: Node) -> Sequence[Block]:
    match node.type:
        case "paragraph":
            return [_paragraph(reader, node)]
        case "heading":
            return _heading(reader, node)
        case "blockquote":
            return [_quote(reader, node)]
        case "bullet_list" | "ordered_list":
            return _list(reader, node)
        case "fence" if node.info == DATA:
            return _data(reader, node)
        case "fence" | "code_block":
            return [Code(text=node.content.removesuffix("\n"), language=node.info)]
        case "table":
            return [_table(reader, node)]
        case "hr":
            return [Rule(mark="" if set(node.content) == {"-"} else node.content)]
        case "footnote_reference":
            return _note(reader, node)
        case "container":
            return _container(reader, node)
        case "html_block":
            return _html_block(reader, node)
        case "definition":
            reader.fault(node.line, f"[{node.info}]:", f"nothing refers to this address of '{node.info[:60]}'; remove the line, or refer to it")
            return []
        case _:
            reader.fault(node.line, "", f"'{node.type}' has no place in an article; write it in another way")
            return []


def _paragraph(reader: _Reader, node: Node) -> Block:
    first = node.children[0] if node.children else None
    if first is not None and (len(node.children) == 1 or node.children[1].type in {"softbreak", "hardbreak"}):
        if first.type == "image":
            return Figure(asset=_asset(reader, first), caption=_inlines(reader, node.children[2:]))
        if first.type == "link" and [inner.type for inner in first.children] == ["image"]:
            link = _link(reader, first, first.attributes.get("href", ""))
            shown = next(inline for inline in link.children if isinstance(inline, Picture))
            return Figure(asset=shown.asset, caption=_inlines(reader, node.children[2:]), address=link.address)
    if first is not None and first.type == "span" and len(node.children) == 1 and set(first.attributes) == {".rule"}:
        return Rule(mark=plain_inline(_inlines(reader, first.children)))
    return Paragraph(children=_inlines(reader, node.children))


def _heading(reader: _Reader, node: Node) -> Sequence[Block]:
    level = {"=": 1, "-": 2}.get(node.markup, len(node.markup))
    if level == 1:
        reader.fault(node.line, "#", "a heading of the first level; the title stands in the front matter, headings begin with `##`")
        return []
    return [Heading(level=level - 1, children=_inlines(reader, node.children))]


def _quote(reader: _Reader, node: Node) -> Quote:
    last = node.children[-1] if node.children else None
    if last is None or last.type != "paragraph" or not last.content.startswith(ATTRIBUTION):
        return Quote(children=_blocks(reader, node.children))
    attribution = _without_start(_inlines(reader, last.children), ATTRIBUTION)
    return Quote(children=_blocks(reader, node.children[:-1]), attribution=attribution)


def _list(reader: _Reader, node: Node) -> Sequence[Block]:
    if node.markup == "*" and not any(item.children for item in node.children):
        return [Rule(mark="*") for _ in node.children]
    items = tuple(Item(children=_blocks(reader, item.children)) for item in node.children)
    return [List(items=items, ordered=node.type == "ordered_list", start=int(node.attributes.get("start", "1")))]


def _data(reader: _Reader, node: Node) -> Sequence[Block]:
    """A block that Markdown cannot hold, such as a table with cells over several rows: JSON, one key for each field."""
    located = load_json(node.content)
    places = {("block", *steps): (line + node.line, column) for steps, (line, column) in located.places.items()}
    record = Located(data=None if located.data is None else {"block": located.data}, places={(): (node.line, 1), **places},
                     faults=tuple(replace(fault, line=fault.line + node.line) for fault in located.faults))
    value: Any  # a class made from the model's fields
    value, faults = attempt(record, BlockRecord)
    reader.faults.extend(faults)
    return [value.block] if value else []


def _table(reader: _Reader, node: Node) -> Table:
    head, rows = (tuple(_row(reader, row) for part in node.children if part.type == kind for row in part.children)
                  for kind in ("thead", "tbody"))
    return Table(head=head, rows=rows)


def _row(reader: _Reader, node: Node) -> Row:
    if node.info:
        reader.fault(node.line, node.info, "more cells than the table's first line has; add cells there, or escape the `|`")
    return Row(cells=tuple(
        Cell(children=_inlines(reader, cell.children), header=cell.type == "th",
             align=_ALIGN.get(cell.attributes.get("style", ""), ""))  # type: ignore[arg-type]  # the values above
        for cell in node.children))


def _note(reader: _Reader, node: Node) -> Sequence[Block]:
    if node.info in reader.notes:
        reader.fault(node.line, f"[^{node.info}]", f"a second note '{node.info}'; give it a name of its own")
    reader.notes.setdefault(node.info, node.line)
    return [Note(name=node.info, children=_blocks(reader, node.children))]


def _container(reader: _Reader, node: Node) -> Sequence[Block]:
    if node.attributes.get("unclosed"):
        reader.fault(node.line, ":::", f"`::: {node.info}` has no end; put a line `:::` behind it")
    title, *rest = node.children or [Node(type="container_title", line=node.line)]
    match node.info:
        case "verse":
            return [Verse(lines=tuple(Line(children=_inlines(reader, line.children), indent=int(line.attributes["indent"]) // INDENT)
                                      for line in node.children))]
        case "aside":
            return [Aside(title=_inlines(reader, title.children), children=_blocks(reader, rest))]
        case "passage":
            return [Passage(**_language(reader, node, _attributes(node.markup)), children=_blocks(reader, rest))]
    reader.fault(node.line, node.info, f"unknown container '{node.info}'; there are aside, passage and verse")
    return []


def _attributes(text: str) -> dict[str, str]:
    found = re.fullmatch(r"\{\s*((?:[\w-]+=[^\s{}=]+\s*)*)\}", text)
    pairs = (pair.split("=", 1) for pair in found[1].split()) if found else ()
    return {key: given.strip('"') for key, given in pairs} if found or not text else {text: ""}


def _language(reader: _Reader, node: Node, attributes: dict[str, str]) -> dict[str, Any]:
    if unknown := next((key for key in attributes if key not in {"lang", "dir"}), None):
        reader.fault(node.line, unknown.lstrip("."), f"'{unknown}' is not known here; write `{{lang=ar dir=rtl}}`")
    direction = attributes.get("dir", "")
    if direction not in {"", "ltr", "rtl"}:
        reader.fault(node.line, f"dir={direction}", f"expected ltr or rtl, got '{direction}'")
        direction = ""
    return {"language": attributes.get("lang", ""), "direction": direction}


def _html_block(reader: _Reader, node: Node) -> Sequence[Block]:
    _html(reader, node)
    return []


def _html(reader: _Reader, node: Node) -> None:
    tag = re.match(r"<\s*(/?)\s*([A-Za-z][\w-]*)", node.content.lstrip())
    if node.content.lstrip().startswith("<!--"):
        reader.fault(node.line, "<!--", "a comment of HTML; comments belong into the front matter, behind `#`")
    elif tag and not tag[1]:
        instead = _INSTEAD.get(tag[2].lower())
        remedy = f"write {instead}" if instead else "write it as Markdown"
        reader.fault(node.line, f"<{tag[2]}", f"HTML (<{tag[2].lower()}>) is not read in an article; {remedy}, or `\\<` for the character")
    elif not tag:
        reader.fault(node.line, "<", "HTML is not read in an article; write it as Markdown, or `\\<` for the character")


def _inlines(reader: _Reader, nodes: Sequence[Node]) -> tuple[Inline, ...]:
    out: list[Inline] = []
    for node in nodes:
        out.extend(_inline(reader, node, after_break=bool(out) and isinstance(out[-1], LineBreak)))
    return tuple(out)


def _inline(reader: _Reader, node: Node, *, after_break: bool) -> Sequence[Inline]:
    match node.type:
        case "text":
            return [Text(text=node.content)]
        case "softbreak":
            return [] if after_break else [Text(text=" ")]
        case "hardbreak":
            return [LineBreak()]
        case "code_inline":
            return [CodeText(text=node.content)]
        case "formula":
            return _formula(reader, node)
        case "em":
            return [Emphasis(children=_inlines(reader, node.children))]
        case "strong":
            return [Strong(children=_inlines(reader, node.children))]
        case "s":
            return [Struck(children=_inlines(reader, node.children))]
        case "link":
            return [_link(reader, node, node.attributes.get("href", ""))]
        case "image":
            return [Picture(asset=_asset(reader, node))]
        case "footnote_ref":
            reader.marks.setdefault(node.info, node.line)
            return [NoteMark(note=node.info)]
        case "span":
            return _span(reader, node)
        case "html_inline" if re.fullmatch(r"<br\s*/?>", node.content, re.IGNORECASE):
            return [LineBreak()]
        case _:
            _html(reader, node)
            return []


def _formula(reader: _Reader, node: Node) -> Sequence[Inline]:
    try:
        return [Formula(mathml=node.content)]
    except ValueError as error:
        reader.fault(node.line, node.content[:40], str(error))
        return []


def _span(reader: _Reader, node: Node) -> Sequence[Inline]:
    """`{.sup}`, `{lang=ar}`, ...; `{}` alone holds its words apart from what stands beside them."""
    children = _inlines(reader, node.children)
    match tuple(node.attributes):
        case ():
            return children
        case (".em",):
            return [Emphasis(children=children)]
        case (".strong",):
            return [Strong(children=children)]
        case (".struck",):
            return [Struck(children=children)]
        case (".sup",):
            return [Script(position="sup", children=children)]
        case (".sub",):
            return [Script(position="sub", children=children)]
        case ("href",):
            return [_link(reader, node, node.attributes["href"])]
    return [Foreign(**_language(reader, node, node.attributes), children=children)]


def _link(reader: _Reader, node: Node, address: str) -> Link:
    if not _ADDRESS.fullmatch(address):
        scheme = re.match(r"\s*([A-Za-z][\w+.-]*):", address)
        reason = f"links with '{scheme[1].lower()}:' are not carried" if scheme else "an address must be whole"
        reader.fault(node.line, address, f"{reason}, got '{address[:60]}'; write it with https:// or mailto:")
    if "title" in node.attributes:
        reader.fault(node.line, node.attributes["title"], "the title of a link is printed nowhere; put its words into the text")
    return Link(address=address, children=_inlines(reader, node.children))


def _asset(reader: _Reader, node: Node) -> str:
    """The id of the picture named; words given for it become its alt text where it has none."""
    named, words = node.attributes.get("src", ""), "".join(child.content for child in node.walk() if child.type in {"text", "code_inline"})
    if named not in reader.pictures:
        known = ", ".join(sorted({ident for ident, _ in reader.pictures.values()})) or "none"
        reader.fault(node.line, named, f"unknown picture '{named[:60]}'; name it under `assets` in the front matter (there: {known[:120]})")
        return named
    ident, alt = reader.pictures[named]
    if words and words != (alt or reader.alts.setdefault(ident, words)):
        reader.fault(node.line, words, f"the picture '{ident}' has another alt text already; write `![]({ident})`, or correct it under `assets`")
    return ident


def _without_start(children: tuple[Inline, ...], start: str) -> tuple[Inline, ...]:
    first, *rest = children
    return (Text(text=first.text.removeprefix(start)), *rest) if isinstance(first, Text) else children
