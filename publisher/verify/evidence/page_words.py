"""The words of an EPUB's pages as a reader meets them: block by block, seen or unseen."""

from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from publisher.errors import EvidenceError
from publisher.model import formula
from publisher.model.body import in_brackets
from publisher.verify.evidence.css import Fault, Page, Place, Styles
from publisher.verify.evidence.css.elements import SILENT, STRUCK
from publisher.verify.evidence.model import Doubt, Link, Segment, Shown
from publisher.verify.evidence.page_tree import page_tree, scripts

_WORDS = 64 * 2**20  # bytes of all pages; a bible with notes has 20 MB
_XHTML = "{http://www.w3.org/1999/xhtml}"
_TYPE = "{http://www.idpf.org/2007/ops}type"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_BLOCKS = {
    *("address", "article", "aside", "blockquote", "body", "caption", "dd", "details", "dialog"),
    *("div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3"),
    *("h4", "h5", "h6", "header", "hr", "html", "li", "main", "nav", "ol", "p", "pre", "section"),
    *("summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
}
_NOTES = {"footnote", "rearnote", "endnote", "doc-footnote", "doc-endnote"}
_OWN = {"ours", "note-number", "missing-picture", "byline"}
_START = 60  # characters of the words that a doubt is told with

State = tuple[str, bool, bool]  # why it is unseen, whether it is a note, whether it is our own


class Pages:
    """What was met on the pages so far."""

    def __init__(self, files: Mapping[str, bytes], path: str) -> None:
        self.path = path
        self.segments: list[Segment] = []
        self.links: list[Link] = []
        self.shown: list[Shown] = []
        self.tongues: list[tuple[str, str]] = []
        self.heads: list[tuple[str, str, str]] = []
        self.doubts: dict[tuple[str, str], Doubt] = {}
        self._files, self._bytes = files, 0
        self._styles = Styles(files, path)

    def read(self, name: str, why: str) -> None:
        """Take in a page; `why` a reader may not meet it, "" where they do.

        Refuses with EvidenceError more pages than fit into memory, and one that holds nothing.
        """
        data = self._files[name]
        self._bytes += len(data)
        if self._bytes > _WORDS:
            raise EvidenceError(
                self.path, f"its pages hold more than {_WORDS // 2**20} MB; it is not read"
            )
        root, wrong = page_tree(data, self.path, name)
        for fault in wrong:
            self.doubt("broken", name, fault)
        for what in scripts(root):
            self.doubt("script", name, what)
        if language := root.get(_XML_LANG) or root.get("lang"):
            self.tongues.append((name, str(language)))
        self._take_head(root, name)
        page = self._styles.page(root, name)
        for said in page.said():
            self.style_doubt(said, name, "")
        reader = _Reader(name, page, self)
        reader.read(root, why)
        reader.flush()
        for address, sheet in self._styles.room.remote.items():
            self.doubt("remote", sheet, f"{address} is a style sheet outside the file")

    def doubt(self, kind: str, place: str, message: str, words: str = "") -> None:
        """Keep a doubt; what was told of one place already is not told again."""
        key = (kind, f"{place if kind in {'broken', 'script'} else ''}{message}")
        if key not in self.doubts:
            self.doubts[key] = Doubt(kind=kind, place=place, message=message, words=words)

    def style_doubt(self, fault: Fault, place: str, words: str) -> None:
        """Keep what a declaration may do to these words."""
        self.doubt(fault.kind, place, str(fault), " ".join(words.split())[:_START])

    def _take_head(self, root: etree._Element, name: str) -> None:
        self.heads += [
            (name, str(node.get("name")), str(node.get("content", "")))
            for node in root.iter(f"{_XHTML}meta")
            if node.get("name")
        ]
        for node in root.iter(f"{_XHTML}script", f"{_XHTML}link"):
            is_sheet = "stylesheet" in str(node.get("rel")).lower()
            target = str(node.get("src") or (node.get("href") if is_sheet else "") or "")
            if "://" in target:
                self.shown.append(Shown(place=name, target=target, alt=""))


@dataclass(slots=True)
class _Open:
    """An element that is open: how it looks, and how the words around it stand.

    said   how many pieces of words there were when it was opened.
    """

    element: etree._Element
    place: Place
    above: Place | None
    around: State
    said: int
    strikes: bool


def _is_apart(one: State, other: State) -> bool:
    """Whether words stand so differently that they are no one stretch.

    Our own words stand in one line with facts; in a note they are its number and its way back.
    """
    unseen, aside, own = one
    return (unseen, aside, own and aside) != (other[0], other[1], other[2] and other[1])


class _Reader:
    """One pass over a page: words between block boundaries, with why they are unseen, and links."""

    def __init__(self, name: str, page: Page, pages: Pages) -> None:
        self.name, self.page, self.pages = name, page, pages
        self.words: list[str] = []
        self.struck: list[str] = []
        self.state: State = ("", False, False)
        self.said = 0  # pieces of words that were met
        self.strikes = 0  # elements around that strike out their words
        self.linear = ""  # why the whole page is not met

    def read(self, root: etree._Element, unseen: str) -> None:
        """Walk without recursion: pages of other makers may be nested thousands deep."""
        self.linear = unseen
        stack: list[tuple[etree._Element, State, Place | None] | _Open] = [
            (root, (unseen, False, False), None)
        ]
        while stack:
            step = stack.pop()
            if isinstance(step, _Open):
                self._leave(step)
                continue
            element, state, above = step
            opened = self._enter(element, state, above)
            if opened is None:
                self._say(element.tail, state, above)
                continue
            inner, closing = opened
            stack.append(closing)
            stack.extend((child, inner, closing.place) for child in reversed(element))

    def _enter(
        self, element: etree._Element, state: State, above: Place | None
    ) -> tuple[State, _Open] | None:
        """(how words in an element stand, what closes it); None where nothing in it is read."""
        if callable(element.tag):  # a comment
            return None
        space, _, local = str(element.tag).rpartition("}")
        place = self.page.enter(element, above)
        if local in SILENT and not space.endswith("svg"):
            return None
        inner = self._inside(element, state, place)
        if local == "math":
            self._formula(element, inner, place)
            return None
        if local == "rt" and not len(element):
            # above its words, which in a line is said by brackets
            self._say(in_brackets(str(element.text or "")), inner, place)
            return None
        if local in _BLOCKS or _is_apart(inner, state):
            self.flush()
        strikes = place.view.struck or local in STRUCK
        self.strikes += strikes
        closing = _Open(element, place, above, state, self.said, strikes)
        self._begin(element, local, inner, place)
        return inner, closing

    def _begin(self, element: etree._Element, local: str, inner: State, place: Place) -> None:
        if local in {"br", "hr"}:
            self._say("\n", inner, place)
        self._say(element.text, inner, place)
        for fault in place.view.added if not inner[0] else ():
            self.pages.style_doubt(fault, self.name, "")
        if local == "a" and element.get("href"):
            self.pages.links.append(
                Link(
                    target=str(element.get("href")),
                    words="".join(map(str, element.itertext())),
                    place=self.name,
                    unseen=inner[0],
                    rel=tuple(str(element.get("rel", "")).lower().split()),
                    segment=len(self.pages.segments),
                )
            )
        elif local == "img":
            alt = element.get("alt")
            self.pages.shown.append(
                Shown(
                    place=self.name,
                    target=str(element.get("src", "")),
                    alt=None if alt is None else str(alt),
                )
            )

    def _leave(self, step: _Open) -> None:
        local = str(step.element.tag).rpartition("}")[2]
        if local in _BLOCKS:
            self.flush()
        self.strikes -= step.strikes
        if self.said == step.said:
            for fault in step.place.view.covers:
                self.pages.style_doubt(fault, self.name, "")
        self._say(step.element.tail, step.around, step.above)

    def _formula(self, element: etree._Element, state: State, place: Place) -> None:
        """A formula in the one line that the ledger owes.

        A part of it that nobody sees makes the whole unseen.
        """
        unseen = state[0]
        stack = [(part, place) for part in reversed(element)]
        while stack and not unseen:
            part, above = stack.pop()
            if callable(part.tag):
                continue
            inner = self.page.enter(part, above)
            is_told = str(part.tag).rpartition("}")[2] in {"annotation", "annotation-xml"}
            unseen = "" if is_told else inner.view.unseen
            stack += [] if is_told else [(child, inner) for child in reversed(part)]
        self._say(formula.words(element), (unseen, *state[1:]), place)

    def _inside(self, element: etree._Element, state: State, place: Place) -> State:
        _, aside, own = state
        if not element.attrib:
            return self.linear or place.view.unseen, aside, own
        kinds = f"{element.get(_TYPE, '')} {element.get('role', '')}".split()
        classes = set(str(element.get("class", "")).split())
        return (
            self.linear or place.view.unseen,
            aside or bool(_NOTES & set(kinds)),
            own or "doc-backlink" in kinds or bool(_OWN & classes),
        )

    def _say(self, text: str | None, state: State, place: Place | None) -> None:
        if not text:
            return
        if _is_apart(state, self.state):
            self.flush()
        if not self.words or _is_apart(state, self.state):
            self.state = state
        self.words.append(text)
        if self.strikes:
            self.struck.append(text)
        if not text.isspace():
            self.said += 1
            for fault in place.view.doubts if place is not None and not state[0] else ():
                self.pages.style_doubt(fault, self.name, text)

    def flush(self) -> None:
        """End the segment."""
        text = "".join(self.words)
        self.words.clear()
        if text.strip():
            unseen, aside, own = self.state
            self.pages.segments.append(
                Segment(
                    text=text,
                    place=self.name,
                    unseen=unseen,
                    aside=aside,
                    own=own,
                    label=aside and own,
                    struck=tuple(words for words in self.struck if words.strip()),
                )
            )
        self.struck.clear()
