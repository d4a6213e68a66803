"""A finished PDF, by whichever typesetter, and what each of them carries besides its pages."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from publisher.model.edition import Engine, Profile
from publisher.pdffile.join import Binding
from publisher.pdffile.packet import Attachment, pdf_date
from publisher.phrases import phrases_for
from publisher.rendering.book import Book
from publisher.resources import FontUsed
from publisher.rights.record import MEDIA_TYPE, NAME
from publisher.writers.pdf import page_plan, xmp


@dataclass(frozen=True, slots=True, kw_only=True)
class Typeset:
    """A finished PDF, and what there is to say about it.

    engine     what has set it.
    profile    what it claims; less than was asked for where a rule could not be met (findings say
               which).
    length     how many pages it has.
    fonts      what it is set in.
    pages      id → printed number of the page on which it begins: of chapters, headings, notes, and
               of every block by the
               name that rendering.blocks.name_blocks gives it.
    """

    data: bytes
    findings: tuple[str, ...]
    profile: Profile
    length: int
    fonts: tuple[FontUsed, ...]
    pages: Mapping[str, int]
    engine: Engine = Engine.WEASYPRINT


def binding_of(
    book: Book, targets: Mapping[str, str], profile: Profile, *, producer: str
) -> Binding:
    """What the whole file carries besides its pages: packet, record, outline.

    targets   chapter name → the first id in it.   producer: the typesetter.
    """
    facts = xmp.facts_of(book, tool="publisher", producer=producer)
    record = Attachment(
        name=NAME,
        media_type=MEDIA_TYPE,
        data=book.record,
        relationship="Supplement",
        description=phrases_for(book.edition.language).attached,
        moment=book.moment,
    )
    bookmarks = tuple(page_plan.bookmarks_of(book.chapters, targets))
    attached = profile is not Profile.A2U  # ISO 19005-2, 6.8: only what is PDF/A itself
    return Binding(
        language=book.edition.language,
        rdf=xmp.rdf_of(facts, profile=profile, record=b"" if attached else book.record),
        info=xmp.info_of(facts, pdf_date(book.moment)),
        attachments=(record,) if attached else (),
        bookmarks=bookmarks,
        identifier=hashlib.md5(book.ledger.urn.encode(), usedforsecurity=False).digest(),
        link_titles={bookmark.id: bookmark.title for bookmark in bookmarks},
        cover=next((one.title for one in book.chapters if one.role == "cover"), ""),
    )
