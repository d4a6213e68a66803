"""Commands answer programs in one shape, and take addresses and folders alike."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from publisher.cli import main
from tests.site import site

WORDS = "A loaf needs four things and a long night, and the fourth of them is patience. " * 3
PAGE = (
    "<html><head><title>{0}</title></head><body><article><h1>{0}</h1><p>{1}</p></article></body>"
    "</html>"
)
OURS = "---\ntitle: Ours\nrights:\n  basis: own-work\n  holder: Ann Bell\n---\n\nWords.\n"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A folder with two saved pages and an article, and the address at which it is served."""
    monkeypatch.chdir(tmp_path)
    Path("saved/more").mkdir(parents=True)
    Path("saved/loaf.html").write_text(PAGE.format("Loaf", WORDS), "utf-8")
    Path("saved/more/bun.html").write_text(PAGE.format("Bun", WORDS), "utf-8")
    Path("ours.md").write_text(OURS, "utf-8")
    with site(tmp_path) as address:
        yield address


@pytest.mark.parametrize(
    ("call", "code", "results"),
    [
        (["check", "saved", "ours.md", "none.html"], 1, 4),
        (["verify", "ours.md"], 1, 1),
        (["themes"], 0, 6),
        (["devices"], 0, 9),
        (["rules", "notice-changed"], 0, 1),
        (["fetch", "ADDRESS/saved/loaf.html", "ADDRESS/none.html", "--allow-private"], 1, 2),
    ],
)
def test_every_answer_has_the_same_keys(
    call: list[str], code: int, results: int, desk: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*(word.replace("ADDRESS", desk) for word in call), "--json"]) == code
    told = json.loads(capsys.readouterr().out)
    assert list(told) == ["schema", "tool", "command", "results", "findings", "summary"]
    assert (told["command"], len(told["results"])) == (call[0], results)
    keys = ["source", "line", "column", "severity", "rule", "says", "remedy"]
    assert all(list(found)[:7] == keys for found in told["findings"])


@pytest.mark.parametrize("command", ["show", "check", "cite", "import"])
def test_a_page_at_an_address_is_read_as_the_saved_one_is(
    command: str, desk: str, capsys: pytest.CaptureFixture[str]
) -> None:
    address = f"{desk}/saved/loaf.html"
    code = main([command, address, "--allow-private"])
    said = capsys.readouterr()
    assert code == (1 if command == "check" else 0)
    assert ("Loaf" if command != "check" else f"{address}: open (basis)") in said.out + said.err
    assert main([command, f"{desk}/none.html", "--allow-private"]) == 1
    assert "404" in capsys.readouterr().err
    assert not Path(".publisher").exists(), "what is only looked at is not kept"


@pytest.mark.parametrize("command", ["show", "import"])
def test_an_edition_is_no_page_and_is_told_so(
    command: str, desk: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert desk
    Path("e.yaml").write_text("title: E\narticles: [ours.md]\n", "utf-8")
    assert main([command, "e.yaml"]) == 1
    assert capsys.readouterr().err.startswith("e.yaml: an edition's file is no page; name the")


def test_a_file_is_compared_with_the_page_that_its_build_kept(
    desk: str, capsys: pytest.CaptureFixture[str]
) -> None:
    address = f"{desk}/saved/loaf.html"
    assert main(["build", address, "-o", "out", "--format", "epub", "--allow-private"]) == 0
    assert main(["verify", "out/loaf.epub", "--against", address]) == 0
    assert "blocks as in the source; word for word" in capsys.readouterr().out
    assert main(["verify", "out/loaf.epub", "--against", f"{desk}/other.html"]) == 1
    assert "no build kept this page" in capsys.readouterr().err
    for folder in ("out", "saved"):  # the page is found by its digest, in the file's own record
        assert main(["verify", "out/loaf.epub", "--against", folder]) == 0
        assert "“Loaf”: 2 of 2 blocks as in the source; word for word" in capsys.readouterr().out
    assert main(["verify", "out/loaf.epub", "--against", "saved/more"]) == 1
    assert "no page in it is one that out/loaf.epub was made of" in capsys.readouterr().err


def test_an_edition_is_begun_from_addresses_and_builds_as_it_is(
    desk: str, capsys: pytest.CaptureFixture[str]
) -> None:
    address = f"{desk}/saved/loaf.html"
    call = ["new", address, f"{desk}/none.html", "ours.md", "-o", "books/w.yaml", "--sort", "title"]
    assert main([*call, "--allow-private"]) == 1
    assert "404" in capsys.readouterr().err
    told = Path("books/w.yaml").read_text("utf-8")
    assert f"- file: {address}" in told
    assert "../ours.md" in told
    assert "sort: title" in told
    assert main(["build", "books/w.yaml", "--format", "epub", "-o", "out"]) == 0
    assert Path("out/w.epub").is_file()


def test_a_folder_is_imported_page_by_page_and_nothing_is_replaced(
    desk: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert desk
    assert main(["import", "saved"]) == 2
    assert "name it with -o" in capsys.readouterr().err
    assert main(["import", "saved", "-o", "ours"]) == 0
    said = capsys.readouterr()
    assert said.out.split() == ["ours/loaf/article.md", "ours/more/bun/article.md"]
    assert said.err.startswith("2 articles; read each once")
    Path("ours/loaf/article.md").write_text("mine", "utf-8")
    assert main(["import", "saved", "-o", "ours"]) == 1
    assert Path("ours/loaf/article.md").read_text("utf-8") == "mine"


def test_a_former_option_works_and_tells_its_new_name(
    desk: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert desk
    assert main(["cite", "ours.md", "--form", "ris"]) == 0
    said = capsys.readouterr()
    assert said.out.startswith("TY  - ")
    assert said.err.startswith("--form is called --format now")
    assert main(["cite", "--help"]) == 0
    assert "--form," not in capsys.readouterr().out
