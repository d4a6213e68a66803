"""`publisher new` begins an edition's file that builds as it is and says what was found."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.cli import main
from publisher.readers import read_edition
from publisher.readers.source import SourceText
from publisher.readers.structured import names_articles
from publisher.schema.locate import load_yaml
from publisher.schema.outline import OutlineEntry, OutlinePart, write_outline

PAGE = """<html lang="de"><head><title>Die Schleuse</title>
<meta name="author" content="Ada Example">{date}</head><body><article><h1>Die Schleuse</h1>
<p>Sie ist älter als die Stadt, und die Stadt hat sie vergessen, seit es die Brücke gibt.</p>
</article></body></html>"""
DATE = '<meta property="article:published_time" content="2026-02-01">'


@pytest.fixture
def run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[int, str, str]]:
    """A command in a folder with saved pages: exit code, stdout, stderr."""
    monkeypatch.chdir(tmp_path)
    Path("saved/more").mkdir(parents=True)
    Path("saved/lock.html").write_text(PAGE.format(date=DATE), "utf-8")
    Path("saved/undated.html").write_text(PAGE.format(date=""), "utf-8")
    Path("saved/notes.doc").write_bytes(b"PK")

    def call(*arguments: str) -> tuple[int, str, str]:
        code = main(list(arguments))
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


def test_it_names_every_page_with_what_was_found_and_what_is_missing(
    run: Callable[..., tuple[int, str, str]],
) -> None:
    assert run("new", "saved", "-o", "week.yaml")[:2] == (0, "week.yaml\n")
    lines = Path("week.yaml").read_text("utf-8").splitlines()
    assert lines[0] == "title: Saved  # write your own"
    assert "language: de" in lines
    assert "  - saved/lock.html  # “Die Schleuse”, Ada Example, 2026-02-01" in lines
    assert "  - file: saved/undated.html  # “Die Schleuse”, Ada Example" in lines
    assert "    # published:  # no date found" in lines
    assert "# passed over: saved/notes.doc (not read yet)" in lines


def test_what_it_writes_reads_back_as_the_same_articles(
    run: Callable[..., tuple[int, str, str]],
) -> None:
    Path("saved/more/third.html").write_text(PAGE.format(date=DATE), "utf-8")
    run("new", "saved", "-o", "books/week.yaml")
    edition = read_edition("books/week.yaml")
    assert [part.title for part in edition.parts] == ["saved", "more"]
    assert len(edition.articles) == 3


def test_a_file_that_is_there_is_not_replaced(run: Callable[..., tuple[int, str, str]]) -> None:
    Path("edition.yaml").write_text("title: Mine\n", "utf-8")
    code, out, err = run("new", "saved")
    assert (code, out) == (1, "")
    assert "there is a file already" in err
    assert Path("edition.yaml").read_text("utf-8") == "title: Mine\n"


def test_a_page_that_cannot_be_read_is_named_and_the_others_are_in_it(
    run: Callable[..., tuple[int, str, str]],
) -> None:
    Path("saved/empty.txt").write_text("", "utf-8")
    code, _, err = run("new", "saved")
    assert code == 1
    assert "empty.txt" in err
    assert "# not read: saved/empty.txt" in Path("edition.yaml").read_text("utf-8")
    assert len(read_edition("edition.yaml").articles) == 2


@given(
    st.text(min_size=1).filter(str.strip), st.lists(st.text(max_size=200), min_size=1, max_size=3)
)
def test_no_title_or_finding_breaks_out_of_its_line(title: str, found: list[str]) -> None:
    entries = tuple(
        OutlineEntry(file=f"{one}.html", found=words) for one, words in enumerate(found)
    )
    text = write_outline(title, "en", (OutlinePart(title="", entries=entries),), found)
    located = load_yaml(text)
    assert not located.faults
    assert located.data["title"] == title
    assert located.data["articles"] == [entry.file for entry in entries]
    assert names_articles(SourceText.of("e.yaml", text.encode()))


def test_what_is_said_of_a_page_is_written_into_its_entry_and_holds_when_it_is_built(
    run: Callable[..., tuple[int, str, str]],
) -> None:
    page = Path("saved/more/cafe.txt")
    page.write_bytes("Café\n\nBy Zoë Example\n\nThe café is open.\n".encode("cp1252"))
    assert run("new", str(page), "--encoding", "windows-1252")[0] == 0
    assert "    encoding: windows-1252" in Path("edition.yaml").read_text("utf-8").splitlines()
    assert read_edition("edition.yaml").articles[0].authors == ("Zoë Example",)
    address = "https://example.org/lock"
    said = ("new", "saved/lock.html", "--source-url", address, "-o", "one.yaml")
    assert run(*said)[0] == 0
    assert read_edition("one.yaml").articles[0].address == address
    code, _, err = run("new", "saved", "--source-url", address, "-o", "two.yaml")
    assert (code, "several are given" in err) == (2, True)
