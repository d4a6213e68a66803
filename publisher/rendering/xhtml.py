"""Blocks → XHTML, built as trees: valid by construction, the same for every format.

In: blocks and inlines of the closed vocabulary.  Out: lxml elements in the XHTML namespace.  Every
kind is covered, which mypy proves (`assert_never`).  Ids begin with the chapter's name, so that
they never collide in a book.
"""

import re
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any, assert_never

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
    Direction,
    Emphasis,
    Figure,
    Foreign,
    Formula,
    Heading,
    Inline,
    Item,
    LineBreak,
    Link,
    List,
    Marks,
    Note,
    NoteMark,
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
    plain_inline,
)
from publisher.model.direction import direction_of
from publisher.model.formula import MATHML, canonical, words
from publisher.phrases import Phrases
from publisher.rendering.book import Stop
from publisher.rendering.column_shares import shares
from publisher.rendering.table_grid import even
from publisher.text import squeeze

XHTML = "http://www.w3.org/1999/xhtml"
EPUB = "http://www.idpf.org/2007/ops"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# lxml takes None for the default; its stubs do not know
NAMESPACES: Any = {None: XHTML, "epub": EPUB}
SCHEMES = ("http://", "https://", "mailto:", "#")
_HOST = re.compile(  # with the port as its group
    r"(?:[^\s/?#<>\"{}|\\^`\[\]@]*@)?(?:\[[0-9A-Fa-f:.]{2,45}\]|(?:[^\s/?#%<>\"{}|\\^`\[\]@:.]+\.)*[^\s/?#%<>\"{}|\\^`\[\]@:.]+\.?)(?::(\d{1,5}))?(?=[/?#]|$)"
)
_UNFIT = re.compile(r"[\x00-\x20<>\"{}|\\^`\[\]]|%(?![0-9A-Fa-f]{2})")
_PORTS = 65_535

Element = etree._Element  # noqa: SLF001 - lxml's own name for the type


def element(
    tag: str,
    *,
    parent: Element | None = None,
    text: str = "",
    epub_type: str = "",
    **attributes: str,
) -> Element:
    """An XHTML element, at the end of `parent` if given.

    Attribute names: a trailing underscore goes (class_, for_), others become hyphens (aria_label).
    Empty ones are left out.
    """
    made = (
        etree.Element(f"{{{XHTML}}}{tag}", nsmap=NAMESPACES)
        if parent is None
        else etree.SubElement(parent, f"{{{XHTML}}}{tag}")
    )
    if epub_type:
        made.set(f"{{{EPUB}}}type", epub_type)
    for name, value in attributes.items():
        if value:
            made.set(name.rstrip("_").replace("_", "-"), value)
    if text:
        made.text = text
    return made


def say(parent: Element, text: str) -> None:
    """More words at the end of an element."""
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text


def speak(parent: Element, language: str, direction: Direction = "") -> None:
    """Mark an element as of this language and direction.

    "" says nothing, "und" that nobody knows (BCP 47, 4.1), whatever stands around it.

    Where no direction is stated it is that of the language, marked where it differs from what is
    around.
    """
    if language:
        parent.set("lang", language)
        parent.set(XML_LANG, language)
    around = next((given for above in parent.iterancestors() if (given := above.get("dir"))), "ltr")
    if direction or (direction_of(language) or around) != around:
        parent.set("dir", direction or direction_of(language))


@dataclass(slots=True, kw_only=True)
class Page:
    """What the blocks of one article are written with, and what was seen on the way.

    name       of the chapter; ids begin with it.
    pictures   asset id → file name below images/, for pictures that are there.
    marks      notes in the order of their first mark; their ids are numbered by it.
    labels     how the marks of each note are printed.
    places     names of anchors that links of the article lead to; anchored: those written already.
    stops      headings met, for the contents.
    missing    pictures among the words of the block being written that are not printed.
    """

    name: str
    assets: Mapping[str, Asset]
    pictures: Mapping[str, str]
    phrases: Phrases
    labels: Marks = field(default_factory=dict)
    places: AbstractSet[str] = frozenset()
    anchored: set[str] = field(default_factory=set)
    marks: dict[str, int] = field(default_factory=dict)
    marked: dict[str, int] = field(default_factory=dict)
    stops: list[Stop] = field(default_factory=list)
    ladder: list[int] = field(default_factory=list)
    missing: list[Asset] = field(default_factory=list)


