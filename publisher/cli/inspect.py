"""`publisher inspect`: the rights record, read back from a finished file alone."""

from pathlib import Path

import click

from publisher.cli.output import give, give_json, say
from publisher.errors import named
from publisher.schema.encode import encode
from publisher.verify import inspect_file


@click.command("inspect")
@click.argument("path", metavar="FILE")
@click.option("--json", "as_json", is_flag=True, help="Record, edition and metadata as JSON.")
def inspect_(path: str, as_json: bool) -> int:  # noqa: FBT001 - click gives flags so
    """Read the rights record back from an EPUB or PDF, article by article.

    Where there is none, what its metadata says.

    With --json: `record`, the record itself; `edition`, what was built, as it can be written by
    hand, its articles without text; `metadata`, each property of the file with its values.

    \b
    publisher inspect out/edition.pdf
    publisher inspect out/edition.epub --json
    """
    found = inspect_file(Path(path))
    if as_json:
        give_json({**found.plain(), "edition": encode(found.edition) if found.edition else None})
    if found.fault:
        say(f"{named(path)}: {found.fault}", colour="yellow")
    if as_json:
        return 0
    for line in found.lines():
        give(line)
    return 0
