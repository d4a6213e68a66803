"""One edition → finished, verified bytes.

Nothing is written to disk here, and nothing unverified page_plan.

In: an edition, a theme, the moment and the day.  Out: Built.  The one idea: a file that lost a
notice is not among the results.  Each file is made and judged for itself, so that one which is
refused takes no other with it.
"""

import datetime
import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import field, replace
from pathlib import PurePath
from typing import TYPE_CHECKING

from publisher.errors import (
    Defect,
    FaultsInFiles,
    NoticeLost,
    PublisherError,
    RightsError,
    WriteError,
    error_of,
)
from publisher.model.edition import (
    Edition,
    Engine,
    PicturePolicy,
    Profile,
    clock,
    with_picture_policy,
)
from publisher.part_cache import PartCache
from publisher.pictures.picture import PictureLimits
from publisher.pictures.stated_signals import with_picture_signals
from publisher.pictures.unstated_rights import unstated_rights
from publisher.rendering.book import Book
from publisher.rendering.chosen_design import theme_of
from publisher.rendering.compose import book_of
from publisher.rendering.theme import Paper, Theme
from publisher.resources import FontUsed
from publisher.rights import policy
from publisher.rights.policy import Assessment, State
from publisher.rights.remedies import with_keys
from publisher.targets.devices import Device, plain
from publisher.value import value
from publisher.verify import verify_bytes
from publisher.verify.report import Finding, Report

if TYPE_CHECKING:
    from concurrent.futures import Executor  # whose module is not needed to make one edition

    from publisher.fonts.system import Catalogue

FORMATS = ("epub", "pdf")


@value
class BuiltFile:
    """One finished file.

    sha256    of `data`.   report: what the verifier said of it.
    remarks   what the typesetter and the device have to say.   fonts: those it is set in.
    """

    name: str
    data: bytes
    sha256: str
    report: Report
    remarks: tuple[str, ...] = ()
    fonts: tuple[FontUsed, ...] = ()


@value
class Refused:
    """A file that is not delivered.

    name      the file's name, had it been delivered.
    error     why: NoticeLost (what the verifier found), WriteError (it cannot be made in this
              format), SourceError (a picture), Defect (a bug of ours), WorkLost.
    findings  of the verifier, where there is a file to judge.
    remarks   what the typesetter had to say, which often tells the cause.
    """

    name: str
    error: PublisherError
    findings: tuple[Finding, ...] = ()
    remarks: tuple[str, ...] = ()


@value
class Recipe:
    """By what an edition can be made again, to the same bytes, from the same source.

    theme     its name.   targets: the names of the formats and devices that files were made for.
    """

    theme: str
    moment: datetime.datetime
    targets: tuple[str, ...]
    profile: Profile
    pictures: PicturePolicy
    engine: Engine = Engine.WEASYPRINT

    def plain(self) -> dict[str, object]:
        """As plain data, for a manifest."""
        usual = self.engine is Engine.WEASYPRINT
        return {
            "theme": self.theme,
            "moment": self.moment.isoformat(),
            "targets": list(self.targets),
            "profile": self.profile.value,
            "pictures": self.pictures.value,
            **({} if usual else {"engine": self.engine.value}),
        }


@value
class Built:
    """An edition made and verified.

    files         each carries what it owes.   refused: those that do not, or could not be made.
    assessments   every condition with its state; none is violated, some may need a declaration.
                  None of an edition for its maker's own reading.
    record        the provenance record, as it travels in each file; b"" where no book was composed.
    recipe        by what it can be made again.
    """

    name: str
    files: tuple[BuiltFile, ...]
    assessments: tuple[Assessment, ...]
    record: bytes
    refused: tuple[Refused, ...] = ()
    recipe: Recipe | None = None


