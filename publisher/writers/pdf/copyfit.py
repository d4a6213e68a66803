"""Copyfitting: an article that ends badly is laid out again with small changes, and the best kept.

In: an article laid out as designed.  Out: the layout that leaves no page before the last less than
four fifths full, no stub of a last page and no credit block alone on a page, or the one that comes
nearest (specification of the page, section 7).  What is tried are classes on the article, in a
fixed order; what they do stands in the style sheets.  A try that the first layout shows to be in
vain costs nothing: it is not laid out.  All of it follows from the article alone.
"""

from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element  # what WeasyPrint parses HTML into

from publisher.writers.pdf.footnotes import is_one_astray
from publisher.writers.pdf.weasy import boxes

FULL = 0.8  # of a page before the last
_TORN = 0.4  # of a page: what is empty of one that looks torn
_SHORT = 0.68  # of a page that ends early: emptier, it would look worse than a stub behind it
STUB = 0.28  # of the last page: less looks like a mistake
_ALONE = 0.5  # how much a page of nothing but the credit block counts against a layout
# Shares of height that the classes of pdf.css save, measured on the seed: of the credit block by
# f1, of the text by f2 and by f4.
_CREDIT_SAVED, _TEXT_SAVED, _CLOSER_SAVED = 0.13, 0.045, 0.09
_HOPE = 0.7  # of what must be saved: lines break by chance, some tries save more than their share
_LONGEST = (
    24  # pages: a longer text has many endings, and each try would cost as much as an article
)
_SHRUNK = 0.75  # of its size: a picture is not made smaller than this to fill a hole
_SMALLER = (("f1",), ("f2",), ("f1", "f2"), ("f1", "f4"), ("f3",), ("f5",))
_TRIES = (*_SMALLER, ("apart",), ("early",), ("keep",))
_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})

Draw = Callable[[], Any]
Articles = Sequence[Element]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """How the pages of one article are filled; lengths in CSS pixels, shares of a page's height.

    pages       how many there are.
    last        filled share of the last page.
    hole        the least filled share of a page before it, the room of foot notes not counted; 1.0
                where there is none.
    alone       whether a page holds nothing but the credit block.
    page        height of a page's text.
    over        what stands on the last page.
    credit      height of the credit block on all pages.    before  that of it before the last page.
    """

    pages: int
    last: float
    hole: float
    alone: bool
    page: float
    over: float
    credit: float
    before: float

    @property
    def badness(self) -> float:
        """0.0 where nothing is to be mended; the least of several is the best."""
        stub = max(0.0, STUB - self.last) if self.pages > 1 else 0.0
        return max(0.0, FULL - self.hole) + stub + _ALONE * self.alone

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
    draw   lays it out as it is then.
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
        with _changed(classes, first, articles):
            made = _made(draw, articles, said)
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
    """How much of the emptiest page before the last is empty, where that is a good part; else 0."""
    articles = _articles(root)
    empty = 1 - measure(document, articles).hole if articles else 0.0
    return empty if empty > _TORN else 0.0


@contextmanager
def _changed(classes: tuple[str, ...], first: _Try, articles: Articles) -> Iterator[None]:
    """Within the block single elements are styled as a try asks, besides its classes."""
    styled: list[tuple[Element, str]] = []
    if "f3" in classes:
        styled = list(_smaller_pictures(first.document, articles))
    if "apart" in classes:
        styled = [(articles[-1], "break-before: page")]
    if "early" in classes and (ending := _early_end(first, articles)) is not None:
        styled = [(ending, "break-before: page")]
    before = [(element, element.get("style")) for element, _ in styled]
    for element, style in styled:
        element.set("style", f"{element.get('style', '')}; {style}".removeprefix("; "))
    yield
    for element, given in before:
        if given is None:
            del element.attrib["style"]
        else:
            element.set("style", given)


