"""Pictures of few colours as PNG: rectangles, and shapes that soft edges lead over to their ground.

The colours are known before anything is drawn, so that none has to be found among millions of dots.
A picture is a list of rows, and rows that are alike are one object: most of a cover's are.  So it
is drawn and packed without a library of pictures, which takes longer to load than this to draw.
"""

import functools
import struct
import zlib
from collections.abc import Iterable, Iterator, Sequence

from publisher.value import value

# From a ground to the colour on it: two such pairs fit sixteen colours, half a byte a dot.
_STEPS = 7
_FULL = 255

Colour = tuple[int, int, int]


@value
class Patch:
    """A rectangle of one colour; in dots from the left and the top."""

    left: int
    top: int
    right: int
    bottom: int
    colour: str


@value
class Shape:
    """What is drawn in one colour.

    left, top   of its place, in dots.   coverage: of each dot, 0 to 255, the lowest row first.
    stride      bytes of a row.
    """

    left: int
    top: int
    width: int
    height: int
    stride: int
    coverage: bytes
    colour: str


def png_of(
    size: tuple[int, int], ground: str, patches: Iterable[Patch], shapes: Iterable[Shape]
) -> bytes:
    """The picture, its shapes drawn on its patches.  Same picture, same bytes."""
    width, height = size
    palette = [_rgb(ground)]
    rows = [bytes(width)] * height
    for patch in patches:
        _fill(rows, patch, palette)
    grounds = tuple(rows)
    for shape in shapes:
        if shape.width and shape.height:
            _draw(rows, grounds, shape, palette)
    return b"".join(_chunks(rows, palette))


def _fill(rows: list[bytes], patch: Patch, palette: list[Colour]) -> None:
    """One rectangle onto the picture; what of it lies outside is not drawn."""
    left, right = max(patch.left, 0), min(patch.right, len(rows[0]))
    top, bottom = max(patch.top, 0), min(patch.bottom, len(rows))
    if right <= left or bottom <= top:
        return
    filling = bytes([_index(palette, _rgb(patch.colour))]) * (right - left)
    made: dict[bytes, bytes] = {}
    for at in range(top, bottom):
        row = rows[at]
        if row not in made:
            made[row] = row[:left] + filling + row[right:]
        rows[at] = made[row]


def _draw(rows: list[bytes], grounds: Sequence[bytes], shape: Shape, palette: list[Colour]) -> None:
    """One shape onto the picture, over each of the grounds that lie under it."""
    start, end = max(shape.left, 0), min(shape.left + shape.width, len(rows[0]))
    top, bottom = max(shape.top, 0), min(shape.top + shape.height, len(rows))
    if end <= start or bottom <= top:
        return
    below = {row: row[start:end] for row in grounds[top:bottom]}
    found = sorted(set().union(*below.values()))
    colour = _rgb(shape.colour)
    tables = {ground: _table(_steps(palette, ground, colour)) for ground in found}
    for at in range(top, bottom):
        first = (shape.top + shape.height - 1 - at) * shape.stride - shape.left
        coverage = shape.coverage[first + start : first + end]
        if any(coverage):
            row = rows[at]
            over = _laid(coverage, row[start:end], below[grounds[at]], tables)
            rows[at] = row[:start] + over + row[end:]


def _table(steps: Sequence[int]) -> bytes:
    """The colour for each coverage; 0 for none, because nothing is drawn there."""
    levels = [steps[round(each * _STEPS / _FULL)] for each in range(1, _FULL + 1)]
    return bytes([0, *levels])


def _laid(coverage: bytes, row: bytes, below: bytes, tables: dict[int, bytes]) -> bytes:
    """A piece of a row with a shape's dots on it; its rows are worked on as numbers, at once."""
    length = len(row)
    drawn = 0
    for ground in set(below):
        levels = int.from_bytes(coverage.translate(tables[ground]))
        drawn |= levels & int.from_bytes(below.translate(_only(ground)))
    kept = int.from_bytes(row) & int.from_bytes(coverage.translate(_only(0)))
    return (kept | drawn).to_bytes(length)


@functools.cache
def _only(one: int) -> bytes:
    """The table that turns one number into a full byte, and every other into nothing."""
    return bytes(_FULL if each == one else 0 for each in range(256))


_DIGITS = b"0123456789abcdef" + bytes(240)


def _chunks(rows: Sequence[bytes], palette: Sequence[Colour]) -> Iterator[bytes]:
    """The parts of a PNG file of a palette (PNG, third edition, sections 5 and 11)."""
    bits = next(bits for bits in (1, 2, 4, 8) if len(palette) <= 2**bits)
    packed: dict[bytes, bytes] = {}
    for row in rows:
        if row not in packed:
            packed[row] = b"\0" + _packed(row, bits)  # 0: the row as it is, no filter
    head = struct.pack(">IIBBBBB", len(rows[0]), len(rows), bits, 3, 0, 0, 0)
    yield b"\x89PNG\r\n\x1a\n"
    yield _chunk(b"IHDR", head)
    yield _chunk(b"PLTE", b"".join(bytes(colour) for colour in palette))
    yield _chunk(b"IDAT", zlib.compress(b"".join(packed[row] for row in rows), 6))
    yield _chunk(b"IEND", b"")


def _packed(row: bytes, bits: int) -> bytes:
    """The dots of a row, several in a byte: read as the digits of one number."""
    if bits == 8:
        return row
    in_a_byte = 8 // bits
    length = -(-len(row) // in_a_byte)
    digits = row.translate(_DIGITS).ljust(length * in_a_byte, b"0")
    return int(digits, 2**bits).to_bytes(length)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _steps(palette: list[Colour], ground: int, colour: Colour) -> Sequence[int]:
    """The colours of the palette that lead from one of them to another; new ones are added."""
    start = palette[ground]
    between = [
        tuple(round(a + (b - a) * step / _STEPS) for a, b in zip(start, colour, strict=True))
        for step in range(_STEPS + 1)
    ]
    return [_index(palette, (red, green, blue)) for red, green, blue in between]


def _index(palette: list[Colour], colour: Colour) -> int:
    if colour not in palette:
        palette.append(colour)
    return palette.index(colour)


def _rgb(colour: str) -> Colour:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return red, green, blue
