"""ODT (OpenDocument 1.3): a text document as a page, its pictures and formulas with it.

Deletions that are still tracked, comments, hidden text and tables of contents are no text.
"""

import html
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from publisher.captures.capture import Attachment, Capture, Stated
from publisher.captures.document_head import each_line_once, take_head
from publisher.captures.fragments import parse_page, write_page
from publisher.captures.safe_xml import (
    Element,
    local_name,
    namespace_of,
    parse_xml,
    text_of,
)
from publisher.captures.safe_zip import Archive
from publisher.errors import SourceError

CONTENT = "content.xml"
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_MATH = "http://www.w3.org/1998/Math/MathML"
_LARGEST = 32 * 2**20
_DEEPEST = 200
# names of paragraph styles as programs write them -> class of the page, see document_head
_HEADS = {
    "title": "document-title",
    "subtitle": "document-subtitle",
    "author": "document-author",
    "date": "document-date",
}
_CAPTIONS = {"caption", "illustration", "figure", "tablecaption", "figurecaption", "drawing"}
_QUOTES = {"quotations", "quote", "blocktext", "intensequote"}
_CODES = {"preformattedtext", "sourcecode", "preformatted"}
_NO_TEXT = {
    "tracked-changes",
    "annotation",
    "annotation-end",
    "table-of-content",
    "sequence-decls",
    "variable-decls",
    "user-field-decls",
    "forms",
    "index-title",
    "alphabetical-index",
    "hidden-text",
    "hidden-paragraph",
}
_CELLS = 10_000  # a table wider or longer than that repeats an empty cell


@dataclass(slots=True)
class _Style:
    """What a style does to words: of a paragraph its name as people see it."""

    name: str = ""
    parent: str = ""
    marks: tuple[str, ...] = ()
    hidden: bool = False


