"""Book → EPUB 3.3 bytes through ebooklib: raw items only, repacked so that the same book gives the same bytes.

The only door to ebooklib, whose traps are fenced here: no EpubHtml, no defaults of its own, memory only, and every
value of the package read back from the bytes and compared, because a value it cannot write it leaves empty.
"""

import datetime
import io
import zipfile
from collections.abc import Iterator
from typing import Any

from ebooklib import epub
from lxml import etree

from publisher.errors import WriteError
from publisher.phrases import phrases_for
from publisher.rendering.book import Book, Chapter
from publisher.rendering.theme import Theme
from publisher.rendering.xhtml import XHTML, XML_LANG, element, speak, text_of
from publisher.rights.record import MEDIA_TYPE, NAME
from publisher.writers.archive import PACKAGE, freeze
from publisher.writers.package import PREFIXES, Entry, package_entries

XHTML_TYPE = "application/xhtml+xml"
_DOCTYPE = b'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
_OPF = "{http://www.idpf.org/2007/opf}"


def write(book: Book, theme: Theme) -> bytes:
    """The EPUB of a book, in the theme's style sheets.

    Refuses with WriteError when ebooklib fails or loses a value on the way.
    """
    entries = tuple(package_entries(book))
    made = epub.EpubBook()
    made.metadata.clear()  # ebooklib's generator line and its random identifier
    _describe(made, book, entries)
    _fill(made, book, theme)
    buffer = io.BytesIO()
    moment = datetime.datetime.strptime(book.moment, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=datetime.UTC)
    try:
        epub.write_epub(buffer, made, {"mtime": moment, "epub3_pages": False, "raise_exceptions": True, "compresslevel": 0})
    except Exception as error:
        raise WriteError(f"{book.edition.name}.epub", f"the EPUB could not be written ({type(error).__name__}: {error})") from error
    with zipfile.ZipFile(buffer) as container:
        files = {name: container.read(name) for name in container.namelist()}
    files[PACKAGE] = _mended(files[PACKAGE], book, entries)
    return freeze(files)


def _describe(made: epub.EpubBook, book: Book, entries: tuple[Entry, ...]) -> None:
    for prefix, address in PREFIXES.items():
        made.add_prefix(prefix, address)
    made.set_identifier(book.ledger.urn)
    made.set_language(book.edition.language)
    for entry in entries:
        attributes = {XML_LANG if name == "lang" else name: value for name, value in entry.attributes}
        made.add_metadata("DC" if entry.kind == "dc" else None, entry.name, entry.text or None, attributes)


def _fill(made: epub.EpubBook, book: Book, theme: Theme) -> None:
    _add(made, "style", "style.css", "text/css", theme.sheet("common", "epub").encode())
    _add(made, "nav", "nav.xhtml", XHTML_TYPE, _document(_nav(book), "Contents", book.edition.language, style=False), ("nav",))
    spine = [_add(made, chapter.name, f"{chapter.name}.xhtml", XHTML_TYPE, _chapter(chapter), _properties(chapter))
             for chapter in book.chapters]
    for picture in book.pictures:
        _add(made, picture.name.replace(".", "-"), f"images/{picture.name}", picture.media_type, picture.data)
    _add(made, "ncx", "toc.ncx", "application/x-dtbncx+xml", _ncx(book))
    # Outside the manifest: a linked record is not a resource of the publication (EPUB 3.3, "The link element").
    made.add_item(epub.EpubItem(uid="record", file_name=f"EPUB/meta/{NAME}", media_type=MEDIA_TYPE, content=book.record, manifest=False))
    made.toc, made.spine = [], spine


def _add(made: epub.EpubBook, uid: str, name: str, media_type: str, data: bytes, properties: tuple[str, ...] = ()) -> epub.EpubItem:
    item = epub.EpubItem(uid=uid, file_name=name, media_type=media_type, content=data)
    item.properties = list(properties)
    made.add_item(item)
    return item


def _properties(chapter: Chapter) -> tuple[str, ...]:
    return tuple(name for name, mark in (("svg", b"<svg "), ("mathml", b"<math ")) if mark in chapter.markup)


def _chapter(chapter: Chapter) -> bytes:
    return _document(etree.fromstring(chapter.markup), chapter.title, chapter.language, chapter.direction, credit=chapter.credit)


def _document(content: etree._Element, title: str, language: str, direction: str = "", *, style: bool = True,
              credit: bytes = b"") -> bytes:
    html = element("html")
    speak(html, language if language != "und" else "", direction)
    head = element("head", parent=html)
    element("title", parent=head, text=" ".join(title.split()))
    if style:
        element("link", parent=head, rel="stylesheet", type="text/css", href="style.css")
    body = element("body", parent=html)
    body.append(content)
    if credit:
        body.append(etree.fromstring(credit))
    return _DOCTYPE + text_of(html)


