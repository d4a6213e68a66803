"""compose: an edition and its ledger → Book, the same chapters for every format.

Title page; contents; each article with head, text, notes and credit block; sources with the
colophon, which follows the credit block of an article on its own.  Every notice owed stands in
visible text inside an element of its own, id="…notice-a1-n3" class="notice …", to the letter.
"""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from publisher import __version__
from publisher.model.article import Article, Asset, Contributor, Role
from publisher.model.body import Anchor, Block, Link, inlines, marks_of, printed
from publisher.model.direction import direction_of
from publisher.model.edition import Edition, clock, with_picture_policy
from publisher.phrases import Phrases, filled, phrases_for
from publisher.pictures.picture import USUAL, PictureFile, PictureLimits
from publisher.rendering.annex import annex_of
from publisher.rendering.article_links import lead_to_copies
from publisher.rendering.back_matter import colophon, sources_page
from publisher.rendering.block_ids import turn_left_to_right
from publisher.rendering.book import Book, Chapter, Composition, Stop
from publisher.rendering.credit import credit_block
from publisher.rendering.places import host_of, printed_place
from publisher.rendering.pull_quotes import set_pulls
from publisher.rendering.sentences import Fact, fill_frame, in_row
from publisher.rendering.theme import Theme
from publisher.rendering.xhtml import (
    Element,
    Page,
    address,
    element,
    followed,
    say,
    speak,
    text_of,
    write_blocks,
    write_notes,
)
from publisher.rights import facts, notices, record
from publisher.rights.fact_map import ARTICLE
from publisher.rights.licences import address_of, name_of
from publisher.rights.notices import Account
from publisher.rights.pictures import printed_pictures
from publisher.text import slug, squeeze

_LONG = 250  # characters of a standfirst: some four lines; more are not set in the middle
RUNNING = 72  # characters that an A5 page's head holds in the themes' size
BETWEEN = " · "  # the parts of a running line


def book_of(
    edition: Edition,
    theme: Theme,
    moment: datetime.datetime | None = None,
    limits: PictureLimits = USUAL,
) -> Book:
    """The book of an edition from nothing but the edition.

    Its ledger, record and pictures are made on the way.

    moment    the one moment every file bears; None: the edition's own (model.edition.clock).
    limits    what the pictures are made fit for.
    Refuses with SourceError a picture that cannot be read.
    """
    edition = with_picture_policy(edition)
    stamp = (moment or clock(edition)).strftime("%Y-%m-%dT%H:%M:%SZ")
    ledger = notices.ledger(edition)
    return compose(
        edition,
        Composition(
            ledger=ledger,
            record=record.write(edition, ledger, stamp),
            moment=stamp,
            theme=theme,
            pictures=_pictures(edition, limits),
            version=__version__,
            cover=_cover(edition, limits),
        ),
    )


def _pictures(edition: Edition, limits: PictureLimits) -> tuple[PictureFile, ...]:
    """All pictures of the edition, made fit; Pillow is loaded only where there is one."""
    printed = [
        (f"a{number}", asset)
        for number, article in enumerate(edition.articles, 1)
        for asset in printed_pictures(article)
    ]
    if not printed:
        return ()
    from publisher.pictures.fit import fit_picture

    return tuple(
        fit_picture(asset, name, account, limits)
        for (account, asset), name in zip(printed, _names(printed), strict=True)
    )


def _cover(edition: Edition, limits: PictureLimits) -> PictureFile | None:
    """The maker's own cover, made fit."""
    if edition.cover is None or not edition.cover.data:
        return None
    from publisher.pictures.fit import fit_picture

    return fit_picture(edition.cover, "cover", "", limits)


def _names(printed: Iterable[tuple[str, Asset]]) -> Iterator[str]:
    """The stem of each picture's file, its article first.

    Ids that would share one are told apart by a number.
    """
    taken: set[str] = set()
    for account, asset in printed:
        stem = name = f"{account}-{slug(asset.id, 'picture')}"
        number = 1
        while name in taken:
            number += 1
            name = f"{stem}-{number}"
        taken.add(name)
        yield name


def compose(edition: Edition, given: Composition) -> Book:
    """The book of an edition; `given.pictures` are those that were made fit (rendering.images)."""
    return bound(
        edition,
        given,
        [
            _article_chapter(article, account, given, edition)
            for article, account in zip(edition.articles, given.ledger.accounts, strict=True)
        ],
    )


def bound(edition: Edition, given: Composition, articles: Sequence[Chapter]) -> Book:
    """The book of an edition whose articles are chapters already, in its order.

    With title page, contents, sources and colophon; of a single article with the colophon alone.
    """
    phrases = phrases_for(edition.language)
    names = {chapter.article: chapter.name for chapter in articles}
    front: list[Chapter] = []
    body = list(lead_to_copies(edition.articles, articles))
    if edition.single:
        end = text_of(colophon(edition, given, phrases))
        body[-1] = replace(body[-1], end=end)
        body += annex_of(edition, phrases)
    else:
        body.append(sources_page(edition, given, names, phrases))
        body += annex_of(edition, phrases)
        front = [_title_page(edition, phrases), _contents(edition, body, phrases)]
    return Book(
        edition=edition,
        ledger=given.ledger,
        chapters=(*front, *body),
        pictures=given.pictures,
        record=given.record,
        moment=given.moment,
        cover=given.cover,
    )


