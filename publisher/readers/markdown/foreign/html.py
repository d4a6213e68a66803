"""HTML among foreign Markdown: what stands open over Markdown, and what a piece of HTML holds.

In: Nodes.  Out: Nodes, an element that is open around Markdown as one "html_group" with its
children; comments apart.  Elements are those of HTML; HTML 4.3, 13.1.2.
"""

import html.parser
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from publisher.readers.markdown.marks.lines import COMPONENT
from publisher.readers.markdown.nodes import Node

# elements that hold blocks, and whose tags people write around Markdown
_MARKDOWN_WITHIN = re.compile(r"\s*<\w+(?:\s[^<>]*)?\smarkdown(?:=|[\s>])", re.IGNORECASE)
_AROUND = {
    "article", "aside", "blockquote", "center", "details", "div", "figure", "footer", "header",
    "main", "nav", "section",
}  # fmt: skip
_COMMENT = re.compile(r"<!--(.*?)-->", re.DOTALL)
_SUMMARY = re.compile(r"\s*<summary[^>]*>(.*?)</summary\s*>", re.DOTALL | re.IGNORECASE)


class _Tags(html.parser.HTMLParser):
    """The tags of elements that hold blocks, with their places: (name, opens, start, end)."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=False)
        self._starts = [0]
        for line in markup.split("\n"):
            self._starts.append(self._starts[-1] + len(line) + 1)
        self._markup = markup
        self.tags: list[tuple[str, bool, int, int, dict[str, str]]] = []
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note where an element begins."""
        if tag in _AROUND:
            start, given = self._place(), {key: words or "" for key, words in attrs}
            end = start + len(self.get_starttag_text() or "")
            self.tags.append((tag, True, start, end, given))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Pass over what begins and ends at once."""

    def handle_endtag(self, tag: str) -> None:
        """Note where an element ends."""
        if tag in _AROUND:
            start = self._place()
            end = self._markup.find(">", start) + 1 or len(self._markup)
            self.tags.append((tag, False, start, end, {}))

    def _place(self) -> int:
        line, column = self.getpos()
        return self._starts[line - 1] + column


def comments_in(markup: str) -> tuple[str, list[tuple[str, int]]]:
    """(the HTML without its comments, each comment with the line of the HTML where it begins).

    Lines stay where they are.
    """
    found = [
        (match[1].strip(), markup.count("\n", 0, match.start()))
        for match in _COMMENT.finditer(markup)
    ]
    return _COMMENT.sub(lambda match: "\n" * match[0].count("\n"), markup), found


def components_in(markup: str) -> tuple[str, list[tuple[str, int]]]:
    """(the HTML without tags of components, each such tag with its line of the HTML)."""
    found = [
        (match[0], markup.count("\n", 0, match.start())) for match in COMPONENT.finditer(markup)
    ]
    return COMPONENT.sub(lambda match: "\n" * match[0].count("\n"), markup), found


def summary_in(markup: str) -> tuple[str, str]:
    """(the words of the summary that opens a piece of HTML, as HTML; what stands behind it)."""
    found = _SUMMARY.match(markup)
    return (found[1], markup[found.end() :]) if found else ("", markup)


def grouped(nodes: Sequence[Node]) -> list[Node]:
    """The nodes, each element that is open around Markdown as one with what stands in it."""
    if not any(node.type == "html_block" for node in nodes):
        return list(nodes)
    parts = [part for node in _joined(nodes) for part in _parted(node)]
    stack: list[tuple[Node | None, list[Node]]] = [(None, [])]
    for part in parts:
        if part.type == "html_open":
            stack.append((part, []))
        elif part.type != "html_close":
            stack[-1][1].append(part)
        elif any(opening and opening.info == part.info for opening, _ in stack):
            while True:
                opening, children = stack.pop()
                if opening is None:
                    break
                group = replace(opening, type="html_group", children=children)
                stack[-1][1].append(group)
                if opening.info == part.info:
                    break
    while len(stack) > 1:  # open to the end of the text: as if it were not there
        opening, children = stack.pop()
        stack[-1][1].extend(children)
    return stack[0][1]


def _parted(node: Node) -> Iterator[Node]:
    """A piece of HTML divided where elements are opened or closed for more than itself."""
    if node.type != "html_block":
        yield node
        return
    place = 0
    for name, opens, start, end, given in _unmatched(node.content):
        yield from _piece(node, place, start)
        kind = "html_open" if opens else "html_close"
        line = node.line + node.content.count("\n", 0, start)
        yield replace(node, type=kind, info=name, attributes=given, line=line, content="")
        place = end
    yield from _piece(node, place, len(node.content))


def _piece(node: Node, start: int, end: int) -> Iterator[Node]:
    held = node.content[start:end]
    if held.strip():
        yield replace(node, content=held, line=node.line + node.content.count("\n", 0, start))


def _unmatched(markup: str) -> list[tuple[str, bool, int, int, dict[str, str]]]:
    """The tags whose other half is elsewhere."""
    opened: list[tuple[str, bool, int, int, dict[str, str]]] = []
    alone: list[tuple[str, bool, int, int, dict[str, str]]] = []
    for tag in _Tags(markup).tags:
        if tag[1]:
            opened.append(tag)
            continue
        matching = [at for at, one in enumerate(opened) if one[0] == tag[0]]
        if matching:
            alone += opened[matching[-1] + 1 :]
            del opened[matching[-1] :]
        else:
            alone.append(tag)
    return sorted([*alone, *opened], key=lambda tag: tag[2])


def _joined(nodes: Sequence[Node]) -> Iterator[Node]:
    """The nodes, HTML that follows on HTML as one.

    An empty line ends a block of HTML for Markdown, not for HTML.
    """
    held: Node | None = None
    for node in nodes:
        if node.type != "html_block" or _MARKDOWN_WITHIN.match(node.content):
            yield from [held] if held else []
            held = None
            yield node
        elif held is None:
            held = replace(node)
        else:
            gap = "\n" * max(1, node.line - held.line - held.content.count("\n"))
            held.content += gap + node.content
    yield from [held] if held else []
