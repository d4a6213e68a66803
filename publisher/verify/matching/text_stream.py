"""Everything visible as one stream of characters without white space, in reading order.

What is owed is looked for in it.
"""

import bisect
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from publisher.text import alike, drawn_words, is_rtl, squeeze, stream
from publisher.verify.evidence.model import Segment

_ALIKE = 0.75  # two texts of which three quarters agree are one text changed


@dataclass(frozen=True, slots=True)
class Stream:
    """Characters without white space, with the places they come from.

    struck   where blocks begin in which words are struck out.   lined: of pages, from where to
             where they are.
    """

    text: str
    starts: tuple[int, ...]
    places: tuple[str, ...]
    asides: tuple[bool, ...]
    wholes: dict[str, list[int]]
    struck: frozenset[int]
    lined: tuple[tuple[int, int], ...]
    blocks: bool

    @classmethod
    def of(cls, segments: Sequence[Segment], *, blocks: bool) -> "Stream":
        """The stream of these segments; blocks: whether they are blocks, or pages."""
        squeezed = [squeeze(segment.text) for segment in segments]
        pieces = [stream(words) for words in squeezed]
        starts = [0]
        for piece in pieces:
            starts.append(starts[-1] + len(piece))
        return cls(
            "".join(pieces),
            tuple(starts[:-1]),
            tuple(segment.place for segment in segments),
            tuple(segment.aside for segment in segments),
            _wholes(squeezed, starts),
            frozenset(
                start for segment, start in zip(segments, starts, strict=False) if segment.struck
            ),
            tuple(
                (start + one, start + other)
                for segment, start in zip(segments, starts, strict=False)
                for one, other in segment.struck_at
            ),
            blocks,
        )

    def place(self, at: int) -> str:
        """Where a character of the stream stands."""
        return self.places[bisect.bisect_right(self.starts, at) - 1] if self.places else ""

    def stretch(self, place: str) -> tuple[int, int]:
        """From where to where a page stands in the stream; (0, 0) for none of its places."""
        if place not in self.places:
            return 0, 0
        number = self.places.index(place)
        return self.starts[number], (
            self.starts[number + 1] if number + 1 < len(self.starts) else len(self.text)
        )

    def is_lined(self, start: int, end: int) -> bool:
        """Whether words of a page between these places have a line through them."""
        return any(one < end and other > start for one, other in self.lined)

    def find(self, text: str, start: int = 0, end: int = sys.maxsize) -> int:
        """Where these words stand in the stream; -1 where they do not."""
        return find_words(text, self.text, start, end, ordered=self.blocks)


def find_words(
    text: str, there: str, start: int = 0, end: int = sys.maxsize, *, ordered: bool
) -> int:
    """Where these words stand in a stretch of a stream; -1 where they do not.

    Of a line with right-to-left words a PDF gives the words in the order of drawing.  Where they
    are not `ordered`, they are found where a stretch of the same length has the same characters,
    and in it each word as written or turned round.
    """
    words = stream(text)
    place = there.find(words, start, end)
    return (
        place
        if place >= 0 or ordered or not is_rtl(text)
        else _find_in_any_order(text, words, there, start, min(end, len(there)))
    )


def _find_in_any_order(text: str, words: str, there: str, start: int, end: int) -> int:
    length = len(words)
    if end - start < length:
        return -1
    missing = Counter(alike(words))
    missing.subtract(alike(there[start : start + length]))
    different = sum(count != 0 for count in missing.values())
    for place in range(start, end - length + 1):
        if not different and _has_words(text, there[place : place + length]):
            return place
        if place + length < end:
            for char, change in ((alike(there[place]), 1), (alike(there[place + length]), -1)):
                before = missing[char]
                missing[char] = before + change
                different += (before + change != 0) - (before != 0)
    return -1


def _has_words(text: str, there: str) -> bool:
    return all(
        word in there or word[::-1] in there or (len(word) > 3 and stream(word) in there)
        for word in drawn_words(text)
    )


def _wholes(squeezed: Sequence[str], starts: Sequence[int]) -> dict[str, list[int]]:
    """Squeezed words of each segment → where such segments begin."""
    found: dict[str, list[int]] = {}
    for words, start in zip(squeezed, starts, strict=False):
        found.setdefault(words, []).append(start)
    return found


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
    at = next(
        (
            place
            for place, (one, other) in enumerate(zip(expected, found, strict=False))
            if one != other
        ),
        min(len(expected), len(found)),
    )
    start = max(0, at - 20)
    return (
        f"expected “…{short(expected[start : at + 30])}”, found “…{short(found[start : at + 30])}”"
    )


def short(text: str, limit: int = 80) -> str:
    """The first words of a text, for a message."""
    line = " ".join(text.split())
    return line if len(line) <= limit else f"{line[:limit].rstrip()}…"
