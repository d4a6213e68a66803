"""The record inside a file: sealed, free of contradictions, and that of its edition.

Nothing stops anybody from writing another record and sealing that.  So a record is held to itself
(what it says twice must agree), and its values to the pages and the metadata (owed.facts).
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from publisher.errors import EvidenceError
from publisher.model.edition import Edition
from publisher.model.rights import Rights
from publisher.rights import notices as ledgers
from publisher.rights import record
from publisher.rights.notices import Account, Ledger, Owed
from publisher.rights.record_versions import KEY, SEALED, form_of, is_like_today, is_today
from publisher.text import digest
from publisher.verify.evidence.model import Evidence
from publisher.verify.matching.text_stream import short
from publisher.verify.report import Finding

Json = Mapping[str, Any]
_TOLD = 5  # differences that are told one by one
_ABSENT = object()
# what a build gives a collection, and no edition
_OF_A_BUILD = {"dateModified", "pub:theme"}


def judge_seal(evidence: Evidence) -> Iterator[Finding]:
    """A finding where the metadata's digest of the record is another, or lacks.

    Records of forms before record_versions.SEALED have none.
    """
    given = evidence.said.at(record.SEAL)
    if evidence.record is None:
        return
    there = record.seal_of(evidence.record)
    where = "package" if evidence.form == "epub" else "XMP packet"
    if any(words.strip() != there for words in given):
        yield Finding(
            code="record-changed",
            message=(
                f"the record is not the one that was sealed: its SHA-256 is {there[:12]}…,"
                f" and the {where} gives {short(given[0])} ({record.SEAL})"
            ),
        )
    elif not given and _form(evidence) >= SEALED:
        yield Finding(
            code="record-changed",
            message=f"the record is not sealed: the {where} has no {record.SEAL}",
        )
    elif given and _form(evidence) < SEALED:
        yield Finding(
            code="record-changed",
            message=(
                f"the record says that it has form {_form(evidence)}, and the {where} seals it:"
                f" records are sealed from form {SEALED} on"
            ),
        )


def no_record(evidence: Evidence) -> Finding:
    """What is said of a file without a record; where the seal of one is left, it has lost it."""
    alone = "it is checked by its pages and metadata alone"
    if evidence.said.at(record.SEAL):
        message = f"its rights record was taken out: {record.SEAL} seals one; {alone}"
        return Finding(code="record-missing", message=message)
    return Finding(code="record-absent", message=f"it has no rights record: {alone}")


def _form(evidence: Evidence) -> int:
    try:
        return form_of(record.read_graph(evidence.record or b"", evidence.path))
    except EvidenceError:
        return 0


def judge_own_record(data: bytes, owed: Ledger, evidence: Evidence) -> Iterator[Finding]:
    """Findings on a record that nothing but its own file can be held to.

    owed   what it says is owed.
    """
    yield from judge_seal(evidence)
    for one in owed.notices:
        if digest(one.text) != one.sha256:
            yield Finding(
                code="record-changed",
                message=f"the words of a notice and their digest disagree ({one.id})",
                notice=one.id,
            )
    if is_today(record.read_graph(data, evidence.path)):
        yield from judge_agreement(data, evidence.path, owed)


def judge_agreement(data: bytes, path: str, owed: Ledger) -> Iterator[Finding]:
    """Findings where a record of today's form contradicts itself.

    Much of a record is said twice: a notice and its digest, a licence and its name, permissions and
    the terms that quote them.  So what is read from a record is written again, and each difference
    told.
    """
    from publisher.rights.record_reader import recall  # only here: a build compares whole records

    try:
        edition = recall(data, path)
    except EvidenceError as error:
        yield Finding(code="record-changed", message=error.message)
        return
    yield from _disagreeing_accounts(edition, owed)
    try:
        again = record.write(edition, owed, moment_of(record.read_graph(data, path)))
    except (IndexError, ValueError) as error:
        message = f"its record contradicts itself ({type(error).__name__}: {error})"
        yield Finding(code="record-changed", message=message)
        return
    if again == data:
        return
    found, wanted = json.loads(data), json.loads(again)
    differences = list(_differences(found, wanted, ""))
    for key, one, other in differences[:_TOLD]:
        yield Finding(
            code="record-changed",
            message=(
                f"the record contradicts itself: its {key} is “{short(_words(one))}”, and what else"
                f" it says gives “{short(_words(other))}”"
            ),
        )
    if not differences:
        yield Finding(
            code="record-changed", message="the record is not written as records of its form are"
        )


def _differences(one: Any, other: Any, at: str) -> Iterator[tuple[str, Any, Any]]:  # noqa: ANN401 - JSON
    """(key, the value of `one`, that of `other`) wherever they differ."""
    if isinstance(one, dict) and isinstance(other, dict):
        for key in sorted(one.keys() | other.keys()):
            inner = f"{at}.{key}" if at else key
            yield from _differences(one.get(key, _ABSENT), other.get(key, _ABSENT), inner)
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for number, (left, right) in enumerate(zip(one, other, strict=True)):
            yield from _differences(left, right, f"{at}[{number}]")
    elif one != other or type(one) is not type(other):
        yield at, one, other


def _words(value: object) -> str:
    return "nothing" if value is _ABSENT else str(value)


def moment_of(graph: Iterable[Json]) -> str:
    """The moment that a record gives its edition; "" where it gives none."""
    edition: Json = next((node for node in graph if node.get("@type") == "Collection"), {})
    return str(edition.get("dateModified", ""))


def _disagreeing_accounts(edition: Edition, owed: Ledger) -> Iterator[Finding]:
    """Lists of what is owed that do not follow from what the same record says of the article."""
    wanted = ledgers.ledger(edition)
    for account, other in zip(owed.accounts, wanted.accounts, strict=False):
        for what, one, two in (
            ("names", account.people, other.people),
            ("addresses", account.addresses, other.addresses),
        ):
            if one != two:
                yield Finding(
                    code="record-changed",
                    article=account.id,
                    message=(
                        f"the record contradicts itself: the {what} owed are"
                        f" “{short('; '.join(one))}”, those of the article"
                        f" “{short('; '.join(two))}”"
                    ),
                )
        yield from _disagreeing_notices(account.id, account.notices, other.notices)
        yield from _disagreeing_heads(account, other)
    for account, article in zip(owed.accounts, edition.articles, strict=False):
        yield from _disagreeing_parts(account.id, article.rights)
    yield from _disagreeing_parts("", edition.rights)
    yield from _disagreeing_notices("e", owed.own, wanted.own)


def _disagreeing_notices(
    account: str, owed: Sequence[Owed], wanted: Sequence[Owed]
) -> Iterator[Finding]:
    """Notices that are not what the record says where their field points to, or are not counted."""
    given = {one.field: (one.kinds, one.text, one.sha256) for one in wanted}
    texts = {one.text for one in owed}
    at_fault = [
        one
        for number, one in enumerate(owed, 1)
        if given.get(one.field) != (one.kinds, one.text, one.sha256)
        or one.id != f"{account}-n{number}"
    ]
    at_fault += [one for one in wanted if one.text not in texts]
    for one in at_fault[:1]:
        yield Finding(
            code="record-changed",
            article="" if account == "e" else account,
            notice=one.id,
            message=(
                f"the record contradicts itself about the notice {one.id}"
                f" ({one.field}, {', '.join(one.kinds)}): “{short(one.text)}”"
            ),
        )


def _disagreeing_parts(account: str, rights: Rights) -> Iterator[Finding]:
    """Sentences of notices that the notices do not hold (model.rights.NoticePart)."""
    for notice in rights.notices:
        for part in notice.parts:
            if part.text not in notice.text:
                yield Finding(
                    code="record-changed",
                    article=account,
                    message=(
                        f"the record contradicts itself: “{short(part.text)}” is no part of the"
                        f" notice “{short(notice.text)}”"
                    ),
                )


def _disagreeing_heads(account: Account, wanted: Account) -> Iterator[Finding]:
    """Whether an article's text begins with its kicker, title, subtitle and standfirst."""
    heads = wanted.runs  # of an article without a text
    found = account.runs[: len(heads)]
    if [run.sha256 for run in found] != [run.sha256 for run in heads]:
        yield Finding(
            code="record-changed",
            article=account.id,
            message=(
                "the record contradicts itself: the text does not begin with"
                f" “{short(' / '.join(run.text for run in heads))}”"
            ),
        )


