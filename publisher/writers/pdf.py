"""Book → PDF bytes, part by part: PDF/A-3a and PDF/UA-1 in one file.  The only door to WeasyPrint.

A part is a pure function from values to bytes, so any executor may draw parts side by side; they are joined in order.
The front is drawn last, because its contents hold page numbers; running heads and folios are a document of their own,
laid over the pages as artifacts.  WeasyPrint sees nothing but the bytes it is given, and what it says becomes a
finding or an error.
"""

import functools
import gc
import hashlib
import logging
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from typing import Any, ParamSpec, TypeVar

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from publisher.errors import WriteError
from publisher.pdffile.join import Binding, join
from publisher.pdffile.packet import Attachment, pdf_date
from publisher.pdffile.structure import repair
from publisher.rendering.book import Book, Chapter, PictureFile
from publisher.rendering.theme import Theme, fonts_for
from publisher.resources import FontFamily
from publisher.rights.record import MEDIA_TYPE, NAME
from publisher.writers import leaves, xmp
from publisher.writers.faces import fitted

BASE = "https://edition.invalid/"  # RFC 2606: such a name never resolves
VARIANT = "pdf/a-3a"
_LEAF = """.leaf { break-before: page; string-set: running attr(data-running), folio attr(data-folio) }
.leaf.opening { page: opening } .leaf.title-page { page: title-page } body { margin: 0 }"""
_EXPECTED = 'Image "'  # "... has no required alt description": a decoration, made an artifact by the repair
_ATTEMPTS = 3  # at a contents whose length changes with the numbers in it

