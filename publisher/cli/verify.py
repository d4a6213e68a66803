"""`publisher verify`: what a finished file still carries, proved from its bytes."""

from pathlib import Path

import click

from publisher.cli.output import give, give_json, say
from publisher.cli.sources import load
from publisher.verify import verify_file
from publisher.verify.judges import run_judges
from publisher.verify.report import Report


@click.command("verify")
@click.argument("paths", nargs=-1, required=True, metavar="FILE...")
@click.option("--edition", "edition_path", default="", metavar="PATH",
              help="Judge against this edition or article, not against the file's own record.")
@click.option("--source-url", default="", metavar="URL", help="The address declared when it was built, with --edition.")
@click.option("--judges", is_flag=True, help="Ask the outside judges that are installed as well.")
@click.option("--json", "as_json", is_flag=True, help="The reports as JSON.")
def verify_(paths: tuple[str, ...], edition_path: str, source_url: str, judges: bool, as_json: bool) -> int:  # noqa: FBT001 - click gives flags so
    """Judge EPUB and PDF files: every notice kept, changed, misplaced, hidden or missing; text word for word.

    Without --edition a file is judged against its own record: that finds loss and alteration, not a record
    that was changed together with the page.  Works on files made by other tools, too.

    \b
    publisher verify out/edition.epub out/edition.pdf
    publisher verify out/edition.pdf --edition edition.yaml --judges
    """
    edition = load(edition_path, source_url=source_url).edition if edition_path else None
    reports = []
    for path in paths:
        report = verify_file(Path(path), edition)
        reports.append(run_judges(Path(path), report) if judges else report)
    if as_json:
        give_json([report.plain() for report in reports])
    else:
        for report in reports:
            _print(report)
    return 0 if all(report.ok for report in reports) else 1


def _print(report: Report) -> None:
    for finding in report.findings:
        say(f"{report.path}: {finding}", colour="red")
    for line in report.checked:
        give(f"{report.path}: {line}")
