"""The facts of a record, held against every place where rights.fact_map says that they stand."""

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any

from publisher.model.article import Change, Relation, Role
from publisher.model.rights import Basis, ConditionId
from publisher.phrases import Phrases, filled, phrases_for
from publisher.rights.fact_map import (
    CONTRIBUTOR,
    NAMED_BY,
    PLACES,
    RELATORS,
    ROLE_NAMES,
    Place,
)
from publisher.rights.facts import bare_quotation, change_in_words
from publisher.rights.licences import normalise
from publisher.rights.record_versions import is_today
from publisher.text import slug, squeeze
from publisher.value import value
from publisher.verify.evidence.model import Evidence, Statement
from publisher.verify.matching.allowed_words import day_of
from publisher.verify.matching.text_stream import short
from publisher.verify.report import Finding

Json = Mapping[str, Any]
# The facts of an edition that speak of rights in its own words; the rest of its rights are its
# articles', or its maker's.
# EPUB 3.3 demands a language; where nobody knows it this says so (BCP 47, 4.1) and no more.
_UNDETERMINED = {"und"}
_OWN_RIGHTS = {
    "copyright",
    "holder",
    "licence",
    "licence_name",
    "credit",
    "terms",
    "terms_page",
    "permission_page",
    "status",
    "tdm_reservation",
    "tdm_policy",
}
_KNOWN = {condition.value for condition in ConditionId}
_MAKERS, _HELPERS = ("author", "editor"), ("translator", "illustrator", "contributor")
# what has an element of its own that others refine
_REFINING = {"person", "source", "picture", "cover"}
_SUBJECTS = (("source", "isBasedOn"), ("picture", "image"), ("permission", "pub:permissions"))


@value
class Fact:
    """One value of one fact.

    account   the article it belongs to ("a1"); "" for the edition.
    subject   what it is a fact of: "edition", "article", "person", "source", "picture",
              "permission".
    place     where it stands.
    number    which of several things of one kind it is of, where pages show it for each of them
              (place.phrase); else 0.
    picture   of a fact of a picture: the name of its file in the package, without its ending.
    """

    account: str
    subject: str
    place: Place
    words: str
    number: int = 0
    picture: str = ""

    def shown(self, phrases: Phrases) -> tuple[str, ...]:
        """The words by which pages show it: any of these, of a sentence its longest stretch."""
        if self.place.day:
            day = day_of(self.words)
            return (phrases.date(day) if day else self.words,)
        if self.place.fact == "change":
            return (*changes_told(self.words, phrases), self.words)
        if not self.place.phrase:
            return spellings(self.words)
        if self.place.fact == "condition":
            return _asked(self.words.removeprefix("pub:"), phrases)
        said = phrases.lead(getattr(phrases, self.place.phrase).get(self.words, self.words))
        if self.words == Relation.ORIGINALLY_PUBLISHED and self.place.fact == "relation":
            return (said, phrases.lead(phrases.first_in))
        return (said,)

    @property
    def called(self) -> str:
        """The fact by name, for a message."""
        return f"{self.subject}’s {self.place.fact.replace('_', ' ')}"


def changes_told(words: str, phrases: Phrases) -> Iterator[str]:
    """A change as the edition's language tells it; the record tells it in English.

    Its sentence there is "kind[ by name][: note]", and either may hold a colon: each way to take
    it apart is given.
    """
    for change in Change:
        if not words.startswith(kind := change_in_words(change)):
            continue
        rest, what = words.removeprefix(kind), phrases.changed[change]
        ends = [found.start() for found in re.finditer(": ", rest)]
        for end in (*ends, len(rest)):
            name, note = rest[:end].removeprefix(" by "), rest[end:].removeprefix(": ")
            yield filled(phrases.change, what=what, name=name, note=note)


def _asked(condition: str, phrases: Phrases) -> tuple[str, ...]:
    """The words by which a condition is asked for: its clause, or a sentence of its own."""
    clause = phrases.conditions.get(ConditionId(condition), "") if condition in _KNOWN else ""
    if condition == ConditionId.ASK_FIRST:
        return (clause, phrases.lead(phrases.ask_first))
    # said by the audience, where one is named
    is_audience = condition == ConditionId.COMMUNITY_SITES_ONLY
    return (clause, phrases.lead(phrases.allows)) if is_audience else (clause,)


def spellings(words: str) -> tuple[str, ...]:
    """What pages may print for a value: of an address also what follows the scheme "https"."""
    bare = words.removeprefix("https://")
    return (words,) if bare == words else (words, bare, bare.removesuffix("/"))


