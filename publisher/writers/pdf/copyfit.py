"""Copyfitting: an article that ends badly is laid out again with small changes, and the best kept.

In: an article laid out as designed.  Out: the layout that leaves no page before the last less than
four fifths full, no stub of a last page and no credit block alone on a page, or the one that comes
nearest (specification of the page, section 7).  What is tried are classes on the article, in a
fixed order; what they do stands in the style sheets.  The last of them end some pages a few lines
early, so that text goes over with a credit block that would stand alone.  A try that the first
layout shows to be in vain costs nothing: it is not laid out.  All of it follows from the article
alone.
"""

from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median_low
from typing import Any
from xml.etree.ElementTree import Element  # what WeasyPrint parses HTML into

from publisher.writers.pdf.footnotes import is_one_astray
from publisher.writers.pdf.weasy import boxes

FULL = 0.8  # of a page before the last
_TORN = 0.2  # emptiness: of a page that is two fifths empty, or of a credit block alone on one
STUB = 0.28  # of the last page: less looks like a mistake
_ALONE = 0.5  # how much a page of nothing but the credit block counts against a layout
_LEAST = 2  # lines of the text that the credit block has above it on its page; one more is better
_LEVEL = 0.88  # of a page: where pages that pass lines on shall end; a paragraph may end it earlier
_GAP = 1.5  # lines: what stands empty between the text and the credit block, about
# Shares of height that the classes of pdf.css save, measured on the seed: of the credit block by
# f1, of the text by f2 and by f4.
_CREDIT_SAVED, _TEXT_SAVED, _CLOSER_SAVED = 0.13, 0.045, 0.09
_HOPE = 0.7  # of what must be saved: lines break by chance, some tries save more than their share
_LONGEST = (
    24  # pages: a longer text has many endings, and each try would cost as much as an article
)
_SHRUNK = 0.75  # of its size: a picture is not made smaller than this to fill a hole
_SMALLER = (("f1",), ("f2",), ("f1", "f2"), ("f1", "f4"), ("f3",), ("f5",))
# how many pages pass lines on to the next, at most, and how many lines more than must be: notes
# whose marks come near a page's end may be lost, two lines higher they are not
_PASSING = {"pass": (_LONGEST, 0), "pass-two": (2, 0), "pass-one": (1, 0), "pass-more": (1, 2)}
_TRIES = (*_SMALLER, ("apart",), *((way,) for way in _PASSING))

_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})

Draw = Callable[[str], Any]
Articles = Sequence[Element]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """How the pages of one article are filled; lengths in CSS pixels, shares of a page's height.

    pages       how many there are.
    last        filled share of the last page.
    hole        the least filled share of a page before it, the room of foot notes not counted; 1.0
                where there is none.
    alone       whether a page holds nothing but the credit block, or one line besides, and need
                not: a block that is longer than a page goes over.
    page        height of a page's text.
    over        what stands on the last page.
    credit      height of the credit block on all pages.
    line        height of a line of the text.
    ends        where the text ends on each page, the room of foot notes counted; () where a page is
                turned to its side.
    """

    pages: int
    last: float
    hole: float
    alone: bool
    page: float
    over: float
    credit: float
    line: float = 1.0
    ends: tuple[float, ...] = ()

    @property
    def badness(self) -> float:
        """0.0 where nothing is to be mended; the least of several is the best."""
        stub = max(0.0, STUB - self.last) if self.pages > 1 else 0.0
        return self.emptiness + stub

    @property
    def emptiness(self) -> float:
        """How badly pages before the last are filled, and the last by a credit block alone."""
        return max(0.0, FULL - self.hole) + _ALONE * self.alone

    def is_good(self, first: "Fit") -> bool:
        """Whether nothing is to be mended; a page less than at first makes up for a short end."""
        ends_well = self.last >= STUB or self.pages == 1 or self.pages < first.pages
        return self.hole >= FULL and ends_well and not self.alone


@dataclass(frozen=True, slots=True, kw_only=True)
class _Try:
    """One layout: the document, what its making said, and how its pages are filled."""

    document: Any
    said: tuple[str, ...]
    fit: Fit


