"""What the verifier says: findings, each with a stable code and its place, and what was looked at."""

from collections.abc import Mapping
from dataclasses import asdict
from types import MappingProxyType
from typing import Any

from publisher.value import value

# Code → what it means.  Codes are stable: other programs read them.
CODES: Mapping[str, str] = MappingProxyType({
    "notice-missing": "the words of a notice are nowhere in the visible text",
    "notice-changed": "a notice is there with other words",
    "notice-hidden": "a notice is there, but a reader does not see it",
    "notice-misplaced": "a notice stands with another article, or where readers put footnotes",
    "link-missing": "the source's address is not a link in the visible text",
    "link-wrong": "a link that spells out an address leads elsewhere",
    "address-missing": "the source's address is not spelled out in the visible text",
    "title-missing": "the title is not in the visible text",
    "author-missing": "the name of somebody credited is not in the visible text",
    "text-missing": "a part of the article's text is not there",
    "text-changed": "a part of the article's text is there with other words",
    "text-added": "there are words inside the article's text that are not the article's",
    "text-hidden": "a part of the article's text is there, but a reader does not see it",
    "article-missing": "nothing of an article's text is there",
    "article-order": "articles do not stand in the order of the edition",
    "metadata-missing": "the metadata does not say what the edition says",
    "metadata-changed": "the metadata says something else than the edition",
    "record-missing": "the file has no rights record",
    "record-changed": "the file's rights record is not that of the edition",
    "judge-failed": "an outside judge found a fault",
})


@value
class Finding:
    """One thing that is not as it should be.

    code      of CODES.   place: file or page, "" where it is the whole file.   article, notice: ids of the ledger.
    """

    code: str
    message: str
    place: str = ""
    article: str = ""
    notice: str = ""

    def __str__(self) -> str:
        return f"{f'{self.place}: ' if self.place else ''}{self.code}: {self.message}"


@value
class Report:
    """What was found in one file.

    mode       "edition": judged against the edition; "record": against the file's own record (which finds loss and
               alteration, not a record that was changed together with the page); "none": there was nothing to judge against.
    checked    what was looked at, one sentence each.
    """

    path: str
    mode: str
    findings: tuple[Finding, ...]
    checked: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether something was judged and nothing was found."""
        return not self.findings and self.mode != "none"

    def plain(self) -> dict[str, Any]:
        """The report as plain data, for JSON."""
        return {"path": self.path, "mode": self.mode, "ok": self.ok, "checked": list(self.checked),
                "findings": [{key: value for key, value in asdict(finding).items() if value} for finding in self.findings]}
