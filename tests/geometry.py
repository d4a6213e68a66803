"""What a typographer would mark on the pages of a finished PDF, measured from the file alone.

Every piece of text is taken with its box, its size and the element of the structure tree that it
belongs to; page furniture belongs to none.  Nothing here asks the program that made the file.
"""

import ctypes
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise

import pikepdf
import pypdfium2
from pypdfium2 import raw

HEADINGS = frozenset({"H1", "H2", "H3", "H4", "H5", "H6"})
_EDGE = 0.75  # points: how far ink may reach over the edge of its page
_SHARED = 0.45  # of the lower of two pieces: what lies so far over another is printed over it
_ACROSS = 0.35  # of the type’s size: letters of one word may reach over each other
_FEW = 3  # lines: a page with fewer is nearly empty
_LONELY = 5  # letters: a last word of a heading that is so short looks lost
_JOINED = re.compile("[\u0600-\u08ff\ufb50-\ufdff\ufe70-\ufeff]")  # Arabic and its kin
_TORN = 0.4  # of a page: one that is filled less looks torn, if its article goes on
_CREDIT = ("Art", "Sect", "Div")  # the structure types of a credit block, below the document's
_SIZE = 0.06  # points: sizes that differ by less are one


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One run of text: its box in points from the lower left, its size, its words, its element.

    tags   the structure types above it, outermost first; () of page furniture.
    element   a number that tells elements apart; 0 of page furniture.
    """

    left: float
    bottom: float
    right: float
    top: float
    size: float
    words: str
    tags: tuple[str, ...]
    element: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLook:
    """One page: its edges, its pieces in the order they are drawn, whether it shows a picture."""

    number: int
    width: float
    height: float
    pieces: tuple[Piece, ...]
    has_picture: bool

    @property
    def lines(self) -> list[list[Piece]]:
        """The pieces that are no furniture, by line, from the top."""
        rows: list[list[Piece]] = []
        for piece in sorted(self.text, key=lambda piece: (-piece.bottom, piece.left)):
            if rows and abs(rows[-1][0].bottom - piece.bottom) < 0.3 * piece.size:
                rows[-1].append(piece)
            else:
                rows.append([piece])
        return rows

    @property
    def furniture(self) -> list[Piece]:
        """The pieces that belong to no element: running heads, numbers."""
        return [piece for piece in self.pieces if not piece.tags]

    @property
    def text(self) -> list[Piece]:
        """The pieces that are no furniture."""
        return [piece for piece in self.pieces if piece.tags]


def look_at(data: bytes) -> list[PageLook]:
    """Every page of a tagged PDF."""
    elements = _elements(data)
    looks = []
    with pypdfium2.PdfDocument(data) as document:
        for index, page in enumerate(document):
            left, bottom, right, top = page.get_mediabox()
            words = page.get_textpage()
            pieces = tuple(_pieces(page, words, (left, bottom), elements[index]))
            words.close()
            looks.append(
                PageLook(
                    number=index + 1,
                    width=right - left,
                    height=top - bottom,
                    pieces=pieces,
                    has_picture=any(
                        drawn.type == raw.FPDF_PAGEOBJ_IMAGE for drawn in page.get_objects()
                    ),
                )
            )
    return looks


def faults(looks: Iterable[PageLook], sizes: Iterable[float] = ()) -> list[str]:
    """What is wrong on these pages; `sizes`: those of the theme's scale, none for any."""
    scale = sorted(sizes)
    looks = tuple(looks)
    found = [*_torn(looks), *_alone(looks)]
    for page in looks:
        marks = (*_outside(page), *_over(page), *_empty(page), *_stranded(page))
        found += [f"page {page.number}: {mark}" for mark in marks]
        found += (
            [f"page {page.number}: {mark}" for mark in _off_scale(page, scale)] if scale else []
        )
    return found


def _outside(page: PageLook) -> Iterator[str]:
    for piece in page.pieces:
        if (
            min(piece.left, piece.bottom) < -_EDGE
            or piece.right > page.width + _EDGE
            or piece.top > page.height + _EDGE
        ):
            yield f"“{piece.words[:40]}” stands outside the page"


def _over(page: PageLook) -> Iterator[str]:
    """Text printed over other text."""
    for one, other in combinations(page.pieces, 2):
        across = min(one.right, other.right) - max(one.left, other.left)
        down = min(one.top, other.top) - max(one.bottom, other.bottom)
        least = min(one.top - one.bottom, other.top - other.bottom)
        if _is_one_word(one, other):
            continue
        if across > _ACROSS * min(one.size, other.size) and least > 0 and down > _SHARED * least:
            yield f"“{one.words[:40]}” stands over “{other.words[:40]}”"


def _is_one_word(one: Piece, other: Piece) -> bool:
    """Whether two pieces are of one line in letters that are joined: these stand over each other.

    Arabic and its kin, whose letters stand at many heights.
    """
    apart = abs(one.bottom + one.top - other.bottom - other.top) / 2
    near = one.element == other.element and apart < 0.8 * min(one.size, other.size)
    return near and bool(_JOINED.search(one.words) and _JOINED.search(other.words))


def _empty(page: PageLook) -> Iterator[str]:
    """A page that holds next to nothing, unless it is a cover or a title's."""
    if page.number == 1 and not page.text:
        return
    tags = {tag for piece in page.text for tag in piece.tags}
    if len(page.lines) < _FEW and not page.has_picture and "H1" not in tags:
        yield f"only {len(page.lines)} lines: “{' '.join(piece.words for piece in page.text)[:60]}”"


