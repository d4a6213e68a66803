"""The rights and provenance record that travels inside every finished file.

Ledger and edition ↔ JSON-LD.

Words of schema.org and PROV where they exist, `pub:` for the rest.  Same edition, same bytes:
sorted keys, UTF-8, no wall-clock time.  What is not known is not there.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from pathlib import PurePath
from typing import Any

from publisher.errors import EvidenceError
from publisher.model.article import Article, Asset, Contributor, LeftOut, Modification, Role, Source
from publisher.model.design_choices import DesignChoices
from publisher.model.edition import (
    Edition,
    PicturePolicy,
    Profile,
    Reliance,
    Series,
    Use,
    UseKind,
)
from publisher.model.rights import Licence, Notice, NoticeKind, Permission, Rights, Signal
from publisher.rights import facts
from publisher.rights.licences import address_of, name_of
from publisher.rights.notices import Account, Ledger, Owed, Run
from publisher.rights.pictures import drawn_words
from publisher.rights.record_versions import FORMAT, KEY, as_today
from publisher.text import digest, stream

MEDIA_TYPE = "application/ld+json"
NAME = "provenance.jsonld"
NAMESPACE = "urn:x-publisher:record:"
# The property of package and packet that gives the record's seal.
SEAL = "pub:recordSha256"
CONTEXT = [
    "https://schema.org",
    {"prov": "http://www.w3.org/ns/prov#", "pub": NAMESPACE},
]
# schema.org, Article: properties for people; other roles stand as contributors with a role name.
_PEOPLE = {
    Role.AUTHOR: "author",
    Role.EDITOR: "editor",
    Role.TRANSLATOR: "translator",
    Role.ILLUSTRATOR: "illustrator",
}

Json = dict[str, Any]


def write(edition: Edition, ledger: Ledger, moment: str) -> bytes:
    """The record of an edition as JSON-LD bytes; `moment` is its clock, "YYYY-MM-DDThh:mm:ssZ"."""
    graph = [_edition(edition, ledger, moment)]
    graph += [
        _article(article, account, ledger.urn)
        for article, account in zip(edition.articles, ledger.accounts, strict=True)
    ]
    return json.dumps(
        {"@context": CONTEXT, "@graph": graph}, ensure_ascii=False, sort_keys=True, indent=1
    ).encode()


def seal_of(data: bytes) -> str:
    """SHA-256 of a record's bytes as they stand in the file, in lower-case hexadecimal digits.

    Of the bytes and not of a normal form, since a record travels to the letter: as a file of its
    own in an EPUB, attached to a PDF, or as the text of one property of the packet (PDF/A-2).
    Whoever makes another file of it (split, merge) writes another record, and seals that.
    """
    return hashlib.sha256(data).hexdigest()


def read(data: bytes, path: str) -> Ledger:
    """The ledger that a record holds.

    Its runs have lengths and digests, and words only where the record says them elsewhere (the
    title).

    Refuses with EvidenceError what is not a record of ours.
    """
    graph = read_graph(data, path)
    try:
        graph = as_today(graph)
        edition = next(node for node in graph if node["@type"] == "Collection")
        accounts = tuple(
            _account(node, edition["@id"]) for node in graph if node["@type"] == "Article"
        )
        if len({account.id for account in accounts}) < len(accounts):
            raise ValueError("two articles have one @id")
        own = tuple(_owed(part, "e") for part in edition.get("pub:notices", ()))
        people = tuple(
            sorted(
                person["name"]
                for key in (*_PEOPLE.values(), "contributor")
                for person in edition.get(key, ())
            )
        )
        return Ledger(
            urn=edition["@id"], title=edition["name"], accounts=accounts, own=own, people=people
        )
    except (StopIteration, KeyError, TypeError, ValueError, AttributeError) as error:
        raise EvidenceError(
            path, f"its record is incomplete or was altered ({type(error).__name__}: {error})"
        ) from error


def read_graph(data: bytes, path: str) -> tuple[Json, ...]:
    """The nodes of a record: the edition, then its articles.

    Refuses with EvidenceError what is not JSON-LD of this form.
    """
    try:
        graph = json.loads(data)["@graph"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise EvidenceError(path, "its record is not JSON-LD with an @graph") from error
    if not isinstance(graph, list) or not all(isinstance(node, dict) for node in graph):
        raise EvidenceError(path, "its record's @graph is not a list of nodes")
    return tuple(graph)


def part_titles(graph: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """The headings of an edition's parts, in order, by the nodes of its record."""
    edition = next((node for node in graph if node.get("@type") == "Collection"), {})
    listed = edition.get("hasPart")
    entries = listed if isinstance(listed, list) else []
    titles = (str(entry.get("pub:part", "")) for entry in entries if isinstance(entry, dict))
    return tuple(dict.fromkeys(filter(None, titles)))


