"""Tables drawn with signs: grid tables, and tables of columns below dashes.

In: the parser's block states.  Out: the parser's own tokens of a table.  Source: Pandoc's manual
("Tables": grid_tables, simple_tables, multiline_tables).  Cells that reach over rows are no table
here: such a drawing is kept as lines to the letter ("drawing").
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.table import escapedSplit

from publisher.readers.markdown.marks.boxes import line_of
from publisher.readers.markdown.marks.nesting import BlockRule

_GRID = re.compile(r"\+(?:[-=:]+\+)+[ \t]*$")
_DASHES = re.compile(r" *-{2,}(?: +-{2,})+ *$")
_FULL = re.compile(r"-{4,}[ \t]*$")
_NEW_LINE = re.compile(r"(?:[-*+•]|\d+[.)]) ")


class _Row(NamedTuple):
    """One row: for each cell its lines, and how many columns it takes."""

    cells: list[tuple[list[str], int]]
    line: int


def use(parser: MarkdownIt) -> None:
    """Give the parser the rules of this module."""
    parser.block.ruler.before("hr", "column_table", _columns, {"alt": []})
    parser.block.ruler.before("paragraph", "headless_table", _headless, {"alt": []})


def by_first_sign() -> Mapping[str, tuple[BlockRule, ...]]:
    """The rules for lines that begin with a sign, by that sign."""
    return {"+": (_grid,)}


# the parser's signature
def _grid(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001
    """A table drawn with `+---+` and `|`."""
    if state.is_code_block(start) or not _GRID.match(line_of(state, start)):
        return False
    if silent:
        return start + 1 < end and line_of(state, start + 1)[:1] == "|"
    last = start + 1
    while last < end and line_of(state, last)[:1] in {"+", "|"}:
        last += 1
    drawn = [line_of(state, number).rstrip() for number in range(start, last)]
    while drawn and not _GRID.match(drawn[-1]):
        drawn.pop()  # what stands below the last line of the drawing
    last = start + len(drawn)
    if len(drawn) < 3:
        return False
    head, rows = _grid_rows(drawn, start)
    if not _holds_all(drawn, (*head, *rows)):
        token = state.push("drawing", "", 0)
        token.content, token.map = "\n".join(drawn), [start, last]
    else:
        _push(state, head, rows, _alignments(drawn), (start, last))
    state.line = last
    return True


# the parser's signature
def _headless(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001
    """Lines between bars, as many cells in each, and none of them ruled (kramdown)."""
    if silent or state.is_code_block(start):
        return False
    rows: list[_Row] = []
    last = start
    while last < end and state.sCount[last] >= state.blkIndent:
        line = line_of(state, last).strip()
        if len(line) < 3 or line[0] != "|" or line[-1] != "|":
            break
        cells = [([cell], 1) for cell in escapedSplit(line[1:-1])]
        rows.append(_Row(cells, last))
        last += 1
    widths = {len(row.cells) for row in rows}
    if len(rows) < 2 or len(widths) != 1 or widths == {1}:
        return False
    _push(state, [], rows, [], (start, last))
    state.line = last
    return True


def _holds_all(drawn: Sequence[str], rows: Sequence[_Row]) -> bool:
    """Whether the cells hold every sign of the drawing but its lines."""
    written = "".join(line for line in drawn if line[0] == "|")
    held = "".join(
        sign for row in rows for lines, _ in row.cells for line in lines for sign in line
    )
    crossed = any(line[0] == "|" and re.search(r"[+|][-=]{3,}\+", line) for line in drawn)
    return not crossed and _signs(written) == _signs(held)


def _signs(text: str) -> Counter[str]:
    return Counter(sign for sign in text if sign != "|" and not sign.isspace())


def _grid_rows(drawn: Sequence[str], start: int) -> tuple[list[_Row], list[_Row]]:
    """(rows of the head, the others)."""
    rules = [number for number, line in enumerate(drawn) if line[0] == "+"]
    edges = sorted({edge for number in rules for edge in _edges(drawn[number])})
    head_ends = next((number for number in rules[1:] if "=" in drawn[number]), 0)
    head: list[_Row] = []
    rows: list[_Row] = []
    for above, below in zip(rules, rules[1:], strict=False):
        lines = [_by_place(line) for line in drawn[above + 1 : below]]
        if lines:
            row = _Row(_grid_cells(lines, edges), start + above + 1)
            (head if below <= head_ends else rows).append(row)
    return head, rows


def _grid_cells(
    lines: Sequence[dict[int, str]], edges: Sequence[int]
) -> list[tuple[list[str], int]]:
    cells: list[tuple[list[str], int]] = []
    first = 0
    for number in range(1, len(edges)):
        if all(line.get(edges[number]) == "|" for line in lines):
            begin, finish = edges[first] + 1, edges[number]
            held = ["".join(line.get(at, "") for at in range(begin, finish)) for line in lines]
            cells.append((held, number - first))
            first = number
    return cells


def _edges(rule: str) -> list[int]:
    return [place for place, sign in enumerate(rule) if sign == "+"]


def _by_place(line: str) -> dict[int, str]:
    """The signs of a line by the column that each is drawn in; a wide one takes two (UAX 11)."""
    placed: dict[int, str] = {}
    place = 0
    for sign in line:
        if unicodedata.combining(sign):
            placed[place - 1] = placed.get(place - 1, "") + sign
            continue
        placed[place] = sign
        place += 2 if unicodedata.east_asian_width(sign) in "WF" else 1
    return placed


def _alignments(drawn: Sequence[str]) -> list[str]:
    ruled = next((line for line in drawn if line[0] == "+" and "=" in line), drawn[0])
    return [_alignment(part[:1] == ":", part[-1:] == ":") for part in ruled.strip("+").split("+")]


def _alignment(left: bool, right: bool) -> str:  # noqa: FBT001
    if left and right:
        return "center"
    return "left" if left else "right" if right else ""


# the parser's signature
def _columns(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001
    """Columns below groups of dashes, in lines or in blocks of lines between two whole lines."""
    if silent or state.is_code_block(start) or start + 2 >= end:
        return False
    opening = _whole(state, start)
    many = bool(_FULL.match(opening.strip()))
    ruled = start + many
    while ruled < end and not _DASHES.match(_whole(state, ruled)):
        if state.isEmpty(ruled) or ruled - start > (6 if many else 0):
            return False
        ruled += 1
    last = ruled + 1
    while last < end and not (state.isEmpty(last) and not many):
        if re.fullmatch(r"[ \t]*--[ \t-]*", _whole(state, last)):
            break
        last += 1
    closed = last < end and not state.isEmpty(last)
    if ruled >= end or last - ruled < 2 or ((many or ruled == start) and not closed):
        return False
    spans = [(found.start(), found.end()) for found in re.finditer(r"-+", _whole(state, ruled))]
    heads = [_whole(state, number) for number in range(start + many, ruled)]
    below = [_whole(state, number) for number in range(ruled + 1, last)]
    if any(line[at - 1 : at].strip() for line in (*heads, *below) for at, _ in spans[1:]):
        return False  # words stand across the columns
    head = [_Row(_column_cells(heads, spans), start)] if heads else []
    rows = [
        _Row(_column_cells([_whole(state, number) for number in group], spans), group[0])
        for group in _groups(state, ruled + 1, last, many=many)
    ]
    _push(state, head, rows, _sides(heads, spans), (start, last + closed))
    state.line = last + closed
    return True


def _whole(state: StateBlock, number: int) -> str:
    return state.src[state.bMarks[number] : state.eMarks[number]].expandtabs(4)


def _groups(state: StateBlock, first: int, last: int, *, many: bool) -> list[list[int]]:
    """The lines of each row: one, or those up to an empty line."""
    groups: list[list[int]] = [[]]
    for number in range(first, last):
        if state.isEmpty(number):
            groups.append([])
        elif many:
            groups[-1].append(number)
        else:
            groups.append([number])
    return [group for group in groups if group]


def _column_cells(
    lines: Sequence[str], spans: Sequence[tuple[int, int]]
) -> list[tuple[list[str], int]]:
    starts = [0, *(start for start, _ in spans[1:])]
    ends = [*starts[1:], None]
    return [
        ([line[start:end] for line in lines], 1) for start, end in zip(starts, ends, strict=True)
    ]


def _sides(heads: Sequence[str], spans: Sequence[tuple[int, int]]) -> list[str]:
    """Where each heading stands above its dashes says how the column is set."""
    line = heads[-1] if heads else ""
    sides: list[str] = []
    for start, end in spans:
        held = line[start:end]
        left, right = held[:1].strip() != "", line[end - 1 : end].strip() != ""
        if left == right:
            sides.append("center" if held.strip() and not left else "")
        else:
            sides.append("left" if left else "right")
    return sides


def _push(
    state: StateBlock,
    head: Sequence[_Row],
    rows: Sequence[_Row],
    sides: Sequence[str],
    lines: tuple[int, int],
) -> None:
    state.push("table_open", "table", 1).map = list(lines)
    for part, held in (("thead", head), ("tbody", rows)):
        if held:
            state.push(f"{part}_open", part, 1)
            for row in held:
                _push_row(state, row, "th" if part == "thead" else "td", sides)
            state.push(f"{part}_close", part, -1)
    state.push("table_close", "table", -1)


def _push_row(state: StateBlock, row: _Row, kind: str, sides: Sequence[str]) -> None:
    opening = state.push("tr_open", "tr", 1)
    opening.map, opening.meta["drawn"] = [row.line, row.line + 1], True
    column = 0
    for held, width in row.cells:
        cell = state.push(f"{kind}_open", kind, 1)
        side = sides[column] if column < len(sides) else ""
        if side:
            cell.attrs["style"] = f"text-align:{side}"
        if width > 1:
            cell.attrs["colspan"] = width
        words = state.push("inline", "", 0)
        words.content, words.map = _in_one(held), [row.line, row.line + 1]
        words.children = []
        state.push(f"{kind}_close", kind, -1)
        column += width
    state.push("tr_close", "tr", -1)


def _in_one(lines: Sequence[str]) -> str:
    """The lines of a cell as one run: a line's break where a list or a new paragraph begins."""
    out = ""
    for line in lines:
        stripped = line.strip()
        if not stripped:
            out = f"{out.rstrip()}\\\n" if out and not out.endswith("\\\n") else out
        elif _NEW_LINE.match(stripped) and out and not out.endswith("\n"):
            out = f"{out.rstrip()}\\\n{stripped} "
        else:
            out = f"{out}{stripped} "
    return out.strip().removesuffix("\\")
