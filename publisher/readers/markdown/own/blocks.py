"""Our strict Markdown: Nodes → Blocks, with every fault at its line and what to write instead.

The form is described in README, "Writing an article by hand"; schema/markdown.py writes it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from publisher.errors import Fault
from publisher.model.body import (
    Anchor,
    Aside,
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
    List,
    Note,
    NoteMark,
    Numbering,
    Paragraph,
    Passage,
    Picture,
    Quote,
    Row,
    Rule,
    Table,
    Terms,
    Text,
    Verse,
    inlines,
    is_label,
    plain_inline,
    plain_text,
    walk,
)
from publisher.readers.markdown.nodes import Node
from publisher.readers.markdown.own.inlines import (
    Reader,
    asset_of,
    html_fault,
    inlines_of,
    link_of,
    speech_of,
    without_start,
)
from publisher.readers.source import Step
from publisher.schema.decode import attempt
from publisher.schema.locate import Located, load_json
from publisher.schema.normal import normal_blocks
from publisher.schema.written import BlockRecord

ATTRIBUTION, CAPTION = "— ", "Table: "  # how a paragraph begins that is one
DATA = "block"  # what stands behind the fence of a block written as data
_LIST_TYPES: dict[str, Numbering] = {  # as HTML writes them (4.4.5)
    "1": "decimal",
    "a": "lower-alpha",
    "A": "upper-alpha",
    "i": "lower-roman",
    "I": "upper-roman",
    "none": "none",
}
_TASK = re.compile(r"\[[xX ]\](?= \S)")
INDENT = 2  # spaces for one step of a verse's line
_ALIGN = {"text-align:left": "start", "text-align:center": "center", "text-align:right": "end"}


class Found(NamedTuple):
    """What a text holds: blocks, words of pictures by asset id, faults, how each was read."""

    blocks: tuple[Block, ...]
    alts: dict[str, str]
    faults: list[Fault]
    steps: tuple[Step, ...] = ()


def blocks_of(
    nodes: Sequence[Node],
    lines: Sequence[str],
    first_line: int,
    pictures: dict[str, tuple[str, str]],
) -> Found:
    """What the nodes of a text hold.

    lines      of the text, for columns; the first is `first_line` of the file.
    pictures   what a picture's address may be → (asset's id, its alt text).
    """
    reader = Reader(lines, first_line, pictures)
    starts: list[int] = []
    written = _blocks(reader, nodes, starts)
    blocks = normal_blocks(written)
    _check_notes(reader, blocks)
    _check_leads(reader, blocks)
    steps = (
        Step(line=line, text=plain_text((block,)), role=f"body: {block.kind}", rule="as written")
        for line, block in zip(starts, written, strict=True)
    )
    return Found(blocks, reader.alts, reader.faults, tuple(steps))


def _check_notes(reader: Reader, blocks: tuple[Block, ...]) -> None:
    names = {block.name for block in walk(blocks) if isinstance(block, Note)}
    marked = {inline.note for inline in inlines(blocks) if isinstance(inline, NoteMark)}
    for name, line in reader.marks.items():
        if name not in names:
            reader.fault(
                line,
                f"[^{name}]",
                f"no note '{name}'; write it below as `[^{name}]: words`, or escape the bracket:"
                " `\\[^`",
            )
    for name, line in reader.notes.items():
        if name not in marked:
            reader.fault(
                line,
                f"[^{name}]:",
                f"nothing leads to the note '{name}'; put `[^{name}]` where it belongs in the text",
            )


def _check_leads(reader: Reader, blocks: tuple[Block, ...]) -> None:
    places = {inline.name for inline in inlines(blocks) if isinstance(inline, Anchor)}
    for name, line in reader.leads.items():
        if name not in places:
            reader.fault(
                line,
                f"#{name}",
                f"no place '{name}' in the article; write `[]{{#{name}}}` where the link leads to",
            )


def _blocks(
    reader: Reader, nodes: Sequence[Node], starts: list[int] | None = None
) -> tuple[Block, ...]:
    """The blocks of nodes; the line of each is appended to `starts`."""
    out: list[Block] = []
    before: Node | None = None
    for node in nodes:
        captioned = (
            before is not None
            and before.type == "table"
            and node.type == "paragraph"
            and node.content.startswith(CAPTION)
        )
        if captioned and isinstance(out[-1], Table):
            out[-1] = replace(
                out[-1], caption=without_start(inlines_of(reader, node.children), CAPTION)
            )
        else:
            out.extend(_block(reader, node))
        if starts is not None:
            starts += [node.line] * (len(out) - len(starts))
        before = node
    return tuple(out)


def _block(reader: Reader, node: Node) -> Sequence[Block]:
    match node.type:
        case "paragraph":
            return [_paragraph(reader, node)]
        case "heading":
            return _heading(reader, node)
        case "blockquote":
            return [_quote(reader, node)]
        case "bullet_list" | "ordered_list":
            return _list(reader, node)
        case "dl":
            return [Terms(entries=tuple(_entries(reader, node)))]
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
            reader.fault(
                node.line,
                f"[{node.info}]:",
                f"nothing refers to this address of '{node.info[:60]}'; remove the line, or refer"
                " to it",
            )
            return []
        case _:
            reader.fault(
                node.line, "", f"'{node.type}' has no place in an article; write it in another way"
            )
            return []


def _paragraph(reader: Reader, node: Node) -> Block:
    first = node.children[0] if node.children else None
    if first is not None and (
        len(node.children) == 1 or node.children[1].type in {"softbreak", "hardbreak"}
    ):
        if first.type == "image":
            return Figure(
                asset=asset_of(reader, first), caption=inlines_of(reader, node.children[2:])
            )
        if first.type == "link" and [inner.type for inner in first.children] == ["image"]:
            link = link_of(reader, first, first.attributes.get("href", ""))
            shown = next(inline for inline in link.children if isinstance(inline, Picture))
            return Figure(
                asset=shown.asset,
                caption=inlines_of(reader, node.children[2:]),
                address=link.address,
            )
    if (
        first is not None
        and first.type == "span"
        and len(node.children) == 1
        and set(first.attributes) == {".rule"}
    ):
        return Rule(mark=plain_inline(inlines_of(reader, first.children)))
    return Paragraph(children=inlines_of(reader, node.children))


def _heading(reader: Reader, node: Node) -> Sequence[Block]:
    level = {"=": 1, "-": 2}.get(node.markup, len(node.markup))
    if level == 1:
        reader.fault(
            node.line,
            "#",
            "a heading of the first level; the title stands in the front matter, headings begin"
            " with `##`",
        )
        return []
    return [Heading(level=level - 1, children=inlines_of(reader, node.children))]


def _quote(reader: Reader, node: Node) -> Quote:
    last = node.children[-1] if node.children else None
    if last is None or last.type != "paragraph" or not last.content.startswith(ATTRIBUTION):
        return Quote(children=_blocks(reader, node.children))
    attribution = without_start(inlines_of(reader, last.children), ATTRIBUTION)
    return Quote(children=_blocks(reader, node.children[:-1]), attribution=attribution)


def _list(reader: Reader, node: Node) -> Sequence[Block]:
    if node.markup == "*" and not any(item.children for item in node.children):
        return [Rule(mark="*") for _ in node.children]
    return [
        List(
            items=tuple(Item(children=_item(reader, item)) for item in node.children),
            ordered=node.type == "ordered_list",
            start=int(node.attributes.get("start", "1")),
        )
    ]


def _item(reader: Reader, node: Node) -> tuple[Block, ...]:
    """What an item holds; `[x] ` and `[ ] ` before its words are its check box."""
    blocks = _blocks(reader, node.children)
    written = node.children[0] if node.children else None
    if written is None or written.type != "paragraph" or not _TASK.match(written.content):
        return blocks
    first = blocks[0] if blocks else None
    words = first.children if isinstance(first, Paragraph) else ()
    if not words or not isinstance(words[0], Text) or not _TASK.match(words[0].text):
        return blocks  # the brackets are a link's
    box = CheckBox(checked=words[0].text[1] in "xX")
    rest = Text(text=words[0].text[len("[x]") :])
    return (Paragraph(children=(box, rest, *words[1:])), *blocks[1:])


def _counted_list(reader: Reader, node: Node, nodes: Sequence[Node]) -> Sequence[Block]:
    """`::: list {type=a order=descending}` around a list whose numbers stand as written."""
    attributes = _attributes(node.markup)
    numbering = _LIST_TYPES.get(attributes.pop("type", "1"))
    order = attributes.pop("order", "ascending")
    blocks = _blocks(reader, nodes)
    counted = blocks[0] if len(blocks) == 1 else None
    if numbering is None or attributes or order not in {"ascending", "descending"}:
        reader.fault(
            node.line,
            node.markup,
            "how the list counts is not understood; write `{type=a}` (1, a, A, i, I or none) or"
            " `{order=descending}`",
        )
    elif not isinstance(counted, List) or not counted.ordered:
        reader.fault(
            node.line, "list", "`::: list` holds one numbered list and nothing else; write `1.`"
        )
    else:
        step = -1 if order == "descending" else 1
        written = [int(item.info or 0) for item in nodes[0].children]
        expected = [counted.start, *(number + step for number in written)]
        items = (
            replace(item, number=None if number == usual else number)
            for item, number, usual in zip(counted.items, written, expected, strict=False)
        )
        return [
            replace(
                counted, items=tuple(items), numbering=numbering, descending=order == "descending"
            )
        ]
    return blocks


def _entries(reader: Reader, node: Node) -> Iterator[Entry]:
    """Each term with the definitions up to the next."""
    term: tuple[Inline, ...] = ()
    said: list[Definition] = []
    for child in node.children:
        if child.type == "dd":
            said.append(Definition(children=_blocks(reader, child.children)))
            continue
        if term or said:
            yield Entry(term=term, definitions=tuple(said))
        term, said = inlines_of(reader, child.children), []
    yield Entry(term=term, definitions=tuple(said))


def _data(reader: Reader, node: Node) -> Sequence[Block]:
    """A block that Markdown cannot hold, such as a table with cells over several rows.

    JSON, one key for each field.
    """
    located = load_json(node.content)
    places = {
        ("block", *steps): (line + node.line, column)
        for steps, (line, column) in located.places.items()
    }
    record = Located(
        data=None if located.data is None else {"block": located.data},
        places={(): (node.line, 1), **places},
        faults=tuple(replace(fault, line=fault.line + node.line) for fault in located.faults),
    )
    value: Any  # a class made from the model's fields
    value, faults = attempt(record, BlockRecord)
    reader.faults.extend(faults)
    return [value.block] if value else []


def _table(reader: Reader, node: Node) -> Table:
    head, rows = (
        tuple(
            _row(reader, row)
            for part in node.children
            if part.type == kind
            for row in part.children
        )
        for kind in ("thead", "tbody")
    )
    return Table(head=head, rows=rows)


def _row(reader: Reader, node: Node) -> Row:
    if node.info:
        reader.fault(
            node.line,
            node.info,
            "more cells than the table's first line has; add cells there, or escape the `|`",
        )
    return Row(
        cells=tuple(
            Cell(
                children=inlines_of(reader, cell.children),
                header=cell.type == "th",
                align=_ALIGN.get(cell.attributes.get("style", ""), ""),  # type: ignore[arg-type]
            )
            for cell in node.children
        )
    )


def _note(reader: Reader, node: Node) -> Sequence[Block]:
    if node.info in reader.notes:
        reader.fault(
            node.line, f"[^{node.info}]", f"a second note '{node.info}'; give it a name of its own"
        )
    reader.notes.setdefault(node.info, node.line)
    label = _label(node)
    if not is_label(label):
        reader.fault(
            node.line, label, f"'{label[:40]}' is no label of a note; write `[*]{{.label}}`"
        )
        label = ""
    return [Note(name=node.info, children=_blocks(reader, node.children), label=label)]


def _label(note: Node) -> str:
    """The label of a note, `[words]{.label}` before all its words, which are left without it."""
    first = note.children[0] if note.children else None
    mark = first.children[0] if first is not None and first.children else None
    if first is None or mark is None or tuple(mark.attributes) != (".label",):
        return ""
    del first.children[0]
    if first.children and first.children[0].type == "text":
        words = first.children[0]
        words.content = words.content.removeprefix(" ")
    return "".join(child.content for child in mark.walk() if child.type == "text")


def _container(reader: Reader, node: Node) -> Sequence[Block]:
    if node.attributes.get("unclosed"):
        reader.fault(node.line, ":::", f"`::: {node.info}` has no end; put a line `:::` behind it")
    title, *rest = node.children or [Node(type="container_title", line=node.line)]
    match node.info:
        case "verse":
            return [
                Verse(
                    lines=tuple(
                        Line(
                            children=inlines_of(reader, line.children),
                            indent=int(line.attributes["indent"]) // INDENT,
                        )
                        for line in node.children
                    )
                )
            ]
        case "list":
            return _counted_list(reader, node, rest)
        case "aside":
            return [Aside(title=inlines_of(reader, title.children), children=_blocks(reader, rest))]
        case "passage":
            return [
                Passage(
                    **speech_of(reader, node, _attributes(node.markup)),
                    children=_blocks(reader, rest),
                )
            ]
    reader.fault(
        node.line,
        node.info,
        f"unknown container '{node.info}'; there are aside, list, passage and verse",
    )
    return []


def _attributes(text: str) -> dict[str, str]:
    found = re.fullmatch(r"\{\s*((?:[\w-]+=[^\s{}=]++\s*)*+)\}", text)
    pairs = (pair.split("=", 1) for pair in found[1].split()) if found else ()
    return {key: given.strip('"') for key, given in pairs} if found or not text else {text: ""}


def _html_block(reader: Reader, node: Node) -> Sequence[Block]:
    html_fault(reader, node)
    return []
