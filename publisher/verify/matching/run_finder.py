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
from collections.abc import Callable, Sequence

from publisher.rights.notices import Run
from publisher.text import digest, is_rtl, letters
from publisher.verify.evidence.model import Segment
from publisher.verify.matching.text_stream import Stream

_AHEAD = 4  # runs looked at: enough to see that the text has gone on
_FOLLOWING = 16  # runs among which those are: teasers have lines of one word or number between
_TELLING = 8  # characters: shorter runs occur anywhere
# characters searched for the next run of a record: our own words between two runs are far fewer
_REACH = 4000
_FAR = 400_000  # the same for the longest run of an article whose title is nowhere
# positions at which a title is looked for: contents, heads, credits of many articles that share it
_TITLES = 400
_BEFORE = 400  # characters before a title in which its kicker stands


def finder_of(visible: Stream) -> "Finder":
    """What finds runs in this stream."""
    return _Blocks(visible) if visible.blocks else _Pages(visible)


class Finder(ABC):
    """Finds runs in order.  What only occurs behind words that should follow it is not there.

    It is another article's.  Notes stand in an order of their own beside the text: at its end, or
    each behind the paragraph that refers to it.
    """

    def __init__(self, visible: Stream) -> None:
        self.visible = visible

    def locate(self, runs: Sequence[Run], after: int, title: str) -> list[int]:
        """The position of each run, at or behind `after`.

        -1 for one that is not there.  title: digest of the run that is the title.
        """
        head = next((index for index, run in enumerate(runs) if run.sha256 == title), None)
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
        """The last position of a run at or behind `after` that ends at or before `end`, or -1."""
        last, position = -1, self.find(run, after)
        while 0 <= position <= end - run.length:
            last, position = position, self.find(run, position + 1)
        return last

    def _in_order(self, runs: Sequence[Run], after: int) -> list[int]:
        positions: list[int] = []
        in_notes = after
        for index, run in enumerate(runs):
            position, note = self.find(run, after), self.find_note(run, in_notes)
            if position > after and self._has_gone_on(runs, index, after, position):
                position = -1
            is_near = 0 <= position <= note
            if note >= 0 and not (is_near or self._goes_on(runs, index, position)):
                positions.append(note)
                in_notes = note + run.length
                continue
            positions.append(position)
            if position >= 0:
                after = position + run.length
        return positions

    def _goes_on(self, runs: Sequence[Run], index: int, position: int) -> bool:
        """Whether the next run that tells something stands in the text behind this position.

        Then a note with the same words further above, such as at the foot of a page, is no text.
        """
        following = (run for run in runs[index + 1 :] if run.length >= _TELLING)
        telling = next(following, None)
        return position >= 0 and telling is not None and self.find(telling, position + 1) >= 0

    def _start(self, runs: Sequence[Run], head: int, after: int) -> int:
        """Where the title stands that the text follows; -1 where the text follows none."""
        below = [run for run in runs[head + 1 :] if run.length >= _TELLING]
        telling = below[: 2 * _AHEAD] or list(runs[head + 1 :])
        position = self.find(runs[head], after)
        best, most, end, joined = position, 0, sys.maxsize, False
        for _ in range(_TITLES):
            if not 0 <= position < end or not telling:
                break  # a title behind what was found is another's
            located = self._in_order(telling, position + runs[head].length)
            found = [
                (at, at + run.length) for run, at in zip(telling, located, strict=True) if at >= 0
            ]
            positions, behind = [at for at, _ in found], found[-1][1] if found else 0
            near = self._nearest(runs[head], position, positions[0]) if positions else position
            is_joined = bool(positions) and self._is_in_one_part(near, positions[0])
            if len(positions) > most or (
                positions
                and len(positions) == most
                and is_joined >= joined
                and (behind <= end or is_joined > joined)
                and (self.visible.place(position) != self.visible.place(best) or is_joined > joined)
            ):
                best, joined = near, is_joined
                most, end = len(positions), behind
            if not (positions or self.is_short_sighted(telling)):
                break  # the text ended before this title
            position = self.find(runs[head], position + 1)
        return best if most or not telling else -1

    def _is_in_one_part(self, title: int, text: int) -> bool:
        """Whether a title and the text below it stand in one part of the file."""
        return self.visible.part(title) == self.visible.part(text)

    def _nearest(self, run: Run, position: int, before: int) -> int:
        """Where a title stands first on the last page or in the last file before its text.

        A picture below it may bear its words.
        """
        further = position
        while 0 <= (further := self.find(run, further + 1)) <= before - run.length:
            if self.visible.place(further) != self.visible.place(position):
                position = further
        return position

    def _has_gone_on(self, runs: Sequence[Run], index: int, after: int, position: int) -> bool:
        """Whether two of the runs that follow one stand before this position.

        One may be repeated there: a title by the contents, or by the description of a picture.
        """
        following = runs[index + 1 : index + 1 + _FOLLOWING]
        telling = [run for run in following if run.length >= _TELLING][: _AHEAD - 1]
        before = sum(0 <= self.find(run, after) <= position - run.length for run in telling)
        return before >= 2 or (before == 1 and len(telling) == 1)

    @abstractmethod
    def find(self, run: Run, after: int) -> int:
        """The first position of a run in the text at or behind `after`, or -1."""

    # pages do not tell their notes from their text
    def find_note(self, run: Run, after: int) -> int:  # noqa: ARG002
        """The first position of a run in the notes at or behind `after`, or -1."""
        return -1

    # only pages are
    def is_short_sighted(self, runs: Sequence[Run]) -> bool:  # noqa: ARG002
        """Whether some of these runs are looked for nearby alone."""
        return False

    # only pages need it
    def _anchor(self, runs: Sequence[Run], after: int) -> int:  # noqa: ARG002
        """Where to begin with an article whose title is nowhere."""
        return after

    # of a page nobody can tell
    def is_exact(self, run: Run, position: int) -> bool:  # noqa: ARG002
        """Whether the run stands at this position with its own spaces and hyphens."""
        return True


