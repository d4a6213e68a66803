"""A tagged PDF's words element by element, as an EPUB's come block by block."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from publisher.pdffile.marked_content import Marked, is_same_line
from publisher.pdffile.pages import PageText
from publisher.pdffile.structure_tree import (
    Block,
    Given,
    Piece,
    Tree,
    TreeLink,
)
from publisher.text import drawn_words, is_rtl, squeeze, stream
from publisher.verify.evidence.model import Link, Segment

_HYPHENS = ("\u2010", "\u00ad")  # what engines put where they break a word; never a word's own
_OWN_HYPHENS = ("-", "/", "\u2013", "\u2014")  # a line may break behind them
_FLOATING = {"Caption", "TH", "TD", "Figure"}
_ALEF = "\u0627"  # one glyph with the letter before it, in many faces
# letters and digits that run to the left; those of scripts that are set in another order than they
# are read; all others
_PARTS = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufefc]+|[\u0900-\u109f\u1700-\u1aaf\u1b00-\u1c4f\ua8e0-\uabff]+"
    "|[^\\W_\u0590-\u109f\u1700-\u1aaf\u1b00-\u1c4f\ua8e0-\uabff\ufb1d-\ufefc]+"
)
# what the signs of Unicode isolate from the words beside it (UAX #9, 2.4)
_ISOLATED = re.compile("[\u2066-\u2068]([^\u2066-\u2069]*)\u2069")
_NUMBERS = re.compile(r"\d+(?:[-+.,:/]\d+)*")
# vowels that faces of Devanagari draw as another and a mark (Unicode 17, confusables.txt and 12.1)
_DRAWN_IN_TWO = str.maketrans({"\u0908": "\u0930\u094d\u0907", "\u0910": "\u090f\u0947"})
_PROSE = 4  # letters: variables and most functions of formulas have fewer
_LIKE = 0.6  # share of letters that glyphs and the words given for them have in common


@dataclass(frozen=True, slots=True)
class Elements:
    """The words of a PDF.

    blocks     whether segments are elements of a structure tree; pages otherwise.
    furniture  running heads and folios.   replaced: (words given, words shown, place).
    """

    blocks: bool
    segments: tuple[Segment, ...]
    links: tuple[Link, ...]
    furniture: tuple[Segment, ...] = ()
    replaced: tuple[tuple[str, str, str], ...] = ()


@dataclass(slots=True)
class _Sheets:
    """The pages, and what has been taken from them so far."""

    pages: Sequence[PageText]
    shown: Mapping[Piece, str]
    used: set[Piece] = field(default_factory=set)

    def marked(self, piece: Piece) -> Marked | None:
        """The words of a piece; None where nothing is drawn under its number."""
        if not 0 <= piece.page < len(self.pages):
            return None
        self.used.add(piece)
        return self.pages[piece.page].marked.content.get((piece.form, piece.number))


def read_elements(tree: Tree, pages: Sequence[PageText]) -> Elements:
    """The words of a tagged PDF by its structure tree."""
    sheets = _Sheets(pages, _shown(pages))
    segments: list[Segment] = []
    links: list[Link] = []
    replaced = [*_replaced_content(sheets), *_replaced_furniture(pages)]
    for block in tree.blocks:
        lines = _lines(block.pieces, sheets)
        if not any(map(str.strip, lines)):
            continue
        links += _links(block.links, sheets, len(segments))
        replaced += _replaced(block.given, sheets)
        if not block.pictured:  # pictures are not read
            segments.append(_segment(block, lines, turned=_is_turned(block.pieces, sheets)))
    sheets.used |= tree.artifacts
    segments += _stray(sheets)
    segments = _with_struck(segments, pages)
    links += _other_links(pages, {link.target for link in links})
    segments += [
        Segment(text=words, place=f"page {page.number}", unseen=why, pages=(page.number,))
        for page in pages
        for words, why in page.ink.unseen
    ]
    return Elements(
        blocks=True,
        segments=tuple(segments),
        links=tuple(links),
        furniture=tuple(_furniture(sheets, tree.artifacts)),
        replaced=tuple(replaced),
    )


def _segment(block: Block, lines: Sequence[str], *, turned: bool) -> Segment:
    pages = tuple(dict.fromkeys(piece.page + 1 for piece in block.pieces))
    return Segment(
        text=join_lines(lines),
        place=f"page {pages[0]}",
        aside=block.aside,
        division=f"division {block.division}",
        entry=block.entry,
        label=block.kind == "Lbl",
        lines=tuple(lines),
        turned=turned,
        floats=block.kind in _FLOATING,
        pages=pages,
    )


def _is_turned(pieces: Iterable[Piece], sheets: _Sheets) -> bool:
    """Whether words run to the left for whose glyphs no words are given."""
    return any(
        (marked := sheets.marked(piece)) is not None and not marked.given and is_rtl(marked.text)
        for piece in pieces
    )


def _lines(pieces: Iterable[Piece], sheets: _Sheets) -> list[str]:
    """The lines in which pieces are drawn; words of one line stand in one of them."""
    lines: list[str] = []
    before: tuple[int, Marked] | None = None
    for piece in pieces:
        marked = sheets.marked(piece)
        if marked is None:
            continue
        first, *more = sheets.shown.get(piece, marked.text).split("\n")
        goes_on = (
            before is not None
            and before[0] == piece.page
            and is_same_line(before[1].last, marked.first, max(before[1].size, marked.size))
        )
        if goes_on:
            lines[-1] += first
        else:
            lines.append(first)
        lines += more
        before = piece.page, marked
    return lines


def join_lines(lines: Sequence[str]) -> str:
    """The words of lines in one, with a space where one probably was."""
    text = ""
    for line in lines:
        before = text[-1:]
        if before in _HYPHENS and line[:1].isalpha() and text[-2:-1].isalpha():
            text = text[:-1] + line
        elif not text or before in _OWN_HYPHENS or _has_no_spaces(before, line[:1]):
            text += line
        else:
            text += " " + line
    return text


def _has_no_spaces(before: str, after: str) -> bool:
    """Whether two characters are of a script that is written without spaces."""
    wide = {"W", "F"}
    return bool(
        before
        and after
        and unicodedata.east_asian_width(before) in wide
        and unicodedata.east_asian_width(after) in wide
    )


def _links(found: Iterable[TreeLink], sheets: _Sheets, index: int) -> Iterator[Link]:
    for link in found:
        words = join_lines(_lines(link.pieces, sheets))
        page = link.pieces[0].page + 1 if link.pieces else 0
        for target in dict.fromkeys(link.targets):
            yield Link(target=target, words=words, place=f"page {page}", segment=index)


def _other_links(pages: Iterable[PageText], known: set[str]) -> Iterator[Link]:
    """Links of pages that no element holds."""
    for page in pages:
        for target, words in zip(page.links, page.link_words, strict=True):
            if target not in known:
                yield Link(target=target, words=words, place=f"page {page.number}")


def _stray(sheets: _Sheets) -> Iterator[Segment]:
    """Words that no element holds and that are no furniture either."""
    for page in sheets.pages:
        loose = [
            marked.text
            for (form, number), marked in page.marked.content.items()
            if Piece(page.number - 1, number, form) not in sheets.used
        ]
        words = " ".join((*loose, *page.marked.loose)).strip()
        if words:
            place = f"page {page.number}"
            yield Segment(text=words, place=place, stray=True, pages=(page.number,))


def _furniture(sheets: _Sheets, artifacts: frozenset[Piece]) -> Iterator[Segment]:
    for page in sheets.pages:
        tagged = [
            page.marked.content[piece.form, piece.number].text
            for piece in artifacts
            if piece.page == page.number - 1 and (piece.form, piece.number) in page.marked.content
        ]
        for words in (*tagged, *page.marked.artifacts):
            if words.strip():
                yield Segment(text=words, place=f"page {page.number}", pages=(page.number,))


def _with_struck(segments: Sequence[Segment], pages: Sequence[PageText]) -> list[Segment]:
    """The segments with the words in them that lines run through."""
    from dataclasses import replace

    struck = {page.number: page.ink.struck for page in pages if page.ink.struck}
    if not struck:
        return list(segments)
    found = list(segments)
    for number, stretches in struck.items():
        indexes = [index for index, one in enumerate(found) if number in one.pages]
        for words, around in stretches:
            index = _most_like(words, around, {index: found[index].text for index in indexes})
            if index >= 0:
                one = found[index]
                found[index] = replace(one, struck=(*one.struck, words))
    return found


def _most_like(words: str, around: str, texts: Mapping[int, str]) -> int:
    """Which of these texts holds the words, and most of what is around them; -1: none."""
    wanted, context = stream(words), set(stream(around))
    holding = [index for index, text in texts.items() if wanted in stream(text)]
    return max(holding, key=lambda index: len(context & set(stream(texts[index]))), default=-1)


# --- words that are given for glyphs


def _shown(pages: Sequence[PageText]) -> dict[Piece, str]:
    """What the glyphs show, for pieces for which the file gives other words than that.

    Only where these differ so much that they cannot be the same words.
    """
    found: dict[Piece, str] = {}
    for page in pages:
        content = page.glyphs.content if page.glyphs is not None else {}
        for (form, number), marked in page.marked.content.items():
            glyphs = content.get((form, number))
            if marked.given and not is_same_words(marked.text, glyphs.text if glyphs else ""):
                found[Piece(page.number - 1, number, form)] = glyphs.text if glyphs else ""
    return found


def _replaced_furniture(pages: Sequence[PageText]) -> Iterator[tuple[str, str, str]]:
    """Words given for running heads which show others."""
    for page in pages:
        if page.glyphs is None or not page.marked.gives_furniture:
            continue
        given, shown = page.marked.artifacts, page.glyphs.artifacts
        if not is_same_furniture(given, shown):
            yield " ".join(given), " ".join(shown), f"page {page.number}"


def is_same_furniture(given: Sequence[str], shown: Sequence[str]) -> bool:
    """Whether lines that a file gives for a page's furniture can be those that the glyphs show.

    Line by line where there are as many, since each turns its own numbers round where words run to
    the left; else all as one.
    """
    if len(given) == len(shown) and all(map(is_same_words, given, shown)):
        return True
    return is_same_words(" ".join(given), " ".join(shown))


def is_same_words(given: str, shown: str) -> bool:
    """Whether words that a file gives for glyphs can be what the glyphs show.

    All letters have to be the same, and no mark may be shown that is not given: a mark's own glyph
    often tells nothing.  Some scripts set letters in another order than they are read, or one glyph
    for several letters: of them most have to be the same.  Letters of all other scripts stand in
    their order, and word by word where words run to the left.
    """
    (one, its_marks), (other, other_marks) = map(_letters_and_marks, (given, shown))
    if one == other and other_marks <= its_marks:
        return _is_in_order(given, shown, whole=True)
    (simple, joined), (other_simple, other_joined) = map(_by_script, (one, other))
    common = sum((joined & other_joined).values())
    return (
        simple == other_simple
        and bool(joined)
        and common >= _LIKE * max(joined.total(), other_joined.total())
        and _is_in_order(given, shown, whole=False)
    )


def _is_in_order(given: str, shown: str, *, whole: bool) -> bool:
    """Whether letters that have a glyph each are shown in the order in which they are given.

    shown   from left to right.
    whole   whether all letters are shown, so that words that run to the left can be compared, too.
    """
    there = _bare_letters(shown)
    if not any(map(_is_joined, given)):
        others = _with_turned_numbers(given), _with_turned_isolates(given)
        return there in {_bare_letters(given), *others}
    parts = list(map(_bare_letters, _PARTS.findall(_without_marks(squeeze(given)))))
    simple = (part for part in parts if not any(map(_is_joined, part)))
    turned = (part[::-1] for part in parts if whole and is_rtl(part))
    without_alef = there.replace(_ALEF, "")
    return all(part in there for part in simple) and all(
        part.replace(_ALEF, "") in without_alef for part in turned
    )


def _with_turned_numbers(given: str) -> str:
    """The letters of a text in the order in which a line that runs to the left shows them.

    It has none that run to the left themselves: only the numbers before its first letter change
    places, with it and with each other (UAX #9, rules W4, W7, N2 and L2).
    """
    text = _without_marks(squeeze(given))
    first = next((at for at, sign in enumerate(text) if sign.isalpha()), len(text))
    while first and text[first - 1].isdigit():
        first -= 1
    numbers = _NUMBERS.findall(text[:first])
    return _bare_letters(text[first:]) + "".join(map(_bare_letters, reversed(numbers)))


def _with_turned_isolates(given: str) -> str:
    """The letters of a line that runs to the left and is made of isolated stretches.

    Of words that run to the right each stretch is shown as it is, the last one first (UAX #9, rules
    X5a to X6a and L2); where other words stand between them nothing changes places.
    """
    if any(map(str.isalnum, _ISOLATED.sub("", given))):
        return _bare_letters(given)
    return "".join(map(_bare_letters, reversed(_ISOLATED.findall(given))))


def _bare_letters(text: str) -> str:
    return "".join(filter(str.isalnum, _without_marks(stream(text))))


def _without_marks(text: str) -> str:
    signs = unicodedata.normalize("NFD", text)
    return "".join(sign for sign in signs if unicodedata.category(sign) != "Mn")


def _letters_and_marks(text: str) -> tuple[Counter[str], Counter[str]]:
    signs = unicodedata.normalize("NFD", stream(text)).translate(_DRAWN_IN_TWO)
    marks = (sign for sign in signs if unicodedata.category(sign) == "Mn")
    return Counter(filter(str.isalnum, signs)), Counter(marks)


def _by_script(letters: Counter[str]) -> tuple[Counter[str], Counter[str]]:
    """(letters that have a glyph each, those of scripts whose glyphs are not their letters)."""
    joined = Counter({char: count for char, count in letters.items() if _is_joined(char)})
    return letters - joined, joined


def _is_joined(char: str) -> bool:
    """Whether a letter is of a script whose glyphs are not its letters one by one.

    Hebrew to Samaritan and Arabic; the Indic scripts, Thai, Lao, Tibetan, Myanmar, Khmer and their
    likes.
    """
    return (
        "\u0590" <= char <= "\u109f"
        or "\u1700" <= char <= "\u1aaf"
        or "\u1b00" <= char <= "\u1c4f"
        or "\ua8e0" <= char <= "\uabff"
    )


def _replaced_content(sheets: _Sheets) -> Iterator[tuple[str, str, str]]:
    for piece, shown in sheets.shown.items():
        marked = sheets.pages[piece.page].marked.content[piece.form, piece.number]
        yield marked.text, shown, f"page {piece.page + 1}"


def _replaced(given: Iterable[Given], sheets: _Sheets) -> Iterator[tuple[str, str, str]]:
    """Words that an element gives for its own and that are others."""
    for one in given:
        shown = join_lines(_lines(one.pieces, sheets))
        is_told = _tells_formula if one.formula else is_same_words
        if not is_told(one.words, shown):
            yield one.words, shown, f"page {one.pieces[0].page + 1}"


def _tells_formula(told: str, shown: str) -> bool:
    """Whether a description can be that of the formula shown.

    TeX or a sentence has other signs and letters than what is drawn, but the same words.  So prose
    that is called a formula cannot be described as what it is not.
    """
    known = stream(told).casefold()
    named = (word for word in drawn_words(shown) if word.isalpha() and len(word) >= _PROSE)
    return all(word.casefold() in known for word in named)
