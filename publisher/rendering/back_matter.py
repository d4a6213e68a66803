"""The pages of the edition itself: sources, with what all articles share, and the colophon."""

import datetime
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TypeVar

from publisher.model.article import Article, Contributor, Relation
from publisher.model.direction import direction_of
from publisher.model.edition import Edition, clock
from publisher.model.rights import Licence, Rights
from publisher.phrases import Phrases
from publisher.rendering.block_ids import turn_left_to_right
from publisher.rendering.book import ON_PAPER, Chapter, Composition, Stop
from publisher.rendering.credit import (
    Notices,
    credited,
    licence_link,
    picture_credit,
    say_licence,
    say_rights,
    say_source,
    say_terms,
)
from publisher.rendering.sentences import Fact, fill_frame, in_row, listed, say_frame
from publisher.rendering.xhtml import Element, element, say, speak, text_of
from publisher.rights.licences import address_of, name_of
from publisher.rights.record import NAME

SOURCES = "sources"
COLOPHON = "colophon"
_SHARE = 2 / 3  # of the articles that have a fact: then it is said for all

Shared = TypeVar("Shared")


def sources_page(
    edition: Edition, given: Composition, names: Mapping[str, str], phrases: Phrases
) -> Chapter:
    """What the articles share, then for each what is different; the colophon below.

    names   of the articles' chapters, by the accounts of the ledger.
    """
    page = element(
        "section", class_="sources", epub_type="copyright-page", aria_labelledby="sources-h"
    )
    _speak_ours(page, edition, phrases)
    element("h1", parent=page, id="sources-h", text=phrases.sources)
    common = _Common(edition)
    if facts := common.facts(phrases):
        lead = element("p", parent=page, class_="lead")
        say_frame(lead, phrases.shared, facts=in_row(facts, phrases.fold))
    told: set[str] = {address_of(common.licence)} if common.licence else set()
    for article, account in zip(edition.articles, given.ledger.accounts, strict=True):
        line = element("p", parent=page, class_="source")
        _entry(line, article, names[account.id], common, phrases, told)
    page.append(colophon(edition, given, phrases))
    if page.get("dir") == "rtl":
        turn_left_to_right(page)
    return Chapter(
        name=SOURCES,
        title=phrases.sources,
        role="sources",
        markup=text_of(page),
        language=phrases.language,
        stops=(Stop(title=phrases.sources, id="sources-h"),),
    )


def _speak_ours(section: Element, edition: Edition, phrases: Phrases) -> None:
    """Mark a section as of our language; a reader may turn every page of a book that runs left."""
    turned = edition.reading_direction == "rtl"
    speak(section, phrases.language, direction_of(phrases.language) if turned else "")


class _Common:
    """What at least two of three articles have in common: said once, and not at each of them."""

    def __init__(self, edition: Edition) -> None:
        articles = edition.articles
        self.people = _shared(articles, _people)
        self.first = _shared(articles, _first)
        self.copyright = _shared(articles, lambda article: article.rights.copyright_line)
        self.licence = _shared(articles, lambda article: article.rights.licence)

    def facts(self, phrases: Phrases) -> list[Fact]:
        """The facts that are shared, each as a clause."""
        found: list[Fact] = []
        if self.people:
            people = listed([credited(person, phrases) for person in self.people], phrases)
            found.append(_clause(phrases.shared_by, people=people))
        if self.first:
            where, day = self.first
            date = phrases.date(day) if day else ""
            found.append(_clause(phrases.shared_first, where=where, date=date))
        if self.copyright:
            found.append(said(self.copyright))
        if self.licence:
            url = address_of(self.licence)
            link = licence_link(url) if url else ""
            name = name_of(self.licence)
            found.append(_clause(phrases.shared_licence, name=name, address=link))
        return found


def said(words: str) -> Fact:
    """Words of others in the midst of ours, which may run another way."""

    def write(place: Element) -> None:
        element("span", parent=place, class_="said", text=words)

    return write


def _clause(frame: str, **facts: Fact) -> Fact:
    return lambda place: fill_frame(place, frame, **facts)


def _shared(articles: Iterable[Article], of: Callable[[Article], Shared]) -> Shared | None:
    """The fact that at least two of three articles have; None where there is none."""
    found = [of(article) for article in articles]
    (most, count), *_ = Counter(found).most_common(1)
    return most if most and count >= 2 and count >= _SHARE * len(found) else None


def _people(article: Article) -> tuple[Contributor, ...]:
    """Those who are credited, as a line of credit names them."""
    return tuple(replace(person, bio="", sort_as="") for person in article.contributors)


def _first(article: Article) -> tuple[str, datetime.date | None] | None:
    """Where and when it was first published, as far as that is all there is to say of it."""
    firsts = [
        source for source in article.sources if source.relation is Relation.ORIGINALLY_PUBLISHED
    ]
    known = [source.name or source.site for source in firsts]
    return (known[0], firsts[0].date) if len(firsts) == 1 and known[0] else None


