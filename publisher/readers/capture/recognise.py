"""What a line of a capture says, by the catalogue of wordings: data, not code.

In: one line.  Out: Matches, each with its kinds, the rule that gave it, and the exact stretch of
the line.  The one idea: a line is folded to a skeleton of the same length (lower case, one form of
quotes, dashes and spaces), so that a pattern written once meets a wording however it was typed, and
what it finds is cut from the line to the letter.  The next site is a row in wordings/, never a
function here.
"""

import functools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from publisher.readers.capture import grammar
from publisher.readers.capture.catalogue import Wording, catalogue, selection
from publisher.readers.capture.patterns import search
from publisher.readers.capture.skeleton import fold, placed_sentences, words_of
from publisher.readers.capture.slots import Sentence, slots_in
from publisher.value import value

# characters of a line that are read: what is longer is prose, a whole book on one line perhaps
READ_AT_MOST = 32_768
_SENTENCES_AT_MOST = 900  # characters: a longer line that says nothing as a whole is prose
_PARTICLE = 3  # letters: "van", "de" and "al" are written small inside a name
_LEADING = re.compile(r"^[\W_]+")
_SHORTENED = {"inc", "ltd", "corp", "bros", "assn", "dept", "univ"}


@value
class Match:
    """One wording met in a line, from character start to end; name is cut from it to the letter.

    address   of the link around the name (names.bounded).
    """

    wording: Wording
    start: int
    end: int
    name: str = ""
    address: str = ""


# an article's lines are asked about several times while it is assembled
@functools.lru_cache(maxsize=1024)
def _said(text: str, zone: str) -> tuple[Match, ...]:
    offset = len(text) - len(text.lstrip())
    folded = fold(text.strip())
    words = words_of(folded)
    rows = selection(zone).worth_trying(folded, words)
    found = list(_matches(rows, text, folded, offset))
    said = list(placed_sentences(text))
    if len(said) > 1 and rows and (found or len(text) <= _SENTENCES_AT_MOST):
        for place, sentence in said:
            found += _moved(_matches(rows, sentence, fold(sentence), 0), place)
    if (found or len(text) <= _SENTENCES_AT_MOST) and _likely(folded, words, zone):
        for place, sentence in said:
            found += [
                match
                for match in _moved(_said_in_forms(sentence, zone), place)
                if not _is_said_already(match, found)
            ]
    if len(found) > 1:
        order = {wording.rule: number for number, wording in enumerate(catalogue())}
        found.sort(key=lambda match: order[match.wording.rule])
    by_name = {(match.wording.rule, match.name): match for match in reversed(found)}
    return tuple(by_name.values())[::-1]


def _is_said_already(match: Match, found: Sequence[Match]) -> bool:
    """Whether a form only says again what was found in the same words, and names nobody new."""
    return any(
        set(match.wording.kinds) <= set(other.wording.kinds)
        and (other.name or not match.name)
        and other.start < match.end
        and match.start < other.end
        and not other.wording.zones
        for other in found
    )


def _moved(matches: Iterable[Match], place: int) -> list[Match]:
    """The matches of a sentence, counted from the beginning of its line."""
    return [replace(match, start=match.start + place, end=match.end + place) for match in matches]


@functools.lru_cache(maxsize=1024)
def _said_in_forms(sentence: str, zone: str) -> tuple[Match, ...]:
    """What a sentence says by the forms of the catalogue."""
    folded = fold(sentence)
    likely = _likely(folded, words_of(folded), zone)
    if not likely:
        return ()
    slots = Sentence(sentence, folded)
    found: dict[int, Match] = {}
    for language in slots.filled:
        for place, row, form in likely.get(language, ()):
            if place not in found and (met := _met(row, form, slots, language, sentence)):
                found[place] = met
    said: list[Match] = []
    for place in sorted(found, key=lambda place: (not found[place].name, place)):
        said += [] if _is_said_already(found[place], said) else [found[place]]
    return tuple(said)


def _likely(
    folded: str, words: set[str], zone: str
) -> dict[str, list[tuple[int, Wording, grammar.Form]]]:
    """By language the forms that a line may meet: none where it lacks the words of each."""
    return {
        language: forms
        for language, filled in slots_in(folded, words).items()
        if (forms := selection(zone).may_be_met(filled))
    }


def _met(
    row: Wording, form: grammar.Form, slots: Sentence, language: str, sentence: str
) -> Match | None:
    """The match of a row's form, where nothing that the row rules out stands in the sentence."""
    if row.most and len(sentence) > row.most:
        return None
    found = grammar.find(form, slots, language)
    if not found or slots.fills(row.lacks, language) or _is_ruled_out(row, fold(sentence)):
        return None
    name = _trimmed(sentence[slice(*found.name)])
    return Match(wording=row, start=found.start, end=found.end, name=name)


def _is_ruled_out(row: Wording, folded: str) -> bool:
    return _first(row.unless, folded, _LEADING.sub("", folded)) is not None


def recognise(text: str, zone: str = "") -> tuple[Match, ...]:
    """What the line says, in the order of the catalogue.

    `zone` is where it stands, "" for wherever it would count.

    A line of several sentences says what each of them says, and what it says as a whole; of one
    longer than READ_AT_MOST only its beginning is read.
    """
    found = _said(text[:READ_AT_MOST], zone)
    return tuple(match for match in found if not match.wording.doubtful)


def may_be_notice(text: str, zone: str) -> bool:
    """Whether a line speaks of the text and of its terms, though in no words that are known."""
    return any(match.wording.doubtful for match in _said(text[:READ_AT_MOST], zone))


def _matches(
    rows: Sequence[tuple[Wording, Sequence[str]]], text: str, folded: str, offset: int
) -> Iterator[Match]:
    begins = _LEADING.sub("", folded) if rows else ""
    for wording, patterns in rows:
        if (wording.most and len(folded) > wording.most) or (
            wording.starts and not begins.startswith(wording.starts)
        ):
            continue
        found = _first(patterns, folded, begins)
        if found and not _first(wording.unless, folded, begins):
            named = "name" in found.re.groupindex and found["name"]
            start, end = found.span("name") if named else (0, 0)
            if wording.proper and end and not _is_proper(text[start + offset : end + offset]):
                end = start + text[start + offset : end + offset].find(",")
                if end < start or not _is_proper(text[start + offset : end + offset]):
                    continue  # but "A. Writer, professor of law" begins with a name
            yield Match(
                wording=wording,
                start=found.start() + offset,
                end=found.end() + offset,
                name=_trimmed(text[start + offset : end + offset]),
            )


def _first(patterns: Sequence[str], folded: str, begins: str) -> re.Match[str] | None:
    """What the first of these patterns that matches a line finds in it."""
    for pattern in patterns:
        if found := search(pattern, folded, begins):
            return found
    return None


def _is_proper(name: str) -> bool:
    """Whether every longer word is written with a capital."""
    return not any(word[:1].islower() and len(word) > _PARTICLE for word in name.split())


def _trimmed(name: str) -> str:
    """A name without the marks around it, and without the article of the sentence.

    The words are the source's.
    """
    name = re.sub(r"^[\W_]*the (?=\S)", "", name)
    last = name.rstrip().rpartition(" ")[2]
    # the sentence's full stop
    if (
        last.endswith(".")
        and len(last) > 3
        and "." not in last[:-1]
        and last[:-1].lower() not in _SHORTENED
    ):
        name = name.rstrip()[:-1]
    return name.strip(" \t\u00a0\"“”‘’'*_[]()|,;:-–—").removesuffix("'s").removesuffix("’s")
