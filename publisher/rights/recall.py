"""The record of a finished file → what is known of its edition: everything but the texts and the pictures' bytes.

The other half of record.py: what it wrote and this reads, written again, is the same record.
"""

import datetime
import re
from collections.abc import Iterable, Iterator
from typing import Any

from publisher.errors import EvidenceError
from publisher.model.article import (
    Article,
    Asset,
    Contributor,
    Evidence,
    EvidenceKind,
    LeftOut,
    LeftOutBecause,
    Relation,
    Role,
    Source,
    Withheld,
)
from publisher.model.edition import Edition, Part, Reliance, Series
from publisher.model.rights import (
    Basis,
    Condition,
    ConditionId,
    Licence,
    Notice,
    NoticeKind,
    NoticePart,
    Permission,
    Rights,
    Scope,
    Whose,
)
from publisher.rights.record import Json, read_graph

_ROLES = {"author": Role.AUTHOR, "editor": Role.EDITOR, "translator": Role.TRANSLATOR, "illustrator": Role.ILLUSTRATOR}
_RELIANCE = "reliance"  # the field of a notice that is the maker's own statement


def recall(data: bytes, path: str, *, name: str = "recalled") -> Edition:
    """The edition that a record speaks of, its articles without text; `name` is what its files are to be called.

    Refuses with EvidenceError what is not a record of ours, or was altered so that it makes no edition.
    """
    graph = read_graph(data, path)
    try:
        node = next(node for node in graph if node["@type"] == "Collection")
        articles = {found["@id"]: _article(found) for found in graph if found["@type"] == "Article"}
        own = node.get("pub:notices", ())
        return Edition(
            name=name, title=node["name"], subtitle=_text(node, "alternativeHeadline"), description=_text(node, "description"),
            language=node.get("inLanguage", "und"), contributors=tuple(_people(node)), imprint=_named(node, "publisher"), identifier=node["@id"],
            published=_day(node.get("datePublished")), modified=datetime.datetime.fromisoformat(node["dateModified"]),
            series=_series(node.get("isPartOf")), rights=_rights(node, [notice for notice in own if _field(notice) != _RELIANCE]),
            reliance=_reliance(own, articles.values()), parts=tuple(_parts(node["hasPart"], articles)), single=bool(node.get("pub:single", False)))
    except (StopIteration, KeyError, TypeError, ValueError, AttributeError) as error:
        raise EvidenceError(path, f"its record is incomplete or was altered ({type(error).__name__}: {error})") from error


def _parts(listed: Iterable[Json], articles: dict[str, Article]) -> Iterator[Part]:
    """Articles under their part's heading, those that stand together under one."""
    title, gathered = "", list[Article]()
    for entry in listed:
        if (heading := _text(entry, "pub:part")) != title and gathered:
            yield Part(title=title, articles=tuple(gathered))
            gathered = []
        title = heading
        gathered.append(articles[entry["@id"]])
    if gathered:
        yield Part(title=title, articles=tuple(gathered))


def _article(node: Json) -> Article:
    order = {name: place for place, name in enumerate(node.get("pub:people", ()))}
    return Article(
        title=node["headline"], subtitle=_text(node, "alternativeHeadline"), kicker=_text(node, "pub:kicker"), standfirst=_text(node, "abstract"),
        language=node.get("inLanguage", "und"), keywords=tuple(node.get("keywords", ())), published=_day(node.get("datePublished")),
        updated=_day(node.get("dateModified")), contributors=tuple(sorted(_people(node), key=lambda person: order.get(person.name, len(order)))),
        sources=tuple(map(_source, node.get("isBasedOn", ()))), rights=_rights(node, node.get("hasPart", ())),
        assets=tuple(map(_asset, node.get("image", ()))),
        left_out=tuple(LeftOut(text=left["text"], because=LeftOutBecause(left["pub:because"]), of=_text(left, "pub:of"), found=_text(left, "pub:found"))
                       for left in node.get("pub:leftOut", ())),
        evidence=tuple(Evidence(field=item["pub:field"], kind=EvidenceKind(item["pub:kind"]), found=_text(item, "pub:found"),
                                rule=_text(item, "pub:rule")) for item in node.get("pub:evidence", ())))


def _people(node: Json) -> Iterator[Contributor]:
    for key in (*_ROLES, "contributor"):
        for person in node.get(key, ()):
            yield Contributor(name=person["name"], role=_ROLES.get(key) or Role(person.get("pub:role", Role.CONTRIBUTOR)),
                              bio=_text(person, "description"), institution=_named(person, "affiliation"), url=_text(person, "url"),
                              sort_as=_text(person, "pub:sortAs"))


