"""How long things take, as ratios within one run: ours against a peer on the same words.

    python tests/benchmarks/speed.py [--runs N] [--articles N] [NAME ...]

Each figure is the median of the runs' ratios, the two commands taking turns (A B A B ...), so that
a machine whose speed drifts moves both.  Nothing here is asserted: figures are printed beside their
aims. Peers: pandoc (PyPI pypandoc-binary) and the weasyprint command, both from the `bench` extra.
"""

import argparse
import compileall
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent.parent
SEED = CHECKOUT.parent / "shared" / "corpus" / "seed" / "article.txt"
PYTHON = sys.executable
PUBLISHER = (PYTHON, "-m", "publisher")


def article_text() -> str:
    """The real article where it is at hand, else our own capture, repeated to about the same length."""
    if SEED.is_file():
        return SEED.read_text("utf-8")
    own = next((CHECKOUT / "content" / "articles").glob("*/article.txt")).read_text("utf-8")
    title, _, rest = own.partition("\n")
    return f"{title}\n{rest}"


def timed(command: Sequence[str], folder: Path) -> float:
    """Seconds one whole process takes.

    Its output is thrown away, a failure ends the measurement.
    """
    started = time.perf_counter()
    done = subprocess.run(
        command,
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        check=False,
        text=True,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
    )
    took = time.perf_counter() - started
    if done.returncode:
        raise SystemExit(
            f"{' '.join(command)[:120]}: exit {done.returncode}\n{done.stderr[-2000:]}"
        )
    return took


def compare(
    name: str, aim: float, ours: Sequence[str], theirs: Sequence[str], folder: Path, runs: int
) -> None:
    """Print the ratio ours / theirs, after one warm-up of each."""
    timed(ours, folder), timed(theirs, folder)
    pairs = [(timed(ours, folder), timed(theirs, folder)) for _ in range(runs)]
    ratios = sorted(mine / other for mine, other in pairs)
    median = statistics.median(ratios)
    mine, other = (statistics.median(pair[side] for pair in pairs) for side in (0, 1))
    verdict = "met" if median <= aim else "NOT MET"
    print(
        f"{name:<52} {median:6.2f}  (aim {aim:.2f}: {verdict}; {ratios[0]:.2f}-{ratios[-1]:.2f};"
        f" ours {mine:.3f} s, theirs {other:.3f} s)",
        flush=True,
    )


def pandoc() -> str:
    """The pandoc program that the PyPI package brings."""
    import pypandoc

    return str(pypandoc.get_pandoc_path())


def start_up(folder: Path, runs: int, _: int) -> None:
    """`publisher --help` against importing click."""
    compare(
        "publisher --help / import click",
        1.5,
        (*PUBLISHER, "--help"),
        (PYTHON, "-c", "import click"),
        folder,
        3 * runs,
    )


def one_epub(folder: Path, runs: int, _: int) -> None:
    """One article to a verified EPUB, cold, against pandoc on the same text."""
    (folder / "article.txt").write_text(article_text(), "utf-8")
    (folder / "article.md").write_text(article_text(), "utf-8")
    compare(
        "one article to EPUB / pandoc",
        3.0,
        (*PUBLISHER, "build", "article.txt", "--format", "epub"),
        (pandoc(), "--metadata", "title=Article", "article.md", "-o", "peer.epub"),
        folder,
        2 * runs,
    )


def one_pdf(folder: Path, runs: int, _: int) -> None:
    """One article to a verified PDF, cold, against the weasyprint command on the same HTML and CSS."""
    (folder / "article.txt").write_text(article_text(), "utf-8")
    peer = peer_page(folder, ["article.txt"])
    compare(
        "one article to PDF / weasyprint",
        1.3,
        (*PUBLISHER, "build", "article.txt", "--format", "pdf"),
        (PYTHON, "-m", "weasyprint", str(peer), "peer.pdf"),
        folder,
        runs,
    )


def one_typst(folder: Path, runs: int, _: int) -> None:
    """The same by Typst, where it is installed."""
    (folder / "article.txt").write_text(article_text(), "utf-8")
    peer = peer_page(folder, ["article.txt"])
    compare(
        "one article to PDF by Typst / weasyprint",
        0.35,
        (*PUBLISHER, "build", "article.txt", "--format", "pdf", "--force", "--engine", "typst"),
        (PYTHON, "-m", "weasyprint", str(peer), "peer.pdf"),
        folder,
        runs,
    )


