"""Pages told apart by everything that is drawn on them and lies behind it.

Two pages with one digest are read and painted alike: it covers the page's own dictionary, what it
takes over from above it in the page tree, the bytes of its content, and every object that can be
reached from these: fonts with their tables, forms, pictures, patterns, annotations.  What stands on
a page can also depend on the whole file, by layers, form fields and encryption (ISO 32000-1, 8.11,
12.7 and 7.6): then no page has a digest.
"""

import hashlib
import re
from collections.abc import Iterator

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


class _NoDigestError(Exception):
    """An object that holds itself, or lies too deep."""


class _Digests:
    """Digests of objects, of each once."""

    def __init__(self, pdf: Pdf) -> None:
        self._pdf = pdf
        self._known: dict[tuple[int, int], bytes] = {}
        self._open: set[tuple[int, int]] = set()

    def of_page(self, page: Object) -> str:
        """The digest of a page, or ""."""
        try:
            entries = {
                key: self._of(page[key], 1)
                for key in page.keys()  # noqa: SIM118 - as below
                if key != "/Parent" and key not in _NUMBERS
            }
            for name in _INHERITED:
                if str(name) not in entries and (found := _inherited(page, name)) is not None:
                    entries[str(name)] = self._of(found, 0)
        except _NoDigestError:
            return ""
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
            entries = dict(self._entries(value, depth))
            return _digest(_joined(b"stream", entries) + value.read_raw_bytes())
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
