"""How cost grows: with the number of articles in a book, and with the pages of a document."""

import json
import tempfile
from pathlib import Path
from typing import Any

from tests.benchmarks.speed import Cost, FailedError, Size, build, run
from tests.benchmarks.words import article_text, write_many

Points = list[tuple[int, Cost]]


def curves(size: Size, results: Path) -> None:
    """Measure the curves; write them as JSON, a table, and a plot where matplotlib is installed."""
    found: dict[str, Points] = {}
    for form in ("epub", "pdf"):
        for count in size.curve:
            with tempfile.TemporaryDirectory() as folder:
                write_many(Path(folder), count)
                _add(found, f"articles to {form.upper()}", count, "many.yaml", form, Path(folder))
    for count in size.pages:
        with tempfile.TemporaryDirectory() as folder:
            title, _, rest = article_text().partition("\n")
            # the article fills about three pages
            text = f"{title}\n{rest * max(1, round(count / 3))}"
            (Path(folder) / "long.txt").write_text(text, "utf-8")
            _add(found, "pages of one article to PDF", count, "long.txt", "pdf", Path(folder))
    plain = {name: [(at, cost.wall, cost.cpu) for at, cost in row] for name, row in found.items()}
    (results / "curves.json").write_text(json.dumps(plain, indent=1), "utf-8")
    (results / "curves.md").write_text(_table(found), "utf-8")
    _plot(found, results / "curves.png")


def _add(
    found: dict[str, Points], name: str, count: int, source: str, form: str, folder: Path
) -> None:
    try:
        cost = run(build(source, "--format", form, "--no-cache"), folder)
    except FailedError as error:
        print(f"{name}: {count}: failed: {error}", flush=True)
        return
    found.setdefault(name, []).append((count, cost))
    print(f"{name}: {count}: {cost.wall:.2f} s, {cost.cpu:.2f} s of CPU", flush=True)


def _table(found: dict[str, Points]) -> str:
    lines = ["| what | how many | s | s of CPU | ms of CPU each |", "|---|---|---|---|---|"]
    for name, points in found.items():
        lines += [
            f"| {name} | {count} | {cost.wall:.2f} | {cost.cpu:.2f} | {1000 * cost.cpu / count:.1f} |"
            for count, cost in points
        ]
    return "\n".join(lines) + "\n"


def _plot(found: dict[str, Points], path: Path) -> None:
    try:
        import matplotlib as mpl
    except ImportError:
        print("no plot: matplotlib is not installed")
        return
    mpl.use("agg")
    from matplotlib import pyplot

    figure: Any
    figure, axes = pyplot.subplots(figsize=(8, 5))
    for name, points in found.items():
        axes.loglog(
            [count for count, _ in points],
            [cost.cpu for _, cost in points],
            marker="o",
            label=name,
        )
    axes.set(xlabel="how many", ylabel="seconds of CPU", title="What a build costs")
    axes.grid(visible=True, which="both", alpha=0.3)
    axes.legend()
    figure.tight_layout()
    figure.savefig(path, dpi=120)
    pyplot.close(figure)
