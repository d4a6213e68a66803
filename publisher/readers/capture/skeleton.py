"""A line of text → its skeleton for comparison, and its sentences: both to the letter.

In: one line.  Out: a skeleton of the same length (lower case, one form of quotes, dashes and
spaces), so that a pattern written once meets a wording however it was typed; or the line's
sentences, each with the place where it begins.
"""

import functools
import re
from collections.abc import Iterator

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


_WORDS = re.compile(r"[\w©]+(?:[-/'.][\w©]+)*|\(c\)")
_PARTS = re.compile(r"[/'.]")
_NOTE = re.compile(r"anm\. ?d\. ?(?:red|verf)\b")  # an expression with its points is one word


def words_of(folded: str) -> set[str]:
    """All words of a folded line: compounds and their parts, and what stands before an "'"."""
    words = set(_WORDS.findall(folded))
    for word in [word for word in words if not word.isalnum()]:
        words.update(_parts(word))
    if "anm" in words:
        words.update(_NOTE.findall(folded))
    return words


@functools.lru_cache(maxsize=4096)
def _parts(word: str) -> frozenset[str]:
    elided = [f"{part}'" for part in word.split("'")[:-1]]
    parts = _PARTS.split(word)
    return frozenset((*elided, *parts, *(one for part in parts for one in part.split("-"))))


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a line, to the letter, without the space between them."""
    return tuple(sentence for _, sentence in placed_sentences(text))


def placed_sentences(text: str) -> Iterator[tuple[int, str]]:
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
