"""A catalogue as the files of a site: each with a key, so that what stays need not be written.

In: a Catalogue.  Out: Leaf values, those that others lead to first and the first page last.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator

from publisher.shelf import opds1, opds2, web
from publisher.shelf.book import Book
from publisher.shelf.catalogue import Catalogue, Page, Way, word_index
from publisher.value import value


@value
class Leaf:
    """One file of a site.

    name   below the site's folder.   media_type: as a server says it.
    key    the same key, the same bytes: by it a file that stays need not be made.
    make   gives the bytes.
    """

    name: str
    media_type: str
    key: str
    make: Callable[[], bytes]


class Site:
    """The files of a catalogue.

    books      the folder of finished files, as seen from the site's own: "books/".
    tool       a digest of the program that makes them.
    searched   whether somebody answers `search`, which files alone cannot.
    """

    def __init__(
        self, catalogue: Catalogue, books: str, tool: str, *, searched: bool = False
    ) -> None:
        self.catalogue = catalogue
        self._tool = _digest(tool, books, str(searched), catalogue.title, catalogue.words.language)
        self._searched = searched
        self._books = books
        self._entries = opds1.Entries(books)
        self._publications = opds2.Publications(books)
        self.items = web.Items(books, catalogue.words)
        self.frame = web.Frame(catalogue=catalogue, searched=searched)
        ways = [(way.title, way.stem) for way in catalogue.ways]
        self._menu = _digest(self._tool, json.dumps(ways))
        self._digests = {book.id: _digest_of(book) for book in catalogue.books}

    def leaves(self) -> Iterator[Leaf]:
        """Every file, a list before what leads to it."""
        yield self._leaf(web.SHEET, "text/css", web.style_sheet().decode(), web.style_sheet)
        for book in self.catalogue.books:
            yield self._publication(book)
        for way in self.catalogue.ways:
            for shelf in way.shelves:
                for page in shelf.pages():
                    yield from self._page(page)
        for page in self.catalogue.all.pages():
            yield from self._page(page)
        yield from self._words()
        for way in self.catalogue.ways:
            yield from self._way(way)
        yield from self._root()

    def _publication(self, book: Book) -> Leaf:
        return self._leaf(
            f"{book.stem}{opds2.ENDING}",
            opds2.PUBLICATION,
            self._digests[book.id],
            lambda: opds2.publication_file(book, self._publications),
        )

    def _page(self, page: Page) -> Iterator[Leaf]:
        shelf = page.shelf
        count = len(shelf.books) if page.is_first else 0
        about = json.dumps([page.stem, shelf.title, shelf.up, count, page.others()])
        key = _digest(about, *(self._digests[book.id] for book in page.books))
        yield from self._three(
            page.stem,
            opds1.BOOKS,
            key,
            lambda: opds1.page_feed(self.catalogue, page, self._entries),
            lambda: opds2.page_feed(page, self._publications),
            lambda: web.list_page(self.frame, page, self.items),
        )

    def _way(self, way: Way) -> Iterator[Leaf]:
        rows = [
            (shelf.title, shelf.stem, len(shelf.books), _newest(shelf.books))
            for shelf in way.shelves
        ]
        yield from self._three(
            way.stem,
            opds1.LISTS,
            _digest(way.title, json.dumps(rows)),
            lambda: opds1.way_feed(self.catalogue, way),
            lambda: opds2.way_feed(way),
            lambda: web.way_page(self.frame, way),
        )

    def _root(self) -> Iterator[Leaf]:
        ways = [
            (way.stem, len(way.shelves), _newest(book for one in way.shelves for book in one.books))
            for way in self.catalogue.ways
        ]
        first = self.catalogue.all.pages()[0]
        shown = (self._digests[book.id] for book in first.books)
        count = str(len(self.catalogue.books))
        newest = _newest(self.catalogue.books)
        yield from self._three(
            "index",
            opds1.LISTS,
            _digest(json.dumps(ways), count, newest, *shown),
            lambda: opds1.root_feed(self.catalogue, searched=self._searched),
            lambda: opds2.root_feed(self.catalogue, searched=self._searched),
            lambda: web.index_page(self.frame, self.items),
        )

    def _words(self) -> Iterator[Leaf]:
        index = word_index(self.catalogue.books)
        for letters, rows in index.items():
            yield self._letters(letters, rows)
        key = _digest("words", *index)
        yield self._html("words", key, lambda: web.letters_page(self.frame, index))

    def _letters(self, letters: str, rows: tuple[tuple[str, Book], ...]) -> Leaf:
        shown = (f"{word} {self._digests[book.id]}" for word, book in rows)
        return self._html(
            web.letters_stem(letters),
            _digest(letters, *shown),
            lambda: web.letter_page(self.frame, letters, rows, self._books),
        )

    def _three(
        self,
        stem: str,
        kind: str,
        key: str,
        first: Callable[[], bytes],
        second: Callable[[], bytes],
        page: Callable[[], bytes],
    ) -> Iterator[Leaf]:
        yield self._leaf(f"{stem}{opds1.ENDING}", kind, key, first)
        yield self._leaf(f"{stem}{opds2.ENDING}", opds2.TYPE, key, second)
        yield self._html(stem, key, page)

    def _html(self, stem: str, key: str, make: Callable[[], bytes]) -> Leaf:
        key = _digest(self._menu, key)
        return self._leaf(f"{stem}{web.ENDING}", "text/html; charset=utf-8", key, make)

    def _leaf(self, name: str, kind: str, key: str, make: Callable[[], bytes]) -> Leaf:
        return Leaf(name=name, media_type=kind, key=_digest(self._tool, name, key), make=make)


def _newest(books: Iterable[Book]) -> str:
    return max((book.said.updated or book.day for book in books), default="")


def _digest_of(book: Book) -> str:
    return _digest(book.id, *(json.dumps(file.plain(), sort_keys=True) for file in book.files))


def _digest(*words: str) -> str:
    return hashlib.sha256("\0".join(words).encode("utf-8", "surrogatepass")).hexdigest()
