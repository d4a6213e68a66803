"""Patterns of hyphenation, each made ready when a word asks for it.

pyphen 0.18 takes all patterns of a language apart before the first word: 60 ms for those of
English, of which an article asks for a tenth.  Words are parted at the same places.
"""

import re
from pathlib import Path
from typing import Any

import pyphen

_FIGURE = re.compile(r"\d")
_LINE = re.compile(r"[^\n]*[1-9][^\n]*")  # a pattern of zeros alone parts nothing
_FOREIGN = re.compile(r"[^\D0-9]|\^\^|/.*=")

# where its numbers begin, and the numbers
Pattern = tuple[int, tuple[int, ...]]


class _Patterns(dict[str, Any]):
    """Letters → the pattern: as it is written until it is asked for."""

    # dict's own signature is wider
    def get(self, letters: str, default: Any = None) -> Any:  # noqa: ANN401
        """The pattern of these letters."""
        found = super().get(letters, default)
        if type(found) is str:
            found = self[letters] = _pattern(found)
        return found


class Hyphens(pyphen.HyphDict):  # type: ignore[misc]  # pyphen has no types
    """The patterns of a language; its words are parted by pyphen itself."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            encoding = file.readline().decode().strip()
        text = path.read_text("cp1251" if encoding.lower() == "microsoft-cp1251" else encoding)
        found = map(str.strip, _LINE.findall(text.partition("\n")[2]))
        lines = [line for line in found if not line.startswith(pyphen.ignored)]
        joined = "\n".join(lines)
        if _FOREIGN.search(joined):  # spelling that changes at a break, letters by their number
            super().__init__(path)
            return
        letters = _FIGURE.sub("", joined).split("\n")
        self.patterns = _Patterns(zip(letters, lines, strict=True))
        self.cache: dict[str, Any] = {}
        self.maxlen = max(map(len, letters))


def _pattern(written: str) -> Pattern:
    """A pattern as pyphen has it: without the zeros at its ends."""
    values = [int(figure or "0") for figure, _ in pyphen.parse(written)]
    set_ = [place for place, value in enumerate(values) if value]
    return set_[0], tuple(values[set_[0] : set_[-1] + 1])
