"""Conditions against facts: each thing a licence or permission asks for ends in exactly one state.

In: an edition and the day.  Out: Assessments.  What can be seen in the edition is proved by the
build, which verifies it in the finished file; what only its maker knows must be declared.  It never
says "lawful".
"""

import datetime
from collections.abc import Iterator
from dataclasses import replace

from publisher.model.article import Article
from publisher.model.edition import Edition, with_picture_policy
from publisher.model.rights import Basis, Condition, ConditionId, NoticeKind, Permission, Whose
from publisher.rights.conditions import Assessment, Case, State, judged
from publisher.rights.licences import by_address, by_id, known, name_of
from publisher.rights.permissions import asked, kinds, waived
from publisher.rights.pictures import cover_questions, folded, picture_questions
from publisher.rights.reliance import statement, verdict
from publisher.rights.remedies import with_keys
from publisher.rights.signal_conflicts import conflicts_in
from publisher.text import squeeze

__all__ = ["Assessment", "State", "assess"]

ALL_RIGHTS_RESERVED = "LicenseRef-all-rights-reserved"


def assess(
    edition: Edition, on: datetime.date, *, takes_keys: bool = True
) -> tuple[Assessment, ...]:
    """Every condition of every article with its state on that day, then what the whole asks.

    In the order of the edition.

    takes_keys   whether an article on its own is a file in which keys may stand.
    """
    edition = with_picture_policy(edition)
    found = (
        *(each for article in edition.articles for each in _article(article, edition, on)),
        *_whole(edition),
    )
    single = edition.single
    return tuple(with_keys(each, single=single, takes_keys=takes_keys) for each in found)


def _article(article: Article, edition: Edition, on: datetime.date) -> Iterator[Assessment]:
    yield from _basis(article)
    # a licence binds those who receive it, not the one who grants it
    if article.rights.basis is not Basis.OWN_WORK:
        yield from _conditions(article, edition, on)
    yield from _elsewhere(article, edition)
    yield from _doubtful(article)
    for open_one in picture_questions(article):
        yield Assessment(
            article=article.title,
            condition=open_one.condition,
            state=State.NEEDED,
            sentence=open_one.sentence,
            remedy=open_one.remedy,
            words=open_one.words,
        )


def _conditions(article: Article, edition: Edition, on: datetime.date) -> Iterator[Assessment]:
    """What each permission asks, then what the licence asks.

    What is asked twice is judged once, as the permission asks it.
    """
    lifted = {
        ask: permission for permission in article.rights.permissions for ask in waived(permission)
    }
    not_relied_on = article.rights.basis in {Basis.PUBLIC_DOMAIN, Basis.EXCEPTION}
    seen: set[tuple[ConditionId, tuple[str, ...], str]] = set()
    for condition, permission in _asked(article):
        key = (condition.id, condition.forms, condition.wording)
        if key in seen:
            continue
        seen.add(key)
        by = (
            permission.granted_by
            if permission
            else name_of(article.rights.licence)
            if article.rights.licence
            else ""
        )
        case = Case(
            article=article,
            edition=edition,
            condition=condition,
            permission=permission,
            asked_by=by,
            on=on,
        )
        if not_relied_on:
            yield case.says(
                State.NOT_APPLICABLE,
                f"the edition relies on {_BASES[article.rights.basis]}, not on these terms",
            )
        elif permission is None and condition.id in lifted:
            yield case.says(
                State.NOT_APPLICABLE,
                f"lifted for this use by the permission of {lifted[condition.id].granted_by}",
            )
        else:
            yield judged(case)


def _asked(article: Article) -> Iterator[tuple[Condition, Permission | None]]:
    for permission in article.rights.permissions:
        conditions = asked(permission)
        if permission.expires_on or permission.granted_on:
            yield Condition(id=ConditionId.EXPIRES, words=permission.text), permission
        if permission.audience and not any(
            each.id is ConditionId.COMMUNITY_SITES_ONLY for each in conditions
        ):
            yield (
                Condition(
                    id=ConditionId.COMMUNITY_SITES_ONLY,
                    words=permission.text,
                    forms=permission.audience,
                ),
                permission,
            )
        for condition in conditions:
            if condition.id is not ConditionId.EXPIRES:
                yield condition, permission
    if article.rights.licence and (licence := known(article.rights.licence)):
        answered = (
            licence.id == ALL_RIGHTS_RESERVED
            and article.rights.basis is Basis.PERMISSION
            and article.rights.permissions
        )
        for ask in () if answered else licence.asks:
            yield Condition(id=ask, words=licence.name), None


