"""A run of `publisher build`: each source to its finished files, whatever becomes of the others.

Sources are read when there is room to build them, and what became of each is printed, kept and
forgotten: a run of ten thousand pages takes no more memory than one of ten.
"""

import os
import re
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from publisher.batch import Failed, Job, build_each, run_job
from publisher.build import Built, Order
from publisher.cli.destination import Destination
from publisher.cli.folders import Input
from publisher.cli.inputs import Inputs
from publisher.cli.kept import Kept
from publisher.cli.long_articles import told_of_long
from publisher.cli.outcomes import Tally, not_allowed_lines, refused_lines
from publisher.cli.output import give, give_bytes, progress, say
from publisher.cli.reading import Reads, read_each
from publisher.cli.results import (
    MadeFile,
    Outcome,
    SourceResult,
    questions_of,
    read_result,
    takes_keys,
)
from publisher.cli.run_log import RunLog
from publisher.cli.sources import Declared, Loaded, moment_of, name_by_path, today
from publisher.cli.summary import Summary
from publisher.cli.themes import theme_for
from publisher.deliver import manifest_name
from publisher.errors import DeliveryError, NoticeLost, PublisherError, RightsError, named
from publisher.model.design_choices import DesignChoices
from publisher.model.edition import Engine, PicturePolicy, Profile, UseKind
from publisher.outputs import Place, joined
from publisher.part_cache import PartCache
from publisher.process import tidy_process
from publisher.rendering.theme import Theme
from publisher.targets.devices import Device
from publisher.value import value
from publisher.versions import versions

if TYPE_CHECKING:
    from concurrent.futures import Executor

_SHA256 = re.compile(r"[0-9a-f]{64}")


@value
class Asked:
    """What the command line asks of every source."""

    formats: tuple[str, ...]
    devices: tuple[Device, ...] = ()
    theme: str = ""
    profile: Profile | None = None
    engine: Engine | None = None
    pictures: PicturePolicy | None = None
    publish: bool = False
    declared: Declared = Declared()

    def plain(self) -> list[object]:
        """All of it as plain values, for a digest."""
        return [
            self.formats,
            [repr(device) for device in self.devices],
            self.theme,
            self.profile,
            self.engine,
            self.pictures,
            self.publish,
            self.declared.source_url,
            self.declared.encoding,
            repr(self.declared.selection),
            os.environ.get("SOURCE_DATE_EPOCH", ""),
        ]


def job_of(item: Loaded, asked: Asked, theme: Theme, cache: PartCache | None) -> Job:
    """What is to be made of a source, as the command line asks.

    cache   parts of PDFs that were drawn before; None: every part is drawn.
    """
    edition = item.edition
    if asked.pictures is not None:
        edition = replace(edition, pictures=asked.pictures)
    if asked.publish:
        edition = replace(edition, use=replace(edition.use, kind=UseKind.PUBLISH))
    order = Order(
        theme=theme,
        moment=moment_of(edition),
        on=today().date(),
        formats=asked.formats,
        devices=asked.devices,
        profile=asked.profile,
        engine=asked.engine,
        cache=cache,
        takes_keys=takes_keys(item),
    )
    return Job(edition=edition, order=order)


@value
class Begun:
    """A source that is being built: what was read for it, and when that began.

    is_whole   whether all of it could be read; else it is tried again the next time.
    """

    source: Input
    item: Loaded
    read: Mapping[str, str]
    started: float
    is_whole: bool = True


