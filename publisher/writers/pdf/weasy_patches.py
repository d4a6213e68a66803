"""What we change of WeasyPrint's writing of PDFs, in our own runs alone.

Each function of WeasyPrint is replaced once, when this module is imported, by one that asks whether
the run is ours (`patched`): elsewhere in the same process, in other threads too, WeasyPrint does
what it always did.

Of the 70 line; the pin on WeasyPrint guards the names, and tests guard the deeds: they read such
words and the tree back, and ask for weights of ink.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from math import inf
from typing import Any, BinaryIO

import pydyf
import pyphen

from publisher.fonts.subset import (
    BRACKETS,
    brackets,
    folded,
    folds_shown,
    letters_shown,
    ligatures_shown,
    pinned,
    rephs_shown,
)
from publisher.writers.pdf.balance import laid_evenly
from publisher.writers.pdf.columns import balanced_by_lines
from publisher.writers.pdf.hyphenation import Hyphens
from publisher.writers.pdf.justified import stretched_in_measure
from publisher.writers.pdf.part_fonts import sharing, without_time
from publisher.writers.pdf.quick_paths import drawn_quickly
from publisher.writers.pdf.quick_styles import found_quickly, only_printed
from publisher.writers.pdf.short_columns import with_short_columns
from publisher.writers.pdf.structure_tree import add_tags
from publisher.writers.pdf.weasy import (
    Stream,
    weasyprint_block,
    weasyprint_css,
    weasyprint_fonts,
    weasyprint_inline,
    weasyprint_layout,
    weasyprint_pdf,
    weasyprint_svg,
    weasyprint_table,
)

# Marks that no letter holds: they are drawn apart from it, and readers take the gap for a blank.
# And the Indic scripts, Thai, Lao, Tibetan, Myanmar, Khmer and their likes: letters are set in
# another order than they are read.
_TOLD_BADLY = re.compile(
    "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u0900-\u109f\u1700-\u17ff\u1900-\u1aaf\u1b00-\u1c4f\ua8e0-\uaaff\uabc0-\uabff]"
)
# Other marks, and the scripts of Hebrew and Arabic, which have many of them.
_MARKED = re.compile(
    "[\u0483-\u0489\u0591-\u08ff\u20d0-\u20f0\ufb1d-\ufdff\ufe20-\ufe2f\ufe70-\ufefc]"
)
# Scripts that are written from right to left (UAX #9, default classes R and AL).
_TURNED = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
# The vowels am of Thai and Lao: drawn as a circle above what stands before, and the vowel aa.
_DRAWN_IN_TWO = str.maketrans({"\u0e33": "\u0e4d\u0e32", "\u0eb3": "\u0ecd\u0eb2"})
_OWN_KEY = "PUB_Words"  # read by publisher.pdffile.page_objects
_FIRST = "::first-letter"
_NUMBERS = {"h1::before", "h2::before"}
_ROUNDING = 0.5  # of CSS's pixels
_MANY_ITEMS = 100  # of a stream: fewer are compressed at once
_SHOWN = re.compile(rb"<([0-9a-f]+)>")
_FRACTION = re.compile(r"-?\d+\.\d+(?:e-?\d+)?")
_NOTHING = "\u2060"  # word joiner: no shape, no break, left aside when words are compared
_OURS: ContextVar[bool] = ContextVar("publisher_writes_this_pdf", default=False)
# whether words of the run are written from right to left
_TURNS: ContextVar[bool] = ContextVar("publisher_turns_words_round", default=False)
# whether the PDF is a part of a book, whose fonts are embedded when all parts are joined
_SHARES: ContextVar[bool] = ContextVar("publisher_shares_fonts", default=False)


@contextmanager
def patched(documents: Iterable[bytes] = (), *, shares: bool = False) -> Iterator[None]:
    """A run of WeasyPrint inside the block is ours; documents: all of it, as HTML in UTF-8.

    shares   whether its fonts are named alone, and embedded when parts are joined.
    """
    turns = any(_TURNED.search(document.decode()) for document in documents)
    ours, turned, shared = _OURS.set(True), _TURNS.set(turns), _SHARES.set(shares)
    try:
        yield
    finally:
        _SHARES.reset(shared)
        _TURNS.reset(turned)
        _OURS.reset(ours)


# pydyf has no types
def _compressed_once(theirs: Callable[[Any], bytes]) -> property:
    """The bytes of a stream, in our runs compressed once as long as it stays as it was.

    pydyf asks for them twice: to write them, and for the identifier of the file (60 ms of a cover).
    """

    def data(stream: Any) -> bytes:  # noqa: ANN401
        if not (_OURS.get() and stream.compress and len(stream.stream) > _MANY_ITEMS):
            return theirs(stream)
        now = (tuple(stream.stream), dict(stream.extra))
        kept: tuple[object, bytes] | None = vars(stream).get("publisher_data")
        if kept is None or kept[0] != now:
            kept = stream.publisher_data = (now, theirs(stream))
        return kept[1]

    return property(data)


# WeasyPrint has no types
def _in_our_runs(
    theirs: Callable[..., Any], ours: Callable[..., Any], when: ContextVar[bool] = _OURS
) -> Callable[..., Any]:
    """The one or the other, decided at each call."""

    def chosen(*given: Any, **named: Any) -> Any:  # noqa: ANN401
        return (ours if when.get() else theirs)(*given, **named)

    return chosen


class _GlyphTexts(dict[int, str]):
    """What the glyphs of one font stand for in the file, as WeasyPrint tells it, put right.

    WeasyPrint gives a glyph the text of the cluster in which it meets it first: to a letter the
    letter and the marks above it, to a mark nothing, to a ligature nothing where a line was tried
    that ends inside it.  A glyph that the font's own table knows is told by that.
    """

    def __init__(self, data: bytes, index: int) -> None:
        super().__init__()
        self._font = (data, index)
        self._left = ""  # of the cluster whose first glyph was told last

    def __setitem__(self, glyph: int, text: str) -> None:
        """Tell a glyph, from the text of the cluster that it stands in."""
        own = letters_shown(*self._font).get(glyph, "")
        if reph := rephs_shown(*self._font).get(glyph):
            self._left, text = "", reph
        elif own and (not text or set(_parts(own)) <= set(_parts(text))):
            self._left = _without(text, own) if text else self._left
            text = own
        elif not text:
            text = self._left or ligatures_shown(*self._font).get(glyph, "")
            self._left = ""
        elif own.isalnum() and self._shows_another(glyph, text):
            text, self._left = own, ""  # a letter made of another and of a mark
        elif not own:
            text = text[0] + text[1:].rstrip(_drawn_apart(text[1:], self._font))
        super().__setitem__(glyph, text)

    def _shows_another(self, glyph: int, text: str) -> bool:
        """Whether the font's table draws by a glyph none of the characters of its cluster."""
        shown = folds_shown(*self._font).get(glyph, frozenset())
        return not any(letter in folded(text) for letter in shown)


