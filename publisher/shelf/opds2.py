"""A catalogue as feeds of OPDS 2.0: the same lists and books as in opds1, as plain data.

OPDS 2.0 (draft of 2024) and the metadata of Readium's Web Publication Manifest.
"""

import json
from collections.abc import Iterable
from typing import Any

from publisher.shelf.book import Book, Origin, Person
from publisher.shelf.catalogue import PER_PAGE, Catalogue, Page, Way
from publisher.shelf.links import ACQUIRE, Links, form_of, up_from

ENDING = ".json"
TYPE = "application/opds+json"
PUBLICATION = "application/opds-publication+json"
Json = dict[str, Any]
# roles that a manifest has a key of its own for; the others are contributors with their role
_ROLES = ("author", "translator", "editor", "illustrator")
_READING = {
    "schema:accessMode": "accessMode",
    "schema:accessModeSufficient": "accessModeSufficient",
    "schema:accessibilityFeature": "feature",
    "schema:accessibilityHazard": "hazard",
}


class Publications:
    """The publications of books, each made once however many lists hold it."""

    def __init__(self, books: str) -> None:
        self._links = Links(up="../", books=books)
        self._made: dict[str, Json] = {}

    def of(self, book: Book) -> Json:
        """The publication that a book is."""
        if book.id not in self._made:
            self._made[book.id] = _publication(book, self._links)
        return self._made[book.id]


def root_feed(catalogue: Catalogue, *, searched: bool = False) -> bytes:
    """The feed in which a client begins: all books, and the ways to find one.

    searched   whether somebody answers `search`.
    """
    every = catalogue.all
    feed = _feed(catalogue.title, "index", every.books)
    if searched:
        feed["links"].append(
            {"rel": "search", "href": "search.json{?query}", "type": TYPE, "templated": True}
        )
    feed["navigation"] = [
        _to(every.title, every.stem, len(every.books)),
        *(_to(way.title, way.stem, len(way.shelves)) for way in catalogue.ways),
    ]
    return _written(feed)


def way_feed(way: Way) -> bytes:
    """The lists of one way, with the number of books in each."""
    listed = (book for shelf in way.shelves for book in shelf.books)
    feed = _feed(way.title, way.stem, listed)
    feed["links"].append(_link("up", f"index{ENDING}", TYPE))
    feed["navigation"] = [_to(shelf.title, shelf.stem, len(shelf.books)) for shelf in way.shelves]
    return _written(feed)


def publication_file(book: Book, made: Publications) -> bytes:
    """A book alone, as its `self` link leads to it (OPDS 2.0, Publications)."""
    return _written(made.of(book))


def page_feed(page: Page, made: Publications) -> bytes:
    """One page of a list, each book with its files."""
    shelf = page.shelf
    feed = _feed(shelf.title, page.stem, page.books)
    if page.is_first:
        feed["metadata"]["numberOfItems"] = len(shelf.books)
        if page.last > 1:
            feed["metadata"]["itemsPerPage"] = PER_PAGE
            feed["metadata"]["currentPage"] = 1
    links = Links(up=up_from(page.stem), books="")
    feed["links"].append(_link("up", links.to(shelf.up, ENDING), TYPE))
    feed["links"] += [
        _link(relation, links.to(stem, ENDING), TYPE) for relation, stem in page.others()
    ]
    feed["publications"] = [made.of(book) for book in page.books]
    return _written(feed)


def found_feed(catalogue: Catalogue, wanted: str, found: tuple[Book, ...], books: str) -> bytes:
    """The books that were searched for, in one feed beside the root."""
    title = catalogue.words.found.format(words=wanted)
    feed = _feed(title, "search", found)
    feed["metadata"]["numberOfItems"] = len(found)
    links = Links(up="", books=books)
    feed["publications"] = [_publication(book, links) for book in found]
    return _written(feed)


def _feed(title: str, stem: str, books: Iterable[Book]) -> Json:
    metadata: Json = {"title": title}
    if newest := max((book.said.updated for book in books), default=""):
        metadata["modified"] = newest
    name = stem.rsplit("/", 1)[-1]
    links = Links(up=up_from(stem), books="")
    return {
        "metadata": metadata,
        "links": [
            _link("self", f"{name}{ENDING}", TYPE),
            _link("start", links.to("index", ENDING), TYPE),
            _link("alternate", f"{name}.html", "text/html"),
        ],
    }