def many_epub(folder: Path, runs: int, articles: int) -> None:
    """Many articles to one verified EPUB in one process, against pandoc on the same as one book."""
    names = write_many(folder, articles)
    compare(
        f"{articles} articles to EPUB / pandoc",
        1.5,
        (*PUBLISHER, "build", "many.yaml", "--format", "epub"),
        (
            pandoc(),
            "--metadata",
            "title=Many",
            *(name.replace(".txt", ".md") for name in names),
            "-o",
            "peer.epub",
        ),
        folder,
        runs,
    )


def many_pdf(folder: Path, runs: int, articles: int) -> None:
    """Many articles to one verified PDF with two processes, against bare WeasyPrint on the same as one tagged document."""
    names = write_many(folder, articles)
    peer = peer_page(folder, names)
    compare(
        f"{articles} articles to PDF, --jobs 2 / bare WeasyPrint",
        0.6,
        (*PUBLISHER, "build", "many.yaml", "--format", "pdf", "--jobs", "2"),
        (PYTHON, "-m", "weasyprint", "--pdf-variant", "pdf/a-3a", str(peer), "peer.pdf"),
        folder,
        max(1, runs // 2),
    )


def many_typst(folder: Path, runs: int, articles: int) -> None:
    """Many articles to one verified PDF by Typst, against Chromium's print of the same pages."""
    sys.path.insert(0, str(CHECKOUT))
    from publisher.programs import CHROMIUMS, find_program

    browser = find_program(*CHROMIUMS)
    if browser is None:
        print("no Chromium: its print of the same pages is not measured")
        return
    peer = peer_page(folder, write_many(folder, articles))
    quiet = ("--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer")
    compare(
        f"{articles} articles to PDF by Typst, --jobs 2 / Chromium",
        1.0,
        (
            *(*PUBLISHER, "build", "many.yaml", "--format", "pdf"),
            *("--force", "--engine", "typst", "--jobs", "2"),
        ),
        (browser, *quiet, f"--print-to-pdf={folder / 'peer.pdf'}", peer.as_uri()),
        folder,
        max(1, runs // 2),
    )


def write_many(folder: Path, articles: int) -> list[str]:
    """File names of that many captures, each with a title of its own, beside an edition of all and pandoc's copies."""
    title, _, rest = article_text().partition("\n")
    names = [f"article{number:03}.txt" for number in range(articles)]
    for number, name in enumerate(names):
        (folder / name).write_text(f"{title} ({number})\n{rest}", "utf-8")
        (folder / name.replace(".txt", ".md")).write_text(
            f"# {title} ({number})\n{rest}\n", "utf-8"
        )
    lines = ["title: Many articles", "articles:", *(f"  - {name}" for name in names)]
    (folder / "many.yaml").write_text("\n".join(lines) + "\n", "utf-8")
    return names


def peer_page(folder: Path, names: list[str]) -> Path:
    """The page that our PDF writer lays out, as one HTML file with its style sheet and fonts beside it."""
    sys.path.insert(0, str(CHECKOUT))
    from publisher.model.edition import Edition, Part, alone
    from publisher.readers import read_article
    from publisher.rendering.compose import book_of
    from publisher.rendering.theme import load_theme
    from publisher.writers.pdf.writer import one_document

    articles = tuple(read_article(folder / name) for name in names)
    edition = (
        alone(articles[0], name="peer")
        if len(articles) == 1
        else Edition(name="peer", title="Many articles", parts=(Part(articles=articles),))
    )
    theme = load_theme()
    for name, data in one_document(book_of(edition, theme), theme).items():
        (folder / "peer" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "peer" / name).write_bytes(data)
    return folder / "peer" / "index.html"


BENCHMARKS: dict[str, Callable[[Path, int, int], None]] = {
    "start-up": start_up,
    "one-epub": one_epub,
    "one-pdf": one_pdf,
    "one-typst": one_typst,
    "many-epub": many_epub,
    "many-pdf": many_pdf,
    "many-typst": many_typst,
}


def main() -> None:
    """Run the benchmarks that were asked for, or all."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", choices=[*BENCHMARKS, []], default=[])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--articles", type=int, default=200)
    given = parser.parse_args()
    # as an installed package is, also where Python writes no byte code
    compileall.compile_dir(CHECKOUT / "publisher", quiet=1)
    for name in given.names or BENCHMARKS:
        with tempfile.TemporaryDirectory() as folder:
            BENCHMARKS[name](Path(folder), given.runs, given.articles)


if __name__ == "__main__":
    main()