@value
class Order:
    """How an edition is to be made.

    moment    the one moment every file bears (model.edition.clock).   on: the day on which
              permissions must hold.
    formats   of the usual files.   devices: for which a file of their own is made besides.
    profile   what the PDF shall claim; None: as the edition says.   engine: what sets it; None: as
              the theme says.   paper: the page of the usual PDF; None: the theme's usual one.
    catalogue fonts that may be borrowed for letters that no font of the theme has; None: those of
              this system.
    cache     parts of books that were drawn before; None: every part is drawn.
    takes_keys  whether the source is a file in which keys may stand, which remedies then name.
    """

    theme: Theme
    moment: datetime.datetime
    on: datetime.date
    formats: tuple[str, ...] = FORMATS
    devices: tuple[Device, ...] = ()
    profile: Profile | None = None
    paper: Paper | None = None
    catalogue: "Catalogue | None" = None
    cache: PartCache | None = None
    engine: Engine | None = None
    takes_keys: bool = True

    @property
    def typesetter(self) -> Engine | None:
        """What lays out its pages, as far as it is asked; None where no file has pages."""
        makes_pdf = any(device.format == "pdf" for device in self.targets)
        return (self.engine or self.theme.engine) if makes_pdf else None

    @property
    def targets(self) -> tuple[Device, ...]:
        """What a file of its own is made for: the usual formats, then the devices."""
        return (*map(plain, self.formats), *self.devices)


def assessed(
    edition: Edition, on: datetime.date, *, takes_keys: bool = True
) -> tuple[Assessment, ...]:
    """Every condition of every article with its state on that day.

    And what pictures say inside themselves.

    takes_keys   whether remedies may name keys of the article's own file; else they name those of
                 its entry in an edition's file.
    """
    single = edition.single
    unstated = (
        with_keys(found, single=single, takes_keys=takes_keys) for found in unstated_rights(edition)
    )
    return (*policy.assess(edition, on, takes_keys=takes_keys), *unstated)


def usual_order(edition: Edition, formats: tuple[str, ...] = FORMATS) -> Order:
    """How an edition is made where nobody says more: in its own theme, as of its own moment.

    Refuses with SourceError a theme that is not there, with ChoiceError what it cannot follow.
    """
    moment = clock(edition)
    theme = theme_of(edition)
    return Order(theme=theme, moment=moment, on=moment.date(), formats=formats)


def build_edition(
    edition: Edition, order: Order | None = None, *, executor: "Executor | None" = None
) -> Built:
    """The finished files of an edition, each verified against its ledger.

    build_edition(read_edition("week.yaml")).files[0].data are the bytes of its EPUB.

    order   None is the usual one: EPUB and PDF, in the edition's theme, as of its own moment.

    A file that lost a notice or cannot be made is in `refused`, with the reason; the others are
    delivered.  Where there is no other, the reason is raised.

    executor   renders the parts of the PDF side by side; None: one after the other.
    Refuses with RightsError (a condition is violated), and where no file can be delivered with
    NoticeLost (it does not carry what it owes), WriteError (it cannot be written), SourceError (a
    picture cannot be read), WorkLost or Defect.
    """
    built = try_edition(edition, order or usual_order(edition), executor=executor)
    if error := whole_refusal(built):
        raise error
    return built


def try_edition(edition: Edition, order: Order, *, executor: "Executor | None" = None) -> Built:
    """The same, where every file may be among the refused.

    Refuses with RightsError alone, and that only where the edition is to be published.
    """
    edition = with_picture_signals(with_picture_policy(edition))
    assessments = (
        () if edition.is_personal else assessed(edition, order.on, takes_keys=order.takes_keys)
    )
    if violated := tuple(found for found in assessments if found.state is State.VIOLATED):
        raise RightsError(edition.name, tuple(found.as_violation() for found in violated))
    books: dict[PictureLimits, Book] = {}

    def book_for(device: Device) -> Book:
        if device.pictures not in books:
            books[device.pictures] = book_of(edition, order.theme, order.moment, device.pictures)
        return books[device.pictures]

    return _built(edition, order, assessments, book_for, executor)


