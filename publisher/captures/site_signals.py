"""What a server and its site say of the use of a page, as signals with the place of each.

Headers: X-Robots-Tag; TDM-Reservation and TDM-Policy (TDMRep, 2024-05-10); Content-Usage (IETF
draft-ietf-aipref-attach-04); Content-Signal; Link with rel=license (RFC 8288; with the type
application/rsl+xml: RSL 1.0).  robots.txt (RFC 9309): the rules Content-Usage and Content-Signal of
each group, and License (RSL 1.0), which belongs to no group.  tdmrep.json: see mining.
"""

import re
from collections.abc import Iterable, Iterator

from publisher.captures.mining import PLACE, fits, mining_rule, path_of
from publisher.model.rights import Signal, SignalScheme
from publisher.value import value

RSL_TYPE = "application/rsl+xml"
_HEADERS = {
    "x-robots-tag": (SignalScheme.ROBOTS, "X-Robots-Tag"),
    "tdm-reservation": (SignalScheme.TDMREP, "TDM-Reservation"),
    "tdm-policy": (SignalScheme.TDMREP, "TDM-Policy"),
    "content-usage": (SignalScheme.AIPREF, "Content-Usage"),
    "content-signal": (SignalScheme.CONTENT_SIGNAL, "Content-Signal"),
}
_RULES = {"content-usage", "content-signal"}  # of them, those that robots.txt has as well
# one link of the header Link: <address>; rel="…"; type=…
_LINK = re.compile(r"<([^<>]*)>((?:\s*;\s*[^\s=;,]+(?:\s*=\s*(?:\"[^\"]*\"|[^\s\";,]+))?)*)")
_PARAMETER = re.compile(r"([^\s=;,]+)\s*=\s*(?:\"([^\"]*)\"|([^\s\";,]+))")


def is_rsl_type(type_: str) -> bool:
    """Whether a media type, with parameters or without, is that of a licence of RSL."""
    return type_.partition(";")[0].strip().lower() == RSL_TYPE


def header_signals(headers: Iterable[tuple[str, str]]) -> Iterator[Signal]:
    """What the headers of a page say; their names in any letters."""
    for written, words in headers:
        key, said = written.strip().lower(), words.strip()
        if key in _HEADERS and said:
            scheme, name = _HEADERS[key]
            yield Signal(scheme=scheme, name=name, value=said, found=f"header {name}")
        elif key == "link":
            yield from _licence_links(said)


def _licence_links(header: str) -> Iterator[Signal]:
    for address, written in _LINK.findall(header):
        given = {name.lower(): quoted or bare for name, quoted, bare in _PARAMETER.findall(written)}
        if not address.strip() or "license" not in given.get("rel", "").lower().split():
            continue
        is_rsl = is_rsl_type(given.get("type", ""))
        scheme = SignalScheme.RSL if is_rsl else SignalScheme.LICENCE_LINK
        yield Signal(scheme=scheme, name="rel=license", value=address.strip(), found="header Link")


@value
class _Rule:
    line: int
    key: str
    words: str
    agents: tuple[str, ...]


def robots_signals(text: str, address: str) -> Iterator[Signal]:
    """What the robots.txt of a page's site says of its use.

    Of the rules of one group with a path, those of the longest path that fits the page speak (the
    draft, "Associating Usage Preferences with Resources").

    address   of the page; "" where it is not known: then only what holds for all pages is said.
    """
    found: dict[tuple[tuple[str, ...], str], list[tuple[int, _Rule]]] = {}
    for rule in _rules(text):
        if rule.key == "license":
            yield Signal(
                scheme=SignalScheme.RSL,
                name="License",
                value=rule.words,
                found=f"robots.txt line {rule.line}",
            )
            continue
        path = rule.words.split()[0] if rule.words.startswith(("/", "*")) else ""
        if not path or fits(path, path_of(address)):
            found.setdefault((rule.agents, rule.key), []).append((len(path), rule))
    for (agents, key), rules in found.items():
        longest = max(length for length, _ in rules)
        scheme, name = _HEADERS[key]
        for length, rule in rules:
            if length == longest:
                yield Signal(
                    scheme=scheme,
                    name=name,
                    value=rule.words,
                    found=f"robots.txt line {rule.line}",
                    agent="" if not agents or "*" in agents else ", ".join(agents),
                )


def _rules(text: str) -> Iterator[_Rule]:
    """The lines that speak of use, with the agents of their group (RFC 9309, 2.2.1)."""
    agents: tuple[str, ...] = ()
    is_open = False  # whether the lines before were of agents alone
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        key, colon, words = line.partition("#")[0].partition(":")
        key, words = key.strip().lower(), words.strip()
        if key == "license":  # its address may hold a "#"
            words = line.partition(":")[2].strip().split(" #")[0].strip()
        if not colon or not words:
            continue
        if key == "user-agent":
            agents = (*agents, words) if is_open else (words,)
            is_open = True
            continue
        if key not in {"sitemap", "license"}:
            is_open = False
        if key == "license" or key in _RULES:
            yield _Rule(line=number, key=key, words=words, agents=agents)


def mining_signals(text: str, address: str) -> Iterator[Signal]:
    """What the tdmrep.json of a page's site says of it."""
    reserved, policy = mining_rule(text, address)
    scheme = SignalScheme.TDMREP
    if reserved is not None:
        yield Signal(scheme=scheme, name="tdm-reservation", value=str(int(reserved)), found=PLACE)
    if policy:
        yield Signal(scheme=scheme, name="tdm-policy", value=policy, found=PLACE)
