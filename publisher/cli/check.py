"""`publisher check`: read everything, assess rights, write nothing."""

from dataclasses import asdict

import click

from publisher.build import assessed
from publisher.cli.folders import walk
from publisher.cli.outcomes import Tally
from publisher.cli.output import give_json, say_assessments, say_failure, say_remarks
from publisher.cli.results import takes_keys
from publisher.cli.sources import Declared, declaring, load_all, today
from publisher.errors import PublisherError
from publisher.rights.policy import State


@click.command("check")
@click.argument("paths", nargs=-1, required=True, metavar="FILE...")
@declaring
@click.option("--json", "as_json", is_flag=True, help="Every condition with its state, on stdout.")
# click gives flags so
def check_(paths: tuple[str, ...], as_json: bool, **declared: str) -> int:  # noqa: FBT001
    """Read articles and editions, or folders of them, and say which conditions still need somebody.

    Prints nothing when all is well.  Exit code 1 when a file cannot be read, or a condition is
    violated or needs a declaration.

    \b
    publisher check content/
    publisher check article.txt --json
    """
    files = walk(paths).files
    open_questions, rows, tally = 0, list[object](), Tally()
    for path, item in zip(
        files, load_all(files, declared=Declared(**declared).of(files)), strict=True
    ):
        if isinstance(item, PublisherError):
            say_failure(str(item))
            tally.count(item)
            continue
        for read_from, reading in item.readings:
            say_remarks(read_from, reading)
        all_found = assessed(item.edition, today().date(), takes_keys=takes_keys(item))
        rows += [{"path": path, **asdict(found)} for found in all_found]
        needed = [found for found in all_found if found.state in {State.NEEDED, State.VIOLATED}]
        open_questions += len(needed)
        if not as_json:
            say_assessments(path, needed, alone=item.edition.single)
    if as_json:
        give_json(rows)
    tally.say_bugs()
    return max(tally.exit_code, 1 if open_questions else 0)
