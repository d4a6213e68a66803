"""From paths on the command line to editions.

What to read, what to call it, and what was declared about it.
"""

import os
import sys
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from publisher.captures import ALL, Capture, Selection, is_archived, name_for, part_entry
from publisher.cli.held import entries_read
from publisher.cli.kept_articles import reading_with
from publisher.errors import PublisherError, SourceError, error_of
from publisher.files import is_folder
from publisher.model.article import Relation, is_address, with_source
from publisher.model.edition import Edition, Part, alone, clock
from publisher.part_cache import PartCache
from publisher.readers import (
    holding_in,
    is_edition,
    read,
    read_capture,
    read_edition_file,
    suffixes,
)
from publisher.readers.source import Reading
from publisher.text import file_name
from publisher.value import value

if TYPE_CHECKING:  # whose module is loaded by commands that fetch
    from publisher.cli.fetching import Fetcher

STDIN = "-"
_NAMELESS = {"article", "index", "page", STDIN}  # file stems that say nothing about their content

_OF_EDITIONS = {"edition", "book"}  # likewise of an edition's file


@value
class Loaded:
    """One input, read: the edition it makes.

    readings   of its articles with their paths, where it is a capture or an article, or several
               that are bound into one book.
    lines      of an edition's file: the title of an article -> the line where it is named.
    failed     why entries of a file that holds several could not be read: the others are here.
    """

    path: str
    edition: Edition
    readings: tuple[tuple[str, Reading], ...]
    lines: Mapping[str, int] = field(default_factory=dict)
    failed: tuple[PublisherError, ...] = ()


@value
class Declared:
    """What the command line says about a capture.

    Its address where it holds none, and its encoding where it is not UTF-8; which entries are taken
    of a file that holds several.
    """

    source_url: str = ""
    encoding: str = ""
    selection: Selection = ALL

    def of(self, paths: Collection[object]) -> "Declared":
        """The same for these inputs.  Refuses with a usage error one address for several."""
        if self.source_url and len(paths) != 1:
            raise click.UsageError(
                "--source-url is for one page, and several are given; say it of each in an"
                " edition.yaml (publisher new begins one)"
            )
        return self

    def plain(self) -> tuple[tuple[str, str], ...]:
        """What is said, as the keys of an entry in an edition's file."""
        rows = (("source_url", self.source_url), ("encoding", self.encoding))
        return tuple((key, words) for key, words in rows if words)


NOTHING = Declared()


def taken(declared: dict[str, str], fetcher: "Fetcher") -> Declared:
    """What the command line says about its inputs, with which entries it takes of them."""
    return Declared(**declared, selection=fetcher.selection)


def declaring(command: Callable[..., int]) -> Callable[..., int]:
    """The options that say something about a capture; the command takes them as **declared."""
    for option in (
        click.option(
            "--encoding",
            default="",
            metavar="NAME",
            help="How a page is encoded, where it does not say it, such as windows-1252.",
        ),
        click.option(
            "--source-url",
            default="",
            metavar="URL",
            help="Address of the page, where it does not say it.",
        ),
    ):
        command = option(command)
    return command


def load(
    path: str,
    *,
    declared: Declared = NOTHING,
    theme: str = "",
    cache: PartCache | None = None,
    capture: Capture | None = None,
    name: str = "",
) -> Loaded:
    """The edition that a file makes: an edition file as it stands, an article on its own.

    cache     articles of editions that were read before; None: each is read.
    capture   the page, where it is at hand already: of an archive.   name: of its finished files.

    Refuses with SourceError or SchemaError what cannot be read, with all faults; a folder as well.
    """
    if path != STDIN and is_folder(Path(path)):
        looked_for = ", ".join(sorted(suffixes()))
        raise SourceError(
            path, 0, 0, f"no article or edition in this folder (looked for {looked_for})"
        )
    if path != STDIN and is_edition(Path(path)):
        for option, key in (("--source-url", "source_url"), ("--encoding", "encoding")):
            if getattr(declared, key):
                raise click.UsageError(
                    f"{option} is for pages; {path} is an edition's file: write {key} in the"
                    " entry of the page there"
                )
        found = read_edition_file(Path(path), reading_with(cache))
        edition = replace(found.edition, theme=theme or found.edition.theme)
        return Loaded(path=path, edition=edition, readings=(), lines=found.lines)
    if path != STDIN and capture is None and (held := _of_holding(path, declared, theme)):
        return held
    reading = load_reading(path, declared, capture)
    return Loaded(
        path=path,
        edition=alone(reading.article, name=name or _name(path, reading), theme=theme),
        readings=((path, reading),),
    )


