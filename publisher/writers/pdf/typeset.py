"""Parts → tagged PDFs: chapters laid out and written by WeasyPrint.  Its door is weasy.

A part is a pure function from values to bytes, in any process.  WeasyPrint sees nothing but the
bytes it is given: a closed room serves them and refuses everything else; what it says becomes a
finding or an error.
"""

import functools
import logging
import os
import threading
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from typing import Any
from xml.sax.saxutils import escape

from publisher.errors import WriteError
from publisher.pdffile.faces import Face
from publisher.pictures.picture import PictureFile
from publisher.rendering.block_ids import is_block
from publisher.resources import FontFamily
from publisher.writers.pdf import copyfit, footnotes, table_fitting
from publisher.writers.pdf.cut_boxes import end_with_their_lines
from publisher.writers.pdf.font_folder import own_folder
from publisher.writers.pdf.line_numbers import number_lines
from publisher.writers.pdf.page_plan import LineNumber
from publisher.writers.pdf.part_fonts import faces_of
from publisher.writers.pdf.run_pages import Stretch, is_run, set_apart, stretches_of
from publisher.writers.pdf.turned_tables import is_turned
from publisher.writers.pdf.weasy import (
    CSS,
    HTML,
    FatalURLFetchingError,
    FontConfiguration,
    URLFetcher,
    URLFetcherResponse,
    ffi,
    fontconfig,
    gobject,
    pango,
    pangoft2,
)
from publisher.writers.pdf.weasy_patches import patched

