"""Use signals that cannot all be meant: which, where each stands.  Nothing is decided between them.

Compared is what one vocabulary lets have one value only: the reservation of TDMRep, a preference of
Content-Usage or Content-Signal for one category, a directive of robots and its opposite, the value
of a schema.org property that is one.  Across vocabularies nothing is compared but the words of the
law that people read: a licence that lets everybody use a text, and the line that reserves all
rights.
"""

import re
from collections.abc import Iterable, Iterator

from publisher.model.rights import NoticeKind, Rights, Signal, SignalScheme, Whose
from publisher.rights.licences import by_address
from publisher.value import value

_PREFERENCES = {SignalScheme.AIPREF, SignalScheme.CONTENT_SIGNAL}
_SINGLE = {"isaccessibleforfree"}
_SWITCHES = ("index", "follow", "archive", "snippet", "imageindex", "translate", "cache")
_AGENT = re.compile(r"\s*([A-Za-z][\w.-]*)\s*:\s*(?=[A-Za-z])")
_CLOSED = {NoticeKind.ALL_RIGHTS_RESERVED, NoticeKind.REPRODUCTION_FORBIDDEN}


@value
class Conflict:
    """Sayings that contradict each other.

    about   what they speak of: "tdm-reservation", "train-ai", "licence".
    said    (words, where they stand) of each.
    """

    about: str
    said: tuple[tuple[str, str], ...]

    @property
    def words(self) -> str:
        """Both sayings with their places, for people."""
        return "; ".join(f"“{words}” ({found})" for words, found in self.said)


def conflicts_in(rights: Rights) -> tuple[Conflict, ...]:
    """The conflicts among the signals and notices of an article, each once."""
    sayings: dict[tuple[str, str, str], dict[str, Signal]] = {}
    for signal in rights.signals:
        for agent, about, meant in _said(signal):
            family = "robots" if signal.scheme is SignalScheme.ROBOTS else signal.scheme.value
            sayings.setdefault((family, agent, about), {}).setdefault(meant, signal)
    found = [
        Conflict(about=about, said=tuple((one.value, one.found) for one in said.values()))
        for (_, _, about), said in sayings.items()
        if len(said) > 1
    ]
    return (*found, *_licences(rights))


def _said(signal: Signal) -> Iterator[tuple[str, str, str]]:
    """(agent, what is spoken of, what is meant by it) of each thing a signal says."""
    agent, name = signal.agent.lower(), signal.name.lower()
    if signal.scheme is SignalScheme.TDMREP and name == "tdm-reservation":
        yield agent, "tdm-reservation", signal.value
    elif signal.scheme in _PREFERENCES:
        yield from ((agent, *pair) for pair in _preferences(signal.value))
    elif signal.scheme is SignalScheme.ROBOTS:
        yield from _directives(signal)
    elif signal.scheme is SignalScheme.SCHEMA and name in _SINGLE:
        yield agent, signal.name, signal.value.casefold().rpartition("/")[2]


def _preferences(words: str) -> Iterator[tuple[str, str]]:
    """(category, preference) of a dictionary of Structured Fields (RFC 9651, 3.2); a path first."""
    written = words.split(None, 1)[-1] if words.startswith(("/", "*")) else words
    for member in written.split(","):
        category, equals, preference = member.partition("=")
        if equals and category.strip():
            yield category.strip().lower(), preference.partition(";")[0].strip().lower()


def _directives(signal: Signal) -> Iterator[tuple[str, str, str]]:
    """(agent, directive, its value) of a robots meta or X-Robots-Tag."""
    agent = signal.agent.lower()
    for part in signal.value.split(","):
        written = part.strip().lower()
        head = _AGENT.match(written)
        if head and not head[1].startswith("max-") and head[1] != "unavailable_after":
            agent, written = head[1], written[head.end() :]
        key, colon, amount = (one.strip() for one in written.partition(":"))
        if colon:
            yield agent, key, amount
        elif key in {"all", "none"}:
            yield from ((agent, one, "no" * (key == "none")) for one in ("index", "follow"))
        elif key.removeprefix("no") in _SWITCHES:
            yield agent, key.removeprefix("no"), "no" * key.startswith("no")


def _licences(rights: Rights) -> Iterator[Conflict]:
    """Several known licences; and one beside the words that reserve all rights."""
    named: dict[str, tuple[str, str]] = {}
    for words, found in _licence_sayings(rights):
        if known := by_address(words):
            named.setdefault(known.url, (words, found))
    if len(named) > 1:
        yield Conflict(about="licence", said=tuple(named.values()))
    if not named:
        return
    first = next(iter(named.values()))
    for notice in rights.notices:
        if _CLOSED & set(notice.kinds) and notice.whose is Whose.SOURCE:
            closed = (notice.text, notice.found)
            yield Conflict(about="whether all rights are reserved", said=(first, closed))
            return


def _licence_sayings(rights: Rights) -> Iterable[tuple[str, str]]:
    for signal in rights.signals:
        is_link = signal.scheme is SignalScheme.LICENCE_LINK
        if is_link or (signal.scheme is SignalScheme.SCHEMA and signal.name == "license"):
            yield signal.value, signal.found
    if rights.licence and rights.licence.url:
        yield rights.licence.url, "the licence as it was read"
