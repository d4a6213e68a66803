"""A theme of one's own: a folder anywhere, that says only what differs, and whose faults are told where they stand."""

from pathlib import Path

import pytest

from publisher import read_edition
from publisher.cli import main
from publisher.errors import PublisherError, SchemaError, SourceError
from publisher.model.article import Article
from publisher.model.body import Paragraph, Text
from publisher.model.edition import alone, clock
from publisher.rendering.compose import book_of
from publisher.rendering.theme import load_theme, theme_names
from publisher.rendering.theme_file import CONTRAST, contrast

ARTICLE = Article(
    title="A page",
    language="en",
    body=(Paragraph(children=(Text(text="Words that stand on a page."),)),),
)


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    folder = tmp_path / "ours"
    folder.mkdir()
    (folder / "theme.toml").write_text(
        'title = "Ours"\nbased_on = "literary"\n[paper]\n'
        "small = { size = [120, 180], margins = [12, 12, 14, 12], sink = 30, text = 9 }\n"
    )
    (folder / "common.css").write_text("h2 { font-style: normal }\n")
    return folder


def test_a_folder_says_only_what_differs_from_the_theme_it_is_based_on(ours: Path) -> None:
    theme, base = load_theme(str(ours)), load_theme("literary")
    assert (theme.name, theme.title, theme.fonts, theme.cover) == (
        "ours",
        "Ours",
        base.fonts,
        base.cover,
    )
    assert [paper.name for paper in theme.papers] == [
        "small",
        *(paper.name for paper in base.papers),
    ]
    added, usual = dict(theme.css), dict(base.css)
    assert added["common"] == usual["common"] + "h2 { font-style: normal }\n"
    assert added | {"common": ""} == usual | {"common": ""}
    assert theme.design == base.design


def test_an_edition_names_a_folder_beside_its_file_and_the_record_no_more_than_its_name(
    ours: Path, tmp_path: Path
) -> None:
    (tmp_path / "one.md").write_text(
        "---\ntitle: A page\nlanguage: en\n---\n\nWords that stand on a page.\n"
    )
    (tmp_path / "edition.yaml").write_text(
        "title: Two pages\nlanguage: en\ntheme: ./ours\narticles: [one.md]\n"
    )
    edition = read_edition(tmp_path / "edition.yaml")
    theme = load_theme(edition.theme)
    assert theme == load_theme(str(ours))
    record = book_of(edition, theme, clock(edition)).record.decode()
    assert '"ours"' in record
    assert str(tmp_path) not in record


def test_a_build_takes_the_folder_and_themes_looks_at_it(
    ours: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "one.md").write_text(
        "---\ntitle: A page\nlanguage: en\n---\n\nWords that stand on a page.\n"
    )
    assert main(["themes", str(ours)]) == 0
    assert capsys.readouterr().out.startswith("ours  Book, changed (EB Garamond")
    assert (
        main(
            [
                "build",
                str(tmp_path / "one.md"),
                "--theme",
                str(ours),
                "-o",
                str(tmp_path / "out"),
                "--format",
                "epub",
            ]
        )
        == 0
    )
    assert (tmp_path / "out" / "one.epub").is_file()


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        (
            "theme.toml",
            'title = "Ours"\nbased_on = "sober"\n',
            "based on 'sober', which is no theme; there are book",
        ),
        ("theme.toml", 'based_on = "plain"\n', "1:1: title is missing"),
        ("theme.toml", 'title = "Ours\n', "1:14: it is not TOML"),
        (
            "theme.toml",
            'title = "Ours"\nfont = ["Literata"]\n',
            "2:1: unknown key 'font'; did you mean 'fonts'?",
        ),
        ("theme.toml", 'title = "Ours"\nfonts = "Literata"\n', "2:1: fonts is a list of families"),
        (
            "theme.toml",
            'title = "Ours"\n\n[cover]\nink = "red"\n',
            "4:1: the cover's ink is a colour such as",
        ),
        (
            "theme.toml",
            'title = "Ours"\n[cover]\nink = "#888888"\npaper = "#999999"\n',
            "a contrast of 1.2, words need 4.5",
        ),
        (
            "theme.toml",
            'title = "Ours"\n[scripts]\n"Amiri" = "arabic"\n',
            "3:1: the letters of 'Amiri' are ranges",
        ),
        (
            "theme.toml",
            (
                'title = "Ours"\n[paper]\na5 = { size = [148, 210], margins = [9, 9, 9, 9], sink ='
                " 20 }\n"
            ),
            "3:1: the page 'a5': text is a number",
        ),
        (
            "theme.toml",
            (
                'title = "Ours"\n[paper]\na5 = { size = [148, 210], margins = [9, 70, 9, 70], sink'
                " = 20, text = 9 }\n"
            ),
            "leaves less than 30 mm",
        ),
        ("common.css", "h1 { color red }\n", "1:15: it is not CSS: a declaration"),
        (
            "common.css",
            "p { margin: 0 }\n\np { background: url(grey.png) }\n",
            "3:17: url() asks for another file",
        ),
        ("pdf.css", '@import "other.css";\n', "1:1: @import asks for another file"),
        (
            "print.css",
            "p { margin: 0 }\n",
            (
                "no style sheet has this name; a theme has common.css, epub.css, pdf.css,"
                " furniture.css"
            ),
        ),
    ],
)
def test_a_fault_is_told_in_its_file_and_line(ours: Path, file: str, text: str, said: str) -> None:
    (ours / file).write_text(text)
    with pytest.raises((SourceError, SchemaError)) as refused:
        load_theme(str(ours))
    assert str(ours / file) in str(refused.value)
    assert said in str(refused.value)


