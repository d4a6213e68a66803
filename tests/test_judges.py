"""Outside judges on the sample editions, in every theme one of them.

One that is absent is told as "not judged", never as passed.
"""

import datetime
import functools
import io
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from publisher.build import Built, Order, build_edition
from publisher.errors import PublisherError
from publisher.pdffile.packet import replace_carried
from publisher.pdffile.pages import page_heights
from publisher.readers import read_edition
from publisher.rendering.theme import describe_themes, load_theme
from publisher.resources import folder
from publisher.verify import verify_bytes
from publisher.verify.outside_judges import (
    JUDGES,
    Judge,
    ask,
    claimed,
    outloud_says,
    run_judges,
)
from publisher.verify.sarif import sarif
from tests.judge import outside

CONTENT = Path(folder("content"))
EDITIONS = sorted(CONTENT.glob("editions/*.yaml"))
THEMES = [row["name"] for row in describe_themes()]
UNLIKE = {"magazine", "e-ink"}  # columns, and a page as small as a hand: the farthest from a book
DRAWERS = {"foliate-js", "mutool"}  # they draw each page: asked by `make judge`


def a_picture_without_words(files: dict[str, bytes]) -> str:
    page = next(name for name in files if name.endswith(".xhtml") and b"<img " in files[name])
    files[page] = re.sub(rb' alt="[^"]*"', b"", files[page])
    return "Ace by DAISY"


def a_sheet_that_does_not_parse(files: dict[str, bytes]) -> str:
    sheet = next(name for name in files if name.endswith(".css"))
    files[sheet] += b"\n.broken { color: ; \n"
    return "calibre's checker"


def a_package_without_language(files: dict[str, bytes]) -> str:
    package = next(name for name in files if name.endswith(".opf"))
    files[package] = re.sub(rb"<dc:language[^>]*>[^<]*</dc:language>", b"", files[package])
    return "EPUBCheck"


FAULTS = (a_picture_without_words, a_sheet_that_does_not_parse, a_package_without_language)


@functools.cache
def built(name: str, theme: str) -> Built:
    """A sample edition in a theme."""
    path = next(path for path in EDITIONS if path.stem == name)
    moment = datetime.datetime(2026, 11, 23, tzinfo=datetime.UTC)
    order = Order(theme=load_theme(theme), moment=moment, on=moment.date())
    return build_edition(replace(read_edition(path), theme=theme), order)


def samples() -> Iterator[Any]:
    """Each sample in the theme that it names, one in two more; -m judge takes all."""
    for path in EDITIONS:
        own = read_edition(path).theme
        for theme in THEMES:
            is_usual = theme == own or (path.stem == "field-guide" and theme in UNLIKE)
            marks = () if is_usual else (pytest.mark.judge,)
            yield pytest.param(path.stem, theme, marks=marks)


class Judged(NamedTuple):
    """What the judges said of a sample edition, and why it could not be built where it could not."""

    faults: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()