def finished(book: Book, order: Order, assessments: tuple[Assessment, ...]) -> Built:
    """The files of a book that is composed already, verified.

    Refuses as build_edition does where no file can be delivered.
    """
    built = _built(book.edition, order, assessments, lambda _: book, None)
    if error := whole_refusal(built):
        raise error
    return built


def whole_refusal(built: Built) -> PublisherError | None:
    """Why no file of an edition can be delivered, as one error; None where one can.

    A bug of ours is told before all else, then what was lost, then what could not be made.
    """
    if built.files or not built.refused:
        return None
    errors = [refused.error for refused in built.refused]
    first = next((error for error in errors if isinstance(error, Defect)), errors[0])
    if isinstance(first, Defect) or all(str(error) == str(first) for error in errors):
        return first
    lines = tuple(line for error in errors for line in _lines(error))
    if any(isinstance(error, NoticeLost) for error in errors):
        return NoticeLost(built.name, lines)
    return WriteError(built.name, "; ".join(lines))


def _lines(error: PublisherError) -> Iterable[str]:
    return error.findings if isinstance(error, NoticeLost) else (str(error),)


def load_writers(formats: Iterable[str]) -> None:
    """Load the writers of these formats now, in a process that will need them soon."""
    if "epub" in formats:
        from publisher.writers.epub import writer as epub  # noqa: F401
    if "pdf" in formats:
        from publisher.writers.pdf import writer as pdf  # noqa: F401


def refuse_theme(theme: Theme, book: Book, *forms: str) -> None:
    """FaultsInFiles where a theme of one's own would keep words of a book from a reader.

    Or may do so, or adds some: each declaration of each sheet at its line, once.  Of a theme that
    comes with publisher nothing is asked.

    forms   "epub", "pdf" or both.
    """
    if not theme.own:
        return
    found = (line for form in forms for line in _theme_faults(theme, book, form))
    lines = tuple(dict.fromkeys(found))
    if lines:
        raise FaultsInFiles(theme.name, lines)


def _theme_faults(theme: Theme, book: Book, form: str) -> Iterable[str]:
    from publisher.verify.style_sheets import StyleSheet, judge_sheets

    pages = [
        b'<html xmlns="http://www.w3.org/1999/xhtml"><body>'
        + chapter.markup
        + chapter.credit
        + chapter.end
        + b"</body></html>"
        for chapter in book.chapters
    ]
    names = ("common", "epub") if form == "epub" else ("common", "pdf", "furniture")
    sheets = [
        StyleSheet(name=file, text=text, is_judged=is_own)
        for file, text, is_own in theme.layers(*names)
    ]
    found = judge_sheets(sheets, pages)
    return (fault.at(file) for file, faults in sorted(found.items()) for fault in faults)


def _built(
    edition: Edition,
    order: Order,
    assessments: tuple[Assessment, ...],
    book_for: Callable[[Device], Book],
    executor: "Executor | None",
) -> Built:
    """Every file of the order, each tried for itself."""
    page_breaks: dict[str, int] = {}
    outcomes: dict[int, BuiltFile | Refused] = {}
    record = b""
    # the first PDF before the EPUBs, whose page lists name its pages
    targets = sorted(enumerate(order.targets), key=lambda each: each[1].format != "pdf")
    for position, device in targets:
        name = device.name_of(edition.name)
        try:
            book = book_for(device)
            record = book.record
            outcomes[position] = _file(book, order, device, executor, page_breaks)
        # the door of one file: whatever stops it stops no other
        except Exception as error:  # noqa: BLE001
            outcomes[position] = Refused(name=name, error=error_of(name, error))
    made = [outcomes[position] for position in sorted(outcomes)]
    return Built(
        name=edition.name,
        files=tuple(file for file in made if isinstance(file, BuiltFile)),
        assessments=assessments,
        record=record,
        refused=tuple(file for file in made if isinstance(file, Refused)),
        recipe=Recipe(
            theme=PurePath(order.theme.name).name,  # of a folder no more than its name
            moment=order.moment,
            targets=tuple(device.name for device in order.targets),
            profile=order.profile or edition.profile,
            pictures=edition.pictures,
            engine=order.engine or order.theme.engine,
        ),
    )