def facts_of(graph: Sequence[Json]) -> tuple[Fact, ...]:
    """Every fact of a record, in its order."""
    edition = next((node for node in graph if node.get("@type") == "Collection"), {})
    found = list(_own_facts(edition))
    found += _people("", edition)
    for part in _listed(edition.get("image")):
        found += _facts("", "cover", part, PLACES["cover"])
    for node in graph:
        if node.get("@type") != "Article":
            continue
        account = str(node.get("@id", "")).rpartition("#")[2]
        found += _facts(account, "article", node, PLACES["article"])
        found += _people(account, node)
        for subject, key in _SUBJECTS:
            for number, part in enumerate(_listed(node.get(key)), 1):
                places: tuple[Place, ...] = PLACES[subject]  # type: ignore[index]  # keys of PLACES, all of them
                # not in the file: nothing of the package can speak of it
                if isinstance(part, Mapping) and part.get("pub:withheld"):
                    places = tuple(
                        replace(place, package="", part="", alternative=False) for place in places
                    )
                if subject == "source" and not _is_called(part, node):
                    places = tuple(_unprinted(place, "relation") for place in places)
                facts = _facts(account, subject, part, places, number)
                if subject == "picture":
                    found += [replace(fact, picture=_picture(account, part)) for fact in facts]
                else:
                    found += facts
    return tuple(dict.fromkeys(found))


def _unprinted(place: Place, fact: str) -> Place:
    """The place of a fact without its pages, if it is the one of this name."""
    return replace(place, page=()) if place.fact == fact else place


def _is_called(source: Any, article: Json) -> bool:  # noqa: ANN401 - a node of a record
    """Whether anything is known of a source by which a page can call it."""
    if not isinstance(source, Mapping):
        return False
    keys = ("isPartOf/name", "isPartOf/pub:site", "url", "archivedAt")
    if any(any(_values(source, key.split("/"))) for key in keys):
        return True
    return squeeze(str(source.get("name", ""))) not in {"", squeeze(str(article.get("headline")))}


def _picture(account: str, node: Any) -> str:  # noqa: ANN401 - a node of a record
    """The name of a picture's file in the package, without its ending."""
    ident = str(node.get("@id", "")) if isinstance(node, Mapping) else ""
    return f"{account}-{slug(ident.removeprefix('#'), 'picture')}"


def _own_facts(edition: Json) -> Iterator[Fact]:
    """Those of the edition itself; its basis only where it says anything of its own rights."""
    found = list(_facts("", "edition", edition, PLACES["edition"]))
    speaks = any(fact.place.fact in _OWN_RIGHTS for fact in found)
    yield from (
        fact
        for fact in found
        if speaks or fact.place.fact != "basis" or fact.words != Basis.UNKNOWN
    )


def _people(account: str, node: Json) -> Iterator[Fact]:
    others = tuple(place for place in PLACES["person"] if place.fact != "name")
    for keys, places in ((_MAKERS, PLACES["person"]), (_HELPERS, (CONTRIBUTOR, *others))):
        for key in keys:
            for person in _listed(node.get(key)):
                for fact in _facts(account, "person", person, places):
                    is_author = fact.place.fact == "role" and fact.words == Role.AUTHOR
                    # that somebody wrote the text is said by no word but the name
                    yield replace(fact, place=_unprinted(fact.place, "role")) if is_author else fact


# a node of a record
def _facts(
    account: str,
    subject: str,
    node: Any,  # noqa: ANN401
    places: Iterable[Place],
    number: int = 0,
) -> Iterator[Fact]:
    for place in places:
        which = number if place.phrase else 0
        for words in _values(node, place.record.split("/")):
            if words != place.unsaid:
                yield Fact(account=account, subject=subject, place=place, words=words, number=which)


# a node of a record
def _values(node: Any, path: Sequence[str]) -> Iterator[str]:  # noqa: ANN401
    """The values at a path of keys, as text."""
    if isinstance(node, Mapping) and path:
        yield from _values(node.get(path[0]), path[1:])
    elif isinstance(node, list):
        for part in node:
            yield from _values(part, path)
    elif not path and node not in (None, "") and not isinstance(node, Mapping):
        yield str(node)


def _listed(node: Any) -> list[Any]:  # noqa: ANN401 - a node of a record
    return node if isinstance(node, list) else [node] if node else []


def judge_facts(graph: Sequence[Json], evidence: Evidence) -> Iterator[Finding]:
    """Findings where a place of the metadata lacks a fact of the record, or says what is none."""
    facts = facts_of(graph)
    accounts = {fact.account for fact in facts} - {""}
    # an edition of one article may bear its title and be no article on its own; before today's form
    # no record said which
    is_said = not is_today(graph) or any(node.get("pub:single") for node in graph)
    single = len(accounts) == 1 and is_said and _is_single(facts)
    phrases = phrases_for(language_of(facts))
    yield from _missing(facts, evidence, accounts, phrases, single=single)
    yield from _strange(facts, evidence, phrases, single=single)
    yield from _strange_heads(facts, evidence)


