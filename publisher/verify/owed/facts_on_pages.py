"""Whether a reader of the pages meets each fact of the record where rights.places says that it stands."""

from collections.abc import Iterator, Mapping, Sequence

from publisher.phrases import phrases_for
from publisher.rights.notices import Ledger
from publisher.rights.places import Where
from publisher.text import stream
from publisher.verify.matching.text_stream import Stream, find_words, short
from publisher.verify.owed.article_text import behind_all, regions_of
from publisher.verify.owed.facts import Fact
from publisher.verify.report import Finding

# the article's own pages; the others stand in front of or behind all articles
_INSIDE = {Where.TEXT, Where.CREDIT, Where.CAPTION}


def judge_shown(
    facts: Sequence[Fact], ledger: Ledger, visible: Stream, located: Mapping[str, list[int]]
) -> Iterator[Finding]:
    """A finding for each fact that is not on the pages of its article, or not on those of the edition."""
    pages = (
        _file_pages(visible, located) if visible.blocks else _paged(facts, ledger, visible, located)
    )
    for fact in facts:
        if fact.account and fact.account not in pages:
            continue  # an article that is not there is told as a whole
        for inside, account in ((True, fact.account), (False, "")):
            due = any((where in _INSIDE) is inside for where in fact.place.page)
            if due and find_words(fact.words, pages.get(account, ""), ordered=visible.blocks) < 0:
                where = (
                    f"with “{short(_title(ledger, fact.account))}”"
                    if inside
                    else "on the edition’s own pages"
                )
                yield Finding(
                    code="fact-missing",
                    article=fact.account,
                    message=f"the {fact.called} “{short(fact.words)}” is not shown {where}",
                )


def _title(ledger: Ledger, ident: str) -> str:
    return next((account.title for account in ledger.accounts if account.id == ident), ledger.title)


def _file_pages(visible: Stream, located: Mapping[str, list[int]]) -> dict[str, str]:
    """The words of each article's files; "": those of all other files."""
    owners = {
        visible.place(place): ident
        for ident, places in located.items()
        for place in places
        if place >= 0
    }
    ends = (*visible.starts[1:], len(visible.text)) if visible.starts else ()
    found: dict[str, list[str]] = {"": []}
    for place, start, end in zip(visible.places, visible.starts, ends, strict=True):
        found.setdefault(owners.get(place, ""), []).append(visible.text[start:end])
    return {ident: "".join(words) for ident, words in found.items()}


def _paged(
    facts: Sequence[Fact], ledger: Ledger, visible: Stream, located: Mapping[str, list[int]]
) -> dict[str, str]:
    """The words from each article's first run to the next article or to the page of sources.

    "": what stands before and behind all.
    """
    regions = regions_of(ledger, located, visible)
    language = next(
        (fact.words for fact in facts if fact.place.fact == "language" and not fact.account), ""
    )
    behind = behind_all(visible, located, stream(phrases_for(language).sources))
    found = {
        ident: visible.text[region.start : min(region.end, behind)]
        for ident, region in regions.items()
    }
    return found | {
        "": (
            visible.text[: min((region.start for region in regions.values()), default=0)]
            + "\0"
            + visible.text[behind:]
        )
    }
