"""Frames: sentences of ours with places for facts, and how they are filled.

A frame is a text with facts in braces and, in square brackets, parts that are said only where
every fact in them is known: "First published by {where}[, {date}]."  A sentence is filled, never
built from words, so that every language can have its own order.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Generic, TypeVar

from publisher.value import value

Content = TypeVar("Content")
_PART = re.compile(r"\[[^\[\]]*\]|[^\[\]]+")
_PLACE = re.compile(r"\{(\w+)\}")
_ENDS = ".!?…。！？؟"


@value
class Filled(Generic[Content]):
    """A stretch of a filled frame: words of ours, or the fact that stands in a place of it.

    words   ours; "" where it is a fact.   place: the name of the place; "" for words of ours.
    fact    what was given for the place; None for words of ours.
    """

    words: str = ""
    place: str = ""
    fact: Content | None = None


def fill(frame: str, facts: Mapping[str, Content]) -> Iterator[Filled[Content]]:
    """The stretches of a frame, in order.

    facts   by the names of places; a fact that is missing or empty is not known.
    A part in square brackets is left out where a fact of it is not known; elsewhere such a place
    stays empty.
    """
    for part in _PART.findall(frame):
        if part.startswith("["):
            if all(facts.get(place) for place in _PLACE.findall(part)):
                yield from _stretches(part[1:-1], facts)
        else:
            yield from _stretches(part, facts)


def _stretches(part: str, facts: Mapping[str, Content]) -> Iterator[Filled[Content]]:
    end = 0
    for found in _PLACE.finditer(part):
        if words := part[end : found.start()]:
            yield Filled(words=words)
        if fact := facts.get(found[1]):
            yield Filled(place=found[1], fact=fact)
        end = found.end()
    if words := part[end:]:
        yield Filled(words=words)


def filled(frame: str, **facts: str) -> str:
    """A frame filled with plain words."""
    text = ""
    for stretch in fill(frame, facts):
        said = stretch.words or stretch.fact or ""
        text += without_second_end(text, said) if stretch.words else said
    return text


def without_second_end(before: str, words: str) -> str:
    """Words of ours without a full stop that the fact before has already ("Inc.", "Why?")."""
    ends = before.rstrip("”»“\"'’」』")[-1:] in _ENDS and before != ""
    return words[1:] if ends and words[:1] in {".", "。"} else words


def constants(frame: str) -> tuple[str, ...]:
    """The words of a frame between its places, in order; none of them empty."""
    parts = re.split(r"\{\w+\}|[\[\]]", frame)
    return tuple(part for part in parts if part.strip())


def places(frame: str) -> Sequence[str]:
    """The names of a frame's places, in order."""
    return _PLACE.findall(frame)
