"""A cover from a design's values: title, people, publication, and nothing else.

In: an edition, the design's cover, and a measure of words.  Out: what is drawn where, in
millimetres: boxes, and lines of words.  The writers draw the same for an EPUB's picture and for the
first page of a PDF.
"""

import unicodedata
from collections.abc import Callable, Iterator, Sequence

from publisher.model.article import Article
from publisher.model.edition import Edition
from publisher.phrases import Phrases, filled, phrases_for
from publisher.rendering.places import printed_place
from publisher.rendering.theme import Theme
from publisher.value import value

NAME = "cover"
_POINT = 25.4 / 72
_MOST = 280  # characters of one of its texts
_LISTED = 4  # titles on a cover that lists them
# No line begins with what closes or lengthens, none ends with what opens (JIS X 4051, 6.1).
_NEVER_FIRST = frozenset(
    "、。，．・：；？！）］｝〉》」』】〕’”…ー々ァィゥェォッャュョヮぁぃぅぇぉっゃゅょゎ"
)
_NEVER_LAST = frozenset("（［｛〈《「『【〔‘“")
_LEAST = 0.6  # of the least size: letters of a title whose words have no spaces between them
_STEP = 0.98  # by which a line is made narrower, as long as the number of lines stays
_STUB = 0.45  # of the widest line: a shorter one is a word left alone

Measure = Callable[[str], float]  # the width of words at a size of 1
# ways to set the first pieces of a text in lines: how uneven they are, and the lines, by how many
_Ways = dict[int, tuple[float, tuple[str, ...]]]


@value
class Box:
    """A rectangle; from the left and the top, in mm."""

    left: float
    top: float
    width: float
    height: float
    colour: str


@value
class Line:
    """One line of words: its left end at x, its baseline at y, in mm; size in mm.

    part   "title", "below" or "small": which face it is set in, and how.
    turn   by how much of its width it is moved to the left: 0 at the start, 0.5 in the middle, 1 at
           the end.
    """

    text: str
    x: float
    y: float
    size: float
    colour: str
    part: str = "small"
    turn: float = 0.0


@value
class Drawing:
    """What stands on a cover of this width and height, in mm."""

    width: float
    height: float
    ground: str
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]


@value
class Words:
    """The words of a cover, each on one line, "" where nobody has said it.

    titles   of articles.
    """

    above: str
    title: str
    below: str
    people: str
    titles: tuple[str, ...] = ()


def cover_words(edition: Edition) -> str:
    """What the cover says, for those who do not see it."""
    words = words_of(edition)
    said = (words.above, words.title, words.below, words.people)
    return ", ".join((phrases_for(edition.language).cover, *(word for word in said if word)))


def words_of(edition: Edition) -> Words:
    """The words of an edition's cover."""
    phrases = phrases_for(edition.language)
    if edition.single:
        article = edition.articles[0]
        place, people = _publication(article), _listed(article.authors, phrases)
        # a site that is its own author is named once
        above = place if place != people else ""
        parts = (above, edition.title, article.subtitle, people)
    else:
        series = edition.series
        above = ", ".join(series.words) if series else edition.imprint
        editors = _listed([person.name for person in edition.contributors], phrases)
        parts = (
            above,
            edition.title,
            edition.subtitle,
            filled(phrases.edited_by, people=editors)
            if editors
            else edition.imprint
            if series
            else "",
        )
    above, title, below, people = (_shortened(" ".join(part.split())) for part in parts)
    titles = () if edition.single else tuple(one.title for one in edition.articles[:_LISTED])
    return Words(above=above, title=title, below=below, people=people, titles=titles)


def drawing_of(
    words: Words,
    theme: Theme,
    height: float,
    measures: tuple[Measure, Measure],
    *,
    mirrored: bool = False,
) -> Drawing:
    """A cover as wide as the design's usual page, and so high, in mm.

    measures   of title and of small words.   mirrored: for words that run to the left.
    """
    return _Layout(words, theme, height, measures, mirrored=mirrored).drawing()


