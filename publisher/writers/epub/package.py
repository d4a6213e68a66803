"""What the package document says: every fact of an edition as Dublin Core, meta and link entries.

In: a Book.  Out: entries in order.  Which property holds a fact is the table of rights.fact_map; a
fact that is not known has no entry.  Facts of one article of many refine its manifest item, those
of a picture the picture's; those of a person or a source refine their own element.
"""

from collections.abc import Iterable, Iterator, Mapping

from publisher.model.article import Contributor, Role, Source
from publisher.phrases import phrases_for
from publisher.rendering.book import Book
from publisher.rights import facts
from publisher.rights.fact_map import (
    ARTICLE,
    COVER,
    EDITION,
    NAMED_BY,
    PERSON,
    PICTURE,
    RELATORS,
    ROLE_NAMES,
    SOURCE,
    Place,
)
from publisher.rights.facts import Facts
from publisher.rights.record import MEDIA_TYPE, NAME, NAMESPACE, SEAL, seal_of
from publisher.writers.epub.accessibility import accessibility
from publisher.writers.epub.entries import Entry, dc, link, meta

# Reserved prefixes too: EPUB 3.3 advises to declare them.
PREFIXES = {
    "a11y": "http://www.idpf.org/epub/vocab/package/a11y/#",
    "dcterms": "http://purl.org/dc/terms/",
    "marc": "http://id.loc.gov/vocabulary/",
    "schema": "http://schema.org/",
    "cc": "http://creativecommons.org/ns#",
    "tdm": "http://www.w3.org/ns/tdmrep#",
    "pub": NAMESPACE,
}
_WRITTEN = {"identifier", "language"}  # by the writer, as elements that each package must have
_OF_SERIES = {"series", "series_position", "series_identifier"}  # elements that refine the series
_ONCE = {"schema:dateModified"}  # of the whole publication: the first who says it
_MAKERS = {Role.AUTHOR, Role.EDITOR}


def package_entries(book: Book, *, paged: bool = False) -> Iterator[Entry]:
    """Every entry, in a stable order.

    Texts are folded to one line, as metadata must not hold empty or broken lines.

    paged   whether the files carry the marks of the PDF's pages.
    """
    edition, articles = book.edition, book.edition.articles
    phrases = phrases_for(edition.language)
    own, first = facts.edition_facts(edition), facts.article_facts(articles[0], phrases)
    yield from _titles(
        (edition.title, edition.subtitle, articles[0].subtitle if edition.single else "")
    )
    everyone = (
        *edition.contributors,
        *(person for article in articles for person in article.contributors),
    )
    yield from _people(everyone, "person")
    yield from _known(
        EDITION,
        {
            name: words
            for name, words in own.items()
            if name not in {*_WRITTEN, "title", "subtitle", *_OF_SERIES}
        },
    )
    if edition.series:
        yield meta("belongs-to-collection", _line(edition.series.title), id="series")
        yield meta("collection-type", "series", refines="#series")
        yield from _known(
            (place for place in EDITION if place.fact in _OF_SERIES - {"series"}),
            own,
            "#series",
            refining=True,
        )
    for word in dict.fromkeys(word for article in articles for word in article.keywords):
        yield dc("subject", _line(word))
    sources = dict.fromkeys(source for article in articles for source in article.sources)
    if edition.single:
        said = {place.package for place in EDITION if place.fact in own} & _ONCE
        single = tuple(place for place in ARTICLE if place.package not in said)
        yield from _known(
            single,
            {
                name: words
                for name, words in first.items()
                if name not in {"subtitle", "keyword", "address"}
            },
        )
        yield from _sources(sources, "source")
    else:
        for words in dict.fromkeys(filter(None, map(_called, sources))):
            yield dc("source", _line(words))
    yield link("record", f"meta/{NAME}", media_type=MEDIA_TYPE)
    yield meta(SEAL, seal_of(book.record))
    if not edition.single:
        for article, chapter in zip(articles, (c for c in book.chapters if c.article), strict=True):
            refines = f"#{chapter.name}"
            yield from _known(
                ARTICLE,
                {
                    name: words
                    for name, words in facts.article_facts(article, phrases).items()
                    if name != "address"
                },
                refines,
            )
            yield from _people(article.contributors, f"{chapter.name}-person", refines)
            yield from _sources(article.sources, f"{chapter.name}-source", refines)
    yield from _pictures(book)
    yield from accessibility(book, paged=paged)
    if paged:
        yield meta("pageBreakSource", f"{_line(edition.title)}. PDF: {book.ledger.urn}")


