"""Titles in Japanese, Chinese and Thai whose lines end between phrases, not inside a word.

The press may end a line between any two of their letters, as running text wants it; a title of two
lines is then cut in the middle of a word.  CSS Text 4 has `word-break: auto-phrase` for it, which
WeasyPrint does not know.  BudouX finds the phrases (an extra, `publisher[cjk]`); where it is not
there a line ends where the press likes.  The words are not touched.
"""

from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    from budoux import Parser  # loaded only where a title is in such a language

_LONGEST = 9  # letters of a phrase: a longer one might not fit a narrow page's line
_TRADITIONAL = frozenset({"hant", "hk", "mo", "tw"})  # scripts and countries (BCP 47)


def keep_phrases_whole(title: etree._Element, language: str) -> None:
    """Let no line of a title end inside a phrase, where its language and the library allow it.

    Only spans are added.  A title that holds other elements stays as it is.
    """
    if len(title) or not title.text or (parser := _parser(_model(language))) is None:
        return
    phrases = parser.parse(title.text)
    if len(phrases) == 1:
        return
    title.text = None
    for phrase in phrases:
        span = etree.SubElement(title, "span")
        if len(phrase) <= _LONGEST:
            span.set("class", "whole")
        span.text = phrase


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
