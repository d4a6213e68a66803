"""`publisher build`: read, assess, render, write, verify, deliver."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from publisher.batch import Failed, Job, build_all, run_job
from publisher.build import FORMATS, Built, Order
from publisher.cli.destination import Destination, destination_of, formats_for
from publisher.cli.folders import walk
from publisher.cli.inputs import keep_inputs
from publisher.cli.one_book import Sort, bind
from publisher.cli.outcomes import Tally, say_refused
from publisher.cli.output import give, give_bytes, progress, say, say_needed, say_remarks
from publisher.cli.sources import Declared, Loaded, declaring, load_all, moment_of, today
from publisher.deliver import MANIFEST, deliver, earlier_files, mend
from publisher.errors import NoticeLost, PublisherError, SourceError, named
from publisher.model.edition import PicturePolicy, Profile
from publisher.process import prepare_process
from publisher.rendering.theme import Theme, is_folder, load_theme, theme_names
from publisher.rights.policy import State
from publisher.targets.devices import Device, load_device
from publisher.value import value
from publisher.versions import versions

if TYPE_CHECKING:
    from concurrent.futures import Executor


@click.command("build")
@click.argument("paths", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "-o",
    "--output",
    default="out",
    show_default=True,
    metavar="PATH",
    help="Folder for the finished files, or one file ending in .epub or .pdf; - is standard output.",
)
@click.option(
    "--format",
    "formats",
    default=None,
    metavar="LIST",
    help=f"Which files to make; {','.join(FORMATS)} unless -o or a --for says it.",
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
    "--title", default="", metavar="TEXT", help="Bind all inputs into one book with this title."
)
@click.option(
    "--sort",
    default=Sort.GIVEN.value,
    show_default=True,
    type=click.Choice([sort.value for sort in Sort]),
    help="Order of the articles of that book.",
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
    output: str,
    formats: str | None,
    devices: tuple[str, ...],
    pictures: str | None,
    title: str,
    sort: str,
    theme: str,
    profile: str | None,
    jobs: int,
    **declared: str,
) -> int:
    """Make EPUB and PDF editions, verify them, and put them in a folder: whole files or none.

    Takes articles (.md .txt .html .yaml .json), editions (.yaml .json), folders of them, or - for
    standard input.  A finished file that does not carry every notice is not delivered; the others
    of its edition, and all other editions, are.

    \b
    publisher build article.txt -o out/ --source-url https://example.org/article
    publisher build saved/ --title "The week" -o week.epub
    publisher build content/editions/*.yaml --jobs 2
    publisher build edition.yaml --for kindle --for a4
    """
    made_for = _devices(devices)
    destination = destination_of(output)
    given = None if formats is None else _formats(formats)
    wanted = formats_for(destination, given, [device.format for device in made_for])
    _known_theme(theme)
    walked = walk(paths)
    files = walked.files
    about = Declared(**declared).of(files)
    if destination.takes_one and len(files) != 1 and not title:
        raise click.UsageError(f"-o names one file, and {len(files)} would be made; name a folder")
    asked = _Asked(
        formats=wanted,
        devices=made_for,
        profile=Profile(profile) if profile else None,
        pictures=PicturePolicy(pictures) if pictures else None,
    )
    prepare_process()
    tally = Tally()
    if walked.passed_over:
        say(f"{len(walked.passed_over)} files passed over: they are no pages, articles or editions")
    for path in () if destination.stdout else mend(destination.folder):
        say(f"{path}: put in its place now; the build that made it was interrupted")
    with _processes(jobs, (*wanted, *(device.format for device in made_for))) as executor:
        loaded = load_all(files, declared=about, theme=theme)
        books = bind(loaded, title, Sort(sort), theme) if title else loaded
        work = list(_work(books, asked, tally))
        if not destination.stdout:
            names = [name for _, job in work for name in _names_of(job, destination)]
            keep_inputs("-o", [destination.folder / name for name in names], files)
        with progress(len(work), "building") as step:
            for item, outcome in _outcomes(work, executor, jobs):
                _settle(item, outcome, destination, tally)
                step(outcome.name)
    if tally.failed and len(files) > 1 and not title:
        missing = f"{tally.failed} of {len(files)} could not be built in full"
        say(f"publisher: {missing}; they are named above", colour="red")
    tally.say_bugs()
    return tally.exit_code


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


def _known_theme(name: str) -> None:
    """Refuse a theme that is not there, or not whole: said once, not of each input.

    A name that nobody knows is a fault of the command line (BadParameter); what stands in a theme
    of one's own is a fault of its files (SourceError, FaultsInFiles).
    """
    if not name:
        return
    there = Path(name).is_dir() if is_folder(name) else name in theme_names()
    try:
        load_theme(name)
    except SourceError as error:
        if there:
            raise
        raise click.BadParameter(error.message, param_hint="--theme") from error


def _formats(given: str) -> tuple[str, ...]:
    wanted = tuple(dict.fromkeys(name.strip().lower() for name in given.split(",") if name.strip()))
    if not wanted or (unknown := [name for name in wanted if name not in FORMATS]):
        what = f"'{unknown[0]}' is not a format" if wanted else "no format is given"
        raise click.BadParameter(
            f"{what}; there are {' and '.join(FORMATS)}", param_hint="--format"
        )
    return wanted


@value
class _Asked:
    """What the command line asks of every input."""

    formats: tuple[str, ...]
    devices: tuple[Device, ...]
    profile: Profile | None
    pictures: PicturePolicy | None


def _work(
    loaded: Iterable[Loaded | PublisherError], asked: _Asked, tally: Tally
) -> Iterator[tuple[Loaded, Job]]:
    """Each input that could be read, with its job; what is wrong with the others is said."""
    themes: dict[str, Theme] = {}
    for item in loaded:
        if isinstance(item, PublisherError):
            _say_failure(item, "")
            tally.count(item)
            continue
        try:
            yield item, _job(item, asked, themes)
        except PublisherError as error:
            _say_failure(error, item.path)
            tally.count(error)


def _job(item: Loaded, asked: _Asked, themes: dict[str, Theme]) -> Job:
    """What is to be made of one input.  Refuses with SourceError a theme that is not there."""
    edition = item.edition
    if asked.pictures is not None:
        edition = replace(edition, pictures=asked.pictures)
    if edition.theme not in themes:
        themes[edition.theme] = load_theme(edition.theme)
    order = Order(
        theme=themes[edition.theme],
        moment=moment_of(edition),
        on=today().date(),
        formats=asked.formats,
        devices=asked.devices,
        profile=asked.profile,
    )
    return Job(edition=edition, order=order)


def _names_of(job: Job, destination: Destination) -> Iterator[str]:
    """The names of the files that a job puts into the folder."""
    if destination.file:
        yield destination.file
        yield f"{Path(destination.file).stem}.{MANIFEST}"
        return
    for device in job.order.targets:
        yield f"{job.edition.name}{device.ending}"
    yield f"{job.edition.name}.{MANIFEST}"


def _outcomes(
    work: list[tuple[Loaded, Job]],
    executor: "Executor | None",
    jobs: int,
) -> Iterator[tuple[Loaded, Built | Failed]]:
    """Each input with what became of it.

    One edition is spread over the processes by its parts, many by edition.
    """
    if executor and len(work) == 1:
        item, job = work[0]
        yield item, run_job(job, executor=executor)
        return
    by_name = {item.edition.name: item for item, _ in work}
    for outcome in build_all([job for _, job in work], executor=executor, workers=jobs):
        yield by_name[outcome.name], outcome


@contextmanager
def _processes(jobs: int, formats: tuple[str, ...]) -> "Iterator[Executor | None]":
    """Worker processes, which load what they need while we read; None for one job."""
    if jobs == 1:
        yield None
        return
    from publisher.workers import Workers

    with Workers(jobs, formats) as workers:
        workers.warm_up()
        yield workers


def _settle(item: Loaded, outcome: Built | Failed, destination: Destination, tally: Tally) -> None:
    """Deliver what was built; say what was not, and what needs somebody."""
    for read_from, reading in item.readings:
        say_remarks(read_from, reading)
    if isinstance(outcome, Failed):
        tally.count(outcome.error, *(refused.error for refused in outcome.refused))
        if not outcome.refused or _is_one_cause(outcome):
            _say_failure(outcome.error, item.path)
        else:
            for refused in outcome.refused:
                name = destination.file or refused.name
                older = not destination.stdout and (destination.folder / name).is_file()
                say_refused(refused, older=older, others=False)
        return
    outcome = destination.name(outcome)
    needed = [found for found in outcome.assessments if found.state is State.NEEDED]
    say_needed(item.path, needed, alone=item.edition.single)
    if needed and item.readings and (hint := _where_keys_stand(item)):
        say(f"{named(item.path)}: {hint}")
    for file in outcome.files:
        for remark in file.remarks:
            say(f"{item.path}: {file.name}: {remark}", colour="yellow")
    if destination.stdout:
        for file in outcome.files:
            give_bytes(file.data)
        return
    try:
        earlier = earlier_files(outcome, destination.folder)
        for path in deliver(outcome, destination.folder, versions()):
            give(os.fspath(path))
    except PublisherError as error:
        say(str(error), colour="red")
        tally.count(error)
        return
    for refused in outcome.refused:
        say_refused(refused, older=refused.name in earlier, others=True)
    if outcome.refused:
        tally.count(*(refused.error for refused in outcome.refused))


def _where_keys_stand(item: Loaded) -> str:
    """In which file the keys are written that remedies name, where none of the inputs takes them."""
    if not item.edition.single:
        return "these are keys of an edition's file with these articles, in place of --title"
    if any(reading.capture for _, reading in item.readings):
        return "these are keys of an article: publisher import makes one of this capture"
    return ""


def _is_one_cause(outcome: Failed) -> bool:
    """Whether every file was refused for the same reason, which is then told once.

    What a file lost is its own reason: the other may have lost something else.
    """
    if isinstance(outcome.error, NoticeLost):
        return False
    return all(str(refused.error) == str(outcome.error) for refused in outcome.refused)


def _say_failure(error: PublisherError, path: str) -> None:
    """An input of which nothing is made: its path, and why."""
    for line in str(error).splitlines():
        known = not path or line.startswith(path)
        say(line if known else f"{named(path)}: {line}", colour="red")
