"""The lines at head and foot of pages: facts on one line, whole, in the direction of the edition.

Where a line has no room for all facts whole facts are left out; what remains is cut only where the
first fact alone is too long.
"""

import functools
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations

Facts = tuple[str, ...]

IN_HEAD = ": "  # between the author and the title of an article
_ELLIPSIS = " …"
_SPARE = 1.02  # of a line's width: what a borrowed face needs more
_WIDE = {"W", "F"}  # signs as wide as the type is high (Unicode, UAX #11)
# letters that run from right to left (Unicode 17: blocks of Hebrew to Arabic, and further scripts)
_OTHER_WAY = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)


@dataclass(frozen=True, slots=True)
class Room:
    """How wide lines may be, in em of their type.

    head    of the running title; 0.0: the design has none.   foot  of the line beside the number.
    width   of words in one line.
    two_sided   whether the backs of leaves have another running title than their fronts.
    """

    head: float
    foot: float
    width: Callable[[str], float]
    two_sided: bool = False


ENDLESS = Room(float("inf"), float("inf"), len)  # where nothing is measured


def line_width(words: str, advance: Callable[[str], float]) -> float:
    """The width of words in one line, in em.

    advance   of the words in the face of the line, which has no ideographs: these are a square.
    """
    wide = [sign for sign in words if unicodedata.east_asian_width(sign) in _WIDE]
    others = "".join(sign for sign in words if unicodedata.east_asian_width(sign) not in _WIDE)
    return (len(wide) + (advance(others) if others else 0.0)) * _SPARE


@functools.lru_cache(maxsize=4096)
def fitted(facts: Facts, between: str, width: float, measured: Callable[[str], float]) -> Facts:
    """As many of these facts as stand on one line, the first always among them.

    Of as many the earlier ones; cut is the first alone, where it is too long by itself.
    """
    for chosen in _choices(facts):
        if measured(between.join(chosen)) <= width:
            return chosen
    return (_cut(facts[0], width, measured),) if facts else ()


def _choices(facts: Facts) -> Iterator[Facts]:
    for count in range(len(facts), 0, -1):
        for rest in combinations(facts[1:], count - 1):
            yield (facts[0], *rest)


def _cut(words: str, width: float, measured: Callable[[str], float]) -> str:
    """The beginning of words that fits with an ellipsis behind it, whole words where there are."""
    end = len(words)
    while end > 1 and measured(f"{words[:end]}{_ELLIPSIS}") > width:
        end -= 1
    kept = words[:end].rstrip()
    if end < len(words) and not words[end].isspace() and " " in kept:
        kept = kept.rsplit(" ", 1)[0]
    return f"{kept.rstrip()}{_ELLIPSIS}"


def in_line(facts: Facts, between: str, *, is_rtl: bool) -> str:
    """Facts as one line, following each other in the edition's direction.

    Each is isolated (Unicode Bidirectional Algorithm, UAX #9, 2.4), so that a name in letters that
    run the other way does not take along what stands beside it.  Margin boxes hold no elements.
    """
    if len(facts) < 2 or not (is_rtl or any(map(_OTHER_WAY.search, facts))):
        return between.join(facts)
    return between.join(f"\u2068{fact}\u2069" for fact in facts)
