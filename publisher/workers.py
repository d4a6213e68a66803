"""Processes of our own: each piece of work within limits, and a killed one takes no other with it.

pebble ends the one process whose work takes too long or that dies, and starts another: in the pool
of the standard library every piece of work under way is lost with one process.
"""

import contextlib
import os
import pickle
import signal
import sys
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Executor, Future
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import connection, get_context, parent_process
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from publisher.build import load_writers
from publisher.errors import WorkLost
from publisher.process import prepare_process, tidy_process
from publisher.value import value

if TYPE_CHECKING:  # loaded with the first pool
    from pebble import ProcessPool

if sys.platform != "win32":
    import resource

P = ParamSpec("P")
T = TypeVar("T")
# Pieces of work after which a process is replaced: one grows by some 8 MB with each thousand, and
# to start another takes as long as to read and build five captures.
_RENEWED = 2_000


@value
class Limits:
    """What one piece of work may take.

    seconds  by the clock; 0: as long as it takes.
    memory   bytes; 0: as many as there are.  Kept on Linux alone (setrlimit(2): RLIMIT_DATA).
    """

    seconds: float = 0.0
    memory: int = 0


UNLIMITED = Limits()


def start_worker(formats: tuple[str, ...], memory: int = 0) -> None:
    """Make a new worker ready: its settings, and the writers it will need.

    It leaves ctrl-C to the process that started it, and ends with that process.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    prepare_process()
    threading.Thread(target=_end_with_parent, name="end-with-parent", daemon=True).start()
    # whatever is missing is told by the first edition that needs it
    with contextlib.suppress(Exception):
        load_writers(formats)
    if memory and sys.platform == "linux":
        with contextlib.suppress(OSError, ValueError):  # a limit that is lower already
            resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))


def do_call(call: bytes) -> Any:  # noqa: ANN401 - whatever it gives
    """What a pickled call gives, in a process that keeps nothing of it."""
    fn, args, kwargs = pickle.loads(call)  # noqa: S301 - of the process that started this one
    try:
        return fn(*args, **kwargs)
    finally:
        tidy_process()


def _end_with_parent() -> None:
    """Wait for the end of the parent, however it ends, and follow it.

    A worker that waits for work would never notice: it holds the pipe's other end itself.
    """
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


class Workers(Executor):
    """A pool of processes of our own, one of which is replaced when it is killed.

    The work that it did ends with BrokenProcessPool (concurrent.futures); what took longer than the
    limits allow ends with WorkLost, that says so.
    """

    def __init__(self, count: int, formats: Iterable[str], limits: Limits = UNLIMITED) -> None:
        self._count, self._formats, self._limits = count, tuple(formats), limits
        self._pool: Any = self._started()  # pebble types half of its methods

    def _started(self) -> "ProcessPool":
        from pebble import ProcessPool

        return ProcessPool(
            max_workers=self._count,
            max_tasks=_RENEWED,
            initializer=start_worker,
            initargs=(self._formats, self._limits.memory),
            context=get_context("spawn"),
        )

    def warm_up(self) -> None:
        """Start all processes now."""
        self.submit(int)

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """The future of this call, on new processes where the old ones were lost.

        It travels as bytes, so that a process which dies over its arguments has taken it already.
        """
        call = [pickle.dumps((fn, args, kwargs))]
        seconds = self._limits.seconds or None
        try:
            done = self._pool.schedule(do_call, args=call, timeout=seconds)
        except RuntimeError:  # a process was killed while it spoke with the pool
            self._pool.stop()
            self._pool = self._started()
            done = self._pool.schedule(do_call, args=call, timeout=seconds)
        given: Future[T] = Future()
        given.set_running_or_notify_cancel()
        done.add_done_callback(lambda ended: self._pass_on(ended, given))
        return given

    def _pass_on(self, ended: "Future[T]", given: "Future[T]") -> None:
        """Give what became of a call, in the words of concurrent.futures and our own."""
        from pebble import ProcessExpired

        if ended.cancelled():
            given.set_exception(BrokenProcessPool("the pool was stopped"))
        elif (error := ended.exception()) is None:
            given.set_result(ended.result())
        elif isinstance(error, ProcessExpired):
            given.set_exception(BrokenProcessPool("the process was killed"))
        elif isinstance(error, TimeoutError) and error.__cause__ is None:
            given.set_exception(WorkLost("", _too_long(self._limits.seconds)))
        else:
            given.set_exception(error)

    # as Executor declares it
    def shutdown(
        self,
        wait: bool = True,  # noqa: FBT001, FBT002
        *,
        cancel_futures: bool = False,
    ) -> None:
        """End the processes, as concurrent.futures does; what waits is given up if so asked."""
        if cancel_futures:
            self._pool.stop()
        else:
            self._pool.close()
        if wait:
            self._pool.join()

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        """End the processes: at once where something went wrong."""
        self.shutdown(cancel_futures=kind is not None)


def _too_long(seconds: float) -> str:
    return (
        f"it took longer than {seconds:g} s and was ended; divide it, or give more with"
        " --time-limit"
    )
