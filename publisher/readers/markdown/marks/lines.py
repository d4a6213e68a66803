"""Marks inside a line: links between notes, comments, highlighting, notes in the text, formulas.

In: the parser's inline states.  Out: tokens of their own kind, named in `use`.  Sources: Obsidian's
help ("Obsidian Flavored Markdown", "Internal links", "Embed files"), Pandoc's manual ("Inline
notes", "Math").  None of them is looked for inside code.
"""

import re
from collections.abc import Mapping

from markdown_it import MarkdownIt
from markdown_it.common.utils import normalizeReference
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.dollarmath.index import dollarmath_plugin, math_inline_dollar
from mdit_py_plugins.subscript import sub_plugin
from mdit_py_plugins.superscript import superscript_plugin

from publisher.readers.markdown.marks.attributes import label_end
from publisher.readers.markdown.marks.nesting import InlineRule

_AT_MOST = 1500  # characters between two marks: beyond, they are no pair
_LINK = re.compile(r"(!?)\[\[([^\[\]|\n]+?)(?:\\?\|([^\[\]\n]*))?\]\](?![(\[])")
_PICTURE = re.compile(r"\.(?:png|jpe?g|gif|webp|avif|svg|bmp|tiff?)$", re.IGNORECASE)
_SIZE = re.compile(r"\d+(?:x\d+)?")
_CITED = re.compile(r"\d{1,3}")
_CONTENTS = {"toc", "_toc_"}
_BLOCK_ID = re.compile(r"\^[A-Za-z0-9-]+[ \t]*(?=\n|$)")
_PROSE = re.compile(r"(?<![\\\w])[^\W\d_]{3,}[ ,;]+[^\W\d_]{2,}")
_TEXT_IN_TEX = re.compile(r"\\(?:text|textrm|textbf|textit|mbox|mathrm|operatorname)\*?\{[^{}]*\}")
_BRACKETED = re.compile(r"\\{1,2}([(\[])(.+?)\\{1,2}([)\]])", re.DOTALL)
_CLOSED = {"(": ")", "[": "]"}
_NAMED = re.compile(r"[ \t]*(?:\{[^{}\n]*\}|\([^()\n]*\))?[ \t]*")
_OF_TEX = re.compile(r"\\[A-Za-z]+|[\^_=<>+]|\{")
_MDX_COMMENT = re.compile(r"(?P<two>\{)?\{/\*(?P<held>(?:(?!\{/\*).)*?)\*/\}(?(two)\})", re.DOTALL)
_PROP = r"""\s+[\w:-]+(?:=(?:"[^"]*"|'[^']*'|\{(?:[^{}]|\{[^{}]*\})*\}))?"""
# its name has a capital and a small letter; HTML in capitals has none
COMPONENT = re.compile(rf"</?[A-Z][A-Z0-9.]*[a-z][A-Za-z0-9.]*(?:{_PROP})*\s*/?>")
_KEY = r"(?:[\w.-]+|\"[^\"\n]+\")"
_INSERTED = re.compile(
    r"\^\^(?=[^\s^])[^\n^]{1,500}(?<=[^\s^])\^\^"
    rf"|(?<!\w)\+\+(?:{_KEY}(?:\+{_KEY})*|\w{{2,}}[^\n+]{{0,500}}\w\w)\+\+(?![+\w])"
)
_EDITED = re.compile(r"\{(\+\+|--|==|>>|~~)(.{1,1500}?)(\+\+|--|==|<<|~~)\}", re.DOTALL)
_ENDS_EDIT = {"++": "++", "--": "--", "==": "==", ">>": "<<", "~~": "~~"}
_ICON = re.compile(r":(?:material|octicons|fontawesome|simple)-[\w-]+:")
_TEMPLATE = re.compile(r"<%.{1,500}?%>", re.DOTALL)
_EXPRESSION = re.compile(
    r"\{\{(?!/\*)[^{}\n]{1,300}\}\}|\{(?:props|frontmatter|page|site|params)\.[\w.]+\}"
)
# commands of TeX outside of formulas: other formats than TeX do not print them (Pandoc, "raw_tex")
_COMMAND = re.compile(
    r"\\(?:@ref\([\w:-]+\)|(?:cite\w*|ref|eqref|autoref|cref|pageref|label|index|vspace\*?|hspace\*?"
    r"|textbf|textit|emph|texttt|footnote|url|href\{[^{}\n]*\})(?:\[[^\[\]\n]*\])?\{[^{}\n]*\})"
)
_ROLE = re.compile(
    r"(?:\{([a-z][\w:+-]{0,80})\}|(?<![\w:]):([a-z][\w:+-]{0,80}):)"
    r"(`+)(?!`)(.+?)(?<!`)\3(?!`)"
)
_LANGUAGES = {"r", "python", "julia"}  # code that a program puts a value for (Quarto)
_UNSPOKEN = (COMPONENT, _TEMPLATE, _ICON, _EXPRESSION)
_inline_dollar = math_inline_dollar(allow_space=False, allow_digits=False, allow_double=True)


