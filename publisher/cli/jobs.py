"""How many processes a command works in, and those processes."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from publisher.value import value

if TYPE_CHECKING:
    from concurrent.futures import Executor

_USUAL_SECONDS = 900.0  # of one source among several; 1,000 articles take 80 on an idle machine
_USUAL_MEMORY = 0.9  # of what this machine has
_SEVERAL = 4  # files from which on several processes are worth their start

jobs_option = click.option(
    "--jobs",
    default=None,
    type=click.IntRange(1, 256),
    envvar="PUBLISHER_JOBS",
    metavar="N",
    help="Work in N processes.  [else: automatic]",
)


def usual_jobs(files: int) -> int:
    """How many processes work on this many files: one, or as many as there are cores."""
    if files < _SEVERAL:
        return 1
    has_affinity = hasattr(os, "sched_getaffinity")  # the cores this process may use
    return len(os.sched_getaffinity(0)) if has_affinity else os.cpu_count() or 1


def _memory_here() -> int:
    """Bytes of memory of this machine, or of the container that this runs in."""
    try:
        there = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return 0
    try:
        allowed = int(Path("/sys/fs/cgroup/memory.max").read_text("ascii"))
    except (OSError, ValueError):
        return there
    return min(there, allowed)


@value
class Where:
    """Where the work is done, and what one source may take.

    jobs      processes of this machine; 0: as many as are worth it.
    dask      the address of a cluster's scheduler; "" for this machine.
    seconds, memory   of one source (seconds, megabytes); None: as usual, 0: as it needs.
    """

    jobs: int = 0
    dask: str = ""
    seconds: float | None = None
    memory: int | None = None

    @property
    def is_limited(self) -> bool:
        """Whether somebody asks for limits, which only other processes can keep."""
        return self.seconds is not None or self.memory is not None


@contextmanager
def processes(
    where: Where, jobs: int, formats: tuple[str, ...], *, several: bool
) -> "Iterator[tuple[Executor | None, int]]":
    """(worker processes, how much they do at once); (None, 1) for one job.

    They load what they need while we read.  The usual limits are for several sources, where one
    that hangs or grows would stop the others.

    formats   whose writers they will need.
    """
    if not where.dask and jobs == 1 and not where.is_limited:
        yield None, 1
        return
    from publisher.workers import Limits, Workers

    seconds = _USUAL_SECONDS if several and where.seconds is None else where.seconds
    memory = None if where.memory is None else where.memory * 10**6
    if several and memory is None:
        memory = int(_memory_here() * _USUAL_MEMORY)
    limits = Limits(seconds=seconds or 0.0, memory=memory or 0)
    if where.dask:
        from publisher.cluster import Cluster

        with Cluster(where.dask, formats, limits) as cluster:
            yield cluster, cluster.count
        return
    with Workers(jobs, formats, limits) as workers:
        workers.warm_up()
        yield workers, jobs