def _parts(text: str) -> str:
    """The letters and marks that are drawn for a text, each by a glyph of its own."""
    return unicodedata.normalize("NFD", text).translate(_DRAWN_IN_TWO)


def _without(text: str, own: str) -> str:
    """The marks of a cluster that one of its glyphs does not show."""
    shown = set(_parts(own))
    return unicodedata.normalize("NFC", "".join(sign for sign in _parts(text) if sign not in shown))


def _drawn_apart(text: str, font: tuple[bytes, int]) -> str:
    """The marks in a text for which a font has glyphs of their own."""
    known = letters_shown(*font).values()
    return "".join(sign for sign in text if _is_mark(sign) and sign in known)


def _is_mark(sign: str) -> bool:
    return unicodedata.category(sign) == "Mn"


def _with_true_texts(add: Callable[..., Any]) -> Callable[..., Any]:
    """WeasyPrint's taking of a font into the file, its glyphs told by _GlyphTexts."""

    # WeasyPrint has no types
    def adding(self: Any, *given: Any) -> Any:  # noqa: ANN401
        font, size = add(self, *given)
        if not font.bitmap and not isinstance(font.to_unicode, _GlyphTexts):
            font.to_unicode = _GlyphTexts(font.file_content, font.index)
        return font, size

    return adding


def _letters_told(stream: Any, start: int) -> list[str]:  # noqa: ANN401
    """The letters, marks and digits that glyphs drawn since `start` stand for, sorted."""
    fonts = {str(font.hash): font.to_unicode for font in stream._fonts.values()}  # noqa: SLF001
    told: list[str] = []
    glyphs: Mapping[int, str] = {}
    for entry in stream.stream[start:]:
        if not isinstance(entry, bytes):
            continue
        if entry.endswith(b" Tf"):
            glyphs = fonts.get(entry[1:].split()[0].decode(), {})
        elif entry.endswith(b" TJ"):
            shown = b"".join(_SHOWN.findall(entry)).decode()
            told += [glyphs.get(int(shown[at : at + 4], 16), "") for at in range(0, len(shown), 4)]
    return _sorted_letters("".join(told))


def _sorted_letters(text: str) -> list[str]:
    return sorted(sign for sign in _parts(text) if unicodedata.category(sign)[0] in "LMN")


