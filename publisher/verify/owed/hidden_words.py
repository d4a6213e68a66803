"""Words of a page that are drawn so that nobody sees them.

The article's text as much as its notices.

An EPUB's unseen blocks are not in the stream at all, and are told as what is missing there; a
page's stream holds every word drawn, seen or not.
"""

from collections.abc import Collection, Iterator, Mapping

from publisher.rights.notices import Ledger
from publisher.text import stream
from publisher.verify.evidence.model import Evidence
from publisher.verify.matching.text_stream import Region, Stream, short
from publisher.verify.report import Finding

_SOME = 3  # characters: fewer are a full stop or a mark that may be tiny


def judge_hidden(
    ledger: Ledger,
    evidence: Evidence,
    visible: Stream,
    regions: Mapping[str, Region],
    told: Collection[Finding],
) -> Iterator[Finding]:
    """A finding for each page and reason.

    The first words that nobody sees there, and how many more lines.

    told   findings on notices, which name what hides them already.
    """
    if visible.spaced:
        return
    hidden_notices = {finding.notice for finding in told if finding.code == "notice-hidden"}
    owed = [stream(one.text) for one in (*ledger.notices, *ledger.own) if one.id in hidden_notices]
    found: dict[tuple[str, str, str], list[str]] = {}
    for segment in evidence.segments:
        words = stream(segment.text) if segment.unseen else ""
        if len(words) < _SOME or any(words in text for text in owed):
            continue
        position = _position(words, int(segment.place.removeprefix("page ")), visible)
        if position >= 0:
            article = next(
                (
                    ident
                    for ident, region in regions.items()
                    if region.start <= position < region.end
                ),
                "",
            )
            found.setdefault((article, segment.place, segment.unseen), []).append(segment.text)
    for (article, page, why), lines in found.items():
        more = (
            f" and {len(lines) - 1} more lines"
            if len(lines) > 2
            else f" and “{short(lines[1], 40)}”"
            if len(lines) > 1
            else ""
        )
        yield Finding(
            code="text-hidden",
            article=article,
            place=page,
            message=f"a reader does not see “{short(lines[0])}”{more}: {why}",
        )


def _position(words: str, page: int, visible: Stream) -> int:
    """Where the words stand among what is seen of a page; -1 where they do not."""
    stretches = list(visible.stretches(page))
    if not stretches:
        return -1
    start, end = min(one for one, _ in stretches), max(other for _, other in stretches)
    return visible.text.find(words, start, end)
