"""Words of a finished page that nobody sees, and words that are struck out.

Every page is painted (painting.py).  First all of it at 72 dots to the inch: a line of words is in
order where ink of its own runs from its first letter to its last.  A line that is not is looked at
closely, word by word.  So nothing has to be known of how words can be hidden; what is known of the
objects of a page serves only to say why (drawn.py).
"""

import ctypes
import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise
from typing import cast

import pypdfium2
from PIL import Image, ImageChops
from pypdfium2 import raw

from publisher.pdffile.drawn import find_reason
from publisher.pdffile.page_objects import (
    Box,
    PageObject,
    address_of,
    bounds_of,
    read_objects,
)
from publisher.pdffile.painting import (
    Area,
    Glance,
    Painted,
    area_within,
    glance_at,
    has_annotations,
    paint,
    paint_closely,
    surround,
)

# of 255: what differs less from its ground is not read (#d8d8d8 on white), or hardly (#c8c8c8)
_UNREAD = 40
_FAINT = 56
_INK = 128  # of 255: a dot that a letter covers by half
_LOST = 0.35  # share of a word's ink without which it is not read
_LACKING = 0.15  # share without which it may not be
_FEW = 6  # dots at 72 to the inch that a line may lack: where letters cross their underline
_TINY = 3.0  # points between the highest and lowest a face reaches: letters set in two and a half
_SMALL = 4.6  # points: of letters set in three and a half
_LOW = 3.6  # points: lines so low are looked at closely
_NARROW = 0.12  # letter heights to a letter: the narrowest faces take 0.3
_ANY = 3  # letters that are small together are no accident
_EMPTY = 0.1  # points: an empty glyph is drawn 0.02 high
_NEAR = 0.4  # letter heights that a shadow stands off its word
_OUTSIDE = 0.6  # share of a word beyond the page's edge
_GAP = 1.0  # letter heights without ink in a line, to be looked at
_STRIKE = (0.12, 0.88)  # of the height of its letters: where a line runs through a word
_LONG = 1.2  # letter heights that a line through words must run
_DASHES = 1.0  # letter heights between two dashes of one line
_LEVEL = 0.99  # the cosine of a slant at which a line of words no longer runs from left to right
_NEXT = 0.6  # of a line's height that the baseline of the next one stands off
_AROUND = 24  # characters on either side, to tell where words stand
_BROKEN = "\ufffe"  # what pdfium puts where a line ends in a hyphen
_SEEN = bytes(_UNREAD) + b"\xff" * (256 - _UNREAD)  # a table: what is read of ink
_DARK = b"\xff" * (256 - _UNREAD) + bytes(_UNREAD)  # the same of a dark picture on white
_HALF_INK = [0] * _INK + [255] * (256 - _INK)
_NO_INK = [255] * _UNREAD + [0] * (256 - _UNREAD)


