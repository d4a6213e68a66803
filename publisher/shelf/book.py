"""What a shelf knows of a book: values alone, each read from its finished files.

A finished file says its facts (`Facts`); files that say the same of the same edition are one book.
"""

import hashlib
from collections.abc import Mapping
from typing import Any

from publisher.value import value


@value
class Person:
    """One who is credited.   role: as the model names it ("author", "translator")."""

    name: str
    role: str = "author"
    url: str = ""
    sort_as: str = ""


@value
class Terms:
    """A licence that a file names: its address and its name, either may be unknown."""

    address: str = ""
    name: str = ""


@value
class Origin:
    """Where an article of a book stood: publication or site, address, headline and day there."""

    name: str = ""
    address: str = ""
    title: str = ""
    day: str = ""


@value
class CoverFile:
    """A picture of a book's cover.

    name   of the file, from its bytes, so that two equal covers are one file.
    """

    name: str
    media_type: str
    width: int
    height: int


@value
class Facts:
    """What one finished file says of itself, and the file.

    path         below the folder of finished files, with "/".
    published    "2026-11-25", "2026-11" or "2026"; "" where it names no day.
    updated      "2026-11-25T08:00:00Z"; "" where it names no moment.
    rights       each statement of rights, to the letter.   access: what may be done, to the letter.
    articles     titles of the articles of a book of several.
    record       digest of its record of ours; "" where there is none.
    reserved     what it says of text and data mining: "1", "0" or ""; policy: the address for it.
    reading      (property, value) of what it says of accessibility.
    covers       its cover, large and small; () where there is none that can be shown.
    """

    path: str
    media_type: str
    sha256: str
    size: int
    title: str
    identifier: str = ""
    subtitle: str = ""
    description: str = ""
    language: str = ""
    imprint: str = ""
    published: str = ""
    updated: str = ""
    series: str = ""
    position: str = ""
    people: tuple[Person, ...] = ()
    subjects: tuple[str, ...] = ()
    rights: tuple[str, ...] = ()
    holders: tuple[str, ...] = ()
    access: tuple[str, ...] = ()
    licences: tuple[Terms, ...] = ()
    origins: tuple[Origin, ...] = ()
    articles: tuple[str, ...] = ()
    record: str = ""
    reserved: str = ""
    policy: str = ""
    reading: tuple[tuple[str, str], ...] = ()
    covers: tuple[CoverFile, ...] = ()

    def plain(self) -> dict[str, Any]:
        """As plain data, for JSON; `facts_of` reads it back."""
        row = {name: getattr(self, name) for name in _FIELDS}
        for name, kind in _LISTS.items():
            row[name] = [[getattr(one, each) for each in _parts(kind)] for one in row[name]]
        return {name: given for name, given in row.items() if given}


def facts_of(row: Mapping[str, Any]) -> Facts:
    """The facts that `Facts.plain` wrote.

    Refuses with ValueError, TypeError or KeyError what is nothing of the kind.
    """
    given = dict(row)
    for name, kind in _LISTS.items():
        if name in given:
            given[name] = tuple(_of_parts(kind, parts) for parts in given[name])
    for name in _WORDS:
        if name in given:
            given[name] = tuple(map(str, given[name]))
    if "reading" in given:
        given["reading"] = tuple((str(place), str(words)) for place, words in given["reading"])
    return Facts(**given)


def _of_parts(kind: type[Any], parts: list[Any]) -> Any:  # noqa: ANN401 - any of the classes above
    return kind(**dict(zip(_parts(kind), parts, strict=True)))


def _parts(kind: type[Any]) -> tuple[str, ...]:
    return tuple(kind.__dataclass_fields__)


_FIELDS = _parts(Facts)
_LISTS: dict[str, type[Any]] = {
    "people": Person,
    "licences": Terms,
    "origins": Origin,
    "covers": CoverFile,
}
_WORDS = ("subjects", "rights", "holders", "access", "articles")


@value
class Book:
    """One book of a shelf.

    id      an address that stays: the edition's own; of its older and of unnamed files one that is
            made of what they hold.
    said    what its first file says: an EPUB where there is one.
    files   all of it, EPUBs first.
    """

    id: str
    said: Facts
    files: tuple[Facts, ...]

    @property
    def stem(self) -> str:
        """Of the file that shows it alone, made of its id."""
        return f"publications/{hashlib.sha256(self.id.encode()).hexdigest()[:16]}"

    @property
    def covers(self) -> tuple[CoverFile, ...]:
        """The cover of the first file that has one, large and small; else ()."""
        return next((file.covers for file in self.files if file.covers), ())

    @property
    def day(self) -> str:
        """The day by which it stands among the others: of publication, else of its making."""
        return self.said.published or self.said.updated[:10]

    def named(self, *roles: str) -> tuple[Person, ...]:
        """The people with one of these roles."""
        return tuple(person for person in self.said.people if person.role in roles)
