"""A local cluster of Dask for the benchmarks, one worker of which is killed."""

import contextlib
import logging
import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def killing_one(out: Path) -> Iterator[str]:
    """The address of two workers in processes of their own; one is killed once a book is there."""
    from distributed import LocalCluster

    done = threading.Event()
    with LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        dashboard_address="127.0.0.1:0",
        silence_logs=logging.CRITICAL,  # of the worker that is killed
    ) as cluster:

        def kill() -> None:
            while not done.is_set() and not next(out.glob("*.epub"), None):
                time.sleep(0.05)
            if not done.is_set():
                os.kill(next(iter(cluster.workers.values())).pid, signal.SIGKILL)

        killer = threading.Thread(target=kill)
        killer.start()
        try:
            yield cluster.scheduler_address
        finally:
            done.set()
            killer.join()