@pytest.fixture(scope="module")
def judged(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> dict[tuple[str, str], Judged]:
    """Each sample that is asked for, all books judged at once: one Java machine for all.

    A sample that is not built has that as its fault, and the others are judged.
    """
    asked = [
        (str(item.callspec.params["name"]), str(item.callspec.params["theme"]))
        for item in request.session.items
        if isinstance(item, pytest.Function)
        and item.originalname == test_no_judge_finds_a_fault_in_a_sample_edition.__name__
    ]
    paths: dict[Path, tuple[str, str]] = {}
    found: dict[tuple[str, str], Judged] = {}
    folder = tmp_path_factory.mktemp("judged")
    for sample in dict.fromkeys(asked):
        name, theme = sample
        (folder / theme).mkdir(exist_ok=True)
        found[sample] = Judged()
        try:
            files = built(name, theme).files
        except PublisherError as error:
            found[sample] = Judged((f"it is not built: {error}",))
            continue
        for file in files:
            path = folder / theme / file.name
            path.write_bytes(file.data)
            paths[path] = sample
    for batch in outside.BATCHES:
        if not DRAWERS.intersection(batch.names):
            mine = [path for path in paths if path.suffix == f".{batch.form}"]
            for said in batch.judge(mine):
                faults, absent = found[paths[said.path]]
                found[paths[said.path]] = (
                    Judged(faults, (*absent, said.judge))
                    if said.complaints is None
                    else Judged((*faults, *(f"{said.judge}: {a}" for a in said.complaints)), absent)
                )
    return found


@pytest.mark.slow
@pytest.mark.parametrize(("name", "theme"), list(samples()))
def test_no_judge_finds_a_fault_in_a_sample_edition(
    name: str, theme: str, judged: dict[tuple[str, str], Judged]
) -> None:
    faults, absent = judged[name, theme]
    assert not faults
    if absent:
        pytest.skip(f"not judged by {', '.join(absent)}")


@pytest.mark.slow
def test_a_judge_that_finds_a_fault_fails_the_report(tmp_path: Path) -> None:
    data = next(
        file.data for file in built("field-guide", "book").files if file.name.endswith(".epub")
    )
    broken = tmp_path / "broken.epub"
    broken.write_bytes(data.replace(b"application/epub+zip", b"application/epub-zip", 1))
    report = run_judges(broken, verify_bytes(data, "clean.epub"))
    if "EPUBCheck: not judged" in " ".join(report.checked):
        pytest.skip("not judged: EPUBCheck is not here")
    assert not report.ok
    assert {finding.code for finding in report.findings} == {"judge-failed"}


def test_a_judge_that_is_absent_did_not_judge_and_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("publisher.verify.outside_judges.find_program", lambda *_: None)
    monkeypatch.setattr("publisher.verify.outside_judges.importlib.util.find_spec", lambda _: None)
    verdicts = [*ask(tmp_path / "any.epub"), *ask(tmp_path / "any.pdf")]
    assert [verdict.judge for verdict in verdicts] == [judge.name for judge in JUDGES]
    assert all(
        re.fullmatch(
            r".+: not judged \(it needs .+; `publisher doctor` tells how to get it\)", str(verdict)
        )
        for verdict in verdicts
    )


def test_an_artifact_in_the_margin_is_a_running_line_and_one_in_the_text_is_lost_prose(
    tmp_path: Path,
) -> None:
    path = tmp_path / "any.pdf"
    path.write_bytes(
        next(file.data for file in built("field-guide", "book").files if file.name.endswith(".pdf"))
    )
    height, *_ = page_heights(path.read_bytes(), str(path))

    def found(*places: float) -> list[str]:
        boxes = [
            {"page": 1, "y0": place * height - 4, "y1": place * height + 4} for place in places
        ]
        one = {
            "rule": "TAG-002",
            "severity": "error",
            "message": "prose",
            "page": 1,
            "count": len(places),
            "boxes": boxes,
        }
        return list(
            outloud_says({"error": None, "findings": [one, {**one, "severity": "warning"}]}, path)
        )

    assert not found(0.95, 0.05)
    assert found(0.95, 0.5) == ["TAG-002: prose [page 1: None]"]


@pytest.mark.parametrize(
    "judge",
    [judge for judge in JUDGES if not judge.name.startswith(("qpdf", "page-"))],
    ids=lambda judge: judge.name,
)
def test_a_judge_that_breaks_off_did_not_judge(
    judge: Judge,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    path = tmp_path / f"any.{judge.form}"
    path.write_bytes(
        next(
            file.data
            for file in built("field-guide", "book").files
            if file.name.endswith(judge.form)
        )
    )
    monkeypatch.setattr(
        "publisher.verify.outside_judges.find_program", lambda *_: shutil.which("true")
    )
    verdict = judge.judge(path)
    assert verdict.passed is None
    assert "it was started and gave no" in str(verdict)


def test_a_file_is_held_to_the_profile_that_it_claims_and_to_no_other(tmp_path: Path) -> None:
    data = next(
        file.data for file in built("field-guide", "book").files if file.name.endswith(".pdf")
    )
    (tmp_path / "both.pdf").write_bytes(data)
    (tmp_path / "neither.pdf").write_bytes(replace_carried(data, rdf=b"<x/>"))
    assert claimed(tmp_path / "both.pdf") == ("3a", "ua1")
    assert claimed(tmp_path / "neither.pdf") == ()
    judge = next(judge for judge in JUDGES if judge.name == "page-validation PDF/UA")
    if judge.judge(tmp_path / "both.pdf").passed is None:
        pytest.skip("not judged: page-validation is not here")
    assert (
        str(judge.judge(tmp_path / "neither.pdf"))
        == "page-validation PDF/UA: not judged (the file claims no PDF/UA)"
    )


@pytest.mark.slow
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_each_judge_of_books_finds_a_fault_of_its_kind(
    fault: Callable[[dict[str, bytes]], str], tmp_path: Path
) -> None:
    data = next(
        file.data for file in built("field-guide", "book").files if file.name.endswith(".epub")
    )
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        files = {name: container.read(name) for name in container.namelist()}
    name = fault(files)
    with zipfile.ZipFile(tmp_path / "faulty.epub", "w") as container:
        for member, content in files.items():
            container.writestr(member, content)
    verdict = next(judge for judge in JUDGES if judge.name == name).judge(tmp_path / "faulty.epub")
    if verdict.passed is None:
        pytest.skip(str(verdict))
    assert verdict.passed is False
    assert all(verdict.says)


def test_a_program_is_told_which_judge_did_not_judge(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    data = next(
        file.data for file in built("field-guide", "book").files if file.name.endswith(".epub")
    )
    monkeypatch.setattr("publisher.verify.outside_judges.find_program", lambda *_: None)
    (run,) = sarif([run_judges(tmp_path / "any.epub", verify_bytes(data, "any.epub"))])["runs"]
    told = [one["message"]["text"] for one in run["invocations"][0]["toolExecutionNotifications"]]
    assert [
        name
        for name in ("EPUBCheck", "Ace by DAISY", "calibre's checker")
        if not any(line.startswith(f"{name}: not judged") for line in told)
    ] == []
    assert not [result for result in run["results"] if result["level"] == "error"]
