"""The closed vocabulary of an article's text: its blocks and inlines, nothing else.

What a reader cannot express in it becomes a reported loss; what a writer must cover is proved by
mypy (`match` with `assert_never`).  `kind` is the word written in files, and the discriminator of
the unions.
"""

import itertools
import re
import unicodedata
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, Literal, NamedTuple

from publisher.model import formula
from publisher.value import value

# read by schema/decode.py: unknown keys are faults
STRICT_KEYS: dict[str, str] = {"extra": "forbid"}

Direction = Literal["", "ltr", "rtl"]  # "": as around it


class ByKind:
    """Tells the decoder that `kind` chooses a union's member: each fault is then told once.

    pydantic asks any annotation for this method (its documentation, "Custom types"); it is imported
    only then, because reading a plain capture needs no decoder and should not wait for one.
    """

    # pydantic's types
    def __get_pydantic_core_schema__(self, source: Any, handler: Callable[[Any], Any]) -> Any:  # noqa: ANN401
        from pydantic import Field

        return handler(Annotated[source, Field(discriminator="kind")])


@value
class Text:
    """Words as they stand."""

    text: str
    kind: Literal["text"] = "text"
    __pydantic_config__: ClassVar = STRICT_KEYS


@value
class Emphasis:
    """Stressed words (italic)."""

    children: tuple["Inline", ...]
    kind: Literal["emphasis"] = "emphasis"
    __pydantic_config__: ClassVar = STRICT_KEYS


@value
class Strong:
    """Important words (bold)."""

    children: tuple["Inline", ...]
    kind: Literal["strong"] = "strong"
    __pydantic_config__: ClassVar = STRICT_KEYS


@value
class Struck:
    """Words struck out in the source, and kept as such."""

    children: tuple["Inline", ...]
    kind: Literal["struck"] = "struck"
    __pydantic_config__: ClassVar = STRICT_KEYS


@value
class Script:
    """Words set above or below the line."""

    position: Literal["sub", "sup"]
    children: tuple["Inline", ...]
    kind: Literal["script"] = "script"
    __pydantic_config__: ClassVar = STRICT_KEYS


@value
class CodeText:
    """Words of a program inside a sentence; every space counts."""

    text: str
    kind: Literal["code-text"] = "code-text"
    __pydantic_config__: ClassVar = STRICT_KEYS


@value
class Link:
    """Words that lead somewhere.

    address    http, https or mailto, whole, never relative; or "#name" of an Anchor of this
               article.
    """

    address: str
    children: tuple["Inline", ...]
    kind: Literal["link"] = "link"
    __pydantic_config__: ClassVar = STRICT_KEYS


@value
class LineBreak:
    """A line end that the source sets on purpose."""

    kind: Literal["line-break"] = "line-break"
    __pydantic_config__: ClassVar = STRICT_KEYS


@value
class Foreign:
    """Words in another language or writing direction (BCP 47 tag; "" where it is not known)."""

    language: str = ""
    direction: Direction = ""
    children: tuple["Inline", ...]
    kind: Literal["foreign"] = "foreign"
    __pydantic_config__: ClassVar = STRICT_KEYS


@value
class Abbreviation:
    """Words that stand for others: `meaning`, which their source tells on demand."""

    meaning: str
    children: tuple["Inline", ...]
    kind: Literal["abbreviation"] = "abbreviation"
    __pydantic_config__: ClassVar = STRICT_KEYS


@value
class Ruby:
    """Words with their reading, which is set above them, or in brackets behind them."""

    children: tuple["Inline", ...]
    reading: str
    kind: Literal["ruby"] = "ruby"
    __pydantic_config__: ClassVar = STRICT_KEYS


def in_brackets(reading: str) -> str:
    """A reading as it stands in a line: in full-width brackets where its letters fill a square."""
    is_wide = any(unicodedata.east_asian_width(sign) in {"W", "F"} for sign in reading)
    return f"（{reading}）" if is_wide else f"({reading})"


@value
class NoteMark:
    """The mark in the text that leads to the Note of the same name."""

    note: str
    kind: Literal["note-mark"] = "note-mark"
    __pydantic_config__: ClassVar = STRICT_KEYS


@value
class Picture:
    """A small picture inside a sentence; `asset` names an Asset of the article."""

    asset: str
    kind: Literal["picture"] = "picture"
    __pydantic_config__: ClassVar = STRICT_KEYS


@value
class Anchor:
    """A place in the text that links of the same article lead to; it holds no words."""

    name: str
    kind: Literal["anchor"] = "anchor"
    __pydantic_config__: ClassVar = STRICT_KEYS

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[\w.-]+", self.name):
            raise ValueError(
                f"an anchor's name is letters, digits, '.', '_' and '-', not '{self.name[:40]}'"
            )


