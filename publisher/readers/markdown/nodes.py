"""Markdown as a tree: what the parser's door gives, so that nobody else knows the parser."""

from collections.abc import Iterator
from dataclasses import dataclass, field


class TooDeepError(Exception):
    """Blocks are nested so deeply that the parser would drop words; never leaves the readers."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


@dataclass(slots=True, kw_only=True)
class Node:
    """One block or inline of a Markdown text.

    type       the parser's word ("paragraph", "bullet_list", "link", "softbreak", "text", ...).
    line       of the file where it begins, from 1.
    last_line  of the file where a block ends; 0 where the parser does not say.
    content    words of a text, code or HTML node; for a block of inlines its source.
    info       what stands behind a fence; the name of a note; of a table's row the cells it has too
               many.
    markup     the marks it was written with.
    attributes  href and src of links and images, language and class of spans.
    """

    type: str
    line: int
    last_line: int = 0
    content: str = ""
    info: str = ""
    markup: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Node"] = field(default_factory=list)

    def walk(self) -> Iterator["Node"]:
        """The node and all below it, in order."""
        yield self
        for child in self.children:
            yield from child.walk()