@dataclass(slots=True)
class _Writer:
    """One pass over a document."""

    name: str
    archive: Archive
    styles: dict[str, _Style]
    ordered: dict[str, bool]
    notes: list[str] = field(default_factory=list)
    depth: int = 0

    def blocks(self, element: Element) -> str:
        """The blocks in an element as HTML."""
        self.depth += 1
        if self.depth > _DEEPEST:
            raise SourceError(self.name, 0, 0, "this document is deeper than any program writes")
        made = "\n".join(filter(None, map(self._block, element)))
        self.depth -= 1
        return made

    def _block(self, element: Element) -> str:
        tag = local_name(element)
        if tag in _NO_TEXT:
            return ""
        match tag:
            case "h":
                level = min(6, max(1, (_number(element, "outline-level", 1)) + 1))
                return f"<h{level}>{self._inlines(element)}</h{level}>"
            case "p":
                return self._paragraph(element)
            case "list":
                return self._list(element)
            case "table":
                return self._table(element)
            case "frame" | "image" | "custom-shape" | "g" | "text-box":
                return self._frame(element)
            case _:
                return self.blocks(element)

    def _paragraph(self, element: Element) -> str:
        style = self.styles.get(_attribute(element, "style-name"), _Style())
        if style.hidden:
            return ""
        words = self._inlines(element)
        frames = "".join(
            self._frame(one) for one in element if local_name(one) == "frame" and _holds_text(one)
        )
        kind = self._kind(style)
        if kind == "document-title":
            return f'<h1 class="{kind}">{words}</h1>{frames}'
        if kind in _QUOTES:
            return f"<blockquote><p>{words}</p></blockquote>{frames}"
        if kind in _CODES:
            return f"<pre>{words}</pre>{frames}"
        if kind:
            return f'<p class="{kind}">{words}</p>{frames}'
        return (f"<p>{words}</p>" if words.strip() else "") + frames

    def _kind(self, style: _Style) -> str:
        """What a paragraph's style, or one that it is made of, says it is."""
        seen = 0
        while seen < 10:
            plain = re.sub(r"[^a-z]", "", re.sub(r"_20_|_\w\w_", " ", style.name.lower()))
            if plain in _HEADS:
                return _HEADS[plain]
            if plain in _CAPTIONS:
                return "document-caption"
            if plain in _QUOTES | _CODES:
                return plain
            if not style.parent:
                return ""
            style = self.styles.get(style.parent, _Style(name=style.parent))
            seen += 1
        return ""

    def _inlines(self, element: Element) -> str:
        made = [html.escape(element.text or "")]
        self.depth += 1
        if self.depth > _DEEPEST:
            raise SourceError(self.name, 0, 0, "this document is deeper than any program writes")
        for child in element:
            made += [self._inline(child), html.escape(child.tail or "")]
        self.depth -= 1
        return "".join(made)

    def _inline(self, element: Element) -> str:
        tag = local_name(element)
        if tag in _NO_TEXT:
            return ""
        match tag:
            case "s":
                return " " * min(100, (_number(element, "c", 1)))
            case "tab":
                return "\t"
            case "line-break":
                return "<br>"
            case "span":
                return self._span(element)
            case "bookmark" | "bookmark-start":
                return f'<span id="{html.escape(_attribute(element, "name"))}"></span>'
            case "a":
                address = html.escape(_attribute(element, "href"))
                return f'<a href="{address}">{self._inlines(element)}</a>'
            case "note":
                return self._note(element)
            case "frame":
                return "" if _holds_text(element) else self._frame(element)
            case "ruby":
                base = next((one for one in element if local_name(one) == "ruby-base"), None)
                said = next((one for one in element if local_name(one) == "ruby-text"), None)
                inner = self._inlines(base) if base is not None else ""
                return f"<ruby>{inner}<rt>{html.escape(text_of(said))}</rt></ruby>"
            case _:
                return self._inlines(element)

    def _span(self, element: Element) -> str:
        style = self.styles.get(_attribute(element, "style-name"), _Style())
        if style.hidden:
            return ""
        words = self._inlines(element)
        for mark in style.marks if words.strip() else ():
            words = f"<{mark}>{words}</{mark}>"
        return words

    def _note(self, element: Element) -> str:
        body = next((one for one in element if local_name(one) == "note-body"), None)
        cited = next((one for one in element if local_name(one) == "note-citation"), None)
        if body is None:
            return ""
        number = len(self.notes) + 1
        self.notes.append("")
        self.notes[number - 1] = self.blocks(body)
        label = html.escape(text_of(cited) or str(number))
        return f'<sup><a href="#fn{number}" id="fnref{number}">{label}</a></sup>'

    def _list(self, element: Element, above: str = "") -> str:
        style = _attribute(element, "style-name") or above
        tag = "ol" if self.ordered.get(style) else "ul"
        items: list[str] = []
        for one in element:
            if local_name(one) not in {"list-item", "list-header"}:
                continue
            inner = [
                self._list(each, style) if local_name(each) == "list" else self._block(each)
                for each in one
            ]
            items.append(f"<li>{''.join(inner)}</li>")
        return f"<{tag}>{''.join(items)}</{tag}>" if items else ""

    def _table(self, element: Element) -> str:
        head = [
            one for group in element if local_name(group) == "table-header-rows" for one in group
        ]
        rows = [one for one in _rows(element) if one not in head]
        made_head = "".join(self._row(one, "th") for one in head)
        made = "".join(filter(None, (self._row(one, "td") for one in rows[:_CELLS])))
        top = f"<thead>{made_head}</thead>" if made_head else ""
        return f"<table>{top}<tbody>{made}</tbody></table>"

    def _row(self, element: Element, tag: str) -> str:
        cells: list[str] = []
        for cell in element:
            if local_name(cell) != "table-cell":
                continue
            across, down = (
                (_number(cell, f"number-{way}-spanned", 1)) for way in ("columns", "rows")
            )
            spans = f' colspan="{across}"' if across > 1 else ""
            spans += f' rowspan="{down}"' if down > 1 else ""
            inner = self.blocks(cell)
            again = _number(cell, "number-columns-repeated", 1)
            cells += [f"<{tag}{spans}>{inner}</{tag}>"] * min(again, 1 if not inner else 100)
        return f"<tr>{''.join(cells)}</tr>" if any(cells) else ""

    def _frame(self, element: Element) -> str:
        """A picture, a formula, or the blocks of a text box."""
        title = next((text_of(one) for one in element if local_name(one) == "title"), "")
        said = next((text_of(one) for one in element if local_name(one) == "desc"), "")
        for child in element:
            match local_name(child):
                case "image":
                    address = _attribute(child, "href")
                    alt = html.escape(said or title)
                    return f'<img src="{html.escape(address)}" alt="{alt}">'
                case "object":
                    if formula := self._formula(child):
                        return formula
                case "text-box":
                    return self._box(child)
                case _:
                    pass
        return (
            self.blocks(element) if local_name(element) in {"custom-shape", "g", "text-box"} else ""
        )

    def _box(self, box: Element) -> str:
        """A box: of a picture and its caption a figure, else an aside."""
        frames = [one for one in box.iter() if local_name(one) == "image"]
        if len(frames) != 1:
            return f"<aside>{self.blocks(box)}</aside>"
        holder = frames[0].getparent()
        picture = self._frame(holder) if holder is not None else ""
        words = " ".join(filter(None, (self._without_frames(one) for one in box)))
        return f"<figure>{picture}<figcaption>{words}</figcaption></figure>"

    def _without_frames(self, paragraph: Element) -> str:
        inner = self._inlines(paragraph)
        return re.sub(r"<img\b[^>]*>", "", inner).strip()

    def _formula(self, element: Element) -> str:
        inner = next((one for one in element if namespace_of(one) == _MATH), None)
        if inner is None:
            folder = posixpath.normpath(_attribute(element, "href"))
            data = self.archive.find(f"{folder}/content.xml")
            if not data:
                return ""
            inner = parse_xml(self.name, data)
        if namespace_of(inner) != _MATH:
            return ""
        return _mathml(inner)


