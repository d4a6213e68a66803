"""Lists of attributes: `{#id .class key="words"}`, and `{: .class}` as kramdown writes them.

In: the parser's states.  Out: tokens "attributes", which hold the list as it is written and are
never printed; headings lose theirs.  Sources: Pandoc's manual ("Heading identifiers", "Divs and
Spans"), kramdown's syntax ("Attribute List Definitions", "Extensions").
"""

import re
from collections.abc import Mapping

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline

from publisher.readers.markdown.marks.nesting import BlockRule, InlineRule

_VALUE = r"""(?:"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|[^\s"'{}=]+)"""
_ENTRY = rf"(?:[.#][\w:.-]+|[\w:-]+={_VALUE}|=[\w+-]+)"
_PLAIN = rf"\{{\s*(?:{_ENTRY}|-)(?:\s+{_ENTRY})*\s*\}}"
# no entry is read in two ways: the ways of many would be without number
_KRAMDOWN = rf"\{{:\s*(?:(?:{_ENTRY}|[\w-]+)\s*)*+\}}"
_LIST = re.compile(rf"{_KRAMDOWN}|{_PLAIN}")
_SURE = re.compile(_KRAMDOWN)
_LINE = re.compile(rf"(?:{_KRAMDOWN}|{_PLAIN}|\{{::[^}}\n]*\}}|\{{:/\w*\}})[ \t]*$")
_ABBREVIATION = re.compile(r"\*\[[^\[\]]+\]:[ \t]*\S")
_AT_END = re.compile(rf"(?:(?<![ \t])[ \t]+|(?<=\w))(?:{_KRAMDOWN}|{_PLAIN})[ \t]*$")
_FIELD = re.compile(rf"\.([\w:.-]+)|#([\w:.-]+)|(?<![\w:-])([\w:-]+)=({_VALUE})")
_BRACKET = re.compile(r"\\.|(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)|[\[\]]", re.DOTALL)
_LABEL_AT_MOST = 1500  # characters between two brackets
_BEHIND = set(")]`*")  # what an element of a line ends with


def fields(written: str) -> dict[str, str]:
    """The entries of a list: keys with their values, ".class" and "#id" as they are."""
    found: dict[str, str] = {}
    for match in _FIELD.finditer(written):
        class_, ident, key, given = match.groups()
        name = f".{class_}" if class_ else f"#{ident}" if ident else key
        quoted = given is not None and given[:1] in "\"'" and len(given) > 1
        found[name] = re.sub(r"\\(.)", r"\1", given[1:-1]) if quoted else given or ""
    return found


def use(parser: MarkdownIt) -> None:
    """Give the parser the rules of this module."""
    parser.block.ruler.before("reference", "abbreviation", _abbreviation)
    parser.core.ruler.after("block", "heading_attributes", _of_headings)


def by_first_sign() -> Mapping[str, tuple[BlockRule, ...]]:
    """The rules for lines that begin with a sign, by that sign."""
    return {"{": (_line,)}


def early_signs() -> Mapping[str, tuple[InlineRule, ...]]:
    """The rules that are asked before the parser's own, by the sign they begin with."""
    return {"{": (_behind,)}


def late_signs() -> Mapping[str, tuple[InlineRule, ...]]:
    """The rules that are asked before links are looked for, by the sign they begin with."""
    return {"[": (_span,)}


# the parser's signature
def _line(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: ARG001, FBT001
    """A line that holds a list and nothing else belongs to the block beside it."""
    line = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]]
    if line[:1] != "{" or state.is_code_block(start) or not _LINE.match(line):
        return False
    if not silent:
        token = state.push("attributes", "", 0)
        token.content, token.map = line.strip(), [start, start + 1]
        state.line = start + 1
    return True


# the parser's signature
def _abbreviation(
    state: StateBlock,
    start: int,
    end: int,  # noqa: ARG001
    silent: bool,  # noqa: FBT001
) -> bool:
    """`*[HTML]: words`: what an abbreviation stands for (PHP Markdown Extra, "Abbreviations")."""
    line = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]]
    if silent or state.is_code_block(start) or not _ABBREVIATION.match(line):
        return False
    token = state.push("attributes", "", 0)
    token.content, token.map = line.strip(), [start, start + 1]
    state.line = start + 1
    return True


# the parser's signature
def _span(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    """`[words]{.class}`: words, and the list behind them."""
    if state.src[state.pos] != "[" or state.src.startswith("[^", state.pos):
        return False  # a note's mark is the parser's
    if state.src.find("]{", state.pos, state.pos + _LABEL_AT_MOST) < 0:
        return False
    end = label_end(state, state.pos)
    found = _LIST.match(state.src, end + 1, state.posMax) if end > 0 else None
    if not found:
        return False
    if not silent:
        place, maximum = state.pos, state.posMax
        state.pos, state.posMax = place + 1, end
        state.push("span_open", "span", 1)
        state.md.inline.tokenize(state)
        state.push("span_close", "span", -1)
        state.posMax = maximum
        state.push("attributes", "", 0).content = found[0]
    state.pos = found.end()
    return True


def label_end(state: StateInline, start: int) -> int:
    """Where the bracket that opens at `start` is closed; -1 where it is not, or not soon."""
    depth = 0
    limit = min(state.posMax, start + _LABEL_AT_MOST)
    if state.src.find("]", start, limit) < 0:
        return -1
    for found in _BRACKET.finditer(state.src, start, limit):
        if found[0] == "[":
            depth += 1
        elif found[0] == "]":
            depth -= 1
            if depth == 0:
                return found.start()
    return -1


def parted(words: str) -> tuple[str, str]:
    """(words, the list at their end); "" where there is none."""
    found = _AT_END.search(words)
    return (words[: found.start()].rstrip(), found[0].strip()) if found else (words, "")


# the parser's signature
def _behind(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    """A list directly behind a link, a picture, code or stressed words."""
    if state.src[state.pos] != "{" or not state.pos:
        return False
    before = state.src[state.pos - 1]
    if before == " " and state.src[: state.pos].rstrip().endswith("$$"):
        before = ")"  # the name of a formula
    if before == ":" and state.tokens and state.tokens[-1].type == "component":
        before = ")"  # a drawn sign
    pattern = _LIST if before in _BEHIND else _SURE
    found = pattern.match(state.src, state.pos, state.posMax)
    if not found or (before.isspace() and pattern is _LIST):
        return False
    if not silent:
        token = state.push("attributes", "", 0)
        token.content = found[0]
    state.pos = found.end()
    return True


def _of_headings(state: StateCore) -> None:
    """Take the list at the end of each heading away, and put it behind the heading."""
    tokens = state.tokens
    for number in range(len(tokens) - 3, -1, -1):
        if tokens[number].type != "heading_open":
            continue
        words = tokens[number + 1]
        if found := _AT_END.search(words.content):
            words.content = words.content[: found.start()].rstrip(" \t#")
            made = type(words)("attributes", "", 0)
            made.content, made.map = found[0].strip(), words.map
            made.level = tokens[number].level
            tokens.insert(number + 3, made)
