"""A cover from the theme's colours and face: title, people, publication, and nothing else.

In: an edition and a theme.  Out: one picture.  It is drawn as PNG, which every store and reader
shows, where that costs nothing that is not paid already: loading the drawing library and the face
takes longer than writing the EPUB of one article (40 + 150 ms of 120 ms, measured), so an article
without pictures gets the same cover as SVG, which EPUB 3 allows.  SVG it is as well where letters
need shaping or a face that the theme has not: the reader has them.
"""

import io
import unicodedata
from collections.abc import Callable, Iterator

from lxml import etree

from publisher.model.article import Article
from publisher.model.edition import Edition
from publisher.phrases import phrases_for
from publisher.pictures.picture import PictureFile
from publisher.rendering.theme import Cover, Theme
from publisher.value import value

WIDTH, HEIGHT = 1200, 1920  # units; 1 : 1.6, as Kindle asks
# pixels in a unit: 1400 × 2240, the least that Apple takes, and 3.1 million pixels, within every
# store's limits
SCALE = 7 / 6
NAME = "cover"
_MARGIN = 120
_TITLE_ROOM = 1000  # units of height that a title may take
_SIZES = (150, 132, 116, 100, 88, 76, 64, 54)
_SMALL = 46
_LONELY = 0.3  # of the widest line: a line that is shorter looks lost
_SMALLER = 0.6
_LEADING = 1.16
_MOST = 280  # characters of one of its texts
_SVG = "http://www.w3.org/2000/svg"
# Letters that stand as they come: Latin, Greek, Cyrillic, punctuation, currencies.  Others are
# shaped, or are in another face.
_PLAIN = (
    ("\u0020", "\u052f"),
    ("\u1e00", "\u1fff"),
    ("\u2000", "\u206f"),
    ("\u20a0", "\u20cf"),
    ("\u2100", "\u214f"),
    ("\ufb00", "\ufb06"),
)
_THIN, _BROAD = frozenset("iljtfrI.,:;'’|!() "), frozenset("mw—")


@value
class Line:
    """One line of words: left end (or middle, or right end) at x, baseline at y, size in units."""

    text: str
    x: int
    y: int
    size: int
    accent: bool = False


@value
class Drawing:
    """What stands on a cover: lines, and the height of the rule between title and people."""

    lines: tuple[Line, ...]
    rule: int


def cover_picture(edition: Edition, theme: Theme, *, drawn: bool) -> PictureFile:
    """The cover of an edition; drawn: as PNG, where its letters allow it."""
    words = " ".join(_words(edition))
    if drawn and all(any(low <= char <= high for low, high in _PLAIN) for char in words):
        return PictureFile(
            name=f"{NAME}.png",
            media_type="image/png",
            data=_png(edition, theme),
            article="",
            asset=NAME,
        )
    return PictureFile(
        name=f"{NAME}.svg",
        media_type="image/svg+xml",
        data=_svg(edition, theme.cover),
        article="",
        asset=NAME,
    )


def cover_words(edition: Edition) -> str:
    """What the cover says, for those who do not see it."""
    return ", ".join(
        (phrases_for(edition.language).cover, *(word for word in _words(edition) if word))
    )


def _words(edition: Edition) -> tuple[str, str, str, str]:
    """(publication, title, subtitle, people), each on one line, "" where nobody has said it."""
    phrases = phrases_for(edition.language)
    if edition.single:
        article = edition.articles[0]
        parts = (_publication(article), edition.title, article.subtitle, _listed(article.authors))
    else:
        series = edition.series
        above = ", ".join(series.words) if series else edition.imprint
        editors = _listed([person.name for person in edition.contributors])
        parts = (
            above,
            edition.title,
            edition.subtitle,
            f"{phrases.edited_by} {editors}" if editors else edition.imprint if series else "",
        )
    above, title, below, people = (_shortened(" ".join(part.split())) for part in parts)
    return above, title, below, people


def _shortened(text: str) -> str:
    """As many characters as a cover can hold: the whole stands on the title page."""
    return text if len(text) <= _MOST else f"{text[:_MOST].rsplit(' ', 1)[0]} …"


def _publication(article: Article) -> str:
    return next(
        (source.name or source.site for source in article.sources if source.name or source.site), ""
    )


