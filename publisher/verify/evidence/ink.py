"""The evidence of a PDF, with what its painted pages show."""

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from publisher.pdffile.ink import find_inkless
from publisher.verify.evidence.model import Evidence, Segment

if TYPE_CHECKING:
    from concurrent.futures import Executor


def look(
    evidence: Evidence, data: bytes, places: Iterable[str], executor: "Executor | None" = None
) -> Evidence:
    """The evidence, with the words on these pages ("page 3") where nothing is to be seen."""
    numbers = [int(place.removeprefix("page ")) for place in places]
    found = find_inkless(data, evidence.path, numbers, executor)
    known = {(segment.place, segment.text) for segment in evidence.segments if segment.unseen}
    more = [
        Segment(text=words, place=f"page {number}", unseen=why)
        for number, ink in found.items()
        for words, why in ink.unseen
        if (f"page {number}", words) not in known
    ]
    return replace(evidence, segments=(*evidence.segments, *more))
