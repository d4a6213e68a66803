"""What a line of a capture says, by the catalogue of wordings: data, not code.

In: one line.  Out: Matches, each with its kinds, the rule that gave it, and the exact stretch of
the line.  The one idea: a line is folded to a skeleton of the same length (lower case, one form of
quotes, dashes and spaces), so that a pattern written once meets a wording however it was typed, and
what it finds is cut from the line to the letter. The next site is a row in wordings/, never a
function here.
"""

import functools
import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from publisher.model.rights import NoticeKind, Scope, Whose
from publisher.readers.capture import grammar
from publisher.readers.capture.slots import SHAPES, Sentence, slots_in
from publisher.value import value

# files of wordings/, most important first
FAMILIES = ("origin", "terms", "pictures", "people", "site")

# characters of a line that are read: what is longer is prose, a whole book on one line perhaps
READ_AT_MOST = 32_768
_SENTENCES_AT_MOST = 900  # characters: a longer line that says nothing as a whole is prose
_PARTICLE = 3  # letters: "van", "de" and "al" are written small inside a name
_LEADING = re.compile(r"^[\W_]+")
_SHORTENED = {"inc", "ltd", "corp", "bros", "assn", "dept", "univ"}
_FOLD = str.maketrans(
    {
        **dict.fromkeys("“”„‟«»″", '"'),
        **dict.fromkeys("‘’‚‛′´`", "'"),
        **dict.fromkeys("–—―‐‑−", "-"),
        **dict.fromkeys("\u00a0\u2007\u202f\u2009\u3000\t\n", " "),
    }
)
# marks of stress that a capture kept, not "snake_case"
_STRESS = re.compile(r"(?<![^\W_])_+|_+(?![^\W_])")
_SENTENCE = re.compile(r"(?<=[.!?…])[\"')\]]*\s+(?=[\"'(\[]?[A-ZÀ-ÞА-Я©])|(?<=[。！？])")
# Ends that are no ends: initials and short titles before a name, the day of a month.
_ABBREVIATION = re.compile(
    r"(?:\b(?:Dr|Mr|Mrs|Ms|Prof|St|Jr|Sr|vs|No|Inc|U\.S|e\.g|i\.e|al)"
    r"|\b[A-Z]|\b(?:am|vom|zum|den|dem|der) \d{1,2})\.$"
)
_ABBREVIATED = 8  # characters: the longest of them, with its full stop and what stands before it


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
    covers: Scope = Scope.UNSTATED
    whose: Whose = Whose.SOURCE


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


# a line is folded as a whole, by its sentences, and again for what is asked of its parts
@functools.lru_cache(maxsize=1024)
def fold(text: str) -> str:
    """The skeleton of a line, as long as it: lower case, one form of quotes, dashes and spaces."""
    folded = text.translate(_FOLD)
    if "_" in folded:
        folded = _STRESS.sub(lambda marks: " " * len(marks[0]), folded)
    lower = folded.lower()
    return (
        lower
        if len(lower) == len(folded)
        else "".join(char.lower() if len(char.lower()) == 1 else char for char in folded)
    )


