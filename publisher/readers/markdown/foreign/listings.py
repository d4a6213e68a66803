"""Fences of foreign Markdown → listings, and what else a fence may hold."""

import re
from collections.abc import Iterator

from publisher.model.body import (
    Block,
    Code,
    Paragraph,
)
from publisher.readers.markdown.foreign.calls import DIRECTIVE_OPTIONS, directive
from publisher.readers.markdown.foreign.embedded import html
from publisher.readers.markdown.foreign.inlines import formula
from publisher.readers.markdown.foreign.making import Making
from publisher.readers.markdown.nodes import Node

# directives that make lists of a whole site, or bring in another file (MyST, Sphinx)
_OF_SITE = re.compile(
    r"(?:toctree|tableofcontents|contents|index|bibliography|include|literalinclude|image|autoclass"
    r"|automodule|tags|list-table-of)\b"
)
_OPTIONS = re.compile(r"(?:[ \t]*#\|[^\n]*(?:\n|$))+")


def code(maker: Making, node: Node) -> Iterator[Block]:
    """A listing: its language, and what else stands behind its fence aside."""
    info = node.info.strip()
    other = re.fullmatch(r"\{=(\w+)\}", info)
    if other and other[1].lower().startswith("html"):
        yield from maker.shown(html(maker, node.content, node.line))
        return
    if other:
        maker.found.unknown(f"{info} {node.content.strip()}", node.line)
        return
    if info in {"math", "{math}"}:
        yield Paragraph(children=(formula(node.content, display=True),))
        return
    named = re.match(r"\{([\w:-]+)\}[ \t]*(.*)$", info)
    if named and _OF_SITE.match(named[1]):
        maker.found.unknown(f"{{{named[1]}}} {named[2]}".strip(), node.line)
        maker.found.metadata(node.content, node.line)
        return
    if named and not named[1].startswith(("code", "sourcecode")):
        made = directive(maker, node, named[1], named[2])
        if made is not None:
            yield from made
            return
    text = node.content.removesuffix("\n")
    if named and named[1].startswith(("code", "sourcecode")):
        info = f"{named[2]} {{{named[1]}}}"
        if given := DIRECTIVE_OPTIONS.match(text):
            maker.found.metadata(given[0].strip(), node.line + 1)
            text = text[given.end() :]
    language, rest = _language(info)
    if "{" in info and (options := _OPTIONS.match(text)):  # Quarto's, which it does not print
        maker.found.metadata(options[0].strip(), node.line + 1)
        text = text[options.end() :]
    if node.type == "code_block" and (named := re.match(r"(?::::|#!)([\w+#-]+)[ \t]*\n", text)):
        language, text = named[1], text[named.end() :]
    maker.found.metadata(rest, node.line)
    yield Code(text=text, language=language)


def _language(info: str) -> tuple[str, str]:
    """(the language that a fence names, what else stands behind it)."""
    braced = re.fullmatch(r"([\w+#.-]*)[ \t]*\{(.*)\}", info)
    if not braced:
        first, _, rest = info.partition(" ")
        language, mark, more = first.partition("{") if "{" in first else (first, "", "")
        return language.split(":")[0], f"{mark}{more} {rest}".strip()
    named = re.match(r"\.?([\w+#-]+)", braced[2])
    of_braces = named[1] if named and not braced[1] and "=" not in named[0] else ""
    rest = braced[2][named.end() :] if of_braces and named else braced[2]
    return braced[1] or of_braces, rest.strip(" ,")
