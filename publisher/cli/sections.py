"""The help of a command with many options: under headings, in the order in which they are asked."""

import click

_SECTIONS = {
    "What comes out": (
        "output",
        "formats",
        "devices",
        "title",
        "sort",
        "theme",
        "pictures",
        "profile",
        "engine",
        "is_opened",
    ),
    "What you know of the source": (
        "source_url",
        "encoding",
        "allow_private",
        "despite_robots",
    ),
    "Publishing": ("publish",),
}
_OTHERS = "The run"


class Sectioned(click.Command):
    """A command whose options are listed under headings; those of none come last."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options, under their headings."""
        rows = {
            parameter.name or "": row
            for parameter in self.get_params(ctx)
            if isinstance(parameter, click.Option)
            and (row := parameter.get_help_record(ctx)) is not None
        }
        for heading, names in _SECTIONS.items():
            told = [rows.pop(name) for name in names if name in rows]
            with formatter.section(heading):
                formatter.write_dl(told)
        with formatter.section(_OTHERS):
            formatter.write_dl(list(rows.values()))
