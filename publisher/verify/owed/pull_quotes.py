"""Words that a file sets large beside an article must be the article's own.

A record says which they are.  That they stand in the article's text is asked of the file itself.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from publisher.rights.notices import Ledger
from publisher.text import stream
from publisher.verify.matching.text_stream import Stream, short
from publisher.verify.report import Finding


def judge_pulls(
    ledger: Ledger,
    graph: Sequence[Mapping[str, Any]],
    visible: Stream,
    located: Mapping[str, Sequence[int]],
) -> Iterator[Finding]:
    """A finding for each pull quote of the record whose words stand in no run of its article."""
    nodes = {str(node.get("@id", "")).rpartition("#")[2]: node for node in graph}
    for account in ledger.accounts:
        pulls = nodes.get(account.id, {}).get("pub:pull", ())
        starts = located.get(account.id, ())
        ends = [start + run.length for start, run in zip(starts, account.runs, strict=False)]
        for words in pulls if isinstance(pulls, list) else ():
            said = stream(str(words))
            if not any(
                start >= 0 and said in visible.text[start:end]
                for start, end in zip(starts, ends, strict=False)
            ):
                yield Finding(
                    code="text-added",
                    article=account.id,
                    message=(
                        f"“{short(str(words))}” is set beside “{short(account.title)}” as words of"
                        " it, and its text does not have them"
                    ),
                )
