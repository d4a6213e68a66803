"""EPUB made by others: each document of its spine is an article (EPUB 3.3; OPF 2.0.1).

Cover, title page, contents and the like are no articles; terms that stand there and in the package
are notices of every article.
"""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from urllib.parse import unquote

from lxml import etree

from publisher.captures.capture import Attachment, Capture, Stated
from publisher.captures.fragments import parse_page, words_in, write_page
from publisher.captures.holding import Entry, Holding, entry_path
from publisher.captures.items import day_in
from publisher.captures.package_signals import of_package
from publisher.captures.safe_xml import Element, local_name, parse_xml, text_of
from publisher.captures.safe_zip import Archive
from publisher.errors import SourceError
from publisher.model.article import is_address
from publisher.model.rights import Signal
from publisher.text import decode_bytes
from publisher.value import value

CONTAINER = "META-INF/container.xml"
_OPS = "{http://www.idpf.org/2007/ops}type"
_OURS = b"urn:x-publisher:record:"
_ARTICLE = re.compile(r"a(\d{1,4})-")  # the id of an article's chapter in a book of ours
_GOES_ON = "the article before it goes on"
# declarations within a document type (XML 1.0, 2.8, intSubset), in front of the first element
_SUBSET = re.compile(rb"(<!DOCTYPE[^>\[<]*)\[.*?\]\s*>", re.DOTALL)
_DOCUMENTS = {"application/xhtml+xml", "text/html"}
# epub:type of documents that are about the book, and in whose words they are listed
_ABOUT = {
    "cover": "cover",
    "titlepage": "title page",
    "halftitlepage": "title page",
    "toc": "contents",
    "landmarks": "contents",
    "loi": "contents",
    "lot": "contents",
    "index": "index",
    "copyright-page": "terms of the book",
    "colophon": "colophon",
}
_NAMED = re.compile(
    r"(?:^|[/_-])(cover|title_?page|toc|nav|colophon|copyright)[^/]*$", re.IGNORECASE
)
_CUT = re.compile(r"(.+)_split_\d{3,}\.x?html?")  # how calibre names the pieces of a page
_BAR = re.compile(r"\s+[|–—·-]\s+\S")
_LOOKS = {"calibre", "calibre1"}  # of the body of every book that it converted
_TAGS = 1_000_000  # of one document, those that close included, as the judge has it
_SHORT = 300  # characters of a document that may be a title page
_ENCRYPTED = re.compile(rb"\bCipherReference\b[^>]*\bURI\s*=\s*[\"']([^\"']+)")


@value
class _Document:
    """A document of the spine: its place in the file, its title, why it is no article.

    further   documents into which a converter cut the end of it.
    """

    path: str
    title: str = ""
    about: str = ""
    further: tuple[str, ...] = ()


@value
class _Book:
    """What a package says: facts by their names, the documents of its spine, its other files.

    record   of a book of ours: what it records of its articles.
    """

    said: tuple[tuple[str, str], ...]
    documents: tuple[_Document, ...]
    others: tuple[str, ...]
    signals: tuple[Signal, ...] = ()
    sort_names: tuple[tuple[str, str], ...] = ()
    record: bytes = b""

    def all(self, name: str) -> tuple[str, ...]:
        return tuple(words for key, words in self.said if key == name and words)

    def first(self, name: str) -> str:
        return next(iter(self.all(name)), "")


def open_epub(name: str, archive: Archive) -> Holding:
    """The articles of a book, in its order.

    Refuses with SourceError a book that is damaged, locked, or without a text.
    """
    book = _book(name, archive)
    locked = {
        unquote(found.decode())
        for found in _ENCRYPTED.findall(archive.find("META-INF/encryption.xml"))
    }
    texts = [one for one in book.documents if not one.about]
    if not texts:
        raise SourceError(name, 0, 0, "there is no text in this EPUB")
    if any(one.path in locked for one in texts):
        raise SourceError(name, 0, 0, "this EPUB is locked (DRM); it is not read")
    alone = len(texts) == 1
    title = book.first("title")
    entries = tuple(
        Entry(
            key=one.path,
            title=(title if alone else "") or one.title or title,
            day=day_in(book.first("date")) if alone else None,
            passed_over=one.about,
        )
        for one in book.documents
    )
    by_path = {one.path: one for one in book.documents}
    taken = tuple(one for one in entries if not one.passed_over) if alone else entries
    return Holding(
        name=name,
        form="EPUB",
        title=title,
        language=book.first("language"),
        entries=taken,
        open=lambda key: _capture(name, archive, book, by_path[key], alone=alone),
    )


