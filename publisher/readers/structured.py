"""YAML and JSON → Article or Edition: decoded strictly, every fault told at its place."""

import os
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from publisher.errors import Fault, FaultsInFiles, PublisherError, SchemaError
from publisher.files import is_file
from publisher.model.article import Article, is_address
from publisher.model.edition import Edition, Part
from publisher.model.rights import Basis, Rights
from publisher.readers.corrections import CorrectionError, correct
from publisher.readers.source import Reading, SourceText, Step
from publisher.schema.decode import attempt, decode
from publisher.schema.locate import Located, load_json, load_yaml, short
from publisher.schema.written import ArticleEntry, EditionRecord, with_entries
from publisher.text import is_legal, slug

_TEXT = "text"  # the body as Markdown, in place of `body`


def read(source: SourceText) -> Reading:
    """The article of a .yaml or .json file; its body is blocks, or Markdown under `text`.

    Refuses with SchemaError every fault at once, each at line:column.
    """
    located = _located(source)
    data = located.data
    if not isinstance(data, dict) or _TEXT not in data:
        article = decode(located, Article, source.name)
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
    return Reading(article=article, steps=text.steps)


def names_articles(source: SourceText) -> bool:
    """Whether the top level of the file names articles or parts, as an edition does."""
    data = _located(source).data
    return isinstance(data, dict) and bool({"articles", "parts"} & data.keys())


def read_edition(
    source: SourceText, path: Path, read_one: Callable[[Path, str], Reading]
) -> Edition:
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
    groups = (
        [("", record.articles, ("articles",))]
        if record.articles
        else [
            (part.title, part.articles, ("parts", number, "articles"))
            for number, part in enumerate(record.parts)
        ]
    )
    parts = []
    for title, entries, steps in groups:
        articles = []
        for number, entry in enumerate(entries):
            line, column = located.place((*steps, number))
            try:
                articles.append(
                    _article(
                        path,
                        entry,
                        record,
                        read_one,
                        Fault(line=line, column=column, message="").at(source.name),
                    )
                )
            except PublisherError as error:
                faults += str(error).splitlines()
        parts.append(Part(title=title, articles=tuple(articles)))
    if faults:
        raise FaultsInFiles(source.name, tuple(faults))
    given = {
        field.name: getattr(record, field.name)
        for field in fields(Edition)
        if hasattr(record, field.name) and field.name != "parts"
    }
    if record.cover:
        given["cover"] = record.cover.asset
    return Edition(**given, name=slug(path.stem, "edition"), parts=tuple(parts))


def _article(
    edition: Path,
    entry: ArticleEntry,
    record: Any,  # noqa: ANN401 - an EditionRecord, whose class is made from the model
    read_one: Callable[[Path, str], Reading],
    at: str,
) -> Article:
    place = Path(os.path.normpath(edition.parent / entry.file))
    if not is_file(place):
        raise FaultsInFiles(
            str(edition),
            (
                (
                    f"{at}there is no article '{entry.file}'; correct the path (it is relative to"
                    " the edition's folder)"
                ),
            ),
        )
    if entry.source_url and not is_address(entry.source_url):
        raise FaultsInFiles(
            str(edition),
            (f"{at}'{entry.source_url}' is not an address; give it whole, with https://",),
        )
    article = read_one(place, entry.encoding).article
    try:
        return correct(article, _with_usual(entry, record, article.rights), edition.name)
    except CorrectionError as error:
        raise FaultsInFiles(str(edition), (f"{at}{entry.file}: {error}",)) from error


def _with_usual(
    entry: ArticleEntry,
    record: Any,  # noqa: ANN401 - an EditionRecord
    rights: Rights,
) -> ArticleEntry:
    """The entry with what the edition says once for every article that says nothing itself."""
    says_nothing = entry.basis is None and rights.basis is Basis.UNKNOWN
    basis = record.basis if says_nothing else entry.basis
    relies = Basis.EXCEPTION in {basis, rights.basis} and not rights.exception
    return replace(
        entry,
        basis=basis,
        exception=entry.exception or (record.exception if relies else ""),
        permissions=(*record.permissions, *entry.permissions),
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
