"""Pictures of few colours as PNG: rectangles, and shapes that soft edges lead over to their ground.

The colours are known before anything is drawn, so that none has to be found among millions of dots.
"""

import io
from collections.abc import Iterable, Sequence

from PIL import Image

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
    palette = [_rgb(ground)]
    picture = Image.new("P", size, 0)
    for patch in patches:
        if patch.right > patch.left and patch.bottom > patch.top:
            place = (patch.left, patch.top, patch.right, patch.bottom)
            picture.paste(_index(palette, _rgb(patch.colour)), place)
    grounds = picture.copy()
    for shape in shapes:
        if shape.width and shape.height:
            _draw(picture, grounds, shape, palette)
    picture.putpalette(bytes(part for colour in palette for part in colour))
    out = io.BytesIO()
    picture.save(out, "PNG", compress_level=6)
    return out.getvalue()


def _draw(picture: Image.Image, grounds: Image.Image, shape: Shape, palette: list[Colour]) -> None:
    """One shape onto the picture, over each of the grounds that lie under it."""
    mask = Image.frombuffer(
        "L", (shape.width, shape.height), shape.coverage, "raw", "L", shape.stride, -1
    )
    place = (shape.left, shape.top, shape.left + shape.width, shape.top + shape.height)
    below = grounds.crop(place)
    covered = mask.point([0] + [_FULL] * _FULL)
    for ground in [index for index, found in enumerate(below.histogram()) if found]:
        steps = _steps(palette, ground, _rgb(shape.colour))
        levels = mask.point([steps[round(each * _STEPS / _FULL)] for each in range(_FULL + 1)])
        where = [_FULL if index == ground else 0 for index in range(_FULL + 1)]
        over = covered.copy()
        over.paste(0, mask=below.point(where, "L").point(lambda each: _FULL - each))
        picture.paste(levels, place[:2], over)


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
