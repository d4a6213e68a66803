"""Which words the edition itself may say around an article.

Its own sentences, and the facts of its record.

A class or an element proves nothing: whatever stands with an article and is neither its text nor a
notice must be made of these, from its first character to its last.
"""

import datetime
import functools
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import chain
from typing import Any

from publisher.model.article import Change
from publisher.phrases import constants, filled, phrases_for
from publisher.rights.facts import change_in_words
from publisher.rights.licences import by_address, by_id
from publisher.rights.notices import Account, Ledger, Run
from publisher.rights.record import NAME, part_titles
from publisher.text import digest, drawn_words, is_rtl, squeeze
from publisher.text import stream as solid_stream

# of a program (PEP 440)
_VERSION = r"\d+(?:\.\d+)*(?:\.?(?:a|b|rc|dev|post)\d+)*(?:\+\w+)?"
# of a frame: its places, its brackets, and the words between them
_FRAME = re.compile(r"\{\w+\}|[\[\]]|[^\[\]{}]+")
# of a list's entry or a note: "12.", "iv)", "*", "note 3"
_LABEL = re.compile(r"\W*(?:\d{1,6}[^\W\d_]?|[^\W\d_]{1,8}\W?\d{0,6})?\W*")
_NUMERALS = (re.compile(r"\d+\.\d+"), re.compile(r"\d+"))  # of a section within a chapter; any
# of a word, what is of one kind of script: a page may lose the space between two
_WORD = re.compile(r"\d+|[\u0590-\u08ff\ufb1d-\ufeff]+|[A-Za-z\u00c0-\u058f]+|[^\W\d_]+")
# Indic scripts, Thai, Lao, Tibetan, Myanmar, Khmer and their likes
REORDERED = re.compile(
    "[\u0900-\u109f\u1700-\u17ff\u1900-\u1aaf\u1b00-\u1c4f\ua8e0-\uaaff\uabc0-\uabff]"
)
# where the first part of a title ends, which may stand for it in the running head of a page
_PART_ENDS = re.compile(r"(?=: | [–—] )|(?<=\?)(?= )")
_CUT = "..."  # what NFKC makes of the sign that a line was cut
_DIGESTS = {"pub:runs", "pub:struck"}  # of a record: no words
# parts of days, which are known whole; what opens a part is said with its number alone
_UNPRINTED = {"language", "months", "day", "first_of_month", "part"}
_KEY = 24  # characters by which a long piece is looked up
# characters: a table's head row is set again on its next page, and its cells are short
_SHORT_RUN = 80


