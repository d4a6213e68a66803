"""HTML among foreign Markdown.

An inline as the reader of pages takes it, and what stands apart in a piece of HTML.

In: Nodes, elements.  Out: markup that is never printed; Pieces of what is not of the text.
"""

import html
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from publisher.model.body import Block, Inline, Text, plain_inline
from publisher.readers.markdown.nodes import Node
from publisher.readers.source import Piece

if TYPE_CHECKING:
    from publisher.readers.html.tree import Element

WHOLE = re.compile(r"(?:https?://|mailto:)\S+", re.IGNORECASE)
_TAGS = {"em": "em", "strong": "strong", "s": "s", "sub": "sub", "sup": "sup"}
# noncharacters, which no text holds (Unicode, 23.7): around the number of an inline kept apart
_KEPT = re.compile("\ufdd0(\\d+)\ufdd1")


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


@dataclass(slots=True)
class Held:
    """Inlines for which HTML has no element, while the rest of their line is read as HTML."""

    inlines: list[tuple[Inline, ...]] = field(default_factory=list)

    def keep(self, inlines: tuple[Inline, ...]) -> str:
        """What stands in the HTML for some inlines; nothing for none."""
        if not inlines:
            return ""
        self.inlines.append(inlines)
        return f"\ufdd0{len(self.inlines) - 1}\ufdd1"

    def plain(self, words: str) -> str:
        """Words with those of the inlines kept apart."""
        return _KEPT.sub(lambda found: plain_inline(self.inlines[int(found[1])]), words)

    def put_back(self, block: Block) -> Block:
        """The block with the inlines where they belong."""
        return self._within(block) if self.inlines else block

    # every value of the body is a dataclass of values, tuples and text
    def _within(self, held: Any) -> Any:  # noqa: ANN401
        changed = {}
        for name in held.__dataclass_fields__:
            given = getattr(held, name)
            if isinstance(given, tuple) and given:
                changed[name] = tuple(part for each in given for part in self._parts(each))
        return replace(held, **changed) if changed else held

    def _parts(self, each: Any) -> Sequence[Any]:  # noqa: ANN401
        if not isinstance(each, Text):
            return [self._within(each)] if hasattr(each, "__dataclass_fields__") else [each]
        parts: list[Inline] = []
        for number, words in enumerate(_KEPT.split(each.text)):
            if number % 2:
                parts += self.inlines[int(words)]
            elif words:
                parts.append(Text(text=words))
        return parts


def media_without_address(root: "Element") -> Iterator[str]:
    """The addresses of recordings and frames that lead nowhere outside the page's own folder."""
    for element in root.iter("audio", "video", "iframe", "embed", "object", "source", "track"):
        for name in ("src", "data", "poster"):
            if (address := element.get(name, "").strip()) and not WHOLE.fullmatch(address):
                yield address[:200]


def markup(node: Node, kept: Callable[[Node], str]) -> str:
    """An inline as HTML, for the reader of pages; never printed.

    kept   gives what stands for an inline that HTML has no element for.
    """
    inner = "".join(markup(child, kept) for child in node.children)
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
            source = html.escape(node.attributes.get("src", ""))
            return f'<img src="{source}" alt="{html.escape(alt)}">'
        case "em" | "strong" | "s" | "sub" | "sup":
            return f"<{_TAGS[node.type]}>{inner}</{_TAGS[node.type]}>"
        case _:
            return kept(node)
