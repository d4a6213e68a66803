"""How long things take, as ratios within one run: ours against a peer on the same words.

    python -m tests.benchmarks.speed [--quick] [--runs N] [NAME ...]

Each figure is the median of the runs' ratios, the two commands taking turns (A B A B ...), so that
a machine whose speed drifts moves both; beside it the ratio of the CPU that they took, which a busy
machine alters less.  Nothing here is asserted: figures stand beside their aims.  Peers: pandoc (PyPI
pypandoc-binary), the weasyprint command, and Chromium where it is installed; a peer that is absent
is said.  Table and plot are put into dist/bench/.
"""

import argparse
import compileall
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from publisher.programs import CHROMIUMS, find_program
from tests.benchmarks.words import article_text, peer_page, write_captures, write_crawl, write_many

CHECKOUT = Path(__file__).resolve().parent.parent.parent
RESULTS = CHECKOUT / "dist" / "bench"
PYTHON = sys.executable
PUBLISHER = (PYTHON, "-m", "publisher")


@dataclass(frozen=True)
class Size:
    """How much is measured: in a quick run little, to see that it works."""

    runs: int
    articles: int
    captures: int
    records: int
    curve: tuple[int, ...]
    pages: tuple[int, ...]


WHOLE = Size(5, 200, 1_000, 5_000, (1, 10, 100, 300, 1_000), (1, 10, 50, 200))
QUICK = Size(1, 4, 6, 6, (1, 4), (1, 3))


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


def run(command: Sequence[str], folder: Path) -> Cost:
    """What one whole process takes.  Its output is thrown away; a failure ends the measurement."""
    started = time.perf_counter()
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    with tempfile.TemporaryFile() as told:
        process = subprocess.Popen(
            command, cwd=folder, stdout=subprocess.DEVNULL, stderr=told, env=environment
        )
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        took = time.perf_counter() - started
        if process.returncode:
            told.seek(0)
            raise SystemExit(f"{' '.join(command)[:120]}: failed\n{told.read()[-2000:].decode()}")
    return Cost(took, used.ru_utime + used.ru_stime)


def compare(
    work: str, aim: float, ours: Sequence[str], theirs: Sequence[str], folder: Path, runs: int
) -> Row:
    """The ratio ours / theirs, after one warm-up of each."""
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
    """The comparison, or what is absent."""
    try:
        ours, theirs = commands()
    except AbsentError as error:
        return Row(work, aim, said=f"absent: {error}")
    return compare(work, aim, ours, theirs, folder, runs)


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
    """A crawl on a local cluster, one worker of which is killed, against one process."""
    from tests.benchmarks.cluster import killing_one

    work = f"{size.records} WARC records on Dask, a worker killed / one process"
    write_crawl(folder / "crawl.warc.gz", size.records)
    here = run(build("crawl.warc.gz", "--format", "epub", "--jobs", "1"), folder)
    (folder / "out").rename(folder / "here")
    try:
        with killing_one(folder / "out") as address:
            there = run(build("crawl.warc.gz", "--format", "epub", "--dask", address), folder)
    except ImportError:
        yield Row(work, 1.0, said="absent: publisher[cluster] is not installed")
        return
    made = [
        {path.name: path.read_bytes() for path in (folder / name).glob("*.epub")}
        for name in ("here", "out")
    ]
    same = "same bytes" if made[0] == made[1] and len(made[0]) == size.records else "OTHER BYTES"
    row = ratio_of(work, 1.0, [(there, here)])
    yield Row(**{**asdict(row), "said": same})


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


def main() -> None:
    """Run the benchmarks that were asked for, or all."""
    from tests.benchmarks.curves import curves

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", choices=[*BENCHMARKS, "curves", []], default=[])
    parser.add_argument("--runs", type=int, default=0)
    parser.add_argument("--quick", action="store_true", help="little of each, to try it")
    given = parser.parse_args()
    size = QUICK if given.quick else WHOLE
    if given.runs:
        size = Size(**{**asdict(size), "runs": given.runs})
    # as an installed package is, also where Python writes no byte code
    compileall.compile_dir(CHECKOUT / "publisher", quiet=1)
    RESULTS.mkdir(parents=True, exist_ok=True)
    rows: list[Row] = []
    for name in given.names or BENCHMARKS:
        if name == "curves":
            continue
        with tempfile.TemporaryDirectory() as folder:
            for row in BENCHMARKS[name](Path(folder), size):
                rows.append(row)
                print(" | ".join(row.cells), flush=True)
                (RESULTS / "table.md").write_text(table(rows), "utf-8")
                plain = [asdict(one) for one in rows]
                (RESULTS / "table.json").write_text(json.dumps(plain, indent=1), "utf-8")
    if not given.names or "curves" in given.names:
        curves(size, RESULTS)
    print(RESULTS)


if __name__ == "__main__":
    main()
