"""How many processes a command works in, and those processes."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from concurrent.futures import Executor

_SEVERAL = 4  # files from which on several processes are worth their start


def usual_jobs(files: int) -> int:
    """How many processes work on this many files: one, or as many as there are cores."""
    if files < _SEVERAL:
        return 1
    has_affinity = hasattr(os, "sched_getaffinity")  # the cores this process may use
    return len(os.sched_getaffinity(0)) if has_affinity else os.cpu_count() or 1


@contextmanager
def processes(jobs: int, formats: tuple[str, ...]) -> "Iterator[Executor | None]":
    """Worker processes, which load what they need while we read; None for one job.

    formats   whose writers they will need.
    """
    if jobs == 1:
        yield None
        return
    from publisher.workers import Workers

    with Workers(jobs, formats) as workers:
        workers.warm_up()
        yield workers
