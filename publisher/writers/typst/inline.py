"""The words of a line → Typst's code: each kind of element one function, each word a literal."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from lxml import etree

from publisher.fonts.metrics import Metrics
from publisher.pdffile.join import INSIDE
from publisher.writers.typst.literals import language, points, text
from publisher.writers.typst.refusal import CannotSet

_BLANKS = re.compile(r"[ \t\n\r\f]+")  # as CSS folds them (CSS Text 3, 4.1)
_PICTURES = "images/"
# the classes of a <span> that are set in a way of their own
_SPANS = {
    "ours": "ours",
    "whole": "whole",
    "run-in": "run-in",
    "initial": "initial",
    "said": "said",
}


@dataclass(slots=True)
class Context:
    """What the words of a chapter are set into.

    notes     id of a note that stands at the page's foot → the element.
    set_note  gives the code of such a note's body.
    named     ids of notes that have been set: another mark of one leads to the same.
    reached   ids whose page numbers the contents print.
    in_text   whether links are underlined.
    measure, height   of a page of text, in points; text: the size of its letters.
    code_line   letters that a line of a program has room for.   reach  how far a table may stand
              out into the margin before it, in points.
    heads     filled by each table: (row, cell) of the cells that head a row of its body.
    metrics   of the face that tables are set in.
    """

    set_note: Callable[[etree._Element, "Context"], str]
    notes: Mapping[str, etree._Element] = field(default_factory=dict)
    named: set[str] = field(default_factory=set)
    reached: frozenset[str] = frozenset()
    sizes: Mapping[str, tuple[float, float, bool]] = field(default_factory=dict)
    in_text: bool = False
    measure: float = 0
    height: float = 0
    text: float = 0
    code_line: int = 80
    heads: list[tuple[tuple[int, int], ...]] = field(default_factory=list)
    reach: float = 0
    metrics: Metrics | None = None


class Words:
    """One stretch of words in the making: blanks are folded over the edges of its elements."""

    def __init__(self, context: Context) -> None:
        self.context, self.after_blank = context, True

    def write(self, element: etree._Element, *, skip: frozenset[str] = frozenset()) -> str:
        """The words of an element, without its own tag; children of these tags left out."""
        parts = [*self._mark(element), *self._literal(element.text)]
        for child in element:
            if child.tag not in skip and isinstance(child.tag, str):
                parts += self.element(child)
            parts += self._literal(child.tail)
        return braced(parts)

    def element(self, element: etree._Element) -> list[str]:
        """The code of an element in a line."""
        kind = _KINDS.get(str(element.tag))
        if kind is None:
            raise CannotSet(f"<{element.tag}> in a line")
        return kind(self, element)

    def _literal(self, words: str | None) -> list[str]:
        folded = _BLANKS.sub(" ", words or "")
        if self.after_blank:
            folded = folded.removeprefix(" ")
        if not folded:
            return []
        self.after_blank = folded.endswith(" ")
        return [text(folded)]

    def _mark(self, element: etree._Element) -> list[str]:
        return [mark(ident, self.context)] if (ident := element.get("id")) else []

    def styled(self, name: str, element: etree._Element) -> list[str]:
        """A function of the library around the words."""
        return [f"{name}({spoken(element, self.write(element))})"]

    def span(self, element: etree._Element) -> list[str]:
        """A <span>: its class may have a way of its own to be set."""
        classes = element.get("class", "").split()
        inside = spoken(element, self.write(element))
        for name in reversed(classes):
            if name in _SPANS:
                inside = f"{_SPANS[name]}({inside})"
        return [inside]

    def code(self, element: etree._Element) -> list[str]:
        """Code among words."""
        words = _BLANKS.sub(" ", "".join(map(str, element.itertext())))
        self.after_blank = False
        return [*self._mark(element), f"cd({text(words)})"]

    def link(self, element: etree._Element) -> list[str]:
        """A link, or the mark of a note at the page's foot."""
        address = _inside(element.get("href", ""))
        classes = element.get("class", "").split()
        inside = spoken(element, self.write(element))
        if not address:
            return [inside]
        is_plain = "mark" in classes or not (self.context.in_text or "address" in classes)
        name = "ad" if "address" in classes else "lk" if is_plain else "ln"
        return [f"{name}({text(address)}, {inside})"]

    def raised(self, element: etree._Element) -> list[str]:
        """What stands higher: where it is the mark of a note at the foot, with the note."""
        link = element.find("a")
        target = (link.get("href", "") if link is not None else "").partition("#")[2]
        if link is None or target not in self.context.notes:
            return self.styled("sup", element)
        self.after_blank = False
        printed = text("".join(map(str, link.itertext())))
        marks = self._mark(link)
        if target in self.context.named:
            return [*marks, f"again({text(target)})"]
        self.context.named.add(target)
        body = self.context.set_note(self.context.notes[target], self.context)
        return [*marks, f"note({text(target)}, {printed}, {body})"]

    def line_end(self, element: etree._Element) -> list[str]:
        """The end of a line."""
        self.after_blank = True
        return [*self._mark(element), "linebreak()"]

    def picture(self, element: etree._Element) -> list[str]:
        """A picture among words."""
        self.after_blank = False
        return [*self._mark(element), f"glyph({image(element)})"]


_KINDS: dict[str, Callable[[Words, etree._Element], list[str]]] = {
    "em": lambda words, element: words.styled("em", element),
    "i": lambda words, element: words.styled("em", element),
    "strong": lambda words, element: words.styled("st", element),
    "b": lambda words, element: words.styled("st", element),
    "s": lambda words, element: words.styled("strike", element),
    "cite": lambda words, element: words.styled("cite-", element),
    "abbr": Words.span,
    "sub": lambda words, element: words.styled("sb", element),
    "sup": Words.raised,
    "span": Words.span,
    "code": Words.code,
    "a": Words.link,
    "br": Words.line_end,
    "img": Words.picture,
}


def _inside(address: str) -> str:
    """An address within a chapter as one within the book, which the binder resolves."""
    return INSIDE + quote(address[1:]) if address.startswith("#") else address


def mark(ident: str, context: Context) -> str:
    """A place whose page can be asked for."""
    return f"{'t' if ident in context.reached else 'm'}({text(ident)})"


def braced(parts: list[str]) -> str:
    """A block of code that gives the parts one after the other; of none, nothing."""
    return "{" + "; ".join(parts) + "}" if parts else "[]"


def spoken(element: etree._Element, inside: str) -> str:
    """The words in the language and direction that an element says."""
    said = [language(element.get("lang", "")), f"dir: {way}" if (way := _way(element)) else ""]
    given = ", ".join(part for part in said if part)
    return f"text({given}, {inside})" if given else inside


def _way(element: etree._Element) -> str:
    way = element.get("dir", "")
    return way if way in {"ltr", "rtl"} else ""


def image(element: etree._Element, width: float = 0, height: float = 0) -> str:
    """A picture with its description; width and height in points."""
    source = element.get("src", "")
    if not source.startswith(_PICTURES):
        raise CannotSet(f"the picture '{source}'")
    given = [text(source)]
    if alt := element.get("alt", ""):
        given.append(f"alt: {text(alt)}")
    given += [f"width: {points(width)}"] if width else []
    given += [f"height: {points(height)}"] if height else []
    drawn = f"image({', '.join(given)})"
    return drawn if alt else f"pdf.artifact({drawn})"
