"""Many editions, on any concurrent.futures executor.

Outcomes as they come.  Nothing that happens to one edition stops the others: neither a fault in its
content, nor a bug of ours, nor the death of the process that makes it.
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from publisher.build import Built, Order, Refused, try_edition, whole_refusal
from publisher.errors import PublisherError, error_of
from publisher.model.edition import Edition
from publisher.value import value

if TYPE_CHECKING:
    # whose module is loaded only where there is an executor
    from concurrent.futures import Executor, Future


@value
class Failed:
    """An edition of which no file can be delivered, and why.

    error     RightsError, NoticeLost, WriteError or SourceError for a fault in content; Defect for
              a bug of ours; WorkLost where the process that made it was killed.
    refused   file by file, where it came so far.
    """

    name: str
    error: PublisherError
    refused: tuple[Refused, ...] = ()


@value
class Job:
    """One edition with its order: all bytes, so that it can travel to a worker."""

    edition: Edition
    order: Order


def run_job(job: Job, *, executor: "Executor | None" = None) -> Built | Failed:
    """What became of one edition, whatever it was; executor as build_edition takes it."""
    try:
        built = try_edition(job.edition, job.order, executor=executor)
    # the door of one edition: whatever stops it stops no other
    except Exception as error:  # noqa: BLE001
        return Failed(name=job.edition.name, error=error_of(job.edition.name, error))
    if refusal := whole_refusal(built):
        return Failed(name=built.name, error=refusal, refused=built.refused)
    return built


def build_all(
    jobs: Iterable[Job], *, executor: "Executor | None" = None, workers: int = 1
) -> Iterator[Built | Failed]:
    """Outcomes as they finish, as `build_each` gives them with their jobs."""
    for _, outcome in build_each(jobs, executor=executor, workers=workers):
        yield outcome


def build_each(
    jobs: Iterable[Job], *, executor: "Executor | None" = None, workers: int = 1
) -> Iterator[tuple[Job, Built | Failed]]:
    """Each job with what became of it, as they finish; without an executor in order.

    Jobs are taken from the iterable as there is room for them: at most 2 × workers are under way
    at once, so that a long list of editions does not fill the memory.  Where a process of the
    executor is killed, the editions that were under way are tried again one by one, so that only
    the one that kills it fails (WorkLost); an executor that does not come back from that (a bare
    ProcessPoolExecutor) fails the rest likewise.
    """
    if executor is None:
        for job in jobs:
            yield job, run_job(job)
        return
    under_way: dict[Future[Built | Failed], Job] = {}
    try:
        for job in jobs:
            under_way[_submitted(executor, job)] = job
            if len(under_way) >= 2 * workers:
                yield from _outcomes(executor, under_way)
        while under_way:
            yield from _outcomes(executor, under_way)
    finally:
        for future in under_way:
            future.cancel()


def _outcomes(
    executor: "Executor", under_way: "dict[Future[Built | Failed], Job]"
) -> Iterator[tuple[Job, Built | Failed]]:
    """What became of the jobs that are done, which are taken out; waits for the first.

    Those that were lost with their process are tried once more, one by one.
    """
    from concurrent.futures import ALL_COMPLETED, FIRST_COMPLETED, wait

    done, _ = wait(under_way, return_when=FIRST_COMPLETED)
    if any(map(_is_lost, done)):  # then so are all others
        done, _ = wait(under_way, return_when=ALL_COMPLETED)
    ended = {future: under_way.pop(future) for future in done}
    lost = [job for future, job in ended.items() if _is_lost(future)]
    for future, job in ended.items():
        if not _is_lost(future):
            yield job, _outcome(future, job)
    for job in lost:
        yield job, _outcome(_submitted(executor, job), job)


def _submitted(executor: "Executor", job: Job) -> "Future[Built | Failed]":
    """The future of a job; one that failed already where the executor is broken."""
    from concurrent.futures import BrokenExecutor, Future

    try:
        return executor.submit(run_job, job)
    except BrokenExecutor as error:
        broken: Future[Built | Failed] = Future()
        broken.set_exception(error)
        return broken


def _is_lost(future: "Future[Built | Failed]") -> bool:
    from concurrent.futures import BrokenExecutor

    return isinstance(future.exception(), BrokenExecutor)


def _outcome(future: "Future[Built | Failed]", job: Job) -> Built | Failed:
    """What a job gave, or why it gave nothing; waits for it."""
    error = future.exception()
    if error is None:
        return future.result()
    if not isinstance(error, Exception):
        raise error
    return Failed(name=job.edition.name, error=error_of(job.edition.name, error))
