"""The words of a sentence and the slots that they fill, language by language.

In: a sentence and its folded skeleton.  Out: tokens with slots, for the forms of grammar.py.  The
words are data (wordings/slots.toml); what a token is by its shape alone (a name, a day, an address,
a mark) is told here.
"""

import functools
import operator
import re
from collections.abc import Iterator
from pathlib import Path

from publisher.rows import rows_of

_PLACE = Path(__file__).parent / "wordings" / "slots.toml"
_TOKEN = re.compile(
    r"https?://[^\s<>()\[\]\"]+"
    r"|\b(?:[ldnsmcj]|qu|dell|dall|all|sull|nell|quest|un)'(?=\w)"
    r"|\bh/[rt]\b|\bn\.º|anm\. ?d\. ?(?:red|verf)\b"
    r"|\w+n't\b"
    r"|(?:\w[\w-]*\.)+\w[\w-]*(?:/[^\s,;()\[\]\"]*)?"
    r"|(?<!\w)[^\W\d_]\.(?=\s\w)"  # an initial
    r"|\w+(?:-\w+)*"
    r"|'s\b|\S"
)
_DAY = re.compile(
    r"(?:jan|feb|febr|mar|apr|jun|jul|aug|sep|sept|oct|okt|nov|dec|dez)\.?"
    r"|(?:januar|februar|march|april|june|july|august|september|october|november|december)y?"
    r"|m[äa]i|may|märz|juni|juli|oktober|dezember|janvier|février|mars|avril|juin|juillet|août"
    r"|septembre|octobre|novembre|décembre|enero|febrero|marzo|abril|mayo|junio|julio|agosto"
    r"|septiembre|octubre|noviembre|diciembre|gennaio|febbraio|aprile|maggio|giugno|luglio"
    r"|settembre|ottobre|dicembre|janeiro|fevereiro|março|maio|junho|julho|setembro|outubro"
    r"|novembro|dezembro|maart|mei|augustus"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch"
    r"|\d[\d./-]*(?:st|nd|rd|th|er|º)?|[ap]\.?m|gmt|utc|[ecmp][sd]t|uhr"
)
# what may stand between the words of a name
_LINKS = frozenset(
    re.split(
        " ",
        "of and & the for de des du d' der und zur zum von vom del della dell' di e y et la le las"
        " los el do da dos das van het en op",
    )
)
NAME = "name"
DATE = "date"
LINK = "link"
HOST = "host"
MARK = "mark"
# slots that a token fills by its shape, whatever it says
SHAPES = frozenset((NAME, DATE, LINK, HOST, MARK))
_EVERY = "every"  # the list of words that every language has
_CAPITALS = "de"  # the language that writes every noun with a capital
_TITLED = 0.6  # of the words with a capital: more, and it is how the line is written
_STEM = 4  # letters: no stem of the lists is shorter

Token = tuple[int, int, frozenset[str]]  # start, end in characters; the slots it fills


@functools.cache
def _lexicon() -> tuple[
    dict[str, tuple[tuple[str, str], ...]],
    dict[str, tuple[tuple[tuple[str, ...], str, str], ...]],
    dict[str, tuple[tuple[str, str], ...]],
]:
    """Words, expressions by their first word, and stems: each with its (language, slot)s."""
    words: dict[str, list[tuple[str, str]]] = {}
    phrases: dict[str, list[tuple[tuple[str, ...], str, str]]] = {}
    stems: dict[str, list[tuple[str, str]]] = {}
    for language, slots in rows_of(_PLACE).items():
        for slot, listed in slots.items():
            for word in listed.split():
                # most are plain words: 9 ms for all that are not asked to be cut up
                tokens = [word] if word.isalpha() else _TOKEN.findall(word.replace("_", " "))
                if word.endswith("*"):
                    stems.setdefault(word[:-1], []).append((language, slot))
                elif len(tokens) > 1:
                    phrases.setdefault(tokens[0], []).append((tuple(tokens[1:]), language, slot))
                else:
                    words.setdefault(tokens[0], []).append((language, slot))
    return (
        {word: tuple(found) for word, found in words.items()},
        {
            word: tuple(sorted(found, key=lambda phrase: -len(phrase[0])))
            for word, found in phrases.items()
        },
        {stem: tuple(found) for stem, found in stems.items()},
    )


