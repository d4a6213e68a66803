"""What a page says of its use to machines, as signals with the place of each, to the letter.

In: a Page.  Out: signals: robots meta; tdm-reservation and tdm-policy (TDMRep, 2024-05-10);
Content-Usage and Content-Signal where a page repeats its headers; RSL 1.0 (linked or written in the
page); rel=license; and what schema.org has for rights, in JSON-LD, microdata and RDFa.
"""

import itertools
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from publisher.captures import RSL_TYPE, SCHEMA_RIGHTS, is_rsl_type
from publisher.model.rights import Signal, SignalScheme
from publisher.readers.html.figures import absolute
from publisher.readers.html.records import Page, is_of_article
from publisher.readers.html.tree import Element, is_inert, line_of, spaced, words_of
from publisher.text import squeeze

_METAS = {
    "tdm-reservation": SignalScheme.TDMREP,
    "tdm-policy": SignalScheme.TDMREP,
    "content-usage": SignalScheme.AIPREF,
    "content-signal": SignalScheme.CONTENT_SIGNAL,
    "x-robots-tag": SignalScheme.ROBOTS,
    "robots": SignalScheme.ROBOTS,
}
# A meta in the name of one program is of this kind where its content is: "googlebot", "GPTBot".
_AGENT = re.compile(r"[a-z0-9-]*(?:bot|bot-[a-z]+|spider|slurp|crawler|-ai|-extended)")
_DIRECTIVE = re.compile(
    r"(?:^|,)\s*(?:all|none|(?:no)?(?:index|follow|archive|snippet|imageindex|translate|cache|ai"
    r"|imageai|ml)|unavailable_after\s*:.*|max-[a-z-]+\s*:.*)\s*(?=,|$)",
    re.IGNORECASE,
)
_NAMED = ("name", "legalName")  # of a person or organisation
_OF_PEOPLE = {"copyrightHolder", "creator"}
_ADDRESSED = ("url", "@id", "name")  # of a licence or a page
# of a picture: the access to the article and its year say nothing of it
_OF_PICTURES = SCHEMA_RIGHTS - {"conditionsOfAccess", "isAccessibleForFree"} | {"creator"}
_VALUES_AT_MOST = 50  # of one property of one record


def page_signals(page: Page, titles: Iterable[str], address: str) -> tuple[Signal, ...]:
    """Each signal of a page once, in the order of the schemes.

    titles, address   of the article: of several records it is theirs that speak.
    """
    found = (
        *_of_metas(page),
        *_rsl(page),
        *_of_records(page, frozenset(map(squeeze, titles)), address),
        *_of_properties(page),
    )
    return tuple(dict.fromkeys(found))


def _at(element: Element, what: str) -> str:
    line: Any = element.sourceline  # none of an element that was made anew
    return f"line {line}, {what}" if line else what


def _of_metas(page: Page) -> Iterator[Signal]:
    for element in page.elements("//meta"):
        if is_inert(element):
            continue
        words = (element.get("content") or "").strip()
        for key in ("name", "property", "http-equiv"):
            written = element.get(key, "").strip()
            name = written.lower()
            if not words or not name:
                continue
            scheme = _METAS.get(name)
            is_to_one = scheme is None and _AGENT.fullmatch(name) and _DIRECTIVE.search(words)
            if scheme is None and not is_to_one:
                continue
            yield Signal(
                scheme=scheme or SignalScheme.ROBOTS,
                name=written,
                value=words,
                found=_at(element, f"meta[{key}]"),
                agent=written if is_to_one else "",
            )


def _rsl(page: Page) -> Iterator[Signal]:
    """Links to a licence of RSL, and one that is written in the page (RSL 1.0, 4)."""
    for element in page.elements("//link[@rel] | //a[@rel]"):
        is_licence = "license" in element.get("rel", "").lower().split()
        if not is_licence or not is_rsl(element) or is_inert(element):
            continue
        if address := element.get("href", "").strip():
            found = _at(element, f"{element.tag}[rel=license]")
            yield Signal(scheme=SignalScheme.RSL, name="rel=license", value=address, found=found)
    for element in page.elements("//script[@type]"):
        words = (element.text or "").strip()
        if words and is_rsl(element) and not is_inert(element):
            found = _at(element, "script")
            yield Signal(scheme=SignalScheme.RSL, name=RSL_TYPE, value=words, found=found)


def is_rsl(element: Element) -> bool:
    """Whether its type says that it is, or leads to, a licence of RSL: none for people."""
    return is_rsl_type(element.get("type", ""))


def _of_records(page: Page, titles: frozenset[str], address: str) -> Iterator[Signal]:
    """What schema.org's properties of rights say in JSON-LD of this article and its page."""
    scripts = _scripts(page)
    for records in (page.records, page.pages):
        own = [one for one in records if _is_this(one, titles, address)]
        speaking = own or (records if len(records) == 1 else [])
        for record in speaking:
            for name in sorted(SCHEMA_RIGHTS & record.keys()):
                for words in _worded(page, name, record[name]):
                    found = _in_script(scripts, words, f"JSON-LD {name}")
                    yield Signal(scheme=SignalScheme.SCHEMA, name=name, value=words, found=found)