def open_odt(name: str, archive: Archive) -> Capture:
    """The capture in a text document.

    Refuses with SourceError one that is damaged, encrypted or too large.
    """
    data = archive.read(CONTENT)
    if len(data) > _LARGEST:
        raise SourceError(name, 0, 0, "its text is larger than 32 megabytes; it is not read")
    if b"encryption-data" in archive.find("META-INF/manifest.xml"):
        raise SourceError(name, 0, 0, "this document is encrypted; save it without a password")
    content = parse_xml(name, data)
    styles = archive.find("styles.xml")
    looks = parse_xml(name, styles) if styles else None
    writer = _Writer(
        name=name,
        archive=archive,
        styles=dict(_styles(looks, content)),
        ordered=dict(_ordered(looks, content)),
    )
    body = next(
        (one for one in content.iter() if local_name(one) == "text" and namespace_of(one) != _TEXT),
        None,
    )
    if body is None:
        raise SourceError(name, 0, 0, "there is no text in this document")
    written = writer.blocks(body)
    notes = "".join(
        f'<li id="fn{number}">{note} <a href="#fnref{number}">↩</a></li>'
        for number, note in enumerate(writer.notes, start=1)
    )
    foot = f'<section class="footnotes"><ol>{notes}</ol></section>' if notes else ""
    page = f"<html><body><article>{written}{foot}</article></body></html>"
    tree = parse_page(name, page)
    said = _meta(name, archive)
    authors = (said.get("initial-creator") or said.get("creator", "")).split(";")
    head = take_head(tree, tuple(authors))
    found = {
        "title": "title in meta.xml",
        "authors": "creator in meta.xml",
        "language": "language in meta.xml",
        "keywords": "keyword in meta.xml",
        **head.found,
    }
    return Capture(
        name=name,
        data=write_page(tree),
        encoding="utf-8",
        attachments=tuple(_pictures(archive)),
        stated=Stated(
            title=head.title or said.get("title", ""),
            subtitle=head.subtitle,
            authors=head.authors or tuple(one.strip() for one in authors if one.strip()),
            published_words=head.date,
            language=said.get("language", "") or _language(looks),
            keywords=tuple(one for one in said.get("keyword", "").split("\n") if one),
            beside=each_line_once(_lines_beside(looks)),
            found=tuple(found.items()),
            leads=bool(head.title or said.get("title")),
        ),
    )


def _attribute(element: Element, name: str) -> str:
    """An attribute by its local name; "" where there is none."""
    found = (value for key, value in element.items() if str(key).rpartition("}")[2] == name)
    return str(next(found, ""))


def _number(element: Element, name: str, usual: int) -> int:
    written = _attribute(element, name)
    return int(written) if written.isdecimal() and len(written) < 6 else usual


