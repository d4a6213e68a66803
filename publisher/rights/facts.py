"""What is known of an edition, an article and its parts, by names of our own.

Each fact with its values, to the letter.

fact_map.py says where each fact stands in a finished file; a fact that is not known is not in the
mapping.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial

from publisher.model.article import (
    Article,
    Asset,
    Change,
    Contributor,
    Modification,
    Relation,
    Source,
)
from publisher.model.edition import Edition
from publisher.model.rights import Basis, Licence, Notice, NoticeKind, Permission, Rights, Whose
from publisher.phrases import Phrases, filled
from publisher.rights.licences import address_of, name_of
from publisher.rights.reliance import statement

Facts = dict[str, tuple[str, ...]]

# Kinds of notices that say on what terms a text may be used, or who answers for it.
TERMS = frozenset(
    {
        NoticeKind.COPYRIGHT_LINE,
        NoticeKind.ALL_RIGHTS_RESERVED,
        NoticeKind.REPRODUCTION_FORBIDDEN,
        NoticeKind.CC_LICENCE,
        NoticeKind.PUBLIC_DOMAIN,
        NoticeKind.VERBATIM_COPYING,
        NoticeKind.PERMISSION,
        NoticeKind.PERMISSION_REQUIRED,
        NoticeKind.REUSE_CONDITION,
        NoticeKind.FAIR_USE,
        NoticeKind.DISCLAIMER,
        NoticeKind.VIEWS_DISCLAIMER,
        NoticeKind.REPUBLISHED_WITH_PERMISSION,
        NoticeKind.REPUBLISHED_COURTESY,
        NoticeKind.REPUBLISHED_CC,
        NoticeKind.AGENCY_CREDIT,
    }
)
_UNNAMED = "The source"  # who speaks, in a record, where the capture names nobody
# Who answers for what a text says: of its rights only where nothing else speaks of them.
_DISCLAIMERS = {NoticeKind.DISCLAIMER, NoticeKind.VIEWS_DISCLAIMER}


def edition_facts(edition: Edition) -> Facts:
    """Facts of the edition itself, without those of its articles."""
    rights = edition.rights
    return _known(
        {
            "identifier": (edition.urn,),
            "title": (edition.title,),
            "subtitle": (edition.subtitle,),
            "description": (edition.description,),
            "language": (_language(edition.language),),
            "imprint": (edition.imprint,),
            "published": (_day(edition.published),),
            **_series(edition),
            "mining": (whole_reservation(edition)[0],),
            "mining_policy": (whole_reservation(edition)[1],),
            "statement": (statement(edition),),
            **_rights(rights),
            "basis": (rights.basis.value if rights != Rights() else "",),
            "rights": _whole_rights(edition),
            "terms": (
                *(
                    notice.text
                    for notice in rights.notices
                    if TERMS & set(notice.kinds) and notice.text != rights.copyright_line
                ),
                *(permission.text for permission in rights.permissions),
                rights.exception,
            ),
        }
    )


def _series(edition: Edition) -> Facts:
    series = edition.series
    if series is None:
        return {}
    return {
        "series": (series.title,),
        "series_position": (series.number,),
        "series_place": ("" if series.number else series.position,),
        "series_identifier": (series.identifier,),
        "volume": (series.volume,),
        "issue": (series.issue,),
    }


def whole_reservation(edition: Edition) -> tuple[str, str]:
    """(reservation, policy) for text and data mining of the whole file.

    "" where the articles say nothing, or different things that no one value can say.  A machine
    that reads a file asks it once (TDMRep 2024, "EPUB", "PDF"), and takes all of it: so "1" where
    anybody whose words are in it reserves the rights, "0" only where all articles say so.  The
    policy is that of those who reserve, if it is one.
    """
    each = [article.rights for article in edition.articles]
    reserving = [rights for rights in (*each, edition.rights) if rights.tdm_reservation]
    if not reserving and not all(rights.tdm_reservation is False for rights in each):
        return "", ""
    policies = {rights.tdm_policy for rights in reserving or each}
    return "1" if reserving else "0", policies.pop() if len(policies) == 1 else ""


def article_facts(article: Article, phrases: Phrases | None = None) -> Facts:
    """Facts of one article, without its people, sources, pictures and permissions.

    phrases   of the edition's language, for a place where people read it: changes are told by
              them, and terms have no word of ours.  None: as the record says it, in English.
    """
    told = partial(_in_words, phrases=phrases)
    terms = _terms(article.rights, speaker(article))
    return _known(
        {
            "title": (article.title,),
            "kicker": (article.kicker,),
            "subtitle": (article.subtitle,),
            "standfirst": (article.standfirst,),
            "language": (_language(article.language),),
            "keyword": article.keywords,
            "published": (_day(article.published),),
            "updated": (_day(article.updated),),
            "address": (article.address,),
            "provenance": _provenance(article, told),
            "change": tuple(dict.fromkeys(map(told, article.modifications))),
            **_rights(article.rights),
            "basis": (article.rights.basis.value,),
            "rights": _rights_words(article.rights),
            "terms": tuple(map(bare_quotation, terms)) if phrases else terms,
        }
    )


def person_facts(person: Contributor) -> Facts:
    """Facts of one who is credited; the role by its own name ("translator")."""
    return _known(
        {
            "name": (person.name,),
            "role": (person.role.value,),
            "sort_as": (person.sort_as,),
            "page": (person.url,),
            "institution": (person.institution,),
            "bio": (person.bio,),
        }
    )


def source_facts(source: Source) -> Facts:
    """Facts of one link of the chain of publication."""
    captured = source.captured_at.isoformat() if source.captured_at else ""
    return _known(
        {
            "relation": (source.relation.value,),
            "address": (source.url,),
            "name": (source.name,),
            "site": (source.site,),
            "title": (source.title,),
            "date": (_day(source.date),),
            "captured": (captured,),
            "archive": (source.archive_url,),
        }
    )


def picture_facts(asset: Asset) -> Facts:
    """Facts of one picture."""
    licence = address_of(asset.licence) if asset.licence else ""
    return _known(
        {
            "description": (asset.alt,),
            "credit": (asset.credit,),
            "holder": (asset.holder,),
            "licence": (licence,),
            "address": (asset.url,),
        }
    )


def permission_facts(permission: Permission) -> Facts:
    """Facts of one permission; where its letter is kept is nobody else's business."""
    return _known(
        {
            "grantor": (permission.granted_by,),
            "words": (permission.text,),
            "condition": tuple(f"pub:{asked.id}" for asked in permission.conditions),
            "asked_forms": tuple(form for asked in permission.conditions for form in asked.forms),
            "granted": (_day(permission.granted_on),),
            "expires": (_day(permission.expires_on),),
        }
    )


