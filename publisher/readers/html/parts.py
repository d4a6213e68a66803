"""What a page's blocks are made of.

Parts, and small turns from one form to another that need no state.

In: elements, runs of text, blocks.  Out: the same words in the form that a place allows.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from publisher.model.body import (
    Aside,
    Block,
    Definition,
    Figure,
    Heading,
    Inline,
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
    Terms,
    Text,
    plain_text,
)
from publisher.readers.html.inlines import Node
from publisher.readers.html.tree import UNSPOKEN, Element, is_phrasing, words_of

GUTTER = re.compile(
    r"(?:^|[\s_-])(?:gutter|linenos?|line-?numbers?|linenodiv|rouge-gutter)(?:$|[\s_-])",
    re.IGNORECASE,
)


class Part(NamedTuple):
    """One block of the article with its line in the source.

    Or an element in its place that is not of the text.
    """

    block: Block | None
    line: int
    element: Element | None = None


def holders(article: Element) -> Iterator[Element]:
    """Elements of a line of text that hold blocks all the same."""
    foreign: set[Element | None] = set()
    for element in article.iter():
        above = element.getparent()
        if element.tag in {"svg", "math"} or above in foreign:
            foreign.add(element)
        elif not is_phrasing(element) and element.tag not in UNSPOKEN | {"noscript"}:
            while above is not None and is_phrasing(above) and above is not article:
                yield above
                above = above.getparent()


def divided(parts: Sequence[Part]) -> tuple[tuple[Block, ...], list[Part]]:
    """(blocks, what stands on its own behind them: notes and furniture)."""
    inside = tuple(
        part.block for part in parts if part.block is not None and not isinstance(part.block, Note)
    )
    return inside, [part for part in parts if part.block is None or isinstance(part.block, Note)]


def with_tails(element: Element) -> Iterator[Node]:
    """The children of an element, and the text behind each."""
    for child in element:
        yield child
        if child.tail:
            yield child.tail


def split(run: Sequence[Node]) -> Iterator[list[Node]]:
    """The run, cut at two line breaks with nothing but blanks between them."""
    piece: list[Node] = []
    breaks = 0
    for node in run:
        if not isinstance(node, str) and node.tag == "br":
            breaks += 1
        elif breaks and isinstance(node, str) and not node.strip(" \t\n\r\f\u00a0"):
            pass
        else:
            if breaks > 1 and piece:
                yield piece
                piece = []
            breaks = 0
        piece.append(node)
    if piece:
        yield piece


def rows(children: Sequence[Inline]) -> Iterator[Line]:
    """Lines of verse: words between breaks."""
    row: list[Inline] = []
    for child in (*children, LineBreak()):
        if isinstance(child, LineBreak):
            yield Line(children=tuple(row))
            row = []
        else:
            row.append(child)


def verse_line(row: str) -> Line:
    """A line of verse as it is typed, its indent in steps of two blanks."""
    words = row.strip()
    indent = (len(row) - len(row.lstrip())) // 2
    return Line(children=(Text(text=words),) if words else (), indent=indent if words else 0)


def in_one_line(blocks: Sequence[Block]) -> tuple[Inline, ...]:
    """Blocks where only inlines may stand: each on a line of its own."""
    out: list[Inline] = []
    for block in blocks:
        match block:
            case Paragraph() | Heading():
                inlines: tuple[Inline, ...] = block.children
            case Figure():
                inlines = (
                    Picture(asset=block.asset),
                    *((LineBreak(), *block.caption) if block.caption else ()),
                )
            case List():
                inlines = in_one_line([child for item in block.items for child in item.children])
            case Terms(entries=entries):
                lines = (
                    (Paragraph(children=entry.term), *one.children)
                    for entry in entries
                    for one in entry.definitions or (Definition(children=()),)
                )
                inlines = in_one_line([child for line in lines for child in line])
            case Quote() | Aside() | Passage():
                inlines = in_one_line(block.children)
            case _:
                inlines = (Text(text=plain_text((block,))),) if plain_text((block,)).strip() else ()
        if inlines:
            out += [*([LineBreak()] if out else []), *inlines]
    return tuple(out)


def linking(part: Part, address: str) -> Part:
    """The part with its words leading to an address, unless some lead elsewhere already."""
    match part.block:
        case Paragraph(children=children) if not any(
            isinstance(child, Link | NoteMark) for child in children
        ):
            return Part(Paragraph(children=(Link(address=address, children=children),)), part.line)
        case Heading(children=children, level=level) if not any(
            isinstance(child, Link | NoteMark) for child in children
        ):
            return Part(
                Heading(level=level, children=(Link(address=address, children=children),)),
                part.line,
            )
        case _:
            return part


def untold(element: Element, told: set[Element]) -> Iterator[Element]:
    """Elements whose words are in none of those told."""
    for child in element:
        if child in told or child.tag in UNSPOKEN or not (words_of(child)):
            continue
        if any(below in told for below in child.iterdescendants()):
            yield from untold(child, told)
        else:
            yield child
