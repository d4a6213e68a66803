"""Words of a page that nobody sees, hardly sees, or reads with a line through them.

The article's text as much as its notices.

An EPUB's unseen blocks are not in the stream at all, and are told as what is missing there; a
page's stream holds every word drawn, seen or not.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping

from publisher.rights.notices import Ledger
from publisher.text import stream
from publisher.verify.evidence.model import Evidence, Faint
from publisher.verify.matching.allowed_words import REORDERED
from publisher.verify.matching.text_stream import Region, Stream, short
from publisher.verify.report import Finding

_SOME = 2  # characters: a single one is a mark, and tells nobody where it stands
_LIKE = 0.6  # share of letters that glyphs and the words given for them have in common
_TELLING = 12  # characters of a notice that are no other words


def judge_hidden(
    ledger: Ledger,
    evidence: Evidence,
    visible: Stream,
    regions: Mapping[str, Region],
    told: Collection[Finding],
    struck_runs: Collection[Region] = (),
) -> Iterator[Finding]:
    """A finding for each page and reason.

    The first words that nobody sees there, and how many more lines.

    told         findings on notices, which name what hides them already.
    struck_runs  where runs stand in which the source itself strikes words out.
    """
    if evidence.form != "pdf":
        return
    known = {finding.notice for finding in told if finding.code == "notice-hidden"}
    owed = [stream(one.text) for one in (*ledger.notices, *ledger.own) if one.id in known]
    faint = [
        one
        for one in evidence.faint
        if len(stream(one.words)) >= _SOME and not any(stream(one.words) in text for text in owed)
    ]
    hidden = (one for one in faint if one.kind == "hidden")
    for article, page, why, words in _gathered(hidden, visible, regions):
        yield Finding(
            code="text-hidden",
            article=article,
            place=page,
            message=f"a reader does not see {words}: {why}",
        )
    doubtful = (one for one in faint if one.kind == "doubtful")
    for article, page, why, words in _gathered(doubtful, visible, regions):
        yield Finding(
            code="text-doubtful",
            article=article,
            place=page,
            message=f"a reader may not see {words}: {why}",
        )
    yield from _judge_struck(ledger, evidence, visible, regions, told, struck_runs)


def _judge_struck(
    ledger: Ledger,
    evidence: Evidence,
    visible: Stream,
    regions: Mapping[str, Region],
    told: Collection[Finding],
    struck_runs: Collection[Region],
) -> Iterator[Finding]:
    """Lines through words: of a notice an error; of a text the source may have struck them."""
    struck = [one for one in evidence.faint if one.kind == "struck"]
    told_notices = {finding.notice for finding in told}
    others: list[Faint] = []
    for one in struck:
        words = stream(one.words)
        notice = next(
            (
                owed
                for owed in (*ledger.notices, *ledger.own)
                if len(words) >= min(_TELLING, len(stream(owed.text)))
                and (words in stream(owed.text) or stream(owed.text) in words)
            ),
            None,
        )
        if notice is None:
            if not _stands_in(struck_runs, one.words, visible):
                others.append(one)
        elif notice.id not in told_notices:
            yield Finding(
                code="notice-changed",
                place=one.place,
                notice=notice.id,
                message=f"a line is drawn through “{short(one.words)}”",
            )
    for article, page, _, words in _gathered(others, visible, regions):
        yield Finding(
            code="text-struck",
            article=article,
            place=page,
            message=f"a line is drawn through {words}, which no source strikes out",
        )


def _stands_in(runs: Collection[Region], words: str, visible: Stream) -> bool:
    """Whether the words stand in one of these runs.

    Of scripts that set letters in another order than they are read the page tells glyphs alone:
    most of them have to be letters of the run.
    """
    if any(visible.find(words, run.start, run.end) >= 0 for run in runs):
        return True
    letters = Counter(stream(words)) if REORDERED.search(words) else Counter[str]()
    stretches = (Counter(visible.text[run.start : run.end]) for run in runs)
    return bool(letters) and any(
        (letters & there).total() >= _LIKE * letters.total() for there in stretches
    )


def _gathered(
    faint: Iterable[Faint], visible: Stream, regions: Mapping[str, Region]
) -> Iterator[tuple[str, str, str, str]]:
    """(article, page, why, the words) for each page and reason."""
    found: dict[tuple[str, str, str], list[str]] = {}
    for one in faint:
        number = int(one.place.removeprefix("page "))
        position = _position(stream(one.words), number, visible)
        article = next(
            (ident for ident, region in regions.items() if region.start <= position < region.end),
            "",
        )
        found.setdefault((article, one.place, one.why), []).append(one.words)
    for (article, page, why), lines in found.items():
        yield article, page, why, f"“{short(lines[0])}”{_more(lines)}"


def _more(lines: list[str]) -> str:
    if len(lines) > 2:
        return f" and {len(lines) - 1} more lines"
    return f" and “{short(lines[1], 40)}”" if len(lines) > 1 else ""


def _position(words: str, page: int, visible: Stream) -> int:
    """Where the words stand among what is seen of a page; -1 where they do not."""
    stretches = list(visible.stretches(page))
    if not stretches:
        return -1
    start, end = min(one for one, _ in stretches), max(other for _, other in stretches)
    return visible.text.find(words, start, end)
