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
    why = (
        "nothing is to be seen where these words stand: they are covered, or no font has their"
        " letters"
    )
    more = [
        Segment(text=words, place=f"page {number}", unseen=why)
        for number, found in find_inkless(data, evidence.path, numbers, executor).items()
        for words in found
    ]
    return replace(evidence, segments=(*evidence.segments, *more))
