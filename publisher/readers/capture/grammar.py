"""Forms of notices: slots in a row, filled by small lists of words, one list a language.

In: a sentence with its slots (slots.py).  Out: where a form of the catalogue is met in it, and the
name in it.  A form such as `this ~2 text ~3 may ~3 reuse` is written once and reads like what it
means: this article may be reprinted, dieser Beitrag darf nachgedruckt werden, cet article peut être
repris.  The words of each slot stand in wordings/slots.toml; nothing here names a language.

A form is a line of elements, left to right:

    word        a slot: a token that one of its words fills
    a|b         either slot
    word?       the slot or nothing
    ~n          at most n tokens of any kind; ~ alone is ~3
    name        a name: tokens written with a capital, or a host, with "of" and "and" between them
    who         a name as well, of which nothing is to be known
    names       a name of two words or more
    ^  $        the sentence begins, ends here, marks aside
    : / , ( …   the mark itself
    -word       the next token fills no such slot

Where word order says little, a form begins with `&`: its slots are filled by as many tokens of a
short sentence (`~n`: at most n words), in any order, and its -slots by none.
"""

import functools
import re
from collections.abc import Iterable, Iterator, Sequence

from publisher.readers.capture.slots import LINK, MARK, NAME, SHAPES, Sentence, Token, bit_of
from publisher.value import value

_WHO = "who"
_NAMES = "names"
_LOOSE = "&"
_LOOSE_AT_MOST = 20  # words of a sentence in which slots count in any order
_GAP = re.compile(r"~(\d*)")
_USUAL = 3  # tokens that ~ alone lets pass
_OUTSIDE = 3  # tokens before a quotation that make it a quotation
_OPENING = 8  # tokens within which a form begins that is not bound to the beginning of its sentence
_NAME_AT_MOST = 12  # tokens
# slots by how many sentences of prose fill them: a form is looked for by the rarest of its own
_OFTEN = frozenset(
    re.split(" ", "name date link host mark in from by be with this not for to us of we")
)
_AT_TIMES = frozenset(
    re.split(
        " ",
        "text may use if here find first own me author source version said content let free must"
        " out anyone view without credit original editors via",
    )
)


@value
class Element:
    """One element of a form.

    slots   one of which a token must fill (none of which, where `kind` is "not").
    kind    "slot", "maybe", "not", "name", "gap", "start" or "end".
    most    tokens that a gap lets pass; of a name, the words that it has at least.
    kept    whether the name is to be known.
    """

    kind: str
    slots: frozenset[str] = frozenset()
    most: int = 0
    kept: bool = False


@value
class Form:
    """One form of a row, ready to be tried.

    needs   of each group the sentence must fill one slot.
    masks   the same in bits (slots.bit_of), the group that fewest sentences fill first.
    key     that group.
    bound   whether it begins where its sentence begins.
    loose   whether its slots are filled in any order.
    """

    written: str
    elements: tuple[Element, ...]
    needs: tuple[frozenset[str], ...]
    masks: tuple[int, ...]
    key: frozenset[str]
    bound: bool
    loose: bool

    def may_be_met(self, filled: int) -> bool:
        """Whether a sentence that fills these slots (in bits) has all that the form needs."""
        for mask in self.masks:  # noqa: SIM110 — a loop: asked a thousand times for an article
            if not mask & filled:
                return False
        return True


@value
class Met:
    """Where a form was met: characters of the sentence, and those of the name (0, 0 without)."""

    start: int
    end: int
    name: tuple[int, int]


@functools.cache
def form(written: str) -> Form:
    """The form that a line of slots writes down."""
    words = written.split()
    loose = words[0] == _LOOSE
    elements = tuple(map(_element, words[1:] if loose else words))
    needs = tuple(element.slots for element in elements if element.kind in {"slot", "name"})
    return Form(
        written=written,
        elements=elements,
        needs=needs,
        masks=tuple(dict.fromkeys(sum(bits_of(group)) for group in sorted(needs, key=_frequency))),
        key=min(needs, key=_frequency),
        bound=elements[0].kind == "start",
        loose=loose,
    )


def bits_of(slots: Iterable[str]) -> list[int]:
    """The bit of each slot."""
    return [bit_of(slot) for slot in slots]


def _element(word: str) -> Element:
    if gap := _GAP.fullmatch(word):
        return Element(kind="gap", most=int(gap[1] or _USUAL))
    if word in {"^", "$"}:
        return Element(kind="start" if word == "^" else "end")
    if word in {NAME, _NAMES, _WHO}:
        least = 2 if word == _NAMES else 1
        return Element(kind="name", slots=frozenset((NAME,)), most=least, kept=word != _WHO)
    kind = "not" if word[0] == "-" and len(word) > 1 else "slot"
    kind = "maybe" if word[-1] == "?" and len(word) > 1 else kind
    return Element(kind=kind, slots=frozenset(word.strip("-?" if len(word) > 1 else "").split("|")))


def _frequency(group: frozenset[str]) -> int:
    """How often prose fills a slot of the group: 0 seldom, 1 at times, 2 often."""
    return max(2 * (slot in _OFTEN) or int(slot in _AT_TIMES) for slot in group)