@functools.cache
def catalogue() -> tuple[Wording, ...]:
    """Every row of wordings/, compiled.

    A row that is not well formed is a bug of ours and raises.
    """
    place = Path(__file__).parent / "wordings"
    return tuple(
        _row(row)
        for family in FAMILIES
        for row in tomllib.loads((place / f"{family}.toml").read_text("utf-8"))["wording"]
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
    parts: dict[str, str] = tomllib.loads(
        (Path(__file__).parent / "wordings" / "words.toml").read_text("utf-8")
    )
    return parts


def _spelt(pattern: str) -> str:
    """The pattern with its `%word%`s spelt out, which may hold others.

    At a line's ends a stray mark of stress is no letter.
    """
    while _WORD.search(pattern):
        pattern = _WORD.sub(lambda match: _words()[match[1]], pattern)
    return pattern.replace(r"^\W*", r"^[\W_]*").replace(r"\W*$", r"[\W_]*$")


_WORD = re.compile(r"%(\w+)%")
_compiled = functools.cache(re.compile)


@functools.cache
def opening(pattern: str) -> tuple[str, ...]:
    r"""How every line begins that the pattern can match, marks and spaces aside.

    () where the pattern does not tell.

    Read from `^[\W_]*word` and `^[\W_]*(?:one|other)`, which most rows are: a line is then passed
    over without compiling.
    """
    group = _OPENING.match(pattern)
    if not group or pattern[group.end() : group.end() + 1] in {"?", "*", "{"}:
        return ()
    words = [_PLAIN.match(word) for word in (group[1] or group[2]).split("|")]
    found = tuple(
        (
            (
                word[0][:-1]
                if word.string[word.end() : word.end() + 1] in {"?", "*", "{"}
                else word[0]
            )
            if word
            else ""
        )
        for word in words
    )
    return found if all(word and word[0].isalnum() for word in found) else ()


_OPENING = re.compile(r"\^\[\\W_\]\*(?:\(\?:([^()\\\[\]]+)\)|([^()\\\[\]|?*.]+(?:[?*{]|$)?))")
_PLAIN = re.compile(r"[^?*+.{|$]+")


@functools.cache
def needs_of(pattern: str) -> tuple[tuple[str, ...], ...]:
    """Groups of words: every line that the pattern can match holds one word of each.

    Read from its runs of plain letters, and from its groups of plain words, as far as they are
    not optional; () where it has a branch outside of groups. Compiling the patterns that a line
    cannot match would take as long as reading an article (0.12 s).
    """
    groups: list[tuple[str, ...]] = []

    def noted(group: re.Match[str]) -> str:
        groups.append(tuple(group[1].split("|")))
        return chr(_GROUPS + len(groups) - 1)

    flat = _WORDS_OF_GROUP.sub(noted, _NO_LETTER.sub("\0", pattern))
    stripped = ""
    while stripped != flat:
        stripped, flat = flat, _INNERMOST.sub("\0", flat)
    if "|" in flat:
        return ()
    flat = _OPTIONAL.sub("\0", flat)
    found = [groups[ord(char) - _GROUPS] for char in flat if ord(char) >= _GROUPS]
    return tuple((run,) for run in _RUN.findall(flat)) + tuple(
        group for group in found if all(len(word) > 1 for word in group)
    )


_GROUPS = 0xE000  # the first of the code points that stand for groups of words
_NO_LETTER = re.compile(r"\\.|\[(?:\\.|[^\]\\])+\]")
_WORDS_OF_GROUP = re.compile(r"\(\?:((?:[\w '-]+\|)*[\w '-]+)\)(?![?*{])")
_INNERMOST = re.compile(r"\([^()]*\)(?:[?*]|\{[\d,]*\})?")
_OPTIONAL = re.compile(r".(?:[?*]|\{[\d,]*\})|[()]")
_RUN = re.compile(r"[\w '-]{2,}")


def _search(pattern: str, folded: str, begins: str) -> re.Match[str] | None:
    """The pattern's match in a line; begins is the line without leading marks."""
    opens = opening(pattern)
    if opens and not begins.startswith(opens):
        return None
    for group in needs_of(pattern):
        if not any(word in folded for word in group):
            return None
    return _compiled(pattern).search(folded)


# an article's lines are asked about several times while it is assembled
@functools.lru_cache(maxsize=1024)
def _said(text: str) -> tuple[Match, ...]:
    offset = len(text) - len(text.lstrip())
    folded = fold(text.strip())
    rows = _worth_trying(folded)
    found = list(_matches(rows, text, folded, offset))
    said = list(_placed_sentences(text))
    if len(said) > 1 and (found or len(text) <= _SENTENCES_AT_MOST):
        for place, sentence in said:
            found += _moved(_matches(rows, sentence, fold(sentence), 0), place)
    if found or len(text) <= _SENTENCES_AT_MOST:
        for place, sentence in said:
            found += [
                match
                for match in _moved(_said_in_forms(sentence), place)
                if not _is_said_already(match, found)
            ]
    if len(found) > 1:
        order = {wording.rule: number for number, wording in enumerate(catalogue())}
        found.sort(key=lambda match: order[match.wording.rule])
    return tuple({(match.wording.rule, match.name): match for match in reversed(found)}.values())[
        ::-1
    ]


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


@functools.cache
def _forms() -> tuple[tuple[int, Wording, grammar.Form], ...]:
    """Every form of the catalogue with its row and the row's place, in the catalogue's order."""
    return tuple(
        (place, row, grammar.form(written))
        for place, row in enumerate(catalogue())
        for written in row.forms
    )


@functools.cache
def _keys() -> dict[str, tuple[int, ...]]:
    """The indexes in _forms of the forms that are looked for by a slot."""
    found: dict[str, list[int]] = {}
    for number, (_, _, form) in enumerate(_forms()):
        for slot in form.key:
            found.setdefault(slot, []).append(number)
    return {slot: tuple(numbers) for slot, numbers in found.items()}


@functools.lru_cache(maxsize=1024)
def _said_in_forms(sentence: str) -> tuple[Match, ...]:
    """What a sentence says by the forms of the catalogue."""
    folded = fold(sentence)
    anywhere = slots_in(folded) | SHAPES | set(folded)
    keyed = (_keys()[slot] for slot in _keys().keys() & anywhere)
    forms = [
        _forms()[number]
        for number in sorted(set().union(*keyed))
        if _forms()[number][2].may_be_met(anywhere)
    ]
    if not forms:
        return ()
    slots = Sentence(sentence, folded)
    found: dict[int, Match] = {}
    for language in slots.filled:
        for place, row, form in forms:
            if place not in found and (met := _met(row, form, slots, language, sentence)):
                found[place] = met
    said: list[Match] = []
    for place in sorted(found, key=lambda place: (not found[place].name, place)):
        said += [] if _is_said_already(found[place], said) else [found[place]]
    return tuple(said)


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
    begins = _LEADING.sub("", folded)
    return any(_search(pattern, folded, begins) for pattern in row.unless)


def recognise(text: str, zone: str = "") -> tuple[Match, ...]:
    """What the line says, in the order of the catalogue.

    `zone` is where it stands, "" for wherever it would count.

    A line of several sentences says what each of them says, and what it says as a whole; of one
    longer than READ_AT_MOST only its beginning is read.
    """
    found = _said(text[:READ_AT_MOST])
    return (
        tuple(match for match in found if zone in match.wording.zones or not match.wording.zones)
        if zone
        else found
    )


_OPENED = 2  # letters by which the words that rows need are looked for


@functools.cache
def _needed() -> dict[str, tuple[str, ...]]:
    """Every word of the rows' `needs` and `also`, by its first letters."""
    words = dict.fromkeys(word for row in catalogue() for word in (*row.needs, *row.also))
    found: dict[str, list[str]] = {}
    for word in words:
        found.setdefault(word[:_OPENED], []).append(word)
    return {start: tuple(listed) for start, listed in found.items()}


def _worth_trying(folded: str) -> tuple[Wording, ...]:
    """The rows whose `needs` and `also` a line holds; those of its sentences are among them.

    All of these words are looked for once, whichever rows they belong to.
    """
    starts = {folded[place : place + _OPENED] for place in range(len(folded))}
    opened = _needed().keys() & (starts | set(folded))
    there = {word for start in opened for word in _needed()[start] if word in folded}
    return tuple(
        row
        for row in catalogue()
        if row.any
        and not (row.needs and there.isdisjoint(row.needs))
        and not (row.also and there.isdisjoint(row.also))
    )


def _matches(rows: Sequence[Wording], text: str, folded: str, offset: int) -> Iterator[Match]:
    begins = _LEADING.sub("", folded)
    for wording in rows:
        if (wording.most and len(folded) > wording.most) or (
            wording.starts and not begins.startswith(wording.starts)
        ):
            continue
        found = next(
            (match for pattern in wording.any if (match := _search(pattern, folded, begins))), None
        )
        if found and not any(_search(pattern, folded, begins) for pattern in wording.unless):
            start, end = (
                found.span("name") if "name" in found.re.groupindex and found["name"] else (0, 0)
            )
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


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a line, to the letter, without the space between them."""
    return tuple(sentence for _, sentence in _placed_sentences(text))


def _placed_sentences(text: str) -> Iterator[tuple[int, str]]:
    """Each sentence of a line with the place of its first character.

    What ends in an abbreviation goes on: "Dr. Brown" is in one sentence.
    """
    start = 0
    for gap in _SENTENCE.finditer(text):
        looked_at = max(start, gap.start() - _ABBREVIATED)
        if _ABBREVIATION.search(text, looked_at, gap.start()):
            continue
        yield from _without_blanks(text, start, gap.start())
        start = gap.end()
    yield from _without_blanks(text, start, len(text))


def _without_blanks(text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    stretch = text[start:end]
    if words := stretch.strip():
        yield start + len(stretch) - len(stretch.lstrip()), words
