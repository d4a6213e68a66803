"""Chapters as plain pages (writers.pdf.page_plan) → files of Typst's code, one block a line.

A line is a place: what Typst says of one can be told by the chapter's name and the line.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from lxml import etree

from publisher.writers.typst.figures import picture_size
from publisher.writers.typst.inline import Context, Words, braced, image, mark, spoken
from publisher.writers.typst.lists import labels_of
from publisher.writers.typst.literals import listed, text
from publisher.writers.typst.refusal import CannotSet
from publisher.writers.typst.tables import table_code

# The level (rendering.design) of a paragraph by its class; of others, that of their place.
_LEVELS = {
    "kicker": "kicker",
    "series": "kicker",
    "subtitle": "subtitle",
    "standfirst": "standfirst",
    "byline": "byline",
    "editors": "byline",
    "imprint": "byline",
    "attribution": "attribution",
    "aside-title": "aside-title",
    "picture-credit": "picture-credit",
    "label": "credit-head",
    "part-number": "part",
}
# elements that begin a block of their own; all others stand in lines
_BLOCKS = frozenset(
    {
        *("p", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "hr", "blockquote", "table"),
        *("ul", "ol", "li", "dl", "dt", "dd", "figure", "figcaption"),
        *("div", "section", "header", "aside"),
    }
)
_TAB = 8  # letters to a tab stop, as CSS has it
_LONG = 250  # characters of a standfirst that is set as text (specification of the page, 2)


class Blocks:
    """The blocks of one chapter in the making."""

    def __init__(self, context: Context) -> None:
        self.context = context

    def all(self, parent: etree._Element) -> str:
        """The children of an element, one block a line; words that stand loose are paragraphs."""
        lines = list(self._lines(parent))
        if ident := parent.get("id"):
            lines.insert(0, mark(ident, self.context))
        return "{\n" + "\n".join(lines) + "\n}" if lines else "[]"

    def _lines(self, parent: etree._Element) -> Iterator[str]:
        loose = etree.Element("p")
        loose.text = parent.text
        for child in list(parent):
            if not isinstance(child.tag, str):
                continue
            if child.tag in _BLOCKS:
                yield from self._loose(loose, parent)
                loose = etree.Element("p")
                loose.text = child.tail
                yield from self.block(child)
            else:
                loose.append(child)
        yield from self._loose(loose, parent)

    def _loose(self, words: etree._Element, parent: etree._Element) -> Iterator[str]:
        """Words that stand straight in a block: a paragraph, but for the item of a list."""
        if len(words) or (words.text or "").strip():
            written = Words(self.context).write(words)
            yield written if parent.tag == "li" else f"p({written})"

    def block(self, element: etree._Element) -> Iterator[str]:
        """The code of one block."""
        kind = _KINDS.get(str(element.tag))
        if kind is None:
            raise CannotSet(f"<{element.tag}>")
        yield from (spoken(element, line) for line in kind(self, element))

    def words(self, element: etree._Element) -> str:
        """The words of a block that holds nothing else."""
        return Words(self.context).write(element)

    # --- kinds

    def paragraph(self, element: etree._Element) -> Iterator[str]:
        """A paragraph; a picture or formula of its own line ends it."""
        classes = element.get("class", "").split()
        words = self.words(element)
        if "ours" in classes:
            words = f"ours({words})"
        if "rule" in classes:
            yield f"ornament({words})"
        elif "line" in classes:
            indent = next((one[7:] for one in classes if one.startswith("indent-")), "0")
            yield f"verse-line({indent}, {words})"
        elif "description" in classes:
            yield f"described({words})"
        elif level := next((_LEVELS[name] for name in classes if name in _LEVELS), ""):
            if level == "standfirst" and _length(element) > _LONG:
                level = "standfirst-long"
            yield f"P({text(level)}, {words})"
        elif "source" in classes:
            yield f"hanging({words})"
        else:
            yield f"p({words})"

    def heading(self, element: etree._Element) -> Iterator[str]:
        """A heading of its depth."""
        depth = int(element.tag[1])
        level = f"h{min(depth, 4)}"
        above = element.getparent()
        within = above.get("class", "").split() if above is not None else []
        if depth == 1 and ({"title-page", "part-page"} & {*within}):
            level = "title"
        elif depth == 1 and ({"contents", "sources", "colophon"} & {*within}):
            level = "contents"
        elif "part" in element.get("class", "").split():
            level = "part"
        number = element.get("data-number", "")
        given = f", number: {text(number)}" if number else ""
        yield f"H({depth}, {text(level)}, {self.words(element)}{given})"

    def quote(self, element: etree._Element) -> Iterator[str]:
        """A quotation, which may hold others."""
        yield f"quoted({self.all(element)})"

    def listing(self, element: etree._Element) -> Iterator[str]:
        """A list, numbered or not."""
        items = [child for child in element if child.tag == "li"]
        classes = element.get("class", "").split()
        if "entries" in classes:
            yield from self._entries(items)
            return
        bodies = listed(self.all(item) for item in items)
        marks = [mark(ident, self.context) for ident in [element.get("id")] if ident]
        before = f"{marks[0]}; " if marks else ""
        if "unmarked" in classes:
            yield f"unmarked({bodies})"
        elif element.tag == "ol":
            labels = listed(map(text, labels_of(element)))
            yield f"{{{before}numbered({labels}, {bodies})}}"
        else:
            yield f"{{{before}bulleted({bodies})}}"

    def _entries(self, items: Iterable[etree._Element]) -> Iterator[str]:
        """Entries of the contents, each with the page that it leads to."""
        entries: list[str] = []
        for item in items:
            link = item.find("a")
            target = link.get("href", "").partition("#")[2] if link is not None else ""
            title = braced(Words(self.context).element(link)) if link is not None else "[]"
            below = [
                f"entry-below({spoken(child, self.words(child))})"
                for child in item
                if child is not link
            ]
            entry = f"entry({text(target)}, {title}, {braced(below)})"
            entries.append(spoken(item, entry))
        yield f"entries({listed(entries)})"

    def terms(self, element: etree._Element) -> Iterator[str]:
        """Terms and what they mean."""
        for child in element:
            name = "term" if child.tag == "dt" else "meaning"
            yield f"{name}({spoken(child, self.all(child))})"

    def code(self, element: etree._Element) -> Iterator[str]:
        """A program."""
        words = "".join(map(str, element.itertext())).expandtabs(_TAB)
        lines = (_breakable(line, self.context.code_line) for line in words.split("\n"))
        yield f"listing({self._marks(element)}, {text(chr(10).join(lines))})"

    def _marks(self, element: etree._Element) -> str:
        ids = [one.get("id") for one in element.iter(etree.Element)]
        return braced([mark(ident, self.context) for ident in ids if ident])

    def rule(self, element: etree._Element) -> Iterator[str]:
        """A line between two parts of a text."""
        yield f"divider({self._marks(element)})"

    def figure(self, element: etree._Element) -> Iterator[str]:
        """A picture with its caption."""
        picture = next(element.iter("img"), None)
        caption = element.find("figcaption")
        said = self.all(caption) if caption is not None else "none"
        if picture is None:
            yield f'B("caption", {self.all(element)})'
            return
        width, height = picture_size(picture, element.get("class", ""), self.context)
        drawn = image(picture, width, height)
        link = next((one for one in element.iter("a") if picture in one), None)
        if link is not None and (caption is None or link not in [*caption.iter()]):
            drawn = f"link({text(link.get('href', ''))}, {drawn})"
        yield f"pictured({self._marks_of_figure(element)}, {drawn}, {said})"

    def _marks_of_figure(self, element: etree._Element) -> str:
        ident = element.get("id")
        return braced([mark(ident, self.context)] if ident else [])

    def table(self, element: etree._Element) -> Iterator[str]:
        """A table; its caption stands above."""
        holder = element.getparent()
        above = holder.getparent() if holder is not None else None
        is_in_text = above is not None and above.get("class") == "article-text"
        yield table_code(element, self.context, self.context.reach if is_in_text else 0)

    def box(self, element: etree._Element) -> Iterator[str]:
        """A part of the page, by its class."""
        classes = element.get("class", "").split()
        name = next((name for name in _BOXES if name in classes), "")
        if name == "article-text":
            inside = Blocks(replace(self.context, in_text=True)).all(element)
            yield f"article-text({inside})"
        elif name == "notes" and self.context.notes:
            return
        elif name == "table":
            yield from self._lines(element)
        elif name == "credit":
            yield from self._credit(element)
        elif name:
            yield f"{_BOXES[name]}({self.all(element)})"
        else:
            yield self.all(element)

    def _credit(self, element: etree._Element) -> Iterator[str]:
        """The credit block: in columns where it is more than a few lines."""
        inside = element.find("div")
        held = element if inside is None else inside
        is_wide = "credit-columns" in held.get("class", "").split()
        paragraphs = listed(spoken(held, line) for line in self._lines(held))
        ident = element.get("id", "")
        marks = braced([mark(ident, self.context)] if ident else [])
        yield f"credit({marks}, {'true' if is_wide else 'false'}, {paragraphs})"

    def note(self, element: etree._Element) -> Iterator[str]:
        """A note at the end of an article, its number in the line of its first words."""
        marks = [mark(ident, self.context)] if (ident := element.get("id", "")) else []
        number = element.find("p[@class='note-number']")
        label = [self.words(number), "h(0.5em)"] if number is not None else []
        rest = [child for child in element if child is not number]
        first = rest.pop(0) if rest and rest[0].tag == "p" and not rest[0].get("class") else None
        words = [self.words(first)] if first is not None else []
        lines = [f"p({braced([*marks, *label, *words])})"]
        lines += [line for child in rest for line in self.block(child)]
        inside = "{\n" + "\n".join(lines) + "\n}"
        yield f"end-note({inside})"


_BOXES: Mapping[str, str] = {
    "article-head": "article-head",
    "article-text": "article-text",
    "aside": "aside",
    "verse": "verse",
    "stanza": "stanza",
    "missing-picture": "missing-picture",
    "notes": "end-notes",
    "table": "",
    "credit": "",
    "colophon": "colophon",
    "sources": "sources",
    "title-page": "title-page",
    "part-page": "part-page",
    "contents": "contents",
    "notice": "notice",
}

_KINDS: dict[str, Callable[[Blocks, etree._Element], Iterator[str]]] = {
    "p": Blocks.paragraph,
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), Blocks.heading),
    "blockquote": Blocks.quote,
    "ul": Blocks.listing,
    "ol": Blocks.listing,
    "dl": Blocks.terms,
    "pre": Blocks.code,
    "hr": Blocks.rule,
    "figure": Blocks.figure,
    "table": Blocks.table,
    "aside": Blocks.note,
    **dict.fromkeys(("div", "section", "header"), Blocks.box),
}


def _length(element: etree._Element) -> int:
    return sum(len(str(words)) for words in element.itertext())


def _breakable(line: str, longest: int) -> str:
    """A line of code with a place to break after each letter, where it is too long for the page."""
    return line if len(line) <= longest else "\u200b".join(line)


def note_body(element: etree._Element, context: Context) -> str:
    """The words of a note at the page's foot, without its number."""
    rest = etree.Element("div")
    number = element.find("p[@class='note-number']")
    rest.extend(child for child in list(element) if child is not number)
    marks = [mark(ident, context)] if (ident := element.get("id", "")) else []
    inner = Blocks(replace(context, in_text=True, notes={}))
    blocks = list(rest)
    if blocks and blocks[0].tag == "p" and not blocks[0].get("class"):
        marks.append(inner.words(blocks.pop(0)))  # in the line of its number
    marks += [line for block in blocks for line in inner.block(block)]
    return spoken(element, braced(marks))
