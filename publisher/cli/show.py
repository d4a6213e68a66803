"""`publisher show`: what was understood, block by block, with the rule that gave each role."""

import shutil

import click

from publisher.cli.folders import walk
from publisher.cli.outcomes import Tally
from publisher.cli.output import give, give_json, say_failure, say_remarks
from publisher.cli.sources import Declared, declaring, load_reading
from publisher.errors import PublisherError, named
from publisher.readers.source import Reading
from publisher.rights.notices import account
from publisher.schema.encode import encode


@click.command("show")
@click.argument("paths", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--notices", is_flag=True, help="Only the exact words that every edition of it must carry."
)
@click.option("--json", "as_json", is_flag=True, help="The whole article as JSON.")
@declaring
# click gives flags so
def show_(paths: tuple[str, ...], notices: bool, as_json: bool, **declared: str) -> int:  # noqa: FBT001
    """Print what was understood of pages, articles, or folders of them: line, role, rule, words.

    With --json: the article itself, which builds again; of several a list.

    \b
    publisher show story.html
    publisher show story.html --notices
    publisher show article.md --json
    """
    files = walk(paths).files
    about = Declared(**declared).of(files)
    tally, articles = Tally(), list[object]()
    for path in files:
        try:
            reading = load_reading(path, about)
        except PublisherError as error:
            say_failure(str(error))
            tally.count(error)
            continue
        say_remarks(path, reading)
        if as_json:
            articles.append(encode(reading.article))
            continue
        if len(files) > 1:
            give(f"{named(path)}: “{reading.article.title}”")
        if notices:
            for owed in account(reading.article, 1).notices:
                give(f"{', '.join(owed.kinds)}\n    {owed.text}\n")
        else:
            _steps(reading)
    if articles:
        give_json(articles if len(files) > 1 else articles[0])
    return tally.exit_code


def _steps(reading: Reading) -> None:
    """A table: line:column, role, rule, words cut to the terminal's width; whole without one."""
    role = max((len(step.role) for step in reading.steps), default=0)
    rule = max((len(step.rule) for step in reading.steps), default=0)
    width = shutil.get_terminal_size((160, 24)).columns
    for step in reading.steps:
        place = f"{step.line}:{step.column}" if step.column else str(step.line)
        head = f"{place:>8}  {step.role:<{role}}  {step.rule:<{rule}}  "
        room = max(20, width - len(head))
        words = " ".join(step.text[: 8 * room].split())
        give(head + (words if len(words) <= room else f"{words[: room - 2]} …"))
