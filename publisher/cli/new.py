"""`publisher new`: an edition's file for pages that are there, ready to edit."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from publisher.cli.folders import walk
from publisher.cli.inputs import keep_inputs
from publisher.cli.one_book import language_of
from publisher.cli.output import give, give_text, say_failure
from publisher.cli.sources import STDIN, Loaded, load_all
from publisher.deliver import put_text
from publisher.errors import DeliveryError, PublisherError
from publisher.model.article import Article
from publisher.rights.licences import name_of
from publisher.schema.outline import OutlineEntry, OutlinePart, write_outline

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
@click.option("--force", is_flag=True, help="Replace the file if there is one.")
# click gives flags so
def new_(paths: tuple[str, ...], output: str, title: str, force: bool) -> int:  # noqa: FBT001
    """Write an edition's file that names these pages, or those of folders, with what was found.

    What it writes builds as it is.  Folders in a folder become parts.  What was found is said in
    comments; a key is there, without a value, for what nobody has found.

    \b
    publisher new saved/ -o week.yaml
    publisher build week.yaml
    """
    if STDIN in paths:
        raise click.UsageError("an edition's file names files; standard input is none")
    if output != STDIN:
        keep_inputs("-o", (Path(output),), paths)
        if Path(output).exists() and not force:
            raise DeliveryError(
                output, "there is a file already; give another name with -o, or --force"
            )
    walked = walk(paths)
    loaded, remarks, exit_code = _readable(walked.files)
    if not loaded:
        say_failure("no page could be read; nothing was written")
        return 1
    beside = Path() if output == STDIN else Path(output).parent
    others = (path for path in walked.passed_over if Path(path).suffix.lower() not in _OURS)
    remarks += [f"passed over: {_relative(path, beside)}" for path in others]
    text = write_outline(
        title or _name_of(paths),
        language_of(item.edition.articles[0] for item in loaded),
        tuple(_parts(loaded, beside)),
        remarks,
    )
    if output == STDIN:
        give_text(text)
    else:
        give(os.fspath(put_text(Path(output), text)))
    return exit_code


def _readable(files: Iterable[str]) -> tuple[list[Loaded], list[str], int]:
    """(what could be read, a remark on each of the others, the exit code)."""
    loaded: list[Loaded] = []
    remarks: list[str] = []
    for item in load_all(files):
        if isinstance(item, PublisherError):
            say_failure(str(item))
            remarks.append(f"not read: {str(item).splitlines()[0]}")
        elif not item.edition.single:
            remarks.append(f"passed over: {item.path} is an edition")
        else:
            loaded.append(item)
    return loaded, remarks, 1 if any(one.startswith("not read") for one in remarks) else 0


def _parts(loaded: Iterable[Loaded], beside: Path) -> Iterator[OutlinePart]:
    """The articles by their folders; those of one folder alone are in no part."""
    by_folder: dict[Path, list[OutlineEntry]] = {}
    for item in loaded:
        by_folder.setdefault(Path(item.path).parent, []).append(_entry(item, beside))
    for folder, entries in by_folder.items():
        heading = folder.absolute().name if len(by_folder) > 1 else ""
        yield OutlinePart(title=heading, entries=tuple(entries))


def _entry(item: Loaded, beside: Path) -> OutlineEntry:
    article = item.edition.articles[0]
    return OutlineEntry(
        file=_relative(item.path, beside),
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
        yield f"states {name_of(article.rights.licence)}"
    if article.rights.permissions:
        yield "permits under conditions"


def _missing(article: Article) -> Iterator[tuple[str, str]]:
    if not article.authors:
        yield "authors", "no author found"
    if not article.published:
        yield "published", "no date found"


def _name_of(paths: tuple[str, ...]) -> str:
    """The folder's name, or that of the folder in which the first page is."""
    first = Path(paths[0]).absolute()
    name = (first if first.is_dir() else first.parent).name or "Edition"
    return f"{name[0].upper()}{name[1:]}"


def _relative(path: str, beside: Path) -> str:
    """A path as an edition's file in this folder names it."""
    return Path(os.path.relpath(path, beside)).as_posix()
