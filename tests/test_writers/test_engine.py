"""What we change of WeasyPrint is still needed: each test fails when the engine mends the fault.

Then the patch goes (writers/pdf/weasy_patches.py).
"""

import logging

import pytest
from weasyprint import HTML
from weasyprint.layout import block


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
