"""Scripts that Typst sets so that a reader of the file's words gets others.

Measured with Typst 0.15: letters of the scripts of India, of Thai, Lao, Tibetan, Myanmar and Khmer
come out twice where a mark has a run of its own, brackets in words from right to left turned, their
joiners a letter off.
"""

import re
from collections.abc import Iterable

from publisher.rendering.book import Chapter
from publisher.writers.typst.refusal import CannotSet

_TWICE = re.compile("[\u0900-\u0fff\u1000-\u109f\u1780-\u17ff\u19e0-\u19ff]")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_TURNED = re.compile("[()\\[\\]{}<>«»‹›≤≥⟨⟩\u200c\u200d]")
_TAGS = re.compile("<[^>]*>")


def refuse_scripts(chapters: Iterable[Chapter]) -> None:
    """CannotSet where a chapter has such letters."""
    for chapter in chapters:
        words = (chapter.markup + chapter.end).decode()
        if _TWICE.search(words):
            raise CannotSet("letters of India and South East Asia (their marks come out twice)")
        if _RIGHT_TO_LEFT.search(words):
            lines = _TAGS.sub("\n", words).split("\n")
            if any(_RIGHT_TO_LEFT.search(one) and _TURNED.search(one) for one in lines):
                raise CannotSet("brackets or joiners among words from right to left")
