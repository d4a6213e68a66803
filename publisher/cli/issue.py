"""`publisher issue`: what is new in your sources since the last issue, as the next one."""

import datetime
import os
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import click

from publisher.batch import Failed, Job, run_job
from publisher.build import FORMATS, Built, Order
from publisher.captures import is_web
from publisher.cli.answer import give_answer, noted
from publisher.cli.fetching import Fetcher, fetching
from publisher.cli.issue_memory import Issue, Issues, alone_in, read_issues, write_issues
from publisher.cli.issue_sources import Found, Gathering
from publisher.cli.mailing import enclosed
from publisher.cli.one_book import bind
from publisher.cli.output import give, say, say_failure
from publisher.cli.part_folder import part_cache
from publisher.cli.send import addresses_of, faults_of, mail_settings, send_each
from publisher.cli.shelf import write_shelf
from publisher.cli.sources import moment_of, today
from publisher.deliver import deliver, mend
from publisher.errors import PublisherError, SourceError
from publisher.model.article import Contributor, Role
from publisher.model.edition import Edition, Series
from publisher.process import prepare_process
from publisher.rendering.theme import load_theme
from publisher.schema.settings import IssueSettings, read_settings
from publisher.schema.sort import Sort
from publisher.targets.devices import Device, load_device
from publisher.text import counted, file_name
from publisher.verify import read_bytes
from publisher.versions import versions


@click.command("issue")
@click.argument("path", metavar="SETTINGS.yaml", type=click.Path(path_type=Path))
@click.option(
    "--date",
    "day",
    default=None,
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DAY",
    help="Day of the issue.  [else: today]",
)
@click.option("--send", is_flag=True, help="Send it to the addresses under send_to.")
@fetching
@click.option("--json", "as_json", is_flag=True, help="What was made, as JSON.")
def issue_(
    path: Path,
    day: datetime.datetime | None,
    *,
    send: bool,
    fetcher: Fetcher,
    as_json: bool,
) -> int:
    """Make the next issue of what is new in your feeds, folders and exports.

    SETTINGS.yaml names a title and the sources.  Articles that no earlier issue holds become one
    book with the next number, made for the devices that are named; it is put on the shelf where one
    is named, and sent with --send.  Where nothing is new, nothing is made.  A source that cannot be
    had stops no other, and what it holds comes into a later issue.  It may run every night.

    \b
    publisher issue week.yaml
    publisher issue week.yaml --send --quiet
    """
    settings = read_settings(path, IssueSettings)
    wanted = _Wanted(
        settings=settings,
        base=path.parent,
        day=day.date() if day else _today(),
        devices=_devices(path, settings),
        formats=_formats(path, settings),
    )
    _check(path, settings)  # before anything is fetched
    prepare_process()
    run = _Run(wanted, fetcher)
    with alone_in(wanted.output):
        mend(wanted.output)
        issues = run.make(read_issues(wanted.output))
        if issues.last and wanted.shelf:
            run.put_on_shelf(wanted.shelf)
        if issues.last and send:
            run.send(issues)
    for line in run.failures:
        say_failure(line)
    if as_json:
        rows = [issue.plain() for issue in run.made]
        give_answer("issue", rows, (noted(str(path), "error", "", why) for why in run.failures))
    return 1 if run.failures else 0


@dataclass(slots=True, frozen=True)
class _Wanted:
    """What is asked for, with its paths as they are from here."""

    settings: IssueSettings
    base: Path
    day: datetime.date
    devices: tuple[Device, ...]
    formats: tuple[str, ...]

    @property
    def output(self) -> Path:
        return self.base / self.settings.output

    @property
    def shelf(self) -> Path | None:
        return self.base / self.settings.shelf if self.settings.shelf else None


