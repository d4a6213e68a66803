"""Every rule for the marks of other software, given to a parser."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from mdit_py_plugins.amsmath import amsmath_plugin

from publisher.readers.markdown.marks import (
    attributes,
    boxes,
    directives,
    lines,
    lists,
    shortcodes,
    tables,
)
from publisher.readers.markdown.marks.nesting import BlockRule, InlineRule

Rule = TypeVar("Rule")


def use(parser: MarkdownIt) -> None:
    """Give the parser all rules, those that look at whole lines before those within them."""
    amsmath_plugin(parser)
    for marks in (lines, boxes, tables, attributes, lists, shortcodes):
        marks.use(parser)
    parser.block.ruler.before(
        "fence",
        "signs",
        _by_first_sign(),
        {"alt": ["paragraph", "reference", "blockquote", "list"]},
    )
    early = [marks.early_signs() for marks in (lines, attributes, shortcodes)]
    late = [marks.late_signs() for marks in (lines, attributes, shortcodes)]
    parser.inline.ruler.before("escape", "early_signs", _within([*early, lines.last_signs()]))
    parser.inline.ruler.before("link", "late_signs", _within(late))


def _by_first_sign() -> BlockRule:
    """One rule for all marks that a line begins with: every line of a text is asked for them."""
    rules = _merged(
        marks.by_first_sign() for marks in (boxes, directives, tables, attributes, shortcodes)
    )

    # the parser's signature
    def asked(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001
        place = state.bMarks[start] + state.tShift[start]
        listed = rules.get(state.src[place : place + 1], ())
        return any(rule(state, start, end, silent) for rule in listed)

    return asked


def _within(tables: Iterable[Mapping[str, tuple[InlineRule, ...]]]) -> InlineRule:
    """One rule for all marks within a line: every sign of a line is asked for them."""
    rules = _merged(tables)

    # the parser's signature
    def asked(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
        return any(rule(state, silent) for rule in rules.get(state.src[state.pos], ()))

    return asked


def _merged(tables: Iterable[Mapping[str, tuple[Rule, ...]]]) -> dict[str, tuple[Rule, ...]]:
    """The rules of several tables by their sign, in order."""
    merged: dict[str, tuple[Rule, ...]] = {}
    for table in tables:
        for sign, listed in table.items():
            merged[sign] = (*merged.get(sign, ()), *listed)
    return merged
