"""`publisher inspect`: the rights record, read back from a finished file alone."""

from pathlib import Path

import click

from publisher.cli.output import give, give_json
from publisher.verify import inspect_file


@click.command("inspect")
@click.argument("path", metavar="FILE")
@click.option("--json", "as_json", is_flag=True, help="The whole record as JSON.")
def inspect_(path: str, as_json: bool) -> int:  # noqa: FBT001 - click gives flags so
    """Read the rights record back from an EPUB or PDF; where there is none, what its metadata says.

    \b
    publisher inspect out/edition.pdf
    publisher inspect out/edition.epub --json
    """
    found = inspect_file(Path(path))
    if as_json:
        give_json(found.plain())
        return 0
    for line in found.lines():
        give(line)
    return 0
