"""What we change of WeasyPrint's writing of PDFs, in our own runs alone.

Each function of WeasyPrint is replaced once, when this module is imported, by one that asks whether
the run is ours (`patched`): elsewhere in the same process, in other threads too, WeasyPrint does
what it always did.

Of the 70 line; the pin on WeasyPrint guards the names, and tests guard the deeds: they read such
words and the tree back, and ask for weights of ink.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, BinaryIO

import pydyf

from publisher.writers.faces import BRACKETS, brackets, pinned
from publisher.writers.tags import add_tags
from publisher.writers.weasy import Stream, weasyprint_fonts, weasyprint_pdf

# The Indic scripts, Thai, Lao, Tibetan, Myanmar, Khmer and their likes: letters are set in another
# order than they are read.
_REORDERED = re.compile(
    "[\u0900-\u109f\u1700-\u17ff\u1900-\u1aaf\u1b00-\u1c4f\ua8e0-\uaaff\uabc0-\uabff]"
)
_NOTHING = "\u2060"  # word joiner: no shape, no break, left aside when words are compared
_OURS: ContextVar[bool] = ContextVar("publisher_writes_this_pdf", default=False)


@contextmanager
def patched() -> Iterator[None]:
    """A run of WeasyPrint inside the block is ours."""
    token = _OURS.set(True)
    try:
        yield
    finally:
        _OURS.reset(token)


# WeasyPrint has no types
def _in_our_runs(theirs: Callable[..., Any], ours: Callable[..., Any]) -> Callable[..., Any]:
    """The one or the other, decided at each call."""

    def chosen(*given: Any, **named: Any) -> Any:  # noqa: ANN401
        return (ours if _OURS.get() else theirs)(*given, **named)

    return chosen


def _with_its_words(marked: Callable[..., Any]) -> Callable[..., Any]:
    """WeasyPrint's marking of a line of text, with the line's words where glyphs do not tell them.

    One glyph of such a script stands for other letters in each cluster, and some stand before the
    letter they follow: no table from glyphs to letters can be right, so the words are given (ISO
    32000-1, 14.9.4: ActualText).
    """

    @contextmanager
    # WeasyPrint has no types
    def marking(self: Any, box: Any, tag: str) -> Iterator[None]:  # noqa: ANN401
        with marked(self, box, tag):
            # [-1] is the operator, before it the properties; page furniture is not tagged and has
            # none
            if (
                tag == "Span"
                and _REORDERED.search(text := getattr(box, "text", ""))
                and isinstance(self.stream[-2], pydyf.Dictionary)
            ):
                self.stream[-2]["ActualText"] = pydyf.String(text)
            yield

    return marking


def _with_whole_maps(build: Callable[..., Any]) -> Callable[..., Any]:
    """WeasyPrint's fonts, with a character for every glyph, and for each bracket the one it shows.

    The glyphs of a cluster that add none to it would have an empty one, which is malformed (ISO
    32000-1, 9.10.3).  In words from right to left what opens is drawn as what closes from left to
    right, by the same glyph; who reads a PDF mirrors it again.
    """

    # WeasyPrint has no types
    def building(pdf: Any, fonts: Mapping[Any, Any], *given: Any) -> Any:  # noqa: ANN401
        for font in fonts.values():
            shown = brackets(font.file_content, font.index)
            font.to_unicode |= {
                glyph: shown.get(glyph, text) if text else _NOTHING
                for glyph, text in font.to_unicode.items()
                if not text or text in BRACKETS
            }
        return build(pdf, fonts, *given)

    return building


class _Pinned:
    """A variable font of fontTools made static by HarfBuzz.

    The same outlines in a fortieth of the time, and no time of day in it.
    """

    # fontTools has no types
    def __init__(self, font: Any, place: Mapping[str, float], *, static: bool) -> None:  # noqa: ANN401, ARG002
        self.data = pinned(font.reader.file.getvalue(), place)

    def save(self, file: BinaryIO) -> None:
        """Write it, as fontTools' TTFont does."""
        file.write(self.data)


Stream.marked = _in_our_runs(Stream.marked, _with_its_words(Stream.marked))
weasyprint_fonts.instantiateVariableFont = _in_our_runs(
    weasyprint_fonts.instantiateVariableFont, _Pinned
)
weasyprint_pdf.build_fonts_dictionary = _in_our_runs(
    weasyprint_pdf.build_fonts_dictionary,
    _with_whole_maps(weasyprint_pdf.build_fonts_dictionary),
)
weasyprint_pdf.add_tags = _in_our_runs(weasyprint_pdf.add_tags, add_tags)
