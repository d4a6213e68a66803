"""A Book into finished bytes, one module for each format.

And a format alone, without the judge, for those who ask for it.
"""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from publisher.model.edition import Edition
    from publisher.rendering.book import Book
    from publisher.rendering.theme import Theme


def write_epub(edition: "Edition", target: Path | str, theme: str = "") -> Path:
    """The path of the EPUB of an edition, written but not judged.

    `build_edition` is what verifies before it delivers.

    Refuses with WriteError or SourceError; OSError where the target cannot be written.
    """
    from publisher.writers.epub import writer as epub

    book, look = _composed(edition, theme)
    Path(target).write_bytes(epub.write(book, look))
    return Path(target)


def write_pdf(edition: "Edition", target: Path | str, theme: str = "") -> Path:
    """The path of the PDF of an edition, written but not judged; refuses as `write_epub` does."""
    from publisher.writers.pdf import writer as pdf

    book, look = _composed(edition, theme)
    Path(target).write_bytes(pdf.write(book, look))
    return Path(target)


def _composed(edition: "Edition", name: str) -> "tuple[Book, Theme]":
    from publisher.rendering.chosen_design import theme_of
    from publisher.rendering.compose import book_of

    theme = theme_of(edition, name)
    return book_of(edition, theme), theme
