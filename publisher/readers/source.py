"""What every reader takes and gives: SourceText in, pieces on the way, a Reading out."""

import datetime
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import field, replace

from publisher.captures import Capture
from publisher.model.article import Article, Asset, Contributor, Evidence, LeftOut, Source
from publisher.model.body import Block, Direction
from publisher.model.rights import Licence, Notice, Signal
from publisher.text import counted, decode_bytes, mended, without_illegal
from publisher.value import value

# what windows-1252 leaves undefined: no letter, and nothing that a page draws
_NAMELESS = re.compile("[\u0081\u008d\u008f\u0090\u009d]")

_LINES_TOLD = 10
# characters read to find the columns of a line's pieces: about a second
_SEARCHED = 500_000_000

ALONE = Capture()  # a source that nobody captured, or whose file is nothing but the page


@value
class SourceText:
    r"""One source: its name as messages show it, its bytes, its text with "\\n" line ends.

    capture   how it was had: what a saving program noted, and the files that came with it.
    """

    name: str
    data: bytes
    text: str
    encoding: str = "utf-8"
    capture: Capture = ALONE

    @classmethod
    def of(
        cls, name: str, data: bytes, *, encoding: str = "", capture: Capture = ALONE
    ) -> "SourceText":
        """The decoded source; in `encoding` if its maker declares one.

        Refuses with SourceError what is not text (see text.decode_bytes).
        """
        text, encoding = decode_bytes(data, name, declared=encoding)
        return cls(name=name, data=data, text=text, encoding=encoding, capture=capture)


def printable(text: str) -> tuple[str, tuple[str, ...]]:
    """(text that an edition can hold, remarks on what was mended or left out).

    Control characters that are windows-1252 read under another name become what they were meant to
    be; those that name nothing, or that XML forbids, are left out.
    """
    text, read_anew = mended(text)
    text, nameless = _NAMELESS.subn("", text)
    text, illegal = without_illegal(text)
    removed = nameless + illegal
    remarks = []
    if read_anew:
        told = counted(read_anew, "character that was", "characters that were")
        remarks.append(f"{told} windows-1252 under another name mended")
    if removed:
        told = counted(removed, "control character")
        remarks.append(f"{told} that no edition can hold left out")
    return text, tuple(remarks)


def at_lines(numbers: Sequence[int]) -> str:
    """Where something stands, in words: "line 3", "lines 3, 5 and 8".

    At most ten lines, then how many more there are.
    """
    told = [str(number) for number in numbers[:_LINES_TOLD]]
    if (more := len(numbers) - _LINES_TOLD) > 0:
        told.append(f"{more} more")
    *first, last = told
    return f"lines {', '.join(first)} and {last}" if first else f"line {last}"


@value
class Piece:
    """One line or block of a capture before it has a role.

    text     its words as a reader of the source sees them.
    line     where it begins, from 1.
    block    what it is if it belongs to the article's text; None for what cannot (page furniture).
    region   where the source's markup puts it: "" (of the text, or not known), "header",
             "navigation", "aside", "footer", "before" and "after" (around the article's element,
             not named), "comments", "caption", "byline", "author-box", "metadata", "private" (a
             comment that no reader sees).
    addresses   what it links to, in order.
    """

    text: str
    line: int
    block: Block | None = None
    region: str = ""
    addresses: tuple[str, ...] = ()


@value
class Hints:
    """What a capture says of itself outside its text: a page's metadata, foreign front matter.

    All of it is stated.

    titles     the headline as it stands there, best first; a line of the text that repeats one is
               the title.
    kicker, standfirst   words of a line that the source marks so; they are what that line is.
    licence    of the text, where an address or rel=license names it.
    notices    lines of rights that stand outside the text, as their envelope writes them.
    left_out   keys and values that belong to the site's own software.
    signals    what it says to machines of its use.
    """

    titles: tuple[str, ...] = ()
    subtitle: str = ""
    kicker: str = ""
    standfirst: str = ""
    contributors: tuple[Contributor, ...] = ()
    language: str = ""
    direction: Direction = ""
    published: datetime.date | None = None
    updated: datetime.date | None = None
    keywords: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    licence: Licence | None = None
    signals: tuple[Signal, ...] = ()
    assets: tuple[Asset, ...] = ()
    notices: tuple[Notice, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    remarks: tuple[str, ...] = field(default=())


@value
class Step:
    """What one piece was taken for, and by which rule: what `publisher show` prints.

    role    "title", "standfirst", "body", "notice", "left-out", "metadata", ...
    rule    the rule of the catalogue, or of the reader, that decided. column  where its first word
            stands in the line, from 1; 0 where the line does not hold it (`placed` looks).
    """

    line: int
    text: str
    role: str
    rule: str
    column: int = 0


def placed(steps: Iterable[Step], text: str) -> tuple[Step, ...]:
    """The steps with their columns in the source's text.

    The first word of each, as the line writes it.  In a line of endless pieces no column is
    looked for: each search reads the line from its beginning.
    """
    lines = text.split("\n")
    found = tuple(steps)
    pieces = Counter(step.line for step in found)
    searched = {
        number
        for number, count in pieces.items()
        if 0 < number <= len(lines) and count * len(lines[number - 1]) <= _SEARCHED
    }
    return tuple(
        replace(step, column=_column(lines[step.line - 1], step.text))
        if step.line in searched
        else step
        for step in found
    )


def _column(line: str, words: str) -> int:
    first = re.search(r"\S+", words)
    return line.find(first[0]) + 1 if first else 0


@value
class Reading:
    """An article as it was understood, step by step.

    capture  True where the article was recognised in a capture (and a person should check it).
    remarks  what the reader wants a person to know ("3 control characters were left out").
    """

    article: Article
    steps: tuple[Step, ...] = ()
    remarks: tuple[str, ...] = ()
    capture: bool = False
