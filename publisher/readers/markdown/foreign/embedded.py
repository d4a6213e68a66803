"""HTML among foreign Markdown → blocks and pieces, by the rules for pages.

In: Nodes.  Out: blocks of an element that is open around Markdown; pieces of a piece of HTML.
"""

import re
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import replace

from publisher.errors import SourceError
from publisher.model.body import (
    Block,
    Heading,
    Inline,
    Paragraph,
    Quote,
)
from publisher.readers.markdown.foreign.boxes import boxed
from publisher.readers.markdown.foreign.html import comments_in, components_in, summary_in
from publisher.readers.markdown.foreign.making import Making
from publisher.readers.markdown.foreign.markup import Held, apart, markup, media_without_address
from publisher.readers.markdown.foreign.shortcodes import Meaning, meaning_of_name
from publisher.readers.markdown.marks.shortcodes import calls_in, without_calls
from publisher.readers.markdown.nodes import Node
from publisher.readers.source import Piece, SourceText

_MARKED_DOWN = re.compile(
    r"<(\w+)((?:\s[^<>]*?)?\smarkdown(?:=[\"']?\w+[\"']?)?(?:\s[^<>]*+)?)>(.*)</\1\s*>",
    re.DOTALL | re.IGNORECASE,
)


def group(maker: Making, node: Node) -> Iterator[Block]:
    """An element of HTML that is open around Markdown."""
    first = node.children[0] if node.children else None
    title: tuple[Inline, ...] = ()
    children = node.children
    if first and first.type == "html_block" and node.info == "details":
        summary, rest = summary_in(first.content)
        title = _html_line(maker, f"<p>{summary}</p>", first.line) if summary else ()
        children = [replace(first, content=rest), *children[1:]] if rest.strip() else children[1:]
    if written := node.attributes.get("summary"):
        title = maker.line_of(written)
    name = node.attributes.get("class", "")
    meaning = meaning_of_name(name) if name else Meaning.PLAIN
    if node.info == "figure":
        yield from _framed(maker, node)
    elif node.info == "blockquote":
        yield Quote(children=maker.all_of(children))
    elif node.info in {"details", "aside"} or meaning is Meaning.BOX:
        yield from boxed(name if meaning is Meaning.BOX else "", title, maker.all_of(children))
    else:
        yield from maker.all_of(children)


def marked_down(maker: Making, node: Node) -> Node | None:
    """An element whose `markdown` says that Markdown stands in it, as a group; None for others.

    Source: PHP Markdown Extra, "Markdown Inside HTML Blocks".
    """
    found = _MARKED_DOWN.fullmatch(node.content.strip())
    if not found or re.search(rf"</{found[1]}\s*>", found[3], re.IGNORECASE):
        return None
    opening = found[0][: found.start(3)]
    line = node.line + opening.count("\n")
    summary, inside = summary_in(textwrap.dedent(found[3]))
    children = list(maker.read(inside, first_line=line))
    class_ = re.search(r"class=[\"']([^\"']*)", found[2])
    given = {"class": class_[1] if class_ else "", "summary": summary}
    return replace(
        node, type="html_group", info=found[1].lower(), attributes=given, children=children
    )


def _framed(maker: Making, node: Node) -> Iterator[Block]:
    """A figure of HTML around Markdown, read as one of a page."""
    if all(child.type in {"paragraph", "html_block"} for child in node.children):
        held = Held()
        inside = "".join(
            child.content
            if child.type == "html_block"
            else f"<p>{''.join(markup(each, kept(maker, held)) for each in child.children)}</p>"
            for child in node.children
        )
        yield from maker.shown(html(maker, f"<figure>{inside}</figure>", node.line, held))
    else:
        yield from maker.inside(node)


def _html_line(maker: Making, text: str, line: int) -> tuple[Inline, ...]:
    """A piece of HTML as one line."""
    shown = tuple(maker.shown(html(maker, text, line)))
    return tuple(
        inline
        for block in shown
        if isinstance(block, Paragraph | Heading)
        for inline in block.children
    )


def html(maker: Making, text: str, line: int, held: Held | None = None) -> list[Piece]:
    """The pieces of HTML, by the rules for pages; comments apart."""
    from publisher.readers.html import tree
    from publisher.readers.html.blocks import Body
    from publisher.readers.html.figures import is_counter
    from publisher.readers.html.media import Media

    text, comments = comments_in(text)
    for words, below in comments:
        maker.found.private(words, line + below)
    text = _without_calls(maker, text, line)
    text, components = components_in(text)
    for tag, below in components:
        told = maker.found.metadata if tag.startswith("</") else maker.found.unknown
        told(tag, line + below)
    try:
        root, _ = tree.parse(SourceText(name="", data=b"", text=text))
    except SourceError:  # comments and closing tags: no element, no word
        return []
    page, out = root.find("body"), list[Piece]()
    for address in media_without_address(root):
        maker.found.metadata(address, line)
    counters = {
        picture: "metadata" for picture in root.iter("img", "iframe") if is_counter(picture)
    }
    known = maker.found.assets
    media = Media(base="", by_id={asset.id: asset for asset in known.values()})
    body = Body(base="", regions=counters, media=media)
    parts = body.parts(page if page is not None else root)
    for asset in media.assets:
        address = asset.url or asset.file
        other = known.get(address, asset).id != asset.id  # the same with other words
        known[asset.id if other or not address else address] = asset
    maker.found.alts |= {asset.id: asset.alt for asset in media.assets}
    for part in parts:
        place = line + part.line - 1
        if part.element is not None:
            beside = apart(part.element, place)
            out += (
                replace(piece, text=held.plain(piece.text)) if held else piece for piece in beside
            )
        elif part.block is not None:
            block = held.put_back(part.block) if held else part.block
            if isinstance(block, Heading):
                level = max(1, min(5, block.level + max(0, body.top - maker.top)))
                block = replace(block, level=level)
            out += maker.pieces_of(block, place)
    return out


def _without_calls(maker: Making, text: str, line: int) -> str:
    """HTML without the calls of a site generator in it; those outside of tags are told."""
    for found in calls_in(text):
        before = text[: found.start()]
        in_tag = before.rfind("<") > before.rfind(">")
        put = maker.found.metadata if in_tag else maker.found.unknown
        put(found[0], line + before.count("\n"))
    return without_calls(text)


def kept(maker: Making, held: Held) -> Callable[[Node], str]:
    """What stands in HTML for an inline that HTML has no element for."""
    return lambda node: held.keep(maker.lines.of([node]))