def fitted(document: Any, root: Element, draw: Draw, said: list[str]) -> Any:  # noqa: ANN401
    """The best layout of an article, which `document` is as designed.

    root   the HTML that it is made of; classes are given to its articles: one, or those of a run.
    draw   lays it out as it is then, with more rules of style.
    said   what WeasyPrint has said so far; what it says of the kept layout is added, not what it
           says of others.
    """
    articles = _articles(root)
    if not articles or len(document.pages) > _LONGEST:
        return document
    first = _Try(document=document, said=(), fit=measure(document, articles))
    if first.fit.is_good(first.fit):
        return document
    best, before = first, tuple(said)
    designed = [article.get("class", "") for article in articles]
    for classes in _worth_trying(first, articles):
        for article, before_it in zip(articles, designed, strict=True):
            article.set("class", " ".join((before_it, *classes)))
        way = _PASSING.get(classes[0])
        rules = _cut(first, *way) if way else ""
        with _changed(classes, first, articles):
            made = _made(draw, articles, said, rules)
        if made is None or _places(made.document) != _places(document):
            continue
        if made.fit.badness < best.fit.badness:
            best = made
        if made.fit.is_good(first.fit):
            best = made
            break
    said[:] = (*before, *best.said)
    return best.document


def tear(document: Any, root: Element) -> float:  # noqa: ANN401
    """How badly its pages are filled, where a reader would take them for torn; else 0."""
    articles = _articles(root)
    emptiness = measure(document, articles).emptiness if articles else 0.0
    return emptiness if emptiness > _TORN else 0.0


@contextmanager
def _changed(classes: tuple[str, ...], first: _Try, articles: Articles) -> Iterator[None]:
    """Within the block single elements are styled as a try asks, besides its classes."""
    styled: list[tuple[Element, str]] = []
    if "f3" in classes:
        styled = list(_smaller_pictures(first.document, articles))
    if "apart" in classes:
        styled = [(articles[-1], "break-before: page")]
    before = [(element, element.get("style")) for element, _ in styled]
    for element, style in styled:
        element.set("style", f"{element.get('style', '')}; {style}".removeprefix("; "))
    yield
    for element, given in before:
        if given is None:
            del element.attrib["style"]
        else:
            element.set("style", given)


def _made(draw: Draw, articles: Articles, said: list[str], rules: str) -> _Try | None:
    """One layout; None where the engine fails: it breaks down at some that CSS allows."""
    said.clear()
    try:
        document = draw(rules)
    except Exception:  # noqa: BLE001 - whatever the engine raises, the layout before it stands
        return None
    if is_one_astray(document):
        return None
    return _Try(document=document, said=tuple(said), fit=measure(document, articles))


def _places(document: Any) -> set[str]:  # noqa: ANN401
    """The ids that stand on its pages: a layout that loses one has lost words."""
    return {name for page in document.pages for name in page.anchors}


def _worth_trying(tried: _Try, articles: Articles) -> Iterator[tuple[str, ...]]:
    """The tries that can mend what is wrong, in their order."""
    first, document = tried.fit, tried.document
    ends_badly = first.alone or (first.pages > 1 and first.last < STUB)
    in_columns = _is_in_columns(document, articles)
    text = first.page * (first.pages - 1) + first.over - first.credit
    saved = {"f1": _CREDIT_SAVED * first.credit, "f2": _TEXT_SAVED * text}
    saved["f4"] = _CLOSER_SAVED * text
    pictures = bool(_holes_before_pictures(document)) and first.hole < FULL
    seen: set[tuple[int, float] | None] = set()
    for classes in _TRIES:
        match classes[0]:
            case "f3":
                is_worth = pictures
            case "f5":
                is_worth = in_columns and first.hole < FULL
            case "apart":
                is_worth = ends_badly and len(articles) > 1
            case way if way in _PASSING:
                passed = _passed_on(first, *_PASSING[way])
                is_worth = ends_badly and passed is not None and passed not in seen
                seen.add(passed)
            case _:
                gain = sum(saved[name] for name in classes)
                hope = _HOPE if "f4" in classes else 1.0  # the last of them may try its luck
                is_worth = ends_badly and gain >= hope * first.over
        if is_worth:
            yield classes