def _source(node: Json) -> Source:
    place = node.get("isPartOf", {})
    moment = node.get("prov:generatedAtTime")
    return Source(
        relation=Relation(node["pub:relation"]), name=_text(place, "name"), site=_text(place, "pub:site"), url=_text(node, "url"), title=_text(node, "name"),
        date=_day(node.get("datePublished")), captured_at=datetime.datetime.fromisoformat(moment) if moment else None, sha256=_text(node, "sha256"),
        archive_url=_text(node, "archivedAt"))


def _rights(node: Json, notices: Iterable[Json]) -> Rights:
    reserved = node.get("pub:tdmReservation")
    return Rights(
        basis=Basis(node.get("pub:basis", Basis.UNKNOWN)), holder=_named(node, "copyrightHolder"), copyright_line=_text(node, "copyrightNotice"),
        licence=_licence(node), permissions=tuple(map(_permission, node.get("pub:permissions", ()))),
        notices=tuple(_notice(found) for found in notices if re.fullmatch(r"rights\.notices\[\d+\]", _field(found))),
        credit=_text(node, "creditText"), exception=_text(node, "pub:exception"), terms_url=_text(node, "usageInfo"),
        permission_url=_text(node, "acquireLicensePage"), status_url=_text(node, "pub:statusUrl"),
        tdm_reservation=None if reserved is None else bool(reserved), tdm_policy=_text(node, "pub:tdmPolicy"))


def _licence(node: Json) -> Licence | None:
    given = node.get("pub:licence")
    if not given:
        return None
    return Licence(id=_text(given, "identifier"), url=_text(given, "url"), name=_text(given, "name"), covers=Scope(given.get("pub:covers", "")))


def _permission(node: Json) -> Permission:
    conditions = tuple(Condition(id=ConditionId(asked["@id"].removeprefix("pub:")), words=_text(asked, "text"), forms=tuple(asked.get("pub:forms", ())),
                                 wording=_text(asked, "pub:wording")) for asked in node.get("pub:conditions", ()))
    return Permission(
        granted_by=_text(node, "pub:grantedBy"), text=_text(node, "text"), audience=tuple(node.get("audience", ())), conditions=conditions,
        contact=_text(node, "pub:contact"), contact_hidden=bool(node.get("pub:contactHidden", False)), granted_on=_day(node.get("validFrom")),
        expires_on=_day(node.get("validThrough")))


def _notice(node: Json) -> Notice:
    parts = tuple(NoticePart(kind=NoticeKind(part["additionalType"]), text=part["text"]) for part in node.get("pub:parts", ()))
    return Notice(kinds=tuple(map(NoticeKind, node["additionalType"])), text=node["text"], parts=parts, whose=Whose(node.get("pub:whose", Whose.SOURCE)),
                  covers=Scope(node.get("pub:covers", "")), names=tuple(node.get("pub:names", ())),
                  addresses=tuple(node.get("pub:addresses", ())), found=_text(node, "pub:found"))


def _reliance(own: Iterable[Json], articles: Iterable[Article]) -> Reliance | None:
    """The maker's statement in its own words; what was put into them is not told apart again."""
    words = next((notice["text"] for notice in own if _field(notice) == _RELIANCE), "")
    exception = next((article.rights.exception for article in articles if article.rights.exception), words)
    return Reliance(exception=exception, purpose=words, words=words) if words else None


def _asset(node: Json) -> Asset:
    withheld = _text(node, "pub:withheld")
    return Asset(id=node["@id"].removeprefix("#"), file=_text(node, "name"), alt=_text(node, "caption"), decorative=bool(node.get("pub:decorative", False)),
                 credit=_text(node, "creditText"), licence=_licence(node), holder=_named(node, "copyrightHolder"), url=_text(node, "url"),
                 withheld=Withheld(withheld) if withheld else None, drawn=tuple(node.get("pub:drawn", ())))


def _series(node: Json | None) -> Series | None:
    return Series(title=node["name"], position=_text(node, "position")) if node else None


def _field(notice: Json) -> str:
    return str(notice.get("pub:field", ""))


def _text(node: Json, key: str) -> str:
    value = node.get(key, "")
    if not isinstance(value, str):
        raise TypeError(f"{key} is no text")
    return value


def _named(node: Json, key: str) -> str:
    return _text(node.get(key) or {}, "name")


def _day(text: Any) -> datetime.date | None:  # noqa: ANN401 - a text or nothing
    return datetime.date.fromisoformat(text) if text else None