def speaker(article: Article) -> str:
    """Who speaks in the notices of a captured article: the site it was taken from.

    "" where the capture names none.
    """
    return next(
        (
            source.name or source.site
            for source in reversed(article.sources)
            if source.relation is Relation.CAPTURED_FROM and (source.name or source.site)
        ),
        "",
    )


def _rights(rights: Rights) -> Facts:
    licence = rights.licence
    reserved = "" if rights.tdm_reservation is None else str(int(rights.tdm_reservation))
    return {
        "copyright": (rights.copyright_line,),
        "holder": (rights.holder,),
        "licence": (address_of(licence) if licence else "",),
        "licence_name": (name_of(licence) if licence else "",),
        "credit": (rights.credit,),
        "terms_page": (rights.terms_url,),
        "permission_page": (rights.permission_url,),
        "status": (rights.status_url,),
        "tdm_reservation": (reserved,),
        "tdm_policy": (rights.tdm_policy,),
    }


def _rights_words(rights: Rights) -> tuple[str, ...]:
    """What is said of rights besides the copyright line, to the letter, for dc:rights.

    Most shelves and readers show no other field.  So where there is no copyright line either, a
    disclaimer is better than nothing, and then the name and address of the licence.
    """
    notices = [
        notice
        for notice in rights.notices
        if TERMS & set(notice.kinds) and notice.text != rights.copyright_line
    ]
    told = [notice.text for notice in notices if (TERMS - _DISCLAIMERS) & set(notice.kinds)]
    held = "\n".join(told)
    told += [one.text for one in rights.permissions if one.text and one.text not in held]
    if not told and not rights.copyright_line:
        told = [notice.text for notice in notices]
        told = told or [licence_words(rights.licence) if rights.licence else ""]
    return tuple(dict.fromkeys(told))


