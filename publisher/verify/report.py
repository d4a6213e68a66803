"""What the verifier says: findings, each under a rule of verify/rules, and what it looked at.

And what nobody can know from the file.
"""

from dataclasses import asdict
from typing import Any

from publisher.value import value
from publisher.verify.rules import Severity, all_rules


@value
class Finding:
    """One thing that is not as it should be.

    code      the id of a rule.   place: file or page, "" where it is the whole file.   article,
              notice: ids of the ledger.
    """

    code: str
    message: str
    place: str = ""
    article: str = ""
    notice: str = ""

    @property
    def severity(self) -> Severity:
        """How much it matters, as its rule says."""
        return all_rules()[self.code].severity

    def __str__(self) -> str:
        return f"{f'{self.place}: ' if self.place else ''}{self.code}: {self.message}"


@value
class Compared:
    """One article of a source set beside the file, block by block.

    blocks   how many blocks of words the source has, its title among them.   same: how many stand
             there to the letter.
    first    the first difference in one sentence, with the block's number; "" where there is none.
    place    where in the file it is.
    """

    title: str
    blocks: int
    same: int
    first: str = ""
    place: str = ""


@value
class Report:
    """What was found in one file.

    mode       "edition": judged against the edition; "source": its text against a source; "record":
               against the file's
               own record (which finds loss and alteration, not a record that was changed together
               with the page); "none": there was nothing to judge it against but itself.
    checked    what was looked at, one sentence each.   unjudged: what nobody could know from this
               file, one sentence each.
    compared   with a source: each of its articles.
    rebuilt    whether the edition, built again, gives the same bytes; None: nobody asked.
    """

    path: str
    mode: str
    findings: tuple[Finding, ...]
    checked: tuple[str, ...]
    unjudged: tuple[str, ...] = ()
    compared: tuple[Compared, ...] = ()
    rebuilt: bool | None = None

    @property
    def ok(self) -> bool:
        """Whether no finding is an error."""
        return not self.count("error")

    def count(self, severity: Severity) -> int:
        """How many findings are of this severity."""
        return sum(finding.severity == severity for finding in self.findings)

    def plain(self) -> dict[str, Any]:
        """The report as plain data, for JSON."""
        made: dict[str, Any] = {
            "path": self.path,
            "mode": self.mode,
            "ok": self.ok,
            "checked": list(self.checked),
            "notJudged": list(self.unjudged),
            "findings": [
                {
                    key: value
                    for key, value in (("severity", finding.severity), *asdict(finding).items())
                    if value
                }
                for finding in self.findings
            ],
        }
        if self.compared:
            made["compared"] = [asdict(one) for one in self.compared]
        if self.rebuilt is not None:
            made["rebuilt"] = self.rebuilt
        return made
