"""A Book as plain pages for the press.

Which chapters are drawn last, their HTML, and the furniture of each page.

Values in, values out; no layout here.  Each chapter is a part of its own, the front of the book one
more.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice

from lxml import etree

from publisher.errors import WriteError
from publisher.model.body import in_brackets
from publisher.model.direction import direction_of
from publisher.model.edition import Edition
from publisher.pdffile.join import INSIDE, Bookmark
from publisher.rendering.block_ids import name_blocks
from publisher.rendering.book import Book, Chapter, sections_of
from publisher.rendering.compose import BETWEEN
from publisher.rendering.formulas import MATH, in_one_line
from publisher.rendering.xhtml import XHTML
from publisher.value import value
from publisher.writers.pdf.code_lines import hang_long_lines
from publisher.writers.pdf.figures import set_figures
from publisher.writers.pdf.head_numbers import number_heads
from publisher.writers.pdf.initials import Initial, set_initial
from publisher.writers.pdf.keep_together import set_well
from publisher.writers.pdf.qr_codes import set_code
from publisher.writers.pdf.running_lines import IN_HEAD, Facts, fitted, in_line
from publisher.writers.pdf.running_lines import Room as LineRoom
from publisher.writers.pdf.runs import CLASS as RUN_ON
from publisher.writers.pdf.runs import Room
from publisher.writers.pdf.turned_tables import let_tables_reach, let_tables_turn

# Pages in one PDF of furniture; even, so that each begins on a right-hand page.
SHEETS = 200
FRONT = ("cover", "title-page", "contents")
_SHORT = 46  # characters of a running title (specification of the page, section 3)
_FIRST_PART = re.compile(r"(.+?(?:(?=: | [–—] )|\?(?= )))")
_TO_THE_EDGES = ("cover",)
# without running lines and number: role → the named page
_BARE = {"cover": "cover", "title-page": "title-page", "part": "title-page"}
_SCHEMES = ("http://", "https://", "mailto:", INSIDE)


@value
class LineNumber:
    """One number: how far its line's middle is below the head of the text, in points."""

    middle: float
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """What the furniture of one page depends on.

    kind      the named page it is drawn with: "title-page", "opening" (first page of a chapter),
              "turned" (to its side) or "" for any other.
    head      the running title: of the edition on the back of a leaf, of the chapter on its front.
    running   the running line.   folio   the page's number as it is printed.
    lines     the numbers beside the lines of its text.
    """

    kind: str
    head: str
    running: str
    folio: str
    lines: tuple[LineNumber, ...] = ()


