"""Blocks inside a block of our own: the lines between its marks, read as blocks."""

from markdown_it.rules_block import StateBlock


def read_inside(state: StateBlock, start: int, end: int, *, indent: int | None = None) -> None:
    """Read the lines from `start` up to `end` as blocks; nothing of them reaches beyond.

    indent   the columns from which on these lines count; None: as around them.
    """
    around = state.parentType, state.lineMax, state.blkIndent
    state.parentType, state.lineMax = "container", end
    state.blkIndent = state.blkIndent if indent is None else indent
    state.md.block.tokenize(state, start, end)
    state.parentType, state.lineMax, state.blkIndent = around
