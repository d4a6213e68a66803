"""The language of a capture that does not say it: inferred only where script or common words leave no doubt."""

import functools
import re
import tomllib
import unicodedata
from collections import Counter
from pathlib import Path

from publisher.model.article import Evidence, EvidenceKind
from publisher.model.body import Direction

_LETTERS = 4000  # characters looked at
_SCRIPTS = {"HANGUL": "ko", "HIRAGANA": "ja", "KATAKANA": "ja", "THAI": "th", "HEBREW": "he", "GREEK": "el", "GEORGIAN": "ka", "ARMENIAN": "hy"}
_RTL = {"HEBREW", "ARABIC"}


@functools.cache
def _common() -> dict[str, frozenset[str]]:
    rows = tomllib.loads((Path(__file__).parent / "wordings" / "languages.toml").read_text("utf-8"))
    return {language: frozenset(words) for language, words in rows.items()}


def language_of(text: str) -> tuple[str, Direction, tuple[Evidence, ...]]:
    """(BCP 47 tag or "", direction, evidence).

    A script that one language alone uses decides (Kana: Japanese; Han without Kana: Chinese).  Else a language of the
    table whose common words are at least 3 % of all words and three times as many as any other's.
    """
    sample = text[:_LETTERS]
    scripts: Counter[str] = Counter()
    for char, count in Counter(sample).items():
        if char.isalpha():
            scripts[unicodedata.name(char, "-").split()[0]] += count
    total = sum(scripts.values())
    direction: Direction = "rtl" if sum(scripts[script] for script in _RTL) * 2 > total else ""
    if language := _by_script(scripts, total) or _by_words(sample):
        return language, direction, (Evidence(field="language", kind=EvidenceKind.INFERRED, rule="script or common words"),)
    return "", direction, ()


def _by_script(scripts: Counter[str], total: int) -> str:
    if not total:
        return ""
    if scripts["HIRAGANA"] + scripts["KATAKANA"] > 0.15 * total:
        return "ja"
    if scripts["CJK"] > 0.6 * total:
        return "zh"
    script, count = scripts.most_common(1)[0]
    return _SCRIPTS.get(script, "") if count > 0.6 * total else ""


def _by_words(sample: str) -> str:
    words = re.findall(r"[^\W\d_]+", sample.lower())
    told = Counter(words)
    counts = sorted(((sum(told[word] for word in common), language) for language, common in _common().items()), reverse=True)
    (most, language), (next_most, _) = counts[:2]
    return language if most >= 8 and most > 0.03 * len(words) and most >= 3 * next_most else ""