def _with_its_words(marked: Callable[..., Any]) -> Callable[..., Any]:
    """WeasyPrint's marking of a line of text, with the line's words where glyphs do not tell them.

    One glyph of an Indic script stands for other letters in each cluster, and some stand before the
    letter they follow: no table from glyphs to letters can be right, so the words are given (ISO
    32000-1, 14.9.4: ActualText).  So they are where marks are drawn apart from their letters, and
    in Hebrew and Arabic where the glyphs tell other letters.

    Lines that hold words from right to left, or stand in such a text, bear their words by a key of
    our own (14.6.2): glyphs are drawn in the order of the eye, from which nobody can tell for sure
    in which they are read.  PDFium and poppler turn round such words given as ActualText.  Beside
    such words PDFium turns brackets of others as well: in a run that has some, all bear theirs.

    The number that a design prints before a head is none of its words: it is an artifact.
    """

    @contextmanager
    # WeasyPrint has no types
    def marking(self: Any, box: Any, tag: str) -> Iterator[None]:  # noqa: ANN401
        text = getattr(box, "text", "")
        if box.element_tag in _NUMBERS:
            with self.artifact():
                yield
            return
        with marked(self, box, tag):
            start = len(self.stream)
            if self._tags is None:  # page furniture
                with _given_in_furniture(self, box, text):
                    yield
                return
            yield
            properties = self.stream[start - 2]
            key = _key_of_words(box, text, lambda: _letters_told(self, start))
            if tag == "Span" and key:
                properties[key] = pydyf.String(text)

    return marking


def _key_of_words(box: Any, text: str, told: Callable[[], list[str]]) -> str:  # noqa: ANN401
    """By which key the words of a box are given; "" where its glyphs tell them.

    told   the letters that they tell, sorted.
    """
    is_ascii = text.isascii()
    if not is_ascii and (
        _TOLD_BADLY.search(unicodedata.normalize("NFC", text))
        or (_MARKED.search(text) and _sorted_letters(text) != told())
    ):
        return "ActualText"
    is_turned = box.style["direction"] == "rtl" or (not is_ascii and _TURNED.search(text))
    if _TURNS.get() and not is_turned:
        is_turned = any(map(BRACKETS.__contains__, text))
    return _OWN_KEY if text and is_turned else ""


@contextmanager
def _given_in_furniture(stream: Any, box: Any, text: str) -> Iterator[None]:  # noqa: ANN401
    """Words of page furniture, which is not tagged: given by marks of their own (14.9.4)."""
    key = _key_of_words(box, text, lambda: _sorted_letters(text))
    if not key:
        yield
        return
    stream.begin_marked_content("Span", pydyf.Dictionary({key: pydyf.String(text)}))
    yield
    stream.end_marked_content()


def _told_shortly(show: Callable[..., Any]) -> Callable[..., Any]:
    """WeasyPrint's showing of glyphs, without moves of no length between them.

    WeasyPrint writes a move behind every glyph, of nothing behind most, and those of blanks to
    fourteen digits: a third of a page, which every reader takes apart again (PDFium opens a page of
    ours in 0.7 of the time without, measured).  A hundredth of a thousandth of an em is far below
    what any device shows.
    """

    # WeasyPrint has no types
    def showing(self: Any, text: str) -> None:  # noqa: ANN401
        short = text.replace(">0<", "").replace("<>", " ")  # moves may follow each other
        show(self, _FRACTION.sub(_rounded, short) if "." in short else short)

    return showing


def _rounded(number: re.Match[str]) -> str:
    return f"{float(number[0]):.2f}".rstrip("0").rstrip(".")


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


def _taking_one_letter(take: Callable[..., Any]) -> Callable[..., Any]:
    """WeasyPrint's taking of a first letter out of its line, but not a second time.

    Columns are laid out several times over the same boxes; a letter that floats, taken out already,
    would be put into a box that cannot float, and the layout ends in an AssertionError.
    """

    # WeasyPrint has no types
    def taking(box: Any, skipped: Any, style: Any) -> Any:  # noqa: ANN401
        first = box.children[0] if style and box.children else None
        if first is not None and first.is_floated() and first.element_tag.endswith(_FIRST):
            return skipped
        return take(box, skipped, style)

    return taking


def _beside_its_letter(next_line: Callable[..., Any]) -> Callable[..., Any]:
    """WeasyPrint's laying out of a line, its words beside a first letter that floats to the left.

    WeasyPrint leaves the letter its room in that line, and sets the words over the letter.
    """

    # WeasyPrint has no types
    def laying(*given: Any) -> Any:  # noqa: ANN401
        line, resume_at = next_line(*given)
        letter = _floated_letter(line) if line is not None else None
        if letter is not None and letter.style["float"] in {"left", "inline-start"}:
            words = [child for child in line.children if child.is_in_normal_flow()]
            missing = (
                letter.position_x + letter.margin_width() - words[0].position_x if words else 0
            )
            if line.style["direction"] == "ltr" and missing > _ROUNDING:
                for child in words:
                    child.translate(missing, 0, ignore_floats=True)
        return line, resume_at

    return laying


