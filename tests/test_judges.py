"""Outside judges on the sample editions, in every theme; one that is absent is told as "not judged", never as passed."""

import datetime
from dataclasses import replace
from pathlib import Path

import pytest

from publisher.build import Built, Order, build_edition
from publisher.readers import read_edition
from publisher.rendering.theme import describe_themes, load_theme
from publisher.resources import folder
from publisher.verify import verify_bytes
from publisher.verify.judges import Verdict, ask, run_judges

CONTENT = Path(folder("content"))
EDITIONS = sorted(CONTENT.glob("editions/*.yaml"))
THEMES = [row["name"] for row in describe_themes()]


@pytest.fixture(scope="module")
def built() -> dict[tuple[str, str], Built]:
    moment = datetime.datetime(2026, 11, 23, tzinfo=datetime.UTC)
    return {(path.stem, theme): build_edition(replace(read_edition(path), theme=theme),
                                              Order(theme=load_theme(theme), moment=moment, on=moment.date()))
            for path in EDITIONS for theme in THEMES}


@pytest.mark.slow
@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("path", EDITIONS, ids=lambda path: path.stem)
def test_no_judge_finds_a_fault_in_a_sample_edition(
        path: Path, theme: str, built: dict[tuple[str, str], Built], tmp_path: Path) -> None:
    verdicts: list[Verdict] = []
    for file in built[path.stem, theme].files:
        (tmp_path / file.name).write_bytes(file.data)
        verdicts += ask(tmp_path / file.name)
    faults = [f"{verdict.judge}: {line}" for verdict in verdicts if verdict.passed is False for line in verdict.says]
    assert not faults
    if absent := [verdict.judge for verdict in verdicts if verdict.passed is None]:
        pytest.skip(f"not judged by {', '.join(absent)}")


@pytest.mark.slow
def test_a_judge_that_finds_a_fault_fails_the_report(built: dict[tuple[str, str], Built], tmp_path: Path) -> None:
    data = next(file.data for file in built[EDITIONS[0].stem, THEMES[0]].files if file.name.endswith(".epub"))
    broken = tmp_path / "broken.epub"
    broken.write_bytes(data.replace(b"application/epub+zip", b"application/epub-zip", 1))
    report = run_judges(broken, verify_bytes(data, "clean.epub"))
    if "EPUBCheck: not judged" in " ".join(report.checked):
        pytest.skip("not judged: EPUBCheck is not here")
    assert not report.ok
    assert {finding.code for finding in report.findings} == {"judge-failed"}


def test_a_judge_that_is_absent_did_not_judge(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("publisher.verify.judges.shutil.which", lambda _: None)
    verdicts = [*ask(tmp_path / "any.epub"), next(iter(ask(tmp_path / "any.pdf")))]
    assert [str(verdict).split(" (")[0] for verdict in verdicts] == ["EPUBCheck: not judged", "qpdf: not judged"]