def _to(title: str, stem: str, count: int) -> Json:
    return {
        "title": title,
        "href": f"{stem}{ENDING}",
        "type": TYPE,
        "rel": "subsection",
        "properties": {"numberOfItems": count},
    }


def _publication(book: Book, links: Links) -> Json:
    made: Json = {"metadata": _metadata(book), "links": _links(book, links)}
    if book.covers:
        made["images"] = [
            {
                "href": links.cover(cover),
                "type": cover.media_type,
                "width": cover.width,
                "height": cover.height,
            }
            for cover in dict.fromkeys(book.covers)  # a small one may be the large one
        ]
    return made


def _metadata(book: Book) -> Json:
    said = book.said
    series: Json = {"name": said.series}
    if said.position.replace(".", "", 1).isdigit():
        series["position"] = float(said.position) if "." in said.position else int(said.position)
    found: Json = {
        "@type": "http://schema.org/Book",
        "identifier": book.id,
        "title": said.title,
        "subtitle": said.subtitle,
        **{role: [_person(person) for person in book.named(role)] for role in _ROLES},
        "contributor": [
            {**_person(person), "role": person.role}
            for person in said.people
            if person.role not in _ROLES
        ],
        "language": said.language,
        "modified": said.updated,
        "published": said.published,
        "publisher": said.imprint,
        "description": said.description,
        "subject": list(said.subjects),
        "belongsTo": {"series": series} if said.series else {},
        "rights": "\n".join(said.rights),
        "rightsHolder": list(said.holders),
        "accessRights": list(said.access),
        "source": [_without_empty(_origin(origin)) for origin in said.origins],
        "accessibility": _reading(book),
        "tdm": _mining(book),
    }
    return _without_empty(found)


def _origin(origin: Origin) -> Json:
    return {
        "name": origin.name,
        "href": origin.address,
        "title": origin.title,
        "published": origin.day,
    }


def _person(person: Person) -> Json:
    links = [{"href": person.url}] if person.url else []
    return _without_empty({"name": person.name, "sortAs": person.sort_as, "links": links})


def _reading(book: Book) -> Json:
    found: dict[str, list[str]] = {}
    for place, words in book.said.reading:
        if key := _READING.get(place):
            found.setdefault(key, []).append(words)
    made: Json = dict(found)
    if "accessModeSufficient" in made:  # each set of modes is a list of its own
        made["accessModeSufficient"] = [
            [mode.strip() for mode in words.split(",")] for words in made["accessModeSufficient"]
        ]
    summary = [words for place, words in book.said.reading if place.endswith("Summary")]
    return {**made, "summary": summary[0]} if summary else made


def _mining(book: Book) -> Json:
    """What the file says of text and data mining; nothing where it does not say whether."""
    reserved = {"1": "all", "0": "none"}.get(book.said.reserved, "")
    return _without_empty({"reservation": reserved, "policy": book.said.policy} if reserved else {})


def _links(book: Book, links: Links) -> list[Json]:
    acquired = [
        {
            **_link(ACQUIRE, links.file(file), file.media_type),
            "title": form_of(file),
            "size": file.size,
        }
        for file in book.files
    ]
    licences = [
        _without_empty({"rel": "license", "href": terms.address, "title": terms.name})
        for terms in book.said.licences
        if terms.address
    ]
    addresses = filter(None, dict.fromkeys(origin.address for origin in book.said.origins))
    own = _link("self", links.to(book.stem, ENDING), PUBLICATION)
    return [
        own,
        *acquired,
        *licences,
        *(_link("via", address, "text/html") for address in addresses),
    ]


def _link(relation: str, address: str, kind: str) -> Json:
    return {"rel": relation, "href": address, "type": kind}


def _without_empty(row: Json) -> Json:
    return {key: value for key, value in row.items() if value not in ("", [], {})}


def _written(feed: Json) -> bytes:
    # without indents: json writes those in Python, ten times as slowly
    return json.dumps(feed, ensure_ascii=False).encode() + b"\n"
