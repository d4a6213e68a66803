"""`publisher cite`: an article or an edition as reference managers read it."""

import datetime
from pathlib import Path
from typing import Any

import click

from publisher.cli.fetching import Fetcher, at_hand, fetching
from publisher.cli.held import taking
from publisher.cli.outcomes import Tally
from publisher.cli.output import give, give_json, renamed, say
from publisher.cli.sources import STDIN, Declared, declaring, load, taken
from publisher.errors import EvidenceError, named
from publisher.model.edition import Edition
from publisher.readers import holding_in
from publisher.rights.citation import bibtex, citations, citations_in_book, ris
from publisher.rights.record_reader import recall

_FORMS = ("csl", "bibtex", "ris")


@click.command("cite")
@click.argument("paths", nargs=-1, required=True, metavar="FILE...")
@click.option("--form", "former", type=click.Choice(_FORMS), default=None, hidden=True)
@click.option(
    "--format",
    "form",
    type=click.Choice(_FORMS),
    default="csl",
    show_default=True,
    help="CSL-JSON, BibTeX or RIS.",
)
@click.option(
    "--accessed",
    default=None,
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="Day of access, as 2026-11-20; else the day it was saved.",
)
@click.option(
    "--in-book",
    is_flag=True,
    help="Cite each article as a part of its book; from a PDF with the page where it begins.",
)
@declaring
@fetching
@taking
def cite_(
    paths: tuple[str, ...],
    form: str,
    former: str | None,
    accessed: datetime.datetime | None,
    *,
    in_book: bool,
    fetcher: Fetcher,
    **declared: str,
) -> int:
    """Cite pages, articles and editions, from their sources or from finished EPUBs and PDFs.

    An edition is cited as a book, and each of its articles as an article where it stood before, or
    with --in-book as a part of the book.  What is not known is left out.

    \b
    publisher cite article.md --accessed 2026-11-20
    publisher cite out/edition.epub --format bibtex > edition.bib
    publisher cite out/edition.pdf --in-book
    """
    form = renamed("--form", "--format", former or "") or form
    tally, items = Tally(), list[dict[str, Any]]()
    with at_hand(paths, fetcher, tally.fail) as inputs:
        about = taken(declared, fetcher).of(inputs)
        for source, edition in tally.read(inputs, lambda path: _edition(path, about)):
            if in_book and not edition.single:
                items += citations_in_book(edition, _first_pages(source.path))
                continue
            found = citations(edition, accessed.date() if accessed else None)
            if any(item.get("URL") and not item.get("accessed") for item in found):
                say(
                    f"{named(source.name)}: no day of access is known; add it with --accessed,"
                    " where one is asked for",
                    colour="yellow",
                )
            items += found
    if form == "csl" and (items or not tally.failed):
        give_json(items)
    elif items:
        give((bibtex(items) if form == "bibtex" else ris(items)).rstrip("\n"))
    return tally.exit_code


def _edition(path: str, declared: Declared) -> Edition:
    """The edition of a source, or what the record of a finished file says of it."""
    if path == STDIN or not Path(path).is_file() or not _is_finished(Path(path)):
        return load(path, declared=declared).edition
    from publisher.verify import read_bytes, read_evidence

    evidence = read_evidence(read_bytes(Path(path)), path)
    if evidence.record is None and holding_in(Path(path)) is not None:
        return load(path, declared=declared).edition
    if evidence.record is None:
        raise EvidenceError(
            path, "no rights record inside: another tool made it; cite its source instead"
        )
    return recall(evidence.record, path, name=Path(path).stem)


def _first_pages(path: str) -> dict[str, str]:
    """Title -> the page on which it begins, of a finished PDF; of anything else nothing."""
    if path == STDIN or not path.lower().endswith(".pdf"):
        return {}
    from publisher.verify import first_pages, read_bytes

    return first_pages(read_bytes(Path(path)), path)


def _is_finished(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(1024)
    is_epub = head.startswith(b"PK") and b"application/epub+zip" in head
    return is_epub or b"%PDF-" in head
