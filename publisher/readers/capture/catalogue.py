"""The catalogue of wordings: what notices say, as rows of data (wordings/).

In: the TOML files of wordings/.  Out: a Wording for each row, and for a zone of a capture the rows
that count there, with quick tests of which a line is worth trying against.
"""

import functools
import re
from pathlib import Path
from typing import Any

from publisher.model.rights import NoticeKind, Scope, Whose
from publisher.readers.capture import grammar
from publisher.readers.capture.patterns import could_match
from publisher.rows import rows_of
from publisher.value import value

# files of wordings/, most important first
FAMILIES = ("origin", "terms", "pictures", "people", "site")
_PLACE = Path(__file__).parent / "wordings"
_WORD = re.compile(r"%(\w+)%")


@value
class Wording:
    """One row of the catalogue.

    any, unless   patterns on the folded line: one of `any` must match, none of `unless`; compiled
    on first use.
    forms, lacks  forms of a sentence (grammar.py), and slots that it must not fill. A row has
    patterns or forms, or both.
    needs, also   words of which the line must hold one of each before a pattern is tried; none:
    always tried.
    starts        the same for how the line begins, marks and spaces aside.
    most          the longest line that counts, in characters; 0: any length.
    relation      what a named publication is to the article ("originally-published",
                  "republished-from"), if anything. person, holder, grants, asks   what the name is,
                  and whether the wording gives leave or asks for contact.
    zones         where in a capture it counts ("head" before the first prose, "body", "tail" behind
                  the last); none: anywhere.
    proper        the name must be written as a name.
    alone         counts only where one line of the capture says it: several bare addresses are a
                  list of links.
    within        the words are of the text, which stays whole.   plain: counts only in plain text.
    doubtful      the line may be a notice: it stays where it is, and a person is told.
    lists         the line is a label: what it names stands in the next line, or for "many" in all
                  short lines below it.
    """

    rule: str
    kinds: tuple[NoticeKind, ...]
    any: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    most: int = 0
    relation: str = ""
    person: bool = False
    holder: bool = False
    grants: bool = False
    asks: bool = False
    zones: tuple[str, ...] = ()
    proper: bool = False
    lists: str = ""
    alone: bool = False
    within: bool = False
    plain: bool = False
    doubtful: bool = False
    covers: Scope = Scope.UNSTATED
    whose: Whose = Whose.SOURCE


@functools.cache
def catalogue() -> tuple[Wording, ...]:
    """Every row of wordings/.

    A row that is not well formed is a bug of ours and raises.
    """
    return tuple(
        _row(row) for family in FAMILIES for row in rows_of(_PLACE / f"{family}.toml")["wording"]
    )


def _row(row: dict[str, Any]) -> Wording:
    for key in ("says", "not"):  # examples, for whoever reads the row, and for its tests
        row.pop(key, None)
    patterns: dict[str, Any] = {
        key: tuple(map(_spelt, row.pop(key, ()))) for key in ("any", "unless")
    }
    words: dict[str, Any] = {
        key: tuple(row.pop(key, ()))
        for key in ("needs", "also", "starts", "zones", "forms", "lacks")
    }
    return Wording(
        kinds=tuple(NoticeKind(kind) for kind in row.pop("kinds")),
        covers=Scope(row.pop("covers", "")),
        whose=Whose(row.pop("whose", "source")),
        **patterns,
        **words,
        **row,
    )


@functools.cache
def _words() -> dict[str, str]:
    """Parts that many patterns share, by name."""
    parts: dict[str, str] = rows_of(_PLACE / "words.toml")
    return parts


def _spelt(pattern: str) -> str:
    """The pattern with its `%word%`s spelt out, which may hold others.

    At a line's ends a stray mark of stress is no letter.
    """
    while _WORD.search(pattern):
        pattern = _WORD.sub(lambda match: _words()[match[1]], pattern)
    return pattern.replace(r"^\W*", r"^[\W_]*").replace(r"\W*$", r"[\W_]*$")


_RUN = re.compile(r"[\w©]+")


