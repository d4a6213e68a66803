"""Ledger × Evidence → findings: each notice kept, changed, misplaced, hidden or missing; each word of each text.

The one idea: everything visible is one stream of characters without white space, in reading order; what is owed is
looked for in it.  Ids and classes of the file are never trusted for a verdict: words are.
"""

import bisect
import functools
import hashlib
import re
import sys
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from publisher.rights.notices import Account, Ledger, Owed, Run
from publisher.text import alike, digest, is_rtl, letters, solid, squeeze, stream
from publisher.verify.evidence import Evidence, Link, Segment
from publisher.verify.report import Finding

_ALIKE = 0.75  # two texts of which three quarters agree are one text changed
_HEAD = 24  # characters of a notice that are enough to look for a changed one


@dataclass(frozen=True, slots=True)
class _Stream:
    """Characters without white space, with the places they come from."""

    text: str
    starts: tuple[int, ...]
    places: tuple[str, ...]
    asides: tuple[bool, ...]
    wholes: dict[str, list[int]]
    struck: frozenset[int]
    blocks: bool

    @classmethod
    def of(cls, segments: Sequence[Segment], *, blocks: bool) -> "_Stream":
        squeezed = [squeeze(segment.text) for segment in segments]
        pieces = [words.replace(" ", "").replace("-", "").replace("\u2010", "") for words in squeezed]  # as text.stream does
        starts = [0]
        for piece in pieces:
            starts.append(starts[-1] + len(piece))
        return cls("".join(pieces), tuple(starts[:-1]), tuple(segment.place for segment in segments),
                   tuple(segment.aside for segment in segments), _wholes(squeezed, starts),
                   frozenset(start for segment, start in zip(segments, starts, strict=False) if segment.struck), blocks)

    def place(self, at: int) -> str:
        """Where a character of the stream stands."""
        return self.places[bisect.bisect_right(self.starts, at) - 1] if self.places else ""

    def find(self, text: str, start: int = 0, end: int = sys.maxsize) -> int:
        """Where these words stand in the stream; -1 where they do not.

        Of a line with right-to-left words a PDF gives the words in the order of drawing.  There they are found where a
        stretch of the same length has the same characters, and in it each word as written or turned round.
        """
        words = stream(text)
        place = self.text.find(words, start, end)
        return place if place >= 0 or self.blocks or not is_rtl(text) else self._find_in_any_order(text, words, start, min(end, len(self.text)))

    def _find_in_any_order(self, text: str, words: str, start: int, end: int) -> int:
        length = len(words)
        if end - start < length:
            return -1
        missing = Counter(alike(words))
        missing.subtract(alike(self.text[start:start + length]))
        different = sum(count != 0 for count in missing.values())
        for place in range(start, end - length + 1):
            if not different and self._has_words(text, place, place + length):
                return place
            if place + length < end:
                for char, change in ((alike(self.text[place]), 1), (alike(self.text[place + length]), -1)):
                    before = missing[char]
                    missing[char] = before + change
                    different += (before + change != 0) - (before != 0)
        return -1

    def _has_words(self, text: str, start: int, end: int) -> bool:
        there = self.text[start:end]
        for word in re.findall(r"\w+", squeeze(text)):
            if word not in there and word[::-1] not in there and not (len(word) > 3 and stream(word) in there):
                return False
        return True


def _wholes(squeezed: Sequence[str], starts: Sequence[int]) -> dict[str, list[int]]:
    """Squeezed words of each segment → where such segments begin."""
    found: dict[str, list[int]] = {}
    for words, start in zip(squeezed, starts, strict=False):
        found.setdefault(words, []).append(start)
    return found


@dataclass(frozen=True, slots=True)
class _Region:
    """The stretch of the stream that belongs to one article."""

    start: int
    end: int


def judge(ledger: Ledger, evidence: Evidence) -> Iterator[Finding]:
    """Everything the file owes and does not show, in the order of the ledger."""
    seen = [segment for segment in evidence.segments if not segment.unseen]
    visible = _Stream.of(seen, blocks=evidence.blocks)
    unseen = [(stream(segment.text), segment) for segment in evidence.segments if segment.unseen]
    located, findings = _texts(ledger, evidence, seen, visible, unseen)
    yield from findings
    regions = _regions(ledger, located, visible)
    for account in ledger.accounts:
        region = regions.get(account.id)
        if region is None:
            continue  # an article of which nothing is there was reported above
        for owed in account.notices:
            yield from _notice(owed, account, visible, region, unseen, blocks=evidence.blocks)
        yield from _names(account, visible, region)
    yield from _addresses(ledger, evidence, visible)