def _made(draw: Draw, articles: Articles, said: list[str]) -> _Try | None:
    """One layout; None where the engine fails: it breaks down at some that CSS allows."""
    said.clear()
    try:
        document = draw()
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
    for classes in _TRIES:
        match classes[0]:
            case "f3":
                is_worth = pictures
            case "f5":
                is_worth = in_columns and first.hole < FULL
            case "apart":
                is_worth = ends_badly and len(articles) > 1
            case "early":
                is_worth = ends_badly and not in_columns and _early_end(tried, articles) is not None
            case "keep":
                room = first.page - first.credit
                is_worth = ends_badly and not in_columns and first.before > 0 and room > 0
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
    pages = [_filling(page._page_box, text) for page in document.pages]  # noqa: SLF001
    ends = _ends(document, articles)
    counted = [
        page.share
        for page, after, is_end in zip(pages, pages[1:], ends, strict=False)
        if not (page.is_turned or after.is_turned or is_end)
    ]
    last = pages[-1]
    return Fit(
        pages=len(pages),
        last=last.share,
        hole=min(counted, default=1.0),
        alone=any(page.has_credit and not page.has_text for page in pages),
        page=last.height,
        over=last.bottom,
        credit=sum(page.credit for page in pages),
        before=sum(page.credit for page in pages[:-1]),
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
    """One page: its height, how far down it is filled, and by what."""

    height: float
    bottom: float
    credit: float
    has_text: bool
    has_credit: bool
    is_turned: bool

    @property
    def share(self) -> float:
        return min(1.0, self.bottom / self.height) if self.height else 1.0


def _filling(sheet: Any, text: AbstractSet[Element]) -> _Filling:  # noqa: ANN401
    top, height = sheet.content_box_y(), sheet.height
    bottom, credit_top, credit_bottom, has_text = top, top + height, top, False
    for child in sheet.children:
        if isinstance(child, boxes.FootnoteAreaBox):
            height -= child.margin_height()
        elif child.element_tag == "html":
            for box in drawn_in(child):
                end = box.position_y + box.margin_height()
                bottom = max(bottom, end)
                if box.element in text:
                    has_text = True
                else:
                    credit_top = min(credit_top, box.position_y)
                    credit_bottom = max(credit_bottom, end)
    return _Filling(
        height=height,
        bottom=bottom - top,
        credit=max(0.0, credit_bottom - credit_top),
        has_text=has_text,
        has_credit=credit_bottom > credit_top,
        is_turned=sheet.width > sheet.height,
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
        filled = _filling(sheet, frozenset())
        picture = next((box for box in _figures(after._page_box)), None)  # noqa: SLF001
        if picture is None or filled.share >= FULL or filled.is_turned:
            continue
        figure, image = picture
        around = figure.margin_height() - image.height
        room = filled.height - filled.bottom - around
        if room >= _SHRUNK * image.height:
            found.append((image, room))
    return found


def _early_end(first: _Try, articles: Articles) -> Element | None:
    """Where the page before the last may end so that the last is no stub: before this paragraph.

    The page before stays as full as it can, two thirds at least.  Where no end gives the last page
    enough, the one that gives it most: the lesser badness decides between it and the stub.
    """
    fit, pages = first.fit, first.document.pages
    if fit.pages < 2:
        return None
    divs = (div for article in articles for div in article.iter("div") if _is_text(div))
    children = {child for div in divs for child in div}
    sheet = pages[-2]._page_box  # noqa: SLF001
    filled = _filling(sheet, frozenset())
    top, most, enough = sheet.content_box_y(), None, None
    after_heading = True
    for box in _blocks_of(sheet, children):
        start = box.position_y - top
        if start >= _SHORT * filled.height and not after_heading:
            most = box.element if most is None else most
            if fit.over + filled.bottom - start >= STUB * fit.page:
                enough = box.element
        after_heading = box.element_tag in _HEADINGS
    return enough if enough is not None else most


def _is_text(element: Element) -> bool:
    return element.get("class") == "article-text"


def _blocks_of(box: Any, elements: set[Element]) -> Iterator[Any]:  # noqa: ANN401
    """The boxes of these elements in a box, in their order."""
    for child in getattr(box, "children", ()):
        if child.element in elements and isinstance(child, boxes.BlockLevelBox):
            yield child
        elif isinstance(child, boxes.BlockContainerBox):
            yield from _blocks_of(child, elements)


def _figures(sheet: Any) -> Iterator[tuple[Any, Any]]:  # noqa: ANN401
    """The figure that a page begins with, and its picture."""
    first = next((box for child in sheet.children for box in drawn_in(child)), None)
    for box in sheet.descendants():
        if box.element_tag == "figure" and first is not None:
            inside = list(drawn_in(box))
            if first in inside and isinstance(first, boxes.ReplacedBox):
                yield box, first


def _smaller_pictures(document: Any, articles: Articles) -> Iterator[tuple[Element, str]]:  # noqa: ANN401
    """The pictures that left a hole, each with the style that makes it fill its hole."""
    inside = {element for article in articles for element in article.iter()}
    for image, height in _holes_before_pictures(document):
        if image.element in inside:
            yield image.element, f"max-height: {height - 1:.0f}px; width: auto"