def language_of(facts: Iterable[Fact]) -> str:
    """The language of the edition's own words; "" where nobody says it."""
    languages = (fact.words for fact in facts if fact.place.fact == "language" and not fact.account)
    return next(languages, "")


def _is_single(facts: Sequence[Fact]) -> bool:
    titles = {
        fact.subject: fact.words
        for fact in facts
        if fact.place.fact == "title" and fact.subject in {"edition", "article"}
    }
    return titles.get("edition") == titles.get("article")


def _properties(fact: Fact, form: str, *, single: bool) -> Iterator[str]:
    """The properties that may hold a fact."""
    place = fact.place
    if form == "epub":
        names = (
            [place.package, place.part]
            if fact.account or fact.subject in _REFINING
            else [place.package]
        )
        if fact.subject == "source" and place.fact in NAMED_BY:
            names += ["dc:source", "dcterms:source"]
        for name in names:
            if name.startswith("link "):
                yield from (f"link {relation}" for relation in name.split()[1:])
            elif name:
                yield name
        return
    if place.xmp and not (place.alone and not single):
        yield place.xmp
    if place.info and not (place.alone and not single):
        yield f"Info {place.info}"


def _missing(
    facts: Sequence[Fact],
    evidence: Evidence,
    accounts: set[str],
    phrases: Phrases,
    *,
    single: bool,
) -> Iterator[Finding]:
    said, files = evidence.said, evidence.said.named()
    # (property, article) → its values; "": of the whole file
    of_whom: dict[tuple[str, str], list[str]] = {}
    for one in said.statements:
        owner = files.get(one.of, "").partition("-")[0]
        of_whom.setdefault((one.place, owner if owner in accounts else ""), []).append(one.words)
    having: dict[tuple[Place, str], set[str]] = {}
    for fact in facts:
        having.setdefault((fact.place, fact.words), set()).add(fact.account)
    for fact in facts:
        place = fact.place
        if evidence.form == "epub" and place.head:
            yield from _in_heads(fact, evidence)
        if evidence.form == "epub" and place.alternative:
            yield from _described(fact, evidence)
        if evidence.form == "epub":
            if fact.subject == "picture" and not _is_held(fact, evidence):
                continue
            several = bool(fact.account) and not single and bool(place.part)
            wanted = (
                place.part
                if several
                else place.package or (place.part if fact.subject in _REFINING else "")
            )
            if not wanted or (place.alone and not single and not several):
                continue
            for name in _split(wanted):
                owners = (fact.account,) if several else ("", fact.account)
                yield from _told(
                    fact,
                    name,
                    [
                        words
                        for owner in dict.fromkeys(owners)
                        for words in of_whom.get((name, owner), ())
                    ],
                    phrases,
                )
        else:
            if place.alone and not single:
                continue
            if place.shared and not accounts <= having[place, fact.words]:
                continue
            for name in (place.xmp, f"Info {place.info}" if place.info else ""):
                if name:
                    yield from _told(fact, name, said.at(name), phrases)


def _in_heads(fact: Fact, evidence: Evidence) -> Iterator[Finding]:
    """A fact in the head of each file of its article; the first that lacks it is told."""
    pages = dict.fromkeys(
        segment.place for segment in evidence.segments if _owner(segment.place) == fact.account
    )
    for page in pages:
        there = [
            content
            for place, name, content in evidence.heads
            if place == page and name == fact.place.head
        ]
        if found := list(
            _told(fact, f"meta {fact.place.head} of {posixpath.basename(page)}", there)
        ):
            yield from found
            return


def _described(fact: Fact, evidence: Evidence) -> Iterator[Finding]:
    """A picture's description: its alternative text, or words in the place of one that lacks."""
    if fact.subject == "picture" and not _is_held(fact, evidence):
        return
    wanted = squeeze(fact.words)
    for shown in evidence.shown:
        if squeeze(shown.alt or "") == wanted:
            return
    if not any(wanted in squeeze(segment.text) for segment in evidence.segments):
        yield Finding(
            code="fact-missing",
            article=fact.account,
            message=f"no picture is described as “{short(fact.words)}”, as the {fact.called} says",
        )


def _owner(page: str) -> str:
    """The article that a page is of, by its file's name; other words for pages of the edition."""
    return posixpath.basename(page).partition("-")[0]


