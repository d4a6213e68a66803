"""`publisher verify`: what a finished file still carries, proved from its bytes.

And what any EPUB or PDF says of its rights.
"""

import contextlib
import json
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import Any, Literal

import click

from publisher.cli import completing
from publisher.cli.against import Against, against
from publisher.cli.answer import answer, noted
from publisher.cli.finished import finished_files, read_finished
from publisher.cli.inputs import keep_all_but_reports, keep_inputs
from publisher.cli.jobs import Where, jobs_option, processes, usual_jobs
from publisher.cli.outcomes import Tally
from publisher.cli.output import give, give_json, say
from publisher.cli.sources import NOTHING, Declared, declaring, load, moment_of
from publisher.deliver import manifest_of, put_text
from publisher.errors import EvidenceError, PublisherError, error_of, named
from publisher.model.edition import Edition
from publisher.process import prepare_process
from publisher.text import counted
from publisher.value import value
from publisher.verify import examine
from publisher.verify.report import Finding, Report
from publisher.verify.rules import all_rules

_COLOURS = {"error": "red", "warning": "yellow", "note": "blue"}


@click.command("verify")
@click.argument("paths", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--edition",
    "edition_path",
    default="",
    metavar="PATH",
    help="Check against this edition or article, not against the file's own record.",
)
@click.option(
    "--against",
    "source_path",
    default="",
    metavar="SOURCE",
    help="Compare title and text, block by block, with this page, article or edition; of an"
    " address, with the page that the build kept; of a folder, with those that it was made of.",
)
@declaring
@click.option(
    "--rebuild",
    is_flag=True,
    help="Build the --edition again and compare: equal bytes are the whole proof.",
)
@click.option(
    "--theme",
    shell_complete=completing.themes,
    default="",
    metavar="THEME",
    help="For --rebuild: the theme it was made in, where neither file nor edition says it.",
)
@click.option(
    "--for",
    "device",
    shell_complete=completing.devices,
    default="",
    metavar="DEVICE",
    help="For --rebuild: the device it was made for, where its name does not say it.",
)
@jobs_option
@click.option("--judges", is_flag=True, help="Ask the outside checkers that are installed as well.")
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
    jobs: int | None,
    *,
    theme: str,
    device: str,
    rebuild: bool,
    judges: bool,
    strict: bool,
    as_json: bool,
    **declared: str,
) -> int:
    """Prove what EPUB and PDF files carry, made by whatever tool.

    What they owe, what they say of their rights, what contradicts it.  FILE is also a folder, a ZIP
    archive that build made, books.zip#week.epub in it, or an address in a store (s3://…).

    With --edition every notice, credit and word is proved against the edition; with --against title
    and text alone, against a source; else against the record inside the file, which finds loss and
    alteration, not a record that was changed together with the page.  A file without a record is
    checked by its pages and its metadata.  `publisher rules` explains each finding.  Exit code 1
    where there is an error.

    \b
    publisher verify out/edition.epub out/edition.pdf
    publisher verify out/edition.pdf --edition edition.yaml --judges
    publisher verify out/edition.pdf --edition edition.yaml --rebuild
    publisher verify book.epub --against story.html --report proof.json
    """
    if report_path:
        keep_inputs("--report", (Path(report_path),), (*paths, edition_path, source_path))
        keep_all_but_reports("--report", Path(report_path))
    prepare_process()
    about = Declared(source_url=declared["source_url"], encoding=declared["encoding"])
    if rebuild and not edition_path:
        raise click.UsageError("--rebuild needs --edition: what the file is to be built from")
    edition = load(edition_path, declared=about).edition if edition_path else None
    of_source = NOTHING if edition_path else about
    source = against(source_path, paths, of_source) if source_path else None
    again = _Again(edition=edition, theme=theme, device=device) if rebuild and edition else None
    asked = _Asked(edition=edition, source=source, again=again, judges=judges)
    files = finished_files(paths)
    tally, reports = Tally(), list[Report]()
    for report in _each(files, asked, jobs or usual_jobs(len(files))):
        if isinstance(report, Report):
            reports.append(report)
        else:
            tally.fail(report)
    if report_path:
        kept = json.dumps(_plain(reports), ensure_ascii=False, indent=2)
        put_text(Path(report_path), f"{kept}\n")
    _give(reports, "json" if as_json else form)
    tally.say_bugs()
    failed = any(not report.ok or (strict and report.count("warning")) for report in reports)
    return max(tally.exit_code, 1 if failed else 0)


