"""The finished pages as a reader meets them: words and links."""

import ctypes
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import repeat
from typing import TYPE_CHECKING

import pypdfium2
from pypdfium2 import raw

from publisher.errors import EvidenceError
from publisher.pdffile.document import opened
from publisher.pdffile.drawn import look
from publisher.pdffile.ink import PageInk, look_at_page
from publisher.pdffile.marked_content import MarkedPage, read_marked
from publisher.pdffile.page_objects import read_objects, read_texts
from publisher.pdffile.structure_tree import without_given_words

if TYPE_CHECKING:
    from concurrent.futures import Executor

_LABEL = re.compile(r"\s*(?:(?:\d{1,3}|[ivxlcdm]{1,6}|[a-z])[.)]|[•◦▪–])\s*")
_WIDEST = 14_400  # points: the largest side of a page (ISO 32000-1, annex C.2)
_LONG = 128  # pages that are worth handing to other processes
_STRETCH = 56  # of which one reads so many at once, file and all
_BROKEN = "\ufffe"  # what pdfium puts where a line ends in a hyphen


@dataclass(frozen=True, slots=True, kw_only=True)
class PageText:
    """One page.

    number   from 1.
    text     its words in the order they were drawn, without page furniture.  Lines end in a line
             feed; a word broken
             over two lines is whole again, and has lost its hyphen even where that was its own
             (pdfium cannot tell).
    furniture   the words of running heads and folios: what is marked as an artifact and drawn last.
    links    addresses its links lead to, in order, repeated where a link runs over two lines.
    link_words   for each of them, the words under it.
    marked   its words by the marked content that draws them.
    glyphs   where the file gives words for glyphs: the same as the glyphs themselves tell it, from
             left to right.
    ink      what its painted picture tells of its words.
    pictures whether pictures are drawn on it.
    """

    number: int
    text: str
    links: tuple[str, ...]
    furniture: str = ""
    ink: PageInk = field(default_factory=PageInk)
    pictures: bool = False
    link_words: tuple[str, ...] = ()
    marked: MarkedPage = field(default_factory=MarkedPage)
    glyphs: MarkedPage | None = None


def read_pages(
    data: bytes,
    path: str,
    executor: "Executor | None" = None,
    wanted: Sequence[int] | None = None,
) -> tuple[PageText, ...]:
    """The words and links of every page; EvidenceError for what is no readable PDF.

    `path`: for the message.

    executor   reads a long file in stretches side by side; None: one page after the other.
    wanted     the pages that are read, from 0; None: all.
    """
    return begin_pages(data, path, executor, wanted)()


def begin_pages(
    data: bytes,
    path: str,
    executor: "Executor | None" = None,
    wanted: Sequence[int] | None = None,
) -> Callable[[], tuple[PageText, ...]]:
    """The same, as a function that waits for them: other processes have begun to read.

    As is done where the file is long and there are such processes; else it reads them itself.
    """
    if wanted is None:
        wanted = range(count_pages(data, path))
    if executor is None or len(wanted) < _LONG:
        return partial(_read_stretch, data, path, wanted)
    stretches = list(_stretches(wanted, _STRETCH))
    under_way = executor.map(_read_stretch, repeat(data), repeat(path), stretches)
    return lambda: tuple(page for pages in under_way for page in pages)


def page_heights(data: bytes, path: str) -> tuple[float, ...]:
    """The height of every page in points; EvidenceError for what is no readable PDF."""
    with opened(data, path) as document:
        return tuple(document[index].get_height() for index in range(len(document)))


def _read_stretch(data: bytes, path: str, indexes: Sequence[int]) -> tuple[PageText, ...]:
    with opened(data, path) as document:
        pages = tuple(_page(document, index, path) for index in indexes)
    given = [page.number - 1 for page in pages if page.marked.gives_words]
    if not given:
        return pages
    with opened(without_given_words(data, given, path), path) as document:
        bare = {index: _look_at_glyphs(document, index) for index in given}
    return tuple(
        replace(page, glyphs=bare[page.number - 1][0], ink=bare[page.number - 1][1])
        if page.marked.gives_words
        else page
        for page in pages
    )


def _look_at_glyphs(document: pypdfium2.PdfDocument, index: int) -> tuple[MarkedPage, PageInk]:
    """What the glyphs of a page tell, without the words that are given for them.

    pdfium knows no place of a letter of such words.
    """
    page = document[index]
    words = page.get_textpage()
    objects = read_objects(page)
    marked = read_marked(objects, words, placed=True)
    ink = look_at_page(document, index, page, words, objects)
    words.close()
    page.close()
    # where some are still given, nobody can tell what the glyphs show
    return MarkedPage() if marked.gives_words else marked, ink


