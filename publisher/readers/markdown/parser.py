"""Markdown text → Nodes: the one door to the Markdown parser.

CommonMark 0.31 with tables, strikethrough and footnotes; our strict form also has spans
(`[words]{lang=ar}`) and containers (`::: aside`).  The parser's tokens become Nodes here, and
nothing behind this door knows the parser.
"""

import functools
import re
from collections.abc import Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import unescapeAll
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.table import escapedSplit
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from publisher.readers.markdown.marks.nesting import read_inside
from publisher.readers.markdown.nodes import Node, TooDeepError
from publisher.schema.inlines import MATHML

DEEPEST = 100  # levels of blocks within blocks; beyond, the parser drops what is there
_CONTAINER = re.compile(r"(:{3,})[ \t]*([A-Za-z][\w-]*)?[ \t]*(.*)$", re.DOTALL)
_ATTRIBUTES = re.compile(
    r'\{[ \t]*((?:(?:\.[\w-]+|#[\w.-]+|[\w-]+=(?:"(?:[^"\\\n]|\\.)*"|[^\s"{}=]+))[ \t]*)*+)\}'
)
_CODE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
_ATTRIBUTE = re.compile(r'([.#][\w.-]+)|([\w-]+)=(?:"((?:[^"\\\n]|\\.)*)"|([^\s"{}=]+))')


def nodes(text: str, *, first_line: int = 1, strict: bool = False) -> tuple[Node, ...]:
    """The blocks of a Markdown text; `first_line` is the line of the file where it begins.

    Raises TooDeepError rather than lose what is nested more than DEEPEST levels deep.
    """
    referred = _Referred()
    environment: dict[str, Any] = {"references": referred}
    tokens = _parser(strict).parse(text, environment)
    if deep := next((token for token in tokens if token.level >= DEEPEST - 1), None):
        raise TooDeepError((deep.map[0] if deep.map else 0) + first_line)
    root = Node(type="root", line=first_line)
    _nest(
        [token for token in tokens if token.type != "definition" or not referred.uses(token)],
        root,
        text.split("\n"),
        first_line,
    )
    if any(token.type == "table_open" for token in tokens):
        for row in [node for node in root.walk() if node.type == "tr" and node.content]:
            row.info = " | ".join(_cells(row.content)[len(row.children) :])
    return tuple(root.children)


class _Referred(dict[str, dict[str, Any]]):
    """The definitions of a text by label, and which of them were asked for.

    The parser drops the others silently.
    """

    def __init__(self) -> None:
        super().__init__()
        self._asked: set[str] = set()

    # the signature of dict
    def get(self, label: str, default: Any = None) -> Any:  # noqa: ANN401
        """The definition of a label; asking for it is using it."""
        self._asked.add(label)
        return super().get(label, default)

    def uses(self, token: Token) -> bool:
        """Whether something refers to this definition, not to an earlier one of its label."""
        label = str(token.meta["id"])
        return label in self._asked and self[label]["map"] == token.map


@functools.cache
def _parser(strict: bool) -> MarkdownIt:  # noqa: FBT001 - cached by its one argument
    parser = MarkdownIt("commonmark", {"maxNesting": DEEPEST, "inline_definitions": True}).enable(
        ["table", "strikethrough"]
    )
    parser.use(footnote_plugin, inline=False, move_to_end=False, always_match_refs=strict)
    parser.normalizeLink = lambda url: url  # type: ignore[method-assign]  # addresses stay as they were written
    parser.validateLink = _any_address  # type: ignore[method-assign]  # blocks_of refuses with place and remedy
    parser.use(deflist_plugin)
    if strict:
        parser.block.ruler.before(
            "fence",
            "container",
            _container,
            {"alt": ["paragraph", "reference", "blockquote", "list"]},
        )
        parser.inline.ruler.after("link", "span", _span)
        parser.inline.ruler.before("backticks", "formula", _formula)
    else:
        from publisher.readers.markdown.marks import use

        use(parser)
    return parser


def _any_address(url: str) -> bool:  # noqa: ARG001 - the parser's signature
    return True


# the parser's signature
def _container(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001
    """`::: name words`, up to a line of as many colons.

    Verse keeps its lines, the others hold blocks.
    """
    opening = _CONTAINER.match(_line(state, start).rstrip(" \t"))
    if state.is_code_block(start) or not opening or not opening[2]:
        return False
    if silent:
        return True
    last, closed = _closing(state, start, end, len(opening[1]))
    token = state.push("container_open", "div", 1)
    token.map, token.info, token.markup = [start, last + closed], opening[2], opening[3]
    token.meta["unclosed"] = not closed
    if opening[2] == "verse":
        inner = (
            state.getLines(start + 1, last, state.sCount[start], keepLastLF=False).split("\n")
            if last > start + 1
            else ()
        )
        for number, line in enumerate(inner, start + 1):
            _inline(state, "verse_line", line, number)
    else:
        _inline(state, "container_title", opening[3], start)
        read_inside(state, start + 1, last)
    state.push("container_close", "div", -1)
    state.line = last + closed
    return True


def _closing(state: StateBlock, start: int, end: int, colons: int) -> tuple[int, bool]:
    """(line behind the container's content, whether it closes it).

    Containers of as many colons inside close first.
    """
    depth = 1
    for number in range(start + 1, end):
        if (
            state.bMarks[number] + state.tShift[number] < state.eMarks[number]
            and state.sCount[number] < state.blkIndent
        ):
            return number, False  # the list or quotation around it has ended
        line = _line(state, number).rstrip(" \t")
        fence = None if state.is_code_block(number) else _CONTAINER.match(line)
        if fence and len(fence[1]) >= colons and (fence[2] or not fence[3]):
            depth += 1 if fence[2] else -1
            if depth == 0:
                return number, True
    return end, False


def _line(state: StateBlock, number: int) -> str:
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]]