BASE = "https://edition.invalid/"  # RFC 2606: such a name never resolves
VARIANT = "pdf/a-3a"
_HOLDS = 3  # how often the marks of notes that a page has no room for are sent to the next
_NOTDEF = ".notdef glyph"  # told by character and place instead (glyphs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """What every part of a book is drawn with."""

    css: str
    fonts: tuple[FontFamily, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfPart:
    """Chapters that are written into one PDF: each an HTML document.

    Pictures by their name below images/.   numbered: every how many lines of text one has its
    number; 0: none.
    """

    name: str
    documents: tuple[bytes, ...]
    pictures: tuple[PictureFile, ...]
    numbered: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedPart:
    """One part drawn.

    data         tagged PDF without margin boxes; it names its fonts and embeds none of them.
    faces        what it draws with them.
    lengths      how many pages begin with each chapter.   below  whether each begins below another
                 one, on a page that is not its own.
    lines  the numbers beside the lines of each page.
    turned       whether each page is turned to its side.
    places       id → page of this part on which it begins, from 0: of every block, link target and
                 heading.
    findings     what WeasyPrint said that a person should know.
    unprinted    characters that no font could draw.
    """

    data: bytes
    faces: tuple[Face, ...]
    lengths: tuple[int, ...]
    below: tuple[bool, ...]
    turned: tuple[bool, ...]
    lines: tuple[tuple[LineNumber, ...], ...]
    places: Mapping[str, int]
    findings: tuple[str, ...]
    unprinted: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedFurniture:
    """Page furniture drawn: an untagged PDF, and what it draws with fonts that it names alone."""

    data: bytes
    faces: tuple[Face, ...]


def render_part(part: PdfPart, stock: Stock) -> RenderedPart:
    """The part as a tagged PDF.  Pure: same part, same bytes, in any process."""
    with _press(part, stock) as (draw, said):
        drawn = [draw(document) for document in part.documents]
        pages = [page for document in drawn for page in document.pages]
        lines = chain.from_iterable(number_lines(one, part.numbered) for one in drawn)
        numbers = tuple(lines)
        stretches = [
            one
            for html, document in zip(part.documents, drawn, strict=True)
            for one in (
                stretches_of(document) if is_run(html) else (Stretch(pages=len(document.pages)),)
            )
        ]
        for document in drawn:
            end_with_their_lines(document.pages)
        whole = drawn[0].copy(pages)
        places: dict[str, int] = {}
        for at, page in enumerate(pages):
            for ident in page.anchors:
                places.setdefault(ident, at)
            # asked for here alone
            page.anchors = {
                ident: where for ident, where in page.anchors.items() if not is_block(ident)
            }
        data = whole.write_pdf(pdf_variant=VARIANT, pdf_identifier=part.name.encode())
    missing = {chr(code) for font in whole.fonts.values() for code in font.missing}
    return RenderedPart(
        data=data,
        faces=faces_of(whole.fonts.values()),
        lengths=tuple(one.pages for one in stretches),
        below=tuple(one.below for one in stretches),
        turned=tuple(map(is_turned, pages)),
        lines=numbers,
        places=places,
        findings=_judged(part.name, said),
        unprinted="".join(sorted(missing)),
    )


@functools.cache
def engine() -> str:
    """The libraries of the system that lay out words, with their versions."""
    return f"Pango {pango.pango_version()}"


def count_pages(part: PdfPart, stock: Stock) -> tuple[int, ...]:
    """How many pages each document of the part takes: laid out, not written."""
    with _press(part, stock) as (draw, _):
        return tuple(len(draw(document).pages) for document in part.documents)


def render_furniture(document: bytes, stock: Stock) -> RenderedFurniture:
    """Empty pages with the theme's margin boxes, as an untagged PDF."""
    part = PdfPart(name="page furniture", documents=(document,), pictures=())
    with _press(part, stock) as (draw, said):
        drawn = draw(document)
        data = drawn.write_pdf(pdf_identifier=b"furniture")
    _judged("page furniture", said)
    return RenderedFurniture(data=data, faces=faces_of(drawn.fonts.values()))


class _Room(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
    """A closed room: serves what it was given, by address; refuses everything else.

    A refusal is fatal for WeasyPrint, but inside an SVG it drops the picture with a log line: hence
    the list.
    """

    def __init__(self, files: Mapping[str, tuple[bytes, str]]) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False, fail_on_errors=True)
        self.files, self.refused = files, list[str]()

    # WeasyPrint's signature
    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:  # noqa: ARG002
        """The file at this address, or ValueError."""
        if url not in self.files:
            self.refused.append(url)
            raise ValueError(f"not part of this edition: {url}")
        data, media_type = self.files[url]
        return URLFetcherResponse(url, data, {"Content-Type": media_type})


ffi.cdef("FcConfig * FcConfigCreate (void);")  # the one function that WeasyPrint does not declare
_LAST_RESORT = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><match target="pattern">
<edit name="family" mode="append_last"><string>{}</string></edit>
</match></fontconfig>"""


class _Shelf(FontConfiguration):  # type: ignore[misc]  # WeasyPrint has no types
    """A closed room for fonts as well.

    None but those that are put there, so that the same book has the same pages everywhere.

    last   the family that words are set in for which none is named that is there: those of
           drawings.
    """

    def __init__(self, last: str) -> None:
        self._config = fontconfig.FcConfigCreate()
        last_resort = _LAST_RESORT.format(escape(last)).encode()
        fontconfig.FcConfigParseAndLoadFromMemory(self._config, last_resort, True)  # noqa: FBT003
        self.font_map = ffi.gc(pangoft2.pango_ft2_font_map_new(), gobject.g_object_unref)
        pangoft2.pango_fc_font_map_set_config(
            ffi.cast("PangoFcFontMap *", self.font_map), self._config
        )
        fontconfig.FcConfigDestroy(self._config)  # the map keeps a reference to it
        self._folder = None  # WeasyPrint makes one of its own
        if own := own_folder():
            self._folder, descriptor = own
            weakref.finalize(self, os.close, descriptor)
        self.strut_layouts: dict[Any, Any] = {}  # WeasyPrint keeps what it has measured there
        self.font_features: dict[Any, Any] = {}


@functools.lru_cache(maxsize=1)
def _fonts(families: tuple[FontFamily, ...]) -> FontConfiguration:
    """The theme's fonts made ready, once for each process.

    Registering them costs more than laying out a page.
    """
    room = _Room(
        {
            f"{BASE}fonts/{file.name}": (file.data, "font/ttf")
            for family in families
            for file in family.files
        }
    )
    fonts = _Shelf(families[0].name)
    CSS(string=faces_css(families), base_url=BASE, url_fetcher=room, font_config=fonts)
    return fonts


def remarks_on_sheet(text: str) -> tuple[str, ...]:
    """What WeasyPrint says when it reads a style sheet."""
    with _listening() as said:
        CSS(string=text, base_url=BASE, url_fetcher=_Room({}))
    return tuple(said)


@functools.lru_cache(maxsize=2)
def _style(stock: Stock) -> tuple[CSS, tuple[str, ...]]:
    """The style sheet read, and what was said about it."""
    with _listening() as said:
        sheet = CSS(
            string=stock.css, base_url=BASE, url_fetcher=_Room({}), font_config=_fonts(stock.fonts)
        )
    return sheet, tuple(said)


@contextmanager
def _press(part: PdfPart, stock: Stock) -> Iterator[tuple[Callable[[bytes], Any], list[str]]]:
    """A function that lays out one HTML document of it, and the list of what WeasyPrint says.

    Foreign errors become WriteError.
    """
    pictures = {
        f"{BASE}images/{picture.name}": (picture.data, picture.media_type)
        for picture in part.pictures
    }
    room = _Room(pictures)
    try:
        with _listening() as said, patched(part.documents, shares=True):
            fonts = _fonts(stock.fonts)
            sheet, remarks = _style(stock)
            said.extend(remarks)

            # a Document of WeasyPrint, which has no types
            def draw(document: bytes) -> Any:  # noqa: ANN401
                def read() -> Any:  # noqa: ANN401
                    return HTML(string=document.decode(), base_url=BASE, url_fetcher=room)

                try:
                    return _laid_out(read, fonts, sheet, said)
                except Exception:  # of whatever kind: the engine breaks down at some layouts
                    if not is_run(document):
                        raise

                def read_apart() -> Any:  # noqa: ANN401
                    html = read()
                    set_apart(html.etree_element)
                    return html

                return _laid_out(read_apart, fonts, sheet, said)

            yield draw, said
    except FatalURLFetchingError as error:  # a BaseException
        raise WriteError(
            part.name,
            f"not part of this edition: {_listed(room.refused)}; remove it or add the file",
        ) from error
    except WriteError:
        raise
    except Exception as error:
        raise WriteError(
            part.name,
            f"WeasyPrint cannot lay this out ({type(error).__name__}: {error}); simplify the page",
        ) from error
    if room.refused:
        raise WriteError(
            part.name,
            f"not part of this edition: {_listed(room.refused)}; remove it or add the file",
        )


# WeasyPrint has no types
def _laid_out(
    read: Callable[[], Any],
    fonts: FontConfiguration,
    sheet: CSS,
    said: list[str],
) -> Any:  # noqa: ANN401
    """The document laid out, again where a table does not fit or a note belongs to another page.

    And again where the pages of an article are filled badly.  Notes stay at an article's end where
    the engine loses one of them wherever its mark is sent, and where sending marks to the next page
    leaves one that is half empty.

    read   gives its HTML, parsed.
    """
    html = read()
    if footnotes.place(html.etree_element):
        document = _settled(html, fonts, sheet, said, notes=True)
        torn = 0.0 if document is None else copyfit.tear(document, html.etree_element)
        if document is not None and not torn:
            return document
        html = read()
        footnotes.leave(html.etree_element)
        plain = _settled(html, fonts, sheet, said, notes=False)
        return document if 0 < torn <= copyfit.tear(plain, html.etree_element) else plain
    return _settled(html, fonts, sheet, said, notes=False)


# WeasyPrint has no types
def _settled(
    html: Any,  # noqa: ANN401
    fonts: FontConfiguration,
    sheet: CSS,
    said: list[str],
    *,
    notes: bool,
) -> Any:  # noqa: ANN401
    """The best layout of a document; None where `notes` were moved and one of them is lost."""
    root = html.etree_element
    table_fitting.prepare(root)
    cache: dict[Any, Any] = {}

    def draw(rules: str = "") -> Any:  # noqa: ANN401
        # what it matches selectors with keeps the classes that it has read
        html.wrapper_element = type(html.wrapper_element).from_html_root(
            root, content_language=None
        )
        more = [CSS(string=rules)] if rules else []
        return html.render(
            font_config=fonts, stylesheets=[sheet, *more], pdf_variant=VARIANT, cache=cache
        )

    document = draw()
    for _ in range(2 * _HOLDS if notes else 0):
        if not footnotes.align(document):
            if not (lost := footnotes.lost(document, root)):
                break
            footnotes.hold(document, lost)
        document = draw()
    moved = footnotes.move_to_marks(document, root)
    for _ in range(table_fitting.ROUNDS - 1):
        if not table_fitting.mend(document) and not moved:
            break
        document, moved = draw(), False
    if notes and footnotes.lost(document, root):
        return None
    return copyfit.fitted(document, root, draw, said)


def _listed(refused: Iterable[str]) -> str:
    return (
        ", ".join(address.removeprefix(BASE) for address in refused) or "something in a style sheet"
    )


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
    """Warnings as findings; an error that was only logged is refused.

    The page would be without something.
    """
    findings = []
    for line in dict.fromkeys(said):
        level, _, message = line.partition(" ")
        if message.startswith(_NOTDEF):
            continue
        if level != "WARNING":
            raise WriteError(name, f"WeasyPrint says: {message}")
        findings.append(message)
    return tuple(findings)


def faces_css(fonts: Iterable[FontFamily]) -> str:
    """@font-face rules; of variable fonts without a weight: WeasyPrint takes no range."""
    return "\n".join(
        f'@font-face {{ font-family: "{family.name}"; src: url(fonts/{file.name}); font-style:'
        f" {file.style}" + ("" if file.variable else f"; font-weight: {file.weight[0]}") + " }"
        for family in fonts
        for file in family.files
    )
