"""Where two things of the same kind first differ, said in their own terms."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from lxml import etree

from publisher.value import value
from publisher.verify.evidence.model import Said

Kind = Literal[
    "page",
    "contents",
    "metadata",
    "record",
    "picture",
    "font",
    "style sheet",
    "structure",
    "file",
    "packaging",
]
_SHOWN = 48  # characters of the words at a difference
_BEFORE = 16  # of them what stands before it, the same in both


@value
class Difference:
    """One difference between a file and the one that its edition gives.

    kind    what it is in: "packaging" is how the same contents are packed.
    place   page, file, property or entry; "" where it is the whole.
    says    in one sentence, "the file" being the one that is judged.
    """

    kind: Kind
    place: str
    says: str


def part_of(one: str, other: str) -> str:
    """Two texts at the point where they part."""
    same = next(
        (number for number, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
        min(len(one), len(other)),
    )
    begin = max(0, same - _BEFORE)
    shown = [_cut(text, begin) for text in (one, other)]
    return f"the file says {shown[0]}, the edition gives {shown[1]}"


def _cut(text: str, begin: int) -> str:
    words = " ".join(text[begin : begin + _SHOWN].split())
    if not words:
        return "no more"
    head = "…" if begin else ""
    tail = "…" if begin + _SHOWN < len(text) else ""
    return f"“{head}{words}{tail}”"


def first_in_data(
    one: object, other: object, steps: tuple[str, ...] = ()
) -> tuple[str, str] | None:
    """(path, what differs) of the first difference of two JSON values, by their keys in order."""
    if isinstance(one, dict) and isinstance(other, dict):
        for key in sorted({*one, *other}):
            if key not in one or key not in other:
                return ".".join((*steps, key)), _only(key in one)
            if found := first_in_data(one[key], other[key], (*steps, str(key))):
                return found
        return None
    if isinstance(one, list) and isinstance(other, list):
        for number, (mine, theirs) in enumerate(zip(one, other, strict=False), 1):
            if found := first_in_data(mine, theirs, (*steps, str(number))):
                return found
        if len(one) != len(other):
            return ".".join(steps), f"the file has {len(one)} of it, the edition gives {len(other)}"
        return None
    if one == other and type(one) is type(other):
        return None
    return ".".join(steps), part_of(str(one), str(other))


def first_in_tree(one: etree._Element, other: etree._Element) -> str | None:
    """What first differs between two documents, element by element."""
    pairs = itertools.zip_longest(one.iter(), other.iter())
    for mine, theirs in pairs:
        if mine is None or theirs is None:
            name = _name(theirs if mine is None else mine)
            return f"{name}: {_only(theirs is None)}"
        if mine.tag != theirs.tag:
            return f"the file has {_name(mine)}, where the edition gives {_name(theirs)}"
        if found := _in_element(mine, theirs):
            return f"{_name(mine)}: {found}"
    return None


def _in_element(one: etree._Element, other: etree._Element) -> str | None:
    mine, theirs = dict(one.attrib.items()), dict(other.attrib.items())
    for key in sorted({*mine, *theirs}, key=str):
        if mine.get(key) != theirs.get(key):
            name = etree.QName(str(key)).localname
            return f"{name}: {part_of(str(mine.get(key, '')), str(theirs.get(key, '')))}"
    for mine_words, words in ((one.text, other.text), (one.tail, other.tail)):
        if (mine_words or "") != (words or ""):
            return part_of(mine_words or "", words or "")
    return None


def _name(node: etree._Element) -> str:
    """The element as a person finds it: its name, its id where it has one, and its line."""
    if not isinstance(node.tag, str):
        return "a comment or an instruction"
    name = etree.QName(node).localname
    ident = f" id={node.get('id')!r}" if node.get("id") else ""
    return f"<{name}{ident}> in line {node.sourceline}"


def first_in_metadata(one: Said, other: Said) -> tuple[str, str] | None:
    """(property, what differs) of the first property that two files do not say alike."""
    mine, theirs = _by_place(one), _by_place(other)
    for place in (*mine, *(place for place in theirs if place not in mine)):
        if place not in mine or place not in theirs:
            return place, _only(place in mine)
        if mine[place] != theirs[place]:
            return place, part_of("; ".join(mine[place]), "; ".join(theirs[place]))
    return None


def _by_place(said: Said) -> Mapping[str, Sequence[str]]:
    places: dict[str, list[str]] = {}
    for one in said.statements:
        places.setdefault(one.place, []).append(one.words)
    return places


def _only(in_file: bool) -> str:  # noqa: FBT001 - which of two
    return "the edition gives none" if in_file else "the file has none"


def first_of_each(found: Iterator[Difference]) -> tuple[Difference, ...]:
    """The first difference of each kind, the kinds in the order in which they were found."""
    first: dict[str, Difference] = {}
    for one in found:
        first.setdefault(one.kind, one)
    return tuple(first.values())