@dataclass(slots=True)
class Run:
    """One run into one place.

    place     where finished files go; None where nothing is put anywhere.
    kept      what earlier runs left there; None likewise.
    inputs    every file that is read: none of them is ever replaced.
    force     whether to build what is unchanged, and to replace what something else made.
    cache     parts of PDFs that were drawn before; None: every part is drawn.
    is_silent whether paths are kept from standard output, which then holds JSON.
    """

    asked: Asked
    destination: Destination
    place: Place | None
    kept: Kept | None
    log: RunLog
    inputs: Inputs
    force: bool = False
    is_silent: bool = False
    cache: PartCache | None = None
    summary: Summary = field(default_factory=Summary)
    tally: Tally = field(default_factory=Tally)
    first_file: str = ""
    _targets: dict[str, str] = field(default_factory=dict)
    _themes: dict[tuple[str, DesignChoices], Theme] = field(default_factory=dict)
    _begun: dict[int, Begun] = field(default_factory=dict)
    _waiting: list[SourceResult] = field(default_factory=list)

    def changed(self, sources: Iterable[Input]) -> list[Input]:
        """The sources that must be built; what became of the others is told."""
        to_build: list[Input] = []
        for source in sources:
            known = None if self.force or self.kept is None else self.kept.unchanged(source.path)
            if known is None:
                to_build.append(source)
                continue
            for file in known.files:
                self._claim(file.path, source)
            self._record_there(replace(known, source=source.name))
        return to_build

    def with_own_names(self, sources: Sequence[Input]) -> list[Input]:
        """The sources but those whose books would be called alike, as far as their paths tell.

        None of these is built, whichever comes first: a book must not change its name, or its
        source, with its neighbours.
        """
        by_name: dict[tuple[str, str], dict[str, Input]] = {}
        for source in sources:
            if name := name_by_path(source.path):
                by_name.setdefault((source.below, name), {})[source.name] = source
        alike = [list(found.values()) for found in by_name.values() if len(found) > 1]
        for first, *others in alike:
            for source in (first, *others):
                other = others[0] if source is first else first
                words = _same_name(other.name, name_by_path(source.path))
                self.fail(source.name, DeliveryError(source.name, words))
        refused = {source.name for found in alike for source in found}
        return [source for source in sources if source.name not in refused]

    def build(
        self, sources: list[Input], executor: "Executor | None", jobs: int, *, in_parts: bool
    ) -> None:
        """Read, build and deliver each of these sources.

        in_parts  whether a book alone is spread over the processes by its parts.
        """
        with progress(len(sources), "building") as step:
            for job, outcome in self._outcomes(sources, executor, jobs, in_parts=in_parts):
                self._settle(self._begun.pop(id(job)), outcome)
                step(outcome.name)
                tidy_process()

    def build_book(self, source: Input, item: Loaded, read: Mapping[str, str]) -> None:
        """Build one book of several sources that are read already."""
        job = self._job(source, item, read, time.monotonic())
        if job is not None:
            begun = replace(self._begun.pop(id(job)), is_whole=not self.tally.failed)
            self._settle(begun, run_job(job))

    def fail(self, source: str, error: PublisherError, sha256: str = "") -> None:
        """Note a source of which nothing is made; sha256 of its bytes, where they were read."""
        self.tally.count(error)
        lines = tuple(_with_path(str(error), source))
        outcome = Outcome.REFUSED if isinstance(error, RightsError) else Outcome.FAILED
        self._record(SourceResult(source=source, sha256=sha256, outcome=outcome, failures=lines))

    def _outcomes(
        self, sources: list[Input], executor: "Executor | None", jobs: int, *, in_parts: bool
    ) -> Iterator[tuple[Job, Built | Failed]]:
        """One book is spread over the processes by its parts, several by book."""
        if executor and in_parts and len(sources) == 1:
            for job in self._jobs(sources, None, 0):
                yield job, run_job(job, executor=executor)
            return
        work = self._jobs(sources, executor, 2 * jobs)
        yield from build_each(work, executor=executor, workers=jobs)

    def _jobs(
        self, sources: Iterable[Input], executor: "Executor | None", ahead: int
    ) -> Iterator[Job]:
        asked = self.asked
        how = Reads(declared=asked.declared, theme=asked.theme, cache=self.cache)
        found = read_each(sources, how, executor=executor, ahead=ahead)
        for read in found:
            if isinstance(read.item, PublisherError):
                digest = _digest_of(read.source.path, None, read.files)
                self.fail(read.source.name, read.item, digest)
                continue
            for reason in read.item.failed:
                self.tally.fail(reason)
            job = self._job(read.source, read.item, read.files, read.started)
            if job is not None:
                yield job

    def _job(
        self, source: Input, item: Loaded, read: Mapping[str, str], started: float
    ) -> Job | None:
        """What is to be made of a source; None, and a failure noted, where nothing can be."""
        try:
            job = self._ordered(item)
            self._keep_others(job, source)
        except PublisherError as error:
            self.fail(source.name, error, _digest_of(source.path, item, read))
            return None
        if engine := job.order.typesetter:
            for line in told_of_long(job.edition, engine):
                say(f"{named(source.name)}: {line}", colour="yellow")
        self._begun[id(job)] = Begun(
            source=source, item=item, read=read, started=started, is_whole=not item.failed
        )
        return job

    def _ordered(self, item: Loaded) -> Job:
        """The job of a source that was read.

        Refuses with SourceError a theme that is not there, with SchemaError a choice that it cannot
        follow.
        """
        chosen = (item.edition.theme, item.edition.design)
        if chosen not in self._themes:
            self._themes[chosen] = theme_for(item.edition, item.path)
        return job_of(item, self.asked, self._themes[chosen], self.cache)

    def _keep_others(self, job: Job, source: Input) -> None:
        """Refuse with DeliveryError to replace what another source made, or somebody else.

        With a usage error what would replace a file that is read.
        """
        if self.place is None:
            return
        name = Path(self.destination.file).stem if self.destination.file else job.edition.name
        files = [device.name_of(job.edition.name) for device in job.order.targets]
        files = [self.destination.file] if self.destination.file else files
        names = [joined(source.below, file) for file in files]
        self.inputs.keep("-o", self.place.targets((*names, manifest_name(name, source.below))))
        for file in names:
            self._claim(file, source)
            if not self.force and self.place.stands(file):
                self._own(file, source, self.place.shown(file))

    def _claim(self, file: str, source: Input) -> None:
        """Refuse with DeliveryError two sources for one file."""
        other = self._targets.setdefault(file.casefold(), source.name)
        if other != source.name:
            raise DeliveryError(source.name, _same_name(other, file))

    def _own(self, file: str, source: Input, shown: str) -> None:
        """Refuse with DeliveryError to replace a file that this source did not make."""
        assert self.kept is not None  # noqa: S101 - the caller knows
        maker = self.kept.maker_of(file)
        if maker == self.kept.name_of(source.path):
            return
        made = f"was made from {named(maker)}" if maker else "is there, and something else made it"
        raise DeliveryError(shown, f"{made}; --force replaces it")

    def _settle(self, begun: Begun, outcome: Built | Failed) -> None:
        """Deliver what was built, and note what became of the source."""
        result = replace(
            read_result(begun.item),
            source=begun.source.name,
            sha256=_digest_of(begun.source.path, begun.item, begun.read),
        )
        seconds = time.monotonic() - begun.started
        if isinstance(outcome, Failed):
            self.tally.count(outcome.error, *(refused.error for refused in outcome.refused))
            lines = tuple(self._failure_lines(begun, outcome))
            kind = Outcome.FAILED if outcome.error.exit_code != 1 else Outcome.REFUSED
            self._record(replace(result, outcome=kind, failures=lines, seconds=seconds))
            return
        outcome = self.destination.name(outcome)
        result = replace(result, outcome=Outcome.BUILT, open=questions_of(outcome), seconds=seconds)
        result = result.with_remarks(outcome)
        if self.kept is None:
            for built in outcome.files:
                give_bytes(built.data)
            self._record(result)
            return
        try:
            self._deliver(begun, outcome, result)
        except PublisherError as error:
            waited, self._waiting = self._waiting, []
            for one in waited or [result]:
                self._record_lost(one, error)

    def finish(self) -> None:
        """Put into their place the books that wait for others, where there are such."""
        if self.place is None:
            return
        try:
            self.place.finish()
        except PublisherError as error:
            for one in self._waiting:
                self._record_lost(one, error)
        else:
            for one in self._waiting:
                self._record_there(one)
        self._waiting = []

    def _record_lost(self, result: SourceResult, error: PublisherError) -> None:
        self.tally.count(error)
        failures = tuple(str(error).splitlines())
        self._record(replace(result, outcome=Outcome.FAILED, files=(), failures=failures))

    def _record_there(self, result: SourceResult) -> None:
        """Note a result whose files stand in their place, and print their paths."""
        assert self.place is not None  # noqa: S101 - the caller knows
        for file in result.files:
            self._give(self.place.shown(file.path))
        files = (replace(file, path=self.place.located(file.path)) for file in result.files)
        self._record(replace(result, files=tuple(files)))

    def _deliver(self, begun: Begun, built: Built, result: SourceResult) -> None:
        """Put a book into its place; its result is noted once it stands there."""
        assert self.kept is not None  # noqa: S101 - the caller knows
        assert self.place is not None  # noqa: S101 - likewise
        below = begun.source.below
        earlier = self.place.earlier(built, below)
        result = replace(
            result,
            files=tuple(
                MadeFile(
                    path=joined(below, file.name),
                    format=Path(file.name).suffix.removeprefix("."),
                    sha256=file.sha256,
                    bytes=len(file.data),
                )
                for file in built.files
            ),
        )
        if built.refused:
            self.tally.count(*(refused.error for refused in built.refused))
            lines = (
                line
                for refused in built.refused
                for line in refused_lines(
                    refused, older=refused.name in earlier, others=bool(built.files)
                )
            )
            result = replace(result, outcome=Outcome.REFUSED, failures=tuple(lines))
        theme = begun.item.edition.theme
        untimed = replace(result, seconds=0.0)  # the same build gives the same manifest
        noted = self.kept.note(built, begun.source.path, untimed, begun.read, theme)
        if not begun.is_whole:
            noted = {}
        self._waiting.append(result)
        if self.place.deliver(built, versions(), below, noted):
            delivered, self._waiting = self._waiting, []
            for one in delivered:
                self._record_there(one)

    def _failure_lines(self, begun: Begun, outcome: Failed) -> Iterator[str]:
        if isinstance(outcome.error, RightsError):
            yield from not_allowed_lines(outcome.error, begun.source.name, begun.item.lines)
            return
        if not outcome.refused or _is_one_cause(outcome):
            yield from _with_path(str(outcome.error), begun.source.name)
            return
        for refused in outcome.refused:
            name = self.destination.file or refused.name
            file = joined(begun.source.below, name)
            older = self.place is not None and self.place.stands(file)
            yield from refused_lines(refused, older=older, others=False)

    def _give(self, path: str) -> None:
        self.first_file = self.first_file or path
        if not self.is_silent:
            give(path)

    def _record(self, result: SourceResult) -> None:
        self.summary.add(result)
        self.log.add(result)


