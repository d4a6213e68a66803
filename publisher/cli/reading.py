"""Many sources read ahead, in the processes that also build them, and given in their order."""

import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from publisher.captures import Capture, archived_page, is_archived
from publisher.cli.folders import Input
from publisher.cli.sources import STDIN, Declared, Loaded, archived_name, load
from publisher.errors import PublisherError, error_of
from publisher.files import watched
from publisher.part_cache import PartCache
from publisher.value import value

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future


@value
class Reads:
    """How sources are read.

    declared   what the command line says of them.   theme: that goes before their own.
    cache      what was read before.
    """

    declared: Declared
    theme: str = ""
    cache: PartCache | None = None


@value
class Wanted:
    """A source to be read.

    capture   the page, where it came out of an archive.   name: of its finished files then.
    seen      size and time of its last change, by which a process elsewhere knows the same file.
    """

    source: Input
    how: Reads
    capture: Capture | None = None
    name: str = ""
    seen: tuple[int, int] = (0, 0)


@value
class Read:
    """What became of reading a source: what it makes or why nothing, and the files it took.

    started   when it was begun, by this process's clock.
    """

    source: Input
    item: Loaded | PublisherError
    files: Mapping[str, str]
    started: float


def read_each(
    sources: Iterable[Input],
    how: Reads,
    *,
    executor: "Executor | None",
    ahead: int,
) -> Iterator[Read]:
    """Each source read, in order; with an executor `ahead` of them are under way at once."""
    waiting: deque[tuple[Wanted, float, Mapping[str, str], Future[_Done | None] | None]] = deque()
    for source in sources:
        started = time.monotonic()
        try:
            wanted, files = _wanted(source, how)
        except PublisherError as error:
            yield Read(source=source, item=error, files={}, started=started)
            continue
        future = None
        if executor is not None and source.path != STDIN:
            future = executor.submit(_read_there, wanted)
        waiting.append((wanted, started, files, future))
        while len(waiting) > (ahead if executor else 0):
            yield _result(executor, *waiting.popleft())
    while waiting:
        yield _result(executor, *waiting.popleft())


_Done = tuple[Loaded | PublisherError, dict[str, str]]


def _wanted(source: Input, how: Reads) -> tuple[Wanted, dict[str, str]]:
    """What is to be read, and the files that were read for that; pages of archives are here now."""
    with watched() as files:
        capture = archived_page(source.path) if is_archived(source.path) else None
    wanted = Wanted(
        source=source,
        how=how,
        capture=capture,
        name=archived_name(source.path) if capture else "",
        seen=_seen(source.path),
    )
    return wanted, files


def _seen(path: str) -> tuple[int, int]:
    try:
        known = Path(path).stat()
    except (OSError, ValueError):
        return 0, 0
    return known.st_size, known.st_mtime_ns


def _read_there(wanted: Wanted) -> _Done | None:
    """In another process: the source read; None where it is not the same file there."""
    if wanted.capture is None and _seen(wanted.source.path) != wanted.seen:
        return None
    return _read_here(wanted)


def _read_here(wanted: Wanted) -> _Done:
    with watched() as files:
        try:
            item: Loaded | PublisherError = load(
                wanted.source.path,
                declared=wanted.how.declared,
                theme=wanted.how.theme,
                cache=wanted.how.cache,
                capture=wanted.capture,
                name=wanted.name,
            )
        except click.ClickException:
            raise
        # the door of one source: whatever stops it stops no other
        except Exception as error:  # noqa: BLE001
            item = error_of(wanted.source.name, error)
    return item, files


def _result(
    executor: "Executor | None",
    wanted: Wanted,
    started: float,
    files: Mapping[str, str],
    future: "Future[_Done | None] | None",
) -> Read:
    done = None
    if future is not None and executor is not None:
        done = _done(executor, wanted, future)
    item, more = done or _read_here(wanted)
    return Read(source=wanted.source, item=item, files={**more, **files}, started=started)


def _done(executor: "Executor", wanted: Wanted, future: "Future[_Done | None]") -> _Done | None:
    """What a process elsewhere has read; tried once more where it was lost with its process."""
    from concurrent.futures import BrokenExecutor

    error = future.exception()
    if isinstance(error, BrokenExecutor):
        future = executor.submit(_read_there, wanted)
        error = future.exception()
    if error is None:
        return future.result()
    if isinstance(error, click.ClickException) or not isinstance(error, Exception):
        raise error
    return error_of(wanted.source.name, error), {}
