"""What a reader of a finished file would meet, in order, and what the file says of itself."""

from collections.abc import Iterable
from dataclasses import field
from typing import TYPE_CHECKING

from publisher.value import value

if TYPE_CHECKING:  # their modules load pikepdf and HarfBuzz, which nobody needs for an EPUB
    from publisher.pdffile.font_shapes import FalseFont
    from publisher.pdffile.interactive import Extra


@value
class Segment:
    """A stretch of words between two block boundaries; of a PDF without a structure tree, a page.

    place     file name or "page 3"; of a block that runs over pages, the first.
    unseen    why a reader does not see it; "" when they do.
    aside     whether it stands in a footnote, which reading systems take out of the page.
    own       whether the file marks it as the edition's own words or as a number.
    struck    the words of it that are struck out.   struck_at: of a page, where in its stream each
              begins and ends.
    division  the part of the document that holds it, such as an article; "" in an EPUB, whose files
              are the parts.
    entry     the line of the contents that holds it, counted from 0; -1: none.
    label     whether it is the number or mark of a list's entry or of a note.
    lines     of a PDF, the lines it is drawn in: where they end nobody sees a space.
    turned    whether words of it run to the left, of which the file tells the glyphs alone: they
              are drawn in the order of the eye, and nobody knows in which they are read.
    stray     whether no element of the structure tree holds it.
    floats    whether it belongs to a table or picture, which a page may set behind later text.
    pages     of a block of a PDF, every page from 1 on which words of it stand, in the order of
              its words.
    """

    text: str
    place: str
    unseen: str = ""
    aside: bool = False
    own: bool = False
    struck: tuple[str, ...] = ()
    struck_at: tuple[tuple[int, int], ...] = ()
    division: str = ""
    entry: int = -1
    label: bool = False
    lines: tuple[str, ...] = ()
    turned: bool = False
    stray: bool = False
    floats: bool = False
    pages: tuple[int, ...] = ()

    @property
    def part(self) -> str:
        """The part of the document that holds it: a file of an EPUB, a division of a PDF."""
        return self.division or self.place


@value
class Link:
    """A link that a reader can follow: where it leads, the words it stands on, its place.

    Why it is unseen, if it is.

    rel       what it says it is ("license"), lower case.
    segment   which segment its words stand in; -1 where that is not known.
    """

    target: str
    words: str
    place: str
    unseen: str = ""
    rel: tuple[str, ...] = ()
    segment: int = -1


@value
class Shown:
    """A picture on a page: where it stands, what it loads, its alternative text.

    alt   None: there is none; "": it is decoration.
    """

    place: str
    target: str
    alt: str | None


@value
class Faint:
    """Words of a page that its painted picture does not show as words are shown.

    kind   "hidden", "doubtful" (a reader may not see them) or "struck" (a line runs through them).
    why    what keeps a reader from them; "" for a line.
    """

    kind: str
    place: str
    words: str
    why: str = ""


@value
class Statement:
    """One thing the file says of itself.

    place   the property, as its format names it: "dc:title", "dcterms:rightsHolder", "link
            cc:license" (a link element),
            "package xml:lang", "xmpRights:Owner", "Info Title", "catalog Lang".
    words   the value, to the letter; "" where it is there and empty.
    of      the id of what it speaks of; "" for the whole file.   id: its own, of which others may
            speak.
    """

    place: str
    words: str
    of: str = ""
    id: str = ""


# What the places of both formats say, by fact.  Info entries count where nothing but they speak
# (see Said.any).
PLACES = {
    "titles": ("dc:title", "dcterms:title"),
    "people": ("dc:creator", "dc:contributor", "dcterms:creator", "dcterms:contributor"),
    "sources": ("dc:source", "dcterms:source"),
    "rights": (
        "dc:rights",
        "dcterms:rights",
        "dcterms:accessRights",
        "dcterms:rightsHolder",
        "xmpRights:UsageTerms",
        "xmpRights:Owner",
    ),
    "holders": ("dcterms:rightsHolder", "xmpRights:Owner"),
    "identifiers": ("dc:identifier",),
    "languages": ("dc:language",),
    "licences": (
        "link cc:license",
        "link dcterms:license",
        "cc:license",
        "dcterms:license",
        "xmpRights:WebStatement",
    ),
    "publishers": ("dc:publisher",),
}


