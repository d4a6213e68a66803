"""Many editions, on any concurrent.futures executor.

Outcomes as they come, one failure never stops the others.
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from publisher.build import Built, Order, build_edition
from publisher.errors import PublisherError
from publisher.model.edition import Edition
from publisher.value import value

if TYPE_CHECKING:
    # whose module is loaded only where there is an executor
    from concurrent.futures import Executor, Future


@value
class Failed:
    """An edition that could not be made, and why.

    A fault in content is a value, a bug of ours is raised.
    """

    name: str
    error: PublisherError


@value
class Job:
    """One edition with its order: all bytes, so that it can travel to a worker."""

    edition: Edition
    order: Order


def run_job(job: Job) -> Built | Failed:
    """What became of one edition."""
    try:
        return build_edition(job.edition, job.order)
    except PublisherError as error:
        return Failed(name=job.edition.name, error=error)


def build_all(
    jobs: Iterable[Job], *, executor: "Executor | None" = None, workers: int = 1
) -> Iterator[Built | Failed]:
    """Outcomes as they finish; without an executor one after the other, in order.

    At most 2 × workers jobs are under way at once, so that a long list of editions does not fill
    the memory.
    """
    if executor is None:
        yield from map(run_job, jobs)
        return
    from concurrent.futures import FIRST_COMPLETED, wait

    waiting: set[Future[Built | Failed]] = set()
    try:
        for job in jobs:
            waiting.add(executor.submit(run_job, job))
            if len(waiting) >= 2 * workers:
                done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                yield from (future.result() for future in done)
        while waiting:
            done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            yield from (future.result() for future in done)
    finally:
        for future in waiting:
            future.cancel()
