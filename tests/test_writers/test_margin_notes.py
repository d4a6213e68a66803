"""Notes in a margin that the engine set twice, over each other, or on another page, are found."""

from types import SimpleNamespace
from typing import Any
from xml.etree.ElementTree import Element

import pytest

from publisher.writers.pdf.footnotes import is_one_astray

Note = tuple[int, str, float, float]  # page, name, top and height in pixels


def laid_out(*notes: Note) -> Any:
    """A document of two pages, the marks of all notes on the first."""
    boxes: list[list[Any]] = [[], []]
    for page, name, top, height in notes:
        aside = Element("aside", {"id": name, "class": "note margin"})
        box = SimpleNamespace(element_tag="aside", element=aside)
        box.is_floated = lambda: True
        box.border_box_y, box.border_height = lambda top=top: top, lambda height=height: height
        boxes[page].append(box)
        link = Element("a", {"role": "doc-noteref", "href": f"#{name}"})
        boxes[0].append(SimpleNamespace(element_tag="a", element=link))
    drawn = (SimpleNamespace(descendants=lambda kept=kept: kept) for kept in boxes)
    return SimpleNamespace(pages=[SimpleNamespace(_page_box=box) for box in drawn])


@pytest.mark.parametrize(
    ("notes", "is_astray"),
    [
        ([(0, "a", 100, 30), (0, "b", 130, 30)], False),
        ([(0, "b", 130, 30), (0, "a", 100, 30)], False),
        ([(0, "a", 100, 30), (0, "b", 115, 30)], True),
        ([(0, "a", 100, 30), (0, "a", 200, 30)], True),
        ([(1, "a", 100, 30)], True),
    ],
)
def test_a_note_beside_another_or_on_its_marks_page_is_at_home(
    notes: list[Note], is_astray: bool
) -> None:
    assert is_one_astray(laid_out(*notes)) is is_astray
