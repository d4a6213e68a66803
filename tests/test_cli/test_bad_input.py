"""Bad input gets one clear line with its place and a remedy, exit code 1, no traceback, and no file is touched."""

import errno
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from publisher.cli import main

GOOD = """---
title: A page about pages
contributors:
  - name: The publisher project
rights:
  basis: own-work
  holder: The publisher project
---

Words that stand on a page.
"""


def markdown(front: str, body: str = "Words.") -> bytes:
    return f"---\n{front}\n---\n\n{body}\n".encode()


RIGHTS = "title: A page\nrights:\n  basis: own-work"
BAD: dict[str, tuple[str, bytes, str]] = {
    "an empty file": ("a.txt", b"", r"the file is empty"),
    "only white space": ("a.txt", b" \n\t\n", r"the file is empty"),
    "a picture": ("a.txt", b"\x89PNG\r\n\x1a\n" + bytes(50), r"PNG picture"),
    "a PDF": ("a.md", b"%PDF-1.7\n", r"a PDF"),
    "binary noise": ("a.txt", bytes(range(1, 256)) * 4, r"a\.txt:\d+:\d+: .*UTF-8"),
    "binary noise with zeros": ("a.txt", bytes(range(256)) * 4, r"a\.txt: this is a binary file"),
    "NUL characters": ("a.txt", b"Title\n\nwords \0 words\n", r"a\.txt:3:7: .*NUL"),
    "latin-1": (
        "a.txt",
        "Überschrift\n\nWörter\n".encode("latin-1"),
        r"a\.txt:1:1: byte 0xdc .*save the file as UTF-8",
    ),
    "malformed front matter": (
        "a.md",
        markdown("title: [a\nrights:\n  basis: own-work"),
        r"a\.md:\d+:\d+: ",
    ),
    "malformed yaml": ("a.yaml", b"title: {a\n", r"a\.yaml:\d+:\d+: "),
    "malformed json": ("a.json", b'{"title": }', r"a\.json:1:11: "),
    "an unknown key": (
        "a.md",
        markdown(f"{RIGHTS}\nkeywrds: [page]"),
        r"a\.md:5:1: unknown key 'keywrds'; did you mean 'keywords'\?",
    ),
    "an unknown word": (
        "a.md",
        markdown("title: A page\nrights:\n  basis: licens"),
        r"a\.md:4:\d+: .*did you mean 'licence'\?",
    ),
    "a key given twice": ("a.md", markdown(f"{RIGHTS}\ntitle: again"), r"a\.md:5:1: .*twice"),
    "a number for a date": (
        "a.md",
        markdown(f"{RIGHTS}\npublished: 1717113600"),
        r"a\.md:5:\d+: .*date",
    ),
    "a missing picture": (
        "a.md",
        markdown(
            f"{RIGHTS}\nassets:\n  - id: p\n    file: images/none.png\n    alt: nothing", "![](p)"
        ),
        r"images/none\.png",
    ),
    "a picture elsewhere": (
        "a.md",
        markdown(
            f"{RIGHTS}\nassets:\n  - id: p\n    file: ../../p.png\n    alt: nothing", "![](p)"
        ),
        r"a\.md:.*\.\./\.\./p\.png",
    ),
    "a picture nobody named": (
        "a.md",
        markdown(RIGHTS, "![a](unknown)"),
        r"a\.md:7:\d*:? ?.*unknown",
    ),
    "a script for a link": ("a.md", markdown(RIGHTS, "[a](javascript:alert%281%29)"), r"a\.md:7:"),
    "a permission that ends before it begins": (
        "a.md",
        markdown(
            f"{RIGHTS}\n  permissions:\n    - granted_by: A site\n      granted_on: 2026-02-01\n   "
            "   expires_on: 2026-01-01"
        ),
        r"before it was granted",
    ),
    "an article without a title": (
        "a.md",
        markdown("title:\nrights:\n  basis: own-work"),
        r"title",
    ),
    "an edition without its article": (
        "e.yaml",
        b"title: E\narticles:\n  - none.md\n",
        r"e\.yaml:3:.*none\.md",
    ),
}


