"""`publisher show`: what was understood, block by block, with the rule that gave each role."""

import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from publisher.cli.fetching import Fetcher, at_hand, fetching
from publisher.cli.folders import Input
from publisher.cli.held import list_entries, taking
from publisher.cli.outcomes import Tally
from publisher.cli.output import give, give_json, say_remarks
from publisher.cli.results import reason_said
from publisher.cli.sources import declaring, load_reading, taken
from publisher.errors import PublisherError, named
from publisher.readers import holding_in
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
@taking
def show_(
    paths: tuple[str, ...],
    *,
    notices: bool,
    as_json: bool,
    fetcher: Fetcher,
    **declared: str,
) -> int:
    """Print what was understood of pages, articles, folders or addresses: line, role, rule, words.

    With --json: the article itself, which builds again; of several a list.  Of a feed, a mailbox
    or an export: what it holds; FILE#KEY shows one of it.

    \b
    publisher show story.html
    publisher show story.html --notices
    publisher show article.md --json
    """
    tally, articles = Tally(), list[object]()
    with at_hand(paths, fetcher, tally.fail) as inputs:
        about = taken(declared, fetcher).of(inputs)
        pages = list(_listed(inputs, fetcher, tally, is_read=notices or as_json))
        for source, reading in tally.read(pages, lambda path: load_reading(path, about)):
            say_remarks(source.name, reading)
            if as_json:
                articles.append(encode(reading.article))
                continue
            if len(pages) > 1:
                give(f"{named(source.name)}: “{reading.article.title}”")
            _give(reading, notices=notices)
    if articles:
        give_json(articles if len(pages) > 1 else articles[0])
    return tally.exit_code


def _listed(
    inputs: Iterable[Input], fetcher: Fetcher, tally: Tally, *, is_read: bool
) -> Iterator[Input]:
    """The inputs to be read; what a file of several articles holds is listed in their place.

    is_read   whether its articles are read one by one instead.
    """
    for source in inputs:
        try:
            holding = holding_in(Path(source.path))
            if holding is None or holding.is_one:
                yield source
            elif is_read:
                yield from fetcher.held(source)
            else:
                list_entries(holding, fetcher.selection)
        except PublisherError as error:
            tally.fail(error)


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