def _stretches(pages: Sequence[int], length: int) -> Iterator[Sequence[int]]:
    return (pages[at : at + length] for at in range(0, len(pages), length))


def count_pages(data: bytes, path: str) -> int:
    """How many pages the PDF has."""
    with opened(data, path) as document:
        return len(document)


def _page(document: pypdfium2.PdfDocument, index: int, path: str) -> PageText:
    try:
        page = document[index]
    except pypdfium2.PdfiumError as error:
        raise EvidenceError(
            path, f"page {index + 1} cannot be read; write the file anew"
        ) from error
    if max(page.get_size()) > _WIDEST:
        raise EvidenceError(
            path,
            f"page {index + 1} is larger than any reader shows ({_WIDEST} points a side); it is not"
            " drawn",
        )
    words = page.get_textpage()
    text = words.get_text_range().replace("\r\n", "\n") if words.count_chars() else ""
    links = tuple(_links(document, page, words))
    objects = read_objects(page)
    texts = read_texts(objects, words)
    drawn = look(objects, texts)
    text, furniture = _without_furniture(text, drawn.artifacts, drawn.lettering)
    marked = read_marked(objects, words, texts)
    ink = PageInk()
    if not marked.gives_words:  # else its glyphs are looked at by themselves
        ink = look_at_page(document, index, page, words, objects)  # last: it changes the page
    words.close()
    page.close()
    return PageText(
        number=index + 1,
        text=text,
        links=tuple(target for target, _ in links),
        furniture=furniture,
        ink=ink,
        pictures=drawn.pictures,
        link_words=tuple(said for _, said in links),
        marked=marked,
    )


def _without_furniture(text: str, artifacts: list[str], lettering: list[str]) -> tuple[str, str]:
    """(text, furniture): last lines of nothing but artifacts' words or list labels are furniture.

    Words inside a picture are drawn behind the text of their page, where they would part a sentence
    that runs on: they stand first.
    """
    known, pictured = "".join("".join(artifacts).split()), "".join("".join(lettering).split())
    # a page that ends in half a word runs on into what is drawn behind it
    before, broken, after = text.rpartition(_BROKEN)
    if (
        broken
        and (first := "".join(after.partition("\n")[0].split()))
        and (first in known or first in pictured)
    ):
        text = f"{before}\n{after}"
    lines = text.replace(_BROKEN, "").rstrip("\n").split("\n")
    kept = len(lines)
    while known and kept and (solid := "".join(lines[kept - 1].split())) and solid in known:
        known = "".join(known.rpartition(solid)[::2])
        kept -= 1
    furniture, moved = lines[kept:], list[str]()
    if not furniture and known.isdecimal() and lines[-1] != known and lines[-1].endswith(known):
        # a folio that pdfium takes for the end of a number above it
        furniture, lines[-1] = [known], lines[-1].removesuffix(known)
    while kept > 1:
        last = lines[kept - 1]
        if _LABEL.fullmatch(last):
            # numbers of lists are drawn behind the text of their page as well
            furniture.insert(0, last)
        elif pictured and last.strip() and "".join(last.split()) in pictured:
            moved.insert(0, last)
        else:
            break
        kept -= 1
    return "\n".join((*moved, *lines[:kept])), "\n".join(furniture)


def _links(
    document: pypdfium2.PdfDocument, page: pypdfium2.PdfPage, words: pypdfium2.PdfTextPage
) -> Iterator[tuple[str, str]]:
    """(address, the words under it) of each link."""
    place, link, box = ctypes.c_int(0), raw.FPDF_LINK(), raw.FS_RECTF()
    while raw.FPDFLink_Enumerate(page, ctypes.byref(place), ctypes.byref(link)):
        action = raw.FPDFLink_GetAction(link)
        if not action or raw.FPDFAction_GetType(action) != raw.PDFACTION_URI:
            continue
        length = raw.FPDFAction_GetURIPath(document, action, None, 0)
        buffer = ctypes.create_string_buffer(length)
        raw.FPDFAction_GetURIPath(document, action, buffer, length)
        there = raw.FPDFLink_GetAnnotRect(link, ctypes.byref(box))
        said = (
            words.get_text_bounded(box.left, box.bottom, box.right, box.top)
            if there and words.count_chars()
            else ""
        )
        yield buffer.value.decode("utf-8", "replace"), said.replace(_BROKEN, "")