def _scripts(page: Page) -> list[Element]:
    return [one for one in page.elements("//script[@type]") if "ld+json" in one.get("type", "")]


def picture_signals(page: Page, base: str) -> dict[str, tuple[Signal, ...]]:
    """Whole address of a picture -> what records in JSON-LD say of its rights.

    base   what relative addresses are whole against.
    """
    found: dict[str, list[Signal]] = {}
    scripts = _scripts(page) if page.pictures else []
    for written in page.pictures:
        record = page.known_by_id(written)
        said = [
            Signal(
                scheme=SignalScheme.SCHEMA,
                name=name,
                value=words,
                found=_in_script(scripts, words, f"JSON-LD ImageObject {name}"),
            )
            for name in sorted(_OF_PICTURES & record.keys())
            for words in _worded(page, name, record[name])
        ]
        given = (record.get("contentUrl"), record.get("url"))
        places = {absolute(one, base) for one in given if isinstance(one, str)}
        for place in filter(None, places):
            found.setdefault(place, []).extend(said)
    return {place: tuple(dict.fromkeys(said)) for place, said in found.items() if said}


def _is_this(record: dict[str, Any], titles: frozenset[str], address: str) -> bool:
    named = {record.get("headline"), record.get("name")}
    if any(isinstance(one, str) and squeeze(one) in titles for one in named):
        return True
    main = record.get("mainEntityOfPage")
    places = (record.get("url"), record.get("@id"), main)
    known = (one.get("@id") if isinstance(one, dict) else one for one in places)
    return bool(address) and any(
        isinstance(one, str) and one.partition("#")[0] == address for one in known
    )


def _worded(page: Page, name: str, said: Any) -> Iterator[str]:  # noqa: ANN401 - JSON
    if isinstance(said, list):
        for one in said[:_VALUES_AT_MOST]:
            if not isinstance(one, list):
                yield from _worded(page, name, one)
    elif isinstance(said, dict):
        known = page.known_by_id(said)
        keys = _NAMED if name in _OF_PEOPLE else _ADDRESSED
        words = (known.get(key) for key in (*keys, "@value", "@id"))
        said_so = (one.strip() for one in words if isinstance(one, str) and one.strip())
        yield from itertools.islice(said_so, 1)
    elif isinstance(said, str):
        if said.strip():
            yield said.strip()
    elif said is not None:
        yield json.dumps(said)  # true and 2024 as they stand there


def _in_script(scripts: list[Element], words: str, what: str) -> str:
    """Where a value stands: the line of the script that alone has it, counted to its words."""
    spellings = {json.dumps(words)[1:-1], json.dumps(words, ensure_ascii=False)[1:-1], words}
    spellings |= {one.replace("/", "\\/") for one in spellings}
    for script in scripts:
        text = script.text or ""
        at = min((place for one in spellings if (place := text.find(one)) >= 0), default=-1)
        if at >= 0:
            return f"line {line_of(script) + text.count(chr(10), 0, at)}, {what}"
    return what


def _of_properties(page: Page) -> Iterator[Signal]:
    """The same properties in microdata and RDFa, of the article alone."""
    for element in page.elements("//*[@itemprop or @property]"):
        if is_inert(element):
            continue
        for key, scope in (("itemprop", "itemtype"), ("property", "typeof")):
            names = {_local(one) for one in element.get(key, "").split()} & SCHEMA_RIGHTS
            if not names or not _is_of_this(page, element, scope):
                continue
            for name in sorted(names):
                if words := _value(element, name):
                    found = _at(element, f"{element.tag}[{key}]")
                    yield Signal(scheme=SignalScheme.SCHEMA, name=name, value=words, found=found)


def _local(name: str) -> str:
    """A property of schema.org without its vocabulary; "" where it is another's."""
    prefix, colon, local = name.rpartition(":")
    if name.startswith(("http://schema.org/", "https://schema.org/")):
        return name.rpartition("/")[2]
    return local if not colon or prefix == "schema" else ""


def _is_of_this(page: Page, element: Element, scope: str) -> bool:
    """Whether the thing that a property belongs to is this article, and no picture or card."""
    thing = next((one for one in element.iterancestors() if one.get(scope) is not None), None)
    if thing is None or not is_of_article(thing.get(scope, "")):
        return False
    above = (page.article, *page.article.iterancestors())
    if any(one is thing for one in above):
        return True
    # or it is the article within what the page puts around it, and no card of another
    return len(words_of(thing)) * 2 >= len(words_of(page.article)) and any(
        one is page.article for one in thing.iterancestors()
    )


def _value(element: Element, name: str) -> str:
    """The value of a property (HTML, microdata 5.2.4; RDFa Core 1.1, 7.5)."""
    for key in ("content", "href", "src", "resource"):
        if words := element.get(key, "").strip():
            return words
    if name == "copyrightHolder":
        inner = (one for one in element.iter("*") if one is not element)
        written = ((one, one.get("itemprop", one.get("property", ""))) for one in inner)
        named = (one for one, key in written if _local(key) in _NAMED)
        if (found := next(named, None)) is not None:
            return (found.get("content") or spaced(found)).strip()
    return spaced(element)