def use(parser: MarkdownIt) -> None:
    """Give the parser the rules of this module.

    Tokens: "wiki_link", "embed", "contents", "comment", "block_id", "mark", "inline_note", "sub",
    "sup", "math_inline", "math_inline_double", "math_block", "math_block_label".
    """
    dollarmath_plugin(parser, allow_space=False, allow_digits=False, double_inline=True)
    parser.inline.ruler.at("math_inline", _formula)
    parser.block.ruler.at(
        "math_block", _display, {"alt": ["paragraph", "reference", "blockquote", "list"]}
    )
    sub_plugin(parser)
    superscript_plugin(parser)


def early_signs() -> Mapping[str, tuple[InlineRule, ...]]:
    """The rules that are asked before the parser's own, by the sign they begin with."""
    return {
        "\\": (_in_brackets, _hard_blank, _command),
        "{": (_hidden, _role),
        ":": (_role, _component),
    }


def last_signs() -> Mapping[str, tuple[InlineRule, ...]]:
    """The rules that are asked behind those of lists of attributes and of calls."""
    return {"{": (_edited, _component)}


def late_signs() -> Mapping[str, tuple[InlineRule, ...]]:
    """The rules that are asked before links are looked for, by the sign they begin with."""
    return {
        "[": (_link,),
        "!": (_link,),
        "%": (_comment,),
        "=": (_mark,),
        "^": (_note, _inserted, _block_id),
        "+": (_inserted,),
        "<": (_component,),
    }


