"""A source's title and text beside a file, block by block.

How much is the same, and where they part first.
"""

from collections.abc import Sequence

from publisher.rights.notices import Ledger
from publisher.verify.evidence.model import Evidence
from publisher.verify.owed.article_text import judge_texts
from publisher.verify.report import Compared, Finding


def compare(source: Ledger, evidence: Evidence) -> tuple[tuple[Compared, ...], tuple[Finding, ...]]:
    """(each article of the source set beside the file, what differs in the order of the text).

    Findings name the block of the source, counted from 1 with the title among them, and the words
    around the difference.
    """
    findings, same = judge_texts(source, evidence)
    compared = tuple(
        Compared(
            title=account.title,
            blocks=len(account.runs),
            same=same.get(account.id, 0),
            **_first(account.id, findings),
        )
        for account in source.accounts
    )
    return compared, tuple(findings)


def _first(ident: str, findings: Sequence[Finding]) -> dict[str, str]:
    found = next((finding for finding in findings if finding.article == ident), None)
    return {"first": found.message, "place": found.place} if found else {}