def write_blocks(page: Page, parent: Element, blocks: Iterable[Block]) -> None:
    """Append each block to `parent`."""
    for block in blocks:
        _block(page, parent, block)
        while page.missing:
            asset = page.missing.pop(0)
            box = _missing(page, parent, asset)
            if asset.credit:
                element("p", parent=box, class_="picture-credit", text=asset.credit)


# one case for each kind
def _block(page: Page, parent: Element, block: Block) -> None:  # noqa: C901, PLR0912
    match block:
        case Paragraph():
            # a place alone is no paragraph: one without words would be read out as such
            tag = "div" if all(isinstance(child, Anchor) for child in block.children) else "p"
            write_inlines(page, element(tag, parent=parent), block.children)
        case Heading():
            _heading(page, parent, block)
        case Quote():
            quote = element("blockquote", parent=parent)
            write_blocks(page, quote, block.children)
            if block.attribution:
                write_inlines(
                    page,
                    element("cite", parent=element("p", parent=quote, class_="attribution")),
                    block.attribution,
                )
        case List():
            _list(page, parent, block)
        case Terms():
            _terms(page, parent, block)
        case Code():
            code = element("code", parent=element("pre", parent=parent), text=block.text)
            if block.language:
                code.set("class", f"language-{block.language}")
        case Table():
            _table(page, parent, block)
        case Figure():
            _figure(page, parent, block)
        case Rule():
            if block.mark:
                element("p", parent=parent, class_="rule", text=block.mark)
            else:
                element("hr", parent=parent)
        case Verse():
            _verse(page, parent, block)
        case Aside():
            box = element("div", parent=parent, class_="aside", role="note")
            if block.title:
                write_inlines(page, element("p", parent=box, class_="aside-title"), block.title)
            write_blocks(page, box, block.children)
        case Passage():
            passage = element("div", parent=parent, class_="passage")
            speak(passage, block.language, block.direction)
            write_blocks(page, passage, block.children)
        case Note():
            write_notes(page, parent, (block,))
        case _:
            assert_never(block)


def _heading(page: Page, parent: Element, block: Heading) -> None:
    """A heading, its level rebuilt so that none is skipped (PDF/UA-1 7.4.2; WCAG 1.3.1).

    H2 stands below the title.

    One without a word heads nothing: what it holds, a picture perhaps, is a paragraph.
    """
    title = " ".join(plain_inline(block.children).split())
    if not squeeze(title):
        if block.children:
            write_inlines(page, element("p", parent=parent), block.children)
        return
    while page.ladder and page.ladder[-1] >= block.level:
        page.ladder.pop()
    page.ladder.append(block.level)
    depth = len(page.ladder)
    ident = f"{page.name}-h{len(page.stops) + 1}"
    write_inlines(page, element(f"h{min(depth + 1, 6)}", parent=parent, id=ident), block.children)
    page.stops.append(Stop(title=title, id=ident, level=depth + 1))


def _list(page: Page, parent: Element, block: List) -> None:
    made = element("ol" if block.ordered else "ul", parent=parent)
    if block.ordered:
        _count(made, block)
    elif block.items and all(map(_is_task, block.items)):
        made.set("class", "unmarked")
    for item in block.items:
        entry = element("li", parent=made)
        if block.ordered and item.number is not None:
            entry.set("value", str(item.number))
        match item.children:
            case (Paragraph(children=children), *rest) if all(
                isinstance(child, List) for child in rest
            ):
                # a tight list: words stand directly in the item
                write_inlines(page, entry, children)
                write_blocks(page, entry, rest)
            case _:
                write_blocks(page, entry, item.children)


