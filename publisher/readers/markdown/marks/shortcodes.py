"""Calls of a site generator: `{{< name … >}}`, `{{% name %}}`, `{% tag … %}`, `{{ x }}`.

In: the parser's states.  Out: tokens "shortcode" (a call alone), "shortcode_open" and "_close"
around what stands between a call and its end, "fence" for code, "comment" for what nobody is to
read.  Sources: Hugo's documentation ("Shortcodes"), Liquid's ("Tags", "Raw"), Jekyll's ("Code
snippet highlighting", "Includes").  What a call means is for the reader to say.
"""

import bisect
import re
from collections.abc import Iterator, Mapping
from types import SimpleNamespace
from typing import Any, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.helpers import parseLinkDestination, parseLinkLabel, parseLinkTitle
from markdown_it.helpers.parse_link_destination import _Result
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

from publisher.readers.markdown.marks.nesting import BlockRule, InlineRule, read_inside

OUTPUT = "output"  # the name of a call that only prints a value
_AT_MOST = 1500  # characters of a call, and of a value in it
_QUOTED = (
    rf'(?:"(?:[^"\\]|\\.){{0,{_AT_MOST}}}"'
    rf"|'(?:[^'\\]|\\.){{0,{_AT_MOST}}}'|`[^`]{{0,{_AT_MOST}}}`)"
)
_INSIDE = rf"(?>{_QUOTED}|[^\"'`{{}}]|[\"'`]|(?<!\{{)\{{(?![{{%])|\}}(?![}}])){{0,{_AT_MOST}}}?"
_CALL = re.compile(
    rf"\{{\{{[<%](?!/\*)\s*+(?P<end>/?)\s*(?P<name>[\w./-]+)(?P<given>{_INSIDE})[%>]\}}\}}"
    rf"|\{{%-?\s*(?P<tag>[\w-]+)(?P<words>{_INSIDE})-?%\}}"
    rf"|\{{\{{-?\s*(?P<value>(?:[\w.$-]+|{_QUOTED})(?:\s*\|{_INSIDE})?)\s*-?\}}\}}"
    rf"|\{{\{{\s*(?P<called>[\w:]+)\((?P<with>{_INSIDE})\)\s*\}}\}}"
)
_ENDING = re.compile(r"\{\{[<%]\s*/\s*([\w./-]+)\s*[%>]\}\}|\{%-?\s*end_?([\w-]*)\s*-?%\}")
_ESCAPED = re.compile(rf"\{{\{{([<%])/\*(.{{0,{_AT_MOST}}}?)\*/([%>])\}}\}}", re.DOTALL)
_WORDPRESS = re.compile(
    r"\[(/?)(caption|gallery|embed|audio|video|playlist|youtube|vimeo|tweet|sourcecode)"
    r"((?:\s+[\w-]+=(?:\"[^\"]*\"|[^\s\[\]]+))*+)\s*/?\](?![(\[:])"
)
_PARAMETER = re.compile(rf"(?:([\w-]+)\s*=\s*)?({_QUOTED}|[^\s\"'`,=]+)")
_DESTINATION = re.compile(r"(?:\{\{.{0,500}?\}\}|\{%.{0,500}?%\}|[^\s()<>{}])+")
_CODE = {"highlight", "codeblock", "code", "code_block", "prism", "sourcecode"}
# drawn or set by a program of its own, from what stands in the call
_DRAWN = {"mermaid", "plantuml", "graphviz", "dot", "d2", "goat", "chart", "echarts"}
_TEX = {"katex", "math", "mathjax", "latex", "tex"}
_COMMENT = {"comment", "hidden"}
_LITERAL = {"raw", "verbatim"}


class Call(NamedTuple):
    """One call: how it is written, its name, whether it ends another, what it is given.

    given   values by key; those without one by their number.
    liquid  whether it is written `{% … %}`, and so ends as `{% endname %}`.
    """

    written: str
    name: str
    ends: bool
    given: dict[str, str]
    liquid: bool


def use(parser: MarkdownIt) -> None:
    """Give the parser the rules of this module."""
    helpers: Any = SimpleNamespace(
        parseLinkDestination=_destination,
        parseLinkLabel=parseLinkLabel,
        parseLinkTitle=parseLinkTitle,
    )
    parser.helpers = helpers


