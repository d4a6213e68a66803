"""The pages of the edition itself.

"Sources and permissions" for every article, and the colophon.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from publisher.model.article import (
    Article,
    Asset,
    Contributor,
    LeftOut,
    LeftOutBecause,
    Relation,
    Source,
)
from publisher.model.edition import EPOCH, Edition
from publisher.model.rights import Basis, Licence, NoticeKind, Permission, Rights
from publisher.phrases import Phrases
from publisher.rendering.book import Chapter, Composition, Stop
from publisher.rendering.xhtml import Element, address, element, say, speak, text_of
from publisher.rights.facts import article_facts
from publisher.rights.licences import address_of, name_of
from publisher.rights.notices import Account, Ledger, Owed
from publisher.rights.record import NAME

SOURCES = "sources"
NO_DATE = EPOCH.strftime("%Y-%m-%dT%H:%M:%SZ")
COLOPHON = "colophon"
_SHORT = 400  # characters: a line of the site itself is seldom longer; more is page furniture
_LABEL = 30  # characters in the column of labels on an A5 page
# not printed line by line
_COUNTED = {
    LeftOutBecause.FURNITURE,
    LeftOutBecause.METADATA,
    LeftOutBecause.PRIVATE,
    LeftOutBecause.UNREADABLE,
}


def sources_page(
    edition: Edition, ledger: Ledger, names: Mapping[str, str], phrases: Phrases
) -> Chapter:
    """Each article with its people, chain of publication, rights, and what was left out of its capture."""
    page = element(
        "section", class_="sources", epub_type="copyright-page", aria_labelledby="sources-h"
    )
    # a reader may turn every page of such a book
    speak(page, phrases.language, "ltr" if edition.reading_direction == "rtl" else "")
    element("h1", parent=page, id="sources-h", text=phrases.sources)
    element("p", parent=page, class_="ours lead", text=phrases.sources_note)
    for article, account in zip(edition.articles, ledger.accounts, strict=True):
        _article(page, article, account, names[account.id], phrases)
    if (cover := edition.cover) and (cover.credit or cover.holder or cover.licence or cover.url):
        _cover(page, cover, ledger, phrases)
    for owed in ledger.own:
        # the maker's own words, visibly: no source says them, and nobody concludes anything
        if owed.field == "reliance":
            element("h2", parent=page, text=phrases.reliance)
            _own_notice(page, SOURCES, owed, "ours")
    return Chapter(
        name=SOURCES,
        title=phrases.sources,
        role="sources",
        markup=text_of(page),
        language=phrases.language,
        stops=(Stop(title=phrases.sources, id="sources-h"),),
    )


def _cover(page: Element, cover: Asset, ledger: Ledger, phrases: Phrases) -> None:
    """Whose the maker's own cover is, on what terms, where it is from."""
    entry = element(
        "section", parent=page, class_="source", id=f"{SOURCES}-cover", epub_type="other-credits"
    )
    element("h2", parent=entry, text=phrases.cover)
    for owed in ledger.own:
        if owed.field == "cover.credit":
            _own_notice(entry, SOURCES, owed)
    if cover.holder or cover.licence or cover.url:
        facts = element("dl", parent=entry, class_="facts")
        _fact(facts, phrases.own_holder, cover.holder)
        if cover.licence:
            spell_licence(_row(facts, phrases.licence), cover.licence)
        if cover.url:
            address(_row(facts, phrases.address), cover.url)


def _article(
    page: Element, article: Article, account: Account, name: str, phrases: Phrases
) -> None:
    entry = element(
        "section",
        parent=page,
        class_="source",
        id=f"sources-{account.id}",
        epub_type="other-credits",
    )
    title = element("h2", parent=entry)
    speak(title, article.language, article.direction)
    element("a", parent=title, href=f"{name}.xhtml#{name}-title", text=article.title)
    facts = element("dl", parent=entry, class_="facts")
    _people(facts, article.contributors, phrases)
    _day(facts, phrases.published, article.published)
    _day(facts, phrases.updated, article.updated)
    for source in article.sources:
        _source(facts, source, phrases)
    _fact(facts, phrases.changes, phrases.fold.join(article_facts(article).get("change", ())))
    _rights(facts, article.rights, phrases)
    for asset in article.assets:
        if asset.credit or asset.licence or asset.holder or asset.url:
            _picture(_row(facts, phrases.pictures), asset, phrases)
    if owed := [notice for notice in account.notices if NoticeKind.AUTHOR_BIO not in notice.kinds]:
        place = _row(facts, phrases.notices)
        words = phrases.notice_at if len(owed) == 1 else phrases.notices_at.format(count=len(owed))
        element("a", parent=place, href=f"{name}.xhtml#{name}-credit", text=words)
    _left_out(entry, article.left_out, phrases)