class _Blocks(Finder):
    """Runs found as whole blocks, by the digest of their words, spaces and hyphens.

    For files whose blocks can be told apart.
    """

    def __init__(self, visible: Stream) -> None:
        super().__init__(visible)
        self.text = _Index(visible, aside=False)
        self.notes = _Index(visible, aside=True)

    def find(self, run: Run, after: int) -> int:
        return self.text.find(run, after)

    def find_note(self, run: Run, after: int) -> int:
        return self.notes.find(run, after)

    def is_exact(self, run: Run, position: int) -> bool:
        if not run.exact or not self.visible.spaced:
            return True
        return any(position in index.exact.get(run.exact, ()) for index in (self.text, self.notes))


class _Index:
    """The blocks of the text, or those of the notes, by digests of their words.

    Lines of the contents name articles and are none: one called "X" would be found there.  Nor are
    the numbers of notes, which a heading may be as well.
    """

    def __init__(self, visible: Stream, *, aside: bool) -> None:
        self.visible = visible
        self.chosen = [
            index
            for index, segment in enumerate(visible.segments)
            if segment.aside is aside and segment.entry < 0 and not (aside and segment.label)
        ]

    def find(self, run: Run, after: int) -> int:
        """The first position of a run at or behind `after`, or -1."""
        if not (self.visible.spaced or run.length):
            return self._hyphens(run, after)
        position = _next(self.exact.get(run.exact, ()), after) if self.visible.spaced else -1
        if position < 0:
            position = _next(self.loose.get(run.sha256, ()), after)
        if not run.letters or self.visible.ordered:
            return position
        # the same words may stand elsewhere in another order
        jumbled = set(self.jumbled.get(run.letters, ()))
        if run.text:  # then its words can be compared, too
            jumbled &= set(self.visible.jumbled(run.text))
        other = _next(sorted(jumbled), after)
        return other if position < 0 else position if other < 0 else min(position, other)

    def _hyphens(self, run: Run, after: int) -> int:
        """A run of hyphens alone, of which nothing is left when words are compared.

        Where a line of a PDF ends nobody can tell them: then it is taken to be there.
        """
        if not self.chosen:
            return -1
        position = _next(self.exact.get(run.exact, ()), after)
        return position if position >= 0 else after

    @functools.cached_property
    def exact(self) -> dict[str, list[int]]:
        """By the squeezed words, with their spaces and hyphens."""
        return self._by_form(lambda segment, _: segment.text)

    @functools.cached_property
    def loose(self) -> dict[str, list[int]]:
        """By the words alone."""
        return self._by_form(lambda _, words: words)

    @functools.cached_property
    def jumbled(self) -> dict[str, list[int]]:
        """By the letters of right-to-left words, in whatever order."""
        return self._by_form(lambda _, words: letters(words) if is_rtl(words) else "")

    def _by_form(self, form: Callable[[Segment, str], str]) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for index in self.chosen:
            words = form(self.visible.segments[index], self.visible.words_of(index))
            if words:
                found.setdefault(digest(words), []).append(self.visible.starts[index])
        return found


def _next(positions: Sequence[int], after: int) -> int:
    """The first of these positions at or behind `after`; -1 where there is none."""
    index = bisect.bisect_left(positions, after)
    return positions[index] if index < len(positions) else -1


class _Pages(Finder):
    """Runs found in the stream of a paginated file: by their words, or by length and digest."""

    def find(self, run: Run, after: int) -> int:
        if run.text:
            return self.visible.find(run.text, after)
        return self._by_digest(run, after, _REACH)

    def is_short_sighted(self, runs: Sequence[Run]) -> bool:
        return not all(run.text for run in runs)

    def _anchor(self, runs: Sequence[Run], after: int) -> int:
        unknown = [run for run in runs if not run.text]
        if not unknown or any(self.find(run, after) >= 0 for run in runs[:_AHEAD]):
            return after
        longest = max(unknown, key=lambda run: run.length)
        position = self._by_digest(longest, after, _FAR)
        above = sum(run.length for run in runs[: runs.index(longest)])
        return max(after, position - above - _REACH // 2) if position >= 0 else after

    def _by_digest(self, run: Run, after: int, reach: int) -> int:
        """The run at the first offset where its digest fits.

        An article's next words are seldom far.
        """
        text, length, sha256 = self.visible.text, run.length, hashlib.sha256
        wanted = bytes.fromhex(run.sha256)
        for position in range(after, min(after + reach, len(text) - length + 1)):
            # squeezed already, as the whole stream is
            there = text[position : position + length]
            if sha256(there.encode()).digest() == wanted or (
                run.letters and is_rtl(there) and digest(letters(there)) == run.letters
            ):
                return position
        return -1
