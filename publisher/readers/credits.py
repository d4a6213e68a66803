"""The credit of a picture in the words of its caption.

In: the words of a caption or of an element that may hold a credit.  Out: where in them the credit
stands, to the letter; the caption is what is left.  The vocabulary is data (credits.toml).
A credit is known by what it opens with ("Photo: ", "©"), by an agency or a slash between names, or
by brackets behind the caption's last sentence; a name alone within a sentence is none.
"""

import functools
import re
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from publisher.model.body import Emphasis, Inline, LineBreak, Strong, Text, plain_inline
from publisher.readers.people import is_agency, is_body, is_person
from publisher.rows import rows_of

_CAPTION_AT_MOST = 1500  # characters of a caption that are read
_CREDIT_AT_MOST = 140  # characters of a credit; longer words are a sentence
_LINE_AT_MOST = 400  # characters of a line that opens with ©
_NAME_AT_MOST = 6  # words of a name between slashes
_BRACKETED = re.compile(r"[(（\[]([^()（）\[\]]{2,140})[)）\]][\s.]*$")
# words in which every bracket is closed: no end of one pair and beginning of the next
_BRACKETS_INSIDE = re.compile(r"[^()（）\[\]]*(?:[(（\[][^()（）\[\]]*[)）\]][^()（）\[\]]*)*")
_GLUED = re.compile(r"[^\W\d_]{3}[.!?](?=[A-ZÀ-Þ])")  # two sentences of two elements
_HOST = re.compile(r"(?:www\.)?[\w-]+(?:\.[\w-]+)*\.[a-z]{2,6}(?:/\S*)?", re.IGNORECASE)
_ACCOUNT = re.compile(r"@\w[\w.]*")
_SIGN = re.compile(r"[©ⓒ℗]|\(c\)(?=\s)", re.IGNORECASE)
# A run of blanks is looked at from its beginning alone: from each of them is their square.
_BLANKS = r"(?<!\s)\s+"
_PARTS = re.compile(rf"(?:{_BLANKS})?[/／|｜]\s*|{_BLANKS}[-–—]\s+|(?:{_BLANKS})?,\s+")
_SLASH = re.compile(r"[/／|｜]")
# where a credit may begin behind a caption: a stop, a bar, a line end
_BREAK = re.compile(rf"(?<=[.!?…»”\"’)])\s*(?=\S)|(?<!\s)\s*\n\s*|{_BLANKS}[|–—•·-]\s+(?=\S)")
_SENTENCE = re.compile(r"[.!?…][\"'”’»)]?\s+\S")
_SHORT_FORM = re.compile(
    r"\b(?:\w|jr|sr|st|dr|mr|ms|mrs|inc|corp|co|ltd|fot|via|vs|no|gen|von)\.\s"
)
_MARKS = " \t\n|•·–—-,;:"


class Parted(NamedTuple):
    """A caption, what of it is the credit, and where that begins; "" and -1 where nothing is."""

    caption: str
    credit: str
    start: int


@functools.cache
def _words() -> dict[str, frozenset[str]]:
    rows = rows_of(Path(__file__).parent / "credits.toml")
    return {key: frozenset(given) for key, given in rows.items()}


@functools.cache
def _label() -> re.Pattern[str]:
    known = sorted(_words()["labels"], key=len, reverse=True)
    some = "|".join(re.escape(words).replace(r"\ ", r"\s+") for words in known)
    return re.compile(
        rf"(?:{some})(?:\s*(?:{some}))?(?P<mark>\s*[:：/=]\s*|\s*\.{{3}}\s*|\s*…\s*|\s+(?=\S)|(?=[A-ZÀ-Þ@]))",
        re.IGNORECASE,
    )


def parted(words: str) -> Parted:
    """A caption and the credit at its end, or the whole as credit where it is nothing else."""
    text = words.rstrip()
    if not text or len(text) > _CAPTION_AT_MOST:
        return Parted(words, "", -1)
    if is_credit(text):
        return Parted("", text, 0)
    bracket = _BRACKETED.search(text)
    if bracket and _is_in_brackets(text, bracket):
        return _cut(words, text, bracket.start())
    provided = next((one for one in _words()["provided"] if text.lower().endswith(one)), "")
    starts = [found.end() for found in _BREAK.finditer(text)]
    if provided:
        starts.append(len(text) - len(provided))
    for start in starts:
        rest = text[start:].lstrip(_MARKS)
        if len(rest) <= _CREDIT_AT_MOST and is_credit(rest):
            return _cut(words, text, len(text) - len(rest))
    return Parted(words, "", -1)


def is_credit(words: str) -> bool:
    """Whether words are the credit of a picture and nothing else."""
    said = words.strip(_MARKS)
    inner = _inside(said)
    if _SIGN.match(inner):
        return len(said) <= _LINE_AT_MOST
    if not said or len(said) > _CREDIT_AT_MOST or _is_sentence(said):
        return False
    return (
        inner.casefold().rstrip(".") in _words()["provided"]
        or _is_labelled(inner)
        or _is_given_out(inner)
    )


def _cut(words: str, text: str, start: int) -> Parted:
    caption = words[:start].rstrip(" \t\n|•·–—-")
    kept = caption if any(map(str.isalnum, caption)) else ""
    return Parted(kept, text[start:].strip(), start)