Given = ParamSpec("Given")
Gained = TypeVar("Gained")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """What every part of a book is drawn with."""

    css: str
    fonts: tuple[FontFamily, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfPart:
    """Chapters that are written into one PDF: each an HTML document; pictures by their name below images/."""

    name: str
    documents: tuple[bytes, ...]
    pictures: tuple[PictureFile, ...]
    stock: Stock


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedPart:
    """One part drawn.

    data         tagged PDF without margin boxes, its structure mended.
    lengths      pages of each document.
    places       id → page of this part it stands on, from 0.
    findings     what WeasyPrint said that a person should know.
    unprinted    characters that no font could draw.
    """

    data: bytes
    lengths: tuple[int, ...]
    places: Mapping[str, int]
    findings: tuple[str, ...]
    unprinted: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Typeset:
    """A finished PDF, and what there is to say about it."""

    data: bytes
    findings: tuple[str, ...]


def write(book: Book, theme: Theme, *, executor: Executor | None = None) -> bytes:
    """The PDF of a book in a theme; same book, same bytes on any executor.  Refuses as `typeset` does."""
    return typeset(book, theme, executor=executor).data


def typeset(book: Book, theme: Theme, *, executor: Executor | None = None) -> Typeset:
    """The PDF of a book with findings: style rules left aside, characters no font has.

    Where a character cannot be printed the file does not claim PDF/A or PDF/UA (spec: never claim what is not so).
    Refuses with WriteError what cannot be laid out, and what asks for anything that is not part of the edition.
    """
    started: list[Future[Any]] = []

    def run(deed: Callable[Given, Gained], *given: Given.args, **named: Given.kwargs) -> Future[Gained]:
        future = executor.submit(deed, *given, **named) if executor else _done(deed(*given, **named))
        started.append(future)
        return future

    try:
        return _typeset(book, theme, run)
    finally:
        for future in started:
            future.cancel()  # after a failure: what has not begun need not


def render_part(part: PdfPart) -> RenderedPart:
    """The part as a tagged PDF.  Pure: same part, same bytes, in any process."""
    with _press(part.name, part.pictures, part.stock) as (draw, said):
        drawn = [draw(document) for document in part.documents]
        pages = [page for document in drawn for page in document.pages]
        whole = drawn[0].copy(pages)
        data = whole.write_pdf(pdf_variant=VARIANT, pdf_identifier=part.name.encode())
    places: dict[str, int] = {}
    for at, page in enumerate(pages):
        for ident in page.anchors:
            places.setdefault(ident, at)
    missing = {chr(code) for font in whole.fonts.values() for code in font.missing}
    strange = {font.family for font in whole.fonts.values()} - {family.name for family in part.stock.fonts}
    said += [f"WARNING some characters are set in '{family}', a font of this system that the theme does not name"
             for family in sorted(strange)]
    return RenderedPart(data=repair(data, prefix=f"{part.name}-"), lengths=tuple(len(document.pages) for document in drawn),
                        places=places, findings=_judged(part.name, said), unprinted="".join(sorted(missing)))


def count_pages(part: PdfPart) -> tuple[int, ...]:
    """How many pages each document of the part takes: laid out, not written."""
    with _press(part.name, part.pictures, part.stock) as (draw, _):
        return tuple(len(draw(document).pages) for document in part.documents)


def render_furniture(document: bytes, stock: Stock) -> bytes:
    """Empty pages with the theme's margin boxes, as an untagged PDF."""
    with _press("page furniture", (), stock) as (draw, said):
        data = draw(document).write_pdf(pdf_identifier=b"furniture")
    _judged("page furniture", said)
    return repair(data)


def one_document(book: Book, theme: Theme) -> dict[str, bytes]:
    """The same pages as one HTML document with its style sheet, fonts and pictures: file name → bytes.

    For a browser, or to measure this writer against WeasyPrint alone.  Its contents have no page numbers.
    """
    fonts = fonts_for(theme, (chapter.markup.decode() for chapter in book.chapters))
    files = {f"fonts/{file.name}": file.data for family in fonts for file in family.files}
    files |= {f"images/{picture.name}": picture.data for picture in book.pictures}
    files["style.css"] = "\n".join((_faces(fonts), theme.sheet("common", "pdf", "furniture"))).encode()
    files["index.html"] = leaves.one_html(book)
    return files


def _typeset(book: Book, theme: Theme, run: Callable[..., Future[Any]]) -> Typeset:
    pages = [chapter.markup.decode() + chapter.running + chapter.title for chapter in book.chapters]
    fonts = fitted(fonts_for(theme, pages), pages)
    stock = Stock(css=theme.sheet("common", "pdf"), fonts=fonts)
    targets = leaves.targets_of(book.chapters)
    front, batches = leaves.front_and_batches(book)
    counting = run(count_pages, _part("front", _numbered(front, {}), book, targets, stock)) if front else _done(())
    waiting = [_part(f"b{number}", batch, book, targets, stock) for number, batch in enumerate(batches)]
    # heaviest first, so that no long one is left to a single worker at the end
    begun = {part.name: run(render_part, part) for part in sorted(waiting, key=_weight, reverse=True)}
    drawing = [begun[part.name] for part in waiting]
    sheets = Stock(css=theme.sheet("common", "pdf", "furniture") + _LEAF, fonts=fonts)
    lengths: tuple[int, ...] = counting.result()
    for _ in range(_ATTEMPTS):
        # one by one: the furniture of the first pages is drawn while the last ones are not laid out yet, and the front
        # as soon as its numbers are known
        known = chain(lengths, (length for future in drawing for length in future.result().lengths))
        furniture: list[Future[bytes]] = []
        opening: Future[RenderedPart] | None = None
        for sheet in leaves.furniture_of(leaves.leaves_of(book.chapters, known), book.edition.language):
            if front and opening is None and all(future.done() for future in drawing):
                numbers = _numbers((future.result() for future in drawing), sum(lengths) + 1)
                opening = run(render_part, _part("front", _numbered(front, numbers), book, targets, stock))
            furniture.append(run(render_furniture, sheet, sheets))
        body: list[RenderedPart] = [future.result() for future in drawing]
        parts = [*([opening.result()] if opening else []), *body]
        if not front or parts[0].lengths == lengths:
            data = join([part.data for part in parts], _binding(book, targets, parts),
                        furniture=[future.result() for future in furniture])
            return Typeset(data=data, findings=(*_findings(parts), *leaves.remarks_on(book.chapters)))
        lengths = parts[0].lengths
    raise WriteError(f"{book.edition.name}.pdf", "the contents take another number of pages each time; "
                                                 "give the theme's page numbers a fixed width")


def _weight(part: PdfPart) -> int:
    return sum(map(len, part.documents))


def _numbers(body: Iterable[RenderedPart], first: int) -> dict[str, int]:
    """The page number of every id; `first`: the number of the body's first page."""
    numbers: dict[str, int] = {}
    for part in body:
        numbers |= {ident: first + at for ident, at in part.places.items()}
        first += sum(part.lengths)
    return numbers


def _part(name: str, chapters: Iterable[Chapter], book: Book, targets: Mapping[str, str], stock: Stock) -> PdfPart:
    chapters = tuple(chapters)
    articles = {chapter.article for chapter in chapters}
    return PdfPart(name=name, documents=tuple(leaves.html_of(chapter, targets) for chapter in chapters), stock=stock,
                   pictures=tuple(picture for picture in book.pictures if picture.article in articles))


def _numbered(front: Iterable[Chapter], numbers: Mapping[str, int]) -> tuple[Chapter, ...]:
    return tuple(leaves.with_numbers(chapter, numbers) if chapter.role == "contents" else chapter for chapter in front)


def _binding(book: Book, targets: Mapping[str, str], parts: Iterable[RenderedPart]) -> Binding:
    facts = xmp.facts_of(book, tool="publisher", producer="WeasyPrint")
    record = Attachment(name=NAME, media_type=MEDIA_TYPE, data=book.record, relationship="Supplement",
                        description="Rights and provenance record", moment=book.moment)
    bookmarks = tuple(leaves.bookmarks_of(book.chapters, targets))
    return Binding(
        language=book.edition.language, rdf=xmp.rdf_of(facts, claim=not any(part.unprinted for part in parts)),
        info=xmp.info_of(facts, pdf_date(book.moment)), attachments=(record,), bookmarks=bookmarks,
        identifier=hashlib.md5(book.ledger.urn.encode(), usedforsecurity=False).digest(),
        link_titles={bookmark.id: bookmark.title for bookmark in bookmarks})


def _findings(parts: Iterable[RenderedPart]) -> tuple[str, ...]:
    parts = list(parts)
    found = list(dict.fromkeys(finding for part in parts for finding in part.findings))
    if unprinted := "".join(sorted({character for part in parts for character in part.unprinted})):
        named = ", ".join(f"U+{ord(character):04X}" for character in unprinted)
        found.append(f"no font of the theme can print {named}; the file does not claim PDF/A or PDF/UA")
    return tuple(found)


class _Room(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
    """A closed room: serves what it was given, by address; refuses everything else.

    A refusal is fatal for WeasyPrint, but inside an SVG it drops the picture with a log line: hence the list.
    """

    def __init__(self, files: Mapping[str, tuple[bytes, str]]) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False, fail_on_errors=True)
        self.files, self.refused = files, list[str]()

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:  # noqa: ARG002 - WeasyPrint's signature
        """The file at this address, or ValueError."""
        if url not in self.files:
            self.refused.append(url)
            raise ValueError(f"not part of this edition: {url}")
        data, media_type = self.files[url]
        return URLFetcherResponse(url, data, {"Content-Type": media_type})


@functools.lru_cache(maxsize=1)
def _fonts(families: tuple[FontFamily, ...]) -> FontConfiguration:
    """The theme's fonts made ready, once for each process: registering them costs more than laying out a page."""
    room = _Room({f"{BASE}fonts/{file.name}": (file.data, "font/ttf") for family in families for file in family.files})
    fonts = FontConfiguration()
    CSS(string=_faces(families), base_url=BASE, url_fetcher=room, font_config=fonts)
    return fonts


@functools.lru_cache(maxsize=2)
def _style(stock: Stock) -> tuple[CSS, tuple[str, ...]]:
    """The style sheet read, and what was said about it."""
    with _listening() as said:
        sheet = CSS(string=stock.css, base_url=BASE, url_fetcher=_Room({}), font_config=_fonts(stock.fonts))
    return sheet, tuple(said)


@contextmanager
def _press(name: str, pictures: Iterable[PictureFile], stock: Stock) -> Iterator[tuple[Callable[[bytes], Any], list[str]]]:
    """A function that lays out one HTML document, and the list of what WeasyPrint says; foreign errors become WriteError."""
    room = _Room({f"{BASE}images/{picture.name}": (picture.data, picture.media_type) for picture in pictures})
    try:
        with _listening() as said, _few_collections():
            fonts = _fonts(stock.fonts)
            sheet, remarks = _style(stock)
            said.extend(remarks)

            def draw(document: bytes) -> Any:  # noqa: ANN401 - a Document of WeasyPrint, which has no types
                return HTML(string=document.decode(), base_url=BASE, url_fetcher=room).render(
                    font_config=fonts, stylesheets=[sheet], pdf_variant=VARIANT, cache={})

            yield draw, said
    except FatalURLFetchingError as error:  # a BaseException
        raise WriteError(name, f"not part of this edition: {_listed(room.refused)}; remove it or add the file") from error
    except WriteError:
        raise
    except Exception as error:
        raise WriteError(name, f"WeasyPrint cannot lay this out ({type(error).__name__}: {error}); simplify the page") from error
    if room.refused:
        raise WriteError(name, f"not part of this edition: {_listed(room.refused)}; remove it or add the file")


def _listed(refused: Iterable[str]) -> str:
    return ", ".join(address.removeprefix(BASE) for address in refused) or "something in a style sheet"


@contextmanager
def _few_collections() -> Iterator[None]:
    """Search for garbage seldom: a layout is hundreds of thousands of boxes that all live (15 % of the time, measured)."""
    before = gc.get_threshold()
    gc.set_threshold(200_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)


class _Ear(logging.Handler):
    """Writes down what is logged in this thread: "ERROR text" or "WARNING text"."""

    def __init__(self, said: list[str]) -> None:
        super().__init__(logging.WARNING)
        self.said, self.thread = said, threading.get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one record."""
        if record.thread == self.thread:
            self.said.append(f"{record.levelname} {record.getMessage()}")


@contextmanager
def _listening() -> Iterator[list[str]]:
    said: list[str] = []
    ear, logger = _Ear(said), logging.getLogger("weasyprint")
    logger.addHandler(ear)
    try:
        yield said
    finally:
        logger.removeHandler(ear)


def _judged(name: str, said: Iterable[str]) -> tuple[str, ...]:
    """Warnings as findings; an error that was only logged is refused: the page would be without something."""
    findings = []
    for line in dict.fromkeys(said):
        level, _, message = line.partition(" ")
        if message.startswith(_EXPECTED):
            continue
        if level != "WARNING":
            raise WriteError(name, f"WeasyPrint says: {message}")
        findings.append(message)
    return tuple(findings)


def _faces(fonts: Iterable[FontFamily]) -> str:
    """@font-face rules; without a weight for variable fonts, whose range WeasyPrint would not take."""
    return "\n".join(
        f'@font-face {{ font-family: "{family.name}"; src: url(fonts/{file.name}); font-style: {file.style}'
        + ("" if file.variable else f"; font-weight: {file.weight[0]}") + " }"
        for family in fonts for file in family.files)


def _done(value: Gained) -> Future[Gained]:
    """A result that is there already."""
    future: Future[Gained] = Future()
    future.set_result(value)
    return future