@dataclass(slots=True)
class PageInk:
    """What the painted page tells of its words.

    unseen     (words, why nobody sees them).
    doubtful   (words, why a reader may not see them).
    struck     (words that a line runs through, the same with what stands around them).
    """

    unseen: list[tuple[str, str]] = field(default_factory=list)
    doubtful: list[tuple[str, str]] = field(default_factory=list)
    struck: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Line:
    """Characters of one line: the first, the one behind the last, the boxes they are drawn in."""

    start: int
    end: int
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of a line.

    start      its first character, end: the one behind its last.
    text       its characters.
    boxes      of its letters that have a shape.
    drawers    the numbers of the objects that draw it.
    artifact   whether it is page furniture.
    """

    start: int
    end: int
    text: str
    boxes: tuple[Box, ...]
    drawers: tuple[int, ...]
    artifact: bool

    @property
    def box(self) -> Box:
        """The box around its shapes; it has some."""
        return surround(self.boxes)


@dataclass(frozen=True, slots=True)
class _Verdict:
    """Why a word is not seen; sure: or may not be."""

    sure: bool
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """A page looked at closely.

    words     its text.
    painted   its pictures.
    objects   in the order of drawing, unpainted.
    numbers   where in this order an object stands, by its address.
    """

    words: pypdfium2.PdfTextPage
    painted: Painted
    objects: list[PageObject]
    numbers: dict[int, int]


def look_at_page(
    document: pypdfium2.PdfDocument,
    index: int,
    page: pypdfium2.PdfPage,
    words: pypdfium2.PdfTextPage,
    objects: Sequence[PageObject],
) -> PageInk:
    """What is to be said of the words of a page, counted from 0.

    page, words, objects   it, its text and what it draws; of no other use afterwards.  No words are
    given for its glyphs (ActualText): pdfium knows no place of a letter of such words.
    """
    lines = list(_lines(words))
    found = PageInk()
    bare = not has_annotations(page)
    for printing in (False,) if bare else (False, True):
        if printing:
            page = document[index]
        drawn = read_objects(page) if printing else objects
        sheet = _Sheet(page, words, drawn, lines)
        questioned = _find_questioned(sheet, bare=bare, printing=printing)
        if questioned:
            _look_closely(document, index, questioned, found, printing=printing)
            break
    return found


def _lines(words: pypdfium2.PdfTextPage) -> Iterator[_Line]:
    count = max(0, words.count_chars())
    text = words.get_text_range() if count else ""
    page_text = words.raw  # asked for once, not of each line
    left, bottom, right, top = (ctypes.c_double() for _ in range(4))
    at = 0
    for line in text.split("\r\n"):
        start = max(0, raw.FPDFText_GetCharIndexFromTextIndex(page_text, at))
        length = len(line) if line.isascii() else len(line.encode("utf-16-le")) // 2
        at += length + 2
        if not line.strip():
            continue
        boxes = []
        for number in range(max(0, raw.FPDFText_CountRects(page_text, start, length))):
            raw.FPDFText_GetRect(page_text, number, left, top, right, bottom)
            boxes.append((left.value, bottom.value, right.value, top.value))
        yield _Line(start, min(count, start + length), tuple(boxes))


@dataclass(frozen=True, slots=True)
class _Dots:
    """What a painted page tells of the places of its words.

    dots         row by row.
    ink          a table: what is not 0 by it is ink that words have of their own.
    size, turn   of the picture, and the matrix from the page's points to it.
    is_altered   whether in an area ink is lacking, or something is drawn between the letters.
    """

    dots: bytes
    ink: bytes
    size: tuple[int, int]
    turn: tuple[float, ...]
    is_altered: Callable[[Area], bool]

    def columns(self, area: Area) -> bytes:
        """For each column of an area whether it has ink of words."""
        return _columns(self.dots, self.size[0], area, self.ink)

    def has_ink(self, row: int, left: int, right: int) -> bool:
        """Whether a stretch of a row has ink of words."""
        start = row * self.size[0]
        return any(self.dots[start + left : start + right].translate(self.ink))


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A page with its text, its objects in the order of drawing, and its lines of words."""

    page: pypdfium2.PdfPage
    words: pypdfium2.PdfTextPage
    objects: Sequence[PageObject]
    lines: Sequence[_Line]


def _find_questioned(sheet: _Sheet, *, bare: bool, printing: bool) -> Sequence[_Line]:
    """The lines in which ink is lacking, or something is drawn where the letters stand.

    bare   whether no annotation leaves a mark on the page.
    """
    lines = sheet.lines
    glance = glance_at(sheet.page, sheet.objects, bare=bare, printing=printing)
    if glance is not None:
        lines = _questioned(lines, sheet.words, _dots_of_glance(glance))
        if not lines or not glance.others:
            return lines
    painted = paint(sheet.page, sheet.objects, printing=printing)
    return _questioned(lines, sheet.words, _dots_of_painted(painted))


def _dots_of_glance(glance: Glance) -> _Dots:
    others, width = glance.others, glance.size[0]

    def is_altered(area: Area) -> bool:
        return bool(others) and any(_columns(others, width, area))

    return _Dots(glance.shown, _DARK, glance.size, glance.turn, is_altered)


def _dots_of_painted(painted: Painted) -> _Dots:
    lacking = ImageChops.darker(painted.alone.point(_HALF_INK), painted.own.point(_NO_INK))
    is_whole, is_plain = lacking.getbbox() is None, _is_even(painted.ground)

    def is_altered(area: Area) -> bool:
        if not is_whole and lacking.crop(area).histogram()[255] > _FEW:
            return True
        return not is_plain and not _is_even(painted.ground.crop(_middle(area)))

    return _Dots(painted.own.tobytes(), _SEEN, painted.own.size, painted.turn, is_altered)