def judge_texts(ledger: Ledger, evidence: Evidence) -> tuple[list[Finding], dict[str, int]]:
    """(what is wrong with title and text of each article, how many of its runs stand there to the letter)."""
    seen = [segment for segment in evidence.segments if not segment.unseen]
    visible = _Stream.of(seen, blocks=evidence.blocks)
    unseen = [(stream(segment.text), segment) for segment in evidence.segments if segment.unseen]
    located, findings = _texts(ledger, evidence, seen, visible, unseen)
    wrong = Counter(finding.article for finding in findings if finding.code == "text-changed" and "spaces or hyphens" in finding.message)
    same = {ident: sum(place >= 0 for place in places) - wrong[ident] for ident, places in located.items()}
    return findings, same


# --- the texts of the articles ------------------------------------------------------------------------------------------


def _texts(ledger: Ledger, evidence: Evidence, seen: Sequence[Segment], visible: _Stream,
           unseen: Sequence[tuple[str, Segment]]) -> tuple[dict[str, list[int]], list[Finding]]:
    """Where each run of each article begins in the stream (-1 where it is not), and what is wrong with the texts."""
    located: dict[str, list[int]] = {}
    findings: list[Finding] = []
    finder = _Blocks(visible) if evidence.blocks else _Pages(visible)
    end = 0
    for account in ledger.accounts:
        places = finder.locate(account.runs, end)
        if _share(account.runs, places) < _HALF:
            anywhere = finder.locate(account.runs, 0)
            if _share(account.runs, anywhere) >= _HALF:
                findings.append(Finding(code="article-order", article=account.id,
                                        message=f"the article “{_short(account.title)}” stands before one that should come first"))
                places = anywhere
            elif _share(account.runs, places) < _TRACE:
                findings.append(_gone(account, unseen))
                continue
        there = [place for place in places if place >= 0]
        located[account.id] = places
        findings += _gaps(account, places, visible, unseen)
        findings += [Finding(code="text-changed", article=account.id, place=visible.place(place),
                             message=f"{_block(number, account)}: “{_short(run.text or visible.text[place:place + run.length])}” stands there with other "
                                     "spaces or hyphens")
                     for number, (run, place) in enumerate(zip(account.runs, places, strict=True)) if place >= 0 and not finder.is_exact(run, place)]
        findings += _added(account, places, evidence, seen, visible)
        end = max(there, default=end)
    return located, findings


def _gone(account: Account, unseen: Sequence[tuple[str, Segment]]) -> Finding:
    """An article of which nothing is seen: hidden as a whole, or not there."""
    title = stream(account.title)
    hidden = next((segment for text, segment in unseen if title in text), None)
    if hidden:
        return Finding(code="text-hidden", article=account.id, place=hidden.place,
                       message=f"a reader does not see the article “{_short(account.title)}”: {hidden.unseen}")
    return Finding(code="article-missing", article=account.id, message=f"the article “{_short(account.title)}” is not in the file")


_HALF, _TRACE = 0.5, 0.1  # shares of an article's characters: enough to say that it is there; too few to say so


def _share(runs: Sequence[Run], places: Sequence[int]) -> float:
    """How much of an article was found, by length; an article without words is all there."""
    whole = sum(run.length for run in runs)
    return sum(run.length for run, place in zip(runs, places, strict=True) if place >= 0) / whole if whole else 1.0


class _Finder(ABC):
    """Finds runs in order.  What only occurs behind words that should follow it is not there: it is another place's."""

    def locate(self, runs: Sequence[Run], after: int) -> list[int]:
        """Where each run begins at or behind `after`; -1 for one that is not there."""
        places = []
        for number, run in enumerate(runs):
            place = self.find(run, after)
            if place > after and self._has_gone_on(runs[number + 1:number + _AHEAD], after, place):
                place = -1
            places.append(place)
            if place >= 0:
                after = place + run.length
        return places

    def _has_gone_on(self, following: Sequence[Run], after: int, place: int) -> bool:
        """Whether two of the next runs stand before this place: one may be a title that the contents page repeats."""
        telling = [run for run in following if run.length >= _TELLING]
        before = sum(0 <= self.find(run, after) <= place - run.length for run in telling)
        return before >= 2 or (before == 1 and len(telling) == 1)

    @abstractmethod
    def find(self, run: Run, after: int) -> int:
        """The first place of a run at or behind `after`, or -1."""

    def is_exact(self, run: Run, place: int) -> bool:  # noqa: ARG002 - of a page nobody can tell
        """Whether the run stands at this place with its own spaces and hyphens."""
        return True


