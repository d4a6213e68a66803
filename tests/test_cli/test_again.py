"""What has not changed is not built again, whatever else has is, and a stopped run goes on."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from publisher import deliver
from publisher.cli import kept, main
from publisher.outputs import places

PAGE = """<!doctype html><html lang="en"><head><title>{title}</title></head><body><article>
<h1>{title}</h1><p>{words}</p><p><img src="p.png" alt="A field"></p><p>{words}</p></article></body>
</html>"""
WORDS = "A loaf needs four things and a long night, and the fourth of them is patience. " * 3
BUILD = ("build", "pages", "-o", "out", "--format", "epub")


class Site:
    """A folder of pages, and what a build of it says."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self._capsys = folder, capsys

    def put(self, name: str, words: str = WORDS) -> None:
        path = self.folder / "pages" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(PAGE.format(title=Path(name).stem, words=words), "utf-8")

    def outcomes(self, *options: str) -> dict[str, str]:
        """What became of each page, by its name, in the order in which it came."""
        self._capsys.readouterr()
        main([*BUILD, "--json", *options])
        rows: list[dict[str, Any]] = json.loads(self._capsys.readouterr().out)["results"]
        return {Path(row["source"]).stem: row["outcome"] for row in rows}

    def bytes(self) -> dict[str, bytes]:
        """The finished files."""
        return {path.name: path.read_bytes() for path in sorted(Path("out").rglob("*.epub"))}


@pytest.fixture
def pages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Site:
    monkeypatch.chdir(tmp_path)
    site = Site(tmp_path, capsys)
    for name in ("a.html", "b.html"):
        site.put(name)
    return site


def picture(grey: int) -> Callable[[], None]:
    def put() -> None:
        Image.new("L", (40, 30), grey).save("pages/p.png")

    return put


def altered() -> None:
    path = Path("out/a.epub")
    path.write_bytes(path.read_bytes() + b"\0")


def of_another_version() -> None:
    path = Path("out/.publisher/a.manifest.json")
    manifest = json.loads(path.read_text("utf-8"))
    manifest["kept"]["tool"] = "another"
    path.write_text(json.dumps(manifest), "utf-8")


@pytest.mark.parametrize(
    ("change", "again"),
    [
        (lambda: None, []),
        (lambda: Path("pages/a.html").touch(), []),
        (lambda: Path("pages/a.html").write_text(PAGE.format(title="a", words="x")), ["a"]),
        (picture(90), ["a", "b"]),
        (lambda: Path("out/a.epub").unlink(), ["a"]),
        (altered, ["a"]),
        (of_another_version, ["a"]),
    ],
    ids=["nothing", "its time", "a page", "a picture", "gone", "altered", "version"],
)
def test_only_what_changed_is_built_again(
    change: Callable[[], None], again: list[str], pages: Site
) -> None:
    assert pages.outcomes() == {"a": "built", "b": "built"}
    change()
    told = pages.outcomes()
    assert [name for name, outcome in told.items() if outcome == "built"] == again
    assert set(told.values()) <= {"built", "unchanged"}


def test_a_file_whose_manifest_says_nothing_any_more_is_not_replaced(pages: Site) -> None:
    assert pages.outcomes() == {"a": "built", "b": "built"}
    Path("out/.publisher/a.manifest.json").write_text('{"kept": {"source": "../pages/a.html"}}')
    assert pages.outcomes() == {"a": "failed", "b": "unchanged"}
    assert pages.outcomes("--force") == {"a": "built", "b": "built"}


def test_another_picture_of_the_same_name_and_one_that_went_are_changes(pages: Site) -> None:
    picture(90)()
    assert set(pages.outcomes().values()) == {"built"}
    picture(91)()
    assert set(pages.outcomes().values()) == {"built"}
    assert set(pages.outcomes().values()) == {"unchanged"}
    Path("pages/p.png").unlink()
    assert set(pages.outcomes().values()) == {"built"}


