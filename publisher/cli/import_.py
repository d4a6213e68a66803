"""`publisher import`: a capture becomes a structured article that a person checks and keeps."""

import os
from pathlib import Path

import click

from publisher.cli.inputs import keep_inputs
from publisher.cli.output import give, say, say_remarks
from publisher.cli.sources import Declared, declaring, load_reading
from publisher.deliver import put_text
from publisher.errors import DeliveryError
from publisher.schema.markdown import write_article


@click.command("import")
@click.argument("path", metavar="CAPTURE")
@click.option(
    "-o",
    "--output",
    default="-",
    metavar="FILE",
    help="Where to write the article; - is standard output.",
)
@declaring
@click.option("--force", is_flag=True, help="Replace the file if there is one.")
# click gives flags so
def import_(path: str, output: str, force: bool, **declared: str) -> int:  # noqa: FBT001
    """Read a capture (.txt .md .html, or - for standard input) and write it as Markdown with front matter.

    Every rights field is there; those nobody knows are empty, for you to fill in.  The words are the source's.

    \b
    publisher import capture.txt -o content/articles/my-article/article.md
    """
    if output != "-":
        keep_inputs("-o", (Path(output),), (path,))
    if output != "-" and Path(output).exists() and not force:
        raise DeliveryError(
            output,
            "there is a file already, perhaps with corrections; give another name, or --force",
        )
    reading = load_reading(path, Declared(**declared))
    written = write_article(reading.article)
    say_remarks(path, reading)
    if output == "-":
        give(written.rstrip("\n"))
        return 0
    give(os.fspath(put_text(Path(output), written)))
    say(
        f"{output}: please read it once: {len(reading.article.rights.notices)} notices kept, "
        f"{len(reading.article.left_out)} lines left out (listed under left_out)"
    )
    return 0
