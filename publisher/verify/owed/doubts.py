"""What may keep the words of an EPUB from a reader, or adds some that nobody stated.

The burden of proof is reversed where it is known what a file owes: its words must be shown to be
readable.  In a file of which nothing is known the same is told to a person, and is no error.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from publisher.phrases import phrases_for
from publisher.rights.notices import Ledger
from publisher.text import stream
from publisher.verify.evidence.model import Doubt, Evidence, Label, seen
from publisher.verify.matching.text_stream import short
from publisher.verify.report import Finding


class _Codes(NamedTuple):
    """The rules of one kind of doubt: where a file is known to owe something, and in any file."""

    owed: str
    any: str = ""


_CODES = {
    "doubtful": _Codes(owed="style-doubtful", any="style-unclear"),
    "adds": _Codes(owed="words-by-style", any="style-adds-words"),
    "face": _Codes(owed="font-doubtful"),
    "remote": _Codes(owed="style-doubtful"),  # in any file it is told as remote-picture
    "script": _Codes(owed="script-beside-words", any="script-present"),
    "broken": _Codes(owed="page-broken", any="page-broken"),
    "rendition": _Codes(owed="rendition-second", any="rendition-second"),
}


def judge_doubts(evidence: Evidence) -> Iterator[Finding]:
    """A finding for each doubt about a file of which it is known what it owes."""
    for doubt in evidence.doubts:
        yield _finding(_CODES[doubt.kind].owed, doubt)


def lint_doubts(evidence: Evidence) -> Iterator[Finding]:
    """The same of any file."""
    for doubt in evidence.doubts:
        if code := _CODES[doubt.kind].any:
            yield _finding(code, doubt)


def _finding(code: str, doubt: Doubt) -> Finding:
    words = f": “{doubt.words}…”" if doubt.words else ""
    return Finding(code=code, place=doubt.place, message=f"{doubt.message}{words}")


def judge_labels(
    ledger: Ledger, evidence: Evidence, language: str, parts: Iterable[str] = ()
) -> Iterator[Finding]:
    """A finding for each line of the contents whose words do not stand where it leads.

    A reader shows the contents beside the pages: a title that is another there is a second truth.

    language   the edition's, of whose own words ("Cover") some name a page without words.
    parts      the headings of its parts, which may be the titles of articles as well.
    """
    there: dict[str, list[str]] = {}
    for segment in seen(evidence.segments):
        there.setdefault(segment.place, []).append(stream(segment.text))
    pages = {place: "".join(words) for place, words in there.items()}
    # the title of a part stands in the contents, and on no page of its own
    titles = {stream(account.title) for account in ledger.accounts}
    blocks = {words for several in there.values() for words in several} - titles
    phrases = phrases_for(language)
    own = {stream(words) for words in (phrases.cover, phrases.contents, phrases.sources)}
    own |= {stream(words) for words in (ledger.title, *parts)}
    for label in evidence.labels:
        words = stream(label.words)
        if label.names_whole:
            if words != stream(ledger.title):
                yield _differs(label, f"is not the edition's title, “{short(ledger.title)}”")
            continue
        if words in own | blocks or words in pages.get(label.target, ""):
            continue
        if words:
            yield _differs(label, "does not stand on the page it leads to")


def _differs(label: Label, what: str) -> Finding:
    message = f"its line “{short(label.words)}” {what}"
    return Finding(code="contents-differ", place=label.place, message=message)
