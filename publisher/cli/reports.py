"""The report of a run: what happened to each source, as JSON or as a page of HTML.

Both are written result by result, so that the report of ten thousand sources takes no memory.
"""

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, Any

import click
from lxml import etree

from publisher.cli.answer import noted
from publisher.cli.destination import store_at
from publisher.cli.inputs import keep_all_but_reports
from publisher.cli.output import give, say
from publisher.cli.results import SourceResult, reason_said
from publisher.cli.run_log import ledger_of, read_log
from publisher.errors import DeliveryError, SourceError, named
from publisher.outputs import is_address

FORMS = ("json", "html")
_STYLE = """
body { font: 1rem/1.5 sans-serif; margin: 2rem auto; max-width: 72rem; padding: 0 1rem }
table { border-collapse: collapse; width: 100% }
th, td { border-bottom: 1px solid #ccc; padding: .3rem .6rem }
th, td { text-align: left; vertical-align: top }
.failed td, .refused td { background: #fdecea }
"""

Results = Callable[[], Iterable[SourceResult]]


def report_form(path: str, option: str = "--report") -> str:
    """The form that a report's name asks for.  Refuses with a usage error any other ending."""
    form = Path(path).suffix.lower().removeprefix(".")
    if form not in FORMS:
        raise click.BadParameter(
            f"{named(path)} ends in neither .json nor .html", param_hint=option
        )
    return form


def write_report(path: Path, form: str, head: dict[str, Any], results: Results) -> None:
    """Write a report into a file.  Refuses with DeliveryError what cannot be written."""
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("w", encoding="utf-8", errors="backslashreplace") as file:
            _write(file, form, head, results)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        why = (error.strerror or str(error)).lower()
        raise DeliveryError(str(path), f"{why}; give --report another name") from error


def give_report(head: dict[str, Any], results: Results, form: str = "json") -> None:
    """A report on standard output."""
    _write(sys.stdout, form, head, results)


def _write(file: IO[str], form: str, head: dict[str, Any], results: Results) -> None:
    if form == "html":
        _write_page(file, head, results)
        return
    for piece in _json(head, results):
        file.write(piece)


def _json(head: dict[str, Any], results: Results) -> Iterator[str]:
    """A JSON object in pieces: the head, "results", "findings", "summary"."""
    yield json.dumps(head, ensure_ascii=False, indent=1).removesuffix("\n}") + ",\n"
    yield from _list("results", (result.plain() for result in results()))
    yield from _list("findings", (one for result in results() for one in _findings(result)))
    yield f'"summary": {json.dumps(_counted(results), ensure_ascii=False)}\n}}\n'


