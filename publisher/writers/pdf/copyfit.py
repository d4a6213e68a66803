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
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any
from xml.etree.ElementTree import Element  # what WeasyPrint parses HTML into

from publisher.writers.pdf.footnotes import is_one_astray
from publisher.writers.pdf.page_filling import (
    FULL,
    STUB,
    Articles,
    Fit,
    articles_of,
    drawn_in,
    filling_of,
    measure,
)
from publisher.writers.pdf.passing_lines import passed_on, rules_for, ways_to_pass
from publisher.writers.pdf.weasy import boxes

_TORN = 0.2  # emptiness: of a page that is two fifths empty, or of a credit block alone on one
# Shares of height that the classes of pdf.css save, measured on the seed: of the credit block by
# f1, of the text by f2 and by f4.
_CREDIT_SAVED, _TEXT_SAVED, _CLOSER_SAVED = 0.13, 0.045, 0.09
_HOPE = 0.7  # of what must be saved: lines break by chance, some tries save more than their share
_LONGEST = (
    24  # pages: a longer text has many endings, and each try would cost as much as an article
)
_SHRUNK = 0.75  # of its size: a picture is not made smaller than this to fill a hole
_SMALLER = (("f1",), ("f2",), ("f1", "f2"), ("f1", "f4"), ("f3",), ("f5",), ("apart",))
_WAYS = 3  # in which pages pass lines on, at most
# notes whose marks come near a page's end may be lost; two lines higher they are not
_MORE, _MORE_AT = 2, 0.9

_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
_KEPT = frozenset({"table", "ul", "ol", "pre"})

Draw = Callable[[str], Any]


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
    articles = articles_of(root)
    if not articles or len(document.pages) > _LONGEST:
        return document
    first = _Try(document=document, said=(), fit=measure(document, articles))
    if first.fit.is_good(first.fit):
        return document
    best, before = first, tuple(said)
    designed = [article.get("class", "") for article in articles]
    for classes, rules in _worth_trying(first, articles):
        for article, before_it in zip(articles, designed, strict=True):
            article.set("class", " ".join((before_it, *classes)))
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
    articles = articles_of(root)
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


def _worth_trying(tried: _Try, articles: Articles) -> Iterator[tuple[tuple[str, ...], str]]:
    """The tries that can mend what is wrong, in their order: classes, and more rules of style."""
    fit = tried.fit
    for classes in _SMALLER:
        if _can_mend(classes, tried, articles):
            yield classes, ""
    is_parted = fit.hole < FULL and _is_kept_together(tried.document)
    ends_badly = _ends_badly(fit)
    if is_parted and not ends_badly:
        yield ("f6",), ""
    foot = tried.document.pages[-1]._page_box.margin_bottom  # noqa: SLF001
    ways = list(islice(ways_to_pass(fit), _WAYS))
    if ways and (more := passed_on(fit, _MORE_AT, _MORE)) and more not in ways:
        ways.append(more)
    for at, ends in enumerate(ways):
        # a smaller credit block is given more room than it is sure to need
        yield ("pass", "f1")[: 1 + bool(at)], rules_for(ends, fit, foot)
    if is_parted and ends_badly:
        yield ("f6",), ""


def _can_mend(classes: tuple[str, ...], tried: _Try, articles: Articles) -> bool:
    """Whether what these classes save can be enough, as far as the first layout shows."""
    fit = tried.fit
    ends_badly = _ends_badly(fit)
    match classes[0]:
        case "f3":
            return fit.hole < FULL and bool(_holes_before_pictures(tried.document))
        case "f5":
            return fit.hole < FULL and _is_in_columns(tried.document, articles)
        case "apart":
            return ends_badly and len(articles) > 1
        case _:
            text = fit.page * (fit.pages - 1) + fit.over - fit.credit
            saved = {"f1": _CREDIT_SAVED * fit.credit, "f2": _TEXT_SAVED * text}
            saved["f4"] = _CLOSER_SAVED * text
            gain = sum(saved[name] for name in classes)
            hope = _HOPE if "f4" in classes else 1.0  # the last of them may try its luck
            return ends_badly and gain >= hope * fit.over


def _ends_badly(fit: Fit) -> bool:
    return fit.alone or (fit.pages > 1 and fit.last < STUB)


def _is_kept_together(document: Any) -> bool:  # noqa: ANN401
    """Whether a page that is filled badly ends before a table or a list, or before its sentence."""
    for page, after in zip(document.pages, document.pages[1:], strict=False):
        sheet = page._page_box  # noqa: SLF001
        filled = filling_of(sheet, frozenset(), sheet.margin_bottom)
        if filled.share < FULL and not filled.is_turned:
            blocks = _blocks(after._page_box)  # noqa: SLF001
            if any(_is_kept(box) for box in islice(blocks, 2)):
                return True
    return False


def _is_kept(block: Any) -> bool:  # noqa: ANN401
    inside = (block, *block.descendants()) if block.element_tag == "div" else (block,)
    return any(box.element_tag in _KEPT or _has(box, "stanza") for box in inside)


def _blocks(sheet: Any) -> Iterator[Any]:  # noqa: ANN401
    """The blocks of an article's text on a page."""
    for box in sheet.descendants():
        if box.element_tag == "div" and _has(box, "article-text"):
            yield from box.children
            return


def _has(box: Any, name: str) -> bool:  # noqa: ANN401
    return box.element is not None and name in box.element.get("class", "").split()


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
        filled = filling_of(sheet, frozenset(), sheet.margin_bottom)
        picture = next(_figures(after._page_box), None)  # noqa: SLF001
        if picture is None or filled.share >= FULL or filled.is_turned:
            continue
        figure, image, above = picture
        around = figure.margin_height() - image.height + above
        room = filled.height - filled.bottom - around
        if room >= _SHRUNK * image.height:
            found.append((image, room))
    return found


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