def find(form: Form, sentence: Sentence, language: str) -> Met | None:
    """Where the form is met in a sentence, read in a language; None where it is not."""
    if not form.may_be_met(sentence.filled[language]):
        return None
    tokens = sentence.tokens(language)
    if form.loose:
        return _find_loose(form, tokens)
    first = form.elements[0]
    for start in (0,) if form.bound else range(len(tokens)):
        if first.kind == "slot" and first.slots.isdisjoint(tokens[start][2]):
            continue
        met = _meet(form.elements, tokens, start)
        if met and _counts(form, start, met[0], tokens):
            end, name = met
            begins = next((n for n in range(start, end) if MARK not in tokens[n][2]), start)
            named = (tokens[name[0]][0], tokens[name[1] - 1][1]) if name else (0, 0)
            return Met(start=tokens[begins][0], end=tokens[end - 1][1], name=named)
    return None


def _find_loose(form: Form, tokens: Sequence[Token]) -> Met | None:
    """The whole sentence, where its tokens fill the form's slots in any order."""
    most = next((one.most for one in form.elements if one.kind == "gap"), _LOOSE_AT_MOST)
    words = [number for number, token in enumerate(tokens) if MARK not in token[2]]
    if not words or len(words) > most:
        return None
    left = set(range(len(tokens)))
    for element in form.elements:
        filling = [n for n, token in enumerate(tokens) if not element.slots.isdisjoint(token[2])]
        if element.kind == "not" and filling:
            return None
        if element.kind == "slot":
            first = next((number for number in filling if number in left), None)
            if first is None:
                return None
            left.discard(first)
    if not _counts(form, words[0], len(tokens), tokens):
        return None
    name = _name_behind(tokens) if any(one.kept for one in form.elements) else None
    named = (tokens[name[0]][0], tokens[name[1] - 1][1]) if name else (0, 0)
    if not name and any(one.kind == "name" for one in form.elements):
        return None
    return Met(start=tokens[words[0]][0], end=tokens[words[-1]][1], name=named)


def _name_behind(tokens: Sequence[Token]) -> "Stretch | None":
    """The last name of a sentence: behind a small word or a mark, one word at least of its own."""
    found: Stretch | None = None
    end = 0
    for place in range(len(tokens)):
        ends = next(_names(tokens, place), 0) if place >= end else 0
        behind = place > 0 and NAME not in tokens[place - 1][2]
        if ends and behind and any(token[2] <= SHAPES for token in tokens[place:ends]):
            begins = _without_quote(tokens, place, ends)
            found, end = begins, ends
    return found


Stretch = tuple[int, int]  # tokens: the first, and the one after the last


def _meet(
    elements: tuple[Element, ...], tokens: Sequence[Token], place: int
) -> tuple[int, Stretch | None] | None:
    """(the token after the last, tokens of the name) where the elements are met from a token on."""
    if not elements:
        return place, None
    element, rest = elements[0], elements[1:]
    for after in _ways(element, tokens, place):
        met = _meet(rest, tokens, after)
        if met:
            return (met[0], _without_quote(tokens, place, after)) if element.kept else met
    return None


def _ways(element: Element, tokens: Sequence[Token], place: int) -> Iterator[int]:
    """The tokens at which the next element may begin, the likeliest first."""
    fills = place < len(tokens) and not element.slots.isdisjoint(tokens[place][2])
    match element.kind:
        case "gap":
            yield from range(place, min(place + element.most, len(tokens)) + 1)
        case "name":
            yield from _names(tokens, place, element.most)
        case "start" | "end":
            while place < len(tokens) and MARK in tokens[place][2]:
                place += 1
            if element.kind == "start" or place == len(tokens):
                yield place
        case "not":
            if not fills:
                yield place
        case _:
            if fills:
                yield place + 1
            if element.kind == "maybe":
                yield place


def _names(tokens: Sequence[Token], place: int, least: int = 1) -> Iterator[int]:
    """Where a name of so many words that begins at a token may end, the longest first."""
    if place < len(tokens) and '"' in tokens[place][2]:
        place += 1
    ends: list[int] = []
    links = 0
    for number in range(place, min(place + _NAME_AT_MOST, len(tokens))):
        slots = tokens[number][2]
        if NAME in slots:
            ends.append(number + 1)
            links = 0
        elif ends and LINK in slots and links < 2:
            links += 1
        else:
            break
    yield from reversed(ends[least - 1 :])


def _without_quote(tokens: Sequence[Token], start: int, end: int) -> Stretch:
    return (start + ('"' in tokens[start][2]), end)


def _counts(form: Form, first: int, after: int, tokens: Sequence[Token]) -> bool:
    """Whether what a form met is what the sentence says: not within a quotation, nor in passing."""
    quotes = [number for number, token in enumerate(tokens[:first]) if '"' in token[2]]
    if len(quotes) % 2 and quotes[-1] >= _OUTSIDE:
        return False
    return form.bound or first <= _OPENING or 2 * (after - first) >= len(tokens)