def _floated_letter(line: Any) -> Any:  # noqa: ANN401
    """The first letter of a line where it floats, else None."""
    box = line
    while getattr(box, "children", ()):
        box = box.children[0]
        if box.is_floated():
            return box if (box.element_tag or "").endswith(_FIRST) else None
    return None


def _without_its_last_blank(split: Callable[..., Any]) -> Callable[..., Any]:
    """WeasyPrint's finding of a line's end, where words fit but for the blank behind the last.

    WeasyPrint finds them too wide then, and ends the line behind the first of them.  Near to it
    upstream: Kozea/WeasyPrint, issues 325 and 1614.
    """

    # WeasyPrint has no types; (layout, length, where the next line begins, width, ...)
    def splitting(text: str, style: Any, context: Any, room: Any, *given: Any, **named: Any) -> Any:  # noqa: ANN401
        made = split(text, style, context, room, *given, **named)
        if (
            made[2] is None
            or not room
            or not text.endswith(" ")
            or style["white_space"] != "normal"
        ):
            return made
        words = text.rstrip(" ")
        if " " in text.encode()[: made[1]].decode().strip() or " " not in words.strip():
            return made
        whole = split(text, style, context, inf, *given, **named)
        bare = split(words, style, context, inf, *given, **named)
        return whole if bare[2] is None and bare[3] <= room else made

    return splitting


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


# These two ask themselves: blocks stand in blocks a hundred deep, and each call more for each of
# them meets Python's limit (measured: 10 calls a level of 1,000 in all; 8 with these).
weasyprint_block.block_container_layout = laid_evenly(
    weasyprint_block.block_container_layout, _OURS.get
)
weasyprint_block.block_box_layout = balanced_by_lines(weasyprint_block.block_box_layout, _OURS.get)
weasyprint_css.ComputedStyle.__missing__ = found_quickly(
    weasyprint_css.ComputedStyle.__missing__, weasyprint_css, _OURS.get
)
weasyprint_table.auto_table_layout = with_short_columns(
    weasyprint_table.auto_table_layout,
    weasyprint_table.table_and_columns_preferred_widths,
    _OURS.get,
)
weasyprint_layout.make_margin_boxes = only_printed(weasyprint_layout.make_margin_boxes, _OURS.get)
weasyprint_inline.first_letter_to_box = _in_our_runs(
    weasyprint_inline.first_letter_to_box,
    _taking_one_letter(weasyprint_inline.first_letter_to_box),
)
weasyprint_inline.get_next_linebox = _in_our_runs(
    weasyprint_inline.get_next_linebox,
    _beside_its_letter(weasyprint_inline.get_next_linebox),
)
weasyprint_inline.justify_line = _in_our_runs(
    weasyprint_inline.justify_line,
    stretched_in_measure(weasyprint_inline.justify_line, weasyprint_inline.count_expandable_spaces),
)
weasyprint_inline.split_first_line = _in_our_runs(
    weasyprint_inline.split_first_line,
    _without_its_last_blank(weasyprint_inline.split_first_line),
)
Stream.add_font = _in_our_runs(Stream.add_font, _with_true_texts(Stream.add_font))
Stream.marked = _in_our_runs(Stream.marked, _with_its_words(Stream.marked))
Stream.show_text = _in_our_runs(Stream.show_text, _told_shortly(Stream.show_text))
weasyprint_fonts.instantiateVariableFont = _in_our_runs(
    weasyprint_fonts.instantiateVariableFont, _Pinned
)
weasyprint_fonts.Font.clean = _in_our_runs(
    weasyprint_fonts.Font.clean, without_time(weasyprint_fonts.Font.clean)
)
weasyprint_pdf.build_fonts_dictionary = _in_our_runs(
    weasyprint_pdf.build_fonts_dictionary,
    sharing(weasyprint_pdf.build_fonts_dictionary),
    _SHARES,
)
weasyprint_pdf.build_fonts_dictionary = _in_our_runs(
    weasyprint_pdf.build_fonts_dictionary,
    _with_whole_maps(weasyprint_pdf.build_fonts_dictionary),
)
weasyprint_svg.TAGS["path"] = _in_our_runs(
    weasyprint_svg.TAGS["path"], drawn_quickly(weasyprint_svg.TAGS["path"])
)
pydyf.Stream.data = _compressed_once(pydyf.Stream.data.fget)
pyphen.HyphDict = _in_our_runs(pyphen.HyphDict, Hyphens)
weasyprint_pdf.add_tags = _in_our_runs(weasyprint_pdf.add_tags, add_tags)
