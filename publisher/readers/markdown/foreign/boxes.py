"""Callouts, admonitions and fenced divs of foreign Markdown → boxes and quotations.

In: Nodes, and the blocks and inlines already made of them.  Out: blocks.  Sources: Obsidian's help
("Callouts"), GitHub's ("Alerts"), Quarto's ("Callout Blocks").
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from publisher.model.body import (
    Aside,
    Block,
    Heading,
    Inline,
    Line,
    LineBreak,
    Paragraph,
    Quote,
    Strong,
    Text,
    Verse,
    plain_inline,
)
from publisher.readers.markdown.foreign.shortcodes import Meaning, kind_in, meaning_of_name
from publisher.readers.markdown.nodes import Node

_CALLOUT = re.compile(r"\[!([\w -]+)(?:\|[^\]]*)?\]([+-]?)[ \t]*")


class Callout(NamedTuple):
    """The head of a callout: its mark as written, its kind, its title, what follows."""

    mark: str
    kind: str
    title: list[Node]
    rest: list[Node]


def callout_of(node: Node) -> Callout | None:
    """The callout that a quotation is (`> [!kind]- Title`); None where it is one of words."""
    first = node.children[0] if node.children else None
    if first is None or first.type != "paragraph" or not first.children:
        return None
    opening = first.children[0]
    found = _CALLOUT.match(opening.content) if opening.type == "text" else None
    if not found:
        return None
    behind = [replace(opening, content=opening.content[found.end() :]), *first.children[1:]]
    breaks = [at for at, child in enumerate(behind) if child.type in {"softbreak", "hardbreak"}]
    end = breaks[0] if breaks else len(behind)
    title = [child for child in behind[:end] if child.type != "text" or child.content.strip()]
    below = behind[end + 1 :]
    rest = [replace(first, children=below)] if below else []
    return Callout(found[0].strip(), found[1].strip(), title, [*rest, *node.children[1:]])


def shown_kind(kind: str) -> str:
    """The kind of a box as its tool prints it where there is no title."""
    return kind.replace("-", " ").replace("_", " ").title()


def boxed(kind: str, title: tuple[Inline, ...], children: tuple[Block, ...]) -> list[Block]:
    """A box of a kind, a quotation where that is what the kind says.

    title   its own; () for the kind's.  A heading that opens the box is its title.
    """
    meaning = meaning_of_name(kind) if kind else Meaning.BOX
    if meaning is Meaning.QUOTE:
        named = [Paragraph(children=(Strong(children=title),))] if title else []
        return [Quote(children=(*named, *children))]
    if not title and len(children) > 1 and isinstance(children[0], Heading):
        title, children = children[0].children, children[1:]
    said = kind_in(kind) or (kind if meaning is Meaning.UNKNOWN else "")
    if not title and said:
        title = (Text(text=shown_kind(said)),)
    if not children:
        return [Paragraph(children=title)] if plain_inline(title).strip() else []
    return [Aside(title=title, children=children)]


def verse_of(children: Sequence[Block]) -> list[Block]:
    """Paragraphs as verse, each line of its own, a stanza for each; other blocks as they are."""
    if not children or not all(isinstance(block, Paragraph) for block in children):
        return list(children)
    lines: list[Line] = []
    for block in children:
        lines += [Line(children=())] if lines else []
        row: list[Inline] = []
        for inline in block.children if isinstance(block, Paragraph) else ():
            if isinstance(inline, LineBreak):
                lines.append(Line(children=tuple(row)))
                row = []
            else:
                row.append(inline)
        lines.append(Line(children=tuple(row)))
    return [Verse(lines=tuple(lines))]