def _edition(edition: Edition, ledger: Ledger, moment: str) -> Json:
    said = facts.edition_facts(edition)
    return _known(
        {
            "@type": "Collection",
            KEY: FORMAT,
            "@id": ledger.urn,
            "name": edition.title,
            "alternativeHeadline": edition.subtitle,
            "description": edition.description,
            "inLanguage": edition.language,
            "dateModified": moment,
            "datePublished": _day(edition.published),
            "publisher": _organisation(edition.imprint),
            "isPartOf": _series(edition.series),
            "volumeNumber": "".join(said.get("volume", ())),
            "issueNumber": "".join(said.get("issue", ())),
            "pub:mining": _known(
                {
                    "pub:tdmReservation": "".join(said.get("mining", ())),
                    "pub:tdmPolicy": "".join(said.get("mining_policy", ())),
                }
            ),
            "hasPart": [
                _known({"@id": _urn(ledger.urn, account.id), "pub:part": title})
                for account, title in zip(ledger.accounts, _part_titles(edition), strict=True)
            ],
            "pub:name": edition.name,
            "pub:single": edition.single or None,
            "pub:direction": edition.direction,
            "pub:theme": PurePath(edition.theme).name,  # of a folder no more than its name
            "pub:annex": edition.annex or None,
            "pub:design": _design(edition.design),
            "pub:pictures": edition.pictures if edition.pictures is not PicturePolicy.KEEP else "",
            "pub:profile": edition.profile if edition.profile is not Profile.A3A_UA1 else "",
            "pub:use": _use(edition.use),
            "pub:reliance": _reliance(edition.reliance),
            "pub:statement": "".join(said.get("statement", ())),
            "pub:notices": [_notice(owed, edition.rights.notices) for owed in ledger.own],
            "image": [_picture(edition.cover)] if edition.cover else [],
            "conditionsOfAccess": list(said.get("terms", ())),
            "pub:rights": list(said.get("rights", ())),
            **_people(edition.contributors),
            **_rights(edition.rights),
        }
    )


def _series(series: Series | None) -> Json | None:
    if series is None:
        return None
    return _known(
        {
            "@type": "CreativeWorkSeries",
            "name": series.title,
            "position": series.number,
            "identifier": series.identifier,
            "pub:position": "" if series.number else series.position,
        }
    )


def _part_titles(edition: Edition) -> Iterator[str]:
    """The heading of its part, for each article."""
    return (part.title for part in edition.parts for _ in part.articles)


def design_key(name: str) -> str:
    """The key of one choice of the design: "pub:lineNumbers" for line_numbers."""
    first, *others = name.split("_")
    return f"pub:{first}{''.join(map(str.capitalize, others))}"


def _design(chosen: DesignChoices) -> Json:
    """What the maker set otherwise than the design, by the names of the choices."""
    return _known(
        {
            design_key(field.name): list(said) if isinstance(said, tuple) else said
            for field in fields(chosen)
            if (said := getattr(chosen, field.name)) is not None
        }
    )


def _use(use: Use) -> Json:
    return _known(
        {
            "pub:personal": use.kind is UseKind.PERSONAL or None,
            "pub:commercial": use.commercial,
            "price": use.price,
            "audience": use.audience,
            "pub:purpose": use.purpose,
            "pub:forms": list(use.forms),
            "pub:declares": list(use.declares),
        }
    )


def _reliance(made: Reliance | None) -> Json | None:
    return (
        _known(
            {"pub:exception": made.exception, "pub:purpose": made.purpose, "pub:words": made.words}
        )
        if made
        else None
    )


