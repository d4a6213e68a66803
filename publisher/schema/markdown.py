"""An article as a Markdown file in our strict form.

Front matter, then the text.  readers/markdown/ reads it back equal.

Each block becomes lines, each inline a stretch of source.  What CommonMark's marks cannot hold
(stress beside a letter, a link around a note mark) is written as a span `[words]{.em}`; a block
that Markdown has no form for, as JSON in a fence.
"""

import json
import re
from collections.abc import Iterator, Sequence

from publisher.model.article import Article
from publisher.model.body import (
    Aside,
    Block,
    CheckBox,
    Code,
    Definition,
    Entry,
    Figure,
    Foreign,
    Heading,
    Inline,
    Item,
    Line,
    Link,
    List,
    Note,
    NoteMark,
    Paragraph,
    Passage,
    Picture,
    Quote,
    Rule,
    Table,
    Terms,
    Text,
    Verse,
    inlines,
)
from publisher.schema.encode import encode
from publisher.schema.front import write_front
from publisher.schema.inlines import at_edges, at_start, write_inlines
from publisher.schema.normal import normal

_NAME = re.compile(r"[\w.-]+")
_TAG = re.compile(r"[A-Za-z0-9-]*")
_ALIGN = {"": "---", "start": ":--", "center": ":-:", "end": "--:"}
_STARS = re.compile(r"\*(?:\*\*+|(?: +\*){2,})?")  # what reads as a rule with its mark kept
_DATA = "block"
_NOTHING = "[]{}"
_LIST_TYPES = {  # as HTML writes them (4.4.5)
    "decimal": "1",
    "lower-alpha": "a",
    "upper-alpha": "A",
    "lower-roman": "i",
    "upper-roman": "I",
    "none": "none",
}
_TASK = re.compile(r"^\[([x ])\]\{\.box\} (?=\S)")


def write_article(article: Article) -> str:
    """The article as Markdown with front matter: read back, it is `normal(article)`.

    Pictures are named by their files; their bytes are not written.
    """
    written = normal(article)
    return f"---\n{write_front(written)}---\n\n" + "".join(
        f"{line}\n" for line in _blocks(written.body)
    )


def _blocks(blocks: Sequence[Block], *, quoted: bool = False) -> list[str]:
    """The lines of blocks, an empty line after each but the last.

    `quoted`: the last may not look like an attribution.
    """
    lines: list[str] = []
    other_mark = False
    for place, block in enumerate(blocks):
        before = blocks[place - 1] if place else None
        other_mark = isinstance(before, List) and isinstance(block, List) and not other_mark
        lines += [""] if place else []
        lines += _block(block, other_mark=other_mark, last=quoted and place == len(blocks) - 1)
    return lines


def _block(block: Block, *, other_mark: bool, last: bool) -> list[str]:
    if not _fits(block):
        return _data(block)
    match block:
        case Paragraph(children=children):
            return [_paragraph(children, last=last)]
        case Heading(level=level, children=children):
            # a `#` at the end would close the heading
            words = at_start(re.sub(r"#$", r"\\#", _line(children)))
            return [f"{'#' * (level + 1)} {words}".rstrip()]
        case Quote():
            return _quote(block)
        case List() if _is_counted_otherwise(block):
            return _container("list", _counting(block), _list(block, other_mark=False))
        case List():
            return _list(block, other_mark=other_mark)
        case Terms(entries=entries):
            return _terms(entries)
        case Code():
            return _code(block.text, block.language)
        case Table():
            return _table(block)
        case Figure(asset=asset, caption=caption, address=address):
            picture = Picture(asset=asset)
            return [
                write_inlines(
                    (Link(address=address, children=(picture,)) if address else picture,)
                ),
                *([at_start(_line(caption))] if caption else []),
            ]
        case Rule(mark=mark):
            return [_rule(mark)]
        case Verse(lines=lines):
            inner = [f"{' ' * 2 * line.indent}{_colon(_line(line.children))}" for line in lines]
            return _container("verse", "", inner)
        case Aside(title=title, children=inside):
            return _container("aside", _line(title), _blocks(inside))
        case Passage(children=inside):
            return _container("passage", _language(block), _blocks(inside))
        case Note(name=name, children=inside, label=label):
            first, *rest = _blocks(inside)
            mark = f"[{_line((Text(text=label),))}]{{.label}} " if label else ""
            return [f"[^{name}]: {mark}{first}", *_indented(rest, "    ")]


