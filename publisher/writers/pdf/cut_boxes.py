"""Boxes that go on over the next page or column end with their last line there.

CSS lets a box that is cut fill its page to the foot (CSS Fragmentation 3, 5.4), and so draws the
bar of a quotation, and the ground of a box, beside nothing where the next lines had no room.
Here such a box is made as high as what stands in it.  Nothing moves: whatever follows stands on
the next page.
"""

from collections.abc import Iterable
from typing import Any
from xml.etree.ElementTree import Element  # what WeasyPrint parses HTML into

from publisher.writers.pdf.weasy import boxes, layout_box_backgrounds


def end_with_their_lines(pages: Iterable[Any]) -> None:
    """Make each box that is cut as high as what is shown of it; `pages`: as they are laid out."""
    roots = [
        child
        for page in pages
        for child in page._page_box.children  # noqa: SLF001 - as WeasyPrint's own drawing does
        if child.element_tag == "html"
    ]
    for root, after in zip(roots, [*roots[1:], None], strict=True):
        _shorten(root, _begins(after) if after is not None else set())


def _begins(box: Any) -> set[Element]:  # noqa: ANN401 - WeasyPrint has no types
    """The elements of the boxes that a page or a column begins with, each inside the one before."""
    found: set[Element] = set()
    while box is not None:
        found.add(box.element)
        box = next((child for child in _flowing(box) if child.is_in_normal_flow()), None)
    return found


def _shorten(box: Any, cut: set[Element]) -> float:  # noqa: ANN401
    """Where a box ends, in CSS pixels from the top; it is made shorter where it is cut.

    cut   what goes on behind it.
    """
    children = _flowing(box)
    is_in_columns = any(child.is_column for child in children)
    for child, after in zip(children, children[1:], strict=False):
        if child.is_column:
            _shorten(child, _begins(after))
    ends = [_end(child) for child in children[:-1]]
    if children:
        ends.append(_shorten(children[-1], cut))
    # rules are drawn between columns, as high as they are
    if ends and box.element in cut and not (is_in_columns or box.is_column):
        height = max(ends) - box.content_box_y()
        if 0 <= height < box.height:
            box.height = height
            if box.background is not None:
                layout_box_backgrounds(None, box, None, layout_children=False)
    return _end(box)


def _end(box: Any) -> float:  # noqa: ANN401
    """Where a box ends, without the room below it that belongs to nothing."""
    return float(box.position_y + box.margin_height() - box.margin_bottom)


def _flowing(box: Any) -> list[Any]:  # noqa: ANN401
    """The children of a block that stand below one another, or its columns."""
    if not isinstance(box, boxes.BlockBox):
        return []
    return [child for child in box.children if child.is_in_normal_flow()]