class Spoken:
    """The words that may stand around each article of a ledger, and on the edition's own pages.

    graph   the record of the file, whose every value may be said of its article; empty where there
            is none, and then nobody can tell what the edition says of itself.
    """

    def __init__(self, ledger: Ledger, graph: Sequence[Mapping[str, Any]]) -> None:
        self.knows_edition = bool(graph)
        nodes = {
            str(node.get("@id", "")).rpartition("#")[2]: node
            for node in graph
            if node.get("@type") == "Article"
        }
        edition = next((node for node in graph if node.get("@type") == "Collection"), {})
        language = str(edition.get("inLanguage", ""))
        sentences, self._forms = _sentences(language)
        phrases = phrases_for(language)
        # as contents do
        named = [words for each in ledger.accounts for words in (each.title, *each.people)]
        year = str(edition.get("datePublished", ""))[:4]  # of the imprint
        lines = [_line_of_contents(nodes.get(each.id, {}), each) for each in ledger.accounts]
        parts = len(part_titles(graph))
        opened = (filled(phrases.part, number=str(number + 1)) for number in range(parts))
        common = (*_leaves(edition), ledger.title, *named, *lines, year, *opened)
        own = {
            account.id: (
                *_leaves(nodes.get(account.id, {})),
                *_changes(nodes.get(account.id, {})),
                *_owed(account),
            )
            for account in ledger.accounts
        }
        self._known = _Known(
            _Pieces((*sentences, *_forms(common, phrases.language))),
            {ident: _Pieces(_forms(values, phrases.language)) for ident, values in own.items()},
            _Pieces(
                chain.from_iterable(_forms(values, phrases.language) for values in own.values())
            ),
        )
        titles = (ledger.title, *(account.title for account in ledger.accounts))
        self._heads = _Pieces(map(stream, _first_parts(titles)))
        self._texts = (
            *_said(language),
            *common,
            *chain.from_iterable(own.values()),
            *_leaves(list(graph)),
        )

    def unexplained(
        self,
        account: str,
        text: str,
        *,
        repeated: Collection[Run] = (),
        numbers: Collection[str] = (),
        runs_with_page: bool = False,
        ordered: bool = False,
    ) -> str:
        """The words from which on a block is none of the edition's; "" where all of it is.

        It is made of the edition's own sentences, facts, numbers and signs, one behind the other.

        account    the article it stands with; "": any may be spoken of.
        repeated   runs of text that may stand there once more.
        numbers    that may stand there by themselves: of the next note, of the page.
        runs_with_page
                   whether it is page furniture: a title may stand cut behind its first part, and
                   letters of scripts that set them in another order than they are read are left
                   aside, because no words need be given for its glyphs.
        ordered    whether the order of words that run to the left is known.
        """
        known = self._known
        if runs_with_page and REORDERED.search(text):
            text, known = REORDERED.sub("", text), self._in_simple_letters
        words = stream(text)
        pieces = [known.common, known.own.get(account, _NONE) if account else known.any]
        pieces += [self._heads] if runs_with_page else []
        if not any(map(str.isalnum, words)) or any(words in each for each in pieces):
            return ""
        if words in numbers:
            return ""
        line = _Line(text, words)
        short: dict[int, set[str]] = {}
        for run in repeated:
            if run.length <= _SHORT_RUN:
                short.setdefault(run.length, set()).add(run.sha256)
        reached = [True, *[False] * len(words)]
        for start in range(len(words)):
            if reached[start]:
                ends = self._ends(line, start, pieces, numbers)
                for end in chain(ends, _repeated(words, start, short)):
                    reached[end] = True
        if reached[-1] or (not ordered and is_rtl(text) and self._knows_words(text, numbers)):
            return ""
        furthest = max(index for index, is_there in enumerate(reached) if is_there)
        return words[furthest:]

    @functools.cached_property
    def _in_simple_letters(self) -> "_Known":
        """All values without the letters of scripts that set them in another order."""
        return _Known(
            self._known.common.without(REORDERED),
            {ident: own.without(REORDERED) for ident, own in self._known.own.items()},
            self._known.any.without(REORDERED),
        )

    def _ends(
        self,
        line: "_Line",
        start: int,
        known: Iterable["_Pieces"],
        numbers: Collection[str],
    ) -> Iterator[int]:
        """Where what the edition may say ends, of all that may begin at this position."""
        words = line.words
        if not words[start].isalnum():
            yield start + 1
        for form in self._forms:
            if found := form.match(words, start):
                yield found.end()
        is_whole = start in line.edges or not words[start - 1].isdigit()
        for numeral in _NUMERALS if is_whole else ():
            if (number := numeral.match(words, start)) and number[0] in numbers:
                yield number.end()
        for pieces in known:
            yield from pieces.ends(line, start)

    def _knows_words(self, text: str, numbers: Collection[str]) -> bool:
        """Whether every word of a block is one of the edition's.

        Of right-to-left lines a page of a PDF gives the words in the order of drawing, those of
        other scripts as well: only words can be compared.
        """
        return all(
            word in self._words or word[::-1] in self._words or word in numbers
            for word in _words_of(text)
        )

    @functools.cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(word for text in self._texts for word in _words_of(text))


def stream(text: str) -> str:
    """The stream of a text with each mark behind its letter as a sign of its own.

    So that a value that begins with a mark is the same wherever it stands.
    """
    words = solid_stream(text)
    return words if words.isascii() else unicodedata.normalize("NFD", words)


def _words_of(text: str) -> list[str]:
    return [part for word in drawn_words(text) for part in _WORD.findall(word)]


