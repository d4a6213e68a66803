"""How long things take, as ratios within one run: ours against a peer on the same words.

    python -m tests.benchmarks.speed [--quick | --all-records] [--runs N] [NAME ...]

Each figure is the median of the runs' ratios, the two commands taking turns (A B A B ...), so that
a machine whose speed drifts moves both; beside it the ratio of the CPU that they took, which a busy
machine alters less.  Nothing here is asserted: figures stand beside their aims.  Peers: pandoc (PyPI
pypandoc-binary), the weasyprint command, and Chromium where it is installed; a peer that is absent
is said, and a command that fails or hangs costs its row alone.  Table and plot are put into
dist/bench/.  All of it takes about a quarter of an hour on two quiet cores.
"""

import argparse
import compileall
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from importlib.util import find_spec
from pathlib import Path

from publisher.programs import CHROMIUMS, find_program
from publisher.rows import keep_all
from tests.benchmarks.words import article_text, peer_page, write_captures, write_crawl, write_many

CHECKOUT = Path(__file__).resolve().parent.parent.parent
RESULTS = CHECKOUT / "dist" / "bench"
PYTHON = sys.executable
PUBLISHER = (PYTHON, "-m", "publisher")


@dataclass(frozen=True)
class Size:
    """How much is measured: in a quick run little, to see that it works.

    compared   how many of the records are built by one process as well.
    """

    runs: int
    articles: int
    captures: int
    records: int
    compared: int
    curve: tuple[int, ...]
    pages: tuple[int, ...]


WHOLE = Size(5, 200, 1_000, 5_000, 1_000, (1, 10, 100, 1_000), (1, 10, 50, 200))
QUICK = Size(1, 4, 6, 6, 6, (1, 4), (1, 3))
_PATIENCE = 1800.0  # seconds of one command: whatever takes longer hangs


@dataclass(frozen=True)
class Cost:
    """What a command took: seconds by the clock, and of CPU with all that it started."""

    wall: float
    cpu: float


@dataclass(frozen=True)
class Row:
    """One line of the table; `said` instead of figures where there is none."""

    work: str
    aim: float
    ratio: float | None = None
    of_cpu: float | None = None
    ours: float | None = None
    theirs: float | None = None
    said: str = ""

    @property
    def cells(self) -> tuple[str, ...]:
        """The line as words."""
        if self.ratio is None:
            return self.work, f"{self.aim:g}", self.said, "", "", ""
        met = self.said or ("met" if self.ratio <= self.aim else "not met")
        figures = (self.ratio, self.of_cpu, self.ours, self.theirs)
        shown = tuple("" if figure is None else f"{figure:.3g}" for figure in figures)
        return self.work, f"{self.aim:g}: {met}", *shown


class AbsentError(Exception):
    """A peer, or part of this program, that is not installed here."""


class FailedError(Exception):
    """A command that ended badly, or did not end."""


def run(command: Sequence[str], folder: Path) -> Cost:
    """What one whole process takes.  Its output is thrown away.

    Refuses with FailedError a command that fails, or is not done after half an hour.
    """
    started = time.perf_counter()
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    with tempfile.TemporaryFile() as told:
        process = subprocess.Popen(
            command, cwd=folder, stdout=subprocess.DEVNULL, stderr=told, env=environment
        )
        hanging = threading.Timer(_PATIENCE, process.kill)
        hanging.start()
        _, status, used = os.wait4(process.pid, 0)
        hanging.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        took = time.perf_counter() - started
        if process.returncode:
            told.seek(0)
            lines = told.read()[-2000:].decode(errors="replace").split("\n")
            last = next((line for line in reversed(lines) if line.strip()), "killed")
            raise FailedError(f"{' '.join(command)[-120:]}: {last.strip()[:120]}")
    return Cost(took, used.ru_utime + used.ru_stime)


def compare(
    work: str, aim: float, ours: Sequence[str], theirs: Sequence[str], folder: Path, runs: int
) -> Row:
    """The ratio ours / theirs; where there are several runs, after one warm-up of each.

    What is measured once or twice takes half a minute, of which a cold disk is no part to speak of.
    """
    if runs > 2:
        run(ours, folder), run(theirs, folder)
    return ratio_of(work, aim, [(run(ours, folder), run(theirs, folder)) for _ in range(runs)])


def ratio_of(work: str, aim: float, pairs: Sequence[tuple[Cost, Cost]]) -> Row:
    return Row(
        work,
        aim,
        ratio=statistics.median(mine.wall / other.wall for mine, other in pairs),
        of_cpu=statistics.median(mine.cpu / other.cpu for mine, other in pairs),
        ours=statistics.median(mine.wall for mine, _ in pairs),
        theirs=statistics.median(other.wall for _, other in pairs),
    )


def pandoc(*texts: str) -> tuple[str, ...]:
    try:
        import pypandoc
    except ImportError as error:
        raise AbsentError("pandoc is not installed") from error
    return (pypandoc.get_pandoc_path(), "--metadata", "title=A", *texts, "-o", "peer.epub")


