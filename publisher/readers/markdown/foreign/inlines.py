"""Lines of foreign Markdown → inlines of the closed vocabulary.

In: Nodes of a line.  Out: inlines; what is no word of the text goes to Found.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Literal

from publisher.model.body import (
    CodeText,
    Emphasis,
    Inline,
    LineBreak,
    Link,
    Note,
    NoteMark,
    Paragraph,
    Script,
    Strong,
    Struck,
    Text,
    plain_inline,
    plain_text,
)
from publisher.readers.markdown.foreign.found import Found
from publisher.readers.markdown.foreign.markup import WHOLE, is_break
from publisher.readers.markdown.foreign.places import fragment_of, heading_id
from publisher.readers.markdown.foreign.shortcodes import Meaning, meaning_of
from publisher.readers.markdown.nodes import Node
from publisher.readers.source import Piece
from publisher.readers.tex import formula_of

_ADDRESS_AT_MOST = 200  # characters of an address that leads nowhere
# letters and signs of scripts that write without blanks between words
_WIDE = re.compile("[\u3001-\u30ff\u3400-\u9fff\uff01-\uff60]{2}")
_RAW = re.compile(r"\{=(\w+)\}")
# kinds of words that are printed like others, and like code
_WORDED = {"abbr", "term", "dfn", "emphasis", "strong", "u", "del", "guilabel", "menuselection"}
_AS_CODE = {"kbd", "code", "command", "file", "samp", "program", "option", "envvar", "literal"}
_REFERRED = re.compile(r"([^<]+)<[^<>]*>")  # words <target>
_SILENT = {"text", "softbreak", "hardbreak"}


class Inlines:
    """Makes inlines of nodes; `html` gives those of HTML where only inlines may stand."""

    def __init__(self, found: Found, html: Callable[[Node], Iterator[Inline]]) -> None:
        self._found = found
        self._html = html

    def of(self, nodes: Sequence[Node]) -> tuple[Inline, ...]:
        """The inlines of a run of nodes."""
        nodes = raw(nodes)
        _unspace(nodes)
        out: list[Inline] = []
        gone = False  # something that is not printed stood before
        for node in nodes:
            made = list(self._of(node))
            if gone and made and isinstance(made[0], Text) and _ends_in_blank(out):
                made[0] = Text(text=made[0].text.lstrip(" "))
            gone = (gone and not made) or (not made and node.type not in _SILENT)
            out += made
        if gone and out and isinstance(out[-1], Text):
            out[-1] = Text(text=out[-1].text.rstrip(" "))
        return tuple(out)

    def _of(self, node: Node) -> Iterator[Inline]:
        """The inlines of one node."""
        match node.type:
            case "text":
                self._found.cited(node.content, node.line)
                yield from self._found.abbreviated(node.content)
            case "softbreak":
                yield from () if node.info == "joined" else [Text(text=" ")]
            case "hardbreak":
                yield LineBreak()
            case "code_inline":
                self._found.computed(node.content, node.line)
                yield CodeText(text=node.content)
            case "em":
                yield Emphasis(children=self.of(node.children))
            case "strong":
                yield Strong(children=self.of(node.children))
            case "s":
                yield Struck(children=self.of(node.children))
            case "sub":
                yield Script(position="sub", children=self.of(node.children))
            case "sup":
                yield Script(position="sup", children=self.of(node.children))
            case "link":
                yield from self._link(node)
            case "image":
                yield from self.picture(node)
            case "footnote_ref":
                yield NoteMark(note=node.info)
            case "inline_note":
                yield self._note(node)
            case "math_inline" | "math_inline_double":
                yield formula(node.content)
            case "html_inline":
                yield from [LineBreak()] if is_break(node) else self._html(node)
            case _:
                yield from self._mark(node)

    def _mark(self, node: Node) -> Iterator[Inline]:
        """A mark of one tool or another."""
        match node.type:
            case "wiki_link":
                target = node.attributes["target"]
                shown = self.of(node.children)
                place = self._found.places.get(heading_id(fragment_of(target)), "")
                if target != plain_inline(shown):
                    self._found.metadata(target, node.line)
                yield from [Link(address=f"#{place}", children=shown)] if place else shown
            case "contents":
                self._found.metadata(f"[[{node.attributes['target']}]]", node.line)
            case "block_id" | "attributes":
                self._found.metadata(node.content, node.line)
            case "comment":
                self._found.private(node.content, node.line)
            case "component" if node.content.startswith("</"):
                self._found.metadata(node.content, node.line)
            case "component":
                self._found.unknown(node.content, node.line)
            case "embed":
                written = "|".join(filter(None, (node.attributes["target"], node.content)))
                self._found.unknown(f"![[{written}]]", node.line)
            case "role":
                yield from self._role(node)
            case "shortcode":
                yield from self._shortcode(node)
            case _:
                yield from self.of(node.children)

    def _shortcode(self, node: Node) -> Iterator[Inline]:
        meaning = meaning_of(node)
        if meaning is Meaning.FIGURE:
            address, alt = node.attributes["address"], node.attributes.get("alt", "")
            yield from filter(None, [self._found.picture(address, alt, node.line)])
        elif meaning is Meaning.BREAK:
            yield LineBreak()
        elif meaning is Meaning.NOTHING:
            self._found.metadata(node.content, node.line)
        else:
            self._found.unknown(node.content, node.line)

    def _role(self, node: Node) -> Iterator[Inline]:
        """Words of a kind (MyST, Sphinx); what refers elsewhere is its words, and is told."""
        if node.info in {"sub", "sup", "subscript", "superscript"}:
            position: Literal["sub", "sup"] = "sub" if node.info.startswith("sub") else "sup"
            yield Script(position=position, children=(Text(text=node.content),))
        elif node.info in {"math", "eq"}:
            yield formula(node.content) if node.info == "math" else Text(text=node.content)
        elif node.info in _WORDED:
            yield Text(text=node.content)
        elif node.info in _AS_CODE:
            yield CodeText(text=node.content)
        else:
            shown = _REFERRED.fullmatch(node.content)
            self._found.metadata(node.markup, node.line)
            self._found.tell(f"{{{node.info}}}`…`", node.line)
            yield Text(text=shown[1].rstrip() if shown else node.content)

    def _note(self, node: Node) -> Inline:
        """A note where its mark stands: its mark here, its words behind the block."""
        self._found.notes += 1
        name = f"inline-{self._found.notes}"
        note = Note(name=name, children=(Paragraph(children=self.of(node.children)),))
        words = " ".join(plain_text((note,)).split())
        self._found.beside.append(Piece(text=words, line=node.line, block=note))
        return NoteMark(note=name)

    def _link(self, node: Node) -> Iterator[Inline]:
        """A link; one that leads nowhere outside its site is its words, and its address a piece."""
        address = node.attributes.get("href", "")
        self._found.metadata(node.attributes.get("title", ""), node.line)
        children = self.of(node.children)
        place = self._found.places.get(fragment_of(address), "")
        if WHOLE.fullmatch(address) or place:
            yield Link(address=f"#{place}" if place else address, children=children)
        else:
            self._found.metadata(address[:_ADDRESS_AT_MOST], node.line)
            yield from children

    def picture(self, node: Node) -> Iterator[Inline]:
        """A picture as an asset; one that only counts readers as a piece without words."""
        source = node.attributes.get("src", "")
        alt = "".join(inner.content for child in node.children for inner in child.walk())
        self._found.metadata(node.attributes.get("title", ""), node.line)
        if made := self._found.picture(source, alt, node.line):
            yield made


def formula(tex: str, *, display: bool = False) -> Inline:
    """A formula; as its TeX, to the letter, where it cannot be told for certain."""
    return formula_of(tex, display=display) or CodeText(text=" ".join(tex.split()))


def raw(nodes: Sequence[Node]) -> list[Node]:
    """The nodes; code that its list of attributes calls another format (`{=html}`) as that."""
    out: list[Node] = []
    for node in nodes:
        last = out[-1] if out else None
        named = _RAW.fullmatch(node.content) if node.type == "attributes" else None
        if named and last and last.type == "code_inline":
            kind = "html_inline" if named[1].lower().startswith("html") else "component"
            out[-1] = replace(last, type=kind)
        out.append(node)
    return out


def _unspace(nodes: Sequence[Node]) -> None:
    """Take the blank out of line ends between ideographs, which no blank parts."""
    for before, node, after in zip(nodes, nodes[1:], nodes[2:], strict=False):
        if node.type == "softbreak" and before.type == after.type == "text":
            parted = before.content[-1:] + after.content[:1]
            node.info = "joined" if _WIDE.fullmatch(parted) else ""


def _ends_in_blank(inlines: Sequence[Inline]) -> bool:
    if not inlines:
        return True
    last = inlines[-1]
    return isinstance(last, LineBreak) or (isinstance(last, Text) and last.text.endswith(" "))
