"""What holds for a whole process is set once, never by a library; a killed worker is replaced."""

import contextlib
import gc
import os
import signal
import subprocess
import sys
import threading
import warnings
from concurrent.futures import Executor, Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageFile

from publisher.batch import Failed, Job, build_all
from publisher.build import Built, build_edition, load_writers
from publisher.cli.folders import Input
from publisher.cli.reading import Reads, read_each
from publisher.cli.sources import Declared
from publisher.errors import Defect, PublisherError, WorkLost, error_of
from publisher.model.edition import alone
from publisher.readers import read_article
from publisher.workers import Limits, Workers
from tests.labour import MOMENT, grow, spin
from tests.patience import PATIENCE
from tests.test_verify.everything import EDITION, ORDER

CHECKOUT = Path(__file__).resolve().parent.parent
MARKDOWN = """---
title: {title}
rights:
  basis: own-work
  holder: Ann Bell
---

A paragraph of {title}.
"""


def settings() -> tuple[object, ...]:
    """What of this process a library must leave alone; the mask as the system tells it."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.is_file() else []
    return (
        gc.get_threshold(),
        gc.isenabled(),
        [line for line in lines if line.startswith("Umask")],
        ImageFile.LOAD_TRUNCATED_IMAGES,
        Image.MAX_IMAGE_PIXELS,
        tuple(warnings.filters),
        signal.getsignal(signal.SIGINT),
        signal.getsignal(signal.SIGTERM),
        dict(os.environ),
        Path.cwd(),
    )


def test_what_writes_a_pdf_is_loaded_without_a_file_that_a_kill_would_leave() -> None:
    told = (
        "import sys; made = []; "
        "sys.addaudithook(lambda event, _: made.append(event) if 'mkstemp' in event else None); "
        "from publisher.writers.pdf import weasy; print(made)"
    )
    done = subprocess.run(
        [sys.executable, "-c", told], cwd=CHECKOUT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_a_build_in_a_thread_of_another_program_leaves_its_process_as_it_was() -> None:
    load_writers(("epub", "pdf"))  # while WeasyPrint is imported, Pillow's switch is its own
    before, during, built = settings(), set[str](), list[Built]()
    thread = threading.Thread(target=lambda: built.append(build_edition(EDITION, ORDER)))
    thread.start()
    while thread.is_alive():
        during.add(repr(settings()))
        thread.join(0.01)
    assert built[0].files
    assert during == {repr(before)}
    assert settings() == before


def run(program: str, folder: Path) -> None:
    subprocess.run(
        [sys.executable, "-c", program],
        check=True,
        timeout=PATIENCE,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
    )


def test_importing_the_typesetter_leaves_pillow_as_it_was(tmp_path: Path) -> None:
    run(
        "from PIL import ImageFile; from publisher.writers.pdf import writer as pdf;"
        " assert ImageFile.LOAD_TRUNCATED_IMAGES is False",
        tmp_path,
    )


THEIRS = """
import warnings; warnings.simplefilter("ignore")
import weasyprint

def made():
    page = weasyprint.HTML(string='<html lang="en"><ul><li>one</li></ul><p>नमस्ते (a)</p></html>')
    return page.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=b"x")

before = made()
from publisher.writers.pdf.weasy_patches import patched
assert made() == before, "their files are not ours"
with patched():
    assert made() != before, "the patches do something"