_BASES = {
    Basis.LICENCE: "a licence",
    Basis.PERMISSION: "a permission",
    Basis.PUBLIC_DOMAIN: "the public domain",
    Basis.EXCEPTION: "an exception of the law",
    Basis.OWN_WORK: "being its maker's own work",
}


def _basis(article: Article) -> Iterator[Assessment]:
    """What the edition relies on at all: exactly one state, and what contradicts it."""
    rights = article.rights

    def says(
        sentence: str, remedy: str = "", *, condition: str = "basis", state: State = State.NEEDED
    ) -> Assessment:
        return Assessment(
            article=article.title,
            condition=condition,
            state=state,
            sentence=sentence,
            remedy=remedy,
        )

    terms = known(rights.licence) if rights.licence else None
    licence = terms.name if terms and terms.id != ALL_RIGHTS_RESERVED else ""
    stated = f"; its source states the licence {licence}" if licence else ""
    offered = "licence to rely on that one, or " if licence else "licence, "
    match rights.basis:
        case Basis.UNKNOWN:
            yield says(
                f"nobody has said yet on what this edition relies to publish the article{stated}",
                f"write {{rights.basis}}: {offered}permission, public-domain, exception or"
                " own-work",
            )
        case Basis.PERMISSION if not rights.permissions:
            yield says(
                "it relies on a permission, and none is written down",
                "write it under {rights.permissions}",
            )
        case Basis.EXCEPTION if not rights.exception:
            yield says(
                "it relies on an exception of the law, and does not say which",
                "name it in {rights.exception}",
            )
        case Basis.LICENCE if not rights.licence:
            yield says(
                "it relies on a licence, and names none",
                "write {rights.licence} with its id or address",
            )
        case basis:
            yield says(
                f"its maker declares that it relies on {_BASES[basis]}", state=State.DECLARED
            )
    if rights.licence:
        if not known(rights.licence):
            yield says(
                f"the licence '{rights.licence.name or rights.licence.id or rights.licence.url}' is"
                " not one whose terms are known here",
                "read it, and write what it asks under {rights.permissions}, or name its exact"
                " variant",
                condition="licence-unknown",
            )
        one, other = by_id(rights.licence.id), by_address(rights.licence.url)
        if one and other and one.url != other.url:
            yield says(
                f"the licence's id says {one.name}, its address {other.name}",
                "keep the one that the source states",
                condition="licence-contradicts",
            )
    for permission in rights.permissions:
        if permission.kind and permission.kind not in kinds():
            yield says(
                f"'{permission.kind}' is not a kind of permission that is known here",
                f"use one of {', '.join(sorted(kinds()))}",
                condition="permission-kind",
            )