def _of_holding(path: str, declared: Declared, theme: str) -> Loaded | None:
    """The book of a file that holds several articles; None for every other file.

    Refuses with SourceError one that is damaged, or of which no entry can be read.
    """
    holding = holding_in(Path(path))
    if holding is None or holding.is_one:
        return None
    if declared.source_url:
        raise click.UsageError("--source-url is for one article; name one of them: FILE#KEY")
    found = entries_read(holding, path, declared.selection, encoding=declared.encoding)
    articles = tuple(reading.article for _, reading in found.readings)
    languages = Counter(article.language for article in articles if article.language != "und")
    common = languages.most_common(1)
    stem = Path(path).stem
    edition = Edition(
        name=file_name(holding.title if stem.lower() in _NAMELESS else stem, "book"),
        title=holding.title or stem,
        language=holding.language or (common[0][0] if common else "und"),
        theme=theme,
        parts=(Part(articles=articles),),
    )
    return Loaded(path=path, edition=edition, readings=found.readings, failed=found.failed)


def load_reading(
    path: str, declared: Declared = NOTHING, capture: Capture | None = None
) -> Reading:
    """The reading of one article file, or of standard input.

    Refuses with SourceError an edition's file: it is read as one by `load`.
    """
    if path != STDIN and is_edition(Path(path)):
        raise SourceError(
            path, 0, 0, "an edition's file is no page; name the pages in it, or their folder"
        )
    if capture is not None:
        reading = read_capture(capture.name, capture.data, capture, encoding=declared.encoding)
    else:
        name, data = (path, None) if path != STDIN else ("standard input", sys.stdin.buffer.read())
        reading = read(name, data, encoding=declared.encoding)
    if not declared.source_url:
        return reading
    if not is_address(declared.source_url):
        raise click.BadParameter(
            f"'{declared.source_url}' is not an address; give it whole, with https://",
            param_hint="--source-url",
        )
    article = with_source(
        reading.article, Relation.CAPTURED_FROM, "--source-url", url=declared.source_url
    )
    return replace(reading, article=article)


def load_all(
    paths: Iterable[str], *, declared: Declared = NOTHING, theme: str = ""
) -> Iterator[Loaded | PublisherError]:
    """Each input read, or what is wrong with it."""
    for path in paths:
        try:
            yield load(path, declared=declared, theme=theme)
        except click.ClickException:
            raise
        # the door of one input: whatever stops it stops no other
        except Exception as error:  # noqa: BLE001
            yield error_of(path, error)


def moment_of(edition: Edition) -> datetime:
    """The edition's moment: SOURCE_DATE_EPOCH where it is set, else what the edition says.

    Refuses with a usage error a SOURCE_DATE_EPOCH that is not a number of seconds.
    """
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not given:
        return clock(edition)
    try:
        return clock(edition, int(given))
    except (ValueError, OverflowError, OSError) as error:
        raise click.UsageError(
            f"SOURCE_DATE_EPOCH is '{given[:40]}', not a number of seconds; correct or unset it"
        ) from error


def today() -> datetime:
    """This moment, in UTC: only permissions that expire look at it."""
    return datetime.now(UTC)


def name_by_path(path: str) -> str:
    """What the finished files of a source are called; "" where only its content tells."""
    if is_archived(path):
        return archived_name(path)
    stem = Path(path).stem
    return "" if stem.lower() in _NAMELESS | _OF_EDITIONS else file_name(stem, "")


def archived_name(path: str) -> str:
    """A name for the finished files of a page of an archive."""
    return name_for(part_entry(path)[1] or Path(path).stem)


def _name(path: str, reading: Reading) -> str:
    """A file name for the finished files.

    The source's own stem where it says something, else the title.
    """
    file, key = part_entry(path)
    if is_archived(path):
        return archived_name(path)
    stem = Path(file).stem
    if key:
        return file_name(reading.article.title, stem)
    if stem.lower() not in _NAMELESS:
        return file_name(stem, "article")
    folder = file_name(Path(path).absolute().parent.name, "article") if path != STDIN else "article"
    return file_name(reading.article.title, folder)