def measure(document: Any, articles: Articles) -> Fit:  # noqa: ANN401
    """How the pages of a document are filled that holds these articles."""
    # what else there is belongs to the apparatus: the credit block, and the colophon behind it
    text = {
        element
        for article in articles
        for child in article
        if "credit" not in child.get("class", "").split()
        for element in child.iter()
    }
    foot = document.pages[-1]._page_box.margin_bottom  # noqa: SLF001 - as designed
    pages = [_filling(page._page_box, text, foot) for page in document.pages]  # noqa: SLF001
    ends = _ends(document, articles)
    counted = [
        page.share
        for page, after, is_end in zip(pages, pages[1:], ends, strict=False)
        if not (page.is_turned or after.is_turned or is_end)
    ]
    last, credit = pages[-1], sum(page.credit for page in pages)
    line = median_low([page.line for page in pages if page.line] or [0.0])
    height = last.height + last.notes
    is_turned = any(page.is_turned for page in pages)
    is_short = credit + (_LEAST + _GAP) * line <= height
    return Fit(
        pages=len(pages),
        last=last.share,
        hole=min(counted, default=1.0),
        alone=is_short and any(page.is_lonely for page in pages),
        page=height,
        over=last.bottom,
        credit=credit,
        line=line,
        ends=() if is_turned else tuple(page.text + page.notes for page in pages),
    )


def _ends(document: Any, articles: Articles) -> Iterator[bool]:  # noqa: ANN401
    """Whether each page is the last of an article: another of the run begins the next page."""
    owners = {element: article for article in articles for element in article.iter()}
    seen: set[Element] = set()
    for number, page in enumerate(document.pages):
        drawn = drawn_in(page._page_box) if len(articles) > 1 else ()  # noqa: SLF001
        there = [owners[box.element] for box in drawn if box.element in owners]
        if number:
            yield bool(there) and there[0] not in seen
        seen.update(there)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Filling:
    """One page: its height, how far down it is filled, and by what.

    text, lines   where its text ends, in how many lines or pictures.   line  the height of one.
    notes         the height of its foot notes.
    """

    height: float
    bottom: float
    credit: float
    text: float
    lines: int
    line: float
    notes: float
    is_turned: bool

    @property
    def share(self) -> float:
        return min(1.0, self.bottom / self.height) if self.height else 1.0

    @property
    def is_lonely(self) -> bool:
        """Whether it holds the credit block, or a part of it, and a line at most."""
        return self.credit > 0 and self.lines < _LEAST


def _filling(sheet: Any, text: AbstractSet[Element], foot: float) -> _Filling:  # noqa: ANN401
    """How a page is filled; `foot`: the margin below it as designed."""
    top, height, notes = sheet.content_box_y(), sheet.height + sheet.margin_bottom - foot, 0.0
    bottom, credit_top, credit_bottom, text_bottom = top, top + height, top, top
    lines, line = 0, 0.0
    for child in sheet.children:
        if isinstance(child, boxes.FootnoteAreaBox):
            notes = child.margin_height()
        elif child.element_tag == "html":
            for box in drawn_in(child):
                end = box.position_y + box.margin_height()
                bottom = max(bottom, end)
                if box.element in text:
                    text_bottom, lines = max(text_bottom, end), lines + 1
                    line = box.margin_height() if isinstance(box, boxes.LineBox) else line
                else:
                    credit_top = min(credit_top, box.position_y)
                    credit_bottom = max(credit_bottom, end)
    return _Filling(
        height=height - notes,
        bottom=bottom - top,
        credit=max(0.0, credit_bottom - credit_top),
        text=text_bottom - top,
        lines=lines,
        line=line,
        notes=notes,
        is_turned=sheet.margin_width() > sheet.margin_height(),
    )


def drawn_in(box: Any) -> Iterator[Any]:  # noqa: ANN401
    """The lines, pictures and rules in a box: what a reader sees of it."""
    for child in box.children:
        if isinstance(child, boxes.LineBox):
            if is_shown(child):
                yield child
        elif isinstance(child, boxes.ReplacedBox):
            yield child
        elif isinstance(child, boxes.ParentBox):
            yield from drawn_in(child)


def is_shown(box: Any) -> bool:  # noqa: ANN401
    """Whether a reader sees anything of a box: letters, or a picture."""
    return bool(getattr(box, "text", "") or isinstance(box, boxes.ReplacedBox)) or any(
        is_shown(child) for child in getattr(box, "children", ())
    )


def _articles(root: Element) -> Articles:
    """The articles of a document, which other pages have not: one, or those of a run."""
    return tuple(
        section for section in root.iter("section") if "article" in section.get("class", "").split()
    )


