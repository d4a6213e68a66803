"""Processes of our own: a pool that outlives a killed one."""

import contextlib
import functools
import os
import signal
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import connection, get_context, parent_process
from typing import ParamSpec, TypeVar

from publisher.build import load_writers
from publisher.process import prepare_process, tidy_process

P = ParamSpec("P")
T = TypeVar("T")


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


def _tidily(fn: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What the call gives, in a process that keeps nothing of it."""
    try:
        return fn(*args, **kwargs)
    finally:
        tidy_process()


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
            return self._pool.submit(functools.partial(_tidily, fn), *args, **kwargs)
        except BrokenProcessPool:
            self._pool.shutdown(wait=False)
            self._pool = self._started()
            return self._pool.submit(functools.partial(_tidily, fn), *args, **kwargs)

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
        """End the processes: at once where something went wrong.

        They are killed then: an interruption may come while a lock of the pool is held, and
        whoever waited for them to end by themselves would wait for ever.
        """
        processes = list((self._pool._processes or {}).values()) if kind else []  # noqa: SLF001
        self.shutdown(wait=kind is None, cancel_futures=kind is not None)
        for process in processes:
            process.kill()
