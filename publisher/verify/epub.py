"""EPUB bytes → Evidence: the spine as a reader meets it, the package's metadata, the record.

Read with zipfile and lxml, sizes checked first, no entities, no network, nothing unpacked to the disk.
"""

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from urllib.parse import unquote

from lxml import etree

from publisher.errors import EvidenceError
from publisher.verify.evidence import Evidence, Link, Said, Segment
from publisher.verify.visible import hidden_elements, hides

_LARGEST = 512 * 2**20  # bytes of all members together, unpacked
_RATIO = 200  # a member that grows more than that is a bomb; text seldom passes 20
_XHTML = "{http://www.w3.org/1999/xhtml}"
_TYPE = "{http://www.idpf.org/2007/ops}type"
_DC = "{http://purl.org/dc/elements/1.1/}"
_OPF = "{http://www.idpf.org/2007/opf}"
_SILENT = {"head", "script", "style", "template", "noscript", "title"}
_BLOCKS = {"address", "article", "aside", "blockquote", "body", "caption", "dd", "details", "div", "dl", "dt", "fieldset", "figcaption",
           "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li", "main", "nav", "ol", "p", "pre",
           "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"}
_OWN = {"ours", "note-number", "missing-picture", "byline"}


def read(data: bytes, path: str) -> Evidence:
    """What a reader of this EPUB would meet.

    Refuses with EvidenceError a file that is no EPUB, is broken, would unpack to more than half a gigabyte, or names
    files outside itself.
    """
    files = _files(data, path)
    package_name = _package_name(files, path)
    package = _xml(files[package_name], f"{path}: {package_name}")
    base = posixpath.dirname(package_name)
    segments: list[Segment] = []
    links: list[Link] = []
    for name, why in _spine(package, base):
        if name not in files:
            raise EvidenceError(path, f"its spine names '{name}', which is not in the file")
        _page(files, name, why, segments, links)
    return Evidence(path=path, form="epub", blocks=True, segments=tuple(segments), links=tuple(links), said=_said(package),
                    record=_record(package, base, files))


def _files(data: bytes, path: str) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as container:
            members = [member for member in container.infolist() if not member.is_dir()]
            for member in members:
                name = member.filename
                if name.startswith("/") or ".." in name.split("/") or "\\" in name or re.match(r"[A-Za-z]:", name):
                    raise EvidenceError(path, f"it holds a file named '{name[:80]}', which reaches outside it; do not unpack it")
                if member.file_size > max(2**20, _RATIO * member.compress_size):
                    raise EvidenceError(path, f"'{name[:80]}' would grow from {member.compress_size} to {member.file_size} bytes; it is not unpacked")
            if sum(member.file_size for member in members) > _LARGEST:
                raise EvidenceError(path, f"it would unpack to more than {_LARGEST // 2**20} MB; it is not unpacked")
            return {member.filename: container.read(member) for member in members}
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError) as error:
        raise EvidenceError(path, f"not a ZIP archive that can be read ({error}); write it anew") from error
    except Exception as error:
        if type(error).__module__ == "zlib":
            raise EvidenceError(path, "a file in it is damaged; write it anew") from error
        raise


def _package_name(files: Mapping[str, bytes], path: str) -> str:
    if "META-INF/container.xml" not in files:
        raise EvidenceError(path, "it has no META-INF/container.xml, so it is no EPUB")
    root = _xml(files["META-INF/container.xml"], path).find(".//{*}rootfile")
    name = root.get("full-path", "") if root is not None else ""
    if name not in files:
        raise EvidenceError(path, f"its container names the package '{name}', which is not in the file")
    return name


