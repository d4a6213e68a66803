"""Which words the edition itself may say around an article.

Its own sentences, and the facts of its record.

A class or an element proves nothing: whatever stands with an article and is neither its text nor a
notice must be made of these, from its first character to its last.
"""

import functools
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from itertools import chain
from typing import Any

from publisher.phrases import phrases_for
from publisher.rights.licences import by_address, by_id
from publisher.rights.notices import Account, Ledger, Run
from publisher.rights.record import NAME
from publisher.text import digest, drawn_words, is_rtl, stream

# As text.stream leaves them: the label of a list's entry; how many of a kind, in brackets.  Moments
# are the record's, to the letter.
_WRITTEN = (
    re.compile(r"(?:[ivxlcdm]{1,6}|[a-z])(?=[.)])", re.IGNORECASE),
    re.compile(r"\(\d{1,5}\)"),
)
_LABEL = re.compile(r"(?<!\d)\d{1,3}(?=[.)])")  # of a list, on a page
_DIGITS = re.compile(r"\d+")
_OWN = (NAME,)
# characters: what is cut is at least so long; a beginning that tells it from others
_LONG, _START = 40, 16
# characters: a table's head row is set again on its next page, and its cells are short
_SHORT_RUN = 80


class Spoken:
    """The words that may stand around each article of a ledger, and on the pages of the edition itself.

    graph   the record of the file, whose every value may be said of its article; empty where there
            is none. blocks  whether texts come block by block: a page has labels of lists, too.
    pages   how many pages or files there are.
    """

    def __init__(
        self, ledger: Ledger, graph: Sequence[Mapping[str, Any]], *, blocks: bool, pages: int
    ) -> None:
        nodes = {
            str(node.get("@id", "")).rpartition("#")[2]: node
            for node in graph
            if node.get("@type") == "Article"
        }
        edition = next((node for node in graph if node.get("@type") == "Collection"), {})
        self.blocks, self.knows_pages = blocks, bool(graph)
        self._pages = pages
        sentences, self._forms = _sentences(str(edition.get("inLanguage", "")))
        # as contents do
        titles = tuple(
            words for account in ledger.accounts for words in (account.title, *account.people)
        )
        year = str(edition.get("datePublished", ""))[:4]  # of the imprint
        self._common = frozenset(
            (
                *sentences,
                *_forms((*_leaves(edition), ledger.title, *titles, year)),
                *_letters((ledger.title, *titles)),
            )
        )
        self.sources = stream(phrases_for(str(edition.get("inLanguage", ""))).sources)
        self._own = {
            account.id: frozenset(
                (
                    *_forms((*_leaves(nodes.get(account.id, {})), *_owed(account))),
                    *_letters(_owed(account)),
                )
            )
            for account in ledger.accounts
        }
        # the seventh of a series
        self._digits = {
            words
            for node in graph
            for words in _leaves(node)
            if len(words) == 1 and words.isdigit()
        }
        self._texts = (
            *_said(str(edition.get("inLanguage", ""))),
            *_leaves(list(graph)),
            *titles,
            ledger.title,
            *(text for account in ledger.accounts for text in _owed(account)),
        )
        self._by_start: dict[str, dict[str, tuple[str, ...]]] = {}

    def knows_words(self, line: str) -> bool:
        """Whether a line of a page holds right-to-left words, and every word of it is one of the edition's.

        Of such a line a page gives the words in the order of drawing, those of other scripts as
        well: only words can be compared.
        """
        return is_rtl(line) and all(
            word in self._words
            or word[::-1] in self._words
            or (word.isdecimal() and int(word) <= self._pages)
            for word in drawn_words(line)
        )

    @functools.cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(word for text in self._texts for word in drawn_words(text))

    def unexplained(
        self, account: str, text: str, repeated: Collection[Run] = (), numbers: Collection[str] = ()
    ) -> str:
        """The words from which on a text is not made of the edition's own sentences, facts, numbers and signs; "" where all of it is.

        account    the article it stands with; "": any may be spoken of.
        repeated   runs of the article that may stand there once more.
        numbers    that may stand there by themselves: of the next note, of pages in the contents.
        """
        words = stream(text)
        if not any(map(str.isalnum, words)):
            return ""
        starts = self._pieces(account)
        short: dict[int, set[str]] = {}
        for run in repeated:
            if run.length <= _SHORT_RUN:
                short.setdefault(run.length, set()).add(run.sha256)
        reached = [True, *[False] * len(words)]
        for place, char in enumerate(words):
            if not reached[place]:
                continue
            if not char.isalnum() or (
                char in self._digits
                and not (words[place - 1 : place] + words[place + 1 : place + 2]).isdigit()
            ):
                reached[place + 1] = True
            for form in self._forms if self.blocks else (*self._forms, _LABEL):
                if found := form.match(words, place):
                    reached[found.end()] = True
            if (
                char.isdigit()
                and not words[place - 1 : place].isdigit()
                and (number := _DIGITS.match(words, place))
                and number[0] in numbers
            ):
                reached[number.end()] = True
            for piece in (*starts.get(words[place : place + 2], ()), *starts.get(char, ())):
                if words.startswith(piece, place):
                    reached[place + len(piece)] = True
                elif len(piece) > _LONG and words.startswith(piece[:_START], place):
                    # a long line, cut where "…" says so
                    # as NFKC writes the sign
                    end = words.find("...", place, place + len(piece) + 3)
                    while end >= 0 and words.startswith(piece[: end - place], place):
                        reached[end] = True
                        end = words.find("...", end + 1, place + len(piece) + 3)
            for length, digests in short.items():
                if (
                    place + length <= len(words)
                    and digest(words[place : place + length]) in digests
                ):
                    reached[place + length] = True
        return (
            ""
            if reached[-1]
            else words[
                len(words) - next(at for at, there in enumerate(reversed(reached)) if there) :
            ]
        )

    def _pieces(self, account: str) -> dict[str, tuple[str, ...]]:
        """What may be said of an article, by its first two characters, or its only one."""
        if account not in self._by_start:
            own = (
                self._own.get(account, frozenset())
                if account
                else frozenset().union(*self._own.values())
            )
            found: dict[str, list[str]] = {}
            for piece in self._common | own:
                found.setdefault(piece[:2], []).append(piece)
            self._by_start[account] = {start: tuple(group) for start, group in found.items()}
        return self._by_start[account]


