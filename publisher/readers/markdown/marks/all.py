"""Every rule for the marks of other software, given to a parser."""

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from mdit_py_plugins.amsmath import amsmath_plugin

from publisher.readers.markdown.marks import attributes, boxes, lines, lists, shortcodes, tables
from publisher.readers.markdown.marks.nesting import BlockRule


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


def _by_first_sign() -> BlockRule:
    """One rule for all marks that a line begins with: every line of a text is asked for them."""
    rules: dict[str, tuple[BlockRule, ...]] = {}
    for marks in (boxes, tables, attributes, shortcodes):
        for sign, listed in marks.by_first_sign().items():
            rules[sign] = (*rules.get(sign, ()), *listed)

    # the parser's signature
    def asked(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001
        place = state.bMarks[start] + state.tShift[start]
        for rule in rules.get(state.src[place : place + 1], ()):
            if rule(state, start, end, silent):
                return True
        return False

    return asked
