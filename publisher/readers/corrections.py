"""What an edition's entry corrects of an article as it was read.

The maker's own words replace what the reader understood, each with its evidence ("declared"); what
stood there before is kept on the list of what was left out.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from publisher.model.article import (
    Article,
    Asset,
    Contributor,
    Evidence,
    EvidenceKind,
    LeftOut,
    LeftOutBecause,
    Relation,
    Role,
    with_source,
)
from publisher.model.body import Block, Note, NoteMark, inlines, pictured, plain_text
from publisher.readers.pull_quotes import pull_faults
from publisher.schema.written import ArticleEntry, PictureEntry
from publisher.text import squeeze

_OF_ARTICLE = ("title", "kicker", "subtitle", "standfirst", "published", "updated", "language")
_OF_RIGHTS = ("licence", "copyright_line", "holder", "credit", "basis", "exception")
_OF_PICTURE = ("credit", "licence", "holder", "alt", "withheld")


class CorrectionError(ValueError):
    """What an entry would correct is not in its article; the message says what is there."""


def correct(article: Article, entry: ArticleEntry, edition: str) -> Article:
    """The article as the entry declares it.  Permissions are added to its own.

    edition   the name of the file that the entry stands in, for the evidence.
    Refuses with CorrectionError a picture that the article does not have, and words to be left out
    with which no paragraph of it begins.
    """
    captured = Relation.CAPTURED_FROM
    if entry.source_url:
        article = with_source(article, captured, edition, url=entry.source_url)
    article = _with_fields(article, entry, edition)
    if entry.publication:
        article = _with_publication(article, entry.publication, edition)
    if entry.captured_at:
        article = with_source(article, captured, edition, captured_at=entry.captured_at)
    for name, picture in entry.pictures.items():
        article = _with_picture(article, name, picture, edition)
    for opening in entry.leave_out:
        article = _without(article, opening, edition)
    if entry.pull:
        article = replace(article, pull=entry.pull)
        for _, message in pull_faults(article):
            raise CorrectionError(message)
    return article


def _with_fields(article: Article, entry: ArticleEntry, edition: str) -> Article:
    given: dict[str, Any] = {name: said for name in _OF_ARTICLE if (said := getattr(entry, name))}
    if (people := _people(article, entry)) is not None:
        given["contributors"] = people
    if entry.modifications:
        given["modifications"] = (*article.modifications, *entry.modifications)
    rights: dict[str, Any] = {name: said for name in _OF_RIGHTS if (said := getattr(entry, name))}
    if entry.permissions:
        rights["permissions"] = (*article.rights.permissions, *entry.permissions)
    if "title" in given and _is_of_the_page(article, entry.title):
        given["sources"] = tuple(
            replace(source, title=entry.title) if source.title == article.title else source
            for source in article.sources
        )
    declared = (
        *(name for name in given if name != "sources"),
        *(f"rights.{name}" for name in rights),
    )
    corrected = replace(article, **given, rights=replace(article.rights, **rights))
    return replace(
        corrected,
        evidence=_declared(article, declared, edition),
        left_out=(*article.left_out, *_replaced(article, corrected, edition)),
    )


def _is_of_the_page(article: Article, title: str) -> bool:
    """Whether the page itself has this line: then its title was misread, and is not changed."""
    lines = plain_text(article.body).splitlines()
    lines += (article.kicker, article.subtitle, article.standfirst)
    lines += (left.text for left in article.left_out)
    return squeeze(title) in map(squeeze, lines)


def _people(article: Article, entry: ArticleEntry) -> tuple[Contributor, ...] | None:
    """Who is credited; None where the entry says nothing of it.

    Names alone replace the authors; who did something else stays, and so does what is known of an
    author of that name.
    """
    if entry.contributors is not None or entry.authors is None:
        return entry.contributors
    known = {squeeze(person.name): person for person in article.contributors}
    authors = (
        replace(known.get(squeeze(name), Contributor(name=name)), name=name, role=Role.AUTHOR)
        for name in entry.authors
    )
    others = (person for person in article.contributors if person.role is not Role.AUTHOR)
    return (*authors, *others)


def _declared(article: Article, names: tuple[str, ...], edition: str) -> tuple[Evidence, ...]:
    """The evidence of the article, with the maker's in place of what it had of these fields."""
    kept = (
        one
        for one in article.evidence
        if not one.field.startswith(tuple(f"{name}[" for name in names))
        and (one.field not in names or one.field in {"rights.permissions", "modifications"})
    )
    made = (Evidence(field=name, kind=EvidenceKind.DECLARED, found=edition) for name in names)
    return (*kept, *made)