_AHEAD = 4  # runs looked at: enough to see that the text has gone on
_TELLING = 8  # characters: shorter runs occur anywhere


class _Blocks(_Finder):
    """Runs found as whole blocks, by the digest of their words, spaces and hyphens: for files whose blocks can be told apart."""

    def __init__(self, visible: _Stream) -> None:
        self.exact: dict[str, list[int]] = {}
        for words, starts in visible.wholes.items():
            self.exact[hashlib.sha256(words.encode()).hexdigest()] = starts
        self.visible = visible

    @functools.cached_property
    def loose(self) -> dict[str, list[int]]:
        """The same by the digest of the words alone: asked only where something is not found to the letter."""
        found: dict[str, list[int]] = {}
        for words, starts in self.visible.wholes.items():
            found.setdefault(digest(stream(words)), []).extend(starts)
        return {key: sorted(starts) for key, starts in found.items()}

    def find(self, run: Run, after: int) -> int:
        place = _next(self.exact.get(run.exact, []), after)
        return place if place >= 0 else _next(self.loose.get(run.sha256, []), after)

    def is_exact(self, run: Run, place: int) -> bool:
        return not run.exact or place in self.exact.get(run.exact, ())


def _next(places: Sequence[int], after: int) -> int:
    """The first of these places at or behind `after`; -1 where there is none."""
    number = bisect.bisect_left(places, after)
    return places[number] if number < len(places) else -1


class _Pages(_Finder):
    """Runs found in the stream of a paginated file: by their words, or by length and digest."""

    def __init__(self, visible: _Stream) -> None:
        self.visible = visible

    def find(self, run: Run, after: int) -> int:
        return self.visible.find(run.text, after) if run.text else self._by_digest(run, after)

    def _by_digest(self, run: Run, after: int) -> int:
        """The run at the first offset where its digest fits; an article's next words are seldom far."""
        text = self.visible.text
        for place in range(after, min(after + _REACH, len(text) - run.length + 1)):
            there = text[place:place + run.length]
            if digest(there) == run.sha256 or (run.letters and is_rtl(there) and digest(letters(there)) == run.letters):
                return place
        return -1


_REACH = 4000  # characters searched for the next run of a record: our own words between two runs are far fewer


def _gaps(account: Account, places: Sequence[int], visible: _Stream, unseen: Sequence[tuple[str, Segment]]) -> Iterator[Finding]:
    """Runs that are not there, told as changed where something like them stands in their place."""
    for number, (run, place) in enumerate(zip(account.runs, places, strict=True)):
        if place >= 0:
            continue
        words = stream(run.text)
        hidden = next((segment for text, segment in unseen if words and words in text), None)
        if hidden:
            yield Finding(code="text-hidden", article=account.id, place=hidden.place,
                          message=f"{_block(number, account)}: a reader does not see “{_short(run.text)}”: {hidden.unseen}")
            continue
        before = next((places[n] + account.runs[n].length for n in range(number - 1, -1, -1) if places[n] >= 0), None)
        after = next((places[n] for n in range(number + 1, len(places)) if places[n] >= 0), None)
        start = before if before is not None else max(0, (after or 0) - 2 * run.length)
        there = visible.text[start:after if after is not None else start + 2 * run.length]
        where = visible.place(before if before is not None else after or 0)
        if run.sha256 == digest(stream(account.title)):
            yield Finding(code="title-missing", article=account.id, place=where,
                          message=f"the title “{_short(account.title)}” does not stand above its article as it was written")
        elif words and there and _alike(words, there):
            yield Finding(code="text-changed", article=account.id, place=where, message=f"{_block(number, account)}: {_difference(words, there)}")
        else:
            what = f"“{_short(run.text)}”" if run.text else f"a run of {run.length} characters"
            yield Finding(code="text-missing", article=account.id, place=where,
                          message=f"{_block(number, account)}: {what} of “{_short(account.title)}” is not there as it was written")