def licence_words(licence: Licence) -> str:
    """A licence as pages print it: name, the source's own words for it, address."""
    name = name_of(licence)
    own = f"(“{licence.name}”)" if licence.name and licence.name != name else ""
    return " ".join(filter(None, (name, own, address_of(licence))))


def _whole_rights(edition: Edition) -> tuple[str, ...]:
    """What dc:rights says of a whole edition besides its own copyright line.

    Its own words, and, where it has no copyright line, those of its articles: each once, and with
    the titles of those that say it where not all do.  That of a single article says what it does.
    """
    if edition.single:
        return ()
    own = _rights_words(replace(edition.rights, licence=None))
    if edition.rights.copyright_line:
        return own
    titles: dict[str, list[str]] = {}
    for article in edition.articles:
        said = (article.rights.copyright_line, *_rights_words(article.rights))
        for words in filter(None, said):
            titles.setdefault(words, []).append(article.title)
    articles = tuple(
        words if len(those) == len(edition.articles) else f"{'; '.join(those)}: {words}"
        for words, those in titles.items()
    )
    return (*own, *articles)


def _terms(rights: Rights, who: str) -> tuple[str, ...]:
    """The terms of an article, as quotations of those who set them.

    Its notices of terms, the permissions that no notice holds, and the exception relied on.
    """
    notices = [
        notice
        for notice in rights.notices
        if TERMS & set(notice.kinds) and notice.text != rights.copyright_line
    ]
    held = "\n".join(notice.text for notice in notices)
    stated = [
        signal.value
        for signal in rights.signals
        if signal.name == "conditionsOfAccess" and signal.value not in held
    ]
    granted = [
        _quoted(permission.granted_by, permission.text)
        for permission in rights.permissions
        if permission.text and permission.text not in held
    ]
    own = rights.basis is Basis.OWN_WORK and not who  # its maker speaks, and no source
    return tuple(
        dict.fromkeys(
            (
                *(_said(notice, who, own=own) for notice in notices),
                *(_quoted(who, words) for words in stated),
                *granted,
                *([rights.exception] if rights.exception else []),
            )
        )
    )


def _said(notice: Notice, who: str, *, own: bool) -> str:
    return notice.text if own or notice.whose is Whose.EDITION else _quoted(who, notice.text)


def _quoted(who: str, words: str) -> str:
    return f"{who or _UNNAMED}: “{words}”"


def bare_quotation(terms: str) -> str:
    """Terms without the words by which a record names a speaker whom nobody knows."""
    return terms.removeprefix(f"{_UNNAMED}: ")


def _provenance(article: Article, told: Callable[[Modification], str]) -> tuple[str, ...]:
    """Where the text was captured, and what was done to it since its first publication."""
    captured = (
        " ".join(
            part
            for part in (
                source.name or source.site,
                source.url,
                source.captured_at.isoformat() if source.captured_at else "",
            )
            if part
        )
        for source in article.sources
        if source.relation is Relation.CAPTURED_FROM
    )
    return tuple(dict.fromkeys(filter(None, (*captured, *map(told, article.modifications)))))


def _in_words(made: Modification, phrases: Phrases | None) -> str:
    """One change as it was declared: what, by whom, and the maker's own sentence."""
    if phrases:
        return told_change(made, phrases)
    by = f" by {made.by}" if made.by else ""
    note = f": {made.note}" if made.note else ""
    return f"{change_in_words(made.change)}{by}{note}"


def told_change(made: Modification, phrases: Phrases) -> str:
    """One change as a language tells it."""
    what = phrases.changed[made.change]
    return filled(phrases.change, what=what, name=made.by, note=made.note)


def change_in_words(change: Change) -> str:
    """One kind of change in the words of records."""
    return {
        Change.FORM_ONLY: "text unchanged, form changed",
        Change.STYLE_EDITS: "edited for style",
        Change.TITLE_CHANGED: "title changed",
        Change.EDITED: "text edited",
        Change.ABRIDGED: "text abridged",
        Change.TRANSLATED: "translated",
    }[change]


def _language(language: str) -> str:
    return "" if language == "und" else language


def _day(day: object) -> str:
    return str(day) if day else ""


def _known(facts: Facts) -> Facts:
    return {name: kept for name, values in facts.items() if (kept := _worded(values))}


def _worded(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(value for value in values if value)
