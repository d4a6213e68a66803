"""YAML and JSON → Article or Edition: decoded strictly, every fault told at its place."""

import datetime
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from publisher.captures import ALL, Holding, entry_path, is_web, kept_page, part_entry
from publisher.errors import Fault, FaultsInFiles, PublisherError, SchemaError
from publisher.files import is_file, is_folder
from publisher.model.article import (
    Article,
    Contributor,
    Evidence,
    EvidenceKind,
    Relation,
    Role,
    is_address,
)
from publisher.model.edition import Edition, Part
from publisher.model.rights import Basis, ConditionId, Permission, Rights
from publisher.readers.corrections import CorrectionError, correct
from publisher.readers.folder import pages_in
from publisher.readers.holdings import holding_in
from publisher.readers.pull_quotes import pulls_told
from publisher.readers.source import Reading, SourceText, Step
from publisher.schema.decode import attempt, decode
from publisher.schema.locate import Located, load_json, load_yaml, short
from publisher.schema.sort import Sort
from publisher.schema.written import ArticleEntry, EditionRecord, with_entries
from publisher.text import file_name, is_legal
from publisher.value import value

_TEXT = "text"  # the body as Markdown, in place of `body`
_BY_HAND = {".md", ".markdown", ".txt", ".text"}  # of pages that people write
_STRUCTURED = {".yaml", ".yml", ".json"}
_NAMELESS = {"edition", "index", "book"}  # files' names that say nothing of their content
# keys of an entry that may be said of a whole folder
_OF_FOLDERS = frozenset(
    {
        "file",
        "encoding",
        "publication",
        "language",
        "licence",
        "holder",
        "basis",
        "exception",
        "permissions",
    }
)


def read(source: SourceText) -> Reading:
    """The article of a .yaml or .json file; its body is blocks, or Markdown under `text`.

    Refuses with SchemaError every fault at once, each at line:column.
    """
    located = _located(source)
    data = located.data
    if not isinstance(data, dict) or _TEXT not in data:
        article = decode(located, Article, source.name)
        if told := pulls_told(located, article):
            raise SchemaError(source.name, told)
        return Reading(article=article, steps=_steps(article, located))
    from publisher.readers.markdown.read import body, pictures_named

    line, column = located.place((_TEXT,))
    written = data[_TEXT]
    text = body(
        written if isinstance(written, str) else "",
        first_line=line + 1,
        pictures=pictures_named(located),
    )
    head, found = attempt(
        replace(located, data={key: value for key, value in data.items() if key != _TEXT}), Article
    )
    faults = [*located.faults, *text.faults, *found]
    if not isinstance(written, str):
        message = f"expected text in Markdown, got {short(written)}; begin it with `{_TEXT}: |`"
        faults.append(Fault(line=line, column=column, message=message))
    elif not is_legal(written):
        message = f"{_TEXT!r} holds a character that no EPUB or PDF can; remove it"
        faults.append(Fault(line=line, column=column, message=message))
    if "body" in data:
        faults.append(
            Fault(
                line=line,
                column=column,
                message="both 'body' and 'text' are given; keep one of them",
            )
        )
    if faults or head is None:
        raise SchemaError(source.name, tuple(sorted(set(faults))))
    article = replace(
        head,
        body=text.blocks,
        assets=tuple(
            replace(asset, alt=asset.alt or text.alts.get(asset.id, "")) for asset in head.assets
        ),
    )
    if told := pulls_told(located, article):
        raise SchemaError(source.name, told)
    return Reading(article=article, steps=text.steps)


def names_articles(source: SourceText) -> bool:
    """Whether the top level of the file names articles or parts, as an edition does."""
    data = _located(source).data
    return isinstance(data, dict) and bool({"articles", "parts"} & data.keys())


@value
class EditionFile:
    """An edition with the lines of its file where its articles are named.

    lines   the title of an article -> the line of its entry; of several of that title the first's.
    """

    edition: Edition
    lines: Mapping[str, int]