def _people(facts: Element, people: Iterable[Contributor], phrases: Phrases) -> None:
    """Each who is credited: name, what they did, where they belong, their page."""
    place = None
    for person in people:
        if place is None:
            place = _row(facts, phrases.people)
        else:
            say(place, phrases.fold)
        say(
            place,
            f"{person.name}"
            f" ({', '.join(filter(None, (phrases.roles[person.role], person.institution)))})",
        )
        if person.url:
            say(place, " ")
            address(place, person.url)


def _picture(place: Element, asset: Asset, phrases: Phrases) -> None:
    """Whose a picture is, on what terms, and where it is from."""
    left_out = phrases.picture_left_out if asset.withheld else ""
    say(
        place,
        phrases.fold.join(
            part for part in (asset.credit or asset.file, asset.holder, left_out) if part
        ),
    )
    if asset.licence:
        say(place, phrases.fold if place.text else "")
        spell_licence(place, asset.licence)
    if asset.url:
        say(place, phrases.fold if place.text else "")
        address(place, asset.url)


def _source(facts: Element, source: Source, phrases: Phrases) -> None:
    place = _row(facts, phrases.relations[source.relation])
    named = [
        source.name,
        source.site if source.site != source.name else "",
        source.title,
        source.date.isoformat() if source.date else "",
        (
            phrases.captured.format(moment=source.captured_at.isoformat())
            if source.captured_at
            else ""
        ),
    ]
    say(place, phrases.fold.join(part for part in named if part))
    for url in (source.url, source.archive_url):
        if url:
            say(place, phrases.fold if place.text else "")
            address(place, url, **(_robust(source) if url == source.url else {}))
    if not source.url and source.relation is Relation.CAPTURED_FROM:
        say(place, f" ({phrases.no_address})")


def _robust(source: Source) -> dict[str, str]:
    """The copy in an archive and its day beside the address itself, for programs that follow a dead link there (Robust Links)."""
    moment = source.captured_at.date().isoformat() if source.captured_at else ""
    return (
        {"data_versionurl": source.archive_url, "data_versiondate": moment}
        if source.archive_url
        else {}
    )


def _rights(facts: Element, rights: Rights, phrases: Phrases, *, own: bool = False) -> None:
    """What is known of rights; own: the edition's.

    Of these, and of its maker's own article, no source speaks.
    """
    own = own or rights.basis is Basis.OWN_WORK
    _fact(facts, phrases.own_holder if own else phrases.holder, rights.holder)
    _fact(facts, phrases.copyright, rights.copyright_line)
    if rights.licence:
        spell_licence(_row(facts, phrases.licence), rights.licence)
    for permission in rights.permissions:
        _permission(facts, permission, phrases)
    _fact(facts, phrases.basis, phrases.bases[rights.basis])
    _fact(facts, phrases.exception, rights.exception)
    _fact(facts, phrases.credit_line, rights.credit)
    terms, more = (phrases.own_terms, phrases.own_more) if own else (phrases.terms, phrases.more)
    if rights.tdm_reservation is not None:
        _fact(facts, phrases.mining, phrases.reserved[rights.tdm_reservation])
    for label, url in (
        (terms, rights.terms_url),
        (more, rights.permission_url),
        (phrases.status, rights.status_url),
        (phrases.tdm, rights.tdm_policy),
    ):
        if url:
            address(_row(facts, label), url)


def _permission(facts: Element, permission: Permission, phrases: Phrases) -> None:
    place = _row(
        facts,
        (
            phrases.permission_by.format(name=permission.granted_by)
            if permission.granted_by
            else phrases.permission
        ),
    )
    if permission.text:
        element("q", parent=place, text=permission.text)
    days = " – ".join(
        day.isoformat() if day else "" for day in (permission.granted_on, permission.expires_on)
    )
    if permission.granted_on or permission.expires_on:
        say(place, f" ({days.strip(' –')})")
    if asked := [
        (
            " ".join((condition.id, f"({', '.join(condition.forms)})"))
            if condition.forms
            else condition.id
        )
        for condition in permission.conditions
    ]:
        _fact(facts, phrases.conditions, ", ".join(asked))


def spell_licence(place: Element, licence: Licence) -> None:
    """Its name, the source's words for it, and its address, which print needs written out (Creative Commons, marking practice)."""
    name, url = name_of(licence), address_of(licence)
    say(place, name)
    if licence.name and licence.name != name:
        say(place, f" (“{licence.name}”)")
    if url:
        say(place, " ")
        element("a", parent=place, href=url, rel="license", class_="address", text=url)


def _left_out(entry: Element, left_out: Iterable[LeftOut], phrases: Phrases) -> None:
    """The list of what was left out, to the letter where it is the site's own voice.

    Page furniture is counted.
    """
    lines = [left for left in left_out if left.because not in _COUNTED]
    counted = [left for left in left_out if left.because in _COUNTED]
    if not lines and not counted:
        return
    element("h3", parent=entry, text=phrases.left_out)
    element("p", parent=entry, class_="ours", text=phrases.left_out_note)
    table = element("ul", parent=entry, class_="left-out")
    for left in lines:
        item = element("li", parent=table)
        reason = phrases.reasons[left.because] + (f": {left.of}" if left.of else "")
        element(
            "span",
            parent=item,
            class_="ours",
            text=f"{reason}{phrases.fold}{left.found}: " if left.found else f"{reason}: ",
        )
        say(item, _shortened(left, phrases))
    for because in dict.fromkeys(left.because for left in counted):
        group = [left for left in counted if left.because is because]
        words = sum(len(left.text.split()) for left in group)
        element(
            "li",
            parent=table,
            class_="ours",
            text=phrases.left_out_more.format(
                words=words, lines=len(group), reason=phrases.reasons[because]
            ),
        )


