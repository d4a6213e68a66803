r"""Formulas that a source writes as TeX → MathML, and where they stand in a line of text.

In: TeX, or text with TeX between `\(…\)`, `\[…\]`, `$$…$$` or `$…$`.  Out: Formulas, each with its
TeX as its plain form.  What the converter does not know stays TeX: half a formula would be another
one.
"""

import re
from collections.abc import Iterator

from publisher.model.body import Formula
from publisher.model.formula import canonical

_LONGEST = 20_000  # characters: more is no formula, and the converter takes its time
_DEEPEST = 60  # braces in braces; formulas of the web have up to 20
_MATHML = re.compile(r"<(\w+)(?:\s[^<>]*)?>[^<>]*\\[A-Za-z]+[^<>]*</\1>")
# environments whose rows the converter would number by itself
_NUMBERED = re.compile(
    r"\\(begin|end)\{(align|alignat|eqnarray|equation|flalign|gather|multline)\}"
)
_UNPRINTED = re.compile(r"\\label\{[^{}]*\}|\\(?:nonumber|notag)(?![A-Za-z])")
_WRAPPED = re.compile(
    r"\s*(?:\\\((?P<a>.*)\\\)|\\\[(?P<b>.*)\\\]|\$\$(?P<c>.*)\$\$|\$(?P<d>.*)\$)\s*", re.DOTALL
)
_STYLED = re.compile(r"\{\\(?:displaystyle|textstyle)\s+(.*)\}", re.DOTALL)
_BRACKETS = r"(?<!\\)\\\((?P<round>.+?)\\\)|(?<!\\)\\\[(?P<square>.+?)\\\]"
# pandoc's rule (tex_math_dollars): no space inside, no digit behind
_DOLLARS = (
    r"|(?<![\\$])\$\$(?P<two>[^$]+?)\$\$(?!\$)"
    r"|(?<![\\$\w])\$(?P<one>(?=\S)[^$\n]*?[^$\s\\])\$(?![\d$])"
)
_IN_BRACKETS = re.compile(_BRACKETS, re.DOTALL)
_IN_BOTH = re.compile(_BRACKETS + _DOLLARS, re.DOTALL)


def formula_of(tex: str, *, display: bool = False) -> Formula | None:
    """The formula that this TeX writes; None where it cannot be told for certain.

    display   whether it stands on a line of its own.
    """
    plain = " ".join(bare(tex).split())
    if not plain or len(plain) > _LONGEST or _depth(plain) > _DEEPEST:
        return None
    from latex2mathml.converter import convert  # only where there is TeX: it loads 2,500 signs

    known = _UNPRINTED.sub("", _NUMBERED.sub(r"\\\1{\2*}", plain))
    try:
        made = convert(known, display="block" if display else "inline")
    except Exception:  # noqa: BLE001 - the converter's errors have no common kind
        return None
    if _MATHML.search(made):
        return None  # a command that it does not know, as its name
    whole = made.replace("<math ", f"<math alttext={_quoted(plain)} ", 1)
    try:
        found = Formula(mathml=canonical(whole))
    except ValueError:
        return None
    return found if found.words.strip() else None


def bare(tex: str) -> str:
    """The TeX without the delimiters and the style around it."""
    if wrapped := _WRAPPED.fullmatch(tex):
        tex = next(given for given in wrapped.groups() if given is not None)
    styled = _STYLED.fullmatch(tex.strip())
    return styled[1].strip() if styled and _depth(styled[1]) >= 0 else tex.strip()


def split_formulas(text: str, *, dollars: bool) -> Iterator[str | Formula]:
    """The text in order, with each formula that is written in it.

    dollars   whether `$…$` is one as well; without more evidence it is as well two prices.
    """
    begin = 0
    for found in (_IN_BOTH if dollars else _IN_BRACKETS).finditer(text):
        kind = found.lastgroup or ""
        made = formula_of(found[kind], display=kind in {"square", "two"})
        if made is None:
            continue
        if found.start() > begin:
            yield text[begin : found.start()]
        yield made
        begin = found.end()
    if begin < len(text):
        yield text[begin:]


def _depth(tex: str) -> int:
    """How deep braces stand in braces; -1 where they do not match."""
    depth = deepest = 0
    for sign in re.sub(r"\\[{}\\]", "", tex):
        depth += (sign == "{") - (sign == "}")
        if depth < 0:
            return -1
        deepest = max(deepest, depth)
    return deepest if depth == 0 else -1


def _quoted(text: str) -> str:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    return f'"{escaped}"'