assert made() == before
"""


def test_weasyprint_of_another_program_writes_its_own_files(tmp_path: Path) -> None:
    run(THEIRS, tmp_path)


class Killer:
    """What ends the process that unpickles it, as the system does for want of memory."""

    def __reduce__(self) -> tuple[Any, ...]:
        return signal.raise_signal, (signal.SIGKILL,)


@pytest.fixture
def jobs(tmp_path: Path) -> list[Job]:
    made = []
    for title in ("one", "two", "three", "four", "five"):
        path = tmp_path / f"{title}.md"
        path.write_text(MARKDOWN.format(title=title), "utf-8")
        edition = alone(read_article(path), name=title)
        made.append(Job(edition=edition, order=replace(ORDER, formats=("epub",))))
    return made


def outcomes(jobs: list[Job], workers: Workers | None) -> dict[str, Built | Failed]:
    return {made.name: made for made in build_all(jobs, executor=workers, workers=2)}


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_only_the_edition_that_kills_its_worker_fails(jobs: list[Job]) -> None:
    order: Any = Killer()
    jobs[1] = replace(jobs[1], order=order)
    with Workers(2, ("epub",)) as workers:
        made = outcomes(jobs, workers)
        again = outcomes(jobs, workers)
    for found in (made, again):
        lost = found.pop("two")
        assert isinstance(lost, Failed)
        assert isinstance(lost.error, WorkLost)
        assert "two: the process that worked on it was killed" in str(lost.error)
        assert sorted(found) == ["five", "four", "one", "three"]
        assert all(isinstance(one, Built) for one in found.values())


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="limits of memory are kept on Linux alone")
def test_what_hangs_or_grows_is_ended_told_and_takes_nothing_with_it() -> None:
    with Workers(2, (), Limits(seconds=MOMENT, memory=4 * 10**9)) as workers:
        hanging, growing, quick = (workers.submit(deed) for deed in (spin, grow, int))
        assert isinstance(growing.exception(timeout=PATIENCE), MemoryError)
        assert quick.result(timeout=PATIENCE) == 0
        error = hanging.exception(timeout=PATIENCE)
        assert isinstance(error, WorkLost)
        assert workers.submit(int, "7").result(timeout=PATIENCE) == 7
    assert str(error_of("two", error)) == (
        "two: it took longer than 3 s and was ended; divide it, or give more with --time-limit"
    )


class Dying(Executor):
    """Loses whatever it is given, as a pool does whose worker was killed."""

    def submit(self, *_: Any, **__: Any) -> Future[Any]:
        """A future that is lost."""
        lost: Future[Any] = Future()
        lost.set_exception(BrokenProcessPool("a process was terminated abruptly"))
        return lost


class Elsewhere(Executor):
    """Does each piece of work at once; `lost` of them it loses first."""

    def __init__(self, lost: int = 0) -> None:
        self.lost = lost

    def submit(self, fn: Any, /, *args: Any, **given: Any) -> Future[Any]:
        future: Future[Any] = Future()
        if self.lost:
            self.lost -= 1
            future.set_exception(BrokenProcessPool("killed"))
        else:
            future.set_result(fn(*args, **given))
        return future


@pytest.mark.parametrize(("lost", "failed"), [(0, []), (1, []), (2, ["one.md"])])
def test_sources_are_read_elsewhere_and_given_in_their_order(
    lost: int, failed: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for title in ("one", "two", "three"):
        Path(f"{title}.md").write_text(MARKDOWN.format(title=title), "utf-8")
    sources = [Input(path=f"{title}.md") for title in ("one", "two", "three", "none")]
    found = list(
        read_each(
            sources,
            Reads(declared=Declared()),
            executor=Elsewhere(lost),
            ahead=2 if not lost else 0,
        )
    )
    assert [one.source for one in found] == sources
    wrong = [one.source.path for one in found if isinstance(one.item, PublisherError)]
    assert wrong == [*failed, "none.md"]
    assert all(one.files for one in found if one.source.path not in wrong)


def test_a_worker_that_is_killed_over_the_pages_of_a_pdf_takes_no_epub_with_it() -> None:
    built = build_edition(EDITION, ORDER, executor=Dying())
    assert [file.name for file in built.files] == ["everything.epub"]
    (refused,) = built.refused
    assert refused.name == "everything.pdf"
    assert isinstance(refused.error, WorkLost)


@pytest.mark.slow
@pytest.mark.parametrize("count", [0, 2], ids=["here", "in workers"])
def test_a_bug_in_one_edition_stops_no_other_and_tells_its_traceback(
    count: int, jobs: list[Job]
) -> None:
    order: Any = "no order at all"
    jobs[0] = replace(jobs[0], order=order)
    if count:
        with Workers(count, ("epub",)) as workers:
            made = outcomes(jobs, workers)
    else:
        made = outcomes(jobs, None)
    failed = made.pop("one")
    assert isinstance(failed, Failed)
    assert isinstance(failed.error, Defect)
    assert "AttributeError" in failed.error.summary
    assert failed.error.trace.startswith("Traceback (most recent call last)")
    assert sorted(made) == ["five", "four", "three", "two"]
    assert all(isinstance(one, Built) for one in made.values())


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_workers_end_with_a_process_that_is_killed(tmp_path: Path) -> None:
    program = (
        "import os, sys\n"
        "from publisher.workers import Workers\n"
        "if __name__ == '__main__':\n"
        "    workers = Workers(2, ())\n"
        "    print(workers.submit(os.getpid).result(), flush=True)\n"
        "    sys.stdin.read()\n"
    )
    (tmp_path / "parent.py").write_text(program)
    with subprocess.Popen(
        [sys.executable, "parent.py"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as parent:
        assert parent.stdout
        worker = int(parent.stdout.readline())
        os.kill(worker, 0)  # it is there
        parent.kill()
        # the worker holds the pipe as well: it comes to its end only when that is gone too
        parent.communicate(timeout=PATIENCE)


FONTS = """
import sys
from publisher.resources import font_family
from publisher.writers.pdf.typeset import _fonts
fonts = _fonts((font_family("Literata"),))
print(fonts._folder, flush=True)
sys.stdin.read()
"""


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="locks of POSIX")
def test_font_files_of_a_killed_process_are_taken_away_by_the_next_and_no_living_one_s(
    tmp_path: Path,
) -> None:
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT), "TMPDIR": str(tmp_path)}
    with contextlib.ExitStack() as ended:
        started = []
        for _ in range(2):
            process = subprocess.Popen(
                [sys.executable, "-c", FONTS],
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            ended.enter_context(process)
            assert process.stdout
            started.append((process, Path(process.stdout.readline().strip())))
        (killed, left), (living, kept) = started
        killed.kill()
        killed.wait(timeout=PATIENCE)
        assert list(left.iterdir()), "it holds fonts, and nobody takes them away"
        run_in(environment, FONTS)
        assert not left.exists()
        assert list(kept.iterdir())
        living.communicate("", timeout=PATIENCE)
    assert list(tmp_path.glob("publisher-fonts-*")) == []


def run_in(environment: dict[str, str], program: str) -> None:
    subprocess.run(
        [sys.executable, "-c", program],
        check=True,
        timeout=PATIENCE,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
