"""Every rule for the marks of other software, given to a parser."""

from markdown_it import MarkdownIt
from mdit_py_plugins.amsmath import amsmath_plugin

from publisher.readers.markdown.marks import attributes, boxes, lines, shortcodes, tables


def use(parser: MarkdownIt) -> None:
    """Give the parser all rules, those that look at whole lines before those within them."""
    amsmath_plugin(parser)
    for marks in (lines, boxes, tables, attributes, shortcodes):
        marks.use(parser)
