"""Notes that the engine sets twice, over each other, on another page or nowhere are found.

And what is done about them.
"""

from types import SimpleNamespace
from typing import Any
from xml.etree.ElementTree import Element

import lxml.etree
import pytest

from publisher.writers.pdf import page_plan
from publisher.writers.pdf.footnotes import hold, is_one_astray
from publisher.writers.pdf.weasy import HTML

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


MARK = '<sup><a role="doc-noteref" href="#n">1</a></sup>'


def test_a_note_that_is_named_again_sends_its_first_paragraph_alone_to_the_next_page() -> None:
    html = HTML(string=f"<p>One{MARK}</p><p>Two{MARK}</p><p>Three</p>")
    hold(html.render(), frozenset({"n"}))
    styles = [paragraph.get("style", "") for paragraph in html.etree_element.iter("p")]
    assert styles == ["break-before: page", "", ""]


@pytest.mark.parametrize(
    ("direction", "wanted", "given"),
    [("rtl", "margin", "foot"), ("rtl", "end", "end"), ("ltr", "margin", "margin")],
)
def test_no_note_floats_beside_lines_that_run_to_the_left(
    direction: str, wanted: str, given: str
) -> None:
    section = lxml.etree.Element("section", {"dir": direction})
    assert page_plan._notes_of(section, wanted) == given