@functools.cache
def slots_of(word: str) -> tuple[tuple[str, str], ...]:
    """The (language, slot)s that a folded word fills by itself."""
    words, _, stems = _lexicon()
    found = list(words.get(word, ()))
    for length in range(_STEM, len(word) + 1):
        found += stems.get(word[:length], ())
    return tuple(found)


def _opened(words: list[str]) -> Iterator[tuple[int, int, str, str]]:
    """(index of its first word, words after it, language, slot) of each expression."""
    phrases = _lexicon()[1]
    for number, word in enumerate(words):
        for rest, language, slot in phrases.get(word, ()):
            if tuple(words[number + 1 : number + 1 + len(rest)]) == rest:
                yield number, len(rest), language, slot


_BITS: dict[str, int] = {}
_WIDTH = 1024  # bits for the slots of one language, where all languages stand in one number


def bit_of(slot: str) -> int:
    """The bit that stands for a slot, or for a mark of a form, in a whole number."""
    return _BITS.setdefault(slot, 1 << len(_BITS))


@functools.cache
def _languages() -> dict[str, int]:
    """By how many bits the slots of each language are moved where all stand in one number."""
    listed = rows_of(_PLACE)
    return {language: _WIDTH * number for number, language in enumerate(sorted(listed))}


@functools.cache
def filled_by(word: str) -> int:
    """The slots that a word fills by itself, of all languages in one number."""
    found = 0
    for language, slot in slots_of(word):
        found |= bit_of(slot) << _languages()[language]
    return found


@functools.cache
def _openers() -> dict[str, tuple[tuple[str, int], ...]]:
    """By the first word of expressions: (their second word, the slots that they fill)s."""
    found: dict[str, dict[str, int]] = {}
    for first, listed in _lexicon()[1].items():
        for rest, language, slot in listed:
            seconds = found.setdefault(first, {})
            bits = bit_of(slot) << _languages()[language]
            seconds[rest[0]] = seconds.get(rest[0], 0) | bits
    return {first: tuple(seconds.items()) for first, seconds in found.items()}


_NO_WORD = re.compile(r"[^\w\s]")


def slots_in(folded: str, words: set[str]) -> dict[str, int]:
    """By language the bits of all slots that a sentence may fill, found without cutting it up.

    Names and all else that has a shape are taken to be there.

    words   of the sentence (skeleton.words_of).
    """
    whole = functools.reduce(operator.or_, map(filled_by, words), 0)
    for first in _openers().keys() & words:
        for second, bits in _openers()[first]:
            if second in words or not second.isalnum():
                whole |= bits
    if not whole:
        return {}
    full = (1 << _WIDTH) - 1
    found = {
        language: bits
        for language, moved in _languages().items()
        if (bits := (whole >> moved) & full)
    }
    every = found.pop(_EVERY, 0)
    if every:  # for a sentence whose only words are of no language: parts of compounds may be
        found[_EVERY] = 0
    every |= _of_shapes() | sum(map(bit_of, set(_NO_WORD.findall(folded))))
    return {language: bits | every for language, bits in found.items()}


@functools.cache
def _of_shapes() -> int:
    return sum(map(bit_of, SHAPES))


