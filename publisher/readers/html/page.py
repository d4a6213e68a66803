"""A web page → pieces with regions and hints.

The article's blocks, and every other visible word with where it stood.

In: a SourceText.  Out: a Page, and by capture/ a Reading.  Nothing is fetched.  The law:
each visible word is in a piece, in a fact, or on the list of what was left out.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from publisher.captures import assumed_encoding
from publisher.model.article import LeftOut, LeftOutBecause
from publisher.model.body import Aside, Block, Link, Paragraph, inlines, pictured, plain_text
from publisher.readers.capture import assemble
from publisher.readers.html.article import Layout, layout
from publisher.readers.html.blocks import Body
from publisher.readers.html.figures import absolute, is_counter, is_portrait
from publisher.readers.html.listing import unlisted
from publisher.readers.html.media import Media, parked_pictures
from publisher.readers.html.metadata import Facts, facts
from publisher.readers.html.offers import address_of
from publisher.readers.html.parts import Part
from publisher.readers.html.strays import strays
from publisher.readers.html.styles import hide_styled
from publisher.readers.html.tree import (
    SET_ASIDE,
    UNSPOKEN,
    Element,
    blanks,
    is_hidden,
    line_of,
    lines,
    parse,
    words_of,
)
from publisher.readers.source import Hints, Piece, Reading, SourceText, at_lines
from publisher.readers.stated import with_stated
from publisher.text import squeeze
from publisher.value import value

_SAID_BEFORE = re.compile(
    r"^\W*(?:(?:by|von|par|por|di|written by|posted by|автор|作者)\b"
    r"|(?:authors?|autor(?:en|es|as?)?|auteurs?|autore|autori)(?:\(\w{1,3}\))?\s*:)\W*"
    r"|(?<!\W)\W+$",
    re.IGNORECASE,
)
_SECTION_AT_MOST = 30  # characters of the name of a site's section
_PROSE = 140  # characters of a paragraph that is the text
_SENTENCE = 60  # characters: shorter lines of an author's box are links and labels


@value
class Page:
    """A page as it was read: its pieces in order, and what the page says of itself."""

    pieces: tuple[Piece, ...]
    hints: Hints


def read(source: SourceText) -> Reading:
    """The reading of a page.  Refuses with SourceError what holds no element or word."""
    page = pieces(source)
    return assemble(page.pieces, page.hints)


def pieces(source: SourceText) -> Page:
    """The pieces and hints of a page.  Refuses with SourceError what holds no element or word."""
    root, remarks = parse(source)
    _shorten_own(root, source.capture.address)
    remarks = (*_assumed(source), *remarks)
    opened = hide_styled(root)
    body = root.find("body")
    top: Element = body if body is not None else root
    where = layout(top)
    known = facts(root, where, source.capture)
    known.hints = with_stated(known.hints, source.capture)
    names = frozenset(squeeze(person.name).lower() for person in known.hints.contributors)
    for picture in where.article.iter("img", "amp-img"):
        if is_portrait(picture, names):
            where.regions[picture] = "byline"
    stated = next(
        (
            address
            for element in root.iter("base")
            if (address := absolute(element.get("href", ""), known.address))
        ),
        "",
    )
    base = stated or known.address
    pictures, is_told = base, bool(stated)
    if source.capture.is_fetched:  # they lie beside the page on the web, whatever it calls itself
        written = next((one.get("href", "") for one in root.iter("base")), "")
        pictures = absolute(written, source.capture.address) or source.capture.address
        is_told = True
    media = Media(
        base=pictures, stated=is_told, capture=source.capture, parked=parked_pictures(root)
    )
    reader = Body(
        base=base,
        regions=where.regions,
        media=media,
        language=known.hints.language,
        direction=known.hints.direction,
    )
    titles = frozenset(squeeze(title) for title in known.hints.titles)
    left_out: list[LeftOut] = []
    collected = _Collector(where, known, base, left_out)
    parts = reader.parts(where.article, title=titles)
    away = strays(parts, known.address)
    article = tuple(
        piece
        for place, part in enumerate(parts)
        for piece in (collected.stray(part) if place in away else collected.part(part))
    )
    before, after = collected.around(top)
    named = pictured(tuple(piece.block for piece in article if piece.block))
    shown = tuple(media.told(asset, known.pictures) for asset in media.assets if asset.id in named)
    whole = (*before, *article, *after)
    left_out += unlisted(top, media, whole, shown, left_out)
    counted = _counted(reader.lines.remarks + media.remarks)
    within = [one for one in opened if where.article in one.iterancestors()]
    hints = replace(
        known.hints,
        assets=shown,
        left_out=(*known.hints.left_out, *left_out),
        remarks=(*known.hints.remarks, *remarks, *_opened(within), *counted),
    )
    return Page(pieces=whole, hints=hints)


def _assumed(source: SourceText) -> Iterator[str]:
    """What is said of a page whose encoding nobody states."""
    stated = source.encoding == "utf-8" or bool(source.capture.encoding)
    if not stated and source.encoding == assumed_encoding(source.data):
        coded = source.encoding
        yield f"the page names no encoding; it was read as {coded}, as browsers do: see its accents"


def _shorten_own(root: Element, saved: str) -> None:
    """Links within a page as its author wrote them: programs that save it make them whole.

    saved   the address under which it was saved, which may be another than it gives itself.
    """
    start = f"{saved.partition('#')[0]}#"
    for link in root.iter("a") if saved else ():
        address = link.get("href", "")
        if address.startswith(start):
            link.set("href", address[len(start) - 1 :])


def _counted(remarks: Mapping[str, int]) -> Iterator[str]:
    """What is said of each kind of thing that a page shows and an article cannot hold so."""
    for what, count in sorted(remarks.items()):
        yield f"{what}, in {'one place' if count == 1 else f'{count} places'}"


def _opened(elements: Sequence[Element]) -> Iterator[str]:
    """What is said of text that the page hides until somebody opens it."""
    if elements:
        where = at_lines([line_of(element) for element in elements])
        yield f"the page hides text until it is opened; it stays in the article: {where}"


class _Collector:
    """Makes pieces of parts and of what stands around the article."""

    def __init__(self, where: Layout, known: Facts, base: str, left_out: list[LeftOut]) -> None:
        self._where, self._known, self._base, self._left_out = where, known, base, left_out
        self._in_text = False  # whether the first prose has been met
        self._names = {squeeze(person.name).lower() for person in known.hints.contributors}
        self._titles = {squeeze(title) for title in known.hints.titles}
        self._menus: frozenset[str] | None = None

    def part(self, part: Part) -> Iterator[Piece]:
        if part.element is not None:
            yield from self._furniture(part.element, self._where.regions.get(part.element, "aside"))
        elif part.block is not None:
            addresses = tuple(
                dict.fromkeys(
                    inline.address for inline in inlines((part.block,)) if isinstance(inline, Link)
                )
            )
            text = plain_text((part.block,))
            region = "metadata" if self._repeats_fact(part.block, text) else ""
            self._in_text = self._in_text or len(text) >= _PROSE
            # words that become a fact of the article are no block of its text
            told = region or (squeeze(text) in self._titles and not pictured((part.block,)))
            block = None if told else part.block
            yield Piece(text=text, line=part.line, block=block, region=region, addresses=addresses)

    def stray(self, part: Part) -> Iterator[Piece]:
        """A block that leads away from the text: its words are beside it."""
        if part.block is None:
            yield from self.part(part)
            return
        links = [one.address for one in inlines((part.block,)) if isinstance(one, Link)]
        if text := plain_text((part.block,)).strip():
            addresses = tuple(dict.fromkeys(links))
            yield Piece(text=text, line=part.line, region="after", addresses=addresses)

    def _repeats_fact(self, block: Block, text: str) -> bool:
        """Whether a line before the text says nothing but what is known, or what a menu says.

        Known are a day or a name; a menu says the section that the page is in.
        """
        if self._in_text or not isinstance(block, Paragraph | Aside):
            return False
        said = squeeze(text).lower()
        if 0 < len(said) <= _SECTION_AT_MOST and said in self._said_in_menus():
            return True
        return said in self._known.shown or _SAID_BEFORE.sub("", said) in self._names

    def _said_in_menus(self) -> frozenset[str]:
        """The words of the links that stand outside of the article."""
        if self._menus is None:
            article = self._where.article
            links = article.getroottree().getroot().iter("a")
            outside = [link for link in links if article not in link.iterancestors()]
            said = (words_of(link) if len(link) else link.text or "" for link in outside)
            self._menus = frozenset(words.strip().lower() for words in said)
        return self._menus

    def around(self, top: Element) -> tuple[list[Piece], list[Piece]]:
        """(pieces before the article, pieces behind it)."""
        before: list[Piece] = []
        after: list[Piece] = []
        path = {self._where.article, *self._where.article.iterancestors()}
        if self._where.article is not top:
            self._along(top, path, before, after)
        return before, after

    def _along(
        self, element: Element, path: set[Element], before: list[Piece], after: list[Piece]
    ) -> None:
        """Everything in an element that holds the article, but the article."""
        out = before
        self._loose(element.text, element, out, "before")
        for child in element:
            if child is self._where.article:
                out = after
            elif child in path:
                self._along(child, path, before, after)
                out = after
            else:
                out.extend(
                    self._furniture(
                        child,
                        self._where.regions.get(child, "before" if out is before else "after"),
                    )
                )
            self._loose(child.tail, child, out, "before" if out is before else "after")

    def _loose(self, text: str | None, element: Element, out: list[Piece], region: str) -> None:
        if words := blanks(text).strip():
            out.append(self._piece(words, line_of(element), region, ()))

    def _furniture(self, element: Element, region: str) -> Iterator[Piece]:
        """The lines of an element that is not of the text.

        Hidden ones go to the list of what was left out.
        """
        if element.tag in UNSPOKEN:
            return
        if is_counter(element) and element.tag in {"img", "iframe"}:
            yield Piece(
                text="",
                line=line_of(element),
                region="metadata",
                addresses=(address_of(element) or element.get("src", ""),),
            )
            if words := words_of(element):
                yield self._piece(words, line_of(element), "aside", ())
            return
        if element.tag in {"img", "amp-img"} and element in self._where.regions:
            words = element.get("alt", "").strip() or address_of(element)
            found = f"line {line_of(element)}"
            if words:
                self._left_out.append(
                    LeftOut(
                        text=words, because=LeftOutBecause.FURNITURE, of="portrait", found=found
                    )
                )
            return
        unseen = is_hidden(element) or element.get("aria-hidden") == "true"
        if unseen or element.tag in SET_ASIDE:
            if words := words_of(element):
                found = f"line {line_of(element)}"
                self._left_out.append(
                    LeftOut(text=words, because=LeftOutBecause.FURNITURE, of="hidden", found=found)
                )
            return
        for words, line, addresses in lines(element):
            yield self._piece(words, line, self._where.regions.get(element, region), addresses)

    def _piece(self, words: str, line: int, region: str, addresses: tuple[str, ...]) -> Piece:
        whole = tuple(
            dict.fromkeys(
                address for written in addresses if (address := absolute(written, self._base))
            )
        )
        return Piece(text=words, line=line, region=self._region(words, region), addresses=whole)

    def _region(self, words: str, region: str) -> str:
        """`metadata` for a line that repeats a fact.

        A line in an author's box that is no sentence is furniture.
        """
        said = _SAID_BEFORE.sub("", squeeze(words)).lower()
        if said and said in self._names | {squeeze(words).lower()} & self._known.said:
            return "metadata"
        short = len(words) < _SENTENCE and not words.endswith((".", "!", "。"))
        if region == "byline" or (region == "author-box" and short):
            return "header"
        return region
