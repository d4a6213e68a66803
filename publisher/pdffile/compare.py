"""Two PDFs set beside each other, object by object.

Two files in, the places in which they differ out: pages first, then what hangs at the catalog, then
the Info dictionary.  How objects are numbered, ordered and compressed is no difference.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from publisher.pdffile.packet import opened

# Of a stream: how its bytes are packed (ISO 32000-1, 7.3.8.2).  The others lead back to where the
# object hangs.
_PACKING = {"/Length", "/Filter", "/DecodeParms", "/DL"}
_UPWARDS = {"/Parent", "/P", "/Pg"}


_HOLDING = (Array, Dictionary, Stream)
_STEPS = 12  # kept of a way down
_Pair = tuple[object, object, tuple[str, ...], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Differing:
    """One place in which two files differ.

    page    its number, from 1; 0 where it is no part of a page.
    steps   keys and numbers from the page, the catalog or the Info dictionary down to the place.
    kind    what stands there: the Subtype or Type of the nearest object that has one, "Image".
    """

    page: int
    steps: tuple[str, ...]
    kind: str = ""


def differing_objects(data: bytes, other: bytes, path: str) -> Iterator[Differing]:
    """Every place in which the one file has something else than the other.

    Below such a place nothing more is told.  Refuses with EvidenceError what cannot be read.
    """
    with opened(data, path) as mine, opened(other, path) as theirs:
        yield from _Walk(mine, theirs).differences()


class _Walk:
    """Two files walked in step, each pair of objects once."""

    def __init__(self, mine: Pdf, theirs: Pdf) -> None:
        self.mine, self.theirs = mine, theirs
        self.seen: set[tuple[tuple[int, int], tuple[int, int]]] = set()

    def differences(self) -> Iterator[Differing]:
        """Pages, catalog, Info dictionary, in this order."""
        pages = list(zip(self.mine.pages, self.theirs.pages, strict=False))
        # links lead from page to page: each page is told at its own place
        self.seen |= {(one.obj.objgen, other.obj.objgen) for one, other in pages}
        for number, (one, other) in enumerate(pages, 1):
            yield from self._below(one.obj, other.obj, number, ())
        if len(self.mine.pages) != len(self.theirs.pages):
            yield Differing(page=0, steps=("/Pages",))
        yield from self._below(self.mine.Root, self.theirs.Root, 0, ())
        yield from self._below(self.mine.docinfo, self.theirs.docinfo, 0, ("/Info",))

    def _below(
        self, one: Object, other: Object, page: int, steps: tuple[str, ...]
    ) -> Iterator[Differing]:
        """Differences of two dictionaries and of all that hangs below them, in their order."""
        waiting = self._members(one, other, page)
        while waiting:
            mine, theirs, inner, kind = waiting.pop()
            at = Differing(page=page, steps=(*steps, *inner), kind=kind)
            if self._is_known(mine, theirs):
                continue
            if isinstance(mine, _HOLDING) and isinstance(theirs, _HOLDING):
                kind = _kind(mine) or kind
                if _content(mine) != _content(theirs):
                    yield replace(at, kind=kind)
                shorter = inner[:_STEPS]  # a chain of bookmarks has no end of steps
                waiting += [
                    (a, b, (*shorter, *more), under or kind)
                    for a, b, more, under in self._members(mine, theirs, page)
                ]
            elif not _are_equal(mine, theirs):
                yield at

    def _members(self, one: Object, other: Object, page: int) -> list[_Pair]:
        """Pairs of what two objects hold, the last one first; None where only one has it."""
        mine, theirs = _held(one), _held(other)
        left_out = _UPWARDS | (_PACKING if isinstance(one, Stream) else set())
        keys = [*mine, *(key for key in theirs if key not in mine)]
        return [
            (mine.get(key), theirs.get(key), (key,), "")
            for key in reversed(keys)
            if key not in left_out and (page or key != "/Pages")
        ]

    def _is_known(self, one: object, other: object) -> bool:
        pair = (getattr(one, "objgen", (0, 0)), getattr(other, "objgen", (0, 0)))
        if (0, 0) in pair:
            return False
        if pair in self.seen:
            return True
        self.seen.add(pair)
        return False


def _kind(found: Object) -> str:
    """What a dictionary says it is; "" for an array."""
    if isinstance(found, Array):
        return ""
    for key in ("/Subtype", "/Type"):
        if isinstance(given := found.get(key), Name):
            return str(given).removeprefix("/")
    return ""


def _held(found: Object) -> dict[str, object]:
    """What an array or a dictionary holds, by number or key."""
    if isinstance(found, Array):
        return {str(number): held for number, held in enumerate(list(found), 1)}
    return dict(sorted(found.items()))


def _content(found: Object) -> bytes | str:
    """The bytes of a stream, as they are packed where that cannot be undone; else what it is."""
    if not isinstance(found, Stream):
        return "array" if isinstance(found, Array) else "dictionary"
    try:
        return found.read_bytes()
    except pikepdf.PdfError:
        return found.read_raw_bytes()


def _are_equal(one: object, other: object) -> bool:
    return type(one) is type(other) and bool(one == other)
