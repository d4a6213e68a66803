"""What a page says of itself, as it says it: entries of its head, and records in JSON-LD.

In: the tree of a page.  Out: a Page, which every fact of the page is read from.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from publisher.model.article import Evidence, EvidenceKind
from publisher.readers.html.tree import Element, blanks

_ARTICLES = re.compile(r"(?:Article|Posting|Report|Recipe|Review|HowTo)$")


@dataclass(slots=True)
class Page:
    """A page and what its head and records hold; `evidence` grows with each fact that is read."""

    root: Element
    article: Element
    meta: dict[str, list[str]]
    records: list[dict[str, Any]]
    evidence: list[Evidence] = field(default_factory=list)

    def know(self, fact: str, found: str) -> None:
        """Note where a fact is stated."""
        self.evidence.append(Evidence(field=fact, kind=EvidenceKind.STATED, found=found))

    def metas(self, names: Iterable[str]) -> Iterator[tuple[str, str]]:
        """(content, where) of the head's entries of these names, in the order of the names."""
        for name in names:
            yield from ((content, f"meta[{name}]") for content in self.meta.get(name, ()))


def metas_of(root: Element) -> dict[str, list[str]]:
    """The entries of the head: name in lower case → contents, each once."""
    found: dict[str, list[str]] = {}
    for element in root.iter("meta"):
        content = blanks(element.get("content")).strip()
        for key in ("property", "name", "itemprop"):
            if (
                content
                and (name := element.get(key, "").strip().lower())
                and content not in found.setdefault(name, [])
            ):
                found[name].append(content)
    return found


def records_of(root: Element) -> Iterator[dict[str, Any]]:
    """Every JSON-LD record, articles first; one that is no JSON says nothing."""
    found: list[dict[str, Any]] = []
    for script in root.iter("script"):
        if "ld+json" not in script.get("type", ""):
            continue
        try:
            waiting: list[Any] = [
                json.loads(
                    re.sub(
                        r"^\s*(?:<!--|//<!\[CDATA\[)|(?:-->|//\]\]>)\s*;?\s*$",
                        "",
                        script.text or "",
                    ),
                    strict=False,
                )
            ]
        except (ValueError, RecursionError):
            continue
        while waiting:
            record = waiting.pop(0)
            if isinstance(record, list):
                waiting = [*record[:200], *waiting]
            elif isinstance(record, dict):
                found.append(record)
                waiting += [
                    record[key]
                    for key in ("@graph", "mainEntity", "mainEntityOfPage")
                    if isinstance(record.get(key), list | dict)
                ]
    return iter([record for record in found if _is_article(record)])


def _is_article(record: dict[str, Any]) -> bool:
    types = record.get("@type", "")
    return any(
        isinstance(one, str) and _ARTICLES.search(one)
        for one in (types if isinstance(types, list) else [types])
    )
