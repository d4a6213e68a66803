"""The authors of a page, by evidence: its records, its head, marks of the author, a byline.

In: a Page and what is near its headline.  Out: contributors, each with where it is stated.  A name
is taken only where something says that it is the author's; a body (the site itself, an agency, a
redaction) only where nobody else is named.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from publisher.model.article import Contributor
from publisher.readers.dates import days_in
from publisher.readers.html.marks import Mark, attributed, marked
from publisher.readers.html.nearby import Line, Neighbourhood, line_around
from publisher.readers.html.records import Page
from publisher.readers.html.site import Site
from publisher.readers.html.tree import Element, lines, spaced, words_of
from publisher.readers.people import (
    is_agency,
    is_body,
    is_byline,
    is_person,
    names_in,
    one_name,
    opens_byline,
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
# other names for the same: "article_author", "byline", "writer"
_OF_AUTHOR = re.compile(
    r"(?:^|[.:_-])(?:authors?(?:_?name)?\d?|byline|writers?|creator)$", re.IGNORECASE
)
_FAMILY_FIRST = ("citation_author", "dc.creator", "dcterms.creator", "dc.creator.creator")
_HOLDERS = ("copyright", "rights", "dc.rights", "dcterms.rights", "dcterms.rightsholder")
_ACCOUNTS = ("twitter:site", "twitter:site:id")
_TOPICS = ("article:tag", "article:section", "keywords", "news_keywords", "section")
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)*\.[a-z]{2,6}", re.IGNORECASE)
_SIGNATURE_AT_MOST = 40  # characters
_AT_RIGHT = re.compile(r"^right\b|text-align\s*:\s*(?:right|end)\b", re.IGNORECASE)
_DASHES = " —–-"
_LABEL_AT_MOST = 24  # characters before a name that label it
_BRACKETS = re.compile(r"\([^()]*\)")
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


def people_of(page: Page, site: Site, near: Neighbourhood) -> tuple[Contributor, ...]:
    """The authors; the first place that names a person counts, and a body only where none does.

    Where the head names somebody and a byline beside the headline somebody else, the byline counts.
    """
    bodies: list[_Named] = []
    house = _house_of(page, site)
    chosen: list[_Named] = []
    places = (_of_records, _of_head, _of_marks, _of_bylines, _of_signature, _of_attributions)
    for place in places:
        named = _unique(place(page, near))
        people = [one for one in named if not house.is_body(one)]
        bodies += [one for one in named if house.is_body(one)]
        if people:
            chosen = [one for one in named if one in people or not house.is_outlet(one)]
            if place is _of_head:
                chosen = _shown_instead(chosen, page, near, house) or chosen
            break
    if chosen:
        chosen = _fuller(chosen, page, near)
    chosen = chosen or sorted(_unique(bodies), key=house.is_outlet)[:1]
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


class _House(NamedTuple):
    """Whose page it is: its site, its accounts, who holds the copyright, and its topics.

    rights   the words of the head about the copyright, in small letters.
    """

    site: Site
    accounts: frozenset[str]
    rights: str
    topics: frozenset[str]

    def is_outlet(self, one: _Named) -> bool:
        """Whether a name is the house's own or an agency's."""
        letters = _letters(one.name)
        own = self.site.is_named(one.name) or letters == _letters(self.site.name)
        holder = re.search(rf"(?<!\w){re.escape(one.name.casefold())}(?!\w)", self.rights)
        return own or letters in self.accounts or holder is not None or is_agency(one.name)

    def is_body(self, one: _Named) -> bool:
        """Whether a name is surely no person's."""
        topic = one.name.islower() and _letters(one.name) in self.topics
        body = one.body or topic or is_body(one.name) or bool(_HOST.fullmatch(one.name))
        return body or self.is_outlet(one)


def _house_of(page: Page, site: Site) -> _House:
    """The house, as the head tells it."""
    topics = [part for words, _ in page.metas(_TOPICS) for part in words.split(",")]
    return _House(
        site=site,
        accounts=frozenset(_letters(words) for words, _ in page.metas(_ACCOUNTS)),
        rights=" ".join(words.casefold() for words, _ in page.metas(_HOLDERS)),
        topics=frozenset(map(_letters, topics)),
    )


