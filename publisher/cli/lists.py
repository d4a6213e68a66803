"""`publisher themes` and `publisher schema`.

What there is to choose from, and what may be written.
"""

from typing import Literal

import click

from publisher.cli.output import give, give_json


@click.command("themes")
@click.argument("folders", nargs=-1, metavar="[FOLDER]...")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
# click gives flags so
def themes_(folders: tuple[str, ...], as_json: bool) -> int:  # noqa: FBT001
    """List the themes there are, with their fonts; of a folder, look whether it is a theme.

    \b
    publisher themes
    publisher themes ./ours
    """
    from publisher.rendering.theme import describe_themes, is_folder

    own = [name if is_folder(name) else f"./{name}" for name in folders]
    rows = describe_themes(own)
    for name in own:
        _try_theme(name)
    if as_json:
        give_json(rows)
        return 0
    width = max(len(row["name"]) for row in rows)
    for row in rows:
        give(f"{row['name']:<{width}}  {row['description']} ({', '.join(row['fonts'])})")
    return 0


def _try_theme(name: str) -> None:
    """A theme's style sheets on one of each thing that a page can hold."""
    from publisher.build import refuse_theme
    from publisher.model.edition import clock
    from publisher.rendering.compose import book_of
    from publisher.rendering.specimen import specimen
    from publisher.rendering.theme import load_theme

    edition, theme = specimen(), load_theme(name)
    if theme.own:
        book = book_of(edition, theme, clock(edition))
        refuse_theme(theme, book, "epub", "pdf")


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
        give_json(
            [
                {
                    "name": device.name,
                    "title": device.title,
                    "format": device.format,
                    "ending": device.ending,
                }
                for device in devices
            ]
        )
        return 0
    width = max(len(device.name) for device in devices)
    for device in devices:
        give(f"{device.name:<{width}}  {device.title}: {device.ending}")
    return 0


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
