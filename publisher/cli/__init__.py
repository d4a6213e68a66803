"""The command line: what a person types, in; finished paths on stdout, everything else on stderr.

Commands are imported when they are called, so that `publisher --help` costs no more than click.
Exit codes (house): 0 well, 1 the content or the file is at fault, 2 the command line, 3 something
is not installed, 70 a bug of ours, 130 interrupted.
"""

import os
import signal
import sys
import threading
import traceback
from importlib import import_module
from io import TextIOWrapper
from typing import Any

import click

from publisher.cli.voice import add_voice
from publisher.errors import PublisherError, named

# Name -> (module, what it gives), in the order of a working day; the help line stands here so that
# no module is loaded for it.
COMMANDS = {
    "fetch": (
        "fetching",
        "Save pages from addresses, with their pictures and what the server said.",
    ),
    "report": ("reports", "Sum up what the last build did with each source."),
    "import": ("import_", "Turn a capture into a structured article to check and keep."),
    "show": ("show", "Show what was understood: roles, rules, the exact words owed."),
    "check": ("check", "Read everything, assess rights, write nothing."),
    "new": ("new", "Write an edition's file for pages you have, ready to edit."),
    "build": ("build", "Make verified EPUB and PDF editions."),
    "verify": (
        "verify",
        "Prove from its bytes what a finished file still carries; a lint for any EPUB or PDF.",
    ),
    "rules": ("rules", "Explain the findings of verify."),
    "inspect": ("inspect", "Read the rights record back from a finished file alone."),
    "split": ("rebind", "Take an EPUB apart: one verified EPUB for each article."),
    "merge": ("rebind", "Put EPUBs together: one verified EPUB of all articles."),
    "cite": ("cite", "Cite an article or an edition: CSL-JSON, BibTeX, RIS."),
    "themes": ("lists", "List the themes there are, with their fonts."),
    "devices": ("lists", "List the devices that --for knows."),
    "schema": ("lists", "Print the JSON Schema of what may be written."),
    "doctor": ("doctor", "Tell what this installation has, lacks, and how to get it."),
}


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

    # click's signature
    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """The list of commands for --help, without loading any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="publisher", message="%(prog)s %(version)s")
def group() -> None:
    """Turn captured articles into EPUB and PDF editions that keep their credits, rights and notices, and prove it.

    \b
    publisher build article.txt -o out/        one article, EPUB and PDF
    publisher build edition.yaml -o out/       many articles, one edition
    publisher verify out/edition.epub          what does this file still carry?
    """


def _leave_stuck_pools(code: int) -> None:
    """End this process where a pool would never end.

    An interruption may come while the lock of a future is held: its pool's thread then waits for
    ever, and Python for that thread.
    """
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
        traceback.print_exc()
        click.echo(
            "publisher: this is a bug in publisher, not in your file; please report the lines"
            " above",
            err=True,
        )
        return 70
    return code if isinstance(code, int) else 0


def _print_anything() -> None:
    """What a terminal's encoding does not have is printed by its number, not refused."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _place(error: OSError) -> str:
    """The file that the system speaks of; "publisher" where it names none."""
    given = error.filename
    return named(os.fsdecode(given)) if isinstance(given, str | bytes) else "publisher"


def _stop(*_: object) -> None:
    raise KeyboardInterrupt
