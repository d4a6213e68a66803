"""Boxes and lines that other software adds to Markdown.

Fenced divs (`::: name`), admonitions (`!!! note`), comments between `%%`, verse (`| line`).

In: the parser's block states.  Out: tokens "container", "admonition" (the plugin's), "comment",
"line_block".  Sources: Pandoc's manual ("Divs and Spans", "Line blocks"), Quarto's ("Callouts"),
Python-Markdown's ("Admonition"), Obsidian's help ("Comments").
"""

import bisect
import re
from collections.abc import Mapping

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from mdit_py_plugins.admon import admon_plugin
from mdit_py_plugins.admon.index import admonition

from publisher.readers.markdown.marks.attributes import fields
from publisher.readers.markdown.marks.nesting import BlockRule, read_inside

_FENCE = re.compile(r"(:{3,})[ \t]*(?:\{([^{}\n]*)\}|([A-Za-z][\w:/-]*))?[ \t]*(.*)$")
_SLASHES = re.compile(r"(/{3,})[ \t]*([a-z][\w-]*)[ \t]*(?:\|(.*))?$")
_DIRECTIVE_OPTION = re.compile(r":[\w-]+:(?:[ \t]|$)")  # MyST: `:class: tip`
_OPTION = re.compile(r"[\w-]+:[ \t]")
_TAB = re.compile(r"===[!+]?[ \t]+[\"'](.*)[\"'][ \t]*$")
_CLOSED_BY = re.compile(r"\{(?:::(?=comment|nomarkdown)|(?=/\*))(\w+|/\*)(?:(?<=\w)[^}\n]*\})?")
_ENDS_MDX = re.compile(r"\*/\s*\}")
_ENDS_EXTENSION = re.compile(r"\{:/(?:\w+)?\}")
_CLOSING = re.compile(r"^[ >\t]*:{3,}[ \t]*$", re.MULTILINE)
_LINE_OF_VERSE = re.compile(r"\|(?: (.*)|[ \t]*)$")
_ADMONITION = re.compile(
    r"(?:!!!|\?\?\?\+?)[ \t]+[A-Za-z][\w-]*(?:[ \t]+(?:[A-Za-z]|\".*\"[ \t]*$)|[ \t]*$)"
)


def use(parser: MarkdownIt) -> None:
    """Give the parser the rules of this module that look at a paragraph before it is one."""
    admon_plugin(parser)
    parser.block.ruler.disable("admonition")  # it is asked through `by_first_sign`
    parser.block.ruler.before("paragraph", "line_block", _line_block)


def by_first_sign() -> Mapping[str, tuple[BlockRule, ...]]:
    """The rules for lines that begin with a sign, by that sign."""
    return {
        "!": (_admonition,),
        "?": (_admonition,),
        "=": (_tab,),
        ":": (_container,),
        "/": (_slashed,),
        "%": (_comment,),
        "{": (_extension,),
    }