@value
class Said:
    """What the file says of itself outside its pages, in the order of the file.

    files    EPUB: (id, base name of the file) of each entry of the manifest.
    """

    statements: tuple[Statement, ...] = ()
    files: tuple[tuple[str, str], ...] = ()

    def at(self, *places: str, whole: bool = False) -> tuple[str, ...]:
        """The words that stand at these places, each once.

        Whole: only what is said of the whole file.
        """
        wanted = set(places)
        return tuple(
            dict.fromkeys(
                one.words
                for one in self.statements
                if one.place in wanted and not (whole and one.of)
            )
        )

    def of(self, fact: str, *, whole: bool = False) -> tuple[str, ...]:
        """What is said of a fact of PLACES, empty values left out."""
        return tuple(words for words in self.at(*PLACES[fact], whole=whole) if words.strip())

    def named(self) -> dict[str, str]:
        """Id → the file of the package it speaks of, through however many statements.

        An author's role is the author's page's.
        """
        files = dict(self.files)
        above = {one.id: one.of for one in self.statements if one.id and one.of}
        for ident in above:
            step, seen_ids = ident, set[str]()
            while step in above and step not in seen_ids:
                seen_ids.add(step)
                step = above[step]
            if step in files:
                files[ident] = files[step]
        return files

    @property
    def info(self) -> dict[str, str]:
        """The Info dictionary of a PDF."""
        return {
            one.place.removeprefix("Info "): one.words
            for one in self.statements
            if one.place.startswith("Info ")
        }


@value
class Doubt:
    """Something in an EPUB that keeps words from a reader or adds some, or may do so.

    kind      "doubtful": a declaration that is not known to be harmless; "adds": words of a style
              sheet; "face": a font of the file's own; "remote": a sheet outside the file; "script";
              "broken": a page that is not well-formed; "rendition": a second package document.
    place     the file.   message: what it is, with sheet, line and declaration.
    words     the first words that it falls on; "" where it falls on none, or on all.
    """

    kind: str
    place: str
    message: str
    words: str = ""


@value
class Label:
    """A line of the contents, as the navigation document or the NCX gives it.

    place         which of the two.   target: the file that it leads to, "" where that is none.
    names_whole   whether it is no line but the title above them (docTitle of the NCX).
    """

    place: str
    words: str
    target: str
    names_whole: bool = False


@value
class Evidence:
    """One finished file, read.

    form      "epub" or "pdf".
    blocks    whether segments are blocks, so that a run of text is one segment; pages break runs
              anywhere.
    record    the rights record's bytes; None where there is none.
    shown     pictures on its pages.
    heads     (place, name, content) of each named <meta> of its pages.
    tongues   (place, tag): languages that pages say they are in.
    locked    what keeps a reader from its content; "" where nothing does.
    tagged    whether it has a structure for screen readers: pages of an EPUB always have.
    faint     what the painted pages of a PDF say of its words.
    extras    what a PDF shows or does beside its pages.
    false_fonts   its fonts that show other letters than it says.
    doubts    EPUB: what may keep words from a reader.   labels: EPUB: the lines of its contents.
    pages     how many pages a PDF has.
    furniture   running heads and folios: words of pages that are no part of the text.
    replaced  words that a PDF gives for glyphs which show others: (given, shown, place).
    faults    what in the structure tree could not be read.
    """

    path: str
    form: str
    blocks: bool
    segments: tuple[Segment, ...]
    links: tuple[Link, ...]
    said: Said = field(default_factory=Said)
    record: bytes | None = None
    shown: tuple[Shown, ...] = ()
    heads: tuple[tuple[str, str, str], ...] = ()
    tongues: tuple[tuple[str, str], ...] = ()
    locked: str = ""
    tagged: bool = True
    faint: tuple[Faint, ...] = ()
    extras: tuple["Extra", ...] = ()
    false_fonts: tuple["FalseFont", ...] = ()
    doubts: tuple[Doubt, ...] = ()
    labels: tuple[Label, ...] = ()
    pages: int = 0
    furniture: tuple[Segment, ...] = ()
    replaced: tuple[tuple[str, str, str], ...] = ()
    faults: tuple[str, ...] = ()


def seen(segments: Iterable[Segment]) -> list[Segment]:
    """The segments that a reader sees."""
    return [segment for segment in segments if not segment.unseen]
