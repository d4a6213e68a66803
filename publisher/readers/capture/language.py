"""The language of a capture: the tag that it states, where that is one.

Else inferred where script or common words leave no doubt.
"""

import functools
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from publisher.model.article import Evidence, EvidenceKind
from publisher.model.body import Direction
from publisher.rows import rows_of

_LETTERS = 4000  # characters looked at
_SCRIPTS = {
    "HANGUL": "ko",
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "THAI": "th",
    "HEBREW": "he",
    "GREEK": "el",
    "GEORGIAN": "ka",
    "ARMENIAN": "hy",
    "TAMIL": "ta",
    "TELUGU": "te",
    "KANNADA": "kn",
    "MALAYALAM": "ml",
    "GUJARATI": "gu",
    "GURMUKHI": "pa",
    "SINHALA": "si",
    "KHMER": "km",
    "LAO": "lo",
    "MYANMAR": "my",
}
_RTL = {"HEBREW", "ARABIC"}
# Indic vowel signs are no letters, but stand in words
_BETWEEN = re.compile(r"[^\w\u0300-\u036f\u0900-\u0dff\u200c]+")
_ADDRESS = re.compile(r"(?<!\S)\S*?(?:://|@|www\.)\S*")
_FEW = 4  # words of its own that a language shows
# Latin letters that say as much as one Han character: code and names stand in Latin letters in
# every language
_WORD = 3

# RFC 5646, section 2.1, as far as articles go: language, script, region, variants, extensions,
# private use.
_TAG = re.compile(
    r"([a-z]{2,3})(?:-[a-z]{3})?(?:-[a-z]{4})?(?:-(?:[a-z]{2}|\d{3}))?(?:-(?:[a-z0-9]{5,8}|\d[a-z0-9]{3}))*"
    r"(?:-[a-wyz](?:-[a-z0-9]{2,8})+)*(?:-x(?:-[a-z0-9]{1,8})+)?",
    re.IGNORECASE,
)
_CODES = (  # ISO 639-1; a code of three letters may be any
    " aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy"
    " da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu"
    " hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb"
    " lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om"
    " or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw"
    " ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu "
)


def tag_of(written: str) -> str:
    """The language tag that a page or a head states, as it is written but for "_".

    "" for what is none ("english", "fr_FR.UTF-8").
    """
    tag = written.strip().replace("_", "-")
    found = _TAG.fullmatch(tag)
    return tag if found and (len(found[1]) == 3 or f" {found[1].lower()} " in _CODES) else ""


@functools.cache
def _common() -> dict[str, frozenset[str]]:
    rows = rows_of(Path(__file__).parent / "wordings" / "languages.toml")
    return {language: frozenset(words.split()) for language, words in rows.items()}


def language_of(text: str) -> tuple[str, Direction, tuple[Evidence, ...]]:
    """(BCP 47 tag or "", direction, evidence).

    A script that one language alone uses decides (Kana: Japanese; Han without Kana: Chinese).  Else
    a language of the table whose common words are at least 3 % of all words; and of the words that
    it does not share with another of the table there are at least three times as many as of that
    other's.
    """
    sample = text[:_LETTERS]
    scripts: Counter[str] = Counter()
    for char, count in Counter(sample).items():
        if char.isalpha():
            scripts[unicodedata.name(char, "-").split()[0]] += count
    total = sum(scripts.values())
    direction: Direction = "rtl" if sum(scripts[script] for script in _RTL) * 2 > total else ""
    if language := _by_script(scripts, total) or _by_words(sample):
        return (
            language,
            direction,
            (
                Evidence(
                    field="language", kind=EvidenceKind.INFERRED, rule="script or common words"
                ),
            ),
        )
    return "", direction, ()


def _by_script(scripts: Counter[str], total: int) -> str:
    if not total:
        return ""
    kana = scripts["HIRAGANA"] + scripts["KATAKANA"]
    if kana > 0.15 * total:
        return "ja"
    if (
        _WORD * scripts["CJK"] > 0.6 * (total + (_WORD - 1) * scripts["CJK"])
        and kana + scripts["HANGUL"] < 0.02 * scripts["CJK"]
    ):
        return "zh"
    script, count = scripts.most_common(1)[0]
    return _SCRIPTS.get(script, "") if count > 0.6 * total else ""


def _by_words(sample: str) -> str:
    words = Counter(
        word
        for word in _BETWEEN.split(_ADDRESS.sub(" ", sample.lower()))
        if word and not word[0].isdigit()
    )
    counts = {
        language: {word: words[word] for word in common if word in words}
        for language, common in _common().items()
    }
    language, mine = max(counts.items(), key=lambda each: (sum(each[1].values()), each[0]))
    most = sum(mine.values())
    if most < 5 or most <= 0.03 * words.total():
        return ""
    return (
        language
        if all(
            _own(mine, _common()[other]) >= max(_FEW, 3 * _own(theirs, _common()[language]))
            for other, theirs in counts.items()
            if other != language
        )
        else ""
    )


def _own(counts: Mapping[str, int], shared: frozenset[str]) -> int:
    """How many of these words are not shared."""
    return sum(count for word, count in counts.items() if word not in shared)
