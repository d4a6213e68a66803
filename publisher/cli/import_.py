"""`publisher import`: a capture becomes a structured article that a person checks and keeps."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath

import click

from publisher.captures import part_entry
from publisher.cli.fetching import Fetcher, at_hand, fetching
from publisher.cli.folders import Input
from publisher.cli.held import taking
from publisher.cli.inputs import keep_inputs
from publisher.cli.outcomes import Tally
from publisher.cli.output import give, say, say_detail
from publisher.cli.sources import STDIN, Declared, declaring, load_reading, taken
from publisher.deliver import place, put_text
from publisher.errors import DeliveryError, PublisherError, named
from publisher.files import is_folder
from publisher.model.article import Article
from publisher.readers import is_edition
from publisher.schema.markdown import write_article
from publisher.text import counted, file_name


@click.command("import")
@click.argument("path", metavar="SOURCE")
@click.option(
    "-o",
    "--output",
    default="-",
    metavar="FILE",
    help="Where to write the article; - is standard output.  For a folder: the new folder.",
)
@declaring
@fetching
@taking
@click.option("--force", is_flag=True, help="Replace the file if there is one.")
def import_(
    path: str,
    output: str,
    *,
    force: bool,
    fetcher: Fetcher,
    **declared: str,
) -> int:
    """Turn a page, mail or document (a file, an address, or -) into an article file.

    Of a folder, a feed, a mailbox or an export, each page becomes a folder of its own with its
    article and pictures.

    It is Markdown with the facts in front.  Every key of its rights is there; those nobody knows
    are empty, for you to fill in.  The words are the page's.

    \b
    publisher import story.html -o articles/story/article.md
    publisher import saved/ -o articles/
    """
    tally, is_folder_ = Tally(), path != STDIN and is_folder(Path(path))
    with at_hand((path,), fetcher, tally.fail) as found:
        inputs = [one for source in found for one in _held(source, fetcher, tally)]
        is_many = is_folder_ or len(inputs) > 1
        if is_many and (output == STDIN or Path(output).is_file()):
            raise click.UsageError("many pages are imported into a folder: name it with -o")
        about = taken(declared, fetcher).of(inputs)
        targets: dict[str, Input] = {}
        for source in inputs:
            if is_many and is_edition(Path(source.path)):
                say_detail(f"{named(source.path)}: passed over; an edition is no page")
                continue
            target = _place_of(source, Path(output)) if is_many else output
            try:
                if targets.setdefault(target, source) is not source:
                    raise DeliveryError(target, f"made of {targets[target].name} in this run")
                _import(source, target, about, tell=say_detail if is_many else say, force=force)
            except PublisherError as error:
                tally.fail(error)
    if is_many and len(targets) > tally.failed:
        made = counted(len(targets) - tally.failed, "article")
        say(f"{made}; read each once: left_out: lists the words that are not in it")
    return tally.exit_code


def _held(source: Input, fetcher: Fetcher, tally: Tally) -> Iterator[Input]:
    """A page; of a file that holds several articles each that is taken."""
    try:
        yield from fetcher.held(source)
    except PublisherError as error:
        tally.fail(error)


def _place_of(source: Input, folder: Path) -> str:
    """Where the article of a page of a folder is written: in a folder called as the page is."""
    file, key = part_entry(source.path)
    below = folder / source.below
    if key:
        below /= file_name(Path(file).stem, "articles")
    name = file_name(_last_word(key) if key else Path(file).stem, "article")
    return os.fspath(below / name / "article.md")


def _last_word(key: str) -> str:
    """The part of a key that tells most: of an address or a path the last of it."""
    return PurePosixPath(key.rstrip("/")).stem or key


def _import(
    source: Input, output: str, about: Declared, *, tell: Callable[[str], None], force: bool
) -> None:
    """Write the article of one page, and tell what a person should know of it.

    Refuses with PublisherError what cannot be read or put.
    """
    path = source.path
    if output != "-":
        keep_inputs("-o", (Path(output),), (path,))
    if output != "-" and Path(output).exists() and not force:
        raise DeliveryError(
            output,
            "there is a file already, perhaps with corrections; give another name, or --force",
        )
    reading = load_reading(path, about)
    written = write_article(reading.article)
    for remark in reading.remarks:
        tell(f"{named(source.name)}: {remark}")
    if output == "-":
        give(written.rstrip("\n"))
        return
    for path_of_picture in _put_pictures(reading.article, Path(output).parent, force=force):
        tell(f"{path_of_picture}: a picture of the page")
    give(os.fspath(put_text(Path(output), written)))
    tell(
        f"{output}: read it once: {counted(len(reading.article.rights.notices), 'notice')} kept,"
        f" {counted(len(reading.article.left_out), 'line')} left out (listed under left_out:)"
    )


def _put_pictures(article: Article, folder: Path, *, force: bool) -> tuple[Path, ...]:
    """The pictures that were written into the article's folder, under the names it gives them.

    A file that holds the same picture stays.  Refuses with DeliveryError one that holds another,
    unless forced; then nothing was written.
    """
    missing = {
        folder / asset.file: asset.data
        for asset in article.assets
        if asset.file and asset.data and not _holds(folder / asset.file, asset.data)
    }
    for path in missing:
        if path.exists() and not force:
            raise DeliveryError(
                os.fspath(path),
                "another picture has this name; choose another folder for the article, or --force",
            )
    for path, data in missing.items():
        with place(path.parent) as put:
            put(path.name, data)
    return tuple(missing)


def _holds(path: Path, data: bytes) -> bool:
    try:
        return path.stat().st_size == len(data) and path.read_bytes() == data
    except OSError:
        return False
