"""`publisher check`: read everything, assess rights, write nothing."""

from dataclasses import asdict

import click

from publisher.build import assessed
from publisher.cli.output import give_json, say, say_assessment, say_remarks
from publisher.cli.sources import files_in, load_all, today
from publisher.errors import PublisherError
from publisher.rights.policy import State


@click.command("check")
@click.argument("paths", nargs=-1, required=True, metavar="FILE...")
@click.option("--source-url", default="", metavar="URL", help="Address of the captured page, where the capture has none.")
@click.option("--json", "as_json", is_flag=True, help="Every condition with its state, on stdout.")
def check_(paths: tuple[str, ...], source_url: str, as_json: bool) -> int:  # noqa: FBT001 - click gives flags so
    """Read articles and editions (or folders of them) and say which conditions still need somebody.

    Prints nothing when all is well.  Exit code 1 when a file cannot be read, or a condition is violated or
    needs a declaration.

    \b
    publisher check content/
    publisher check article.txt --json
    """
    files = list(files_in(paths))
    if source_url and len(files) != 1:
        raise click.UsageError("--source-url is for one article; several were given")
    open_questions, rows = 0, []
    for path, item in zip(files, load_all(files, source_url=source_url), strict=True):
        if isinstance(item, PublisherError):
            say(str(item), colour="red")
            open_questions += 1
            continue
        for reading in item.readings:
            say_remarks(path, reading)
        for found in assessed(item.edition, today().date()):
            rows.append({"path": path, **asdict(found)})
            if found.state in {State.NEEDED, State.VIOLATED}:
                open_questions += 1
                if not as_json:
                    say_assessment(path, found, alone=item.edition.single)
    if as_json:
        give_json(rows)
    return 1 if open_questions else 0