def _terms(page: Page, parent: Element, block: Terms) -> None:
    """A <dl>: a term before each definition, and one behind the last (HTML, 4.4.9)."""
    made = element("dl", parent=parent, class_="terms")
    for entry in block.entries:
        if entry.term or not len(made):
            write_inlines(page, element("dt", parent=made), entry.term)
        for one in entry.definitions:
            said = element("dd", parent=made)
            match one.children:
                case (Paragraph(children=children),):
                    write_inlines(page, said, children)
                case _:
                    write_blocks(page, said, one.children)
    if block.entries and not block.entries[-1].definitions:
        element("dd", parent=made)


def _is_task(item: Item) -> bool:
    """Whether an item begins with a check box, which is its mark."""
    first = item.children[0] if item.children else None
    return (
        isinstance(first, Paragraph)
        and bool(first.children)
        and isinstance(first.children[0], CheckBox)
    )


_LIST_TYPES = {"lower-alpha": "a", "upper-alpha": "A", "lower-roman": "i", "upper-roman": "I"}


def _count(made: Element, block: List) -> None:
    """Say on an <ol> how it counts (HTML, 4.4.5)."""
    if block.start != 1 or block.descending:
        made.set("start", str(block.start))
    if block.descending:
        made.set("reversed", "reversed")
    if block.numbering == "none":
        made.set("class", "unmarked")
    elif block.numbering in _LIST_TYPES:
        made.set("type", _LIST_TYPES[block.numbering])


def _table(page: Page, parent: Element, block: Table) -> None:
    block = even(block)
    table = element("table", parent=element("div", parent=parent, class_="table"))
    if block.caption:
        write_inlines(page, element("caption", parent=table), block.caption)
    if widths := shares(block):
        columns = element("colgroup", parent=table)
        for width in widths:
            element("col", parent=columns, style=f"width: {width}%")
    if block.head:
        _rows(page, element("thead", parent=table), block.head, scope="col")
    if block.rows:
        _rows(page, element("tbody", parent=table), block.rows, scope="row")


def _rows(page: Page, parent: Element, rows: Iterable[Row], *, scope: str) -> None:
    for row in rows:
        made = element("tr", parent=parent)
        # a row of headings alone heads columns wherever it stands
        own = "col" if all(cell.header for cell in row.cells) else scope
        for cell in row.cells:
            _cell(page, made, cell, own)


def _cell(page: Page, parent: Element, cell: Cell, scope: str) -> None:
    made = element(
        "th" if cell.header else "td",
        parent=parent,
        scope=scope if cell.header else "",
        class_=f"align-{cell.align}" if cell.align else "",
    )
    for name, span in (("colspan", cell.columns), ("rowspan", cell.rows)):
        if span > 1:
            made.set(name, str(span))
    write_inlines(page, made, cell.children)


def _figure(page: Page, parent: Element, block: Figure) -> None:
    """A picture with caption and credit, linked where its words can name the link.

    Without it, its words stand in its place.
    """
    asset = page.assets[block.asset]
    figure = element("figure", parent=parent)
    if block.asset in page.pictures:
        target = (
            followed(block.address)
            if block.address.startswith(SCHEMES) and _names(page, Picture(asset=block.asset))
            else ""
        )
        picture = element(
            "img",
            parent=element("a", parent=figure, href=target) if target else figure,
            src=f"images/{page.pictures[block.asset]}",
        )
        picture.set("alt", "" if asset.decorative else asset.alt)
    else:
        _missing(page, figure, asset)
    said = squeeze(plain_inline(block.caption))
    credit = "" if squeeze(asset.credit) in said else asset.credit  # it may be a link there
    if block.caption or credit:
        caption = element("figcaption", parent=figure)
        if block.caption:
            write_inlines(page, element("p", parent=caption), block.caption)
        if credit:
            element("p", parent=caption, class_="picture-credit", text=credit)


