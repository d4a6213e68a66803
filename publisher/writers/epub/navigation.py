"""The ways into an EPUB: contents, landmarks and page list; the NCX for EPUB 2 and Kindle."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from publisher.model.body import Direction
from publisher.phrases import phrases_for
from publisher.rendering.book import Book, Chapter
from publisher.rendering.xhtml import Element, element, speak
from publisher.writers.epub.documents import Files

_NCX = "http://www.daisy.org/z3986/2005/ncx/"
# levels, where no device says how many it shows: enough for those that read no navigation document
_NCX_DEPTH = 2


@dataclass(slots=True, kw_only=True)
class Entry:
    """One line of the contents and those below it.

    Language and direction where they are not the edition's.
    """

    title: str
    href: str
    language: str = ""
    direction: Direction = ""
    below: list["Entry"] = field(default_factory=list)


def contents_of(book: Book, targets: Mapping[str, str]) -> list[Entry]:
    """Parts around their articles, headings below their chapter.

    Each entry leads to visible words, in reading order.
    """
    top: list[Entry] = []
    parts = iter([(part.title, len(part.articles)) for part in book.edition.parts if part.articles])
    holder, left = top, 0
    for chapter in book.chapters:
        if not chapter.stops:
            continue
        other = (
            chapter.language != book.edition.language or chapter.direction != book.edition.direction
        )
        entry = _with_headings(
            chapter, targets, chapter.language if other else "", chapter.direction if other else ""
        )
        if chapter.role == "article" and left == 0:
            title, left = next(parts)
            holder = top
            if title:
                top.append(Entry(title=_line(title), href=entry.href))
                holder = top[-1].below
        (holder if chapter.role == "article" else top).append(entry)
        left -= chapter.role == "article"
    return top


def _with_headings(
    chapter: Chapter, targets: Mapping[str, str], language: str, direction: Direction
) -> Entry:
    entry = Entry(
        title=_line(chapter.title),
        href=targets[chapter.stops[0].id],
        language=language,
        direction=direction,
    )
    above: list[tuple[int, Entry]] = [(1, entry)]
    for stop in chapter.stops[1:]:
        while above[-1][0] >= stop.level and len(above) > 1:
            above.pop()
        made = Entry(
            title=_line(stop.title), href=targets[stop.id], language=language, direction=direction
        )
        above[-1][1].below.append(made)
        above.append((stop.level, made))
    return entry


def navigation(book: Book, files: Files, *, cover: str = "") -> Element:
    """The navigation document's body: contents.

    Landmarks and page list, which readers offer and do not show.

    The visible contents are a page of their own.  cover: the file of the cover page, if there is
    one.
    """
    phrases = phrases_for(book.edition.language)
    box = element("div")
    toc = element(
        "nav", parent=box, epub_type="toc", role="doc-toc", id="toc", aria_labelledby="toc-h"
    )
    speak(element("h1", parent=toc, id="toc-h", text=phrases.contents), phrases.language)
    _list(toc, contents_of(book, files.targets))
    marks = element(
        "nav", parent=box, epub_type="landmarks", hidden="hidden", aria_label=phrases.landmarks
    )
    entries = element("ol", parent=marks)
    for kind, title, name in _landmarks(book, cover, phrases.cover):
        element("a", parent=element("li", parent=entries), epub_type=kind, href=name, text=title)
    if files.pages:
        pages = element(
            "nav",
            parent=box,
            epub_type="page-list",
            role="doc-pagelist",
            hidden="hidden",
            aria_label=phrases.pages,
        )
        entries = element("ol", parent=pages)
        for number, href in files.pages:
            element("a", parent=element("li", parent=entries), href=href, text=number)
    return box


def _list(parent: Element, entries: Iterable[Entry]) -> None:
    made = element("ol", parent=parent)
    for entry in entries:
        item = element("li", parent=made)
        speak(
            element("a", parent=item, href=entry.href, text=entry.title),
            entry.language,
            entry.direction,
        )
        if entry.below:
            _list(item, entry.below)


def _landmarks(book: Book, cover: str, cover_title: str) -> Iterator[tuple[str, str, str]]:
    """(epub:type, title, file): EPUB 3.3, "The landmarks nav element"; no two of one type."""
    kinds = {
        "title-page": "titlepage",
        "contents": "toc",
        "sources": "copyright-page",
    }
    if cover:
        yield "cover", cover_title, cover
    first = next(chapter for chapter in book.chapters if chapter.role == "article")
    for chapter in book.chapters:
        if chapter is first or chapter.role in kinds:
            yield (
                "bodymatter" if chapter is first else kinds[chapter.role],
                _line(chapter.title),
                f"{chapter.name}.xhtml",
            )


def ncx(book: Book, targets: Mapping[str, str], levels: int = _NCX_DEPTH) -> bytes:
    """The contents as an NCX (OPF 2.0.1, 2.4.1): so many levels at most, in reading order."""
    names: Any = {None: _NCX}  # lxml takes None for the default namespace; its stubs do not know
    root = etree.Element(f"{{{_NCX}}}ncx", nsmap=names, version="2005-1")
    _speak(root, book.edition.language, book.edition.direction)
    entries = contents_of(book, targets)
    deep = min(levels, _depth(entries))
    head = _ncx_element(root, "head")
    for name, content in (
        ("dtb:uid", book.ledger.urn),
        ("dtb:depth", str(deep)),
        ("dtb:totalPageCount", "0"),
        ("dtb:maxPageNumber", "0"),
    ):
        _ncx_element(head, "meta", name=name, content=content)
    _ncx_element(_ncx_element(root, "docTitle"), "text").text = _line(book.edition.title)
    _points(_ncx_element(root, "navMap"), entries, {}, deep)
    return etree.tostring(root, xml_declaration=True, encoding="utf-8")


def _depth(entries: Iterable[Entry]) -> int:
    return max((1 + _depth(entry.below) for entry in entries), default=0)


def _points(parent: Element, entries: Iterable[Entry], places: dict[str, int], deep: int) -> None:
    """Points in order.

    Two that lead to one place (a part and its first article) have one number (DAISY, playOrder).
    """
    for entry in entries:
        number = places.setdefault(entry.href, len(places) + 1)
        point = _ncx_element(
            parent,
            "navPoint",
            id=f"point-{'-'.join(map(str, (number, deep)))}",
            playOrder=str(number),
        )
        label = _ncx_element(point, "navLabel")
        _speak(label, entry.language, entry.direction)
        _ncx_element(label, "text").text = entry.title
        _ncx_element(point, "content", src=entry.href)
        if deep > 1:
            _points(point, entry.below, places, deep - 1)


def _speak(node: Element, language: str, direction: Direction) -> None:
    """As `speak`, with the two attributes that an NCX has for it: xml:lang and dir."""
    speak(node, language, direction)
    if "lang" in node.attrib:
        del node.attrib["lang"]


def _ncx_element(parent: Element, tag: str, **attributes: str) -> Element:
    return etree.SubElement(parent, f"{{{_NCX}}}{tag}", attributes)


def _line(text: str) -> str:
    return " ".join(text.split())
