"""The one shape in which commands answer programs (--json).

{"schema", "tool", "command", "results", "findings", "summary"}: a result is what became of a
source, or a row of a list; a finding is something to look at.  Keys are only added while `schema`
stays.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from publisher import __version__
from publisher.cli.output import give_json

_SCHEMA = 1


def head_of(command: str, seconds: float | None = None) -> dict[str, Any]:
    """What an answer says of the command itself; with `seconds`, how long it ran."""
    head: dict[str, Any] = {
        "schema": _SCHEMA,
        "tool": {"name": "publisher", "version": __version__},
        "command": command,
    }
    return head if seconds is None else {**head, "seconds": round(seconds, 3)}


def answer(
    command: str,
    results: Iterable[Mapping[str, Any]],
    findings: Iterable[Mapping[str, Any]] = (),
    summary: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """An answer as plain data; the summary counts results unless one is given."""
    rows = [dict(row) for row in results]
    return {
        **head_of(command),
        "results": rows,
        "findings": [dict(found) for found in findings],
        "summary": {"results": len(rows)} if summary is None else dict(summary),
    }


def give_answer(
    command: str,
    results: Iterable[Mapping[str, Any]],
    findings: Iterable[Mapping[str, Any]] = (),
    summary: Mapping[str, Any] | None = None,
) -> None:
    """An answer on standard output."""
    give_json(answer(command, results, findings, summary))


def noted(  # noqa: PLR0913 - one for each key
    source: str,
    severity: str,
    rule: str,
    says: str,
    *,
    remedy: str = "",
    line: int = 0,
    column: int = 0,
    **more: Any,  # noqa: ANN401 - plain data
) -> dict[str, Any]:
    """Something to look at; line and column 0 where there is no place in a file of text."""
    return {
        "source": source,
        "line": line,
        "column": column,
        "severity": severity,
        "rule": rule,
        "says": says,
        "remedy": remedy,
        **more,
    }
