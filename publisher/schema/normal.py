"""One form for texts that say the same: neighbouring Texts are one, what says nothing is not there.

Every reader gives articles in this form, and Markdown can hold each article in it exactly.
"""

from collections.abc import Iterator
from dataclasses import replace

from publisher.model.article import Article
from publisher.model.body import (
    Abbreviation,
    Anchor,
    Aside,
    Block,
    CheckBox,
    Code,
    CodeText,
    Definition,
    Entry,
    Figure,
    Foreign,
    Formula,
    Heading,
    Inline,
    Item,
    Line,
    LineBreak,
    Link,
    List,
    Note,
    NoteMark,
    Paragraph,
    Passage,
    Picture,
    Quote,
    Row,
    Ruby,
    Rule,
    Table,
    Terms,
    Text,
    Verse,
    printed,
)
from publisher.model.formula import canonical


def normal(article: Article) -> Article:
    """The article with its body in normal form; the same article again where it is so already."""
    return replace(article, body=plainly_marked(normal_blocks(article.body)))


def plainly_marked(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The blocks; a note whose label is its number has none."""
    if not any(isinstance(block, Note) and block.label for block in blocks):
        return blocks
    plain: set[str] = set()
    for note in printed(blocks)[1]:
        if note.label in {"", str(len(plain) + 1)}:
            plain.add(note.name)
    return tuple(
        replace(block, label="") if isinstance(block, Note) and block.name in plain else block
        for block in blocks
    )


def normal_blocks(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    r"""The blocks in normal form.

    Paragraphs without words, pictures or note marks, verses without words and terms without any
    are dropped, and lists of terms that follow one another are one; lines of code end with "\n".
    """
    out: list[Block] = []
    for block in blocks:
        found = _block(block)
        if isinstance(found, Terms) and out and isinstance(out[-1], Terms):
            out[-1] = Terms(entries=(*out[-1].entries, *found.entries))
        elif found is not None:
            out.append(found)
    return tuple(out)


def _block(block: Block) -> Block | None:
    match block:
        case Paragraph(children=children):
            inlines = normal_inlines(children)
            return (
                None
                if all(isinstance(child, LineBreak) for child in inlines)
                else Paragraph(children=inlines)
            )
        case Heading():
            return replace(block, children=normal_inlines(block.children))
        case Quote():
            return replace(
                block,
                children=normal_blocks(block.children),
                attribution=normal_inlines(block.attribution),
            )
        case List():
            return _list(block)
        case Terms():
            return _terms(block)
        case Code(text=text):
            return replace(block, text=text.replace("\r\n", "\n").replace("\r", "\n"))
        case Table():
            return replace(
                block,
                head=_rows(block.head),
                rows=_rows(block.rows),
                caption=normal_inlines(block.caption),
            )
        case Figure():
            return replace(block, caption=normal_inlines(block.caption))
        case Verse():
            return _verse(block)
        case Aside():
            return replace(
                block, children=normal_blocks(block.children), title=normal_inlines(block.title)
            )
        case Passage() | Note():
            return replace(block, children=normal_blocks(block.children))
        case Rule():
            return block


def _list(block: List) -> List:
    """A list without numbers that say nothing: an item's usual one, those of a list without any."""
    step = -1 if block.descending else 1
    start = next(iter(block.numbers), block.start)
    usual = (start, *(number + step for number in block.numbers))
    items = tuple(
        Item(
            children=normal_blocks(item.children),
            number=None if item.number == number or not block.ordered else item.number,
        )
        for item, number in zip(block.items, usual, strict=False)
    )
    return replace(block, items=items, start=start) if block.ordered else List(items=items)


def _terms(block: Terms) -> Terms | None:
    """Terms with what is said of them; where nothing is said, nothing stands there."""
    entries: list[Entry] = []
    for entry in block.entries:
        said = (normal_blocks(one.children) for one in entry.definitions)
        definitions = tuple(Definition(children=blocks) for blocks in said if blocks)
        term = normal_inlines(entry.term)
        if all(isinstance(child, LineBreak) for child in term):
            term = ()
        if term or definitions:
            entries.append(Entry(term=term, definitions=definitions))
    return Terms(entries=tuple(entries)) if entries else None


def _rows(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    return tuple(
        Row(
            cells=tuple(replace(cell, children=normal_inlines(cell.children)) for cell in row.cells)
        )
        for row in rows
    )


def _verse(verse: Verse) -> Verse | None:
    """Empty lines part stanzas; at the ends they part nothing."""
    lines = [replace(line, children=normal_inlines(line.children)) for line in verse.lines]
    lines = [line if line.children else Line(children=()) for line in lines]
    worded = [place for place, line in enumerate(lines) if line.children]
    return Verse(lines=tuple(lines[worded[0] : worded[-1] + 1])) if worded else None


def normal_inlines(children: tuple[Inline, ...], *, linked: bool = False) -> tuple[Inline, ...]:
    """The inlines in normal form; `linked`: inside a link, where another link is only its words."""
    out: list[Inline] = []
    for child in _plain(children, linked=linked):
        if isinstance(child, Text) and out and isinstance(out[-1], Text):
            out[-1] = Text(text=out[-1].text + child.text)
        else:
            out.append(child)
    return tuple(out)


def _plain(children: tuple[Inline, ...], *, linked: bool) -> Iterator[Inline]:
    for child in children:
        match child:
            case Text(text=text):
                if text:
                    # NEL: white space that no character reference can name
                    yield Text(text=text.replace("\x85", " "))
            case CodeText(text=text):
                if text:
                    yield CodeText(
                        text=" ".join(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
                    )
            case LineBreak() | NoteMark() | Picture() | Anchor() | CheckBox():
                yield child
            case Formula(mathml=mathml):
                yield Formula(mathml=canonical(mathml))
            case Link() if linked:
                yield from normal_inlines(child.children, linked=True)
            case Ruby():
                yield from _ruby(child, linked=linked)
            case Abbreviation(meaning=meaning):
                words = normal_inlines(child.children, linked=linked)
                said = " ".join(meaning.split())
                yield from (Abbreviation(meaning=said, children=words),) if said else words
            case Foreign(language="", direction=""):
                yield from normal_inlines(child.children, linked=linked)
            case _:
                yield replace(
                    child,
                    children=normal_inlines(
                        child.children, linked=linked or isinstance(child, Link)
                    ),
                )


def _ruby(ruby: Ruby, *, linked: bool) -> Iterator[Inline]:
    """Words with a reading; the one alone where the other is empty."""
    children = normal_inlines(ruby.children, linked=linked)
    reading = " ".join(ruby.reading.split())
    if children and reading:
        yield replace(ruby, children=children, reading=reading)
    elif reading:
        yield Text(text=reading)
    else:
        yield from children
