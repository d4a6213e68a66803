"""EPUB bytes → Evidence: the spine as a reader meets it, the package's metadata, the record.

Read with zipfile and lxml, sizes checked first, no entities, no network, nothing unpacked to the
disk.
"""

import posixpath
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from urllib.parse import unquote

from lxml import etree

from publisher.errors import EvidenceError
from publisher.model import formula
from publisher.verify.evidence.container import members, package_name, parse
from publisher.verify.evidence.css import hidden_elements, hides, strikes, struck_elements
from publisher.verify.evidence.model import Evidence, Link, Said, Segment, Shown, Statement

_WORDS = 64 * 2**20  # bytes of all pages; a bible with notes has 20 MB
_SHEET = 4 * 2**20  # bytes of a style sheet
_RECORD = 16 * 2**20  # bytes of the record, which grows tenfold when it is read
_XHTML = "{http://www.w3.org/1999/xhtml}"
_TYPE = "{http://www.idpf.org/2007/ops}type"
_DC = "{http://purl.org/dc/elements/1.1/}"
_OPF = "{http://www.idpf.org/2007/opf}"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_STRUCK = {"s", "strike", "del"}
_SILENT = {"head", "script", "style", "template", "noscript", "title"}
_BLOCKS = {
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "caption",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "html",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
}
# MARC relator: book producer; programs name themselves so, and no page credits them
_PRODUCER = "bkp"
_OWN = {"ours", "note-number", "missing-picture", "byline"}


def read(data: bytes, path: str) -> Evidence:
    """What a reader of this EPUB would meet.

    Refuses with EvidenceError a file that is no EPUB, is broken, would unpack to more than fits
    into memory, or names files outside itself or one of its own twice.
    """
    files = members(data, path)
    where = package_name(files, path)
    package = parse(files[where], path, where)
    base = posixpath.dirname(where)
    book = _Book(path)
    for name, why in spine(package, base):
        if name not in files:
            raise EvidenceError(path, f"its spine names '{name}', which is not in the file")
        _page(files, name, why, book)
    return Evidence(
        path=path,
        form="epub",
        blocks=True,
        segments=tuple(book.segments),
        links=tuple(book.links),
        said=_said(package),
        record=_record(package, base, files, path),
        shown=tuple(book.shown),
        tongues=tuple(book.tongues),
        heads=tuple(book.heads),
        locked=_locked(files),
    )


def spine(package: etree._Element, base: str) -> Iterator[tuple[str, str]]:
    """(file, why a reader may not meet it) in reading order."""
    items = {item.get("id"): item for item in package.iterfind(f".//{_OPF}item")}
    for reference in package.iterfind(f".//{_OPF}itemref"):
        item = items.get(reference.get("idref"))
        if item is not None and "html" in str(item.get("media-type")):
            why = (
                'it is not in the linear reading order (linear="no")'
                if reference.get("linear") == "no"
                else ""
            )
            yield posixpath.normpath(posixpath.join(base, unquote(str(item.get("href"))))), why


