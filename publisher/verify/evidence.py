"""Evidence: what a reader of a finished file would meet, in order, and what the file says of itself."""

from dataclasses import field

from publisher.value import value


@value
class Segment:
    """A stretch of words between two block boundaries (EPUB), or a page (PDF).

    place     file name or "page 3".
    unseen    why a reader does not see it; "" when they do.
    aside     whether it stands in a footnote, which reading systems take out of the page.
    own       whether the file marks it as the edition's own words or as a number.
    """

    text: str
    place: str
    unseen: str = ""
    aside: bool = False
    own: bool = False


@value
class Link:
    """A link that a reader can follow: where it leads, the words it stands on, its place; why it is unseen, if it is."""

    target: str
    words: str
    place: str
    unseen: str = ""


@value
class Said:
    """What the file says of itself outside its pages; each entry to the letter.

    more    PDF: the Info dictionary beside the XMP; EPUB: empty.
    """

    titles: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    rights: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    licences: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()
    more: tuple[tuple[str, str], ...] = ()


@value
class Evidence:
    """One finished file, read.

    form      "epub" or "pdf".
    blocks    whether segments are blocks, so that a run of text is one segment; pages break runs anywhere.
    record    the rights record's bytes; None where there is none.
    spelled   whether links have words (EPUB); a PDF's links are rectangles.
    """

    path: str
    form: str
    blocks: bool
    segments: tuple[Segment, ...]
    links: tuple[Link, ...]
    said: Said = field(default_factory=Said)
    record: bytes | None = None
