"""The articles' texts in a finished file.

Where each run of words stands, what is changed, missing, hidden or added.
"""

import bisect
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from publisher.rights.notices import Account, Ledger, Run
from publisher.text import digest, is_rtl, squeeze, stream
from publisher.verify.evidence.model import Evidence, Segment, seen
from publisher.verify.matching.allowed_words import Spoken
from publisher.verify.matching.run_finder import finder_of
from publisher.verify.matching.text_stream import (
    Region,
    Stream,
    difference,
    is_alike,
    short,
    unseen_of,
)
from publisher.verify.report import Finding


def judge_texts(ledger: Ledger, evidence: Evidence) -> tuple[list[Finding], dict[str, int]]:
    """(what is wrong with title and text of each article, how many of its runs stand there to the letter)."""
    visible = Stream.of(seen(evidence.segments), blocks=evidence.blocks)
    located, findings = locate_texts(ledger, visible, unseen_of(evidence.segments))
    wrong = Counter(
        finding.article
        for finding in findings
        if finding.code == "text-changed" and "spaces or hyphens" in finding.message
    )
    same = {
        ident: sum(place >= 0 for place in places) - wrong[ident]
        for ident, places in located.items()
    }
    return findings, same


def locate_texts(
    ledger: Ledger, visible: Stream, unseen: Sequence[tuple[str, Segment]]
) -> tuple[dict[str, list[int]], list[Finding]]:
    """Where each run of each article begins in the stream (-1 where it is not), and what is wrong with the texts."""
    located: dict[str, list[int]] = {}
    findings: list[Finding] = []
    finder = finder_of(visible)
    end = 0
    for account in ledger.accounts:
        title = digest(stream(account.title))
        places = finder.locate(account.runs, end, title)
        if _share(account.runs, places) < _HALF:
            anywhere = finder.locate(account.runs, 0, title)
            if _share(account.runs, anywhere) >= _HALF:
                findings.append(
                    Finding(
                        code="article-order",
                        article=account.id,
                        message=(
                            f"the article “{short(account.title)}” stands before one that should"
                            " come first"
                        ),
                    )
                )
                places = anywhere
            elif _share(account.runs, places) < _TRACE:
                findings.append(_gone(account, unseen))
                continue
        located[account.id] = places
        findings += _gaps(account, places, visible, unseen)
        findings += [
            Finding(
                code="text-changed",
                article=account.id,
                place=visible.place(place),
                message=(
                    f"{_block(number, account)}:"
                    f" “{short(run.text or visible.text[place : place + run.length])}” stands there"
                    " with other spaces or hyphens"
                ),
            )
            for number, (run, place) in enumerate(zip(account.runs, places, strict=True))
            if place >= 0 and not finder.is_exact(run, place)
        ]
        end = max(
            (
                place + run.length
                for run, place in zip(account.runs, places, strict=True)
                if place >= 0
            ),
            default=end,
        )
    return located, findings


def _gone(account: Account, unseen: Sequence[tuple[str, Segment]]) -> Finding:
    """An article of which nothing is seen: hidden as a whole, or not there."""
    title = stream(account.title)
    hidden = next((segment for text, segment in unseen if title in text), None)
    if hidden:
        return Finding(
            code="text-hidden",
            article=account.id,
            place=hidden.place,
            message=f"a reader does not see the article “{short(account.title)}”: {hidden.unseen}",
        )
    return Finding(
        code="article-missing",
        article=account.id,
        message=f"the article “{short(account.title)}” is not in the file",
    )


# shares of an article's characters: enough to say that it is there; too few to say so
_HALF, _TRACE = 0.5, 0.1


def _share(runs: Sequence[Run], places: Sequence[int]) -> float:
    """How much of an article was found, by length; an article without words is all there."""
    whole = sum(run.length for run in runs)
    return (
        sum(run.length for run, place in zip(runs, places, strict=True) if place >= 0) / whole
        if whole
        else 1.0
    )


