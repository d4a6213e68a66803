"""A cover drawn: an edition and a theme → the picture of an EPUB, the first page of a PDF.

One drawing, two forms: outlines on an SVG page, which a PDF takes as they are, and the same letters
painted as a bitmap, which every e-reader and every shop shows in the design's own face.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from html import escape

from publisher.errors import InstallationError
from publisher.fonts.outlines import Command, Outlines, Painting
from publisher.model.edition import Edition
from publisher.pictures.few_colours import Patch, Shape, png_of
from publisher.pictures.picture import PictureFile
from publisher.rendering.cover import NAME, Box, Drawing, Line, drawing_of, words_of
from publisher.rendering.theme import Theme
from publisher.resources import FontFamily, font_family

# Dots: 1 : 1.6, as Kindle asks, and just below the four million that Apple Books takes.
WIDTH, HEIGHT = 1580, 2528
_UNITS = 25  # in a millimetre: a dot at 635 to the inch


def cover_of(edition: Edition, theme: Theme) -> PictureFile:
    """The cover of an EPUB: as PNG, or as SVG where no face of the design has a letter of it.

    Then these words are left to the faces that the reader has.
    """
    drawing, faces = _drawn(edition, theme, 1.6, ())
    if any(faces[line.part].lacks(line.text) for line in drawing.lines):
        return _svg_picture(drawing, theme, faces)
    shapes = (_shape(line, drawing, theme, faces[line.part]) for line in drawing.lines)
    data = png_of(
        (WIDTH, HEIGHT), drawing.ground, (_patch(box, drawing) for box in drawing.boxes), shapes
    )
    return PictureFile(
        name=f"{NAME}.png", media_type="image/png", data=data, article="", asset=NAME
    )


def page_picture(
    edition: Edition, theme: Theme, shape: float, fonts: Sequence[FontFamily]
) -> PictureFile:
    """The cover of a PDF, as outlines on a page of this shape (height by width).

    fonts   of the book: of those that were borrowed for it letters may be needed.
    """
    drawing, faces = _drawn(edition, theme, shape, fonts)
    return _svg_picture(drawing, theme, faces)


def _drawn(
    edition: Edition, theme: Theme, shape: float, fonts: Sequence[FontFamily]
) -> tuple[Drawing, dict[str, Outlines]]:
    """What stands on the cover, and the faces of its two kinds of words."""
    words = words_of(edition)
    said = " ".join((words.above, words.title, words.below, words.people, *words.titles))
    look = theme.cover
    text = _families(theme, said, fonts)
    display = [*_named(theme.display), *text] if look.face == "display" else text
    rest = {"text": (), "display": theme.display, "small": theme.small}[look.small_face]
    small = Outlines([*_named(rest), *text], look.small_weight)
    faces = {"title": Outlines(display, look.weight, look.axes), "below": small, "small": small}
    drawing = drawing_of(
        words,
        theme,
        theme.papers[0].width * shape,
        (faces["title"].advance, _Spaced(faces["small"], theme)),
        mirrored=edition.reading_direction == "rtl",
    )
    return drawing, faces


class _Spaced:
    """The width of small words as they are set: in small capitals, with room between letters."""

    def __init__(self, face: Outlines, theme: Theme) -> None:
        self.face, self.look = face, theme.cover

    def __call__(self, text: str) -> float:
        return self.face.advance(text, small_caps=self.look.small_caps, tracking=self.look.tracking)


def _families(theme: Theme, said: str, fonts: Sequence[FontFamily]) -> list[FontFamily]:
    """The text's families and, of other scripts, those that the words need and that are here."""
    wanted = [
        family
        for family, first, last in theme.scripts
        if any(first <= ord(letter) <= last for letter in said)
    ]
    found = _named((*theme.fonts, *wanted))
    known = {family.name for family in found}
    return [*found, *(family for family in fonts if family.name not in known)]


def _named(names: Iterable[str]) -> list[FontFamily]:
    found = []
    for name in dict.fromkeys(names):
        # the next face of the list draws the letters of one that is not here
        with suppress(InstallationError):
            found.append(font_family(name))
    return found


