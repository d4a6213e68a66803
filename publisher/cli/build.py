"""`publisher build`: read, assess, render, write, verify, deliver."""

import os
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from publisher.captures import is_web
from publisher.cli.answer import head_of
from publisher.cli.building import Asked, Run
from publisher.cli.destination import Destination, destination_of, formats_for, place_of, store_at
from publisher.cli.fetching import HOSTS, Fetcher, fetching, kept_folder
from publisher.cli.folders import Input, Walked, walk
from publisher.cli.held import taking
from publisher.cli.inputs import Inputs, keep_all_but_reports, keep_inputs
from publisher.cli.jobs import Where, jobs_option, processes, usual_jobs
from publisher.cli.kept import Kept, digest_of
from publisher.cli.making import devices_of, formats_of, known_theme, making
from publisher.cli.one_book import bind
from publisher.cli.output import progress, say, say_detail, say_failure, typed
from publisher.cli.part_folder import part_cache, settle
from publisher.cli.reports import give_report, report_form, write_report
from publisher.cli.run_log import RunLog, failed_before
from publisher.cli.sections import Sectioned
from publisher.cli.sources import Loaded, declaring, load_all, taken, today
from publisher.cli.summary import block
from publisher.deliver import RECORDS, mend
from publisher.errors import PublisherError, WorkLost, named
from publisher.files import watched
from publisher.model.edition import Engine, PicturePolicy, Profile
from publisher.process import prepare_process
from publisher.schema.sort import Sort


