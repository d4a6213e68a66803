"""Elements of a page → blocks of the closed vocabulary, in order.

What does not belong to the text stands in its place among them.

In: the article's element.  Out: Parts: blocks, and elements that are page furniture.  What the
vocabulary cannot hold is counted in `remarks`; words are never dropped.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from publisher.model.body import (
    Block,
    Direction,
    Figure,
    Formula,
    Inline,
    LineBreak,
    Link,
    Note,
    Paragraph,
    Passage,
    Picture,
    Rule,
    Text,
    inlines,
    pictured,
    plain_text,
)
from publisher.readers.credits import is_credit
from publisher.readers.html import figures, kinds, listings, lists
from publisher.readers.html.anchors import find_places
from publisher.readers.html.formulas import find_formulas
from publisher.readers.html.inlines import Lines, Node, holds, speech
from publisher.readers.html.media import Media
from publisher.readers.html.notes import find_notes, inline_note
from publisher.readers.html.offers import is_twin
from publisher.readers.html.parts import (
    Part,
    divided,
    holders,
    in_one_line,
    split,
    untold,
    with_tails,
)
from publisher.readers.html.siblings import adopt_captions, part_siblings
from publisher.readers.html.tree import (
    HEADINGS,
    SET_ASIDE,
    UNSPOKEN,
    Element,
    blanks,
    is_phrasing,
    line_of,
    words_of,
)

_EMBEDS = {"iframe", "video", "audio", "object", "embed", "amp-youtube", "amp-iframe"}
_FORMED = {"ul", "ol", "menu", "dir", "dl", "blockquote", "pre", "table", "aside", "details"}
# forms within a figure that the figure only frames
_WITHIN = ("table", "pre", "blockquote", "figure", "ul", "ol")
_BOX = re.compile(
    r"(?:^|[\s_-])(?:callout|admonition|infobox|factbox|sidebar-box|pullquote|pull-quote)(?:$|[\s_-])",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Body:
    """Turns one article's elements into blocks.

    base      the address that relative ones are whole against.
    regions   elements that are not of the text.
    media     the pictures met.
    """

    base: str
    regions: dict[Element, str]
    media: Media
    language: str = ""
    direction: Direction = ""
    top: int = 1
    lines: Lines = field(init=False)
    notes: dict[Element, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    # elements of a line that hold blocks all the same
    holders: set[Element] = field(default_factory=set)
    # what each block was read as, by the language and direction around it: where a form would lose
    # words, its element is read once more, and what is in it is not, or every level would double
    _read: dict[tuple[Element, str, Direction], list[Part]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.lines = Lines(
            base=self.base,
            marks={},
            silent=set(),
            set_out=self._set_out,
            picture=self._picture,
            language=self.language,
            direction=self.direction,
        )

    def parts(self, article: Element, *, title: frozenset[str] = frozenset()) -> list[Part]:
        """The parts of the article in order.

        Headings that say one of `title` are the title's level.
        """
        part_siblings(article)
        adopt_captions(article)
        found = find_notes(article, self.base, self.regions)
        for note in found.notes:
            for above in (note, *note.iterancestors()):
                # a box of notes is of the text, whatever it is called
                self.regions.pop(above, None)
        marked = found.marks.keys() | found.silent
        self.lines.places = find_places(article, self.base, self.regions, marked)
        self.lines.formulas = find_formulas(article)
        self.holders = set(holders(article))
        self.notes, self.lines.marks, self.lines.silent = found.notes, found.marks, found.silent
        self.labels = found.labels
        levels = [
            HEADINGS[str(element.tag)]
            for element in article.iter(*HEADINGS)
            if not self._below_furniture(element) and words_of(element) not in title
        ]
        self.top = min(levels, default=1)
        if article.tag in {"body", "div", "article", "main", "section"}:
            return self.flow(article)
        return self.block(article)

    def _below_furniture(self, element: Element) -> bool:
        return element in self.regions or any(
            above in self.regions for above in element.iterancestors()
        )

    def _set_out(self, element: Element) -> bool:
        return element in self.regions

    def flow(self, element: Element) -> list[Part]:
        """The parts of what an element holds.

        Its lines of text are paragraphs, its blocks are blocks.
        """
        out: list[Part] = []
        run: list[Node] = [element.text] if element.text else []
        for child in element:
            if self._in_line(child):
                run.append(child)
            else:
                out += self.paragraphs(run, element)
                run = []
                out += self.block(child)
            if child.tail:
                run.append(child.tail)
        return out + self.paragraphs(run, element)

    def _in_line(self, element: Element) -> bool:
        if (
            element in self.lines.marks
            or element in self.lines.silent
            or element in self.lines.formulas.sources
            or element in self.lines.formulas.doubles
            or element.tag in {"br", "script"}
        ):
            return True
        if element in self.notes or inline_note(element):
            return inline_note(element)
        if element in self.regions:
            return is_phrasing(element)
        if element.tag in UNSPOKEN or element.tag == "svg":
            return True
        return is_phrasing(element) and element not in self.holders

    def paragraphs(self, run: Sequence[Node], element: Element) -> list[Part]:
        """A run of text as paragraphs, broken at two line breaks.

        Large pictures in it are figures before or behind.
        """
        out: list[Part] = []
        for piece in split(run):
            first = next((node for node in piece if not isinstance(node, str)), element)
            line = line_of(first)
            large = [
                image for node in piece if not isinstance(node, str) for image in self._large(node)
            ]
            said = "".join(
                node if isinstance(node, str) else words_of(node) for node in piece
            ).strip()
            before = large if not said or self._leads(piece, large) else []
            out += [part for image in before for part in self._figure(image, (), line)]
            asides = [
                note
                for node in piece
                if not isinstance(node, str)
                for note in node.iter()
                if inline_note(note) and note not in self.notes
            ]
            for note in asides:
                self.lines.marks[note] = f"side-{len(self.lines.marks) + 1}"
            children = self.lines.inlines(piece)
            if holds(children):
                out.append(Part(Paragraph(children=children), line))
            out += [
                part
                for image in large
                if image not in before
                for part in self._figure(image, (), line)
            ]
            out += [Part(self._side_note(note), line_of(note)) for note in asides]
            out += [Part(None, line_of(dropped), dropped) for dropped in self.lines.dropped]
            self.lines.dropped = []
        return out

    def _side_note(self, element: Element) -> Note:
        name = self.lines.marks[element]
        return Note(
            name=name,
            children=(
                Paragraph(children=self.lines.inlines((element.text or "", *with_tails(element)))),
            ),
        )

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
            if node.tag == "noscript" and not is_twin(node):
                yield from node.iter("img")
            return
        for image in node.iter("img", "amp-img"):
            hidden = any(
                above in self.regions
                or above in self.lines.formulas.sources
                or above in self.lines.formulas.doubles
                or (above.tag == "noscript" and is_twin(above))
                for above in image.iterancestors()
            )
            if (
                not hidden
                and image not in self.regions
                and (not figures.is_small(image) or figures.is_counter(image))
            ):
                yield image

    def block(self, element: Element) -> list[Part]:
        """The parts of an element that is a block.

        Its own, and what stands in it and is not of the text.
        """
        key = (element, self.lines.language, self.lines.direction)
        if key not in self._read:
            self._read[key] = self._block(element)
        return list(self._read[key])

    def _block(self, element: Element) -> list[Part]:
        line = line_of(element)
        if element in self.regions or element.tag in UNSPOKEN:
            return [Part(None, line, element)] if element in self.regions else []
        if element in self.notes:
            inside, rest = self._inside(element)
            name = self.notes[element]
            label = self.labels.get(name, "")
            return [Part(Note(name=name, children=inside, label=label), line), *rest]
        language, direction = speech(element, self.lines.language, self.lines.direction)
        if language or direction:
            return self._passage(element, language, direction)
        return self._whole(element, line)

    def _whole(self, element: Element, line: int) -> list[Part]:
        """The element as its kind, or as plain paragraphs where its form would lose a word.

        A table with text outside its cells would.
        """
        parts = self._kind(element, line)
        if element.tag not in _FORMED and not figures.is_figure(element):
            return parts
        if any(
            below in self.lines.marks or below in self.lines.silent or below in self.notes
            for below in element.iter()
        ):
            return parts
        blocks = tuple(part.block for part in parts if part.block)
        said = "".join(
            [
                *(plain_text((block,)) for block in blocks),
                *(words_of(part.element) for part in parts if part.element is not None),
                *(self.media.by_id[asset].credit for asset in pictured(blocks)),
                *(_written(one.plain) for one in inlines(blocks) if isinstance(one, Formula)),
            ]
        )
        wanted = Counter("".join(words_of(element).split()))
        has_formulas = any(isinstance(one, Formula) for one in inlines(blocks))
        for below in element.iter():
            if below.tag == "rp" or (has_formulas and self._is_set_anew(below)):
                wanted -= Counter("".join(words_of(below).split()))
        if not wanted - Counter("".join(said.split())):
            return parts
        self.lines.remarks[
            "lists, tables or figures are read as paragraphs, since their form would lose words"
        ] += 1
        return self.flow(element)

    def _is_set_anew(self, element: Element) -> bool:
        """Whether an element's words are printed in another form (formulas, readings)."""
        return element in self.lines.formulas.sources or element.tag in {"math", "rp"}

    def _passage(self, element: Element, language: str, direction: Direction) -> list[Part]:
        before = self.lines.language, self.lines.direction
        self.lines.language, self.lines.direction = language or before[0], direction or before[1]
        parts = self._whole(element, line_of(element))
        self.lines.language, self.lines.direction = before
        inside, rest = divided(parts)
        passage = Passage(language=language, direction=direction, children=inside)
        return [*([Part(passage, parts[0].line)] if inside else []), *rest]

    def _kind(self, element: Element, line: int) -> list[Part]:
        match element.tag:
            case tag if tag in HEADINGS:
                return kinds.heading(self, element, line)
            case "ul" | "ol" | "menu" | "dir":
                return lists.items(self, element, line)
            case "dl":
                return lists.terms(self, element, line)
            case "blockquote":
                return kinds.quote(self, element, line)
            case "pre" | "xmp" | "listing":
                return listings.code(self, element, line)
            case "hr":
                return [Part(Rule(), line)]
            case "table":
                listing = listings.code_table(self, element, line)
                return kinds.table(self, element, line) if listing is None else listing
            case tag if tag in _EMBEDS:
                return self._embed(element, line)
            case "noscript":
                shown = [] if is_twin(element) else list(element.iter("img"))
                return [
                    *(part for image in shown for part in self._figure(image, (), line)),
                    Part(None, line, element),
                ]
            case tag if tag in SET_ASIDE:
                return [Part(None, line, element)]
            case "aside" | "details":
                return kinds.aside(self, element, line)
            case "a":
                return kinds.linked(self, element)
            case _ if (
                kinds.VERSE.search(element.get("class", "")) and element.find(".//br") is not None
            ):
                return kinds.verse(self, element, line)
            case _ if figures.is_figure(element):
                return self._framed(element, line)
            case _ if _BOX.search(element.get("class", "")):
                return kinds.aside(self, element, line)
            case _:
                return self.flow(element)

    def _inside(self, element: Element) -> tuple[tuple[Block, ...], list[Part]]:
        return divided(self.flow(element))

    def _embed(self, element: Element, line: int) -> list[Part]:
        """A frame or film as its title, leading to its address, below its picture."""
        film = self.media.film(element)
        poster = self.media.poster(film)
        inside = [Part(None, line, element)] if words_of(element) else []
        out: list[Part] = []
        if poster is not None:
            out.append(Part(Figure(asset=poster.id, address=film.address), line))
        words = Text(text=film.title or film.address)
        if film.address:
            self.lines.remarks["frames and films are given as their addresses"] += 1
            link = Link(address=film.address, children=(words,))
            out.append(Part(Paragraph(children=(link,)), line))
        elif film.title:
            out.append(Part(Paragraph(children=(words,)), line))
        return [*out, *inside]

    def _framed(self, element: Element, line: int) -> list[Part]:
        """A figure: its pictures, the last with the caption.

        One that frames text or a table is that, then its caption.
        """
        words = figures.captions(element)
        credit, others = self._credits(element)
        words += [one for one in others if not figures.is_within(one, words)]
        shown = [image for image in figures.pictures(element) if image not in self.regions]
        other = any(below is not element for below in element.iter(*_WITHIN))
        if not shown or (other and element.tag == "figure"):
            return self.flow(element)
        credit += [one for one in untold(element, {*words, *credit}) if is_credit(words_of(one))]
        names = tuple(blanks(words_of(found)) for found in credit)
        taken = self.lines.silent | set(credit)
        kept, self.lines.silent = self.lines.silent, taken
        read, self._read = self._read, {}
        captions = [
            (in_one_line(inside), rest)
            for caption in words
            if caption not in credit
            for inside, rest in [self._inside(caption)]
        ]
        self.lines.silent, self._read = kept, read
        joined: tuple[Inline, ...] = ()
        for caption, _ in captions:
            joined = (*joined, LineBreak(), *caption) if joined and caption else joined or caption
        out = [part for image in shown[:-1] for part in self._figure(image, (), line)]
        out += self._figure(shown[-1], joined, line, credit=" ".join(names))
        return [
            *out,
            *(part for _, rest in captions for part in rest),
            *self._besides(element, {*words, *credit}),
        ]

    def _credits(self, element: Element) -> tuple[list[Element], list[Element]]:
        """What a figure calls its credit: (credits, captions all the same)."""
        named = [
            found
            for found in figures.credits_in(element)
            if not any(above in self.regions for above in found.iterancestors())
        ]
        sure = [
            one
            for one in named
            if self.regions.get(one, "byline") != "byline" or figures.holds_credit(one)
        ]
        others = [one for one in named if one not in sure and one not in self.regions]
        return sure, others

    def _besides(self, element: Element, told: set[Element]) -> list[Part]:
        """Words in a figure that are neither caption nor credit ("enlarge", "1 of 7").

        In their place, not of the text.
        """
        return [Part(None, line_of(below), below) for below in untold(element, told)]

    def _figure(
        self, image: Element, caption: tuple[Inline, ...], line: int, *, credit: str = ""
    ) -> list[Part]:
        said = holds(caption)
        counts = figures.is_counter(image)
        asset = None if counts else self.media.asset(image, credit, words="caption" * said)
        if asset is None:
            left = [Part(None, line, image)] if counts else []
            return [*left, *([Part(Paragraph(children=caption), line)] if said else [])]
        address = figures.target_of(image, self.base)
        return [Part(Figure(asset=asset.id, caption=caption, address=address), line)]

    def _picture(self, image: Element) -> Picture | None:
        if not figures.is_small(image) or figures.is_counter(image):
            return None
        asset = self.media.asset(image)
        return Picture(asset=asset.id) if asset else None


def _written(tex: str) -> str:
    """TeX with every delimiter that may have stood around it."""
    return f"\\(\\[$${tex}$$\\]\\)"