def _shown_instead(
    chosen: list[_Named], page: Page, near: Neighbourhood, house: _House
) -> list[_Named]:
    """Who a byline beside the headline names, where the head names nobody of them; else nobody."""
    shown = _unique(_of_sure_marks(page, near) or _of_bylines(page, near))
    if any(house.is_body(one) for one in shown) or not shown:
        return []
    letters = {_letters(one.name) for one in chosen}
    if letters < {_letters(one.name) for one in shown}:
        return shown  # the head names one of those who wrote it
    known = " ".join(_letters(one.name) for one in chosen)
    same = any(_letters(one.name) in known or _is_short(known, one.name) for one in shown)
    return [] if same else shown


def _is_short(letters: str, name: str) -> bool:
    """Whether letters are initials of a name, its first word, or an account made of it."""
    words = [word.casefold() for word in re.findall(r"[^\W\d_]+", name)]
    initials = "".join(word[0] for word in words)
    return letters in {initials, "".join(words)} or letters in words


def _fuller(chosen: list[_Named], page: Page, near: Neighbourhood) -> list[_Named]:
    """The names; a single one as the byline writes it in full or in its usual order."""
    if len(chosen) > 1:
        return chosen
    short = chosen[0]
    is_short = len(short.name.split()) == 1
    if not is_short and "," not in short.name:
        return chosen
    shown = [
        *_of_marks(page, near),
        *_of_bylines(page, near),
        *_of_entries(page),
        *_of_attributions(page, near),
    ]
    for one in shown:
        turned = sorted(_words(one.name)) == sorted(_words(short.name))
        longer = is_short and _is_short(_letters(short.name), one.name)
        if is_person(one.name) and one.name != short.name and (turned or longer):
            return [one]
    return chosen


def _words(name: str) -> list[str]:
    return re.findall(r"\w+", name.casefold())


def _of_records(page: Page, _: Neighbourhood) -> list[_Named]:
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


def _of_head(page: Page, _: Neighbourhood) -> list[_Named]:
    """What the head's entries name: all of the first kind of entry that names anybody."""
    for key in _AUTHORS:
        named = [
            _Named(name, found)
            for content, found in page.metas((key,))
            for name in names_in(_turned(content) if key in _FAMILY_FIRST else content)
            if not content.startswith("http")
        ]
        if named:
            return named
    return _of_entries(page)


def _of_entries(page: Page) -> list[_Named]:
    """What entries of the head name that are called after the author; and of two that go together.

    "twitter:label1" says that "twitter:data1" is the author ("Written by").
    """
    named: list[_Named] = []
    for key in page.meta:
        if key not in _AUTHORS and _OF_AUTHOR.search(key):
            named = named or [
                _Named(name, found)
                for content, found in page.metas((key,))
                for name in names_in(content)
                if is_person(name)
            ]
    labels = page.meta.get("twitter:label1", ())
    for label, name in zip(labels, page.meta.get("twitter:data1", ()), strict=False):
        if is_byline(f"{label} {name}"):
            named += [_Named(one, "meta[twitter:data1]") for one in names_in(name)]
    return named


def _turned(written: str) -> str:
    """A name as catalogues write it ("Family, Given"), as it is said."""
    family, comma, given = written.partition(",")
    one_each = comma and "," not in given and ";" not in written
    turned = f"{given.strip()} {family.strip()}"
    return turned if one_each and is_person(turned) and not is_person(family) else written


def _of_marks(page: Page, near: Neighbourhood) -> list[_Named]:
    """Names in the elements that say they hold the author's, nearest the headline.

    Else at the foot of the article.
    """
    for mark, elements in marked(page):
        if together := _of_mark(near, mark, elements):
            return together
    return []


