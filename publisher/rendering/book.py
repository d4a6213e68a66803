"""What every writer takes: chapters as XHTML, pictures as bytes, and the edition they are of."""

from collections.abc import Iterator
from typing import Literal

from publisher.model.body import Direction
from publisher.model.edition import Edition
from publisher.pictures.picture import PictureFile
from publisher.rendering.theme import Theme
from publisher.rights.notices import Ledger
from publisher.value import value

ON_PAPER = "on-paper"  # the class of words that speak of the PDF alone
ChapterRole = Literal["cover", "title-page", "contents", "part", "article", "sources", "annex"]


@value
class Stop:
    """One entry of the contents: a title, the id it leads to, its depth from 1."""

    title: str
    id: str
    level: int = 1


@value
class Chapter:
    """One file of the EPUB, one stretch of pages of the PDF.

    name      file stem, ASCII; all ids of the chapter begin with it, so ids never collide in the
              book.
    markup    one XHTML <section> element as UTF-8 bytes, namespaced; links to other chapters are
              "other.xhtml#id", pictures "images/name.png".
    stops     what the contents list of this chapter.
    running   the facts of the running line of its pages: authors, publication, short source.
    credit    the line that stands in each file of a divided chapter that has no credit block, as
              one XHTML element: whose it is, where it is from, its licence.  A file that is taken
              out of the book by itself still says so.  b"" where the theme has none.
    end       one XHTML <section> that follows the chapter in its last file and on its last page:
              the colophon of an edition of one article.  b"" where there is none.
    heads     (name, content) of what the head of each of its files says besides.
    article   id of its article in the ledger ("a1"); "" for pages of the edition itself.
    """

    name: str
    title: str
    role: ChapterRole
    markup: bytes
    language: str
    direction: Direction = ""
    stops: tuple[Stop, ...] = ()
    running: tuple[str, ...] = ()
    credit: bytes = b""
    end: bytes = b""
    heads: tuple[tuple[str, str], ...] = ()
    article: str = ""


def sections_of(chapter: Chapter) -> Iterator[tuple[str, bytes]]:
    """The sections of a chapter, each with the name that its blocks are called by."""
    yield chapter.name, chapter.markup
    if chapter.end:
        yield f"{chapter.name}-end", chapter.end


@value
class Book:
    """An edition composed: the same chapters for every format.

    record    the provenance record (JSON-LD, UTF-8), the same bytes in every format.
    moment    UTC, "YYYY-MM-DDThh:mm:ssZ": the edition's clock.
    cover     the maker's own, made fit; None where writers draw one from the theme (cover.py).
    """

    edition: Edition
    ledger: Ledger
    chapters: tuple[Chapter, ...]
    pictures: tuple[PictureFile, ...]
    record: bytes
    moment: str
    cover: PictureFile | None = None


@value
class Composition:
    """What a book is composed from besides the edition.

    Its ledger, record, moment, pictures, cover and theme.
    """

    ledger: Ledger
    record: bytes
    moment: str
    pictures: tuple[PictureFile, ...]
    theme: Theme
    version: str
    cover: PictureFile | None = None