def _titles(titles: tuple[str, ...]) -> Iterator[Entry]:
    """The title, and each subtitle; its type tells one from the other."""
    for number, words in enumerate(dict.fromkeys(filter(None, titles))):
        ident, kind = ("title", "main") if not number else (f"subtitle{number:02}", "subtitle")
        yield dc("title", _line(words), id=ident)
        yield meta("title-type", kind, refines=f"#{ident}")


def _known(
    places: Iterable[Place], known: Facts, refines: str = "", *, refining: bool = False
) -> Iterator[Entry]:
    """Each fact in its place: of the whole publication, or with `refines` of a part of it.

    refining   for the series and the cover, whose place in the package refines their element there.
    """
    for place in places:
        for words in known.get(place.fact, ()):
            if property_ := place.part if refines and not refining else place.package:
                yield from _entry(property_, words, {"refines": refines} if refines else {})


def _entry(property_: str, words: str, refines: Mapping[str, str]) -> Iterator[Entry]:
    """One value; an address that no link can follow is said in a meta, so that it is not lost."""
    if not property_.startswith("link "):
        yield (
            dc(property_.removeprefix("dc:"), _line(words))
            if property_.startswith("dc:")
            else meta(property_, _line(words), **refines)
        )
        return
    relations = property_.removeprefix("link ")
    if words.startswith(("http://", "https://")):
        yield link(relations, words, **refines)
    else:
        yield from (meta(relation, _line(words), **refines) for relation in relations.split())


def _people(people: Iterable[Contributor], name: str, refines: str = "") -> Iterator[Entry]:
    """Each who is credited, once, with all they did and what is known of them.

    A shelf shows a name as often as its element stands.
    """
    above = {"refines": refines} if refines else {}
    together: dict[tuple[str, str], list[Contributor]] = {}
    for person in people:
        together.setdefault(
            ("creator" if person.role in _MAKERS else "contributor", _line(person.name)), []
        ).append(person)
    for number, ((word, called), same) in enumerate(together.items(), 1):
        ident = f"{name}{number:02}"
        yield (
            meta(f"dcterms:{word}", called, id=ident, **above)
            if refines
            else dc(word, called, id=ident)
        )
        for role in dict.fromkeys(person.role for person in same if not refines):
            yield meta("role", RELATORS[role], refines=f"#{ident}", scheme="marc:relators")
        known: dict[str, tuple[str, ...]] = {}
        for fact, words in (row for person in same for row in facts.person_facts(person).items()):
            known[fact] = tuple(dict.fromkeys((*known.get(fact, ()), *words)))
        known["role"] = tuple(ROLE_NAMES[role] for role in known["role"])
        # EPUB 3.3, file-as: one
        known |= {"sort_as": known["sort_as"][:1]} if "sort_as" in known else {}
        yield from _known(
            (
                place
                for place in PERSON
                if place.fact not in {"name", "role" if not refines else ""}
            ),
            known,
            f"#{ident}",
        )


def _sources(sources: Iterable[Source], name: str, refines: str = "") -> Iterator[Entry]:
    """Each link of the chain of publication, with what is known of it."""
    above = {"refines": refines} if refines else {}
    for number, source in enumerate(sources, 1):
        if words := _called(source):
            ident = f"{name}{number:02}"
            yield (
                meta("dcterms:source", _line(words), id=ident, **above)
                if refines
                else dc("source", _line(words), id=ident)
            )
            yield from _known(
                (place for place in SOURCE if place.fact != "address"),
                facts.source_facts(source),
                f"#{ident}",
            )


def _called(source: Source) -> str:
    """What stands for a source: its address, else the first thing that names it.

    "" where nothing does.
    """
    known = facts.source_facts(source)
    return next((known[fact][0] for fact in ("address", *NAMED_BY) if fact in known), "")


def _pictures(book: Book) -> Iterator[Entry]:
    """Credit and rights of each picture, refining its file: they override the article's."""
    assets = {
        (f"a{number}", asset.id): asset
        for number, article in enumerate(book.edition.articles, 1)
        for asset in article.assets
    }
    if book.cover and book.edition.cover:
        yield from _known(
            COVER, facts.picture_facts(book.edition.cover), "#cover-image", refining=True
        )
    for picture in book.pictures:
        yield from _known(
            PICTURE,
            facts.picture_facts(assets[picture.article, picture.asset]),
            f"#{picture.name.replace('.', '-')}",
        )


def _line(text: str) -> str:
    return " ".join(text.split())
