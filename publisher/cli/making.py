"""What a book is made as: the options that build and preview have in common."""

from collections.abc import Callable, Iterable
from pathlib import Path

import click

from publisher.build import FORMATS
from publisher.cli import completing
from publisher.errors import SourceError
from publisher.model.edition import Engine, PicturePolicy, Profile
from publisher.rendering.theme import is_folder, is_theme, load_theme
from publisher.schema.sort import Sort
from publisher.targets.devices import Device, load_device


def making(command: Callable[..., int]) -> Callable[..., int]:
    """The options that say what is made; the command takes them under their names.

    title, sort, theme: words.   formats, pictures, profile, engine: words, or None.   devices:
    a tuple.
    """
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


_OPTIONS = (
    click.option(
        "--format",
        "formats",
        shell_complete=completing.formats,
        default=None,
        metavar="LIST",
        help="epub, pdf or both: epub,pdf.  [else: both]",
    ),
    click.option(
        "--for",
        "devices",
        shell_complete=completing.devices,
        multiple=True,
        metavar="DEVICE",
        help="Make it for a device or paper (kobo, kindle, a4 …); may be repeated."
        "  See `publisher devices`.",
    ),
    click.option(
        "--title",
        default="",
        metavar="TEXT",
        help="Bind all sources into one book with this title.",
    ),
    click.option(
        "--sort",
        default=Sort.GIVEN.value,
        show_default=True,
        type=click.Choice([sort.value for sort in Sort]),
        help="Order of the articles of that book.",
    ),
    click.option(
        "--theme",
        shell_complete=completing.themes,
        default="",
        metavar="NAME",
        help="A design of `publisher themes`, or your own folder: ./ours.",
    ),
    click.option(
        "--pictures",
        default=None,
        type=click.Choice([policy.value for policy in PicturePolicy]),
        help="Which pictures to print; else as the edition says.",
    ),
    click.option(
        "--profile",
        default=None,
        type=click.Choice([profile.value for profile in Profile]),
        help="What the PDF keeps to and claims.  [else: as the edition says, or a-3a+ua-1]",
    ),
    click.option(
        "--engine",
        default=None,
        type=click.Choice([engine.value for engine in Engine]),
        help="What sets the PDF's pages.  [else: as the theme says, or weasyprint]",
    ),
)


def devices_of(names: Iterable[str]) -> tuple[Device, ...]:
    """The devices of --for, each once.  Refuses with BadParameter one that nobody knows."""
    given = (name.strip().lower() for words in names for name in words.split(","))
    try:
        return tuple(load_device(name) for name in dict.fromkeys(given))
    except SourceError as error:
        raise click.BadParameter(error.message, param_hint="--for") from error


def formats_of(given: str | None) -> tuple[str, ...] | None:
    """The formats of --format, each once; None where it is not given.

    Refuses with BadParameter one that is not made.
    """
    if given is None:
        return None
    wanted = tuple(dict.fromkeys(name.strip().lower() for name in given.split(",") if name.strip()))
    if not wanted or (unknown := [name for name in wanted if name not in FORMATS]):
        what = f"'{unknown[0]}' is not a format" if wanted else "no format is given"
        raise click.BadParameter(
            f"{what}; there are {' and '.join(FORMATS)}", param_hint="--format"
        )
    return wanted


def known_theme(name: str) -> None:
    """Refuse a theme that is not there, or not whole: said once, not of each input.

    A name that nobody knows is a fault of the command line (BadParameter); what stands in a theme
    of one's own is a fault of its files (SourceError, FaultsInFiles).
    """
    if not name:
        return
    there = Path(name).is_dir() if is_folder(name) else is_theme(name)
    try:
        load_theme(name)
    except SourceError as error:
        if there:
            raise
        raise click.BadParameter(error.message, param_hint="--theme") from error