def read_edition(
    source: SourceText, path: Path, read_one: Callable[[str, str], Article]
) -> EditionFile:
    """The edition of a file, its articles read from their paths beside it.

    Refuses with SchemaError the faults of the file itself; then with FaultsInFiles all faults of
    all its articles.
    """
    located = with_entries(_located(source))
    record: Any = decode(located, EditionRecord, source.name)
    faults: list[str] = []
    if bool(record.articles) == bool(record.parts):
        what = (
            "both 'articles' and 'parts' are given; keep one of them"
            if record.articles
            else "an edition needs articles, or parts with articles"
        )
        raise SchemaError(source.name, (Fault(line=1, column=1, message=what),))
    parts = []
    named = _named_alone(path, record)
    lines: dict[str, int] = {}
    for title, entries, steps in _groups(record):
        articles: list[Article] = []
        for number, entry in enumerate(entries):
            line, column = located.place((*steps, number))
            at = Fault(line=line, column=column, message="").at(source.name)
            try:
                expanded = _expanded(path, entry, at, named)
                found = [_article(path, one, record, read_one, at) for one in expanded]
                lines = {**{one.title: line for one in found}, **lines}
                articles += found
            except PublisherError as error:
                faults += str(error).splitlines()
        parts.append(Part(title=title, articles=_sorted(articles, record.sort)))
    if faults:
        raise FaultsInFiles(source.name, tuple(faults))
    given = {
        field.name: getattr(record, field.name)
        for field in fields(Edition)
        if hasattr(record, field.name) and field.name != "parts"
    }
    if record.cover:
        given["cover"] = record.cover.asset
    if record.editor:
        editor = Contributor(name=record.editor, role=Role.EDITOR)
        given["contributors"] = (*record.contributors, editor)
    edition = Edition(**given, name=_name(path.stem, record), parts=tuple(parts))
    return EditionFile(edition=edition, lines=lines)


def _name(stem: str, record: Any) -> str:  # noqa: ANN401 - an EditionRecord
    """The name of the finished files: of the edition's file where that says something.

    Else of the series with its position or issue, else of the title.
    """
    if stem.lower() not in _NAMELESS:
        return file_name(stem, "book")
    series = record.series
    number = (series.position or series.issue) if series else ""
    words = f"{series.title} {number}" if number else record.title
    return file_name(words, "book")


def _groups(record: Any) -> Iterator[tuple[str, tuple[ArticleEntry, ...], tuple[Any, ...]]]:  # noqa: ANN401
    """(heading, entries, where they stand in the file) of each part, its introduction first."""
    if record.articles:
        yield "", record.articles, ("articles",)
    for number, part in enumerate(record.parts):
        opening = (ArticleEntry(file=part.introduction),) if part.introduction else ()
        yield part.title, (*opening, *part.articles), ("parts", number, "articles")


def _named_alone(edition: Path, record: Any) -> frozenset[Path]:  # noqa: ANN401 - an EditionRecord
    """The files that have an entry of their own: no folder gives them a second time."""
    entries = (entry for _, entries, _ in _groups(record) for entry in entries)
    paths = (edition.parent / entry.file for entry in entries if not is_web(entry.file))
    return frozenset(path.resolve() for path in (*paths, edition) if is_file(path))


def _expanded(
    edition: Path, entry: ArticleEntry, at: str, named: frozenset[Path]
) -> Iterator[ArticleEntry]:
    """The entry itself; of a folder one for each page and article in it, as people count.

    named   files that are not taken from folders.
    Refuses with FaultsInFiles a folder without any, and one with keys that are of one article.
    """
    folder = edition.parent / entry.file
    holding = None if is_web(entry.file) else _holding(folder)
    if is_web(entry.file) or not (is_folder(folder) or holding):
        yield entry
        return
    what = "holds several" if holding else "is a folder"
    usual = ArticleEntry(file=entry.file)
    said = [field.name for field in fields(entry) if _differs(entry, usual, field.name)]
    if wrong := [name for name in said if name not in _OF_FOLDERS]:
        words = (
            f"{at}{wrong[0]} is said of one article, and '{entry.file}' {what}; give that"
            " article an entry of its own before or behind it"
        )
        raise FaultsInFiles(str(edition), (words,))
    if holding:
        for one in ALL.of(holding.entries):
            yield replace(entry, file=entry_path(entry.file, one.key))
        return
    found = [file for file, is_read in pages_in(folder) if is_read]
    if all(file.resolve() == edition.resolve() for file in found):
        words = f"{at}there is no page or article in the folder '{entry.file}'"
        raise FaultsInFiles(str(edition), (words,))
    for file in found:
        if file.resolve() not in named:
            yield replace(entry, file=os.path.relpath(file, edition.parent))


def _holding(path: Path) -> Holding | None:
    """What a file holds, where it holds several articles."""
    holding = holding_in(path)
    return holding if holding and not holding.is_one else None


def _differs(entry: ArticleEntry, usual: ArticleEntry, name: str) -> bool:
    return bool(getattr(entry, name) != getattr(usual, name))


def _sorted(articles: list[Article], sort: Sort) -> tuple[Article, ...]:
    """The articles in order; by date those without one come last."""
    match sort:
        case Sort.TITLE:
            return tuple(sorted(articles, key=lambda article: article.title.casefold()))
        case Sort.DATE:
            return tuple(
                sorted(articles, key=lambda article: article.published or datetime.date.max)
            )
        case Sort.GIVEN:
            return tuple(articles)


