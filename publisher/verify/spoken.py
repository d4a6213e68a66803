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
from publisher.rights.licences import by_address, by_id
from publisher.rights.notices import Account, Ledger, Run
from publisher.rights.record import NAME
from publisher.text import digest, squeeze, stream

_LABEL = re.compile(r"(?:[ivxlcdm]{1,6}|[a-z])(?=[.)])", re.IGNORECASE)  # of a list's entry
_OWN = ("UTC", NAME)
_LONG, _START = 40, 16  # characters: what is cut is at least so long; a beginning that tells it from others
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
        self.knows_pages = bool(graph)
        self.own[""] = frozenset().union(*self.own.values())
        self._by_start: dict[str, dict[str, tuple[str, ...]]] = {}
        self._colophon = tuple(_pattern(sentence) for sentence in _made(str(edition.get("inLanguage", ""))))

    def explains_page(self, text: str) -> bool:
        """The same of a page that belongs to no article: contents, sources, colophon."""
        return any(pattern.fullmatch(squeeze(text)) for pattern in self._colophon) or self.explains("", text)

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
                elif len(piece) > _LONG and words.startswith(piece[:_START], place):  # a long line, cut where "…" says so
                    end = place + next((at for at, (one, other) in enumerate(zip(piece, words[place:], strict=False)) if one != other), 0)
                    if words.startswith("...", end):  # as NFKC writes the sign
                        reached[end] = True
            for length, digests in short.items():
                if place + length <= len(words) and digest(words[place:place + length]) in digests:
                    reached[place + length] = True
        return reached[-1]


def _made(language: str) -> tuple[str, str]:
    """The two sentences of a colophon that name what is in no record: program, theme, fonts."""
    phrases = phrases_for(language)
    return phrases.made, phrases.set_in


def _pattern(sentence: str) -> re.Pattern[str]:
    return re.compile(".{1,160}?".join(map(re.escape, re.split(r"\{[^}]*\}", squeeze(sentence)))))


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
    """Each value as a page may print it: whole; a licence by its name; of an address its host, and the address without its scheme."""
    for words in values:
        if len(piece := stream(words)) > 1:
            yield piece
        if words.startswith("pub:"):  # conditions have ids of our own vocabulary
            yield stream(words.removeprefix("pub:"))
        if licence := by_address(words) or by_id(words):
            yield from map(stream, filter(None, (licence.name, licence.url, licence.id)))
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
