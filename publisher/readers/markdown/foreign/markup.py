"""HTML among foreign Markdown.

An inline as the reader of pages takes it, and what stands apart in a piece of HTML.

In: Nodes, elements.  Out: markup that is never printed; Pieces of what is not of the text.
"""

import html
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from publisher.readers.markdown.nodes import Node
from publisher.readers.source import Piece

if TYPE_CHECKING:
    from publisher.readers.html.tree import Element

WHOLE = re.compile(r"(?:https?://|mailto:)\S+", re.IGNORECASE)
_TAGS = {"em": "em", "strong": "strong", "s": "s"}


def apart(element: "Element", line: int) -> Iterator[Piece]:
    """What stands in the HTML and is not of the text.

    A counter, or words that a page does not show.
    """
    from publisher.readers.html.figures import is_counter
    from publisher.readers.html.offers import address_of
    from publisher.readers.html.tree import lines, words_of

    if is_counter(element):
        yield Piece(
            text="",
            line=line,
            region="metadata",
            addresses=(address_of(element) or element.get("src", ""),),
        )
        for words in filter(str.strip, (element.get("alt", ""), words_of(element))):
            yield Piece(text=words, line=line, region="metadata")
        return
    for words, _, addresses in lines(element):
        yield Piece(
            text=words,
            line=line,
            region="aside",
            addresses=tuple(address for address in addresses if WHOLE.fullmatch(address)),
        )


def is_break(node: Node) -> bool:
    """Whether a tag is a line's break."""
    return re.fullmatch(r"<br\s*/?>", node.content, re.IGNORECASE) is not None


def markup(node: Node) -> str:
    """An inline as HTML, for the reader of pages; never printed."""
    inner = "".join(map(markup, node.children))
    match node.type:
        case "text":
            return html.escape(node.content)
        case "html_inline":
            return node.content
        case "softbreak":
            return "\n"
        case "hardbreak":
            return "<br>"
        case "code_inline":
            return f"<code>{html.escape(node.content)}</code>"
        case "link":
            return f'<a href="{html.escape(node.attributes.get("href", ""))}">{inner}</a>'
        case "image":
            alt = "".join(below.content for child in node.children for below in child.walk())
            return (
                f'<img src="{html.escape(node.attributes.get("src", ""))}"'
                f' alt="{html.escape(alt)}">'
            )
        case "footnote_ref":
            return f"[{html.escape(node.info)}]"
        case _:
            tag = _TAGS.get(node.type)
            return f"<{tag}>{inner}</{tag}>" if tag else inner