def _title_page(edition: Edition, phrases: Phrases) -> Chapter:
    page = element("section", class_="title-page", epub_type="titlepage")
    speak(page, edition.language, edition.direction)
    if edition.series:
        element("p", parent=page, class_="series", text=", ".join(edition.series.words))
    element("h1", parent=page, id="title-page", text=edition.title)
    if edition.subtitle:
        element("p", parent=page, class_="subtitle", role="doc-subtitle", text=edition.subtitle)
    if edition.contributors:
        editors = ", ".join(
            person.name for person in edition.contributors if person.role is Role.EDITOR
        )
        others = ", ".join(
            f"{person.name} ({phrases.roles[person.role]})"
            for person in edition.contributors
            if person.role is not Role.EDITOR
        )
        edited = filled(phrases.edited_by, people=editors) if editors else ""
        for line in (edited, others):
            element("p", parent=page, class_="editors", text=line) if line else None
    if edition.description:
        element("p", parent=page, class_="description", text=edition.description)
    if edition.imprint or edition.published:
        place = element("p", parent=page, class_="imprint")
        place.text = ", ".join(
            part
            for part in (edition.imprint, str(edition.published.year) if edition.published else "")
            if part
        )
    return Chapter(
        name="title-page",
        title=edition.title,
        role="title-page",
        markup=text_of(page),
        language=edition.language,
        direction=edition.direction,
    )


def _contents(edition: Edition, chapters: Iterable[Chapter], phrases: Phrases) -> Chapter:
    """The visible contents: parts with their articles, then the pages of the edition.

    Numbers are added by the PDF writer.
    """
    page = element("section", class_="contents", aria_labelledby="contents-h")
    speak(page, edition.language, edition.direction)
    speak(element("h1", parent=page, id="contents-h", text=phrases.contents), phrases.language)
    chapters = list(chapters)
    place = 0
    for part in edition.parts:
        if part.title:
            element("h2", parent=page, class_="part", text=part.title)
        _entries(page, chapters[place : place + len(part.articles)], edition)
        place += len(part.articles)
    _entries(page, chapters[place:], edition)
    return Chapter(
        name="contents",
        title=phrases.contents,
        role="contents",
        markup=text_of(page),
        language=edition.language,
        direction=edition.direction,
    )


def _entries(parent: Element, chapters: Iterable[Chapter], edition: Edition) -> None:
    entries = element("ol", parent=parent, class_="entries")
    for chapter in chapters:
        entry = element("li", parent=entries)
        if chapter.language != edition.language:
            speak(entry, chapter.language, chapter.direction)
        link = element("a", parent=entry, href=f"{chapter.name}.xhtml#{chapter.stops[0].id}")
        element("span", parent=link, class_="entry-title", text=chapter.title)
        if chapter.article and (authors := edition.articles[int(chapter.article[1:]) - 1].authors):
            element("span", parent=entry, class_="entry-authors", text=", ".join(authors))


def _article_chapter(
    article: Article, account: Account, given: Composition, edition: Edition
) -> Chapter:
    name = chapter_name(article, account.id)
    phrases = phrases_for(edition.language)
    page = Page(
        name=name,
        assets={asset.id: asset for asset in article.assets},
        phrases=phrases,
        labels=marks_of(article.body),
        places=_places(article.body),
        pictures={
            picture.asset: picture.name
            for picture in given.pictures
            if picture.article == account.id
        },
    )
    top = element(
        "section",
        id=name,
        class_="article",
        epub_type="chapter",
        role="doc-chapter",
        aria_labelledby=f"{name}-title",
    )
    speak(top, article.language, article.direction)
    _head(top, article, name, phrases)
    text, notes = printed(article.body)
    running = element("div", parent=top, class_="article-text")
    write_blocks(page, running, text)
    set_pulls(running, article.pull)
    if notes:
        shelf = element(
            "section", parent=top, class_="notes", epub_type="footnotes", aria_label=phrases.notes
        )
        write_notes(page, shelf, notes)
    credit_block(top, article, account, name, phrases)
    if any(element.get("dir") == "rtl" for element in top.iter("*")):
        turn_left_to_right(top)
    return Chapter(
        name=name,
        title=article.title,
        role="article",
        markup=text_of(top),
        language=article.language,
        direction=article.direction,
        stops=(Stop(title=article.title, id=f"{name}-title"), *page.stops),
        article=account.id,
        **everywhere(article, given.theme, phrases),
    )