def front_and_rest(book: Book) -> tuple[tuple[Chapter, ...], tuple[Chapter, ...]]:
    """The chapters of the front, drawn last because they hold page numbers, and the others."""
    front = tuple(chapter for chapter in book.chapters if chapter.role in FRONT)
    return front, book.chapters[len(front) :]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What a chapter is set into.

    targets    chapter name → id that a link to the whole chapter leads to.
    pictures   name → (width, height, whether it is made of dots).
    measure    width of a line of text, in mm; turned: that of a table on a page turned to its side,
               0: none is turned.
    code_line  letters that a line of a program has room for; 0: nobody asks.
    initial    how articles begin; None: as any other paragraph.
    codes      article → side of the code of its address, in mm.
    room       which articles run on.
    numbered   whether articles and their sections are; single: whether there is but one article.
    """

    targets: Mapping[str, str] = field(default_factory=dict)
    pictures: Mapping[str, tuple[float, float, bool]] = field(default_factory=dict)
    measure: float = 110.0
    turned: float = 0.0
    reach: float = 0.0
    code_line: int = 0
    initial: Initial | None = None
    notes: str = "end"
    codes: Mapping[str, int] = field(default_factory=dict)
    numbered: bool = False
    single: bool = False
    room: Room = field(default_factory=Room)


def html_of(chapter: Chapter, place: Place, following: Iterable[Chapter] = ()) -> bytes:
    """The chapter as an HTML document; refuses as `tree_of` does."""
    return _written(tree_of(chapter, place, following))


def tree_of(chapter: Chapter, place: Place, following: Iterable[Chapter] = ()) -> etree._Element:
    """The chapter as the tree of an HTML document.

    following   articles that run on below it.
    Links to other chapters made fit for joining, XML's own attributes gone.

    Refuses with WriteError a link that is neither inside the edition nor http, https or mailto.
    """
    html, body = _frame(chapter.title, chapter.language)
    if way := direction_of(chapter.language, chapter.direction):
        html.set("dir", way)
    for section in _sections(chapter, place):
        _end_of(body).append(section)
    for other in following:
        for section in _sections(other, place):
            section.set("class", f"{section.get('class', '')} {RUN_ON}".strip())
            body.append(section)
    return html


def _sections(chapter: Chapter, place: Place) -> Iterator[etree._Element]:
    """The sections of a chapter as the press takes them."""
    for name, markup in sections_of(chapter):
        section = etree.fromstring(markup)
        name_blocks(section, name)
        for link in section.iter(f"{{{XHTML}}}a"):
            if (address := link.get("href")) is not None:
                link.set("href", _address(address, chapter, place.targets))
        section = _without_namespaces(_in_lines(section))
        set_well(section)
        if place.code_line:
            hang_long_lines(section, place.code_line)
        set_figures(section, place.pictures, place.measure)
        if place.turned:
            let_tables_turn(section, place.turned)
        if place.reach and section.get("dir") != "rtl":
            let_tables_reach(section)
        if name == chapter.name and chapter.article in place.codes:
            set_code(section, chapter.article, place.codes[chapter.article])
        if place.initial is not None and name == chapter.name:
            set_initial(section, place.initial)
        if chapter.article and name == chapter.name:
            section.set("data-notes", _notes_of(section, place.notes))
        if place.numbered and chapter.article and name == chapter.name:
            number_heads(section, "" if place.single else chapter.article.removeprefix("a"))
        yield section


def _notes_of(section: etree._Element, wanted: str) -> str:
    """Where the notes of an article stand.

    WeasyPrint 70 draws a float beside lines that run to the left over them: at the foot instead.
    """
    return "foot" if wanted == "margin" and section.get("dir") == "rtl" else wanted


def _end_of(body: etree._Element) -> etree._Element:
    """Where a section goes: the colophon into the columns of the credit block before it."""
    credit = body.find(".//section[@class='credit']/div[@class='credit-columns']")
    return body if credit is None else credit


def one_html(book: Book) -> bytes:
    """All chapters as one HTML document beside style.css, its links inside the document."""
    html, body = _frame(book.edition.title, book.edition.language)
    etree.SubElement(html[0], "link", rel="stylesheet", href="style.css")
    targets = targets_of(book.chapters)
    for chapter in book.chapters:
        for _, markup in sections_of(chapter):
            section = etree.fromstring(markup)
            for link in section.iter(f"{{{XHTML}}}a"):
                target = _address(link.get("href", ""), chapter, targets)
                link.set("href", target.replace(INSIDE, "#"))
            section = _in_lines(section)
            section.set("style", "string-set: running attr(data-running)")
            section.set("data-running", BETWEEN.join(chapter.running or (chapter.title,)))
            body.append(_without_namespaces(section))
    return _written(html)


def with_numbers(contents: Chapter, pages: Mapping[str, int]) -> Chapter:
    """The contents with the number of the page each entry leads to; `pages`: id → number from 1."""
    section = etree.fromstring(contents.markup)
    for entry in section.iter(f"{{{XHTML}}}li"):
        link = entry.find(f"{{{XHTML}}}a")
        if link is not None:
            number = etree.SubElement(entry, f"{{{XHTML}}}span", {"class": "page-number"})
            number.text = str(pages.get(link.get("href", "").partition("#")[2], 0))
    return replace(contents, markup=etree.tostring(section, encoding="utf-8"))


def targets_of(chapters: Iterable[Chapter]) -> dict[str, str]:
    """Chapter name → the first id in it."""
    return {
        chapter.name: ident
        for chapter in chapters
        if (
            ident := next(
                (
                    found
                    for element in etree.fromstring(chapter.markup).iter()
                    if (found := element.get("id"))
                ),
                "",
            )
        )
    }


def leaves_of(
    book: Book,
    lengths: Iterable[int],
    lines: Iterable[tuple[LineNumber, ...]] = (),
    below: Iterable[bool] = (),
    turned: Iterable[bool] = (),
    *,
    room: LineRoom,
) -> Iterator[Leaf]:
    """The furniture of every page of the book, as soon as it is known.

    lengths     how many pages begin with each chapter.
    below       whether each chapter begins below another, on a page that is not its own.
    lines       the numbers beside the lines of each page; none where there are no more.
    turned      whether each page is turned to its side.
    room        how wide a running title and a running line may be, and what sides say.
    """
    folio, numbers, beginnings, ways = 0, iter(lines), iter(below), iter(turned)
    is_rtl = book.edition.reading_direction == "rtl"
    for chapter, length in zip(book.chapters, lengths, strict=True):
        first = _BARE.get(chapter.role, "opening")
        front, back = (_head_in(facts, room) for facts in heads_of(chapter, book.edition))
        begun = next(beginnings, False)
        for at in range(begun, length + begun):
            folio += 1
            head = back if room.two_sided and folio % 2 == 0 else front
            kind = "turned" if next(ways, False) else ""
            running = foot_of(chapter, head if at else (), room, is_opening=not at)
            yield Leaf(
                kind=kind if at else first,
                head=in_line(head, IN_HEAD, is_rtl=is_rtl) if at else "",
                running=in_line(running, BETWEEN, is_rtl=is_rtl),
                folio=str(folio),
                lines=next(numbers, ()),
            )


def heads_of(chapter: Chapter, edition: Edition) -> tuple[Facts, Facts]:
    """The running titles of a chapter: (on the front of a leaf, on its back).

    The back says the edition, the front the chapter, with who wrote it before it in an edition of
    several; of a single article both say its title.  What the line at the foot says already stands
    at no head as well.
    """
    title = (short_title(chapter.title),)
    if not chapter.article or edition.single:
        return title, title if chapter.article else (short_title(edition.title),)
    authors = edition.articles[int(chapter.article[1:]) - 1].authors
    is_named = len(authors) != 1 or authors[0] in chapter.running
    named = title if is_named else (authors[0], *title)
    return named, title if edition.title in chapter.running else (short_title(edition.title),)


def _head_in(facts: Facts, room: LineRoom) -> Facts:
    """A running title as it fits its line: without who wrote it, and cut, where it must be."""
    if not room.head:
        return ()
    whole = fitted(facts, IN_HEAD, room.head, room.width)
    return whole if whole == facts else fitted(facts[-1:], IN_HEAD, room.head, room.width)


def foot_of(chapter: Chapter, head: Facts, room: LineRoom, *, is_opening: bool) -> Facts:
    """The running line of a page below this head: what the page does not say there already.

    A chapter of which nothing is known has its title, where no head and no opening says that.
    """
    said = {*head, *((chapter.title,) if is_opening else ())}
    facts = chapter.running or (() if room.head or is_opening else (short_title(chapter.title),))
    left = tuple(fact for fact in facts if fact not in said)
    return fitted(left, BETWEEN, room.foot, room.width)


def short_title(title: str) -> str:
    """A title as it fits the head of a page: its first part, or as many words as there is room.

    "A title: and more" is "A title"; a question keeps its mark.
    """
    line = " ".join(title.split())
    if len(line) <= _SHORT:
        return line
    part = _FIRST_PART.match(line)
    if part and len(part[1]) <= _SHORT:
        return part[1]
    cut = line[: _SHORT - 1]
    return f"{cut.rsplit(' ', 1)[0] if ' ' in cut else cut} …"


def furniture_of(leaves: Iterable[Leaf], edition: Edition) -> Iterator[bytes]:
    """HTML documents of empty pages, one for each leaf.

    The theme's margin boxes draw what stands on them.  An edition that is read from right to left
    begins on a left-hand page, and its lines run that way.
    """
    waiting = iter(leaves)
    while sheet := list(islice(waiting, SHEETS)):
        html, body = _frame("", edition.language)
        if edition.reading_direction == "rtl":
            html.set("dir", "rtl")
        for leaf in sheet:
            page = etree.SubElement(
                body,
                "div",
                {
                    "class": f"leaf {leaf.kind}".strip(),
                    "data-head": leaf.head,
                    "data-running": leaf.running,
                    "data-folio": leaf.folio,
                },
            )
            for line in leaf.lines:
                place = {"class": "line-number", "style": f"top: {line.middle:g}pt"}
                number = etree.SubElement(etree.SubElement(page, "div", place), "span")
                number.text = str(line.number)
        yield _written(html)


def shifts_of(
    book: Book, lengths: Iterable[int], shift: float, turned: Iterable[bool] = ()
) -> tuple[float, ...]:
    """How far to the right the edges of each page move, in points; () where none does.

    lengths   how many pages each chapter has.
    turned    whether each page is turned to its side, where both margins are the same.
    shift     that of a right-hand page.  An edition that is read from right to left begins on a
              left-hand one.  A cover is drawn to its edges, which stay.
    """
    if not shift:
        return ()
    front = shift if book.edition.reading_direction == "ltr" else -shift
    shifts: list[float] = []
    ways = iter(turned)
    for chapter, length in zip(book.chapters, lengths, strict=True):
        for _ in range(length):
            side = -front if len(shifts) % 2 else front
            is_even = next(ways, False) or chapter.role in _TO_THE_EDGES
            shifts.append(0.0 if is_even else side)
    return tuple(shifts)


def remarks_on(chapters: Iterable[Chapter]) -> Iterator[str]:
    """What these pages show otherwise than an EPUB does."""
    if count := sum(chapter.markup.count(b"<math ") for chapter in chapters):
        yield (
            f"{count} formula{'s are' if count > 1 else ' is'} set in one line of words and signs;"
            f" the EPUB draws {'them' if count > 1 else 'it'} (MathML)"
        )


def bookmarks_of(chapters: Iterable[Chapter], targets: Mapping[str, str]) -> Iterator[Bookmark]:
    """The outline: every stop of every chapter; the contents page by its title.

    The title page needs no line.  Where a page opens a part its articles stand below it.
    """
    deeper = 0
    for chapter in chapters:
        if chapter.role != "article":
            deeper = 0
        if chapter.role == "contents":
            yield Bookmark(title=chapter.title, level=1, id=targets[chapter.name])
        yield from (
            Bookmark(title=" ".join(stop.title.split()), level=stop.level + deeper, id=stop.id)
            for stop in chapter.stops
        )
        deeper = 1 if chapter.role == "part" else deeper


def _in_lines(section: etree._Element) -> etree._Element:
    """The section with each formula and reading in one line: the press draws neither."""
    for math in list(section.iter(MATH)):
        if (parent := math.getparent()) is not None:
            parent.replace(math, in_one_line(math))
    for ruby in section.iter(f"{{{XHTML}}}ruby"):
        _read_behind(ruby)
    return section


def _read_behind(ruby: etree._Element) -> None:
    """Set a reading in brackets behind its words: the press sets no line above a line."""
    ruby.tag = f"{{{XHTML}}}span"
    for part in ruby.iterchildren(f"{{{XHTML}}}rt"):
        part.tag = f"{{{XHTML}}}span"
        part.set("class", "reading")
        part.text = in_brackets(part.text or "")


def _address(address: str, chapter: Chapter, targets: Mapping[str, str]) -> str:
    name, _, ident = address.partition("#")
    if name.endswith(".xhtml") and "/" not in name:
        return INSIDE + (ident or targets.get(name.removesuffix(".xhtml"), name))
    if address.lower().startswith(("#", *_SCHEMES)):  # RFC 3986, 3.1: schemes in any letters
        return address
    raise WriteError(
        chapter.name,
        f"the link to '{address}' leads nowhere; give the whole address, beginning with https://",
    )


def _frame(title: str, language: str) -> tuple[etree._Element, etree._Element]:
    """An empty HTML document and its body."""
    html = etree.Element("html", lang=language)
    head = etree.SubElement(html, "head")
    etree.SubElement(head, "meta", charset="utf-8")
    etree.SubElement(head, "title").text = " ".join(title.split())
    return html, etree.SubElement(html, "body")


def _written(html: etree._Element) -> bytes:
    return etree.tostring(html, encoding="utf-8", method="html", doctype="<!DOCTYPE html>")


def _without_namespaces(section: etree._Element) -> etree._Element:
    for element in section.iter(etree.Element):
        if element.tag.startswith(f"{{{XHTML}}}"):
            element.tag = etree.QName(element).localname
        for name in [name for name in element.attrib if str(name).startswith("{")]:
            del element.attrib[name]
    etree.cleanup_namespaces(section)
    return section
