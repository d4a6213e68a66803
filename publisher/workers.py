"""Processes of our own: what is set in them when they start, and a pool that outlives a killed one.

Whatever holds for a whole process (when garbage is searched for, what Pillow's warnings do, who
hears ctrl-C) is set here and nowhere else: by the command line for its own process, and by each
worker when it starts.  A program that calls publisher as a library, in whatever thread, finds its
process as it was.
"""

import contextlib
import gc
import os
import signal
import threading
import warnings
from collections.abc import Callable, Iterable
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import connection, get_context, parent_process
from typing import ParamSpec, TypeVar

from publisher.build import load_writers

P = ParamSpec("P")
T = TypeVar("T")

# Search for garbage seldom: a layout is hundreds of thousands of boxes that all live (15 % of the
# time of a PDF, measured); but so often that a batch does not keep what its last inputs held.
_COLLECT_AFTER = (200_000, 5, 5)


def prepare_process() -> None:
    """Set what holds for a whole process of ours; for the main thread of the command line."""
    if gc.get_threshold() == _COLLECT_AFTER:
        gc.collect()  # what an earlier command of this process left
    gc.set_threshold(*_COLLECT_AFTER)
    # what Pillow remarks about strangers' pictures is for its developers; what matters we ask
    warnings.filterwarnings("ignore", module=r"PIL\.")


def start_worker(formats: tuple[str, ...]) -> None:
    """Make a new worker ready: its settings, and the writers it will need.

    It leaves ctrl-C to the process that started it, and ends with that process.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    prepare_process()
    threading.Thread(target=_end_with_parent, name="end-with-parent", daemon=True).start()
    # whatever is missing is told by the first edition that needs it
    with contextlib.suppress(Exception):
        load_writers(formats)


def _end_with_parent() -> None:
    """Wait for the end of the parent, however it ends, and follow it.

    A worker that waits for work would never notice: it holds the pipe's other end itself.
    """
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


class Workers(Executor):
    """A pool of processes of our own that is replaced when one of them is killed.

    The work that was under way ends with BrokenProcessPool (concurrent.futures); what is submitted
    afterwards goes to new processes.
    """

    def __init__(self, count: int, formats: Iterable[str]) -> None:
        self._count, self._formats = count, tuple(formats)
        self._pool = self._started()

    def _started(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            self._count,
            mp_context=get_context("spawn"),
            initializer=start_worker,
            initargs=(self._formats,),
        )

    def warm_up(self) -> None:
        """Start all processes now: a pool starts one only for work that no idle one can take."""
        for _ in range(self._count):
            self.submit(int)

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """The future of this call, on new processes where the old ones were lost."""
        try:
            return self._pool.submit(fn, *args, **kwargs)
        except BrokenProcessPool:
            self._pool.shutdown(wait=False)
            self._pool = self._started()
            return self._pool.submit(fn, *args, **kwargs)

    # as Executor declares it
    def shutdown(
        self,
        wait: bool = True,  # noqa: FBT001, FBT002
        *,
        cancel_futures: bool = False,
    ) -> None:
        """End the processes, as concurrent.futures does."""
        self._pool.shutdown(wait=wait, cancel_futures=cancel_futures)

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        """End the processes: at once where something went wrong."""
        self.shutdown(wait=kind is None, cancel_futures=kind is not None)
