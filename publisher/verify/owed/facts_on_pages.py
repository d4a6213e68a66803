"""Whether readers meet each fact of the record on the pages on which rights.fact_map puts it."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from publisher.phrases import Phrases, phrases_for
from publisher.rights.fact_map import Where
from publisher.rights.notices import Ledger
from publisher.text import stream
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
    phrases = phrases_for(_language(facts))
    yield from _judge_phrases(facts, ledger, pages, phrases)
    for fact in facts:
        if fact.account and fact.account not in pages:
            continue  # an article that is not there is told as a whole
        for inside, account in ((True, fact.account), (False, "")):
            due = any((where in _INSIDE) is inside for where in fact.place.page)
            words = fact.shown(phrases)
            there = pages.get(account, "")
            if due and not _shows(there, words, ordered=visible.ordered):
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


def _judge_phrases(
    facts: Sequence[Fact], ledger: Ledger, pages: Mapping[str, str], phrases: Phrases
) -> Iterator[Finding]:
    """Facts that the edition's own pages show by one of its phrases, fewer times than there are."""
    by_words: dict[str, list[Fact]] = {}
    for fact in facts:
        if fact.place.phrase and fact.account in pages:
            by_words.setdefault(fact.shown(phrases), []).append(fact)
    for words, group in by_words.items():
        count = pages[""].count(stream(words))
        if 0 < count < len(group):  # where it is nowhere, each of them is told by itself
            fact = group[-1]
            yield Finding(
                code="fact-missing",
                article=fact.account,
                message=(
                    f"the edition’s own pages show the {fact.called} “{short(words)}”"
                    f" {count} times, not for all {len(group)} of which it is said (last of"
                    f" “{short(_title(ledger, fact.account))}”)"
                ),
            )


def _language(facts: Sequence[Fact]) -> str:
    """The language of the edition's own words."""
    languages = (fact.words for fact in facts if fact.place.fact == "language" and not fact.account)
    return next(languages, "")


def _shows(there: str, words: str, *, ordered: bool) -> bool:
    """Whether words stand in a stream.  A mark at their head may have joined what is before it."""
    if find_words(words, there, ordered=ordered) >= 0:
        return True
    apart = unicodedata.normalize("NFD", stream(words))
    return not apart.isascii() and apart in unicodedata.normalize("NFD", there)


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
