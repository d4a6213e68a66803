"""The handbook holds: what is made from the program is up to date, and every snippet in it works."""

import ast
import re
import shutil
import textwrap
from pathlib import Path

import pytest

from publisher.cli import main
from publisher.readers import read_article
from publisher.readers.source import SourceText
from publisher.readers.structured import names_articles
from publisher.resources import folder
from publisher.schema.decode import decode
from publisher.schema.locate import load_yaml
from publisher.schema.written import EditionRecord, with_entries
from tests.handbook import FOLDER, pages
from tests.site import site
from tests.test_docs import commands_of, run

PAGES = sorted(path.stem for path in FOLDER.glob("*.md"))
SAVED = {
    "kilns": "The kilns",
    "lake": "The lake",
    "mill": "The mill",
    "quay": "The quay",
    "weir": "A weir",
}
WORDS = "It stood there before the town did, and most of what is told of it is true. " * 4
PAGE = """<!doctype html><html lang="en"><head><title>{title}</title><meta name="author"
content="Ada Example"></head><body><article><h1>{title}</h1><p>{words}</p>
<p><img src="{name}.png" alt="A drawing"></p><p>Sign up for our letters.</p><p>{words}</p></article>
</body></html>"""
FEED = """<rss version="2.0"><channel><title>The quay</title><link>https://mag.example/</link><item>
<title>The mill</title><link>https://mag.example/mill</link><pubDate>Mon, 23 Nov 2026 08:00:00 +0100
</pubDate><description>&lt;p&gt;{words}&lt;/p&gt;&lt;p&gt;{words}&lt;/p&gt;</description></item><item>
<title>The lake</title><link>https://mag.example/lake</link><pubDate>Mon, 2 Nov 2026 08:00:00 +0100
</pubDate><description>&lt;p&gt;{words}&lt;/p&gt;&lt;p&gt;{words}&lt;/p&gt;</description></item>
</channel></rss>"""
BEFORE = {  # what a reader of this page has done before, by the page’s own words
    "sources": {"feed.xml": FEED.format(words=WORDS)},
    "theme": {"ours/theme.toml": "toml"},
    "python": {"week.yaml": "title: Week\narticles: [saved/kilns.html]\n"},
}


def snippets(page: str, language: str) -> list[str]:
    text = (FOLDER / f"{page}.md").read_text("utf-8")
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with five saved pages, in which the commands of a page are typed."""
    monkeypatch.chdir(tmp_path)
    Path("saved").mkdir()
    for name, title in SAVED.items():
        Path(f"saved/{name}.html").write_text(
            PAGE.format(title=title, words=WORDS, name=name), "utf-8"
        )
    from PIL import Image

    Image.new("L", (40, 30), 128).save("saved/kilns.png")
    return tmp_path


@pytest.mark.parametrize("name", pages())
def test_what_is_made_from_the_program_is_up_to_date(
    name: str, request: pytest.FixtureRequest
) -> None:
    path = FOLDER / name
    if request.config.getoption("--update-golden"):
        path.write_text(pages()[name], "utf-8")
    assert path.read_text("utf-8") == pages()[name]


@pytest.mark.parametrize("page", [page for page in PAGES if snippets(page, "sh")])
def test_the_commands_of_a_page_work_as_they_are_typed(
    page: str, desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, text in BEFORE.get(page, {}).items():
        path = desk / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(snippets(page, text)[0] if text == "toml" else text, "utf-8")
    with site(desk / "saved") as address:
        for command in commands_of((FOLDER / f"{page}.md").read_text("utf-8")):
            run(cheap(command, page), address, capsys)
            if page == "course-reader" and "publisher new" in command:
                Path("reader.yaml").write_text(snippets(page, "yaml")[0], "utf-8")


def cheap(command: str, page: str) -> str:
    """A command that makes an EPUB alone where its page does not speak of PDFs: they take seconds."""
    words = command.split()
    is_plain = words[1] == "build" and not {"--format", "--for"} & set(words)
    return f"{command} --format epub" if is_plain and page != "verify" else command


@pytest.mark.parametrize("page", [page for page in PAGES if snippets(page, "yaml")])
def test_the_files_that_a_page_shows_can_be_read(page: str) -> None:
    for text in snippets(page, "yaml"):
        assert names_articles(SourceText.of("e.yaml", text.encode()))
        decode(with_entries(load_yaml(text)), EditionRecord, "e.yaml")


def test_the_article_that_is_shown_can_be_read(tmp_path: Path) -> None:
    (text,) = snippets("write", "markdown")
    (tmp_path / "images").mkdir()
    picture = next(FOLDER.parent.glob("articles/*/images/*.png"))
    shutil.copy(picture, tmp_path / "images" / "chain.png")
    (tmp_path / "article.md").write_text(text, "utf-8")
    read = read_article(tmp_path / "article.md")
    assert [block.kind for block in read.body] == [
        "heading",
        "paragraph",
        "figure",
        "quote",
        "aside",
        "note",
    ]


def test_the_program_that_is_shown_runs(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (text,) = snippets("python", "python")
    (desk / "week.yaml").write_text(BEFORE["python"]["week.yaml"], "utf-8")
    exec(compile(ast.parse(textwrap.dedent(text)), "handbook", "exec"), {})
    assert capsys.readouterr().out.startswith("True ")


def test_every_page_is_in_the_handbook_and_no_other(capsys: pytest.CaptureFixture[str]) -> None:
    listed = (FOLDER.parent / "editions" / "handbook.yaml").read_text("utf-8")
    named = re.findall(r"\.\./handbook/([\w-]+)\.md", listed)
    assert sorted(named) == PAGES
    assert main(["check", str(FOLDER.parent / "editions" / "handbook.yaml")]) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.slow
def test_the_handbook_itself_is_delivered_as_a_pdf(tmp_path: Path) -> None:
    """`make editions` builds it, the longest of the samples: 70 pages of tables and code."""
    source = str(Path(folder("content")) / "editions" / "handbook.yaml")
    assert main(["build", source, "-o", str(tmp_path), "--format", "pdf"]) == 0
    assert (tmp_path / "handbook.pdf").is_file()