def _nav(book: Book) -> etree._Element:
    """Contents, and landmarks that readers do not show.  The visible contents are a page of their own."""
    phrases = phrases_for(book.edition.language)
    box = element("div")
    toc = element("nav", parent=box, epub_type="toc", role="doc-toc", id="toc", aria_labelledby="toc-h")
    element("h1", parent=toc, id="toc-h", text=phrases.contents)
    _nav_list(toc, book)
    marks = element("nav", parent=box, epub_type="landmarks", hidden="hidden", aria_label="Landmarks")
    entries = element("ol", parent=marks)
    for kind, chapter in _landmarks(book):
        element("a", parent=element("li", parent=entries), epub_type=kind, href=f"{chapter.name}.xhtml", text=chapter.title)
    return box


def _nav_list(parent: etree._Element, book: Book) -> None:
    """Chapters with stops, parts around their articles, headings below their chapter."""
    entries = element("ol", parent=parent)
    parts = iter([(part.title, len(part.articles)) for part in book.edition.parts])
    holder, left = entries, 0
    for chapter in (chapter for chapter in book.chapters if chapter.stops):
        if chapter.role == "article" and left == 0:
            title, left = next(parts)
            holder = entries
            if title:
                item = element("li", parent=entries)
                element("a", parent=item, href=_target(chapter), text=title)
                holder = element("ol", parent=item)
        item = element("li", parent=holder if chapter.role == "article" else entries)
        element("a", parent=item, href=_target(chapter), text=chapter.title)
        left -= chapter.role == "article"
        _headings(item, chapter)


def _headings(item: etree._Element, chapter: Chapter) -> None:
    """Headings of a chapter, one list below another by their level; the title itself is the entry above."""
    lists: list[tuple[int, etree._Element]] = [(1, item)]
    for stop in chapter.stops[1:]:
        while lists[-1][0] >= stop.level and len(lists) > 1:
            lists.pop()
        above = lists[-1][1]
        below = above.find(f"{{{XHTML}}}ol")
        entry = element("li", parent=element("ol", parent=above) if below is None else below)
        element("a", parent=entry, href=f"{chapter.name}.xhtml#{stop.id}", text=stop.title)
        lists.append((stop.level, entry))


def _target(chapter: Chapter) -> str:
    return f"{chapter.name}.xhtml#{chapter.stops[0].id}"


def _landmarks(book: Book) -> Iterator[tuple[str, Chapter]]:
    kinds = {"title-page": "titlepage", "contents": "toc", "sources": "copyright-page", "colophon": "colophon"}
    first = next(chapter for chapter in book.chapters if chapter.role == "article")
    for chapter in book.chapters:
        if chapter is first:
            yield "bodymatter", chapter
        elif chapter.role in kinds:
            yield kinds[chapter.role], chapter


def _ncx(book: Book) -> bytes:
    """The contents for EPUB 2 readers and Kindle: one level, in reading order."""
    space = "http://www.daisy.org/z3986/2005/ncx/"
    names: Any = {None: space}  # lxml takes None for the default namespace; its stubs do not know
    ncx = etree.Element(f"{{{space}}}ncx", nsmap=names, version="2005-1")
    head = etree.SubElement(ncx, f"{{{space}}}head")
    etree.SubElement(head, f"{{{space}}}meta", name="dtb:uid", content=book.ledger.urn)
    title = etree.SubElement(ncx, f"{{{space}}}docTitle")
    etree.SubElement(title, f"{{{space}}}text").text = book.edition.title
    points = etree.SubElement(ncx, f"{{{space}}}navMap")
    for number, chapter in enumerate((chapter for chapter in book.chapters if chapter.stops), 1):
        point = etree.SubElement(points, f"{{{space}}}navPoint", id=f"point{number}", playOrder=str(number))
        label = etree.SubElement(point, f"{{{space}}}navLabel")
        etree.SubElement(label, f"{{{space}}}text").text = chapter.title
        etree.SubElement(point, f"{{{space}}}content", src=_target(chapter))
    return etree.tostring(ncx, xml_declaration=True, encoding="utf-8")


def _mended(package: bytes, book: Book, entries: tuple[Entry, ...]) -> bytes:
    """The package with its language and direction, after each value was found in it as it was given."""
    root = etree.fromstring(package)
    root.set(XML_LANG, book.edition.language)
    if book.edition.direction:
        root.set("dir", book.edition.direction)
    if book.edition.direction == "rtl":
        next(root.iter(f"{_OPF}spine")).set("page-progression-direction", "rtl")
    written = {(etree.QName(node).localname, node.text or "") for node in next(root.iter(f"{_OPF}metadata")).iterchildren("*")}
    lost = [entry.text for entry in entries if entry.text and (entry.name, entry.text) not in written]
    if lost:
        raise WriteError(f"{book.edition.name}.epub", f"the package lost a value on the way: {lost[0][:120]!r}")
    return etree.tostring(root, xml_declaration=True, encoding="utf-8")