def _inside(words: str) -> str:
    """The words without brackets around all of them."""
    pair = words[:1] + words.rstrip(".")[-1:]
    whole = pair in {"()", "[]", "（）"} and _BRACKETS_INSIDE.fullmatch(words.rstrip(".")[1:-1])
    return words.rstrip(".")[1:-1].strip() if whole else words


def _is_sentence(words: str) -> bool:
    """Whether a sentence ends within the words, and another thing follows."""
    return bool(_GLUED.search(words)) or bool(
        _SENTENCE.search(_SHORT_FORM.sub(" ", f"{words.rstrip('. ')} ".casefold()))
    )


def _is_labelled(words: str, *, bracketed: bool = False) -> bool:
    """Whether words open with a label and go on with whom it credits.

    "Foto von Ada Example" may be of her as well, unless brackets set it apart.
    """
    label = _label().match(words)
    if label is None:
        return False
    rest = words[label.end() :].strip()
    said = " ".join(words[: label.start("mark")].casefold().split())
    marked = bool(label["mark"].strip())
    glued = not label["mark"]
    if not rest or len(rest.split()) > 2 * _NAME_AT_MOST:
        return False
    if marked:
        open_as_name = not rest[:1].islower() or not rest.isascii()
        return open_as_name or len(rest.split()) <= 2 or _is_who(rest)
    if glued:
        return words[:1].isupper() and not words[: label.end()].isupper() and _is_who(rest)
    shouted = words[: label.start("mark")].isupper() and not words.isupper()
    if said in _words()["weak"] and not shouted:
        named = bracketed or said.startswith("credit")
        return _is_given_out(rest) or (named and _is_who(rest))
    return _is_who(rest) or _is_given_out(rest)


def _is_who(words: str) -> bool:
    """Whether words name somebody: a person, a body, an account, a host, a house."""
    parts = [part for part in _PARTS.split(words.strip(" .")) if part]
    return bool(parts) and all(map(_is_name, parts))


def _is_name(part: str) -> bool:
    """Whether a part is written as a name is: known as one, or most of its words with capitals."""
    words = part.split()
    big = [word for word in words if word[:1].isupper() or not word[:1].isalpha()]
    capital = len(words) <= _NAME_AT_MOST and 2 * len(big) > len(words)
    return _is_known(part) or capital or not part.isascii()


def _is_known(part: str) -> bool:
    """Whether a part is surely a house, a person, a body, a host or an account."""
    form = _HOST.fullmatch(part) or _ACCOUNT.match(part)
    return _is_house(part) or is_person(part) or is_body(part) or form is not None


def _is_house(part: str) -> bool:
    """Whether a part is of one who gives pictures out, by its name or how that begins or ends."""
    said = " ".join(part.casefold().strip(" .").split())
    said = re.sub(r"^(?:via|the|courtesy of|by)\s+|\s+(?:images?|photos?|file|via \w+)$", "", said)
    houses = _words()["houses"]
    return said in houses or is_agency(said) or any(said.endswith(f" via {one}") for one in houses)


def _is_given_out(words: str) -> bool:
    """Whether words are a house's credit: its name, or names of which one is set off by a slash."""
    said = words.strip(" .")
    parts = [part for part in _PARTS.split(said) if part]
    if not parts or len(parts) > _NAME_AT_MOST:
        return False
    if any(len(part.split()) > _NAME_AT_MOST for part in parts):
        return False
    slashed = bool(_SLASH.search(said)) and len(parts) > 1
    if any(map(_is_house, parts)):
        return all(
            _is_name(part) or " " not in part if slashed else _is_known(part) for part in parts
        )
    via = re.search(r"\s(?:via|for)\s", said)
    if via and _is_house(said[via.end() :]):
        return _is_name(said[: via.start()])
    return slashed and is_person(parts[0]) and all(map(_is_name, parts))


def opening(children: tuple[Inline, ...], length: int) -> tuple[Inline, ...] | None:
    """The inlines up to so many characters of their words.

    None where what follows them is more than words: a link, a note, a formula.
    """
    kept: list[Inline] = []
    for child in children:
        words = plain_inline((child,))
        left = max(0, length - sum(len(plain_inline((one,))) for one in kept))
        if len(words) <= left:
            kept.append(child)
        elif isinstance(child, Text):
            kept += [replace(child, text=words[:left])] if left else []
        elif isinstance(child, Emphasis | Strong):
            inside = opening(child.children, left)
            if inside is None:
                return None
            kept += [replace(child, children=inside)] if inside else []
        elif not isinstance(child, LineBreak):
            return None
    return tuple(kept)


def _is_in_brackets(text: str, bracket: re.Match[str]) -> bool:
    """Whether brackets behind a caption hold its credit.

    What is no credit by itself is one behind a full stop, where it is a name or a host.
    """
    inner = bracket[1].strip()
    if is_credit(inner) or _is_labelled(inner, bracketed=True):
        return True
    before = text[: bracket.start()].rstrip()
    closed = before.endswith((".", "!", "?", "…", "。", '."', ".”", ".»"))
    return closed and (is_person(inner) or is_body(inner) or bool(_HOST.fullmatch(inner)))