def _holds_text(frame: Element) -> bool:
    is_frame = local_name(frame) == "frame"
    return is_frame and any(local_name(one) == "text-box" for one in frame)


def _rows(table: Element) -> Iterator[Element]:
    for one in table.iter():
        if local_name(one) == "table-row" and _table_of(one) is table:
            yield one


def _table_of(row: Element) -> Element | None:
    return next((one for one in row.iterancestors() if local_name(one) == "table"), None)


def _styles(*documents: Element | None) -> Iterator[tuple[str, _Style]]:
    for document in documents:
        for one in document.iter(f"{_STYLE}style") if document is not None else ():
            marks: list[str] = []
            hidden = False
            for words in one.iter(f"{_STYLE}text-properties"):
                marks += _marks(words)
                hidden = hidden or _attribute(words, "display") == "none"
            name = one.get(f"{_STYLE}name", "")
            shown = one.get(f"{_STYLE}display-name", "") or name
            parent = one.get(f"{_STYLE}parent-style-name", "")
            yield name, _Style(name=shown, parent=parent, marks=tuple(marks), hidden=hidden)


def _marks(words: Element) -> Iterator[str]:
    """The elements of HTML that a style of words comes to."""
    if _attribute(words, "font-weight") in {"bold", "600", "700", "800", "900"}:
        yield "strong"
    if _attribute(words, "font-style") in {"italic", "oblique"}:
        yield "em"
    if _attribute(words, "text-line-through-style") not in {"", "none"}:
        yield "s"
    place = _attribute(words, "text-position")
    if place.startswith("super") or re.match(r"[1-9]", place):
        yield "sup"
    elif place.startswith(("sub", "-")):
        yield "sub"


def _ordered(*documents: Element | None) -> Iterator[tuple[str, bool]]:
    """Whether a style of lists counts its first level."""
    for document in documents:
        for one in document.iter() if document is not None else ():
            if local_name(one) == "list-style":
                first = next(iter(one), None)
                counts = first is not None and local_name(first) == "list-level-style-number"
                yield _attribute(one, "name"), counts


def _lines_beside(looks: Element | None) -> Iterator[str]:
    """The lines of headers and footers: terms are often written there alone."""
    for one in looks.iter() if looks is not None else ():
        if local_name(one) in {"header", "footer", "header-first", "footer-first"}:
            yield from map(text_of, one)


def _meta(name: str, archive: Archive) -> dict[str, str]:
    """What meta.xml says; its days are those of the file, not of publication."""
    data = archive.find("meta.xml")
    if not data:
        return {}
    found: dict[str, str] = {}
    for one in parse_xml(name, data).iter():
        key, words = local_name(one), text_of(one)
        if len(one) or not words:
            continue
        if key == "keyword" and key in found:
            found[key] = f"{found[key]}\n{words}"
        found.setdefault(key, words)
    return found


def _language(looks: Element | None) -> str:
    """The language of the usual style of the document."""
    for one in looks.iter(f"{_STYLE}text-properties") if looks is not None else ():
        language, country = one.get(f"{_FO}language", ""), one.get(f"{_FO}country", "")
        if language and language != "none":
            return f"{language}-{country}" if country and country != "none" else language
    return ""


def _pictures(archive: Archive) -> Iterator[Attachment]:
    for member in archive.members:
        if member.startswith(("Pictures/", "media/")):
            yield Attachment(address=member, data=archive.find(member))


def _mathml(element: Element, depth: int = 0) -> str:
    """MathML without prefixes; what a program noted beside a formula is no part of it."""
    tag = local_name(element)
    if depth > _DEEPEST or tag in {"annotation", "annotation-xml", ""}:
        return ""
    kept = {"display", "mathvariant", "stretchy", "fence", "accent", "columnalign", "linethickness"}
    said = "".join(
        f' {key}="{html.escape(str(value))}"' for key, value in element.items() if key in kept
    )
    space = f' xmlns="{_MATH}"' if tag == "math" else ""
    inner = html.escape(element.text or "") + "".join(
        _mathml(child, depth + 1) + html.escape(child.tail or "") for child in element
    )
    return f"<{tag}{space}{said}>{inner}</{tag}>"
