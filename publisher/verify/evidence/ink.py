"""The evidence of a PDF, with what its painted pages show of its words."""

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from publisher.pdffile.ink import find_inkless
from publisher.verify.evidence.model import Evidence, Faint, Segment

if TYPE_CHECKING:
    from concurrent.futures import Executor


def look(
    evidence: Evidence, data: bytes, pages: Iterable[int], executor: "Executor | None" = None
) -> Evidence:
    """The evidence, with the words on these pages that nobody sees, hardly sees, or sees struck."""
    faint: list[Faint] = []
    for number, ink in find_inkless(data, evidence.path, pages, executor).items():
        page = f"page {number}"
        faint += [Faint(kind="hidden", place=page, words=said, why=why) for said, why in ink.unseen]
        faint += [
            Faint(kind="doubtful", place=page, words=said, why=why) for said, why in ink.doubtful
        ]
        faint += [Faint(kind="struck", place=page, words=said) for said, _ in ink.struck]
    unseen = [
        Segment(text=one.words, place=one.place, unseen=one.why)
        for one in faint
        if one.kind == "hidden"
    ]
    return replace(evidence, faint=tuple(faint), segments=(*evidence.segments, *unseen))
