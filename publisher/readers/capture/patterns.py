"""Patterns of the catalogue, searched for only where a line may match them.

In: a pattern as wordings/ writes it, and a folded line.  Out: its match.  What every match of a
pattern holds is read from the pattern itself once, so that a line is passed over without compiling:
compiling the patterns that a line cannot match would take as long as reading an article (0.12 s).
"""

import functools
import re

from publisher.value import value

_compiled = functools.cache(re.compile)
_OPENING = re.compile(r"\^\[\\W_\]\*(?:\(\?:([^()\\\[\]]+)\)|([^()\\\[\]|?*.]+(?:[?*{]|$)?))")
_PLAIN = re.compile(r"[^?*+.{|$]+")
_GROUPS = 0xE000  # the first of the code points that stand for groups of words
_NO_LETTER = re.compile(r"\\.|\[(?:\\.|[^\]\\])+\]")
_WORDS_OF_GROUP = re.compile(r"\(\?:((?:[\w '-]+\|)*[\w '-]+)\)(?![?*{])")
_INNERMOST = re.compile(r"\([^()]*\)(?:[?*]|\{[\d,]*\})?")
_OPTIONAL = re.compile(r".(?:[?*]|\{[\d,]*\})|[()]")
_RUN = re.compile(r"[\w '-]{2,}")


@functools.cache
def opening(pattern: str) -> tuple[str, ...]:
    r"""How every line begins that the pattern can match, marks and spaces aside.

    () where the pattern does not tell.

    Read from `^[\W_]*word` and `^[\W_]*(?:one|other)`, which most rows are.
    """
    group = _OPENING.match(pattern)
    if not group or pattern[group.end() : group.end() + 1] in {"?", "*", "{"}:
        return ()
    words = [_PLAIN.match(word) for word in (group[1] or group[2]).split("|")]
    found = tuple(_certain(word) if word else "" for word in words)
    return found if all(word and word[0].isalnum() for word in found) else ()


def _certain(word: re.Match[str]) -> str:
    """The word without its last letter, where that may be missing."""
    missing = word.string[word.end() : word.end() + 1] in {"?", "*", "{"}
    return word[0][:-1] if missing else word[0]


@functools.cache
def needs_of(pattern: str) -> tuple[tuple[str, ...], ...]:
    """Groups of words: every line that the pattern can match holds one word of each.

    Read from its runs of plain letters, and from its groups of plain words, as far as they are
    not optional; () where it has a branch outside of groups.
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


@value
class Needed:
    """What a line must hold for a pattern: its beginnings, words all of which, groups of words."""

    opens: tuple[str, ...]
    words: tuple[str, ...]
    groups: tuple[tuple[str, ...], ...]


@functools.cache
def _needed(pattern: str) -> Needed:
    groups = needs_of(pattern)
    return Needed(
        opens=opening(pattern),
        words=tuple(group[0] for group in groups if len(group) == 1),
        groups=tuple(group for group in groups if len(group) > 1),
    )


def could_match(pattern: str, folded: str) -> bool:
    """Whether a line, or a sentence of it, holds what every match of the pattern holds."""
    needed = _needed(pattern)
    for word in needed.words:  # loops: this is asked fifty times for a line
        if word not in folded:
            return False
    for group in needed.groups:
        for word in group:
            if word in folded:
                break
        else:
            return False
    return True


def search(pattern: str, folded: str, begins: str) -> re.Match[str] | None:
    """The pattern's match in a line; begins is the line without leading marks."""
    opens = _needed(pattern).opens
    if (opens and not begins.startswith(opens)) or not could_match(pattern, folded):
        return None
    return _compiled(pattern).search(folded)
