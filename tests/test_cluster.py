"""Work on many machines is as on one: same limits, same words for what is lost, same bytes."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor
from pathlib import Path

import pytest
from distributed import LocalCluster

from publisher.cli import main
from publisher.cluster import Cluster, ClusterLost
from publisher.errors import InstallationError
from publisher.workers import Limits
from tests.labour import MOMENT, die, grow, spin
from tests.patience import PATIENCE
from tests.test_captures.test_web_archives import PAGE, record

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name == "nt", reason="signals of POSIX"),
    # a warning that is an error, in a thread of Dask, ends the thread: who waits for it hangs
    pytest.mark.filterwarnings("ignore"),
]


@pytest.fixture(scope="module")
def local() -> Iterator[LocalCluster]:
    """Two workers in processes of their own, that are started anew when they are killed."""
    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address="127.0.0.1:0"
    ) as cluster:
        yield cluster


def crawl(folder: Path, count: int) -> Path:
    pages = (
        record(
            PAGE.replace(b"The weir", b"Weir %d" % number), address=f"https://a.example/{number}"
        )
        for number in range(count)
    )
    (folder / "crawl.warc.gz").write_bytes(b"".join(pages))
    return folder / "crawl.warc.gz"


def made(folder: str) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in Path(folder).glob("*.epub")}


@pytest.mark.judge
def test_what_hangs_or_is_killed_there_ends_alone(local: LocalCluster) -> None:
    with Cluster(local.scheduler_address, (), Limits(seconds=MOMENT)) as cluster:
        assert cluster.count == 2
        hanging, lost = cluster.submit(spin), cluster.submit(die)
        assert isinstance(lost.exception(timeout=PATIENCE), BrokenExecutor)
        assert "took longer than 3 s" in str(hanging.exception(timeout=PATIENCE))
        assert cluster.submit(int, "7").result(timeout=PATIENCE) == 7


@pytest.mark.judge
def test_an_archive_is_built_there_to_the_same_bytes(
    local: LocalCluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    crawl(tmp_path, 3)
    build = ("build", "crawl.warc.gz", "--format", "epub", "-o")
    assert main([*build, "there", "--dask", local.scheduler_address]) == 0
    assert main([*build, "here", "--jobs", "1"]) == 0
    assert len(made("there")) == 3
    assert made("there") == made("here")


@pytest.mark.judge
def test_a_worker_that_is_killed_loses_nothing(
    local: LocalCluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    crawl(tmp_path, 120)
    build = ("build", "crawl.warc.gz", "--format", "epub", "-o")

    def kill() -> None:
        while not list(tmp_path.glob("there/*.epub")):
            time.sleep(0.05)
        os.kill(next(iter(local.workers.values())).pid, signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    assert main([*build, "there", "--dask", local.scheduler_address]) == 0
    killer.join()
    assert main([*build, "here", "--jobs", "1"]) == 0
    assert made("there") == made("here")


@pytest.mark.judge
@pytest.mark.skipif(sys.platform != "linux", reason="limits of memory are kept on Linux alone")
def test_what_grows_there_ends_alone(local: LocalCluster) -> None:
    limits = Limits(memory=3 * 10**9)
    with Cluster(local.scheduler_address, (), limits) as cluster:
        assert isinstance(cluster.submit(grow).exception(timeout=PATIENCE), MemoryError)
        assert cluster.submit(int, "7").result(timeout=PATIENCE) == 7


@pytest.fixture
def started(tmp_path: Path) -> Iterator[Callable[[str], subprocess.Popen[bytes]]]:
    """Starts a program of Dask, that ends with the test."""
    running: list[subprocess.Popen[bytes]] = []

    def start(program: str, *options: str) -> subprocess.Popen[bytes]:
        file = str(tmp_path / "scheduler.json")
        command = [sys.executable, "-m", f"distributed.cli.{program}", "--scheduler-file", file]
        running.append(
            subprocess.Popen(
                [*command, "--no-dashboard", *options],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        )
        return running[-1]

    yield start
    for process in reversed(running):
        process.kill()
        process.wait(timeout=PATIENCE)


@pytest.mark.judge
def test_a_scheduler_that_is_lost_is_said_and_ends_the_run(
    started: Callable[..., subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    scheduler = started("dask_scheduler", "--host", "127.0.0.1", "--port", "0")
    started("dask_worker", "--nthreads", "1")
    file = tmp_path / "scheduler.json"
    while not file.is_file() or not file.read_text():
        time.sleep(0.05)
    address = json.loads(file.read_text())["address"]
    with Cluster(address, (), Limits()) as cluster:
        under_way = cluster.submit(spin)
        scheduler.kill()
        error = under_way.exception(timeout=PATIENCE)
        assert isinstance(error, ClusterLost)
        assert f"{address}: the scheduler is gone; start it and build again" in str(error)
        with pytest.raises(ClusterLost):
            cluster.submit(int)


def test_an_address_where_no_scheduler_is_ends_in_one_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("publisher.cluster._PATIENCE", 0.2)
    crawl(tmp_path, 2)
    assert main(["build", "crawl.warc.gz", "--dask", "tcp://127.0.0.1:9"]) == 1
    told = capsys.readouterr().err
    assert "tcp://127.0.0.1:9: no scheduler of Dask answers there" in told


def test_workers_of_another_version_are_refused() -> None:
    from publisher.cluster import _same_versions
    from publisher.versions import versions

    _same_versions("tcp://a", versions())
    with pytest.raises(
        InstallationError, match="tcp://a: has lxml 1, which would make other bytes"
    ):
        _same_versions("tcp://a", {**versions(), "lxml": "1"})
    with pytest.raises(InstallationError, match="publisher cannot be used there"):
        _same_versions("tcp://a", ModuleNotFoundError("no publisher"))
