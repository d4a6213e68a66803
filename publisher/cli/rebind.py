"""`publisher split` and `publisher merge`.

Finished EPUBs taken apart and put together, records intact.
"""

import os
from collections.abc import Sequence
from pathlib import Path

import click

from publisher.binding import merge, open_volume, split
from publisher.binding.volume import Volume
from publisher.build import Built
from publisher.cli.inputs import keep_inputs
from publisher.cli.output import give, say, say_assessments
from publisher.deliver import deliver, manifest_name
from publisher.errors import DeliveryError
from publisher.process import prepare_process
from publisher.rights.policy import State
from publisher.text import slug
from publisher.verify import read_bytes
from publisher.versions import versions

_FORCE = click.option("--force", is_flag=True, help="Replace files that are there.")


@click.command("split")
@click.argument("path", metavar="EDITION.epub")
@click.option(
    "-o",
    "--output",
    default="out",
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for the finished files.",
)
@_FORCE
def split_(path: str, output: Path, *, force: bool) -> int:
    """Take a finished EPUB apart.

    One EPUB for each article, with its own record, rights and notices, each verified.

    Works from the file and its record alone.  An EPUB without a record of ours is refused.

    \b
    publisher split reader.epub -o articles/
    """
    prepare_process()
    _deliver(list(split(_opened(path))), output, (path,), force=force)
    return 0


@click.command("merge")
@click.argument("paths", nargs=-1, required=True, metavar="A.epub B.epub...")
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="The new EPUB.",
)
@click.option(
    "--title",
    default="",
    metavar="TEXT",
    help="Title of the new edition; else the titles of the EPUBs.",
)
@_FORCE
def merge_(paths: tuple[str, ...], output: Path, title: str, *, force: bool) -> int:
    """Put finished EPUBs together.

    One EPUB of all articles, each with its own record, rights and notices, verified.

    \b
    publisher merge first.epub second.epub -o both.epub --title "Both"
    """
    if output.suffix.lower() != ".epub":
        raise click.BadParameter(f"'{output}' does not end in .epub", param_hint="-o")
    keep_inputs("-o", (output,), paths)
    prepare_process()
    built, left = merge(
        [_opened(path) for path in paths], slug(output.stem, "merged"), " ".join(title.split())
    )
    for line in left:
        say(line, colour="yellow")
    _deliver([built], output.parent, paths, force=force)
    return 0


def _opened(path: str) -> Volume:
    return open_volume(read_bytes(Path(path)), path, slug(Path(path).stem, "edition"))


def _deliver(made: Sequence[Built], folder: Path, inputs: Sequence[str], *, force: bool) -> None:
    """All files, now that all are verified; what needs somebody is said.

    Refuses with DeliveryError to replace another file, unless forced; then nothing was written.
    """
    names = [file.name for built in made for file in built.files]
    names += [manifest_name(built.name) for built in made]
    keep_inputs("-o", [folder / name for name in names], inputs)
    for file in (file for built in made for file in built.files if not force):
        if _is_another(folder / file.name, file.data):
            raise DeliveryError(
                os.fspath(folder / file.name), "there is a file already; --force replaces it"
            )
    for built in made:
        needed = [found for found in built.assessments if found.state is State.NEEDED]
        say_assessments(built.name, needed, alone=False)
        for path in deliver(built, folder, versions()):
            give(os.fspath(path))


def _is_another(path: Path, data: bytes) -> bool:
    """Whether something stands there that is not this very file."""
    if not os.path.lexists(path):
        return False
    try:
        return path.read_bytes() != data
    except OSError:
        return True
