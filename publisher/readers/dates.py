"""Days as people and programs write them → dates: for metadata, front matter, and words on a page.

In: words.  Out: days.  What could be two days ("04/03/2024" in a text that does not tell) is given
as both, and it is for the caller to know which, or neither.  Month names are data (dates.toml).
"""

import datetime
import functools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from publisher.rows import rows_of

_FIRST, _LAST = 1980, 2099  # years; before the web nothing was published on it
_READ_AT_MOST = 600  # characters in which a day is looked for
_ISO = re.compile(r"\s*(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})(?!\d)")
_EPOCH = re.compile(r"\s*(\d{10})(?:\d{3})?\s*$")


class Day(NamedTuple):
    """A day as words say it; `days` are two where they leave open which figure is the month.

    start, end   where in the words it stands.
    """

    days: tuple[datetime.date, ...]
    start: int
    end: int


@functools.cache
def _rows() -> dict[str, Any]:
    return rows_of(Path(__file__).parent / "dates.toml")


@functools.cache
def words(name: str) -> frozenset[str]:
    """A list of dates.toml: "published", "other", "around", "weekdays"."""
    return frozenset(_rows()["words"][name])


@functools.cache
def _months() -> dict[str, int]:
    return {name: int(number) for number, names in _rows()["months"].items() for name in names}


@functools.cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    month = "|".join(sorted(map(re.escape, _months()), key=len, reverse=True))
    month = rf"(?P<month>{month})(?![^\W\d_])\.?"
    day = r"(?P<day>\d{1,2})"
    year = r"(?P<year>(?:19|20)\d{2})(?!\d)"
    clock = r"(?:at \d\S* \w+ |\d\d:\d\d:\d\d (?:[A-Z]{2,5} )?)?"
    written = (
        (
            rf"(?<!\d){day}(?:st|nd|rd|th|er|º|ª|\.)?\s*(?:of |de |di |d['’])?\s*"
            rf"{month},?\s*(?:de |del |of )?{year}"
        ),
        # "Mon Mar 04 12:45:00 EDT 2025" is how C and Java write a moment (C17, 7.27.3.1, asctime)
        rf"(?<![^\W\d_]){month}\s*{day}(?:st|nd|rd|th)?,?\s+{clock}{year}",
        rf"(?<!\d)(?P<year>(?:19|20)\d{{2}})\s*[年년]\s*(?P<number>\d{{1,2}})\s*[月월]\s*{day}\s*[日일]",
        rf"(?<![\d/.-])(?P<year>(?:19|20)\d{{2}})(?P<mark>[-/.])(?P<number>\d{{1,2}})(?P=mark){day}(?!\d)",
        rf"(?<![\d/.-]){day}(?P<mark>\.\s?|/|-)(?P<number>\d{{1,2}})(?P=mark)(?P<year>(?:19|20)?\d{{2}})(?![\d/]|\.\d)",
    )
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in written)


def stated_day(written: str) -> datetime.date | None:
    """The day that a field of metadata states, in any usual spelling, in its own time zone.

    None for what is no day, could be two, or is the epoch that a program left there.
    """
    words = re.sub(r"^\s*<!\[CDATA\[|\]\]>\s*$", "", written.strip())
    if iso := _ISO.match(words):
        return _date(iso[1], iso[2], iso[3])
    if epoch := _EPOCH.match(words):
        moment = datetime.datetime.fromtimestamp(int(epoch[1]), datetime.UTC)
        return _date(moment.year, moment.month, moment.day)
    found = next(days_in(words), None)
    return found.days[0] if found and len(found.days) == 1 else None


def days_in(text: str, language: str = "") -> Iterator[Day]:
    """Every full day in words, in their order; `language` tells how figures are read."""
    text = text[:_READ_AT_MOST]
    found: list[Day] = []
    for pattern in _patterns():
        for match in pattern.finditer(text):
            if any(match.start() < other.end and other.start < match.end() for other in found):
                continue
            if days := _days(match, language.lower()):
                found.append(Day(days, match.start(), match.end()))
    return iter(sorted(found, key=lambda day: day.start))


def _days(match: re.Match[str], language: str) -> tuple[datetime.date, ...]:
    named = match.groupdict()
    year = named["year"] if len(named["year"]) == 4 else f"20{named['year']}"
    if month := named.get("month"):
        day = _date(year, _months()[month.lower()], named["day"])
        return (day,) if day else ()
    first, second, mark = named["day"], named["number"], (named.get("mark") or "").strip()
    straight = _date(year, second, first)
    if (
        match.string[match.start()] in "12"
        and match["year"] == match.string[match.start() : match.start() + 4]
    ):
        return (straight,) if straight else ()
    if mark == ".":
        return (straight,) if straight else ()
    if len(named["year"]) != 4:
        return ()  # 01/02/03 says nothing
    turned = _date(year, first, second)
    both = tuple(dict.fromkeys(day for day in (straight, turned) if day))
    if len(both) < 2:
        return both
    primary = language.split("-", maxsplit=1)[0]
    if {language, primary} & words("month_first"):
        return both[1:]
    return both[:1] if {language, primary} & words("day_first") else both


def _date(year: str | int, month: str | int, day: str | int) -> datetime.date | None:
    try:
        found = datetime.date(int(year), int(month), int(day))
    except ValueError:
        return None
    return found if _FIRST <= found.year <= _LAST else None