def _article(article: Article, account: Account, urn: str) -> Json:
    said = facts.article_facts(article)
    return _known(
        {
            "@type": "Article",
            "@id": _urn(urn, account.id),
            "headline": article.title,
            "alternativeHeadline": article.subtitle,
            "pub:kicker": article.kicker,
            "abstract": article.standfirst,
            "inLanguage": article.language,
            "pub:direction": article.direction,
            "keywords": list(article.keywords),
            "url": article.address,
            "datePublished": _day(article.published),
            "dateModified": _day(article.updated),
            "isBasedOn": [_source(source) for source in article.sources],
            "image": [_picture(asset) for asset in article.assets],
            "hasPart": [_notice(owed, article.rights.notices) for owed in account.notices],
            "pub:runs": [
                [run.length, run.sha256, run.exact, *([run.letters] if run.letters else [])]
                for run in account.runs
            ],
            "pub:struck": [
                [number, run.struck] for number, run in enumerate(account.runs) if run.struck
            ],
            "pub:people": list(account.people),
            "pub:addresses": list(account.addresses),
            "conditionsOfAccess": list(said.get("terms", ())),
            "pub:rights": list(said.get("rights", ())),
            "pub:provenance": list(said.get("provenance", ())),
            "pub:changes": list(said.get("change", ())),
            "pub:modifications": [_modification(each) for each in article.modifications],
            "pub:pull": list(article.pull),
            "pub:leftOut": [_left_out(left) for left in article.left_out],
            "pub:evidence": [
                _known(
                    {
                        "pub:field": item.field,
                        "pub:kind": item.kind,
                        "pub:found": item.found,
                        "pub:rule": item.rule,
                    }
                )
                for item in article.evidence
            ],
            **_people(article.contributors),
            **_rights(article.rights),
        }
    )


def _account(node: Json, urn: str) -> Account:
    ident = node["@id"].removeprefix(f"{urn}#")
    known = {
        digest(stream(words)): words
        for key in ("pub:kicker", "headline", "alternativeHeadline", "abstract")
        if (words := node.get(key))
    }
    struck = dict(node.get("pub:struck", ()))
    return Account(
        id=ident,
        title=node["headline"],
        people=tuple(node.get("pub:people", ())),
        addresses=tuple(node.get("pub:addresses", ())),
        copyright=node.get("copyrightNotice", ""),
        notices=tuple(_owed(part, ident) for part in node.get("hasPart", ())),
        described=tuple(
            picture["caption"] for picture in node.get("image", ()) if picture.get("caption")
        ),
        runs=tuple(
            Run(
                length=int(length),
                sha256=str(sha256),
                exact=str(exact),
                letters=str(more[0]) if more else "",
                text=known.get(sha256, ""),
                struck=struck.get(number, ""),
            )
            for number, (length, sha256, exact, *more) in enumerate(node.get("pub:runs", ()))
        ),
    )


def _owed(part: Json, ident: str) -> Owed:
    return Owed(
        id=part["@id"].removeprefix("#notice-"),
        article=ident,
        text=part["text"],
        sha256=part["sha256"],
        field=part["pub:field"],
        kinds=tuple(NoticeKind(kind) for kind in part["additionalType"]),
    )


def _people(contributors: Iterable[Contributor]) -> Json:
    groups: dict[str, list[Json]] = {}
    for place, person in enumerate(contributors, 1):
        key = _PEOPLE.get(person.role, "contributor")
        groups.setdefault(key, []).append(
            _known(
                {
                    "@type": "Person",
                    "name": person.name,
                    "url": person.url,
                    "description": person.bio,
                    "affiliation": _organisation(person.institution),
                    "pub:sortAs": person.sort_as,
                    "pub:role": person.role,
                    "position": place,
                }
            )
        )
    return dict(groups)


def _rights(rights: Rights) -> Json:
    return _known(
        {
            "pub:basis": rights.basis,
            "copyrightHolder": _organisation(rights.holder),
            "copyrightNotice": rights.copyright_line,
            "license": address_of(rights.licence) if rights.licence else "",
            "pub:licence": _licence(rights.licence),
            "pub:licenceName": name_of(rights.licence) if rights.licence else "",
            "creditText": rights.credit,
            "pub:permissions": [_permission(permission) for permission in rights.permissions],
            "usageInfo": rights.terms_url,
            "acquireLicensePage": rights.permission_url,
            "pub:exception": rights.exception,
            "pub:statusUrl": rights.status_url,
            "pub:tdmPolicy": rights.tdm_policy,
            "pub:tdmReservation": (
                None if rights.tdm_reservation is None else int(rights.tdm_reservation)
            ),
            "pub:signals": list(map(_signal, rights.signals)),
        }
    )


