"""What became of each source of a run, as values: printed, kept, and written into reports."""

import enum
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from typing import Any

from publisher.build import Built
from publisher.cli.sources import Loaded
from publisher.model.article import Article
from publisher.rights.policy import State
from publisher.value import value

_PLACE = re.compile(r"^line [\d, ]+: ?")  # where in one page something stands
_NAMED = re.compile(r" '[^']*'")  # the name of a file, behind the word for what it is
_LINES = re.compile(r"\blines? \d+(?:, \d+)*(?: and \d+(?: more)?)?")
_OFTEN = re.compile(r", in (?:one place|\d+ places)$|: lines? \d[^;]*$")
_VARIES = re.compile(r"“[^”]*”|\b\d+\b")


# Reasons of leaving words out, as people are told them; programs get them as they are.
_SAID = {
    "repetition": "said twice",
    "boilerplate": "words of every page of the site",
    "site-furniture": "menus and the like",
    "tracking-pixel": "pictures that only count readers",
    "placeholder": "templates that nobody filled in",
    "private-comment": "comments in the file",
    "metadata": "facts about the page",
    "unreadable": "characters that no book can hold",
    "abridged": "left out by whoever made the edition",
}


def reason_said(reason: str) -> str:
    """Why words were left out, as people are told it."""
    return _SAID.get(reason, reason)


class Outcome(enum.StrEnum):
    """What became of one source."""

    BUILT = "built"
    UNCHANGED = "unchanged"  # nothing that matters has changed since it was built
    REFUSED = "refused"  # a file, or the whole book, is not delivered
    FAILED = "failed"  # it could not be read


@value
class MadeFile:
    """A finished file: its path as it is printed, its form, digest and number of bytes."""

    path: str
    format: str
    sha256: str
    bytes: int


@value
class Doubt:
    """Something to look at before the words are trusted.

    what       in one clause.   article: the title of the article that it is about.
    """

    what: str
    article: str

    @property
    def kind(self) -> str:
        """The clause without place, names and numbers: equal for what is the same doubt."""
        words = _OFTEN.sub("", _PLACE.sub("", self.what).partition("; ")[0])
        words = _LINES.sub("a line", words)
        return " ".join(_VARIES.sub("…", _NAMED.sub("", words)).split())


@value
class Open:
    """A condition that somebody has to answer before the book is published."""

    condition: str
    article: str
    sentence: str
    remedy: str
    words: str = ""


@value
class SourceResult:
    """What became of one source.

    sha256     of its bytes; "" where they could not be had.
    title      of its book; "" where it could not be read.   articles: how many are in it.
    takes_keys whether it is a file in which keys of an article or edition may stand.
    left_out   why words of the source are not in the text -> how many pieces.
    failures   lines that say why a file is not there.
    """

    source: str
    outcome: Outcome
    sha256: str = ""
    title: str = ""
    articles: int = 0
    takes_keys: bool = False
    files: tuple[MadeFile, ...] = ()
    left_out: Mapping[str, int] = field(default_factory=dict)
    doubtful: tuple[Doubt, ...] = ()
    open: tuple[Open, ...] = ()
    failures: tuple[str, ...] = ()
    seconds: float = 0.0

    def with_remarks(self, built: Built) -> "SourceResult":
        """The result with what typesetter and device have to say of the files."""
        said = dict.fromkeys(remark for file in built.files for remark in file.remarks)
        doubts = (Doubt(what=remark, article=self.title) for remark in said)
        return replace(self, doubtful=(*self.doubtful, *doubts))

    def plain(self) -> dict[str, Any]:
        """As plain data, for JSON."""
        return {
            "source": self.source,
            "sha256": self.sha256,
            "outcome": self.outcome.value,
            "title": self.title,
            "articles": self.articles,
            "takes_keys": self.takes_keys,
            "files": [
                {"path": one.path, "format": one.format, "sha256": one.sha256, "bytes": one.bytes}
                for one in self.files
            ],
            "left_out": dict(self.left_out),
            "doubtful": [{"article": one.article, "what": one.what} for one in self.doubtful],
            "open": [
                {
                    "article": one.article,
                    "condition": one.condition,
                    "sentence": one.sentence,
                    "remedy": one.remedy,
                    "words": one.words,
                }
                for one in self.open
            ],
            "failures": list(self.failures),
            "seconds": round(self.seconds, 3),
        }


def result_of(plain: Mapping[str, Any]) -> SourceResult:
    """The result that `plain` wrote.  Refuses with KeyError, TypeError or ValueError all else."""
    return SourceResult(
        source=plain["source"],
        sha256=plain.get("sha256", ""),
        outcome=Outcome(plain["outcome"]),
        title=plain["title"],
        articles=plain["articles"],
        takes_keys=plain["takes_keys"],
        files=tuple(MadeFile(**one) for one in plain["files"]),
        left_out=plain["left_out"],
        doubtful=tuple(Doubt(**one) for one in plain["doubtful"]),
        open=tuple(Open(**one) for one in plain["open"]),
        failures=tuple(plain["failures"]),
        seconds=plain["seconds"],
    )


def read_result(item: Loaded) -> SourceResult:
    """What is known of a source once it is read, before anything is made of it."""
    articles = item.edition.articles
    reasons = Counter(left.because.value for article in articles for left in article.left_out)
    return SourceResult(
        source=item.path,
        outcome=Outcome.FAILED,
        title=item.edition.title,
        articles=len(articles),
        takes_keys=takes_keys(item),
        left_out=dict(sorted(reasons.items())),
        doubtful=tuple(_doubts(item)),
    )


def takes_keys(item: Loaded) -> bool:
    """Whether a source is a file of ours, in which the keys that remedies name may stand."""
    if not item.readings:
        return True  # an edition's file
    return item.edition.single and not any(reading.capture for _, reading in item.readings)


def questions_of(built: Built) -> tuple[Open, ...]:
    """What is open of a book that is to be published; nothing of one for its maker alone."""
    return tuple(
        Open(
            condition=str(found.condition),
            article=found.article,
            sentence=found.sentence,
            remedy=found.remedy,
            words=found.words,
        )
        for found in built.assessments
        if found.state is State.NEEDED
    )


def _doubts(item: Loaded) -> Iterator[Doubt]:
    for _, reading in item.readings:
        for remark in reading.remarks:
            yield Doubt(what=remark, article=reading.article.title)
        if reading.capture:
            yield from _missing(reading.article)


def _missing(article: Article) -> Iterator[Doubt]:
    """What nobody found in a page that somebody saved."""
    if not article.published:
        yield Doubt(what="no date found", article=article.title)
    if not article.contributors:
        yield Doubt(what="no author found", article=article.title)
