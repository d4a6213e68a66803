"""What we change of WeasyPrint is still needed: each test fails when the engine mends the fault.

Then the patch goes (writers/pdf/weasy_patches.py).
"""

import logging

import pytest
from weasyprint import HTML
from weasyprint.formatting_structure import boxes
from weasyprint.layout import block

from publisher.writers.pdf.weasy_patches import patched


def test_the_engine_does_not_balance_the_lines_of_a_title(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """CSS Text 4, text-wrap; writers/pdf/balance.py."""
    with caplog.at_level(logging.WARNING, logger="weasyprint"):
        HTML(string="<style>h1 { text-wrap: balance }</style><h1>A title</h1>").render()
    assert any("text-wrap" in record.getMessage() for record in caplog.records)


def test_the_engine_still_tries_the_heights_of_columns_one_pixel_after_the_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Its own comment calls the algorithm stupid (layout/column.py); writers/pdf/columns.py."""
    tried: list[float] = []
    lay = block.block_box_layout

    def count(context, box, bottom, *given, **named):
        if box.is_column:
            tried.append(bottom)
        return lay(context, box, bottom, *given, **named)

    monkeypatch.setattr(block, "block_box_layout", count)
    whole = "<div style='break-inside: avoid'>" + "<p>A line.</p>" * 9 + "</div><p>Last.</p>"
    HTML(string=f"<div style='columns: 2'>{whole}</div>").render()
    assert len(tried) > 40


def lines_of(width: int) -> list[str]:
    """The lines of words with another element behind them, this many pixels wide."""
    words = "in the relation between the one town and <span>Other-towns,</span> and so on"
    style = f"p {{ width: {width}px; font-size: 10px }} span {{ white-space: nowrap }}"
    document = HTML(string=f"<style>{style}</style><p>{words}</p>").render()
    lines = [
        line
        for page in document.pages
        for line in page._page_box.descendants()
        if isinstance(line, boxes.LineBox)
    ]
    return ["".join(getattr(box, "text", "") for box in line.descendants()) for line in lines]


def test_the_engine_ends_a_line_behind_its_first_word_where_a_blank_has_no_room() -> None:
    """writers/pdf/weasy_patches.py, _without_its_last_blank."""
    widths = range(150, 270, 2)  # a blank is wider than that
    theirs = [width for width in widths if lines_of(width)[0].strip() == "in"]
    assert theirs
    with patched():
        assert [lines_of(width)[0].strip() for width in theirs] == [
            "in the relation between the one town and"
        ] * len(theirs)
