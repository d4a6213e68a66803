"""Finished EPUBs taken apart and put together.

From the files and their records alone, each result verified.

split gives one edition for each article; merge one edition of all articles.  Texts, notices and
records of the articles are carried over as they are; only numbers change.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from publisher import __version__
from publisher.binding.volume import Bound, Volume
from publisher.build import Built, Order, finished
from publisher.errors import EvidenceError, RightsError
from publisher.model.edition import PERSONAL, Edition, Part, Use, alone, clock
from publisher.model.rights import Basis, Notice, Rights, Whose
from publisher.phrases import phrases_for
from publisher.pictures.picture import PictureFile
from publisher.rendering.book import Chapter, Composition
from publisher.rendering.compose import bound, chapter_name, everywhere
from publisher.rendering.theme import Theme
from publisher.rights import notices, policy, record
from publisher.rights.notices import Owed
from publisher.rights.policy import State
from publisher.text import slug


def split(volume: Volume) -> Iterator[Built]:
    """An edition for each article of a finished EPUB, in order.

    An EPUB of one article gives that article again.

    The name tells where it came from: "reader-02-the-second-title".
    Refuses with NoticeLost where a finished file does not carry what it owes.
    """
    whole = volume.edition
    for number, part in enumerate(volume.articles, 1):
        name = f"{whole.name}-{number:02}-{slug(part.article.title, 'article')[:40].strip('-')}"
        article = alone(part.article, name=name)
        ours = phrases_for(whole.language)
        edition = replace(
            article,
            # the words in it that are ours stay in the language of the whole
            language=article.language if phrases_for(article.language) == ours else whole.language,
            modified=whole.modified,
            use=PERSONAL if whole.is_personal else Use(),
            reliance=whole.reliance if _relies(part, volume) else None,
        )
        yield _finished(edition, (part,), volume.theme)


def merge(volumes: Sequence[Volume], name: str, title: str = "") -> tuple[Built, tuple[str, ...]]:
    """One edition of all articles of these EPUBs, in their order, and what it does not carry.

    The latter as a sentence each.

    title   "" joins the titles of the EPUBs.  A collection becomes a part under its own title; an
            article that is there
            twice, to the letter, stands once.
    Refuses with NoticeLost as split does; with RightsError where a condition is violated on the day
    the newest file bears.
    """
    parts, kept, left = _parts(volumes)
    editions = [volume.edition for volume in volumes]
    collections = [edition for edition in editions if not edition.single]
    rights, own_left = _own_rights(collections)
    languages = {edition.language for edition in editions}
    people = dict.fromkeys(person for edition in collections for person in edition.contributors)
    imprints = {edition.imprint for edition in collections}
    edition = Edition(
        name=name,
        title=title or "; ".join(dict.fromkeys(edition.title for edition in editions)),
        contributors=tuple(people),
        parts=parts,
        rights=rights,
        language=languages.pop() if len(languages) == 1 else "mul",  # ISO 639-2: several languages
        imprint=imprints.pop() if len(imprints) == 1 else "",
        modified=max(clock(edition) for edition in editions),
        use=PERSONAL if any(edition.is_personal for edition in editions) else Use(),
    )
    return _finished(edition, kept, volumes[0].theme), (
        *left,
        *own_left,
        *_not_carried(collections, edition),
    )


def _relies(part: Bound, volume: Volume) -> bool:
    """Whether the maker's statement speaks of this article.

    Of those that rest on an exception, or of all where none does.
    """
    resting = [other for other in volume.articles if other.article.rights.basis is Basis.EXCEPTION]
    return part in resting or not resting


def _parts(
    volumes: Sequence[Volume],
) -> tuple[tuple[Part, ...], tuple[Bound, ...], tuple[str, ...]]:
    """The parts of the new edition, the articles in them, and which were there already."""
    parts, kept, left = list[Part](), list[Bound](), list[str]()
    seen: set[object] = set()
    for volume in volumes:
        for part, articles in volume.parts():
            new = []
            for one in articles:
                same = (
                    one.account.title,
                    one.account.runs,
                    one.account.addresses,
                    tuple(owed.sha256 for owed in one.account.notices),
                )
                if same in seen:
                    left.append(
                        f"“{one.article.title}” of {volume.edition.name} is there already; it"
                        " stands once"
                    )
                else:
                    seen.add(same)
                    new.append(one)
            if new:
                title = "" if volume.edition.single else part.title or volume.edition.title
                parts.append(Part(title=title, articles=tuple(one.article for one in new)))
                kept += new
    return tuple(parts), tuple(kept), tuple(left)


def _own_rights(editions: Sequence[Edition]) -> tuple[Rights, tuple[str, ...]]:
    """What the collections owe for their own words.

    The same rights if all have the same, else each word as a notice.
    """
    given = {edition.rights for edition in editions if edition.rights != Rights()}
    statements = [owed for edition in editions for owed in notices.own_notices(edition)]
    if (
        len(given) == 1
        and not any(owed.field == "reliance" for owed in statements)
        and all(edition.rights in given for edition in editions)
    ):
        return given.pop(), ()
    # the cover is not the new edition's
    carried = tuple(
        dict.fromkeys(_notice(owed) for owed in statements if owed.field != "cover.credit")
    )
    left = tuple(
        f"{edition.name}: the licence of the collection's own words"
        f" ({edition.rights.licence.id or edition.rights.licence.url}) is not the new one's"
        for edition in editions
        if edition.rights.licence
    )
    return Rights(notices=carried), left


def _notice(owed: Owed) -> Notice:
    return Notice(kinds=owed.kinds, text=owed.text, whose=Whose.EDITION)


def _not_carried(given: Iterable[Edition], made: Edition) -> Iterator[str]:
    """Words about a collection that the new edition, being another one, does not say."""
    for edition in given:
        told = {
            "subtitle": edition.subtitle,
            "description": edition.description,
            "imprint": edition.imprint if edition.imprint != made.imprint else "",
            "series": edition.series.title if edition.series else "",
            "cover": edition.cover.alt if edition.cover else "",
        }
        for what, words in told.items():
            if words:
                yield f"{edition.name}: its {what} is not the new edition's: “{words}”"


def _finished(edition: Edition, articles: Sequence[Bound], theme: Theme) -> Built:
    """The edition of chapters that are there already, as one verified EPUB."""
    moment = clock(edition)
    found = () if edition.is_personal else policy.assess(edition, moment.date())
    if violated := [one.as_violation() for one in found if one.state is State.VIOLATED]:
        raise RightsError(edition.name, tuple(violated))
    stamp = moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    ledger = notices.ledger(
        edition,
        tuple(notices.renumbered(one.account, number) for number, one in enumerate(articles, 1)),
    )
    phrases = phrases_for(edition.language)
    names = [
        chapter_name(one.article, account.id)
        for one, account in zip(articles, ledger.accounts, strict=True)
    ]
    chapters, pictures = list[Chapter](), list[PictureFile]()
    for one, account, name in zip(articles, ledger.accounts, names, strict=True):
        chapters.append(
            replace(one.renamed(name, account.id), **everywhere(one.article, theme, phrases))
        )
        pictures += one.pictures_as(account.id)
    given = Composition(
        ledger=ledger,
        record=record.write(edition, ledger, stamp),
        moment=stamp,
        pictures=tuple(pictures),
        theme=theme,
        version=__version__,
    )
    order = Order(theme=theme, moment=moment, on=moment.date(), formats=("epub",))
    return finished(bound(edition, given, chapters), order, found)


def open_volume(data: bytes, path: str, name: str) -> Volume:
    """The finished EPUB as articles that can be bound anew.

    `name` is what files made of it are called.

    Refuses with EvidenceError a file that is no EPUB, or has no record; with NoticeLost one that
    does not carry what its own record owes.
    """
    if not data.startswith(b"PK"):
        raise EvidenceError(path, "not an EPUB; only finished EPUBs can be split and merged")
    return Volume.opened(data, path, name)
