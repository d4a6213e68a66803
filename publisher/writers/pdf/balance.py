"""Titles in lines of about one width: the narrowest that takes no more lines.

CSS Text 4 calls it `text-wrap: balance`, which WeasyPrint does not know.  A title is laid out as
wide as its place is, then in a narrower one as long as the number of its lines stays; the room that
is left over becomes padding, on the sides that its alignment leaves free.  The words are not
touched.  Upstream has neither the property nor an issue that asks for it (looked for in 70).
"""

from collections.abc import Callable
from typing import Any

from publisher.writers.pdf.weasy import boxes

_TAG, _CLASSES = "h1", frozenset({"balanced", "subtitle"})
_CENTRED = frozenset({"standfirst", "description"})  # where they are set in the middle
_MOST = 6  # lines: more are no title
_EVEN = 0.9  # of the widest line: lines that are so even stay as they are
_STEPS = 5  # halvings of the range between: within about 2 % of the width
_ROUNDING = 0.5  # of CSS's pixels

Lay = Callable[..., Any]


def laid_evenly(lay: Lay, is_ours: Callable[[], bool]) -> Lay:
    """WeasyPrint's layout of a block, which in our runs sets titles in lines of about one width."""

    # WeasyPrint has no types
    def laying(context: Any, box: Any, *given: Any, **named: Any) -> Any:  # noqa: ANN401
        if named or not _is_title(box) or given[1] is not None or not is_ours():
            return lay(context, box, *given, **named)
        bottom, skip, page_is_empty, absolute, fixed, margins, *styles = given
        kept = (box.position_y, box.width, box.padding_left, box.padding_right)

        def laid_at(width: float) -> Any:  # noqa: ANN401
            box.position_y, full, left, right = kept
            box.width = width
            before, after = _sides(box, full - width)
            box.padding_left, box.padding_right = left + before, right + after
            return lay(
                context, box, bottom, skip, page_is_empty, absolute, fixed, list(margins), *styles
            )

        made = lay(context, box, bottom, skip, page_is_empty, absolute, fixed, margins, *styles)
        width = _narrowest(made, laid_at)
        return made if width is None else laid_at(width)

    return laying


def _is_title(box: Any) -> bool:  # noqa: ANN401
    element = box.element
    if element is None or not isinstance(box, boxes.BlockBox) or "::" in box.element_tag:
        return False
    classes = set(element.get("class", "").split())
    wanted = (
        box.element_tag == _TAG
        or classes & _CLASSES
        or (classes & _CENTRED and box.style["text_align_all"] == "center")
    )
    return bool(wanted) and all(isinstance(child, boxes.LineBox) for child in box.children)


def _narrowest(made: Any, laid_at: Callable[[float], Any]) -> float | None:  # noqa: ANN401
    """The least width that takes as many lines; None where there is nothing to gain."""
    block, resume_at = made[0], made[1]
    if block is None or resume_at is not None or not 1 < len(block.children) <= _MOST:
        return None
    widths = [_width(line) for line in block.children]
    widest = max(widths)
    if min(widths) >= _EVEN * widest:
        return None
    low, high = sum(widths) / len(widths), widest + _ROUNDING
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if _is_within(laid_at(middle), len(widths), middle):
            high = middle
        else:
            low = middle
    return high


def _is_within(made: Any, lines: int, width: float) -> bool:  # noqa: ANN401
    block = made[0]
    return (
        block is not None
        and len(block.children) == lines
        and max(map(_width, block.children)) <= width + _ROUNDING
    )


def _width(line: Any) -> float:  # noqa: ANN401
    """How wide the words of a line are."""
    return max((child.position_x + child.margin_width() for child in line.children), default=0) - (
        min((child.position_x for child in line.children), default=0)
    )


def _sides(box: Any, spare: float) -> tuple[float, float]:  # noqa: ANN401
    """(left, right): where the room goes that a narrower title leaves."""
    align = box.style["text_align_all"]
    if align == "center":
        return spare / 2, spare / 2
    from_right = box.style["direction"] == "rtl"
    to_right = align == "right" or (from_right if align in {"start", "justify"} else False)
    if align == "end":
        to_right = not from_right
    return (spare, 0) if to_right else (0, spare)
