"""Mutated inputs given to the commands, one after the other in one process.

    python -m tests.test_hostile.mutated FORM FIRST COUNT FOLDER

Prints as JSON what went wrong, the longest an input took (seconds of this process), and the most
memory it held (bytes).
"""

import contextlib
import io
import json
import resource
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from publisher.cli import main
from publisher.readers import read
from publisher.schema.markdown import write_article
from tests.oddities import Maker
from tests.test_hostile import mutations
from tests.test_verify import foreign

CHECKOUT = Path(__file__).resolve().parents[2]
CONTENT = CHECKOUT / "content"
SOURCES = {
    "txt": ("show", "check"),
    "md": ("show", "check"),
    "html": ("show", "check"),
    "yaml": ("show", "check"),
    "json": ("show", "check"),
    "edition": ("check", "cite"),
}
FINISHED = {"epub": ("verify", "inspect", "split", "cite"), "pdf": ("verify", "inspect", "cite")}
SMALL = {
    "txt": "The quay\n\nBy Ole Marten\n\nThe barges come down.\n\n© 2026 Ole Marten\n",
    "md": "---\ntitle: T\nrights:\n  basis: own-work\n---\n\n# A\n\nWords[^1].\n\n[^1]: A note.\n",
    "html": "<html><head><title>T</title></head><body><article><h1>T</h1><dl><dt>a<dd>b</dl>"
    "<p>Words<a href='#f'>1</a>.</p><ol><li id=f>note</ol></article></body></html>",
    "yaml": "title: T\ntext: |\n  Words.\nrights:\n  basis: own-work\n",
    "json": '{"title": "T", "text": "Words.", "rights": {"basis": "own-work"}}',
}


class Outcome(NamedTuple):
    """What one input did: what was wrong ("" for nothing), and the seconds of processor it took."""

    number: int
    fault: str
    seconds: float


def seeds(form: str, folder: Path) -> list[bytes]:
    """The sound inputs of a form; those that have to be built are, in the folder."""
    if form in FINISHED:
        small = foreign.epub() if form == "epub" else foreign.pdf()
        return [small, *(path.read_bytes() for path in _built(form, folder))]
    if form == "edition":
        return [path.read_bytes() for path in sorted(CONTENT.glob("editions/*.yaml"))]
    found = [path.read_bytes() for path in sorted(CONTENT.rglob(f"articles/*/*.{form}"))]
    odd = [Maker(number) for number in range(6)]
    if form == "html":
        found += [maker.page().encode("utf-8", "replace") for maker in odd]
    if form == "md":
        found += [maker.markdown().encode("utf-8", "replace") for maker in odd]
    return [*found, SMALL[form].encode()]


def _built(form: str, folder: Path) -> list[Path]:
    """Two samples as finished files."""
    names = ("small-print", "how-to-credit")
    made = [str(next((CONTENT / "articles" / name).glob("article.*"))) for name in names]
    with quiet() as said:
        code = main(["build", *made, "-o", str(folder), "--format", form])
    if code:
        raise RuntimeError(said())
    return sorted(folder.glob(f"*.{form}"))


@contextlib.contextmanager
def quiet() -> Iterator[Callable[[], str]]:
    """Nothing is printed, and what cannot be printed is noticed; gives what stands on stderr."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        yield lambda: err.buffer.getvalue().decode("utf-8", "replace")


def run(form: str, number: int, given: Sequence[bytes], folder: Path) -> Outcome:
    """What one mutated input does to every command of its form."""
    data = mutations.mutated(form, number, given)
    path = folder / f"input.{'yaml' if form == 'edition' else form}"
    path.write_bytes(data)
    begun = time.process_time()
    fault = ""
    for command in SOURCES.get(form) or FINISHED[form]:
        more = {"split": ["-o", str(folder / "out")], "show": ["--json"]}.get(command, [])
        with quiet() as said:
            code = main([command, str(path), *more])
        if code not in {0, 1} or "Traceback" in said():
            fault = fault or f"{command}: exit {code}: {said()[-1500:]}"
    if form in {"txt", "md", "html"} and not fault:
        fault = _imported(path)
    return Outcome(number, fault, time.process_time() - begun)


def _imported(path: Path) -> str:
    """What keeps an imported capture from being read again; "" where nothing does."""
    from publisher.errors import PublisherError

    try:
        reading = read(path)
    except PublisherError:
        return ""
    try:
        read("article.md", write_article(reading.article).encode())
    except Exception:  # noqa: BLE001 - whatever it is, it is told
        return f"import: {traceback.format_exc()[-1500:]}"
    return ""


def measure(form: str, first: int, count: int, folder: Path) -> dict[str, object]:
    """Faults by number, and the worst of time and memory, of `count` inputs."""
    given = seeds(form, folder / "seeds")
    outcomes = [run(form, number, given, folder) for number in range(first, first + count)]
    slowest = max(outcomes, key=lambda outcome: outcome.seconds)
    return {
        "faults": {outcome.number: outcome.fault for outcome in outcomes if outcome.fault},
        "slowest": [slowest.number, round(slowest.seconds, 2)],
        "held": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    }


if __name__ == "__main__":
    _, form, first, count, folder = sys.argv
    sys.stdout.write(json.dumps(measure(form, int(first), int(count), Path(folder))))