def by_first_sign() -> Mapping[str, tuple[BlockRule, ...]]:
    """The rules for lines that begin with a sign, by that sign."""
    return {"{": (_block,)}


def early_signs() -> Mapping[str, tuple[InlineRule, ...]]:
    """The rules that are asked before the parser's own, by the sign they begin with."""
    return {"{": (_inline,)}


def late_signs() -> Mapping[str, tuple[InlineRule, ...]]:
    """The rules that are asked before links are looked for, by the sign they begin with."""
    return {"[": (_bracketed,)}


def calls_in(text: str) -> Iterator[re.Match[str]]:
    """Every call in a text, where it stands."""
    return _CALL.finditer(text)


def without_calls(text: str) -> str:
    """A text, such as an address, without the calls in it."""
    return _CALL.sub("", text)


def _call_at(text: str, start: int, end: int) -> Call | None:
    found = _CALL.match(text, start, end)
    return _made(found) if found else None


def _made(found: re.Match[str]) -> Call:
    written = found[0]
    if found["value"] is not None:
        return Call(written, OUTPUT, ends=False, given={"0": found["value"]}, liquid=False)
    if found["called"] is not None:
        name, given = found["called"].split(":")[-1], _parameters(found["with"])
        return Call(written, name, ends=False, given=given, liquid=False)
    if found["tag"] is not None:
        name = found["tag"]
        ends = name.startswith("end")
        name = name[3:].removeprefix("_") if ends else name
        return Call(written, name, ends, _parameters(found["words"]), liquid=True)
    name = found["name"]
    return Call(written, name, bool(found["end"]), _parameters(found["given"]), liquid=False)


def _parameters(words: str) -> dict[str, str]:
    given: dict[str, str] = {}
    stripped = words.strip().removesuffix("/").strip()
    if stripped.startswith("(") and stripped.endswith(")"):  # Zola
        stripped = stripped[1:-1]
    for key, value in _PARAMETER.findall(stripped):
        quoted = value[:1] in "\"'`" and len(value) > 1
        bare = re.sub(r"\\(.)", r"\1", value[1:-1]) if quoted else value
        given[key or str(sum(name.isdigit() for name in given))] = bare
    return given


def _pairs(text: str, env: Any) -> dict[int, tuple[int, int]]:  # noqa: ANN401 - the parser's own
    """Where a call begins → where what ends it begins and ends; found once for each text."""
    known: dict[int, tuple[int, int]] | None = env.get("shortcode_pairs")
    if known is None:
        known = env["shortcode_pairs"] = dict(_paired(text)) if _ENDING.search(text) else {}
    return known


def _paired(text: str) -> Iterator[tuple[int, tuple[int, int]]]:
    """Each call with its end: an end belongs to the last call of its name that is open."""
    opened: dict[str, list[int]] = {}
    for found in _CALL.finditer(text):
        call = _made(found)
        if not call.ends:
            opened.setdefault(call.name, []).append(found.start())
            if call.liquid:
                opened.setdefault("", []).append(found.start())
        elif waiting := opened.get(call.name):
            yield waiting.pop(), found.span()


