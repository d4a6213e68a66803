"""The record of a finished file → what is known of its edition.

Everything but the texts and the pictures' bytes.

The other half of record.py: what it wrote and this reads, written again, is the same record.
"""

import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import fields
from typing import Any

from publisher.errors import EvidenceError
from publisher.model.article import (
    Article,
    Asset,
    Change,
    Contributor,
    Evidence,
    EvidenceKind,
    LeftOut,
    LeftOutBecause,
    Modification,
    Relation,
    Role,
    Source,
    Withheld,
)
from publisher.model.design_choices import DesignChoices
from publisher.model.edition import (
    Edition,
    Part,
    PicturePolicy,
    Profile,
    Reliance,
    Series,
    Use,
    UseKind,
)
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
    Signal,
    SignalScheme,
    Whose,
)
from publisher.rights.record import Json, design_key, read_graph
from publisher.rights.record_versions import as_today
from publisher.rights.reliance import as_it_was_said

_PEOPLE = ("author", "editor", "translator", "illustrator", "contributor")


def recall(data: bytes, path: str, *, name: str = "") -> Edition:
    """The edition that a record speaks of, without the texts and the bytes of pictures.

    name   what its files are to be called; "" for the name that the record gives. What the build
           filled in is there filled in: `identifier` is the edition's URN, `modified` the moment of
           its files.

    Refuses with EvidenceError what is not a record of ours, or was altered so that it makes no
    edition.
    """
    graph = read_graph(data, path)
    try:
        graph = as_today(graph)
        node = next(node for node in graph if node["@type"] == "Collection")
        articles = {found["@id"]: _article(found) for found in graph if found["@type"] == "Article"}
        edition = Edition(
            name=name or _text(node, "pub:name") or "recalled",
            title=node["name"],
            subtitle=_text(node, "alternativeHeadline"),
            description=_text(node, "description"),
            imprint=_named(node, "publisher"),
            identifier=node["@id"],
            language=node.get("inLanguage", "und"),
            direction=node.get("pub:direction", ""),
            contributors=_people(node),
            published=_day(node.get("datePublished")),
            modified=datetime.datetime.fromisoformat(node["dateModified"]),
            series=_series(node),
            rights=_rights(node, node.get("pub:notices", ())),
            cover=next(map(_asset, node.get("image", ())), None),
            theme=_text(node, "pub:theme"),
            annex=bool(node.get("pub:annex", False)),
            design=_design(node.get("pub:design", {})),
            use=_use(node.get("pub:use", {})),
            reliance=_reliance(node.get("pub:reliance")),
            pictures=PicturePolicy(node.get("pub:pictures", PicturePolicy.KEEP)),
            profile=Profile(node.get("pub:profile", Profile.A3A_UA1)),
            parts=tuple(_parts(node["hasPart"], articles)),
            single=bool(node.get("pub:single", False)),
        )
        return as_it_was_said(edition, _text(node, "pub:statement"))
    except (StopIteration, KeyError, TypeError, ValueError, AttributeError) as error:
        raise EvidenceError(
            path, f"its record is incomplete or was altered ({type(error).__name__}: {error})"
        ) from error


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
    return Article(
        title=node["headline"],
        subtitle=_text(node, "alternativeHeadline"),
        kicker=_text(node, "pub:kicker"),
        standfirst=_text(node, "abstract"),
        language=node.get("inLanguage", "und"),
        keywords=tuple(node.get("keywords", ())),
        published=_day(node.get("datePublished")),
        updated=_day(node.get("dateModified")),
        contributors=_people(node),
        direction=node.get("pub:direction", ""),
        sources=tuple(map(_source, node.get("isBasedOn", ()))),
        rights=_rights(node, node.get("hasPart", ())),
        assets=tuple(map(_asset, node.get("image", ()))),
        pull=tuple(node.get("pub:pull", ())),
        left_out=tuple(
            LeftOut(
                text=_text(left, "text"),
                because=LeftOutBecause(left["pub:because"]),
                of=_text(left, "pub:of"),
                found=_text(left, "pub:found"),
                addresses=tuple(left.get("pub:addresses", ())),
            )
            for left in node.get("pub:leftOut", ())
        ),
        modifications=tuple(
            Modification(
                change=Change(made["additionalType"]),
                by=_text(made, "agent"),
                note=_text(made, "description"),
            )
            for made in node.get("pub:modifications", ())
        ),
        evidence=tuple(
            Evidence(
                field=item["pub:field"],
                kind=EvidenceKind(item["pub:kind"]),
                found=_text(item, "pub:found"),
                rule=_text(item, "pub:rule"),
            )
            for item in node.get("pub:evidence", ())
        ),
    )


def _people(node: Json) -> tuple[Contributor, ...]:
    """All who are credited, in the order in which they were.

    The record groups them by what they did.
    """
    everyone = sorted(
        (person for key in _PEOPLE for person in node.get(key, ())),
        key=lambda person: int(person["position"]),
    )
    return tuple(
        Contributor(
            name=person["name"],
            role=Role(person["pub:role"]),
            bio=_text(person, "description"),
            url=_text(person, "url"),
            institution=_named(person, "affiliation"),
            sort_as=_text(person, "pub:sortAs"),
        )
        for person in everyone
    )


def _design(node: Json) -> DesignChoices:
    said = {
        field.name: node[key]
        for field in fields(DesignChoices)
        if (key := design_key(field.name)) in node
    }
    lists = {name: tuple(one) for name, one in said.items() if isinstance(one, list)}
    return DesignChoices(**said | lists)