def _is_in_columns(document: Any, articles: Articles) -> bool:  # noqa: ANN401
    """Whether the text of articles is set in columns."""
    text = {
        div
        for article in articles
        for div in article.iter("div")
        if div.get("class") == "article-text"
    }
    sheet = document.pages[0]._page_box  # noqa: SLF001
    return any(
        box.element in text
        and (box.style["column_count"] != "auto" or box.style["column_width"] != "auto")
        for box in sheet.descendants()
        if isinstance(box, boxes.BlockBox)
    )


def _holes_before_pictures(document: Any) -> Sequence[tuple[Any, float]]:  # noqa: ANN401
    """Pictures that went over to the next page, with the height that they would have had before."""
    found = []
    for page, after in zip(document.pages, document.pages[1:], strict=False):
        sheet = page._page_box  # noqa: SLF001
        filled = _filling(sheet, frozenset(), sheet.margin_bottom)
        picture = next(_figures(after._page_box), None)  # noqa: SLF001
        if picture is None or filled.share >= FULL or filled.is_turned:
            continue
        figure, image, above = picture
        around = figure.margin_height() - image.height + above
        room = filled.height - filled.bottom - around
        if room >= _SHRUNK * image.height:
            found.append((image, room))
    return found


def _passed_on(fit: Fit, longest: int, more: int = 0) -> tuple[int, float] | None:
    """How many pages before the last end earlier, and where, so that the last has enough.

    That is the credit block whole, with some lines of the text above it, and no stub.  Each page
    passes a few lines on to the next, as a setter would; as few pages as can give enough without
    looking empty, and no more than `longest`.  None where it cannot mend the layout.

    more   lines that go over besides.
    """
    room = fit.page - fit.credit - _GAP * fit.line
    if fit.pages < 2 or room < _LEAST * fit.line:
        return None
    room -= fit.line / 2  # where lines end
    least = min((_LEAST + 1) * fit.line, room)
    wanted = STUB * fit.page - fit.credit - _GAP * fit.line
    most = (1, -fit.page)
    for count in range(1, min(longest + 1, fit.pages)):
        text = sum(fit.ends[-count - 1 :])
        over = max(least, min(wanted, text - count * FULL * fit.page))
        over = min(room, over + more * fit.line)
        most = max(most, (count, (text - over) / count), key=_level)
        if most[1] >= _LEVEL * fit.page:
            break
    return most if FULL - most[1] / fit.page < fit.badness else None


def _level(passed: tuple[int, float]) -> float:
    return passed[1]


def _cut(tried: _Try, longest: int, more: int) -> str:
    """The rules of style by which pages end earlier, as `_passed_on` finds them."""
    count, level = _passed_on(tried.fit, longest, more) or (0, 0.0)
    before = len(tried.document.pages) - 1
    foot = tried.document.pages[-1]._page_box.margin_bottom  # noqa: SLF001
    foot += max(0.0, tried.fit.page - level - tried.fit.line / 2)
    pages = range(before - count + 1, before + 1)
    return "".join(f"@page :nth({page}) {{ margin-bottom: {foot:.1f}px }}\n" for page in pages)


def _figures(sheet: Any) -> Iterator[tuple[Any, Any, float]]:  # noqa: ANN401
    """The figure that a page begins with, its picture, and the height of the heading above it."""
    heading = 0.0
    waiting = [child for child in sheet.children if child.element_tag == "html"]
    while waiting:
        box = waiting.pop(0)
        if box.element_tag == "figure":
            image = next(drawn_in(box), None)
            if isinstance(image, boxes.ReplacedBox):
                yield box, image, heading
            return
        if box.element_tag in _HEADINGS:
            heading += box.margin_height() + next(drawn_in(box), box).height
        elif any(isinstance(child, boxes.LineBox) for child in getattr(box, "children", ())):
            return
        else:
            waiting = [*getattr(box, "children", ()), *waiting]


def _smaller_pictures(document: Any, articles: Articles) -> Iterator[tuple[Element, str]]:  # noqa: ANN401
    """The pictures that left a hole, each with the style that makes it fill its hole."""
    inside = {element for article in articles for element in article.iter()}
    for image, height in _holes_before_pictures(document):
        if image.element in inside:
            yield image.element, f"max-height: {height - 1:.0f}px; width: auto"
