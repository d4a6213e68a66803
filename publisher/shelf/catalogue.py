"""Facts of finished files → the books of a shelf, and the lists in which they are found.

In: Facts.  Out: a Catalogue: its books, newest first, and the same books by author, source,
licence, series and year.  Feeds of both forms and pages for browsers are written from it.
"""

import hashlib
import re
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from urllib.parse import urlsplit

from publisher.shelf.book import Book, Facts
from publisher.shelf.words import Words, most_spoken, words_in
from publisher.text import slug
from publisher.value import value

PER_PAGE = 50  # books of one page of a list
_INITIALS = 2  # letters that the words of one page of the index have in common
_UNSTATED = "licences/none_stated"  # of the list of books that state no licence
# uuid5 of this name is the space in which ids are made (RFC 9562, 5.5)
_SPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:x-publisher:shelf")


@value
class Shelf:
    """Books in one list.

    stem    of the files that show it: "all/books", "authors/ada-example-1f3a"; all of them stand
            in one folder below the shelf's own, so that a book's entry is the same in each.
    up      stem of the list above it.
    """

    title: str
    stem: str
    up: str
    books: tuple[Book, ...]

    def pages(self) -> tuple["Page", ...]:
        """The list in pages, from its beginning; one page where there is no book.

        They are cut from its end, PER_PAGE books each, and the first holds the rest: a book that
        is added in front changes no page but the first.
        """
        last = max(1, len(self.books) // PER_PAGE)
        rest = len(self.books) - PER_PAGE * (last - 1)
        starts = [0, *range(rest, len(self.books), PER_PAGE)]
        ends = [*starts[1:], len(self.books)]
        return tuple(
            Page(shelf=self, number=last - index, last=last, books=self.books[start:end])
            for index, (start, end) in enumerate(zip(starts, ends, strict=True))
        )


@value
class Page:
    """One page of a list.   number: counted from the end of the list, from 1; last: of them all."""

    shelf: Shelf
    number: int
    last: int
    books: tuple[Book, ...]

    @property
    def is_first(self) -> bool:
        """Whether the list begins on it; this page alone tells of the whole list."""
        return self.number == self.last

    @property
    def stem(self) -> str:
        """Of its files: that of the list for the first, else one with its number."""
        return self._stem_of(self.number)

    def _stem_of(self, number: int) -> str:
        return self.shelf.stem if number == self.last else f"{self.shelf.stem}-{number}"

    def others(self) -> tuple[tuple[str, str], ...]:
        """(relation, stem) of the pages around it (RFC 5005, 3)."""
        if self.last == 1:
            return ()
        found = [("first", self.last)]
        found += [("previous", self.number + 1)] if self.number < self.last else []
        found += [("next", self.number - 1)] if self.number > 1 else []
        found.append(("last", 1))
        return tuple((relation, self._stem_of(number)) for relation, number in found)


@value
class Way:
    """One way to find a book: lists by author, by source and so on.   stem: "authors"."""

    title: str
    stem: str
    shelves: tuple[Shelf, ...]


@value
class Catalogue:
    """A whole shelf.

    id      an address that stays as long as its title.
    all     every book, newest first.
    words   our own, in the shelf's language.
    """

    title: str
    id: str
    all: Shelf
    ways: tuple[Way, ...]
    words: Words

    @property
    def books(self) -> tuple[Book, ...]:
        """Every book, newest first."""
        return self.all.books


def catalogue_of(title: str, files: Iterable[Facts], language: str = "") -> Catalogue:
    """The shelf of these files, the same in whichever order they are given.

    title      "": a plain word for books.
    language   of our own words (BCP 47); "": that of most of the books.
    """
    books = books_of(files)
    words = words_in(language or most_spoken(book.said.language for book in books))
    title = title or words.untitled
    ways = (
        _way(words.authors, "authors", books, _authors),
        _way(words.sources, "sources", books, _sources),
        _way(words.licences, "licences", books, _licences, words.no_licence),
        _way(words.series, "series", books, _series),
        _way(words.years, "years", books, _years),
    )
    return Catalogue(
        title=title,
        id=made_id("catalogue", title),
        all=Shelf(title=words.all, stem="all/books", up="index", books=books),
        ways=tuple(way for way in ways if way.shelves),
        words=words,
    )


def books_of(files: Iterable[Facts]) -> tuple[Book, ...]:
    """The books that these files are, newest first.

    Files of one edition that say the same are one book; an older version of it is a book of its
    own, with an id made of what it says.
    """
    by_id: defaultdict[str, list[list[Facts]]] = defaultdict(list)
    for alike in _alike(files):
        by_id[_address_of(alike[0])].append(alike)
    books: list[Book] = []
    for address, versions in by_id.items():
        versions.sort(key=lambda alike: (alike[0].updated, alike[0].sha256), reverse=True)
        for place, alike in enumerate(versions):
            ident = address if place == 0 else made_id("version", address, _content_of(alike[0]))
            books.append(Book(id=ident, said=alike[0], files=tuple(alike)))
    books.sort(key=lambda book: (book.said.title.casefold(), book.id))
    books.sort(key=lambda book: book.day, reverse=True)
    return tuple(books)


def _alike(files: Iterable[Facts]) -> list[list[Facts]]:
    """Files of one edition that say the same together, EPUBs first."""
    groups: defaultdict[tuple[object, ...], list[Facts]] = defaultdict(list)
    for file in sorted(files, key=lambda file: (file.media_type, file.path.count("."), file.path)):
        groups[(_address_of(file), file.title, _content_of(file))].append(file)
    return list(groups.values())


def _content_of(file: Facts) -> str:
    """What makes one version of an edition: its record, else its bytes."""
    return file.record or file.sha256


def _address_of(file: Facts) -> str:
    """The edition's own identifier as an address (RFC 4287 asks for an IRI); else one made."""
    given = file.identifier
    if re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+", given):
        return given
    digits = given.replace("-", "")
    if re.fullmatch(r"97[89]\d{10}|\d{9}[\dXx]", digits):
        return f"urn:isbn:{digits.upper()}"
    return made_id("identifier", given) if given else made_id("file", file.sha256)


def made_id(*names: str) -> str:
    """An address that is the same for the same names."""
    return uuid.uuid5(_SPACE, "\n".join(names)).urn


def _way(
    title: str,
    stem: str,
    books: Sequence[Book],
    found: Callable[[Book], Iterable[str]],
    unstated: str = "",
) -> Way:
    """The lists of one way.   unstated: title of the list of books of which nothing is found."""
    lists: defaultdict[str, list[Book]] = defaultdict(list)
    for book in books:
        names = tuple(dict.fromkeys(name for name in found(book) if name))
        for name in names or (("",) if unstated else ()):
            lists[name].append(book)
    ordered = sorted(lists.items(), key=lambda row: (not row[0], row[0].casefold(), row[0]))
    if stem == "years":
        ordered.reverse()
    shelves = (
        Shelf(
            title=name or unstated,
            stem=f"{stem}/{_stem(name)}" if name else _UNSTATED,
            up=stem,
            books=_in_order(stem, listed),
        )
        for name, listed in ordered
    )
    return Way(title=title, stem=stem, shelves=tuple(shelves))


def _stem(name: str) -> str:
    """A name for files, told from others by a digest where its own letters do not tell it."""
    plain = slug(name, "")[:40].strip("-")
    if plain == name:
        return plain
    digest = hashlib.sha256(name.encode()).hexdigest()[:8]
    return f"{plain}-{digest}" if plain else digest


def _in_order(stem: str, books: list[Book]) -> tuple[Book, ...]:
    """Newest first; of a series, as its books are numbered."""
    if stem == "series":
        books = sorted(books, key=lambda book: (_number(book.said.position), book.id))
    return tuple(books)


def _number(position: str) -> tuple[int, ...]:
    return tuple(int(part) for part in position.split(".") if part.isdigit())


def _authors(book: Book) -> Iterable[str]:
    return (person.name for person in book.named("author"))


def _sources(book: Book) -> Iterable[str]:
    return (origin.name or urlsplit(origin.address).hostname or "" for origin in book.said.origins)


def _licences(book: Book) -> Iterable[str]:
    return (terms.name or terms.address for terms in book.said.licences)


def _series(book: Book) -> Iterable[str]:
    return (book.said.series,)


def _years(book: Book) -> Iterable[str]:
    return (book.day[:4],)


def word_index(books: Iterable[Book]) -> Mapping[str, tuple[tuple[str, Book], ...]]:
    """Initial letters -> (word, book) for each word of titles, names, series and subjects.

    By it a reader finds a book on a page that runs no program.
    """
    found: set[tuple[str, int]] = set()
    listed = tuple(books)
    for number, book in enumerate(listed):
        said = book.said
        names = (person.name for person in said.people)
        texts = (said.title, said.subtitle, said.series, *names, *said.subjects, *said.articles)
        found |= {(word, number) for text in texts for word in _words(text)}
    lists: defaultdict[str, list[tuple[str, Book]]] = defaultdict(list)
    for word, number in sorted(found):
        lists[word[:_INITIALS]].append((word, listed[number]))
    return {initials: tuple(rows) for initials, rows in sorted(lists.items())}


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def matching(books: Iterable[Book], wanted: str) -> tuple[Book, ...]:
    """The books that hold every one of these words, or one that begins with it.

    In their titles, people, series, sources, licences or subjects.
    """
    begun = _words(wanted)
    return tuple(book for book in books if begun and _holds(book, begun))


def _holds(book: Book, begun: Sequence[str]) -> bool:
    said = book.said
    texts = (
        said.title,
        said.subtitle,
        said.series,
        *(person.name for person in said.people),
        *said.subjects,
        *said.articles,
        *_sources(book),
        *_licences(book),
    )
    held = _words("\n".join(texts))
    return all(any(word.startswith(start) for word in held) for start in begun)
