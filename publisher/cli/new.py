"""`publisher new`: an edition's file for pages that are there, ready to edit."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import click

from publisher.captures import entry_path, is_web, part_entry
from publisher.cli.fetching import Fetcher, fetching
from publisher.cli.folders import Input, walk
from publisher.cli.held import taking
from publisher.cli.inputs import keep_inputs
from publisher.cli.one_book import language_of
from publisher.cli.output import give, give_text, say_failure
from publisher.cli.sources import NOTHING, STDIN, Declared, Loaded, declaring, load_all, taken
from publisher.deliver import put_text
from publisher.errors import DeliveryError, PublisherError
from publisher.model.article import Article
from publisher.readers import is_edition
from publisher.rights.licences import name_of
from publisher.schema.outline import OutlineEntry, OutlinePart, write_outline
from publisher.schema.sort import Sort

_OURS = {".epub", ".pdf", ".json"}  # finished files and their manifests are no pages left out


@click.command("new")
@click.argument("paths", nargs=-1, required=True, metavar="PAGE...")
@click.option(
    "-o",
    "--output",
    default="edition.yaml",
    show_default=True,
    metavar="FILE",
    help="Where to write the edition's file; - is standard output.",
)
@click.option(
    "--title", default="", metavar="TEXT", help="Title of the book; else the folder's name."
)
@click.option(
    "--sort",
    default=None,
    type=click.Choice([sort.value for sort in Sort]),
    help="Order of the articles.  [else: as listed]",
)
@declaring
@fetching
@taking
@click.option("--force", is_flag=True, help="Replace the file if there is one.")
def new_(
    paths: tuple[str, ...],
    output: str,
    title: str,
    sort: str | None,
    *,
    fetcher: Fetcher,
    force: bool,
    **declared: str,
) -> int:
    """Write an edition's file that names these pages, or those of folders, with what was found.

    What it writes builds as it is.  Folders in a folder become parts.  What was found is said in
    comments; a key is there, without a value, for what nobody has found.  A page at an address is
    fetched now, and kept beside the file.

    \b
    publisher new saved/ -o week.yaml
    publisher build week.yaml
    """
    if STDIN in paths:
        raise click.UsageError("an edition's file names files; standard input is none")
    if output != STDIN:
        keep_inputs("-o", (Path(output),), (path for path in paths if not is_web(path)))
        if Path(output).exists() and not force:
            raise DeliveryError(
                output, "there is a file already; give another name with -o, or --force"
            )
    walked = walk(paths)
    beside = Path() if output == STDIN else Path(output).parent
    about = taken(declared, fetcher).of(walked.files)
    inputs = _held(_kept(walked.inputs, fetcher, beside), fetcher)
    loaded, remarks, exit_code = _readable(inputs, about)
    if not loaded:
        say_failure("no page could be read; nothing was written")
        return 1
    others = (path for path in walked.passed_over if Path(path).suffix.lower() not in _OURS)
    unread = frozenset(walked.unread)
    remarks += [
        f"passed over: {_relative(path, beside)}{' (not read yet)' if path in unread else ''}"
        for path in others
    ]
    text = write_outline(
        title or _name_of(paths),
        language_of(item.edition.articles[0] for item in loaded),
        tuple(_parts(loaded, beside, about.plain())),
        remarks,
        sort or "",
    )
    if output == STDIN:
        give_text(text)
    else:
        give(os.fspath(put_text(Path(output), text)))
    return exit_code


def _kept(
    inputs: Iterable[Input], fetcher: Fetcher, beside: Path
) -> Iterator[Input | PublisherError]:
    """The inputs, each address as the file of its page, kept where a build looks for it."""
    for source in inputs:
        if not is_web(source.path):
            yield source
            continue
        try:
            yield Input(path=os.fspath(fetcher.kept(source.path, beside)), shown=source.path)
        except PublisherError as error:
            yield error


def _held(
    inputs: Iterable[Input | PublisherError], fetcher: Fetcher
) -> Iterator[Input | PublisherError]:
    """The inputs; of a file that holds several articles each that is taken."""
    for source in inputs:
        if isinstance(source, PublisherError):
            yield source
            continue
        failed: list[PublisherError] = []
        try:
            fetcher.fetch_entries(source.path, failed.append)
            yield from fetcher.held(source)
        except PublisherError as error:
            failed.append(error)
        yield from failed


def _readable(
    inputs: Iterable[Input | PublisherError], about: Declared
) -> tuple[list[Loaded], list[str], int]:
    """(what could be read, a remark on each of the others, the exit code).

    What was read bears the name by which the edition's file names it: a path, or an address.
    """
    loaded: list[Loaded] = []
    remarks: list[str] = []
    for source in inputs:
        item = _loaded(source.path, about) if isinstance(source, Input) else source
        if isinstance(item, PublisherError):
            say_failure(str(item))
            remarks.append(f"not read: {str(item).splitlines()[0]}")
        elif not item.edition.single:
            remarks.append(f"passed over: {item.path} is an edition")
        else:
            loaded.append(replace(item, path=source.name) if isinstance(source, Input) else item)
    return loaded, remarks, 1 if any(one.startswith("not read") for one in remarks) else 0


def _loaded(path: str, about: Declared) -> Loaded | PublisherError:
    """One input read; what is said of pages is not said of an edition's file, which is none."""
    try:
        is_page = not is_edition(Path(path))
    except PublisherError as error:
        return error
    return next(load_all([path], declared=about if is_page else NOTHING))