def _place(edition: Path, entry: ArticleEntry, at: str) -> str:
    """The file of an entry, or what names it in one that holds several.

    Refuses with FaultsInFiles what is not there, or not fetched yet.
    """
    if is_web(entry.file):
        kept = kept_page(entry.file, edition.parent)
        if kept is not None:
            return str(kept)
        words = f"{at}'{entry.file}' is not fetched yet; publisher build {edition.name} fetches it"
        raise FaultsInFiles(str(edition), (words,))
    file, key = part_entry(f"{edition.parent}{os.sep}{entry.file}")
    place = os.path.normpath(file)
    if not is_file(Path(place)):
        words = (
            f"{at}there is no article '{entry.file}'; correct the path (it is relative to the"
            " edition's folder)"
        )
        raise FaultsInFiles(str(edition), (words,))
    return entry_path(place, key) if key else place


def _article(
    edition: Path,
    entry: ArticleEntry,
    record: Any,  # noqa: ANN401 - an EditionRecord, whose class is made from the model
    read_one: Callable[[str, str], Article],
    at: str,
) -> Article:
    place = _place(edition, entry, at)
    file = Path(place)
    is_written = file.suffix.lower() in _STRUCTURED
    if is_written and names_articles(SourceText.of(place, file.read_bytes())):
        words = f"{at}'{entry.file}' is an edition's file, and no page; name its pages here"
        raise FaultsInFiles(str(edition), (words,))
    if entry.source_url and not is_address(entry.source_url):
        raise FaultsInFiles(
            str(edition),
            (f"{at}'{entry.source_url}' is not an address; give it whole, with https://",),
        )
    article = read_one(place, entry.encoding)
    if record.own and _is_own(article, file):
        article = _as_own(article, record.own, edition.name)
    try:
        return correct(article, _with_usual(entry, record, article.rights), edition.name)
    except CorrectionError as error:
        raise FaultsInFiles(str(edition), (f"{at}{entry.file}: {error}",)) from error


def _is_own(article: Article, place: Path) -> bool:
    """Whether a page is one of those whose owner the edition says once.

    It names no place where it stood before, and nothing that others say of their rights; a page
    that a browser saved is never one, whatever it lost on the way.
    """
    rights = article.rights
    stood = any(
        source.relation is not Relation.CAPTURED_FROM
        or source.url
        or source.name
        or source.site
        or source.archive_url
        for source in article.sources
    )
    theirs = (rights.notices, rights.permissions, rights.licence, rights.copyright_line)
    says_nothing = rights.basis is Basis.UNKNOWN and not any(theirs)
    return says_nothing and not stood and (not article.sources or place.suffix.lower() in _BY_HAND)


def _as_own(article: Article, own: str, edition: str) -> Article:
    """The article as the work of whom the edition says its own pages are."""
    rights = article.rights
    said = ("rights.basis",) if rights.holder else ("rights.basis", "rights.holder")
    declared = (Evidence(field=name, kind=EvidenceKind.DECLARED, found=edition) for name in said)
    rights = replace(rights, basis=Basis.OWN_WORK, holder=rights.holder or own)
    return replace(article, rights=rights, sources=(), evidence=(*article.evidence, *declared))


def _with_usual(
    entry: ArticleEntry,
    record: Any,  # noqa: ANN401 - an EditionRecord
    rights: Rights,
) -> ArticleEntry:
    """The entry with what the edition says once for every article that says nothing itself."""
    says_nothing = entry.basis is None and rights.basis is Basis.UNKNOWN
    basis = record.basis if says_nothing else entry.basis
    permissions = (*record.permissions, *entry.permissions)
    relies = Basis.EXCEPTION in {basis, rights.basis} and not rights.exception
    return replace(
        entry,
        basis=basis,
        exception=entry.exception or (record.exception if relies else ""),
        permissions=permissions,
        credit=entry.credit or ("" if rights.credit else _line_asked_for(permissions)),
    )


def _line_asked_for(permissions: tuple[Permission, ...]) -> str:
    """The line of credit that the maker wrote down with a permission: it is what is printed."""
    return next(
        (
            condition.wording
            for permission in reversed(permissions)
            for condition in permission.conditions
            if condition.id is ConditionId.CREDIT_LINE and condition.wording
        ),
        "",
    )


def _located(source: SourceText) -> Located:
    return (
        load_json(source.text) if source.name.lower().endswith(".json") else load_yaml(source.text)
    )


def _steps(article: Article, located: Located) -> tuple[Step, ...]:
    from publisher.model.body import plain_text

    lines = (located.place(("body", number))[0] for number in range(len(article.body)))
    return tuple(
        Step(line=line, text=plain_text((block,)), role=f"body: {block.kind}", rule="as written")
        for line, block in zip(lines, article.body, strict=True)
    )
