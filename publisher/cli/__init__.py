"""The command line: what a person types, in; finished paths on stdout, everything else on stderr.

Commands are imported when they are called, so that `publisher --help` costs no more than click.
Exit codes (house): 0 well, 1 the content or the file is at fault, 2 the command line, 3 something
is not installed, 70 a bug of ours, 130 interrupted.
"""

import os
import signal
import sys
import threading
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path
from typing import Any

import click

from publisher.cli.voice import Voice, add_voice, voice
from publisher.errors import PublisherError, named

# Heading -> name -> (module, what it does); the help line stands here so that no module is loaded
# for it.
GROUPS = {
    "Make": {
        "build": ("build", "Make EPUB and PDF books from pages, articles, folders, addresses."),
        "new": ("new", "Write an edition.yaml for pages you have, ready to edit."),
        "preview": ("preview", "Show a book in the browser; rebuild it when a file changes."),
    },
    "Read in": {
        "fetch": ("fetching", "Save pages from addresses, with their pictures and headers."),
        "import": ("import_", "Turn a page into an article file that you can correct."),
        "show": ("show", "Print what was understood of a page."),
    },
    "Check": {
        "check": ("check", "List what a book still needs before you publish it."),
        "verify": ("verify", "Prove that a finished file kept its credits and notices."),
        "inspect": ("inspect", "Print what a finished file records about rights."),
        "report": ("reports", "Sum up what the last build did with each source."),
    },
    "Pass on": {
        "cite": ("cite", "Write citations: CSL-JSON, BibTeX or RIS."),
        "split": ("rebind", "Make one EPUB for each article."),
        "merge": ("rebind", "Make one EPUB of several."),
        "shelf": ("shelf", "Write a catalogue of finished files, as feeds and pages."),
        "serve": ("serve", "Offer finished files to reading programs and browsers."),
        "send": ("send", "Mail finished files to a device or a person."),
        "issue": ("issue", "Make the next issue of what is new in your sources."),
    },
    "Look up": {
        "themes": ("lists", "List the designs, or look whether a folder is one."),
        "devices": ("lists", "List what --for knows."),
        "rules": ("rules", "Explain what verify finds."),
        "schema": ("lists", "Print the JSON Schema of article or edition."),
        "doctor": ("doctor", "Say what is installed, what is missing, and how to get it."),
    },
}
COMMANDS = {name: row for rows in GROUPS.values() for name, row in rows.items()}


class Commands(click.Group):
    """The group of all commands, each loaded on use."""

    # click's signature
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Names of the commands in the order of a working day."""
        return list(COMMANDS)

    # click's signature
    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of this name, its module imported now; None where there is none."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"publisher.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, f"{cmd_name}_")
        add_voice(command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is called; of an unknown one, which may have been meant."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from difflib import get_close_matches

            if near := get_close_matches(args[0], COMMANDS, n=1):
                raise click.UsageError(f"{error.message} Did you mean '{near[0]}'?", ctx) from error
            raise

    # click's signature
    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """The list of commands for --help, without loading any."""
        for heading, rows in GROUPS.items():
            with formatter.section(heading):
                formatter.write_dl([(name, line) for name, (_, line) in rows.items()])


def _show_version(context: click.Context, _: click.Parameter, is_asked: bool) -> None:  # noqa: FBT001
    """Print the version of the tool, and of the data that its words rest on.

    With --verbose also of Python and of the libraries that make its files.
    """
    if not is_asked or context.resilient_parsing:
        return
    from publisher import __version__
    from publisher.cli.data_versions import data_versions, engine_versions

    click.echo(f"publisher {__version__}")
    for line in data_versions():
        click.echo(line)
    for line in engine_versions() if voice() is Voice.VERBOSE else ():
        click.echo(line)
    context.exit()


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version",
    is_flag=True,
    expose_value=False,
    callback=_show_version,
    help="Show the versions of this tool and of its data; with -v, of its libraries.",
)
def group() -> None:
    """Make EPUB and PDF books from web pages and articles, and keep what belongs to them: who wrote
    it, where it first appeared, who may pass it on, and the notices word for word.

    \b
    publisher build story.html                 a page, as EPUB and PDF
    publisher build saved/ --title "The week"  one book of a folder of pages
    publisher verify the-week.epub             what does this file still carry?
    """  # noqa: D205 - the first sentence is longer than a line, and click prints it whole


add_voice(group)


def _leave_stuck_pools(code: int) -> None:
    """End this process where a pool would never end, or not soon.

    An interruption may come while the lock of a future is held: its pool's thread then waits for
    ever, and Python for that thread.  A thread that waits for a server does so for a minute.
    """
    fetching = sys.modules.get("concurrent.futures.thread")
    if fetching and any(thread.is_alive() for thread in fetching._threads_queues):  # noqa: SLF001
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    pools = sys.modules.get("concurrent.futures.process")
    for thread in threading.enumerate() if pools else ():
        if isinstance(thread, pools._ExecutorManagerThread):  # type: ignore[union-attr]  # noqa: SLF001
            thread.join(timeout=10)
            if thread.is_alive():
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(code)


def main(arguments: list[str] | None = None) -> int:
    """The exit code of one call.

    Errors are said in one line each, a bug of ours with its traceback.
    """
    if hasattr(signal, "SIGTERM"):
        signal.signal(signal.SIGTERM, _stop)  # so that half-written files are taken away
    _print_anything()
    try:
        code: Any = group.main(args=arguments, prog_name="publisher", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        click.echo("publisher: interrupted; nothing was half-written", err=True)
        _leave_stuck_pools(130)
        return 130
    except PublisherError as error:
        click.echo(str(error), err=True)
        return error.exit_code
    except BrokenPipeError:
        sys.stderr.close()  # whoever read us has gone; nothing more to say to them
        return 0
    except OSError as error:  # a name no file can have, a full disk: the machine's, and no bug
        click.echo(f"{_place(error)}: {(error.strerror or str(error)).lower()}", err=True)
        return 1
    # the last line: a bug must be shown and must not look like bad input
    except Exception:  # noqa: BLE001
        import traceback

        traceback.print_exc()
        click.echo(
            "publisher: this is a bug in publisher, not in your file; please report the lines"
            " above",
            err=True,
        )
        return 70
    return code if isinstance(code, int) else 0


def _print_anything() -> None:
    """What a terminal's encoding does not have is printed by its number, not refused.

    What goes to a stream that somebody closed goes nowhere; its number is taken, so that no file
    that is opened later gets it.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            # open as long as this process is
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _place(error: OSError) -> str:
    """The file that the system speaks of; "publisher" where it names none."""
    given = error.filename
    return named(os.fsdecode(given)) if isinstance(given, str | bytes) else "publisher"


def _stop(*_: object) -> None:
    raise KeyboardInterrupt
