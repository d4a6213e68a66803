"""What the package document says: every fact of an edition as Dublin Core, meta and link entries.

In: a Book.  Out: entries in order.  Where a fact goes is the table of EPUB 3.3 and EPUB Accessibility 1.1; a fact
that is not known has no entry.  Facts of one article refine its manifest item.
"""

from collections.abc import Iterator

from publisher.model.article import Article, Contributor, Relation, Role
from publisher.model.rights import Licence, Rights
from publisher.rendering.book import Book
from publisher.rights.licences import known
from publisher.rights.record import MEDIA_TYPE, NAME
from publisher.writers.accessibility import accessibility
from publisher.writers.entries import Entry, dc, link, meta

# Reserved prefixes too: EPUB 3.3 advises to declare them.
PREFIXES = {
    "a11y": "http://www.idpf.org/epub/vocab/package/a11y/#", "dcterms": "http://purl.org/dc/terms/",
    "marc": "http://id.loc.gov/vocabulary/", "schema": "http://schema.org/",
    "cc": "http://creativecommons.org/ns#", "tdm": "http://www.w3.org/ns/tdmrep#"}
# MARC code list for relators.
RELATORS = {Role.AUTHOR: "aut", Role.EDITOR: "edt", Role.TRANSLATOR: "trl", Role.PHOTOGRAPHER: "pht",
            Role.ILLUSTRATOR: "ill", Role.PROOFREADER: "pfr", Role.COLLECTOR: "col", Role.CONTRIBUTOR: "ctb"}


def package_entries(book: Book, *, paged: bool = False) -> Iterator[Entry]:
    """Every entry, in a stable order; texts are folded to one line, as metadata must not hold empty or broken lines.

    paged   whether the files carry the marks of the PDF's pages.
    """
    edition = book.edition
    yield dc("title", _line(edition.title), id="title")
    yield meta("title-type", "main", refines="#title")
    if edition.subtitle:
        yield dc("title", _line(edition.subtitle), id="subtitle")
        yield meta("title-type", "subtitle", refines="#subtitle")
    yield from _people(book)
    if edition.imprint:
        yield dc("publisher", _line(edition.imprint))
    if edition.description or edition.single:
        text = edition.description or edition.articles[0].standfirst
        yield from [dc("description", _line(text))] if text else []
    if edition.published:
        yield dc("date", edition.published.isoformat())
    for word in dict.fromkeys(word for article in edition.articles for word in article.keywords):
        yield dc("subject", _line(word))
    if edition.series:
        yield meta("belongs-to-collection", _line(edition.series.title), id="series")
        yield meta("collection-type", "series", refines="#series")
        if edition.series.position:
            yield meta("group-position", edition.series.position, refines="#series")
    yield from _sources(book)
    yield from _edition_rights(book)
    yield link("record", f"meta/{NAME}", media_type=MEDIA_TYPE)
    if not edition.single:
        for article, chapter in zip(edition.articles, (c for c in book.chapters if c.article), strict=True):
            yield from _article(article, chapter.name)
    yield from _pictures(book)
    yield from accessibility(book, paged=paged)
    if paged:
        yield meta("pageBreakSource", f"{_line(edition.title)}. PDF: {book.ledger.urn}")


def _people(book: Book) -> Iterator[Entry]:
    """Creators of the edition: the article's own on its own; editor and authors of a collection."""
    edition = book.edition
    named = edition.contributors or () if not edition.single else edition.articles[0].contributors
    everyone = list(named)
    if not edition.single:
        everyone += [person for article in edition.articles for person in article.contributors]
    seen: dict[tuple[str, Role], Contributor] = {}
    for person in everyone:
        seen.setdefault((person.name, person.role), person)
    for number, person in enumerate(seen.values(), 1):
        ident = f"person{number:02}"
        yield dc("creator" if person.role in {Role.AUTHOR, Role.EDITOR} else "contributor", _line(person.name), id=ident)
        yield meta("role", RELATORS[person.role], refines=f"#{ident}", scheme="marc:relators")
        if person.sort_as:
            yield meta("file-as", _line(person.sort_as), refines=f"#{ident}")
        if person.url.startswith(("http://", "https://")):
            yield link("schema:sameAs", person.url, refines=f"#{ident}")