def _missing(page: Page, parent: Element, asset: Asset) -> Element:
    """What stands for a picture that is not printed: why, in our words.

    Then what it shows and where it is.
    """
    box = element("div", parent=parent, class_="missing-picture")
    element(
        "p",
        parent=box,
        class_="ours",
        text=(
            page.phrases.withheld[asset.withheld]
            if asset.withheld
            else page.phrases.missing_picture
        ),
    )
    if asset.alt:
        element("p", parent=box, text=asset.alt)
    if asset.url.startswith(("http://", "https://")):
        address(element("p", parent=box), asset.url)
    return box


def _verse(page: Page, parent: Element, block: Verse) -> None:
    verse = element("div", parent=parent, class_="verse")
    stanza: Element | None = None
    for line in block.lines:
        if not line.children:
            stanza = None
            continue
        if stanza is None:
            stanza = element("div", parent=verse, class_="stanza")
        write_inlines(
            page,
            element(
                "p",
                parent=stanza,
                class_=f"line indent-{min(line.indent, 8)}" if line.indent else "line",
            ),
            line.children,
        )


def write_notes(page: Page, parent: Element, notes: Iterable[Note]) -> None:
    """Notes as a list in the order of their first mark, each with its way back.

    Its mark stands as words, not as a generated marker: it is then the same wherever the text
    goes.
    """
    for note in notes:
        number = page.marks.setdefault(note.name, len(page.marks) + 1)
        printed = page.labels.get(note.name, str(number))
        made = element(
            "aside",
            parent=parent,
            id=f"{page.name}-n{number}",
            class_="note",
            epub_type="footnote",
            role="doc-footnote",
        )
        label = element("p", parent=made, class_="note-number")
        if note.name in page.marked:
            element(
                "a",
                parent=label,
                text=printed,
                href=f"#{page.name}-r{number}",
                role="doc-backlink",
                aria_label=page.phrases.back.format(number=printed),
            )
        else:
            say(label, printed)
        write_blocks(page, made, note.children)


_STRESS = {Emphasis: "em", Strong: "strong", Struck: "s"}


def write_inlines(page: Page, parent: Element, children: Iterable[Inline]) -> None:
    """Append inlines to `parent`."""
    for child in children:
        match child:
            case Text(text=text):
                say(parent, text)
            case Emphasis() | Strong() | Struck():
                write_inlines(page, element(_STRESS[type(child)], parent=parent), child.children)
            case Script():
                write_inlines(page, element(child.position, parent=parent), child.children)
            case CodeText(text=text):
                element("code", parent=parent, text=text)
            case LineBreak():
                element("br", parent=parent)
            case Foreign():
                span = element("span", parent=parent)
                speak(span, child.language, child.direction)
                write_inlines(page, span, child.children)
            case Link():
                _link(page, parent, child)
            case Abbreviation(meaning=meaning):
                short = element("abbr", parent=parent, title=meaning)
                write_inlines(page, short, child.children)
            case Ruby():
                ruby = element("ruby", parent=parent)
                write_inlines(page, ruby, child.children)
                element("rt", parent=ruby, text=child.reading)
            case NoteMark(note=name):
                _mark(page, parent, name)
            case Picture(asset=ident):
                _picture(page, parent, ident)
            case Anchor(name=name):
                _anchor(page, parent, name)
            case CheckBox():
                element("span", parent=parent, class_="check-box", text=child.words)
            case Formula(mathml=mathml):
                parent.append(_mathematics(mathml))
            case _:
                assert_never(child)


def _link(page: Page, parent: Element, link: Link) -> None:
    """A link; one without words of its own, or those of a picture, is unlinked: PDF/UA-1 7.18.5."""
    target = _target(page, link.address)
    named = plain_inline(link.children).strip() or any(
        _names(page, child) for child in link.children
    )
    if not named or not link.address.startswith(SCHEMES) or not target:
        write_inlines(page, parent, link.children)
        return
    write_inlines(page, element("a", parent=parent, href=target), link.children)


