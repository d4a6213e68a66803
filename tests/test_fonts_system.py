"""What fontconfig prints is read as faces; what it cannot answer is nothing, never an error."""

import pickle
import subprocess
import sys

import pytest

from publisher.fonts import system as systemfonts
from publisher.fonts.system import SystemFonts, read_faces
from publisher.programs import find_program
from publisher.resources import font_family


def row(**other: str) -> str:
    fields = {
        "file": "/f/one.otf",
        "index": "0",
        "family[0]": "One Serif",
        "weight": "80",
        "slant": "0",
        "width": "100",
        "color": "False",
        "outline": "True",
        "fontformat": "CFF",
        "fontversion": "131072",
        "charset": "20-7e 4e00-4e02 1f680",
    } | other
    return "\t".join(fields.values()) + "\n"


def test_a_row_is_read_as_a_face_with_the_letters_it_draws() -> None:
    (face,) = read_faces(row())
    assert (face.family, face.version, face.path, face.index, face.weight) == (
        "One Serif",
        "2.000",
        "/f/one.otf",
        0,
        400,
    )
    assert face.draws(frozenset("a~一丁丂七🚀🚁é")) == frozenset("a~一丁丂🚀")


@pytest.mark.parametrize(
    "other",
    [{"slant": "100"}, {"color": "True"}, {"outline": "False"}, {"fontformat": "PCF"}],
    ids=str,
)
def test_a_face_that_cannot_be_set_upright_in_outlines_is_left_out(other: dict[str, str]) -> None:
    assert list(read_faces(row(**other))) == []


def test_a_row_that_is_cut_short_is_left_out() -> None:
    assert list(read_faces("/f/one.otf\t0\n\n")) == []


def test_the_order_is_that_of_fontconfig_but_narrow_faces_come_last() -> None:
    rows = row(file="a", width="75") + row(file="b") + row(file="c")
    assert [face.path for face in read_faces(rows)] == ["b", "c", "a"]


def test_a_variable_font_is_one_face_of_the_weight_nearest_to_regular() -> None:
    rows = (
        row(index="0", weight="0")
        + row(index=str(4 << 16), weight="80")
        + row(index=str(7 << 16), weight="200")
    )
    assert [(face.index, face.weight) for face in read_faces(rows)] == [(0, 400)]


def test_faces_of_a_collection_are_told_apart() -> None:
    assert [face.index for face in read_faces(row(index="0") + row(index="2"))] == [0, 2]


def test_without_fontconfig_there_are_no_fonts(monkeypatch) -> None:
    monkeypatch.setattr(systemfonts, "find_program", lambda _: None)
    assert SystemFonts().faces("ja", "serif") == ()


def test_a_fontconfig_that_fails_gives_no_fonts(monkeypatch) -> None:
    monkeypatch.setattr(systemfonts, "find_program", lambda _: "/bin/false")
    assert SystemFonts().faces("ja", "serif") == ()


@pytest.mark.skipif(
    find_program("fc-match") is None,
    reason="fc-match is not here: what fontconfig prints is not judged",
)
def test_fontconfig_itself_is_understood(monkeypatch, tmp_path) -> None:
    (tmp_path / "fonts").mkdir()
    for name in ("PT Serif", "Noto Sans Thai"):
        for file in font_family(name).files:
            (tmp_path / "fonts" / file.name).write_bytes(file.data)
    (tmp_path / "fonts.conf").write_text(
        f"<fontconfig><dir>{tmp_path}/fonts</dir><cachedir>{tmp_path}/cache</cachedir></fontconfig>",
        "utf-8",
    )
    monkeypatch.setenv("FONTCONFIG_FILE", str(tmp_path / "fonts.conf"))
    monkeypatch.setattr(systemfonts, "PACKAGES", ())
    faces = SystemFonts().faces("th", "serif")
    assert sorted((face.family, face.weight) for face in faces) == [
        ("Noto Sans Thai", 400),
        ("PT Serif", 400),
        ("PT Serif", 700),
    ]
    thai = next(face for face in faces if face.family == "Noto Sans Thai")
    assert thai.draws(frozenset("กข中")) == frozenset("กข")
    assert SystemFonts().data(thai) == font_family("Noto Sans Thai").files[0].data


def test_the_fonts_of_packages_stand_first_but_for_east_asia(monkeypatch) -> None:
    monkeypatch.setattr(systemfonts, "_answer", lambda program, *_: row(file=program))
    monkeypatch.setattr(systemfonts, "PACKAGES", ("fontpkg_noto_sans_thai.files",))
    assert [face.path for face in SystemFonts().faces("en", "serif")] == ["fc-scan", "fc-match"]
    assert [face.path for face in SystemFonts().faces("ja", "serif")] == ["fc-match", "fc-scan"]


def test_the_fonts_of_this_system_can_travel_to_another_process() -> None:
    assert pickle.loads(pickle.dumps(SystemFonts())) == SystemFonts()


@pytest.mark.slow
def test_a_book_in_letters_of_the_theme_asks_nothing_of_the_system() -> None:
    program = """
import sys
from publisher.model.article import Article
from publisher.model.body import Paragraph, Text
from publisher.model.edition import alone
from publisher.rendering.compose import book_of
from publisher.rendering.theme import load_theme
from publisher.writers.pdf import writer as pdf
theme = load_theme()
pdf.write(book_of(alone(Article(title="Café Ελλάδα Привет", body=(Paragraph(children=(Text(text="Words."),)),)), name="one"), theme), theme)
print([name for name in ("publisher.fonts.system", "publisher.fonts.borrow") if name in sys.modules])
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
