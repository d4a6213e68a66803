"""Pages that end some lines early, so that the pages after them have enough.

A last page holds the credit block whole, with some lines of the text above it, and is no stub; a
page before a picture or a table that must go over is four fifths full all the same.  What is
missing there comes from the page before, which ends earlier; what is missing to that one from the
page before it, and so on.  A setter does it by hand, a line or two a page.
"""

from collections.abc import Iterator, Mapping

from publisher.writers.pdf.page_filling import FULL, LEAST, STUB, Fit

# Of a page, in hundredths: where those that pass lines on shall end, the best first.  The fuller
# they stay the more of them there must be; a paragraph may end each two lines earlier.
_LEVELS = range(94, 48, -2)
_APART = 4  # hundredths between two levels that are tried

Ends = Mapping[int, float]


def ways_to_pass(fit: Fit) -> Iterator[Ends]:
    """Number of a page → where it shall end, in CSS pixels; other pages stay as they are.

    Nothing where no way is better than the layout as it is, or a page is turned to its side.
    """
    before, last = 100, dict[int, float]()
    for level in _LEVELS:
        if FULL - level / 100 >= fit.badness:
            return
        ends = passed_on(fit, level / 100)
        if ends and ends != last and before - level >= _APART:
            before, last = level, dict(ends)
            yield ends


def passed_on(fit: Fit, level: float, more: int = 0) -> Ends:
    """The pages that end earlier, where each is at least so full; empty where they cannot.

    level   share of a page.
    more    lines that go over to the last page besides.
    """
    if fit.pages < 2 or not fit.ends:
        return {}
    *before, last = fit.ends
    missing, ends = _missing_at_last(fit, last, more), dict[int, float]()
    floor = FULL * fit.page if fit.hole < FULL else 0.0
    for number in range(len(before), 0, -1):
        end = before[number - 1] - missing
        passes = missing > 0
        wanted = level * fit.page
        missing = max(0.0, wanted - end) if passes or end < floor else 0.0
        if passes:
            ends[number] = end + missing
    return {} if missing > 0 else ends


def _missing_at_last(fit: Fit, last: float, more: int) -> float:
    """How much of the text is missing to the last page; inf where the credit block has no room."""
    if not (fit.alone or fit.last < STUB):
        return 0.0
    room = fit.page - fit.credit - fit.gap
    if room < LEAST * fit.line:
        return float("inf")
    room -= fit.line / 2  # where lines end
    least = min((LEAST + 1) * fit.line, room)
    wanted = max(least, STUB * fit.page - fit.credit - fit.gap)
    return max(0.0, min(room, wanted + more * fit.line) - last)


def rules_for(ends: Ends, fit: Fit, foot: float) -> str:
    """The rules of style by which pages end there; `foot`: the margin below a page as designed."""
    margins = {
        number: foot + max(0.0, fit.page - end - fit.line / 2) for number, end in ends.items()
    }
    return "".join(
        f"@page :nth({number}) {{ margin-bottom: {margin:.1f}px }}\n"
        for number, margin in sorted(margins.items())
    )