def _listed(names: list[str] | tuple[str, ...]) -> str:
    return ", ".join(names[:3]) + (" et al." if len(names) > 3 else "")


# --- layout
# ------------------------------------------------------------------------------------------------------------


def _laid_out(
    edition: Edition, look: Cover, measure: Callable[[str, int], float], *, mirrored: bool = False
) -> Drawing:
    """The words of a cover in lines.

    Publication above, title in the largest size that fits, people below.
    """
    above, title, below, people = _words(edition)
    x = WIDTH // 2 if look.align == "center" else WIDTH - _MARGIN if mirrored else _MARGIN
    size, rows = _fitted(title, measure)
    y = 300 if above else 240
    lines = [
        Line(text=row, x=x, y=170 + place * 60, size=_SMALL, accent=True)
        for place, row in enumerate(_wrapped(above, _SMALL, measure)[:2])
    ]
    y += size
    for row in rows:
        lines.append(Line(text=row, x=x, y=y, size=size))
        y += round(size * _LEADING)
    for row in _balanced(below, _SMALL + 8, measure)[:4]:
        lines.append(Line(text=row, x=x, y=y, size=_SMALL + 8))
        y += 64
    foot = _wrapped(people, _SMALL, measure)[:4]
    lines += [
        Line(text=row, x=x, y=HEIGHT - 150 - 60 * (len(foot) - 1 - place), size=_SMALL)
        for place, row in enumerate(foot)
    ]
    return Drawing(lines=tuple(lines), rule=HEIGHT - 260 - 60 * max(0, len(foot) - 1))


def _fitted(title: str, measure: Callable[[str, int], float]) -> tuple[int, list[str]]:
    """The largest size at which no word is wider than the cover and all lines have room.

    At the smallest, what has room.

    A size in which a short word stands on a line of its own gives way to a smaller one, unless that
    is much smaller.
    """
    first: tuple[int, list[str]] | None = None
    for size in _SIZES:
        if first and size < _SMALLER * first[0]:
            break
        rows = _wrapped(title, size, measure)
        if (
            max(measure(piece, size) for piece in _pieces(title)) <= WIDTH - 2 * _MARGIN
            and len(rows) * size * _LEADING <= _TITLE_ROOM
        ):
            rows = _balanced(title, size, measure)
            widths = [measure(row, size) for row in rows]
            if min(widths) >= _LONELY * max(widths):
                return size, rows
            first = first or (size, rows)
    if first:
        return first
    most = int(_TITLE_ROOM / (_SIZES[-1] * _LEADING))
    return _SIZES[-1], (
        [*rows[: most - 1], f"{rows[most - 1].rstrip()[:-2]}…"] if len(rows) > most else rows
    )


def _balanced(text: str, size: int, measure: Callable[[str, int], float]) -> list[str]:
    """As many lines as the words need, of about the same width."""
    rows = _wrapped(text, size, measure)
    for room in range(WIDTH - 2 * _MARGIN - 20, 200, -20):
        narrower = _wrapped(text, size, measure, room)
        if len(narrower) > len(rows) or any(measure(piece, size) > room for piece in _pieces(text)):
            break
        rows = narrower
    return rows


def _pieces(text: str) -> Iterator[str]:
    """What no line breaks: words.

    Of scripts that set no spaces between them (Chinese, Japanese), letters.
    """
    for word in text.split():
        yield from (
            word if any(unicodedata.east_asian_width(char) in "WF" for char in word) else (word,)
        )


def _wrapped(
    text: str, size: int, measure: Callable[[str, int], float], room: int = WIDTH - 2 * _MARGIN
) -> list[str]:
    """Lines no wider than the room.

    A word that is wider is broken, and scripts without spaces between their letters.
    """
    rows: list[str] = []
    for word in text.split():
        if rows and measure(f"{rows[-1]} {word}", size) <= room:
            rows[-1] += f" {word}"
            continue
        rows.append("")
        for char in word:
            if rows[-1] and measure(rows[-1] + char, size) > room:
                rows.append("")
            rows[-1] += char
    return rows


def _estimated(text: str, size: int) -> float:
    """About how wide a serif face sets the words: the reader's own is not known."""
    return size * sum(
        (
            1.02
            if unicodedata.east_asian_width(char) in "WF"
            else 0.3
            if char in _THIN
            else 0.74
            if char.isupper() or char in _BROAD
            else 0.54
        )
        for char in text
    )