def _shortened(left: LeftOut, phrases: Phrases) -> str:
    """Repetitions by their first words, since the whole stands elsewhere.

    Other lines whole unless very long.
    """
    limit = 60 if left.because is LeftOutBecause.REPETITION else _SHORT
    if len(left.text) <= limit:
        return left.text
    return (
        f"{left.text[:limit].rsplit(' ', 1)[0]}"
        f" {phrases.left_out_long.format(words=len(left.text.split()))}"
    )


def colophon(edition: Edition, given: Composition, phrases: Phrases) -> Chapter:
    """How the edition was made, and what was done to the texts."""
    page = element(
        "section",
        class_="colophon",
        epub_type="colophon",
        role="doc-colophon",
        aria_labelledby="colophon-h",
    )
    # a reader may turn every page of such a book
    speak(page, phrases.language, "ltr" if edition.reading_direction == "rtl" else "")
    element("h1", parent=page, id="colophon-h", text=phrases.colophon)
    element(
        "p", parent=page, text=phrases.made.format(version=given.version, theme=given.theme.title)
    )
    element("p", parent=page, text=phrases.set_in.format(fonts=", ".join(given.theme.families)))
    element("p", parent=page, text=phrases.text_unchanged)
    if edition.is_personal:
        element("p", parent=page, text=phrases.personal)
    counts = Counter(left.because for article in edition.articles for left in article.left_out)
    if counts:
        listed = ", ".join(
            f"{phrases.reasons[because]} ({count})" for because, count in sorted(counts.items())
        )
        element(
            "p",
            parent=page,
            text=phrases.left_out_count.format(counts=listed, page=phrases.sources),
        )
    element("p", parent=page, text=phrases.record.format(name=NAME))
    facts = element("dl", parent=page, class_="facts")
    if edition.single:  # it has no title page
        _fact(facts, phrases.title, ": ".join(filter(None, (edition.title, edition.subtitle))))
        _fact(facts, phrases.description, edition.description)
        _fact(facts, phrases.imprint, edition.imprint)
    if edition.series and (edition.single or edition.series.identifier):
        _fact(
            facts,
            phrases.series,
            phrases.fold.join(
                filter(None, (*edition.series.words, _labelled(edition.series.identifier)))
            ),
        )
    _people(facts, edition.contributors, phrases)
    for person in edition.contributors:
        _fact(facts, person.name, person.bio)
    _fact(facts, phrases.identifier, edition.urn)
    _fact(facts, phrases.published, edition.published.isoformat() if edition.published else "")
    if edition.rights != Rights():
        element("h2", parent=page, text=phrases.edition_rights)
        _rights(element("dl", parent=page, class_="facts"), edition.rights, phrases, own=True)
    for owed in given.ledger.own:
        if owed.field.startswith("rights.notices"):  # what else it owes stands among its facts
            _own_notice(page, COLOPHON, owed)
    # a file must bear some moment; a page need not print one that nobody knows
    if given.moment != NO_DATE:
        element("p", parent=page, class_="moment", text=phrases.moment.format(moment=given.moment))
    return Chapter(
        name=COLOPHON,
        title=phrases.colophon,
        role="colophon",
        markup=text_of(page),
        language=phrases.language,
        stops=(Stop(title=phrases.colophon, id="colophon-h"),),
    )


def _own_notice(page: Element, name: str, owed: Owed, *classes: str) -> None:
    """Words that the edition owes for itself."""
    box = element(
        "section",
        parent=page,
        id=f"{name}-notice-{owed.id}",
        class_=" ".join(("notice", *classes, *(f"notice-{kind}" for kind in owed.kinds))),
    )
    element("p", parent=box, text=owed.text)


def _fact(facts: Element, label: str, value: str) -> None:
    if value:
        say(_row(facts, label), value)


def _day(facts: Element, label: str, day: date | None) -> None:
    if day:
        element("time", parent=_row(facts, label), datetime=day.isoformat(), text=day.isoformat())


def _row(facts: Element, label: str) -> Element:
    """A label and the place of its value.

    A long label is marked, since a narrow column cannot hold it in one line.
    """
    element("dt", parent=facts, class_="ours long" if len(label) > _LABEL else "ours", text=label)
    return element("dd", parent=facts)


def _labelled(identifier: str) -> str:
    """An identifier of a series as it is written: an ISSN with that label (ISO 3297, section 5)."""
    return f"ISSN {identifier}" if re.fullmatch(r"\d{4}-\d{3}[\dXx]", identifier) else identifier
