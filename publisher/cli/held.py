"""Entries of a file that holds several articles: which are taken, read, fetched and listed."""

import functools
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from publisher.captures import (
    ALL,
    Entry,
    Holding,
    Selection,
    entry_path,
    fetched_beside,
    kept_page,
)
from publisher.cli.output import give, say
from publisher.errors import PublisherError, SourceError, error_of, named
from publisher.readers import holding_in, read
from publisher.readers.source import Reading
from publisher.value import value


@value
class EntriesRead:
    """The entries of a file that could be read, by their paths, and why the others could not."""

    readings: tuple[tuple[str, Reading], ...]
    failed: tuple[PublisherError, ...]


def taking(command: Callable[..., int]) -> Callable[..., int]:
    """Give a command the options that choose among entries; its fetcher keeps to them.

    Stands below `fetching`, which makes the fetcher.
    """

    @functools.wraps(command)
    def with_selection(
        *given: Any,  # noqa: ANN401 - whatever the command takes
        fetcher: Any,  # noqa: ANN401 - a Fetcher, whose module loads this one
        since: datetime | None,
        last: int | None,
        fetch: bool,
        **named_: Any,  # noqa: ANN401
    ) -> int:
        fetcher.selection = Selection(since=since.date() if since else None, last=last or 0)
        fetcher.follow = fetch
        return command(*given, fetcher=fetcher, **named_)

    for option in (
        click.option(
            "--fetch",
            is_flag=True,
            help="Fetch the pages of which a feed or a list holds only the address.",
        ),
        click.option(
            "--last",
            type=click.IntRange(min=1),
            metavar="N",
            help="Of a feed, mailbox or export: the newest N.",
        ),
        click.option(
            "--since",
            type=click.DateTime(["%Y-%m-%d"]),
            metavar="DAY",
            help="Of a feed, mailbox or export: of this day and later.",
        ),
    ):
        with_selection = option(with_selection)
    return with_selection


def entries_read(
    holding: Holding, path: str, selection: Selection = ALL, *, encoding: str = ""
) -> EntriesRead:
    """The entries of a file that are taken; what is passed over is told in a line.

    Refuses with SourceError a file of which nothing is taken, or nothing can be read.
    """
    readings: list[tuple[str, Reading]] = []
    failed: list[PublisherError] = []
    for place in chosen(holding, path, selection):
        try:
            readings.append((place, read(place, encoding=encoding)))
        # the door of one entry: whatever stops it stops no other
        except Exception as error:  # noqa: BLE001
            failed.append(error_of(place, error))
    if not readings:
        what = f"nothing of this {holding.form} is taken; publisher show lists what it holds"
        raise failed[0] if failed else SourceError(path, 0, 0, what)
    return EntriesRead(readings=tuple(readings), failed=tuple(failed))


def chosen(holding: Holding, path: str, selection: Selection) -> Iterator[str]:
    """The entries that are taken, each as a path; what is passed over is told in a line.

    One of which there is only the address is taken where its page was fetched; where a feed was
    fetched, what is taken of that.
    """
    passed = Counter(one.passed_over for one in holding.entries if one.passed_over)
    if passed:
        told = ", ".join(f"{why} ({number})" for why, number in sorted(passed.items()))
        say(f"{named(path)}: passed over: {told}")
    missing = 0
    for entry in holding.taken(selection):
        page = _kept_of(entry, path)
        if page is None and entry.no_text:
            missing += 1
            continue
        inner = holding_in(page) if page is not None and holding.is_index else None
        if inner is not None:
            yield from chosen(inner, str(page), selection)
        else:
            yield entry_path(path, entry.key)
    if missing:
        several = "entries hold" if missing > 1 else "entry holds"
        say(f"{named(path)}: {missing} {several} only an address; --fetch fetches the pages")


def _kept_of(entry: Entry, path: str) -> Path | None:
    """The page of an entry without a text, where it was fetched before."""
    has_page = entry.no_text and bool(entry.address)
    return kept_page(entry.address, Path(path).parent) if has_page else None


def to_fetch(holding: Holding, selection: Selection) -> Iterator[str]:
    """The addresses of what is taken of a file that holds no text of it."""
    for entry in holding.taken(selection):
        if entry.no_text and entry.address:
            yield entry.address


def was_fetched(path: Path) -> bool:
    """Whether a file is as it came from an address."""
    try:
        return fetched_beside(path, path.read_bytes()) is not None
    except OSError:
        return False


def list_entries(holding: Holding, selection: Selection) -> None:
    """Print what a file holds: the key of each entry, its day, its title, what there is to know."""
    count = len(holding.entries)
    title = f" “{holding.title}”" if holding.title else ""
    give(f"{named(holding.name)}: {holding.form}{title}, {count} article{'s' * (count != 1)}")
    taken = {one.key for one in holding.taken(selection)}
    for entry in holding.entries:
        note = entry.passed_over or ("only its address" if entry.no_text else "")
        note = note or ("" if entry.key in taken else "not chosen")
        day = entry.day.isoformat() if entry.day else "          "
        told = f"  ({note})" if note else ""
        give(f"  {day}  {named(entry.title) or '–'}{told}")
        give(f"              #{named(entry.key)}")
