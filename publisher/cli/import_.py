"""`publisher import`: a capture becomes a structured article that a person checks and keeps."""

import os
from pathlib import Path

import click

from publisher.cli.inputs import keep_inputs
from publisher.cli.output import give, say, say_remarks
from publisher.cli.sources import Declared, declaring, load_reading
from publisher.deliver import place, put_text
from publisher.errors import DeliveryError
from publisher.model.article import Article
from publisher.schema.markdown import write_article


@click.command("import")
@click.argument("path", metavar="PAGE")
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
    """Turn a page (.txt .md .html .mhtml, or - for standard input) into an article file.

    It is Markdown with the facts in front.  Every key of its rights is there; those nobody knows
    are empty, for you to fill in.  The words are the page's.

    \b
    publisher import story.html -o articles/story/article.md
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
    for path_of_picture in _put_pictures(reading.article, Path(output).parent, force=force):
        say(f"{path_of_picture}: a picture of the capture")
    give(os.fspath(put_text(Path(output), written)))
    say(
        f"{output}: please read it once: {len(reading.article.rights.notices)} notices kept, "
        f"{len(reading.article.left_out)} lines left out (listed under left_out)"
    )
    return 0


def _put_pictures(article: Article, folder: Path, *, force: bool) -> tuple[Path, ...]:
    """The pictures that were written into the article's folder, under the names it gives them.

    A file that holds the same picture stays.  Refuses with DeliveryError one that holds another,
    unless forced; then nothing was written.
    """
    missing = {
        folder / asset.file: asset.data
        for asset in article.assets
        if asset.file and asset.data and not _holds(folder / asset.file, asset.data)
    }
    for path in missing:
        if path.exists() and not force:
            raise DeliveryError(
                os.fspath(path),
                "another picture has this name; choose another folder for the article, or --force",
            )
    for path, data in missing.items():
        with place(path.parent) as put:
            put(path.name, data)
    return tuple(missing)


def _holds(path: Path, data: bytes) -> bool:
    try:
        return path.stat().st_size == len(data) and path.read_bytes() == data
    except OSError:
        return False