def _parts(
    loaded: Iterable[Loaded], beside: Path, said: tuple[tuple[str, str], ...]
) -> Iterator[OutlinePart]:
    """The articles by their folders, or hosts; those of one alone are in no part."""
    by_folder: dict[Path | str, list[OutlineEntry]] = {}
    for item in loaded:
        group = urlsplit(item.path).hostname or "" if is_web(item.path) else ""
        file, key = part_entry(item.path)
        place = Path(file) if key else Path(file).parent
        by_folder.setdefault(group or place, []).append(_entry(item, beside, said))
    for folder, entries in by_folder.items():
        name = folder if isinstance(folder, str) else folder.absolute().name
        if isinstance(folder, Path) and folder.is_file():
            name = folder.stem
        heading = name if len(by_folder) > 1 else ""
        yield OutlinePart(title=heading, entries=tuple(entries))


def _entry(item: Loaded, beside: Path, said: tuple[tuple[str, str], ...]) -> OutlineEntry:
    article = item.edition.articles[0]
    return OutlineEntry(
        file=_relative(item.path, beside),
        said=said,
        found=", ".join(_found(article)),
        missing=tuple(_missing(article)),
    )


def _found(article: Article) -> Iterator[str]:
    """What was found of an article, most useful first."""
    yield f"“{article.title}”"
    yield from article.authors
    if article.published:
        yield str(article.published)
    if article.rights.licence:
        yield f"states {article.rights.licence.id or name_of(article.rights.licence)}"
    if article.rights.permissions:
        yield "permits under conditions"


def _missing(article: Article) -> Iterator[tuple[str, str]]:
    if not article.authors:
        yield "authors", "no author found"
    if not article.published:
        yield "published", "no date found"


def _name_of(paths: tuple[str, ...]) -> str:
    """The folder's name, or that of the folder in which the first page is."""
    if is_web(paths[0]):
        return urlsplit(paths[0]).hostname or "Edition"
    first = Path(paths[0]).absolute()
    name = (first if first.is_dir() else first.parent).name or "Edition"
    return f"{name[0].upper()}{name[1:]}"


def _relative(path: str, beside: Path) -> str:
    """A path as an edition's file in this folder names it; an address as it is."""
    if is_web(path):
        return path
    file, key = part_entry(path)
    written = Path(os.path.relpath(file, beside)).as_posix()
    return entry_path(written, key) if key else written
