"""Lines of text in a page → inlines of the closed vocabulary.

Counts what the vocabulary cannot hold.

In: text and phrasing elements.  Out: inlines with blanks as a browser collapses them: one space,
none at either end.
"""

import contextlib
import copy
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from lxml import etree

from publisher.model.body import (
    Abbreviation,
    Anchor,
    CheckBox,
    CodeText,
    Direction,
    Emphasis,
    Foreign,
    Formula,
    Inline,
    LineBreak,
    Link,
    NoteMark,
    Picture,
    Ruby,
    Script,
    Strong,
    Struck,
    Text,
)
from publisher.model.direction import direction_of
from publisher.model.formula import canonical
from publisher.readers.capture.language import tag_of
from publisher.readers.html.anchors import Places
from publisher.readers.html.boxes import box_of
from publisher.readers.html.figures import absolute, is_formula
from publisher.readers.html.formulas import Formulas, Source
from publisher.readers.html.ruby import segments_of
from publisher.readers.html.tree import SET_ASIDE, UNSPOKEN, Element, blanks
from publisher.readers.tex import bare, formula_of, split_formulas

_EMPHASIS = {"em", "i", "cite", "dfn", "var"}
_STRONG = {"strong", "b"}
_STRUCK = {"s", "strike", "del"}
_CODE = {"code", "kbd", "samp", "tt"}
_NOT_HELD = {
    "u": "underlining is not kept",
    "ins": "marks of insertion are not kept",
    "mark": "highlighting is not kept",
}
# the same formula once more, for another reader
_DOUBLED = ("katex-html", "MathJax_Preview", "MJX_Assistive_MathML")

Node = Element | str