@pytest.fixture
def run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[int, str, str]]:
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str) -> tuple[int, str, str]:
        code = main(list(arguments))
        return code, *capsys.readouterr()

    return call


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("command", ["build", "check", "show"])
def test_bad_input_is_said_in_one_line_and_nothing_is_written(
    name: str, command: str, run: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    file, data, says = BAD[name]
    if command == "show" and file == "e.yaml":
        pytest.skip("show is for articles")
    (tmp_path / file).write_bytes(data)
    code, out, err = run(command, file, *(("-o", "out") if command == "build" else ()))
    assert code == 1
    assert out == ""
    assert "Traceback" not in err
    lines = [line for line in err.splitlines() if line]
    assert len(lines) == 1, err
    assert re.search(says, lines[0]), err
    assert len(lines[0]) < 400
    assert sorted(path.name for path in tmp_path.iterdir()) == [file]


def test_every_fault_of_a_file_is_told_at_once(
    run: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    (tmp_path / "a.md").write_bytes(
        markdown("titel: A\npublished: soon\nrights:\n  basis: licens\n  holdr: x")
    )
    code, _, err = run("check", "a.md")
    assert code == 1
    assert len([line for line in err.splitlines() if line.startswith("a.md:")]) >= 4


def test_twenty_megabytes_of_one_line_are_read_or_refused_without_a_traceback(
    run: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_bytes(b"word " * 4_000_000)
    code, _, err = run("show", "a.txt", "--notices")
    assert code in {0, 1}
    assert "Traceback" not in err


def test_a_title_of_ten_thousand_characters_is_built(
    run: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    (tmp_path / "a.md").write_bytes(
        markdown(f"title: {'long words ' * 909}\nrights:\n  basis: own-work")
    )
    code, out, err = run("build", "a.md", "-o", "out")
    assert (code, len(out.splitlines())) == (0, 2), err


def test_control_characters_of_a_capture_are_left_out_and_said(
    run: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_bytes(
        b"A title of some words\n\nA paragraph\x0b with a bell\x07 in it, long enough to be one.\n"
    )
    code, out, err = run("build", "a.txt", "-o", "out", "--format", "epub")
    assert (code, len(out.splitlines())) == (0, 1), err
    assert "control character" in err


def test_one_bad_article_does_not_stop_the_others_and_is_named(
    run: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    (tmp_path / "good.md").write_text(GOOD)
    (tmp_path / "bad.md").write_text(GOOD.replace("basis", "bases"))
    code, out, err = run("build", "good.md", "bad.md", "-o", "out", "--format", "epub")
    assert code == 1
    assert out.split() == ["out/good.epub"]
    assert "bad.md:6:3: unknown key 'bases'; did you mean 'basis'?" in err
    assert err.startswith("1 built, 1 failed")


@pytest.mark.parametrize(
    ("number", "says"),
    [
        (errno.ENOSPC, "no space is left"),
        (errno.EACCES, "choose another folder"),
        (errno.EIO, "it was not written"),
    ],
)
def test_a_disk_that_fails_leaves_what_was_there(
    number: int,
    says: str,
    run: Callable[..., tuple[int, str, str]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "good.md").write_text(GOOD)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "good.epub").write_text("the edition of last week")

    def full(_: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("publisher.deliver.os.fsync", full)
    code, out, err = run("build", "good.md", "-o", "out", "--format", "epub", "--force")
    assert (code, out) == (1, "")
    assert says in err
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["good.epub"]
    assert (tmp_path / "out" / "good.epub").read_text() == "the edition of last week"


def test_a_folder_that_is_a_file_is_refused(
    run: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    (tmp_path / "good.md").write_text(GOOD)
    (tmp_path / "taken").write_text("a file")
    code, _, err = run("build", "good.md", "-o", "taken/below", "--format", "epub")
    assert code == 1
    assert "choose another folder with -o" in err
    assert (tmp_path / "taken").read_text() == "a file"


@pytest.mark.parametrize(
    "arguments",
    [
        ["build"],
        ["build", "good.md", "--format", "mobi"],
        ["build", "good.md", "--source-url", "example"],
        ["build", "good.md", "--jobs", "0"],
        ["nonsense"],
        ["build", "good.md", "good.md", "--source-url", "https://example.org/a"],
    ],
)
def test_a_wrong_command_line_is_exit_code_two(
    arguments: list[str], run: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    (tmp_path / "good.md").write_text(GOOD)
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert "Traceback" not in err


def test_a_theme_that_is_not_there_is_refused_with_those_there_are(
    run: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    (tmp_path / "good.md").write_text(GOOD)
    code, _, err = run("build", "good.md", "--theme", "nonsense")
    assert code == 2
    assert re.search(r"nonsense.*course", err)
    code, _, err = run("build", "good.md", "--theme", "./nowhere")
    assert (code, "no such folder" in err) == (2, True)


def test_a_theme_of_ones_own_that_is_not_whole_is_a_fault_of_its_file(
    run: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    (tmp_path / "good.md").write_text(GOOD)
    (tmp_path / "ours").mkdir()
    code, _, err = run("build", "good.md", "--theme", "./ours")
    assert (code, err.startswith("ours/theme.toml: it cannot be read")) == (1, True)


def test_a_source_date_epoch_that_is_no_number_is_refused(
    run: Callable[..., tuple[int, str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "good.md").write_text(GOOD)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    code, _, err = run("build", "good.md")
    assert code == 2
    assert "SOURCE_DATE_EPOCH" in err


def test_import_never_replaces_a_file_that_somebody_may_have_corrected(
    run: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text(
        "A title of some words\n\nA paragraph that is long enough to be one of them.\n"
    )
    (tmp_path / "a.md").write_text("mine")
    code, _, err = run("import", "a.txt", "-o", "a.md")
    assert code == 1
    assert "--force" in err
    assert (tmp_path / "a.md").read_text() == "mine"
    assert run("import", "a.txt", "-o", "a.md", "--force")[0] == 0


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_an_interrupted_build_leaves_no_file(tmp_path: Path) -> None:
    for number in range(400):
        (tmp_path / f"a{number}.md").write_text(GOOD)
    # whoever starts the tests may ignore the signal, and a child would inherit that
    listening = (
        "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler);"
        " from publisher.cli import main; sys.exit(main(sys.argv[1:]))"
    )
    command = [
        sys.executable,
        "-c",
        listening,
        "build",
        *(f"a{number}.md" for number in range(400)),
        "-o",
        "out",
        "--jobs",
        "2",
    ]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parent.parent.parent)}
    with subprocess.Popen(
        command,
        cwd=tmp_path,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as build:
        assert build.stdout
        build.stdout.readline()  # the first file is there, and hundreds are to come
        os.killpg(build.pid, signal.SIGINT)
        _, err = build.communicate()
    assert build.returncode == 130, err
    assert "Traceback" not in err
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert not [name for name in names if name.startswith(".publisher-")]
    stems = {name.split(".")[0] for name in names} - {""}
    manifests = {path.name for path in (tmp_path / "out" / ".publisher").iterdir()}
    assert {f"{stem}.epub" for stem in stems} | {f"{stem}.pdf" for stem in stems} <= names
    assert manifests - {"run.jsonl", "run.parquet"} == {f"{stem}.manifest.json" for stem in stems}


def test_marks_within_marks_without_end_are_one_line(tmp_path: Path) -> None:
    (tmp_path / "deep.md").write_text(f"# T\n\n{'*' * 20_000}deep{'*' * 20_000}\n", "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "publisher", "show", "deep.md"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])},
    )
    assert done.returncode == 1
    assert (
        done.stderr.strip()
        == "deep.md: marks within marks, about a thousand deep; write it flatter"
    )
