"""What a book is set in: the theme's fonts, and those of the system where these lack a letter.

Cut to the book, named in style rules.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from publisher.fonts.coverage import formula_words, lacking, vector_words
from publisher.fonts.subset import covered, fitted
from publisher.rendering.book import Book
from publisher.rendering.theme import Theme, fonts_for
from publisher.resources import FontFamily, FontUsed

if TYPE_CHECKING:
    from publisher.fonts.borrow import Loan
    from publisher.fonts.system import Catalogue  # loaded only where a letter lacks


@dataclass(frozen=True, slots=True, kw_only=True)
class Type:
    """What a book is set in: its fonts cut to it, and the style rules that name them.

    rules    from the page's usual style sheet, which comes before them.
    absent   characters that no font has → where they stand.   told: what there is to say of
             borrowed fonts.
    """

    fonts: tuple[FontFamily, ...]
    rules: str
    used: tuple[FontUsed, ...]
    absent: Mapping[str, str]
    told: tuple[str, ...] = ()


def type_for(book: Book, theme: Theme, catalogue: "Catalogue | None") -> Type:
    """The theme's fonts and, only where they lack a letter, fonts of the catalogue.

    Cut to the book.
    """
    pages = [
        "".join((each.markup.decode(), each.end.decode(), *each.running, each.title))
        + formula_words(each)
        for each in book.chapters
    ]
    pages += [
        vector_words(picture.data)
        for picture in book.pictures
        if picture.media_type == "image/svg+xml"
    ]
    families = fonts_for(theme, pages)
    used = tuple(FontUsed(name=family.name, version=family.version) for family in families)
    lacks = lacking(book, covered(families))
    if not lacks:
        return Type(fonts=fitted(families, pages), rules=families_css(theme), used=used, absent={})
    from publisher.fonts.borrow import borrow, marks_of
    from publisher.fonts.fallback import boxes_for
    from publisher.fonts.system import SystemFonts

    wanted = {language: frozenset(places) for language, places in lacks.items()}
    loans, refused = borrow(
        wanted, SystemFonts() if catalogue is None else catalogue, theme.generic
    )
    marks = marks_of(loans, wanted)
    lent = frozenset[str]().union(*(loan.letters for loan in loans))
    known = covered(loan.family for loan in loans)
    absent = {
        letter: place
        for places in lacks.values()
        for letter, place in places.items()
        if letter not in lent and ord(letter) not in known
    }
    cut = fitted((*families, *(loan.family for loan in loans)), pages)
    boxes = (boxes_for(absent),) if absent else ()
    return Type(
        fonts=(*cut, *{family.name: family for family in marks.values()}.values(), *boxes),
        rules=families_css(theme, loans, marks, [family.name for family in boxes]),
        absent=absent,
        used=(
            *used,
            *(
                FontUsed(name=loan.family.name, version=loan.family.version, sha256=loan.sha256)
                for loan in loans
            ),
        ),
        told=(*map(str, loans), *(refused if absent else ())),
    )


def families_css(
    theme: Theme,
    loans: "Sequence[Loan]" = (),
    marks: Mapping[str, FontFamily] | None = None,
    last: Sequence[str] = (),
) -> str:
    """Style rules that name the families for text and for programs, the theme's own first.

    Of these, words of a language are set in those first that were borrowed for it.

    last   families behind all others.
    """
    scripts = tuple(dict.fromkeys(family for family, _, _ in theme.scripts))
    every = [*(loan.family.name for loan in loans), *last]
    rules = list(_rules("html", "code, pre", theme, (), (*scripts, *every)))
    for language in dict.fromkeys(language for loan in loans for language in loan.languages):
        first = [loan.family.name for loan in loans if language in loan.languages]
        wide = [marks[language].name] if marks and language in marks else []
        place = f'[lang="{language}"]'
        code = f"{place} code, {place} pre"
        if theme.faces:  # a class names its own face, by the variables that are set here
            place = f"html{place}, :where({place})"
        rules += _rules(place, code, theme, wide, (*scripts, *first, *every))
    return "\n".join(rules) + "\n"


def _rules(
    place: str, code: str, theme: Theme, before: Sequence[str], behind: Sequence[str]
) -> Iterator[str]:
    """The families of each face of a theme in one place, between those before and behind them."""
    own = (*before, *theme.fonts, *behind)
    yield f"{place} {{ font-family: {_listed(theme.generic, own)} }}"
    yield f"{code} {{ font-family: {_listed('monospace', (theme.code, *own))} }}"
    if theme.faces:
        yield f"{place} {{ --text: {_listed(theme.generic, own)} }}"
    for face, families in theme.faces.items():
        named = _listed(theme.generic, (*before, *families, *theme.fonts, *behind))
        yield f"{place} {{ --{face}: {named} }}"


def _listed(generic: str, families: Sequence[str]) -> str:
    names = ", ".join(f'"{name}"' for name in dict.fromkeys(families))
    return f"{names}, {generic}"
