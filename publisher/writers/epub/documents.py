"""The XHTML files of an EPUB.

Chapters as documents, long ones divided at their headings, page marks set, links mended.

In: the chapters of a Book, and where the pages of its PDF begin.  Out: files with their bytes.  The
one idea: every id of a book is unique, so that where it went is one table, and a link is right
wherever its target stands.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lxml import etree

from publisher.model.body import Direction
from publisher.rendering.block_ids import name_blocks, unname_blocks
from publisher.rendering.book import ON_PAPER, Chapter, sections_of
from publisher.rendering.xhtml import XHTML, Element, element, speak, text_of
from publisher.writers.epub.split import divided

# Bytes of markup in one file.  A reading system lays out a file at a time: old ones refuse more
# than 300 kB, and slow e-readers take seconds for each turn of a page in less.
LONGEST = 200_000
DOCTYPE = b'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
_HEADINGS = {f"{{{XHTML}}}h{level}" for level in range(1, 7)}
_ROW = f"{{{XHTML}}}tr"
_INSIDE = {
    f"{{{XHTML}}}{tag}"
    for tag in (
        "section",
        "div",
        "p",
        "li",
        "td",
        "th",
        "pre",
        "blockquote",
        "figure",
        "aside",
        "header",
        "dt",
        "dd",
    )
}


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One file: its name, id and properties in the manifest, the chapter it is of, its bytes."""

    name: str
    ident: str
    chapter: str
    data: bytes
    properties: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """All files of a book in reading order.

    targets   id → "file.xhtml#id".   pages: (number, "file.xhtml#id") for each page mark; empty
              without a PDF.
    """

    files: tuple[File, ...]
    targets: Mapping[str, str]
    pages: tuple[tuple[str, str], ...]


def files_of(
    chapters: Iterable[Chapter],
    page_breaks: Mapping[str, int] | None = None,
    *,
    longest: int = LONGEST,
) -> Files:
    """The files of these chapters.

    page_breaks   id (rendering.blocks) → number of the PDF's page on which the element with it
                  begins.
    longest       bytes of markup beyond which a chapter is divided at headings; where it has none,
                  between its blocks.
    """
    numbers = _Numbers(page_breaks or {})
    made: list[tuple[str, list[Element], Chapter]] = []
    for chapter in chapters:
        root, *ends = _sections(chapter, numbers if page_breaks else None)
        pieces = divided(root, chapter.title, longest) if len(chapter.markup) > longest else [root]
        contents = [[piece, *_file_credit(piece, chapter, len(pieces))] for piece in pieces]
        contents[-1] += ends
        made += [
            (f"{chapter.name}{f'-{number}' if number > 1 else ''}.xhtml", content, chapter)
            for number, content in enumerate(contents, 1)
        ]
    targets = {
        ident: f"{name}#{ident}"
        for name, content, _ in made
        for piece in content
        for node in piece.iter()
        if (ident := node.get("id"))
    }
    if len({chapter.name for _, _, chapter in made}) < len(made):
        for name, content, _ in made:
            for piece in content:
                _mend_links(name, piece, targets)
    files = tuple(
        File(
            name=name,
            ident=name.removesuffix(".xhtml"),
            chapter=chapter.name,
            properties=_properties(content[0]),
            data=document(
                content, chapter.title, chapter.language, chapter.direction, heads=chapter.heads
            ),
        )
        for name, content, chapter in made
    )
    return Files(
        files=files,
        targets=targets,
        pages=tuple((str(number), targets[ident]) for number, ident in numbers.marks),
    )


def _sections(chapter: Chapter, numbers: "_Numbers | None") -> list[Element]:
    """The sections of a chapter, with page marks where pages are numbered.

    What speaks of the PDF alone is left out.
    """
    sections: list[Element] = []
    for name, markup in sections_of(chapter):
        section = etree.fromstring(markup)
        for words in section.iter(f"{{{XHTML}}}span"):
            if ON_PAPER in words.get("class", "").split():
                words.tag = ON_PAPER
        etree.strip_elements(section, ON_PAPER, with_tail=False)
        if numbers:
            name_blocks(section, name)
            numbers.mark(section)
            unname_blocks(section)
        sections.append(section)
    return sections


def _file_credit(piece: Element, chapter: Chapter, count: int) -> list[Element]:
    """The line that says whose a file is: of a chapter in several, where no credit block is."""
    if count == 1 or not chapter.credit:
        return []
    sections = piece.iter(f"{{{XHTML}}}section")
    has_block = any("credit" in section.get("class", "").split() for section in sections)
    return [] if has_block else [etree.fromstring(chapter.credit)]


def document(
    content: Iterable[Element],
    title: str,
    language: str,
    direction: Direction = "",
    *,
    heads: Iterable[tuple[str, str]] = (),
    style: bool = True,
) -> bytes:
    """An XHTML document around elements; `heads`: names and contents of its <meta> elements."""
    html = element("html")
    speak(html, language, direction)
    head = element("head", parent=html)
    element("title", parent=head, text=" ".join(title.split()))
    for name, content_ in heads:
        element("meta", parent=head, name=name).set("content", content_)
    if style:
        element("link", parent=head, rel="stylesheet", type="text/css", href="style.css")
    body = element("body", parent=html)
    body.extend(content)
    return DOCTYPE + text_of(html)


def _properties(piece: Element) -> tuple[str, ...]:
    """EPUB 3.3, "Manifest item properties", computed.

    What a chapter can hold is drawings and formulas, never scripts or remote parts.
    """
    spaces = {"http://www.w3.org/2000/svg": "svg", "http://www.w3.org/1998/Math/MathML": "mathml"}
    found = {
        spaces[space]
        for node in piece.iter()
        if (space := str(node.tag).partition("}")[0][1:]) in spaces
    }
    return tuple(sorted(found))


# --- pages


class _Numbers:
    """Sets a mark wherever an element begins a page that no element before it has begun.

    A page on which nothing begins has its number before the next element that begins (EPUB
    Accessibility 1.1, "Page navigation").
    """

    def __init__(self, page_breaks: Mapping[str, int]) -> None:
        self.breaks, self.last = page_breaks, 0
        self.marks: list[tuple[int, str]] = []

    def mark(self, root: Element) -> None:
        for node in list(root.iter()):
            number = self.breaks.get(node.get("id", ""), 0)
            if number <= self.last:
                continue
            place = node[0] if node.tag == _ROW and len(node) else node
            if place.tag not in _INSIDE | _HEADINGS:
                continue
            for each in range(number, self.last, -1):
                _set(place, each, inside=place.tag in _INSIDE)
            self.marks += [(each, f"page-{each}") for each in range(self.last + 1, number + 1)]
            self.last = number


def _set(node: Element, number: int, *, inside: bool) -> None:
    """The mark, inside an element or before a heading, of whose words it must not become one."""
    mark = element(
        "span",
        id=f"page-{number}",
        epub_type="pagebreak",
        role="doc-pagebreak",
        aria_label=str(number),
    )
    if inside:
        node.text, mark.tail = None, node.text
        node.insert(0, mark)
    elif (parent := node.getparent()) is not None:
        parent.insert(parent.index(node), mark)


# --- links


def _mend_links(name: str, piece: Element, targets: Mapping[str, str]) -> None:
    """Links inside the book lead to the file that their target went to."""
    for link in piece.iter(f"{{{XHTML}}}a"):
        address, _, ident = link.get("href", "").partition("#")
        if ident in targets and (
            not address or (address.endswith(".xhtml") and "/" not in address)
        ):
            target = targets[ident]
            link.set("href", f"#{ident}" if target.startswith(f"{name}#") else target)
