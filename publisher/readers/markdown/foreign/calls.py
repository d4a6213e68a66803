"""Marks with a name, around blocks or alone → blocks.

Calls of a site generator, fenced divs, admonitions, directives.

In: Nodes.  Out: blocks; what is not understood is put aside and told.
"""

import re
from collections.abc import Iterator

from publisher.model.body import (
    Block,
    Figure,
    Inline,
    Paragraph,
    Picture,
    Quote,
    Rule,
    Strong,
)
from publisher.readers.markdown.foreign import shortcodes
from publisher.readers.markdown.foreign.boxes import boxed, verse_of
from publisher.readers.markdown.foreign.making import Making
from publisher.readers.markdown.foreign.shortcodes import Meaning, meaning_of, meaning_of_name
from publisher.readers.markdown.nodes import Node

DIRECTIVE_OPTIONS = re.compile(r"(?:---\n.*?\n---\n|(?:[ \t]*:[\w-]+:[^\n]*\n)+)\n?", re.DOTALL)


def call(maker: Making, node: Node) -> Iterator[Block]:
    """A call of a site generator, alone or around blocks."""
    meaning = meaning_of(node)
    children = maker.inside(node)
    match meaning:
        case Meaning.FIGURE:
            yield from _call_figure(maker, node, children)
        case Meaning.QUOTE if children:
            said_by = shortcodes.attribution_of(node)
            maker.found.metadata(node.content, node.line)
            yield Quote(children=children, attribution=maker.line_of(said_by))
        case Meaning.RULE:
            yield Rule()
        case Meaning.NOTHING | Meaning.BREAK:
            maker.found.metadata(node.content, node.line)
            yield from children
        case _ if children:
            title = shortcodes.title_of(node)
            maker.found.metadata(node.content, node.line)
            kind = shortcodes.kind_of(node) or node.info
            yield from _between(maker, meaning, kind, maker.line_of(title), children, node)
        case Meaning.BOX | Meaning.FOLDED | Meaning.QUOTE if shortcodes.words_of(node):
            said = Paragraph(children=maker.line_of(shortcodes.words_of(node)))
            maker.found.metadata(node.content, node.line)
            named = maker.line_of(node.attributes.get("title", ""))
            kind = shortcodes.kind_of(node) or node.info
            yield from _between(maker, meaning, kind, named, (said,), node)
        case _ if node.info and node.content.startswith(("{{</", "{{%/", "{%end", "{% end")):
            maker.found.metadata(node.content, node.line)
        case _:
            maker.found.unknown(node.content, node.line)


def _call_figure(maker: Making, node: Node, children: tuple[Block, ...]) -> Iterator[Block]:
    addresses = shortcodes.pictures_of(node)
    alt, words = shortcodes.alt_of(node), shortcodes.caption_of(node)
    caption = maker.line_of(words)
    made = [maker.found.picture(address, alt, node.line) for address in addresses]
    shown = [picture.asset for picture in made if isinstance(picture, Picture)]
    maker.found.metadata(shortcodes.unused(node, alt, words, *addresses), node.line)
    leads = node.attributes.get("link", "")
    address = leads if re.match(r"https?://\S+$", leads) else ""
    yield from (Figure(asset=asset) for asset in shown[:-1])
    if shown:
        yield Figure(asset=shown[-1], caption=caption, address=address)
    elif caption:
        yield Paragraph(children=caption)
    yield from children


def container(maker: Making, node: Node) -> Iterator[Block]:
    """A fenced div or an admonition: a box where its name says so, else what it holds."""
    mark = node.content if node.type == "container" else f"{node.markup} {node.info.strip()}"
    maker.found.metadata(mark, node.line)
    name = node.attributes.get("classes") or node.info
    if node.type == "admonition":
        name = node.attributes["class"].removeprefix("admonition").strip()
    title: tuple[Inline, ...] = ()
    inside = node.children
    if inside and inside[0].type in {"container_title", "admonition_title"}:
        title, inside = maker.lines.of(inside[0].children), inside[1:]
    elif named := node.attributes.get("title"):
        title = maker.line_of(named)
    meaning = Meaning.BOX if node.type == "admonition" else meaning_of_name(name)
    yield from _between(maker, meaning, name, title, maker.all_of(inside), node)


def directive(maker: Making, node: Node, name: str, given: str) -> list[Block] | None:
    """A fence that is a box, a quotation or a figure (MyST); None where it is a listing."""
    meaning = meaning_of_name(name)
    if meaning not in {Meaning.BOX, Meaning.FOLDED, Meaning.QUOTE, Meaning.FIGURE}:
        return None
    options = DIRECTIVE_OPTIONS.match(node.content)
    inside = node.content[options.end() :] if options else node.content
    maker.found.metadata(f"{{{name}}} {options[0].strip() if options else ''}", node.line)
    children = maker.all_of(maker.read(inside))
    if meaning is not Meaning.FIGURE:
        return list(_between(maker, meaning, name, maker.line_of(given), children, node))
    alt = re.search(r"^:alt:[ \t]*(.+)$", node.content, re.MULTILINE)
    picture = maker.found.picture(given, alt[1] if alt else "", node.line)
    first = children[0] if children and isinstance(children[0], Paragraph) else None
    if not isinstance(picture, Picture):
        return list(children)
    caption = first.children if first else ()
    rest = children[1:] if first else children
    return [Figure(asset=picture.asset, caption=caption), *rest]


def _between(
    maker: Making,
    meaning: Meaning,
    name: str,
    title: tuple[Inline, ...],
    children: tuple[Block, ...],
    node: Node,
) -> Iterator[Block]:
    """What stands between the two ends of a mark."""
    if meaning in {Meaning.BOX, Meaning.FOLDED, Meaning.QUOTE}:
        yield from boxed(name, title, children)
        return
    if meaning is Meaning.UNKNOWN:
        maker.found.tell(node.content or name, node.line)
    yield from [Paragraph(children=(Strong(children=title),))] if title else []
    yield from verse_of(children) if meaning is Meaning.VERSE else children