def _list(key: str, rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    yield f'"{key}": ['
    for number, row in enumerate(rows):
        yield f"{',' if number else ''}\n{json.dumps(row, ensure_ascii=False)}"
    yield "],\n"


def _findings(result: SourceResult) -> Iterator[dict[str, Any]]:
    """What is to be looked at, in one form whatever it is."""
    source = result.source
    for line in result.failures:
        row, column, says = place_of(line, source)
        yield noted(source, "error", "", says, line=row, column=column)
    for one in result.open:
        yield noted(
            source,
            "warning",
            one.condition,
            one.sentence,
            remedy=one.remedy,
            article=one.article,
        )
    for doubt in result.doubtful:
        yield noted(source, "note", "doubtful", doubt.what, article=doubt.article)


def place_of(line: str, source: str) -> tuple[int, int, str]:
    """(line, column, words) of `path:line:column: words`; 0 where there is none."""
    rest = line.removeprefix(f"{named(source)}:")
    numbers, _, words = rest.partition(": ")
    row, _, column = numbers.partition(":")
    if rest == line or not row.isdecimal():
        return 0, 0, line.removeprefix(f"{named(source)}: ")
    return int(row), int(column or 0), words


def _counted(results: Results) -> dict[str, int]:
    counts: dict[str, int] = {}
    for result in results():
        counts[result.outcome.value] = counts.get(result.outcome.value, 0) + 1
    return counts


def _write_page(file: IO[str], head: dict[str, Any], results: Results) -> None:
    """A page with one row for each source."""
    counts = ", ".join(f"{count} {what}" for what, count in _counted(results).items())
    file.write("<!DOCTYPE html>\n")
    with etree.htmlfile(_Encoded(file), encoding="utf-8") as page, page.element("html", lang="en"):
        with page.element("head"):
            with page.element("meta", charset="utf-8"):
                pass
            with page.element("title"):
                page.write(f"publisher {head['command']}: {counts}")
            with page.element("style"):
                page.write(_STYLE)
        with page.element("body"):
            with page.element("h1"):
                page.write(f"{counts}; {head['seconds']:.0f} s")
            with page.element("table"):
                page.write(_row("th", "Source", "Outcome", "Files", "Left out", "To look at", "s"))
                for result in results():
                    page.write(_result_row(result))


class _Encoded:
    """A binary view of a text file, for a writer of bytes."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file

    def write(self, data: bytes) -> None:
        self._file.write(data.decode("utf-8"))


def _row(tag: str, *cells: str) -> etree._Element:
    row = etree.Element("tr")
    for words in cells:
        cell = etree.SubElement(row, tag)
        lines = words.split("\n")
        cell.text = lines[0]
        for line in lines[1:]:
            etree.SubElement(cell, "br").tail = line
    return row


def _result_row(result: SourceResult) -> etree._Element:
    left_out = "\n".join(
        f"{reason_said(reason)}: {count}" for reason, count in result.left_out.items()
    )
    to_look_at = (
        *result.failures,
        *(f"{one.condition}: “{one.article}”: {one.sentence}" for one in result.open),
        *(f"“{doubt.article}”: {doubt.what}" for doubt in result.doubtful),
    )
    files = "\n".join(one.path for one in result.files)
    row = _row(
        "td",
        named(result.source),
        result.outcome.value,
        files,
        left_out,
        "\n".join(to_look_at),
        f"{result.seconds:.1f}",
    )
    row.set("class", result.outcome.value)
    return row


@click.command("report")
@click.argument("folder", default="out", metavar="[FOLDER]")
@click.option(
    "-o", "--output", default="", metavar="FILE", help="Write it there, as .json or .html."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", *FORMS]),
    default="text",
    help="How to print it.",
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
# click gives flags so
def report_(folder: str, output: str, form: str, as_json: bool) -> int:  # noqa: FBT001
    """Sum up what the last build did with each source: files, what was left out, what is doubtful.

    FOLDER is the one with the finished files, or the address of a store (s3://…); out/ unless
    given.

    \b
    publisher report
    publisher report out/ -o report.html
    """
    store = store_at(folder) if is_address(folder) else None
    with ledger_of(folder, store) as kept:
        _tell(folder, kept, output, "json" if as_json else form)
    return 0


def _tell(folder: str, kept: Path, output: str, form: str) -> None:
    """Tell what the ledger in the folder `kept` says, of the place that is called `folder`."""
    try:
        head, _ = read_log(kept)
    except (OSError, ValueError) as error:
        raise SourceError(
            folder, 0, 0, "nothing was built into this folder; name the one with the finished files"
        ) from error

    def results() -> Iterator[SourceResult]:
        return read_log(kept)[1]

    if output:
        keep_all_but_reports("-o", Path(output))
        write_report(Path(output), report_form(output, "-o"), head, results)
        give(output)
    elif form != "text":
        give_report(head, results, form)
    else:
        for result in results():
            _print(result)
        say(", ".join(f"{count} {what}" for what, count in _counted(results).items()))


def _print(result: SourceResult) -> None:
    """One source in a few lines."""
    files = ", ".join(one.path for one in result.files)
    give(f"{named(result.source)}: {result.outcome.value}{f': {files}' if files else ''}")
    for line in result.failures:
        give(f"    {line.strip()}")
    for one in result.open:
        give(f"    open: “{one.article}”: {one.sentence}")
    for doubt in result.doubtful:
        give(f"    look at: “{doubt.article}”: {doubt.what}")
    if result.left_out:
        counts = result.left_out.items()
        told = ", ".join(f"{reason_said(reason)} ({count})" for reason, count in counts)
        give(f"    left out: {told}")
