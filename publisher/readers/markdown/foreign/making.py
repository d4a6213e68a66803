"""What the modules that make blocks of foreign Markdown ask of the one that calls them."""

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from publisher.model.body import (
    Block,
    Inline,
)
from publisher.readers.markdown.foreign.found import Found
from publisher.readers.markdown.foreign.inlines import Inlines
from publisher.readers.markdown.nodes import Node
from publisher.readers.source import Piece


class Making(Protocol):
    """Who makes blocks of nodes: it calls on a kind, and is called on for what stands in it."""

    found: Found
    top: int
    lines: Inlines

    @property
    def read(self) -> Callable[..., Sequence[Node]]:
        """The nodes of a text that stands in a mark."""

    def inside(self, node: Node) -> tuple[Block, ...]:
        """The blocks that stand in a node."""

    def all_of(self, nodes: Sequence[Node]) -> tuple[Block, ...]:
        """The blocks of several nodes."""

    def shown(self, pieces: Sequence[Piece]) -> Iterator[Block]:
        """The blocks of pieces; what is not of the text stays beside."""

    def line_of(self, words: str) -> tuple[Inline, ...]:
        """Words that a mark is given, read as Markdown is."""

    def pieces_of(self, block: Block, line: int) -> Iterator[Piece]:
        """A block as pieces."""