def _signal(signal: Signal) -> Json:
    return _known(
        {
            "pub:scheme": signal.scheme,
            "name": signal.name,
            "value": signal.value,
            "pub:found": signal.found,
            "pub:agent": signal.agent,
        }
    )


def _permission(permission: Permission) -> Json:
    """A permission without its reference: where the letter is kept is the maker's own business."""
    return _known(
        {
            "pub:grantedBy": permission.granted_by,
            "pub:grantedTo": permission.granted_to,
            "additionalType": permission.kind,
            "text": permission.text,
            "audience": list(permission.audience),
            "pub:forms": list(permission.forms),
            "pub:waives": list(permission.waives),
            "pub:conditions": [
                _known(
                    {
                        "@id": f"pub:{condition.id}",
                        "text": condition.words,
                        "pub:forms": list(condition.forms),
                        "pub:wording": condition.wording,
                    }
                )
                for condition in permission.conditions
            ],
            "pub:contact": permission.contact,
            "pub:contactHidden": permission.contact_hidden or None,
            "validFrom": _day(permission.granted_on),
            "validThrough": _day(permission.expires_on),
        }
    )


def _licence(licence: Licence | None) -> Json | None:
    if licence is None:
        return None
    return _known(
        {
            "identifier": licence.id,
            "url": licence.url,
            "name": licence.name,
            "pub:covers": licence.covers,
        }
    )


def _source(source: Source) -> Json:
    return _known(
        {
            "@type": "WebPage",
            "pub:relation": source.relation,
            "name": source.title,
            "url": source.url,
            "archivedAt": source.archive_url,
            "isPartOf": (
                _known({"@type": "WebSite", "name": source.name, "pub:site": source.site})
                if source.name or source.site
                else None
            ),
            "datePublished": _day(source.date),
            "prov:generatedAtTime": source.captured_at.isoformat() if source.captured_at else "",
            "sha256": source.sha256,
            "pub:textSha256": source.text_sha256,
        }
    )


def _picture(asset: Asset) -> Json:
    return _known(
        {
            "@type": "ImageObject",
            "@id": f"#{asset.id}",
            "name": asset.file,
            "creditText": asset.credit,
            "caption": asset.alt,
            "copyrightHolder": _organisation(asset.holder),
            "license": address_of(asset.licence) if asset.licence else "",
            "pub:licence": _licence(asset.licence),
            "url": asset.url,
            "pub:decorative": asset.decorative or None,
            "encodingFormat": asset.media_type,
            "pub:withheld": asset.withheld or "",
            "pub:drawn": list(drawn_words(asset)),
            "pub:signals": list(map(_signal, asset.signals)),
        }
    )


def _notice(owed: Owed, notices: tuple[Notice, ...]) -> Json:
    """A notice by what is owed of it.

    The words of a © line or a biography are owed without being a notice of the article.
    """
    place = re.fullmatch(r"rights\.notices\[(\d+)\]", owed.field)
    notice = notices[int(place[1])] if place else None
    return _known(
        {
            "@type": "TextObject",
            "@id": f"#notice-{owed.id}",
            "additionalType": list(owed.kinds),
            "text": owed.text,
            "sha256": owed.sha256,
            "pub:field": owed.field,
            "pub:whose": notice.whose if notice else "",
            "pub:covers": notice.covers if notice else "",
            "pub:names": list(notice.names) if notice else [],
            "pub:addresses": list(notice.addresses) if notice else [],
            "pub:found": notice.found if notice else "",
            "inLanguage": notice.language if notice else "",
            "pub:parts": (
                [{"additionalType": part.kind, "text": part.text} for part in notice.parts]
                if notice
                else []
            ),
        }
    )


def _left_out(left: LeftOut) -> Json:
    return _known(
        {
            "text": left.text,
            "pub:because": left.because,
            "pub:of": left.of,
            "pub:found": left.found,
            "pub:addresses": list(left.addresses),
        }
    )


def _modification(made: Modification) -> Json:
    return _known({"additionalType": made.change, "agent": made.by, "description": made.note})


def _organisation(name: str) -> Json | None:
    return {"@type": "Organization", "name": name} if name else None


def _urn(urn: str, account: str) -> str:
    return f"{urn}#{account}"


def _day(day: Any) -> str:  # noqa: ANN401 - a date or nothing
    return day.isoformat() if day else ""


def _known(fields: Json) -> Json:
    """The fields that say something: no empty text, list or None."""
    return {key: value for key, value in fields.items() if value not in ("", None, [], {})}
