"""Our strict Markdown within a line: Nodes → Inlines.

And the Reader that keeps count of pictures, notes and faults.

In: Nodes of a line.  Out: Inlines; what has no place in one is a fault at its line, with what to
write instead.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from publisher.errors import Fault
from publisher.model.body import (
    Abbreviation,
    Anchor,
    CheckBox,
    CodeText,
    Emphasis,
    Foreign,
    Formula,
    Inline,
    LineBreak,
    Link,
    NoteMark,
    Picture,
    Ruby,
    Script,
    Strong,
    Struck,
    Text,
)
from publisher.readers.markdown.nodes import Node

_ADDRESS = re.compile(r"(?:https?://|mailto:)\S+|#\S+", re.IGNORECASE)
_INSTEAD = {  # HTML → our form
    "sup": "`[words]{.sup}`",
    "sub": "`[words]{.sub}`",
    "em": "`*words*`",
    "i": "`*words*`",
    "strong": "`**words**`",
    "b": "`**words**`",
    "del": "`~~words~~`",
    "s": "`~~words~~`",
    "a": "`[words](address)`",
    "img": "`![](id)` and the picture under `assets`",
    "figure": "`![](id)` with the caption in the next line",
    "blockquote": "`> words`",
    "table": "a table of `|`",
    "pre": "lines between ```` ``` ````",
    "code": "`` `words` ``",
    "aside": "`::: aside Title` … `:::`",
    "h2": "`## words`",
    "span": "`[words]{lang=..}`",
    "p": "paragraphs with an empty line between",
    "div": "paragraphs, or `::: aside` … `:::`",
}


@dataclass(slots=True)
class Reader:
    """What is known while a text is read."""

    lines: Sequence[str]
    first_line: int
    pictures: dict[str, tuple[str, str]]
    faults: list[Fault] = field(default_factory=list)
    alts: dict[str, str] = field(default_factory=dict)
    marks: dict[str, int] = field(default_factory=dict)  # names of notes → line of the first mark
    notes: dict[str, int] = field(default_factory=dict)
    anchors: set[str] = field(default_factory=set)
    leads: dict[str, int] = field(default_factory=dict)  # places that links lead to → first line

    def fault(self, line: int, near: str, message: str) -> None:
        """One fault; its column is where `near` stands in the line, if it does."""
        place = line - self.first_line
        column = self.lines[place].find(near) + 1 if near and 0 <= place < len(self.lines) else 0
        self.faults.append(Fault(line=line, column=column, message=message))


def speech_of(reader: Reader, node: Node, attributes: dict[str, str]) -> dict[str, Any]:
    """The language and direction that braces state, as keys of a block or inline."""
    if unknown := next((key for key in attributes if key not in {"lang", "dir"}), None):
        reader.fault(
            node.line,
            unknown.lstrip("."),
            f"'{unknown}' is not known here; write `{{lang=ar dir=rtl}}`",
        )
    direction = attributes.get("dir", "")
    if direction not in {"", "ltr", "rtl"}:
        reader.fault(node.line, f"dir={direction}", f"expected ltr or rtl, got '{direction}'")
        direction = ""
    return {"language": attributes.get("lang", ""), "direction": direction}


def html_fault(reader: Reader, node: Node) -> None:
    """Tell that HTML is not read here, and what to write instead."""
    tag = re.match(r"<\s*(/?)\s*([A-Za-z][\w-]*)", node.content.lstrip())
    if node.content.lstrip().startswith("<!--"):
        reader.fault(
            node.line,
            "<!--",
            "a comment of HTML; comments belong into the front matter, behind `#`",
        )
    elif tag and not tag[1]:
        instead = _INSTEAD.get(tag[2].lower())
        remedy = f"write {instead}" if instead else "write it as Markdown"
        reader.fault(
            node.line,
            f"<{tag[2]}",
            f"HTML (<{tag[2].lower()}>) is not read in an article; {remedy}, or `\\<` for the"
            " character",
        )
    elif not tag:
        reader.fault(
            node.line,
            "<",
            "HTML is not read in an article; write it as Markdown, or `\\<` for the character",
        )


def inlines_of(reader: Reader, nodes: Sequence[Node]) -> tuple[Inline, ...]:
    """The inlines that the nodes of a line make."""
    out: list[Inline] = []
    for node in nodes:
        out.extend(_inline(reader, node, after_break=bool(out) and isinstance(out[-1], LineBreak)))
    return tuple(out)


def _inline(reader: Reader, node: Node, *, after_break: bool) -> Sequence[Inline]:
    match node.type:
        case "text":
            return [Text(text=node.content)]
        case "softbreak":
            return [] if after_break else [Text(text=" ")]
        case "hardbreak":
            return [LineBreak()]
        case "code_inline":
            return [CodeText(text=node.content)]
        case "formula":
            return _formula(reader, node)
        case "em":
            return [Emphasis(children=inlines_of(reader, node.children))]
        case "strong":
            return [Strong(children=inlines_of(reader, node.children))]
        case "s":
            return [Struck(children=inlines_of(reader, node.children))]
        case "link":
            return [link_of(reader, node, node.attributes.get("href", ""))]
        case "image":
            return [Picture(asset=asset_of(reader, node))]
        case "footnote_ref":
            reader.marks.setdefault(node.info, node.line)
            return [NoteMark(note=node.info)]
        case "span":
            return _span(reader, node)
        case "html_inline" if re.fullmatch(r"<br\s*/?>", node.content, re.IGNORECASE):
            return [LineBreak()]
        case _:
            html_fault(reader, node)
            return []


def _formula(reader: Reader, node: Node) -> Sequence[Inline]:
    try:
        return [Formula(mathml=node.content)]
    except ValueError as error:
        reader.fault(node.line, node.content[:40], str(error))
        return []


def _span(reader: Reader, node: Node) -> Sequence[Inline]:
    """`{.sup}`, `{lang=ar}`, ...; `{}` alone holds its words apart from what stands beside them."""
    children = inlines_of(reader, node.children)
    match tuple(node.attributes):
        case ():
            return children
        case (".em",):
            return [Emphasis(children=children)]
        case (".strong",):
            return [Strong(children=children)]
        case (".struck",):
            return [Struck(children=children)]
        case (".sup",):
            return [Script(position="sup", children=children)]
        case (".sub",):
            return [Script(position="sub", children=children)]
        case (name,) if name.startswith("#"):
            return [*_anchor(reader, node, name[1:]), *children]
        case ("title",):
            return [Abbreviation(meaning=node.attributes["title"], children=children)]
        case ("ruby",):
            return [Ruby(children=children, reading=node.attributes["ruby"])]
        case (".box",):
            return _check_box(reader, node)
        case ("href",):
            return [link_of(reader, node, node.attributes["href"])]
    return [Foreign(**speech_of(reader, node, node.attributes), children=children)]


def _anchor(reader: Reader, node: Node, name: str) -> Sequence[Inline]:
    if name in reader.anchors:
        reader.fault(node.line, f"#{name}", f"a second place '{name}'; give it a name of its own")
        return []
    reader.anchors.add(name)
    return [Anchor(name=name)]


def _check_box(reader: Reader, node: Node) -> Sequence[Inline]:
    words = "".join(child.content for child in node.walk() if child.type == "text")
    if words.strip() not in {"x", "X", ""}:
        reader.fault(node.line, words, "a check box is written `[x]{.box}` or `[ ]{.box}`")
    return [CheckBox(checked=bool(words.strip()))]


def link_of(reader: Reader, node: Node, address: str) -> Link:
    """A link; an address that leads nowhere is a fault."""
    if not _ADDRESS.fullmatch(address):
        scheme = re.match(r"\s*([A-Za-z][\w+.-]*):", address)
        reason = (
            f"links with '{scheme[1].lower()}:' are not carried"
            if scheme
            else "an address must be whole"
        )
        reader.fault(
            node.line, address, f"{reason}, got '{address[:60]}'; write it with https:// or mailto:"
        )
    if address.startswith("#"):
        reader.leads.setdefault(address[1:], node.line)
    if "title" in node.attributes:
        reader.fault(
            node.line,
            node.attributes["title"],
            "the title of a link is printed nowhere; put its words into the text",
        )
    return Link(address=address, children=inlines_of(reader, node.children))


def asset_of(reader: Reader, node: Node) -> str:
    """The id of the picture named; words given for it become its alt text where it has none."""
    named, words = (
        node.attributes.get("src", ""),
        "".join(child.content for child in node.walk() if child.type in {"text", "code_inline"}),
    )
    if named not in reader.pictures:
        known = ", ".join(sorted({ident for ident, _ in reader.pictures.values()})) or "none"
        reader.fault(
            node.line,
            named,
            f"unknown picture '{named[:60]}'; name it under `assets` in the front matter (there:"
            f" {known[:120]})",
        )
        return named
    ident, alt = reader.pictures[named]
    if words and words != (alt or reader.alts.setdefault(ident, words)):
        reader.fault(
            node.line,
            words,
            f"the picture '{ident}' has another alt text already; write `![]({ident})`, or correct"
            " it under `assets`",
        )
    return ident


def without_start(children: tuple[Inline, ...], start: str) -> tuple[Inline, ...]:
    """The inlines without the sign their paragraph begins with."""
    first, *rest = children
    return (
        (Text(text=first.text.removeprefix(start)), *rest) if isinstance(first, Text) else children
    )
