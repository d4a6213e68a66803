"""Listings of a page: the lines of a program to the letter, without the numbers beside them.

In: a <pre> or a table that sets one out, and the Body that reads it.  Out: Parts.  Pages set lines
as text, as blocks, as items of lists or as rows of tables, and number them in a gutter that is no
code; the numbers stand beside the text, on the list of what is not of it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from publisher.model.body import Code, Verse
from publisher.readers.html.kinds import VERSE, Body
from publisher.readers.html.parts import GUTTER, Part, verse_line
from publisher.readers.html.tree import SET_ASIDE, UNSPOKEN, Element, is_phrasing, line_of, words_of

_LANGUAGE = re.compile(
    r"(?:^|\s)(?:language|lang|highlight|highlight-source|brush:?)[-_ ](?!line|lines)([\w+#.-]+)",
    re.IGNORECASE,
)
_COUNTS = re.compile(r"(?:^|[\s_-])(?:ln|lno|lnum|line\w*)(?:$|[\s_-])", re.IGNORECASE)
_LINE = re.compile(r"(?:^|[\s_-])(?:line|row|cl)(?:$|[\s_-])", re.IGNORECASE)
_OWN_LINE = re.compile(r"display\s*:\s*(?:block|flex|grid|table-row)", re.IGNORECASE)
_NUMBERED = ("data-line-number", "data-linenumber", "data-line")
_CELL = re.compile(r"(?:^|[\s_-])(?:blob-)?code(?:$|[\s_-])", re.IGNORECASE)


def code(body: Body, element: Element, line: int) -> list[Part]:
    """A listing, or verse that is set like one."""
    numbers = _numbers(element, body.regions)
    text = _text(element, numbers | body.regions.keys())
    holders = (element, *element.iter("code"), *list(element.iterancestors())[:2])
    named = " ".join(holder.get("class", "") for holder in holders)
    rest = [
        Part(None, line, below)
        for below in element.iterdescendants()
        if below in body.regions or below in numbers
    ]
    return [*_listing(text, named, line), *rest]


def _listing(text: str, named: str, line: int) -> list[Part]:
    if not text.strip():
        return []
    if VERSE.search(named):
        lines = tuple(verse_line(row) for row in text.strip("\n").split("\n"))
        return [Part(Verse(lines=lines), line)]
    language = _LANGUAGE.search(named)
    name = language[1].lower() if language else ""
    return [Part(Code(text=text.strip("\n").rstrip(), language=name), line)]


def code_table(body: Body, table: Element, line: int) -> list[Part] | None:
    """The listing that a table sets out; None where it is a table of anything else."""
    rows = [row for row in table.iter("tr") if next(row.iterancestors("table")) is table]
    beside: list[Element] = []
    said: list[Element] = []
    for row in rows:
        cells = [cell for cell in row if cell.tag in {"td", "th"}]
        numbers = [cell for cell in cells if _is_number(cell)]
        others = [cell for cell in cells if cell not in numbers]
        if len(others) > 1 or (not numbers and len(cells) > 1):
            return None
        beside += numbers
        said += others
    if not beside or not said or not all(map(_is_code, said)) or not _is_counting(beside):
        return None
    unsaid = body.regions.keys()
    text = "\n".join(_text(cell, unsaid).strip("\n") for cell in said)
    holders = (table, *table.iter("code", "pre"), *list(table.iterancestors())[:3])
    named = " ".join(holder.get("class", "") for holder in holders)
    return [
        *_listing(text, named, line),
        *(Part(None, line_of(cell), cell) for cell in beside if words_of(cell)),
    ]


def _is_number(cell: Element) -> bool:
    """Whether a cell holds the numbers of lines: nothing but them, or a name that says so."""
    words = words_of(cell).split()
    if not words:
        return any(cell.get(name) for name in _NUMBERED) or _is_gutter(cell)
    return all(word.isdecimal() for word in words)


def _is_gutter(element: Element) -> bool:
    return bool(GUTTER.search(element.get("class", "")))


def _is_code(cell: Element) -> bool:
    """Whether all that a cell holds is a listing, or a line of one."""
    if _CELL.search(cell.get("class", "")):
        return True
    words = words_of(cell)
    held = "".join(words_of(one) for one in cell.iter("pre", "code") if one.getparent() is not None)
    return bool(words) and held.startswith(words)


def _is_counting(cells: Sequence[Element]) -> bool:
    """Whether the numbers in cells count lines."""
    found = [int(word) for cell in cells for word in words_of(cell).split()]
    return all(other == one + 1 for one, other in zip(found, found[1:], strict=False))


def _numbers(element: Element, regions: Mapping[Element, str]) -> frozenset[Element]:
    """The elements in a listing that number its lines."""
    named = frozenset(below for below in element.iterdescendants() if _is_gutter(below))
    groups: dict[tuple[str, str], list[Element]] = {}
    for below in element.iterdescendants():
        is_mark = below.tag == "a" or _COUNTS.search(below.get("class", ""))
        if is_mark and words_of(below).isdecimal():
            groups.setdefault((str(below.tag), below.get("class", "")), []).append(below)
    for group in groups.values():
        counted = frozenset(group) | named
        if len(group) > 1 and _is_counting(group):
            rest = _text(element, counted | regions.keys()).strip("\n")
            if rest.strip() and abs(rest.count("\n") + 1 - len(group)) <= 1:
                return counted
    return named


def _text(element: Element, unsaid: AbstractSet[Element]) -> str:
    """The text of a listing to the letter, each of its blocks on a line of its own."""
    out: list[str] = []
    for piece in _pieces(element, unsaid):
        if piece is None:
            if out and not out[-1].endswith("\n"):
                out.append("\n")
        elif piece:
            out.append(piece)
    return "".join(out)


def _pieces(element: Element, unsaid: AbstractSet[Element]) -> Iterator[str | None]:
    """Stretches of text; None: what follows stands on a line of its own."""
    if element in unsaid or element.tag in UNSPOKEN | SET_ASIDE:
        return
    yield "\n" if element.tag == "br" else element.text or ""
    apart = _lines_in(element)
    for child in element:
        own_line = child in apart
        if own_line:
            yield None
        said = list(_pieces(child, unsaid))
        yield from said
        if own_line:
            is_empty = not any(said) and child not in unsaid
            yield "\n" if is_empty else None
        tail = child.tail or ""
        between = own_line and child.getnext() in apart
        yield tail.replace("\n", "", 1) if between and not tail.strip() else tail


def _lines_in(element: Element) -> frozenset[Element]:
    """The children that are lines of their own: blocks, or what is named or styled as a line.

    The latter only where no line ends between or in them: else they stand in lines of text.
    """
    blocks = frozenset(
        child for child in element if not is_phrasing(child) and child.tag not in UNSPOKEN
    )
    lines = [child for child in element if _is_line(child)]
    text = "".join(map(str, element.itertext()))
    if len(lines) > 1 and "\n" not in text.strip("\n") and element.find(".//br") is None:
        return blocks | frozenset(lines)
    return blocks


def _is_line(element: Element) -> bool:
    return (
        bool(_LINE.search(element.get("class", "")))
        or bool(_OWN_LINE.search(element.get("style", "")))
        or any(element.get(name) for name in _NUMBERED)
    )