def _owed(account: Account) -> Iterator[str]:
    yield from (
        account.title,
        account.copyright,
        *account.people,
        *account.addresses,
        *account.described,
        *(owed.text for owed in account.notices),
    )


def _letters(values: Iterable[str]) -> Iterator[str]:
    """Those that are a single sign.

    An article may be called M, and a picture of a letter is described by it.
    """
    return (piece for piece in map(stream, values) if len(piece) == 1)


@functools.cache
def _sentences(language: str) -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    """(the edition's own sentences, cut where facts are filled in; forms of those in which numbers or names of programs are)."""
    phrases = phrases_for(language)
    free = {phrases.made, phrases.set_in}  # program, theme and fonts are in no record
    pieces: set[str] = set()
    forms = list(_WRITTEN)
    for sentence in _said(language):
        if sentence in free:
            forms.append(
                re.compile(
                    ".{1,160}?".join(map(re.escape, map(stream, re.split(r"\{[^}]*\}", sentence))))
                )
            )
            continue
        for part in re.split(r"\{(?!(?:count|number|words|lines)\})[^}]*\}", sentence):
            if "{" in part:
                forms.append(
                    re.compile(
                        r"\d+".join(map(re.escape, map(stream, re.split(r"\{[^}]*\}", part))))
                    )
                )
            elif len(piece := stream(part)) > 1:
                pieces.add(piece)
    return frozenset(pieces), tuple(forms)


def _said(language: str) -> Iterator[str]:
    """The edition's own sentences, as they are written in phrases."""
    yield from _OWN
    phrases = phrases_for(language)
    for field in fields(phrases):
        words = getattr(phrases, field.name)
        yield from map(str, words.values() if isinstance(words, Mapping) else (words,))


def _forms(values: Iterable[str]) -> Iterator[str]:
    """Each value as a page may print it."""
    return chain.from_iterable(map(_forms_of, values))


@functools.lru_cache(maxsize=4096)  # articles of one site say the same things
def _forms_of(words: str) -> tuple[str, ...]:
    """Whole; a licence by its name; of an address its host, and the address without its scheme."""
    piece = stream(words)
    found = [piece] if len(piece) > 1 else []
    if words.startswith("pub:"):  # conditions have ids of our own vocabulary
        found.append(stream(words.removeprefix("pub:")))
    if re.fullmatch(r"\d{4}-\d\d-\d\d.*", words):
        found.append(stream(words[:10]))
    if licence := by_address(words) or by_id(words):
        found += map(stream, filter(None, (licence.name, licence.url, licence.id)))
    # urlsplit refuses what pages hold, such as half an IPv6 address
    if address := re.match(r"https?://([^/?#]*)", words):
        host = address[1]
        found += filter(
            None, (stream(host), piece.split("//", 1)[1], stream(host.removeprefix("www.")))
        )
    return tuple(found)


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
