"""The bytes of a finished file → what a shelf says of it, by `inspect` alone."""

import datetime
import hashlib
import re
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from publisher.model.article import Article
from publisher.model.edition import EPOCH, Edition
from publisher.rights.licences import address_of, by_address, name_of
from publisher.shelf.book import Facts, Origin, Person, Terms
from publisher.shelf.covers import Picture, cover_of, described
from publisher.text import without_illegal
from publisher.value import value
from publisher.verify import inspect_bytes
from publisher.verify.evidence.model import Said

_DAY = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
_RIGHTS = ("dc:rights", "dcterms:rights")
_ACCESS = ("dcterms:accessRights", "xmpRights:UsageTerms")
_MOMENTS = ("dcterms:modified", "xmp:ModifyDate", "xmp:MetadataDate")
_READING = (
    "schema:accessMode",
    "schema:accessModeSufficient",
    "schema:accessibilityFeature",
    "schema:accessibilityHazard",
    "schema:accessibilitySummary",
)


@value
class Read:
    """A finished file as a shelf has it: what it says, and its cover with a smaller one."""

    facts: Facts
    pictures: tuple[Picture, ...] = ()


def read_book(data: bytes, path: str) -> Read:
    """What a finished file says of itself, with its cover.

    path   below the folder of finished files.
    Refuses with EvidenceError what is neither an EPUB nor a PDF that can be opened.
    """
    found = inspect_bytes(data, path)
    said, edition = found.said, found.edition
    pictures = cover_of(data, path)
    is_epub = data.startswith(b"PK")
    facts = Facts(
        path=path,
        media_type="application/epub+zip" if is_epub else "application/pdf",
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        title=_title(said, edition) or _line(PurePosixPath(path).stem),
        identifier=edition.urn if edition else _first(said, "dc:identifier"),
        subtitle=_line(edition.subtitle) if edition else "",
        description=_first(said, "dc:description"),
        language=_language(said),
        imprint=_first(said, "dc:publisher"),
        published=_published(said, edition),
        updated=_updated(said, edition),
        series=_series(said, edition)[0],
        position=_series(said, edition)[1],
        people=tuple(dict.fromkeys(_people(said, edition))),
        subjects=_lines(said.at("dc:subject", whole=True)),
        rights=rights_of(said),
        holders=_lines(said.of("holders")),
        access=_stated(said, _ACCESS),
        licences=tuple(dict.fromkeys(_licences(said, edition))),
        origins=tuple(dict.fromkeys(_origins(said, edition))),
        articles=_titles(edition),
        record=_first(said, "pub:recordSha256") if edition else "",
        reserved=_first(said, "tdm:reservation"),
        policy=_first(said, "tdm:policy"),
        reading=tuple((place, words) for place in _READING for words in _lines(said.at(place))),
        covers=tuple(map(described, pictures)),
    )
    return Read(facts=facts, pictures=pictures)


def rights_of(said: Said) -> tuple[str, ...]:
    """Each statement of rights that a file makes of itself and of its articles, to the letter."""
    return _stated(said, _RIGHTS)


def _stated(said: Said, places: Iterable[str]) -> tuple[str, ...]:
    """The statements at these places; a PDF's packet holds several as the lines of one."""
    lines = (
        without_illegal(line)[0].strip()
        for place in places
        for words in said.at(place)
        for line in words.split("\n")
    )
    return tuple(dict.fromkeys(line for line in lines if line))


def _title(said: Said, edition: Edition | None) -> str:
    if edition:
        return _line(edition.title)
    return _first(said, "dc:title") or _line(said.info.get("Title", ""))


def _titles(edition: Edition | None) -> tuple[str, ...]:
    articles = edition.articles if edition else ()
    return tuple(_line(article.title) for article in articles) if len(articles) > 1 else ()