def _book(name: str, archive: Archive) -> _Book:
    container = parse_xml(name, archive.read(CONTAINER))
    roots = (one.get("full-path", "") for one in container.iter() if local_name(one) == "rootfile")
    place = next((path for path in roots if path in archive), "")
    if not place:
        raise SourceError(name, 0, 0, "there is no package document in this EPUB")
    package = parse_xml(name, archive.read(place))
    folder = posixpath.dirname(place)
    said: list[tuple[str, str]] = []
    items: dict[str, tuple[str, str, str]] = {}
    order: list[str] = []
    for one in package.iter():
        match local_name(one):
            case "item":
                path = posixpath.normpath(posixpath.join(folder, unquote(one.get("href", ""))))
                kind, properties = one.get("media-type", ""), one.get("properties", "")
                items[one.get("id", "")] = (path, kind, properties)
            case "itemref" if one.get("linear", "yes") != "no":
                order.append(one.get("idref", ""))
            case "meta" | "link":
                key = one.get("property", "") or one.get("name", "") or one.get("rel", "")
                said.append((key, one.get("content", "") or one.get("href", "") or text_of(one)))
            case _:
                if next(one.iterancestors("{*}metadata"), None) is not None:
                    said.append((local_name(one), " ".join(text_of(one).split())))
    titles = _titles(name, archive, items)
    guided = _guided(package, folder)
    documents = []
    for identifier in order:
        path, kind, properties = items.get(identifier, ("", "", ""))
        if kind in _DOCUMENTS and path in archive:
            about = "contents" if "nav" in properties.split() else guided.get(path, "")
            about = about or _about(name, archive, path)
            documents.append(_Document(path=path, title=titles.get(path, ""), about=about))
    others = tuple(path for path, kind, _ in items.values() if kind.startswith("image/"))
    record = _record(archive, package, folder)
    if record:
        documents = [_of_ours(name, archive, one) for one in documents]
    else:
        documents = list(_uncut(name, archive, documents))
    return _Book(
        said=tuple(said),
        documents=tuple(documents),
        others=others,
        signals=of_package(package),
        sort_names=tuple(_sort_names(package)),
        record=record,
    )


def _sort_names(package: Element) -> Iterator[tuple[str, str]]:
    """(a creator, as the package sorts the name): EPUB 3.3, file-as; OPF 2.0.1, opf:file-as."""
    refined = {
        one.get("refines", "").removeprefix("#"): " ".join(text_of(one).split())
        for one in package.iter("{*}meta")
        if one.get("property", "") == "file-as"
    }
    for one in package.iter("{http://purl.org/dc/elements/1.1/}creator"):
        attributes = {str(key).rpartition("}")[2]: words for key, words in one.attrib.items()}
        sort_as = refined.get(str(attributes.get("id", "")), "")
        sort_as = sort_as or " ".join(str(attributes.get("file-as", "")).split())
        if sort_as:
            yield " ".join(text_of(one).split()), sort_as


def _record(archive: Archive, package: Element, folder: str) -> bytes:
    """The record of a book of ours (EPUB 3.3, 5.5.7: a linked record); b"" of every other book."""
    for link in package.iter("{*}link"):
        if link.get("rel", "") == "record":
            data = archive.find(posixpath.normpath(posixpath.join(folder, link.get("href", ""))))
            if _OURS in data:
                return data
    return b""


def _of_ours(name: str, archive: Archive, document: _Document) -> _Document:
    """A document of a book of ours: an article, or what the book says of itself."""
    root = _tree(name, archive, document.path)
    sections = [one for one in root.iter("section") if "article" in one.get("class", "").split()]
    if any(_ARTICLE.match(one.get("id", "")) for one in sections):
        return replace(document, about="")
    goes_on = any("continued" in one.get("class", "").split() for one in sections)
    about = _GOES_ON if goes_on else document.about or "of the book itself"
    return replace(document, about=about)


def _uncut(name: str, archive: Archive, documents: list[_Document]) -> Iterator[_Document]:
    """The documents; a page that a converter cut at its headings is one again.

    calibre names the pieces of page.html page_split_000.html and so on.  It is one page where one
    piece alone begins with a heading of the highest level.
    """
    for stem, group in groupby(documents, key=_cut_from):
        pieces = list(group)
        heads = [_highest(name, archive, one.path) for one in pieces] if stem else []
        if len(pieces) == 1 or heads.count(min(heads, default=0)) != 1:
            yield from pieces
            continue
        first, *others = pieces
        title = pieces[heads.index(min(heads))].title or first.title
        yield replace(first, title=title, further=tuple(one.path for one in others))


def _cut_from(document: _Document) -> str:
    """The name of the page from which a document was cut; "" where it was not."""
    found = _CUT.fullmatch(document.path)
    return found[1] if found and not document.about else ""


