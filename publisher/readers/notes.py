"""Notes of a capture and the marks that lead to them, one note to each mark.

In: the blocks of an article.  Out: the same words; a mark without its note is words, a note without
its mark a paragraph.  What `import` writes of them, `check` reads.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from publisher.model.body import (
    Anchor,
    Aside,
    Block,
    Cell,
    CheckBox,
    Code,
    CodeText,
    Entry,
    Figure,
    Formula,
    Heading,
    Inline,
    LineBreak,
    List,
    Note,
    NoteMark,
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
    walk,
)
from publisher.schema.normal import normal_blocks


def settled(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The blocks, each mark with its note and each note with its mark.

    Part of a capture's text may have gone among the notices, or its notes may never have been
    marked.  Where all is well, the same blocks again.
    """
    notes = {block.name for block in walk(blocks) if isinstance(block, Note)}
    marks = {inline.note for inline in inlines(blocks) if isinstance(inline, NoteMark)}
    if notes == marks and len(notes) == sum(isinstance(block, Note) for block in walk(blocks)):
        return blocks
    return normal_blocks(_Settler(notes & marks).blocks(blocks))


class _Settler:
    """One pass over blocks: which names are known, and whose note has not come yet.

    A second note of a name is a paragraph.
    """

    def __init__(self, known: set[str]) -> None:
        self._known = known
        self._awaited = set(known)

    def blocks(self, blocks: Sequence[Block]) -> tuple[Block, ...]:
        """The blocks, settled; one may become several."""
        return tuple(made for block in blocks for made in self._block(block))

    def _block(self, block: Block) -> Sequence[Block]:
        match block:
            case Note(name=name, children=children):
                if name not in self._awaited:
                    return self._plain(name, children)
                self._awaited.discard(name)
                return [replace(block, children=self.blocks(children))]
            case Paragraph() | Heading():
                return [replace(block, children=self._inlines(block.children))]
            case Quote():
                attribution = self._inlines(block.attribution)
                children = self.blocks(block.children)
                return [replace(block, children=children, attribution=attribution)]
            case Aside():
                title, children = self._inlines(block.title), self.blocks(block.children)
                return [replace(block, title=title, children=children)]
            case Passage():
                return [replace(block, children=self.blocks(block.children))]
            case List(items=items):
                made = (replace(item, children=self.blocks(item.children)) for item in items)
                return [replace(block, items=tuple(made))]
            case Terms(entries=entries):
                return [replace(block, entries=tuple(map(self._entry, entries)))]
            case Table():
                head, rows = self._rows(block.head), self._rows(block.rows)
                caption = self._inlines(block.caption)
                return [replace(block, head=head, rows=rows, caption=caption)]
            case Figure():
                return [replace(block, caption=self._inlines(block.caption))]
            case Verse(lines=lines):
                settled_lines = (
                    replace(line, children=self._inlines(line.children)) for line in lines
                )
                return [replace(block, lines=tuple(settled_lines))]
            case Code() | Rule():
                return [block]

    def _entry(self, entry: Entry) -> Entry:
        definitions = (
            replace(one, children=self.blocks(one.children)) for one in entry.definitions
        )
        return replace(entry, term=self._inlines(entry.term), definitions=tuple(definitions))

    def _plain(self, name: str, children: Sequence[Block]) -> Sequence[Block]:
        """A note that nothing leads to, as the paragraphs that it holds."""
        first, *rest = self.blocks(children) or (Paragraph(children=()),)
        label = Text(text=f"[{name}] ")
        if isinstance(first, Paragraph):
            return [Paragraph(children=(label, *first.children)), *rest]
        return [Paragraph(children=(label,)), first, *rest]

    def _rows(self, rows: Sequence[Row]) -> tuple[Row, ...]:
        return tuple(Row(cells=tuple(self._cells(row))) for row in rows)

    def _cells(self, row: Row) -> Iterator[Cell]:
        return (replace(cell, children=self._inlines(cell.children)) for cell in row.cells)

    def _inlines(self, children: Sequence[Inline]) -> tuple[Inline, ...]:
        return tuple(map(self._inline, children))

    def _inline(self, inline: Inline) -> Inline:
        match inline:
            case NoteMark(note=name):
                return inline if name in self._known else Text(text=f"[{name}]")
            case Text() | CodeText() | LineBreak() | Picture() | Anchor() | CheckBox() | Formula():
                return inline
            case _:
                return replace(inline, children=self._inlines(inline.children))
