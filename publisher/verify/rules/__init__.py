"""The rules of the judge, as data.

What each finding means, why it matters, how to mend it, on what it rests.

One table for each rule, in the files beside this one, by its stable id; code names rules by their
ids and says nothing of them a second time.  The pages of documentation are made from the same data.
"""

import functools
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from publisher.rows import rows_of
from publisher.value import value

Severity = Literal["error", "warning", "note"]
FAMILIES = ("kept", "metadata", "page", "file", "outside")


@value
class Rule:
    """One rule.

    severity   error: something owed is lost or false; warning: a person should look; note: good to
               know.
    says       what a finding means, in one sentence.   why: why it matters.   mend: what to do.
    rests      the clauses of specifications, licences or laws it rests on.
    """

    id: str
    family: str
    severity: Severity
    says: str
    why: str
    mend: str
    rests: tuple[str, ...]


@functools.cache
def all_rules() -> Mapping[str, Rule]:
    """Every rule by its id, family by family."""
    found: dict[str, Rule] = {}
    for family in FAMILIES:
        for ident, row in rows_of(Path(__file__).with_name(f"{family}.toml")).items():
            found[ident] = Rule(id=ident, family=family, **{**row, "rests": tuple(row["rests"])})
    return MappingProxyType(found)


def page(rule: Rule) -> str:
    """The rule's page of documentation, as Markdown."""
    rests = "\n".join(f"* {clause}" for clause in rule.rests)
    return (
        f"# {rule.id}\n\nSeverity: {rule.severity}. Family: {rule.family}.\n\n{rule.says}\n\n## Why"
        f" it matters\n\n{rule.why}\n\n## How to mend it\n\n{rule.mend}\n\n## What it rests"
        f" on\n\n{rests}\n"
    )


def index() -> str:
    """The page that lists every rule, as Markdown."""
    heads = {
        "kept": "What is owed, and whether a reader meets it",
        "metadata": "Metadata and record against the edition",
        "page": "Pages against metadata, in any file",
        "file": "What any file says of itself",
        "outside": "What others say",
    }
    rows = []
    for family in FAMILIES:
        rows.append(f"\n## {heads[family]}\n\n| rule | severity | what it means |\n|---|---|---|")
        rows += [
            f"| [{rule.id}]({rule.id}.md) | {rule.severity} | {rule.says} |"
            for rule in all_rules().values()
            if rule.family == family
        ]
    return "# Rules of `publisher verify`\n" + "\n".join(rows) + "\n"
