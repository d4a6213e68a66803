"""How a chapter is set on paper otherwise than it stands in its file.

Where no line may end, what stays on one page.

In: a chapter's section as plain HTML.  Out: the same words, with spans, classes and styles that the
theme's sheets and the press heed.  An EPUB needs none of it: its reader sets lines and pages.
"""

import re
import unicodedata

from lxml import etree

from publisher.writers.pdf.lead_ins import keep_lead_ins
from publisher.writers.pdf.phrases_whole import keep_phrases_whole

# What must read to the letter when the page's words are taken out again: most readers of PDF text
# take a hyphen at a line's end for the line's and drop it, so a word that holds one is not broken
# there.
_WHOLE_TAGS = frozenset({"h1"})
_WHOLE_CLASSES = frozenset({"notice", "standfirst", "subtitle", "byline", "origin"})
_TITLE_TAGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_TITLE_CLASSES = frozenset({"subtitle", "entry-title", "standfirst"})
_BRIEF = 400  # characters of a credit block: a few lines, in one column on one page
_LIST_TYPES = {"a": "lower-alpha", "A": "upper-alpha", "i": "lower-roman", "I": "upper-roman"}
_TITLE_WORDS = 3
_END = 14  # characters that the last line of a title has at least
_HYPHENED = re.compile(r"(\S*[^\W_]-\S{1,30})(?=\s|$)")
_UNBROKEN = 70  # characters that a line of text holds at least
_STRETCH = 30
# Not in Thai nor in the scripts of East Asia, whose lines end between letters, at places that only
# the press knows.
_SPACED = (
    r"[^\s\u0e00-\u0e7f\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]"
)
_LONG = re.compile(rf"{_SPACED}{{{_UNBROKEN},}}")
_CODE = frozenset({"code", "pre"})
_ENDLESS = re.compile(rf"{_SPACED}{{2000,}}")
_LAST_WORD = re.compile(rf"(?:{_SPACED}{{1,24}}|\S)$")
_ALL_SPACED = re.compile(rf"(?:{_SPACED}|\s)+")
_LONGEST_WHOLE = 32  # characters: a longer word would leave a hole or stand out of the line


def set_well(section: etree._Element) -> None:
    """Make the section fit for lines and pages of paper.

    Only spans, classes, styles and zero-width spaces are added; letters are composed.
    """
    _compose_letters(section)
    for place in list(section.iter(etree.Element)):
        if place.tag in _TITLE_TAGS or _TITLE_CLASSES.intersection(place.get("class", "").split()):
            _keep_end_together(place)
            keep_phrases_whole(place, place.get("lang") or section.get("lang") or "")
    for place in section.iter(etree.Element):
        if place.tag in _WHOLE_TAGS or _WHOLE_CLASSES.intersection(place.get("class", "").split()):
            _keep_words_whole(place)
    _let_long_words_break(section)
    for listed in section.iter("ol"):
        _count(listed)
    for place in section.iter("section"):
        if "credit" in place.get("class", "").split():
            _set_in_columns(place)
    for place in section.iter("div"):
        if place.get("class") == "missing-picture":
            _set_in_one_line(place)
        elif place.get("class") == "article-text":
            keep_lead_ins(place)
        elif place.get("class") == "aside" and sum(map(len, place.itertext())) < _BRIEF:
            place.set("class", "aside brief")
    for mark in list(section.iter("sup")):
        _keep_to_its_word(mark)
    for shares in list(section.iter("colgroup")):  # the press measures columns itself
        if (parent := shares.getparent()) is not None:
            parent.remove(shares)


def _set_in_columns(credit: etree._Element) -> None:
    """Have a credit block set in columns, unless it is but a few lines."""
    if sum(map(len, credit.itertext())) < _BRIEF:
        credit.set("class", f"{credit.get('class')} brief")
        return
    for block in credit.iterchildren("div"):
        block.set("class", "credit-columns")


def _set_in_one_line(lost: etree._Element) -> None:
    """Let a line end between what is said of a lost picture: a blank after each paragraph."""
    for paragraph in list(lost)[:-1]:
        paragraph.tail = " "


def _count(listed: etree._Element) -> None:
    """Say in style how a list counts.

    Its attributes are hints that the press takes only together with those of foreign pages.
    """
    step = -1 if listed.get("reversed") else 1
    start = int(listed.get("start", "1"))
    style = f"counter-reset: list-item {start - step}"
    if kind := _LIST_TYPES.get(listed.get("type", "")):
        style += f"; list-style-type: {kind}"
    if start != 1 or "type" in listed.attrib:
        listed.set("style", style)
    for item in listed.iterchildren("li"):
        if (number := item.get("value")) is not None:
            item.set("style", f"counter-increment: none; counter-set: list-item {number}")
        elif step < 0:
            item.set("style", "counter-increment: list-item -1")