class _Layout:
    """One cover being laid out."""

    def __init__(
        self,
        words: Words,
        theme: Theme,
        height: float,
        measures: tuple[Measure, Measure],
        *,
        mirrored: bool,
    ) -> None:
        self.words, self.look, self.height, self.mirrored = words, theme.cover, height, mirrored
        self.width = theme.papers[0].width
        self.title_measure, self.small_measure = measures

    @property
    def room(self) -> float:
        left, right = self.look.margins
        return self.width - left - right

    def drawing(self) -> Drawing:
        """All that stands on it."""
        look = self.look
        lines = [
            *self._small(self.words.above, self.height * look.above_at, look.above or look.ink, 2)
        ]
        title, end = self._title()
        lines += title
        size = look.small * 1.1 * _POINT
        for row in _balanced(self.words.below, self.room / size, self.small_measure)[:3]:
            end += size * 1.35
            lines.append(self._line(row, end, size, look.ink, part="below"))
        lines += self._foot()
        if look.ornament:
            y = max(self.height * 0.6, end + 3 * size)
            lines.append(self._line(look.ornament, y, 1.6 * size, look.accent))
        return Drawing(
            width=self.width,
            height=self.height,
            ground=look.paper,
            boxes=tuple(self._turned(box) for box in self._boxes()),
            lines=tuple(lines),
        )

    def _title(self) -> tuple[list[Line], float]:
        """The title in the largest size that fits, and where it ends."""
        look, measure = self.look, self.title_measure
        most = self.height * look.share
        for size in look.sizes:
            high = size * _POINT * look.leading
            rows = _wrapped(self.words.title, self.room / (size * _POINT), measure)
            wide = max((measure(piece) for piece in _pieces(self.words.title)), default=0)
            if wide * size * _POINT <= self.room and len(rows) * high <= most:
                break
        if wide * size * _POINT > self.room:  # a word that none of the sizes has room for
            size = max(_LEAST * size, self.room / (wide * _POINT))
        size = size * _POINT
        high = size * look.leading
        rows = _wrapped(self.words.title, self.room / size, measure)
        count = max(1, int(most / high))
        if len(rows) > count:
            rows = [*rows[: count - 1], f"{rows[count - 1][:-2].rstrip()} …"]
        else:
            rows = _balanced(self.words.title, self.room / size, measure)
        top = self.height * look.title_at + 0.75 * size
        lines = [
            self._line(row, top + place * high, size, look.ink, part="title")
            for place, row in enumerate(rows)
        ]
        return lines, top + (len(rows) - 1) * high + 0.4 * size

    def _foot(self) -> Iterator[Line]:
        """People at the foot, and above them the titles of a cover that lists them."""
        look = self.look
        colour = look.foot_ink or look.ink
        if look.lists and self.words.titles:
            size = look.small * _POINT
            top = self.height * look.lists
            for place, title in enumerate(self.words.titles):
                row = _wrapped(title, self.room / size, self.small_measure)[0]
                row = row if row == title else f"{row} …"
                yield self._line(row, top + place * 2.6 * size, size, colour)
        yield from self._small(
            self.words.people, self.height * look.people_at, colour, 3, upwards=True
        )

    def _small(
        self, text: str, y: float, colour: str, most: int, *, upwards: bool = False
    ) -> Iterator[Line]:
        size = self.look.small * _POINT
        rows = _wrapped(text, self.room / size, self.small_measure)[:most]
        first = y - (len(rows) - 1) * 1.3 * size if upwards else y
        for place, row in enumerate(rows):
            yield self._line(row, first + place * 1.3 * size, size, colour)

    def _line(self, text: str, y: float, size: float, colour: str, part: str = "small") -> Line:
        left, _ = self.look.margins
        if self.look.align == "center":
            x, turn = left + self.room / 2, 0.5
        elif self.mirrored:
            x, turn = left + self.room if not self.look.band else self.width - left, 1.0
        else:
            x, turn = left, 0.0
        return Line(text=text, x=x, y=y, size=size, colour=colour, part=part, turn=turn)

    def _boxes(self) -> Iterator[Box]:
        look, wide, high = self.look, self.width, self.height
        if look.band:
            yield Box(left=0, top=0, width=look.band, height=high, colour=look.accent)
        if look.block:
            top, bottom = (part * high for part in look.block)
            yield Box(left=0, top=top, width=wide, height=bottom - top, colour=look.block_colour)
        if look.rule:
            at, thick = look.rule
            left, right = look.margins
            yield Box(
                left=left,
                top=at * high,
                width=wide - left - right,
                height=thick,
                colour=look.accent,
            )
        if look.frame:
            inset, thin = 0.045 * wide, 0.3
            inner = high - 2 * inset
            yield Box(
                left=inset, top=inset, width=wide - 2 * inset, height=thin, colour=look.accent
            )
            yield Box(
                left=inset,
                top=high - inset - thin,
                width=wide - 2 * inset,
                height=thin,
                colour=look.accent,
            )
            yield Box(left=inset, top=inset, width=thin, height=inner, colour=look.accent)
            yield Box(
                left=wide - inset - thin, top=inset, width=thin, height=inner, colour=look.accent
            )

    def _turned(self, box: Box) -> Box:
        if not self.mirrored:
            return box
        return Box(
            left=self.width - box.left - box.width,
            top=box.top,
            width=box.width,
            height=box.height,
            colour=box.colour,
        )


