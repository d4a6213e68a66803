"""Reports as SARIF 2.1.0 (OASIS, 2020), for code scanning and programs that gather findings."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from publisher import __version__
from publisher.verify.report import Finding, Report
from publisher.verify.rules import Rule, all_rules, page

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)


def sarif(reports: Iterable[Report]) -> dict[str, Any]:
    """One log with one run: every rule, and a result for each finding.

    Severities are SARIF's own levels.
    """
    reports = tuple(reports)
    rules = list(all_rules().values())
    numbers = {rule.id: number for number, rule in enumerate(rules)}
    driver = {
        "name": "publisher",
        "semanticVersion": __version__,
        "rules": [_rule(rule) for rule in rules],
    }
    results = [
        _result(report, finding, numbers[finding.code])
        for report in reports
        for finding in report.findings
    ]
    told = [
        _told(report, line)
        for report in reports
        for line in (*report.checked, *(f"not judged: {line}" for line in report.unjudged))
    ]
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": told}],
        "artifacts": [{"location": {"uri": _uri(report.path)}} for report in reports],
        "results": results,
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.says},
        "fullDescription": {"text": rule.why},
        "help": {"text": f"{rule.mend} Rests on: {'; '.join(rule.rests)}.", "markdown": page(rule)},
        "defaultConfiguration": {"level": rule.severity},
        "properties": {"tags": [rule.family]},
    }


def _told(report: Report, line: str) -> dict[str, Any]:
    """What was checked, and what was not.

    A notification, since it is no finding (SARIF 2.1.0, 3.58).
    """
    return {
        "level": "note",
        "message": {"text": line},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": _uri(report.path)}}}],
    }


def _result(report: Report, finding: Finding, number: int) -> dict[str, Any]:
    location: dict[str, Any] = {
        "physicalLocation": {"artifactLocation": {"uri": _uri(report.path)}}
    }
    if finding.place:
        location["logicalLocations"] = [{"fullyQualifiedName": finding.place}]
    return {
        "ruleId": finding.code,
        "ruleIndex": number,
        "level": finding.severity,
        "message": {"text": finding.message},
        "locations": [location],
        "properties": {
            key: value
            for key, value in (("article", finding.article), ("notice", finding.notice))
            if value
        },
    }


def _uri(path: str) -> str:
    return quote(path.replace("\\", "/"), safe="/:")
