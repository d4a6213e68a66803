"""Everything visible as one stream of characters without white space, in reading order.

What is owed is looked for in it.  A position is an index of the stream; where a segment begins is
the position of its first character.
"""

import bisect
import functools
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from publisher.text import alike, drawn_words, is_rtl, letters, squeeze, stream
from publisher.verify.evidence.model import Evidence, Segment, seen

_ALIKE = 0.75  # two texts of which three quarters agree are one text changed


@dataclass(frozen=True)
class Stream:
    """Characters without white space, and the segments they come from.

    text      of all segments, one behind the other.
    starts    where each segment begins.
    blocks    whether segments are blocks; pages of a PDF without a structure tree otherwise.
    spaced    whether the spaces of the segments are known, as an EPUB's are.  A page of a PDF does
              not say where a line ends whether a space stood there.
    """

    text: str
    starts: tuple[int, ...]
    segments: tuple[Segment, ...]
    blocks: bool
    spaced: bool

    @classmethod
    def of(cls, evidence: Evidence) -> "Stream":
        """The stream of what a reader of the file sees, in the text and not beside it."""
        shown = [segment for segment in seen(evidence.segments) if not segment.stray]
        return cls.of_segments(shown, blocks=evidence.blocks, spaced=evidence.form == "epub")

    @classmethod
    def of_segments(
        cls, segments: Iterable[Segment], *, blocks: bool, spaced: bool = True
    ) -> "Stream":
        """The stream of these segments."""
        kept = tuple(segments)
        pieces = [stream(segment.text) for segment in kept]
        starts = [0]
        for piece in pieces:
            starts.append(starts[-1] + len(piece))
        return cls("".join(pieces), tuple(starts[:-1]), kept, blocks, spaced)

    @functools.cached_property
    def ordered(self) -> bool:
        """Whether the order of all words is known, those that run to the left as well."""
        turned = any(segment.turned for segment in self.segments)
        return self.spaced or (self.blocks and not turned)

    def segment_at(self, position: int) -> Segment | None:
        """The segment that holds a character of the stream; None in an empty one."""
        index = bisect.bisect_right(self.starts, position) - 1
        return self.segments[index] if self.segments else None

    def place(self, position: int) -> str:
        """The page or file on which a character of the stream stands."""
        segment = self.segment_at(position)
        return segment.place if segment else ""

    def part(self, position: int) -> str:
        """The part of the document that holds a character of the stream."""
        segment = self.segment_at(position)
        return segment.part if segment else ""

    def words_in(self, part: str) -> str:
        """The words of a part of the document."""
        return self._by_part[part]

    def end_of_part(self, position: int) -> int:
        """Where the part of the document ends that holds a character of the stream."""
        index = bisect.bisect_right(self.starts, position)
        part = self.part(position)
        while index < len(self.segments) and self.segments[index].part == part:
            index += 1
        return self.starts[index] if index < len(self.starts) else len(self.text)

    @functools.cached_property
    def _by_part(self) -> dict[str, str]:
        found: dict[str, list[str]] = {}
        for index, segment in enumerate(self.segments):
            found.setdefault(segment.part, []).append(self.words_of(index))
        return {part: "".join(words) for part, words in found.items()}

    def is_aside(self, position: int) -> bool:
        """Whether a character of the stream stands in a footnote."""
        segment = self.segment_at(position)
        return segment is not None and segment.aside

    def is_lined(self, start: int, end: int) -> bool:
        """Whether words of a page between these positions have a line through them."""
        return any(one < end and other > start for one, other in self._lined)

    @functools.cached_property
    def _lined(self) -> tuple[tuple[int, int], ...]:
        return tuple(
            (start + one, start + other)
            for segment, start in self.with_starts()
            for one, other in segment.struck_at
        )

    def with_starts(self) -> Iterator[tuple[Segment, int]]:
        """Each segment with the position at which it begins."""
        return zip(self.segments, self.starts, strict=True)

    def between(self, start: int, end: int) -> Iterator[tuple[Segment, int]]:
        """The segments that begin from one position up to another, with these positions."""
        first, last = bisect.bisect_left(self.starts, start), bisect.bisect_left(self.starts, end)
        return zip(self.segments[first:last], self.starts[first:last], strict=True)

    def words_of(self, index: int) -> str:
        """The stretch of the stream that is a segment."""
        end = self.starts[index + 1] if index + 1 < len(self.starts) else len(self.text)
        return self.text[self.starts[index] : end]

    def stretches(self, page: int) -> Iterator[tuple[int, int]]:
        """From where to where the segments stand that have words on this page."""
        for index, segment in enumerate(self.segments):
            if page in segment.pages:
                yield self.starts[index], self.starts[index] + len(self.words_of(index))

    def find(self, text: str, start: int = 0, end: int = sys.maxsize) -> int:
        """The position of these words in the stream; -1 where they do not stand."""
        if self.ordered or not self.blocks or not is_rtl(text):
            return find_words(text, self.text, start, end, ordered=self.ordered)
        position = self.text.find(stream(text), start, end)
        if position >= 0:
            return position
        whole = next((at for at in self.wholes(text) if start <= at < end), -1)
        return whole if whole >= 0 else find_words(text, self.text, start, end, ordered=False)

    def wholes(self, text: str) -> Sequence[int]:
        """Where segments begin that say these words and no others, spaces as far as known."""
        if self.spaced:
            return self._squeezed.get(squeeze(text), ())
        found = self._solid.get(stream(text), ())
        is_sure = self.ordered or not is_rtl(text)
        return found if is_sure else sorted({*found, *self.jumbled(text)})

    def jumbled(self, text: str) -> list[int]:
        """Where segments begin that have these words, some of them right-to-left, in any order."""
        return [
            position
            for position in self._jumbled.get(letters(text), ())
            if (segment := self.segment_at(position)) and _has_words(text, stream(segment.text))
        ]

    @functools.cached_property
    def _squeezed(self) -> dict[str, list[int]]:
        return _grouped((squeeze(segment.text), start) for segment, start in self.with_starts())

    @functools.cached_property
    def _solid(self) -> dict[str, list[int]]:
        return _grouped((self.words_of(index), at) for index, at in enumerate(self.starts))

    @functools.cached_property
    def _jumbled(self) -> dict[str, list[int]]:
        """The same by the letters of right-to-left segments, in whatever order."""
        return _grouped(
            (letters(segment.text), start)
            for segment, start in self.with_starts()
            if is_rtl(segment.text)
        )