@value
class CheckBox:
    """A box that is ticked or not, as before a task; read as "☑" and "☐"."""

    checked: bool = False
    kind: Literal["check-box"] = "check-box"
    __pydantic_config__: ClassVar = STRICT_KEYS

    @property
    def words(self) -> str:
        """The sign that is printed for it."""
        return "☑" if self.checked else "☐"


@value
class Formula:
    """A formula as Presentation MathML (model.formula says which).

    `display="block"` on it: on a line of its own.

    Its `alttext` holds the source's own plain form, such as TeX, where there is one.  TeX alone
    stays text.
    """

    mathml: str
    kind: Literal["formula"] = "formula"
    __pydantic_config__: ClassVar = STRICT_KEYS

    def __post_init__(self) -> None:
        formula.canonical(self.mathml)

    @property
    def words(self) -> str:
        """The formula read in one line."""
        return formula.words(self.mathml)

    @property
    def plain(self) -> str:
        """The source's own plain form, such as TeX; "" where there is none."""
        return formula.plain(self.mathml)


Inline = Annotated[
    Text
    | Emphasis
    | Strong
    | Struck
    | Script
    | CodeText
    | Link
    | LineBreak
    | Foreign
    | Abbreviation
    | Ruby
    | NoteMark
    | Picture
    | Anchor
    | CheckBox
    | Formula,
    ByKind(),
]


@value
class Paragraph:
    """One paragraph."""

    children: tuple[Inline, ...]
    kind: Literal["paragraph"] = "paragraph"
    __pydantic_config__: ClassVar = STRICT_KEYS


@value
class Heading:
    """A heading inside the article.

    Level 1 stands directly below the article's title, 5 is the deepest.
    """

    level: int
    children: tuple[Inline, ...]
    kind: Literal["heading"] = "heading"
    __pydantic_config__: ClassVar = STRICT_KEYS

    def __post_init__(self) -> None:
        if not 1 <= self.level <= 5:
            raise ValueError(f"a heading has a level from 1 to 5, not {self.level}")


@value
class Quote:
    """A quotation set apart; `attribution` is the line that says whose words they are."""

    children: tuple["Block", ...]
    attribution: tuple[Inline, ...] = ()
    kind: Literal["quote"] = "quote"
    __pydantic_config__: ClassVar = STRICT_KEYS


@value
class Item:
    """One entry of a list.

    number   its own number in an ordered list, from which those after it are counted on; none: one
             more (or less) than the item before it has.
    """

    children: tuple["Block", ...]
    number: int | None = None
    __pydantic_config__: ClassVar = STRICT_KEYS


Numbering = Literal["decimal", "lower-alpha", "upper-alpha", "lower-roman", "upper-roman", "none"]


@value
class List:
    """A list.

    start        the first number of an ordered one.
    numbering    what its numbers are written with; "none": they are not printed.
    descending   each number is one less than that before it.
    """

    items: tuple[Item, ...]
    ordered: bool = False
    start: int = 1
    numbering: Numbering = "decimal"
    descending: bool = False
    kind: Literal["list"] = "list"
    __pydantic_config__: ClassVar = STRICT_KEYS

    @property
    def numbers(self) -> tuple[int, ...]:
        """The number of each item."""
        step = -1 if self.descending else 1
        found: list[int] = []
        number = self.start - step
        for item in self.items:
            number = number + step if item.number is None else item.number
            found.append(number)
        return tuple(found)


@value
class Definition:
    """What is said of a term, once."""

    children: tuple["Block", ...]
    __pydantic_config__: ClassVar = STRICT_KEYS


@value
class Entry:
    """A term and what is said of it, once or several times.

    One without definitions shares those of the term that follows it.
    """

    term: tuple[Inline, ...]
    definitions: tuple[Definition, ...] = ()
    __pydantic_config__: ClassVar = STRICT_KEYS


@value
class Terms:
    """A list of terms with what is said of each (HTML's `dl`)."""

    entries: tuple[Entry, ...]
    kind: Literal["terms"] = "terms"
    __pydantic_config__: ClassVar = STRICT_KEYS


@value
class Code:
    """Lines of a program, kept to the letter; `language` is the programming language, if named."""

    text: str
    language: str = ""
    kind: Literal["code"] = "code"
    __pydantic_config__: ClassVar = STRICT_KEYS


@value
class Cell:
    """One cell of a table.  Spans are counts of columns and rows, 1 or more."""

    children: tuple[Inline, ...]
    header: bool = False
    align: Literal["", "start", "center", "end"] = ""
    columns: int = 1
    rows: int = 1
    __pydantic_config__: ClassVar = STRICT_KEYS