def _highest(name: str, archive: Archive, path: str) -> int:
    """The level of the highest heading in a document; 7 where there is none."""
    names = (str(one.tag) for one in _tree(name, archive, path).iter())
    return min((int(tag[1]) for tag in names if re.fullmatch("h[1-6]", tag)), default=7)


def _guided(package: Element, folder: str) -> dict[str, str]:
    """What the guide of EPUB 2 says that documents are."""
    kinds = {"cover": "cover", "title-page": "title page", "toc": "contents"}
    found: dict[str, str] = {}
    for one in package.iter():
        if local_name(one) == "reference" and one.get("type", "") in kinds:
            href = unquote(one.get("href", "").partition("#")[0])
            found[posixpath.normpath(posixpath.join(folder, href))] = kinds[one.get("type", "")]
    return found


def _about(name: str, archive: Archive, path: str) -> str:
    """Why a document is about the book, and no article; "" for one that is."""
    root = _tree(name, archive, path)
    body = root.find(".//body")
    top = root if body is None else body
    for one in (top, *list(top)[:2]):
        for kind in f"{one.get('epub:type', '')} {one.get(_OPS, '')}".split():
            if kind in _ABOUT:
                return _ABOUT[kind]
    named = _NAMED.search(posixpath.splitext(path)[0])
    if named and len(words_in(top)) <= _SHORT:
        return _ABOUT.get(named[1].lower().replace("_", ""), "contents")
    return ""


def _read_document(name: str, archive: Archive, path: str) -> bytes:
    """The bytes of a document; SourceError where it has more tags than any reading system opens."""
    data = archive.read(path)
    if data.count(b"<") > _TAGS:
        raise SourceError(name, 0, 0, f"'{path}' holds more than {_TAGS} tags; split it")
    return _SUBSET.sub(_without_subset, data, count=1)


def _without_subset(found: re.Match[bytes]) -> bytes:
    """A document type without what it declares: HTML would show the end of that as words."""
    return found[1] + b"\n" * found[0].count(b"\n") + b">"


def _tree(name: str, archive: Archive, path: str) -> Element:
    return parse_page(name, _text(name, _read_document(name, archive, path)))


def _text(name: str, data: bytes) -> str:
    """A document as text, without the line that says that it is XML."""
    return re.sub(r"^\s*<\?xml[^>]*\?>", "", decode_bytes(data, name)[0])


def _titles(name: str, archive: Archive, items: dict[str, tuple[str, str, str]]) -> dict[str, str]:
    """The titles of documents as the contents of the book name them: of each the first."""
    found: dict[str, str] = {}
    for path, kind, properties in items.values():
        if path not in archive:
            continue
        if "nav" in properties.split():
            for link in _tree(name, archive, path).iter("a"):
                _note(found, path, link.get("href", ""), words_in(link))
        elif kind == "application/x-dtbncx+xml":
            for point in parse_xml(name, archive.read(path), recover=True).iter():
                if local_name(point) == "navPoint":
                    label = next(
                        (text_of(one) for one in point if local_name(one) == "navLabel"), ""
                    )
                    source = next(
                        (one.get("src", "") for one in point if local_name(one) == "content"), ""
                    )
                    _note(found, path, source, " ".join(label.split()))
    return found


def _note(found: dict[str, str], contents: str, href: str, words: str) -> None:
    target = unquote(href.partition("#")[0])
    path = posixpath.normpath(posixpath.join(posixpath.dirname(contents), target))
    if target and words:
        found.setdefault(path, words)


def _capture(
    name: str, archive: Archive, book: _Book, document: _Document, *, alone: bool
) -> Capture:
    """The capture of a document.

    Of a book of ours, the text of its chapter alone; the record has the rest.

    What the package says of a book with one text, it says of that.
    """
    if book.record:
        return _recorded(name, archive, book, document)
    data = _page_of(name, archive, document)
    folder = posixpath.dirname(document.path)
    source = next(filter(is_address, (*book.all("source"), *book.all("dcterms:source"))), "")
    identifiers = (one for one in book.all("identifier") if is_address(one))
    address = (source or next(identifiers, "")) if alone else ""
    title = _without_site(name, book.first("title"), data) if alone else ""
    found = {
        "title": "title of the package" if alone else "contents of the book",
        "authors": "creator of the package",
        "published": "date of the package",
        "language": "language of the package",
        "publication": "publisher of the package" if alone else "title of the package",
    }
    return Capture(
        name=entry_path(name, document.path),
        data=data,
        address=address,
        address_found="source of the package",
        attachments=tuple(_attachments(archive, book, data, folder)),
        stated=Stated(
            title=title or document.title,
            authors=book.all("creator"),
            sort_names=book.sort_names,
            published=day_in(book.first("date")) if alone else None,
            language=book.first("language"),
            publication=book.first("publisher") if alone else book.first("title"),
            licence=_licence(book),
            rights=tuple(words for words in book.all("rights") if not is_address(words)),
            keywords=book.all("subject"),
            signals=book.signals,
            found=tuple(found.items()),
            leads=alone,
        ),
    )


