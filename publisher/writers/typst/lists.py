"""What stands before the items of a numbered list."""

from collections.abc import Iterator

from lxml import etree

_ROMAN = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)
_MOST_ROMAN = 3999  # CSS Counter Styles 3, 6.1: beyond, numbers are decimal
_LETTERS = 26


def labels_of(listed: etree._Element) -> Iterator[str]:
    """The label of each item (HTML, 4.4.5 and 4.4.8)."""
    step = -1 if listed.get("reversed") else 1
    number = int(listed.get("start", "1"))
    kind = listed.get("type", "1")
    for item in listed:
        if item.tag != "li":
            continue
        given = item.get("value")
        number = int(given) if given is not None else number
        yield f"{_counted(number, kind)}."
        number += step


def _counted(number: int, kind: str) -> str:
    if kind.lower() == "a" and number > 0:
        counted = _letters(number)
    elif kind.lower() == "i" and 0 < number <= _MOST_ROMAN:
        counted = _roman(number)
    else:
        return str(number)
    return counted.upper() if kind.isupper() else counted


def _letters(number: int) -> str:
    signs = ""
    while number:
        number, rest = divmod(number - 1, _LETTERS)
        signs = chr(ord("a") + rest) + signs
    return signs


def _roman(number: int) -> str:
    signs = ""
    for worth, sign in _ROMAN:
        count, number = divmod(number, worth)
        signs += sign * count
    return signs
