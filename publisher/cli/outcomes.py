"""What became of inputs, told to a person: refused files with the way on, bugs once and last."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

import click

from publisher.cli.output import say_failure, typed
from publisher.errors import Defect, NoticeLost, PublisherError, RightsError, named

if TYPE_CHECKING:  # whose module loads all that makes editions
    from publisher.build import Refused
    from publisher.cli.folders import Input

Found = TypeVar("Found")

_AT_MOST = 3  # reasons told of one file; the rest is counted
_LONGEST = 300  # characters of a line
_LETTERS = 12  # letters shown of those that no font has
_EAST_ASIAN = re.compile(r"\(U\+[0-9A-F]+ (?:CJK|HIRAGANA|KATAKANA|HANGUL) ")
_NO_FONT = ": no font has it"  # in what the typesetter says of a letter that it cannot print


@dataclass(slots=True)
class Tally:
    """The failures of one run, for its exit code and its last words.

    failed   how many inputs, or files of inputs, did not become what was asked for.
    """

    failed: int = 0
    codes: set[int] = field(default_factory=set)
    bugs: dict[str, list[str]] = field(default_factory=dict)

    def count(self, *errors: PublisherError) -> None:
        """One input that failed, for these reasons."""
        self.failed += 1
        for error in errors:
            self.codes.add(error.exit_code)
            if isinstance(error, Defect):
                self.bugs.setdefault(error.trace, []).append(error.name)

    def fail(self, error: PublisherError) -> None:
        """One input that failed, and its reason said."""
        say_failure(str(error))
        self.count(error)

    def read(
        self, inputs: Iterable["Input"], load: Callable[[str], Found]
    ) -> Iterator[tuple["Input", Found]]:
        """Each input with what was read of it; one that cannot be read is told and counted.

        load   reads a path.  Refuses with PublisherError what it cannot read.
        """
        for source in inputs:
            try:
                found = load(source.path)
            except PublisherError as error:
                self.fail(error)
            else:
                yield source, found

    @property
    def exit_code(self) -> int:
        """70 where there was a bug of ours, else 1 where a source is to blame, else 3; 0: well."""
        order = (Defect.exit_code, PublisherError.exit_code)
        return next((code for code in order if code in self.codes), max(self.codes, default=0))

    def say_bugs(self) -> None:
        """Each traceback once, when all else is done, with what it was about."""
        for trace, about in self.bugs.items():
            click.echo(trace.rstrip("\n"), err=True)
            say_failure(f"publisher: the lines above stopped {_listed(about)}")
        if self.bugs:
            say_failure(
                "publisher: this is a bug in publisher, not in your file; please report the lines"
                " above"
            )


def _listed(about: list[str]) -> str:
    shown = ", ".join(map(named, about[:_AT_MOST]))
    more = len(about) - _AT_MOST
    return f"{shown} and {more} more" if more > 0 else shown


def refused_lines(refused: "Refused", *, older: bool, others: bool) -> Iterator[str]:
    """Lines on a file that is not delivered: its name, why, and what to do now.

    older    a file of that name stands in the folder, of an earlier build.
    others   other files of the same edition are delivered.
    """
    yield f"{named(refused.name)}: not made"
    for reason in _reasons(refused):
        yield f"  {reason}"
    yield f"    {_way_on(refused, others=others)}"
    if older:
        yield (
            f"    the {named(refused.name)} that is there is of an earlier build: remove it or"
            " build again"
        )


def not_allowed_lines(error: RightsError, source: str, lines: Mapping[str, int]) -> Iterator[str]:
    """Lines on a book that is not made, since something in it is not allowed.

    lines   of an edition's file: the title of an article -> the line where it is named.
    """
    count = len(error.violations)
    things = "1 thing is" if count == 1 else f"{count} things are"
    yield f"{named(source)}: not built: {things} not allowed"
    for found in error.violations[:_AT_MOST]:
        line = lines.get(found.article)
        where = f"{named(source)}:{line}: " if line else ""
        yield _short(f"  {where}“{found.article}” ({found.condition}): {found.sentence}")
        if found.remedy:
            yield _short(f"    {found.remedy}")
    if count > _AT_MOST:
        yield f"  and {count - _AT_MOST} more"
    yield f"  publisher check {typed(source)} tells each, and what else is open"


def _reasons(refused: "Refused") -> Iterator[str]:
    """Why, in a few lines: what the verifier found, or the error."""
    unprinted = [remark for remark in refused.remarks if _NO_FONT in remark]
    if isinstance(refused.error, NoticeLost):
        lines: Iterable[str] = dict.fromkeys(
            f"{finding.place}: {finding.message}" if finding.place else finding.message
            for finding in refused.findings
            if not (unprinted and finding.code == "font-false")  # the boxes printed instead
        )
    else:
        prefix = f"{refused.name}: "
        lines = [line.removeprefix(prefix) for line in str(refused.error).splitlines()]
    told = [*_letters(unprinted), *map(_short, (*lines, *_causes(refused)))]
    yield from told[:_AT_MOST]
    if len(told) > _AT_MOST:
        yield f"and {len(told) - _AT_MOST} more"


def _causes(refused: "Refused") -> list[str]:
    """What the typesetter said, where the verifier misses words: it may be the reason.

    Where a letter has no font nothing else is the reason.
    """
    no_font = any(_NO_FONT in remark for remark in refused.remarks)
    return [] if no_font or not isinstance(refused.error, NoticeLost) else [*refused.remarks]


def _letters(remarks: list[str]) -> Iterator[str]:
    """One line on all letters that no font has, with the place of the first."""
    if remarks:
        letters = [remark.partition(" (U+")[0] for remark in remarks if " (U+" in remark]
        more = " and others" if len(remarks) > min(len(letters), _LETTERS) else ""
        place = remarks[0].partition("; ")[2]
        yield _short(f"no font here has {' '.join(letters[:_LETTERS])}{more}; first at {place}")


def _way_on(refused: "Refused", *, others: bool) -> str:
    """What to do now, in one line."""
    form = "pdf" if refused.name.endswith(".pdf") else "epub"
    other = "epub" if form == "pdf" else "pdf"
    without = f", or go on without it (--format {other})" if others else ""
    if isinstance(refused.error, Defect):
        return f"the traceback stands at the end{without}"
    if any(_NO_FONT in remark for remark in refused.remarks):
        return f"{_fonts_for(refused.remarks)}{without}"
    codes = list(dict.fromkeys(finding.code for finding in refused.findings))
    if not codes:
        return f"mend what the line above names, and build again{without}"
    if form == "pdf" and any(code.endswith("-hidden") for code in codes):
        return f"try a larger page (--for a4) or another theme{without}"
    return f"publisher rules {codes[0]} explains it{without}"


def _fonts_for(remarks: Iterable[str]) -> str:
    """Where fonts for letters are that no font here has: those of East Asia are a package."""
    letters = [remark for remark in remarks if _NO_FONT in remark]
    if any(map(_EAST_ASIAN.search, letters)):
        package = "pip install 'publisher[cjk]'"
        return f"for Chinese, Japanese and Korean: {package} (publisher doctor names others)"
    return "publisher doctor names the font packages that have them"


def _short(line: str) -> str:
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 2].rsplit(' ', 1)[0]} …"