@dataclass(slots=True)
class Lines:
    """Makes inlines; what it meets on the way and cannot place is kept for the caller.

    base      the address that relative links are whole against.
    marks     note marks by element; silent: elements that are not printed, since a writer sets them
              itself.
    formulas  the formulas that the page sets in its own ways.
    places    what links within the article lead to.
    set_out   whether an element does not belong to the text (page furniture); those met are in
              `dropped`.
    picture   makes the Picture of a small picture; None where it cannot.
    """

    base: str
    marks: dict[Element, str]
    silent: set[Element]
    set_out: Callable[[Element], bool]
    picture: Callable[[Element], Picture | None]
    language: str = ""
    direction: Direction = ""
    places: Places = field(default_factory=Places)
    formulas: Formulas = field(default_factory=Formulas)
    remarks: Counter[str] = field(default_factory=Counter)
    dropped: list[Element] = field(default_factory=list)
    _spaced: bool = True

    def inlines(self, nodes: Iterable[Node]) -> tuple[Inline, ...]:
        """The inlines of a run of text and elements, without blanks at its ends."""
        self._spaced = True
        out: list[Inline] = []
        for node in nodes:
            out.extend(self._text(node) if isinstance(node, str) else self._element(node))
        return _joined(_ended(out))

    def _text(self, text: str | None) -> Sequence[Inline]:
        dollars = self.formulas.dollars
        if text and ("\\" in text or (dollars and "$" in text)):
            pieces = (self._piece(one) for one in split_formulas(text, dollars=dollars))
            return [inline for piece in pieces for inline in piece]
        return self._piece(text)

    def _piece(self, text: str | Formula | None) -> Sequence[Inline]:
        if isinstance(text, Formula):
            self._spaced = False
            return (text,)
        collapsed = blanks(text)
        if self._spaced:
            collapsed = collapsed.removeprefix(" ")
        if collapsed:
            self._spaced = collapsed.endswith(" ")
        return (Text(text=collapsed),) if collapsed else ()

    def _children(self, element: Element) -> tuple[Inline, ...]:
        out: list[Inline] = list(self._text(element.text))
        for child in element:
            out.extend(self._element(child))
            out.extend(self._text(child.tail))
        return _joined(out)

    def _element(self, element: Element) -> Sequence[Inline]:
        if element in self.marks:
            self._spaced = False
            return (NoteMark(note=self.marks[element]),)
        if element in self.places.places:
            return (Anchor(name=self.places.places[element]),)
        if element in self.formulas.doubles:
            self.dropped.append(element)
            return ()
        if source := self.formulas.sources.get(element):
            return self._set_formula(element, source)
        if element in self.silent or element.tag in UNSPOKEN:
            return ()
        if self.set_out(element) or element.tag in SET_ASIDE or element in self.places.marks:
            self.dropped.append(element)
            return ()
        if box := box_of(element):
            self._spaced = False
            return (box,)
        if any(name in element.get("class", "") for name in _DOUBLED):
            self.dropped.append(element)
            return ()
        return self._spoken(element)

    def _spoken(self, element: Element) -> Sequence[Inline]:
        match element.tag:
            case "br":
                self._spaced = True
                return (LineBreak(),)
            case "img" | "amp-img":
                return self._image(element)
            case "math":
                return self._formula(element)
            case "input" | "wbr":
                return ()
            case "a":
                return self._link(element)
            case "ruby":
                return self._ruby(element)
            case tag if tag in _CODE:
                return self._code(element)
            case _:
                return self._dressed(element)

    def _dressed(self, element: Element) -> Sequence[Inline]:
        """An element that only dresses its words."""
        language, direction = self._speech(element)
        before, self.language, self.direction = (
            (self.language, self.direction),
            language or self.language,
            direction or self.direction,
        )
        children = self._children(element)
        self.language, self.direction = before
        if not any(_holds(child) for child in children):
            return children
        if (language or direction) and element.tag != "html":
            children = (Foreign(language=language, direction=direction, children=children),)
        match element.tag:
            case tag if tag in _EMPHASIS:
                return (Emphasis(children=children),)
            case tag if tag in _STRONG:
                return (Strong(children=children),)
            case tag if tag in _STRUCK:
                return (Struck(children=children),)
            case "sub" | "sup" as position:
                return (Script(position=position, children=children),)
            case "abbr" | "acronym" if meaning := blanks(element.get("title")).strip():
                return (Abbreviation(meaning=meaning, children=children),)
            case "q":
                return (Text(text="“"), *children, Text(text="”"))
            case tag if tag in _NOT_HELD:
                self.remarks[_NOT_HELD[str(tag)]] += 1
        return children

    def _speech(self, element: Element) -> tuple[str, Direction]:
        return speech(element, self.language, self.direction)

    def _link(self, element: Element) -> Sequence[Inline]:
        children = self._dressed(element)
        if (place := self.places.links.get(element)) and holds(children):
            return (Link(address=f"#{place}", children=tuple(children)),)
        if element in self.places.own:
            return children
        written = element.get("href", "").strip()
        leads_out = written and not written.startswith("#")
        address = absolute(written, self.base) if leads_out else ""
        if (
            not address
            or not any(_holds(child) for child in children)
            or "/cdn-cgi/l/email-protection" in address
        ):
            if leads_out and not address and children:
                self.remarks["links without a whole address stay as words alone"] += 1
            return children
        return (Link(address=address, children=tuple(children)),)

    def _ruby(self, element: Element) -> Sequence[Inline]:
        out: list[Inline] = []
        for segment in segments_of(element):
            read: list[Inline] = []
            for unit in segment.units:
                base = [inline for node in unit.base for inline in self._node(node)]
                read += self._with_reading(base, unit.reading)
            out += self._with_reading(read, segment.whole)
        return out

    def _node(self, node: Node) -> Sequence[Inline]:
        return self._text(node) if isinstance(node, str) else self._element(node)

    def _with_reading(self, base: Sequence[Inline], reading: str) -> Sequence[Inline]:
        if not reading or not holds(base):
            return (*base, *self._text(reading)) if reading else base
        self._spaced = False
        return (Ruby(children=_joined(base), reading=reading),)

    def _image(self, element: Element) -> Sequence[Inline]:
        alt = blanks(element.get("alt")).strip()
        if alt and (is_formula(element) or (len(alt) <= 4 and not alt.isalnum())):
            self._spaced = False
            return (self._tex(alt),) if is_formula(element) else (Text(text=alt),)
        made = self.picture(element)
        self._spaced = self._spaced and made is None
        return (made,) if made else ()

    def _set_formula(self, element: Element, source: Source) -> Sequence[Inline]:
        """A formula that the page sets several times, once."""
        if source.math is None:
            self._spaced = False
            return (self._tex(source.tex, display=source.display),)
        kept = {source.math, *source.math.iterancestors()}
        for twin in element.iterdescendants():
            if (
                twin not in kept
                and twin.getparent() in kept
                and twin.getparent() is not source.math
            ):
                self.dropped.append(twin)
        return self._formula(source.math, display=source.display)

    def _tex(self, tex: str, *, display: bool = False) -> Inline:
        """TeX as a formula, or as it stands where it is not understood."""
        made = formula_of(tex, display=display)
        if made is None:
            self.remarks["formulas are set as text"] += 1
        return made or CodeText(text=blanks(tex).strip())

    def _formula(self, element: Element, *, display: bool = False) -> Sequence[Inline]:
        """A formula as its MathML with its TeX beside it.

        Where it holds more than signs, by its TeX, or as its signs in a row.
        """
        annotations = element.iter("{*}annotation", "annotation")
        tex = next(
            (
                below.text or ""
                for below in annotations
                if "tex" in below.get("encoding", "").lower() and (below.text or "").strip()
            ),
            "",
        )
        with contextlib.suppress(ValueError):
            made = Formula(mathml=canonical(_markup(element, tex, display=display)))
            if made.words:
                self._spaced = False
                return (made,)
        if tex:
            self._spaced = False
            return (self._tex(tex, display=display),)
        self.remarks["formulas are set as text"] += 1
        return self._children(element)

    def _code(self, element: Element) -> Sequence[Inline]:
        text = blanks("".join(map(str, element.itertext())))
        if not text.strip():
            return self._text(text)
        self._spaced = False
        return (CodeText(text=text),)


