"""How much a command says: what failed, the usual, or everything; the same in every command."""

import enum
import os
import sys

import click

_KEY = "publisher.voice"


class Voice(enum.IntEnum):
    """How much is said on standard error."""

    QUIET = 0
    USUAL = 1
    VERBOSE = 2


def voice() -> Voice:
    """How much the running command was asked to say; the usual outside of one."""
    context = click.get_current_context(silent=True)
    return context.meta.get(_KEY, Voice.USUAL) if context else Voice.USUAL


def columns() -> int:
    """The width of a line on standard error: the terminal's, else 100."""
    if not sys.stderr.isatty():
        return 100
    given = os.environ.get("COLUMNS", "")
    if given.isdecimal() and int(given):
        return int(given)
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns or 100
    except OSError:
        return 100


def add_voice(command: click.Command) -> None:
    """Give a command --quiet and --verbose, once."""
    if any(parameter.name == "quiet" for parameter in command.params):
        return
    rows = (
        ("-q", "--quiet", Voice.QUIET, "Say only what failed."),
        ("-v", "--verbose", Voice.VERBOSE, "Say everything, and each name."),
    )
    for short, long, level, words in rows:
        command.params.append(
            click.Option(
                [short, long],
                is_flag=True,
                flag_value=level,
                default=None,
                type=click.UNPROCESSED,
                expose_value=False,
                is_eager=True,
                callback=_set,
                help=words,
            )
        )


def _set(context: click.Context, _: click.Parameter, value: Voice | None) -> None:
    if value is not None:
        context.meta[_KEY] = Voice(value)
