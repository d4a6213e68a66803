"""What a maker chooses in an edition's file: followed where a design can, told where not."""

from dataclasses import fields, replace
from pathlib import Path

import pytest

from publisher.cli import main
from publisher.errors import ChoiceError, SchemaError
from publisher.model.article import Article
from publisher.model.body import Paragraph, Text
from publisher.model.design_choices import DesignChoices
from publisher.model.edition import Edition, Part
from publisher.readers import read_edition
from publisher.rendering.chosen_design import theme_of, with_choices
from publisher.rendering.compose import book_of
from publisher.rendering.theme import load_theme, theme_names
from publisher.rights.record_reader import recall

EVERY = DesignChoices(
    paper="a4",
    size=11.0,
    fonts=("Literata",),
    display=("Vollkorn",),
    small=("Source Sans 3",),
    code="IBM Plex Mono",
    accent="#7b2d1e",
    ground="#f0e6d2",
    ink="#20303a",
    notes="end",
    initial=0,
    line_numbers=5,
    qr=False,
    part_pages=True,
    run_on=False,
)
ARTICLE = Article(title="A page", body=(Paragraph(children=(Text(text="Words on it."),)),))


def book_with(design: DesignChoices, theme: str = "book") -> Edition:
    return Edition(
        name="e", title="E", theme=theme, design=design, parts=(Part(articles=(ARTICLE,)),)
    )


def written(folder: Path, design: str, theme: str = "book") -> Path:
    (folder / "one.md").write_text("---\ntitle: One\nlanguage: en\n---\n\nWords.\n", "utf-8")
    path = folder / "edition.yaml"
    path.write_text(f"title: E\ntheme: {theme}\ndesign:\n{design}articles: [one.md]\n", "utf-8")
    return path


def test_every_choice_is_in_the_theme() -> None:
    theme = theme_of(book_with(EVERY))
    setting, colours = theme.design.setting, dict(theme.design.colours)
    assert {theme.paper().name, *(paper.text for paper in theme.papers)} == {"a4", 11.0}
    assert (theme.fonts, theme.display, theme.small) == (EVERY.fonts, EVERY.display, EVERY.small)
    assert theme.code == EVERY.code
    assert EVERY.colours.items() <= colours.items()
    for name in ("notes", "initial", "line_numbers", "qr", "part_pages", "run_on"):
        assert getattr(setting, name) == getattr(EVERY, name), name


def test_a_choice_that_says_nothing_changes_nothing() -> None:
    for name in theme_names():
        theme = load_theme(name)
        assert with_choices(theme, DesignChoices()) is theme
        kept = with_choices(theme, DesignChoices(qr=theme.design.setting.qr))
        assert kept == theme


def test_the_page_of_a_cover_stays_that_for_which_it_is_drawn() -> None:
    assert theme_of(book_with(DesignChoices(paper="a4"))).papers[0].name == "a5"


def test_a_cover_in_the_colour_of_its_pages_follows_them() -> None:
    chosen = DesignChoices(accent="#0b4f7d")
    assert theme_of(book_with(chosen, "magazine")).cover.paper == "#0b4f7d"
    assert theme_of(book_with(chosen, "book")).cover == load_theme("book").cover


@pytest.mark.parametrize(
    ("theme", "design", "says"),
    [
        ("book", DesignChoices(paper="b5"), "has no page 'b5'; there are a5, a4, letter"),
        ("book", DesignChoices(size=16), "is itself with letters of 9.5 to 12.1 points, got 16"),
        ("book", DesignChoices(notes="margin"), "has no margin for notes"),
        ("magazine", DesignChoices(line_numbers=5), "where no lines are numbered"),
        ("book", DesignChoices(ink="#aaaaaa"), "has a contrast of 2.3"),
        ("course", DesignChoices(ground="#303030"), "on its ground (#303030)"),
        ("report", DesignChoices(accent="#ffd400"), "the accent #ffd400 on paper"),
    ],
)
def test_what_a_design_cannot_follow_is_refused(
    theme: str, design: DesignChoices, says: str
) -> None:
    with pytest.raises(ChoiceError) as refused:
        theme_of(book_with(design, theme))
    assert says in str(refused.value)
    assert getattr(design, refused.value.key)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("  paper: b5\n", "the design 'book' has no page 'b5'"),
        ("  accent: red\n", "accent is a colour"),
        ("  initial: 1\n", "an initial takes 2 to 5 lines"),
        ("  size: large\n", "expected a number such as 10.5, got 'large'"),
        ("  notes: below\n", "expected 'end', 'foot', 'margin', got 'below'"),
        ("  qr: yes\n", "expected true or false, got 'yes'"),
        ("  line_number: 5\n", "unknown key 'line_number'; did you mean 'line_numbers'?"),
    ],
)
def test_a_fault_is_told_at_its_own_line(
    line: str, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path, f"  code: Source Code Pro\n{line}")
    assert main(["build", str(path), "--format", "epub", "-o", str(tmp_path / "out")]) == 1
    told = capsys.readouterr().err
    assert says in told
    assert f"{path}:5:3" in told


def test_an_edition_says_its_choices_and_the_record_keeps_them(tmp_path: Path) -> None:
    choices = "  line_numbers: 5\n  initial: 0\n  qr: false\n  size: 10.5\n  fonts: [Literata]\n"
    edition = read_edition(written(tmp_path, choices))
    said = DesignChoices(line_numbers=5, initial=0, qr=False, size=10.5, fonts=("Literata",))
    assert edition.design == said
    assert recall(book_of(edition, theme_of(edition)).record, "e").design == said
    whole = replace(edition, design=EVERY)
    assert recall(book_of(whole, load_theme()).record, "e").design == EVERY


def test_no_choice_is_left_out_of_these_tests() -> None:
    silent = DesignChoices()
    for field in fields(DesignChoices):
        assert getattr(EVERY, field.name) != getattr(silent, field.name), field.name


def test_a_fault_of_the_file_itself_is_a_schema_error(tmp_path: Path) -> None:
    with pytest.raises(SchemaError, match=r"edition\.yaml:4:3: ink is a colour"):
        read_edition(written(tmp_path, "  ink: black\n"))
