"""`publisher themes` and `publisher schema`.

What there is to choose from, and what may be written.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from publisher.cli import completing
from publisher.cli.answer import give_answer
from publisher.cli.output import give, give_json

_FONTS = 3  # told by name: of text, headings and code

if TYPE_CHECKING:
    from publisher.targets.devices import Device


@click.command("themes")
@click.argument(
    "folders",
    nargs=-1,
    metavar="[new NAME | FOLDER...]",
    shell_complete=completing.themes,
)
@click.option(
    "--from",
    "base",
    shell_complete=completing.themes,
    default="",
    help="The theme that a new one begins as; book.",
)
@click.option(
    "--gallery",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write a page of HTML that shows each design on the sample.",
)
@click.option("--open", "is_opened", is_flag=True, help="Show the page of --gallery.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def themes_(
    folders: tuple[str, ...], base: str, gallery: Path | None, *, is_opened: bool, as_json: bool
) -> int:
    """List the themes there are, with their fonts; of a folder, look whether it is a theme.

    \b
    publisher themes
    publisher themes new ours --from book
    publisher themes ./ours
    publisher themes --gallery designs.html
    """
    from publisher.cli import own_themes
    from publisher.rendering.theme import describe_themes, is_folder, theme_names

    if folders[:1] == ("new",):
        if len(folders) != 2:
            raise click.UsageError("a new theme has one name: publisher themes new NAME")
        give(str(own_themes.begin_theme(folders[1], base)))
        return 0
    if base:
        raise click.UsageError("--from belongs to: publisher themes new NAME --from THEME")
    own = [name if is_folder(name) else f"./{name}" for name in folders]
    rows = describe_themes(own)
    for name in own:
        own_themes.try_theme(name)
    if gallery:
        own_themes.keep_all_but_galleries(gallery)
        gallery.write_bytes(own_themes.gallery(own or theme_names()))
        give(str(gallery))
        if is_opened:
            click.launch(str(gallery))
        return 0
    if as_json:
        give_answer("themes", rows)
        return 0
    width = max(len(row["name"]) for row in rows)
    for row in rows:
        give(f"{row['name']:<{width}}  {row['description']} ({_first(row['fonts'])})")
    return 0


def _first(fonts: Sequence[str]) -> str:
    """The fonts of a design's own pages; those of other scripts are counted."""
    names = tuple(dict.fromkeys(fonts))
    more = len(names) - _FONTS
    return f"{', '.join(names[:_FONTS])}{f' and {more} for other scripts' if more > 0 else ''}"


@click.command("devices")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def devices_(as_json: bool) -> int:  # noqa: FBT001 - click gives flags so
    """List the devices, stores and papers that `publisher build --for` makes files for.

    \b
    publisher devices
    """
    from publisher.targets.devices import device_names, load_device

    devices = [load_device(name) for name in device_names()]
    if as_json:
        give_answer("devices", map(_device_row, devices))
        return 0
    width = max(len(device.name) for device in devices)
    for device in devices:
        give(f"{device.name:<{width}}  {device.title}: {device.ending}")
    return 0


def _device_row(device: "Device") -> dict[str, str]:
    return {
        "name": device.name,
        "title": device.title,
        "format": device.format,
        "ending": device.ending,
    }


@click.command("schema")
@click.argument("what", type=click.Choice(["article", "edition"]), default="article")
def schema_(what: Literal["article", "edition"]) -> int:
    """Print the JSON Schema of an article or an edition, for editors and other programs.

    \b
    publisher schema edition > edition.schema.json
    """
    from publisher.schema.export import schema

    give_json(schema(what))
    return 0
