"""What every reader takes and gives: SourceText in, pieces on the way, a Reading out."""

from dataclasses import dataclass

from publisher.model.article import Article
from publisher.model.body import Block
from publisher.text import decode_bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceText:
    r"""One source file: its name as messages show it, its bytes, its text with "\\n" line ends."""

    name: str
    data: bytes
    text: str
    encoding: str = "utf-8"

    @classmethod
    def of(cls, name: str, data: bytes) -> "SourceText":
        """The decoded source.  Refuses with SourceError what is not text (see text.decode_bytes)."""
        text, encoding = decode_bytes(data, name)
        return cls(name=name, data=data, text=text, encoding=encoding)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One line or block of a capture before it has a role.

    text     its words as a reader of the source sees them.
    line     where it begins, from 1.
    block    what it is if it belongs to the article's text; None for what cannot (page furniture).
    region   where the source's markup puts it: "" (not known), "header", "navigation", "aside", "footer",
             "comments", "caption", "byline", "author-box", "metadata".
    addresses   what it links to, in order.
    """

    text: str
    line: int
    block: Block | None = None
    region: str = ""
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What one piece was taken for, and by which rule: what `publisher show` prints.

    role    "title", "standfirst", "body", "notice", "left-out", "metadata", ...
    rule    the rule of the catalogue, or of the reader, that decided.
    """

    line: int
    text: str
    role: str
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """An article as it was understood, step by step.

    capture  True where the article was recognised in a capture (and a person should check it).
    remarks  what the reader wants a person to know ("3 control characters were left out").
    """

    article: Article
    steps: tuple[Step, ...] = ()
    remarks: tuple[str, ...] = ()
    capture: bool = False
