"""Ledger × Evidence → findings: each notice kept, changed, misplaced, hidden or missing.

Each word of each text.

The one idea: everything visible is one stream of characters without white space, in reading order;
what is owed is looked for in it.  Ids and classes of the file are never trusted for a verdict:
words are.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from publisher.rights.notices import Account, Ledger, Owed
from publisher.rights.record_versions import is_today
from publisher.text import solid, stream
from publisher.verify.evidence.model import Evidence, Link, Segment
from publisher.verify.matching.allowed_words import Spoken
from publisher.verify.matching.text_stream import (
    Region,
    Stream,
    difference,
    find_words,
    is_alike,
    short,
    unseen_of,
)
from publisher.verify.owed.added_words import judge_added, regions_of
from publisher.verify.owed.article_text import locate_texts
from publisher.verify.owed.facts import facts_of
from publisher.verify.owed.facts_on_pages import judge_shown
from publisher.verify.owed.hidden_words import judge_hidden
from publisher.verify.owed.struck_words import judge_struck, struck_runs
from publisher.verify.report import Finding

_HALF = 0.5  # a notice of which half is there was changed, not left out
_HEAD = 24  # characters of a notice that are enough to look for a changed one


def judge(
    ledger: Ledger, evidence: Evidence, graph: Sequence[Mapping[str, Any]] | None = ()
) -> Iterator[Finding]:
    """What the file owes and does not show, in the ledger's order, and what nobody stated.

    graph   its record, whose values the edition may say of an article; None: one of another form,
            by which nobody can tell what the
            edition may say, so that only what is owed is looked for.
    """
    visible = Stream.of(evidence)
    unseen = unseen_of(evidence.segments)
    located, findings = locate_texts(ledger, visible, unseen)
    yield from findings
    if graph is not None:
        yield from judge_added(ledger, evidence, visible, located, Spoken(ledger, graph))
        yield from judge_shown(facts_of(graph), ledger, visible, located)
        if evidence.form == "epub":
            yield from judge_struck(ledger, visible, located)
    regions = regions_of(ledger, located, visible)
    own = {ident: _own(regions[ident], located.get(ident, ()), visible) for ident in regions}
    on_notices = list(_notices(ledger, evidence, visible, own, unseen))
    yield from on_notices
    struck = struck_runs(ledger, located)
    # only a record of today's form says which words the source strikes out
    told = graph is not None and is_today(graph)
    for one in judge_hidden(ledger, evidence, visible, regions, on_notices, struck):
        yield replace(one, code="text-changed") if told and one.code == "text-struck" else one
    yield from _addresses(ledger, evidence, visible)


def _own(region: Region, positions: Sequence[int], visible: Stream) -> Region:
    """The region up to the end of the last file or division that holds words of the article.

    What stands behind it is the edition's own.  Of pages without a structure tree nobody can tell.
    """
    last = max(positions, default=-1)
    if last < 0 or not visible.blocks:
        return region
    part = visible.part(last)
    behind = (start for segment, start in visible.between(last, region.end) if segment.part != part)
    return Region(region.start, next(behind, region.end))


def _notices(
    ledger: Ledger,
    evidence: Evidence,
    visible: Stream,
    regions: Mapping[str, Region],
    unseen: Sequence[tuple[str, Segment]],
) -> Iterator[Finding]:
    for account in ledger.accounts:
        region = regions.get(account.id)
        if region is None:
            continue  # an article of which nothing is there was reported above
        for owed in account.notices:
            yield from _notice(owed, account, visible, region, unseen, blocks=evidence.blocks)
        yield from _names(account, visible, region)
    for owed in ledger.own:
        yield from _notice(
            owed, None, visible, Region(0, len(visible.text)), unseen, blocks=evidence.blocks
        )


def notice_places(ledger: Ledger, evidence: Evidence) -> set[str]:
    """The pages on which notices stand, each whole, wherever the same words stand."""
    visible = Stream.of(evidence)
    found: set[str] = set()
    # many articles of one site owe the same words
    for text in dict.fromkeys(owed.text for owed in (*ledger.notices, *ledger.own)):
        length, place = len(stream(text)), visible.find(text)
        while place >= 0 and length:
            found |= {visible.place(place), visible.place(place + length - 1)}
            place = visible.find(text, place + length)
    return found


def _notice(
    owed: Owed,
    account: Account | None,
    visible: Stream,
    region: Region,
    unseen: Sequence[tuple[str, Segment]],
    *,
    blocks: bool,
) -> Iterator[Finding]:
    words = stream(owed.text)

    def finding(code: str, message: str, place: str = "") -> Finding:
        return Finding(
            code=code,
            message=message,
            place=place,
            article=account.id if account else "",
            notice=owed.id,
        )

    in_region = visible.find(owed.text, region.start, region.end)
    covered = next(
        (
            segment
            for text, segment in unseen
            if text
            and len(text) > 2
            and (text in words or words in text)
            and (
                in_region < 0
                or segment.place
                in {
                    visible.place(in_region),
                    visible.place(in_region + len(words) - 1),
                }
            )
        ),
        None,
    )
    hidden_here = covered is not None and (
        in_region < 0 or not _stands_clear(words, covered, visible, region)
    )
    if in_region >= 0 and not hidden_here:
        whole = [start for start in visible.wholes(owed.text) if region.start <= start < region.end]
        if blocks and whole and all(map(visible.is_struck, whole)):
            yield finding(
                "notice-changed", f"“{short(owed.text)}” is struck out", visible.place(whole[0])
            )
            return
        if blocks and not whole:
            yield finding(
                "notice-changed",
                f"“{short(owed.text)}” does not stand by itself to the letter: other words, spaces"
                " or hyphens are around or in it",
                visible.place(in_region),
            )
            return
        if not blocks:
            positions = list(_places(words, visible, region))
            if positions and all(visible.is_lined(at, at + len(words)) for at in positions):
                yield finding(
                    "notice-changed",
                    f"a line is drawn through “{short(owed.text)}”",
                    visible.place(in_region),
                )
            return
        if not _only_aside(owed, visible, region):
            return
        yield finding(
            "notice-misplaced",
            f"“{short(owed.text)}” stands in a footnote, which reading systems take out of the"
            " page",
            visible.place(in_region),
        )
    elif hidden_here and covered:
        yield finding(
            "notice-hidden",
            f"a reader does not see “{short(owed.text)}”: {covered.unseen}",
            covered.place,
        )
    elif (elsewhere := visible.find(owed.text)) >= 0:
        yield finding(
            "notice-misplaced",
            f"“{short(owed.text)}” does not stand with its article",
            visible.place(elsewhere),
        )
    else:
        yield from _changed_or_missing(words, owed, visible, region, finding)


def _only_aside(owed: Owed, visible: Stream, region: Region) -> bool:
    """Whether every place of the words in the region is a footnote."""
    positions = {*_places(stream(owed.text), visible, region), *visible.wholes(owed.text)}
    inside = [at for at in positions if region.start <= at < region.end]
    return bool(inside) and all(map(visible.is_aside, inside))


def _places(words: str, visible: Stream, region: Region) -> Iterator[int]:
    """Every position of the words in the region."""
    position = visible.text.find(words, region.start, region.end)
    while position >= 0:
        yield position
        position = visible.text.find(words, position + 1, region.end)


def _stands_clear(words: str, covered: Segment, visible: Stream, region: Region) -> bool:
    """Whether the words stand in the region as often as they do plus once unseen.

    A page's stream holds unseen words too.
    """
    return (
        covered.place.startswith("page ") is False
        or visible.text.count(words, region.start, region.end) > 1
    )


def _changed_or_missing(
    words: str, owed: Owed, visible: Stream, region: Region, finding: Callable[..., Finding]
) -> Iterator[Finding]:
    there = visible.text[region.start : region.end]
    for offset in range(0, max(1, len(words) - _HEAD), _HEAD):
        place = there.find(words[offset : offset + _HEAD])
        if place >= 0 and is_alike(
            words,
            share=_HALF,
            there=(window := there[max(0, place - offset) : place - offset + len(words)]),
        ):
            yield finding(
                "notice-changed", difference(words, window), visible.place(region.start + place)
            )
            return
    yield finding("notice-missing", f"“{short(owed.text)}” is not in the visible text")


def _names(account: Account, visible: Stream, region: Region) -> Iterator[Finding]:
    if visible.find(account.title, region.start, region.end) < 0:
        yield Finding(
            code="title-missing",
            article=account.id,
            message=f"the title “{short(account.title)}” is not in the visible text",
        )
    for name in account.people:
        without_notices = visible.text[region.start : region.end]
        for owed in account.notices:
            # a notice may be nothing but the name
            if len(words := stream(owed.text)) > len(stream(name)):
                without_notices = without_notices.replace(words, "\0")
        if find_words(name, without_notices, ordered=visible.ordered) < 0:
            yield Finding(
                code="author-missing",
                article=account.id,
                message=f"“{short(name)}” is not named with “{short(account.title)}”",
            )


def _addresses(ledger: Ledger, evidence: Evidence, visible: Stream) -> Iterator[Finding]:
    """Each address as a link that leads there, and spelled out for paper."""
    clear = [link for link in evidence.links if not link.unseen]
    targets = {bare(link.target) for link in clear}
    by_words: dict[str, list[Link]] = {}
    for link in clear:
        by_words.setdefault(bare(link.words), []).append(link)
    for account in ledger.accounts:
        for url in account.addresses:
            if stream(url) not in visible.text:
                yield Finding(
                    code="address-missing",
                    article=account.id,
                    message=f"the address {short(url)} is not spelled out in the visible text",
                )
            wrong = [link for link in by_words.get(bare(url), ()) if bare(link.target) != bare(url)]
            for link in wrong:
                yield Finding(
                    code="link-wrong",
                    article=account.id,
                    place=link.place,
                    message=f"the link {short(url)} leads to {short(link.target)}",
                )
            if not wrong and bare(url) not in targets:
                yield Finding(
                    code="link-missing",
                    article=account.id,
                    message=f"no visible link leads to {short(url)}",
                )


def bare(address: str) -> str:
    """An address as two spellings of it share it.

    Without spaces, percent signs and a closing slash (RFC 3986, 6.2.2.2).
    """
    return unquote(solid(address)).rstrip("/")
