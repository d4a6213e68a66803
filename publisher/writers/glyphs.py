"""Which characters no font of the theme has, and where each stands: known before anything is set."""

import unicodedata
from collections.abc import Iterable, Mapping

from lxml import etree

from publisher.rendering.blocks import blocks_of
from publisher.rendering.book import Chapter
from publisher.resources import FontFamily
from publisher.writers.faces import covered

_CUT = 40  # characters of a block that say where it is
# Format, control and line characters, private as they are, are not drawn; nor are variation selectors (Unicode 17, 5.21).
_UNDRAWN = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})
_SELECTORS = frozenset(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))


def lacking(chapters: Iterable[Chapter], fonts: Iterable[FontFamily]) -> Mapping[str, str]:
    """Each character that no font has → where it first stands: the chapter, and the words its block begins with."""
    known = covered(fonts)
    found: dict[str, str] = {}
    for chapter in chapters:
        if any(_lacks(character, known) for character in set(chapter.markup.decode())):
            for block in blocks_of(etree.fromstring(chapter.markup)):
                words = " ".join("".join(map(str, block.itertext())).split())
                for character in dict.fromkeys(words):
                    if _lacks(character, known):
                        found.setdefault(character, f"“{' '.join(chapter.title.split())[:_CUT]}”, at “{words[:_CUT]}”")
    return found


def named(character: str) -> str:
    """A character as a person can look it up: "ก (U+0E01 THAI CHARACTER KO KAI)"."""
    return f"{character} (U+{ord(character):04X} {unicodedata.name(character, 'without a name')})"


def _lacks(character: str, known: frozenset[int]) -> bool:
    if ord(character) in known or character in _SELECTORS or unicodedata.category(character) in _UNDRAWN:
        return False
    parts = unicodedata.normalize("NFD", character)  # drawn from its parts, or as the character they make
    whole = unicodedata.normalize("NFC", character)
    return not (parts != character and all(ord(part) in known for part in parts)) and not (len(whole) == 1 and ord(whole) in known)
