"""Blocks of reStructuredText and Org that people carry into Markdown.

In: `.. name:: words` with options and text indented below it, and `#+BEGIN_NAME` down to
`#+END_NAME`.  Out: the fence that MyST writes for the same (```{name} words).  A name that is not
known here makes no block: its lines stay the words that they are.
"""

import re
from collections.abc import Mapping

from markdown_it.rules_block import StateBlock

from publisher.readers.markdown.marks.boxes import line_of
from publisher.readers.markdown.marks.nesting import BlockRule

_DIRECTIVE = re.compile(r"\.\.[ \t]+([a-z][a-z-]*)::(?:[ \t]+(\S.*))?$")
_BEGIN = re.compile(r"#\+begin_([a-z]+)(?:[ \t]+(\S.*))?$", re.IGNORECASE)
# docutils, "reStructuredText Directives": boxes whose first words are text, not a title
_BOXES = frozenset(
    {"attention", "caution", "danger", "error", "hint", "important", "note", "tip", "warning"}
)
_QUOTATIONS = frozenset({"epigraph", "highlights", "pull-quote"})
_OF_MYST = {"image": "figure"} | dict.fromkeys(_QUOTATIONS, "epigraph")
_GIVEN = frozenset({"admonition", "figure", "image", "code", "code-block", "sourcecode", "math"})
# Org and Logseq: the fence that each block is
_OF_ORG = {"quote": "{epigraph}", "src": "", "example": ""}
_LINES_AT_MOST = 500  # between the two ends of a block


def by_first_sign() -> Mapping[str, tuple[BlockRule, ...]]:
    """The rules for lines that begin with a sign, by that sign."""
    return {".": (_directive,), "#": (_block_of_org,)}


# the parser's signature
def _directive(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001
    """`.. name:: words`, and all that is indented below it."""
    opening = _DIRECTIVE.match(line_of(state, start).rstrip())
    if not opening or opening[1] not in _BOXES | _QUOTATIONS | _GIVEN:
        return False
    if state.is_code_block(start):
        return False
    if silent:
        return True
    last = start + 1
    while last < end and (state.isEmpty(last) or state.sCount[last] > state.sCount[start]):
        last += 1
    while state.isEmpty(last - 1):
        last -= 1
    name, words = opening[1], opening[2] or ""
    columns = [state.sCount[row] for row in range(start + 1, last) if not state.isEmpty(row)]
    held = state.getLines(start + 1, last, min(columns, default=0), keepLastLF=True)
    if name not in _GIVEN:
        held, words = f"{words}\n{held}" if words else held, ""
    known = _OF_MYST.get(name, name)
    _push(state, (start, last), f"{{{known}}} {words}".strip(), held.lstrip("\n"))
    return True


# the parser's signature
def _block_of_org(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001
    """`#+BEGIN_NAME` down to `#+END_NAME`, in capitals or not."""
    opening = _BEGIN.match(line_of(state, start).rstrip())
    name = opening[1].lower() if opening else ""
    if not opening or state.is_code_block(start) or name not in {*_OF_ORG, *_BOXES}:
        return False
    rows = range(start + 1, min(end, start + _LINES_AT_MOST))
    last = next((row for row in rows if _ends(state, row, name)), -1)
    if last < 0:
        return False
    if not silent:
        info = f"{_OF_ORG.get(name, f'{{{name}}}')} {opening[2] or ''}".strip()
        held = state.getLines(start + 1, last, state.sCount[start], keepLastLF=True)
        _push(state, (start, last + 1), info, held)
    return True


def _ends(state: StateBlock, row: int, name: str) -> bool:
    inside = state.isEmpty(row) or state.sCount[row] >= state.blkIndent
    return inside and line_of(state, row).strip().lower() == f"#+end_{name}"


def _push(state: StateBlock, rows: tuple[int, int], info: str, held: str) -> None:
    token = state.push("fence", "code", 0)
    token.info, token.content, token.markup = info, held, "```"
    token.map = list(rows)
    state.line = rows[1]