# the parser's signature
def _admonition(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001
    """`!!! kind "Title"` with its words indented below it."""
    if not _ADMONITION.match(line_of(state, start)):
        return False
    below = next((number for number in range(start + 1, end) if not state.isEmpty(number)), end)
    if below >= end or state.sCount[below] < state.blkIndent + 4:
        return False
    return admonition(state, start, end, silent)


# the parser's signature
def _tab(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001
    """`=== "Title"` with its words indented below it (PyMdown, "Tabbed")."""
    found = _TAB.match(line_of(state, start))
    if not found or state.is_code_block(start):
        return False
    last = start + 1
    indent = state.blkIndent + 4
    while last < end and (state.isEmpty(last) or state.sCount[last] >= indent):
        last += 1
    if all(state.isEmpty(number) for number in range(start + 1, last)):
        return False
    if silent:
        return True
    token = state.push("container_open", "div", 1)
    token.map, token.info, token.content = [start, last], "tab", line_of(state, start)
    state.push("container_title_open", "div", 1).map = [start, start + 1]
    words = state.push("inline", "", 0)
    words.content, words.map, words.children = found[1], [start, start + 1], []
    state.push("container_title_close", "div", -1)
    read_inside(state, start + 1, last, indent=indent)
    state.push("container_close", "div", -1)
    state.line = last
    return True


# the parser's signature
def _slashed(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001
    """`/// name | title`, options indented below, down to as many slashes (PyMdown, "Blocks")."""
    opening = _SLASHES.match(line_of(state, start))
    if not opening or state.is_code_block(start):
        return False
    rows = range(start + 1, end)
    last = next((row for row in rows if line_of(state, row).rstrip() == opening[1]), -1)
    if last < 0:
        return False
    if silent:
        return True
    inside = start + 1
    while inside < last and state.sCount[inside] >= state.blkIndent + 4:
        if not _OPTION.match(line_of(state, inside)):
            break
        inside += 1
    token = state.push("container_open", "div", 1)
    token.map, token.info = [start, last + 1], opening[2]
    token.content = state.getLines(start, inside, state.blkIndent, keepLastLF=False).strip()
    token.attrs = {"classes": opening[2]}
    if title := (opening[3] or "").strip(" \t") if opening[2] != "html" else "":
        state.push("container_title_open", "div", 1).map = [start, start + 1]
        words = state.push("inline", "", 0)
        words.content, words.map, words.children = title, [start, start + 1], []
        state.push("container_title_close", "div", -1)
    read_inside(state, inside, last)
    state.push("container_close", "div", -1)
    state.line = last + 1
    return True


def line_of(state: StateBlock, number: int) -> str:
    """A line without what the blocks around it indent it by."""
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]]


# the parser's signature
def _container(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001
    """`::: name words`, `::: {.name key="words"}`, `:::{name} words`, down to a line of colons."""
    line = line_of(state, start)
    opening = _FENCE.match(line)
    if not opening or state.is_code_block(start) or not (opening[2] or opening[3]):
        return _stray(state, start, line, silent=silent)
    if silent:
        return True
    last, closed = _closing(state, start, end)
    if not closed:
        return False
    given = fields(opening[2] or "")
    written = opening[3] or next((key[1:] for key in given if key.startswith(".")), "")
    if not written:
        written = (opening[2] or "").split(" ")[0].strip("#")
    behind = _title_of(opening)
    if behind.startswith("{") and behind.endswith("}"):  # ::: name {key="words"}
        given |= fields(behind[1:-1])
        behind = ""
    token = state.push("container_open", "div", 1)
    token.map, token.info, token.content = [start, last + 1], written, line.strip()
    token.attrs = {key: given[key] for key in given if key[0] not in ".#"}
    token.attrs["classes"] = " ".join(key[1:] for key in given if key.startswith("."))
    if title := behind.removeprefix("[").removesuffix("]") if behind.startswith("[") else behind:
        state.push("container_title_open", "div", 1).map = [start, start + 1]
        words = state.push("inline", "", 0)
        words.content, words.map, words.children = title, [start, start + 1], []
        state.push("container_title_close", "div", -1)
    inside = start + 1
    while opening[2] and inside < last and _DIRECTIVE_OPTION.match(line_of(state, inside)):
        token.content += f"\n{line_of(state, inside)}"
        inside += 1
    read_inside(state, inside, last)
    state.push("container_close", "div", -1)
    state.line = last + 1
    return True


def _title_of(fence: re.Match[str]) -> str:
    """What stands behind the name of a container, without colons at the line's end."""
    return fence[4].rstrip(" \t").rstrip(":").rstrip(" \t")


def _stray(state: StateBlock, start: int, line: str, *, silent: bool) -> bool:
    """A line of colons that closes nothing here is a mark, and no words."""
    if not re.fullmatch(r":{3,}[ \t]*", line) or state.is_code_block(start):
        return False
    if not silent:
        token = state.push("attributes", "", 0)
        token.content, token.map = line.strip(), [start, start + 1]
        state.line = start + 1
    return True


def _closing(state: StateBlock, start: int, end: int) -> tuple[int, bool]:
    """(the line behind what the box holds, whether that line closes it).

    A line of colons, however many, closes the innermost box that is open (Pandoc).
    """
    depth = 1
    if not _CLOSING.search(state.src, state.eMarks[start]):
        return end, False
    for number in range(start + 1, end):
        if (
            state.bMarks[number] + state.tShift[number] < state.eMarks[number]
            and state.sCount[number] < state.blkIndent
        ):
            return number, False  # the list or quotation around it has ended
        line = line_of(state, number)
        fence = _FENCE.match(line) if line.startswith(":::") else None
        if not fence or state.is_code_block(number):
            continue
        if fence[2] or fence[3]:
            depth += 1
        elif not _title_of(fence):
            depth -= 1
            if not depth:
                return number, True
    return end, False


# the parser's signature
def _comment(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001
    """`%%`, lines that nobody else is to read, `%%`; a `%%` that nothing ends is words."""
    line = line_of(state, start)
    if not line.startswith("%%") or state.is_code_block(start):
        return False
    if "%%" in line[2:]:
        if line[2:].partition("%%")[2].strip():
            return False  # words go on behind it
        last = start
    else:
        closing = (number for number in range(start + 1, end) if "%%" in line_of(state, number))
        last = next(closing, -1)
        if last < 0 or line_of(state, last).partition("%%")[2].strip():
            return False
    if not silent:
        words = state.getLines(start, last + 1, state.blkIndent, keepLastLF=False).strip()
        token = state.push("comment", "", 0)
        token.content, token.map = words.replace("%%", "").strip(), [start, last + 1]
        state.line = last + 1
    return True


# the parser's signature
def _extension(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001
    """`{::comment}` … `{:/comment}`, other extensions of kramdown, `{/* a comment */}` (MDX)."""
    line = line_of(state, start)
    if line[:1] != "{" or state.is_code_block(start):
        return False
    closing = _CLOSED_BY.match(line)
    if not closing:
        return False
    until = _ENDS_MDX if closing[1] == "/*" else _ENDS_EXTENSION
    found = until.search(state.src, state.bMarks[start], state.eMarks[end - 1])
    last = bisect.bisect_right(state.bMarks, found.start(), start, end) - 1 if found else -1
    if not found or state.src[found.end() : state.eMarks[last]].strip():
        return False
    if silent:
        return True
    hides = closing[1] in {"/*", "comment"}
    held = state.getLines(start, last + 1, state.blkIndent, keepLastLF=False).strip()
    inside = until.sub("", held.replace(closing[0], "", 1)).strip()
    token = state.push("comment" if hides else "html_block", "", 0)
    token.content, token.map = inside, [start, last + 1]
    state.line = last + 1
    return True


# the parser's signature
def _line_block(
    state: StateBlock,
    start: int,
    end: int,
    silent: bool,  # noqa: ARG001, FBT001
) -> bool:
    """Lines that open with `| ` and are no table: each is a line of its own."""
    found = _LINE_OF_VERSE.match(line_of(state, start))
    if not found or state.is_code_block(start) or "|" in (found[1] or ""):
        return False
    last = start
    lines: list[str] = []
    while last < end and (found := _LINE_OF_VERSE.match(line_of(state, last))):
        if state.sCount[last] < state.blkIndent:
            break
        lines.append(found[1] or "")
        last += 1
        while last < end and lines[-1] and line_of(state, last) and state.sCount[last] > 0:
            if state.sCount[last] <= state.blkIndent:
                break
            lines[-1] += f" {line_of(state, last)}"  # a long line goes on, indented
            last += 1
    if len(lines) < 2:
        return False
    state.push("line_block_open", "div", 1).map = [start, last]
    for number, line in enumerate(lines, start):
        token = state.push("verse_line_open", "div", 1)
        token.map = [number, number + 1]
        words = state.push("inline", "", 0)
        words.content, words.map, words.children = line.strip(), [number, number + 1], []
        words.meta["indent"] = len(line) - len(line.lstrip(" "))
        state.push("verse_line_close", "div", -1)
    state.push("line_block_close", "div", -1)
    state.line = last
    return True