def is_label(text: str) -> bool:
    """Whether a text can be the number or mark of a list's entry or of a note, and no more."""
    return _LABEL.fullmatch(squeeze(text)) is not None


class _Line:
    """A block's words without white space, and where in them a word begins or ends."""

    def __init__(self, text: str, words: str) -> None:
        self.words = words
        parts = [stream(part) for part in squeeze(text).split()]
        self.edges = {0, len(words)}
        if "".join(parts) == words:
            position = 0
            for part in parts:
                position += len(part)
                self.edges.add(position)

    def is_edge(self, position: int) -> bool:
        """Whether a word may end and another begin here."""
        if position in self.edges:
            return True
        before, after = self.words[position - 1], self.words[position]
        if not (before.isalnum() and after.isalnum()) or before.isdigit() != after.isdigit():
            return True
        # a script without spaces, or without case
        return "Lo" in {unicodedata.category(before), unicodedata.category(after)}


class _Pieces:
    """Words that may stand as they are: whole values, each without white space."""

    def __init__(self, values: Iterable[str]) -> None:
        self.all = frozenset(filter(None, values))
        self.by_key: dict[str, list[str]] = {}
        for piece in self.all:
            self.by_key.setdefault(piece[:_KEY], []).append(piece)
        self.lengths = sorted({len(key) for key in self.by_key})

    def without(self, signs: re.Pattern[str]) -> "_Pieces":
        """The pieces without some signs."""
        return _Pieces(signs.sub("", piece) for piece in self.all)

    def __contains__(self, words: str) -> bool:
        return words in self.all

    def ends(self, line: _Line, start: int) -> Iterator[int]:
        """Where the pieces end that begin at a position of a line."""
        words = line.words
        for length in self.lengths:
            for piece in self.by_key.get(words[start : start + length], ()):
                end = start + len(piece)
                if words.startswith(piece, start) and (
                    len(piece) > 1 or (line.is_edge(start) and line.is_edge(end))
                ):
                    yield end
        cut = words.find(_CUT, start + 1)
        while cut >= 0:
            if any(
                piece.startswith(words[start:cut]) for piece in self._first.get(words[start], ())
            ):
                yield cut
            cut = words.find(_CUT, cut + 1)

    @functools.cached_property
    def _first(self) -> dict[str, list[str]]:
        """By their first character."""
        found: dict[str, list[str]] = {}
        for piece in self.all:
            found.setdefault(piece[0], []).append(piece)
        return found


@dataclass(frozen=True)
class _Known:
    """Values that may be said anywhere, of one article, or of any."""

    common: _Pieces
    own: Mapping[str, _Pieces]
    any: _Pieces


_NONE = _Pieces(())


def _repeated(words: str, start: int, short: Mapping[int, set[str]]) -> Iterator[int]:
    """Where runs of text end that stand here once more.

    Digests are of composed characters; in these words each mark is a sign of its own.
    """
    rest = unicodedata.normalize("NFC", words[start:]) if short else ""
    for length, digests in short.items():
        piece = rest[:length]
        if len(piece) == length and digest(piece) in digests:
            yield start + len(unicodedata.normalize("NFD", piece))


def _line_of_contents(node: Mapping[str, Any], account: Account) -> str:
    """A title and its authors, as the contents name them one behind the other."""
    authors = node.get("author", ())
    names = [str(each.get("name", "")) for each in authors if isinstance(each, Mapping)]
    return account.title + ", ".join(names or account.people)


def _first_parts(titles: Iterable[str]) -> Iterator[str]:
    """What stands of titles before each colon or dash, and up to each question mark."""
    for title in titles:
        line = squeeze(title)
        yield from (line[: end.start()] for end in _PART_ENDS.finditer(line))


def _owed(account: Account) -> Iterator[str]:
    yield from (
        account.title,
        account.copyright,
        *account.people,
        *account.addresses,
        *account.described,
        *(owed.text for owed in account.notices),
    )