class _Book:
    """What was met on the pages so far."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.segments: list[Segment] = []
        self.links: list[Link] = []
        self.shown: list[Shown] = []
        self.tongues: list[tuple[str, str]] = []
        self.heads: list[tuple[str, str, str]] = []
        self._bytes = 0

    def taken(self, files: Mapping[str, bytes], name: str) -> bytes:
        """The bytes of a page; EvidenceError where all that was taken is more than words can be."""
        self._bytes += len(files[name])
        if self._bytes > _WORDS:
            raise EvidenceError(
                self.path, f"its pages hold more than {_WORDS // 2**20} MB; it is not read"
            )
        return files[name]


def _page(files: Mapping[str, bytes], name: str, why: str, book: _Book) -> None:
    root = parse(book.taken(files, name), book.path, name)
    if language := root.get(_XML_LANG) or root.get("lang"):
        book.tongues.append((name, str(language)))
    book.heads += [
        (name, str(node.get("name")), str(node.get("content", "")))
        for node in root.iter(f"{_XHTML}meta")
        if node.get("name")
    ]
    sheets = tuple(_sheets(root, name, files, book.path))
    reader = _Reader(name, hidden_elements(root, sheets), struck_elements(root, sheets), book)
    reader.read(root, why)
    reader.flush()
    for node in root.iter(f"{_XHTML}script", f"{_XHTML}link"):
        target = str(
            node.get("src")
            or (node.get("href") if "stylesheet" in str(node.get("rel")) else "")
            or ""
        )
        if "://" in target:
            book.shown.append(Shown(place=name, target=target, alt=""))


def _sheets(
    root: etree._Element, name: str, files: Mapping[str, bytes], path: str
) -> Iterator[str]:
    """Style sheets in the page, linked from it, and imported by those."""
    for style in root.iter(f"{_XHTML}style"):
        yield "".join(map(str, style.itertext()))
    waiting = [
        posixpath.join(posixpath.dirname(name), unquote(str(link.get("href"))))
        for link in root.iter(f"{_XHTML}link")
        if "stylesheet" in str(link.get("rel")) and link.get("href")
    ]
    seen: set[str] = set()
    while waiting:
        sheet = posixpath.normpath(waiting.pop())
        if sheet in files and sheet not in seen:
            seen.add(sheet)
            if len(files[sheet]) > _SHEET:
                raise EvidenceError(
                    path,
                    f"its style sheet '{sheet[:80]}' has more than {_SHEET // 2**20} MB; it is not"
                    " read",
                )
            text = files[sheet].decode("utf-8", "replace")
            yield text
            waiting += [
                posixpath.join(posixpath.dirname(sheet), target)
                for target in re.findall(r"@import\s+(?:url\()?['\"]?([^'\")\s;]+)", text)
            ]


class _Reader:
    """One pass over a page: words between block boundaries, with why they are unseen, and links."""

    def __init__(
        self,
        name: str,
        hidden: Mapping[etree._Element, str],
        struck: Collection[etree._Element],
        book: _Book,
    ) -> None:
        self.name, self.hidden, self.struck_by_sheet, self.book = name, hidden, struck, book
        self.words: list[str] = []
        self.struck: list[str] = []
        self.state: tuple[str, bool, bool] = ("", False, False)

    def read(self, root: etree._Element, unseen: str) -> None:
        """Walk without recursion: pages of other makers may be nested thousands deep."""
        stack: list[tuple[etree._Element, tuple[str, bool, bool], bool]] = [
            (root, (unseen, False, False), False)
        ]
        # the outermost element that strikes out what we are in
        strike: etree._Element | None = None
        while stack:
            element, state, leaving = stack.pop()
            tag = element.tag
            # a comment has a function for a tag
            local = "" if callable(tag) else str(tag).rpartition("}")[2]
            if leaving:
                if local in _BLOCKS:
                    self.flush()
                strike = None if element is strike else strike
                self._say(element.tail, state, struck=strike is not None)
                continue
            if not local or local in _SILENT:
                self._say(element.tail, state, struck=strike is not None)
                continue
            inner = self._inside(element, local, state)
            if local == "math":
                self._formula(element, inner)
                self._say(element.tail, state)
                continue
            if local in _BLOCKS or inner != state:
                self.flush()
            stack.append((element, state, True))
            if strike is None and self._is_struck(element, local):
                strike = element
            if local in {"br", "hr"}:
                self._say("\n", inner)
            self._say(element.text, inner, struck=strike is not None)
            if local == "a" and element.get("href"):
                self.book.links.append(
                    Link(
                        target=str(element.get("href")),
                        words="".join(map(str, element.itertext())),
                        place=self.name,
                        unseen=inner[0],
                        rel=tuple(str(element.get("rel", "")).lower().split()),
                        segment=len(self.book.segments),
                    )
                )
            elif local == "img":
                alt = element.get("alt")
                self.book.shown.append(
                    Shown(
                        place=self.name,
                        target=str(element.get("src", "")),
                        alt=None if alt is None else str(alt),
                    )
                )
            stack.extend((child, inner, False) for child in reversed(element))

    def _formula(self, element: etree._Element, state: tuple[str, bool, bool]) -> None:
        """A formula in the one line that the ledger owes.

        A part of it that nobody sees makes the whole unseen.
        """
        unseen = state[0] or next(
            (why for part in element.iter("*") if (why := self._why(part, ""))), ""
        )
        self._say(formula.words(element), (unseen, *state[1:]))

    def _inside(
        self, element: etree._Element, local: str, state: tuple[str, bool, bool]
    ) -> tuple[str, bool, bool]:
        unseen, aside, own = state
        if not unseen:
            unseen = self._why(element, local)
        kinds = f"{element.get(_TYPE, '')} {element.get('role', '')}".split()
        if {"footnote", "rearnote", "endnote", "doc-footnote", "doc-endnote"} & set(kinds):
            aside = True
        return (
            unseen,
            aside,
            own
            or "doc-backlink" in kinds
            or bool(_OWN & set(str(element.get("class", "")).split())),
        )

    def _why(self, element: etree._Element, local: str) -> str:
        if element.get("hidden") is not None:
            return "it has the attribute hidden"
        if local == "details" and element.get("open") is None:
            return "it is folded away in <details>"
        if why := self.hidden.get(element, ""):
            return f"a style sheet says {why}"
        style = element.get("style")
        return f"its style says {why}" if style and (why := hides(style)) else ""

    def _is_struck(self, element: etree._Element, local: str) -> bool:
        style = element.get("style")
        return local in _STRUCK or element in self.struck_by_sheet or bool(style and strikes(style))

    def _say(
        self, text: str | None, state: tuple[str, bool, bool], *, struck: bool = False
    ) -> None:
        if text:
            if state != self.state:
                self.flush()
                self.state = state
            self.words.append(text)
            if struck:
                self.struck.append(text)

    def flush(self) -> None:
        """End the segment."""
        text = "".join(self.words)
        self.words.clear()
        if text.strip():
            unseen, aside, own = self.state
            self.book.segments.append(
                Segment(
                    text=text,
                    place=self.name,
                    unseen=unseen,
                    aside=aside,
                    own=own,
                    struck=tuple(words for words in self.struck if words.strip()),
                )
            )
        self.struck.clear()


def _said(package: etree._Element) -> Said:
    """Every element of the package's metadata, and the languages it gives itself."""
    found: list[Statement] = []
    if (language := package.get(_XML_LANG)) is not None:
        found.append(Statement(place="package xml:lang", words=str(language)))
    for node in package.iterfind(f"{_OPF}metadata/*"):
        if callable(node.tag):
            continue
        of, words, ident = (
            str(node.get("refines", "")).removeprefix("#"),
            "".join(map(str, node.itertext())),
            str(node.get("id", "")),
        )
        namespace, _, local = str(node.tag).removeprefix("{").rpartition("}")
        if namespace == _DC.strip("{}"):
            made = node.get(f"{_OPF}role") == _PRODUCER  # EPUB 2
            found.append(
                Statement(place="producer" if made else f"dc:{local}", words=words, of=of, id=ident)
            )
        elif local == "meta" and node.get("property"):
            found.append(Statement(place=str(node.get("property")), words=words, of=of, id=ident))
        elif local == "meta" and node.get("name"):  # EPUB 2
            found.append(
                Statement(place=f"meta {node.get('name')}", words=str(node.get("content", "")))
            )
        elif local == "link":
            found += [
                Statement(place=f"link {rel}", words=str(node.get("href", "")), of=of)
                for rel in str(node.get("rel", "")).split()
            ]
    programs = {one.of for one in found if one.place == "role" and one.words.strip() == _PRODUCER}
    found = [
        replace(one, place="producer") if one.id and one.id in programs else one for one in found
    ]
    files = tuple(
        (str(item.get("id")), posixpath.basename(unquote(str(item.get("href")))))
        for item in package.iterfind(f".//{_OPF}item")
    )
    return Said(statements=tuple(found), files=files)


def _locked(files: Mapping[str, bytes]) -> str:
    """What is encrypted and is no font (EPUB 3.3, #sec-container-metainf-encryption.xml)."""
    data = files.get("META-INF/encryption.xml", b"")
    names = [
        name
        for name in re.findall(rb'CipherReference[^>]*URI="([^"]*)"', data)
        if not name.lower().endswith((b".otf", b".ttf", b".woff", b".woff2"))
    ]
    return f"{len(names)} of its files are encrypted" if names else ""


def _record(
    package: etree._Element, base: str, files: Mapping[str, bytes], path: str
) -> bytes | None:
    for link in package.iter(f"{_OPF}link"):
        if "record" in str(link.get("rel")).split() and "ld+json" in str(link.get("media-type")):
            data = files.get(
                posixpath.normpath(posixpath.join(base, unquote(str(link.get("href")))))
            )
            if data is not None and len(data) > _RECORD:
                raise EvidenceError(
                    path, f"its record has more than {_RECORD // 2**20} MB; it is not read"
                )
            return data
    return None
