"""Notes of a capture and the marks that lead to them.

A mark without its note is words, a note without its mark a paragraph.

In: blocks.  Out: the same words, with each mark leading to the one note of its name.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from publisher.model.body import (
    Block,
    CodeText,
    Formula,
    Heading,
    Inline,
    Item,
    LineBreak,
    List,
    Note,
    NoteMark,
    Paragraph,
    Picture,
    Quote,
    Row,
    Table,
    Text,
    inlines,
    walk,
)
from publisher.schema.normal import normal_blocks


def settled(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The blocks with marks whose note is not there as words, and notes that nothing leads to as paragraphs.

    Part of a capture's text may have gone among the notices, or its notes may never have been
    marked.
    """
    notes = {block.name for block in blocks if isinstance(block, Note)}
    marks = {inline.note for inline in inlines(blocks) if isinstance(inline, NoteMark)}
    if notes == marks and len(notes) == sum(isinstance(block, Note) for block in walk(blocks)):
        return blocks
    known = notes & marks
    waited = set(known)  # names whose note has not come yet: a second one of a name is a paragraph
    return normal_blocks(tuple(made for block in blocks for made in _settle(block, known, waited)))


def _settle(block: Block, known: set[str], waited: set[str]) -> Iterator[Block]:
    match block:
        case Note(name=name, children=children) if name not in waited:
            first, *rest = children or (Paragraph(children=()),)
            label = Text(text=f"[{name}] ")
            yield (
                Paragraph(children=(label, *_settle_inlines(first.children, known)))
                if isinstance(first, Paragraph)
                else Paragraph(children=(label,))
            )
            for each in rest if isinstance(first, Paragraph) else children:
                yield from _settle(each, known, waited)
        case Note(name=name):
            waited.discard(name)
            yield block
        case Paragraph() | Heading():
            yield replace(block, children=_settle_inlines(block.children, known))
        case Quote(children=children):
            yield replace(
                block,
                children=tuple(
                    inner for each in children for inner in _settle(each, known, waited)
                ),
                attribution=_settle_inlines(block.attribution, known),
            )
        case List(items=items):
            yield replace(
                block,
                items=tuple(
                    Item(
                        children=tuple(
                            inner
                            for each in item.children
                            for inner in _settle(each, known, waited)
                        )
                    )
                    for item in items
                ),
            )
        case Table():
            rows = [
                tuple(
                    Row(
                        cells=tuple(
                            replace(cell, children=_settle_inlines(cell.children, known))
                            for cell in row.cells
                        )
                    )
                    for row in part
                )
                for part in (block.head, block.rows)
            ]
            yield replace(block, head=rows[0], rows=rows[1])
        case _:
            yield block


def _settle_inlines(children: Sequence[Inline], known: set[str]) -> tuple[Inline, ...]:
    out: list[Inline] = []
    for child in children:
        if isinstance(child, NoteMark) and child.note not in known:
            out.append(Text(text=f"[{child.note}]"))
        elif isinstance(child, Text | CodeText | LineBreak | NoteMark | Picture | Formula):
            out.append(child)
        else:
            out.append(replace(child, children=_settle_inlines(child.children, known)))
    return tuple(out)
