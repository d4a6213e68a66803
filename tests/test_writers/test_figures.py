"""Pictures are set by their shape: wide, square, tall, small, and two tall ones in one row."""

import pytest
from lxml import etree

from publisher.pictures.picture import PictureFile
from publisher.writers.pdf.figures import set_figures, sizes_of

MEASURE = 110.0  # mm: 650 dots at 150 to an inch


def section(*names: str, between: str = "") -> etree._Element:
    made = etree.Element("section")
    for name in names:
        figure = etree.SubElement(made, "figure")
        etree.SubElement(figure, "img", src=f"images/{name}")
        figure.tail = between
    return made


@pytest.mark.parametrize(
    ("width", "height", "shape"),
    [
        (900, 500, "landscape"),
        (600, 600, "square"),
        (500, 800, "portrait"),
        (255, 100, "small"),
        (265, 100, "landscape"),
    ],
)
def test_a_picture_has_the_class_of_its_shape(width: float, height: float, shape: str) -> None:
    made = section("a.png")
    set_figures(made, {"a.png": (width, height, True)}, MEASURE)
    assert made[0].get("class") == shape


def test_a_drawing_is_never_too_small_since_it_has_no_dots() -> None:
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 10"/>'
    files = [
        PictureFile(name="a.svg", media_type="image/svg+xml", data=drawing, article="a1", asset="a")
    ]
    assert sizes_of(files) == {"a.svg": (30.0, 10.0, False)}
    made = section("a.svg")
    set_figures(made, sizes_of(files), MEASURE)
    assert made[0].get("class") == "landscape"


def test_two_portraits_in_succession_share_a_row_and_a_third_stands_alone() -> None:
    made = section("a.png", "a.png", "a.png")
    set_figures(made, {"a.png": (500, 800, True)}, MEASURE)
    row, third = made
    assert (row.get("class"), len(row), third.tag) == ("pair", 2, "figure")


def test_words_between_two_portraits_keep_them_apart() -> None:
    made = section("a.png", "a.png", between="words")
    set_figures(made, {"a.png": (500, 800, True)}, MEASURE)
    assert [child.tag for child in made] == ["figure", "figure"]
    assert made[0].tail == "words"
