"""A message that was forwarded within another: its head is found, read and taken out.

A head is three lines or more, each a label and what it says ("From: …", "Datum: …"), of which one
is the sender's and one the subject's.
"""

import re
from collections.abc import Iterator, Mapping

from publisher.captures.fragments import Element
from publisher.captures.messages import name_in
from publisher.model.article import LeftOut, LeftOutBecause
from publisher.value import value

_LINE = re.compile(r"^\W*([^\W\d_][^::\n]{0,24}?)\s*[::]\s*(\S.*)$")
_LABEL = re.compile(r"^[^::\n]{1,26}[::]$")
_LEAST = 3  # lines of a head
_LOOKED_AT = 120  # lines from the top in which a head may stand
_BREAKS = {"br", "p", "div", "tr", "li", "td", "table", "blockquote", "h1", "h2", "h3", "hr"}


@value
class Forwarded:
    """What the head of a forwarded message says.

    sent       the day or moment, as it is written there.
    left_out   its words, and those of whoever forwarded it, without the names of the readers.
    """

    sender: str = ""
    subject: str = ""
    sent: str = ""
    left_out: tuple[LeftOut, ...] = ()


@value
class _Line:
    """A line as it is seen, and the number of the run of text that ends it."""

    words: str
    last: int


@value
class _Run:
    """A run of text: that of an element, or that behind it; whether it begins a line."""

    element: Element
    is_tail: bool
    begins: bool

    @property
    def words(self) -> str:
        return (self.element.tail if self.is_tail else self.element.text) or ""

    def empty(self) -> None:
        """Take the words out of the tree, and the address of a link: it may be a reader's."""
        if self.is_tail:
            self.element.tail = ""
        else:
            self.element.text = ""
            self.element.attrib.pop("href", "")


def take_forwarded(tree: Element, labels: Mapping[str, str]) -> Forwarded | None:
    """The head of a forwarded message, taken out of a tree with all in front of it; else None.

    labels   words in front of a colon -> "from", "date", "subject", "to".
    """
    body = tree.find(".//body")
    runs = list(_runs(tree if body is None else body))
    lines = list(_with_values(_lines(runs)[:_LOOKED_AT], labels))
    head = _head(lines, labels)
    if head is None:
        return None
    first, last = head
    said: dict[str, str] = {}
    for line in lines[first : last + 1]:
        if (kind := _kind(line.words, labels)) and (found := _LINE.match(line.words)):
            said.setdefault(kind, found[2].strip(" *"))
    kept = [line.words for line in lines[: last + 1] if _kind(line.words, labels) != "to"]
    for run in runs[: lines[last].last + 1]:
        run.empty()
    text = " ".join(" ".join(kept).split())
    sender = name_in(said["from"]).strip("'\" ")
    return Forwarded(
        sender=sender or said["from"].partition("@")[0].strip("<"),
        subject=said["subject"],
        sent=said.get("date", ""),
        left_out=(LeftOut(text=text, because=LeftOutBecause.METADATA, of="forwarded"),),
    )


def _runs(element: Element) -> Iterator[_Run]:
    """The runs of text in an element, in order; those of style sheets are none."""
    for event, each in _walked(element):
        breaks = each.tag in _BREAKS
        if event == "start":
            if each.tag not in {"style", "script", "title"}:
                yield _Run(element=each, is_tail=False, begins=breaks)
        elif each is not element:
            yield _Run(element=each, is_tail=True, begins=breaks)


def _walked(element: Element) -> Iterator[tuple[str, Element]]:
    """An element and all in it, each where it starts and where it ends; however deep it is."""
    waiting = [("start", element)]
    while waiting:
        event, each = waiting.pop()
        yield event, each
        if event == "start":
            waiting.append(("end", each))
            waiting += [("start", child) for child in reversed(each)]


def _lines(runs: list[_Run]) -> list[_Line]:
    lines: list[_Line] = []
    words = ""
    for number, run in enumerate(runs):
        if run.begins and words.strip():
            lines.append(_Line(words=" ".join(words.split()), last=number - 1))
            words = ""
        words += run.words
    if words.strip():
        lines.append(_Line(words=" ".join(words.split()), last=len(runs) - 1))
    return lines


def _with_values(lines: list[_Line], labels: Mapping[str, str]) -> Iterator[_Line]:
    """The lines; a label alone, as in the first cell of a row, with what the next line says."""
    label: _Line | None = None
    for line in lines:
        if label:
            yield _Line(words=f"{label.words} {line.words}", last=line.last)
            label = None
        elif _LABEL.match(line.words) and _kind(f"{line.words} -a", labels):
            label = line
        else:
            yield line
    if label:
        yield label


def _kind(line: str, labels: Mapping[str, str]) -> str:
    found = _LINE.match(line)
    return labels.get(found[1].strip(" *").lower(), "") if found else ""


def _head(lines: list[_Line], labels: Mapping[str, str]) -> tuple[int, int] | None:
    """(first, last) line of a head: labelled lines one below the other."""
    kinds = [_kind(line.words, labels) for line in lines]
    start = 0
    while start < len(kinds):
        end = start
        while end < len(kinds) and kinds[end]:
            end += 1
        found = kinds[start:end]
        if len(found) >= _LEAST and {"from", "subject"} <= set(found):
            return start, end - 1
        start = end + 1
    return None