@functools.cache
def _sentences(language: str) -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    """The edition's own sentences, cut where facts are filled in.

    And forms of those in which numbers or the names of programs are.
    """
    phrases = phrases_for(language)
    free = {phrases.made, phrases.set_in}  # program, theme and fonts are in no record
    numbered = {phrases.note, phrases.back}
    pieces: set[str] = set()
    forms: list[re.Pattern[str]] = []
    for sentence in _said(language):
        if sentence in free:
            forms.append(_form_of(sentence, ".{1,160}?", {"{version}": _VERSION}))
        elif sentence in numbered:
            forms.append(_form_of(sentence, r"\d+", {}))
        else:
            pieces |= {stream(part) for part in constants(sentence) if any(map(str.isalnum, part))}
    return frozenset(pieces), tuple(forms)


def _form_of(sentence: str, filling: str, fillings: Mapping[str, str]) -> re.Pattern[str]:
    """A frame with something in the place of its facts; what its brackets hold may lack."""
    known = {"[": "(?:", "]": ")?", **fillings}
    written: list[str] = []
    for part in _FRAME.findall(sentence):
        other = filling if part.startswith("{") else re.escape(stream(part))
        written.append(known.get(part, other))
    return re.compile("".join(written))


def _changes(node: Mapping[str, Any]) -> Iterator[str]:
    """Who changed a text and what they say of it, which the record gives in one sentence."""
    listed = node.get("pub:changes", ())
    for words in listed if isinstance(listed, list) else (listed,):
        kinds = (change_in_words(change) for change in Change)
        kind = next((kind for kind in kinds if str(words).startswith(kind)), None)
        if kind is None:
            continue
        rest = str(words).removeprefix(kind)
        yield rest.removeprefix(": ").removeprefix(" by ")
        for found in re.finditer(": ", rest):
            yield from (rest[: found.start()].removeprefix(" by "), rest[found.end() :])


def _said(language: str) -> Iterator[str]:
    """The edition's own sentences, as they are written in phrases."""
    yield NAME
    phrases = phrases_for(language)
    for field in fields(phrases):
        words = getattr(phrases, field.name)
        if field.name not in _UNPRINTED:
            yield from map(str, words.values() if isinstance(words, Mapping) else (words,))


def _forms(values: Iterable[str], language: str) -> Iterator[str]:
    """Each value as a page may print it."""
    return chain.from_iterable(_forms_of(value, language) for value in values)


@functools.lru_cache(maxsize=4096)  # articles of one site say the same things
def _forms_of(words: str, language: str) -> tuple[str, ...]:
    """Whole; a licence by its name; of an address its host, and the address without its scheme.

    An ISSN with its label; a day as this language writes it.
    """
    piece = stream(words)
    found = [piece]
    if words.startswith("pub:"):  # conditions have ids of our own vocabulary
        found.append(stream(words.removeprefix("pub:")))
    if day := day_of(words):
        found.append(stream(phrases_for(language).date(day)))
    if re.fullmatch(r"\d{4}-\d{3}[\dXx]", words):
        found.append(stream(f"ISSN {words}"))
    if licence := by_address(words) or by_id(words):
        found += map(stream, filter(None, (licence.name, licence.url, licence.id)))
    # urlsplit refuses what pages hold, such as half an IPv6 address
    if address := re.match(r"https?://([^/?#]*)", words):
        host = address[1]
        found += (stream(host), piece.split("//", 1)[1], stream(host.removeprefix("www.")))
    return tuple(found)


def day_of(words: str) -> datetime.date | None:
    """The day that a value of a record gives, by itself or in a moment."""
    if not re.fullmatch(r"\d{4}-\d\d-\d\d(?:T\S*)?", words):
        return None
    try:
        return datetime.date.fromisoformat(words[:10])
    except ValueError:
        return None


def _leaves(node: Any) -> Iterator[str]:  # noqa: ANN401 - a node of a record
    if isinstance(node, str):
        yield node
        if "\n" in node:
            yield from node.splitlines()
    elif isinstance(node, Mapping):
        for key, inner in node.items():
            if key not in _DIGESTS:
                yield from _leaves(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from _leaves(inner)
