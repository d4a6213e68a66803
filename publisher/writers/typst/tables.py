"""Tables: how wide each column is, by the words in it, and the code of its cells.

Typst sets words of columns that are too narrow over each other and says nothing, so the widths are
decided here (as CSS 2.2, 17.5.2.2 does), and a table that does not fit is left to the other
typesetter, which can write its rows as paragraphs.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from publisher.fonts.metrics import Metrics
from publisher.writers.typst.inline import Context, Words, braced, mark, spoken
from publisher.writers.typst.literals import listed, points
from publisher.writers.typst.refusal import CannotSet

_GAP, _TIGHT_GAP = 11.34, 3.97  # points between columns: 4 mm and 1.4 mm (styles/pdf.css)
_SMALLER, _TIGHT = 0.834, 0.74  # of the text's size: tables, and those that would not fit
_SPARE = 1.03  # of a word's width: kerning and old-style figures are not measured
_ROWS, _LETTERS = 8, 800  # of a table that stands whole on one page (styles/pdf.css)
_BREAKS = "\u200b\u00ad -–—/"  # where a line may end


@dataclass(slots=True)
class _Widths:
    """How wide words are, from the advances of their letters in em, each asked for once."""

    metrics: Metrics | None
    known: dict[str, float] = field(default_factory=dict)

    def of(self, words: str) -> float:
        """The width of words in one line, in em."""
        return sum(map(self._letter, words)) * _SPARE

    def _letter(self, letter: str) -> float:
        if letter not in self.known:
            self.known[letter] = self.metrics.advance(letter) if self.metrics else 0.6
        return self.known[letter]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cell:
    """One cell and where it stands: its first column, and over how many columns and rows."""

    element: etree._Element
    column: int
    columns: int
    rows: int


def table_code(table: etree._Element, context: Context, reach: float = 0) -> str:
    """The code of a table; refuses with CannotSet one that is wider than the page.

    reach   how far it may stand out into the margin before it, in points.
    """
    head = [*_placed(table.findall("thead/tr"))]
    body = [*_placed([*table.findall("tbody/tr"), *table.findall("tr")])]
    count = max((cell.column + cell.columns for row in (*head, *body) for cell in row), default=0)
    if not count:
        return "[]"
    widths, is_tight = _columns([*head, *body], count, context, reach)
    ids = [
        ident
        for one in (table, table.find("caption"))
        if one is not None
        for ident in [one.get("id")]
        if ident
    ]
    marks = braced([mark(ident, context) for ident in ids])
    caption = table.find("caption")
    said = Words(context).write(caption) if caption is not None else "none"
    repeats = not any(True for row in head for cell in row for _ in cell.element.iter("a"))
    is_short = len(body) < _ROWS and sum(map(len, table.itertext())) < _LETTERS
    context.heads.append(tuple(_row_heads(body)))
    heads = listed(_cell(cell, context, is_head=True) for row in head for cell in row)
    cells = listed(_cell(cell, context, is_head=False) for row in body for cell in row)
    return (
        f"tabled({marks}, {said}, {listed(map(points, widths))}, {heads}, {cells},"
        f" repeat: {'true' if repeats else 'false'}, tight: {'true' if is_tight else 'false'},"
        f" rows: {len(head)}, whole: {'true' if is_short else 'false'}, reach: {points(reach)})"
    )


def _placed(rows: list[etree._Element]) -> Iterator[list[_Cell]]:
    """The cells of each row: those that reach down over rows take their columns there."""
    below: dict[int, int] = {}
    for row in rows:
        taken = {column for column, left in below.items() if left}
        below = {column: left - 1 for column, left in below.items() if left}
        placed, column = list[_Cell](), 0
        for element in row:
            if element.tag not in {"td", "th"}:
                continue
            while column in taken:
                column += 1
            columns, down = int(element.get("colspan", "1")), int(element.get("rowspan", "1"))
            placed.append(_Cell(element=element, column=column, columns=columns, rows=down))
            below |= dict.fromkeys(range(column, column + columns), down - 1)
            column += columns
        yield placed


def _columns(
    rows: list[list[_Cell]], count: int, context: Context, reach: float
) -> tuple[list[float], bool]:
    """(the width of each column in points, whether the table is set smaller than others)."""
    measured = _measured(rows, count, _Widths(context.metrics))
    for size, gap in ((_SMALLER, _GAP), (_TIGHT, _TIGHT_GAP)):
        room = context.measure + reach - gap * count
        em = size * context.text
        least = [low * em for low, _ in measured]
        wanted = [high * em for _, high in measured]
        if sum(least) <= room:
            return _shared(least, wanted, room), size == _TIGHT
    raise CannotSet(f"a table of {count} columns that is wider than the page")


def _shared(least: list[float], wanted: list[float], room: float) -> list[float]:
    """The room shared out: what each column needs, and of the rest by what it would like."""
    spare, more = room - sum(least), sum(wanted) - sum(least)
    if spare >= more:
        over = (room - sum(wanted)) / max(sum(wanted), 1)
        return [width + over * width for width in wanted]
    return [low + spare * (high - low) / more for low, high in zip(least, wanted, strict=True)]


def _measured(rows: list[list[_Cell]], count: int, widths: _Widths) -> list[tuple[float, float]]:
    """(the widest word, the longest line) of each column, in em."""
    least, wanted = [0.5] * count, [0.5] * count
    spans: list[_Cell] = []
    for row in rows:
        for cell in row:
            if cell.columns > 1:
                spans.append(cell)
                continue
            low, high = _needs(cell, widths)
            least[cell.column] = max(least[cell.column], low)
            wanted[cell.column] = max(wanted[cell.column], high)
    for cell in spans:
        low, _ = _needs(cell, widths)
        under = range(cell.column, cell.column + cell.columns)
        short = low - sum(least[at] for at in under)
        for at in under:
            least[at] += max(0.0, short / cell.columns)
            wanted[at] = max(wanted[at], least[at])
    return list(zip(least, wanted, strict=True))


def _needs(cell: _Cell, widths: _Widths) -> tuple[float, float]:
    words = " ".join("".join(map(str, cell.element.itertext())).split())
    parts = words.translate({ord(sign): "\n" for sign in _BREAKS}).split("\n")
    return max((widths.of(part + "-") for part in parts if part), default=0.0), widths.of(words)


def _cell(cell: _Cell, context: Context, *, is_head: bool) -> str:
    element = cell.element
    row = element.getparent()
    ids = [element.get("id")]
    if row is not None and row[0] is element:
        ids.insert(0, row.get("id"))
    marks = [mark(ident, context) for ident in ids if ident]
    words = spoken(element, Words(context).write(element))
    inside = braced([*marks, f"th({words})" if is_head else words])
    given: Mapping[str, str] = {
        "colspan": str(cell.columns) if cell.columns > 1 else "",
        "rowspan": str(cell.rows) if cell.rows > 1 else "",
        "align": _aligned(element),
    }
    said = "".join(f"{name}: {value}, " for name, value in given.items() if value)
    return f"table.cell({said}{inside})"


def _row_heads(body: list[list[_Cell]]) -> Iterator[tuple[int, int]]:
    """(row, cell) of the cells that head a row, counted among those of the body."""
    for row, cells in enumerate(body):
        for at, cell in enumerate(cells):
            if cell.element.tag == "th":
                yield row, at


def _aligned(element: etree._Element) -> str:
    classes = element.get("class", "").split()
    return next((one[6:] for one in classes if one in {"align-end", "align-center"}), "")