def _elsewhere(article: Article, edition: Edition) -> Iterator[Assessment]:
    """What was given to somebody else or claimed by somebody else: nothing to rely on."""
    rights = article.rights
    relied = rights.basis in {Basis.LICENCE, Basis.PUBLIC_DOMAIN} or (
        rights.basis is Basis.PERMISSION and bool(rights.permissions)
    )

    def says(condition: str, sentence: str, remedy: str, words: str) -> Assessment:
        state = State.NOT_APPLICABLE if relied else State.NEEDED
        return Assessment(
            article=article.title,
            condition=condition,
            state=state,
            words=words,
            remedy="" if relied else remedy,
            sentence=(
                f"{sentence}; the edition relies on {_BASES[rights.basis]}" if relied else sentence
            ),
        )

    for notice in rights.notices:
        if {NoticeKind.REPUBLISHED_WITH_PERMISSION, NoticeKind.REPUBLISHED_COURTESY} & set(
            notice.kinds
        ):
            yield says(
                "permission-elsewhere",
                "this permission was given to the site it was saved from, not to you",
                "ask the holder named there, and write the answer under {rights.permissions}",
                notice.text,
            )
        if NoticeKind.FAIR_USE in notice.kinds and notice.whose is not Whose.EDITION:
            yield says(
                "fair-use-claim",
                "the fair-use notice is the site's own claim; it grants nothing to you",
                "rely on a basis of your own; the notice itself is carried word for word",
                notice.text,
            )
    ours = {
        squeeze(name).casefold()
        for name in (edition.imprint, *(person.name for person in edition.contributors))
        if name
    }
    for permission in rights.permissions:
        if permission.granted_to and squeeze(permission.granted_to).casefold() not in ours:
            yield Assessment(
                article=article.title,
                condition="permission-to-another",
                state=State.NEEDED,
                asked_by=permission.granted_by,
                words=permission.text,
                remedy=(
                    "ask for a permission of your own, or name yourself in the edition's imprint or"
                    " contributors"
                ),
                sentence=(
                    f"the permission was given to {permission.granted_to}, whom the edition does"
                    " not name as its maker"
                ),
            )


def _doubtful(article: Article) -> Iterator[Assessment]:
    """What a source says of its use in two ways, which only a person can decide between."""
    decided = article.rights.basis in {Basis.PERMISSION, Basis.OWN_WORK}
    for conflict in conflicts_in(article.rights):
        yield Assessment(
            article=article.title,
            condition="signals-conflict",
            state=State.NOT_APPLICABLE if decided else State.NEEDED,
            words=conflict.words,
            sentence=(
                f"doubtful: the source says two things of {conflict.about}"
                + (f"; the edition relies on {_BASES[article.rights.basis]}" if decided else "")
            ),
            remedy=(
                "" if decided else "ask the holder which of them is meant; both are in the record"
            ),
        )


def _makers(edition: Edition) -> frozenset[str]:
    """The names of those who make the edition; of an imprint also without its place."""
    imprint = edition.imprint
    people = (person.name for person in edition.contributors)
    names = (imprint, imprint.partition(",")[0], edition.rights.holder, *people)
    return frozenset(folded(name) for name in names if name)


def _whole(edition: Edition) -> Iterator[Assessment]:
    """What the edition as a whole is asked.

    That terms stay apart, and that its own statement passes no verdict.
    """
    terms = {
        name_of(article.rights.licence) if article.rights.licence else ""
        for article in edition.articles
    }
    if len(edition.articles) > 1 and len(terms) > 1:
        named = ", ".join(sorted(term or "terms of its own" for term in terms))
        yield Assessment(
            article=edition.title,
            condition="separate-terms",
            state=State.PROVED,
            evidence=("fact-missing", "notice-missing"),
            sentence=f"each article keeps its own terms, printed beside it: {named}",
        )
    asked = (
        cover_questions(edition.cover, edition.rights, _makers(edition)) if edition.cover else ()
    )
    for open_one in asked:
        yield Assessment(
            article=edition.title,
            condition=open_one.condition,
            state=State.NEEDED,
            sentence=open_one.sentence,
            remedy=open_one.remedy,
        )
    if not (words := statement(edition)):
        return
    row = Assessment(
        article=edition.title,
        condition="reliance",
        state=State.DECLARED,
        words=words,
        sentence="the maker's own statement names what is relied on, and for what",
    )
    if found := verdict(words):
        yield replace(
            row,
            state=State.VIOLATED,
            sentence=f"the statement of reliance passes a verdict (“{found}”)",
            remedy=(
                "say what you rely on and for what purpose; whether it holds is not the edition's"
                " to say"
            ),
        )
    elif not any(article.rights.basis is Basis.EXCEPTION for article in edition.articles):
        yield replace(
            row,
            state=State.NEEDED,
            sentence=(
                "the edition states that it relies on an exception, and no article has that basis"
            ),
            remedy="write {rights.basis}: exception where you rely on it, or take {reliance} out",
        )
    else:
        yield row
