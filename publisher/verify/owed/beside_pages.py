"""What a PDF shows or does beside its pages, where nobody stated it.

An edition has no notes, form fields, scripts or layers: a reader would take their words for the
article's, or not see what a script or layer takes away.
"""

from collections.abc import Iterator

from publisher.verify.evidence.model import Evidence
from publisher.verify.matching.text_stream import short
from publisher.verify.report import Finding


def judge_beside(evidence: Evidence) -> Iterator[Finding]:
    """A finding for each, and for each font that shows other letters than the file says."""
    for font in evidence.false_fonts:
        yield Finding(
            code="font-false",
            message=f"the font {font.name} shows other letters than the file says: {font.why}",
        )
    for one in evidence.extras:
        place = f"page {one.page}" if one.page else ""
        if one.kind == "words":
            said = f"says “{short(one.words)}”" if one.words.strip() else "shows words"
            yield Finding(
                code="text-added",
                place=place,
                message=f"{one.what} {said}, which is neither an article's text nor the edition's"
                " own words",
            )
        elif one.kind == "acts":
            yield Finding(
                code="page-acts",
                place=place,
                message=f"{one.what} may change or replace what a reader sees",
            )
        elif one.kind == "hides":
            message = f"{one.what} hides what stands on it"
            yield Finding(code="page-hidden", place=place, message=message)
        else:
            yield Finding(code="page-layered", place=place, message=f"it has {one.what}")
