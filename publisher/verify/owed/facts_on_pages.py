"""Whether readers meet each fact of the record on the pages on which rights.fact_map puts it."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from publisher.model.article import Role
from publisher.phrases import Phrases, phrases_for
from publisher.rights.fact_map import Where
from publisher.rights.notices import Ledger
from publisher.text import is_rtl, stream
from publisher.verify.matching.text_stream import Stream, find_words, short
from publisher.verify.owed.facts import Fact, language_of
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
    if len(ledger.accounts) == 1:  # what the edition says of itself follows its only article
        pages = {**pages, "": visible.text}
    phrases = phrases_for(language_of(facts))
    ends = _ends(visible, located) if visible.blocks else whole
    yield from _judge_phrases(facts, ledger, visible, {**pages, **ends}, phrases)
    for fact in facts:
        if fact.place.phrase or (fact.account and fact.account not in pages):
            continue  # judged before; an article that is not there is told as a whole
        for inside, account in ((True, fact.account), (False, "")):
            due = any((where in _INSIDE) is inside for where in fact.place.page)
            words = fact.shown(phrases)
            there = pages.get(account, "")
            if due and not any(_shows(there, each, ordered=visible.ordered) for each in words):
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


def told_beside(facts: Sequence[Fact]) -> dict[str, list[tuple[str, ...]]]:
    """Of each article what its credit block tells, by any of some forms."""
    phrases = phrases_for(language_of(facts))
    found: dict[str, list[tuple[str, ...]]] = {}
    for fact in facts:
        if fact.account and Where.CREDIT in fact.place.page:
            found.setdefault(fact.account, []).append(fact.shown(phrases))
    return found


def _judge_phrases(
    facts: Sequence[Fact],
    ledger: Ledger,
    visible: Stream,
    pages: Mapping[str, str],
    phrases: Phrases,
) -> Iterator[Finding]:
    """Facts that are shown by phrases of the edition, fewer times than there are.

    pages   of each article what stands behind its text.
    """
    by_words: dict[tuple[str, tuple[str, ...]], list[Fact]] = {}
    for fact in facts:
        if fact.place.phrase and fact.place.page and fact.account in pages:
            by_words.setdefault((fact.account, fact.shown(phrases)), []).append(fact)
    for (account, words), group in by_words.items():
        there = pages[account]
        fact = group[-1]
        edited = stream(phrases.lead(phrases.edited_by))
        if not account and fact.words == Role.EDITOR and edited in there:
            continue  # one word for all editors of an edition
        count = sum(there.count(stream(each)) for each in dict.fromkeys(words))
        if not visible.ordered and is_rtl(words[0]) and _shows(there, words[0], ordered=False):
            continue  # drawn in an order in which nobody can count them
        # two permissions that name one form may stand in one sentence
        wanted = 1 if fact.place.fact in {"asked_forms", "condition"} else len(group)
        if count < wanted:
            yield Finding(
                code="fact-missing",
                article=account,
                message=(
                    f"the {fact.called} “{short(words[0])}” is shown {count} times behind"
                    f" “{short(_title(ledger, account))}”, not for all {len(group)} of which it is"
                    " said"
                ),
            )


def _shows(there: str, words: str, *, ordered: bool) -> bool:
    """Whether words stand in a stream.  A mark at their head may have joined what is before it."""
    if find_words(words, there, ordered=ordered) >= 0:
        return True
    apart = unicodedata.normalize("NFD", stream(words))
    return not apart.isascii() and apart in unicodedata.normalize("NFD", there)


def _title(ledger: Ledger, ident: str) -> str:
    return next((account.title for account in ledger.accounts if account.id == ident), ledger.title)


def _ends(visible: Stream, located: Mapping[str, list[int]]) -> dict[str, str]:
    """The words that stand behind the last run of each article, in the same file or division."""
    parts: dict[str, list[int]] = {}
    for index, segment in enumerate(visible.segments):
        parts.setdefault(segment.part, []).append(index)
    found: dict[str, str] = {}
    for ident, positions in located.items():
        last = max(positions, default=-1)
        if last >= 0:
            of_part = parts.get(visible.part(last), [])
            behind = [index for index in of_part if visible.starts[index] >= last]
            found[ident] = "".join(map(visible.words_of, behind))
    return found


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