@click.command("build", cls=Sectioned)
@click.argument("paths", nargs=-1, required=True, metavar="SOURCE...")
@click.option(
    "-o",
    "--output",
    default=None,
    metavar="PATH",
    help="Folder, or one file ending in .epub or .pdf; books.zip for ZIP archives of many books;"
    " s3://bucket/… and the like for a store; - is standard output."
    "  [else: here; out/ for several books]",
)
@making
@declaring
@fetching
@taking
@click.option(
    "--publish",
    is_flag=True,
    help="You will pass it on: list what the sources ask for, and stop at what they do not allow.",
)
@click.option("--open", "is_opened", is_flag=True, help="Show the first finished file.")
@click.option("--force", is_flag=True, help="Build again; replace files that something else made.")
@click.option(
    "--no-cache",
    is_flag=True,
    help="Read, draw and verify everything anew; keep nothing.",
)
@jobs_option
@click.option(
    "--dask",
    default="",
    metavar="ADDRESS",
    help="Work on the machines of a Dask cluster; the address of its scheduler: tcp://host:8786.",
)
@click.option(
    "--time-limit",
    default=None,
    type=click.FloatRange(min=0),
    metavar="SECONDS",
    help="End a source that takes longer; 0 never does.  [else: 900 where there are several]",
)
@click.option(
    "--memory-limit",
    default=None,
    type=click.IntRange(min=0),
    metavar="MB",
    help="Stop a source that takes more; 0 never does.  [else: nearly all, of several; Linux]",
)
@click.option(
    "--report",
    default="",
    metavar="FILE",
    help="Write what happened to each source; ending in .json or .html.",
)
@click.option("--json", "as_json", is_flag=True, help="The same on standard output, not paths.")
def build_(  # noqa: PLR0913, PLR0917 - one for each option
    paths: tuple[str, ...],
    output: str | None,
    formats: str | None,
    devices: tuple[str, ...],
    pictures: str | None,
    title: str,
    sort: str,
    theme: str,
    profile: str | None,
    engine: str | None,
    jobs: int | None,
    dask: str,
    time_limit: float | None,
    memory_limit: int | None,
    report: str,
    *,
    publish: bool,
    is_opened: bool,
    force: bool,
    no_cache: bool,
    as_json: bool,
    fetcher: Fetcher,
    **declared: str,
) -> int:
    """Make EPUB and PDF books that keep credits and notices.

    SOURCE is a saved page, an article file, an edition.yaml, a folder of these, an address, or -
    for standard input.  Each finished file is checked before you get it.  Finished paths are
    printed; remarks go to standard error.  What has not changed is not built again, and a page that
    was fetched is kept beside what was made of it (.publisher/).

    \b
    publisher build https://example.org/story --for kobo
    publisher build saved/ --title "The week" -o week.epub
    publisher build edition.yaml --publish
    """
    started = time.monotonic()
    made_for = devices_of(devices)
    given = formats_of(formats)
    known_theme(theme)
    form = report_form(report) if report else ""
    walked = walk(paths)
    if report:
        keep_inputs("--report", (Path(report),), walked.files)
        keep_all_but_reports("--report", Path(report))
    destination = destination_of(output or _usual_place(walked, title))
    wanted = formats_for(destination, given, [device.format for device in made_for])
    about = taken(declared, fetcher).of(walked.files)
    if destination.takes_one and len(walked.inputs) != 1 and not title:
        raise click.UsageError(
            f"-o names one file, and {len(walked.inputs)} would be made; name a folder, or bind"
            " them into one book with --title"
        )
    asked = Asked(
        formats=wanted,
        devices=made_for,
        theme=theme,
        profile=Profile(profile) if profile else None,
        engine=Engine(engine) if engine else None,
        pictures=PicturePolicy(pictures) if pictures else None,
        publish=publish,
        declared=about,
    )
    prepare_process()
    one = (title, sort, *walked.files) if title else ()
    run = _begun(asked, destination, walked, one, force=force)
    run.is_silent = as_json or destination.stdout
    run.cache = None if no_cache else part_cache()
    fetcher.force = force
    try:
        with kept_folder(None if destination.stdout else destination.folder) as folder:
            sources = list(_fetched(run, walked.inputs, fetcher, folder, jobs or HOSTS))
            if title:
                _build_one(run, sources, title, Sort(sort))
            else:
                where = Where(jobs=jobs or 0, dask=dask, seconds=time_limit, memory=memory_limit)
                _build_each(run, sources, where)
        run.finish()
        seconds = time.monotonic() - started
        head = head_of("build", seconds)
        if report:
            write_report(Path(report), form, head, run.log.results)
        if as_json:
            give_report(head, run.log.results)
    finally:
        run.log.close()
        settle(run.cache)
    if destination.store:
        _put_ledger(run, destination.store)
    for line in block(run.summary, tuple(_tells_more(run, paths, output)), seconds):
        (say_failure if run.tally.failed else say)(line)
    run.tally.say_bugs()
    if is_opened and Path(run.first_file or "-").is_file():
        click.launch(run.first_file)
    return run.tally.exit_code


def _put_ledger(run: Run, address: str) -> None:
    """Put the run's ledger into the store of its books; that it could not be is told."""
    try:
        run.log.put_into(store_at(address))
    except PublisherError as error:
        run.tally.fail(error)


def _usual_place(walked: Walked, title: str) -> str:
    """Where finished files go unless -o says it: here for one book, a folder for several."""
    return "." if title or len(walked.inputs) == 1 else "out"


def _begun(
    asked: Asked,
    destination: Destination,
    walked: Walked,
    one: tuple[str, ...],
    *,
    force: bool,
) -> Run:
    """A run of these sources, what a killed one had left being put into its place first.

    one   of one book of all sources: what it is made of, and how; else nothing.
    """
    folder = None if destination.stdout else destination.folder
    place = place_of(destination)
    for path in mend(folder) if folder else ():
        if RECORDS not in path.parts:
            say(f"{path}: put in its place now; the build that made it was interrupted")
    digest = digest_of(asked.plain(), destination.file, one)
    run = Run(
        asked=asked,
        destination=destination,
        place=place,
        kept=None if place is None else Kept(place, digest, today().date().isoformat()),
        log=RunLog(folder, head_of("build", 0.0), always=len(walked.inputs) > 1 and not one),
        inputs=Inputs(walked.files),
        force=force,
    )
    run.summary.passed_over = len(walked.passed_over)
    run.summary.unread = walked.unread
    for passed in walked.passed_over:
        say_detail(f"{named(passed)}: passed over; it is no page, article or edition")
    return run


