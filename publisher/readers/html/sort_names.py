"""Names as lists sort them, where the page itself states which part is the family's.

In: a Page and the people who are credited.  Out: the people, with `sort_as` where schema.org's
familyName and givenName, or an entry of the head that puts the family first ("citation_author",
Highwire Press), have the very parts of the name.  Nothing is guessed from a name's form.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from publisher.model.article import Contributor
from publisher.readers.html.records import Page
from publisher.text import squeeze

_MOST = 40  # people of one record


def with_sort_names(page: Page, people: tuple[Contributor, ...]) -> tuple[Contributor, ...]:
    """The people, with the sort names that the page states."""
    stated = {(squeeze(name)): (sort_as, found) for name, sort_as, found in _stated(page)}
    sorted_people = []
    for number, person in enumerate(people):
        sort_as, found = stated.get(squeeze(person.name), ("", ""))
        if sort_as:
            page.know(f"contributors[{number}].sort_as", found)
        sorted_people.append(replace(person, sort_as=sort_as) if sort_as else person)
    return tuple(sorted_people)


def _stated(page: Page) -> Iterator[tuple[str, str, str]]:
    """(name as it is printed, as it is sorted, where that is said)."""
    for record in page.records:
        for key in ("author", "creator"):
            for known in _people(page, record.get(key)):
                family, given = (_line(known.get(one)) for one in ("familyName", "givenName"))
                if family and given:
                    found = f"JSON-LD {key} familyName"
                    names = {_line(known.get("name")), f"{given} {family}", f"{family} {given}"}
                    parts = sorted(f"{given} {family}".split())
                    for name in names:
                        if sorted(name.split()) == parts:
                            yield name, f"{family}, {given}", found
    for content, found in page.metas(("citation_author",)):
        family, comma, given = (part.strip() for part in content.partition(","))
        if comma and family and given and "," not in given:
            yield f"{given} {family}", f"{family}, {given}", found


def _people(page: Page, said: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - JSON
    for one in said[:_MOST] if isinstance(said, list) else [said]:
        if isinstance(one, dict):
            yield page.known_by_id(one)


def _line(said: Any) -> str:  # noqa: ANN401 - JSON
    return " ".join(said.split()) if isinstance(said, str) else ""
