"""Which words the edition itself may say around an article: its own sentences, and the facts of its record.

A class or an element proves nothing: whatever stands with an article and is neither its text nor a notice must be made of
these, from its first character to its last.
"""

import functools
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any
from urllib.parse import urlsplit

from publisher.phrases import phrases_for
from publisher.rights.notices import Account, Ledger, Run
from publisher.text import digest, stream

_LABEL = re.compile(r"(?:[ivxlcdm]{1,6}|[a-z])(?=[.)])", re.IGNORECASE)  # of a list's entry
_OWN = ("UTC",)
_SHORT_RUN = 80  # characters: a table's head row is set again on its next page, and its cells are short


class Spoken:
    """The words that may stand around each article of a ledger.

    graph   the record of the file, whose every value may be said of its article; empty where there is none.
    """

    def __init__(self, ledger: Ledger, graph: Sequence[Mapping[str, Any]]) -> None:
        nodes = {str(node.get("@id", "")).rpartition("#")[2]: node for node in graph if node.get("@type") == "Article"}
        edition = next((node for node in graph if node.get("@type") == "Collection"), {})
        self.common = frozenset((*_sentences(str(edition.get("inLanguage", ""))), *_forms((
            *_leaves(edition), ledger.title, *(words for account in ledger.accounts for words in (account.title, *account.people))))))  # as contents do
        self.own = {account.id: frozenset(_forms((*_leaves(nodes.get(account.id, {})), *_owed(account)))) for account in ledger.accounts}
        self._by_start: dict[str, dict[str, tuple[str, ...]]] = {}

    def explains(self, account: str, text: str, repeated: Collection[Run] = ()) -> bool:
        """Whether a text is made of nothing but the edition's own sentences, facts, numbers and signs.

        repeated   runs of the article that may stand there once more.
        """
        words = stream(text)
        if account not in self._by_start:
            self._by_start[account] = _sorted_by_start(self.common | self.own.get(account, frozenset()))
        starts = self._by_start[account]
        short: dict[int, set[str]] = {}
        for run in repeated:
            if run.length <= _SHORT_RUN:
                short.setdefault(run.length, set()).add(run.sha256)
        reached = [True, *[False] * len(words)]
        for place, char in enumerate(words):
            if not reached[place]:
                continue
            if not char.isalpha():
                reached[place + 1] = True
            if label := _LABEL.match(words, place):
                reached[label.end()] = True
            for piece in starts.get(char, ()):
                if words.startswith(piece, place):
                    reached[place + len(piece)] = True
            for length, digests in short.items():
                if place + length <= len(words) and digest(words[place:place + length]) in digests:
                    reached[place + length] = True
        return reached[-1]


def _owed(account: Account) -> Iterator[str]:
    yield from (account.title, account.copyright, *account.people, *account.addresses, *account.described, *(owed.text for owed in account.notices))


@functools.cache
def _sentences(language: str) -> frozenset[str]:
    """The edition's own sentences, cut where they are filled in."""
    phrases = phrases_for(language)
    found: list[str] = list(_OWN)
    for field in fields(phrases):
        said = getattr(phrases, field.name)
        for sentence in said.values() if isinstance(said, Mapping) else (said,):
            found += re.split(r"\{[^}]*\}", str(sentence))
    return frozenset(piece for words in found if len(piece := stream(words)) > 1)


def _forms(values: Iterable[str]) -> Iterator[str]:
    """Each value as a page may print it: whole, and of an address its host and the address without its scheme."""
    for words in values:
        if len(piece := stream(words)) > 1:
            yield piece
        if words.startswith(("http://", "https://")):
            yield from (form for form in (stream(urlsplit(words).netloc), piece.split("//", 1)[1], stream(urlsplit(words).netloc.removeprefix("www."))) if form)


def _leaves(node: Any) -> Iterator[str]:  # noqa: ANN401 - a node of a record
    if isinstance(node, str):
        yield node
        if "\n" in node:
            yield from node.splitlines()
    elif isinstance(node, Mapping):
        for key, inner in node.items():
            if key != "pub:runs":
                yield from _leaves(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from _leaves(inner)


def _sorted_by_start(pieces: Iterable[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for piece in pieces:
        found.setdefault(piece[0], []).append(piece)
    return {char: tuple(group) for char, group in found.items()}
