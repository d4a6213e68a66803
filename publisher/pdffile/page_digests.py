"""Pages told apart by everything that is drawn on them and lies behind it.

Two pages with one digest are read and painted alike: it covers the page's own dictionary, what it
takes over from above it in the page tree, the bytes of its content, and every object that can be
reached from these: fonts with their tables, forms, pictures, patterns, annotations.  What stands on
a page can also depend on the whole file, by layers, form fields and encryption (ISO 32000-1, 8.11,
12.7 and 7.6): then no page has a digest.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from publisher.pdffile.packet import opened

# what a page takes over from above it (7.7.3.4)
_INHERITED = (Name.Resources, Name.MediaBox, Name.CropBox, Name.Rotate)
# which key the structure tree has for something that is drawn (14.7.4.4)
_NUMBERS = frozenset({"/StructParents", "/StructParent"})
# of the catalog: what can change what a page shows
_OF_THE_FILE = (Name.OCProperties, Name.AcroForm, Name.Perms)
# of a value as qpdf writes it: a string, or a reference to another object (7.3.4 and 7.3.10)
_LEADING = re.compile(
    rb"\((?:\\.|[^\\()])*\)|<[0-9a-f]*>|(?P<number>\d+) (?P<generation>\d+) R\b", re.DOTALL
)
# what is read entry by entry: numbers of the structure tree, and what looks like strings in names
_BY_ENTRIES = re.compile(rb"/StructParent|/[^ ]*[(<]")
_NAME_LIKE_STRING = re.compile(rb"/[^ ]*[(<]")
# of a page: where it stands in the page tree and in the structure tree
_NOT_DRAWN = re.compile(rb"/Parent \d+ \d+ R |/StructParents \d+ ")
_DEEPEST = 60  # objects within objects; what lies deeper has no digest


def page_digests(data: bytes, path: str) -> tuple[str, ...]:
    """The digest of each page; "" of one that has none.

    path   for the message of EvidenceError, which refuses what cannot be opened.
    """
    with opened(data, path) as pdf:
        return digests_of(pdf)


def digests_of(pdf: Pdf) -> tuple[str, ...]:
    """The same of a PDF that is open."""
    count = len(pdf.pages)
    if pdf.is_encrypted or any(key in pdf.Root for key in _OF_THE_FILE):
        return ("",) * count
    reader = _Digests(pdf)
    return tuple(reader.of_page(page.obj) for page in pdf.pages)


def digest_of(pdf: Pdf, things: Iterable[Object]) -> str:
    """One digest of several objects of a PDF and of all that they hold; "" where they have none."""
    reader = _Digests(pdf)
    try:
        return "" if pdf.is_encrypted else reader.of_all(things)
    except _NoDigestError:
        return ""


class _NoDigestError(Exception):
    """An object that holds itself, or lies too deep."""


class _Digests:
    """Digests of objects, of each once."""

    def __init__(self, pdf: Pdf) -> None:
        self._pdf = pdf
        self._known: dict[tuple[int, int], bytes] = {}
        self._open: set[tuple[int, int]] = set()

    def of_all(self, things: Iterable[Object]) -> str:
        """The digest of these in their order."""
        return _digest(b"several" + b"".join(self._of(one, 0) for one in things)).hex()

    def of_page(self, page: Object) -> str:
        """The digest of a page, or ""."""
        try:
            return self._of_plain_page(page) or self._of_entries(page)
        except _NoDigestError:
            return ""

    def _of_plain_page(self, page: Object) -> str:
        """The digest of a page whose entries are read in one go; "" where they need care.

        As nearly all are: its place in the two trees is written once, and nowhere looks like it.
        """
        text = page.unparse(resolved=True)
        if b"(" in text or text.count(b"/Parent") != 1 or text.count(b"/StructParent") > 1:
            return ""
        bare, count = _NOT_DRAWN.subn(b"", text)
        if b"/Parent" in bare or b"/StructParent" in bare or not count:
            return ""
        if _NAME_LIKE_STRING.search(text):
            return ""
        inherited = (self._taken_over(page, name) for name in _INHERITED if name not in page)
        told = (self._of_text(bare, 0), *inherited)
        return _digest(b"page" + b"".join(told)).hex()

    def _taken_over(self, page: Object, name: Name) -> bytes:
        found = _inherited(page, name)
        return _digest(b"nothing") if found is None else self._of(found, 0)

    def _of_entries(self, page: Object) -> str:
        """The digest of a page, entry by entry."""
        entries = {
            key: self._of(page[key], 1)
            for key in page.keys()  # noqa: SIM118 - as below
            if key != "/Parent" and key not in _NUMBERS
        }
        for name in _INHERITED:
            if str(name) not in entries and (found := _inherited(page, name)) is not None:
                entries[str(name)] = self._of(found, 0)
        return _joined(b"page", entries).hex()

    def _of(self, value: object, depth: int) -> bytes:
        """The digest of a value and of all that it holds."""
        if not isinstance(value, Object):
            return _digest(repr(value).encode())
        if not value.is_indirect:
            return self._read(value, depth)
        number = value.objgen
        if number not in self._known:
            if number in self._open:
                raise _NoDigestError
            self._open.add(number)
            try:
                self._known[number] = self._read(value, depth)
            finally:
                self._open.discard(number)
        return self._known[number]

    def _read(self, value: Object, depth: int) -> bytes:
        if depth > _DEEPEST:
            raise _NoDigestError
        if isinstance(value, Stream):
            text = value.stream_dict.unparse()
            if _BY_ENTRIES.search(text):
                about = _joined(b"stream", dict(self._entries(value, depth)))
            else:
                about = self._of_text(text, depth)
            return _digest(about + value.read_raw_bytes())
        if isinstance(value, Dictionary):
            if value.get(Name.Type) == Name.Page:
                return _digest(b"another page")  # that a link leads to
        elif not isinstance(value, Array):
            return _digest(value.unparse())
        text = value.unparse(resolved=True)
        if not _BY_ENTRIES.search(text):
            return self._of_text(text, depth)
        if isinstance(value, Dictionary):
            return _joined(b"dictionary", dict(self._entries(value, depth)))
        return _digest(b"array" + b"".join(self._of(one, depth + 1) for one in value))

    def _of_text(self, text: bytes, depth: int) -> bytes:
        """The digest of what qpdf writes for a value, with digests where it leads elsewhere."""
        told, at = list[bytes](), 0
        for found in _LEADING.finditer(text):
            if found["number"] is None:
                continue
            told.append(text[at : found.start()])
            where = int(found["number"]), int(found["generation"])
            told.append(self._known.get(where) or self._of(self._pdf.get_object(where), depth + 1))
            at = found.end()
        return _digest(b"text" + b"".join((*told, text[at:])))

    def _entries(self, value: Object, depth: int) -> Iterator[tuple[str, bytes]]:
        for key in value.keys():  # noqa: SIM118 - of a stream, `in` would ask its bytes
            if key not in _NUMBERS:
                yield key, self._of(value[key], depth + 1)


def _inherited(page: Object, name: Name) -> Object | None:
    """What a page takes over from the nearest above it that has it."""
    above = page.get(Name.Parent)
    for _ in range(_DEEPEST):
        if not isinstance(above, Dictionary):
            return None
        if name in above:
            found: Object = above[name]
            return found
        above = above.get(Name.Parent)
    raise _NoDigestError


def _joined(kind: bytes, entries: dict[str, bytes]) -> bytes:
    told = (key.encode() + b"\0" + digest for key, digest in sorted(entries.items()))
    return _digest(kind + b"".join(told))


def _digest(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()
