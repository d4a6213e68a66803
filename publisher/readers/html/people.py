"""The authors of a page, by evidence: its records, its head, marks of the author, a byline.

In: a Page and what is near its headline.  Out: contributors, each with where it is stated.  A name
is taken only where something says that it is the author's; a body (the site itself, an agency, a
redaction) only where nobody else is named.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from publisher.model.article import Contributor
from publisher.readers.dates import days_in
from publisher.readers.html.nearby import Neighbourhood
from publisher.readers.html.records import Page
from publisher.readers.html.tree import Element, found_at, lines
from publisher.readers.people import (
    is_agency,
    is_body,
    is_byline,
    is_person,
    names_in,
    one_name,
    reads_on,
)

_AUTHORS = (
    "author",
    "article:author",
    "article:author_name",
    "parsely-author",
    "sailthru.author",
    "citation_author",
    "dc.creator",
    "dcterms.creator",
    "dc.creator.creator",
    "authors",
    "byl",
    "twitter:data1-author",
    "og:article:author",
    "cxenseparse:author",
    "shareaholic:article_author_name",
)
_CLASS = "//*[contains(concat(' ', normalize-space(@class), ' '), ' {} ')]"
_MARKS = (
    "//*[@itemprop='author']//*[@itemprop='name']",
    "//*[@itemprop='author']",
    "//a[contains(concat(' ', normalize-space(@rel), ' '), ' author ')]",
    f"{_CLASS.format('vcard')}{_CLASS.format('fn')}",
    f"{_CLASS.format('p-author')}",
    _CLASS.format("author-name"),
    _CLASS.format("byline-name"),
    "//a[contains(@href, '/author/') or contains(@href, '/authors/')]",
    _CLASS.format("author"),
    _CLASS.format("username"),
    _CLASS.format("byline"),
    "//*[contains(@class, 'author') and contains(@class, 'name')]",
    "//*[contains(@class, 'byline')]",
    "//*[contains(@class, 'author')]",
)
_CERTAIN = 6  # of these marks the first, which say who the author is and need no form of a name
_TOGETHER = 12  # elements between the names of one byline
_BYLINE_AT_MOST = 160  # characters
_LABELLED = 4  # lines of an element of the author's that are read
_BY_ALONE = re.compile(
    r"\W*+(?:written |posted )?(?:by|von|par|por|di|door|автор)\W*", re.IGNORECASE
)

# "Published on 4 March 2025 by Ada Example": a name behind a day
_SIGNED = re.compile(r"\s(?:by|von|par|por|di|door|от)\s+(\S.*)$", re.IGNORECASE)


class _Named(NamedTuple):
    """A name, where it is stated, and whether it is surely a body's."""

    name: str
    found: str
    body: bool = False


def people_of(page: Page, site: str, near: Neighbourhood) -> tuple[Contributor, ...]:
    """The authors; the first place that names a person counts, and a body only where none does."""
    bodies: list[_Named] = []
    places: tuple[Callable[[], Sequence[_Named]], ...] = (
        lambda: _of_records(page),
        lambda: _of_head(page),
        lambda: _of_marks(page, near),
        lambda: _of_bylines(near),
    )
    chosen: list[_Named] = []
    for place in places:
        named = _unique(place())
        people = [one for one in named if not _is_body(one, site)]
        bodies += [one for one in named if _is_body(one, site)]
        if people:
            chosen = [one for one in named if one in people or not _is_outlet(one, site)]
            break
    if chosen:
        chosen = _fuller(chosen, page, near)
    chosen = chosen or _unique(bodies)[:1]
    for number, one in enumerate(chosen):
        page.know(f"contributors[{number}].name", one.found)
    return tuple(Contributor(name=one.name) for one in chosen)


def _unique(named: Sequence[_Named]) -> list[_Named]:
    found: dict[str, _Named] = {}
    for one in named:
        key = re.sub(r"\W+", "", one.name).casefold()
        if key not in found or (found[key].name.isupper() and not one.name.isupper()):
            found[key] = one if key not in found else one._replace(found=found[key].found)
    return list(found.values())


def _letters(words: str) -> str:
    return re.sub(r"\W+|^the\b", "", words.casefold())


def _is_site(name: str, site: str) -> bool:
    return bool(site) and _letters(name) == _letters(site)


def _is_outlet(one: _Named, site: str) -> bool:
    """Whether a name is the site's own or an agency's."""
    return is_agency(one.name) or _is_site(one.name, site)


def _is_body(one: _Named, site: str) -> bool:
    return one.body or _is_outlet(one, site) or is_body(one.name)