@dataclass(slots=True)
class _Run:
    """One run.   failures: lines on what could not be had, made or sent.   made: the new issue."""

    wanted: _Wanted
    fetcher: Fetcher
    failures: list[str] = field(default_factory=list)
    made: list[Issue] = field(default_factory=list)

    def make(self, issues: Issues) -> Issues:
        """The issues with the next one, where there is something new."""
        wanted = self.wanted
        gathering = Gathering(
            base=wanted.base,
            output=wanted.output,
            fetcher=self.fetcher,
            held=issues.held,
            feeds=set(issues.feeds),
            passed=tuple(filter(None, (wanted.output, wanted.shelf))),
        )
        found = gathering.gather(wanted.settings.sources)
        self.failures += _lines(gathering.failed)
        chosen, waiting = _chosen(found, wanted.settings.at_most)
        number = issues.last.number + 1 if issues.last else 1
        built, chosen, refused = self._built(chosen, number)
        if built is not None:
            paths = deliver(built, wanted.output, versions())
            issue = Issue(
                number=number,
                day=wanted.day.isoformat(),
                title=_title(wanted.settings, number),
                files=tuple(sorted(file.name for file in built.files)),
                articles=tuple(mark for one in chosen for mark in one.marks),
                feeds=tuple(sorted(gathering.feeds - issues.feeds)),
            )
            issues = issues.with_issue(issue)
            write_issues(wanted.output, issues)
            self.made.append(issue)
            for made in paths:
                give(os.fspath(made))
            say(f"{issue.title}: {counted(len(chosen), 'article')}")
        elif not found:
            last = issues.last
            say(f"nothing new{f' since {last.title} of {last.day}' if last else ''}")
        gathering.tidy((*waiting, *refused))
        return issues

    def _built(
        self, found: Sequence[Found], number: int
    ) -> tuple[Built | None, tuple[Found, ...], tuple[Found, ...]]:
        """(the issue, the articles in it, those that stop a book and are left for later).

        None where no issue can be made of any of them.
        """
        if not found:
            return None, (), ()
        outcome = self._outcome(found, number)
        if isinstance(outcome, Built) and not outcome.refused:
            return outcome, tuple(found), ()
        bad = tuple(one for one in found if len(found) > 1 and not self._is_sound(one, number))
        good = tuple(one for one in found if one not in bad)
        if bad and good:
            self.failures += (
                f"{one.item.path}: left out: no book can be made of it" for one in bad
            )
            built, chosen, more = self._built(good, number)
            return built, chosen, (*bad, *more)
        self.failures += _whys(outcome)
        return None, (), tuple(found)

    def _is_sound(self, one: Found, number: int) -> bool:
        outcome = self._outcome((one,), number)
        return isinstance(outcome, Built) and not outcome.refused

    def _outcome(self, found: Sequence[Found], number: int) -> Built | Failed:
        edition = self._edition(found, number)
        order = Order(
            theme=load_theme(edition.theme),
            moment=moment_of(edition),
            on=self.wanted.day,
            formats=self.wanted.formats,
            devices=self.wanted.devices,
            cache=part_cache(),
        )
        return run_job(Job(edition=edition, order=order))

    def _edition(self, found: Sequence[Found], number: int) -> Edition:
        settings, day = self.wanted.settings, self.wanted.day
        title = _title(settings, number)
        bound = bind([one.item for one in found], title, Sort.GIVEN, settings.theme).edition
        editor = Contributor(name=settings.editor, role=Role.EDITOR) if settings.editor else None
        return replace(
            bound,
            name=f"{file_name(settings.title, 'issue')}-{number}",
            language=settings.language or bound.language,
            series=Series(title=settings.title, position=str(number)),
            published=day,
            modified=datetime.datetime.combine(day, datetime.time(), datetime.UTC),
            contributors=(editor,) if editor else (),
        )

    def put_on_shelf(self, shelf: Path) -> None:
        """Write the shelf anew; what is as it was is not written."""
        try:
            settings = self.wanted.settings
            made = write_shelf(
                self.wanted.output, shelf, settings.title, language=settings.language
            )
        except PublisherError as error:
            self.failures += _lines((error,))
        else:
            self.failures += (f"{path}: {why}" for path, why in made.refused)

    def send(self, issues: Issues) -> None:
        """Send the newest issue to those who have not got it; each is noted when it is sent."""
        settings, last = self.wanted.settings, issues.last
        assert last is not None  # noqa: S101 - the caller knows
        try:
            mail = mail_settings(
                os.fspath(self.wanted.base / settings.mail) if settings.mail else ""
            )
            addresses = addresses_of(mail, settings.send_to)
            waiting = tuple(one for one in addresses if one not in last.sent)
            paths = [self.wanted.output / name for name in last.files]
            files = tuple(enclosed(path, read_bytes(path)) for path in paths)
            if faults := faults_of(waiting, files):
                self.failures += faults
                return
            for address in waiting:
                [(_, why)] = send_each(mail, (address,), files)
                if why:
                    self.failures.append(why)
                else:
                    issues = issues.with_sent(address)
                    write_issues(self.wanted.output, issues)
                    say(f"sent to {address}: {last.title}")
        except PublisherError as error:
            self.failures += _lines((error,))


def _chosen(found: Sequence[Found], at_most: int) -> tuple[tuple[Found, ...], tuple[Found, ...]]:
    """(the articles of this issue, those that wait): the oldest first, so that none waits long."""
    if not at_most or len(found) <= at_most:
        return tuple(found), ()
    by_age = sorted(found, key=lambda one: str(one.item.edition.published or "9999"))
    taken = by_age[:at_most]
    return tuple(one for one in found if one in taken), tuple(by_age[at_most:])


def _title(settings: IssueSettings, number: int) -> str:
    return f"{' '.join(settings.title.split())} {number}"


def _today() -> datetime.date:
    """The day of SOURCE_DATE_EPOCH where it is set, else today."""
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    if given.isdigit():
        return datetime.datetime.fromtimestamp(int(given), datetime.UTC).date()
    return today().date()


def _devices(path: Path, settings: IssueSettings) -> tuple[Device, ...]:
    """The devices of the settings.  Refuses with SourceError one that nobody knows."""
    try:
        return tuple(map(load_device, dict.fromkeys(settings.devices)))
    except SourceError as error:
        raise SourceError(os.fspath(path), 0, 0, f"devices: {error.message}") from error


def _check(path: Path, settings: IssueSettings) -> None:
    """Refuse with SourceError sources that nothing fetches, and a design that is not there."""
    for source in settings.sources:
        if "://" in source and not is_web(source):
            why = "only addresses of http and https are fetched"
            raise SourceError(os.fspath(path), 0, 0, f"sources: '{source}': {why}")
    try:
        load_theme(settings.theme)
    except SourceError as error:
        if error.path != "theme":
            raise
        raise SourceError(os.fspath(path), 0, 0, f"theme: {error.message}") from error


def _formats(path: Path, settings: IssueSettings) -> tuple[str, ...]:
    """The usual files: an EPUB where neither devices nor formats are named."""
    for form in settings.formats:
        if form not in FORMATS:
            known = " and ".join(FORMATS)
            raise SourceError(
                os.fspath(path), 0, 0, f"formats: '{form}' is no format; there are {known}"
            )
    return settings.formats or (() if settings.devices else ("epub",))


def _whys(outcome: Built | Failed) -> list[str]:
    """Why a book is not made."""
    refused = [refused.error for refused in outcome.refused]
    errors: Sequence[Any] = [outcome.error] if isinstance(outcome, Failed) else refused
    return _lines(errors)


def _lines(errors: Sequence[Any]) -> list[str]:
    return [line for error in errors for line in str(error).splitlines()]