def _gaps(
    account: Account, places: Sequence[int], visible: Stream, unseen: Sequence[tuple[str, Segment]]
) -> Iterator[Finding]:
    """Runs that are not there, told as changed where something like them stands in their place."""
    if all(place >= 0 for place in places):
        return
    whole = {digest(text): segment for text, segment in unseen}
    for number, (run, place) in enumerate(zip(account.runs, places, strict=True)):
        if place >= 0:
            continue
        words = stream(run.text)
        hidden = whole.get(run.sha256) or next(
            (segment for text, segment in unseen if words and words in text), None
        )
        if hidden:
            yield Finding(
                code="text-hidden",
                article=account.id,
                place=hidden.place,
                message=(
                    f"{_block(number, account)}: a reader does not see"
                    f" “{short(run.text or hidden.text)}”: {hidden.unseen}"
                ),
            )
            continue
        before = next(
            (
                places[n] + account.runs[n].length
                for n in range(number - 1, -1, -1)
                if places[n] >= 0
            ),
            None,
        )
        after = next((places[n] for n in range(number + 1, len(places)) if places[n] >= 0), None)
        start = before if before is not None else max(0, (after or 0) - 2 * run.length)
        there = visible.text[start : after if after is not None else start + 2 * run.length]
        where = visible.place(before if before is not None else after or 0)
        if run.sha256 == digest(stream(account.title)):
            yield Finding(
                code="title-missing",
                article=account.id,
                place=where,
                message=(
                    f"the title “{short(account.title)}” does not stand above its article as it was"
                    " written"
                ),
            )
        elif words and there and is_alike(words, there):
            yield Finding(
                code="text-changed",
                article=account.id,
                place=where,
                message=f"{_block(number, account)}: {difference(words, there)}",
            )
        else:
            what = f"“{short(run.text)}”" if run.text else f"a run of {run.length} characters"
            yield Finding(
                code="text-missing",
                article=account.id,
                place=where,
                message=(
                    f"{_block(number, account)}: {what} of “{short(account.title)}” is not there as"
                    " it was written"
                ),
            )


def _block(number: int, account: Account) -> str:
    """Which run of an article, as a person counts."""
    return f"block {number + 1} of {len(account.runs)}"


def judge_around(
    ledger: Ledger,
    segments: Sequence[Segment],
    visible: Stream,
    located: Mapping[str, list[int]],
    spoken: Spoken,
) -> Iterator[Finding]:
    """Words with an article that are neither its text, nor owed, nor the edition's own.

    EPUB: every block of the article's files, from its first run on.  PDF: whatever stands between
    its first run and the next article or the page of sources.
    """
    regions = regions_of(ledger, located, visible)
    behind = behind_all(visible, located, spoken.sources)
    # an article that was not found stands on a page that is nobody's
    if spoken.knows_pages and len(located) == len(ledger.accounts):
        yield from (_other_files if visible.blocks else _other_pages)(
            segments, visible, located, spoken
        )
    for account in ledger.accounts:
        places = located.get(account.id, [])
        if any(place >= 0 for place in places):
            if visible.blocks:
                yield from _around_blocks(
                    account, places, regions[account.id], segments, visible, spoken
                )
            else:
                region = regions[account.id]
                yield from _around_pages(
                    account,
                    places,
                    Region(region.start, max(region.start, min(region.end, behind))),
                    segments,
                    visible,
                    spoken,
                )


def _other_files(
    segments: Sequence[Segment], visible: Stream, located: Mapping[str, list[int]], spoken: Spoken
) -> Iterator[Finding]:
    """Words in the files of the edition itself, contents, sources, colophon, that it does not say."""
    articles = {
        visible.place(place) for places in located.values() for place in places if place >= 0
    }
    for segment in segments:
        if segment.place not in articles and spoken.unexplained("", segment.text):
            yield Finding(
                code="text-added",
                place=segment.place,
                message=f"“{short(segment.text)}” is not what the edition says of itself",
            )


def _other_pages(
    segments: Sequence[Segment], visible: Stream, located: Mapping[str, list[int]], spoken: Spoken
) -> Iterator[Finding]:
    """The same on the pages before all articles, and from the page of sources on."""
    first = min((place for places in located.values() for place in places if place >= 0), default=0)
    behind = behind_all(visible, located, spoken.sources)
    begun = {
        visible.place(min(there))
        for places in located.values()
        if (there := [place for place in places if place >= 0])
    }
    # sources and colophon stand in the contents, too
    begun |= set(visible.places[max(0, bisect.bisect_right(visible.starts, behind) - 1) :])
    folios = {place.removeprefix("page ") for place in begun}
    for start, end, numbers in ((0, first, folios), (behind, len(visible.text), ())):
        if rest := spoken.unexplained(
            "", _spoken_in(segments, visible, start, end, spoken), numbers=numbers
        ):
            yield Finding(
                code="text-added",
                place=visible.place(end - len(rest)),
                message=f"“{short(rest)}” is not what the edition says of itself",
            )


