"""`publisher verify`: what a finished file still carries, and what any EPUB or PDF says of its rights, proved from its bytes."""

import json
from collections.abc import Iterator
from pathlib import Path

import click

from publisher.cli.inputs import keep_all_but_reports, keep_inputs
from publisher.cli.output import give, give_json, say
from publisher.cli.sources import NOTHING, Declared, declaring, load
from publisher.deliver import put_text
from publisher.errors import EvidenceError, named
from publisher.rights import notices
from publisher.verify import examine, read_bytes
from publisher.verify.outside_judges import run_judges
from publisher.verify.report import Finding, Report

_COLOURS = {"error": "red", "warning": "yellow", "note": "blue"}


@click.command("verify")
@click.argument("paths", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--edition",
    "edition_path",
    default="",
    metavar="PATH",
    help="Judge against this edition or article, not against the file's own record.",
)
@click.option(
    "--against",
    "source_path",
    default="",
    metavar="SOURCE",
    help="Compare title and text, block by block, with this capture, article or edition.",
)
@declaring
@click.option("--judges", is_flag=True, help="Ask the outside judges that are installed as well.")
@click.option("--strict", is_flag=True, help="Let warnings count as errors.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "sarif"]),
    default="text",
    help="How to print what was found.",
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option(
    "--report",
    "report_path",
    default="",
    metavar="FILE",
    help="Keep the reports in this file, as JSON.",
)
def verify_(  # noqa: PLR0913 - click gives each option so
    paths: tuple[str, ...],
    edition_path: str,
    source_path: str,
    form: str,
    report_path: str,
    *,
    judges: bool,
    strict: bool,
    as_json: bool,
    **declared: str,
) -> int:
    """Judge EPUB and PDF files, made by whatever tool.

    What they owe, what they say of their rights, what contradicts it.

    With --edition every notice, credit and word is proved against the edition; with --against title and text alone, against
    a source; else against the record inside the file, which finds loss and alteration, not a record that was changed together
    with the page.  A file without a record is judged by its pages and its metadata.  `publisher rules` explains each finding.
    Exit code 1 where there is an error.

    \b
    publisher verify out/edition.epub out/edition.pdf
    publisher verify out/edition.pdf --edition edition.yaml --judges
    publisher verify book.epub --against capture.html --report proof.json
    """
    if report_path:
        keep_inputs("--report", (Path(report_path),), (*paths, edition_path, source_path))
        keep_all_but_reports("--report", Path(report_path))
    about = Declared(**declared)
    edition = load(edition_path, declared=about).edition if edition_path else None
    source = (
        notices.ledger(load(source_path, declared=about if not edition_path else NOTHING).edition)
        if source_path
        else None
    )
    reports = []
    for path in paths:
        try:
            report = examine(read_bytes(Path(path)), path, edition, source)
            reports.append(run_judges(Path(path), report) if judges else report)
        except EvidenceError as error:
            reports.append(
                Report(
                    path=path,
                    mode="none",
                    findings=(Finding(code="unreadable", message=error.message),),
                    checked=(),
                )
            )
    plain = [report.plain() for report in reports]
    if report_path:
        put_text(Path(report_path), json.dumps(plain, ensure_ascii=False, indent=2) + "\n")
    if form == "sarif":
        from publisher.verify.sarif import sarif

        give_json(sarif(reports))
    elif as_json or form == "json":
        give_json(plain)
    else:
        for report in reports:
            _print(report)
    return (
        1 if any(not report.ok or (strict and report.count("warning")) for report in reports) else 0
    )


def _print(report: Report) -> None:
    for finding in report.findings:
        place = f"{finding.place}: " if finding.place else ""
        say(
            f"{named(report.path)}: {place}{finding.severity}: {finding.code}: {finding.message}",
            colour=_COLOURS[finding.severity],
        )
    for line in (
        *report.checked,
        *_compared(report),
        *(f"not judged: {line}" for line in report.unjudged),
    ):
        give(f"{named(report.path)}: {line}")
    counts = [
        f"{count} {name}{'' if count == 1 else 's'}"
        for name in ("error", "warning", "note")
        if (count := report.count(name))
    ]
    give(f"{named(report.path)}: {', '.join(counts) or 'nothing found'}")


def _compared(report: Report) -> Iterator[str]:
    for one in report.compared:
        state = (
            "word for word"
            if one.same == one.blocks and not one.first
            else f"first difference: {f'{one.place}: ' if one.place else ''}{one.first}"
        )
        yield f"“{one.title}”: {one.same} of {one.blocks} blocks as in the source; {state}"