@value
class Row:
    """One row of a table."""

    cells: tuple[Cell, ...]
    __pydantic_config__: ClassVar = STRICT_KEYS


@value
class Table:
    """A table: rows that are repeated on each page, then the others."""

    head: tuple[Row, ...] = ()
    rows: tuple[Row, ...]
    caption: tuple[Inline, ...] = ()
    kind: Literal["table"] = "table"
    __pydantic_config__: ClassVar = STRICT_KEYS


@value
class Figure:
    """A picture with its caption.

    asset     the id of an Asset of the article; its credit and licence stand there and are printed
              below.
    caption   the source's own words below the picture; a credit at their end is the Asset's, one
              that is linked or runs on in them stays.
    address   where the picture leads, if the source links it: http, https or mailto; "": nowhere.
    """

    asset: str
    caption: tuple[Inline, ...] = ()
    address: str = ""
    kind: Literal["figure"] = "figure"
    __pydantic_config__: ClassVar = STRICT_KEYS


@value
class Rule:
    """A break in the text.

    mark   what the source printed there ("*", "* * *", "—"), "" for a plain line.
    """

    mark: str = ""
    kind: Literal["rule"] = "rule"
    __pydantic_config__: ClassVar = STRICT_KEYS


@value
class Line:
    """One line of verse; `indent` counts steps from the margin."""

    children: tuple[Inline, ...]
    indent: int = 0
    __pydantic_config__: ClassVar = STRICT_KEYS


@value
class Verse:
    """Verse: stanzas are separated by empty lines (a Line without children)."""

    lines: tuple[Line, ...]
    kind: Literal["verse"] = "verse"
    __pydantic_config__: ClassVar = STRICT_KEYS


@value
class Aside:
    """A box beside the text, such as a summary or a word of warning."""

    children: tuple["Block", ...]
    title: tuple[Inline, ...] = ()
    kind: Literal["aside"] = "aside"
    __pydantic_config__: ClassVar = STRICT_KEYS


@value
class Passage:
    """Blocks in another language or writing direction (BCP 47 tag; "" where it is not known)."""

    language: str = ""
    direction: Direction = ""
    children: tuple["Block", ...]
    kind: Literal["passage"] = "passage"
    __pydantic_config__: ClassVar = STRICT_KEYS


_LABEL = re.compile(r"[^\w\s]{0,4}(?:\d{1,6}[^\W\d_]?|[^\W\d_]{1,8} ?\d{0,6})?[^\w\s]{0,4}")


def is_label(text: str) -> bool:
    """Whether words can be a note's label: signs, a number, a short word with or without one."""
    return text == text.strip() and _LABEL.fullmatch(text) is not None


@value
class Note:
    """A note; `name` is what NoteMarks call it.

    Notes are printed behind the article, by first mark.

    label   how its marks are printed, such as "*", "b" or "note 3"; "": by its number among those
            without a label.
    """

    name: str
    children: tuple["Block", ...]
    label: str = ""
    kind: Literal["note"] = "note"
    __pydantic_config__: ClassVar = STRICT_KEYS

    def __post_init__(self) -> None:
        if not is_label(self.label):
            raise ValueError(
                f"a note's label is signs, a number or a short word, not '{self.label[:40]}'"
            )


Block = Annotated[
    Paragraph
    | Heading
    | Quote
    | List
    | Terms
    | Code
    | Table
    | Figure
    | Rule
    | Verse
    | Aside
    | Passage
    | Note,
    ByKind(),
]


Marks = Mapping[str, str]  # name of a note → how its marks are printed
NO_MARKS: Marks = MappingProxyType({})


def plain_inline(children: tuple[Inline, ...], marks: Marks = NO_MARKS) -> str:
    r"""The words of inlines as a reader sees them.

    A line break is "\n", a picture has none, a note mark what is printed for it, where known.
    """
    out: list[str] = []
    for child in children:
        match child:
            case Text(text=text) | CodeText(text=text):
                out.append(text)
            case LineBreak():
                out.append("\n")
            case NoteMark(note=name):
                out.append(marks.get(name, ""))
            case Picture() | Anchor():
                pass
            case Formula() | CheckBox():
                out.append(child.words)
            case Ruby():
                out.append(plain_inline(child.children, marks))
                out.append(in_brackets(child.reading))
            case _:
                out.append(plain_inline(child.children, marks))
    return "".join(out)


class Leaf(NamedTuple):
    """A run of words as a reader sees it in one piece: a paragraph, a cell, a caption, a line.

    struck   those of its words that are struck out, in order and without anything between them.
    """

    text: str
    struck: str = ""


