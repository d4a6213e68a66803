"""Which characters no font of the theme has, in which language, and where each stands.

Known before anything is set.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet

from lxml import etree

from publisher.rendering.block_ids import blocks_of
from publisher.rendering.book import Book, Chapter, sections_of
from publisher.rendering.formulas import MATH, in_one_line

_CUT = 40  # characters of a block that say where it is
# Format, control and line characters, private as they are, are not drawn; nor are variation
# selectors (Unicode 17, 5.21).
_UNDRAWN = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})
_SELECTORS = frozenset(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))


def lacking(book: Book, known: AbstractSet[int]) -> Mapping[str, Mapping[str, str]]:
    """Language → each character that is not among the code points `known` → where it first stands.

    The place is a chapter with the words that the block begins with, or a picture.  Empty where
    nothing lacks.
    """
    found: dict[str, dict[str, str]] = {}
    parts = [(chapter, markup) for chapter in book.chapters for _, markup in sections_of(chapter)]
    for chapter, markup in parts:
        if any(_lacks(character, known) for character in set(markup.decode())):
            for block in blocks_of(etree.fromstring(markup)):
                words = " ".join("".join(map(str, block.itertext())).split())
                for language, character in _letters(block, chapter.language):
                    if _lacks(character, known):
                        place = f"“{' '.join(chapter.title.split())[:_CUT]}”, at “{words[:_CUT]}”"
                        found.setdefault(language, {}).setdefault(character, place)
    for words, place in _furniture(book):
        for character in dict.fromkeys(words):
            if _lacks(character, known) and not any(
                character in others for others in found.values()
            ):
                found.setdefault(book.edition.language, {})[character] = place
    return found


def named(character: str) -> str:
    """A character as a person can look it up: "ก (U+0E01 THAI CHARACTER KO KAI)"."""
    return f"{character} (U+{ord(character):04X} {unicodedata.name(character, 'without a name')})"


def _letters(block: etree._Element, language: str) -> Iterator[tuple[str, str]]:
    """(language, character) of a block in the order of its words.

    A character may come several times.
    """
    spoken = {
        block: next(
            (said for element in (block, *block.iterancestors()) if (said := element.get("lang"))),
            language,
        )
    }
    for element in block.iter():
        parent = element.getparent()
        if element is not block and parent is not None:
            spoken[element] = element.get("lang") or spoken[parent]
            yield from (
                (spoken[parent], character) for character in dict.fromkeys(element.tail or "")
            )
        if isinstance(element.tag, str):
            yield from (
                (spoken[element], character) for character in dict.fromkeys(element.text or "")
            )


def _furniture(book: Book) -> Iterator[tuple[str, str]]:
    """Words that stand in no block as they are printed, and where.

    Running lines, formulas, and what pictures of vectors say.
    """
    for chapter in book.chapters:
        yield f"{''.join(chapter.running)}{chapter.title}", "in a running line"
        yield formula_words(chapter), f"in a formula of “{' '.join(chapter.title.split())[:_CUT]}”"
    for picture in book.pictures:
        if picture.media_type == "image/svg+xml":
            yield vector_words(picture.data), f"in the picture {picture.name}"


def formula_words(chapter: Chapter) -> str:
    """The formulas of a chapter as they are printed, in words and signs."""
    if b"<math" not in chapter.markup:
        return ""
    return "".join(
        "".join(map(str, in_one_line(math).itertext()))
        for math in etree.fromstring(chapter.markup).iter(MATH)
    )


def vector_words(data: bytes) -> str:
    """What an SVG picture says; "" where it cannot be read, which the press tells."""
    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        return ""
    return "".join(map(str, root.itertext()))


def _lacks(character: str, known: AbstractSet[int]) -> bool:
    if (
        ord(character) in known
        or character in _SELECTORS
        or unicodedata.category(character) in _UNDRAWN
    ):
        return False
    # drawn from its parts, or as the character they make
    parts = unicodedata.normalize("NFD", character)
    whole = unicodedata.normalize("NFC", character)
    return not (parts != character and all(ord(part) in known for part in parts)) and not (
        len(whole) == 1 and ord(whole) in known
    )
