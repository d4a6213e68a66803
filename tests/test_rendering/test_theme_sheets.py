"""A theme of one's own whose sheets keep words from a reader is refused at the line that does it."""

from pathlib import Path

import pytest

from publisher.build import refuse_theme
from publisher.cli import main
from publisher.errors import FaultsInFiles, SchemaError
from publisher.model.edition import clock
from publisher.rendering.book import Book
from publisher.rendering.compose import book_of
from publisher.rendering.specimen import specimen
from publisher.rendering.theme import load_theme, theme_names

HIDING = (
    "display: none",
    "visibility: hidden",
    "opacity: 0.05",
    "font-size: 1%",
    "font: 0/0 serif",
    "color: #f4f4f4",
    "color: transparent",
    "background: #222",
    "height: 0; overflow: hidden",
    "max-height: 1px; overflow: clip",
    "position: absolute; left: -9999px",
    "position: relative; top: 120vh",
    "margin-left: -300vw",
    "text-indent: -999em",
    "clip-path: inset(100%)",
    "transform: scale(0)",
    "transform: translateX(-2000px)",
    "filter: opacity(0)",
    "letter-spacing: -1em",
    "line-height: 0",
    "content-visibility: hidden",
    "-webkit-text-fill-color: white",
    "animation: fade 1s forwards",
    "position: fixed; inset: 0",
    "z-index: -1; position: relative",
    "mask-image: linear-gradient(transparent, transparent)",
    "--size: 0.1em; font-size: var(--size)",
    "text-decoration: line-through",
)
FINE = """
:root { --ink: 33, 37, 41; --quiet: #555 }
.article-text { column-count: 2; column-gap: 5mm; column-rule: 0.4pt solid }
.article-text > p:first-child::first-letter { float: left; font-size: 3.1em; line-height: 0.8 }
.note { float: footnote }
.kicker { font-variant: small-caps; letter-spacing: 0.06em; color: rgb(var(--ink)) }
.credit { color: var(--quiet); & p { margin: 0; &:first-child { font-weight: 600 } } }
h1 { color: rgb(var(--ink)); text-transform: uppercase }
blockquote::before { content: "❝"; position: absolute; left: -1em }
.aside { background: #f4f1ea; border: 1px solid #999; border-radius: 4px; padding: 1em }
@media (min-width: 40em) { .standfirst { max-width: 36em; margin-inline: auto } }
"""


@pytest.fixture(scope="module")
def book() -> Book:
    edition = specimen()
    return book_of(edition, load_theme("plain"), clock(edition))


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    folder = tmp_path / "ours"
    folder.mkdir()
    (folder / "theme.toml").write_text('title = "Ours"\n')
    return folder


@pytest.mark.parametrize("sheet", ["common", "epub", "pdf"])
@pytest.mark.parametrize("declarations", HIDING)
def test_what_hides_a_notice_is_refused_at_its_line(
    declarations: str, sheet: str, ours: Path, book: Book
) -> None:
    file = ours / f"{sheet}.css"
    file.write_text(f"h2 {{ margin: 1em 0 }}\n\n.notice-disclaimer {{ {declarations} }}\n")
    theme = load_theme(str(ours))
    for form in ("epub", "pdf"):
        if sheet not in {"common", form}:
            refuse_theme(theme, book, form)
            continue
        with pytest.raises(SchemaError) as refused:
            refuse_theme(theme, book, form)
        assert str(refused.value).startswith(f"{file}:3: “")


def test_a_theme_of_magazines_is_taken(ours: Path, book: Book) -> None:
    (ours / "common.css").write_text(FINE)
    theme = load_theme(str(ours))
    refuse_theme(theme, book, "epub")
    refuse_theme(theme, book, "pdf")


def test_each_sheet_line_is_counted_in_its_own_file(ours: Path, book: Book) -> None:
    (ours / "common.css").write_text("p { margin: 0 }\n" * 9)
    (ours / "epub.css").write_text("/* a\nb */\n.notice {\n  color: red;\n  opacity: 0 }\n")
    with pytest.raises(SchemaError, match=r"epub\.css:5: “opacity: 0” keeps words"):
        refuse_theme(load_theme(str(ours)), book, "epub")


def test_the_faults_of_all_sheets_are_told_at_once(ours: Path, book: Book) -> None:
    (ours / "common.css").write_text(".notice { display: none }\n")
    (ours / "epub.css").write_text("p { margin: 0 }\nh2 { opacity: 0 }\n")
    (ours / "furniture.css").write_text("@page {\n  @top-left { content: 'Free for all' }\n}\n")
    with pytest.raises(FaultsInFiles) as refused:
        refuse_theme(load_theme(str(ours)), book, "epub", "pdf")
    places = [tuple(line.split(":")[:2]) for line in refused.value.lines]
    assert [(Path(file).name, line) for file, line in places] == [
        ("common.css", "1"),
        ("epub.css", "2"),
        ("furniture.css", "2"),
    ]


def test_words_in_the_margin_of_a_page_are_words_that_nobody_stated(ours: Path, book: Book) -> None:
    (ours / "furniture.css").write_text("@page {\n  @top-left { content: 'Free for all' }\n}\n")
    with pytest.raises(SchemaError, match=r"furniture\.css:2: .*adds words"):
        refuse_theme(load_theme(str(ours)), book, "pdf")


@pytest.mark.parametrize("sheet", ["common", "epub", "pdf"])
def test_themes_and_build_say_the_same_and_nothing_is_delivered(
    sheet: str, ours: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = ours / f"{sheet}.css"
    file.write_text("p { margin: 0 }\n.notice { display: none }\n")
    text = tmp_path / "one.md"
    text.write_text("---\ntitle: A page\nlanguage: en\n---\n\nWords that stand on a page.\n")
    line = f"{file}:2: “display: none” keeps words from a reader; take it out"
    assert main(["themes", str(ours)]) == 1
    assert line in capsys.readouterr().err
    form = "pdf" if sheet == "pdf" else "epub"
    (ours / "theme.toml").write_text('title = "Ours"\n')
    text.write_text(
        "---\ntitle: A page\nlanguage: en\nrights:\n  copyright_line: © 2026 A house\n---\n\nWords.\n"
    )
    out = tmp_path / "out"
    order = ["build", str(text), "--theme", str(ours), "-o", str(out), "--format", form]
    assert main(order) == 1
    assert line in capsys.readouterr().err
    assert not list(out.glob("*.*")) if out.exists() else True


@pytest.mark.parametrize("name", theme_names())
def test_the_themes_that_come_with_publisher_are_clean_on_an_e_reader(
    name: str, book: Book, ours: Path
) -> None:
    theme = load_theme(name)
    (ours / "epub.css").write_text(theme.for_readers())
    refuse_theme(load_theme(str(ours)), book, "epub")
