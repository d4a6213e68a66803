"""A catalogue as feeds of OPDS 1.2, built as trees.

OPDS Catalog 1.2; RFC 4287 (Atom); RFC 5005, 3 (pages of a feed); OpenSearch 1.1.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from lxml import etree

from publisher.shelf.book import Book, Person
from publisher.shelf.catalogue import PER_PAGE, Catalogue, Page, Way, made_id
from publisher.shelf.links import ACQUIRE, Links, form_of, up_from

ENDING = ".xml"
LISTS = "application/atom+xml;profile=opds-catalog;kind=navigation"
BOOKS = "application/atom+xml;profile=opds-catalog;kind=acquisition"
SEARCH = "application/opensearchdescription+xml"
NO_MOMENT = "1980-01-01T00:00:00Z"  # Atom asks for one; this says that nobody knows
_ATOM = "http://www.w3.org/2005/Atom"
_TERMS = "http://purl.org/dc/terms/"
_SEARCHED = "http://a9.com/-/spec/opensearch/1.1/"
_NAMES: Any = {None: _ATOM, "dcterms": _TERMS, "opensearch": _SEARCHED}
_ALONE: Any = {None: _SEARCHED}  # its type in the stubs knows no default namespace
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


class Entries:
    """The entries of books, each built once however many lists hold it.

    An entry that is put into a feed leaves the one before, which is written by then.
    """

    def __init__(self, books: str) -> None:
        self._links = Links(up="../", books=books)
        self._built: dict[str, etree._Element] = {}

    def of(self, book: Book) -> etree._Element:
        """The entry of a book."""
        if book.id not in self._built:
            self._built[book.id] = _entry(book, self._links)
        return self._built[book.id]


def root_feed(catalogue: Catalogue, *, searched: bool = False) -> bytes:
    """The feed in which a client begins: all books, and the ways to find one.

    searched   whether somebody answers `search`.
    """
    feed = _feed(catalogue, catalogue.title, "index", LISTS, _newest(catalogue.books))
    if searched:
        _link(feed, "search", "opensearch.xml", SEARCH)
    every, words = catalogue.all, catalogue.words
    about = words.newest_first.format(books=words.counted(len(every.books)))
    _list_entry(feed, every.title, every.stem, BOOKS, _newest(every.books), about)
    for way in catalogue.ways:
        listed = tuple(book for shelf in way.shelves for book in shelf.books)
        about = words.counted_lists(len(way.shelves))
        _list_entry(feed, way.title, way.stem, LISTS, _newest(listed), about)
    return _written(feed)


def way_feed(catalogue: Catalogue, way: Way) -> bytes:
    """The lists of one way, with the number of books in each."""
    listed = (book for shelf in way.shelves for book in shelf.books)
    feed = _feed(catalogue, way.title, way.stem, LISTS, _newest(listed))
    _link(feed, "up", "index.xml", LISTS)
    for shelf in way.shelves:
        about = catalogue.words.counted(len(shelf.books))
        _list_entry(feed, shelf.title, shelf.stem, BOOKS, _newest(shelf.books), about)
    return _written(feed)


def page_feed(catalogue: Catalogue, page: Page, entries: Entries) -> bytes:
    """One page of a list, each book with its files."""
    shelf = page.shelf
    feed = _feed(catalogue, shelf.title, page.stem, BOOKS, _newest(page.books))
    links = Links(up=up_from(page.stem), books="")
    _link(feed, "up", links.to(shelf.up, ENDING), LISTS)
    for relation, stem in page.others():
        _link(feed, relation, links.to(stem, ENDING), BOOKS)
    for name, number in _counts(page):
        _add(feed, f"{{{_SEARCHED}}}{name}", str(number))
    for book in page.books:
        feed.append(entries.of(book))
    return _written(feed)


def found_feed(catalogue: Catalogue, wanted: str, found: tuple[Book, ...], books: str) -> bytes:
    """The books that were searched for, in one feed beside the root."""
    title = catalogue.words.found.format(words=wanted)
    feed = _feed(catalogue, title, "search", BOOKS, _newest(found))
    _add(feed, f"{{{_SEARCHED}}}totalResults", str(len(found)))
    links = Links(up="", books=books)
    for book in found:
        feed.append(_entry(book, links))
    return _written(feed)


def search_description(catalogue: Catalogue) -> bytes:
    """What tells a client how to search (OpenSearch 1.1)."""
    root = etree.Element(f"{{{_SEARCHED}}}OpenSearchDescription", nsmap=_ALONE)
    _add(root, f"{{{_SEARCHED}}}ShortName", catalogue.title[:16])
    _add(
        root,
        f"{{{_SEARCHED}}}Description",
        catalogue.words.about.format(title=catalogue.title)[:1024],
    )
    url = etree.SubElement(root, f"{{{_SEARCHED}}}Url")
    url.set("type", BOOKS)
    url.set("template", "search.xml?query={searchTerms}")
    return _written(root)


def _counts(page: Page) -> Iterator[tuple[str, int]]:
    if page.is_first and page.last > 1:
        yield "totalResults", len(page.shelf.books)
        yield "startIndex", 1
        yield "itemsPerPage", PER_PAGE


def _feed(catalogue: Catalogue, title: str, stem: str, kind: str, moment: str) -> etree._Element:
    feed = etree.Element(f"{{{_ATOM}}}feed", nsmap=_NAMES)
    _add(feed, "id", catalogue.id if stem == "index" else made_id(catalogue.id, stem))
    _add(feed, "title", title)
    _add(feed, "updated", moment)
    _add(_add(feed, "author", ""), "name", catalogue.title)
    links = Links(up=up_from(stem), books="")
    _link(feed, "self", f"{stem.rsplit('/', 1)[-1]}{ENDING}", kind)
    _link(feed, "start", links.to("index", ENDING), LISTS)
    _link(feed, "alternate", f"{stem.rsplit('/', 1)[-1]}.html", "text/html")
    return feed


def _list_entry(
    feed: etree._Element, title: str, stem: str, kind: str, moment: str, about: str
) -> None:
    entry = etree.SubElement(feed, f"{{{_ATOM}}}entry")
    _add(entry, "title", title)
    _add(entry, "id", made_id(feed.findtext(f"{{{_ATOM}}}id") or "", stem))
    _add(entry, "updated", moment)
    _add(entry, "content", about).set("type", "text")
    _link(entry, "subsection", f"{stem}{ENDING}", kind)


def _entry(book: Book, links: Links) -> etree._Element:
    said = book.said
    entry = etree.Element(f"{{{_ATOM}}}entry", nsmap=_NAMES)
    if said.language:
        entry.set(_XML_LANG, said.language)
    _add(entry, "title", said.title)
    _add(entry, "id", book.id)
    _add(entry, "updated", said.updated or _moment(said.published) or NO_MOMENT)
    people = {(_tag(person), person.name): person.url for person in reversed(said.people)}
    for (tag, name), address in reversed(people.items()):
        named = _add(entry, tag, "")
        _add(named, "name", name)
        if address:
            _add(named, "uri", address)
    if said.rights:
        _add(entry, "rights", "\n".join(said.rights))
        # clients of Readium read this one alone (r2-opds-js 1.0)
        _add(entry, f"{{{_TERMS}}}rights", "\n".join(said.rights))
    if summary := said.description or said.subtitle:
        _add(entry, "summary", summary).set("type", "text")
    for name, words in _terms(book):
        _add(entry, f"{{{_TERMS}}}{name}", words)
    for subject in said.subjects:
        category = etree.SubElement(entry, f"{{{_ATOM}}}category")
        category.set("term", subject)
        category.set("label", subject)
    _entry_links(entry, book, links)
    return entry


def _tag(person: Person) -> str:
    """Atom knows authors and contributors; who put a book together is an author of it."""
    return "author" if person.role in {"author", "editor"} else "contributor"


def _terms(book: Book) -> Iterator[tuple[str, str]]:
    said = book.said
    yield "identifier", said.identifier or book.id
    yield from (("language", said.language),) if said.language else ()
    yield from (("issued", said.published),) if said.published else ()
    yield from (("publisher", said.imprint),) if said.imprint else ()
    if said.series:
        place = f", {said.position}" if said.position else ""
        yield "isPartOf", f"{said.series}{place}"
    yield from (("hasPart", title) for title in said.articles)
    named = (origin.name for origin in said.origins)
    addresses = (origin.address for origin in said.origins)
    yield from (("source", words) for words in dict.fromkeys((*named, *addresses)) if words)
    yield from (("rightsHolder", holder) for holder in said.holders)
    yield from (("accessRights", words) for words in said.access)
    yield from (("license", terms.name) for terms in said.licences if terms.name)


def _entry_links(entry: etree._Element, book: Book, links: Links) -> None:
    addresses = dict.fromkeys(terms.address for terms in book.said.licences)
    for address in filter(None, addresses):
        _link(entry, "license", address)
    for address in filter(None, dict.fromkeys(one.address for one in book.said.origins)):
        _link(entry, "via", address, "text/html")
    relations = ("http://opds-spec.org/image", "http://opds-spec.org/image/thumbnail")
    for relation, cover in zip(relations, book.covers, strict=False):
        _link(entry, relation, links.cover(cover), cover.media_type)
    for file in book.files:
        link = _link(entry, ACQUIRE, links.file(file), file.media_type)
        link.set("length", str(file.size))
        link.set("title", form_of(file))


def _moment(day: str) -> str:
    """A day as a moment: its first, where only month or year is known."""
    return f"{(day + '-01-01')[:10]}T00:00:00Z" if day else ""


def _newest(books: Iterable[Book]) -> str:
    moments = (book.said.updated or _moment(book.said.published) for book in books)
    return max(moments, default="") or NO_MOMENT


def _add(parent: etree._Element, name: str, words: str) -> etree._Element:
    node = etree.SubElement(parent, name if name.startswith("{") else f"{{{_ATOM}}}{name}")
    node.text = words or None
    return node


def _link(parent: etree._Element, relation: str, address: str, kind: str = "") -> etree._Element:
    link = etree.SubElement(parent, f"{{{_ATOM}}}link")
    link.set("rel", relation)
    link.set("href", address)
    if kind:
        link.set("type", kind)
    return link


# in double quotes: KOReader's reader of XML knows no others, and waits for one to the end
_DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n'


def _written(root: etree._Element) -> bytes:
    data: bytes = etree.tostring(root, encoding="UTF-8", pretty_print=True)
    return _DECLARATION + data
