"""Ledger × Evidence → findings: each notice kept, changed, misplaced, hidden or missing.

Each word of each text.

The one idea: everything visible is one stream of characters without white space, in reading order;
what is owed is looked for in it.  Ids and classes of the file are never trusted for a verdict:
words are.
"""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from publisher.rights.notices import Account, Ledger, Owed
from publisher.rights.record_versions import is_today
from publisher.text import solid, squeeze, stream
from publisher.value import value
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
from publisher.verify.owed.facts import facts_of, spellings
from publisher.verify.owed.facts_on_pages import judge_shown, told_beside
from publisher.verify.owed.hidden_words import judge_hidden
from publisher.verify.owed.pull_quotes import judge_pulls
from publisher.verify.owed.struck_words import judge_struck, struck_runs
from publisher.verify.report import Finding

_HALF = 0.5  # a notice of which half is there was changed, not left out
_SHORTEST = 2  # characters: unseen words as short tell nothing
_STOPS = ".,!?:;|。，：；"
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
    spoken: Spoken | None = None
    facts = facts_of(graph) if graph else ()
    located, findings = locate_texts(ledger, visible, unseen, told_beside(facts) or None)
    yield from findings
    if graph is not None:
        spoken = Spoken(ledger, graph)
        yield from judge_added(ledger, evidence, visible, located, spoken)
        yield from judge_pulls(ledger, graph, visible, located)
        yield from judge_shown(facts, ledger, visible, located)
        if evidence.form == "epub":
            yield from judge_struck(ledger, visible, located)
    regions = regions_of(ledger, located, visible)
    own = {ident: _own(regions[ident], located.get(ident, ()), visible) for ident in regions}
    on_notices = list(_notices(ledger, evidence, visible, own, unseen, spoken))
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
    spoken: Spoken | None,
) -> Iterator[Finding]:
    blocks = evidence.blocks
    for account in ledger.accounts:
        region = regions.get(account.id)
        if region is None:
            continue  # an article of which nothing is there was reported above
        for owed in account.notices:
            search = _Search(
                owed=owed, account=account, visible=visible, region=region, spoken=spoken
            )
            yield from _notice(search, unseen, blocks=blocks)
        yield from _names(account, visible, region)
    for owed in ledger.own:
        everywhere = Region(0, len(visible.text))
        search = _Search(owed=owed, account=None, visible=visible, region=everywhere, spoken=spoken)
        yield from _notice(search, unseen, blocks=blocks)


@value
class _Search:
    """One notice looked for in the pages of its article.

    account   None for a notice of the edition itself.   region: where in the stream it may stand.
    spoken    what the edition may say around it; None where nobody can tell.
    """

    owed: Owed
    account: Account | None
    visible: Stream
    region: Region
    spoken: Spoken | None = None

    @property
    def words(self) -> str:
        """The notice as the stream of its words."""
        return stream(self.owed.text)

    def finding(self, code: str, message: str, position: int = -1) -> Finding:
        """A finding about this notice; position: where in the stream it was met."""
        return Finding(
            code=code,
            message=message,
            place=self.visible.place(position) if position >= 0 else "",
            article=self.account.id if self.account else "",
            notice=self.owed.id,
        )

    def positions(self) -> Iterator[int]:
        """Every position of the words in the region, whatever is around them."""
        words = self.words
        position = self.visible.text.find(words, self.region.start, self.region.end)
        while position >= 0:
            yield position
            position = self.visible.text.find(words, position + 1, self.region.end)

    def wholes(self) -> list[int]:
        """The positions in the region at which the notice stands by itself, to the letter.

        Or in one block with nothing but facts, notices and sentences of the edition, as in a line
        of origin.
        """
        alone = [
            start
            for start in self.visible.wholes(self.owed.text)
            if self.region.start <= start < self.region.end
        ]
        return alone or [*self._in_lines()]

    def _in_lines(self) -> Iterator[int]:
        """Where it stands in a block that holds more, all of which the edition may say."""
        account = self.account.id if self.account else ""
        ordered = self.visible.ordered
        for segment, start in self.visible.between(self.region.start, self.region.end):
            at = find_words(self.owed.text, stream(segment.text), ordered=ordered)
            if at < 0 or not self._is_to_the_letter(segment):
                continue
            if self.spoken is None:
                is_sound = _is_set_off(squeeze(self.owed.text), squeeze(segment.text))
            else:
                is_sound = not self.spoken.unexplained(account, segment.text, ordered=ordered)
            if is_sound:
                yield start + at

    def is_struck(self, position: int) -> bool:
        """Whether words of the notice are struck out in the block at this position."""
        segment, words = self.visible.segment_at(position), self.words
        if segment is None or stream(segment.text) == words:
            return bool(segment and segment.struck)
        struck = map(stream, segment.struck)
        return any(each in words or words in each for each in struck)

    def _is_to_the_letter(self, segment: Segment) -> bool:
        """Whether a block has the notice in whole words, with its spaces where these are known."""
        if not self.visible.spaced:
            return True
        words, there = squeeze(self.owed.text), squeeze(segment.text)
        at = there.find(words)
        around = there[max(0, at - 1) : at], there[at + len(words) : at + len(words) + 1]
        ends = words[0], words[-1]
        glued = (one.isalnum() and end.isalnum() for one, end in zip(around, ends, strict=True))
        return at >= 0 and not any(glued)