def _block(number: int, account: Account) -> str:
    """Which run of an article, as a person counts."""
    return f"block {number + 1} of {len(account.runs)}"


def _added(account: Account, places: Sequence[int], evidence: Evidence, seen: Sequence[Segment], visible: _Stream) -> Iterator[Finding]:
    """Words between the first and the last run that are neither the article's, nor owed, nor marked as the edition's own."""
    there = [place for place in places if place >= 0]
    if not there:
        return
    allowed = {stream(words) for words in (*(owed.text for owed in account.notices), *account.people, *account.addresses)}
    if evidence.blocks:
        runs = set(there)
        first, last = bisect.bisect_right(visible.starts, min(there)), bisect.bisect_left(visible.starts, max(there))
        for segment, start in zip(seen[first:last], visible.starts[first:last], strict=True):
            if start not in runs and not segment.own and (words := stream(segment.text)) not in allowed and not words.isdigit():
                yield Finding(code="text-added", article=account.id, place=segment.place,
                              message=f"“{_short(segment.text)}” stands inside “{_short(account.title)}” and is not its text")
        return
    ends = sorted((place, place + run.length) for place, run in zip(places, account.runs, strict=True) if place >= 0)
    for (_, end), (start, _) in zip(ends, ends[1:], strict=False):
        between = visible.text[end:start]
        for words in sorted(allowed, key=len, reverse=True):
            between = between.replace(words, "")
        if len(re.sub(r"\d+", "", between)) > _OWN_WORDS:
            yield Finding(code="text-added", article=account.id, place=visible.place(end),
                          message=f"“{_short(between)}” stands inside “{_short(account.title)}” and is not its text")


_OWN_WORDS = 120  # characters without spaces that the edition itself may set between two runs of a PDF (a missing picture, say)


# --- notices, names, addresses -------------------------------------------------------------------------------------------


def _regions(ledger: Ledger, located: dict[str, list[int]], visible: _Stream) -> dict[str, _Region]:
    """From the first run of an article to the first of the next."""
    starts = {ident: min(there) for ident, places in located.items() if (there := [place for place in places if place >= 0])}
    starts |= {account.id: 0 for account in ledger.accounts if not account.runs}
    order = sorted(starts.values())
    regions = {}
    for ident, start in starts.items():
        following = bisect.bisect_right(order, start)
        end = order[following] if following < len(order) else len(visible.text)
        regions[ident] = _Region(start, end)
    return regions


def _notice(owed: Owed, account: Account, visible: _Stream, region: _Region,
            unseen: Sequence[tuple[str, Segment]], *, blocks: bool) -> Iterator[Finding]:
    words = stream(owed.text)

    def finding(code: str, message: str, place: str = "") -> Finding:
        return Finding(code=code, message=message, place=place, article=account.id, notice=owed.id)

    in_region = visible.find(owed.text, region.start, region.end)
    covered = next((segment for text, segment in unseen if text and len(text) > 2 and (text in words or words in text)
                    and (in_region < 0 or segment.place in {visible.place(in_region), visible.place(in_region + len(words) - 1)})), None)
    hidden_here = covered is not None and (in_region < 0 or not _stands_clear(words, covered, visible, region))
    if in_region >= 0 and not hidden_here:
        whole = [start for start in visible.wholes.get(squeeze(owed.text), ()) if region.start <= start < region.end]
        if blocks and whole and all(start in visible.struck for start in whole):
            yield finding("notice-changed", f"“{_short(owed.text)}” is struck out", visible.place(whole[0]))
            return
        if blocks and not whole:
            yield finding("notice-changed", f"“{_short(owed.text)}” does not stand by itself to the letter: other words, spaces or hyphens are around or in it",
                          visible.place(in_region))
            return
        if not blocks or not _only_aside(words, visible, region):
            return
        yield finding("notice-misplaced", f"“{_short(owed.text)}” stands in a footnote, which reading systems take out of the page",
                      visible.place(in_region))
    elif hidden_here and covered:
        yield finding("notice-hidden", f"a reader does not see “{_short(owed.text)}”: {covered.unseen}", covered.place)
    elif (elsewhere := visible.find(owed.text)) >= 0:
        yield finding("notice-misplaced", f"“{_short(owed.text)}” does not stand with its article", visible.place(elsewhere))
    else:
        yield from _changed_or_missing(words, owed, visible, region, finding)