@value
class _Made:
    """What a writer gives: the file, what it remarked, and the fonts the file is set in.

    page_breaks   of a PDF: id → page on which the element with it begins.   engine: what has set
                  it.
    """

    data: bytes
    remarks: tuple[str, ...] = ()
    fonts: tuple[FontUsed, ...] = ()
    page_breaks: Mapping[str, int] = field(default_factory=dict)
    engine: Engine | None = None


def _file(
    book: Book,
    order: Order,
    device: Device,
    executor: "Executor | None",
    page_breaks: dict[str, int],
) -> BuiltFile | Refused:
    """One finished file with the verifier's report on its bytes, or why there is none.

    page_breaks   filled by the first PDF that is delivered, read by the EPUBs.
    """
    name = device.name_of(book.edition.name)
    refuse_theme(order.theme, book, device.format)
    if device.format == "epub":
        made = _epub(book, order, device, page_breaks)
    else:
        made = _pdf(book, order, device, executor)
    of_pictures = [picture.remark for picture in book.pictures if picture.remark]
    remarks = (*of_pictures, *made.remarks, *device.remarks(made.data, book))
    report = verify_bytes(
        made.data,
        name,
        book.ledger,
        expected=book.record,
        executor=executor,
        cache=order.cache,
    )
    if report.findings and made.engine is Engine.TYPST:
        # what it sets well is told with the rest; here the other typesetter is known to be right
        other = _file(book, replace(order, engine=Engine.WEASYPRINT), device, executor, page_breaks)
        why = f"set by WeasyPrint: Typst's file was refused ({report.findings[0]})"
        return replace(other, remarks=(why, *other.remarks))
    if report.findings:
        # a remark may say why
        lines = (*map(str, report.findings), *remarks)
        lost = tuple(f"{name}: {line}" for line in lines)
        return Refused(
            name=name,
            error=NoticeLost(book.edition.name, lost),
            findings=report.findings,
            remarks=remarks,
        )
    if not page_breaks:
        page_breaks.update(made.page_breaks)
    return BuiltFile(
        name=name,
        data=made.data,
        sha256=hashlib.sha256(made.data).hexdigest(),
        remarks=remarks,
        fonts=made.fonts,
        report=report,
    )


def _epub(book: Book, order: Order, device: Device, page_breaks: Mapping[str, int]) -> _Made:
    """The EPUB of a book; its writer is loaded only where it is needed."""
    from publisher.writers.epub import writer as epub

    remarks: tuple[str, ...] = ()
    series = book.edition.series
    if series and series.position and not series.number:
        unnumbered = (
            f"the place in the series, '{series.position}', is no number ('7', '2.1'); it is"
            " printed, and the package does not give it"
        )
        remarks = (unnumbered,)
    data = epub.write(
        book,
        order.theme,
        page_breaks=page_breaks,
        ncx_levels=device.ncx_levels,
    )
    if device.spans:
        from publisher.writers.epub.kepub import kepub

        data = kepub(data)
    return _Made(data=data, remarks=remarks)


def _pdf(book: Book, order: Order, device: Device, executor: "Executor | None") -> _Made:
    """The PDF of a book; its typesetter is loaded only where it is needed."""
    from publisher.writers import engines

    made = engines.typeset(
        book,
        device.themed(order.theme),
        engine=order.engine,
        profile=order.profile,
        paper=device.paper_in(order.theme) or order.paper,
        executor=executor,
        catalogue=order.catalogue,
        cache=order.cache,
    )
    return _Made(
        data=made.data,
        remarks=made.findings,
        fonts=made.fonts,
        page_breaks=made.pages,
        engine=made.engine,
    )