def _is_set_off(words: str, there: str) -> bool:
    """Whether words are a sentence or a listed thing of their own in a block.

    Asked where nobody can tell what else the edition may say.
    """
    before, _, behind = there.partition(words)
    return before.rstrip()[-1:] in {"", *_STOPS} and behind.lstrip()[:1] in {"", *_STOPS}


def _notice(
    search: _Search, unseen: Sequence[tuple[str, Segment]], *, blocks: bool
) -> Iterator[Finding]:
    owed, visible, region = search.owed, search.visible, search.region
    position = visible.find(owed.text, region.start, region.end)
    covered = _covered(search, unseen, position)
    if covered and (position < 0 or not _stands_clear(search, covered)):
        hidden = f"a reader does not see “{short(owed.text)}”: {covered.unseen}"
        yield replace(search.finding("notice-hidden", hidden), place=covered.place)
    elif position >= 0:
        yield from _judge_blocks(search, position) if blocks else _judge_drawn(search, position)
    elif (elsewhere := visible.find(owed.text)) >= 0:
        misplaced = f"“{short(owed.text)}” does not stand with its article"
        yield search.finding("notice-misplaced", misplaced, elsewhere)
    else:
        yield _changed_or_missing(search)


def _covered(
    search: _Search, unseen: Sequence[tuple[str, Segment]], position: int
) -> Segment | None:
    """The unseen words that hold the notice, or are of it; of its own pages, where it stands."""
    words = search.words
    pages = set[str]()
    if position >= 0:
        ends = (position, position + len(words) - 1)
        pages = {search.visible.place(end) for end in ends}
    found = (
        segment
        for text, segment in unseen
        if len(text) > _SHORTEST
        and (text in words or words in text)
        and (not pages or segment.place in pages)
    )
    return next(found, None)


def _judge_blocks(search: _Search, position: int) -> Iterator[Finding]:
    """A notice that is there, in a file whose blocks are known: by itself, and not struck out."""
    owed, whole = search.owed, search.wholes()
    if not whole:
        mixed = (
            f"“{short(owed.text)}” does not stand by itself to the letter: other words, spaces or"
            " hyphens are around or in it"
        )
        yield search.finding("notice-changed", mixed, position)
    elif all(map(search.is_struck, whole)):
        yield search.finding("notice-changed", f"“{short(owed.text)}” is struck out", whole[0])
    elif all(map(search.visible.is_aside, {*search.positions(), *whole})):
        aside = (
            f"“{short(owed.text)}” stands in a footnote, which reading systems take out of the page"
        )
        yield search.finding("notice-misplaced", aside, position)


def _judge_drawn(search: _Search, position: int) -> Iterator[Finding]:
    """A notice that is there, in a file of which only the drawn order is known."""
    positions, length = list(search.positions()), len(search.words)
    if positions and all(search.visible.is_lined(at, at + length) for at in positions):
        lined = f"a line is drawn through “{short(search.owed.text)}”"
        yield search.finding("notice-changed", lined, position)


def _stands_clear(search: _Search, covered: Segment) -> bool:
    """Whether the words stand in the region as often as they do plus once unseen.

    A page's stream holds unseen words too.
    """
    start, end = search.region.start, search.region.end
    of_a_page = covered.place.startswith("page ")
    return not of_a_page or search.visible.text.count(search.words, start, end) > 1


def _changed_or_missing(search: _Search) -> Finding:
    words, start = search.words, search.region.start
    there = search.visible.text[start : search.region.end]
    for offset in range(0, max(1, len(words) - _HEAD), _HEAD):
        place = there.find(words[offset : offset + _HEAD])
        window = there[max(0, place - offset) : place - offset + len(words)] if place >= 0 else ""
        if place >= 0 and is_alike(words, there=window, share=_HALF):
            return search.finding("notice-changed", difference(words, window), start + place)
    missing = f"“{short(search.owed.text)}” is not in the visible text"
    return search.finding("notice-missing", missing)


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
        if not _is_named(name, without_notices, ordered=visible.ordered):
            yield Finding(
                code="author-missing",
                article=account.id,
                message=f"“{short(name)}” is not named with “{short(account.title)}”",
            )


def _is_named(name: str, there: str, *, ordered: bool) -> bool:
    """Whether a name stands in a stretch; one that begins with a mark joins the letter before."""
    if find_words(name, there, ordered=ordered) >= 0:
        return True
    apart = unicodedata.normalize("NFD", stream(name))
    return unicodedata.combining(apart[0]) > 0 and apart in unicodedata.normalize("NFD", there)


def _addresses(ledger: Ledger, evidence: Evidence, visible: Stream) -> Iterator[Finding]:
    """Each address as a link that leads there, and spelled out for paper."""
    clear = [link for link in evidence.links if not link.unseen]
    targets = {bare(link.target) for link in clear}
    by_words: dict[str, list[Link]] = {}
    for link in clear:
        by_words.setdefault(bare(link.words), []).append(link)
    for account in ledger.accounts:
        for url in account.addresses:
            if not any(stream(words) in visible.text for words in spellings(url)):
                yield Finding(
                    code="address-missing",
                    article=account.id,
                    message=f"the address {short(url)} is not spelled out in the visible text",
                )
            named = {bare(words) for words in spellings(url)}
            links = [link for words in named for link in by_words.get(words, ())]
            wrong = [link for link in links if bare(link.target) != bare(url)]
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
