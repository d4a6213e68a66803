"""Book → PDF bytes: parts drawn side by side and joined.

By default PDF/A-3a and PDF/UA-1 in one file.

Parts are drawn in any order on any executor (press), and joined in order.  The front is drawn last,
because its contents hold page numbers; running heads and folios are a document of their own, laid
over the pages as artifacts.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future
from dataclasses import replace
from functools import partial
from itertools import chain, repeat
from typing import TYPE_CHECKING

from publisher.errors import WriteError
from publisher.fonts.choose import families_css, type_for
from publisher.fonts.coverage import named
from publisher.fonts.subset import usual_glyphs, with_glyphs
from publisher.model.edition import Profile
from publisher.part_cache import PartCache
from publisher.pdffile.faces import SharedFaces, share, with_usual
from publisher.pdffile.join import join
from publisher.pictures.picture import PictureFile
from publisher.rendering.book import Book, Chapter
from publisher.rendering.theme import Paper, Theme, fonts_for
from publisher.writers.pdf import page_plan, sides
from publisher.writers.pdf.cover_page import covered
from publisher.writers.pdf.drawing import Drawing, Planned, finished
from publisher.writers.pdf.figures import sizes_of
from publisher.writers.pdf.finished import Typeset, binding_of
from publisher.writers.pdf.line_numbers import interval_of, numbers_css
from publisher.writers.pdf.part_pages import with_part_pages
from publisher.writers.pdf.qr_codes import codes_of, sides_of
from publisher.writers.pdf.runs import room_of, runs_of
from publisher.writers.pdf.typeset import (
    PdfPart,
    RenderedFurniture,
    RenderedPart,
    Stock,
    count_pages,
    faces_css,
    render_part,
)

if TYPE_CHECKING:
    from publisher.fonts.system import Catalogue  # loaded only where a letter lacks

_LEAF = """.leaf { break-before: page }
.leaf { string-set: head attr(data-head), running attr(data-running), folio attr(data-folio) }
.leaf.opening { page: opening } .leaf.title-page { page: title-page }
.leaf.cover { page: cover } .leaf.turned { page: turned } body { margin: 0 }"""
_ATTEMPTS = 3  # at a contents whose length changes with the numbers in it
# parts of a book whose fonts have the usual letters besides its own: some 60 kB
_MANY = 24
# characters that are told one by one; a whole text in a script without a font has hundreds
_TOLD = 12


def write(book: Book, theme: Theme, *, executor: Executor | None = None) -> bytes:
    """The PDF of a book in a theme; same book, same bytes on any executor.

    Refuses as `typeset` does.
    """
    return typeset(book, theme, executor=executor).data


def typeset(  # noqa: PLR0913 - one for each part of an order
    book: Book,
    theme: Theme,
    *,
    profile: Profile | None = None,
    paper: Paper | None = None,
    executor: Executor | None = None,
    catalogue: "Catalogue | None" = None,
    cache: PartCache | None = None,
) -> Typeset:
    """The PDF of a book with findings: style rules left aside, characters no font has.

    profile    what it shall claim; None: as the edition says.   paper: its page; None: the theme's
               usual one. catalogue  fonts that may be borrowed for letters that no font of the
               theme has; None: those of this system. Where a character cannot be printed the file
               does not claim PDF/A or PDF/UA (spec: never claim what is not so). Refuses with
               WriteError what cannot be laid out, and what asks for anything that is not part of
               the edition.
    cache      parts that were drawn before, which give the same bytes; None: each is drawn.
    """
    drawing = Drawing(executor, cache)
    try:
        return _typeset(
            book,
            theme,
            drawing,
            profile or book.edition.profile,
            paper or theme.paper(),
            catalogue,
        )
    finally:
        drawing.cancel()  # after a failure: what has not begun need not


def one_document(book: Book, theme: Theme) -> dict[str, bytes]:
    """The same pages as one HTML document with its style sheet, fonts and pictures.

    File name → bytes.

    For a browser, or to measure this writer against WeasyPrint alone.  Its contents have no page
    numbers.
    """
    fonts = fonts_for(theme, ((each.markup + each.end).decode() for each in book.chapters))
    files = {f"fonts/{file.name}": file.data for family in fonts for file in family.files}
    files |= {f"images/{picture.name}": picture.data for picture in book.pictures}
    sheet = theme.on_paper(theme.paper(), furniture=True)
    files["style.css"] = "\n".join((faces_css(fonts), sheet, families_css(theme))).encode()
    files["index.html"] = page_plan.one_html(book)
    return files


def _typeset(
    book: Book,
    theme: Theme,
    drawing: Drawing,
    profile: Profile,
    paper: Paper,
    catalogue: "Catalogue | None",
) -> Typeset:
    type_ = type_for(book, theme, catalogue)
    setting, articles = theme.design.setting, book.edition.articles
    book = covered(book, theme, paper, type_.fonts)
    if setting.part_pages:
        book = with_part_pages(book)
    if setting.qr:
        book = replace(book, pictures=(*book.pictures, *codes_of(articles)))
    evened = sides.evened(theme, paper)
    stock = Stock(css=theme.on_paper(evened) + type_.rules, fonts=type_.fonts)
    place = page_plan.Place(
        targets=page_plan.targets_of(book.chapters),
        pictures=sizes_of(book.pictures),
        measure=sides.measure_of(theme, paper),
        turned=sides.turned_measure_of(theme, paper),
        reach=theme.reach(paper)[1],
        code_line=sides.code_line_of(theme, paper),
        initial=sides.initial_of(theme, paper, type_.fonts),
        notes=setting.notes,
        codes=sides_of(articles) if setting.qr else {},
        numbered=setting.number_heads,
        single=book.edition.single,
        room=room_of(theme, paper, book.edition),
    )
    front, rest = page_plan.front_and_rest(book)
    opening: Future[RenderedPart] | None = None
    counting: Future[tuple[int, ...]] = finished(())
    has_numbers = any(chapter.role == "contents" for chapter in front)
    if front:
        unnumbered = _part("front", _numbered(front, {}), book, place)
        if has_numbers:
            counting = drawing.run(count_pages, unnumbered, stock)
        else:  # a cover waits for nothing, and need not be laid out twice
            opening = drawing.run(render_part, unnumbered, stock)
    interval = interval_of(theme, paper)
    around = drawing.digest(place)
    planned = [_planned(run, book, place, interval, around) for run in runs_of(rest, place.room)]
    drawn = drawing.parts(planned, stock)
    sheets = Stock(
        css=theme.on_paper(paper, furniture=True)
        + type_.rules
        + sides.left_css(theme, paper)
        + numbers_css(theme, paper)
        + _LEAF,
        fonts=type_.fonts,
    )
    of_sheets = drawing.digest(sheets)
    lengths = opening.result().lengths if opening else counting.result()
    shift = sides.shift_of(theme, paper)
    line_room = sides.room_for_lines(theme, paper, type_.fonts)
    for _ in range(_ATTEMPTS):
        # one by one: the furniture of the first pages is drawn while the last ones are not laid out
        # yet, and the front as soon as its numbers are known
        known = chain(lengths, (length for one in drawn for length in one.result().lengths))
        bare = repeat((), sum(lengths))
        lines = chain(bare, (page for one in drawn for page in one.result().lines))
        below = chain(
            [False] * len(lengths),
            (begins for one in drawn for begins in one.result().below),
        )
        ways = chain([False] * sum(lengths), (way for one in drawn for way in one.result().turned))
        furniture: list[Future[RenderedFurniture]] = []
        opening = None if has_numbers else opening
        for sheet in page_plan.furniture_of(
            page_plan.leaves_of(book, known, lines, below, ways, room=line_room),
            book.edition,
        ):
            if front and opening is None and all(one.done() for one in drawn):
                numbers = _numbers((one.result() for one in drawn), sum(lengths) + 1)
                contents = _part("front", _numbered(front, numbers), book, place)
                opening = drawing.run(render_part, contents, stock)
            furniture.append(drawing.furniture(sheet, sheets, of_sheets))
        body: list[RenderedPart] = [one.result() for one in drawn]
        parts = [*([opening.result()] if opening else []), *body]
        if not front or parts[0].lengths == lengths:
            kept, found = _profile(profile, parts, type_.absent)
            laid_over = [future.result() for future in furniture]
            data = join(
                [part.data for part in parts],
                binding_of(book, place.targets, kept, producer="WeasyPrint"),
                furniture=[one.data for one in laid_over],
                fonts=_fonts([*parts, *laid_over], stock, drawing),
                shifts=page_plan.shifts_of(
                    book,
                    chain.from_iterable(part.lengths for part in parts),
                    shift,
                    chain.from_iterable(part.turned for part in parts),
                ),
            )
            return Typeset(
                data=data,
                findings=(
                    *_findings(parts),
                    *type_.told,
                    *found,
                    *page_plan.remarks_on(book.chapters),
                ),
                profile=kept,
                length=sum(sum(part.lengths) for part in parts),
                fonts=type_.used,
                pages=_numbers(parts, 1),
            )
        lengths = parts[0].lengths
    raise WriteError(
        f"{book.edition.name}.pdf",
        "the contents take another number of pages each time; "
        "give the theme's page numbers a fixed width",
    )


def _fonts(
    drawn: Sequence[RenderedPart | RenderedFurniture], stock: Stock, drawing: Drawing
) -> SharedFaces:
    """The fonts of all that is drawn, each cut to what is drawn with it."""
    shared = share([one.faces for one in drawn])
    files = [file.data for family in stock.fonts for file in family.files]
    programs = {hashlib.sha256(data).hexdigest(): data for data in files}
    if len(drawn) >= _MANY:
        kinds = [face.first.kind for face in shared.faces]
        usual = [
            drawing.run(usual_glyphs, programs[kind.program], kind.place).result() for kind in kinds
        ]
        shared = with_usual(shared, usual)
    cutting = [
        drawing.run(with_glyphs, programs[kind.program], face.glyphs, kind.place)
        for face in shared.faces
        for kind in (face.first.kind,)
    ]
    return replace(shared, programs=tuple(future.result() for future in cutting))


def _numbers(parts: Iterable[RenderedPart], first: int) -> dict[str, int]:
    """The page number of every id; `first`: the number of the first page of these parts."""
    numbers: dict[str, int] = {}
    for part in parts:
        numbers |= {ident: first + at for ident, at in part.places.items()}
        first += sum(part.lengths)
    return numbers


def _planned(
    run: tuple[Chapter, ...], book: Book, place: page_plan.Place, interval: int, around: str
) -> Planned:
    """The part of a run of chapters, to be made where it is not known.

    interval   of the numbers beside its lines.   around: stands for the place.
    """
    part = partial(_part, run[0].name, run, book, place, interval)
    return Planned((run, _pictures_of(run, book), interval, around), part)


def _pictures_of(chapters: Iterable[Chapter], book: Book) -> tuple[PictureFile, ...]:
    articles = {chapter.article for chapter in chapters}
    return tuple(picture for picture in book.pictures if picture.article in articles)


def _part(
    name: str,
    chapters: Iterable[Chapter],
    book: Book,
    place: page_plan.Place,
    numbered: int = 0,
) -> PdfPart:
    chapters = tuple(chapters)
    return PdfPart(
        name=name,
        documents=tuple(
            page_plan.html_of(first, place, following)
            for first, *following in runs_of(chapters, place.room)
        ),
        pictures=_pictures_of(chapters, book),
        numbered=numbered,
    )


def _numbered(front: Iterable[Chapter], numbers: Mapping[str, int]) -> tuple[Chapter, ...]:
    return tuple(
        page_plan.with_numbers(chapter, numbers) if chapter.role == "contents" else chapter
        for chapter in front
    )


def _findings(parts: Iterable[RenderedPart]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(finding for part in parts for finding in part.findings))


def _profile(
    asked: Profile, parts: Iterable[RenderedPart], absent: Mapping[str, str]
) -> tuple[Profile, tuple[str, ...]]:
    """(what the file may claim, what there is to say about characters that no font has)."""
    unprinted = sorted({*absent, *(sign for part in parts for sign in part.unprinted)})
    found = [*_told(unprinted, absent, "no font has it, it is printed as an empty box")]
    if not unprinted or asked is Profile.PLAIN:
        return asked, tuple(found)
    found.append(
        f"the profile is lowered from {asked} to plain, the file does not claim PDF/A or PDF/UA:"
        " they ask for a shape for every character; install a font that has these on this system"
        " (publisher doctor names some), name one in the theme, or make the EPUB alone (--format"
        " epub), which leaves fonts to the reader"
    )
    return Profile.PLAIN, tuple(found)


def _told(characters: Iterable[str], places: Mapping[str, str], what: str) -> Iterator[str]:
    """A line for each of the first characters with its place, and one that counts the rest."""
    characters = list(characters)
    for character in characters[:_TOLD]:
        yield (
            f"{named(character)}: {what};"
            f" {places.get(character, 'in what the edition itself says')}"
        )
    if more := characters[_TOLD:]:
        yield f"and {len(more)} more characters: {what}"
