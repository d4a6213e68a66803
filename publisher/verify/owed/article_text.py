"""The articles' texts in a finished file.

Where each run of words stands, what is changed, missing, hidden or added.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from publisher.rights.notices import Account, Ledger, Run
from publisher.text import digest, stream
from publisher.verify.evidence.model import Evidence, Segment
from publisher.verify.matching.run_finder import Finder, finder_of
from publisher.verify.matching.text_stream import (
    Stream,
    difference,
    is_alike,
    short,
    unseen_of,
)
from publisher.verify.owed.facts import spellings
from publisher.verify.report import Finding

Forms = tuple[str, ...]  # ways to print one fact


def judge_texts(ledger: Ledger, evidence: Evidence) -> tuple[list[Finding], dict[str, int]]:
    """(what is wrong with each title and text, how many runs stand there to the letter)."""
    visible = Stream.of(evidence)
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
    ledger: Ledger,
    visible: Stream,
    unseen: Sequence[tuple[str, Segment]],
    beside: Mapping[str, Sequence[Forms]] | None = None,
) -> tuple[dict[str, list[int]], list[Finding]]:
    """Where each run of each article begins (-1: nowhere), and what is wrong with the texts.

    beside   of each article what stands with its text, by any of some forms; None: what it owes.
    """
    located: dict[str, list[int]] = {}
    findings: list[Finding] = []
    finder = finder_of(visible)
    end, reached = 0, 0
    for account in ledger.accounts:
        title = digest(stream(account.title))
        places = finder.locate(account.runs, end, title)
        if visible.blocks:
            words = _owed_beside(account) if beside is None else beside.get(account.id, ())
            places = _with_its_credit(account, places, words, finder)
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
        findings += _out_of_order(account, places, visible, reached)
        begun = next((place for place in places if place >= 0), -1)
        reached = _page(visible, begun) or reached
        end = max(
            (
                place + run.length
                for run, place in zip(account.runs, places, strict=True)
                if place >= 0
            ),
            default=end,
        )
    return located, findings


def _with_its_credit(
    account: Account, places: list[int], beside: Sequence[Forms], finder: Finder
) -> list[int]:
    """Where an article stands: where its words stand together with what is told of it.

    A title page may say all words of an article that the edition is called and described by.  It
    stands further below if as much of it does, in parts of the file that hold more of its people,
    sources and notices.
    """
    visible, title = finder.visible, digest(stream(account.title))
    held, share = _held(beside, places, visible), _share(account.runs, places)
    for _ in range(_FURTHER):
        begun = [place for place in places if place >= 0]
        is_torn = share < 1 and len(set(map(visible.part, begun))) > 1
        if not begun or not (is_torn or held < _HALF * len(beside)):
            break
        further = finder.locate(account.runs, visible.end_of_part(begun[0]), title)
        better = _held(beside, further, visible), _share(account.runs, further)
        if better == (held, share) or better[0] < held or better[1] < share:
            break
        places, (held, share) = further, better
    return places


def _owed_beside(account: Account) -> tuple[Forms, ...]:
    """The words that an article owes beside its text, as pages print them."""
    notices = (owed.text for owed in account.notices)
    return tuple(map(spellings, (*account.people, *account.addresses, *notices)))


def _held(beside: Sequence[Forms], places: Sequence[int], visible: Stream) -> int:
    """How many of these words stand in the parts of the file that hold these places."""
    parts = {visible.part(place) for place in places if place >= 0}
    text = "".join(visible.words_in(part) for part in sorted(parts))
    return sum(any(stream(words) in text for words in forms) for forms in beside)


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


_FURTHER = 3  # parts in which an article is looked for, behind the first that has its words
# shares of an article's characters, or of what is told of it: enough to say that it is there; too
# few to say so
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


def _page(visible: Stream, position: int) -> int:
    """The page of a PDF on which a block begins; 0 where there are none."""
    segment = visible.segment_at(position) if position >= 0 else None
    return segment.pages[0] if segment and segment.pages else 0


def _out_of_order(
    account: Account, positions: Sequence[int], visible: Stream, reached: int
) -> Iterator[Finding]:
    """Text on a page before the one where the text above it stands: pages bound in another order.

    A single block may stand a page off, where it floats.  reached: the page on which the article
    before begins.
    """
    astray = 0
    for position in positions:
        segment = visible.segment_at(position) if position >= 0 else None
        if segment is None or segment.aside or segment.floats or not segment.pages:
            continue
        page = segment.pages[0]
        astray = astray + 1 if page < reached else 0
        if astray > 1 or page < reached - 1 or list(segment.pages) != sorted(segment.pages):
            yield Finding(
                code="article-order",
                article=account.id,
                place=segment.place,
                message=(
                    f"“{short(segment.text)}” of “{short(account.title)}” stands on a page before"
                    " the text that it follows"
                ),
            )
            return
        reached = max(reached, page)


def _block(number: int, account: Account) -> str:
    """Which run of an article, as a person counts."""
    return f"block {number + 1} of {len(account.runs)}"
