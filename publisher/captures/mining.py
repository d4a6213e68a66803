"""What a site says once of mining all its pages: the file /.well-known/tdmrep.json.

TDM Reservation Protocol (W3C community group, 2024-05-10): a JSON array of rules with `location`
(a pattern as in robots.txt), `tdm-reservation` and `tdm-policy`.
"""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

PLACE = "/.well-known/tdmrep.json"


def mining_rule(text: str, address: str) -> tuple[bool | None, str]:
    """(whether a page reserves mining; None where nothing is said, the policy's address or "").

    The rule with the longest matching pattern speaks (RFC 9309, 2.2.2, for its patterns); where two
    as long differ, nothing is said.
    """
    path = path_of(address)
    matching = [rule for rule in _rules(text) if fits(rule["location"], path)]
    longest = max((len(rule["location"]) for rule in matching), default=0)
    said = {
        (rule.get("tdm-reservation"), str(rule.get("tdm-policy", "")))
        for rule in matching
        if len(rule["location"]) == longest
    }
    if len(said) != 1:
        return None, ""
    reservation, policy = said.pop()
    return (None, "") if reservation not in {0, 1} else (bool(reservation), policy)


def path_of(address: str) -> str:
    """The path and query of an address; "/" where it has none, or is none."""
    try:
        parts = urlsplit(address)
    except ValueError:  # whoever needs the address says so
        return "/"
    return f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"


def _rules(text: str) -> Iterator[dict[str, Any]]:
    try:
        found = json.loads(text) if text else []
    except (ValueError, RecursionError):
        return
    for rule in found if isinstance(found, list) else ():
        is_rule = isinstance(rule, dict) and isinstance(rule.get("location"), str)
        if is_rule and isinstance(rule.get("tdm-reservation"), int):
            yield rule


def fits(pattern: str, path: str) -> bool:
    """Whether a path begins as the pattern says: * is anything, $ at the end is the end.

    Piece by piece, each where it stands first: the pattern is a stranger's.
    """
    first, *others = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    last = others.pop() if others and pattern.endswith("$") else ""
    at = len(first)
    for piece in others:
        at = path.find(piece, at) + len(piece)
        if at < len(piece):
            return False
    if not pattern.endswith("$"):
        return True
    if "*" not in pattern:
        return path == first
    return path.endswith(last) and at <= len(path) - len(last)
