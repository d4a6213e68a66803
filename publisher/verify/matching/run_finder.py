"""Where the runs of an article's text stand in a finished file.

In blocks by digest, on pages by words or by length and digest.

An article begins where its title stands right before its text: titles are repeated in contents and
credits, and two articles may have the same title, or the same words throughout.
"""

import bisect
import functools
import hashlib
import sys
from abc import ABC, abstractmethod
from collections.abc import Sequence

from publisher.rights.notices import Run
from publisher.text import digest, is_rtl, letters, stream
from publisher.verify.matching.text_stream import Stream

_AHEAD = 4  # runs looked at: enough to see that the text has gone on
_TELLING = 8  # characters: shorter runs occur anywhere
# characters searched for the next run of a record: our own words between two runs are far fewer
_REACH = 4000
_FAR = 400_000  # the same for the longest run of an article whose title is nowhere
# places at which a title is looked for: contents, heads, credits of many articles that share it
_TITLES = 400
_BEFORE = 400  # characters before a title in which its kicker stands


def finder_of(visible: Stream) -> "Finder":
    """What finds runs in this stream."""
    return _Blocks(visible) if visible.blocks else _Pages(visible)


class Finder(ABC):
    """Finds runs in order.  What only occurs behind words that should follow it is not there.

    It is another place's.
    """

    def __init__(self, visible: Stream) -> None:
        self.visible = visible

    def locate(self, runs: Sequence[Run], after: int, title: str) -> list[int]:
        """Where each run begins at or behind `after`.

        -1 for one that is not there.  title: digest of the run that is the title.
        """
        head = next((number for number, run in enumerate(runs) if run.sha256 == title), None)
        start = self._start(runs, head, after) if head is not None else -1
        if head is None or start < 0:
            return self._in_order(runs, max(after, self._anchor(runs, after)))
        before, near, end = list[int](), max(after, start - _BEFORE), start
        # its words may also stand inside others, on the pages before
        for run in reversed(runs[:head]):
            before.insert(0, self._last(run, near, end))
            end = before[0] if before[0] >= 0 else end
        return [*before, start, *self._in_order(runs[head + 1 :], start + runs[head].length)]

    def _last(self, run: Run, after: int, end: int) -> int:
        """The last place of a run that begins at or behind `after` and ends at or before `end`, or -1."""
        last, place = -1, self.find(run, after)
        while 0 <= place <= end - run.length:
            last, place = place, self.find(run, place + 1)
        return last

    def _in_order(self, runs: Sequence[Run], after: int) -> list[int]:
        places = []
        for number, run in enumerate(runs):
            place = self.find(run, after)
            if place > after and self._has_gone_on(
                runs[number + 1 : number + _AHEAD], after, place
            ):
                place = -1
            places.append(place)
            if place >= 0:
                after = place + run.length
        return places

    def _start(self, runs: Sequence[Run], head: int, after: int) -> int:
        """Where the title stands that the text follows; -1 where the text follows none."""
        telling = [run for run in runs[head + 1 :] if run.length >= _TELLING][: 2 * _AHEAD] or list(
            runs[head + 1 :]
        )
        place = self.find(runs[head], after)
        best, most, end = place, 0, sys.maxsize
        for _ in range(_TITLES):
            if not 0 <= place < end or not telling:
                break  # a title behind what was found is another's
            found = [
                (at, at + run.length)
                for run, at in zip(
                    telling, self._in_order(telling, place + runs[head].length), strict=True
                )
                if at >= 0
            ]
            places, behind = [at for at, _ in found], found[-1][1] if found else 0
            if len(places) > most or (
                places
                and len(places) == most
                and behind <= end
                and self.visible.place(place) != self.visible.place(best)
            ):
                best, most, end = self._nearest(runs[head], place, places[0]), len(places), behind
            if not (places or self.is_short_sighted(telling)):
                break  # the text ended before this title
            place = self.find(runs[head], place + 1)
        return best if most or not telling else -1

    def _nearest(self, run: Run, place: int, before: int) -> int:
        """Where a title stands first on the last page or in the last file before its text.

        A picture below it may bear its words.
        """
        further = place
        while 0 <= (further := self.find(run, further + 1)) <= before - run.length:
            if self.visible.place(further) != self.visible.place(place):
                place = further
        return place

    def _has_gone_on(self, following: Sequence[Run], after: int, place: int) -> bool:
        """Whether two of the next runs stand before this place.

        One may be a title that the contents page repeats.
        """
        telling = [run for run in following if run.length >= _TELLING]
        before = sum(0 <= self.find(run, after) <= place - run.length for run in telling)
        return before >= 2 or (before == 1 and len(telling) == 1)

    @abstractmethod
    def find(self, run: Run, after: int) -> int:
        """The first place of a run at or behind `after`, or -1."""

    # only pages are
    def is_short_sighted(self, runs: Sequence[Run]) -> bool:  # noqa: ARG002
        """Whether some of these runs are looked for nearby alone."""
        return False

    # only pages need it
    def _anchor(self, runs: Sequence[Run], after: int) -> int:  # noqa: ARG002
        """Where to begin with an article whose title is nowhere."""
        return after

    # of a page nobody can tell
    def is_exact(self, run: Run, place: int) -> bool:  # noqa: ARG002
        """Whether the run stands at this place with its own spaces and hyphens."""
        return True


class _Blocks(Finder):
    """Runs found as whole blocks, by the digest of their words, spaces and hyphens.

    For files whose blocks can be told apart.
    """

    def __init__(self, visible: Stream) -> None:
        super().__init__(visible)
        self.exact: dict[str, list[int]] = {}
        for words, starts in visible.wholes.items():
            self.exact[hashlib.sha256(words.encode()).hexdigest()] = starts

    @functools.cached_property
    def loose(self) -> dict[str, list[int]]:
        """The same by the digest of the words alone.

        Asked only where something is not found to the letter.
        """
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


class _Pages(Finder):
    """Runs found in the stream of a paginated file: by their words, or by length and digest."""

    def find(self, run: Run, after: int) -> int:
        return (
            self.visible.find(run.text, after) if run.text else self._by_digest(run, after, _REACH)
        )

    def is_short_sighted(self, runs: Sequence[Run]) -> bool:
        return not all(run.text for run in runs)

    def _anchor(self, runs: Sequence[Run], after: int) -> int:
        unknown = [run for run in runs if not run.text]
        if not unknown or any(self.find(run, after) >= 0 for run in runs[:_AHEAD]):
            return after
        longest = max(unknown, key=lambda run: run.length)
        place = self._by_digest(longest, after, _FAR)
        above = sum(run.length for run in runs[: runs.index(longest)])
        return max(after, place - above - _REACH // 2) if place >= 0 else after

    def _by_digest(self, run: Run, after: int, reach: int) -> int:
        """The run at the first offset where its digest fits.

        An article's next words are seldom far.
        """
        text, length, sha256 = self.visible.text, run.length, hashlib.sha256
        wanted = bytes.fromhex(run.sha256)
        for place in range(after, min(after + reach, len(text) - length + 1)):
            there = text[place : place + length]  # squeezed already, as the whole stream is
            if sha256(there.encode()).digest() == wanted or (
                run.letters and is_rtl(there) and digest(letters(there)) == run.letters
            ):
                return place
        return -1
