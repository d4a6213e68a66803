"""Formulas of Word (OMML, ECMA-376 part 1, 22.1) → MathML Core."""

import html
from collections.abc import Callable

from publisher.captures.safe_xml import Element, local_name

_DEEPEST = 60
_OPERATORS = set("+-−±∓×÷·∗=≠<>≤≥≈≡∼∝∈∉⊂⊆⊃⊇∪∩∧∨¬→←↔⇒⇐⇔∀∃∂∇∑∏∫∮|/,;:!()[]{}…⋯′″")
_BIG = "∑∏⋃⋂⋁⋀∐"  # their limits stand above and below


def mathml_of(formula: Element, *, display: bool) -> str:
    """The MathML of a formula; what is not known gives the words in it."""
    inner = _row(formula, 0)
    mode = ' display="block"' if display else ""
    return f'<math xmlns="http://www.w3.org/1998/Math/MathML"{mode}>{inner}</math>'


def _row(element: Element | None, depth: int) -> str:
    """The children of an element, one behind the other."""
    if element is None or depth > _DEEPEST:
        return ""
    return "".join(_made(child, depth + 1) for child in element)


def _one(element: Element | None, depth: int) -> str:
    return f"<mrow>{_row(element, depth)}</mrow>"


def _child(element: Element, name: str) -> Element | None:
    return next((one for one in element if local_name(one) == name), None)


def _value(element: Element, *path: str) -> str | None:
    """The m:val of an element below; None where there is no such element, "" without a value."""
    found: Element | None = element
    for name in path:
        found = _child(found, name) if found is not None else None
    if found is None:
        return None
    return next((str(value) for key, value in found.items() if str(key).endswith("}val")), "")


def _made(element: Element, depth: int) -> str:
    name = local_name(element)
    if name.endswith("Pr"):
        return ""
    known = _FORMS.get(name)
    return known(element, depth) if known else _row(element, depth)


def _run(element: Element, _depth: int) -> str:
    """A run: its numbers, operators and names, each as MathML has it."""
    text = "".join(one.text or "" for one in element if local_name(one) == "t")
    upright = _value(element, "rPr", "sty") == "p"
    if _value(element, "rPr", "nor") is not None:
        return f"<mtext>{html.escape(text)}</mtext>"
    made: list[str] = []
    number = ""
    for letter in f"{text} ":
        if letter.isdecimal() or (number and letter in ".," and not number.endswith((".", ","))):
            number += letter
            continue
        if number:
            plain = number.rstrip(".,")
            made.append(f"<mn>{plain}</mn>")
            made += [f"<mo>{mark}</mo>" for mark in number[len(plain) :]]
            number = ""
        if letter.isspace():
            continue
        if letter in _OPERATORS:
            made.append(f"<mo>{html.escape(letter)}</mo>")
        else:
            made.append(f"<mi>{html.escape(letter)}</mi>")
    word = text.strip()
    if upright and word.isalpha() and len(word) > 1:
        return f"<mi>{html.escape(word)}</mi>"
    return "".join(made)


def _fraction(element: Element, depth: int) -> str:
    over, under = (_one(_child(element, name), depth) for name in ("num", "den"))
    thin = ' linethickness="0"' if _value(element, "fPr", "type") == "noBar" else ""
    return f"<mfrac{thin}>{over}{under}</mfrac>"


def _script(tag: str, *names: str) -> Callable[[Element, int], str]:
    def made(element: Element, depth: int) -> str:
        inner = "".join(_one(_child(element, name), depth) for name in names)
        return f"<{tag}>{inner}</{tag}>"

    return made


def _root(element: Element, depth: int) -> str:
    inner, degree = _child(element, "e"), _child(element, "deg")
    written = _row(degree, depth)
    if not written or _value(element, "radPr", "degHide") in {"", "1", "on", "true"}:
        return f"<msqrt>{_row(inner, depth)}</msqrt>"
    return f"<mroot>{_one(inner, depth)}<mrow>{written}</mrow></mroot>"


def _big(element: Element, depth: int) -> str:
    """A sum, product or integral with its limits."""
    sign = _value(element, "naryPr", "chr")
    sign = "∫" if sign is None else sign
    above, below = _row(_child(element, "sup"), depth), _row(_child(element, "sub"), depth)
    placed = _value(element, "naryPr", "limLoc")
    around = placed == "undOvr" or (placed is None and sign in _BIG)
    tags = ("munderover", "munder", "mover") if around else ("msubsup", "msub", "msup")
    operator = f"<mo>{html.escape(sign)}</mo>"
    rows = [f"<mrow>{one}</mrow>" for one in (below, above) if one]
    tag = tags[0] if below and above else tags[1] if below else tags[2] if above else ""
    head = f"<{tag}>{operator}{''.join(rows)}</{tag}>" if tag else operator
    return f"{head}{_one(_child(element, 'e'), depth)}"


def _brackets(element: Element, depth: int) -> str:
    opening, closing = (_value(element, "dPr", name) for name in ("begChr", "endChr"))
    parts = [_one(one, depth) for one in element if local_name(one) == "e"]
    between = _value(element, "dPr", "sepChr") or "|"
    inner = f"<mo>{html.escape(between)}</mo>".join(parts)
    first = html.escape("(" if opening is None else opening)
    last = html.escape(")" if closing is None else closing)
    return f"<mrow><mo>{first}</mo>{inner}<mo>{last}</mo></mrow>"


def _function(element: Element, depth: int) -> str:
    name, inner = _child(element, "fName"), _child(element, "e")
    return f"<mrow>{_row(name, depth)}<mo>&#8289;</mo>{_one(inner, depth)}</mrow>"


def _table(element: Element, depth: int) -> str:
    rows = (one for one in element if local_name(one) == "mr")
    made = "".join(
        "<mtr>"
        + "".join(f"<mtd>{_row(cell, depth)}</mtd>" for cell in row if local_name(cell) == "e")
        + "</mtr>"
        for row in rows
    )
    return f"<mtable>{made}</mtable>"


def _lines(element: Element, depth: int) -> str:
    rows = (one for one in element if local_name(one) == "e")
    made = "".join(f"<mtr><mtd>{_row(row, depth)}</mtd></mtr>" for row in rows)
    return f"<mtable>{made}</mtable>"


def _accent(element: Element, depth: int) -> str:
    mark = _value(element, "accPr", "chr") or "^"
    inner = _one(_child(element, "e"), depth)
    return f'<mover accent="true">{inner}<mo>{html.escape(mark)}</mo></mover>'


def _bar(element: Element, depth: int) -> str:
    tag = "mover" if _value(element, "barPr", "pos") == "top" else "munder"
    return f"<{tag}>{_one(_child(element, 'e'), depth)}<mo>¯</mo></{tag}>"


_FORMS: dict[str, Callable[[Element, int], str]] = {
    "r": _run,
    "f": _fraction,
    "sSup": _script("msup", "e", "sup"),
    "sSub": _script("msub", "e", "sub"),
    "sSubSup": _script("msubsup", "e", "sub", "sup"),
    "limLow": _script("munder", "e", "lim"),
    "limUpp": _script("mover", "e", "lim"),
    "rad": _root,
    "nary": _big,
    "d": _brackets,
    "func": _function,
    "m": _table,
    "eqArr": _lines,
    "acc": _accent,
    "bar": _bar,
}
