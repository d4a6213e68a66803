"""Book → PDF by the typesetter that is asked for; what it cannot set, WeasyPrint sets.

Neither is loaded before it is used.  Where WeasyPrint finds no library of its own on this system,
and nobody asked for it, Typst takes its place.
"""

from dataclasses import replace
from typing import TYPE_CHECKING

from publisher.errors import InstallationError
from publisher.model.edition import Engine, Profile
from publisher.rendering.book import Book
from publisher.rendering.theme import Paper, Theme
from publisher.value import value

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Executor

    from publisher.fonts.system import Catalogue
    from publisher.part_cache import PartCache
    from publisher.writers.pdf.finished import Typeset


@value
class _Asked:
    """What is to be set, and how, whichever typesetter does it."""

    book: Book
    theme: Theme
    profile: Profile
    paper: Paper
    catalogue: "Catalogue | None"


def typeset(  # noqa: PLR0913 - one for each part of an order
    book: Book,
    theme: Theme,
    *,
    engine: Engine | None = None,
    profile: Profile | None = None,
    paper: Paper | None = None,
    executor: "Executor | None" = None,
    catalogue: "Catalogue | None" = None,
    cache: "PartCache | None" = None,
) -> "Typeset":
    """The PDF of a book with findings.

    engine   None: as the theme says.   The others as writers.pdf.writer.typeset takes them; Typst
             lays out a book in one piece, on all processors, and keeps no parts.

    Refuses with WriteError what cannot be laid out, with InstallationError an engine that lacks.
    """
    asked = _Asked(
        book=book,
        theme=theme,
        profile=profile or book.edition.profile,
        paper=paper or theme.paper(),
        catalogue=catalogue,
    )
    made, why = None, ""
    if (engine or theme.engine) is Engine.TYPST:
        made, why = _by_typst(asked)
    if made is not None:
        return made
    try:
        set_by_weasyprint = _weasyprint()
    except InstallationError as error:
        made, _ = _by_typst(asked) if engine is None and _has_typst() else (None, "")
        if made is None:
            raise
        return replace(made, findings=(f"set by Typst: {error.what}", *made.findings))
    made = set_by_weasyprint(
        book,
        theme,
        profile=asked.profile,
        paper=asked.paper,
        executor=executor,
        catalogue=catalogue,
        cache=cache,
    )
    remarks = (f"set by WeasyPrint: Typst does not set {why}",) if why else ()
    return replace(made, findings=(*remarks, *made.findings))


def _by_typst(asked: _Asked) -> "tuple[Typeset | None, str]":
    """(the PDF, ""), or (None, why Typst does not set it)."""
    from publisher.fonts.choose import type_for
    from publisher.writers.typst import writer as typst
    from publisher.writers.typst.refusal import CannotSet

    try:
        type_ = type_for(asked.book, asked.theme, asked.catalogue)
        made = typst.typeset(
            asked.book, asked.theme, profile=asked.profile, paper=asked.paper, type_=type_
        )
    except CannotSet as reason:
        return None, str(reason)
    return made, ""


def _has_typst() -> bool:
    from publisher.writers.typst.door import is_there

    return is_there()


def _weasyprint() -> "Callable[..., Typeset]":
    """What sets a book by WeasyPrint.

    Refuses with InstallationError where a library of the system lacks.
    """
    try:
        from publisher.writers.pdf import writer
    except OSError as error:  # of its loader: no Pango, or one that is too old
        said = str(error).splitlines()[0][:100] if str(error) else "a library is missing"
        raise InstallationError(
            f"WeasyPrint cannot be loaded ({said})",
            "publisher doctor names what lacks and how to install it; or let Typst set the pages:"
            " pip install 'publisher[typst]', then --engine typst",
        ) from error
    return writer.typeset
