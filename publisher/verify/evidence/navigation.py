"""The lines of an EPUB's contents: those of the navigation document, and of the NCX."""

import posixpath
from collections.abc import Iterator, Mapping
from urllib.parse import unquote

from lxml import etree

from publisher.errors import EvidenceError
from publisher.verify.evidence.container import parse
from publisher.verify.evidence.model import Label

_OPF = "{http://www.idpf.org/2007/opf}"
_XHTML = "{http://www.w3.org/1999/xhtml}"
_TYPE = "{http://www.idpf.org/2007/ops}type"
_NCX = "application/x-dtbncx+xml"
_TOLD = {"toc", "lot", "loi", "loa", "lov"}  # what a reader shows as contents


def labels(
    package: etree._Element, base: str, files: Mapping[str, bytes], path: str
) -> tuple[Label, ...]:
    """The lines of the contents, with the file that each leads to; () where there are none."""
    found: list[Label] = []
    for item in package.iterfind(f".//{_OPF}item"):
        is_nav = "nav" in str(item.get("properties", "")).split()
        is_ncx = str(item.get("media-type", "")).strip().lower() == _NCX
        name = posixpath.normpath(posixpath.join(base, unquote(str(item.get("href", "")))))
        if not (is_nav or is_ncx) or name not in files:
            continue
        try:
            root = parse(files[name], path, name)
        except EvidenceError:
            continue
        found += _of_nav(root, name) if is_nav else _of_ncx(root, name)
    return tuple(found)


def _of_nav(root: etree._Element, name: str) -> Iterator[Label]:
    for nav in root.iter(f"{_XHTML}nav"):
        kinds = set(str(nav.get(_TYPE, "")).split())
        if kinds and not kinds & _TOLD:
            continue
        for item in nav.iter(f"{_XHTML}li"):
            line = next(item.iterchildren(f"{_XHTML}a", f"{_XHTML}span"), None)
            if line is not None:
                yield _label(name, "".join(map(str, line.itertext())), str(line.get("href") or ""))


def _of_ncx(root: etree._Element, name: str) -> Iterator[Label]:
    for title in root.iterfind("{*}docTitle/{*}text"):
        words = "".join(map(str, title.itertext()))
        yield Label(place=name, words=words, target="", names_whole=True)
    for point in root.iter("{*}navPoint"):
        text = point.find("{*}navLabel/{*}text")
        content = point.find("{*}content")
        words = "" if text is None else "".join(map(str, text.itertext()))
        yield _label(name, words, "" if content is None else str(content.get("src") or ""))


def _label(place: str, words: str, address: str) -> Label:
    file = unquote(address.partition("#")[0])
    target = posixpath.normpath(posixpath.join(posixpath.dirname(place), file)) if file else ""
    return Label(place=place, words=words, target=target)