def _without_site(name: str, title: str, data: bytes) -> str:
    """A title without the name of a site behind a bar, where the page's one headline has none."""
    page = parse_page(name, _text(name, data)) if _BAR.search(title) else None
    headlines = () if page is None else tuple(words_in(one) for one in page.iter("h1"))
    if len(headlines) != 1 or not headlines[0] or not title.startswith(headlines[0]):
        return title
    is_site = _BAR.match(title.removeprefix(headlines[0]))
    return headlines[0] if is_site else title


def _page_of(name: str, archive: Archive, document: _Document) -> bytes:
    """The page that a document is, with what was cut off its end.

    Without the classes that a converter gave: each of calibre's is a look, and is called after
    whatever had that look first ("author" for every paragraph).
    """
    data = _read_document(name, archive, document.path)
    tree = _tree(name, archive, document.path)
    top = tree.find(".//body")
    looks = any(
        _LOOKS & set(one.get("class", "").split()) for one in (tree, top) if one is not None
    )
    if top is None or not (document.further or looks):
        return data
    for path in document.further:
        further = _tree(name, archive, path).find(".//body")
        top.extend(() if further is None else list(further))
    for one in tree.iter() if looks else ():
        one.attrib.pop("class", "")
    return write_page(tree)


def _recorded(name: str, archive: Archive, book: _Book, document: _Document) -> Capture:
    """The chapter of an article of ours, in however many files it stands, as XHTML."""
    whole = _chapter(name, archive, document.path)
    number = _article_of(whole)
    for other in book.documents[book.documents.index(document) + 1 :]:
        if other.about != _GOES_ON:
            break
        further = _chapter(name, archive, other.path)
        if whole is not None and further is not None:
            _join(whole, further)
    data = b"" if whole is None else etree.tostring(whole, encoding="utf-8", with_tail=False)
    folder = posixpath.dirname(document.path)
    return Capture(
        name=entry_path(name, document.path),
        data=b"<html xmlns='http://www.w3.org/1999/xhtml'><body>" + data + b"</body></html>",
        encoding="utf-8",
        attachments=tuple(_attachments(archive, book, data, folder)),
        stated=Stated(title=document.title or "-", leads=True),  # no line of the text is its title
        record=book.record,
        recorded=number,
    )


def _chapter(name: str, archive: Archive, path: str) -> Element | None:
    """The section of an article, without the marks of pages and those of a device's own.

    None where there is none.
    """
    root = parse_xml(name, _read_document(name, archive, path))
    for span in root.iter("{*}span"):
        if span.get("class") == "koboSpan" or span.get("role") == "doc-pagebreak":
            span.tag = "away"
    etree.strip_tags(root, "away")
    sections = root.iter("{*}section")
    return next((one for one in sections if "article" in one.get("class", "").split()), None)


def _article_of(section: Element | None) -> int:
    """The number of the article whose chapter this is; 0 where none is said."""
    found = _ARTICLE.match(section.get("id", "")) if section is not None else None
    return int(found[1]) if found else 0


def _join(whole: Element, further: Element) -> None:
    """A chapter in several files put together again, from the outside in."""
    children = list(further)
    if children and len(whole) and _is_cut(whole[-1], children[0]):
        _join(whole[-1], children.pop(0))
    whole.extend(children)


def _is_cut(before: Element, behind: Element) -> bool:
    """Whether an element goes on with the one before it, as a class says."""
    return before.tag == behind.tag and "continued" in behind.get("class", "").split()


def _licence(book: _Book) -> str:
    """The address of a licence that the package names."""
    named = (*book.all("dcterms:license"), *book.all("license"), *book.all("rights"))
    stated = (*book.all("dcterms:rights"), *book.all("cc:license"))
    return next(filter(is_address, (*named, *stated)), "")


def _attachments(archive: Archive, book: _Book, data: bytes, folder: str) -> Iterator[Attachment]:
    """The pictures that a document names, as it calls them."""
    for path in book.others:
        if posixpath.basename(path).encode() in data or b"%" in data:
            yield Attachment(
                address=posixpath.relpath(path, folder or "."), data=archive.find(path)
            )