def _compose_letters(section: etree._Element) -> None:
    """Set letters with their marks as one character, where there is one (Unicode 17, NFC).

    Fonts draw them better, and who takes the words out again gets no mark apart from its letter.
    """
    for element in section.iter(etree.Element):
        if element.text and not element.text.isascii():
            element.text = unicodedata.normalize("NFC", element.text)
        if element.tail and not element.tail.isascii():
            element.tail = unicodedata.normalize("NFC", element.tail)


def _keep_words_whole(place: etree._Element) -> None:
    """Set each word with a hyphen so that no line ends inside it.

    The words of links break as addresses do.
    """
    for element in [place, *place.iter("p", "span", "em", "strong")]:
        if element.get("class") != "whole":
            element.text = _split(element, 0, element.text)
    for element in list(place.iter(etree.Element)):
        if (
            element is not place
            and element.get("class") != "whole"
            and (parent := element.getparent()) is not None
        ):
            element.tail = _split(parent, parent.index(element) + 1, element.tail)


def _let_long_words_break(section: etree._Element) -> None:
    """Places where a line may end in words that no line can hold.

    WeasyPrint would set them out of the page.

    A zero-width space every so many letters costs it nothing; looking for the place to break takes
    it hours for a million.
    """
    for element in section.iter(etree.Element):
        # code is copied to the letter: the press breaks its words itself, unless they are endless
        long = _ENDLESS if element.tag in _CODE else _LONG
        if (text := element.text) and _has_long_word(text):
            element.text = long.sub(_broken, text)
        if (tail := element.tail) and _has_long_word(tail):
            element.tail = _LONG.sub(_broken, tail)


def _has_long_word(text: str) -> bool:
    """Whether a stretch without a blank is so long: asked in a tenth of the time."""
    return len(text) > _UNBROKEN and max(map(len, text.split()), default=0) >= _UNBROKEN


def _broken(word: re.Match[str]) -> str:
    return "\u200b".join(word[0][at : at + _STRETCH] for at in range(0, len(word[0]), _STRETCH))


def _keep_end_together(title: etree._Element) -> None:
    """The last words of a title stay on one line: one short word alone below a line looks lost.

    Not where lines end between letters, and not the greater part of it: that left its first word
    alone instead.
    """
    last = title[-1] if len(title) else None
    text = (title.text if last is None else last.tail) or ""
    # no other space: one that holds words together stays
    words = text.strip().split(" ")
    if len(words) < (_TITLE_WORDS if last is None else 2):
        return
    end = words.pop()
    most = min(_LONGEST_WHOLE, len("".join(map(str, title.itertext()))) // 2)
    while len(end) < _END and len(words) > 1 and len(words[-1]) + len(end) + 1 < most:
        end = f"{words.pop()} {end}"
    if len(end) >= _LONGEST_WHOLE or not _ALL_SPACED.fullmatch(end):
        return
    before = f"{text[: len(text) - len(text.lstrip())]}{' '.join(words)} "
    etree.SubElement(title, "span", {"class": "whole"}).text = end
    if last is None:
        title.text = before
    else:
        last.tail = before


def _keep_to_its_word(mark: etree._Element) -> None:
    """A note's mark stays on the line of the word before it."""
    parent, before = mark.getparent(), mark.getprevious()
    if parent is None or mark.find("a") is None:
        return
    text = (parent.text if before is None else before.tail) or ""
    if not (word := _LAST_WORD.search(text)):
        return
    if before is None:
        parent.text = text[: word.start()]
    else:
        before.tail = text[: word.start()]
    whole = etree.Element("span", {"class": "whole"})
    whole.text, whole.tail, mark.tail = word[0], mark.tail, None
    parent.replace(mark, whole)
    whole.append(mark)


def _split(parent: etree._Element, at: int, text: str | None) -> str | None:
    """The text up to its first word with a hyphen.

    That word and the rest become children of `parent` from place `at`.
    """
    if not text or "-" not in text:
        return text
    pieces = [piece for piece in _HYPHENED.split(text) if piece]
    first = ""
    last: etree._Element | None = None
    for piece in pieces:
        if _HYPHENED.fullmatch(piece) and len(piece) <= _LONGEST_WHOLE and "://" not in piece:
            last = etree.Element("span", {"class": "whole"})
            last.text = piece
            parent.insert(at, last)
            at += 1
        elif last is None:
            first += piece
        else:
            last.tail = (last.tail or "") + piece
    return first
