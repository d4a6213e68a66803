"""Paragraphs of foreign Markdown → paragraphs, figures, formulas.

In: Nodes.  Out: blocks; lines that only a program reads are put aside.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from publisher.model.body import (
    Block,
    Emphasis,
    Figure,
    Inline,
    Link,
    NoteMark,
    Paragraph,
    Picture,
    Strong,
    Struck,
    Text,
    inlines,
    plain_inline,
)
from publisher.readers.markdown.foreign.embedded import html, kept
from publisher.readers.markdown.foreign.inlines import formula, raw
from publisher.readers.markdown.foreign.making import Making
from publisher.readers.markdown.foreign.markup import Held, is_break, markup
from publisher.readers.markdown.marks.attributes import fields
from publisher.readers.markdown.nodes import Node

_CONTENTS = re.compile(r"\[(?:toc|_toc_|contents)\]", re.IGNORECASE)
_NEW_PAGE = re.compile(
    r"\\(?:newpage|pagebreak|clearpage|cleardoublepage)(?:\{\})?|PELICAN_(?:BEGIN|END)_SUMMARY"
    r"|\([\w:-]+\)=|\+\+\+(?:[ \t]+\{.*\})?|\(ref:[\w-]+\) .*"
)
# lines of a note's own program, which it does not show (Logseq)
_PROPERTY = re.compile(
    r"(?:id|collapsed|background-color|ls-type|hl-[\w-]+|logseq\.[\w.-]+)::[ \t]+\S.*"
)
_SNIPPET = re.compile(r"-+8<-+[ \t]+[\"'].*[\"']|<<<[ \t]+[@./~]\S*")
_PROGRAM = re.compile(r"export\s+(?:const|let|default|async|function)\b[^\n]*[({=]")
_ENVIRONMENT = re.compile(r"\\begin\{(\w+\*?)\}.*\\end\{\1\}", re.DOTALL)
_RAW_TEX = re.compile(r"(?:\\[A-Za-z]+\*?(?:\[[^\]\n]*\]|\{[^}\n]*\})*[ \t\n]*)+")
_MODULE = re.compile(
    r"(?:import(?:\s[\w*{},\s]*\sfrom)?\s+[\"'][^\"']+[\"']|export\s+const\s+\w+\s*=.*);?$"
)


def paragraph(maker: Making, node: Node) -> Iterator[Block]:
    """A paragraph; one with HTML in it as a page would have it.

    Pictures larger than a sign stand before or behind it.
    """
    node = replace(node, children=_without_properties(maker, raw(node.children)))
    written = node.content.strip()
    if _CONTENTS.fullmatch(written) or _NEW_PAGE.fullmatch(written):
        maker.found.metadata(written, node.line)
        return
    if all(row.startswith("% ") for row in written.split("\n")):
        maker.found.private(written, node.line)  # MyST, as in TeX
        return
    if (
        _SNIPPET.fullmatch(written)
        or _RAW_TEX.fullmatch(written)
        or _ENVIRONMENT.fullmatch(written)
        or _PROGRAM.match(written)
        or all(map(_MODULE.match, written.split("\n")))
    ):
        maker.found.unknown(written, node.line)
        return
    if any(inner.type == "html_inline" and not is_break(inner) for inner in node.walk()):
        for inner in node.walk():
            maker.found.metadata(inner.attributes.get("title", ""), inner.line)
        held = Held()
        inside = "".join(markup(child, kept(maker, held)) for child in node.children)
        yield from maker.shown(html(maker, f"<p>{inside}</p>", node.line, held))
        return
    if tex := _only_formula(node):
        for child in node.children:
            maker.found.metadata(child.content if child.type == "attributes" else "", node.line)
        yield Paragraph(children=(formula(tex, display=True),))
        return
    caption = _caption(maker, node)
    for block in _with_figures(node, maker.lines.of(node.children)):
        yield replace(block, caption=caption) if isinstance(block, Figure) else block


def _without_properties(maker: Making, nodes: list[Node]) -> list[Node]:
    """The nodes of a paragraph without the lines that only a program reads."""
    kept: list[Node] = []
    for node in nodes:
        if node.type == "text" and _PROPERTY.fullmatch(node.content):
            maker.found.metadata(node.content, node.line)
            if kept and kept[-1].type == "softbreak":
                kept.pop()
        else:
            kept.append(node)
    return kept[1:] if kept and kept[0].type == "softbreak" else kept


def _caption(maker: Making, node: Node) -> tuple[Inline, ...]:
    """The caption of a picture that is alone in its paragraph.

    Its title, what its list of attributes says, or its words where the list makes it a figure
    (Pandoc's implicit_figures, Quarto's "Figures").
    """
    shown = [inner for inner in node.walk() if inner.type == "image"]
    words = (inner for inner in node.walk() if inner.type in {"text", "code_inline"})
    held = {id(child) for image in shown for child in image.walk()}
    if len(shown) != 1 or any(id(each) not in held and each.content.strip() for each in words):
        return ()
    image = shown[0]
    given: dict[str, str] = {}
    for inner in node.walk():
        given |= fields(inner.content) if inner.type == "attributes" else {}
    title = image.attributes.pop("title", "")
    said = next((given[key] for key in ("fig-cap", "caption") if given.get(key)), title)
    numbered = any(key.startswith(("#fig", "fig-")) for key in given)
    caption = maker.line_of(said) if said else maker.lines.of(image.children if numbered else ())
    if alt := given.get("fig-alt") or given.get("alt"):
        image.children = [replace(image, type="text", content=alt, children=[])]
    return caption


def _only_formula(node: Node) -> str:
    """The TeX of a paragraph that is one formula between two dollars and nothing else."""
    held = [child for child in node.children if child.type != "attributes"]
    worded = [child for child in held if child.type != "text" or child.content.strip()]
    return worded[0].content if [child.type for child in worded] == ["math_inline_double"] else ""


def _with_figures(node: Node, children: tuple[Inline, ...]) -> Iterator[Block]:
    """A paragraph's words, and its pictures before or behind them."""
    from publisher.readers.html.figures import leads_to_picture

    whole = (Paragraph(children=children),)
    shown = [inline.asset for inline in inlines(whole) if isinstance(inline, Picture)]
    leads = {
        picture.asset: link.address
        for link in inlines(whole)
        if isinstance(link, Link)
        for picture in link.children
        if isinstance(picture, Picture) and not leads_to_picture(link.address)
    }
    words = _trimmed(_without_pictures(children)) if shown else children
    holds = bool(plain_inline(words).strip()) or any(
        isinstance(inline, NoteMark) for inline in inlines((Paragraph(children=words),))
    )
    first = next(
        (inner for inner in node.walk() if inner.type in {"image", "text", "code_inline"}), node
    )
    leading = bool(shown) and first.type == "image"
    figures = [Figure(asset=asset, address=leads.get(asset, "")) for asset in shown]
    yield from figures if leading else ()
    if holds:
        yield Paragraph(children=words)
    yield from () if leading else figures


def _trimmed(children: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """The inlines without blanks at either end."""
    out = list(children)
    if out and isinstance(out[0], Text):
        out[0] = Text(text=out[0].text.lstrip(" "))
    if out and isinstance(out[-1], Text):
        out[-1] = Text(text=out[-1].text.rstrip(" "))
    return tuple(out)


def _without_pictures(children: Sequence[Inline]) -> tuple[Inline, ...]:
    out: list[Inline] = []
    for child in children:
        if isinstance(child, Picture):
            continue
        if not isinstance(child, Emphasis | Strong | Struck | Link):
            out.append(child)
            continue
        inside = _without_pictures(child.children)
        if inside or not (isinstance(child, Link) and child.children):
            out.append(replace(child, children=inside))
        # else a link around a picture alone
    return tuple(out)