def test_all_faults_of_a_file_are_told_at_once(ours: Path) -> None:
    (ours / "theme.toml").write_text("title = 3\nfonts = []\ncode = 1\n")
    with pytest.raises(SchemaError) as refused:
        load_theme(str(ours))
    places = [line.split(":")[1] for line in str(refused.value).splitlines()]
    assert places == ["1", "2", "3"]


def test_the_faults_of_all_files_of_a_theme_are_told_at_once(ours: Path) -> None:
    (ours / "theme.toml").write_text("title = 3\n")
    (ours / "common.css").write_text("p { margin: 0 }\nh1 { color red }\n")
    (ours / "pdf.css").write_bytes(b"p { margin: 0 } \xff")
    (ours / "print.css").write_text("p { margin: 0 }\n")
    with pytest.raises(SchemaError) as refused:
        load_theme(str(ours))
    named = [Path(line.split(":")[0]).name for line in str(refused.value).splitlines()]
    assert named == ["theme.toml", "common.css", "pdf.css", "print.css"]


def test_a_folder_that_is_not_there_and_a_name_without_a_path_are_told_apart(
    tmp_path: Path,
) -> None:
    with pytest.raises(PublisherError, match="there is no such folder"):
        load_theme(str(tmp_path / "nowhere"))
    with pytest.raises(
        PublisherError,
        match=r"there are book.*; the folder of your own is named as a path: './ours'",
    ):
        load_theme("ours")


def test_a_family_that_is_not_installed_is_told_by_themes(
    ours: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (ours / "theme.toml").write_text('title = "Ours"\nfonts = ["No Such Face"]\n')
    assert main(["themes", str(ours)]) == 3
    assert "the font family 'No Such Face' is not installed" in capsys.readouterr().err


def test_all_families_that_are_not_installed_are_told_in_one_line_with_one_command(
    ours: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (ours / "theme.toml").write_text('title = "Ours"\nfonts = ["No Face"]\nsmall = ["Nor This"]\n')
    assert main(["themes", str(ours)]) == 3
    (line,) = capsys.readouterr().err.splitlines()
    assert line.endswith("install them: pip install fontpkg-no-face fontpkg-nor-this")


@pytest.mark.parametrize("name", theme_names())
def test_every_paper_of_a_design_has_type_within_an_eighth_of_what_was_drawn(name: str) -> None:
    theme = load_theme(name)
    for paper in theme.papers:
        assert paper.text == theme.design.fitted(paper.text)


def test_a_theme_of_ones_own_changes_single_values_and_is_told_what_they_cannot_be(
    ours: Path,
) -> None:
    (ours / "theme.toml").write_text(
        'title = "Ours"\n[levels]\nh1 = { size = 30 }\n[setting]\nindent = 0\n[colours]\naccent = "#123456"\n'
    )
    theme, base = load_theme(str(ours)), load_theme("book")
    assert theme.design.level("h1").size == 30
    assert theme.design.level("h1").leading == base.design.level("h1").leading
    assert theme.design.colour("accent") == "#123456"
    assert "font-size: 30pt" in theme.on_paper(theme.paper())
    (ours / "theme.toml").write_text(
        'title = "Ours"\n[levels]\nh1 = { size = "big" }\nkickr = { size = 3 }\n'
        'h2 = { align = "middle" }\n[setting]\nhyphens = true\nidnent = 3\n[colours]\naccent = "red"\n'
    )
    with pytest.raises(SchemaError) as refused:
        load_theme(str(ours))
    said = [line.split(":", 1)[1] for line in str(refused.value).splitlines()]
    assert [line.split(": ", 1) for line in said] == [
        ["3:1", "h1: size is a number"],
        ["4:1", "unknown key 'kickr' in levels; did you mean 'kicker'?"],
        ["5:1", 'h2: align is "start" or "end" or "center" or "justify"'],
        ["7:1", "hyphens is numbers in brackets"],
        ["8:1", "unknown key 'idnent' in setting; did you mean 'indent'?"],
        ["10:1", 'the colour accent is written as "#20303a"'],
    ]


@pytest.mark.parametrize("name", theme_names())
def test_the_words_of_a_cover_stand_out_from_its_ground(name: str) -> None:
    cover = load_theme(name).cover
    assert min(contrast(cover.ink, cover.paper), contrast(cover.accent, cover.paper)) >= CONTRAST


def test_the_contrast_of_black_and_white_is_21_and_of_a_colour_with_itself_1() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#20303a", "#20303a") == pytest.approx(1)


def test_a_theme_by_name_still_composes_a_book() -> None:
    edition = alone(ARTICLE, name="page", theme="literary")
    assert book_of(edition, load_theme(edition.theme)).chapters