def leaves(blocks: tuple[Block, ...], marks: Marks = NO_MARKS) -> Iterator[Leaf]:
    """Every run of words in reading order, so that texts can be compared piece by piece.

    Rules give their mark; empty runs are not given.
    """
    for block in blocks:
        for piece in _pieces(block):
            if isinstance(piece, _Inside):
                yield from leaves(piece.blocks, marks)
            elif (leaf := _leaf(piece, marks)).text.strip():
                yield leaf


def _leaf(run: str | tuple[Inline, ...], marks: Marks) -> Leaf:
    if isinstance(run, str):
        return Leaf(run)
    struck = (inline for inline in _outermost_struck(run))
    return Leaf(
        plain_inline(run, marks), "".join(plain_inline(one.children, marks) for one in struck)
    )


def _outermost_struck(children: tuple[Inline, ...]) -> Iterator[Struck]:
    for child in children:
        if isinstance(child, Struck):
            yield child
        elif inner := getattr(child, "children", ()):
            yield from _outermost_struck(inner)


class _Inside(NamedTuple):
    """Blocks that stand inside another."""

    blocks: tuple[Block, ...]


def _pieces(block: Block) -> Iterator[str | tuple[Inline, ...] | _Inside]:
    """The runs of words of a block and the blocks inside it, in reading order."""
    match block:
        case Paragraph() | Heading():
            yield block.children
        case Code(text=text) | Rule(mark=text):
            yield text
        case Figure(caption=caption):
            yield caption
        case Table():
            yield block.caption
            for row in (*block.head, *block.rows):
                yield from (cell.children for cell in row.cells)
        case Verse(lines=lines):
            yield from (line.children for line in lines)
        case Aside():
            yield block.title
            yield _Inside(block.children)
        case Quote():
            yield _Inside(block.children)
            yield block.attribution
        case Passage() | Note():
            yield _Inside(block.children)
        case List(items=items):
            yield from (_Inside(item.children) for item in items)
        case Terms(entries=entries):
            for entry in entries:
                yield entry.term
                yield from (_Inside(one.children) for one in entry.definitions)


def printed(blocks: tuple[Block, ...]) -> tuple[tuple[Block, ...], tuple[Note, ...]]:
    """(text, notes) in the order they are printed.

    Notes stand behind the text, by first mark, unmarked ones last.
    """
    text = tuple(block for block in blocks if not isinstance(block, Note))
    waiting = {block.name: block for block in blocks if isinstance(block, Note)}
    marked = deque(inline.note for inline in inlines(text) if isinstance(inline, NoteMark))
    notes: list[Note] = []
    while waiting:
        name = marked.popleft() if marked else next(iter(waiting))
        if name in waiting:
            notes.append(waiting.pop(name))
            marked += [
                inline.note
                for inline in inlines(notes[-1].children)
                if isinstance(inline, NoteMark)
            ]
    return text, tuple(notes)


def marks_of(blocks: tuple[Block, ...]) -> Marks:
    """How the marks of each note are printed, in the order of print.

    By its label, or by its number among the notes that have none.
    """
    text, notes = printed(blocks)
    labels = {note.name: note.label for note in notes}
    marked = (inline.note for inline in inlines(text) if isinstance(inline, NoteMark))
    names = dict.fromkeys((*marked, *labels))
    count = itertools.count(1)
    return {name: labels.get(name) or str(next(count)) for name in names}


def walk(blocks: tuple[Block, ...]) -> Iterator[Block]:
    """Every block in reading order, those inside others too."""
    for block in blocks:
        yield block
        for piece in _pieces(block):
            if isinstance(piece, _Inside):
                yield from walk(piece.blocks)


def inlines(blocks: tuple[Block, ...]) -> Iterator[Inline]:
    """Every inline of every block, nested ones too, in reading order."""
    for block in blocks:
        for piece in _pieces(block):
            if isinstance(piece, _Inside):
                yield from inlines(piece.blocks)
            elif not isinstance(piece, str):
                yield from _deep(piece)


def pictured(blocks: tuple[Block, ...]) -> frozenset[str]:
    """The ids of the pictures that a text names, in figures or among its words."""
    figures = {block.asset for block in walk(blocks) if isinstance(block, Figure)}
    return frozenset(
        figures | {inline.asset for inline in inlines(blocks) if isinstance(inline, Picture)}
    )


def _deep(children: tuple[Inline, ...]) -> Iterator[Inline]:
    for child in children:
        yield child
        yield from _deep(getattr(child, "children", ()))


def plain_text(blocks: tuple[Block, ...]) -> str:
    """All words of the blocks, one run per line."""
    return "\n".join(leaf.text for leaf in leaves(blocks))