def _shortened(text: str) -> str:
    """As many characters as a cover can hold: the whole stands on the title page."""
    return text if len(text) <= _MOST else f"{text[:_MOST].rsplit(' ', 1)[0]} …"


def _publication(article: Article) -> str:
    return next(
        (
            printed_place(source.name or source.site)
            for source in article.sources
            if source.name or source.site
        ),
        "",
    )


def _listed(names: Sequence[str], phrases: Phrases) -> str:
    people = phrases.list_between.join(names[:3])
    return filled(phrases.and_others, people=people) if len(names) > 3 else people


def _balanced(text: str, room: float, measure: Measure) -> list[str]:
    """As many lines as the words need, of about the same width; `room` in sizes of the words."""
    rows = _wrapped(text, room, measure)
    least = max((measure(piece) for piece in _pieces(text)), default=0)
    narrower = room
    if len(rows) <= 1:
        return rows
    while (narrower := narrower * _STEP) >= least:
        again = _wrapped(text, narrower, measure)
        if len(again) > len(rows):
            break
        rows = again
    widths = [measure(row) for row in rows]
    return _even(text, len(rows), room, measure) if min(widths) < _STUB * max(widths) else rows


def _even(text: str, count: int, room: float, measure: Measure) -> list[str]:
    """So many lines, none wider than the room, whose widths differ least.

    Of all ways to divide the words that with the least sum of squared widths: where the first
    lines can be no narrower, the last would otherwise be a word alone.
    """
    places = list(_places(text))
    ways: _Ways = {0: (0.0, ())}
    for _ in range(count):
        ways = _one_line_more(text, places, ways, room, measure)
    return list(ways[len(places)][1]) if len(places) in ways else _wrapped(text, room, measure)


def _one_line_more(
    text: str, places: Sequence[tuple[int, int]], ways: _Ways, room: float, measure: Measure
) -> _Ways:
    """What comes of each way with one more line: for each number of pieces the best."""
    more: _Ways = {}
    for first, (cost, lines) in ways.items():
        for last in range(first, len(places)):
            row = text[places[first][0] : places[last][1]]
            wide = measure(row)
            if wide > room:
                break
            way = (cost + wide * wide, (*lines, row))
            more[last + 1] = min(more.get(last + 1, way), way)
    return more


def _places(text: str) -> Iterator[tuple[int, int]]:
    """Where each piece that no line breaks begins and ends."""
    end = 0
    for piece in _pieces(text):
        begin = text.index(piece, end)
        end = begin + len(piece)
        yield begin, end


def _pieces(text: str) -> Iterator[str]:
    """What no line breaks: words.

    Of scripts that set no spaces between them (Chinese, Japanese), letters.
    """
    for word in text.split():
        if not any(unicodedata.east_asian_width(char) in "WF" for char in word):
            yield word
            continue
        piece = ""
        for char in word:
            if piece and not _stays_with(piece[-1], char):
                yield piece
                piece = ""
            piece += char
        yield piece


def _stays_with(before: str, char: str) -> bool:
    """Whether no line ends between two letters of a text without spaces (JIS X 4051, 6.1)."""
    is_latin = before.isascii() and char.isascii()
    return is_latin or char in _NEVER_FIRST or before in _NEVER_LAST


def _wrapped(text: str, room: float, measure: Measure) -> list[str]:
    """Lines no wider than the room.

    A word that is wider is broken, and scripts without spaces between their letters.
    """
    rows: list[str] = []
    for word in text.split():
        if rows and measure(f"{rows[-1]} {word}") <= room:
            rows[-1] += f" {word}"
            continue
        rows.append("")
        for piece in _pieces(word):
            for part in piece if measure(piece) > room else (piece,):
                if rows[-1] and measure(rows[-1] + part) > room:
                    rows.append("")
                rows[-1] += part
    return rows
