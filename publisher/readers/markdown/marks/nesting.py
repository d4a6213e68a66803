"""Blocks inside a block of our own: the lines between its marks, read as blocks."""

from collections.abc import Callable

from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

# what the parser asks of a line: (state, the line, the line behind the last, only whether)
BlockRule = Callable[[StateBlock, int, int, bool], bool]
InlineRule = Callable[[StateInline, bool], bool]


def read_inside(state: StateBlock, start: int, end: int, *, indent: int | None = None) -> None:
    """Read the lines from `start` up to `end` as blocks; nothing of them reaches beyond.

    indent   the columns from which on these lines count; None: as around them.
    """
    around = state.parentType, state.lineMax, state.blkIndent
    state.parentType, state.lineMax = "container", end
    state.blkIndent = state.blkIndent if indent is None else indent
    state.md.block.tokenize(state, start, end)
    state.parentType, state.lineMax, state.blkIndent = around