def _of_sure_marks(page: Page, near: Neighbourhood) -> list[_Named]:
    """The same of elements beside the headline that leave no doubt."""
    for mark, elements in marked(page):
        if mark.sure:
            close = list(filter(near.is_near, elements))
            if named := _of_mark(near, mark._replace(certain=False), close):
                return named
    return []


def _of_mark(near: Neighbourhood, mark: Mark, elements: Sequence[Element]) -> list[_Named]:
    """The names in the elements of a mark; of several only those that stand together."""
    others = [one for one in elements if one not in near.around]
    ordered = sorted(filter(near.is_near, others), key=near.distance)
    ordered += filter(near.is_behind, others)
    together: list[_Named] = []
    last = -1
    for element in ordered:
        place = near.order.get(element, 0)
        if together and abs(place - last) > _TOGETHER:
            break
        if near.is_apart(element) or near.in_prose(element):
            continue
        if names := _names_of(element, certain=mark.certain or _is_labelled(element)):
            together += [_Named(name, mark.selector) for name in names]
            last = place
    return together


def _is_labelled(element: Element) -> bool:
    """Whether the words right before an element say that the author follows ("Posted by")."""
    line, mine = line_around(element), words_of(element)
    before = line[: line.find(mine)].strip() if mine else ""
    beside = element.getprevious()
    if not before and beside is not None:
        before = words_of(beside)
    label = _BRACKETS.sub("", before)[-_LABEL_AT_MOST:].split()
    return any(opens_byline(" ".join([*label[-last:], "Xy"])) for last in (1, 2) if label)


def _names_of(element: Element, *, certain: bool) -> tuple[str, ...]:
    """The names in an element of the author's: of its first line that holds one."""
    said = [words for words, _, _ in lines(element)][:_LABELLED]
    if not said and element.get("content"):
        said = [element.get("content", "")]
    for words in said:
        if len(words) > _BYLINE_AT_MOST or _BY_ALONE.fullmatch(words):
            continue
        names = names_in(spaced(element) if len(said) == 1 else words)
        good = [
            name
            for name in names
            if certain or is_person(name) or (is_byline(words) and len(names) == 1)
        ]
        if good:
            return tuple(good)
    return ()


def _of_bylines(_: Page, near: Neighbourhood) -> list[_Named]:
    """The names of a short line beside the headline that opens as a byline does."""
    found = "byline beside the headline"
    for line in sorted(near.lines(), key=lambda line: abs(line.distance)):
        if len(line.words) > _BYLINE_AT_MOST or line.distance > 500:
            continue
        if is_byline(line.words):
            return [_Named(name, found) for name in _in_line(line)]
        signed = _SIGNED.search(line.words)
        if signed and any(days_in(line.words)) and not reads_on(line.words):
            names = names_in(signed[1])
            if names and all(map(is_person, names)):
                return [_Named(name, found) for name in names]
    return []


def _in_line(line: Line) -> tuple[str, ...]:
    """The names of a byline; where they are none's as it runs, with its spans set apart."""
    names = names_in(line.words)
    apart = names if all(map(is_person, names)) else names_in(spaced(line.block))
    return apart if apart and all(map(is_person, apart)) else names


def _of_signature(page: Page, near: Neighbourhood) -> list[_Named]:
    """The one name that a line of its own at the right edge, behind the headline, consists of."""
    signed = [
        words.strip(_DASHES)
        for element in page.article.iter("p", "div")
        if _AT_RIGHT.search(f"{element.get('align', '')} {element.get('style', '')}")
        and near.order.get(element, 0) > near.start
        and not near.is_apart(element)
        and len(words := words_of(element)) <= _SIGNATURE_AT_MOST
    ]
    names = [name for words in signed for name in names_in(words) if is_person(words)]
    return [_Named(names[0], "signature at the right")] if len(names) == 1 else []


def _of_attributions(page: Page, _: Neighbourhood) -> list[_Named]:
    """Whom the words of a licence ask to be named."""
    names = [one_name(words_of(element)) for element in attributed(page)]
    return [_Named(name, "cc:attributionName") for name in names if is_person(name)]