# --- the two forms
# -----------------------------------------------------------------------------------------------------


def _svg(edition: Edition, look: Cover) -> bytes:
    mirrored = edition.reading_direction == "rtl" and look.align != "center"
    laid = _laid_out(edition, look, _estimated, mirrored=mirrored)
    root = etree.Element(
        f"{{{_SVG}}}svg",
        nsmap={None: _SVG},  # type: ignore[dict-item]
        viewBox=f"0 0 {WIDTH} {HEIGHT}",
        width=str(WIDTH),
        height=str(HEIGHT),
    )
    etree.SubElement(root, f"{{{_SVG}}}title").text = cover_words(edition)
    etree.SubElement(root, f"{{{_SVG}}}rect", width=str(WIDTH), height=str(HEIGHT), fill=look.paper)
    for left, top, right, bottom in _boxes(look, laid.rule, mirrored=mirrored):
        etree.SubElement(
            root,
            f"{{{_SVG}}}rect",
            x=str(left),
            y=str(top),
            width=str(right - left),
            height=str(bottom - top),
            fill=look.accent,
        )
    group = etree.SubElement(
        root,
        f"{{{_SVG}}}g",
        {
            "font-family": "Georgia, 'Times New Roman', serif",
            "text-anchor": "middle" if look.align == "center" else "start",
        },
    )
    if edition.reading_direction == "rtl":
        group.set("direction", "rtl")
    for line in laid.lines:
        text = etree.SubElement(
            group,
            f"{{{_SVG}}}text",
            {
                "x": str(line.x),
                "y": str(line.y),
                "font-size": str(line.size),
                "fill": look.accent if line.accent else look.ink,
            },
        )
        text.text = line.text
    return etree.tostring(root, xml_declaration=True, encoding="utf-8")


def _png(edition: Edition, theme: Theme) -> bytes:
    from PIL import Image, ImageDraw, ImageFont

    from publisher.resources import font_family

    look = theme.cover
    face = next(file.data for file in font_family(theme.fonts[0]).files if file.style == "normal")
    faces: dict[int, ImageFont.FreeTypeFont] = {}

    def font(size: int) -> ImageFont.FreeTypeFont:
        # Basic layout: the same pixels whether or not a shaping library is there.
        return faces.setdefault(
            size,
            ImageFont.truetype(
                io.BytesIO(face), round(size * SCALE), layout_engine=ImageFont.Layout.BASIC
            ),
        )

    laid = _laid_out(edition, look, lambda text, size: font(size).getlength(text) / SCALE)
    picture = Image.new("RGB", (round(WIDTH * SCALE), round(HEIGHT * SCALE)), look.paper)
    pen = ImageDraw.Draw(picture)
    for left, top, right, bottom in _boxes(look, laid.rule):
        pen.rectangle(
            (
                round(left * SCALE),
                round(top * SCALE),
                round(right * SCALE) - 1,
                round(bottom * SCALE) - 1,
            ),
            fill=look.accent,
        )
    for line in laid.lines:
        pen.text(
            (round(line.x * SCALE), round(line.y * SCALE)),
            line.text,
            font=font(line.size),
            fill=look.accent if line.accent else look.ink,
            anchor="ms" if look.align == "center" else "ls",
        )
    out = io.BytesIO()
    picture.quantize(16, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(
        out, "PNG", bits=4, compress_level=9
    )
    return out.getvalue()


def _boxes(
    look: Cover, rule: int, *, mirrored: bool = False
) -> Iterator[tuple[int, int, int, int]]:
    """What is drawn besides words, as boxes: a short rule above the people.

    A thin frame where the theme has one.
    """
    left = (
        WIDTH // 2 - 60
        if look.align == "center"
        else WIDTH - _MARGIN - 120
        if mirrored
        else _MARGIN
    )
    yield left, rule, left + 120, rule + 6
    if look.frame:
        inset, thick = 48, 4
        yield inset, inset, WIDTH - inset, inset + thick
        yield inset, HEIGHT - inset - thick, WIDTH - inset, HEIGHT - inset
        yield inset, inset, inset + thick, HEIGHT - inset
        yield WIDTH - inset - thick, inset, WIDTH - inset, HEIGHT - inset
