"""Words of a finished file that are neither its articles' text, nor owed, nor the edition's own."""

import bisect
import re
from collections.abc import Iterator, Mapping, Sequence

from publisher.rights.notices import Account, Ledger
from publisher.text import is_rtl, stream
from publisher.verify.evidence.model import Evidence, Segment
from publisher.verify.matching.allowed_words import Spoken, is_label
from publisher.verify.matching.text_stream import Region, Stream, short
from publisher.verify.report import Finding

_NUMBER = re.compile(r"\d{1,5}(\.\d{1,3})?")
Located = Mapping[str, Sequence[int]]


def judge_added(
    ledger: Ledger, evidence: Evidence, visible: Stream, located: Located, spoken: Spoken
) -> Iterator[Finding]:
    """Words that nobody stated: with an article, on the edition's own pages, beside the text.

    Of pages without a structure tree nobody can tell which words belong together: only what stands
    beside the text is looked at.
    """
    yield from _strays(evidence)
    yield from _replaced(evidence)
    if not visible.blocks:
        return
    # an article that was not found stands on pages that are nobody's
    if spoken.knows_edition and len(located) == len(ledger.accounts):
        yield from _own_parts(evidence, visible, located, spoken)
    regions = regions_of(ledger, located, visible)
    opened = _parts_opened(regions, visible)
    for account in ledger.accounts:
        positions = {position for position in located.get(account.id, ()) if position >= 0}
        if positions:
            region = Region(opened.get(account.id, min(positions)), regions[account.id].end)
            yield from _with_article(account, positions, region, visible, spoken)
    if spoken.knows_edition:
        yield from _furniture(ledger, evidence, spoken)


def regions_of(ledger: Ledger, located: Located, visible: Stream) -> dict[str, Region]:
    """From the first run of an article to the first of the next."""
    starts: dict[str, int] = {}
    for account in ledger.accounts:
        there = [position for position in located.get(account.id, ()) if position >= 0]
        if there:
            starts[account.id] = min(there)
        elif not account.runs:
            starts[account.id] = 0
    order = sorted(starts.values())
    regions: dict[str, Region] = {}
    for ident, start in starts.items():
        following = bisect.bisect_right(order, start)
        end = order[following] if following < len(order) else len(visible.text)
        regions[ident] = Region(start, end)
    return regions


def _parts_opened(regions: Mapping[str, Region], visible: Stream) -> dict[str, int]:
    """Where the file or division begins whose first article an article is; words stand before it.

    What stands before any other article of a part is looked at with the one before it.
    """
    begins: dict[str, int] = {}
    for segment, start in visible.between(0, len(visible.text)):
        begins.setdefault(segment.part, start)
    firsts: dict[str, tuple[int, str]] = {}
    for ident, region in regions.items():
        part, at = visible.part(region.start), (region.start, ident)
        firsts[part] = min(firsts.get(part, at), at)
    return {ident: begins.get(part, at) for part, (at, ident) in firsts.items()}


def _with_article(
    account: Account, runs: set[int], region: Region, visible: Stream, spoken: Spoken
) -> Iterator[Finding]:
    """Every block of the article's files or divisions, from where its own first one begins."""
    parts = {visible.part(position) for position in runs}
    owed = {start for notice in account.notices for start in visible.wholes(notice.text)}
    note = 1  # the number of the next one, which stands by itself before its text
    label = ""  # of the entry that begins
    for segment, start in visible.between(region.start, region.end):
        is_mark = segment.label and is_label(segment.text)
        # an entry that its source begins with its number has it twice, and the first was found
        is_doubled = bool(label) and stream(segment.text) == label
        label = stream(segment.text) if is_mark else ""
        inside = segment.part in parts or start < max(runs)
        if not inside or start in runs or start in owed:
            continue
        explained = is_mark or is_doubled
        if not explained and spoken.unexplained(
            account.id, segment.text, numbers=(str(note),), ordered=visible.ordered
        ):
            yield Finding(
                code="text-added",
                article=account.id,
                place=segment.place,
                message=(
                    f"“{short(segment.text)}” stands with “{short(account.title)}” and is neither"
                    " its text nor the edition’s own words"
                ),
            )
        note += segment.text.strip() == str(note)


