"""A box that goes on over the next page or column ends with its last line there."""

import pytest
from weasyprint import HTML
from weasyprint.formatting_structure import boxes

from publisher.writers.pdf.cut_boxes import end_with_their_lines

STYLE = """<style>@page { size: 200px 130px; margin: 0 } body { margin: 0; font: 10px/20px serif }
p { margin: 0 } .whole { break-inside: avoid } .box { border-left: 2px solid; background: #ddd }
.padded { padding: 4px; box-decoration-break: clone } .columns { columns: 2; column-fill: auto }
</style>"""
LAST = "<p class=whole>One<br>two<br>three</p>"


def boxes_of(html: str, *, mended: bool = True) -> list[tuple[float, float, float]]:
    """Of each piece of a box: its height, that of its ground, and that of what stands in it."""
    pages = HTML(string=STYLE + html).render().pages
    if mended:
        end_with_their_lines(pages)
    found = []
    for page in pages:
        for box in page._page_box.descendants():
            if isinstance(box, boxes.BlockBox) and "box" in box.element.get("class", ""):
                ends = [
                    line.position_y + line.height
                    for line in box.descendants()
                    if isinstance(line, boxes.LineBox)
                ]
                ground = box.background.layers[0].painting_area[3] if box.background else 0
                found.append((box.border_height(), ground, max(ends) - box.border_box_y()))
    return found


@pytest.mark.parametrize("around", ["{}", "<ul><li>{}</ul>", "<section><div>{}</div></section>"])
def test_its_bar_and_ground_end_with_its_last_line_before_the_break(around: str) -> None:
    html = around.format(f"<blockquote class=box style='margin: 0'>{'<p>Line' * 4}{LAST}")
    first, second = boxes_of(html)
    assert first == (80, 80, 80)
    assert second == (60, 60, 60)
    assert boxes_of(html, mended=False)[0][0] > 100, "the engine draws it to the page's foot"


def test_a_box_with_padding_keeps_it_on_each_page() -> None:
    first, second = boxes_of(f"<div class='box padded'>{'<p>Line' * 4}{LAST}</div>")
    assert first == (88, 88, 84)
    assert second[:2] == (68, 68)


def test_a_box_ends_in_its_column_where_its_lines_do() -> None:
    html = f"<div class=columns><div class=box>{'<p>Line' * 4}{LAST}</div></div>"
    assert [piece[0] for piece in boxes_of(html)] == [80, 60]


def test_a_box_that_is_whole_stays_as_high_as_its_design_says() -> None:
    high = f"<div class=box style='height: 100px'><p>Line</div>{LAST}{LAST}"
    assert boxes_of(high) == boxes_of(high, mended=False)