class Sentence:
    """A sentence with the slots of its tokens.

    Its tokens are read in a language only when a form asks for them.
    """

    def __init__(self, text: str, folded: str) -> None:
        self._text = text
        self._spans = [match.span() for match in _TOKEN.finditer(folded)]
        self._words = [folded[start:end] for start, end in self._spans]
        self._found = [slots_of(word) for word in self._words]
        self._opened = list(_opened(self._words))
        by_language: dict[str, int] = {}
        for found in (*self._found, ((language, slot) for _, _, language, slot in self._opened)):
            for language, slot in found:
                by_language[language] = by_language.get(language, 0) | bit_of(slot)
        every = by_language.pop(_EVERY, 0)
        if every and not by_language:
            by_language[_EVERY] = 0
        every |= _of_shapes()
        for mark in {word for word in self._words if not word[0].isalnum()}:
            every |= bit_of(mark)
        self.filled = {language: slots | every for language, slots in sorted(by_language.items())}
        self._tokens: dict[str, list[Token]] = {}

    @property
    def words(self) -> tuple[str, ...]:
        """Its words and marks, folded."""
        return tuple(self._words)

    def tokens(self, language: str) -> list[Token]:
        """The tokens with what they are in a language: an expression of several words is one."""
        if language not in self._tokens:
            shapes = [
                _shape(self._text[start:end], word)
                for (start, end), word in zip(self._spans, self._words, strict=True)
            ]
            self._tokens[language] = _read_in(
                {language, _EVERY}, self._spans, shapes, self._found, self._opened
            )
        return self._tokens[language]

    def fills(self, slots: tuple[str, ...], language: str) -> bool:
        """Whether a token of the sentence, read in a language, fills one of these slots."""
        return any(not filled.isdisjoint(slots) for _, _, filled in self.tokens(language))


def _shape(written: str, word: str) -> frozenset[str]:
    """What a token is by its form alone: a name, a day, an address, a mark."""
    first = word[0]
    if not (first.isalnum() or len(word) > 1):
        return frozenset((MARK, word, LINK)) if word in _LINKS else frozenset((MARK, word))
    found = set()
    if word in _LINKS:
        found.add(LINK)
    if _DAY.fullmatch(word):
        found.add(DATE)
    elif "." in word[1:-1] and not word[0].isdigit():
        found |= {HOST, NAME}
    elif written[:1].isupper() or written[1:2].isupper():
        found.add(NAME)
    return frozenset(found)


def _read_in(
    languages: set[str],
    spans: list[tuple[int, int]],
    shapes: list[frozenset[str]],
    filled: list[tuple[tuple[str, str], ...]],
    opened: list[tuple[int, int, str, str]],
) -> list[Token]:
    """The tokens as one language reads them: an expression of several words is one token.

    A word within a name ("The Ferry Post") fills no slot, unless all words have capitals.
    """
    joined: dict[int, tuple[int, set[str]]] = {}
    for number, length, spoken, slot in opened:
        if spoken in languages:
            longest, slots = joined.get(number, (length, set()))
            if length == longest:
                joined[number] = (longest, slots | {slot})
    named = _within_names(shapes) if _CAPITALS not in languages else frozenset()
    tokens: list[Token] = []
    number, worded = 0, False
    while number < len(spans):
        length, own = joined.get(number, (0, set()))
        if not length and number not in named:
            own = {slot for spoken, slot in filled[number] if spoken in languages}
        shape = shapes[number]
        if not worded and own and HOST not in shape:
            shape -= {NAME}  # a sentence begins with a capital, whatever its first word is
        worded = worded or MARK not in shape
        tokens.append((spans[number][0], spans[number + length][1], shape | own))
        number += length + 1
    return tokens


def _within_names(shapes: list[frozenset[str]]) -> frozenset[int]:
    """The indexes of words with a capital behind another such word."""
    words = [number for number, shape in enumerate(shapes) if MARK not in shape]
    capitals = {number for number in words if NAME in shapes[number]}
    if len(capitals) > _TITLED * len(words):
        return frozenset()
    behind = set(words[2:]) & {number + 1 for number in capitals}
    return frozenset(behind & capitals)
