"""`publisher show`: what was understood, block by block, with the rule that gave each role."""

import shutil

import click

from publisher.cli.output import give, give_json, say_remarks
from publisher.cli.sources import Declared, declaring, load_reading
from publisher.readers.source import Reading
from publisher.rights.notices import account
from publisher.schema.encode import encode


@click.command("show")
@click.argument("path", metavar="FILE")
@click.option(
    "--notices", is_flag=True, help="Only the exact words that every edition of it must carry."
)
@click.option("--json", "as_json", is_flag=True, help="The whole article as JSON.")
@declaring
# click gives flags so
def show_(path: str, notices: bool, as_json: bool, **declared: str) -> int:  # noqa: FBT001
    """Show what was understood of an article or a capture: line:column, role, rule and words.

    \b
    publisher show capture.txt
    publisher show capture.txt --notices
    publisher show article.md --json
    """
    reading = load_reading(path, Declared(**declared))
    say_remarks(path, reading)
    if as_json:
        give_json(encode(reading.article))
    elif notices:
        for owed in account(reading.article, 1).notices:
            give(f"{', '.join(owed.kinds)}\n    {owed.text}\n")
    else:
        _steps(reading)
    return 0


def _steps(reading: Reading) -> None:
    """A table: line:column, role, rule, words cut to the terminal's width (whole where there is no terminal)."""
    role = max((len(step.role) for step in reading.steps), default=0)
    rule = max((len(step.rule) for step in reading.steps), default=0)
    width = shutil.get_terminal_size((160, 24)).columns
    for step in reading.steps:
        place = f"{step.line}:{step.column}" if step.column else str(step.line)
        head = f"{place:>8}  {step.role:<{role}}  {step.rule:<{rule}}  "
        room = max(20, width - len(head))
        words = " ".join(step.text[: 8 * room].split())
        give(head + (words if len(words) <= room else f"{words[: room - 2]} …"))
