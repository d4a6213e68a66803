"""A file that holds several articles: a feed, a mailbox, an export, a book made by others.

What it holds is listed before any of it is read; each entry is read on its own, so that one that
is broken stops no other.  `feed.xml#https://mag.example/mill` names one entry of a file.
"""

import datetime
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from publisher.captures.capture import Capture
from publisher.errors import SourceError
from publisher.files import is_file
from publisher.value import value

MARK = "#"  # between the path of a file and the key of what is in it
_LONGEST = 200  # characters of a key


@value
class Entry:
    """One article of a file, before it is read.

    key       what it is asked for by, within its file; the same as long as the entry is there.
    day       of publication, as the file states it.
    address   where it stands on the web.
    no_text   whether there is nothing of it but its address (and perhaps a teaser).
    passed_over   why it is not taken: "draft", "for members"; "" for one that is.
    """

    key: str
    title: str = ""
    day: datetime.date | None = None
    address: str = ""
    no_text: bool = False
    passed_over: str = ""


@value
class Holding:
    """What a file holds.

    form      "RSS feed", as messages call it.   title: of the whole.
    open      the capture of an entry, by its key.  Refuses with SourceError what cannot be read.

    is_index  whether its entries are files of that kind themselves: a list of feeds.
    """

    name: str
    form: str
    title: str = ""
    language: str = ""
    entries: tuple[Entry, ...] = ()
    is_index: bool = False
    open: Callable[[str], Capture]

    @property
    def is_one(self) -> bool:
        """Whether it is one article with its text: then the file is that, and no collection."""
        if self.is_index or len(self.entries) != 1:
            return False
        return not (self.entries[0].no_text or self.entries[0].passed_over)

    def taken(self, selection: "Selection") -> tuple[Entry, ...]:
        """The entries that are taken; of a list of feeds each, to choose among what is in them."""
        return (ALL if self.is_index else selection).of(self.entries)

    def capture(self, key: str) -> Capture:
        """The capture of an entry.  Refuses with SourceError a key that is not here."""
        if all(one.key != key for one in self.entries):
            raise SourceError(
                self.name,
                0,
                0,
                f"there is no '{key[:80]}' in this {self.form}; publisher show lists what is",
            )
        return self.open(key)


@value
class Selection:
    """Which entries of a file are taken.

    since   those of this day and later.   last: so many, the newest by their days; 0: all.
    """

    since: datetime.date | None = None
    last: int = 0

    def of(self, entries: Iterable[Entry]) -> tuple[Entry, ...]:
        """The entries that are taken, in their order; one without a day is older than any."""
        taken = [one for one in entries if not one.passed_over]
        if self.since:
            since = self.since
            taken = [one for one in taken if one.day and one.day >= since]
        if self.last and len(taken) > self.last:
            newest = sorted(taken, key=lambda one: one.day or datetime.date.min, reverse=True)
            kept = {one.key for one in newest[: self.last]}
            taken = [one for one in taken if one.key in kept]
        return tuple(taken)


ALL = Selection()


def keys(wanted: Iterable[str]) -> Iterator[str]:
    """A key for each entry, of what names it best; no key comes twice.

    wanted   an address, an identifier or a member's name; "" where an entry has none.
    """
    seen: set[str] = set()
    for number, name in enumerate(wanted, start=1):
        plain = "".join(letter for letter in name.strip() if letter.isprintable())[:_LONGEST]
        key = plain or str(number)
        while key in seen:
            key = f"{plain}~{number}"
            number += 1  # noqa: PLW2901 - the next number that is free
        seen.add(key)
        yield key


def entry_path(path: str, key: str) -> str:
    """How an entry of a file is named where a path is expected."""
    return f"{path}{MARK}{key}"


def part_entry(path: str) -> tuple[str, str]:
    """(path of the file, key of the entry in it; "" where a file itself is named)."""
    if MARK not in path or is_file(Path(path)):
        return path, ""
    at = path.find(MARK)
    while at >= 0:
        if is_file(Path(path[:at])):
            return path[:at], path[at + 1 :]
        at = path.find(MARK, at + 1)
    return path, ""