@functools.cache
def _needles() -> tuple[dict[str, list[tuple[str, str]]], tuple[str, ...]]:
    """By its first two letters the longest run of letters of each word that rows need, with it.

    And the words without a letter.
    """
    runs: dict[str, list[tuple[str, str]]] = {}
    bare: list[str] = []
    for row in catalogue():
        for word in (*(row.needs or row.starts), *row.also):
            run = max(_RUN.findall(word), key=len, default="")
            if run and (run, word) not in runs.setdefault(run[:2], []):
                runs[run[:2]].append((run, word))
            elif not run:
                bare.append(word)
    return runs, tuple(dict.fromkeys(bare))


# as many words as thirty long articles have
@functools.lru_cache(maxsize=32_768)
def _held_by(word: str) -> tuple[str, ...]:
    """The words needed by rows that may stand where this word of a line does."""
    runs, _ = _needles()
    found: list[str] = []
    for place in range(len(word)):
        for letters in (word[place], word[place : place + 2]):
            for run, needle in runs.get(letters, ()):
                if word.startswith(run, place):
                    found.append(needle)
    return tuple(dict.fromkeys(found))


@functools.cache
def _begun_by(starts: tuple[str, ...]) -> re.Pattern[str]:
    """A line, or a sentence in it, that begins with one of these words.

    A few marks and spaces may stand before the word: from each mark of a long run to its end is the
    square of the run.
    """
    words = "|".join(map(re.escape, sorted(starts)))
    return re.compile(rf"(?:^[\W_]*|(?<=[^\w\s])[\W_]{{0,40}})(?:{words})")


class Selection:
    """The rows that count in a zone of a capture, and how those are found that a line may meet.

    forms   (the place of its row, the row, the form) of every form, in the catalogue's order.
    """

    def __init__(self, zone: str) -> None:
        counted = [
            (place, row)
            for place, row in enumerate(catalogue())
            if not zone or not row.zones or zone in row.zones
        ]
        self._rows = [row for _, row in counted if row.any]
        self._always = {n for n, row in enumerate(self._rows) if not (row.needs or row.starts)}
        self._by_word: dict[str, list[int]] = {}
        for number, row in enumerate(self._rows):
            for word in row.needs or row.starts:
                self._by_word.setdefault(word, []).append(number)
        self.forms = tuple(
            (place, row, grammar.form(written)) for place, row in counted for written in row.forms
        )
        self._by_slot: dict[int, list[int]] = {}
        for number, (_, _, form) in enumerate(self.forms):
            for bit in grammar.bits_of(form.key):
                self._by_slot.setdefault(bit, []).append(number)
        self._slots = sum(self._by_slot)

    def worth_trying(self, folded: str, words: set[str]) -> list[tuple[Wording, list[str]]]:
        """The rows that a line may meet, or one of its sentences, each with the patterns for that.

        words   of the line (skeleton.words_of).
        """
        _, bare = _needles()
        held = set(bare).union(*map(_held_by, words))
        there = {word for word in held if word in folded}
        numbers = set(self._always)
        for word in self._by_word.keys() & there:
            numbers.update(self._by_word[word])
        found = []
        for number in sorted(numbers):
            row = self._rows[number]
            if row.also and there.isdisjoint(row.also):
                continue
            if row.starts and not _begun_by(row.starts).search(folded):
                continue
            if patterns := [one for one in row.any if could_match(one, folded)]:
                found.append((row, patterns))
        return found

    def may_be_met(self, filled: int) -> list[tuple[int, Wording, grammar.Form]]:
        """The forms that a sentence may meet which fills these slots, in the catalogue's order."""
        left = filled & self._slots
        numbers: set[int] = set()
        while left:
            bit = left & -left
            left ^= bit
            numbers.update(self._by_slot[bit])
        found = [self.forms[number] for number in sorted(numbers)]
        return [one for one in found if one[2].may_be_met(filled)]


@functools.cache
def selection(zone: str) -> Selection:
    """The rows that count in a zone; "": all of them."""
    return Selection(zone)