def _only_aside(words: str, visible: _Stream, region: _Region) -> bool:
    """Whether every place of the words in the region is a footnote."""
    place = visible.text.find(words, region.start, region.end)
    while place >= 0:
        if not visible.asides[bisect.bisect_right(visible.starts, place) - 1]:
            return False
        place = visible.text.find(words, place + 1, region.end)
    return True


def _stands_clear(words: str, covered: Segment, visible: _Stream, region: _Region) -> bool:
    """Whether the words stand in the region as often as they do plus once unseen: a page's stream holds unseen words too."""
    return covered.place.startswith("page ") is False or visible.text.count(words, region.start, region.end) > 1


def _changed_or_missing(words: str, owed: Owed, visible: _Stream, region: _Region, finding) -> Iterator[Finding]:  # type: ignore[no-untyped-def]  # noqa: ANN001 - a local function
    there = visible.text[region.start:region.end]
    for offset in range(0, max(1, len(words) - _HEAD), _HEAD):
        place = there.find(words[offset:offset + _HEAD])
        if place >= 0 and _alike(words, share=_HALF, there=(window := there[max(0, place - offset):place - offset + len(words)])):
            yield finding("notice-changed", _difference(words, window), visible.place(region.start + place))
            return
    yield finding("notice-missing", f"“{_short(owed.text)}” is not in the visible text")


def _names(account: Account, visible: _Stream, region: _Region) -> Iterator[Finding]:
    if visible.find(account.title, region.start, region.end) < 0:
        yield Finding(code="title-missing", article=account.id, message=f"the title “{_short(account.title)}” is not in the visible text")
    for name in account.people:
        without_notices = visible.text[region.start:region.end]
        for owed in account.notices:
            without_notices = without_notices.replace(stream(owed.text), "\0")
        if stream(name) not in without_notices:
            yield Finding(code="author-missing", article=account.id, message=f"“{_short(name)}” is not named with “{_short(account.title)}”")


def _addresses(ledger: Ledger, evidence: Evidence, visible: _Stream) -> Iterator[Finding]:
    """Each address as a link that leads there, and spelled out for paper."""
    clear = [link for link in evidence.links if not link.unseen]
    targets = {_bare(link.target) for link in clear}
    by_words: dict[str, list[Link]] = {}
    for link in clear:
        by_words.setdefault(_bare(link.words), []).append(link)
    for account in ledger.accounts:
        for url in account.addresses:
            if stream(url) not in visible.text:
                yield Finding(code="address-missing", article=account.id, message=f"the address {_short(url)} is not spelled out in the visible text")
            wrong = [link for link in by_words.get(_bare(url), ()) if _bare(link.target) != _bare(url)]
            for link in wrong:
                yield Finding(code="link-wrong", article=account.id, place=link.place, message=f"the link {_short(url)} leads to {_short(link.target)}")
            if not wrong and _bare(url) not in targets:
                yield Finding(code="link-missing", article=account.id, message=f"no visible link leads to {_short(url)}")


def _bare(address: str) -> str:
    return solid(address).rstrip("/")


# --- telling differences ----------------------------------------------------------------------------------------------------


def _alike(words: str, there: str, share: float = _ALIKE) -> bool:
    if len(words) > 20_000:
        return words[:200] in there or words[-200:] in there
    from difflib import SequenceMatcher

    matcher = SequenceMatcher(None, words, there[:len(words) * 2 + 200], autojunk=False)
    return sum(block.size for block in matcher.get_matching_blocks()) >= share * len(words)


def _difference(expected: str, found: str) -> str:
    """The first place where two texts part, with what stands there."""
    at = next((place for place, (one, other) in enumerate(zip(expected, found, strict=False)) if one != other), min(len(expected), len(found)))
    start = max(0, at - 20)
    return f"expected “…{_short(expected[start:at + 30])}”, found “…{_short(found[start:at + 30])}”"


def _short(text: str, limit: int = 80) -> str:
    line = " ".join(text.split())
    return line if len(line) <= limit else f"{line[:limit].rstrip()}…"
