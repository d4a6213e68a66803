"""What a person should look at after a run, said once: one short block over all sources.

Failures first, then what is open before publishing, then what is doubtful in reading, each kind
with a count and up to three names; last the one command that tells all.  However many sources there
are, no more is kept of them than the block can say.  --verbose says every name and every line.
"""

import functools
import re
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from publisher.cli.results import Outcome, SourceResult
from publisher.cli.voice import Voice, columns, voice
from publisher.errors import named
from publisher.rows import rows_of
from publisher.text import counted

_LINES = 12  # of the block, failures and all
_NAMED = 3  # names told of a kind
_FAILURES = 6  # told by name
_HEAD_AND_ONE = 2  # lines
_LOOK = "look at these:"
_ASKS = re.compile("^asks ")
_WHOLE = 2  # failures told with all their lines
_LONGEST = 300  # characters of such a line
_TITLE = 32  # characters of a title
# What is answered once for all, where several articles ask for it.
_SEVERAL = {
    "basis": "write basis once in the edition’s file, or in each entry",
}
_LEAST = 24  # columns for a clause; where there are fewer, no name is told
_CLAUSE = 56  # characters of a clause that are worth fewer names


@functools.cache
def clauses() -> dict[str, str]:
    """Condition -> what is open, in one clause; in the order in which kinds are told."""
    return rows_of(Path(__file__).parent / "asked.toml")


def _most(usual: int) -> int:
    """How many are told: the usual, or with --verbose as many as there are."""
    return sys.maxsize if voice() is Voice.VERBOSE else usual


@dataclass(slots=True)
class Kind:
    """One kind of thing that several articles have in common.

    seen    the articles counted so far, of the source that is being added: one counts once.
    """

    says: str
    general: str
    remedy: str = ""
    count: int = 0
    names: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def add(self, article: str, says: str, source: str) -> None:
        """Count an article, once for each source."""
        if article in self.seen:
            return
        self.seen.add(article)
        self.count += 1
        if says != self.says:
            self.says = self.general
        if voice() is Voice.VERBOSE:
            self.names.append(f"“{article}” ({named(source)})")
        elif len(self.names) < _NAMED and (name := f"“{_short(article)}”") not in self.names:
            self.names.append(name)


@dataclass(slots=True)
class Summary:
    """All that is said at the end of a run, counted as its results come in."""

    outcomes: dict[Outcome, int] = field(default_factory=lambda: dict.fromkeys(Outcome, 0))
    articles: int = 0
    trimmed: int = 0  # sources of which words were left out
    passed_over: int = 0
    unread: tuple[str, ...] = ()  # files that hold texts, of kinds that are not read yet
    failures: list[tuple[str, ...]] = field(default_factory=list)
    failed: int = 0
    open: dict[str, Kind] = field(default_factory=dict)
    doubtful: dict[str, Kind] = field(default_factory=dict)
    takes_no_keys: bool = True  # whether no source is a file in which remedies' keys may stand

    def add(self, result: SourceResult) -> None:
        """Count one source."""
        self.outcomes[result.outcome] += 1
        self.articles += result.articles
        self.trimmed += bool(result.left_out)
        self.takes_no_keys &= not result.takes_keys
        if result.failures:
            self.failed += 1
            if len(self.failures) < _most(_FAILURES):
                self.failures.append(result.failures)
        if result.outcome is Outcome.UNCHANGED:
            return
        for one in result.open:
            says = clauses().get(one.condition, one.sentence)
            kind = self.open.setdefault(one.condition, Kind(says, says, one.remedy))
            kind.add(one.article, says, result.source)
        for doubt in result.doubtful:
            kind = self.doubtful.setdefault(doubt.kind, Kind(doubt.what, doubt.kind))
            kind.add(doubt.article, doubt.what, result.source)
        for kind in (*self.open.values(), *self.doubtful.values()):
            kind.seen.clear()

    @property
    def sources(self) -> int:
        """How many sources there were."""
        return sum(self.outcomes.values())

    @property
    def is_unchanged(self) -> bool:
        """Whether nothing at all was to be built."""
        return 0 < self.sources == self.outcomes[Outcome.UNCHANGED]


def block(summary: Summary, more: Sequence[str], seconds: float) -> Iterator[str]:
    """The lines to print at the end of a run.

    more   what tells more, as commands that can be typed, the last the one that tells all.
    """
    if voice() is Voice.QUIET:
        yield from _told_failures(summary)
        return
    if summary.is_unchanged:
        yield "nothing changed; --force builds again"
        return
    head = [line for line in (_counts(summary, seconds),) if line]
    head += _unread(summary)
    head += _told_failures(summary)
    room = _most(_LINES) - len(head) - len(more)
    body = list(_open(summary, room))
    body += _doubtful(summary, room - len(body))
    if summary.sources > 1 or summary.passed_over or body or summary.failed:
        yield from head
    yield from body
    if body or (summary.sources > 1 and (summary.failed or summary.trimmed)):
        yield from more


def _counts(summary: Summary, seconds: float) -> str:
    """How many sources became what; nothing where there was one, and it was well."""
    passed = f"{counted(summary.passed_over, 'file')} passed over"
    if summary.sources > 1:
        told = [f"{count} {outcome.value}" for outcome, count in summary.outcomes.items() if count]
        return ", ".join((*told, *([passed] if summary.passed_over else []), f"{seconds:.0f} s"))
    several = f"{summary.articles} articles" if summary.articles > 1 else ""
    return "; ".join(filter(None, (several, passed if summary.passed_over else "")))


