"""The cover as the first page of a PDF: the picture that an EPUB has, in the shape of the paper."""

from collections.abc import Sequence
from dataclasses import replace

from publisher.phrases import phrases_for
from publisher.rendering.book import Book, Chapter
from publisher.rendering.cover import cover_words
from publisher.rendering.theme import Paper, Theme
from publisher.rendering.xhtml import element, text_of
from publisher.resources import FontFamily
from publisher.writers.cover_art import page_picture


def covered(book: Book, theme: Theme, paper: Paper, fonts: Sequence[FontFamily]) -> Book:
    """The book with its cover before all other pages: the maker's own, or one drawn.

    fonts   that the book is set in.
    """
    edition = book.edition
    picture = book.cover or page_picture(edition, theme, paper.height / paper.width, fonts)
    own = book.cover and edition.cover
    section = element("section", class_="cover", id="cover")
    element(
        "img",
        parent=section,
        src=f"images/{picture.name}",
        alt=edition.cover.alt if own and edition.cover else cover_words(edition),
    )
    cover = Chapter(
        name="cover",
        title=phrases_for(edition.language).cover,
        role="cover",
        markup=text_of(section),
        language=edition.language,
        direction=edition.direction,
    )
    return replace(book, chapters=(cover, *book.chapters), pictures=(*book.pictures, picture))
