"""What earlier issues held: by it no article comes twice, and none is lost.

It stands beside the finished issues (.publisher/issues.json) and is written whole, after an issue
is in its place and not before.  What was fetched stays in .publisher/incoming/ until an issue holds
all of it, so that an article of a feed is not lost with a run that failed.
"""

import contextlib
import datetime
import json
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from publisher.deliver import RECORDS, put_text
from publisher.errors import DeliveryError, SourceError
from publisher.value import value

if os.name == "posix":
    import fcntl

_FILE, _LOCK = "issues.json", "issues.lock"
INCOMING = "incoming"


@value
class Issue:
    """One issue that was made.

    files      names in the folder of issues.   sent: addresses it was sent to.
    articles   identities of what it holds, and digests of their words.
    feeds      sources that held several articles: a page in place of one is no article.
    """

    number: int
    day: str
    title: str
    files: tuple[str, ...]
    articles: tuple[str, ...]
    sent: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()

    def plain(self) -> dict[str, Any]:
        """As plain data, for JSON."""
        return {
            "number": self.number,
            "day": self.day,
            "title": self.title,
            "files": list(self.files),
            "sent": list(self.sent),
            "articles": list(self.articles),
            "feeds": list(self.feeds),
        }


@value
class Issues:
    """All issues of a folder, in their order."""

    made: tuple[Issue, ...] = ()

    @property
    def last(self) -> Issue | None:
        """The newest."""
        return self.made[-1] if self.made else None

    @property
    def held(self) -> frozenset[str]:
        """Identities and digests of every article that an issue holds."""
        return frozenset(one for issue in self.made for one in issue.articles)

    @property
    def feeds(self) -> frozenset[str]:
        """The sources that held several articles."""
        return frozenset(one for issue in self.made for one in issue.feeds)

    def with_issue(self, issue: Issue) -> "Issues":
        """These and one more."""
        return Issues(made=(*self.made, issue))

    def with_sent(self, address: str) -> "Issues":
        """The same, the newest sent to this address."""
        last = self.made[-1]
        return Issues(made=(*self.made[:-1], replace(last, sent=(*last.sent, address))))


def read_issues(folder: Path) -> Issues:
    """What earlier runs made in this folder.

    Refuses with SourceError a file that is there and cannot be read: to begin anew would repeat
    every article.
    """
    path = folder / RECORDS / _FILE
    if not path.exists():
        return Issues()
    try:
        rows = json.loads(path.read_bytes())["issues"]
        return Issues(made=tuple(_issue(row) for row in rows))
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise SourceError(
            os.fspath(path),
            0,
            0,
            "it says what earlier issues held, and cannot be read; restore it, or move it away to"
            " begin with issue 1",
        ) from error


def write_issues(folder: Path, issues: Issues) -> None:
    """Write down what was made; the file is whole at every moment."""
    rows = {"issues": [issue.plain() for issue in issues.made]}
    path = folder / RECORDS / _FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    put_text(path, json.dumps(rows, ensure_ascii=False, indent=1) + "\n")


def _issue(row: dict[str, Any]) -> Issue:
    datetime.date.fromisoformat(row["day"])
    return Issue(
        number=int(row["number"]),
        day=str(row["day"]),
        title=str(row["title"]),
        files=tuple(map(str, row["files"])),
        articles=tuple(map(str, row["articles"])),
        sent=tuple(map(str, row.get("sent", ()))),
        feeds=tuple(map(str, row.get("feeds", ()))),
    )


@contextlib.contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Let one run at a time work in this folder.

    Refuses with DeliveryError where another is at work, or the folder cannot be written to.
    """
    path = folder / RECORDS / _LOCK
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        said = (error.strerror or str(error)).lower()
        raise DeliveryError(os.fspath(folder), f"{said}; name another as output") from error
    try:
        if os.name == "posix":
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise DeliveryError(
            os.fspath(folder), "another run makes an issue here; try again when it has ended"
        ) from error
    finally:
        os.close(descriptor)