def _unread(summary: Summary) -> Iterator[str]:
    """The files of folders that hold texts and are not read, by name."""
    if summary.unread:
        names = ", ".join(named(name) for name in summary.unread[:_NAMED])
        others = len(summary.unread) - _NAMED
        yield f"not read yet: {names}{f' and {others} more' if others > 0 else ''}"


def _told_failures(summary: Summary) -> list[str]:
    """Each source that failed, with the reason: whole where there are few, else in a line each."""
    indent = "  " if summary.sources > 1 else ""
    if summary.failed <= _most(_WHOLE):
        told = (line for lines in summary.failures for line in lines)
        return [f"{indent}{shorten(line, _most(_LONGEST))}" for line in told]
    lines = [f"{indent}{_cut(_in_one(lines), 2)}" for lines in summary.failures]
    if (more := summary.failed - len(summary.failures)) > 0:
        lines.append(f"{indent}and {more} more")
    return lines


def _in_one(lines: tuple[str, ...]) -> str:
    """A failure in one line: the file that is not made, with the first reason."""
    if len(lines) > 1 and lines[0].endswith("not made"):
        return f"{lines[0]}: {lines[1].strip()}"
    return lines[0]


def _open(summary: Summary, room: int) -> Iterator[str]:
    """What is open before the book is published, and where it is answered."""
    if not summary.open:
        return
    order = list(clauses())
    kinds = sorted(
        summary.open.items(),
        key=lambda pair: order.index(pair[0]) if pair[0] in order else len(order),
    )
    several = len(kinds) > 1
    things = f"{len(kinds)} things are" if several else "1 thing is"
    fitting = kinds if room >= 1 + 2 * len(kinds) else kinds[: max(0, (room - 2) // 2)]
    if not fitting:
        yield f"before you publish, {things} open"
        return
    yield f"before you publish, {things} open:"
    for condition, kind in fitting:
        head, lines = _told(kind, _width(fitting, summary))
        yield from lines
        if remedy := _SEVERAL.get(condition, kind.remedy) if kind.count > 1 else kind.remedy:
            yield f"{' ' * len(head)}{_cut(remedy, len(head))}"
    if len(fitting) < len(kinds):
        yield f"  and {len(kinds) - len(fitting)} more"


def _width(kinds: list[tuple[str, Kind]], summary: Summary) -> int:
    """The width of the column of counts; 0 where there is one article alone, and none is named."""
    if summary.articles <= 1:
        return 0
    return max(len(counted(kind.count, "article")) for _, kind in kinds)


def _doubtful(summary: Summary, room: int) -> Iterator[str]:
    """What is doubtful in reading, most frequent first."""
    kinds = sorted(summary.doubtful.items(), key=lambda pair: -pair[1].count)
    if not kinds or room < 2:
        return
    fitting = kinds if len(kinds) < room else kinds[: max(1, room - 2)]
    others = len(kinds) - len(fitting)
    in_head = others > 0 and room == _HEAD_AND_ONE
    yield f"look at these, the most frequent of {len(kinds)} kinds:" if in_head else _LOOK
    for _, kind in fitting:
        yield from _told(kind, _width(fitting, summary))[1]
    if others and not in_head:
        yield f"  and {others} more"


def _told(kind: Kind, width: int) -> tuple[str, list[str]]:
    """(the first line's head, the lines): count, what, and up to three names; or each in a line."""
    if not width:
        return "    ", [f"  {_cut(kind.says, 2)}"]
    head = f"  {counted(kind.count, 'article'):<{width}}  "
    if voice() is Voice.VERBOSE:
        below = " " * len(head)
        return head, [f"{head}{named(kind.says)}", *(f"{below}{name}" for name in kind.names)]
    says = _ASKS.sub("ask ", kind.says) if kind.count > 1 else kind.says
    for number in range(len(kind.names), 0, -1):
        more = kind.count - number
        names = ", ".join(kind.names[:number])
        names += f" and {more} more" if more > 0 else ""
        room = columns() - len(head) - width_of(names) - 2
        if room >= min(len(kind.general), _CLAUSE):
            break
    if room < _LEAST:
        return head, [f"{head}{shorten(kind.general, max(columns() - len(head), _LEAST))}"]
    says = says if width_of(says) <= room else kind.general if kind.general in says else says
    return head, [f"{head}{shorten(says, room)}: {names}"]


def _short(title: str) -> str:
    return shorten(" ".join(title.split()), _TITLE)


def _cut(line: str, indent: int) -> str:
    return shorten(named(line), _most(columns() - indent))


def shorten(words: str, room: int) -> str:
    """The words, cut at a blank with “…” where they take more columns than this."""
    if width_of(words) <= room:
        return words
    kept = words[: room - 1]
    while width_of(kept) >= room:
        kept = kept[:-1]
    return f"{kept.rsplit(' ', 1)[0].rstrip()}…"


def width_of(words: str) -> int:
    """The columns that words take on a terminal: two for a wide letter (UAX #11)."""
    if words.isascii():
        return len(words)
    return sum(1 + (unicodedata.east_asian_width(letter) in {"W", "F"}) for letter in words)
