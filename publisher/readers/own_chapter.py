"""A chapter of a book of ours → the blocks that it was written from.

The other half of rendering/xhtml.py, element by element: nothing is recognised.  What that module
loses does not come back: names of notes are their numbers, levels of headings are without gaps.

In: the <section> of an article.  Out: blocks; ValueError for markup that is not of ours.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal, cast

from lxml import etree

from publisher.model.article import Asset
from publisher.model.body import (
    Abbreviation,
    Anchor,
    Aside,
    Block,
    Cell,
    CheckBox,
    Code,
    CodeText,
    Definition,
    Direction,
    Emphasis,
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
    Numbering,
    Paragraph,
    Passage,
    Picture,
    Quote,
    Row,
    Ruby,
    Rule,
    Script,
    Strong,
    Struck,
    Table,
    Terms,
    Text,
    Verse,
    is_label,
)
from publisher.model.formula import words as formula_words
from publisher.text import squeeze

Element = etree._Element  # noqa: SLF001 - lxml's own name for the type
Node = str | Element

_TEXTS = ("p", "div", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "aside", "section")
_BLOCKS = frozenset((*_TEXTS, "ul", "ol", "dl", "table", "figure", "hr"))
_NUMBERINGS: Mapping[str, Numbering] = {
    "a": "lower-alpha",
    "A": "upper-alpha",
    "i": "lower-roman",
    "I": "upper-roman",
}
_Align = Literal["", "start", "center", "end"]
_ALIGNED: tuple[_Align, ...] = ("start", "center", "end")
_ORIGINAL = "data-address"  # on a link to another article of its book: where it led before


class OwnChapter:
    """The markup of one article.

    assets     what the record says of its pictures, by their ids.
    pictures   name of a file below images/ -> the id of the picture.
    """

    def __init__(self, assets: Sequence[Asset], pictures: Mapping[str, str]) -> None:
        self._pictures = pictures
        shown = set(pictures.values())
        self._absent = [asset for asset in assets if asset.id not in shown]

    def blocks(self, section: Element) -> tuple[Block, ...]:
        """The text and the notes of an article's section.

        Refuses with ValueError markup that is not of ours.
        """
        found: list[Block] = []
        for part in section:
            if _classes(part) & {"article-text", "notes"}:
                found += self._several(part)
        return tuple(found)

    def _several(self, parent: Element) -> tuple[Block, ...]:
        if (parent.text or "").strip() or any((child.tail or "").strip() for child in parent):
            raise ValueError(f"words between the blocks of <{_tag(parent)}>")
        return tuple(block for child in parent for block in self._block(child))

    def _block(self, element: Element) -> Iterator[Block]:
        tag, classes = _tag(element), _classes(element)
        if "pull" in classes:  # the article's words a second time; the record says which
            return
        if tag == "div":
            yield self._division(element, classes)
            return
        if re.fullmatch("h[2-6]", tag):
            yield Heading(level=int(tag[1]) - 1, children=self._inlines(element))
            return
        made: Callable[[Element], Block] | None = {
            "p": self._paragraph,
            "blockquote": self._quote,
            "ul": self._list,
            "ol": self._list,
            "dl": self._terms,
            "pre": _code,
            "figure": self._figure,
            "hr": lambda _: Rule(),
            "aside": self._note,
        }.get(tag)
        if made is None:
            raise ValueError(f"<{tag}> is no block of ours")
        yield made(element)

    def _division(self, element: Element, classes: set[str]) -> Block:
        if "table" in classes:
            return self._table(element[0])
        if "verse" in classes:
            return self._verse(element)
        if "aside" in classes:
            title: tuple[Inline, ...] = ()
            if len(element) and "aside-title" in _classes(element[0]):
                title = self._inlines(element[0])
                element.remove(element[0])
            return Aside(children=self._several(element), title=title)
        if "passage" in classes:
            language, direction = _speech(element)
            children = self._several(element)
            return Passage(language=language, direction=direction, children=children)
        if "missing-picture" in classes:
            return Figure(asset=self._absent_one(element))
        return self._paragraph(element)  # of places alone

    def _paragraph(self, element: Element) -> Block:
        if "rule" in _classes(element):
            return Rule(mark=_words(element))
        return Paragraph(children=self._inlines(element))

    def _quote(self, element: Element) -> Quote:
        attribution: tuple[Inline, ...] = ()
        if len(element) and "attribution" in _classes(element[-1]):
            attribution = self._inlines(element[-1][0])
            element.remove(element[-1])
        return Quote(children=self._several(element), attribution=attribution)

    def _list(self, element: Element) -> List:
        ordered = _tag(element) == "ol"
        items = tuple(self._item(one) for one in element)
        if not ordered:
            return List(items=items)
        unmarked = "unmarked" in _classes(element)
        counted = _NUMBERINGS.get(element.get("type", ""), "decimal")
        return List(
            items=items,
            ordered=True,
            start=int(element.get("start", "1")),
            numbering="none" if unmarked else counted,
            descending=element.get("reversed") is not None,
        )

    def _item(self, element: Element) -> Item:
        value = element.get("value")
        number = int(value) if value is not None else None
        return Item(children=self._flow(element), number=number)

    def _flow(self, element: Element) -> tuple[Block, ...]:
        """Blocks; or words that stand directly in an element, and blocks behind them."""
        behind = [child for child in element if _is_block(child)]
        lead: list[Node] = [element.text or ""]
        for child in element:
            if behind and child is behind[0]:
                break
            lead += [child, child.tail or ""]
        children = self._read(lead)
        if any((child.tail or "").strip() for child in behind):
            raise ValueError(f"words behind a block of <{_tag(element)}>")
        if not squeeze("".join(map(_words, lead))) and not any(
            isinstance(node, etree._Element)  # noqa: SLF001 - the class has no other name
            for node in lead
        ):
            children = ()
        first = (Paragraph(children=children),) if children else ()
        return (*first, *(block for child in behind for block in self._block(child)))

    def _terms(self, element: Element) -> Terms:
        entries: list[Entry] = []
        for one in element:
            if _tag(one) == "dt":
                entries.append(Entry(term=self._inlines(one)))
                continue
            children = self._flow(one)
            if not children:  # stands behind a last term of which nothing is said
                continue
            last = entries.pop() if entries else Entry(term=())
            said = (*last.definitions, Definition(children=children))
            entries.append(Entry(term=last.term, definitions=said))
        return Terms(entries=tuple(entries))

    def _table(self, table: Element) -> Table:
        head: tuple[Row, ...] = ()
        rows: tuple[Row, ...] = ()
        caption: tuple[Inline, ...] = ()
        for part in table:
            match _tag(part):
                case "caption":
                    caption = self._inlines(part)
                case "thead":
                    head = (*head, *map(self._row, part))
                case "tbody":
                    rows = (*rows, *map(self._row, part))
                case "colgroup":
                    pass
                case tag:
                    raise ValueError(f"<{tag}> is no part of a table of ours")
        return Table(head=head, rows=rows, caption=caption)

    def _row(self, row: Element) -> Row:
        return Row(cells=tuple(map(self._cell, row)))

    def _cell(self, cell: Element) -> Cell:
        classes = _classes(cell)
        aligned: Iterator[_Align] = (one for one in _ALIGNED if f"align-{one}" in classes)
        return Cell(
            children=self._inlines(cell),
            header=_tag(cell) == "th",
            align=next(aligned, ""),
            columns=int(cell.get("colspan", "1")),
            rows=int(cell.get("rowspan", "1")),
        )

    def _figure(self, figure: Element) -> Figure:
        caption: tuple[Inline, ...] = ()
        asset = address = ""
        for part in figure:
            match _tag(part):
                case "img":
                    asset = self._asset_of(part)
                case "a":
                    asset, address = self._asset_of(part[0]), part.get("href", "")
                case "div":
                    asset = self._absent_one(part)
                case "figcaption":
                    said = [one for one in part if "picture-credit" not in _classes(one)]
                    caption = self._inlines(said[0]) if said else ()
                case tag:
                    raise ValueError(f"<{tag}> is no part of a figure of ours")
        return Figure(asset=asset, caption=caption, address=address)

    def _asset_of(self, picture: Element) -> str:
        name = picture.get("src", "").rpartition("/")[2]
        if name not in self._pictures:
            raise ValueError(f"the record knows no picture '{name[:40]}'")
        return self._pictures[name]

    def _absent_one(self, box: Element) -> str:
        """The picture in whose place a box stands, by the words that the box gives of it."""
        said = squeeze(_words(box))
        for asset in self._absent:
            if squeeze(asset.alt) in said:
                self._absent.remove(asset)
                return asset.id
        raise ValueError("the record knows no picture that is not printed here")

    def _verse(self, verse: Element) -> Verse:
        lines: list[Line] = []
        for stanza in verse:
            if lines:
                lines.append(Line(children=()))
            for line in stanza:
                steps = re.search(r"\bindent-(\d)\b", line.get("class", ""))
                indent = int(steps[1]) if steps else 0
                lines.append(Line(children=self._inlines(line), indent=indent))
        return Verse(lines=tuple(lines))

    def _note(self, note: Element) -> Note:
        if "note" not in _classes(note) or not len(note):
            raise ValueError("<aside> is no note of ours")
        label = _words(note[0])
        note.remove(note[0])
        name = _number(note.get("id", ""), "n")
        return Note(name=name, children=self._several(note), label=label if is_label(label) else "")

    def _inlines(self, element: Element) -> tuple[Inline, ...]:
        nodes: list[Node] = [element.text or ""]
        for child in element:
            nodes += [child, child.tail or ""]
        return self._read(nodes)

    def _read(self, nodes: Iterable[Node]) -> tuple[Inline, ...]:
        found: list[Inline] = []
        for node in nodes:
            if isinstance(node, str):
                found += [Text(text=node)] if node else []
            else:
                found += self._inline(node)
        return tuple(found)

    # one case for each kind
    def _inline(self, element: Element) -> Iterator[Inline]:
        match _tag(element):
            case "em":
                yield Emphasis(children=self._inlines(element))
            case "strong":
                yield Strong(children=self._inlines(element))
            case "s":
                yield Struck(children=self._inlines(element))
            case "sup" if len(element) == 1 and "mark" in _classes(element[0]):
                yield NoteMark(note=_number(element[0].get("href", ""), "n"))
            case "sub":
                yield Script(position="sub", children=self._inlines(element))
            case "sup":
                yield Script(position="sup", children=self._inlines(element))
            case "code":
                yield CodeText(text=_words(element))
            case "br":
                yield LineBreak()
            case "span":
                yield from self._span(element)
            case "a":
                yield Link(address=_address(element), children=self._inlines(element))
            case "abbr":
                meaning = element.get("title", "")
                yield Abbreviation(meaning=meaning, children=self._inlines(element))
            case "ruby":
                reading = element[-1]
                element.remove(reading)
                yield Ruby(children=self._inlines(element), reading=_words(reading))
            case "img":
                yield Picture(asset=self._asset_of(element))
            case "math":
                yield Formula(mathml=_mathml(element))
            case tag:
                raise ValueError(f"<{tag}> is nothing that stands in a line of ours")

    def _span(self, element: Element) -> Iterator[Inline]:
        if "check-box" in _classes(element):
            yield CheckBox(checked=element.text == "☑")
        elif element.get("id"):
            yield Anchor(name=element.get("id", "").partition("-to-")[2])
        else:
            language, direction = _speech(element)
            children = self._inlines(element)
            yield Foreign(language=language, direction=direction, children=children)


def _code(pre: Element) -> Code:
    code = pre[0]
    language = code.get("class", "").removeprefix("language-")
    return Code(text=_words(code), language=language)


def _mathml(element: Element) -> str:
    """The formula as it was given: words in place of its plain form are the writer's."""
    for node in element.iter():
        node.tag = _tag(node)
    etree.cleanup_namespaces(element)
    tail, element.tail = element.tail, None
    spoken = element.attrib.pop("alttext", "")
    bare = etree.tostring(element, encoding="unicode")
    if spoken and spoken != formula_words(bare):
        element.set("alttext", spoken)
        bare = etree.tostring(element, encoding="unicode")
    element.tail = tail
    return bare


def _address(link: Element) -> str:
    """Where a link leads: a place of the article, or what its source wrote."""
    href = link.get(_ORIGINAL, "") or link.get("href", "")
    file, mark, place = href.partition("#")
    inside = mark and not file.startswith(("http:", "https:", "mailto:"))
    return f"#{place.partition('-to-')[2]}" if inside else href


def _number(ident: str, sign: str) -> str:
    """The number at the end of an id: "a1-title-n3"."""
    found = re.search(rf"-{sign}(\d+)$", ident)
    if not found:
        raise ValueError(f"'{ident[:60]}' names no note of ours")
    return found[1]


def _speech(element: Element) -> tuple[str, Direction]:
    """(language, direction) as the markup states them."""
    way = element.get("dir", "")
    return element.get("lang", ""), cast("Direction", way if way in {"ltr", "rtl"} else "")


def _is_block(element: Element) -> bool:
    return _tag(element) in _BLOCKS


def _tag(element: Element) -> str:
    name: Any = element.tag
    return name.rpartition("}")[2] if isinstance(name, str) else ""


def _classes(element: Element) -> set[str]:
    return set(element.get("class", "").split())


def _words(node: Node) -> str:
    return node if isinstance(node, str) else "".join(map(str, node.itertext()))