def _digest_of(path: str, item: Loaded | None, read: Mapping[str, str]) -> str:
    """The SHA-256 of a source: of its file as it was read, or of the one page in a larger file.

    "" where neither is known: of a book of several sources, of a file that could not be read.
    """
    noted = read.get(os.path.normpath(Path(path).absolute()), "")
    if _SHA256.fullmatch(noted):
        return noted
    articles = item.edition.articles if item else ()
    digests = {source.sha256 for article in articles for source in article.sources}
    return digests.pop() if len(digests) == 1 else ""


def _same_name(other: str, name: str) -> str:
    return (
        f"its book would be called {named(name)}, as that of {named(other)}; give one of them"
        " another name or title, or build it into another folder"
    )


def _is_one_cause(outcome: Failed) -> bool:
    """Whether every file was refused for the same reason, which is then told once.

    What a file lost is its own reason: the other may have lost something else.
    """
    if isinstance(outcome.error, NoticeLost):
        return False
    return all(str(refused.error) == str(outcome.error) for refused in outcome.refused)


def _with_path(words: str, path: str) -> Iterator[str]:
    """Each line of an error, behind the path of its source."""
    for line in words.splitlines():
        yield line if line.startswith(named(path.rstrip("/"))) else f"{named(path)}: {line}"
