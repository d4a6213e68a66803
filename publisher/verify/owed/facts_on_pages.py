"""Whether a reader of the pages meets each fact of the record where rights.places says that it stands."""

from collections.abc import Iterator, Mapping, Sequence

from publisher.rights.notices import Ledger
from publisher.rights.places import Where
from publisher.verify.matching.text_stream import Stream, find_words, short
from publisher.verify.owed.facts import Fact
from publisher.verify.report import Finding

# the article's own pages; the others stand in front of or behind all articles
_INSIDE = {Where.TEXT, Where.CREDIT, Where.CAPTION}


def judge_shown(
    facts: Sequence[Fact], ledger: Ledger, visible: Stream, located: Mapping[str, list[int]]
) -> Iterator[Finding]:
    """A finding for each fact that is not on the pages of its article, or not on the edition's own.

    In a PDF without a structure tree any page will do: nobody can tell whose it is.
    """
    whole = dict.fromkeys(("", *located), visible.text)
    pages = _parts(visible, located) if visible.blocks else whole
    for fact in facts:
        if fact.account and fact.account not in pages:
            continue  # an article that is not there is told as a whole
        for inside, account in ((True, fact.account), (False, "")):
            due = any((where in _INSIDE) is inside for where in fact.place.page)
            if due and find_words(fact.words, pages.get(account, ""), ordered=visible.spaced) < 0:
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


def _parts(visible: Stream, located: Mapping[str, list[int]]) -> dict[str, str]:
    """The words of each article's files or divisions; "": those of all others."""
    owners = {
        visible.part(position): ident
        for ident, positions in located.items()
        for position in positions
        if position >= 0
    }
    found: dict[str, list[str]] = {"": []}
    for index, segment in enumerate(visible.segments):
        found.setdefault(owners.get(segment.part, ""), []).append(visible.words_of(index))
    return {ident: "".join(words) for ident, words in found.items()}
