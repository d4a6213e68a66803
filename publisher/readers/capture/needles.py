"""What a line must hold before a pattern of the catalogue can match it, worked out once and kept in wordings/needles.json.

Compiling all patterns takes longer than reading an article; with its needles a pattern is compiled
only for a line that it is likely to match.  `make wordings` writes the file anew after a change in
wordings/; a test holds it to the rows. A pattern that the file does not know is compiled and tried:
the file saves time and decides nothing.
"""

import functools
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

_PLACE = Path(__file__).parent / "wordings" / "needles.json"
_LONG = 2  # characters: a single one stands in nearly every line
Needles = list[list[str]]  # of each group the line must hold one word


@functools.cache
def _known() -> dict[str, Needles]:
    found: dict[str, Needles] = json.loads(_PLACE.read_text("utf-8"))
    return found


def could_match(pattern: str, folded: str) -> bool:
    """Whether a folded line holds all that the pattern is known to need."""
    return all(any(word in folded for word in group) for group in _known().get(pattern, ()))


def needles(pattern: str) -> Needles:
    """Groups of words: every match of the pattern holds one word of each group.

    Read from the parse tree of Python's own `re`: runs of letters that are not optional, and
    alternatives of which each has one.
    """
    from re import _parser  # type: ignore[attr-defined]  # the parser has no public name; only the file's maker needs it

    return [
        sorted(group)
        for group in _groups(_parser.parse(pattern))
        if all(len(word) >= _LONG for word in group)
    ]


def _groups(tree: Iterable[Any]) -> list[set[str]]:
    found: list[set[str]] = []
    run = ""
    for operator, argument in tree:
        name = str(operator)
        if name == "LITERAL":
            run += chr(argument)
            continue
        found.append({run})
        run = ""
        if name == "SUBPATTERN":
            found += _groups(argument[3])
        elif name in {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"} and argument[0] >= 1:
            found += _groups(argument[2])
        elif name == "BRANCH":
            best = [
                max((group for group in _groups(branch) if group), key=_weight, default={""})
                for branch in argument[1]
            ]
            found.append(set().union(*best))
    return [group for group in (*found, {run}) if "" not in group]


def _weight(group: set[str]) -> tuple[int, int]:
    """How telling a group is: its shortest word, then how few there are."""
    return min(map(len, group)), -len(group)


def written(patterns: Iterable[str]) -> str:
    """The file for these patterns, in their own order of letters.

    A pattern that needs nothing is not in it.
    """
    rows = {pattern: groups for pattern in sorted(set(patterns)) if (groups := needles(pattern))}
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":")) + "\n"


def keep(patterns: Iterable[str]) -> Path:
    """Write the file for these patterns; gives its place."""
    _PLACE.write_text(written(patterns), "utf-8")
    return _PLACE
