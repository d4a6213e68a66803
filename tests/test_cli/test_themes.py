"""`publisher themes`: a theme begun, tried and shown."""

from pathlib import Path

import pytest

from publisher.cli import main, own_themes
from publisher.rendering.theme import load_theme, theme_names


def test_a_new_theme_is_as_its_base_until_a_value_is_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["themes", "new", "our-house", "--from", "report"]) == 0
    assert capsys.readouterr().out == "our-house\n"
    new, base = load_theme("./our-house"), load_theme("report")
    assert (new.title, new.design, new.fonts, new.cover) == (
        "Our house",
        base.design,
        base.fonts,
        base.cover,
    )
    file = tmp_path / "our-house" / "theme.toml"
    text = file.read_text("utf-8")
    file.write_text(
        text.replace("# [colours]", "[colours]").replace(
            '# accent = "#0b4f7d"', 'accent = "#7b2d1e"', 1
        )
    )
    assert load_theme("./our-house").design.colour("accent") == "#7b2d1e"
    assert main(["themes", "./our-house"]) == 0
    assert main(["themes", "new", "our-house"]) == 1
    assert "it is there already" in capsys.readouterr().err


def test_a_new_theme_needs_one_name_and_a_base_belongs_to_a_new_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["themes", "new"]) == 2
    assert main(["themes", "--from", "book"]) == 2
    assert main(["themes", "new", "x-y", "--from", "no-such"]) == 1
    assert "there is no theme 'no-such'" in capsys.readouterr().err


def test_what_the_typesetter_does_not_know_is_told_at_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "theme.toml").write_text('title = "Ours"\n')
    (tmp_path / "common.css").write_text("h1 { text-wrap: balance }\n")  # e-readers know it
    (tmp_path / "pdf.css").write_text("h2 { margin: 0 }\nh1 {\n  float: top; color: #123456\n}\n")
    assert main(["themes", str(tmp_path)]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"{tmp_path / 'pdf.css'}:3:3: “float: top” has no effect in a PDF")


def test_the_gallery_shows_every_design(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(own_themes, "_pages", lambda name: iter([name.encode()]))
    page = tmp_path / "designs.html"
    assert main(["themes", "--gallery", str(page)]) == 0
    text = page.read_text("utf-8")
    assert text.count("<img ") == len(theme_names())
    assert all(f"({name})</h2>" in text for name in theme_names())
    assert main(["themes", "--gallery", str(page)]) == 0
    page.write_text("<title>Ours</title>", "utf-8")
    assert main(["themes", "--gallery", str(page)]) == 1
    assert page.read_text("utf-8") == "<title>Ours</title>"