def _fits(block: Block) -> bool:
    """Whether Markdown has a form for the block itself; those inside it have their own."""
    match block:
        case List():
            return _is_writable(block)
        case Note(name=name, children=inside):
            return bool(
                _NAME.fullmatch(name)
                and inside
                and isinstance(inside[0], Paragraph)
                and _fits(inside[0])
            )
        case Table():
            return _is_plain(block) and _holds(block)
        case Passage(language=language):
            return bool(_TAG.fullmatch(language))
        case Code(language=language):
            # a reference to a control character is read as none (CommonMark 0.31, 2.5)
            return language != _DATA and language.isprintable()
        case Verse(lines=lines):
            return all(line.indent >= 0 for line in lines) and _holds(block)
        case _:
            return _holds(block)


def _holds(block: Block) -> bool:
    """Whether every inline of the block itself can be written."""
    own = block if isinstance(block, Paragraph | Heading | Table | Verse | Figure) else None
    if isinstance(block, Quote):
        own = Paragraph(children=block.attribution)
    elif isinstance(block, Aside):
        own = Paragraph(children=block.title)
    elif isinstance(block, Terms):
        own = Verse(lines=tuple(Line(children=entry.term) for entry in block.entries))
    if own is None:
        return True
    if isinstance(own, Figure) and not _is_path(own.asset):
        return False
    return all(_is_written(inline) for inline in inlines((own,)))


def _is_written(inline: Inline) -> bool:
    match inline:
        case NoteMark(note=name):
            return bool(_NAME.fullmatch(name))
        case Picture(asset=asset):
            return _is_path(asset)
        case Foreign(language=language):
            return bool(_TAG.fullmatch(language))
        case Link(address=address):
            return not re.search(r"\s", address)
        case _:
            return True


def _is_path(text: str) -> bool:
    return bool(text) and not re.search(r"[\n\r]", text)


def _is_plain(table: Table) -> bool:
    """One line of headings, then cells in columns, none over several.

    What a table of bars can say.
    """
    if len(table.head) != 1 or not table.head[0].cells:
        return False
    head = table.head[0].cells
    return all(
        len(row.cells) == len(head)
        and all(
            (cell.align, cell.header, cell.columns, cell.rows) == (top.align, place == 0, 1, 1)
            for cell, top in zip(row.cells, head, strict=True)
        )
        for place, row in enumerate((*table.head, *table.rows))
    )


def _data(block: Block) -> list[str]:
    return _fence(json.dumps(encode(block), ensure_ascii=False, indent=1), _DATA)


def _code(text: str, language: str) -> list[str]:
    return _fence(
        text,
        "".join(
            sign if re.fullmatch(r"[\w+#.-]", sign) else f"&#{ord(sign)};" for sign in language
        ),
    )


def _fence(text: str, info: str) -> list[str]:
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return [f"{fence}{info}", *(text.split("\n") if text else []), fence]


def _line(children: Sequence[Inline]) -> str:
    return at_edges(write_inlines(children))


def _paragraph(children: Sequence[Inline], *, last: bool) -> str:
    match children:
        case (Picture(),) | (Link(children=(Picture(),)),):
            return f"[{write_inlines(children)}]{{}}"  # alone it would be a figure
    words = at_start(_line(children))
    if last and words.startswith("— "):
        return f"&#8212;{words[1:]}"  # not an attribution
    return f"&#84;{words[1:]}" if words.startswith("Table: ") else words  # not a caption


def _quote(quote: Quote) -> list[str]:
    lines = _blocks(quote.children, quoted=not quote.attribution)
    if quote.attribution:
        lines += (
            ["", f"— {_line(quote.attribution)}"] if lines else [f"— {_line(quote.attribution)}"]
        )
    return [f"> {line}".rstrip() if not line else f"> {line}" for line in lines] or [">"]