def _questioned(lines: Iterable[_Line], words: pypdfium2.PdfTextPage, dots: _Dots) -> list[_Line]:
    return [
        line
        for line in lines
        if not line.boxes
        or _is_narrow(line)
        or any(_is_questioned(box, line, words, dots) for box in line.boxes)
    ]


def _is_questioned(box: Box, line: _Line, words: pypdfium2.PdfTextPage, dots: _Dots) -> bool:
    width, height = dots.size
    area = left, top, right, bottom = area_within(dots.turn, dots.size, box)
    if left < 0 or top < 0 or right > width or bottom > height or _is_small(box):
        return True
    if _has_gap(dots, area) and _has_letters_in_gaps(line, words, dots, area):
        return True
    return dots.is_altered(area)


def _has_letters_in_gaps(
    line: _Line, words: pypdfium2.PdfTextPage, dots: _Dots, area: Area
) -> bool:
    """Whether a letter stands where a line has no ink, or one of whose place nothing is known.

    Else it is the blank between two words that has none: wide, where a line is set to its full
    measure, beside small capitals.  To ask for the places of letters costs a hundredth of a close
    look.
    """
    left, top, right, bottom = area
    high, least = bottom - top, _least_gap(bottom - top)
    if high > right - left:
        return True
    columns = dots.columns(area)
    bare = [
        range(left + found.start(), left + found.end())
        for found in re.finditer(rb"\0{%d,}" % least, columns)
    ]
    for index in range(line.start, line.end):
        sign = chr(raw.FPDFText_GetUnicode(words, index))
        if sign.isspace() or sign == "\0":
            continue
        box = _box(words, index)
        if not _with_shape([box]):
            return True
        start, above, end, below = area_within(dots.turn, dots.size, box)
        # a wide sign, such as a dash, may lack a good part of its ink
        eighths = (2, 4, 6) if end - start >= least else (4,)
        places = [start + (end - start) * part // 8 for part in eighths]
        is_here = above < bottom and below > top
        if is_here and any(place in gap for gap in bare for place in places):
            return True
    return False


def _least_gap(high: int) -> int:
    return max(3, round(_GAP * high))


def _is_even(picture: Image.Image) -> bool:
    darkest, lightest = cast("tuple[int, int]", picture.getextrema())
    return lightest - darkest < _UNREAD


def _middle(area: Area) -> Area:
    """Where a line that is no underline would run through letters."""
    left, top, right, bottom = area
    if bottom - top > right - left:
        return area
    high = bottom - top
    return left, top + high // 5, right, max(bottom - high * 2 // 5, top + high // 5 + 1)


def _is_small(box: Box) -> bool:
    """Whether letters so low stand in it: what is low and short is a full stop."""
    low, long = sorted((box[2] - box[0], box[3] - box[1]))
    return low < _EMPTY or (low < _LOW and long > _ANY * low)


def _is_narrow(line: _Line) -> bool:
    """Whether its letters are pressed together until nobody tells them apart."""
    wide = sum(max(box[2] - box[0], box[3] - box[1]) for box in line.boxes)
    high = max(min(box[2] - box[0], box[3] - box[1]) for box in line.boxes)
    return line.end - line.start >= _ANY and wide < _NARROW * high * (line.end - line.start)


def _has_gap(dots: _Dots, area: Area) -> bool:
    """Whether a stretch of the line, or its head or end, has no ink of its own."""
    left, top, right, bottom = area
    high = bottom - top
    if high > right - left:  # a line that runs up the page
        rows = [dots.has_ink(row, left, right) for row in range(top, bottom)]
        return bytes(_least_gap(right - left)) in bytes(rows)
    gap = bytes(_least_gap(high))
    # nearly every line is told by the rows in which small letters stand: no gap there, none at all
    small = left, top + high * 2 // 5, right, max(bottom - high // 4, top + high * 2 // 5 + 1)
    return gap in dots.columns(small) and gap in dots.columns(area)


def _columns(dots: bytes, width: int, area: Area, table: bytes | None = None) -> bytes:
    """For each column of an area: all its dots together, bit by bit, each as a table has it."""
    left, top, right, bottom = area
    together = int.from_bytes(dots[top * width : bottom * width].translate(table), "big")
    rows = bottom - top
    while rows > 1:  # the upper half over the lower, until one row is left
        half = rows // 2
        together |= together >> (8 * width * half)
        rows -= half
    row = (together & ((1 << 8 * width) - 1)).to_bytes(width, "big")
    return row[left:right]


def _look_closely(
    document: pypdfium2.PdfDocument,
    index: int,
    lines: Sequence[_Line],
    found: PageInk,
    *,
    printing: bool,
) -> None:
    """Tell, word by word, what is wrong with these lines."""
    page = document[index]
    words = page.get_textpage()
    objects = read_objects(page)
    around = surround([box for line in lines for box in line.boxes])
    other = document[index]  # whose words are painted over
    look = _Look(
        words=words,
        painted=paint_closely(other, read_objects(other), around, printing=printing),
        objects=objects,
        numbers={address_of(thing.drawn): number for number, thing in enumerate(objects)},
    )
    asked = [[word for word in _words(line, look) if not word.artifact] for line in lines]
    verdicts = {word: _judge(word, look) for line in asked for word in line}
    for line in asked:
        lines_as_drawn = _as_drawn(line, words)
        struck = [one for drawn in lines_as_drawn for one in _find_struck(drawn, look)]
        found.struck += [(_said(stretch), _context(stretch, words)) for stretch in struck]
        starts = {piece.start for stretch in struck for piece in stretch}
        under = {word for word in line if not starts.isdisjoint(range(word.start, word.end))}
        for verdict, stretch in groupby(line, verdicts.__getitem__):
            there = list(stretch)
            if verdict is not None and verdict.sure:
                found.unseen.append((_said(there), verdict.why))
            elif verdict is not None and not under.issuperset(there):
                found.doubtful.append((_said(there), verdict.why))
    words.close()
    page.close()


def _words(line: _Line, look: _Look) -> Iterator[_Word]:
    words = look.words
    signs = [chr(raw.FPDFText_GetUnicode(words, index)) for index in range(line.start, line.end)]
    text = "".join(signs).replace("\0", " ")
    for found in re.finditer(r"\S+", text):
        numbers = range(line.start + found.start(), line.start + found.end())
        boxes = [_box(words, index) for index in numbers]
        drawn = [raw.FPDFText_GetTextObject(words, index) for index in numbers]
        drawers = {look.numbers.get(address_of(one), -1) for one in drawn if one} - {-1}
        yield _Word(
            start=numbers[0],
            end=numbers[-1] + 1,
            text=found[0].replace(_BROKEN, ""),
            boxes=_with_shape(boxes),
            drawers=tuple(sorted(drawers)),
            artifact=any(look.objects[number].is_artifact for number in drawers),
        )


def _as_drawn(line: Iterable[_Word], words: pypdfium2.PdfTextPage) -> Iterator[list[_Word]]:
    """The words of a line, line by line as they are drawn, and cut where one goes on in the next.

    pdfium joins two lines where the first ends in a hyphen, the last of a column and the first of
    the next as well.
    """
    drawn: list[_Word] = []
    before = -1
    for word in line:
        start = word.start
        for index in range(word.start, word.end):
            if raw.FPDFText_GetUnicode(words, index) == ord(_BROKEN):
                continue
            if before >= 0 and _is_in_next_line(words, before, index):
                drawn += [_piece(word, start, index, words)] if index > start else []
                yield drawn
                drawn, start = [], index
            before = index
        drawn.append(word if start == word.start else _piece(word, start, word.end, words))
    yield drawn


def _is_in_next_line(words: pypdfium2.PdfTextPage, before: int, index: int) -> bool:
    """Whether a character stands above or below the line of the one before it."""
    face = raw.FS_RECTF()
    raw.FPDFText_GetLooseCharBox(words, index, face)
    far = abs(_origin(words, index) - _origin(words, before))
    high = float(abs(face.top - face.bottom))
    return far > _NEXT * high


def _piece(word: _Word, start: int, end: int, words: pypdfium2.PdfTextPage) -> _Word:
    """A word's characters from one to another."""
    boxes = [_box(words, index) for index in range(start, end)]
    signs = (chr(raw.FPDFText_GetUnicode(words, index)) for index in range(start, end))
    return replace(
        word,
        start=start,
        end=end,
        text="".join(signs).replace(_BROKEN, ""),
        boxes=_with_shape(boxes),
    )


def _with_shape(boxes: Iterable[Box]) -> tuple[Box, ...]:
    return tuple(box for box in boxes if box[3] - box[1] > _EMPTY and box[2] > box[0])


def _box(words: pypdfium2.PdfTextPage, index: int) -> Box:
    left, bottom, right, top = (ctypes.c_double() for _ in range(4))
    raw.FPDFText_GetCharBox(words, index, left, right, bottom, top)
    return left.value, bottom.value, right.value, top.value


def _judge(word: _Word, look: _Look) -> _Verdict | None:
    """What keeps a reader from the word; None: nothing does."""
    letters = sum(map(str.isalnum, word.text))
    if not letters:
        return None
    if not word.boxes:
        return _Verdict(sure=True, why="no font has its letters: their glyphs are empty")
    if _share_outside(look.painted.area(word.box), look.painted.own.size) > _OUTSIDE:
        return _Verdict(sure=True, why="it is drawn outside the page")
    if len(word.boxes) > letters / 2:
        reach = _reach(word, look.words)
        if reach < _TINY or (letters >= _ANY and reach < _SMALL):
            return _Verdict(sure=reach < _TINY, why="it is drawn too small to be read")
        wide, high = measure_stretches(word.boxes)
        pressed = letters >= _ANY and wide < _NARROW * high * len(word.boxes)
        if pressed and _is_upright(word, look.words):
            return _Verdict(sure=True, why="its letters are pressed together")
    verdict = _judge_ink(word, word.drawers, look)
    if verdict and (twins := _find_twins(word.drawers, look)):
        return _judge_ink(word, twins, look)
    return verdict


def measure_stretches(boxes: Sequence[Box]) -> tuple[float, float]:
    """(How long, how high) a word is: its stretches one after the other.

    An address runs over several lines, and from the foot of a column to the head of the next.
    """
    stretches: list[list[Box]] = []
    for box in boxes:
        if not stretches or _begins_line(stretches[-1][-1], box):
            stretches.append([])
        stretches[-1].append(box)
    around = [surround(stretch) for stretch in stretches]
    return sum(box[2] - box[0] for box in around), max(box[3] - box[1] for box in around)


def _begins_line(before: Box, box: Box) -> bool:
    """Whether a letter stands back, above or below the one before by more than its height."""
    high = box[3] - box[1]
    return box[0] < before[0] - high or box[1] > before[3] + high or box[3] < before[1] - high


def _reach(word: _Word, words: pypdfium2.PdfTextPage) -> float:
    """Points from the lowest to the highest that the face of a word reaches, by its own account."""
    face = raw.FS_RECTF()
    raw.FPDFText_GetLooseCharBox(words, word.start, face)
    loose = float(max(abs(face.right - face.left), abs(face.top - face.bottom)))
    return max(loose, min(word.box[2] - word.box[0], word.box[3] - word.box[1]))


def _judge_ink(word: _Word, drawers: Iterable[int], look: _Look) -> _Verdict | None:
    """Whether the word has enough ink of its own, if these objects draw it."""
    area = look.painted.area(word.box)
    own = look.painted.own.crop(area)
    alone = look.painted.ink_of(drawers, area)
    inked = alone.histogram()[255]
    seen = own.histogram(alone.convert("1"))
    strength = _at_least(seen, inked // 10) if inked else _at_least(own.histogram(), 0)
    lost = sum(seen[: max(_UNREAD // 2, strength * 3 // 10)])
    share = lost / inked if inked else 0.0
    if strength >= _FAINT and share <= _LACKING:
        return None
    sure = strength < _UNREAD or share > _LOST
    drawn = look.objects[word.drawers[0]].drawn if word.drawers else None
    return _Verdict(sure=sure, why=find_reason(drawn, inked=bool(inked)))


def _find_twins(drawers: Sequence[int], look: _Look) -> list[int]:
    """Objects that draw words at the very place of these.

    A shadow is drawn twice, and pdfium gives the words of one of the two alone.
    """
    places = [bounds_of(look.objects[number].drawn) for number in drawers]
    return [
        number
        for number, thing in enumerate(look.objects)
        if thing.is_text
        and number not in drawers
        and any(_is_near(bounds_of(thing.drawn), place) for place in places)
    ]


def _is_near(box: Box, other: Box) -> bool:
    far = max(abs(one - two) for one, two in zip(box, other, strict=True))
    return far < _NEAR * (box[3] - box[1])


def _at_least(histogram: Sequence[int], count: int) -> int:
    """The strength that `count` dots surpass."""
    for strength in range(255, 0, -1):
        count -= histogram[strength]
        if count < 0:
            return strength
    return 0


def _share_outside(area: Area, size: tuple[int, int]) -> float:
    left, top, right, bottom = area
    wide = max(0, min(right, size[0]) - max(left, 0))
    high = max(0, min(bottom, size[1]) - max(top, 0))
    return 1 - wide * high / max(1, (right - left) * (bottom - top))


def _find_struck(line: Sequence[_Word], look: _Look) -> Iterator[list[_Word]]:
    """The stretches of words through whose letters a line runs, or a row of dashes."""
    words, painted = look.words, look.painted
    upright = [word for word in line if _is_upright(word, words)]
    if not upright:
        return
    bottom = _origin(words, upright[0].start)
    tops = sorted(box[3] for word in upright for box in word.boxes)
    height = tops[len(tops) // 2] - bottom
    left, right = min(word.box[0] for word in upright), max(word.box[2] for word in upright)
    zone = (left, bottom + _STRIKE[0] * height, right, bottom + _STRIKE[1] * height)
    if height <= 0:
        return
    columns = _uneven_columns(painted.lines, painted.area(zone))
    per_dot = (right - left) / max(1, len(columns))
    apart = round(_DASHES * height / per_dot)
    for start, end in _runs(columns, apart):
        if (end - start) * per_dot < _LONG * height:
            continue
        west, east = left + start * per_dot, left + end * per_dot
        under = [word for word in upright if _overlap(word.box, west, east) > 0]
        if under:
            yield under


def _is_upright(word: _Word, words: pypdfium2.PdfTextPage) -> bool:
    """Whether it has letters, and they stand on a line that runs from left to right."""
    angle = raw.FPDFText_GetCharAngle(words, word.start)
    return bool(word.boxes) and any(map(str.isalnum, word.text)) and math.cos(angle) > _LEVEL


def _origin(words: pypdfium2.PdfTextPage, index: int) -> float:
    """The baseline of a character."""
    across, up = ctypes.c_double(), ctypes.c_double()
    raw.FPDFText_GetCharOrigin(words, index, across, up)
    return up.value


def _uneven_columns(picture: Image.Image, area: Area) -> list[bool]:
    """For each column of dots along the line: whether it is of more than one shade."""
    piece = picture.crop(area)
    if piece.height > piece.width:  # the page is turned
        piece = piece.transpose(Image.Transpose.ROTATE_90)
    channels = [channel.tobytes() for channel in piece.split()]
    width = piece.width
    uneven = [False] * width
    for channel in channels:
        rows = [channel[at : at + width] for at in range(0, len(channel), width)]
        for column, dots in enumerate(zip(*rows, strict=True)):
            uneven[column] = uneven[column] or max(dots) - min(dots) > _FAINT
    return uneven


def _runs(columns: Sequence[bool], apart: int) -> Iterator[tuple[int, int]]:
    """(from, to) of each run of columns, with gaps of at most `apart`."""
    marked = [place for place, is_marked in enumerate(columns) if is_marked]
    if not marked:
        return
    start = marked[0]
    for one, then in pairwise((*marked, marked[-1] + apart + 2)):
        if then - one > apart + 1:
            yield start, one + 1
            start = then


def _overlap(box: Box, west: float, east: float) -> float:
    return min(box[2], east) - max(box[0], west)


def _said(stretch: Iterable[_Word]) -> str:
    return " ".join(word.text for word in stretch)


def _context(stretch: Sequence[_Word], words: pypdfium2.PdfTextPage) -> str:
    """The words with some characters before and behind them, as the page's text has them."""
    start = max(0, stretch[0].start - _AROUND)
    end = min(words.count_chars(), stretch[-1].start + len(stretch[-1].text) + _AROUND)
    said: str = words.get_text_range(start, end - start)
    return said
