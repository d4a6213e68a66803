"""Blocks of foreign Markdown beside each other: what belongs together.

In: Nodes.  Out: the same Nodes, HTML that is open around Markdown as one, a table with its
caption, a list that goes on, what a list of attributes makes of the block before it.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from publisher.readers.markdown.foreign.html import grouped
from publisher.readers.markdown.foreign.shortcodes import Meaning, meaning_of_name
from publisher.readers.markdown.marks.attributes import fields, parted
from publisher.readers.markdown.nodes import Node

_CAPTION = re.compile(r"(?:Table)?:[ \t]+")


def levels_of(nodes: Sequence[Node]) -> list[int]:
    """The levels of the headings of a text, in order."""
    return [
        {"=": 1, "-": 2}.get(node.markup, len(node.markup))
        for node in nodes
        if node.type == "heading"
    ]


def settled(nodes: Sequence[Node]) -> list[Node]:
    """The nodes, HTML as whole elements, and a table's caption as part of it."""
    out: list[Node] = []
    for node in grouped(nodes):
        last = out[-1] if out else None
        if last and last.type == "table" and node.type == "paragraph" and _is_caption(node):
            out[-1] = _captioned(last, node)
        elif last and node.type == "table" and last.type == "paragraph" and _is_caption(last):
            out[-1] = _captioned(node, last)
        elif last and _classed(node) and last.type in {"paragraph", "blockquote"}:
            inside = last.children if last.type == "blockquote" else [last]
            out[-1] = replace(last, type="boxed", children=inside)
            out.append(node)
        elif _goes_on(out, node):
            out[-2] = replace(out[-2], children=[*out[-2].children, *node.children])
        elif last and _makes_contents(node) and last.type in {"bullet_list", "ordered_list"}:
            out[-1] = replace(node, content=f"{_plain(last)} {node.content}")
        else:
            out.append(node)
    return out


def _classed(node: Node) -> bool:
    """Whether a list of attributes says that the block before it is a box (kramdown)."""
    if node.type != "attributes":
        return False
    classes = [key[1:] for key in fields(node.content) if key.startswith(".")]
    return any(meaning_of_name(name) is Meaning.BOX for name in classes)


def _goes_on(before: Sequence[Node], node: Node) -> bool:
    """Whether a list goes on behind a list of attributes that belongs to one of its items."""
    if len(before) < 2 or node.type not in {"bullet_list", "ordered_list"}:
        return False
    first, attributes = before[-2], before[-1]
    number = int(first.attributes.get("start", "1")) + len(first.children)
    return (
        first.type == node.type
        and attributes.type == "attributes"
        and node.line == attributes.line + 1
        and (node.type == "bullet_list" or int(node.attributes.get("start", "1")) == number)
    )


def _is_caption(node: Node) -> bool:
    first = node.children[0] if node.children else None
    return first is not None and first.type == "text" and bool(_CAPTION.match(first.content))


def _captioned(table: Node, words: Node) -> Node:
    first = replace(words.children[0], content=_CAPTION.sub("", words.children[0].content, count=1))
    children = [first, *words.children[1:]]
    last, written = parted(children[-1].content)
    if written:
        children[-1] = replace(children[-1], content=last)
        children.append(replace(children[-1], type="attributes", content=written))
    caption = replace(words, type="caption", children=children)
    line = min(table.line, words.line)
    return replace(table, line=line, children=[*table.children, caption])


def _makes_contents(node: Node) -> bool:
    """Whether kramdown puts a table of contents in place of the list before (`{:toc}`)."""
    return node.type == "attributes" and "toc" in re.findall(r"[\w-]+", node.content)


def _plain(node: Node) -> str:
    """The words of a node as they are written."""
    return " ".join(inner.content for inner in node.walk() if inner.type == "text")