def _is_writable(block: List) -> bool:
    """Whether a list has items, and numbers that CommonMark has too (0.31, 5.2)."""
    return bool(block.items) and all(
        0 <= number < 10**9 for number in block.numbers if block.ordered
    )


def _numbered(block: List) -> bool:
    """Whether an item has a number of its own."""
    return any(item.number is not None for item in block.items)


def _is_counted_otherwise(block: List) -> bool:
    """Whether a list counts as no list of CommonMark does."""
    return block.numbering != "decimal" or block.descending or _numbered(block)


def _counting(block: List) -> str:
    """How a list counts, in braces."""
    words = [f"type={_LIST_TYPES[block.numbering]}"] if block.numbering != "decimal" else []
    words += ["order=descending"] if block.descending else []
    return f"{{{' '.join(words)}}}" if words else ""


def _list(block: List, *, other_mark: bool) -> list[str]:
    tight = all(
        len(item.children) == 1 and isinstance(item.children[0], Paragraph) for item in block.items
    )
    lines: list[str] = []
    for number, item in zip(block.numbers, block.items, strict=True):
        mark = (
            f"{number}{')' if other_mark else '.'}" if block.ordered else "+" if other_mark else "-"
        )
        lines += [""] if lines and not tight else []
        lines += _item(item, mark)
    return lines


def _item(item: Item, mark: str) -> list[str]:
    """An item behind its mark: its first paragraph beside it, everything else indented."""
    first = item.children[0] if item.children else None
    inner = _blocks(item.children)
    indent = " " * (len(mark) + 1)
    if not isinstance(first, Paragraph) or not _fits(first):
        return [mark, *_indented(inner, indent)]
    if isinstance(first.children[0], CheckBox) and len(first.children) > 1:
        inner[0] = _TASK.sub(r"[\1] ", inner[0])
    return [f"{mark} {inner[0]}", *_indented(inner[1:], indent)]


def _terms(entries: Sequence[Entry]) -> list[str]:
    """Terms as pandoc and PHP Markdown Extra write them; `[]{}` where there is nothing."""
    lines: list[str] = []
    for entry in entries:
        lines += [""] if lines else []
        lines.append(at_start(_line(entry.term)) or _NOTHING)
        for one in entry.definitions or (Definition(children=()),):
            lines += [""] if len(entry.definitions) > 1 else []
            lines += _definition(one)
    return lines


def _definition(one: Definition) -> list[str]:
    first = one.children[0] if one.children else None
    inner = _blocks(one.children)
    if isinstance(first, Paragraph) and _fits(first):
        return [f": {inner[0]}", *_indented(inner[1:], "  ")]
    return [f": {_NOTHING}", *([""] if inner else []), *_indented(inner, "  ")]


def _indented(lines: Sequence[str], indent: str) -> Iterator[str]:
    return (f"{indent}{line}" if line else "" for line in lines)


def _table(table: Table) -> list[str]:
    head, *rows = [
        [_line(cell.children).replace("|", "\\|") for cell in row.cells]
        for row in (*table.head, *table.rows)
    ]
    marks = [_ALIGN[cell.align] for cell in table.head[0].cells]
    lines = [f"| {' | '.join(row)} |" for row in (head, marks, *rows)]
    return lines + (["", f"Table: {_line(table.caption)}"] if table.caption else [])


def _rule(mark: str) -> str:
    if not mark:
        return "---"
    return mark if _STARS.fullmatch(mark) else f"[{_line((Text(text=mark),))}]{{.rule}}"


def _colon(line: str) -> str:
    return f"\\{line}" if line.startswith(":") else line


def _container(name: str, words: str, inner: Sequence[str]) -> list[str]:
    longest = max((len(run) for line in inner for run in re.findall(":+", line)), default=0)
    fence = ":" * max(3, longest + 1)
    return [f"{fence} {name} {words}".rstrip(), *inner, fence]


def _language(block: Passage) -> str:
    words = " ".join(
        f"{key}={given}"
        for key, given in (("lang", block.language), ("dir", block.direction))
        if given
    )
    return f"{{{words}}}" if words else ""