def _torn(looks: tuple[PageLook, ...]) -> Iterator[str]:
    """Pages that are nearly empty, though their article goes on: of a title alone, for one.

    Unless a picture or a table comes next, which may have had no room.
    """
    heads = [piece.top for page in looks for piece in page.text]
    feet = [piece.bottom for page in looks for piece in page.text]
    for page, after in pairwise(looks):
        words = [piece for piece in page.text if "Note" not in piece.tags]
        tags = {tag for piece in after.text for tag in piece.tags}
        goes_on = "Art" in tags and not tags & {"H1", "Table"} and not after.has_picture
        if not (words and goes_on) or page.has_picture or page.width > page.height:
            continue
        filled = (max(heads) - min(piece.bottom for piece in words)) / (max(heads) - min(feet))
        if filled < _TORN and any("Art" in piece.tags for piece in words):
            yield f"page {page.number}: only {filled:.0%} full, and its article goes on"


def _alone(looks: tuple[PageLook, ...]) -> Iterator[str]:
    """Pages of nothing but a credit block that would have stood on one page with some lines."""
    room = max((_height(page.text) for page in looks), default=0.0)
    for before, page in pairwise(looks):
        if page.text and len(_credit(page)) == len(page.text):
            height = _height(_credit(before)) + _height(_credit(page))
            lines = 4 * max(piece.size for piece in before.text) * 1.4 if before.text else 0.0
            if height + lines < room:
                yield f"page {page.number}: nothing but the credit block"


def _credit(page: PageLook) -> list[Piece]:
    return [piece for piece in page.text if piece.tags[1:4] == _CREDIT]


def _height(pieces: list[Piece]) -> float:
    tops, bottoms = [piece.top for piece in pieces], [piece.bottom for piece in pieces]
    return max(tops) - min(bottoms) if pieces else 0.0


def _stranded(page: PageLook) -> Iterator[str]:
    """A heading or a list's mark that is the last thing of a page, a heading's lost last word."""
    lines = page.lines
    if lines and len(lines) > _FEW and HEADINGS & set(lines[-1][0].tags):
        yield f"the heading “{lines[-1][0].words[:40]}” is the last line"
    if lines and all(piece.tags[-1] == "Lbl" for piece in lines[-1]):
        yield "a list's mark is the last thing"
    headed: dict[int, list[list[Piece]]] = defaultdict(list)
    for line in lines:
        if HEADINGS & set(line[0].tags):
            headed[line[0].element].append(line)
    for rows in headed.values():
        last = "".join(piece.words for piece in rows[-1]).strip()
        if len(rows) > 1 and len(last) <= _LONELY and last.isalpha():
            yield f"“{last}” stands alone below its heading"


def _off_scale(page: PageLook, scale: list[float]) -> Iterator[str]:
    for piece in page.pieces:
        if not any(abs(piece.size - size) <= _SIZE for size in scale):
            yield f"“{piece.words[:30]}” is set in {piece.size:.2f} pt"


def _pieces(
    page: pypdfium2.PdfPage,
    words: pypdfium2.PdfTextPage,
    origin: tuple[float, float],
    elements: dict[int, tuple[tuple[str, ...], int]],
) -> Iterator[Piece]:
    for drawn in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT]):
        text = _words(drawn, words)
        if not text.strip():
            continue
        left, bottom, right, top = drawn.get_bounds()
        marked = raw.FPDFPageObj_GetMarkedContentID(drawn)
        tags, element = elements.get(marked, ((), 0))
        yield Piece(
            left=left - origin[0],
            bottom=bottom - origin[1],
            right=right - origin[0],
            top=top - origin[1],
            size=_size(drawn),
            words=text,
            tags=tags,
            element=element,
        )


def _words(drawn: pypdfium2.PdfObject, words: pypdfium2.PdfTextPage) -> str:
    length = raw.FPDFTextObj_GetText(drawn, words, None, 0)
    buffer = (raw.FPDF_WCHAR * length)()
    raw.FPDFTextObj_GetText(drawn, words, buffer, length)
    return bytes(buffer).decode("utf-16-le", "replace").rstrip("\0")


def _size(drawn: pypdfium2.PdfObject) -> float:
    """The size of the type on the page, in points."""
    size = ctypes.c_float()
    raw.FPDFTextObj_GetFontSize(drawn, size)
    return abs(float(size.value) * float(drawn.get_matrix().d))


def _elements(data: bytes) -> dict[int, dict[int, tuple[tuple[str, ...], int]]]:
    """Page index → marked content → (structure types from the outermost, number of the element)."""
    found: dict[int, dict[int, tuple[tuple[str, ...], int]]] = defaultdict(dict)
    with pikepdf.open(io.BytesIO(data)) as document:
        pages = {page.obj.objgen: index for index, page in enumerate(document.pages)}
        waiting: list[tuple[pikepdf.Object, tuple[str, ...], pikepdf.Object | None, int]] = [
            (document.Root.StructTreeRoot, (), None, 0)
        ]
        count = 0
        while waiting:
            node, tags, page, element = waiting.pop()
            if isinstance(node, int):
                if page is not None:
                    found[pages[page.objgen]][int(node)] = (tags, element)
                continue
            page = node.get("/Pg", page)
            if "/MCID" in node and page is not None:
                found[pages[page.objgen]][int(node.MCID)] = (tags, element)
                continue
            if "/S" in node:
                tag = str(node.S)[1:]
                tags = (*tags, tag)
                if tag not in {"Span", "Link", "NonStruct"}:
                    count += 1
                    element = count
            kids = node.get("/K", pikepdf.Array())
            held = list(kids) if isinstance(kids, pikepdf.Array) else [kids]
            waiting += [(kid, tags, page, element) for kid in held]
    return found