def _language(said: Said) -> str:
    found = _first(said, "dc:language") or _first(said, "catalog Lang")
    is_tag = re.fullmatch(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*", found)
    return found if is_tag and found.lower() != "und" else ""


def _published(said: Said, edition: Edition | None) -> str:
    if edition and edition.published:
        return edition.published.isoformat()
    for words in (*said.at("dc:date", whole=True), *said.at("dcterms:issued", whole=True)):
        if (day := _DAY.match(words.strip())) and _is_day(day[0]):
            return day[0]
    return ""


def _is_day(text: str) -> bool:
    try:
        datetime.date.fromisoformat((text + "-01-01")[:10])
    except ValueError:
        return False
    return not text.startswith("0")


def _updated(said: Said, edition: Edition | None) -> str:
    """The file's own moment in UTC; the moment that says "no date" is none."""
    if edition and edition.modified:
        return _in_utc(edition.modified)
    for words in said.at(*_MOMENTS, whole=True):
        try:
            return _in_utc(datetime.datetime.fromisoformat(words.strip()))
        except ValueError:  # another form, which says nothing that can be compared
            continue
    return ""


def _in_utc(moment: datetime.datetime) -> str:
    known = moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)
    try:
        known = known.astimezone(datetime.UTC)
    except OverflowError:
        return ""
    return "" if known == EPOCH else known.strftime("%Y-%m-%dT%H:%M:%SZ").rjust(20, "0")


def _series(said: Said, edition: Edition | None) -> tuple[str, str]:
    if edition and edition.series:
        return _line(edition.series.title), _line(edition.series.number)
    title = _first(said, "belongs-to-collection") or _first(said, "meta calibre:series")
    number = _first(said, "group-position") or _first(said, "meta calibre:series_index")
    return title, number if title else ""


def _people(said: Said, edition: Edition | None) -> Iterator[Person]:
    """All who are credited: of the edition, then of its articles; else whom the metadata names."""
    if edition is None:
        yield from (Person(name=name) for name in _lines(said.at("dc:creator", whole=True)))
        for name in _lines(said.at("dc:contributor", whole=True)):
            yield Person(name=name, role="contributor")
        return
    held: tuple[Edition | Article, ...] = (edition, *edition.articles)
    for one in (person for each in held for person in each.contributors):
        yield Person(
            name=_line(one.name),
            role=one.role.value,
            url=one.url if _is_address(one.url) else "",
            sort_as=_line(one.sort_as),
        )


def _licences(said: Said, edition: Edition | None) -> Iterator[Terms]:
    held: tuple[Edition | Article, ...] = (edition, *edition.articles) if edition else ()
    named = [one.rights.licence for one in held if one.rights.licence]
    for licence in named:
        yield Terms(address=_address(address_of(licence)), name=_line(name_of(licence)))
    if edition is None:
        for words in _lines(said.of("licences")):
            known = by_address(words)
            yield Terms(address=_address(words), name=known.name if known else "")


def _origins(said: Said, edition: Edition | None) -> Iterator[Origin]:
    if edition is None:
        for words in _lines(said.of("sources")):
            is_address = _is_address(words)
            yield Origin(name="" if is_address else words, address=words if is_address else "")
        return
    for source in (source for article in edition.articles for source in article.sources):
        yield Origin(
            name=_line(source.name or source.site),
            address=_address(source.url),
            title=_line(source.title),
            day=source.date.isoformat() if source.date else "",
        )


def _is_address(words: str) -> bool:
    """Whether it may stand as a link: of the web, without white space (RFC 3986)."""
    return re.fullmatch(r'https?://[^\s<>"{}|\\^`]+', words) is not None


def _address(words: str) -> str:
    return words if _is_address(words) else ""


def _first(said: Said, place: str) -> str:
    return next(iter(_lines(said.at(place, whole=True))), "")


def _lines(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line for words in found if (line := _line(words))))


def _line(words: str) -> str:
    return " ".join(without_illegal(words)[0].split())