def _inline(state: StateBlock, kind: str, content: str, line: int) -> None:
    state.push(f"{kind}_open", "div", 1).map = [line, line + 1]
    token = state.push("inline", "", 0)
    token.content, token.map, token.children = content.strip(" \t"), [line, line + 1], []
    token.meta["indent"] = len(content) - len(content.lstrip(" "))
    state.push(f"{kind}_close", "div", -1)


# the parser's signature
def _span(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    """`[words]{.class key=value}`."""
    if state.src[state.pos] != "[":
        return False
    start, maximum = state.pos + 1, state.posMax
    # the parser's own
    end = state.md.helpers.parseLinkLabel(state, state.pos, False)  # noqa: FBT003
    if end < 0 or not (found := _ATTRIBUTES.match(state.src, end + 1, maximum)):
        return False
    if not silent:
        state.pos, state.posMax = start, end
        token = state.push("span_open", "span", 1)
        for name, key, quoted, bare in _ATTRIBUTE.findall(found[1]):
            token.attrSet(key or name, re.sub(r"\\(.)", r"\1", quoted) or bare)
        state.md.inline.tokenize(state)
        state.push("span_close", "span", -1)
    state.pos, state.posMax = found.end(), maximum
    return True


# the parser's signature
def _formula(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    """`` `<math>…</math>`{=mathml} ``: a formula."""
    found = _CODE.match(state.src, state.pos, state.posMax)
    if not found or not state.src.startswith(MATHML, found.end()):
        return False
    if not silent:
        state.push("formula", "", 0).content = found[2].strip()
    state.pos = found.end() + len(MATHML)
    return True


def _nest(tokens: Sequence[Token], root: Node, rows: Sequence[str], first_line: int) -> None:
    """Put the tokens below `root`, each where its opening and closing say."""
    around = [root]
    line = root.line
    for token in tokens:
        if token.map:
            line = token.map[0] + first_line
        if token.nesting < 0:
            around.pop()
        elif token.type == "inline":
            around[-1].content = token.content
            around[-1].attributes |= (
                {"indent": str(token.meta["indent"])} if "indent" in token.meta else {}
            )
            _nest_inlines(token.children or (), around[-1], line)
        else:
            made = _node(token, line, rows, first_line)
            around[-1].children.append(made)
            if token.nesting > 0:
                around.append(made)


def _nest_inlines(tokens: Sequence[Token], block: Node, line: int) -> None:
    around = [block]
    for token in tokens:
        if token.nesting < 0:
            around.pop()
            continue
        made = _node(token, line, (), 0)
        if token.type == "image":
            _nest_inlines(token.children or (), made, line)
        if token.type in {"softbreak", "hardbreak"}:
            line += 1
        around[-1].children.append(made)
        if token.nesting > 0:
            around.append(made)


def _node(token: Token, line: int, rows: Sequence[str], first_line: int) -> Node:
    made = Node(
        type=token.type.removesuffix("_open"),
        line=line,
        content=token.content,
        info=token.info,
        markup=token.markup,
        attributes={key: str(value) for key, value in token.attrs.items()},
    )
    if token.map:
        made.last_line = token.map[1] + first_line - 1
    if token.type == "fence":
        made.info = unescapeAll(token.info.strip())
    if token.type in {"footnote_ref", "footnote_reference_open"}:
        made.info = str(token.meta["label"])
    if token.meta.get("unclosed"):
        made.attributes["unclosed"] = "true"
    if token.type == "hr" and rows:
        written = re.search(
            rf"(?:{re.escape(token.markup[0])}[ \t]*){{3,}}$", rows[line - first_line]
        )
        made.content = written[0].strip() if written else token.markup
    if token.type == "definition" and token.map:
        source = "\n".join(rows[token.map[0] : token.map[1]])
        made.content, made.info = source[source.index("[") :].strip(), str(token.meta["label"])
    if token.type == "tr_open" and rows and not token.meta.get("drawn"):
        made.content = rows[line - first_line]
    return made


def _cells(row: str) -> list[str]:
    """The cells of a line of a table: the parser drops those beyond the first line's."""
    found = [cell.strip() for cell in escapedSplit(row.strip(" \t>"))]
    return found[not found[0] : len(found) - (not found[-1])]