def weasyprint(page: Path, *options: str) -> tuple[str, ...]:
    return (PYTHON, "-m", "weasyprint", *options, str(page), "peer.pdf")


def chromium(page: Path) -> tuple[str, ...]:
    found = find_program(*CHROMIUMS)
    if found is None:
        raise AbsentError("Chromium is not installed")
    options = ("--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer")
    return (found, *options, "--print-to-pdf=peer.pdf", page.as_uri())


def typst() -> tuple[str, ...]:
    """The options by which the second typesetter is asked for."""
    try:
        __import__("typst")
    except ImportError as error:
        raise AbsentError("publisher[typst] is not installed") from error
    return ("--engine", "typst")


def build(source: str, *options: str) -> tuple[str, ...]:
    return (*PUBLISHER, "build", source, "-o", "out", "--force", "--quiet", *options)


def start_up(folder: Path, size: Size) -> Iterator[Row]:
    """`publisher --help` against importing click."""
    help_, click = (*PUBLISHER, "--help"), (PYTHON, "-c", "import click")
    yield compare("publisher --help / import click", 1.5, help_, click, folder, 3 * size.runs)


def one_article(folder: Path, size: Size) -> Iterator[Row]:
    """One article, cold, as EPUB and PDF."""
    (folder / "article.txt").write_text(article_text(), "utf-8")
    (folder / "article.md").write_text(article_text(), "utf-8")
    page = peer_page(folder, ["article.txt"])
    for work, aim, ours, theirs in (
        (
            "one article to EPUB / pandoc",
            2.5,
            lambda: build("article.txt", "--format", "epub"),
            lambda: pandoc("article.md"),
        ),
        (
            "one article to PDF, WeasyPrint / weasyprint",
            0.8,
            lambda: build("article.txt", "--format", "pdf", "--no-cache"),
            lambda: weasyprint(page),
        ),
        (
            "one article to PDF, Typst / weasyprint",
            0.35,
            lambda: build("article.txt", "--format", "pdf", "--no-cache", *typst()),
            lambda: weasyprint(page),
        ),
    ):
        yield attempted(work, aim, lambda: (ours(), theirs()), folder, size.runs)  # noqa: B023


def attempted(
    work: str,
    aim: float,
    commands: Callable[[], tuple[Sequence[str], Sequence[str]]],
    folder: Path,
    runs: int,
) -> Row:
    """The comparison, or what is absent or failed."""
    try:
        ours, theirs = commands()
        return compare(work, aim, ours, theirs, folder, runs)
    except AbsentError as error:
        return Row(work, aim, said=f"absent: {error}")
    except FailedError as error:
        return Row(work, aim, said=f"failed: {error}")


