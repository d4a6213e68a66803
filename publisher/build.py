"""One edition → finished, verified bytes.

Nothing is written to disk here, and nothing unverified leaves.

In: an edition, a theme, the moment and the day.  Out: Built.  The one idea: a file that lost a
notice is an error, not a result.
"""

import datetime
import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from publisher.errors import NoticeLost, RightsError
from publisher.model.edition import Edition, Profile, with_picture_policy
from publisher.rendering.book import Book, PictureLimits
from publisher.rendering.devices import Device, plain
from publisher.rendering.pages import book_of
from publisher.rendering.theme import Paper, Theme
from publisher.rendering.unstated import unstated_rights
from publisher.resources import FontUsed
from publisher.rights import policy
from publisher.rights.policy import Assessment, State
from publisher.value import value
from publisher.verify import verify_bytes
from publisher.verify.report import Report

if TYPE_CHECKING:
    from concurrent.futures import Executor  # whose module is not needed to make one edition

    from publisher.systemfonts import Catalogue

FORMATS = ("epub", "pdf")


@value
class BuiltFile:
    """One finished file: its name, bytes, digest, what the verifier said of it, what the typesetter remarked, and its fonts."""

    name: str
    data: bytes
    sha256: str
    report: Report
    remarks: tuple[str, ...] = ()
    fonts: tuple[FontUsed, ...] = ()


@value
class Built:
    """An edition made and verified.

    assessments   every condition with its state; none is violated, some may need a declaration.
    record        the provenance record, as it travels in each file.
    """

    name: str
    files: tuple[BuiltFile, ...]
    assessments: tuple[Assessment, ...]
    record: bytes


@value
class Order:
    """How an edition is to be made.

    moment    the one moment every file bears (model.edition.clock).   on: the day on which
              permissions must hold.
    formats   of the usual files.   devices: for which a file of their own is made besides.
    profile   what the PDF shall claim; None: as the edition says.   paper: the page of the usual
              PDF; None: the theme's usual one. catalogue fonts that may be borrowed for letters
              that no font of the theme has; None: those of this system.
    """

    theme: Theme
    moment: datetime.datetime
    on: datetime.date
    formats: tuple[str, ...] = FORMATS
    devices: tuple[Device, ...] = ()
    profile: Profile | None = None
    paper: Paper | None = None
    catalogue: "Catalogue | None" = None


def assessed(edition: Edition, on: datetime.date) -> tuple[Assessment, ...]:
    """Every condition of every article with its state on that day, and what pictures say inside themselves."""
    return (*policy.assess(edition, on), *unstated_rights(edition))


def build_edition(edition: Edition, order: Order, *, executor: "Executor | None" = None) -> Built:
    """The finished files of an edition, each verified against its ledger.

    executor   renders the parts of the PDF side by side; None: one after the other. Refuses with
               RightsError (a condition is violated), WriteError (a format cannot be written),
               NoticeLost (a finished file does not carry what it owes).
    """
    edition = with_picture_policy(edition)
    assessments = assessed(edition, order.on)
    violated = tuple(
        f"{found.article}: {found.condition} violated: {found.sentence}; {found.remedy}"
        for found in assessments
        if found.state is State.VIOLATED
    )
    if violated:
        raise RightsError(edition.name, violated)
    books: dict[PictureLimits, Book] = {}
    files: dict[int, BuiltFile] = {}
    page_breaks: dict[str, int] = {}
    devices = (*map(plain, order.formats), *order.devices)
    # the first PDF before the EPUBs, whose page lists name its pages
    for place, device in sorted(enumerate(devices), key=lambda each: each[1].format != "pdf"):
        if device.pictures not in books:
            books[device.pictures] = book_of(edition, order.theme, order.moment, device.pictures)
        files[place] = _file(books[device.pictures], order, device, executor, page_breaks)
    return _built(
        next(iter(books.values())), [files[place] for place in range(len(devices))], assessments
    )


def finished(book: Book, order: Order, assessments: tuple[Assessment, ...]) -> Built:
    """The usual files of a book that is composed already, verified.

    Refuses with WriteError, and with NoticeLost as build_edition does.
    """
    page_breaks: dict[str, int] = {}
    made = {
        form: _file(book, order, plain(form), None, page_breaks)
        for form in sorted(order.formats, key=lambda form: form != "pdf")
    }
    return _built(book, [made[form] for form in order.formats], assessments)


def _built(book: Book, files: Sequence[BuiltFile], assessments: tuple[Assessment, ...]) -> Built:
    refused = [file for file in files if file.report.findings]
    # a remark may say why
    if lost := tuple(
        f"{file.name}: {line}"
        for file in refused
        for line in (*map(str, file.report.findings), *file.remarks)
    ):
        raise NoticeLost(book.edition.name, lost)
    return Built(
        name=book.edition.name, files=tuple(files), assessments=assessments, record=book.record
    )


def load_writers(formats: tuple[str, ...]) -> None:
    """Load the writers of these formats now, in a process that will need them soon."""
    if "epub" in formats:
        from publisher.writers import epub  # noqa: F401
    if "pdf" in formats:
        from publisher.writers import pdf  # noqa: F401


def _file(
    book: Book,
    order: Order,
    device: Device,
    executor: "Executor | None",
    page_breaks: dict[str, int],
) -> BuiltFile:
    """One finished file with the verifier's report on its bytes.

    Each typesetter is loaded only where it is needed.

    page_breaks   filled by the first PDF, read by the EPUBs.
    """
    name = f"{book.edition.name}{device.ending}"
    fonts: tuple[FontUsed, ...] = ()
    remarks: tuple[str, ...] = tuple(picture.remark for picture in book.pictures if picture.remark)
    if device.format == "epub":
        from publisher.writers import epub

        if (series := book.edition.series) and series.position and not series.number:
            remarks = (
                *remarks,
                (
                    f"the place in the series, '{series.position}', is no number ('7', '2.1'); it"
                    " is printed, and the package does not give it"
                ),
            )
        data = epub.write(
            book,
            order.theme,
            page_breaks=page_breaks,
            pixel_cover=device.pixel_cover,
            ncx_levels=device.ncx_levels,
        )
        if device.spans:
            from publisher.writers.kepub import kepub

            data = kepub(data)
    else:
        from publisher.writers import pdf

        made = pdf.typeset(
            book,
            device.themed(order.theme),
            profile=order.profile,
            paper=device.paper_in(order.theme) or order.paper,
            executor=executor,
            catalogue=order.catalogue,
        )
        data, remarks, fonts = made.data, (*remarks, *made.findings), made.fonts
        if not page_breaks:
            page_breaks.update(made.pages)
    return BuiltFile(
        name=name,
        data=data,
        sha256=hashlib.sha256(data).hexdigest(),
        remarks=(*remarks, *device.remarks(data, book)),
        fonts=fonts,
        report=verify_bytes(data, name, book.ledger, expected=book.record, executor=executor),
    )