def _sources(book: Book) -> Iterator[Entry]:
    """dc:source for every address that the texts were taken from, with the moment of capture."""
    number = 0
    seen: set[str] = set()
    for article in book.edition.articles:
        for source in article.sources:
            words = source.url or (source.name or source.site if source.relation is Relation.CAPTURED_FROM else "")
            if not words or words in seen:
                continue
            seen.add(words)
            number += 1
            yield dc("source", _line(words), id=f"source{number:02}")
            if source.captured_at:
                yield meta("dcterms:date", source.captured_at.date().isoformat(), refines=f"#source{number:02}")


def _edition_rights(book: Book) -> Iterator[Entry]:
    edition = book.edition
    rights = edition.articles[0].rights if edition.single else edition.rights
    language = {"lang": edition.language} if edition.language != "und" else {}
    if rights.copyright_line:
        yield dc("rights", _line(rights.copyright_line), id="rights01", **language)
    yield from _rights(rights, {})
    if edition.single and (terms := " ".join(permission.text for permission in rights.permissions if permission.text)):
        yield meta("dcterms:accessRights", _line(terms))


def _article(article: Article, item: str) -> Iterator[Entry]:
    """The facts of one article of many, refining its file (dc: elements cannot refine; EPUB 3.3, "refines")."""
    refines = {"refines": f"#{item}"}
    yield meta("dcterms:title", _line(article.title), **refines)
    for number, person in enumerate(article.contributors, 1):
        ident = f"{item}-person{number}"
        yield meta("dcterms:creator" if person.role is Role.AUTHOR else "dcterms:contributor", _line(person.name), id=ident, **refines)
        if person.sort_as:
            yield meta("file-as", _line(person.sort_as), refines=f"#{ident}")
    for source in article.sources:
        if words := source.url or source.name or source.site:
            yield meta("dcterms:source", _line(words), **refines)
    if article.rights.copyright_line:
        yield meta("dcterms:rights", _line(article.rights.copyright_line), **refines)
    if article.published:
        yield meta("dcterms:date", article.published.isoformat(), **refines)
    for words in dict.fromkeys(permission.text for permission in article.rights.permissions if permission.text):
        yield meta("dcterms:accessRights", _line(words), **refines)
    yield from _rights(article.rights, refines)


def _rights(rights: Rights, refines: dict[str, str]) -> Iterator[Entry]:
    if rights.holder:
        yield meta("dcterms:rightsHolder", _line(rights.holder), **refines)
    if address := _licence_address(rights.licence):
        yield link("dcterms:license cc:license", address, **refines)
    if rights.credit:
        yield meta("schema:creditText", _line(rights.credit), **refines)
    if rights.terms_url:
        yield meta("schema:usageInfo", rights.terms_url, **refines)
    if rights.permission_url:
        yield link("cc:morePermissions", rights.permission_url, **refines)
    if rights.status_url:
        yield link("dcterms:rights", rights.status_url, **refines)
    if rights.tdm_reservation is not None and not refines:
        yield meta("tdm:reservation", str(int(rights.tdm_reservation)))
        yield from [meta("tdm:policy", rights.tdm_policy)] if rights.tdm_policy else []


def _licence_address(licence: Licence | None) -> str:
    found = known(licence) if licence else None
    return (licence.url if licence else "") or (found.url if found else "")


def _pictures(book: Book) -> Iterator[Entry]:
    """Credit and licence of each picture, refining its file: they override the article's."""
    assets = {(f"a{number}", asset.id): asset for number, article in enumerate(book.edition.articles, 1) for asset in article.assets}
    for picture in book.pictures:
        asset, refines = assets[picture.article, picture.asset], {"refines": f"#{picture.name.replace('.', '-')}"}
        if asset.credit:
            yield meta("dcterms:rights", _line(asset.credit), **refines)
        if address := _licence_address(asset.licence):
            yield link("dcterms:license cc:license", address, **refines)


def _line(text: str) -> str:
    return " ".join(text.split())
