"""Elements of a page → blocks of the closed vocabulary, in order, with what does not belong to the text in its place.

In: the article's element.  Out: Parts: blocks, and elements that are page furniture.  What the vocabulary cannot hold is
counted in `remarks`; words are never dropped.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from publisher.model.article import Asset
from publisher.model.body import (
    Aside,
    Block,
    Code,
    Direction,
    Figure,
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
    Rule,
    Strong,
    Text,
    Verse,
    plain_text,
)
from publisher.readers import htmlfigure as figures
from publisher.readers.htmlinline import Lines, Node, holds, speech
from publisher.readers.htmlnotes import find_notes, inline_note
from publisher.readers.htmltable import is_layout, table_of
from publisher.readers.htmltree import HEADINGS, SET_ASIDE, UNSPOKEN, Element, blanks, found_at, is_phrasing, line_of, words_of

_EMBEDS = {"iframe", "video", "audio", "object", "embed", "amp-youtube", "amp-iframe"}
_FORMED = {"ul", "ol", "menu", "dir", "dl", "blockquote", "pre", "table", "aside", "details"}
_ATTRIBUTION = re.compile(r"^\s*[—–―]\s*\S|^\s*--\s*\S")
_VERSE = re.compile(r"(?:^|[\s_-])(?:poem|poetry|verse|stanza|lyrics)(?:$|[\s_-])", re.IGNORECASE)
_BOX = re.compile(r"(?:^|[\s_-])(?:callout|admonition|infobox|factbox|sidebar-box|pullquote|pull-quote)(?:$|[\s_-])", re.IGNORECASE)
_BOX_TITLE = re.compile(r"(?:^|[\s_-])(?:callout|admonition|box)-title(?:$|[\s_-])", re.IGNORECASE)
_LANGUAGE = re.compile(r"(?:^|\s)(?:language|lang|highlight|highlight-source|brush:?)[-_ ](?!line|lines)([\w+#.-]+)", re.IGNORECASE)
_GUTTER = re.compile(r"(?:^|[\s_-])(?:gutter|linenos?|line-?numbers?|linenodiv|rouge-gutter)(?:$|[\s_-])", re.IGNORECASE)


class Part(NamedTuple):
    """One block of the article with its line in the source; or an element in its place that is not of the text."""

    block: Block | None
    line: int
    element: Element | None = None


@dataclass(slots=True)
class Body:
    """Turns one article's elements into blocks.

    base      the address that relative ones are whole against.
    regions   elements that are not of the text.
    assets    the pictures met, without their bytes; remarks: what the vocabulary could not hold, and how often.
    """

    base: str
    regions: dict[Element, str]
    language: str = ""
    direction: Direction = ""
    top: int = 1
    assets: dict[str, Asset] = field(default_factory=dict)
    lines: Lines = field(init=False)
    notes: dict[Element, str] = field(default_factory=dict)
    holders: set[Element] = field(default_factory=set)  # elements of a line that hold blocks all the same

    def __post_init__(self) -> None:
        self.lines = Lines(base=self.base, marks={}, silent=set(), set_out=self._set_out, picture=self._picture,
                           language=self.language, direction=self.direction)

    def parts(self, article: Element, *, title: frozenset[str] = frozenset()) -> list[Part]:
        """The parts of the article in order; headings that say one of `title` are the title's level."""
        found = find_notes(article, self.base, self.regions)
        for note in found.notes:
            for above in (note, *note.iterancestors()):
                self.regions.pop(above, None)  # a box of notes is of the text, whatever it is called
        self.holders = set(_holders(article))
        self.notes, self.lines.marks, self.lines.silent = found.notes, found.marks, found.silent
        levels = [HEADINGS[str(element.tag)] for element in article.iter(*HEADINGS) if not self._below_furniture(element) and words_of(element) not in title]
        self.top = min(levels, default=1)
        if article.tag in {"body", "div", "article", "main", "section"}:
            return self.flow(article)
        return self._block(article)

    def _below_furniture(self, element: Element) -> bool:
        return element in self.regions or any(above in self.regions for above in element.iterancestors())

    def _set_out(self, element: Element) -> bool:
        return element in self.regions

    def flow(self, element: Element) -> list[Part]:
        """The parts of what an element holds: its lines of text are paragraphs, its blocks are blocks."""
        out: list[Part] = []
        run: list[Node] = [element.text] if element.text else []
        for child in element:
            if self._in_line(child):
                run.append(child)
            else:
                out += self._paragraphs(run, element)
                run = []
                out += self._block(child)
            if child.tail:
                run.append(child.tail)
        return out + self._paragraphs(run, element)

    def _in_line(self, element: Element) -> bool:
        if element in self.lines.marks or element in self.lines.silent or element.tag in {"br", "script"}:
            return True
        if element in self.notes or inline_note(element):
            return inline_note(element)
        if element in self.regions:
            return is_phrasing(element)
        if element.tag in UNSPOKEN or element.tag == "svg":
            return True
        return is_phrasing(element) and element not in self.holders

    def _paragraphs(self, run: Sequence[Node], element: Element) -> list[Part]:
        """A run of text as paragraphs, broken at two line breaks; large pictures in it are figures before or behind."""
        out: list[Part] = []
        for piece in _split(run):
            first = next((node for node in piece if not isinstance(node, str)), element)
            line = line_of(first)
            large = [image for node in piece if not isinstance(node, str) for image in self._large(node)]
            said = "".join(node if isinstance(node, str) else words_of(node) for node in piece).strip()
            before = large if not said or self._leads(piece, large) else []
            out += [part for image in before for part in self._figure(image, (), line)]
            asides = [note for node in piece if not isinstance(node, str) for note in node.iter() if inline_note(note) and note not in self.notes]
            for note in asides:
                self.lines.marks[note] = f"side-{len(self.lines.marks) + 1}"
            children = self.lines.inlines(piece)
            if holds(children):
                out.append(Part(Paragraph(children=children), line))
            out += [part for image in large if image not in before for part in self._figure(image, (), line)]
            out += [Part(self._side_note(note), line_of(note)) for note in asides]
            out += [Part(None, line_of(dropped), dropped) for dropped in self.lines.dropped]
            self.lines.dropped = []
        return out

    def _side_note(self, element: Element) -> Note:
        name = self.lines.marks[element]
        return Note(name=name, children=(Paragraph(children=self.lines.inlines((element.text or "", *_with_tails(element)))),))

    def _leads(self, piece: Sequence[Node], large: Sequence[Element]) -> bool:
        """Whether a picture stands before any word of its run."""
        for node in piece:
            if isinstance(node, str):
                if node.strip():
                    return False
            elif any(image is node or image in node.iterdescendants() for image in large):
                return True
            elif words_of(node):
                return False
        return False

    def _large(self, node: Element) -> Iterator[Element]:
        if node in self.regions or node.tag == "noscript":
            if node.tag == "noscript" and not self._beside(node):
                yield from node.iter("img")
            return
        for image in node.iter("img", "amp-img"):
            hidden = any(above in self.regions or (above.tag == "noscript" and self._beside(above)) for above in image.iterancestors())
            if not hidden and image not in self.regions and (not figures.is_small(image) or figures.is_counter(image)):
                yield image

    def _beside(self, noscript: Element) -> bool:
        """Whether a picture beside a <noscript> shows already what is in it."""
        above = noscript.getparent()
        return above is not None and any(figures.address_of(image) for image in above.iter("img") if noscript not in image.iterancestors())

    def _block(self, element: Element) -> list[Part]:
        line = line_of(element)
        if element in self.regions or element.tag in UNSPOKEN:
            return [Part(None, line, element)] if element in self.regions else []
        if element in self.notes:
            inside, rest = self._inside(element)
            return [Part(Note(name=self.notes[element], children=inside), line), *rest]
        language, direction = speech(element, self.lines.language, self.lines.direction)
        if language or direction:
            return self._passage(element, language, direction)
        return self._whole(element, line)

    def _whole(self, element: Element, line: int) -> list[Part]:
        """The element as its kind; as plain paragraphs where its form would lose a word (a table with text outside its cells)."""
        parts = self._kind(element, line)
        if element.tag not in _FORMED and not figures.is_figure(element):
            return parts
        if any(below in self.lines.marks or below in self.lines.silent or below in self.notes for below in element.iter()):
            return parts
        said = "".join([*(plain_text((part.block,)) for part in parts if part.block), *(words_of(part.element) for part in parts if part.element is not None),
                        *(asset.credit for asset in self.assets.values())])
        if not Counter("".join(words_of(element).split())) - Counter("".join(said.split())):
            return parts
        self.lines.remarks["lists, tables and figures read as paragraphs, since their form would lose words"] += 1
        return self.flow(element)

    def _passage(self, element: Element, language: str, direction: Direction) -> list[Part]:
        before = self.lines.language, self.lines.direction
        self.lines.language, self.lines.direction = language or before[0], direction or before[1]
        parts = self._whole(element, line_of(element))
        self.lines.language, self.lines.direction = before
        inside, rest = _divided(parts)
        passage = Passage(language=language, direction=direction, children=inside)
        return [*([Part(passage, parts[0].line)] if inside else []), *rest]

    def _kind(self, element: Element, line: int) -> list[Part]:
        match element.tag:
            case tag if tag in HEADINGS:
                return self._heading(element, line)
            case "ul" | "ol" | "menu" | "dir":
                return self._list(element, line)
            case "dl":
                return self._terms(element, line)
            case "blockquote":
                return self._quote(element, line)
            case "pre" | "xmp" | "listing":
                return self._code(element, line)
            case "hr":
                return [Part(Rule(), line)]
            case "table":
                return self._table(element, line)
            case tag if tag in _EMBEDS:
                return self._embed(element, line)
            case "noscript":
                shown = [] if self._beside(element) else list(element.iter("img"))
                return [*(part for image in shown for part in self._figure(image, (), line)), Part(None, line, element)]
            case tag if tag in SET_ASIDE:
                return [Part(None, line, element)]
            case "aside" | "details":
                return self._aside(element, line)
            case "a":
                return self._linked(element)
            case _ if _VERSE.search(element.get("class", "")) and element.find(".//br") is not None:
                return self._verse(element, line)
            case _ if figures.is_figure(element):
                return self._framed(element, line)
            case _ if _BOX.search(element.get("class", "")):
                return self._aside(element, line)
            case _:
                return self.flow(element)

    def _heading(self, element: Element, line: int) -> list[Part]:
        out: list[Part] = []
        level = max(1, min(5, HEADINGS[str(element.tag)] - self.top + 1))
        for part in self.flow(element):
            inside = isinstance(part.block, Paragraph)
            out.append(Part(Heading(level=level, children=part.block.children), line) if isinstance(part.block, Paragraph) and inside else part)
        return out

    def _inside(self, element: Element) -> tuple[tuple[Block, ...], list[Part]]:
        return _divided(self.flow(element))

    def _list(self, element: Element, line: int) -> list[Part]:
        """A list; text and elements beside its items are items of their own."""
        items: list[Item] = []
        rest: list[Part] = []
        for child in element:
            parts = self.flow(child) if child.tag == "li" and child not in self.notes and child not in self.regions else self._block(child)
            inside, beside = _divided([*parts, *self._paragraphs([child.tail] if child.tail else [], element)])
            rest += beside
            if len(inside) == 1 and isinstance(inside[0], List) and child.tag in {"ul", "ol"} and items:
                items[-1] = Item(children=(*items[-1].children, *inside))
            elif inside:
                items.append(Item(children=inside))
        start = element.get("start", "")
        made = List(items=tuple(items), ordered=element.tag == "ol", start=int(start) if re.fullmatch(r"\d{1,6}", start) else 1)
        first = self._paragraphs([element.text] if element.text else [], element)
        return [*first, *([Part(made, line)] if items else []), *rest]

    def _terms(self, element: Element, line: int) -> list[Part]:
        """A list of terms: each term in bold, then what is said of it, as one item."""
        items: list[list[Block]] = []
        rest: list[Part] = []
        open_term = False
        for child in element.iter("dt", "dd"):
            if child in self.regions or any(above in self.regions or (above.tag == "dl" and above is not element and element in above.iterancestors())
                                            for above in child.iterancestors()):
                rest += [Part(None, line_of(child), child)] if child in self.regions else []
                continue
            inside, beside = _divided(self._block(child) if child in self.notes else self.flow(child))
            rest += beside
            if child.tag == "dt":
                inside = tuple(Paragraph(children=(Strong(children=block.children),)) if isinstance(block, Paragraph) else block for block in inside)
            if not items or (child.tag == "dt" and not open_term):
                items.append([])
            items[-1] += inside
            open_term = child.tag == "dt"
        if not any(items):
            return [*rest] or self.flow(element)
        return [Part(List(items=tuple(Item(children=tuple(item)) for item in items if item)), line), *rest]

    def _quote(self, element: Element, line: int) -> list[Part]:
        inside, rest = self._inside(element)
        last = element[-1] if len(element) else None
        attribution: tuple[Inline, ...] = ()
        if len(inside) > 1 and isinstance(inside[-1], Paragraph) and not (last is not None and (last.tail or "").strip()):
            named = last is not None and last.tag in {"footer", "cite"}
            if named or _ATTRIBUTION.match(plain_text(inside[-1:])):
                attribution, inside = inside[-1].children, inside[:-1]
        return [*([Part(Quote(children=inside, attribution=attribution), line)] if inside else []), *rest]

    def _code(self, element: Element, line: int) -> list[Part]:
        text = "".join(_code_text(element, self.regions))
        named = " ".join(holder.get("class", "") for holder in (element, *element.iter("code"), *list(element.iterancestors())[:2]))
        language = _LANGUAGE.search(named)
        rest = [Part(None, line, below) for below in element.iterdescendants() if below in self.regions or _GUTTER.search(below.get("class", ""))]
        if not text.strip():
            return rest
        if _VERSE.search(named):
            return [Part(Verse(lines=tuple(_verse_line(row) for row in text.strip("\n").split("\n"))), line), *rest]
        return [Part(Code(text=text.strip("\n").rstrip(), language=language[1].lower() if language else ""), line), *rest]

    def _verse(self, element: Element, line: int) -> list[Part]:
        inside, rest = self._inside(element)
        rows: list[Line] = []
        for block in inside:
            if not isinstance(block, Paragraph):
                return [*(Part(block, line) for block in inside), *rest]
            rows += [*([Line(children=())] if rows else []), *_rows(block.children)]
        return [*([Part(Verse(lines=tuple(rows)), line)] if rows else []), *rest]

    def _table(self, element: Element, line: int) -> list[Part]:
        """A table; one that only lays things out is no table, and a column of line numbers is none of the text."""
        gutters = [cell for cell in element.iter("td") if _GUTTER.search(cell.get("class", ""))]
        if gutters:
            rest = [Part(None, line_of(cell), cell) for cell in gutters]
            code = [part for block in element.iter("pre") if not any(above in gutters for above in block.iterancestors()) for part in self._code(block, line)]
            return [*code, *rest]
        if is_layout(element):
            out: list[Part] = []
            for child in element:
                for cell in ([child] if child.tag == "caption" else child.iter("td", "th")):
                    if cell is child or next(cell.iterancestors("table")) is element:
                        out += self._block(cell) if cell in self.regions else self.flow(cell)
            return out
        rest = []
        words = element.find("caption")
        caption = self._cell(words, rest) if words is not None else ()
        made = table_of(element, lambda cell: self._cell(cell, rest), caption)
        return [*([Part(made, line)] if made else []), *rest]

    def _cell(self, element: Element, rest: list[Part]) -> tuple[Inline, ...]:
        inside, beside = self._inside(element)
        rest += beside
        return _in_one_line(inside)

    def _aside(self, element: Element, line: int) -> list[Part]:
        inside, rest = self._inside(element)
        title: tuple[Inline, ...] = ()
        first = next((child for child in element if words_of(child)), None)
        named = first is not None and (first.tag == "summary" or _BOX_TITLE.search(first.get("class", "")))
        if len(inside) > 1 and (isinstance(inside[0], Heading) or (named and isinstance(inside[0], Paragraph))):
            title, inside = inside[0].children, inside[1:]
        return [*([Part(Aside(title=title, children=inside), line)] if inside else []), *rest]

    def _linked(self, element: Element) -> list[Part]:
        """A link around blocks: each paragraph and heading in it leads where it leads."""
        address = figures.absolute(element.get("href", ""), self.base)
        return [_linking(part, address) if address else part for part in self.flow(element)]

    def _embed(self, element: Element, line: int) -> list[Part]:
        """A frame or film as its address, which is all that the page says of it."""
        source = element.find("source")
        written = next(filter(None, (element.get(name) for name in ("src", "data-src", "data")) ), "") or (source.get("src", "") if source is not None else "")
        address = figures.absolute(written, self.base)
        inside = [Part(None, line, element)] if words_of(element) else []
        if not address or figures.is_counter(element):
            return inside
        self.lines.remarks["frames and films given as their address"] += 1
        return [Part(Paragraph(children=(Link(address=address, children=(Text(text=address),)),)), line), *inside]

    def _framed(self, element: Element, line: int) -> list[Part]:
        """A figure: its pictures, the last with the caption; one that frames text or a table is that, then its caption."""
        words = figures.captions(element)
        credit = [found for found in figures.credits_in(element) if not any(above in self.regions for above in found.iterancestors())]
        shown = [image for image in figures.pictures(element) if image not in self.regions]
        other = found_at(element, ".//table | .//pre | .//blockquote | .//figure | .//ul | .//ol")
        if not shown or (other and element.tag == "figure"):
            return self.flow(element)
        names = tuple(blanks(words_of(found)) for found in credit)
        taken = self.lines.silent | set(credit)
        kept, self.lines.silent = self.lines.silent, taken
        captions = [(_in_one_line(inside), rest) for caption in words if caption not in credit for inside, rest in [self._inside(caption)]]
        self.lines.silent = kept
        joined: tuple[Inline, ...] = ()
        for caption, _ in captions:
            joined = (*joined, LineBreak(), *caption) if joined and caption else joined or caption
        out = [part for image in shown[:-1] for part in self._figure(image, (), line)]
        out += self._figure(shown[-1], joined, line, credit=" ".join(names))
        return [*out, *(part for _, rest in captions for part in rest), *self._besides(element, {*words, *credit})]

    def _besides(self, element: Element, told: set[Element]) -> list[Part]:
        """Words in a figure that are neither caption nor credit ("enlarge", "1 of 7"): in their place, not of the text."""
        return [Part(None, line_of(below), below) for below in _untold(element, told)]

    def _figure(self, image: Element, caption: tuple[Inline, ...], line: int, *, credit: str = "") -> list[Part]:
        asset = None if figures.is_counter(image) else self._asset(image, credit)
        if asset is None:
            left = [Part(None, line, image)] if figures.is_counter(image) else []
            return [*left, *([Part(Paragraph(children=caption), line)] if holds(caption) else [])]
        return [Part(Figure(asset=asset.id, caption=caption, address=figures.target_of(image, self.base)), line)]

    def _picture(self, image: Element) -> Picture | None:
        if not figures.is_small(image) or figures.is_counter(image):
            return None
        asset = self._asset(image, "")
        return Picture(asset=asset.id) if asset else None

    def _asset(self, image: Element, credit: str) -> Asset | None:
        written = figures.address_of(image)
        file, url = figures.local_path(written), figures.absolute(written, self.base)
        alt = blanks(image.get("alt")).strip()
        if not (file or url):
            self.lines.remarks["pictures without an address"] += 1
            return None
        known = self.assets.get(url or file)
        if known is None or (credit and not known.credit):
            known = Asset(id=known.id if known else f"picture-{len(self.assets) + 1}", file=file, url=url, alt=alt, decorative=not alt, credit=credit)
            self.assets[url or file] = known
        return known


