"""Words of a finished page that leave no ink where they stand.

The page is painted as a viewer shows it, and each line of its words looked at.
"""

import ctypes
from collections.abc import Iterable, Iterator, Sequence
from itertools import repeat
from typing import TYPE_CHECKING

import pypdfium2
from pypdfium2 import raw

from publisher.pdffile.document import opened

if TYPE_CHECKING:
    from concurrent.futures import Executor

# of 255: letters that differ less from their ground are not seen at 72 dots to the inch
_CONTRAST = 24
# letter heights: the widest gap of a justified line is below 1.5 (measured over the samples)
_GAP = 2.0
_LOW = 1.5  # points: a box so low holds no letter
_NO_HEIGHT = 0.1  # points: an empty glyph is drawn 0.02 high
_SOME = 3  # characters that should stand in a gap, to be sure that it is none between words
_LONG = 128  # pages that are worth handing to another process, file and all
_FEW = 40  # pages that are worth drawing there: drawing one takes as long as reading five
_BROKEN = "\ufffe"  # what pdfium puts where a line ends in a hyphen


def find_inkless(
    data: bytes, path: str, numbers: Iterable[int], executor: "Executor | None" = None
) -> dict[int, tuple[str, ...]]:
    """Page number (from 1) → the stretches of words on it where nothing is to be seen.

    Covered, or set in empty glyphs.

    The page is drawn at 72 dots to the inch, and each line of its text looked at: where a column of
    dots, across the middle of the letters, is of one shade over more than two letter heights, and
    words should stand there, they do not show.
    """
    wanted = sorted(set(numbers))
    if executor is None or len(wanted) < _LONG:
        return _inkless_stretch(data, path, wanted)
    stretches = (wanted[at : at + _FEW] for at in range(0, len(wanted), _FEW))
    found = executor.map(_inkless_stretch, repeat(data), repeat(path), stretches)
    return {number: words for stretch in found for number, words in stretch.items()}


def _inkless_stretch(data: bytes, path: str, numbers: Sequence[int]) -> dict[int, tuple[str, ...]]:
    with opened(data, path) as document:
        return {
            number: found
            for number in numbers
            if 1 <= number <= len(document) and (found := tuple(_inkless(document[number - 1])))
        }


def _inkless(page: pypdfium2.PdfPage) -> Iterator[str]:
    words = page.get_textpage()
    bitmap = page.render(scale=1, grayscale=True, may_draw_forms=True)
    dots, left, top = bytes(bitmap.buffer), page.get_cropbox()[0], page.get_cropbox()[3]
    for number in range(words.count_rects() if words.count_chars() else 0):
        west, south, east, north = words.get_rect(number)
        middle, height = (north + south) / 2, north - south
        rows = range(
            max(0, int(top - middle - 0.3 * height)),
            min(bitmap.height, int(top - middle + 0.3 * height) + 1),
        )
        start, end = max(0, int(west - left)), min(bitmap.width, int(east - left) + 1)
        if height < _LOW or len(rows) < 2 or end - start < 4:
            # too small to look at, as a dash alone is; what is drawn tiny is told by its size
            continue
        lines = [dots[row * bitmap.stride + start : row * bitmap.stride + end] for row in rows]
        ink = [
            light - dark > _CONTRAST
            for light, dark in zip(map(max, *lines), map(min, *lines), strict=True)
        ]
        for first, last in _blanks(ink, int(_GAP * height)):
            margin = 0.4 * height if first > 0 else 0.0
            said = words.get_text_bounded(
                west + first + margin,
                south,
                west + last - (0.4 * height if last < len(ink) else 0.0),
                north,
            )
            if len("".join(said.split())) >= _SOME:
                yield " ".join(said.replace(_BROKEN, "").split())
    yield from _strokeless(words)
    words.close()


def _strokeless(words: pypdfium2.PdfTextPage) -> Iterator[str]:
    """Stretches of letters whose glyphs have no height at all.

    Every third letter is looked at: no stretch is shorter.
    """
    bottom, top, side = ctypes.c_double(), ctypes.c_double(), ctypes.c_double()
    text = words.get_text_range() if (count := words.count_chars()) else ""
    letters = [place for place, char in enumerate(text[:count]) if char.isalnum()]

    def is_empty(number: int) -> bool:
        return (
            0 <= number < len(letters)
            and bool(raw.FPDFText_GetCharBox(words, letters[number], side, side, bottom, top))
            and top.value - bottom.value <= _NO_HEIGHT
        )

    end = -1
    for number in range(0, len(letters), _SOME):
        if number <= end or not is_empty(number):
            continue
        start = end = number
        while is_empty(start - 1):
            start -= 1
        while is_empty(end + 1):
            end += 1
        if end - start + 1 >= _SOME:
            yield " ".join(text[letters[start] : letters[end] + 1].replace(_BROKEN, "").split())


def _blanks(ink: Sequence[bool], least: int) -> Iterator[tuple[int, int]]:
    """(from, to) of each stretch without ink that is longer than `least`."""
    start = 0
    for place, marked in enumerate((*ink, True)):
        if marked:
            if place - start > least:
                yield start, place
            start = place + 1
