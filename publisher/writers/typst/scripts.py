"""Scripts that Typst sets so that a reader of the file's words gets others.

Measured with Typst 0.15: letters of the scripts of India, of Thai, Lao, Tibetan, Myanmar and Khmer
come out twice where a mark has a run of its own, and so does a Latin letter whose mark is apart;
brackets in words from right to left turned, their
joiners a letter off.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet

from lxml import etree

from publisher.model.direction import direction_of
from publisher.rendering.book import Chapter, sections_of
from publisher.writers.typst.refusal import CannotSet

_TWICE = re.compile("[\u0900-\u0fff\u1000-\u109f\u1780-\u17ff\u19e0-\u19ff]")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_TURNED = re.compile("[()\\[\\]{}<>«»‹›≤≥⟨⟩\u200c\u200d]")
_TAGS = re.compile("<[^>]*>")


def refuse_scripts(chapters: Iterable[Chapter], face: AbstractSet[int]) -> None:
    """CannotSet where a chapter has such letters.

    face   the code points that the text face has: a letter that it lacks is set as its parts.
    """
    for chapter in chapters:
        written = (
            f"{(chapter.markup + chapter.end).decode()}{chapter.title}{''.join(chapter.running)}"
        )
        words = unicodedata.normalize("NFC", written)
        if parts := sorted(letter for letter in set(words) if _is_set_in_parts(letter, face)):
            raise CannotSet(f"a mark beside its letter ({parts[0]}), which would come out twice")
        if _TWICE.search(words):
            raise CannotSet("letters of India and South East Asia (their marks come out twice)")
        if any(map(_TURNED.search, _to_the_left(chapter, words))):
            raise CannotSet("brackets or joiners among words from right to left")


def _to_the_left(chapter: Chapter, words: str) -> Iterator[str]:
    """The words that stand in lines from right to left, or may."""
    if direction_of(chapter.language, chapter.direction) == "rtl":
        yield _TAGS.sub("\n", words)
    elif 'dir="rtl"' in words:
        sections = [etree.fromstring(markup) for _, markup in sections_of(chapter)]
        turned = (one for section in sections for one in section.iter() if one.get("dir") == "rtl")
        yield from ("".join(map(str, one.itertext())) for one in turned)
    if _RIGHT_TO_LEFT.search(words):
        yield from filter(_RIGHT_TO_LEFT.search, _TAGS.sub("\n", words).split("\n"))


def _is_set_in_parts(letter: str, face: AbstractSet[int]) -> bool:
    if letter.isascii():
        return False
    if unicodedata.combining(letter):
        return unicodedata.name(letter, "").startswith("COMBINING")
    parts = unicodedata.normalize("NFD", letter)
    return len(parts) > 1 and ord(letter) not in face and ord(parts[0]) in face