def _fetched(
    run: Run, inputs: Sequence[Input], fetcher: Fetcher, folder: Path, jobs: int
) -> Iterator[Input]:
    """The inputs with each address as the file of its page; what cannot be had is noted."""
    addresses = [source.path for source in inputs if is_web(source.path)]
    pages: dict[str, Path | PublisherError] = {}
    with progress(len(addresses), "fetching") as step:
        for address, page in fetcher.kept_each(addresses, folder, jobs):
            pages[address] = page
            step(address)
    for source in inputs:
        page = pages.get(source.path, Path(source.path))
        try:
            if not is_web(source.path):
                fetcher.fetch_entries(source.path, run.tally.fail)
                fetcher.keep_entries(source.path)
        except PublisherError as error:
            page = error
        if isinstance(page, PublisherError):
            run.fail(source.name, page)
        elif is_web(source.path):
            fetcher.fetch_entries(os.fspath(page), run.tally.fail)
            yield Input(path=os.fspath(page), shown=source.path)
        else:
            yield source


def _build_one(run: Run, sources: Sequence[Input], title: str, sort: Sort) -> None:
    """Bind all sources into one book, and build that."""
    book = Input(path=f"“{title}”")
    if not run.changed([book]):
        return
    with watched() as read:
        loaded: list[Loaded] = []
        found = load_all([one.path for one in sources], declared=run.asked.declared)
        for source, item in zip(sources, found, strict=True):
            if isinstance(item, PublisherError):
                run.fail(source.name, item)
            else:
                loaded.append(item)
                for error in item.failed:
                    run.tally.fail(error)
        bound = bind(loaded, title, sort, run.asked.theme) if loaded else None
    if bound:
        run.build_book(book, bound, read)


def _build_each(run: Run, sources: Sequence[Input], where: Where) -> None:
    """Build each source that has changed; those that failed before come last."""
    folder = run.destination.folder
    before = frozenset[str]() if run.destination.stdout else failed_before(folder)
    to_build = run.changed(run.with_own_names(sources))
    to_build.sort(key=lambda source: source.name in before)
    hopeful = sum(source.name not in before for source in to_build)
    count = where.jobs or usual_jobs(hopeful)
    formats = (*run.asked.formats, *(device.format for device in run.asked.devices))
    if run.asked.engine is Engine.TYPST:  # which lays out in this process: others only read pages
        formats = tuple(form for form in formats if form != "pdf")
    if not to_build:
        return
    try:
        with processes(where, count, formats, several=len(to_build) > 1) as (executor, at_once):
            run.build(to_build, executor, at_once, in_parts=not where.is_limited)
    except WorkLost as error:  # of the cluster, and so of all that is left
        run.tally.fail(error)


def _tells_more(run: Run, paths: Sequence[str], output: str | None) -> Iterator[str]:
    """Where the keys stand that remedies name, and the one command that tells all."""
    summary = run.summary
    given = " ".join(typed(path) for path in paths)
    if summary.open:
        if summary.takes_no_keys:
            yield f"publisher new {given} -o edition.yaml begins a file for such keys"
        yield f"publisher check {given} tells each, with the words that ask for it"
    elif summary.sources > 1 and run.log.is_kept:
        of_pages = f", and what was left out of {summary.trimmed} pages" if summary.trimmed else ""
        folder = "" if output is None and _usual(run) else f" {typed(run.destination.shown)}"
        yield f"publisher report{folder} tells each source{of_pages}"
    elif summary.doubtful and summary.takes_no_keys:
        yield f"publisher show {given} tells more"


def _usual(run: Run) -> bool:
    return os.fspath(run.destination.folder) == "out"
