"""EPUB bytes → Evidence: the spine as a reader meets it, the package's metadata, the record.

Read with zipfile and lxml, sizes checked first, no entities, no network, nothing unpacked to the
disk.
"""

import posixpath
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from urllib.parse import unquote

from lxml import etree

from publisher.errors import EvidenceError
from publisher.verify.evidence.container import members, package_name, parse
from publisher.verify.evidence.model import Evidence, Said, Statement
from publisher.verify.evidence.navigation import labels
from publisher.verify.evidence.page_words import Pages

_RECORD = 16 * 2**20  # bytes of the record, which grows tenfold when it is read
_DC = "{http://purl.org/dc/elements/1.1/}"
_OPF = "{http://www.idpf.org/2007/opf}"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_FALLBACKS = 10  # files that may stand in for one another
# MARC relator: book producer; programs name themselves so, and no page credits them
_PRODUCER = "bkp"


def read(data: bytes, path: str) -> Evidence:
    """What a reader of this EPUB would meet.

    Refuses with EvidenceError a file that is no EPUB, is broken, would unpack to more than fits
    into memory, or names files outside itself or one of its own twice.
    """
    files = members(data, path)
    where = package_name(files, path)
    package = parse(files[where], path, where)
    base = posixpath.dirname(where)
    pages = Pages(files, path)
    encrypted = _encrypted(files, path)
    ordered = tuple(spine(package, base))
    for name, why in ordered:
        if name not in files:
            raise EvidenceError(path, f"its spine names '{name}', which is not in the file")
        if name not in encrypted:  # whose words nobody reads without a key
            _read_page(pages, name, why)
    for name in sorted(_contents(package, base) & set(files) - {name for name, _ in ordered}):
        _read_contents(pages, files, name)
    for twice in _given_twice(package):
        pages.doubt("rendition", where, f"it gives {twice} twice; readers take one or the other")
    for other in _other_packages(files, where):
        pages.doubt("rendition", other, "it is a second package document, with pages of its own")
    for handler in package.iterfind(f"{_OPF}bindings/*"):
        kind = str(handler.get("media-type", ""))
        pages.doubt("script", where, f"a program stands in for files of the kind {kind}")
    return Evidence(
        path=path,
        form="epub",
        blocks=True,
        segments=tuple(pages.segments),
        links=tuple(pages.links),
        said=_said(package),
        record=_record(package, base, files, path),
        shown=tuple(pages.shown),
        tongues=tuple(pages.tongues),
        heads=tuple(pages.heads),
        locked=_locked(encrypted),
        doubts=tuple(pages.doubts.values()),
        labels=labels(package, base, files, path),
    )


def read_said(data: bytes, path: str) -> tuple[Said, bytes | None]:
    """(what the package says, the record) of an EPUB; no page of it is read.

    Refuses with EvidenceError what `read` refuses for its container or its package.
    """
    files = members(data, path)
    where = package_name(files, path)
    package = parse(files[where], path, where)
    return _said(package), _record(package, posixpath.dirname(where), files, path)


def _read_page(pages: Pages, name: str, why: str) -> None:
    """Take in a page; what is wrong with a style sheet is said of the book."""
    try:
        pages.read(name, why)
    except EvidenceError as error:
        if error.path == pages.path:
            raise
        raise EvidenceError(pages.path, f"'{error.path[:80]}': {error.message}") from error


def _contents(package: etree._Element, base: str) -> set[str]:
    """The navigation document, which a reader shows beside the pages."""
    return {
        posixpath.normpath(posixpath.join(base, unquote(str(item.get("href")))))
        for item in package.iterfind(f".//{_OPF}item")
        if "nav" in str(item.get("properties", "")).split()
    }


def _read_contents(pages: Pages, files: Mapping[str, bytes], name: str) -> None:
    """Keep the words that a sheet adds to contents outside the spine; their own are labels."""
    contents = Pages(files, pages.path)
    try:
        contents.read(name, "")
    except EvidenceError:  # whose lines are not read either
        return
    for doubt in contents.doubts.values():
        if doubt.kind == "adds":
            pages.doubt(doubt.kind, doubt.place, doubt.message, doubt.words)


def _is_page(item: etree._Element) -> bool:
    kind = str(item.get("media-type"))
    return "html" in kind or "svg" in kind


def spine(package: etree._Element, base: str) -> Iterator[tuple[str, str]]:
    """(file, why a reader may not meet it) in reading order."""
    items = {item.get("id"): item for item in package.iterfind(f".//{_OPF}item")}
    for reference in package.iterfind(f".//{_OPF}itemref"):
        item = items.get(reference.get("idref"))
        steps = 0
        while item is not None and not _is_page(item) and steps < _FALLBACKS:
            item, steps = items.get(item.get("fallback")), steps + 1
        if item is not None and _is_page(item):
            why = (
                'it is not in the linear reading order (linear="no")'
                if reference.get("linear") == "no"
                else ""
            )
            yield posixpath.normpath(posixpath.join(base, unquote(str(item.get("href"))))), why


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


def _given_twice(package: etree._Element) -> Iterator[str]:
    """What a package may give once and gives again: each reader chooses another."""
    for part in ("metadata", "manifest", "spine"):
        if len(package.findall(f"{_OPF}{part}")) > 1:
            yield f"its {part}"
    idents = Counter(str(item.get("id")) for item in package.iterfind(f".//{_OPF}item"))
    yield from (f"the id '{ident[:80]}'" for ident, count in idents.items() if count > 1)


def _encrypted(files: Mapping[str, bytes], path: str) -> frozenset[str]:
    """The files that are encrypted (EPUB 3.3, #sec-container-metainf-encryption.xml)."""
    data = files.get("META-INF/encryption.xml")
    if data is None:
        return frozenset()
    root = parse(data, path, "META-INF/encryption.xml")
    addresses = (str(node.get("URI", "")) for node in root.iter("{*}CipherReference"))
    return frozenset(unquote(address).lstrip("/") for address in addresses)


def _other_packages(files: Mapping[str, bytes], first: str) -> Iterator[str]:
    """Package documents besides the first, which a reader may open instead (EPUB 3.3, OCF)."""
    root = parse(files["META-INF/container.xml"], "", "META-INF/container.xml")
    for rootfile in root.iterfind(".//{*}rootfile"):
        name = str(rootfile.get("full-path", ""))
        kind = str(rootfile.get("media-type", "")).strip().lower()
        if name != first and kind in {"", "application/oebps-package+xml"}:
            yield name


def _locked(encrypted: frozenset[str]) -> str:
    """How much is encrypted and is no font."""
    fonts = (".otf", ".ttf", ".woff", ".woff2")
    names = [name for name in encrypted if not name.lower().endswith(fonts)]
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
