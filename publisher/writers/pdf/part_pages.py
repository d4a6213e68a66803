"""The pages that open the parts of an edition: "Part 1" small, its title large, nothing else.

They stand in the PDF alone: in an EPUB the contents group articles below the titles of their parts.
"""

from collections.abc import Iterator
from dataclasses import replace

from publisher.phrases import filled, phrases_for
from publisher.rendering.book import Book, Chapter, Stop
from publisher.rendering.xhtml import element, speak, text_of


def with_part_pages(book: Book) -> Book:
    """The book with a page before the first article of each part that has a title."""
    if book.edition.single or not any(part.title for part in book.edition.parts):
        return book
    return replace(book, chapters=tuple(_with_openings(book)))


def _with_openings(book: Book) -> Iterator[Chapter]:
    waiting = iter([part for part in book.edition.parts if part.articles])
    number = left = 0
    for chapter in book.chapters:
        if chapter.role == "article":
            if left == 0:
                part = next(waiting)
                left = len(part.articles)
                if part.title:
                    number += 1
                    yield _opening(book, part.title, number)
            left -= 1
        yield chapter


def _opening(book: Book, title: str, number: int) -> Chapter:
    edition, name = book.edition, f"part-{number}"
    phrases = phrases_for(edition.language)
    page = element("section", class_="part-page", aria_labelledby=f"{name}-title")
    speak(page, edition.language, edition.direction)
    words = filled(phrases.part, number=str(number))
    speak(element("p", parent=page, class_="part-number ours", text=words), phrases.language)
    element("h1", parent=page, id=f"{name}-title", text=title)
    return Chapter(
        name=name,
        title=title,
        role="part",
        markup=text_of(page),
        language=edition.language,
        direction=edition.direction,
        stops=(Stop(title=title, id=f"{name}-title"),),
    )
