"""Lengths that terms name, read from their words and counted in a text: days, words, characters.

The names of the units are data (measures.toml).  Words are divided as Unicode divides them (UAX
#29, default word boundaries): each letter of Han and Hiragana is one, each run of other letters;
scripts that need a dictionary (Thai, Lao, Khmer, Myanmar) are not counted in words.
"""

import functools
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from publisher.model.body import Block, Paragraph, Quote, plain_text
from publisher.rows import rows_of
from publisher.value import value

_NUMBER = r"\d{1,3}(?:[.,'’\u00a0\u202f ]\d{3})+(?!\d)|\d{1,6}"
_A_LETTER_A_WORD = ("CJK UNIFIED", "CJK COMPATIBILITY IDEOGRAPH", "HIRAGANA")
_NEED_DICTIONARY = ("THAI", "LAO", "KHMER", "MYANMAR", "TAI ", "NEW TAI")
_MOST_UNREAD = 0.1  # of the letters of a text, those of such scripts


@value
class Length:
    """So many of a unit, as the source writes it.

    unit   "words", "characters" or "paragraphs".
    """

    number: int
    unit: str
    written: str


def days_named(words: str) -> tuple[int, str] | None:
    """(how many days the words name at most, how they write it); None where they name none.

    A month has 31 days and a year 366, so that nothing is refused too early.  Where they name
    several lengths of time, it is not told which is meant.
    """
    found = {int(number) * int(unit): said for number, unit, said in _named(words, "days")}
    return next(iter(found.items())) if len(found) == 1 else None


def length_named(words: str) -> Length | None:
    """The length that words name; None where they name none, or several."""
    found = {
        Length(number=number, unit=unit, written=said)
        for number, unit, said in _named(words, "units")
    }
    return found.pop() if len(found) == 1 else None


def counts_of(blocks: tuple[Block, ...], unit: str) -> tuple[int, int] | None:
    """(the fewest, the most) of a unit that a text has, as people count; None where nobody can.

    Some count "well-known" as one word and some as two, some the blanks between the letters.
    """
    if unit == "paragraphs":
        count = sum(isinstance(block, Paragraph | Quote) for block in blocks)
        return count, count
    text = plain_text(blocks)
    if unit == "characters":
        return sum(char.isalnum() for char in text), len(text)
    letters = [char for char in text if char.isalpha()]
    unread = sum(_is_of(char, _NEED_DICTIONARY) for char in letters)
    if unread > len(letters) * _MOST_UNREAD:
        return None
    apart = "".join(char if char.isalnum() else " " for char in text)
    return _words_in(text), _words_in(apart)


def _words_in(text: str) -> int:
    return sum(_words_of(token) for token in text.split())


def _words_of(token: str) -> int:
    """The words of what stands between blanks: each Han and Hiragana letter, each run of others."""
    count, is_in_run = 0, False
    for char in token:
        alone = _is_of(char, _A_LETTER_A_WORD)
        count += alone or (char.isalnum() and not is_in_run)
        is_in_run = not alone and (is_in_run or char.isalnum())
    return count


def _is_of(char: str, scripts: tuple[str, ...]) -> bool:
    return char > "\u02ff" and unicodedata.name(char, "").startswith(scripts)


def _named(words: str, family: str) -> Iterator[tuple[int, str, str]]:
    """(number, unit, as it is written) of each length that the words name."""
    folded = words.lower()
    spelled = words if len(folded) != len(words) else folded
    for match in _pattern(family).finditer(spelled):
        said = match["number"]
        digits = re.sub(r"\D", "", said)
        number = int(digits) if digits else _number_of(said)
        unit = next(name for name, text in match.groupdict().items() if text and name != "number")
        yield number, unit.removeprefix("u"), match[0]


@functools.cache
def _data() -> dict[str, dict[str, list[str]]]:
    path = Path(__file__).with_name("measures.toml")
    return rows_of(path)


@functools.cache
def _pattern(family: str) -> re.Pattern[str]:
    numbers = "|".join(one for many in _data()["numbers"].values() for one in many)
    units = "|".join(f"(?P<u{name}>{'|'.join(many)})" for name, many in _data()[family].items())
    spelled = rf"(?<![\da-zà-öø-ÿа-яё])(?P<number>{_NUMBER}|{numbers})"
    # a letter of the same script behind it makes another word of it
    return re.compile(rf"{spelled}[ \u00a0\u202f-]?(?:{units})(?![a-zà-öø-ÿа-яء-يא-ת])")


def _number_of(words: str) -> int:
    return next(
        int(number)
        for number, many in _data()["numbers"].items()
        if any(re.fullmatch(one, words) for one in many)
    )
