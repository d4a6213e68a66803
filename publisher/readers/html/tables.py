"""Tables of a page: which are tables at all, and their rows.

In: a <table>.  Out: rows of cells; how a cell's content becomes inlines is the caller's.  Pages of
old lay out their text with tables: those are no tables.
"""

import re
from collections.abc import Callable, Iterator
from typing import Literal

from publisher.model.body import Cell, Inline, Row, Table
from publisher.readers.html.tree import Element, words_of

_BLOCKS = {
    "p",
    "div",
    "ul",
    "ol",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "table",
    "article",
    "section",
    "blockquote",
    "pre",
}
_LONG = 300  # characters: a cell with more, in blocks, is a column of a page
_SPAN_AT_MOST = 1000  # HTML, "Attributes common to td and th elements": colspan is at most 1000

Cells = Callable[[Element], tuple[Inline, ...]]


def is_layout(table: Element) -> bool:
    """Whether a table only places things on the page.

    It says so, has one column or cell, or holds tables or whole texts.
    """
    if table.get("role") in {"presentation", "none"}:
        return True
    rows = list(_rows(table))
    cells = [cell for row in rows for cell in row if cell.tag in {"td", "th"}]
    if any(cell.tag == "th" for cell in cells) or table.find("caption") is not None:
        return not cells
    if not cells or table.find(".//table") is not None or all(len(row) <= 1 for row in rows):
        return True
    long = [
        cell
        for cell in cells
        if sum(1 for _ in cell.iter(*_BLOCKS)) >= 1 and len(words_of(cell)) > _LONG
    ]
    filled = sum(1 for cell in cells if words_of(cell))
    return bool(long) or (len(rows) == 1 and filled <= 1) or filled == 0


def table_of(table: Element, content: Cells, caption: tuple[Inline, ...]) -> Table | None:
    """The table; None where no cell holds anything.

    Rows of headings before the first other row are repeated on each page, unless a cell of theirs
    reaches below them.  Empty rows are dropped, unless a cell from above reaches into them.
    """
    head: list[Row] = []
    body: list[Row] = []
    reached = 0  # rows to come that a cell from above reaches into
    for element, behind in _with_rows_behind(table):
        made = tuple(_cell(cell, content, behind) for cell in element if cell.tag in {"td", "th"})
        is_empty = not any(cell.children for cell in made)
        if is_empty and not reached:
            continue
        reached = max([reached, *(cell.rows for cell in made)]) - 1
        first = element.getparent()
        repeated = not body and (
            (first is not None and first.tag == "thead")
            or (not is_empty and all(cell.header for cell in made))
        )
        (head if repeated else body).append(Row(cells=made))
    if not body or any(
        place + cell.rows > len(head) for place, row in enumerate(head) for cell in row.cells
    ):
        head, body = [], [*head, *body]
    is_said = any(cell.children for row in (*head, *body) for cell in row.cells)
    return Table(head=tuple(head), rows=tuple(body), caption=caption) if is_said else None


def _with_rows_behind(table: Element) -> Iterator[tuple[Element, int]]:
    """Each row, and how many of its group begin with it: no cell reaches into another group."""
    groups: dict[Element | None, list[Element]] = {}
    for row in _rows(table):
        groups.setdefault(row.getparent(), []).append(row)
    for rows in groups.values():
        yield from zip(rows, range(len(rows), 0, -1), strict=True)


def _rows(table: Element) -> Iterator[Element]:
    parts = [part for part in table if part.tag in {"thead", "tbody", "tfoot", "tr"}]
    for part in sorted(parts, key=lambda part: {"thead": 0, "tfoot": 2}.get(str(part.tag), 1)):
        yield from ((part,) if part.tag == "tr" else part.iterchildren("tr"))


def _cell(cell: Element, content: Cells, behind: int) -> Cell:
    """A cell; one over no rows reaches to the end of its group (HTML, 4.9.11)."""
    return Cell(
        children=content(cell),
        header=cell.tag == "th",
        align=_align(cell),
        columns=max(1, _span(cell, "colspan")),
        rows=min(_span(cell, "rowspan") or behind, behind),
    )


def _span(cell: Element, name: str) -> int:
    written = cell.get(name, "")
    return min(int(written), _SPAN_AT_MOST) if re.fullmatch(r"\d{1,4}", written) else 1


def _align(cell: Element) -> Literal["", "start", "center", "end"]:
    styled = re.search(r"text-align\s*:\s*(\w+)", cell.get("style", ""))
    match (styled[1] if styled else cell.get("align", "")).lower():
        case "left" | "start":
            return "start"
        case "center":
            return "center"
        case "right" | "end":
            return "end"
        case _:
            return ""