def _own_parts(
    evidence: Evidence, visible: Stream, located: Located, spoken: Spoken
) -> Iterator[Finding]:
    """Words in the edition's own parts (contents, sources, colophon) that it does not say."""
    articles = {
        visible.part(position)
        for positions in located.values()
        for position in positions
        if position >= 0
    }
    own = [segment for segment in visible.segments if segment.part not in articles]
    entries: dict[int, list[Segment]] = {}
    for segment in own:
        if segment.entry >= 0:
            entries.setdefault(segment.entry, []).append(segment)
        elif not (segment.label and is_label(segment.text)) and spoken.unexplained(
            "", segment.text, ordered=visible.ordered
        ):
            yield _strange(segment)
    if entries:
        yield from _contents(entries, evidence, visible, spoken)


def _strange(segment: Segment) -> Finding:
    return Finding(
        code="text-added",
        place=segment.place,
        message=f"“{short(segment.text)}” is not what the edition says of itself",
    )


def _contents(
    entries: Mapping[int, Sequence[Segment]], evidence: Evidence, visible: Stream, spoken: Spoken
) -> Iterator[Finding]:
    """Lines of the contents: a title, names, and the number of the page where that title stands."""
    pages: dict[str, set[int]] = {}
    for segment in visible.segments:
        if segment.entry < 0 and segment.pages:
            for words in _spellings(segment.text):
                pages.setdefault(words, set()).add(segment.pages[0])
    for title, *others in entries.values():
        if spoken.unexplained("", title.text, ordered=visible.ordered):
            yield _strange(title)
        spellings = _spellings(title.text)
        right = {str(page) for words in spellings for page in pages.get(words, ())}
        for segment in others:
            number = stream(segment.text)
            if not evidence.pages or not number.isdecimal() or segment is not others[-1]:
                if spoken.unexplained("", segment.text, ordered=visible.ordered):
                    yield _strange(segment)
            elif number not in right:
                yield Finding(
                    code="text-added",
                    place=segment.place,
                    message=(
                        f"the contents say “{short(title.text)}” stands on page {number}; it does"
                        " not"
                    ),
                )


def _spellings(text: str) -> Iterator[str]:
    """A text by its words, and where they run to the left by its letters: their order is unsure."""
    words = stream(text)
    yield words
    if is_rtl(text):
        yield "".join(sorted(filter(str.isalnum, words)))


def _furniture(ledger: Ledger, evidence: Evidence, spoken: Spoken) -> Iterator[Finding]:
    """Running heads and folios say what the edition may say; the head of a table stands again.

    A number alone says nothing: it counts a page, a section or a line.  A head may run over two
    lines: where a line of its own is none of the edition's, those of the page are taken together,
    with the numbers among them, which may be the end of a head.
    """
    repeated = {run.sha256: run for account in ledger.accounts for run in account.runs}
    pages: dict[str, list[Segment]] = {}
    for segment in evidence.furniture:
        pages.setdefault(segment.place, []).append(segment)
    explained: set[str] = set()
    for place, lines in pages.items():
        alone = [line.text for line in lines if _is_number(line.text)]
        numbers = (*map(str, lines[0].pages), str(evidence.pages))
        known = {*numbers, *explained}
        strange = [
            line.text
            for line in lines
            if line.text not in known
            and line.text not in alone
            and spoken.unexplained("", line.text, numbers=numbers, runs_with_page=True)
        ]
        explained |= {line.text for line in lines if line.text not in strange}
        if strange and spoken.unexplained(
            "",
            " ".join(line.text for line in lines),
            numbers=(*numbers, *map(stream, alone)),
            repeated=repeated.values(),
            runs_with_page=True,
        ):
            yield Finding(
                code="text-added",
                place=place,
                message=(
                    f"“{short(strange[0])}” runs with the page and is not what the edition says of"
                    " itself"
                ),
            )


def _is_number(text: str) -> bool:
    return _NUMBER.fullmatch("".join(text.split())) is not None


def _strays(evidence: Evidence) -> Iterator[Finding]:
    for segment in evidence.segments:
        if segment.stray:
            yield Finding(
                code="text-added",
                place=segment.place,
                message=f"“{short(segment.text)}” is drawn there and in no element of the file",
            )


def _replaced(evidence: Evidence) -> Iterator[Finding]:
    for given, shown, place in evidence.replaced:
        yield Finding(
            code="words-replaced",
            place=place,
            message=f"programs read “{short(given)}” where the page shows “{short(shown)}”",
        )
