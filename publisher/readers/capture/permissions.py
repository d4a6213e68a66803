"""Leave to republish, read from notices.

Permissions with their conditions, and the licence of the text.

The words are data (wordings/conditions.toml, wordings/licences.toml); nothing is supplied that a
notice does not say.
"""

import functools
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from publisher.model.rights import (
    Condition,
    ConditionId,
    Licence,
    Notice,
    NoticeKind,
    Permission,
    Scope,
)
from publisher.readers.capture.recognise import recognise
from publisher.readers.capture.skeleton import fold, sentences
from publisher.rights.licences import by_address
from publisher.rows import rows_of

HIDDEN = re.compile(r"\[email\s+protected\]")
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+\.[\w.-]+\w")
_LICENSING = {NoticeKind.CC_LICENCE, NoticeKind.REPUBLISHED_CC}
_BY = re.compile(r"\bcc[ -]by\b|\bcreative[ -]commons\W{1,3}(?:attribution|namensnennung)")
_ELEMENTS = ("by", "nc", "nd", "sa")  # in the order of the licences' names
_VERSION = re.compile(r"\b([1-4]\.[0-9])\b")


@functools.cache
def _wordings(name: str) -> dict[str, Any]:
    return rows_of(Path(__file__).parent / "wordings" / f"{name}.toml")


def permissions_in(notices: Iterable[Notice]) -> tuple[Permission, ...]:
    """A permission for each notice that grants one, with what the same notice asks for."""
    return tuple(permission for notice in notices if (permission := _permission(notice)))


def _permission(notice: Notice) -> Permission | None:
    said = sentences(notice.text)
    grants = [
        (words, match) for words in said for match in recognise(words) if match.wording.grants
    ]
    if not grants:
        return None
    asks = [words for words in said if any(match.wording.asks for match in recognise(words))]
    text = grants[0][0]
    contact = _MAIL.search(" ".join(asks))
    return Permission(
        granted_by=grants[0][1].name.removeprefix("The ").removeprefix("the "),
        text=text,
        audience=tuple(_words("audience", text)),
        conditions=(*_conditions_of(text, said, asks), *(_ask_first(words) for words in asks)),
        waives=tuple(_liberties(said)),
        contact=contact[0] if contact else "",
        contact_hidden=not contact and any(HIDDEN.search(words) for words in asks),
    )


def _conditions_of(text: str, said: Sequence[str], asks: Sequence[str]) -> Iterator[Condition]:
    """What the granting sentence asks for, then what the notice's other sentences ask."""
    seen: set[ConditionId] = set()
    for words in (text, *(one for one in said if one != text and one not in asks)):
        for condition in _conditions(words):
            if condition.id not in seen:
                seen.add(condition.id)
                yield condition


def _liberties(said: Iterable[str]) -> Iterator[ConditionId]:
    """The conditions of a licence that a notice lifts: that the headline may change."""
    folded = [fold(words) for words in said]
    for row in _wordings("conditions")["liberty"]:
        if any(re.search(pattern, words) for pattern in row["any"] for words in folded):
            yield ConditionId(row["id"])


def _conditions(text: str) -> Iterator[Condition]:
    folded = fold(text)
    for row in _wordings("conditions")["condition"]:
        if any(re.search(pattern, folded) for pattern in row["any"]):
            yield Condition(id=ConditionId(row["id"]), words=text)


def _ask_first(text: str) -> Condition:
    return Condition(id=ConditionId.ASK_FIRST, words=text, forms=tuple(_words("forms", text)))


def _words(family: str, text: str) -> Iterator[str]:
    """What the groups of the first matching pattern cut from the text, to the letter."""
    folded = fold(text)
    for row in _wordings("conditions")[family]:
        for pattern in row["any"]:
            if match := re.search(pattern, folded):
                yield from (
                    text[slice(*match.span(group))].strip()
                    for group in match.re.groupindex
                    if match[group]
                )
                return


def licence_in(notices: Sequence[Notice]) -> Licence | None:
    """The licence of the text, as the notices name it.

    Never a picture's, and no variant that nobody stated.

    Where notices name different licences none is chosen.
    """
    found = dict.fromkeys(
        _licence(notice)
        for notice in notices
        if _LICENSING & set(notice.kinds) and notice.covers is not Scope.PICTURES
    )
    stated = [licence for licence in found if licence.id]
    if len(stated) == 1:
        return stated[0]
    return next(iter(found)) if len(found) == 1 else None


def _licence(notice: Notice) -> Licence:
    for address in notice.addresses:
        if "creativecommons.org/" in address and (found := by_address(address)):
            return Licence(id=found.id, url=address)
    return licence_named(notice.text)


def licence_named(words: str) -> Licence:
    """The Creative Commons licence that words spell out.

    Its identifier only where they say elements and version.
    """
    folded = fold(words)
    elements = [
        element
        for element, patterns in _wordings("licences")["elements"].items()
        if any(re.search(p, folded) for p in patterns)
    ]
    version = _VERSION.search(folded)
    if "by" in elements and version:
        return Licence(id=f"CC-{_variant(elements)}-{version[1]}")
    # "with attribution to the author" names no variant
    if "by" in elements and (len(elements) > 1 or _BY.search(folded)):
        return Licence(name=f"CC {_variant(elements)}, version not stated")
    return Licence(name="Creative Commons, variant not stated")


def _variant(elements: list[str]) -> str:
    return "-".join(element.upper() for element in _ELEMENTS if element in elements)