def _xml(data: bytes, path: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise EvidenceError(path, f"it is not well-formed ({error})") from error
    if root is None:
        raise EvidenceError(path, "it holds no element at all")
    return root


def _spine(package: etree._Element, base: str) -> Iterator[tuple[str, str]]:
    """(file, why a reader may not meet it) in reading order."""
    items = {item.get("id"): item for item in package.iterfind(f".//{_OPF}item")}
    for reference in package.iterfind(f".//{_OPF}itemref"):
        item = items.get(reference.get("idref"))
        if item is not None and "html" in str(item.get("media-type")):
            why = 'it is not in the linear reading order (linear="no")' if reference.get("linear") == "no" else ""
            yield posixpath.normpath(posixpath.join(base, unquote(str(item.get("href"))))), why


def _page(files: Mapping[str, bytes], name: str, why: str, segments: list[Segment], links: list[Link]) -> None:
    root = _xml(files[name], name)
    reader = _Reader(name, hidden_elements(root, _sheets(root, name, files)), segments, links)
    reader.read(root, why)
    reader.flush()


def _sheets(root: etree._Element, name: str, files: Mapping[str, bytes]) -> Iterator[str]:
    """Style sheets in the page, linked from it, and imported by those."""
    for style in root.iter(f"{_XHTML}style"):
        yield "".join(map(str, style.itertext()))
    waiting = [posixpath.join(posixpath.dirname(name), unquote(str(link.get("href")))) for link in root.iter(f"{_XHTML}link")
               if "stylesheet" in str(link.get("rel")) and link.get("href")]
    seen: set[str] = set()
    while waiting:
        sheet = posixpath.normpath(waiting.pop())
        if sheet in files and sheet not in seen:
            seen.add(sheet)
            text = files[sheet].decode("utf-8", "replace")
            yield text
            waiting += [posixpath.join(posixpath.dirname(sheet), target) for target in re.findall(r"@import\s+(?:url\()?['\"]?([^'\")\s;]+)", text)]


class _Reader:
    """One pass over a page: words between block boundaries, with why they are unseen, and links."""

    def __init__(self, name: str, hidden: Mapping[etree._Element, str], segments: list[Segment], links: list[Link]) -> None:
        self.name, self.hidden, self.segments, self.links = name, hidden, segments, links
        self.words: list[str] = []
        self.state: tuple[str, bool, bool] = ("", False, False)

    def read(self, root: etree._Element, unseen: str) -> None:
        """Walk without recursion: pages of other makers may be nested thousands deep."""
        stack: list[tuple[etree._Element, tuple[str, bool, bool], bool]] = [(root, (unseen, False, False), False)]
        while stack:
            element, state, leaving = stack.pop()
            tag = element.tag
            local = "" if callable(tag) else str(tag).rpartition("}")[2]  # a comment has a function for a tag
            if leaving:
                if local in _BLOCKS:
                    self.flush()
                self._say(element.tail, state)
                continue
            if not local or local in _SILENT:
                self._say(element.tail, state)
                continue
            inner = self._inside(element, local, state)
            if local in _BLOCKS or inner != state:
                self.flush()
            stack.append((element, state, True))
            if local in {"br", "hr"}:
                self._say("\n", inner)
            self._say(element.text, inner)
            if local == "a" and element.get("href"):
                self.links.append(Link(target=str(element.get("href")), words="".join(map(str, element.itertext())), place=self.name, unseen=inner[0]))
            stack.extend((child, inner, False) for child in reversed(element))

    def _inside(self, element: etree._Element, local: str, state: tuple[str, bool, bool]) -> tuple[str, bool, bool]:
        unseen, aside, own = state
        if not unseen:
            unseen = self._why(element, local)
        kinds = f"{element.get(_TYPE, '')} {element.get('role', '')}".split()
        if {"footnote", "rearnote", "endnote", "doc-footnote", "doc-endnote"} & set(kinds):
            aside = True
        return unseen, aside, own or bool(_OWN & set(str(element.get("class", "")).split()))

    def _why(self, element: etree._Element, local: str) -> str:
        if element.get("hidden") is not None:
            return "it has the attribute hidden"
        if local == "details" and element.get("open") is None:
            return "it is folded away in <details>"
        if why := self.hidden.get(element, ""):
            return f"a style sheet says {why}"
        style = element.get("style")
        return f"its style says {why}" if style and (why := hides(style)) else ""

    def _say(self, text: str | None, state: tuple[str, bool, bool]) -> None:
        if text:
            if state != self.state:
                self.flush()
                self.state = state
            self.words.append(text)

    def flush(self) -> None:
        """End the segment."""
        text = "".join(self.words)
        self.words.clear()
        if text.strip():
            unseen, aside, own = self.state
            self.segments.append(Segment(text=text, place=self.name, unseen=unseen, aside=aside, own=own))


def _said(package: etree._Element) -> Said:
    def texts(name: str) -> tuple[str, ...]:
        return tuple(node.text or "" for node in package.iter(f"{_DC}{name}"))

    metas = [(str(node.get("property")), node.text or "") for node in package.iter(f"{_OPF}meta") if node.get("property")]
    links = [(str(node.get("rel")), str(node.get("href"))) for node in package.iter(f"{_OPF}link")]
    return Said(
        titles=texts("title"), people=(*texts("creator"), *texts("contributor")), identifiers=texts("identifier"), languages=texts("language"),
        publishers=texts("publisher"), sources=(*texts("source"), *(text for name, text in metas if name == "dcterms:source")),
        rights=(*texts("rights"), *(text for name, text in metas if name in {"dcterms:rights", "dcterms:accessRights", "dcterms:rightsHolder"})),
        licences=tuple(href for rel, href in links if "cc:license" in rel or "dcterms:license" in rel))


def _record(package: etree._Element, base: str, files: Mapping[str, bytes]) -> bytes | None:
    for link in package.iter(f"{_OPF}link"):
        if "record" in str(link.get("rel")).split() and "ld+json" in str(link.get("media-type")):
            return files.get(posixpath.normpath(posixpath.join(base, unquote(str(link.get("href"))))))
    return None
