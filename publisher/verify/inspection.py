"""What a finished file alone says of its rights, for a person.

Its record article by article, or its metadata.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from publisher.model.article import Article, Asset, Contributor, Modification, Source
from publisher.model.edition import Edition
from publisher.model.rights import Permission, Rights, Signal
from publisher.rights.licences import address_of, name_of
from publisher.rights.reliance import statement
from publisher.rights.signal_conflicts import conflicts_in
from publisher.value import value
from publisher.verify.evidence.model import Said
from publisher.verify.matching.text_stream import short


@value
class Inspected:
    """What a file alone says of its rights.

    record    the nodes of its record, as they stand; () where there is none.
    edition   the edition that the record speaks of, its articles without text; None where there is
              none.
    fault     why the record makes no edition; "" where it does, or where there is none.
    said      what package, packet and Info dictionary say.
    """

    path: str
    record: tuple[dict[str, Any], ...]
    edition: Edition | None
    fault: str
    said: Said

    @property
    def metadata(self) -> dict[str, list[str]]:
        """Each property of the metadata with its values, in the order of the file."""
        return {
            place: list(self.said.at(place))
            for place in dict.fromkeys(one.place for one in self.said.statements)
        }

    def plain(self) -> dict[str, Any]:
        """As plain data, for JSON; the edition is left to who can write the model."""
        return {"path": self.path, "record": list(self.record) or None, "metadata": self.metadata}

    def lines(self) -> list[str]:
        """As lines for a person: the edition, then each article with what is known of it."""
        if self.edition is None:
            why = self.fault or "no rights record inside"
            rows = [
                f"{name}: {'; '.join(filter(None, values))}"
                for name, values in self.metadata.items()
            ]
            return [
                f"{self.path}: {why}; its metadata says",
                *(f"  {row}" for row in rows or ["nothing"]),
            ]
        return list(_edition(self.edition))


def _edition(edition: Edition) -> Iterator[str]:
    yield f"Edition: {edition.title}"
    rows = {
        "subtitle": edition.subtitle,
        "identifier": edition.urn,
        "imprint": edition.imprint,
        "published": edition.published,
        "series": (
            f"{edition.series.title} {edition.series.position}".strip() if edition.series else ""
        ),
        "statement of its maker": statement(edition),
    }
    yield from _rows(rows)
    yield from (_person(person) for person in edition.contributors)
    yield from _rights(edition.rights) if edition.rights != Rights() else ()
    for number, article in enumerate(edition.articles, 1):
        yield ""
        yield f"{number}. {article.title}"
        yield from _article(article)


def _article(article: Article) -> Iterator[str]:
    yield from _rows(
        {"subtitle": article.subtitle, "published": article.published, "updated": article.updated}
    )
    yield from (_person(person) for person in article.contributors)
    yield from (_source(source) for source in article.sources)
    yield from _rights(article.rights)
    for asset in article.assets:
        yield _picture(asset)
        yield from map(_signal, asset.signals)
    yield from map(_modification, article.modifications)
    yield from (
        f"  notice ({', '.join(notice.kinds)}): {notice.text}" for notice in article.rights.notices
    )
    if article.left_out:
        yield f"  left out: {len(article.left_out)} lines (--json lists them)"


def _modification(made: Modification) -> str:
    by = f" by {made.by}" if made.by else ""
    note = f": {made.note}" if made.note else ""
    return f"  changed: {made.change}{by}{note}"


def _rights(rights: Rights) -> Iterator[str]:
    licence = (
        f"{name_of(rights.licence)} {address_of(rights.licence)}".strip() if rights.licence else ""
    )
    reserved = {None: "", True: "reserved", False: "not reserved"}[rights.tdm_reservation]
    yield from _rows(
        {
            "basis": rights.basis,
            "copyright": rights.copyright_line,
            "holder": rights.holder,
            "licence": licence,
            "credit": rights.credit,
            "exception": rights.exception,
            "terms": rights.terms_url,
            "more permissions": rights.permission_url,
            "status": rights.status_url,
            "text and data mining": " ".join(filter(None, (reserved, rights.tdm_policy))),
        }
    )
    yield from map(_permission, rights.permissions)
    yield from map(_signal, rights.signals)
    yield from (f"  doubtful ({one.about}): {one.words}" for one in conflicts_in(rights))


def _signal(signal: Signal) -> str:
    to = f" to {signal.agent}" if signal.agent else ""
    words = short(signal.value)
    return f"  signal ({signal.scheme}{to}) {signal.name}: {words} [{signal.found}]"


def _permission(permission: Permission) -> str:
    days = (
        f" ({permission.granted_on or '…'} – {permission.expires_on or '…'})"
        if permission.granted_on or permission.expires_on
        else ""
    )
    asked = (
        f"; asks for {', '.join(condition.id for condition in permission.conditions)}"
        if permission.conditions
        else ""
    )
    words = f": “{permission.text}”" if permission.text else ""
    return f"  permission of {permission.granted_by}{days}{words}{asked}"


def _person(person: Contributor) -> str:
    return f"  {person.role}: {_joined((person.name, person.institution, person.url))}"


def _source(source: Source) -> str:
    moment = source.captured_at.isoformat() if source.captured_at else ""
    known = (
        source.name,
        source.site if source.site != source.name else "",
        source.title,
        str(source.date or ""),
        moment,
        source.url or "(no address)",
        source.archive_url,
    )
    return f"  {source.relation}: {_joined(known)}"


def _picture(asset: Asset) -> str:
    licence = (
        f"{name_of(asset.licence)} {address_of(asset.licence)}".strip() if asset.licence else ""
    )
    left_out = f"not printed ({asset.withheld})" if asset.withheld else ""
    known = _joined((asset.credit, asset.holder, licence, asset.url, left_out))
    return f"  picture {asset.id}: {known or 'nobody is named'}"


def _joined(known: Iterable[str]) -> str:
    return "; ".join(filter(None, known))


def _rows(rows: Mapping[str, object]) -> Iterator[str]:
    return (f"  {label}: {words}" for label, words in rows.items() if words)