def _holders(article: Element) -> Iterator[Element]:
    foreign: set[Element | None] = set()
    for element in article.iter():
        above = element.getparent()
        if element.tag in {"svg", "math"} or above in foreign:
            foreign.add(element)
        elif not is_phrasing(element) and element.tag not in UNSPOKEN | {"noscript"}:
            while above is not None and is_phrasing(above) and above is not article:
                yield above
                above = above.getparent()


def _divided(parts: Sequence[Part]) -> tuple[tuple[Block, ...], list[Part]]:
    """(blocks, what stands on its own behind them: notes and furniture)."""
    inside = tuple(part.block for part in parts if part.block is not None and not isinstance(part.block, Note))
    return inside, [part for part in parts if part.block is None or isinstance(part.block, Note)]


def _with_tails(element: Element) -> Iterator[Node]:
    for child in element:
        yield child
        if child.tail:
            yield child.tail


def _split(run: Sequence[Node]) -> Iterator[list[Node]]:
    """The run, cut at two line breaks with nothing but blanks between them."""
    piece: list[Node] = []
    breaks = 0
    for node in run:
        if not isinstance(node, str) and node.tag == "br":
            breaks += 1
        elif breaks and isinstance(node, str) and not node.strip(" \t\n\r\f\u00a0"):
            pass
        else:
            if breaks > 1 and piece:
                yield piece
                piece = []
            breaks = 0
        piece.append(node)
    if piece:
        yield piece