def _is_held(fact: Fact, evidence: Evidence) -> bool:
    """Whether the package holds the picture of a fact: it may be lost, or not printed.

    Then nothing can refine its file.
    """
    stems = (posixpath.splitext(name)[0] for _, name in evidence.said.files)
    return any(
        stem == fact.picture or re.fullmatch(rf"{re.escape(fact.picture)}-\d+", stem)
        for stem in stems
    )


def _split(name: str) -> list[str]:
    return (
        [f"link {relation}" for relation in name.split()[1:]]
        if name.startswith("link ")
        else [name]
    )


def _told(
    fact: Fact, name: str, there: Iterable[str], phrases: Phrases | None = None
) -> Iterator[Finding]:
    there = list(there)
    wanted = [squeeze(words) for words in _forms(fact, name, phrases)]
    said = [squeeze(_form(fact, words)) for words in there]
    if not any(words in each for words in wanted for each in said):
        code = "metadata-changed" if any(map(str.strip, there)) else "metadata-missing"
        found = f"; it says “{short(there[0])}”" if code == "metadata-changed" else ""
        yield Finding(
            code=code,
            article=fact.account,
            message=f"{name} does not give the {fact.called} “{short(fact.words)}”{found}",
        )


def _form(fact: Fact, words: str) -> str:
    """Words as they are compared: a licence's address in its usual spelling."""
    return normalise(words) if fact.place.fact == "licence" else words


def _forms(fact: Fact, name: str, phrases: Phrases | None) -> tuple[str, ...]:
    """The words by which a property may give a fact: any of these.

    A role by its code or the address of that, a change as the edition's language tells it, terms
    without our words for who says them; and the words of the record, as earlier versions wrote.
    """
    if name == "role":
        return (RELATORS.get(fact.words, fact.words),)
    if name == "schema:roleName":
        return (ROLE_NAMES.get(fact.words, fact.words), fact.words)
    if fact.place.fact == "terms":
        return (bare_quotation(fact.words), fact.words)
    if phrases and fact.place.fact == "provenance":
        return (*changes_told(fact.words, phrases), fact.words)
    return (_form(fact, fact.words),)


def _strange(
    facts: Sequence[Fact], evidence: Evidence, phrases: Phrases, *, single: bool
) -> Iterator[Finding]:
    """Values in the places of facts that are none: of the article they refine, or of any."""
    known: dict[tuple[str, str], set[str]] = {}
    for fact in facts:
        for name in _properties(fact, evidence.form, single=single):
            words = _forms(fact, name, phrases)
            for owner in {"", fact.account}:
                known.setdefault((name, owner), set()).update(words)
    names, files = _all_properties(evidence.form), evidence.said.named()
    unsaid = _unsaid()
    accounts = {fact.account for fact in facts}
    for one in evidence.said.statements:
        if one.place not in names or one.words in _UNDETERMINED:
            continue
        owner = files.get(one.of, "").partition("-")[0]
        values = known.get((one.place, owner if owner in accounts and not single else ""), set())
        if one.words not in unsaid.get(one.place, ()) and (rest := _rest(one, values)):
            yield Finding(
                code="metadata-unknown",
                message=f"{one.place} says “{short(rest)}”, which the edition does not say",
            )


def _unsaid() -> dict[str, set[str]]:
    """Values that say nothing, by the property that may hold them."""
    found: dict[str, set[str]] = {}
    for place in chain.from_iterable(PLACES.values()):
        for name in (place.package, place.part, place.xmp):
            if name and place.unsaid:
                found.setdefault(name, set()).add(place.unsaid)
    return found


def _all_properties(form: str) -> set[str]:
    """The properties in which some fact stands."""
    rows = [place for places in (*PLACES.values(), (CONTRIBUTOR,)) for place in places]
    if form == "epub":
        return {
            name for place in rows for each in (place.package, place.part) for name in _split(each)
        }
    return {name for place in rows for name in (place.xmp, f"Info {place.info}")}


def _strange_heads(facts: Sequence[Fact], evidence: Evidence) -> Iterator[Finding]:
    """What the head of a file says in the name of a fact, and no article it is of."""
    names = {place.head for rows in PLACES.values() for place in rows if place.head}
    known = {(fact.account, fact.place.head, fact.words) for fact in facts if fact.place.head}
    for page, name, content in evidence.heads:
        if name in names and (_owner(page), name, content) not in known:
            yield Finding(
                code="metadata-unknown",
                place=page,
                message=f"its head says {name} “{short(content)}”, which the edition does not say",
            )


def _rest(one: Statement, values: set[str]) -> str:
    """The words of a statement without the values that are known."""
    rest = squeeze(normalise(one.words))
    for words in sorted(map(squeeze, values), key=len, reverse=True):
        rest = rest.replace(words, " ")
    return "" if not any(char.isalnum() for char in rest) else " ".join(rest.split())