def _entry(
    line: Element,
    article: Article,
    name: str,
    common: _Common,
    phrases: Phrases,
    told: set[str],
) -> None:
    """An article by its title, and what is not shared; the address of a licence the first time."""

    def title(place: Element) -> None:
        link = element("a", parent=place, href=f"{name}.xhtml#{name}-title", text=article.title)
        if article.language != phrases.language:
            speak(link, article.language, article.direction)

    is_shared = _people(article) == common.people
    persons = [credited(person, phrases) for person in article.contributors]
    people = "" if is_shared else listed(persons, phrases)
    fill_frame(line, phrases.title_by, title=title, people=people)
    for source in article.sources:
        is_first = source.relation is Relation.ORIGINALLY_PUBLISHED
        if not (is_first and common.first and _first(article) == common.first):
            say_source(line, source, article, phrases)
    rights = article.rights
    if rights.copyright_line and rights.copyright_line != common.copyright:
        say_frame(line, "{line}.", line=said(rights.copyright_line))
    if rights.licence and rights.licence != common.licence:
        _say_licence_once(line, rights.licence, phrases, told)


def _say_licence_once(line: Element, licence: Licence, phrases: Phrases, told: set[str]) -> None:
    url = address_of(licence)
    say_licence(line, licence, phrases, whole=url not in told)
    told.add(url)


# --- the colophon


def colophon(edition: Edition, given: Composition, phrases: Phrases) -> Element:
    """How the edition was made, that the words are unchanged, and its own rights."""
    section = element(
        "section",
        id=COLOPHON,
        class_="colophon",
        epub_type="colophon",
        role="doc-colophon",
        aria_label=phrases.colophon,
    )
    _speak_ours(section, edition, phrases)
    languages = {owed.text: phrases.language for owed in given.ledger.own}
    notices = Notices(given.ledger.own, COLOPHON, phrases.language, languages)
    _own_facts(section, edition, notices, phrases)
    made = element("p", parent=section, class_="made")
    day = _made_on(edition, given)
    say_frame(made, phrases.made, date=phrases.date(day) if day else "", version=given.version)
    paper = element("span", parent=made, class_=ON_PAPER)
    say(paper, " ")
    fonts = ", ".join(given.theme.families)
    fill_frame(paper, phrases.set_in, theme=given.theme.title, fonts=fonts)
    if edition.is_personal:
        say_frame(made, phrases.personal)
    say_frame(made, phrases.unchanged)
    say_frame(made, phrases.record, name=NAME)
    say(made, f" {edition.urn}")
    return section


def _made_on(edition: Edition, given: Composition) -> datetime.date | None:
    """The day on which the edition was made, if somebody said it.

    A file must bear some moment, and has the newest of its articles where nobody gave one; a page
    that said the edition was made on that day would say what nobody knows.
    """
    moment = datetime.datetime.fromisoformat(given.moment)
    of_articles = clock(replace(edition, modified=None)).replace(microsecond=0)
    return None if moment == of_articles else moment.date()


def _own_facts(section: Element, edition: Edition, notices: Notices, phrases: Phrases) -> None:
    """What is known of the edition itself: of one without a title page all of it."""
    line = element("p", class_="edition")
    if edition.single:
        _said_on_a_title_page(line, edition)
    if edition.series and edition.series.identifier:
        say_frame(line, "{identifier}.", identifier=_labelled(edition.series.identifier))
    _say_people(line, edition, phrases)
    if edition.published and not _is_its_article_s(edition):
        say_frame(line, phrases.published, date=phrases.date(edition.published))
    if edition.rights != Rights():
        say_frame(line, phrases.edition)
        say_rights(line, edition.rights, notices, phrases)
        say_terms(line, edition.rights, phrases, own=True)
    if cover := edition.cover:
        credit = picture_credit(cover, notices, phrases) if _is_credited(edition) else ""
        say_frame(line, f"[{phrases.cover_by}]", credits=credit)
    if len(line) or line.text:
        section.append(line)
    for permission in edition.rights.permissions:
        element("p", parent=section, class_="permission-words", text=permission.text)
    for owed in notices.rest():
        if owed.field == "reliance":
            # the maker's own words, visibly: no source says them, and nobody concludes anything
            element("p", parent=section, class_="label ours", text=phrases.reliance)
        notices.block(section, owed)


def _is_its_article_s(edition: Edition) -> bool:
    """Whether its day is that of its only article, whose credit block has said it already."""
    return edition.single and edition.published == edition.articles[0].published


def _is_credited(edition: Edition) -> bool:
    cover = edition.cover
    return bool(cover and (cover.credit or cover.holder or cover.licence or cover.url))


def _said_on_a_title_page(line: Element, edition: Edition) -> None:
    """Title, series, description and imprint of an edition that has no title page."""
    only = edition.articles[0]
    title = edition.title if edition.title != only.title else ""
    for words in (
        ": ".join(filter(None, (title, edition.subtitle))),
        ", ".join(edition.series.words) if edition.series else "",
        edition.description,
        edition.imprint,
    ):
        say_frame(line, "[{words}.]", words=words)


def _say_people(line: Element, edition: Edition, phrases: Phrases) -> None:
    """Who made the edition; where a title page names them, only what it does not say."""
    for person in edition.contributors:
        if not (edition.single or person.url or person.institution or person.bio):
            continue
        say_frame(line, "{person}.", person=credited(person, phrases))
        say_frame(line, "[{bio}]", bio=person.bio)


def _labelled(identifier: str) -> str:
    """An identifier of a series as it is written: an ISSN with that label (ISO 3297, section 5)."""
    return f"ISSN {identifier}" if re.fullmatch(r"\d{4}-\d{3}[\dXx]", identifier) else identifier
