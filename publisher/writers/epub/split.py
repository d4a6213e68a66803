"""Long chapters in several files.

Cut before headings, else between blocks, inside lists, boxes and notes too.

A table is cut only where it is longer than any page a reader could wait for.

In: a chapter's <section>.  Out: sections, in order, of at most so many bytes as far as blocks
allow; every word, id and attribute of the chapter is in exactly one of them.  What was cut through
stands in each piece again as a shell of class "continued", so that the pieces can be put together
again (binding.volume).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from publisher.rendering.xhtml import EPUB, XHTML, XML_LANG, Element, element

CONTINUED = "continued"
_OPEN = {"section", "div", "blockquote", "ol", "ul", "dl", "tbody"}
# times the length of a file, from which a table is cut between rows: its head does not stand on
# every piece
_TABLE = 10
# what does not end a file (a page mark is a span)
_TIED = {"h1", "h2", "h3", "h4", "h5", "h6", "header", "span", "dt", "caption", "thead"}
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_KEPT = (
    f"{{{EPUB}}}type",
    "role",
    "class",
    "lang",
    XML_LANG,
    "dir",
    "aria-label",
    "type",
    "reversed",
)


@dataclass(frozen=True, slots=True)
class _Unit:
    """What is never cut: a node, the elements that were opened around it, and its bytes."""

    node: Element
    around: tuple[Element, ...]
    weight: int

    @property
    def tag(self) -> str:
        return _tag(self.node)


def divided(root: Element, title: str, longest: int) -> list[Element]:
    """The section in pieces of at most `longest` bytes, as far as its blocks allow.

    `title` names those that follow the first.
    """
    groups = _groups(list(_units(root, (), longest)), longest)
    if len(groups) == 1:
        return [root]
    # an element that was opened → how many of its children stand in pieces already
    placed: dict[Element, int] = {}
    numbers = {node: _numbers(node) for node in root.iter(f"{{{XHTML}}}ol")}
    return [_piece(root, group, title, placed, numbers) for group in groups]


def _units(parent: Element, around: tuple[Element, ...], longest: int) -> Iterator[_Unit]:
    for node in parent:
        weight = len(etree.tostring(node, with_tail=False))
        if weight > longest and _is_open(node, weight, longest):
            yield from _units(node, (*around, node), longest)
        else:
            yield _Unit(node, around, weight)


def _is_open(node: Element, weight: int, longest: int) -> bool:
    """Whether an element may be cut through: one that holds blocks and no words of its own."""
    if _tag(node) == "table":
        return weight > _TABLE * longest and not any(cell.get("rowspan") for cell in node.iter())
    return _tag(node) in _OPEN and not any(
        (text or "").strip() for text in (node.text, *(child.tail for child in node))
    )


def _groups(units: Sequence[_Unit], longest: int) -> list[list[_Unit]]:
    """Units in groups of at most `longest` bytes.

    Cut before the last heading that fits, and never right behind one.
    """
    groups: list[list[_Unit]] = [[]]
    weight = 0
    for unit in units:
        if groups[-1] and weight + unit.weight > longest and (cut := _cut(groups[-1], unit)):
            groups[-1:] = [groups[-1][:cut], groups[-1][cut:]]
            weight = sum(other.weight for other in groups[-1])
        groups[-1].append(unit)
        weight += unit.weight
    return groups


def _cut(current: Sequence[_Unit], following: _Unit) -> int:
    """The place of the last heading, or the end.

    0 where there is none that leaves something in front of it.
    """
    end = len(current) if following.tag != "dd" else len(current) - 1
    places = (
        place
        for place in range(end - 1, 0, -1)
        if current[place].tag in _HEADINGS or "source" in _classes(current[place].node)
    )
    for place in (*places, end):
        while place and current[place - 1].tag in _TIED:
            # headings that follow each other stay together, and with what they stand over
            place -= 1  # noqa: PLW2901
        if place:
            return place
    return 0


def _piece(
    root: Element,
    group: Sequence[_Unit],
    title: str,
    placed: dict[Element, int],
    numbers: Mapping[Element, list[int]],
) -> Element:
    """One piece: the section and all that was opened in it, as far as this group needs them."""
    made: dict[Element, Element] = {root: _shell(root, None, placed, numbers)}
    if root in placed:
        made[root].set("aria-label", " ".join(title.split()))
        # one chapter, one rights page: it begins in the first file
        for name in ("role", f"{{{EPUB}}}type"):
            made[root].attrib.pop(name, "")
    for unit in group:
        parent = root
        for opened in unit.around:
            if opened not in made:
                made[opened] = _shell(opened, made[parent], placed, numbers)
                placed[parent] = placed.get(parent, 0) + (opened not in placed)
            parent = opened
        made[parent].append(unit.node)
        placed[parent] = placed.get(parent, 0) + 1
    return made[root]


def _shell(
    opened: Element,
    parent: Element | None,
    placed: Mapping[Element, int],
    numbers: Mapping[Element, list[int]],
) -> Element:
    """An opened element without its content: the first time as it is, then as what it continues."""
    shell = element(_tag(opened), parent=parent)
    if opened not in placed:
        shell.attrib.update(opened.attrib)
        return shell
    for name in _KEPT:
        if (given := opened.get(name)) is not None:
            shell.set(name, given)
    shell.set("class", f"{opened.get('class', '')} {CONTINUED}".strip())
    if opened in numbers:
        shell.set("start", str(numbers[opened][placed[opened]]))
    return shell


def _numbers(listed: Element) -> list[int]:
    """The number of each item of an <ol> (HTML, 4.4.8), and the one behind the last."""
    step = -1 if listed.get("reversed") else 1
    found = [int(listed.get("start", "1"))]
    for item in listed:
        number = int(item.get("value", found[-1]))
        found[-1:] = [number, number + step]
    return found


def _tag(node: Element) -> str:
    return str(node.tag).rpartition("}")[2]


def _classes(node: Element) -> list[str]:
    return node.get("class", "").split()
