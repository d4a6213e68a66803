"""Blocks of a page by their kind.

Headings, quotations, verse, tables, boxes → parts.

In: an element and the Body that reads it.  Out: Parts.  Each keeps every word of its element, in
its form or beside it.
"""

import re
from collections.abc import Sequence
from typing import Protocol

from publisher.model.body import (
    Aside,
    Heading,
    Inline,
    Line,
    Paragraph,
    Quote,
    Verse,
    plain_text,
)
from publisher.readers.html import figures
from publisher.readers.html.inlines import Node
from publisher.readers.html.parts import (
    Part,
    divided,
    in_one_line,
    linking,
    rows,
)
from publisher.readers.html.tables import is_layout, table_of
from publisher.readers.html.tree import HEADINGS, Element, words_of

VERSE = re.compile(r"(?:^|[\s_-])(?:poem|poetry|verse|stanza|lyrics)(?:$|[\s_-])", re.IGNORECASE)
_ATTRIBUTION = re.compile(r"^\s*[—–―]\s*\S|^\s*--\s*\S")
_BOX_TITLE = re.compile(r"(?:^|[\s_-])(?:callout|admonition|box)-title(?:$|[\s_-])", re.IGNORECASE)


class Body(Protocol):
    """Who reads the elements: it calls on a kind, and is called on for what stands in it."""

    base: str
    top: int
    regions: dict[Element, str]
    notes: dict[Element, str]

    def flow(self, element: Element) -> list[Part]:
        """The parts of what an element holds."""

    def block(self, element: Element) -> list[Part]:
        """The parts of an element that is a block."""

    def paragraphs(self, run: Sequence[Node], element: Element) -> list[Part]:
        """A run of text as paragraphs."""


def heading(body: Body, element: Element, line: int) -> list[Part]:
    """A heading; what stands in it and is no text stays beside it."""
    out: list[Part] = []
    level = max(1, min(5, HEADINGS[str(element.tag)] - body.top + 1))
    for part in body.flow(element):
        inside = isinstance(part.block, Paragraph)
        out.append(
            Part(Heading(level=level, children=part.block.children), line)
            if isinstance(part.block, Paragraph) and inside
            else part
        )
    return out


def quote(body: Body, element: Element, line: int) -> list[Part]:
    """A quotation, with who said it where its last words say so."""
    inside, rest = divided(body.flow(element))
    last = element[-1] if len(element) else None
    attribution: tuple[Inline, ...] = ()
    if (
        len(inside) > 1
        and isinstance(inside[-1], Paragraph)
        and not (last is not None and (last.tail or "").strip())
    ):
        named = last is not None and last.tag in {"footer", "cite"}
        if named or _ATTRIBUTION.match(plain_text(inside[-1:])):
            attribution, inside = inside[-1].children, inside[:-1]
    return [
        *([Part(Quote(children=inside, attribution=attribution), line)] if inside else []),
        *rest,
    ]


def verse(body: Body, element: Element, line: int) -> list[Part]:
    """Verse: each line of its own."""
    inside, rest = divided(body.flow(element))
    said: list[Line] = []
    for block in inside:
        if not isinstance(block, Paragraph):
            return [*(Part(block, line) for block in inside), *rest]
        said += [*([Line(children=())] if said else []), *rows(block.children)]
    return [*([Part(Verse(lines=tuple(said)), line)] if said else []), *rest]


def table(body: Body, element: Element, line: int) -> list[Part]:
    """A table; one that only lays things out is no table."""
    if is_layout(element):
        out: list[Part] = []
        for child in element:
            for cell in [child] if child.tag == "caption" else child.iter("td", "th"):
                if cell is child or next(cell.iterancestors("table")) is element:
                    out += body.block(cell) if cell in body.regions else body.flow(cell)
        return out
    rest: list[Part] = []
    words = element.find("caption")
    caption = _cell(body, words, rest) if words is not None else ()
    made = table_of(element, lambda cell: _cell(body, cell, rest), caption)
    return [*([Part(made, line)] if made else []), *rest]


def aside(body: Body, element: Element, line: int) -> list[Part]:
    """A box beside the text, with its title."""
    inside, rest = divided(body.flow(element))
    title: tuple[Inline, ...] = ()
    first = next((child for child in element if words_of(child)), None)
    named = first is not None and (
        first.tag == "summary" or _BOX_TITLE.search(first.get("class", ""))
    )
    if len(inside) > 1 and (
        isinstance(inside[0], Heading) or (named and isinstance(inside[0], Paragraph))
    ):
        title, inside = inside[0].children, inside[1:]
    return [*([Part(Aside(title=title, children=inside), line)] if inside else []), *rest]


def linked(body: Body, element: Element) -> list[Part]:
    """A link around blocks: each paragraph and heading in it leads where it leads."""
    address = figures.absolute(element.get("href", ""), body.base)
    return [linking(part, address) if address else part for part in body.flow(element)]


def _cell(body: Body, element: Element, rest: list[Part]) -> tuple[Inline, ...]:
    inside, beside = divided(body.flow(element))
    rest += beside
    return in_one_line(inside)