def _spoken_in(
    segments: Sequence[Segment], visible: Stream, start: int, end: int, spoken: Spoken
) -> str:
    """What pages say from here to there, without their lines of right-to-left words that the edition may say, in whatever order."""
    text = visible.text[start:end]
    if not is_rtl(text):
        return text
    first, last = (
        bisect.bisect_right(visible.starts, start) - 1,
        bisect.bisect_left(visible.starts, end),
    )
    lines = []
    for segment, place in zip(segments[first:last], visible.starts[first:last], strict=True):
        for line in segment.text.splitlines():
            length = len(stream(line))
            if start <= place + length // 2 < end:
                lines.append(line)
            place += length  # noqa: PLW2901 - of the next line
    return "\n".join(line for line in lines if not spoken.knows_words(line))


def behind_all(visible: Stream, located: Mapping[str, list[int]], heading: str) -> int:
    """Where the page of sources begins, behind all articles; the end where it is not."""
    last = max((place for places in located.values() for place in places), default=0)
    found = visible.text.find(heading, last)
    return found if found >= 0 else len(visible.text)


def _around_blocks(
    account: Account,
    places: Sequence[int],
    region: Region,
    segments: Sequence[Segment],
    visible: Stream,
    spoken: Spoken,
) -> Iterator[Finding]:
    runs = {place for place in places if place >= 0}
    files = {visible.place(place) for place in runs}
    owed = {squeeze(owed.text) for owed in account.notices}
    first, last = (
        bisect.bisect_left(visible.starts, min(runs)),
        bisect.bisect_left(visible.starts, region.end),
    )
    note = 1  # the number of the next one, which stands by itself before its text
    for segment, start in zip(segments[first:last], visible.starts[first:last], strict=True):
        inside = segment.place in files or start < max(runs)
        if (
            inside
            and start not in runs
            and squeeze(segment.text) not in owed
            and spoken.unexplained(account.id, segment.text, numbers=(str(note),))
        ):
            yield _strange(segment.text, account, segment.place)
        note += start not in runs and segment.text.strip() == str(note)


def _around_pages(
    account: Account,
    places: Sequence[int],
    region: Region,
    segments: Sequence[Segment],
    visible: Stream,
    spoken: Spoken,
) -> Iterator[Finding]:
    runs = [
        (place, place + run.length)
        for place, run in zip(places, account.runs, strict=True)
        if place >= 0
    ]
    notices = [
        (place, place + len(stream(owed.text)), owed.text)
        for owed in account.notices
        if (place := visible.find(owed.text, region.start, region.end)) >= 0
    ]
    # A notice parts nothing, for its words may also stand inside an address; but one whose lines
    # were put in another order does.
    spans = sorted((*runs, *((start, stop) for start, stop, text in notices if is_rtl(text))))
    end, note = region.start, 1
    tail = max(
        (stop for _, stop in [*runs, *((one, other) for one, other, _ in notices)]),
        default=region.end,
    )
    # Behind all of it right-to-left lines part the edition's own sentences, whose words then stand
    # in no order: only the rest is judged.
    last = tail if is_rtl(visible.text[tail : region.end]) else region.end
    for start, stop in (*spans, (last, last)):
        if start > end:
            text = _spoken_in(segments, visible, end, start, spoken)
            # an address may hold one, too
            if rest := spoken.unexplained(
                account.id, text, account.runs, tuple(map(str, range(1, note + 1)))
            ):
                yield _strange(rest, account, visible.place(start - len(rest)))
            note += _holds(text, note)
        end = max(end, stop)


def _holds(text: str, number: int) -> bool:
    """Whether a number stands there by itself."""
    return re.search(rf"(?<!\d){number}(?!\d)", text) is not None


def _strange(words: str, account: Account, place: str) -> Finding:
    return Finding(
        code="text-added",
        article=account.id,
        place=place,
        message=(
            f"“{short(words)}” stands with “{short(account.title)}” and is neither its text nor the"
            " edition’s own words"
        ),
    )


def regions_of(
    ledger: Ledger, located: Mapping[str, list[int]], visible: Stream
) -> dict[str, Region]:
    """From the first run of an article to the first of the next."""
    starts = {
        ident: min(there)
        for ident, places in located.items()
        if (there := [place for place in places if place >= 0])
    }
    starts |= {account.id: 0 for account in ledger.accounts if not account.runs}
    order = sorted(starts.values())
    regions = {}
    for ident, start in starts.items():
        following = bisect.bisect_right(order, start)
        end = order[following] if following < len(order) else len(visible.text)
        regions[ident] = Region(start, end)
    return regions
