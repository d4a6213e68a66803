"""A cover's title leaves no word alone, and no address stands for a name."""

import pytest

from publisher.rendering.cover import Words, drawing_of
from publisher.rendering.places import printed_place
from publisher.rendering.theme import load_theme


def title_lines(title: str, width: float) -> list[str]:
    """The lines of a title in the book's design, each letter as wide as `width` sizes."""
    words = Words(above="", title=title, below="", people="")

    def measure(text: str) -> float:
        return width * len(text)

    drawn = drawing_of(words, load_theme("book"), 210, (measure, measure))
    return [line.text for line in drawn.lines if line.part == "title"]


@pytest.mark.parametrize(
    "title",
    [
        "Introducing neighbourhood lock keeping and canals in seven lessons for old and new boats",
        "Wordswithoutend wordswithoutend walk on",
        "水門を開ける夜の見張りが町の水門を閉める朝の見張りを待つ",
    ],
)
@pytest.mark.parametrize("width", [0.3, 0.36, 0.42, 0.5])
def test_no_line_of_a_title_is_much_shorter_where_the_words_can_be_divided_better(
    title: str, width: float
) -> None:
    lines = title_lines(title, width)
    joined = "".join(lines) if " " not in title else " ".join(lines)
    assert joined == title
    assert len(lines) == 1 or min(map(len, lines)) >= 0.45 * max(map(len, lines))


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("http://papers.example.org/a/long/path.html", "papers.example.org"),
        ("https://example.org", "example.org"),
        ("The Example Times", "The Example Times"),
        ("example.org", "example.org"),
        ("http: a history of links", "http: a history of links"),
        ("", ""),
    ],
)
def test_a_place_that_is_called_by_its_address_is_called_by_its_host(
    name: str, printed: str
) -> None:
    assert printed_place(name) == printed