def _target(page: Page, given: str) -> str:
    """What a link to an address is in this book; "" where it leads nowhere."""
    if given.startswith("#"):
        return f"#{page.name}-to-{given[1:]}" if given[1:] in page.places else ""
    return followed(given)


def _anchor(page: Page, parent: Element, name: str) -> None:
    if name in page.places and name not in page.anchored:
        page.anchored.add(name)
        element("span", parent=parent, id=f"{page.name}-to-{name}")


def _names(page: Page, inline: Inline) -> bool:
    """Whether it is a picture whose words can name a link."""
    return (
        isinstance(inline, Picture)
        and inline.asset in page.pictures
        and bool(page.assets[inline.asset].alt)
        and not page.assets[inline.asset].decorative
    )


def _mark(page: Page, parent: Element, name: str) -> None:
    number = page.marks.setdefault(name, len(page.marks) + 1)
    first = name not in page.marked
    page.marked[name] = number
    printed = page.labels.get(name, str(number))
    element(
        "a",
        parent=element("sup", parent=parent),
        text=printed,
        href=f"#{page.name}-n{number}",
        id=f"{page.name}-r{number}" if first else "",
        class_="mark",
        epub_type="noteref",
        role="doc-noteref",
        aria_label=page.phrases.note.format(number=printed),
    )


def _mathematics(mathml: str) -> Element:
    """A formula as an element of MathML's own namespace."""
    written = etree.fromstring(canonical(mathml))
    made = etree.Element(f"{{{MATHML}}}math", nsmap={None: MATHML})  # type: ignore[dict-item]  # the stubs do not know the default namespace
    made.attrib.update(written.attrib)
    made.extend(written)
    if not made.get("alttext"):
        made.set("alttext", words(mathml))  # read aloud where MathML is not
    for node in made.iter():
        node.tag = f"{{{MATHML}}}{etree.QName(node).localname}"
    return made


def followed(url: str) -> str:
    """The address as a link may hold it: signs that no address has are written as %7B and the like.

    "" where its host is none.

    RFC 3986, section 2 (signs), 3.2.2 (host); letters beyond ASCII stay, as RFC 3987 allows.
    """
    scheme, mark, rest = url.partition("://")
    scheme = _UNFIT.sub(lambda sign: f"%{ord(sign[0]):02X}", scheme)
    host = _HOST.match(rest) if mark else None
    if mark and (not host or int(host[1] or 0) > _PORTS):
        return ""
    whole, hash_, place = (rest[host.end() :] if host else rest).partition("#")
    fit = (
        _UNFIT.sub(lambda sign: f"%{ord(sign[0]):02X}", part)
        for part in (whole, place.replace("#", "%23"))
    )
    return scheme + mark + (host[0] if host else "") + hash_.join(fit)


def _picture(page: Page, parent: Element, ident: str) -> None:
    asset = page.assets[ident]
    if ident in page.pictures:
        picture = element(
            "img", parent=parent, src=f"images/{page.pictures[ident]}", class_="inline"
        )
        picture.set("alt", "" if asset.decorative else asset.alt)
    elif asset.alt or asset.withheld:
        # its words stand behind the block: inside, they would come between the author's
        page.missing.append(asset)


def address(parent: Element, url: str, **attributes: str) -> None:
    """An address spelled out, and linked where it is one that can be followed.

    `attributes` of the link, as `element` takes them.
    """
    if target := followed(url):
        words = spelled(url)
        element("a", parent=parent, href=target, class_="address", text=words, **attributes)
    else:
        element("span", parent=parent, class_="address", text=url)


def spelled(url: str) -> str:
    """An address as print spells it: without a scheme and slash that every browser adds.

    Any other scheme than https is kept, and a slash that is more than the root (RFC 3986, 6.2.3).
    """
    words = url.removeprefix("https://")
    is_root = words != url and words.find("/") == len(words) - 1
    return words[:-1] if is_root else words


def text_of(made: Element) -> bytes:
    """The element as UTF-8 bytes."""
    return etree.tostring(made, encoding="utf-8")
