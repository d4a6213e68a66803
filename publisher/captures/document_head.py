"""The head of a document: paragraphs whose style says that they are title, authors or date.

Doors mark them by class (`document-title` …); they are taken out of the text and become facts.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from publisher.captures.fragments import Element, words_in

_STYLE = "the document's style"
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(slots=True)
class Head:
    """What the styled paragraphs of a document say; found: where, by the names of Stated."""

    title: str = ""
    subtitle: str = ""
    date: str = ""
    authors: tuple[str, ...] = ()
    found: dict[str, str] = field(default_factory=dict)


def take_head(tree: Element, creators: tuple[str, ...]) -> Head:
    """The facts of a document's styled paragraphs, all but the title taken out of the tree.

    creators   whom the document's file names: a subtitle that says them is a byline.
    A second title or date is text: only the first of each is the document's.
    """
    head = Head()
    for element in list(tree.iter()):
        match element.get("class", ""):
            case "document-title" if not head.title:
                head.title = words_in(element)
                head.found["title"] = f"{_STYLE} Title"
            case "document-subtitle" if not head.subtitle and not _names(element, creators):
                head.subtitle = words_in(element)
                head.found["subtitle"] = f"{_STYLE} Subtitle"
                _take(element)
            case "document-author":
                head.authors = (*head.authors, words_in(element))
                head.found["authors"] = f"{_STYLE} Author"
                _take(element)
            case "document-date" if not head.date:
                head.date = words_in(element)
                head.found["published"] = f"{_STYLE} Date"
                _take(element)
            case "document-caption":
                _join_caption(element)
            case _:
                pass
    return head


def each_line_once(lines: Iterable[str]) -> tuple[str, ...]:
    """Lines of headers and footers, each once, without those that have no letter."""
    squeezed = (" ".join(line.split()) for line in lines)
    return tuple(dict.fromkeys(line for line in squeezed if _LETTER.search(line)))


def _names(element: Element, creators: tuple[str, ...]) -> bool:
    words = words_in(element)
    return any(name.strip() and name.strip() in words for name in creators)


def _take(element: Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _join_caption(element: Element) -> None:
    """Make a figure of a picture alone in its paragraph, or a table, and the caption beside it."""
    for beside in (element.getprevious(), element.getnext()):
        if beside is None:
            continue
        pictures = list(beside.iter("img"))
        is_picture = beside.tag == "p" and bool(pictures) and not words_in(beside)
        is_table = beside.tag == "table" and beside.find("caption") is None
        if is_table:
            caption = beside.makeelement("caption")
            _move(element, caption)
            beside.insert(0, caption)
        elif is_picture:
            beside.tag = "figure"
            caption = beside.makeelement("figcaption")
            _move(element, caption)
            beside.append(caption)
        if is_table or is_picture:
            _take(element)
            return


def _move(element: Element, into: Element) -> None:
    into.text = element.text
    for child in list(element):
        into.append(child)