def _rows(children: Sequence[Inline]) -> Iterator[Line]:
    row: list[Inline] = []
    for child in (*children, LineBreak()):
        if isinstance(child, LineBreak):
            yield Line(children=tuple(row))
            row = []
        else:
            row.append(child)


def _verse_line(row: str) -> Line:
    words = row.strip()
    indent = (len(row) - len(row.lstrip())) // 2
    return Line(children=(Text(text=words),) if words else (), indent=indent if words else 0)


def _code_text(element: Element, regions: dict[Element, str]) -> Iterator[str]:
    if element in regions or _GUTTER.search(element.get("class", "")) or element.tag in UNSPOKEN | SET_ASIDE:
        return
    yield "\n" if element.tag == "br" else element.text or ""
    for child in element:
        yield from _code_text(child, regions)
        yield child.tail or ""


def _in_one_line(blocks: Sequence[Block]) -> tuple[Inline, ...]:
    """Blocks where only inlines may stand: each on a line of its own."""
    out: list[Inline] = []
    for block in blocks:
        match block:
            case Paragraph() | Heading():
                inlines: tuple[Inline, ...] = block.children
            case Figure():
                inlines = (Picture(asset=block.asset), *((LineBreak(), *block.caption) if block.caption else ()))
            case List():
                inlines = _in_one_line([child for item in block.items for child in item.children])
            case Quote() | Aside() | Passage():
                inlines = _in_one_line(block.children)
            case _:
                inlines = (Text(text=plain_text((block,))),) if plain_text((block,)).strip() else ()
        if inlines:
            out += [*([LineBreak()] if out else []), *inlines]
    return tuple(out)


def _linking(part: Part, address: str) -> Part:
    match part.block:
        case Paragraph(children=children) if not any(isinstance(child, Link | NoteMark) for child in children):
            return Part(Paragraph(children=(Link(address=address, children=children),)), part.line)
        case Heading(children=children, level=level) if not any(isinstance(child, Link | NoteMark) for child in children):
            return Part(Heading(level=level, children=(Link(address=address, children=children),)), part.line)
        case _:
            return part


def _untold(element: Element, told: set[Element]) -> Iterator[Element]:
    for child in element:
        if child in told or child.tag in UNSPOKEN or not (words_of(child)):
            continue
        if any(below in told for below in child.iterdescendants()):
            yield from _untold(child, told)
        else:
            yield child
