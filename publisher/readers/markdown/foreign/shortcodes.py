"""What the calls of a site generator mean: by the words of their names, and by what they are given.

In: Nodes "shortcode" (marks/shortcodes.py).  Out: a Meaning, and the words that go with it.  The
names are data (marks.toml); a call that none of them names is told, and left out.
"""

import enum
import functools
import re
from pathlib import Path
from typing import Any

from publisher.readers.markdown.nodes import Node
from publisher.rows import rows_of

_PICTURE = re.compile(r"\.(?:png|jpe?g|gif|webp|avif|svg|bmp|tiff?)(?:[?#]\S*)?$", re.IGNORECASE)
_WORD = re.compile(r"[a-z0-9_]+")
_OF_CALL = re.compile(r"^\{[{%][<%]?-?\s*[\w./-]+\s*|\s*/?-?[>%]?[%}]\}$")
_INCLUDES = {"include", "include_relative", "include_cached", "render", "partial"}


class Meaning(enum.Enum):
    """What a call stands for."""

    FIGURE = enum.auto()
    BOX = enum.auto()
    FOLDED = enum.auto()
    QUOTE = enum.auto()
    VERSE = enum.auto()
    PLAIN = enum.auto()
    BREAK = enum.auto()
    RULE = enum.auto()
    NOTHING = enum.auto()
    UNKNOWN = enum.auto()


@functools.cache
def _rows() -> dict[str, Any]:
    return rows_of(Path(__file__).parent / "marks.toml")


@functools.cache
def words(name: str) -> frozenset[str]:
    """A list of marks.toml."""
    return frozenset(_rows()[name])


def parameters(use: str) -> tuple[str, ...]:
    """The keys whose values are of this use, best first."""
    return tuple(_rows()["parameters"][use])


def meaning_of_name(name: str) -> Meaning:
    """What a name stands for, by its words."""
    whole, parts = {name.lower()}, set(_WORD.findall(name.lower()))
    return _listed(whole) or _listed(parts) or Meaning.UNKNOWN


def _listed(parts: set[str]) -> Meaning | None:
    for listed, meaning in (
        ("pictures", Meaning.FIGURE),
        ("folded", Meaning.FOLDED),
        ("quotes", Meaning.QUOTE),
        ("kinds", Meaning.BOX),
        ("boxes", Meaning.BOX),
        ("verse", Meaning.VERSE),
        ("breaks", Meaning.BREAK),
        ("rules", Meaning.RULE),
        ("nothing", Meaning.NOTHING),
        ("plain", Meaning.PLAIN),
    ):
        if parts & words(listed):
            return meaning
    return None


def kind_in(name: str) -> str:
    """The kind of box that a name says ("note" of "callout-note"); "" where it says none."""
    return next((part for part in _WORD.findall(name.lower()) if part in words("kinds")), "")


def meaning_of(node: Node) -> Meaning:
    """What a call stands for; the address of a picture it shows is put among its attributes."""
    name = _called(node)
    meaning = meaning_of_name(name)
    addresses = pictures_of(node)
    if addresses and meaning in {Meaning.FIGURE, Meaning.UNKNOWN, Meaning.PLAIN}:
        node.attributes["address"] = addresses[0]
        return Meaning.FIGURE
    return Meaning.UNKNOWN if meaning is Meaning.FIGURE else meaning


def _called(node: Node) -> str:
    """The name of a call; of an include that of its file."""
    if node.info.lower() in _INCLUDES:
        file = node.attributes.get("0", "")
        return file.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    return node.info


def pictures_of(node: Node) -> list[str]:
    """The addresses of the pictures that a call is given."""
    given = node.attributes
    named = [given[key] for key in parameters("address") if given.get(key)]
    placed = [given[key] for key in given if key.isdigit()]
    found = [address for address in (*named, *placed) if _PICTURE.search(address.strip())]
    return list(dict.fromkeys(found))


def caption_of(node: Node) -> str:
    """The words below a picture that a call shows, to the letter, in the order they are printed."""
    named = [node.attributes.get(key, "") for key in parameters("caption")]
    bare = [
        words
        for key, words in node.attributes.items()
        if key.isdigit() and not _PICTURE.search(words) and not re.fullmatch(r"[\d.]+\w*", words)
    ]
    placed = [words for words in bare if " " in words.strip()]
    if node.info == "asset_img" and not placed:  # Hexo: the title is what stands behind the file
        placed = [" ".join(bare)]
    if node.info == "img":  # Octopress: a title, and behind it what the picture shows
        placed = placed[:1]
    found = dict.fromkeys(words.strip() for words in (*named, *placed) if words.strip())
    return " ".join(found)


def alt_of(node: Node) -> str:
    """What a picture shows, in words, as its call states it."""
    given = node.attributes
    placed = [words for key, words in given.items() if key.isdigit() and " " in words.strip()]
    behind = placed[1] if node.info == "img" and len(placed) > 1 else ""
    return given.get("alt", "") or behind


def title_of(node: Node) -> str:
    """The title of a box that a call makes; "" where it is given none."""
    named = next(
        (node.attributes[key] for key in parameters("title") if node.attributes.get(key)), ""
    )
    placed = [
        words
        for key, words in node.attributes.items()
        if key.isdigit() and not is_kind(words) and words.lower() not in {"true", "false"}
    ]
    folded = meaning_of_name(node.info) is Meaning.FOLDED or node.info.lower() in words("titled")
    worded = [words for words in placed if folded or " " in words or words[:1].isupper()]
    return named or " ".join(worded)


def is_kind(written: str) -> bool:
    """Whether a value says what kind of box it is and nothing else."""
    return written.lower() in words("kinds") | words("boxes")


def kind_of(node: Node) -> str:
    """The kind of box that a call makes: by its name, or by what it is given."""
    given = [node.attributes.get(key, "") for key in (*parameters("kind"), "0")]
    said = next((kind_in(words) for words in given if _says_kind(words)), "")
    return said or kind_in(node.info)


def _says_kind(written: str) -> bool:
    """Whether a value says a kind and nothing else: "alert-warning", but no name of an icon."""
    parts = _WORD.findall(written.lower())
    return bool(kind_in(written)) and set(parts) <= words("kinds") | words("boxes")


def words_of(node: Node) -> str:
    """The words of a box that a call alone is given."""
    return next(
        (node.attributes[key] for key in parameters("words") if node.attributes.get(key)), ""
    )


def attribution_of(node: Node) -> str:
    """Who said what a quotation holds, as the call says it."""
    named = [node.attributes[key] for key in parameters("said_by") if node.attributes.get(key)]
    if named:
        return ", ".join(dict.fromkeys(named))
    return _OF_CALL.sub("", node.content).strip().strip("\"'")


def unused(node: Node, *used: str) -> str:
    """What a call is given besides the words that are printed of it."""
    rest = [
        f"{'' if key.isdigit() else f'{key}='}{words}"
        for key, words in node.attributes.items()
        if key != "address" and words and not any(_holds(each, words) for each in used)
    ]
    return " ".join(rest)


def _holds(printed: str, words: str) -> bool:
    """Whether words stand in others as words, and not within them."""
    return bool(re.search(rf"(?<!\w){re.escape(words)}(?!\w)", printed))
