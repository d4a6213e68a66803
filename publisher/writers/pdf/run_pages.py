"""The pages of a run that was laid out: on which each article begins, and whether at its head."""

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element  # what WeasyPrint parses HTML into

from publisher.value import value
from publisher.writers.pdf.page_filling import drawn_in
from publisher.writers.pdf.runs import CLASS


@value
class Stretch:
    """Where an article stands in the pages of its document.

    pages   that begin with words of it.   below: whether it begins below another article.
    """

    pages: int
    below: bool = False


def stretches_of(document: Any) -> tuple[Stretch, ...]:  # noqa: ANN401 - WeasyPrint has no types
    """The stretch of each article of a laid-out run, in order."""
    begun: dict[Element | None, int] = {}
    below: set[Element | None] = set()
    last: Element | None = None
    for page in document.pages:
        found = list(_articles_on(page._page_box))  # noqa: SLF001 - as WeasyPrint's drawing does
        top = found[0] if found else last
        begun[top] = begun.get(top, 0) + 1
        for article in found[1:]:
            if article not in begun:
                begun[article] = 0
                below.add(article)
        last = found[-1] if found else last
    bare = begun.pop(None, 0) if len(begun) > 1 else 0  # pages before the first word
    first = next(iter(begun))
    begun[first] += bare
    return tuple(Stretch(pages=pages, below=one in below) for one, pages in begun.items())


def _articles_on(sheet: Any) -> Iterator[Element]:  # noqa: ANN401
    """The articles of which a page shows something, in order."""
    for box in sheet.descendants():
        if box.element_tag == "section" and _is_article(box.element) and any(drawn_in(box)):
            yield box.element


def _is_article(element: Element) -> bool:
    return "article" in element.get("class", "").split()


def is_run(document: bytes) -> bool:
    """Whether articles may run on in a document."""
    return f" {CLASS}".encode() in document


def set_apart(root: Element) -> None:
    """Have each article of a document begin a page."""
    for section in root.iter("section"):
        if CLASS in section.get("class", "").split():
            section.set("class", section.get("class", "").replace(f" {CLASS}", ""))
