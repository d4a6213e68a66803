"""Some pages of a book as pictures, for those who choose a design."""

from collections.abc import Iterable, Iterator

from publisher.pdffile.raster import pngs_of
from publisher.rendering.book import Book
from publisher.rendering.theme import Theme
from publisher.writers.pdf.writer import write


def pages_shown(book: Book, theme: Theme, pages: Iterable[int], width: int) -> Iterator[bytes]:
    """These pages of the book's PDF, counted from 0, as PNG pictures so many dots wide."""
    return pngs_of(write(book, theme), pages, width)