def _replaced(before: Article, after: Article, edition: str) -> Iterator[LeftOut]:
    """Words as they were read which the maker's own replace."""
    for name in ("title", "kicker", "subtitle", "standfirst"):
        yield from _left_out(getattr(before, name), getattr(after, name), name, edition)
    for name in ("copyright_line", "holder", "credit"):
        was, now = getattr(before.rights, name), getattr(after.rights, name)
        yield from _left_out(was, now, f"rights.{name}", edition)
    names = {squeeze(person.name) for person in after.contributors}
    for person in before.contributors:
        if squeeze(person.name) not in names:
            yield from _left_out(person.name, "", "contributors", edition)
        kept = any(person.bio == other.bio for other in after.contributors)
        yield from _left_out("" if kept else person.bio, "", "contributors", edition)


def _left_out(was: str, now: str, name: str, edition: str) -> Iterator[LeftOut]:
    if was and squeeze(was) != squeeze(now):
        yield LeftOut(
            text=was, because=LeftOutBecause.METADATA, of=name, found=f"corrected in {edition}"
        )


def _with_publication(article: Article, name: str, edition: str) -> Article:
    """The article with the name of where it appeared: of the first publication, if one is known."""
    known = {source.relation: source.name for source in reversed(article.sources)}
    by_rank = (Relation.ORIGINALLY_PUBLISHED, Relation.CAPTURED_FROM)
    relation = next((each for each in by_rank if each in known), by_rank[0])
    replaced = _left_out(known.get(relation, ""), name, "sources.name", edition)
    article = with_source(article, relation, edition, name=name)
    return replace(article, left_out=(*article.left_out, *replaced))


def _with_picture(article: Article, name: str, said: PictureEntry, edition: str) -> Article:
    index = next(
        (at for at, asset in enumerate(article.assets) if name in {asset.id, asset.file}), -1
    )
    if index < 0:
        there = ", ".join(asset.id for asset in article.assets) or "none"
        raise CorrectionError(f"there is no picture '{name}' in its article; it has {there}")
    given: dict[str, Any] = {key: value for key in _OF_PICTURE if (value := getattr(said, key))}
    asset = article.assets[index]
    corrected = replace(asset, **given, decorative=asset.decorative and not said.alt)
    names = tuple(f"assets[{index}].{key}" for key in given)
    left_out = (
        left
        for key in ("credit", "holder", "alt")
        for left in _left_out(
            getattr(asset, key), getattr(corrected, key), f"assets[{index}].{key}", edition
        )
    )
    return replace(
        article,
        assets=(*article.assets[:index], corrected, *article.assets[index + 1 :]),
        evidence=_declared(article, names, edition),
        left_out=(*article.left_out, *left_out),
    )


def _without(article: Article, opening: str, edition: str) -> Article:
    """The article without the blocks that begin with these words, and the notes only they mark."""
    wanted = squeeze(opening)
    gone = [
        block
        for block in article.body
        if not isinstance(block, Note) and squeeze(plain_text((block,))).startswith(wanted)
    ]
    if not gone or not wanted:
        raise CorrectionError(f"leave_out: no paragraph of its article begins with “{opening}”")
    kept = tuple(block for block in article.body if block not in gone)
    lost_notes = _marked(tuple(gone)) - _marked(kept)
    notes = [block for block in kept if isinstance(block, Note) and block.name in lost_notes]
    kept = tuple(block for block in kept if block not in notes)
    words = (plain_text((block,)) for block in (*gone, *notes))
    pictures = pictured((*gone, *notes)) - pictured(kept)
    shown = (_shown(asset) for asset in article.assets if asset.id in pictures)
    left_out = (
        LeftOut(text=text, because=LeftOutBecause.ABRIDGED, found=edition)
        for text in (*words, *shown)
        if text.strip()
    )
    return replace(
        article,
        body=kept,
        assets=tuple(asset for asset in article.assets if asset.id not in pictures),
        left_out=(*article.left_out, *left_out),
    )


def _marked(blocks: tuple[Block, ...]) -> set[str]:
    return {inline.note for inline in inlines(blocks) if isinstance(inline, NoteMark)}


def _shown(asset: Asset) -> str:
    """A picture as the list of what was left out names it."""
    return asset.alt or asset.url or asset.file