# the parser's signature
def _link(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    """`[[Note]]`, `[[Note|words]]`, `![[picture.png|300]]`."""
    if state.src[state.pos] not in "[!":
        return False
    found = _LINK.match(state.src, state.pos, state.posMax)
    if not found or not found[2].strip() or _CITED.fullmatch(found[2]):
        return False
    label = normalizeReference(found[2])
    if not found[1] and found[3] is None and label in state.env.get("references", {}):
        return False
    if not silent:
        _push_link(state, bool(found[1]), found[2].strip(), (found[3] or "").strip())
    state.pos = found.end()
    return True


def _push_link(state: StateInline, embeds: bool, target: str, words: str) -> None:  # noqa: FBT001
    if not embeds:
        kind = "contents" if target.lower() in _CONTENTS else "wiki_link"
        opening = state.push(f"{kind}_open", "", 1)
        opening.attrs = {"target": target}
        if words:
            inside: list[Token] = []  # its own: pairs of marks are balanced over a whole list
            state.md.inline.parse(words, state.md, state.env, inside)
            state.tokens += inside
        else:
            state.push("text", "", 0).content = _shown(target)
        state.push(f"{kind}_close", "", -1)
    elif _PICTURE.search(target):
        token = state.push("image", "img", 0)
        token.attrs = {"src": target, "alt": ""}
        token.children = []
        for part in words.split("|"):
            if part.strip() and not _SIZE.fullmatch(part.strip()):
                shown = Token("text", "", 0)
                shown.content = part.strip()
                token.children.append(shown)
    else:
        token = state.push("embed", "", 0)
        token.content, token.attrs = words, {"target": target}


def _shown(target: str) -> str:
    """The words of a link without words of its own, as Obsidian shows them."""
    note, _, part = target.partition("#")
    parts = [piece for piece in part.split("#") if piece and not piece.startswith("^")]
    return " > ".join(filter(None, (note, *parts))) or target


# the parser's signature
def _comment(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    """`%%words that nobody else is to read%%`; a sign of per cent behind a figure opens none."""
    if not state.src.startswith("%%", state.pos):
        return False
    if state.pos and not state.src[state.pos - 1].isspace():
        return False
    end = state.src.find("%%", state.pos + 2, state.posMax)
    if end < 0:
        return False
    if not silent:
        state.push("comment", "", 0).content = state.src[state.pos + 2 : end]
    state.pos = end + 2
    return True


# the parser's signature
def _hidden(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    """`{/* a comment */}` within a line (MDX), `{{/* a comment */}}` of a template."""
    if state.src[state.pos] != "{" or state.src.find("*/}", state.pos) < 0:
        return False
    found = _MDX_COMMENT.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    if not silent:
        state.push("comment", "", 0).content = found["held"].strip()
    state.pos = found.end()
    return True


# the parser's signature
def _command(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    r"""`\cite{a}`, `\@ref(fig:a)`: what only TeX, or the program before it, reads."""
    if state.src[state.pos] != "\\":
        return False
    found = _COMMAND.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    if not silent:
        state.push("component", "", 0).content = found[0]
    state.pos = found.end()
    return True


# the parser's signature
def _role(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    """`{name}`words`` (MyST), `:name:`words`` (reST): words of a kind."""
    if state.src[state.pos] not in "{:":
        return False
    found = _ROLE.match(state.src, state.pos, state.posMax)
    if not found or (found[1] or found[2]) in _LANGUAGES:
        return False
    if not silent:
        token = state.push("role", "", 0)
        token.info, token.content, token.markup = found[1] or found[2], found[4], found[0]
    state.pos = found.end()
    return True


# the parser's signature
def _edited(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    """Marks of an editor: `{++added++}`, `{--struck--}`, `{~~old~>new~~}`, `{>>a remark<<}`.

    What is new is printed, what was struck is struck, a remark is nobody else's (CriticMarkup).
    """
    found = None if silent else _EDITED.match(state.src, state.pos, state.posMax)
    if not found or _ENDS_EDIT[found[1]] != found[3]:
        return False
    start, end, parting = found.start(2), found.end(2), found[2].find("~>")
    if found[1] == ">>":
        state.push("comment", "", 0).content = found[2].strip()
    elif found[1] == "--":
        _nested(state, "s", start, end)
    elif found[1] == "~~":
        old = start + parting if parting >= 0 else end
        _nested(state, "s", start, old)
        if parting >= 0:
            _nested(state, "mark", old + 2, end)
    else:
        _nested(state, "mark", start, end)
    state.pos = found.end()
    return True


# the parser's signature
def _component(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    """A mark that stands for no words, whole.

    The tag of a component (`<Tabs items={x}>`, MDX), a line of a template (`<% x %>`), a drawn sign
    (`:material-check:`, Material for MkDocs).
    """
    tried = (mark.match(state.src, state.pos, state.posMax) for mark in _UNSPOKEN)
    found = next(filter(None, tried), None)
    if not found:
        return False
    if not silent:
        state.push("component", "", 0).content = found[0]
    state.pos = found.end()
    return True


# the parser's signature
def _mark(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    """`==highlighted words==`."""
    start = state.pos + 2
    if (
        silent
        or not state.src.startswith("==", state.pos)
        or state.src[start : start + 1] in "= \n"
    ):
        return False
    limit = min(state.posMax, start + _AT_MOST)
    end = state.src.find("==", start, limit)
    while end > 0 and (state.src[end - 1].isspace() or state.src[end + 2 : end + 3] == "="):
        end = state.src.find("==", end + 1, limit)
    if end <= start:
        return False
    _nested(state, "mark", start, end)
    state.pos = end + 2
    return True


# the parser's signature
def _inserted(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    """`^^inserted words^^`, `++ctrl+c++` (PyMdown, "Caret" and "Keys"; Markdown-it): words."""
    found = None if silent else _INSERTED.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    _nested(state, "mark", state.pos + 2, found.end() - 2)
    state.pos = found.end()
    return True


# the parser's signature
def _note(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    """`^[A note where its mark stands]`."""
    if not state.src.startswith("^[", state.pos):
        return False
    end = label_end(state, state.pos + 1)
    if end < 0 or state.src[end + 1 : end + 2] in {"[", "("}:
        return False  # a link set above the line
    if _CITED.fullmatch(state.src[state.pos + 2 : end]):
        return False
    if not silent:
        _nested(state, "inline_note", state.pos + 2, end)
    state.pos = end + 1
    return True


def _nested(state: StateInline, kind: str, start: int, end: int) -> None:
    """Push a token of this kind around the tokens of what stands between two places."""
    maximum, place = state.posMax, state.pos
    state.pos, state.posMax = start, end
    state.push(f"{kind}_open", "", 1)
    state.md.inline.tokenize(state)
    state.push(f"{kind}_close", "", -1)
    state.pos, state.posMax = place, maximum


# the parser's signature
def _block_id(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    """` ^name` at the end of a block: where links between notes lead."""
    if state.src[state.pos] != "^" or state.level:
        return False
    found = _BLOCK_ID.match(state.src, state.pos, state.posMax)
    if not found or (state.pos and not state.src[state.pos - 1].isspace()):
        return False
    if state.src[found.end() : state.posMax].strip():
        return False
    if not silent:
        state.push("block_id", "", 0).content = found[0].strip()
    state.pos = found.end()
    return True


# the parser's signature
def _formula(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    """`$x$` and `$$x$$` that hold a formula; sums of money and the words between them are none."""
    start = state.pos
    if not _inline_dollar(state, True):  # noqa: FBT003 - the plugin's own
        return False
    held = state.src[start : state.pos].strip("$")
    if _is_prose(held):
        state.pos = start
        return False
    if not silent:
        state.pos = start
        _inline_dollar(state, False)  # noqa: FBT003 - the plugin's own
    return True


# the parser's signature
def _display(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001
    """`$$` … `$$` on lines of its own, with a name behind: `(eq1)`, `{#eq-one}`."""
    first = state.bMarks[start] + state.tShift[start]
    if not state.src.startswith("$$", first) or state.is_code_block(start):
        return False
    for last in range(start, end):
        line = state.src[state.bMarks[last] : state.eMarks[last]]
        if last > start and not line.strip():
            return False  # no formula goes on behind an empty line
        opened = first + 2 - state.bMarks[start] if last == start else 0
        closing = line.find("$$", opened)
        if closing < 0:
            continue
        named = _NAMED.fullmatch(line, closing + 2)
        if named is None:
            return False
        if not silent:
            held = state.getLines(start, last + 1, state.blkIndent, keepLastLF=False)
            token = state.push("math_block", "math", 0)
            token.content = held[held.index("$$") + 2 : held.rindex("$$")]
            token.info, token.map = named[0].strip(), [start, last + 1]
            state.line = last + 1
        return True
    return False


# the parser's signature
def _in_brackets(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    r"""`\(x\)` and `\[x\]`, with one backslash or two; brackets that are only escaped are none."""
    if state.src[state.pos] != "\\":
        return False
    found = _BRACKETED.match(state.src, state.pos, min(state.posMax, state.pos + _AT_MOST))
    if not found or _CLOSED[found[1]] != found[3]:
        return False
    letter = found[0].startswith("\\\\") and re.fullmatch(r"\s*[A-Za-z]\s*", found[2])
    if _is_prose(found[2]) or not (letter or _OF_TEX.search(found[2])):
        return False
    if not silent:
        kind = "math_inline" if found[1] == "(" else "math_inline_double"
        state.push(kind, "math", 0).content = found[2]
    state.pos = found.end()
    return True


# the parser's signature
def _hard_blank(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    """A backslash before a blank: a blank at which no line breaks (Pandoc)."""
    if not state.src.startswith("\\ ", state.pos):
        return False
    if not silent:
        state.append_pending("\u00a0")
    state.pos += 2
    return True


def _is_prose(held: str) -> bool:
    """Whether words of a language stand there, outside what TeX sets as text."""
    return bool(_PROSE.search(_TEXT_IN_TEX.sub(" ", held)))
