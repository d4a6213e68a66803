"""Words that are struck out in a file, against those that the source strikes out.

A line through words says that they no longer hold.  Whatever is struck out must be struck out in
the source, run by run.  Lines on the pages of a PDF are looked at in hidden_words.
"""

from collections.abc import Iterator, Mapping, Sequence

from publisher.rights.notices import Ledger, Run
from publisher.text import digest, squeeze, stream
from publisher.verify.evidence.model import Segment
from publisher.verify.matching.text_stream import Region, Stream, short
from publisher.verify.report import Finding

Located = Mapping[str, Sequence[int]]  # where each run of each article begins; -1: nowhere


def judge_struck(ledger: Ledger, visible: Stream, located: Located) -> Iterator[Finding]:
    """A finding for each block of an EPUB that is struck out otherwise than its source.

    Notices are judged by themselves.
    """
    due = {position: run.struck for run, position in _placed(ledger, located)}
    notices = {squeeze(owed.text) for owed in (*ledger.notices, *ledger.own)}
    for segment, start in visible.with_starts():
        source = due.get(start, "")
        if segment.struck and squeeze(segment.text) in notices:
            continue
        if segment.struck and not source:
            words = short("".join(segment.struck))
            yield _changed(segment, f"“{words}” is struck out, which no source does")
        elif source and source != _struck_in(segment):
            words = short(segment.text)
            yield _changed(segment, f"“{words}” is struck out otherwise than its source")


def struck_runs(ledger: Ledger, located: Located) -> list[Region]:
    """Where runs stand in which the source itself strikes words out."""
    return [
        Region(position, position + run.length)
        for run, position in _placed(ledger, located)
        if run.struck
    ]


def _placed(ledger: Ledger, located: Located) -> Iterator[tuple[Run, int]]:
    for account in ledger.accounts:
        places = located.get(account.id, ())
        found = zip(account.runs, places, strict=False)
        yield from ((run, position) for run, position in found if position >= 0)


def _struck_in(segment: Segment) -> str:
    words = stream("".join(segment.struck))
    return digest(words) if words else ""


def _changed(segment: Segment, message: str) -> Finding:
    return Finding(code="text-changed", place=segment.place, message=message)
