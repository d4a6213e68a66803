"""A catalogue as pages for browsers, built as trees; nothing on them needs a program to run.

The same lists as in the feeds, and an index of words by which a book is found.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from lxml import etree

from publisher.model.direction import written
from publisher.shelf import opds1, opds2
from publisher.shelf.book import Book
from publisher.shelf.catalogue import Catalogue, Page, Way
from publisher.shelf.links import Links, form_of, up_from
from publisher.shelf.words import Words
from publisher.value import value

ENDING = ".html"
SHEET = "shelf.css"
Element = etree._Element  # noqa: SLF001 - lxml's own name of the class


def style_sheet() -> bytes:
    """The style sheet of all pages."""
    return Path(__file__).with_name(SHEET).read_bytes()


class Items:
    """Books as items of a list, each built once for each folder that shows it."""

    def __init__(self, books: str, words: Words) -> None:
        self._books = books
        self._words = words
        self._built: dict[tuple[str, str], Element] = {}

    def of(self, book: Book, up: str) -> Element:
        """The item of a book; one that is put into a page leaves the one before."""
        key = (book.id, up)
        if key not in self._built:
            self._built[key] = _item(book, Links(up=up, books=self._books), self._words)
        return self._built[key]


@value
class Frame:
    """What stands around each page.   searched: whether somebody answers `search`."""

    catalogue: Catalogue
    searched: bool = False


def index_page(frame: Frame, items: Items) -> bytes:
    """The first page: the newest books, and the ways to find others."""
    words = frame.catalogue.words
    first = frame.catalogue.all.pages()[0]
    more = []
    if first.last > 1:
        link = _make(
            "a", words.all_books.format(number=len(frame.catalogue.books)), href=_to("", first.stem)
        )
        more.append(_make("p", link, {"class": "more"}))
    listed = _books(items.of(book, "") for book in first.books)
    return _page(frame, "index", frame.catalogue.title, [listed, *more])


def way_page(frame: Frame, way: Way) -> bytes:
    """The lists of one way, with the number of books in each."""
    rows = (
        _make("li", _named("a", shelf.title, href=_to("", shelf.stem)), f" ({len(shelf.books)})")
        for shelf in way.shelves
    )
    return _page(frame, way.stem, way.title, [_make("ul", *rows, {"class": "lists"})])


def list_page(frame: Frame, page: Page, items: Items) -> bytes:
    """One page of a list of books."""
    up = up_from(page.stem)
    parts = [_books(items.of(book, up) for book in page.books)]
    words = frame.catalogue.words
    said = {
        "first": words.first,
        "previous": words.previous,
        "next": words.next,
        "last": words.last,
    }
    around = [
        _make("a", said[relation], href=_to(up, stem), rel=relation)
        for relation, stem in page.others()
    ]
    if around:
        parts.append(_make("nav", *around, {"class": "pages", "aria-label": words.pages}))
    return _page(frame, page.stem, page.shelf.title, parts)


def found_page(frame: Frame, wanted: str, found: Sequence[Book], items: Items) -> bytes:
    """The books that were searched for."""
    words = frame.catalogue.words
    parts = [_books(items.of(book, "") for book in found)]
    if not found:
        parts = [_make("p", words.none_found)]
    return _page(frame, "search", words.found.format(words=wanted), parts)


def letters_page(frame: Frame, index: Iterable[str]) -> bytes:
    """The letters with which words of the index begin."""
    rows = (
        _make("li", _make("a", letters, href=_to("", letters_stem(letters)))) for letters in index
    )
    words = frame.catalogue.words
    about = _make("p", words.index_about)
    return _page(frame, "words", words.index, [about, _make("ul", *rows, {"class": "letters"})])


def letter_page(frame: Frame, letters: str, rows: Iterable[tuple[str, Book]], books: str) -> bytes:
    """The words that begin with these letters, each with its books.

    books   the folder of finished files, as seen from the site's own.
    """
    links = Links(up="../", books=books)
    listed: list[Element] = []
    former = ""
    for word, book in rows:
        if word != former:
            listed.append(_make("dt", word, dir="auto"))
            former = word
        link = _named("a", book.said.title, href=links.file(book.files[0]))
        by = ", ".join(person.name for person in book.named("author"))
        link.tail = f" – {by}" if by else None
        listed.append(_make("dd", link))
    title = frame.catalogue.words.index_of.format(letters=letters)
    return _page(frame, letters_stem(letters), title, [_make("dl", *listed)])


def letters_stem(letters: str) -> str:
    """The stem of the page of words that begin with these letters."""
    is_plain = letters.isascii() and letters.isalnum()
    return f"words/{letters}" if is_plain else f"words/u{letters.encode('utf-16-be').hex()}"


def anchor_of(book: Book) -> str:
    """The id of a book on a page."""
    return f"b{hashlib.sha256(book.id.encode()).hexdigest()[:12]}"


def _page(frame: Frame, stem: str, title: str, parts: Iterable[Element]) -> bytes:
    catalogue, up, words = frame.catalogue, up_from(stem), frame.catalogue.words
    whole = title if title == catalogue.title else f"{title} – {catalogue.title}"
    name = stem.rsplit("/", 1)[-1]
    has_feeds = stem not in {"words", "search"} and not stem.startswith("words/")
    feeds = ((opds1.BOOKS, opds1.ENDING), (opds2.TYPE, opds2.ENDING)) if has_feeds else ()
    head = _make(
        "head",
        _make("meta", charset="utf-8"),
        _make("meta", name="viewport", content="width=device-width, initial-scale=1"),
        _make("title", whole),
        _make("link", rel="stylesheet", href=f"{up}{SHEET}"),
        *(_make("link", rel="alternate", type=kind, href=f"{name}{end}") for kind, end in feeds),
    )
    heading = _named("p", "", **{"class": "shelf"})
    heading.append(_named("a", catalogue.title, href=f"{up}index{ENDING}"))
    body = _make(
        "body",
        _make(
            "header",
            heading,
            _ways(catalogue, up),
            *([_search(words, up)] if frame.searched else []),
        ),
        _make("main", _named("h1", title), *parts),
        _make(
            "footer",
            _make(
                "p",
                f"{words.feeds} ",
                _make("a", "OPDS 1.2", href=f"{up}index{opds1.ENDING}"),
                ", ",
                _make("a", "OPDS 2.0", href=f"{up}index{opds2.ENDING}"),
                f". {words.recorded}",
            ),
        ),
    )
    data: bytes = etree.tostring(
        _make("html", head, body, lang=words.language, dir=written(words.language)),
        encoding="UTF-8",
        method="html",
        doctype="<!DOCTYPE html>",
    )
    return data + b"\n"


def _ways(catalogue: Catalogue, up: str) -> Element:
    words = catalogue.words
    rows = [(words.all, catalogue.all.stem), *((way.title, way.stem) for way in catalogue.ways)]
    rows.append((words.index, "words"))
    links = (_make("li", _make("a", title, href=_to(up, stem))) for title, stem in rows)
    return _make("nav", _make("ul", *links), {"aria-label": words.ways})


def _search(words: Words, up: str) -> Element:
    field = _make("input", type="search", name="query", id="query", required="required")
    label = _make("label", f"{words.search} ", {"for": "query"})
    button = _make("button", words.search, type="submit")
    return _make(
        "form", label, field, button, action=f"{up}search{ENDING}", method="get", role="search"
    )


def _books(items: Iterable[Element]) -> Element:
    return _make("ul", *items, {"class": "books"})


def _item(book: Book, links: Links, words: Words) -> Element:
    said = book.said
    title = _named("a", said.title, href=links.file(book.files[0]))
    if said.language:
        title.set("lang", said.language)
    parts = [_make("h2", title)]
    if said.subtitle:
        parts.append(_named("p", said.subtitle, **{"class": "subtitle"}))
    if by := ", ".join(dict.fromkeys(person.name for person in said.people)):
        parts.append(_named("p", by, **{"class": "by"}))
    if made := " · ".join(filter(None, (_series(book), said.imprint, book.day))):
        parts.append(_named("p", made, **{"class": "made"}))
    files = [
        _make("a", f"{form_of(file)}, {_size(file.size, words)}", href=links.file(file))
        for file in book.files
    ]
    parts += [_make("p", *_between(files, " · "), {"class": "files"}), _details(book, links, words)]
    cover: list[Element] = []
    if book.covers:
        small = book.covers[-1]
        picture = _make(
            "img",
            src=links.cover(small),
            alt="",
            loading="lazy",
            width=str(small.width),
            height=str(small.height),
        )
        cover = [_make("a", picture, href=links.file(book.files[0]), tabindex="-1")]
        cover[0].set("aria-hidden", "true")
    return _make("li", *cover, _make("div", *parts), id=anchor_of(book))


def _series(book: Book) -> str:
    return " ".join(filter(None, (book.said.series, book.said.position)))


def _details(book: Book, links: Links, words: Words) -> Element:
    """Rights, licences and sources, to be unfolded; each line as the file records it."""
    said = book.said
    rows: list[Element] = []
    for label, lines in (
        (words.articles, said.articles),
        (words.rights, said.rights),
        (words.holders, said.holders),
        (words.terms, said.access),
    ):
        rows += [_make("dt", label), *(_named("dd", line) for line in lines)] if lines else []
    licences = [_linked(terms.name or terms.address, terms.address) for terms in said.licences]
    rows += (
        [_make("dt", words.licence), *(_make("dd", one) for one in licences)] if licences else []
    )
    origins = [
        _linked(" · ".join(filter(None, (one.name, one.title, one.day))), one.address)
        for one in said.origins
    ]
    rows += [_make("dt", words.source), *(_make("dd", one) for one in origins)] if origins else []
    covers = (
        [_make("p", _make("a", words.cover, href=links.cover(book.covers[0])))]
        if book.covers
        else []
    )
    return _make("details", _make("summary", words.details), _make("dl", *rows), *covers)


def _linked(words: str, address: str) -> Element:
    shown = words or address
    return _named("a", shown, href=address) if address else _named("span", shown)


def _named(tag: str, words: str, **attributes: str) -> Element:
    """An element of words that were not written here, in whichever direction they run."""
    return _make(tag, words, dir="auto", **attributes)


def _make(tag: str, *content: str | Element | Mapping[str, str], **attributes: str) -> Element:
    """An element with its content in order; names that Python keeps come as a mapping."""
    node = etree.Element(tag)
    for name, words in attributes.items():
        node.set(name, words)
    for one in content:
        if isinstance(one, str):
            if len(node):
                node[-1].tail = (node[-1].tail or "") + one
            else:
                node.text = (node.text or "") + one
        elif isinstance(one, Mapping):
            for name, words in one.items():
                node.set(name, words)
        else:
            node.append(one)
    return node


def _between(nodes: Sequence[Element], words: str) -> list[Element | str]:
    found: list[Element | str] = []
    for node in nodes:
        found += [words, node] if found else [node]
    return found


def _to(up: str, stem: str) -> str:
    return Links(up=up, books="").to(stem, ENDING)


def _size(size: int, words: Words) -> str:
    if size < 100_000:
        return f"{max(1, size // 1000)} kB"
    return f"{size / 1e6:.1f} MB".replace(".", words.decimal)
