"""`publisher check`: read everything, assess rights, write nothing."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import click

from publisher.build import assessed
from publisher.cli.answer import give_answer, noted
from publisher.cli.fetching import Fetcher, at_hand, fetching
from publisher.cli.folders import Input
from publisher.cli.held import taking
from publisher.cli.outcomes import Tally
from publisher.cli.output import say, say_assessments, say_remarks, typed
from publisher.cli.reports import place_of
from publisher.cli.results import takes_keys
from publisher.cli.sources import Declared, Loaded, declaring, load_all, taken, today
from publisher.errors import PublisherError
from publisher.rights.policy import Assessment, State

_OPEN = frozenset({State.NEEDED, State.VIOLATED})
_SEVERITY = {State.NEEDED: "warning", State.VIOLATED: "error"}


@dataclass(slots=True)
class _Checked:
    """What was found, as it is told to programs, and how many questions are open."""

    results: list[dict[str, Any]] = field(default_factory=list)
    findings: list[dict[str, Any]] = field(default_factory=list)
    states: Counter[str] = field(default_factory=Counter)
    asks_pages: bool = False  # whether something is open of a page, in which no key can stand

    def add(self, source: str, item: Loaded, found: Iterable[Assessment]) -> None:
        """Note a source that was read, and each of its conditions."""
        counts = Counter(one.state.value for one in found)
        self.states += counts
        self.results.append(
            {"source": source, "outcome": "read", "title": item.edition.title, "states": counts}
        )
        self.findings += (_row(source, one, item.lines.get(one.article, 0)) for one in found)

    def add_failure(self, source: str, error: PublisherError) -> None:
        """Note a source that could not be read."""
        lines = str(error).splitlines()
        self.results.append({"source": source, "outcome": "failed", "failures": lines})
        for each in lines:
            line, column, says = place_of(each, source)
            self.findings.append(noted(source, "error", "", says, line=line, column=column))


def _row(source: str, found: Assessment, line: int) -> dict[str, Any]:
    return noted(
        source,
        _SEVERITY.get(found.state, "note"),
        str(found.condition),
        found.sentence,
        remedy=found.remedy,
        line=line,
        article=found.article,
        state=found.state.value,
        words=found.words,
        asked_by=found.asked_by,
        evidence=list(found.evidence),
    )


@click.command("check")
@click.argument("paths", nargs=-1, required=True, metavar="SOURCE...")
@declaring
@fetching
@taking
@click.option("--json", "as_json", is_flag=True, help="Every condition with its state, on stdout.")
def check_(
    paths: tuple[str, ...],
    *,
    as_json: bool,
    fetcher: Fetcher,
    **declared: str,
) -> int:
    """List what a book still needs before you publish it: conditions that nobody has answered.

    SOURCE is a page, an article, an edition.yaml, a folder of these, or an address.  Prints nothing
    when all is well.  Exit code 1 when a source cannot be read, something is not allowed, or
    something is open.

    \b
    publisher check content/
    publisher check article.txt --json
    """
    tally, checked = Tally(), _Checked()

    def fail(error: PublisherError, source: str = "") -> None:
        tally.fail(error)
        checked.add_failure(source or getattr(error, "address", ""), error)

    with at_hand(paths, fetcher, fail) as inputs:
        for source, item in _loaded(inputs, taken(declared, fetcher).of(inputs)):
            if isinstance(item, PublisherError):
                fail(item, source)
                continue
            for error in item.failed:
                fail(error)
            for read_from, reading in item.readings:
                say_remarks(source if len(item.readings) == 1 else read_from, reading)
            found = assessed(item.edition, today().date(), takes_keys=takes_keys(item))
            checked.add(source, item, found)
            needed = [one for one in found if one.state in _OPEN]
            checked.asks_pages |= bool(needed) and not takes_keys(item)
            if not as_json:
                say_assessments(source, needed, alone=item.edition.single, lines=item.lines)
    if as_json:
        give_answer("check", checked.results, checked.findings, checked.states)
    elif checked.asks_pages:
        given = " ".join(map(typed, paths))
        say(f"publisher new {given} -o edition.yaml begins a file for such keys")
    tally.say_bugs()
    is_open = any(checked.states[state] for state in _OPEN)
    return max(tally.exit_code, 1 if is_open else 0)


def _loaded(
    inputs: tuple[Input, ...], declared: Declared
) -> Iterator[tuple[str, Loaded | PublisherError]]:
    """Each input, by the name that messages give it, read."""
    found = load_all([source.path for source in inputs], declared=declared)
    for source, item in zip(inputs, found, strict=True):
        yield source.name, item