def many_articles(folder: Path, size: Size) -> Iterator[Row]:
    """Many articles in one book, cold."""
    names = write_many(folder, size.articles)
    page, count, runs = peer_page(folder, names), size.articles, max(1, size.runs // 2)
    texts = [name.replace(".txt", ".md") for name in names]
    pdf = ("--format", "pdf", "--no-cache", "--jobs", "2")
    tagged = ("--pdf-variant", "pdf/a-3a")
    for work, aim, ours, theirs in (
        (
            f"{count} articles to EPUB / pandoc",
            0.6,
            lambda: build("many.yaml", "--format", "epub"),
            lambda: pandoc(*texts),
        ),
        (
            f"{count} articles to PDF, WeasyPrint, --jobs 2 / bare WeasyPrint",
            0.45,
            lambda: build("many.yaml", *pdf),
            lambda: weasyprint(page, *tagged),
        ),
        (
            f"{count} articles to PDF, Typst, verified / Chromium",
            1.0,
            lambda: build("many.yaml", *pdf, *typst()),
            lambda: chromium(page),
        ),
    ):
        yield attempted(work, aim, lambda: (ours(), theirs()), folder, runs)  # noqa: B023


def again(folder: Path, size: Size) -> Iterator[Row]:
    """What a build costs that follows another, against the whole one."""
    names = write_many(folder, size.articles)
    warm = (*PUBLISHER, "build", "many.yaml", "-o", "out", "--quiet", "--format", "pdf")
    os.environ["PUBLISHER_CACHE"] = str(folder / "cache")
    try:
        whole = run((*warm, "--no-cache", "--force"), folder)
        run((*warm, "--force"), folder)  # fills the cache
        changed, same = [], []
        for number in range(size.runs):
            text = folder / names[len(names) // 2]
            text.write_text(f"{text.read_text('utf-8')}\n\nA line more ({number}).\n", "utf-8")
            changed.append((run(warm, folder), whole))
            same.append((run(warm, folder), whole))
    finally:
        del os.environ["PUBLISHER_CACHE"]
    yield ratio_of(f"one changed article of {size.articles}, PDF / full build", 0.06, changed)
    yield ratio_of(f"nothing changed of {size.articles}, PDF / full build", 0.03, same)


def captures(folder: Path, size: Size) -> Iterator[Row]:
    """Many captures to a book each: what a second process is worth, and what one costs."""
    write_captures(folder / "saved", size.captures)
    told = f"{size.captures} captures to EPUB"
    pairs = []
    for _ in range(max(1, size.runs // 3)):
        two = run(build("saved", "--format", "epub", "--jobs", "2"), folder)
        one = run(build("saved", "--format", "epub", "--jobs", "1"), folder)
        pairs.append((two, Cost(one.wall / 2, one.cpu)))
    yield ratio_of(f"{told}, two processes / half of one", 1 / 0.95, pairs)
    each = statistics.median(two.cpu for two, _ in pairs) / size.captures
    yield Row(f"{told}: seconds of CPU each", 0.17, ratio=each)


def on_dask(folder: Path, size: Size) -> Iterator[Row]:
    """A crawl on a local cluster, one worker of which is killed, against one process.

    One process builds the first of the records alone; the ratio is of what each record took.
    """
    work = f"{size.records} WARC records on Dask, a worker killed / one process"
    try:
        yield _on_dask(work, folder, size)
    except AbsentError as error:
        yield Row(work, 1.0, said=f"absent: {error}")
    except FailedError as error:
        yield Row(work, 1.0, said=f"failed: {error}")


def _on_dask(work: str, folder: Path, size: Size) -> Row:
    from tests.benchmarks.cluster import killing_one

    for name, extra in (("distributed", "cluster"), ("fastwarc", "archive")):
        if find_spec(name) is None:
            raise AbsentError(f"publisher[{extra}] is not installed")
    write_crawl(folder / "first.warc.gz", size.compared)
    write_crawl(folder / "crawl.warc.gz", size.records)
    here = run(build("first.warc.gz", "--format", "epub", "--jobs", "1"), folder)
    (folder / "out").rename(folder / "here")
    with killing_one(folder / "out") as address:
        there = run(build("crawl.warc.gz", "--format", "epub", "--dask", address), folder)
    made = {path.name: path.read_bytes() for path in (folder / "here").glob("*.epub")}
    same = sum((folder / "out" / name).read_bytes() == data for name, data in made.items())
    count = sum(1 for _ in (folder / "out").glob("*.epub"))
    each = Cost(there.wall / size.records, there.cpu / size.records)
    row = ratio_of(work, 1.0, [(each, Cost(here.wall / size.compared, here.cpu / size.compared))])
    said = f"{count} of {size.records} made, {same} of {size.compared} the same bytes"
    # the processor's time of a cluster is that of its workers, which are no children of the command
    return Row(**{**asdict(row), "said": said, "of_cpu": None})


BENCHMARKS: dict[str, Callable[[Path, Size], Iterator[Row]]] = {
    "start-up": start_up,
    "one": one_article,
    "many": many_articles,
    "again": again,
    "captures": captures,
    "dask": on_dask,
}
HEAD = ("work", "aim", "ratio", "of CPU", "ours, s", "theirs, s")


def table(rows: Sequence[Row]) -> str:
    """The rows as a table of Markdown."""
    lines = [HEAD, ("---",) * len(HEAD), *(row.cells for row in rows)]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def rows_of(name: str, folder: Path, size: Size) -> Iterator[Row]:
    """The rows of a benchmark; where one of its commands fails, a row that says so."""
    try:
        yield from BENCHMARKS[name](folder, size)
    except FailedError as error:
        yield Row(name, 0.0, said=f"failed: {error}")


def main() -> None:
    """Run the benchmarks that were asked for, or all."""
    from tests.benchmarks.curves import curves

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", choices=[*BENCHMARKS, "curves", []], default=[])
    parser.add_argument("--runs", type=int, default=0)
    parser.add_argument("--quick", action="store_true", help="little of each, to try it")
    parser.add_argument(
        "--all-records", action="store_true", help="compare every WARC record, not the first 1,000"
    )
    given = parser.parse_args()
    started = time.monotonic()
    size = QUICK if given.quick else WHOLE
    if given.all_records:
        size = replace(size, compared=size.records)
    if given.runs:
        size = replace(size, runs=given.runs)
    # as an installed package is, also where Python writes no byte code
    compileall.compile_dir(CHECKOUT / "publisher", quiet=1)
    keep_all(CHECKOUT / "publisher")
    RESULTS.mkdir(parents=True, exist_ok=True)
    rows: list[Row] = []
    for name in given.names or BENCHMARKS:
        if name == "curves":
            continue
        with tempfile.TemporaryDirectory() as folder:
            for row in rows_of(name, Path(folder), size):
                rows.append(row)
                print(" | ".join(row.cells), flush=True)
                (RESULTS / "table.md").write_text(table(rows), "utf-8")
                plain = [asdict(one) for one in rows]
                (RESULTS / "table.json").write_text(json.dumps(plain, indent=1), "utf-8")
    if not given.names or "curves" in given.names:
        curves(size, RESULTS)
    print(f"{RESULTS}: written after {(time.monotonic() - started) / 60:.1f} minutes")


if __name__ == "__main__":
    main()
