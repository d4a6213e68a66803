"""The blocks of an article's text, named alike in every format.

So that one format can say on which page of another each begins.

Ids are given on demand, to a copy of a chapter's markup: neither format carries them where nobody
asks.
"""

import re
from collections.abc import Iterator

from publisher.rendering.xhtml import Element
from publisher.text import is_rtl

_BLOCKS = frozenset(
    {
        "p",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "li",
        "pre",
        "figure",
        "hr",
        "table",
        "blockquote",
        "dt",
        "dd",
    }
)
_QUOTED = frozenset({"notice", "said"})  # words of others in the midst of a line
_ID = re.compile(r".+-b\d+")


def name_blocks(section: Element, name: str) -> None:
    """Give every block of the chapter `name` an id, "name-b1" and so on in reading order.

    One that has an id keeps it.

    Rows of tables have ids as well: a long table runs over pages.
    """
    named = (
        element
        for element in section.iter("*")
        if str(element.tag).rpartition("}")[2] in _BLOCKS | {"tr"}
    )
    for number, block in enumerate(named, 1):
        if not block.get("id"):
            block.set("id", f"{name}-b{number}")


def unname_blocks(section: Element) -> None:
    """Take away the ids that name_blocks gave."""
    for element in section.iter("*"):
        if is_block(element.get("id", "")):
            del element.attrib["id"]


def blocks_of(section: Element) -> Iterator[Element]:
    """Every block of a chapter in reading order: of its head, text, notes and credit block."""
    return (
        element for element in section.iter("*") if str(element.tag).rpartition("}")[2] in _BLOCKS
    )


def turn_left_to_right(section: Element) -> None:
    """Of what a chapter runs from right to left.

    Set what holds letters, but none that runs so, from left to right.

    As a line of plain text would be set (Unicode 17, UAX 9, P2 and P3): a notice in English keeps
    its full stop at its end, and within a line its year before its name.
    """
    for place in (
        *(span for span in section.iter("{*}span") if _QUOTED & {*span.get("class", "").split()}),
        *blocks_of(section),
        *(
            element
            for element in section.iter("*")
            if element.get("dir") == "rtl" and element is not section
        ),
    ):
        words = "".join(map(str, place.itertext()))
        if not is_rtl(words) and any(map(str.isalpha, words)) and _way(place) == "rtl":
            place.set("dir", "ltr")


def _way(place: Element) -> str:
    """The direction that holds in an element."""
    return place.get("dir") or next(
        (way for above in place.iterancestors() if (way := above.get("dir"))), "ltr"
    )


def is_block(ident: str) -> bool:
    """Whether an id was given by name_blocks."""
    return _ID.fullmatch(ident) is not None
