"""A large first letter: where one can stand, how large it is, and that no letter changes."""

from dataclasses import replace

import pytest
from lxml import etree

from publisher.fonts.metrics import Metrics
from publisher.rendering.theme import installed, load_theme
from publisher.resources import font_family
from publisher.writers.pdf.initials import Initial, set_initial
from publisher.writers.pdf.sides import initial_of

FILE = next(file for file in font_family("Literata").files if file.style == "normal")
METRICS = Metrics(FILE)
LONG = "any pages end with a paragraph of this kind, and whoever wants to use it has to ask. " * 4


def initial(lines: int = 2, run_in: int = 0) -> Initial:
    return Initial(
        lines=lines, run_in=run_in, size=10.0, leading=14.0, measure=300.0, metrics=METRICS
    )


def begun(text: str, given: Initial, tag: str = "p") -> etree._Element:
    section = etree.fromstring(
        f'<section><div class="article-text"><{tag}>{text}</{tag}></div></section>'
    )
    set_initial(section, given)
    return section[0][0]


def measures(style: str) -> dict[str, float]:
    """Name → points of the values in a style."""
    given = (part.partition(": ") for part in style.split("; "))
    return {name: float(value.removesuffix("pt")) for name, _, value in given}


def test_the_letter_is_as_high_as_its_lines() -> None:
    style = measures(begun("M" + LONG, initial()).get("style", ""))
    cap = METRICS.cap_height()
    assert 0.6 < cap < 0.8
    size = style["--size"]
    assert size * cap == pytest.approx(14.0 + 10.0 * cap, abs=0.05)
    assert style["--room"] > METRICS.advance("M") * size


@pytest.mark.parametrize("first", ["M", "Ä", "Ж", "Ω"])
def test_a_letter_that_begins_a_long_paragraph_is_set_large(first: str) -> None:
    made = begun(first + LONG, initial())
    assert made.get("class") == "has-initial"
    assert "".join(map(str, made.itertext())) == first + LONG


@pytest.mark.parametrize(
    "text",
    ["“M" + LONG, "7" + LONG, "L’" + LONG, "多" + LONG, "ك" + LONG, "न" + LONG, "M" + LONG[:80]],
)
def test_what_is_no_such_letter_stays_as_it_is(text: str) -> None:
    made = begun(text, initial())
    assert made.get("class") is None
    assert made.text == text


@pytest.mark.parametrize(
    ("language", "own", "large"),
    [
        ("hi", "", False),
        ("ar", "", False),
        ("hi", "en", True),
        ("de", "", True),
        ("en", "ko", False),
    ],
)
def test_a_foreign_name_at_the_head_of_a_text_without_capitals_is_not_set_large(
    language: str, own: str, large: bool
) -> None:
    section = etree.fromstring(
        f'<section lang="{language}"><div class="article-text"><p>M{LONG}</p></div></section>'
    )
    if own:
        section[0][0].set("lang", own)
    set_initial(section, initial())
    assert (section[0][0].get("class") == "has-initial") is large


def test_a_text_that_begins_with_something_else_has_none() -> None:
    assert begun("M" + LONG, initial(), tag="h2").get("class") is None


def test_words_after_the_letter_are_set_in_small_capitals_letter_for_letter() -> None:
    made = begun("M" + LONG, initial(run_in=3))
    assert [(span.get("class"), span.text) for span in made] == [
        ("initial", "M"),
        ("run-in", "any pages end"),
    ]
    assert "".join(map(str, made.itertext())) == "M" + LONG


def test_in_columns_the_letter_floats_and_stands_on_the_same_line() -> None:
    given = replace(initial(3), floating=METRICS)
    made = begun("M" + LONG, given)
    assert (made.get("class"), made[0].get("class")) == ("has-floating", "floating")
    assert "".join(map(str, made.itertext())) == "M" + LONG
    style = measures(made.get("style", ""))
    cap = METRICS.cap_height()
    assert style["--size"] * cap == pytest.approx(2 * 14.0 + 10.0 * cap, abs=0.05)
    above, below = METRICS.extents()
    foot = (style["--line"] + (above - below) * style["--size"]) / 2 + style["--lift"]
    assert foot == pytest.approx(2 * 14.0 + (14.0 + (above - below) * 10.0) / 2, abs=0.05)
    assert style["--height"] + style["--lift"] < 3 * 14.0


def test_a_design_in_columns_has_letters_that_float() -> None:
    theme = load_theme("magazine")
    fonts = installed(theme.families)
    found = initial_of(theme, theme.paper(), fonts)
    assert found
    assert found.floating
    assert found.floating.file in next(one for one in fonts if one.name == theme.display[0]).files
    book = load_theme("book")
    plain = initial_of(book, book.paper(), installed(book.families))
    assert plain
    assert plain.floating is None
