"""Workers on many machines: the processes of a Dask cluster, as an executor like those of one.

On each machine the work is done by processes of our own (`workers.Workers`), so that the limits of
time and memory are those of one machine, and what hangs or grows ends there without its worker.
A worker that is killed loses nothing: the scheduler gives its work to another (dask.distributed,
"Resilience").  Where the scheduler itself is lost, what is under way ends with ClusterLost.
"""

import functools
import logging
import multiprocessing
import pickle
import threading
import warnings
from collections.abc import Callable, Iterable
from concurrent.futures import Executor, Future
from typing import Any, ParamSpec, TypeVar

from publisher.errors import InstallationError, WorkLost
from publisher.versions import versions
from publisher.workers import Limits, Workers, do_call

P = ParamSpec("P")
T = TypeVar("T")
_PATIENCE = 15.0  # seconds in which a scheduler answers, and has a worker
_starting = threading.Lock()


class ClusterLost(WorkLost):
    """The scheduler went away: nothing more can be done there."""


class Cluster(Executor):
    """The workers of the cluster whose scheduler has this address ("tcp://host:8786").

    count   how many pieces of work they do at once.
    Refuses with InstallationError a cluster where publisher is not installed, or not in this
    version, and where the library is not installed here; with ClusterLost one that does not answer.
    """

    def __init__(self, address: str, formats: Iterable[str], limits: Limits) -> None:
        self._address, self._formats, self._limits = address, tuple(formats), limits
        self._lost = False
        self._client = _connected(address)
        try:
            self.count = self._checked()
        except BaseException:
            self._client.close()
            raise

    def _checked(self) -> int:
        """How much the workers do at once; all have what decides the bytes as it is here."""
        try:
            self._client.wait_for_workers(1, timeout=_PATIENCE)
        except TimeoutError as error:
            raise ClusterLost(self._address, "the scheduler has no worker; start some") from error
        told = self._client.run(_versions_there, on_error="return")
        for worker, found in told.items():
            _same_versions(str(worker), found)
        return int(sum(self._client.nthreads().values()))

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """The future of this call.  Refuses with ClusterLost once the scheduler is gone."""
        if self._lost or self._client.status != "running":
            raise self._gone()
        given: Future[T] = Future()
        given.set_running_or_notify_cancel()
        call = pickle.dumps((fn, args, kwargs))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of large arguments: a book is large
            there = self._client.submit(
                do_there, call, self._formats, self._limits, versions(), pure=False
            )
        there.add_done_callback(lambda ended: self._pass_on(ended, given))
        return given

    def _pass_on(self, ended: Any, given: Future[Any]) -> None:  # noqa: ANN401 - a future of Dask
        """Give what became of a call, in the words of concurrent.futures and our own."""
        if ended.status == "finished":
            try:
                given.set_result(pickle.loads(ended.result()))  # noqa: S301 - our own workers
            except Exception as error:  # noqa: BLE001 - the connection ended in the middle of it
                given.set_exception(self._gone() if self._client.status != "running" else error)
        elif ended.status == "error":
            why = ended.exception()
            if type(why).__name__ == "KilledWorker":
                why = WorkLost("", "every worker that took it was killed; divide it")
            given.set_exception(why)
        else:
            given.set_exception(self._gone())
        ended.release()

    def _gone(self) -> ClusterLost:
        self._lost = True
        return ClusterLost(
            self._address,
            "the scheduler is gone; start it and build again, what is finished stays",
        )

    # as Executor declares it
    def shutdown(
        self,
        wait: bool = True,  # noqa: FBT001, FBT002, ARG002
        *,
        cancel_futures: bool = False,  # noqa: ARG002 - what nobody waits for is given up by Dask
    ) -> None:
        """Leave the cluster, which goes on."""
        self._client.close(timeout=_PATIENCE)


def _connected(address: str) -> Any:  # noqa: ANN401 - loaded on use
    try:
        import distributed
    except ImportError as error:
        raise InstallationError(
            "--dask needs dask.distributed, which is not installed",
            "pip install 'publisher[cluster]'",
        ) from error
    for name in list(logging.root.manager.loggerDict):
        if name.startswith("distributed"):
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)  # we say it ourselves
    try:
        client: Any = distributed.Client  # which has no types
        return client(address, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        raise ClusterLost(address, "no scheduler of Dask answers there") from error


def _versions_there() -> dict[str, str]:
    return versions()


def _same_versions(worker: str, found: object) -> None:
    """Refuse with InstallationError a worker that would make other bytes."""
    here = versions()
    if not isinstance(found, dict):
        raise InstallationError(
            f"{worker}: publisher cannot be used there ({' '.join(str(found).split())[:80]})",
            f"install publisher {here['publisher']} where the workers run",
        )
    other = sorted(name for name in here if found.get(name) != here[name])
    if other:
        told = ", ".join(f"{name} {found.get(name, 'missing')}" for name in other[:3])
        wanted = ", ".join(f"{name} {here[name]}" for name in other[:3])
        raise InstallationError(
            f"{worker}: has {told}, which would make other bytes", f"install {wanted} there"
        )


def do_there(
    call: bytes, formats: tuple[str, ...], limits: Limits, wanted: dict[str, str]
) -> bytes:
    """On a worker of Dask: what a call gives, done by a process of our own; both pickled."""
    if versions() != wanted:
        _same_versions("a worker that came later", wanted)
    return _pool(formats, limits).submit(do_pickled, call).result()


def do_pickled(call: bytes) -> bytes:
    """What a pickled call gives, pickled: the worker in between need not understand it."""
    return pickle.dumps(do_call(call))


def _pool(formats: tuple[str, ...], limits: Limits) -> Workers:
    with _starting:  # threads of one worker ask at once
        return _started(formats, limits.seconds, limits.memory)


@functools.cache
def _started(formats: tuple[str, ...], seconds: float, memory: int) -> Workers:
    """The processes of this worker, as many as it has threads; they end with it."""
    from distributed import get_worker

    # Dask's own processes are daemons, which may not start others; ours end with their parent
    multiprocessing.current_process()._config["daemon"] = False  # type: ignore[attr-defined]  # noqa: SLF001
    count = int(get_worker().state.nthreads)
    return Workers(count, formats, Limits(seconds=seconds, memory=memory))
