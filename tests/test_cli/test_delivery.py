"""What one input, one format or one process does, the others are delivered, and each is named."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from publisher import build
from publisher.cli import main, sources
from publisher.verify import verify_bytes
from publisher.verify.report import Finding, Report

ARTICLE = """---
title: {title}
rights:
  basis: own-work
  holder: Ann Bell
---

A paragraph of {title}.
"""


class Said(NamedTuple):
    """What a command did and printed."""

    code: int
    out: list[str]
    err: str


@pytest.fixture
def run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Said]:
    monkeypatch.chdir(tmp_path)
    for name in ("one", "two", "three"):
        Path(f"{name}.md").write_text(ARTICLE.format(title=name), "utf-8")

    def call(*arguments: str) -> Said:
        code = main(list(arguments))
        said = capsys.readouterr()
        return Said(code, said.out.splitlines(), said.err)

    return call


def here(folder: str) -> list[str]:
    """The names of what a folder holds."""
    return sorted(path.name for path in Path(folder).iterdir())


def lose(monkeypatch: pytest.MonkeyPatch, *endings: str) -> None:
    """Let the verifier miss a notice in every file with one of these endings."""
    judged = verify_bytes

    def missing(data: bytes, name: str, *given: Any, **named: Any) -> Report:
        report = judged(data, name, *given, **named)
        if not name.endswith(endings):
            return report
        lost = Finding(code="notice-missing", message="the notice “All mine” is not there")
        return Report(path=name, mode="edition", findings=(lost,), checked=())

    monkeypatch.setattr(build, "verify_bytes", missing)


@pytest.mark.parametrize(("lost", "made"), [(".pdf", "epub"), (".epub", "pdf")])
def test_a_format_that_is_refused_takes_nothing_with_it(
    lost: str, made: str, run: Callable[..., Said], monkeypatch: pytest.MonkeyPatch
) -> None:
    lose(monkeypatch, lost)
    said = run("build", "one.md", "-o", "out")
    assert (said.code, said.out) == (1, [f"out/one.{made}"])
    lines = said.err.splitlines()
    assert lines[0] == f"one{lost}: not made"
    assert lines[1] == "  the notice “All mine” is not there"
    assert lines[2].startswith("    publisher rules notice-missing explains it")
    assert f"--format {made}" in lines[2]
    assert here("out") == [".publisher", f"one.{made}"]
    assert here("out/.publisher") == ["one.manifest.json", "run.jsonl"]


def test_where_every_format_is_refused_each_is_named_and_nothing_is_written(
    run: Callable[..., Said], monkeypatch: pytest.MonkeyPatch
) -> None:
    lose(monkeypatch, ".pdf", ".epub")
    said = run("build", "one.md", "-o", "out")
    assert (said.code, said.out) == (1, [])
    assert "one.epub: not made" in said.err
    assert "one.pdf: not made" in said.err
    assert not Path("out").exists()


def test_an_older_file_of_a_refused_format_is_named_as_older(
    run: Callable[..., Said], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("build", "one.md", "-o", "out").code == 0
    before = Path("out/one.pdf").read_bytes()
    lose(monkeypatch, ".pdf")
    said = run("build", "one.md", "-o", "out", "--force")
    assert "the one.pdf that is there is of an earlier build" in said.err
    assert Path("out/one.pdf").read_bytes() == before
    assert '"earlier"' in Path("out/.publisher/one.manifest.json").read_text("utf-8")


def stumble(monkeypatch: pytest.MonkeyPatch, error: type[Exception], *names: str) -> None:
    """Let the readers meet an exception that nobody foresaw in these inputs."""
    usual = sources.load_reading

    def reading(path: str, *given: Any) -> Any:
        if Path(path).stem in names:
            raise error("nobody thought of this")
        return usual(path, *given)

    monkeypatch.setattr(sources, "load_reading", reading)


def test_a_bug_in_two_inputs_is_shown_once_and_last_and_the_third_is_built(
    run: Callable[..., Said], monkeypatch: pytest.MonkeyPatch
) -> None:
    stumble(monkeypatch, KeyError, "one", "three")
    said = run("build", "one.md", "two.md", "three.md", "--format", "epub")
    assert (said.code, said.out) == (70, ["out/two.epub"])
    assert "one.md: stopped by a bug in publisher (KeyError" in said.err
    assert said.err.count("Traceback") == 1
    assert said.err.index("1 built, 2 failed") < said.err.index("Traceback")
    assert "the lines above stopped one.md, three.md" in said.err
    assert said.err.rstrip().endswith("please report the lines above")


def test_want_of_memory_is_no_bug_and_stops_no_other(
    run: Callable[..., Said], monkeypatch: pytest.MonkeyPatch
) -> None:
    stumble(monkeypatch, MemoryError, "one")
    said = run("build", "one.md", "two.md", "--format", "epub")
    assert (said.code, said.out) == (1, ["out/two.epub"])
    assert "one.md: not enough memory" in said.err
    assert "Traceback" not in said.err


def test_a_bug_in_one_format_takes_no_other_with_it(
    run: Callable[..., Said], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("in the typesetter")

    monkeypatch.setattr(build, "_pdf", broken)
    said = run("build", "one.md", "-o", "out")
    assert (said.code, said.out) == (70, ["out/one.epub"])
    assert said.err.splitlines()[0] == "one.pdf: not made"
    assert said.err.count("Traceback") == 1


def test_a_folder_with_nothing_to_read_and_a_theme_that_is_not_there_stop_no_other(
    run: Callable[..., Said],
) -> None:
    Path("empty").mkdir()
    Path("e.yaml").write_text("title: E\ntheme: nonsense\narticles: [one.md]\n", "utf-8")
    said = run("build", "empty", "e.yaml", "one.md", "--format", "epub")
    assert (said.code, said.out) == (1, ["out/one.epub"])
    assert re.search(r"^  empty: no article or edition in this folder", said.err, re.MULTILINE)
    assert re.search(r"^  e\.yaml: .*there is no theme 'nonsense'", said.err, re.MULTILINE)
    assert said.err.startswith("1 built, 2 failed")


def test_two_sources_whose_books_would_be_called_alike_are_told_and_neither_is_built(
    run: Callable[..., Said],
) -> None:
    for folder in ("a", "b"):
        Path(folder).mkdir()
        (Path(folder) / "x.md").write_text(ARTICLE.format(title=folder), "utf-8")
    said = run("build", "a/x.md", "b/x.md", "one.md", "--format", "epub")
    assert (said.code, said.out) == (1, ["out/one.epub"])
    for one, other in ("ab", "ba"):
        assert f"{one}/x.md: its book would be called x, as that of {other}/x.md" in said.err


def test_the_folders_of_a_folder_are_kept_in_what_is_made_of_it(run: Callable[..., Said]) -> None:
    for folder in ("saved/a", "saved/b"):
        Path(folder).mkdir(parents=True)
        (Path(folder) / "x.md").write_text(ARTICLE.format(title=folder), "utf-8")
    said = run("build", "saved", "--format", "epub")
    assert said.out == ["out/a/x.epub", "out/b/x.epub"]
    assert here("out/.publisher/a") == ["x.manifest.json"]


def test_a_file_that_another_source_made_is_kept_unless_somebody_insists(
    run: Callable[..., Said],
) -> None:
    assert run("build", "one.md", "-o", "book.epub").code == 0
    first = Path("book.epub").read_bytes()
    said = run("build", "two.md", "-o", "book.epub")
    assert (said.code, said.out) == (1, [])
    assert "book.epub: was made from one.md; --force replaces it" in said.err
    assert Path("book.epub").read_bytes() == first
    assert run("build", "two.md", "-o", "book.epub", "--force").code == 0
    assert Path("book.epub").read_bytes() != first


def test_a_file_that_no_build_made_is_kept_as_well(run: Callable[..., Said]) -> None:
    Path("one.epub").write_text("mine")
    said = run("build", "one.md", "--format", "epub")
    assert (said.code, Path("one.epub").read_text()) == (1, "mine")
    assert "something else made it; --force replaces it" in said.err


def test_what_an_interrupted_run_had_begun_is_finished_though_this_one_makes_nothing(
    run: Callable[..., Said],
) -> None:
    left = Path("out/.publisher-x")
    left.mkdir(parents=True)
    (left / "new-0").write_text("finished by then")
    (left / "plan.json").write_text('{"names": ["old.epub"], "had": [false]}')
    Path("bad.md").write_text("")
    said = run("build", "bad.md", "-o", "out")
    assert said.code == 1
    assert "out/old.epub: put in its place now" in said.err
    assert here("out") == ["old.epub"]


@pytest.mark.parametrize(
    "way", ["by its own name", "by a path around it", "through a link", "by its second name"]
)
def test_no_output_replaces_what_is_read(
    way: str, run: Callable[..., Said], tmp_path: Path
) -> None:
    assert run("build", "one.md", "two.md", "--format", "epub", "-o", ".").code == 0

    def other(name: str, to: str) -> str:
        """The path `to`, made to be the file `name` in this way."""
        if way == "by its own name":
            return name
        if way == "by a path around it":
            return f"../{tmp_path.name}/{name}"
        Path(to).unlink(missing_ok=True)
        if way == "through a link":
            Path(to).symlink_to(name)
        else:
            Path(to).hardlink_to(name)
        return to

    before = {name: Path(name).read_bytes() for name in ("one.epub", "two.epub", "one.md")}
    report = other("one.md", "report.md")
    calls = [
        ["merge", "one.epub", "two.epub", "-o", other("two.epub", "both.epub")],
        ["verify", "one.epub", "--edition", "one.md", "--report", report],
        ["verify", "one.epub", "--against", "one.md", "--report", report],
        ["verify", "one.epub", "--report", other("one.epub", "report.epub")],
        ["import", "one.md", "-o", report, "--force"],
    ]
    for call in calls:
        said = run(*call)
        assert said.code == 2, call
        assert "is the file that is read" in said.err, call
        assert "Traceback" not in said.err
    assert {name: Path(name).read_bytes() for name in before} == before


def test_a_source_that_is_the_file_to_be_written_is_not_replaced(
    run: Callable[..., Said],
) -> None:
    Path("two.epub").hardlink_to("one.md")
    before = Path("one.md").read_bytes()
    said = run("build", "two.md", "one.md", "-o", ".", "--format", "epub")
    assert said.code == 2
    assert "two.epub is the file that is read" in said.err
    assert Path("one.md").read_bytes() == before


def test_a_report_replaces_a_report_and_nothing_else(run: Callable[..., Said]) -> None:
    Path("e.yaml").write_text("title: E\narticles: [one.md, two.md]\n", "utf-8")
    assert run("build", "e.yaml", "--format", "epub", "-o", "out").code == 0
    judged = ("verify", "out/e.epub", "--edition", "e.yaml", "--report")
    Path("empty.json").write_text("")
    for name in ("new.json", "new.json", "empty.json"):
        assert run(*judged, name).code == 0
    for name in ("two.md", "out/.publisher/e.manifest.json"):
        before = Path(name).read_bytes()
        said = run(*judged, name)
        assert said.code == 2
        assert f"{name} is there and is no report" in said.err
        assert Path(name).read_bytes() == before
