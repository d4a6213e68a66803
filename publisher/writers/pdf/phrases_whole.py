"""Titles in East Asia's languages and Thai whose lines end between phrases, not inside a word.

The press may end a line between any two of their letters, as running text wants it; a title of two
lines is then cut in the middle of a word.  CSS Text 4 has `word-break: auto-phrase` for it, which
WeasyPrint does not know.  BudouX finds the phrases (an extra, `publisher[cjk]`); where it is not
there a line ends where the press likes.  Korean needs no library: its words stand between spaces
(`word-break: keep-all`, which WeasyPrint does not know).  The words are not touched.
"""

import re
import unicodedata
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    from budoux import Parser  # loaded only where a title is in such a language

_KOREAN = re.compile(r"\s*\S+\s*")  # a word, and the spaces around it
# Of the letters' size: a phrase that is wider may be broken.  The narrowest lines are 12 wide for
# the first title (e-ink, magazine) and 13 for other heads (a column of the magazine, 55 mm).
_WIDEST_TITLE, _WIDEST_HEAD = 9.0, 12.0
_WIDE = frozenset("WF")  # letters that fill their square (UAX #11)
_TRADITIONAL = frozenset({"hant", "hk", "mo", "tw"})  # scripts and countries (BCP 47)


def keep_phrases_whole(title: etree._Element, language: str) -> None:
    """Let no line of a title end inside a phrase, where its language and the library allow it.

    Only spans are added.  A title that holds other elements stays as it is.
    """
    if len(title) or not title.text:
        return
    phrases = _phrases(title.text, language)
    if len(phrases) <= 1:
        return
    title.text = None
    widest = _WIDEST_TITLE if title.tag == "h1" else _WIDEST_HEAD
    for phrase in phrases:
        span = etree.SubElement(title, "span")
        if _width(phrase.strip()) <= widest:
            span.set("class", "whole")
        span.text = phrase.rstrip()
        span.tail = phrase[len(span.text) :]  # a line ends at a space outside the span alone


def _phrases(words: str, language: str) -> list[str]:
    """The words' phrases; one where nobody can tell them."""
    if language.lower().split("-")[0] == "ko":
        return _KOREAN.findall(words)
    parser = _parser(_model(language))
    return [words] if parser is None else parser.parse(words)


def _width(phrase: str) -> float:
    """How wide a phrase is, of its letters' size: a Latin letter takes half a square."""
    return sum(1.0 if unicodedata.east_asian_width(sign) in _WIDE else 0.5 for sign in phrase)


def _model(language: str) -> str:
    """What a language (BCP 47) is called in the library's names; "" where it has no phrases."""
    primary, *rest = language.lower().replace("_", "-").split("-")
    if primary == "zh":
        is_traditional = not _TRADITIONAL.isdisjoint(rest)
        return "traditional_chinese" if is_traditional else "simplified_chinese"
    return {"ja": "japanese", "th": "thai"}.get(primary, "")


@cache
def _parser(model: str) -> "Parser | None":
    if not model or find_spec("budoux") is None:
        return None
    import budoux

    loaded: Parser = getattr(budoux, f"load_default_{model}_parser")()
    return loaded
