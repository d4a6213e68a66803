"""What an envelope states of an article → hints, beside those that its page gives."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from publisher.captures import FIRST_WORDS, Capture, Stated
from publisher.model.article import (
    Contributor,
    Evidence,
    EvidenceKind,
    LeftOut,
    LeftOutBecause,
    Relation,
    Source,
)
from publisher.model.rights import Licence, Notice, NoticeKind
from publisher.readers.capture.recognise import recognise
from publisher.readers.dates import days_in, stated_day
from publisher.readers.people import names_in
from publisher.readers.source import Hints
from publisher.rights.licences import by_address
from publisher.text import squeeze

_OF_TEXT = {
    NoticeKind.IMAGE_LICENCE: NoticeKind.CC_LICENCE,
    NoticeKind.IMAGE_PUBLIC_DOMAIN: NoticeKind.PUBLIC_DOMAIN,
}


def with_stated(hints: Hints, capture: Capture) -> Hints:
    """The hints of a page with what its envelope states.

    Where both say something, the page does, unless the envelope leads (Stated.leads).
    """
    stated = capture.stated
    if stated == Stated():
        return hints
    said = _said(stated, capture)
    taken: dict[str, Any] = {
        name: value
        for name, value in said.items()
        if value and (stated.leads or not getattr(hints, name))
    }
    if _names_all(hints.contributors, taken.get("contributors", ())):
        del taken["contributors"]  # the page names them and others
    if "titles" in taken:
        others = (title for title in hints.titles if squeeze(title) != squeeze(stated.title))
        # the headings of a fragment are headings, whatever a page's would be
        taken["titles"] = (stated.title, *(() if stated.leads else others))
    owed = [words for words in stated.beside if recognise(words)]
    unsaid = [words for words in stated.beside if words not in owed]
    found = {"address": capture.address_found, **dict(stated.found)}
    fields = set(_fields(taken))
    kept = (one for one in hints.evidence if one.field not in {name for name, _ in fields})
    known = (
        _evidence(field, found.get(key) or "the file around it") for field, key in sorted(fields)
    )
    return replace(
        hints,
        **taken,
        notices=(*hints.notices, *map(_notice, (*stated.rights, *owed))),
        signals=tuple(dict.fromkeys((*hints.signals, *stated.signals))),
        left_out=(*hints.left_out, *stated.left_out, *map(_furniture, unsaid)),
        remarks=(*hints.remarks, *stated.remarks),
        evidence=(*kept, *known),
    )


def _names_all(people: tuple[Contributor, ...], stated: tuple[Contributor, ...]) -> bool:
    """Whether a page names all whom its envelope names, and others."""
    named = {person.name.casefold() for person in people}
    return bool(stated) and {person.name.casefold() for person in stated} < named


def _said(stated: Stated, capture: Capture) -> dict[str, object]:
    day = stated.published
    if day is None and stated.published_words:
        day = stated_day(stated.published_words)
        said = (one.days for one in days_in(stated.published_words, ""))
        day = day or next((days[0] for days in said if len(days) == 1), None)
    return {
        "titles": (stated.title,) if stated.title else (),
        "subtitle": stated.subtitle,
        "standfirst": stated.standfirst,
        "contributors": tuple(_people(stated.authors, dict(stated.sort_names))),
        "language": stated.language,
        "published": day,
        "updated": stated.updated,
        "keywords": stated.keywords,
        "licence": _licence(stated.licence),
        "sources": tuple(_sources(stated, capture)),
    }


def _evidence(field: str, found: str) -> Evidence:
    if found == FIRST_WORDS:
        return Evidence(field=field, kind=EvidenceKind.INFERRED, rule=found)
    return Evidence(field=field, kind=EvidenceKind.STATED, found=found)


def _furniture(words: str) -> LeftOut:
    because = LeftOutBecause.FURNITURE
    return LeftOut(text=words, because=because, found="header or footer of the document")


def _notice(words: str) -> Notice:
    """A line of rights of the envelope: it speaks of the text, whatever it would say of a picture.

    One that the catalogue does not know is kept all the same.
    """
    said = [kind for match in recognise(words) for kind in match.wording.kinds]
    kinds = dict.fromkeys(_OF_TEXT.get(kind, kind) for kind in said)
    names = (match.name for match in recognise(words) if match.name)
    return Notice(
        kinds=tuple(kinds) or (NoticeKind.DISCLAIMER,),
        text=words,
        names=tuple(dict.fromkeys(names)),
        found="rights in the file around it",
    )


def _people(written: tuple[str, ...], sort_names: dict[str, str]) -> Iterator[Contributor]:
    """Those who are credited, with the sort name that the envelope states for a whole entry."""
    names = (
        (name, sort_names.get(words, "") if len(found) < 2 else "")
        for words in written
        for found in (names_in(words),)
        for name in found or (words.strip(),)
    )
    return (
        Contributor(name=name, sort_as=sort_as) for name, sort_as in dict(names).items() if name
    )


def _licence(address: str) -> Licence | None:
    if not address:
        return None
    known = by_address(address)
    return Licence(id=known.id if known else "", url=address)


def _sources(stated: Stated, capture: Capture) -> Iterator[Source]:
    if stated.original or stated.original_name:
        first = Relation.ORIGINALLY_PUBLISHED
        yield Source(relation=first, name=stated.original_name, url=stated.original)
    if stated.publication or capture.address:
        yield Source(relation=Relation.CAPTURED_FROM, name=stated.publication, url=capture.address)


def _fields(taken: dict[str, object]) -> Iterator[tuple[str, str]]:
    """(field of the article, name of the fact among Stated.found) of what is taken."""
    plain = {
        "titles": ("title", "title"),
        "subtitle": ("subtitle", "subtitle"),
        "standfirst": ("standfirst", "standfirst"),
        "language": ("language", "language"),
        "published": ("published", "published"),
        "updated": ("updated", "updated"),
        "licence": ("rights.licence", "licence"),
    }
    yield from (pair for name, pair in plain.items() if name in taken)
    people = taken.get("contributors", ())
    for number in range(len(people) if isinstance(people, tuple) else 0):
        yield f"contributors[{number}].name", "authors"
    sources = taken.get("sources", ())
    for number, source in enumerate(sources if isinstance(sources, tuple) else ()):
        is_first = source.relation is Relation.ORIGINALLY_PUBLISHED
        if source.name:
            yield f"sources[{number}].name", "original" if is_first else "publication"
        if source.url:
            yield f"sources[{number}].url", "original" if is_first else "address"