def _markup(element: Element, tex: str, *, display: bool) -> str:
    """The formula as it stands in the page, its TeX as its plain form unless the page gives one."""
    whole = copy.deepcopy(element)
    whole.tail = None
    plain = bare(whole.get("alttext") or tex)
    if plain:
        whole.set("alttext", blanks(plain).strip())
    if display:
        whole.set("display", "block")
    return etree.tostring(whole, encoding="unicode")


def speech(element: Element, language: str, direction: Direction) -> tuple[str, Direction]:
    """(language, direction) that an element states and that differ from those around it.

    "" where it does not.
    """
    own = tag_of(element.get("lang", ""))
    turn = element.get("dir", "").lower()
    differs = own and own.split("-")[0].lower() != language.split("-", maxsplit=1)[0].lower()
    new: Direction = (
        "rtl"
        if turn == "rtl" and direction != "rtl"
        else "ltr"
        if turn == "ltr" and "rtl" in {direction, direction_of(own)}
        else ""
    )
    return own if differs else "", new


def _holds(inline: Inline) -> bool:
    """Whether there is more than blanks."""
    match inline:
        case Text(text=text) | CodeText(text=text):
            return bool(text.strip())
        case LineBreak() | Anchor():
            return False
        case NoteMark() | Picture() | Formula() | CheckBox():
            return True
        case _:
            return any(_holds(child) for child in inline.children)


def holds(inlines: Sequence[Inline]) -> bool:
    """Whether the inlines hold any word, mark or picture."""
    return any(_holds(inline) for inline in inlines)


def _joined(inlines: Sequence[Inline]) -> tuple[Inline, ...]:
    """Neighbouring texts as one, no blank before a line break."""
    out: list[Inline] = []
    for inline in inlines:
        last = out[-1] if out else None
        if isinstance(inline, Text) and isinstance(last, Text):
            out[-1] = Text(text=last.text + inline.text)
        elif isinstance(inline, LineBreak) and isinstance(last, Text):
            out[-1:] = (
                [Text(text=last.text.rstrip(" ")), inline] if last.text.strip(" ") else [inline]
            )
        else:
            out.append(inline)
    return tuple(out)


def _ended(inlines: Sequence[Inline]) -> list[Inline]:
    """Without line breaks at either end and blanks at the last."""
    out = list(inlines)
    while out and isinstance(out[0], LineBreak):
        del out[0]
    while out:
        last = out.pop()
        match last:
            case Text(text=text):
                if text.rstrip(" "):
                    return [*out, Text(text=text.rstrip(" "))]
            case LineBreak():
                pass
            case Emphasis() | Strong() | Struck() | Foreign() | Link() | Script():
                return [*out, _with(last, tuple(_ended(last.children)))]
            case _:
                return [*out, last]
    return out


def _with(
    inline: Emphasis | Strong | Struck | Foreign | Link | Script, children: tuple[Inline, ...]
) -> Inline:
    match inline:
        case Foreign():
            return Foreign(language=inline.language, direction=inline.direction, children=children)
        case Link():
            return Link(address=inline.address, children=children)
        case Script():
            return Script(position=inline.position, children=children)
        case _:
            return type(inline)(children=children)
