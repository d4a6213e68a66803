"""Words and numbers as literals of Typst's code.

The source we write is code: names from a closed list and literals, never markup.  In a literal only
the backslash and the quotation mark mean something, so no word of an article is ever read as a
command (Typst reference, "String").
"""

import re
from collections.abc import Iterable, Mapping

_ESCAPES = str.maketrans(
    {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\x7f": "\\u{7f}"}
)
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:-[A-Za-z]{4})?(?:-([A-Za-z]{2}))?(?:-.*)?")
_UNKNOWN = frozenset({"und", "mul", "zxx", "mis"})  # ISO 639-2: no language, or none that is known


def text(words: str) -> str:
    """The words as a string literal."""
    return f'"{words.translate(_ESCAPES)}"'


def points(number: float) -> str:
    """A length in points."""
    return f"{round(number, 3):g}pt"


def listed(items: Iterable[str]) -> str:
    """An array of literals; of one as well."""
    return "(" + "".join(f"{item}, " for item in items) + ")"


def named(items: Mapping[str, str]) -> str:
    """A dictionary of literals by name."""
    inside = ", ".join(f"{text(name)}: {item}" for name, item in items.items())
    return f"({inside or ':'})"


def language(tag: str) -> str:
    """The arguments that say a language (BCP 47); "" for one that Typst has no name for."""
    found = _LANGUAGE.fullmatch(tag)
    if found is None or found[1].lower() in _UNKNOWN:
        return ""
    region = text(found[2].lower()) if found[2] else "none"
    return f"lang: {text(found[1].lower())}, region: {region}"