def _patch(box: Box, drawing: Drawing) -> Patch:
    """A box in whole dots."""
    dots = WIDTH / drawing.width
    return Patch(
        left=round(box.left * dots),
        top=round(box.top * dots),
        right=round((box.left + box.width) * dots),
        bottom=round((box.top + box.height) * dots),
        colour=box.colour,
    )


def _shape(line: Line, drawing: Drawing, theme: Theme, face: Outlines) -> Shape:
    """A line of words in dots."""
    dots = WIDTH / drawing.width
    small_caps, tracking = _manner(line, theme)
    left = line.x - line.turn * line.size * face.advance(
        line.text, small_caps=small_caps, tracking=tracking
    )
    painting = Painting()
    face.paint(
        painting,
        line.text,
        at=(left * dots, HEIGHT - line.y * dots),
        size=line.size * dots,
        small_caps=small_caps,
        tracking=tracking,
    )
    (left_at, bottom, width, height, stride), coverage = painting.finished()
    return Shape(
        left=left_at,
        top=HEIGHT - bottom - height,
        width=width,
        height=height,
        stride=stride,
        coverage=coverage,
        colour=line.colour,
    )


def _manner(line: Line, theme: Theme) -> tuple[bool, float]:
    """(Whether a line is in small capitals, the room between its letters): small words alone."""
    look = theme.cover
    return (look.small_caps, look.tracking) if line.part == "small" else (False, 0)


def _placed(line: Line, theme: Theme, face: Outlines) -> Iterator[Command]:
    small_caps, tracking = _manner(line, theme)
    drawn = face.drawn(line.text, small_caps=small_caps, tracking=tracking)
    left = line.x - line.turn * drawn.advance * line.size
    for name, points in drawn.commands:
        moved = (
            left + number * line.size if at % 2 == 0 else line.y - number * line.size
            for at, number in enumerate(points)
        )
        yield name, tuple(moved)


def _svg_picture(drawing: Drawing, theme: Theme, faces: dict[str, Outlines]) -> PictureFile:
    return PictureFile(
        name=f"{NAME}.svg",
        media_type="image/svg+xml",
        data=_svg(drawing, theme, faces).encode(),
        article="",
        asset=NAME,
    )


def _svg(drawing: Drawing, theme: Theme, faces: dict[str, Outlines]) -> str:
    """The drawing in whole units, _UNITS to a millimetre: short numbers make a small page."""
    wide, high = drawing.width, drawing.height
    size = f"{round(wide * _UNITS)} {round(high * _UNITS)}"
    ground = Box(left=0, top=0, width=wide, height=high, colour=drawing.ground)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide:g}mm" height="{high:g}mm"',
        f' viewBox="0 0 {size}">',
    ]
    for box in (ground, *drawing.boxes):
        left, top, width, height = (
            round(length * _UNITS) for length in (box.left, box.top, box.width, box.height)
        )
        parts.append(f'<path fill="{box.colour}" d="M{left} {top}h{width}v{height}h{-width}z"/>')
    for line in drawing.lines:
        if faces[line.part].lacks(line.text):
            parts.append(_left_to_the_reader(line, theme))
            continue
        path = "".join(
            name + " ".join(str(round(number * _UNITS)) for number in points)
            for name, points in _placed(line, theme, faces[line.part])
        )
        parts.append(f'<path fill="{line.colour}" d="{path}"/>')
    return "".join((*parts, "</svg>"))


def _left_to_the_reader(line: Line, theme: Theme) -> str:
    """A line of words as words."""
    words = escape(line.text, quote=False)
    anchor = {0.0: "start", 0.5: "middle"}.get(line.turn, "end")
    return (
        f'<text x="{round(line.x * _UNITS)}" y="{round(line.y * _UNITS)}" fill="{line.colour}"'
        f' font-size="{round(line.size * _UNITS)}"'
        f' text-anchor="{anchor}" font-family="{theme.generic}">{words}</text>'
    )