def _use(node: Json) -> Use:
    return Use(
        kind=UseKind.PERSONAL if node.get("pub:personal") else UseKind.PUBLISH,
        commercial=node.get("pub:commercial"),
        price=_text(node, "price"),
        audience=_text(node, "audience"),
        purpose=_text(node, "pub:purpose"),
        forms=tuple(node.get("pub:forms", ())),
        declares=tuple(map(ConditionId, node.get("pub:declares", ()))),
    )


def _source(node: Json) -> Source:
    place = node.get("isPartOf", {})
    moment = node.get("prov:generatedAtTime")
    return Source(
        relation=Relation(node["pub:relation"]),
        name=_text(place, "name"),
        site=_text(place, "pub:site"),
        url=_text(node, "url"),
        title=_text(node, "name"),
        date=_day(node.get("datePublished")),
        captured_at=datetime.datetime.fromisoformat(moment) if moment else None,
        sha256=_text(node, "sha256"),
        text_sha256=_text(node, "pub:textSha256"),
        archive_url=_text(node, "archivedAt"),
    )


def _rights(node: Json, notices: Iterable[Json]) -> Rights:
    reserved = node.get("pub:tdmReservation")
    return Rights(
        basis=Basis(node.get("pub:basis", Basis.UNKNOWN)),
        holder=_named(node, "copyrightHolder"),
        copyright_line=_text(node, "copyrightNotice"),
        licence=_licence(node),
        permissions=tuple(map(_permission, node.get("pub:permissions", ()))),
        notices=tuple(
            _notice(found)
            for found in notices
            if re.fullmatch(r"rights\.notices\[\d+\]", _field(found))
        ),
        credit=_text(node, "creditText"),
        exception=_text(node, "pub:exception"),
        terms_url=_text(node, "usageInfo"),
        permission_url=_text(node, "acquireLicensePage"),
        status_url=_text(node, "pub:statusUrl"),
        tdm_reservation=None if reserved is None else bool(reserved),
        tdm_policy=_text(node, "pub:tdmPolicy"),
        signals=tuple(map(_signal, node.get("pub:signals", ()))),
    )


def _signal(node: Json) -> Signal:
    return Signal(
        scheme=SignalScheme(node["pub:scheme"]),
        name=_text(node, "name"),
        value=_text(node, "value"),
        found=_text(node, "pub:found"),
        agent=_text(node, "pub:agent"),
    )


def _licence(node: Json) -> Licence | None:
    given = node.get("pub:licence")
    if not given:
        return None
    return Licence(
        id=_text(given, "identifier"),
        url=_text(given, "url"),
        name=_text(given, "name"),
        covers=Scope(given.get("pub:covers", "")),
    )


def _permission(node: Json) -> Permission:
    conditions = tuple(
        Condition(
            id=ConditionId(asked["@id"].removeprefix("pub:")),
            words=_text(asked, "text"),
            forms=tuple(asked.get("pub:forms", ())),
            wording=_text(asked, "pub:wording"),
        )
        for asked in node.get("pub:conditions", ())
    )
    return Permission(
        granted_by=_text(node, "pub:grantedBy"),
        granted_to=_text(node, "pub:grantedTo"),
        kind=_text(node, "additionalType"),
        text=_text(node, "text"),
        audience=tuple(node.get("audience", ())),
        forms=tuple(node.get("pub:forms", ())),
        waives=tuple(map(ConditionId, node.get("pub:waives", ()))),
        conditions=conditions,
        contact=_text(node, "pub:contact"),
        contact_hidden=bool(node.get("pub:contactHidden", False)),
        granted_on=_day(node.get("validFrom")),
        expires_on=_day(node.get("validThrough")),
    )


def _notice(node: Json) -> Notice:
    parts = tuple(
        NoticePart(kind=NoticeKind(part["additionalType"]), text=part["text"])
        for part in node.get("pub:parts", ())
    )
    return Notice(
        kinds=tuple(map(NoticeKind, node["additionalType"])),
        text=node["text"],
        parts=parts,
        whose=Whose(node.get("pub:whose", Whose.SOURCE)),
        covers=Scope(node.get("pub:covers", "")),
        names=tuple(node.get("pub:names", ())),
        addresses=tuple(node.get("pub:addresses", ())),
        language=_text(node, "inLanguage"),
        found=_text(node, "pub:found"),
    )


def _reliance(node: Json | None) -> Reliance | None:
    return (
        Reliance(
            exception=node["pub:exception"],
            purpose=node["pub:purpose"],
            words=_text(node, "pub:words"),
        )
        if node
        else None
    )


def _asset(node: Json) -> Asset:
    withheld = _text(node, "pub:withheld")
    return Asset(
        id=node["@id"].removeprefix("#"),
        file=_text(node, "name"),
        alt=_text(node, "caption"),
        decorative=bool(node.get("pub:decorative", False)),
        credit=_text(node, "creditText"),
        licence=_licence(node),
        holder=_named(node, "copyrightHolder"),
        url=_text(node, "url"),
        media_type=_text(node, "encodingFormat"),
        withheld=Withheld(withheld) if withheld else None,
        drawn=tuple(node.get("pub:drawn", ())),
        signals=tuple(map(_signal, node.get("pub:signals", ()))),
    )


def _series(edition: Json) -> Series | None:
    node = edition.get("isPartOf")
    if not node:
        return None
    return Series(
        title=node["name"],
        position=_text(node, "position") or _text(node, "pub:position"),
        identifier=_text(node, "identifier"),
        volume=_text(edition, "volumeNumber"),
        issue=_text(edition, "issueNumber"),
    )


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
