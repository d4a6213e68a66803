"""`publisher show`: what was understood, block by block, with the rule that gave each role."""

import shutil

import click

from publisher.cli.fetching import Fetcher, at_hand, fetching
from publisher.cli.outcomes import Tally
from publisher.cli.output import give, give_json, say_remarks
from publisher.cli.results import reason_said
from publisher.cli.sources import Declared, declaring, load_reading
from publisher.errors import named
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
@fetching
def show_(
    paths: tuple[str, ...],
    *,
    notices: bool,
    as_json: bool,
    fetcher: Fetcher,
    **declared: str,
) -> int:
    """Print what was understood of pages, articles, folders or addresses: line, role, rule, words.

    With --json: the article itself, which builds again; of several a list.

    \b
    publisher show story.html
    publisher show story.html --notices
    publisher show article.md --json
    """
    tally, articles = Tally(), list[object]()
    with at_hand(paths, fetcher, tally.fail) as inputs:
        about = Declared(**declared).of(inputs)
        for source, reading in tally.read(inputs, lambda path: load_reading(path, about)):
            say_remarks(source.name, reading)
            if as_json:
                articles.append(encode(reading.article))
                continue
            if len(inputs) > 1:
                give(f"{named(source.name)}: “{reading.article.title}”")
            _give(reading, notices=notices)
    if articles:
        give_json(articles if len(inputs) > 1 else articles[0])
    return tally.exit_code


def _give(reading: Reading, *, notices: bool) -> None:
    """Each piece of a page, or its notices alone."""
    if not notices:
        _steps(reading)
        return
    for owed in account(reading.article, 1).notices:
        give(f"{', '.join(owed.kinds)}\n    {owed.text}\n")


def _steps(reading: Reading) -> None:
    """A table: line:column, role, rule, words cut to the terminal's width; whole without one."""
    roles = [_role(step.role) for step in reading.steps]
    role = max(map(len, roles), default=0)
    rule = max((len(step.rule) for step in reading.steps), default=0)
    width = shutil.get_terminal_size((160, 24)).columns
    for step, said in zip(reading.steps, roles, strict=True):
        place = f"{step.line}:{step.column}" if step.column else str(step.line)
        head = f"{place:>8}  {said:<{role}}  {step.rule:<{rule}}  "
        room = max(20, width - len(head))
        words = " ".join(step.text[: 8 * room].split())
        give(head + (words if len(words) <= room else f"{words[: room - 2]} …"))


def _role(role: str) -> str:
    """What a piece was taken for, in words for people."""
    head, colon, reason = role.partition(": ")
    return f"{head}: {reason_said(reason)}" if colon else role
