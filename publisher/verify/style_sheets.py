"""Style sheets before any file is made with them: what they would keep from a reader, at its line.

The same judgement as of a finished EPUB, so that the author of a theme learns at once which line
would have the finished file refused.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from lxml import etree

from publisher.errors import Fault
from publisher.value import value
from publisher.verify.evidence.container import parse
from publisher.verify.evidence.css import Fault as StyleFault
from publisher.verify.evidence.css import Page, Place, View
from publisher.verify.evidence.css.cascade import Source
from publisher.verify.evidence.css.elements import SILENT, STRUCK
from publisher.verify.evidence.css.look import fault as fault_at
from publisher.verify.evidence.css.page import page_of

_SAYS = {
    "hides": "“{written}” keeps words from a reader{why}; take it out",
    "doubtful": (
        "“{written}” may keep words from a reader{why}: it is not known to leave them readable;"
        " take it out, or say it by a property that does"
    ),
    "adds": (
        "“{written}” adds words that stand in no article; let a sheet add marks and numbers alone"
    ),
    "strikes": "“{written}” draws a line through words that no source strikes out; take it out",
    "face": "“{written}” sets words in a font of its own{why}; fonts are named in theme.toml",
}


@value
class StyleSheet:
    """A style sheet as it is applied: its name, for messages, and its text.

    is_judged   whether its faults are told: those of sheets that it follows are known.
    """

    name: str
    text: str
    is_judged: bool = True


def judge_sheets(
    sheets: Sequence[StyleSheet], pages: Iterable[bytes]
) -> Mapping[str, tuple[Fault, ...]]:
    """Sheet → what it would do to the words of these pages, each declaration once, by line.

    sheets   in the order in which they apply.   pages: XHTML documents, whole.
    """
    sources = tuple(Source(name=sheet.name, text=sheet.text) for sheet in sheets)
    judged = {sheet.name for sheet in sheets if sheet.is_judged}
    found: dict[str, dict[tuple[int, str], Fault]] = {}
    for data in pages:
        root = parse(data, "a page")
        page = page_of(sources, "a page")
        for fault in (*page.said(), *_faults(page, root)):
            if fault.sheet in judged:
                key = (fault.line, fault.written)
                found.setdefault(fault.sheet, {}).setdefault(key, _told(fault))
    return {name: tuple(sorted(faults.values())) for name, faults in found.items()}


def _told(fault: StyleFault) -> Fault:
    why = f" ({fault.why})" if fault.why else ""
    message = _SAYS[fault.kind].format(written=fault.written, why=why)
    return Fault(line=fault.line, message=message)


def _faults(page: Page, root: etree._Element) -> Iterator[StyleFault]:
    """What falls on words, and what would lie over some."""
    stack: list[tuple[etree._Element, Place | None, bool]] = [(root, None, False)]
    while stack:
        element, above, is_struck = stack.pop()
        if callable(element.tag):
            continue
        place = page.enter(element, above)
        name = str(element.tag).rpartition("}")[2]
        if name in SILENT:
            continue
        is_struck = is_struck or name in STRUCK
        yield from _of_element(element, place.view, is_struck=is_struck)
        stack.extend((child, place, is_struck) for child in reversed(element))


def _of_element(element: etree._Element, view: View, *, is_struck: bool) -> Iterator[StyleFault]:
    """What falls on one element; is_struck: whether the source strikes its words out."""
    says = bool((element.text or "").strip()) or any(
        (child.tail or "").strip() for child in element
    )
    if says and view.hiding is not None:
        yield view.hiding
    if says and not is_struck:
        yield from (fault_at("strikes", look.struck) for look in view.looks if look.struck)
    yield from view.added
    if says and not view.unseen:
        yield from view.doubts
    if not says and not len(element):
        yield from view.covers
