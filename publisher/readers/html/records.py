"""What a page says of itself, as it says it: entries of its head, and records in JSON-LD.

In: the tree of a page.  Out: a Page, which every fact of the page is read from.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from publisher.model.article import Evidence, EvidenceKind
from publisher.readers.html.tree import Element, blanks, found_at, is_inert
from publisher.text import without_illegal

_ARTICLES = re.compile(r"(?:Article|Posting|Report|Recipe|Review|HowTo)$")
_PAGES = re.compile(r"(?:WebPage|ItemPage|AboutPage|CreativeWork)$")
# what scripts are wrapped in, so that old browsers pass them over
_WRAPPED = re.compile(
    r"^\s*(?:<!--|/[/*]\s*<!\[CDATA\[(?:\s*\*/)?|<!\[CDATA\[)"
    r"|(?:-->|/[/*]\s*\]\]>(?:\s*\*/)?|\]\]>)[\s;]*$"
)
_PICTURES = re.compile(r"(?:ImageObject|Photograph)$")
_SHOWN = ("image", "primaryImageOfPage", "associatedMedia")  # properties that hold pictures
_HOLDING = ("@graph", "mainEntity", "mainEntityOfPage", "author", "creator", *_SHOWN)
_RECORDS_AT_MOST = 2000


@dataclass(slots=True)
class Page:
    """A page and what its head and records hold; `evidence` grows with each fact that is read.

    records   in JSON-LD, of articles.   pages   of web pages.   ids   every record by its @id.
    pictures  records in JSON-LD, of pictures.
    """

    root: Element
    article: Element
    meta: dict[str, list[str]]
    records: list[dict[str, Any]]
    pages: list[dict[str, Any]] = field(default_factory=list)
    pictures: list[dict[str, Any]] = field(default_factory=list)
    ids: dict[str, dict[str, Any]] = field(default_factory=dict)
    evidence: list[Evidence] = field(default_factory=list)
    _found: dict[str, list[Element]] = field(default_factory=dict)

    def elements(self, path: str) -> list[Element]:
        """The elements of the whole page that an XPath finds; looked for once."""
        if path not in self._found:
            self._found[path] = found_at(self.root, path)
        return self._found[path]

    def itemprops(self, part: str) -> list[Element]:
        """The elements whose microdata or RDFa holds these words in the name of a property."""
        return [
            one
            for one in self.elements("//*[@itemprop or @property]")
            if part in one.get("itemprop", "") or part in one.get("property", "")
        ]

    def know(self, fact: str, found: str, kind: EvidenceKind = EvidenceKind.STATED) -> None:
        """Note where a fact is found, and whether it is stated there."""
        self.evidence.append(Evidence(field=fact, kind=kind, found=found))

    def known_by_id(self, record: dict[str, Any]) -> dict[str, Any]:
        """The record itself; where it is only an @id, what the page's graph has for it."""
        known = self.ids.get(str(record.get("@id", "")), {})
        return {**known, **record}

    def metas(self, names: Iterable[str]) -> Iterator[tuple[str, str]]:
        """(content, where) of the head's entries of these names, in the order of the names."""
        for name in names:
            yield from ((content, f"meta[{name}]") for content in self.meta.get(name, ()))


def metas_of(root: Element) -> dict[str, list[str]]:
    """The entries of the head: name in lower case → contents, each once."""
    found: dict[str, list[str]] = {}
    for element in root.iter("meta"):
        # some pages write the content under the name that other elements have for it
        content = blanks(element.get("content") or element.get("value")).strip()
        # in the body, microdata is of the thing it stands in: a reference, a card of another story
        inside = any(above.tag == "body" for above in element.iterancestors())
        for key in ("property", "name") if inside else ("property", "name", "itemprop"):
            if (
                content
                and (name := element.get(key, "").strip().lower())
                and content not in found.setdefault(name, [])
            ):
                found[name].append(content)
    return found


def page_of(root: Element, article: Element) -> Page:
    """The page with what its head and its records in JSON-LD say."""
    records = list(_records(root))
    ids: dict[str, dict[str, Any]] = {}
    for record in records:
        if isinstance(record.get("@id"), str) and len(record) > len(ids.get(record["@id"], ())):
            ids[record["@id"]] = record
    return Page(
        root=root,
        article=article,
        meta=metas_of(root),
        records=[record for record in records if _is_a(record, _ARTICLES)],
        pages=[record for record in records if _is_a(record, _PAGES)],
        pictures=[record for record in records if _is_a(record, _PICTURES)],
        ids=ids,
    )


def _records(root: Element) -> Iterator[dict[str, Any]]:
    """Every record in JSON-LD, those within others behind them; what is no JSON says nothing."""
    for script in root.iter("script"):
        if "ld+json" not in script.get("type", "") or is_inert(script):
            continue
        try:
            plain = _WRAPPED.sub("", script.text or "")
            waiting: list[Any] = [_legal(json.loads(plain, strict=False))]
        except (ValueError, RecursionError):
            continue
        number = 0
        while waiting and number < _RECORDS_AT_MOST:
            record = waiting.pop(0)
            number += 1
            if isinstance(record, list):
                waiting = [*record[:200], *waiting]
            elif isinstance(record, dict):
                yield record
                waiting += [
                    record[key] for key in _HOLDING if isinstance(record.get(key), list | dict)
                ]


def _legal(record: Any) -> Any:  # noqa: ANN401 - JSON
    """The record without what JSON can escape into a text and no edition can hold."""
    if isinstance(record, str):
        return without_illegal(record)[0]
    if isinstance(record, list):
        return [_legal(item) for item in record]
    if isinstance(record, dict):
        return {key: _legal(item) for key, item in record.items()}
    return record


def is_of_article(kinds: str) -> bool:
    """Whether types of microdata or RDFa name an article or the page of one."""
    return any(_ARTICLES.search(one) or _PAGES.search(one) for one in kinds.split())


def _is_a(record: dict[str, Any], kinds: re.Pattern[str]) -> bool:
    types = record.get("@type", "")
    return any(
        isinstance(one, str) and kinds.search(one)
        for one in (types if isinstance(types, list) else [types])
    )