def _fuller(chosen: list[_Named], page: Page, near: Neighbourhood) -> list[_Named]:
    """The names; a first name alone as the byline writes it in full."""
    if any(len(one.name.split()) > 1 for one in chosen) or len(chosen) > 1:
        return chosen
    short = chosen[0]
    shown = _of_marks(page, near) or _of_bylines(near)
    whole = [one for one in shown if one.name.casefold().startswith(f"{short.name.casefold()} ")]
    return [whole[0]] if whole and is_person(whole[0].name) else chosen


def _of_records(page: Page) -> list[_Named]:
    """What the first record with an author names; one given by @id is looked up."""
    for record in page.records:
        for key in ("author", "creator"):
            if found := list(_of_record(page, record.get(key), f"JSON-LD {key}")):
                return found
    return []


def _of_record(page: Page, given: Any, found: str, depth: int = 0) -> Iterator[_Named]:  # noqa: ANN401 - whatever JSON holds
    if depth > 4:
        return
    if isinstance(given, list):
        for one in given[:40]:
            yield from _of_record(page, one, found, depth + 1)
    elif isinstance(given, str):
        yield from (_Named(name, found) for name in names_in(given))
    elif isinstance(given, dict):
        known = page.known_by_id(given)
        name = known.get("name")
        kinds = known.get("@type", "")
        body = any(
            str(kind).endswith(("Organization", "NewsMediaOrganization", "Corporation", "WebSite"))
            for kind in (kinds if isinstance(kinds, list) else [kinds])
        )
        if body and isinstance(name, str) and one_name(name):
            yield _Named(one_name(name), found, body=True)
        elif not body:
            yield from _of_record(page, name, found, depth + 1)


def _of_head(page: Page) -> list[_Named]:
    """What the head's entries name: all of the first kind of entry that names anybody."""
    for key in _AUTHORS:
        named = [
            _Named(name, found)
            for content, found in page.metas((key,))
            for name in names_in(content)
            if not content.startswith("http")
        ]
        if named:
            return named
    return []


def _of_marks(page: Page, near: Neighbourhood) -> list[_Named]:
    """Names in the elements that say they hold the author's, nearest the headline.

    Else at the foot of the article.
    """
    for number, path in enumerate(_MARKS):
        elements = [
            element
            for element in found_at(page.root, path)
            if element.tag not in {"meta", "link", "body", "html", "article", "main", "img"}
            and element not in near.around
        ]
        close = sorted(filter(near.is_near, elements), key=near.distance)
        ordered = [*close, *filter(near.is_behind, elements)]
        together: list[_Named] = []
        last = -1
        for element in ordered:
            place = near.order.get(element, 0)
            if together and abs(place - last) > _TOGETHER:
                break
            if near.is_apart(element) or near.in_prose(element):
                continue
            names = _names_of(element, certain=number < _CERTAIN)
            if names:
                where = f"element of {path[:80]}"
                together += [_Named(name, where) for name in names]
                last = place
        if together:
            return together
    return []


def _names_of(element: Element, *, certain: bool) -> tuple[str, ...]:
    """The names in an element of the author's: of its first line that holds one."""
    said = [words for words, _, _ in lines(element)][:_LABELLED]
    if not said and element.get("content"):
        said = [element.get("content", "")]
    for words in said:
        if len(words) > _BYLINE_AT_MOST or _BY_ALONE.fullmatch(words):
            continue
        names = names_in(_spaced(element) if len(said) == 1 else words)
        good = [
            name
            for name in names
            if certain or is_person(name) or (is_byline(words) and len(names) == 1)
        ]
        if good:
            return tuple(good)
    return ()


def _spaced(element: Element) -> str:
    """The words of an element with a blank between its spans, which a page's style sets apart."""
    return " ".join(" ".join(str(text).split()) for text in element.itertext() if text.strip())


def _of_bylines(near: Neighbourhood) -> list[_Named]:
    """The names of a short line beside the headline that opens as a byline does."""
    for line in sorted(near.lines(), key=lambda line: abs(line.distance)):
        if len(line.words) > _BYLINE_AT_MOST or line.distance > 500:
            continue
        if is_byline(line.words):
            return [_Named(name, "byline beside the headline") for name in names_in(line.words)]
        signed = _SIGNED.search(line.words)
        if signed and any(days_in(line.words)) and not reads_on(line.words):
            names = names_in(signed[1])
            if names and all(map(is_person, names)):
                return [_Named(name, "byline beside the headline") for name in names]
    return []