# the parser's signature
def _block(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001
    """A call that begins a line, alone on it or with all that stands before its end."""
    first = state.bMarks[start] + state.tShift[start]
    if state.src[first : first + 1] != "{" or state.is_code_block(start):
        return False
    limit = state.eMarks[end - 1]
    call = _call_at(state.src, first, limit)
    if not call or call.name in _LITERAL:
        return False
    place = first + len(call.written)
    closing = None if call.ends else _pairs(state.src, state.env).get(first)
    if closing and closing[1] > limit:
        closing = None
    behind = closing[1] if closing else place
    last = bisect.bisect_right(state.bMarks, behind - 1, start, end) - 1
    if state.src[behind : state.eMarks[last]].strip():
        return False  # words go on: a call inside a line
    if silent:
        return True
    if closing:
        rows = state.getLines(start, last + 1, state.blkIndent, keepLastLF=False).lstrip(" ")
        cut = len(rows) - (state.eMarks[last] - closing[0])
        _push_pair(state, call, rows[len(call.written) : cut], (start, last + 1))
    else:
        _push(state, call).map = [start, last + 1]
    state.line = last + 1
    return True


def _push_pair(state: StateBlock, call: Call, held: str, lines: tuple[int, int]) -> None:
    start, last = lines
    if call.name in _CODE and not re.match(r"\s*(?:`{3}|~{3})", held):
        token = state.push("fence", "code", 0)
        token.content, token.map = f"{held.strip(chr(10)).rstrip()}\n", [start, last]
        token.info = _language(call)
        return
    if call.name in _DRAWN:
        token = state.push("fence", "code", 0)
        token.content, token.map = f"{held.strip()}\n", [start, last]
        token.info = call.name
        return
    if call.name in _COMMENT | _TEX:
        token = state.push("comment" if call.name in _COMMENT else "math_block", "", 0)
        token.content, token.map = held.strip(), [start, last]
        return
    opening = _push(state, call, "shortcode_open", 1)
    opening.map = [start, last]
    rows = call.written.count("\n")
    on_its_line = held.split("\n", 1)[0].strip()
    if "\n" in held and not on_its_line:
        end = start + rows + held.count("\n") + bool(held.rsplit("\n", 1)[1].strip())
        read_inside(state, start + rows + 1, end)
    elif held.strip():
        state.push("paragraph_open", "p", 1).map = [start, last]
        words = state.push("inline", "", 0)
        words.content, words.map, words.children = held.strip(), [start, last], []
        state.push("paragraph_close", "p", -1)
    state.push("shortcode_close", "", -1)


def _language(call: Call) -> str:
    given = call.given.get("lang") or call.given.get("language") or call.given.get("0", "")
    return given.removeprefix("lang:")


def _push(state: Any, call: Call, kind: str = "shortcode", nesting: int = 0) -> Any:  # noqa: ANN401
    token = state.push(kind, "", nesting)
    token.info, token.attrs, token.content = call.name, dict(call.given), call.written
    return token


# the parser's signature
def _inline(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    """A call within a line; one that is only shown is its own words."""
    if state.src[state.pos] != "{":
        return False
    if shown := _ESCAPED.match(state.src, state.pos, state.posMax):
        if not silent:
            state.push("text", "", 0).content = f"{{{{{shown[1]}{shown[2]}{shown[3]}}}}}"
        state.pos = shown.end()
        return True
    call = _call_at(state.src, state.pos, state.posMax)
    if not call:
        return False
    behind = state.pos + len(call.written)
    closing = None if call.ends else _inline_close(state, call, behind)
    if not silent:
        _push_inline(state, call, closing, behind)
    state.pos = closing.end() if closing else behind
    return True


# the parser's signature
def _bracketed(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    """`[caption width="300"]`, `[/caption]`: WordPress's own, as its exports leave them."""
    found = _WORDPRESS.match(state.src, state.pos, state.posMax)
    if not found or (not found[1] and not found[3] and f"[/{found[2]}]" not in state.src):
        return False
    if not silent:
        call = Call(found[0], found[2], bool(found[1]), _parameters(found[3]), liquid=False)
        _push(state, call)
    state.pos = found.end()
    return True


def _inline_close(state: StateInline, call: Call, behind: int) -> re.Match[str] | None:
    """The end of a call whose content is no Markdown: code, a comment, what is only shown."""
    if call.name not in _CODE | _COMMENT | _LITERAL:
        return None
    return next(
        (
            found
            for found in _ENDING.finditer(state.src, behind, state.posMax)
            if call.name in {found[1], found[2]}
        ),
        None,
    )


def _push_inline(
    state: StateInline, call: Call, closing: re.Match[str] | None, behind: int
) -> None:
    if closing is None:
        _push(state, call)
        return
    kind = "code_inline" if call.name in _CODE else "text"
    token = state.push("comment" if call.name in _COMMENT else kind, "", 0)
    token.content = state.src[behind : closing.start()]


def _destination(text: str, start: int, maximum: int) -> _Result:
    """Where a link leads: as CommonMark has it, and with calls in it, blanks and all."""
    found = _DESTINATION.match(text, start, maximum)
    if found is None or not next(calls_in(found[0]), None):
        return parseLinkDestination(text, start, maximum)
    result = _Result()
    result.ok, result.pos, result.str = True, found.end(), found[0]
    return result