@pytest.mark.parametrize(
    "options",
    [
        ("--force",),
        ("--theme", "literary"),
        ("--pictures", "omit"),
        ("--publish",),
        ("--encoding", "utf-8"),
    ],
)
def test_what_is_asked_for_is_part_of_what_a_book_is_made_of(
    options: tuple[str, ...], pages: Site
) -> None:
    assert pages.outcomes() == {"a": "built", "b": "built"}
    assert pages.outcomes(*options) == {"a": "built", "b": "built"}


def test_the_epoch_of_the_environment_is_part_of_it_as_well(
    pages: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert pages.outcomes() == {"a": "built", "b": "built"}
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert pages.outcomes() == {"a": "built", "b": "built"}


def test_another_tool_or_library_or_font_package_builds_everything_again(
    pages: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert pages.outcomes() == {"a": "built", "b": "built"}
    monkeypatch.setattr(kept, "tool_digest", lambda: "another")
    assert pages.outcomes() == {"a": "built", "b": "built"}


def test_a_theme_of_ones_own_that_was_edited_builds_again(pages: Site) -> None:
    Path("ours").mkdir()
    Path("ours/theme.toml").write_text('title = "Ours"\n')
    assert pages.outcomes("--theme", "./ours") == {"a": "built", "b": "built"}
    assert pages.outcomes("--theme", "./ours") == {"a": "unchanged", "b": "unchanged"}
    Path("ours/common.css").write_text("p { color: #222 }\n")
    assert pages.outcomes("--theme", "./ours") == {"a": "built", "b": "built"}


def test_a_book_of_a_folder_is_built_again_when_a_page_came(pages: Site) -> None:
    call = ["build", "pages", "--title", "The week", "-o", "week.epub"]
    assert main(call) == 0
    before = Path("week.epub").read_bytes()
    assert main(call) == 0
    assert Path("week.epub").read_bytes() == before
    pages.put("c.html")
    assert main(call) == 0
    assert Path("week.epub").read_bytes() != before


def test_a_source_that_failed_comes_last_the_next_time(pages: Site) -> None:
    Path("pages/0.txt").write_text("")
    assert list(pages.outcomes()) == ["0", "a", "b"]
    assert list(pages.outcomes("--force")) == ["a", "b", "0"]


def test_a_run_that_is_stopped_anywhere_goes_on_and_ends_with_the_same_files(
    pages: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages.put("c.html")
    assert main([*BUILD]) == 0
    whole = pages.bytes()
    usual = deliver.deliver
    for moment in range(len(whole)):
        for path in sorted(Path("out").rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
        left = [moment]

        def stopping(*given: Any, left: list[int] = left, **named: Any) -> Any:
            if not left[0]:
                raise KeyboardInterrupt
            left[0] -= 1
            return usual(*given, **named)

        with monkeypatch.context() as patch:
            patch.setattr(places, "deliver", stopping)
            assert main([*BUILD]) == 130
        assert len(pages.bytes()) == moment
        outcomes = list(pages.outcomes().values())
        assert outcomes == ["unchanged"] * moment + ["built"] * (len(whole) - moment)
        assert pages.bytes() == whole


@pytest.mark.parametrize("name", ["told.json", "told.html"])
def test_a_report_tells_of_each_source_and_replaces_nothing_but_a_report(
    name: str, pages: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("pages/0.txt").write_text("")
    for _ in range(2):
        assert main([*BUILD, "--report", name]) == 1
    text = Path(name).read_text("utf-8")
    assert all(source in text for source in ("0.txt", "a.html", "b.html", "a.epub"))
    assert main(["report", "out", "-o", name]) == 0
    assert main(["report", "out"]) == 0
    assert "pages/0.txt: failed" in capsys.readouterr().out
    mine = Path(f"mine{Path(name).suffix}")
    mine.write_text("mine")
    for call in ([*BUILD, "--report", str(mine)], ["report", "out", "-o", str(mine)]):
        assert main(call) == 2
    assert mine.read_text() == "mine"
    assert main([*BUILD, "--report", "pages/a.html"]) == 2