def _places(blocks: tuple[Block, ...]) -> frozenset[str]:
    """The names of the anchors that links of a text lead to."""
    found = list(inlines(blocks))
    wanted = {inline.address[1:] for inline in found if isinstance(inline, Link)}
    return frozenset(
        inline.name for inline in found if isinstance(inline, Anchor) and inline.name in wanted
    )


def chapter_name(article: Article, account: str) -> str:
    """The name of an article's chapter, with which all its ids begin."""
    return f"{account}-{slug(article.title, 'article')[:40].strip('-')}"


def everywhere(article: Article, theme: Theme, phrases: Phrases) -> dict[str, Any]:
    """What each page and each file says of the article.

    Whose it is, unless the theme switches that off; what its head says.
    """
    known = facts.article_facts(article)
    heads = tuple(
        (place.head, words)
        for place in ARTICLE
        if place.head
        for words in known.get(place.fact, ())
    )
    if not theme.credit_everywhere:
        return {"heads": heads}
    line, credit = running_facts(article, phrases), text_of(file_credit(article, phrases))
    return {"heads": heads, "running": line, "credit": credit}


def running_facts(article: Article, phrases: Phrases) -> tuple[str, ...]:
    """What the pages of an article say of it, in a line of some RUNNING characters.

    Authors, publication, short address; each once.

    Of many authors the first is named, since the whole line must fit; all stand in the credit
    block.
    """
    named = next(
        (
            printed_place(source.name or source.site)
            for source in reversed(article.sources)
            if source.name or source.site
        ),
        "",
    )
    said = {_bare(author) for author in article.authors}
    place: list[str] = []
    for part in (_without_address(named), host_of(article.address)):
        if part and _bare(part) not in said:
            said.add(_bare(part))
            place.append(part)
    if not article.authors:
        return tuple(place)
    whole = (", ".join(article.authors), *place)
    if len(BETWEEN.join(whole)) <= RUNNING or len(article.authors) < 2:
        return whole
    return (filled(phrases.and_others, people=article.authors[0]), *place)


def _bare(name: str) -> str:
    """A name as it is compared: "www.a.example" is what is called "A.example"."""
    return squeeze(name).casefold().removeprefix("www.")


def _without_address(name: str) -> str:
    """What a running line says of a name: of an address its host, of words the ones before one."""
    words, scheme, _ = name.partition("://")
    if not scheme:
        return name
    before = words.rpartition(" ")[0].rstrip()
    return f"{before} …" if before else host_of(name)


def file_credit(article: Article, phrases: Phrases) -> Element:
    """One line for a file that may be taken out of its book.

    Title, authors, publication, address, rights holder, licence.
    """
    line = element("p", class_="file-credit ours")
    # a line that stands beside the article
    turned = article.reading_direction == "rtl"
    speak(line, phrases.language, direction_of(phrases.language) if turned else "")
    sources = [source.name or source.site for source in article.sources]
    rights = [article.rights.copyright_line]
    rights += (
        [article.rights.holder]
        if article.rights.holder not in article.rights.copyright_line
        else []
    )
    words = (
        filled(phrases.quoted, title=article.title),
        ", ".join(article.authors),
        *dict.fromkeys(name for name in sources if name),
        *rights,
    )
    say(line, " · ".join(" ".join(part.split()) for part in words if part))
    if article.address.startswith(("http://", "https://")):
        say(line, " · ")
        address(line, article.address)
    if licence := article.rights.licence:
        say(line, f" · {name_of(licence)}")
        if url := address_of(licence):
            say(line, " ")
            address(line, url)
    return line


def _head(top: Element, article: Article, name: str, phrases: Phrases) -> None:
    head = element("header", parent=top, class_="article-head")
    if article.kicker:
        element("p", parent=head, class_="kicker", text=article.kicker)
    element("h1", parent=head, id=f"{name}-title", text=article.title)
    if article.subtitle:
        element("p", parent=head, class_="subtitle", role="doc-subtitle", text=article.subtitle)
    if article.standfirst:
        element(
            "p",
            parent=head,
            class_="standfirst long" if len(article.standfirst) > _LONG else "standfirst",
            text=article.standfirst,
        )
    if article.authors:
        byline = element("p", parent=head, class_="byline")
        # "By" and the names are one run of words, in the order of ours
        if article.reading_direction == "rtl":
            byline = element("span", parent=byline)
            speak(byline, phrases.language)
        authors = [person for person in article.contributors if person.role is Role.AUTHOR]
        fill_frame(byline, phrases.by, people=in_row(map(_linked_name, authors)))


def _linked_name(person: Contributor) -> Fact:
    """A person's name, linked to their own page where that is known."""

    def write(place: Element) -> None:
        if person.url.startswith(("http://", "https://")) and (page := followed(person.url)):
            element("a", parent=place, href=page, rel="author", text=person.name)
        else:
            say(place, person.name)

    return write
