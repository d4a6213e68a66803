"""`publisher build`: read, assess, render, write, verify, deliver."""

import os
import signal
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from publisher.batch import Failed, Job, build_all
from publisher.build import FORMATS, Built, Order, build_edition, load_writers
from publisher.cli.output import give, progress, say, say_assessment, say_remarks
from publisher.cli.sources import Declared, Loaded, declaring, files_in, load_all, moment_of, today
from publisher.deliver import deliver
from publisher.errors import PublisherError, SourceError
from publisher.model.edition import PicturePolicy, Profile
from publisher.rendering.devices import Device, load_device
from publisher.rendering.theme import Theme, load_theme
from publisher.rights.policy import State

if TYPE_CHECKING:
    from concurrent.futures import Executor


@click.command("build")
@click.argument("paths", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "-o",
    "--output",
    default="out",
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for the finished files.",
)
@click.option(
    "--format",
    "formats",
    default=None,
    metavar="LIST",
    help=f"Which files to make; {','.join(FORMATS)} unless there is a --for.",
)
@click.option(
    "--for",
    "devices",
    multiple=True,
    metavar="DEVICE",
    help="A file made for this device; `publisher devices` lists them. Can be repeated.",
)
@click.option(
    "--pictures",
    default=None,
    type=click.Choice([policy.value for policy in PicturePolicy]),
    help="Which pictures to print; else as the edition says.",
)
@click.option(
    "--theme",
    default="",
    metavar="THEME",
    help="Look of the edition: a name that `publisher themes` lists, or your own folder (./ours).",
)
@click.option(
    "--profile",
    default=None,
    type=click.Choice([profile.value for profile in Profile]),
    help="What the PDF shall keep to and claim; as the edition says, or a-3a+ua-1.",
)
@declaring
@click.option(
    "--jobs",
    default=1,
    show_default=True,
    type=click.IntRange(1, 256),
    metavar="N",
    help="Work in N processes.",
)
def build_(  # noqa: PLR0913, PLR0917 - one for each option
    paths: tuple[str, ...],
    output: Path,
    formats: str | None,
    devices: tuple[str, ...],
    pictures: str | None,
    theme: str,
    profile: str | None,
    jobs: int,
    **declared: str,
) -> int:
    """Make EPUB and PDF editions, verify them, and put them in a folder: whole files or none.

    Takes articles (.md .txt .html .yaml .json), editions (.yaml .json), folders of them, or - for standard input.
    A finished file that does not carry every notice is not delivered.

    \b
    publisher build article.txt -o out/ --source-url https://example.org/article
    publisher build content/editions/*.yaml --jobs 2
    publisher build edition.yaml --for kindle --for a4
    """
    made_for = _devices(devices)
    wanted = _formats(formats) if formats is not None or not made_for else ()
    files = list(files_in(paths))
    about = Declared(**declared).of(files)
    with _processes(jobs, (*wanted, *(device.format for device in made_for))) as executor:
        loaded, failed = [], 0
        for item in load_all(files, declared=about, theme=theme):
            if isinstance(item, PublisherError):
                say(str(item), colour="red")
                failed += 1
            else:
                loaded.append(
                    item
                    if pictures is None
                    else replace(
                        item, edition=replace(item.edition, pictures=PicturePolicy(pictures))
                    )
                )
        themes: dict[str, Theme] = {}
        orders = [
            replace(
                _order(item, wanted, made_for, themes),
                profile=Profile(profile) if profile else None,
            )
            for item in loaded
        ]
        with progress(len(loaded), "building") as step:
            for item, outcome in _outcomes(loaded, orders, executor, jobs):
                failed += _settle(item, outcome, output)
                step(outcome.name)
    if failed and len(files) > 1:
        say(
            f"publisher: {failed} of {len(files)} could not be built; they are named above",
            colour="red",
        )
    return 1 if failed else 0


def _devices(names: Iterable[str]) -> tuple[Device, ...]:
    try:
        return tuple(
            load_device(name)
            for name in dict.fromkeys(
                name.strip().lower() for given in names for name in given.split(",")
            )
        )
    except SourceError as error:
        raise click.BadParameter(error.message, param_hint="--for") from error


def _formats(given: str | None) -> tuple[str, ...]:
    given = ",".join(FORMATS) if given is None else given
    wanted = tuple(dict.fromkeys(name.strip().lower() for name in given.split(",") if name.strip()))
    if not wanted or (unknown := [name for name in wanted if name not in FORMATS]):
        what = f"'{unknown[0]}' is not a format" if wanted else "no format is given"
        raise click.BadParameter(
            f"{what}; there are {' and '.join(FORMATS)}", param_hint="--format"
        )
    return wanted


def _order(
    item: Loaded, formats: tuple[str, ...], devices: tuple[Device, ...], themes: dict[str, Theme]
) -> Order:
    name = item.edition.theme
    if name not in themes:
        themes[name] = load_theme(name)
    return Order(
        theme=themes[name],
        moment=moment_of(item.edition),
        on=today().date(),
        formats=formats,
        devices=devices,
    )


def _outcomes(
    loaded: list[Loaded],
    orders: list[Order],
    executor: "Executor | None",
    jobs: int,
) -> Iterator[tuple[Loaded, Built | Failed]]:
    """Each input with what became of it.

    One edition is spread over the processes by its parts, many by edition.
    """
    by_name = {item.edition.name: item for item in loaded}
    work = [
        Job(edition=item.edition, order=order) for item, order in zip(loaded, orders, strict=True)
    ]
    if executor and len(work) == 1:
        yield loaded[0], _one(work[0], executor)
        return
    for outcome in build_all(work, executor=executor, workers=jobs):
        yield by_name[outcome.name], outcome


def _one(job: Job, executor: "Executor") -> Built | Failed:
    try:
        return build_edition(job.edition, job.order, executor=executor)
    except PublisherError as error:
        return Failed(name=job.edition.name, error=error)


@contextmanager
def _processes(jobs: int, formats: tuple[str, ...]) -> "Iterator[Executor | None]":
    """Worker processes that leave ctrl-C to us and end with us; None for one job.

    They load what they need while we read.
    """
    if jobs == 1:
        yield None
        return
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    executor = ProcessPoolExecutor(
        jobs, mp_context=get_context("spawn"), initializer=_make_ready, initargs=(formats,)
    )
    for _ in range(jobs):
        # each starts one: an executor starts a process only for work that no idle one can take
        executor.submit(int)
    try:
        yield executor
    except BaseException:
        executor.shutdown(wait=False, cancel_futures=True)
        raise
    executor.shutdown()


def _make_ready(formats: tuple[str, ...]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    load_writers(formats)


def _settle(item: Loaded, outcome: Built | Failed, output: Path) -> int:
    """Deliver what was built, say what needs somebody; gives how many failed (0 or 1)."""
    for reading in item.readings:
        say_remarks(item.path, reading)
    if isinstance(outcome, Failed):
        for line in str(outcome.error).splitlines():
            say(line if line.startswith(item.path) else f"{item.path}: {line}", colour="red")
        return 1
    for found in outcome.assessments:
        if found.state is State.NEEDED:
            say_assessment(item.path, found, alone=item.edition.single)
    for file in outcome.files:
        for remark in file.remarks:
            say(f"{item.path}: {file.name}: {remark}", colour="yellow")
    try:
        for path in deliver(outcome, output):
            give(os.fspath(path))
    except PublisherError as error:
        say(str(error), colour="red")
        return 1
    return 0
