"""How results and findings look.

Paths alone on stdout, findings on stderr, progress only on a terminal.
"""

import contextlib
import json
import os
import shlex
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import click

from publisher.cli.voice import Voice, voice
from publisher.errors import named
from publisher.readers.source import Reading
from publisher.rights.policy import Assessment, State

NO_LINES: Mapping[str, int] = MappingProxyType({})
_STATES = {State.NEEDED: "open", State.VIOLATED: "not allowed"}


def say(line: str, *, colour: str = "") -> None:
    """One line on stderr, unless only failures are asked for.

    In colour only on a terminal and without NO_COLOR (no-color.org).
    """
    if voice() is not Voice.QUIET:
        _echo(line, colour)


def renamed(former: str, name: str, given: str) -> str:
    """What was given under the former name of an option; its new name is said."""
    if given:
        say(f"{former} is called {name} now, and works under its former name for one version")
    return given


def say_detail(line: str) -> None:
    """One line on stderr where everything is asked for."""
    if voice() is Voice.VERBOSE:
        _echo(line, "")


def say_failure(line: str) -> None:
    """One line on stderr, always: something that was asked for is not there."""
    _echo(line, "red")


def _echo(line: str, colour: str) -> None:
    coloured = bool(colour) and sys.stderr.isatty() and "NO_COLOR" not in os.environ
    click.echo(click.style(line, fg=colour) if coloured else line, err=True)


def typed(words: str) -> str:
    """A path or other words as a shell takes them, so that a command that is told can be typed."""
    return shlex.quote(words) if named(words) == words else named(words)


def give(line: str) -> None:
    """One line of the result on stdout."""
    click.echo(line)


def give_text(text: str) -> None:
    """Text of several lines on stdout, as it is."""
    click.echo(text, nl=False)


def give_bytes(data: bytes) -> None:
    """A finished file on stdout."""
    sys.stdout.buffer.write(data)


def give_json(value: Any) -> None:  # noqa: ANN401 - plain data of any form
    """A value as JSON on stdout, keys in their own order."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def say_remarks(path: str, reading: Reading) -> None:
    """What the reader wants a person to know."""
    for remark in reading.remarks:
        say(f"{named(path)}: {remark}", colour="yellow")


def say_assessments(
    path: str,
    needed: Iterable[Assessment],
    *,
    alone: bool,
    lines: Mapping[str, int] = NO_LINES,
) -> None:
    """Conditions that need somebody, each as `path: open (condition): sentence`, with its remedy.

    What several articles need alike is said once, with all their names below.

    alone   the file holds one article; where it holds several, the articles are named.
    lines   of an edition's file: the title of an article -> the line where it is named.
    """
    groups: dict[tuple[str, str, str, str], list[Assessment]] = {}
    for found in needed:
        key = (str(found.condition), found.state.value, found.sentence, found.remedy)
        groups.setdefault(key, []).append(found)
    for group in groups.values():
        line = lines.get(group[0].article) if len(group) == 1 else 0
        say_assessment(f"{named(path)}:{line}" if line else named(path), group, alone=alone)


def say_assessment(place: str, alike: Sequence[Assessment], *, alone: bool) -> None:
    """One condition that one or several articles need, behind the place where it is answered."""
    found = alike[0]
    colour = "red" if found.state is State.VIOLATED else "yellow"
    remedy = f". {found.remedy[0].upper()}{found.remedy[1:]}." if found.remedy else "."
    which = "" if alone else f"“{_short(found.article, 60)}”: "
    if len(alike) > 1:
        which = f"{len(alike)} articles: "
    state = f"{_STATES[found.state]} ({found.condition})"
    say(f"{place}: {which}{state}: {found.sentence}{remedy}", colour=colour)
    if len(alike) > 1:
        say(f"    {', '.join(f'“{_short(one.article, 60)}”' for one in alike)}")
    for words in dict.fromkeys(one.words for one in alike if one.words):
        say(f"    the source's words: “{_short(words)}”")


def _short(words: str, limit: int = 240) -> str:
    return words if len(words) <= limit else f"{words[:limit].rsplit(' ', 1)[0]} …"


@contextlib.contextmanager
def progress(total: int, what: str) -> Iterator[Callable[[str], None]]:
    """A function to call after each of `total` steps.

    A bar on a terminal when there is more than one, else nothing.
    """
    if total < 2 or not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=total)

        def step(name: str) -> None:
            bar.update(task, advance=1, description=f"{what} {name}"[:50])

        yield step