def _grouped(entries: Iterable[tuple[str, int]]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for key, position in entries:
        found.setdefault(key, []).append(position)
    return found


def find_words(
    text: str, there: str, start: int = 0, end: int = sys.maxsize, *, ordered: bool
) -> int:
    """Where these words stand in a stretch of a stream; -1 where they do not.

    Of a line with right-to-left words a PDF gives the words in the order of drawing.  Where they
    are not `ordered`, they are found where a stretch of the same length has the same characters,
    and in it each word as written or turned round.
    """
    words = stream(text)
    position = there.find(words, start, end)
    if position < 0 and not ordered:  # brackets of right-to-left lines are drawn mirrored
        position = alike(there).find(alike(words), start, end)
    if position >= 0 or ordered or not is_rtl(text):
        return position
    return _find_in_any_order(text, words, there, start, min(end, len(there)))


def _find_in_any_order(text: str, words: str, there: str, start: int, end: int) -> int:
    length = len(words)
    if end - start < length:
        return -1
    missing = Counter(alike(words))
    missing.subtract(alike(there[start : start + length]))
    different = sum(count != 0 for count in missing.values())
    for position in range(start, end - length + 1):
        if not different and _has_words(text, there[position : position + length]):
            return position
        if position + length < end:
            for char, change in (
                (alike(there[position]), 1),
                (alike(there[position + length]), -1),
            ):
                before = missing[char]
                missing[char] = before + change
                different += (before + change != 0) - (before != 0)
    return -1


def _has_words(text: str, there: str) -> bool:
    return all(
        word in there or word[::-1] in there or (len(word) > 3 and stream(word) in there)
        for word in drawn_words(text)
    )


@dataclass(frozen=True, slots=True)
class Region:
    """The stretch of the stream that belongs to one article."""

    start: int
    end: int


def unseen_of(segments: Iterable[Segment]) -> list[tuple[str, Segment]]:
    """(stream of its words, segment) for each segment that a reader does not see."""
    return [(stream(segment.text), segment) for segment in segments if segment.unseen]


def is_alike(words: str, there: str, share: float = _ALIKE) -> bool:
    """Whether so much of the words stands there that they were changed and not left out."""
    if len(words) > 20_000:
        return words[:200] in there or words[-200:] in there
    from difflib import SequenceMatcher

    matcher = SequenceMatcher(None, words, there[: len(words) * 2 + 200], autojunk=False)
    return sum(block.size for block in matcher.get_matching_blocks()) >= share * len(words)


def difference(expected: str, found: str) -> str:
    """The first place where two texts part, with what stands there."""
    parted = (
        index
        for index, (one, other) in enumerate(zip(expected, found, strict=False))
        if one != other
    )
    at = next(parted, min(len(expected), len(found)))
    start = max(0, at - 20)
    wanted, there = short(expected[start : at + 30]), short(found[start : at + 30])
    return f"expected “…{wanted}”, found “…{there}”"


def short(text: str, limit: int = 80) -> str:
    """The first words of a text, for a message."""
    line = " ".join(text.split())
    return line if len(line) <= limit else f"{line[:limit].rstrip()}…"