@value
class _Again:
    """What --rebuild is to build, and what somebody says of how."""

    edition: Edition
    theme: str
    device: str


@value
class _Asked:
    """What every file is judged by.

    edition   what it was made from; None: its own record.   source: what it is compared with.
    judges    whether the outside checkers are asked.
    """

    edition: Edition | None
    source: Against | None
    again: _Again | None
    judges: bool


def _each(files: Sequence[str], asked: _Asked, jobs: int) -> Iterator[Report | PublisherError]:
    """What becomes of each file, in order."""
    with processes(Where(), jobs, (), several=False) as (executor, _):
        if executor is None:
            yield from (_outcome_of(path, asked) for path in files)
            return
        under_way = [(path, executor.submit(_outcome_of, path, asked)) for path in files]
        for path, future in under_way:
            try:
                yield future.result()
            # a process that was killed takes its file with it, and no other's report
            except Exception as error:  # noqa: BLE001
                yield error_of(path, error)


def _outcome_of(path: str, asked: _Asked) -> Report | PublisherError:
    """The report of one file; whatever stops it stops no other."""
    try:
        report = _judged(path, asked.edition, asked.source, asked.again)
        if not asked.judges:
            return report
        from publisher.verify.outside_judges import run_judges

        with _on_disk(path) as file:
            return run_judges(file, report)
    except EvidenceError as error:
        return _unreadable(path, error.message)
    except Exception as error:  # noqa: BLE001
        return error_of(path, error)


@contextlib.contextmanager
def _on_disk(path: str) -> Iterator[Path]:
    """The file itself, or a copy for the moment of one in an archive or a store."""
    if Path(path).exists():
        yield Path(path)
        return
    with tempfile.TemporaryDirectory(prefix="publisher-") as folder:
        copy = Path(folder, PurePosixPath(path.rpartition("#")[2]).name)
        copy.write_bytes(read_finished(path))
        yield copy


def _judged(
    path: str, edition: Edition | None, compared: Against | None, again: _Again | None
) -> Report:
    """The report of one file.

    Refuses with EvidenceError what cannot be read; with SourceError what it is compared with.
    """
    data = read_finished(path)
    source = compared.ledger_for(data, path) if compared else None
    if again is None:
        return examine(data, path, edition, source)
    from publisher.rebuilding import Hints, judge_by_rebuilding

    hints = Hints(
        theme=again.theme,
        device=again.device,
        manifest=manifest_of(Path(path)),
        moment=moment_of(again.edition),
    )
    return judge_by_rebuilding(data, path, again.edition, hints, source)


def _unreadable(path: str, message: str) -> Report:
    finding = Finding(code="unreadable", message=message)
    return Report(path=path, mode="none", findings=(finding,), checked=())


def _give(reports: Sequence[Report], form: str) -> None:
    """The reports in the form that was asked for."""
    if form == "sarif":
        from publisher.verify.sarif import sarif

        give_json(sarif(reports))
    elif form == "json":
        give_json(_plain(reports))
    else:
        for report in reports:
            _print(report)


def _plain(reports: Sequence[Report]) -> dict[str, Any]:
    """The reports as commands answer: each a result, and what was found in all of them."""
    counted: tuple[Literal["error", "warning", "note"], ...] = ("error", "warning", "note")
    return answer(
        "verify",
        ({"source": each.path, "outcome": _outcome(each), **each.plain()} for each in reports),
        (
            noted(
                each.path,
                one.severity,
                one.code,
                one.message,
                remedy=all_rules()[one.code].mend,
                place=one.place,
            )
            for each in reports
            for one in each.findings
        ),
        {name: sum(each.count(name) for each in reports) for name in counted},
    )


def _outcome(report: Report) -> str:
    return "well" if report.ok else "faulty"


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
        *(f"not known: {line}" for line in report.unjudged),
    ):
        give(f"{named(report.path)}: {line}")
    counts = [
        counted(count, name)
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
        blocks = counted(one.blocks, "block")
        yield f"“{one.title}”: {one.same} of {blocks} as in the source; {state}"
