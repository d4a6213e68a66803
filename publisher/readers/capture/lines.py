"""A plain text → pieces: paragraphs between blank lines, or one on each line."""

from collections.abc import Sequence
from dataclasses import replace

from publisher.readers.capture.zones import SEPARATOR
from publisher.readers.source import Piece


def pieces_of(text: str) -> tuple[Piece, ...]:
    """The paragraphs of a plain text, each with the line where it begins."""
    lines = text.split("\n")
    wrapped = _is_wrapped(lines)
    pieces: list[Piece] = []
    for number, line in enumerate(lines, 1):
        words = line.strip()
        if not words:
            continue
        if wrapped and pieces and lines[number - 2].strip() and not SEPARATOR.match(words):
            pieces[-1] = replace(pieces[-1], text=f"{pieces[-1].text} {words}")
        else:
            pieces.append(Piece(text=words, line=number))
    return tuple(pieces)


def _is_wrapped(lines: Sequence[str]) -> bool:
    """Whether lines are broken at a width, as e-mail and old text files are.

    Most lines within a paragraph are 55 to 90 long.
    """
    inner = [
        len(line)
        for line, after in zip(lines, lines[1:], strict=False)
        if line.strip() and after.strip()
    ]
    return len(inner) > 5 and sum(55 <= length <= 90 for length in inner) > 0.7 * len(inner)