def judge_record(ledger: Ledger, evidence: Evidence) -> Iterator[Finding]:
    """Findings on the record inside the file, against the edition's own ledger."""
    if evidence.record is None:
        yield Finding(code="record-missing", message="the file has no rights record")
        return
    try:
        found = record.read(evidence.record, evidence.path)
    except EvidenceError as error:
        yield Finding(code="record-changed", message=error.message)
        return
    if is_like_today(record.read_graph(evidence.record, evidence.path)) and without_words(
        found
    ) != without_words(ledger):
        part = next(
            (
                account.title
                for account, other in zip(ledger.accounts, found.accounts, strict=False)
                if account.id != other.id or account.notices != other.notices
            ),
            ledger.title,
        )
        yield Finding(
            code="record-changed",
            message=(
                f"the record inside the file is not that of the edition (first at “{part[:80]}”)"
            ),
        )


def judge_graph(expected: bytes, evidence: Evidence) -> Iterator[Finding]:
    """Findings on every value of the record, against the record that the edition has.

    Only its moment may be another, and the theme: `build --theme` sets the same edition in any.

    Of a record of another form what it holds is compared, not what it lacks.
    """
    if evidence.record is None or evidence.record == expected:
        return
    try:
        graph = record.read_graph(evidence.record, evidence.path)
        found = {str(node.get("@id")): node for node in graph}
    except EvidenceError:
        return  # told by judge_record
    wanted = {str(node.get("@id")): node for node in record.read_graph(expected, evidence.path)}
    for ident in (*wanted, *(found.keys() - wanted.keys())):
        one, other = wanted.get(ident, {}), found.get(ident, {})
        for key in sorted(one.keys() | other.keys() if is_today(graph) else other.keys() - {KEY}):
            if one.get(key) != other.get(key) and not (
                key in _OF_A_BUILD and one.get("@type") == "Collection"
            ):
                title = one.get("headline") or one.get("name") or ident
                yield Finding(
                    code="record-changed",
                    message=(
                        f"the record’s {key} of “{short(str(title))}” is"
                        f" “{short(str(other.get(key)))}”, not “{short(str(one.get(key)))}”"
                    ),
                )


def without_words(ledger: Ledger) -> Ledger:
    """The ledger with runs by length and digest alone."""
    return replace(
        ledger,
        accounts=tuple(
            replace(account, runs=tuple(replace(run, text="") for run in account.runs))
            for account in ledger.accounts
        ),
    )
