"""Lists of a page: how they count, what is ticked in them, and terms with what is said of them.

In: an <ol>, <ul> or <dl> and the Body that reads it.  Out: Parts.  What stands between items is an
item of its own, so that no word is lost.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from publisher.model.body import (
    Block,
    CheckBox,
    Definition,
    Entry,
    Item,
    List,
    Numbering,
    Paragraph,
    Terms,
    Text,
)
from publisher.readers.html.boxes import boxes_in
from publisher.readers.html.inlines import Node
from publisher.readers.html.kinds import Body
from publisher.readers.html.parts import Part, divided, in_one_line
from publisher.readers.html.tree import Element

_NUMBER = re.compile(r"[+-]?\d{1,6}")
# the values of `type` (HTML, 4.4.5) and of list-style-type (CSS Counter Styles 3, 6) that we carry
_TYPES: Mapping[str, Numbering] = {
    "1": "decimal",
    "a": "lower-alpha",
    "A": "upper-alpha",
    "i": "lower-roman",
    "I": "upper-roman",
}
_STYLES: Mapping[str, Numbering] = {
    "decimal": "decimal",
    "lower-alpha": "lower-alpha",
    "lower-latin": "lower-alpha",
    "upper-alpha": "upper-alpha",
    "upper-latin": "upper-alpha",
    "lower-roman": "lower-roman",
    "upper-roman": "upper-roman",
    "none": "none",
}
_LIST_STYLE = re.compile(r"list-style(?:-type)?\s*:([^;]*)", re.IGNORECASE)
_TASKS = re.compile(
    r"(?:^|[\s_-])(?:tasks?|to-?dos?|check-?list|checks?)(?:$|[\s_-])", re.IGNORECASE
)
_DONE = re.compile(
    r"(?:^|[\s_-])(?:checked|checkbox-on|done|completed?|ticked)(?:$|[\s_-])", re.IGNORECASE
)


def items(body: Body, element: Element, line: int) -> list[Part]:
    """A list; text and elements beside its items are items of their own."""
    items: list[Item] = []
    rest: list[Part] = []
    for child in element:
        parts = (
            body.flow(child)
            if child.tag == "li" and child not in body.notes and child not in body.regions
            else body.block(child)
        )
        inside, beside = divided(
            [*parts, *body.paragraphs([child.tail] if child.tail else [], element)]
        )
        rest += beside
        if len(inside) == 1 and isinstance(inside[0], List) and child.tag in {"ul", "ol"} and items:
            items[-1] = Item(children=(*items[-1].children, *inside))
        elif inside:
            ticked = _with_box(child, inside)
            items.append(Item(children=ticked, number=_number(child.get("value"))))
    made = _counted(element, items)
    first = body.paragraphs([element.text] if element.text else [], element)
    return [*first, *([Part(made, line)] if items else []), *rest]


def _number(written: str | None) -> int | None:
    return int(written) if written is not None and _NUMBER.fullmatch(written.strip()) else None


def _counted(element: Element, items: list[Item]) -> List:
    """The list, with its numbers as a browser would write them (HTML, 4.4.5 and 4.4.8)."""
    if element.tag != "ol":
        return List(items=tuple(items))
    descending = element.get("reversed") is not None
    start = _number(element.get("start"))
    if start is None:
        start = len(items) if descending else 1
    return List(
        items=tuple(items),
        ordered=True,
        start=start,
        numbering=_numbering(element),
        descending=descending,
    )


def _numbering(element: Element) -> Numbering:
    """What a list counts with: as its style says, else its `type`."""
    for said in reversed(_LIST_STYLE.findall(element.get("style", ""))):
        for word in said.lower().split():
            if word in _STYLES:
                return _STYLES[word]
    return _TYPES.get(element.get("type", "").strip(), "decimal")


def _with_box(element: Element, inside: tuple[Block, ...]) -> tuple[Block, ...]:
    """The blocks of an item, behind a box where classes alone tell its list's tasks apart."""
    above = element.getparent()
    first = inside[0]
    if above is None or not isinstance(first, Paragraph) or any(True for _ in boxes_in(element)):
        return inside
    named = " ".join((element.get("class", ""), above.get("class", "")))
    if not _TASKS.search(named) or not any(map(_is_done, above)):
        return inside
    box = CheckBox(checked=_is_done(element))
    return (Paragraph(children=(box, Text(text=" "), *first.children)), *inside[1:])


def _is_done(item: Element) -> bool:
    """Whether an item says of itself, or its first mark says, that its task is done."""
    first = item[0] if len(item) else item
    return any(
        _DONE.search(one.get("class", "")) or one.get("data-checked", "").lower() == "true"
        for one in (item, first)
    )


def terms(body: Body, element: Element, line: int) -> list[Part]:
    """A list of terms; words beside its terms go with what is said of the term before them.

    One whose terms hold more than words (headings, pictures) is the blocks that stand in it.
    """
    entries: list[Entry] = []
    rest: list[Part] = []
    for node in _entries(body, element):
        inside, beside = divided(_entry(body, element, node))
        rest += beside
        if not isinstance(node, str) and node.tag == "dt":
            if not all(isinstance(block, Paragraph) for block in inside):
                return body.flow(element)
            entries.append(Entry(term=in_one_line(inside)))
        elif inside:
            is_new = not isinstance(node, str) and node.tag == "dd"
            entries[-1:] = [_saying(entries[-1:], inside, apart=is_new)]
    return [*([Part(Terms(entries=tuple(entries)), line)] if entries else []), *rest]


def _saying(last: list[Entry], inside: tuple[Block, ...], *, apart: bool) -> Entry:
    """The last entry with more that is said of it: a definition of its own, or in its last."""
    entry = last[0] if last else Entry(term=())
    said = entry.definitions
    if said and not apart:
        more = Definition(children=(*said[-1].children, *inside))
        return replace(entry, definitions=(*said[:-1], more))
    return replace(entry, definitions=(*said, Definition(children=inside)))


def _entries(body: Body, element: Element) -> Iterator[Node]:
    """What a list of terms holds, in order: its terms, what is said of them, and what is neither.

    Terms may be grouped in a <div> (HTML, 4.4.9), and pages group them in other elements too.
    """
    if element.text:
        yield element.text
    for child in element:
        own = child.tag in {"dt", "dd", "dl"} or child in body.regions or child in body.notes
        if not own and child.find("dt") is not None:
            yield from _entries(body, child)
        else:
            yield child
        if child.tail:
            yield child.tail


def _entry(body: Body, element: Element, node: Node) -> list[Part]:
    if isinstance(node, str):
        return body.paragraphs([node], element)
    if node.tag in {"dt", "dd"} and node not in body.notes and node not in body.regions:
        return body.flow(node)
    return body.block(node)
