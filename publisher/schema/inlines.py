"""Inlines as Markdown source, exact to the character.

CommonMark's marks for stress bind only in certain company (0.31, "Emphasis and strong emphasis",
rules 1 to 12); they are used where neither side can be mistaken, and spans `[words]{.em}`
everywhere else.
"""

import re
import unicodedata
from collections.abc import Sequence

from publisher.model.body import (
    Abbreviation,
    Anchor,
    CheckBox,
    CodeText,
    Emphasis,
    Foreign,
    Formula,
    Inline,
    LineBreak,
    Link,
    NoteMark,
    Picture,
    Ruby,
    Script,
    Strong,
    Struck,
    Text,
)

_SIGNS = re.compile(r"[\\`*\[\]<~{]|&(?=[#A-Za-z0-9])|(?<![^\W_])_|_(?![^\W_])")
_SPACES = {"\n": "&#10;", "\t": "&#9;", "\r": "&#13;"}
_MARKS = {Emphasis: ("*", "em"), Strong: ("**", "strong"), Struck: ("~~", "struck")}
MATHML = "{=mathml}"  # behind a code that is a formula, as pandoc marks raw markup
_START = re.compile(r"[#>+\-=|:](?=.|$)|\d{1,9}(?=[.)])", re.DOTALL)


def write_inlines(children: Sequence[Inline]) -> str:
    """The source of inlines in normal form."""
    out = ""
    for place, child in enumerate(children):
        written = _write(child, out, children[place + 1] if place + 1 < len(children) else None)
        if written.startswith("[") and out.endswith("!"):
            out = f"{out[:-1]}\\!"  # or a picture would begin there
        if written.startswith("`") and out.endswith("`"):
            out += "[]{}"  # or two codes would run together
        if place and isinstance(child, Text) and written[:1] in {"(", ":"}:
            written = f"\\{written}"  # or it would belong to the bracket before it
        out += written
    return out


def at_edges(line: str) -> str:
    """The line with white space at its ends as character references: the parser trims it."""
    start, end = len(line) - len(line.lstrip()), len(line.rstrip())
    if end <= start:
        return "".join(f"&#{ord(space)};" for space in line)
    return "".join(
        (
            *(f"&#{ord(space)};" for space in line[:start]),
            line[start:end],
            *(f"&#{ord(space)};" for space in line[end:]),
        )
    )


def at_start(line: str) -> str:
    """The line as a block may begin with it.

    What would be a heading, list, quotation or table is escaped.
    """
    found = _START.match(line)
    if not found:
        return line
    return f"\\{line}" if not found[0].isdigit() else f"{found[0]}\\{line[found.end() :]}"


def _write(child: Inline, before: str, after: Inline | None) -> str:
    match child:
        case Text(text=text):
            return _SIGNS.sub(r"\\\g<0>", text).translate(_TABLE)
        case Emphasis() | Strong() | Struck():
            mark, name = _MARKS[type(child)]
            inner = write_inlines(child.children)
            bare = _is_bare(child.children) and _is_apart(before[-1:]) and _is_apart(_first(after))
            return f"{mark}{inner}{mark}" if bare else f"[{inner}]{{.{name}}}"
        case Script(position=position, children=inside):
            return f"[{write_inlines(inside)}]{{.{position}}}"
        case CodeText(text=text):
            return _code(text)
        case Link(address=address, children=inside):
            return _link(address, write_inlines(inside))
        case LineBreak():
            return "<br>"
        case Foreign(language=language, direction=direction, children=inside):
            words = " ".join(
                f"{key}={given}" for key, given in (("lang", language), ("dir", direction)) if given
            )
            return f"[{write_inlines(inside)}]{{{words}}}"
        case Abbreviation(meaning=meaning, children=inside):
            return f"[{write_inlines(inside)}]{{title={_quoted(meaning)}}}"
        case Ruby(children=inside, reading=reading):
            return f"[{write_inlines(inside)}]{{ruby={_quoted(reading)}}}"
        case NoteMark(note=note):
            return f"[^{note}]"
        case Formula(mathml=mathml):
            return f"{_code(mathml)}{MATHML}"
        case Picture(asset=asset):
            return f"![]({_destination(asset)})"
        case Anchor(name=name):
            return f"[]{{#{name}}}"
        case CheckBox(checked=checked):
            return f"[{'x' if checked else ' '}]{{.box}}"


_TABLE = str.maketrans(_SPACES)


def _is_bare(children: Sequence[Inline]) -> bool:
    """Whether stressed words begin and end with a letter or digit, so that marks bind to them."""
    if not children:
        return False
    first, last = children[0], children[-1]
    return (
        isinstance(first, Text)
        and isinstance(last, Text)
        and first.text[0].isalnum()
        and last.text[-1].isalnum()
    )


def _is_apart(neighbour: str) -> bool:
    """Whether a mark beside this character opens or closes and cannot do the other."""
    return (
        not neighbour
        or neighbour in " \xa0"
        or (unicodedata.category(neighbour).startswith("P") and neighbour not in "*~\\`_")
    )


def _first(after: Inline | None) -> str:
    """The first character that will be written for an inline.

    A mark where that is not known yet.
    """
    match after:
        case None:
            return ""
        case Text(text=text):
            return text[0]
        case Emphasis() | Strong() | Struck() | CodeText() | Formula():
            return "*"
        case LineBreak():
            return "*"
        case Picture():
            return "!"
        case _:
            return "["


def _code(text: str) -> str:
    fence = "`"
    while re.search(f"(?<!`){fence}(?!`)", text):
        fence += "`"
    padded = (
        f" {text} "
        if text[0] == "`" or text[-1] == "`" or (text[0] == text[-1] == " " and text.strip(" "))
        else text
    )
    return f"{fence}{padded}{fence}"


def _link(address: str, inner: str) -> str:
    """A link; a span around other brackets, which the parser lets no link's words hold."""
    if re.search(r"(?<!!)\[", re.sub(r"\\.", "", inner, flags=re.DOTALL)):
        return f"[{inner}]{{href={_quoted(address)}}}"
    return f"[{inner}]({_destination(address)})"


def _quoted(text: str) -> str:
    return '"' + re.sub(r'([\\"])', r"\\\1", text) + '"'


def _destination(address: str) -> str:
    if re.fullmatch(r"[^\s()<>\\&*_`\[\]~\x00-\x20\x7f]+", address):
        return address
    escaped = re.sub(r"[\\<>&]", r"\\\g<0>", address)
    return f"<{escaped}>"
