"""Book → EPUB 3.3 bytes through ebooklib.

Raw items only, repacked so that the same book gives the same bytes.

The only door to ebooklib, whose traps are fenced here: no EpubHtml, no defaults of its own, memory
only, and every value of the package read back from the bytes and compared, because a value it
cannot write it leaves empty.
"""

import datetime
import io
import re
import zipfile
from collections.abc import Iterator, Mapping

from ebooklib import epub
from lxml import etree

from publisher.errors import WriteError
from publisher.model.direction import direction_of
from publisher.model.edition import Series
from publisher.phrases import phrases_for
from publisher.pictures.picture import PictureFile
from publisher.rendering.book import Book
from publisher.rendering.cover import cover_words
from publisher.rendering.theme import Theme
from publisher.rendering.xhtml import XML_LANG, element
from publisher.rights.record import MEDIA_TYPE, NAME
from publisher.writers.cover_art import cover_of
from publisher.writers.epub.container import PACKAGE, freeze
from publisher.writers.epub.documents import Files, document, files_of
from publisher.writers.epub.entries import Entry
from publisher.writers.epub.navigation import navigation, ncx
from publisher.writers.epub.package import PREFIXES, package_entries

XHTML_TYPE = "application/xhtml+xml"
COVER_ID = "cover-image"
_OPF = "{http://www.idpf.org/2007/opf}"


def write(
    book: Book,
    theme: Theme,
    *,
    page_breaks: Mapping[str, int] | None = None,
    ncx_levels: int = 2,
) -> bytes:
    """The EPUB of a book, in the theme's style sheets.

    page_breaks   id → number of the page of the book's PDF on which the element with it begins:
                  gives the page list.
    ncx_levels    levels of the contents that the NCX may have.
    Refuses with WriteError when ebooklib fails or loses a value on the way.
    """
    files = files_of(book.chapters, page_breaks)
    entries = tuple(package_entries(book, paged=bool(files.pages)))
    made = epub.EpubBook()
    made.metadata.clear()  # ebooklib's generator line and its random identifier
    _describe(made, book, entries)
    _fill(made, book, theme, files)
    _add(made, "ncx", "toc.ncx", "application/x-dtbncx+xml", ncx(book, files.targets, ncx_levels))
    buffer = io.BytesIO()
    moment = datetime.datetime.strptime(book.moment, "%Y-%m-%dT%H:%M:%SZ").replace(
        tzinfo=datetime.UTC
    )
    try:
        epub.write_epub(
            buffer,
            made,
            {"mtime": moment, "epub3_pages": False, "raise_exceptions": True, "compresslevel": 0},
        )
    except Exception as error:
        raise WriteError(
            f"{book.edition.name}.epub",
            f"the EPUB could not be written ({type(error).__name__}: {error})",
        ) from error
    with zipfile.ZipFile(buffer) as container:
        members = {name: container.read(name) for name in container.namelist()}
    members[PACKAGE] = _mended(members[PACKAGE], book, entries)
    return freeze(members)


def _describe(made: epub.EpubBook, book: Book, entries: tuple[Entry, ...]) -> None:
    for prefix, address in PREFIXES.items():
        made.add_prefix(prefix, address)
    made.set_identifier(book.ledger.urn)
    made.set_language(book.edition.language)
    for entry in entries:
        attributes = {
            XML_LANG if name == "lang" else name: value for name, value in entry.attributes
        }
        made.add_metadata(
            "DC" if entry.kind == "dc" else None, entry.name, entry.text or None, attributes
        )
    # OPF 2.0.1's way to name the cover, which Kobo and Kindle still look for.
    made.add_metadata(None, "meta", "", {"name": "cover", "content": COVER_ID})
    for name, words in _series_in_calibre(book.edition.series):
        made.add_metadata(None, "meta", "", {"name": name, "content": words})


def _series_in_calibre(series: Series | None) -> Iterator[tuple[str, str]]:
    """The series as calibre writes it: KOReader, Kobo's tools and calibre read no other form.

    The position only where it is a decimal number, as calibre's is.
    """
    if series:
        yield "calibre:series", " ".join(series.title.split())
        if re.fullmatch(r"\d+(?:\.\d+)?", series.number):
            yield "calibre:series_index", series.number


def _fill(made: epub.EpubBook, book: Book, theme: Theme, files: Files) -> None:
    phrases = phrases_for(book.edition.language)
    cover = book.cover or cover_of(book.edition, theme)
    _add(made, "style", "style.css", "text/css", theme.for_readers().encode())
    nav = document(
        [navigation(book, files, cover="cover.xhtml")],
        phrases.contents,
        book.edition.language,
        book.edition.direction,
        style=False,
    )
    _add(made, "nav", "nav.xhtml", XHTML_TYPE, nav, ("nav",))
    page = document(
        [_cover_page(book, cover)], phrases.cover, book.edition.language, book.edition.direction
    )
    spine = [_add(made, "cover", "cover.xhtml", XHTML_TYPE, page)]
    spine += [
        _add(made, file.ident, file.name, XHTML_TYPE, file.data, file.properties)
        for file in files.files
    ]
    _add(made, COVER_ID, f"images/{cover.name}", cover.media_type, cover.data, ("cover-image",))
    for picture in book.pictures:
        _add(
            made,
            picture.name.replace(".", "-"),
            f"images/{picture.name}",
            picture.media_type,
            picture.data,
        )
    # Outside the manifest: a linked record is not a resource of the publication (EPUB 3.3, "The
    # link element").
    made.add_item(
        epub.EpubItem(
            uid="record",
            file_name=f"EPUB/meta/{NAME}",
            media_type=MEDIA_TYPE,
            content=book.record,
            manifest=False,
        )
    )
    made.toc, made.spine = [], spine


def _cover_page(book: Book, cover: PictureFile) -> etree._Element:
    section = element("section", class_="cover", epub_type="cover")
    told = (
        book.edition.cover.alt if book.edition.cover and book.cover else cover_words(book.edition)
    )
    element("img", parent=section, src=f"images/{cover.name}", alt=told, role="doc-cover")
    return section


def _add(
    made: epub.EpubBook,
    uid: str,
    name: str,
    media_type: str,
    data: bytes,
    properties: tuple[str, ...] = (),
) -> epub.EpubItem:
    item = epub.EpubItem(uid=uid, file_name=name, media_type=media_type, content=data)
    item.properties = list(properties)
    made.add_item(item)
    return item


def _mended(package: bytes, book: Book, entries: tuple[Entry, ...]) -> bytes:
    """The package with its language and direction, once each value was found in it as given."""
    root = etree.fromstring(package)
    root.set(XML_LANG, book.edition.language)
    if way := direction_of(book.edition.language, book.edition.direction):
        root.set("dir", way)
    if book.edition.reading_direction == "rtl":
        next(root.iter(f"{_OPF}spine")).set("page-progression-direction", "rtl")
    written = {
        (etree.QName(node).localname, node.text or "")
        for node in next(root.iter(f"{_OPF}metadata")).iterchildren("*")
    }
    lost = [
        entry.text for entry in entries if entry.text and (entry.name, entry.text) not in written
    ]
    if lost:
        raise WriteError(
            f"{book.edition.name}.epub", f"the package lost a value on the way: {lost[0][:120]!r}"
        )
    return etree.tostring(root, xml_declaration=True, encoding="utf-8")
