"""Repairs of the structure tree of one tagged part, on its finished bytes (PDF/UA-1, ISO 14289-1).

WeasyPrint tags well, but not to the letter of the standard.  All that mending needs stands in the file itself, so
nothing here looks into WeasyPrint: what a list counts with is read from the labels it printed.
"""

import re
import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Operator, Page, Pdf, String

from publisher.pdffile.packet import opened, saved

Elements = dict[tuple[int, int], Object]
Marks = Mapping[int, tuple[list[Object], Operator]]

_BULLETS = {"•": "Disc", "◦": "Circle", "▪": "Square", "■": "Square"}
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
_BFCHAR = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]*)>")


def repair(data: bytes, *, prefix: str = "") -> bytes:
    """The same PDF with fonts that bear no time, and a sound structure tree if it has one; same input, same bytes.

    List items hold only labels and bodies (7.2), content outside the tree and pictures without a description become
    artifacts (7.1, 7.3), lists say how they count (7.6), the cells of each table point at its own headers (7.5), and
    each link annotation hangs from a Link (7.18.5).
    prefix   begins the id of every table header, so that parts can be joined.
    """
    with opened(data, "part") as pdf:
        steady_fonts(pdf)
        root = pdf.Root.get(Name.StructTreeRoot)
        if root is None:
            return saved(pdf)
        elements = reachable(kids(root))
        wrap_list_items(pdf, elements.values())
        settle_links(pdf, elements.values())
        make_artifacts(pdf, elements)
        number_lists(pdf, elements.values())
        name_headers(pdf, elements.values(), prefix)
        return saved(pdf)


def kids(element: Object) -> list[Any]:
    """What hangs from an element: elements, marked-content numbers, object references."""
    value = element.get(Name.K)
    if value is None:
        return []
    return list(value) if isinstance(value, Array) else [value]


def is_element(value: object) -> bool:
    """Whether a kid is a structure element of its own."""
    return isinstance(value, Dictionary) and Name.S in value


def _is(element: Object, *kinds: str) -> bool:
    """Whether the element is tagged as one of these kinds."""
    return str(element.S)[1:] in kinds


def reachable(roots: Iterable[Object]) -> Elements:
    """Structure elements hanging from `roots`, by object number, in reading order."""
    found: Elements = {}
    stack = [root for root in reversed(list(roots)) if is_element(root)]
    while stack:
        element = stack.pop()
        if element.objgen in found:
            continue
        found[element.objgen] = element
        stack += [kid for kid in reversed(kids(element)) if is_element(kid)]
    return found


def wrap_list_items(pdf: Pdf, elements: Iterable[Object]) -> None:
    """Put what stands bare in a list item into a body: LI may hold only Lbl and LBody (7.2)."""
    for item in elements:
        if not _is(item, "LI"):
            continue
        wrapped, body = Array(), None
        for kid in kids(item):
            if is_element(kid) and _is(kid, "Lbl", "LBody"):
                wrapped.append(kid)
                body = None
                continue
            if body is None:
                body = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.LBody, P=item, K=Array()))
                if Name.Pg in item:
                    body.Pg = item.Pg
                wrapped.append(body)
            body.K.append(kid)
            if is_element(kid):
                kid.P = body
        item.K = wrapped


def settle_links(pdf: Pdf, elements: Iterable[Object]) -> None:
    """Hang each link annotation from the Link around it; one that only doubles the Link's own goes.

    WeasyPrint gives an inline element inside a link an annotation of its own, which hangs from a Span.
    """
    nums = pdf.Root.StructTreeRoot.ParentTree.get(Name.Nums, Array())
    slots = {int(nums[at]): at + 1 for at in range(0, len(nums), 2)}
    for element in elements:
        if _is(element, "Link", "Form"):
            continue
        for reference in [kid for kid in kids(element) if _is_reference(kid)]:
            link = element
            while Name.S in link and not _is(link, "Link"):
                link = link.P
            if Name.S not in link:
                continue
            annotation = reference.Obj
            element.K = Array([kid for kid in kids(element) if not _same(kid, reference)])
            nums[slots[int(annotation.StructParent)]] = link
            if any(_is_reference(kid) for kid in kids(link)):
                page = reference.Pg
                page.Annots = Array([other for other in page.Annots if not _same(other, annotation)])
            else:
                link.K.append(reference)


def make_artifacts(pdf: Pdf, elements: Elements) -> None:
    """Turn margin boxes (elements outside the tree) and pictures without a description into artifacts."""
    pagination = ([Name.Artifact, Dictionary(Type=Name.Pagination)], Operator("BDC"))
    decoration: tuple[list[Object], Operator] = ([Name.Artifact], Operator("BMC"))
    orphans: list[Object] = []
    by_key = parents(pdf)
    for page in pdf.pages:
        slots = by_key.get(int(page.obj.get(Name.StructParents, -1)), Array())
        marks = {}
        for number, element in enumerate(slots):
            if not is_element(element):
                continue
            if element.objgen not in elements:
                marks[number] = pagination
                orphans.append(element)
            elif _is(element, "Figure") and not str(element.get(Name.Alt, "")):
                marks[number] = decoration
                element.S, element.K = Name.NonStruct, Array()
                if Name.A in element:
                    del element.A
        for number in marks:
            slots[number] = None
        if marks:
            _remark(page, marks)
    for element in orphans:                          # nothing refers to them any more
        for key in list(element.keys()):
            del element[key]


def parents(pdf: Pdf) -> dict[int, Object]:
    """The parent tree as a table: key -> element, or the elements of one page by marked-content number."""
    return dict(numbers(pdf.Root.StructTreeRoot.get(Name.ParentTree, Dictionary())))


def number_lists(pdf: Pdf, elements: Iterable[Object]) -> None:
    """Say of each list what its labels count with: /ListNumbering, from the first labels it printed (7.6)."""
    printed: dict[tuple[int, int], dict[int, str]] = {}
    maps: dict[tuple[int, int], dict[bytes, str]] = {}
    wanted: list[tuple[Object, list[tuple[tuple[int, int], list[int]]]]] = []
    for element in [element for element in elements if _is(element, "L")]:
        labels = [kid for item in kids(element) if is_element(item) for kid in kids(item)
                  if is_element(kid) and _is(kid, "Lbl") and Name.Pg in kid][:2]
        wanted.append((element, [(label.Pg.objgen, _marks(label)) for label in labels]))
        for label in labels:
            printed.setdefault(label.Pg.objgen, {}).update(dict.fromkeys(_marks(label), ""))
    for page in pdf.pages:
        if page.obj.objgen in printed:
            _read_marks(page, printed[page.obj.objgen], maps)
    for element, places in wanted:
        words = ["".join(printed[page][number] for number in numbers) for page, numbers in places]
        element.A = pdf.make_indirect(Dictionary(O=Name.List, ListNumbering=Name("/" + numbering(words))))


def numbering(labels: Sequence[str]) -> str:
    """How a list counts, from its first labels: ["i.", "ii."] -> "LowerRoman" (ISO 32000-1, table 347).

    "None" where nothing is printed before the items; "Disc" for a mark that is no number and has no name there.
    """
    words = [label.strip().strip(".()[]") for label in labels]
    if not any(words):
        return "None"
    first = words[0]
    if first in _BULLETS:
        return _BULLETS[first]
    if first.isdecimal():
        return "Decimal"
    if first.isalpha() and first.isascii() and (first.islower() or first.isupper()):
        case = "Lower" if first.islower() else "Upper"
        return case + ("Roman" if _counts_in_roman([word.lower() for word in words]) else "Alpha")
    return "Disc"


def name_headers(pdf: Pdf, elements: Iterable[Object], prefix: str) -> None:
    """Give each table's headers ids of their own, in an id tree: WeasyPrint's are unique in one layout only."""
    known: list[tuple[String, Object]] = []
    for number, table in enumerate(element for element in elements if _is(element, "Table")):
        cells = [cell for cell in reachable([table]).values() if _is(cell, "TH", "TD")]
        names: dict[bytes, String] = {}
        for cell in cells:
            if _is(cell, "TH") and Name.ID in cell:
                name = String(f"{prefix}{number}-{len(names)}")
                names[bytes(cell.ID)] = cell.ID = name
                known.append((name, cell))
        for cell in cells:
            attributes = cell.get(Name.A)
            if isinstance(attributes, Dictionary) and Name.Headers in attributes:
                attributes.Headers = Array([names[bytes(name)] for name in attributes.Headers
                                            if bytes(name) in names])
    if known:
        pdf.Root.StructTreeRoot.IDTree = name_tree(known)


def name_tree(entries: Iterable[tuple[String, Object]]) -> Dictionary:
    """A name tree with these entries, in the order of their bytes (ISO 32000-1, 7.9.6)."""
    ordered = sorted(entries, key=lambda entry: bytes(entry[0]))
    return Dictionary(Names=Array([part for entry in ordered for part in entry]))


def steady_fonts(pdf: Pdf) -> None:
    """Take the moment of writing out of every embedded font: fontTools stamps what it instantiates (`head.modified`)."""
    seen: set[tuple[int, int]] = set()
    for page in pdf.pages:
        for font in page.resources.get(Name.Font, Dictionary()).values():
            if font.objgen in seen or Name.DescendantFonts not in font:
                continue
            seen.add(font.objgen)
            descriptor = font.DescendantFonts[0].FontDescriptor
            for name in (Name.FontFile2, Name.FontFile3):
                program = descriptor.get(name)
                if program is not None and program.objgen not in seen:
                    seen.add(program.objgen)
                    program.write(zlib.compress(unstamped(program.read_bytes())), filter=Name.FlateDecode)


def unstamped(font: bytes) -> bytes:
    """The sfnt font with its last change set to its creation and its sums made right (OpenType 1.9, "head")."""
    tables = int.from_bytes(font[4:6], "big")
    records = [12 + 16 * place for place in range(tables)]
    record = next((at for at in records if font[at:at + 4] == b"head"), None)
    if record is None:
        return font
    start, length = struct.unpack_from(">LL", font, record + 8)
    made = bytearray(font)
    made[start + 28:start + 36] = made[start + 20:start + 28]
    made[start + 8:start + 12] = bytes(4)
    struct.pack_into(">L", made, record + 4, _sum(made[start:start + length]))
    struct.pack_into(">L", made, start + 8, (0xB1B0AFBA - _sum(made)) & 0xFFFFFFFF)
    return bytes(made)


def _sum(data: bytes | bytearray) -> int:
    padded = bytes(data) + bytes(-len(data) % 4)
    total: int = sum(struct.unpack(f">{len(padded) // 4}L", padded))
    return total & 0xFFFFFFFF


def _is_reference(kid: object) -> bool:
    """Whether a kid is a reference to an annotation."""
    return isinstance(kid, Dictionary) and Name.Obj in kid


def _same(one: object, other: Object) -> bool:
    return isinstance(one, Object) and one.objgen == other.objgen


def _counts_in_roman(words: Sequence[str]) -> bool:
    values = [_roman(word) for word in words]
    if None in values:
        return False
    return values[0] == 1 if len(values) == 1 else values[1] == (values[0] or 0) + 1


def _roman(word: str) -> int | None:
    digits = [_ROMAN.get(letter) for letter in word]
    if not digits or None in digits:
        return None
    values = [digit for digit in digits if digit is not None]
    return sum(-value if value < max(values[place:]) else value for place, value in enumerate(values))


def numbers(tree: Object) -> Iterator[tuple[int, Object]]:
    """The entries of a number tree (ISO 32000-1, 7.9.7)."""
    flat = tree.get(Name.Nums, Array())
    for place in range(0, len(flat), 2):
        yield int(flat[place]), flat[place + 1]
    for kid in tree.get(Name.Kids, Array()):
        yield from numbers(kid)


def _marks(element: Object) -> list[int]:
    """The marked sequences an element and its parts consist of."""
    return [kid for part in reachable([element]).values() for kid in kids(part) if isinstance(kid, int)]


def _read_marks(page: Page, shown: dict[int, str], maps: dict[tuple[int, int], dict[bytes, str]]) -> None:
    """Fill in what the marked sequences of the page show whose numbers are keys of `shown`."""
    fonts = page.resources.get(Name.Font, Dictionary())
    current, font = -1, ""
    for instruction in pikepdf.parse_content_stream(page, "BDC EMC Tf Tj TJ"):
        name = str(instruction.operator)
        if name == "EMC":
            current = -1
        elif name == "Tf":
            font = str(instruction.operands[0])
        elif name == "BDC":
            marked = list(instruction.operands)[1]
            current = int(marked.MCID) if isinstance(marked, Dictionary) and Name.MCID in marked else -1
        elif current in shown and font in fonts:
            pieces = [instruction.operands[0]] if name == "Tj" else list(instruction.operands[0])
            data = b"".join(bytes(piece) for piece in pieces if isinstance(piece, String))
            key = fonts[font].objgen
            if key not in maps:
                maps[key] = _unicode_map(fonts[font])
            shown[current] += "".join(maps[key].get(data[at:at + 2], "") for at in range(0, len(data), 2))


def _unicode_map(font: Object) -> dict[bytes, str]:
    """Two-byte code -> characters, from the font's ToUnicode map."""
    if Name.ToUnicode not in font:
        return {}
    pairs = _BFCHAR.findall(font.ToUnicode.read_bytes().partition(b"endcodespacerange")[2])
    return {bytes.fromhex(code.decode()): bytes.fromhex(text.decode()).decode("utf-16-be", "replace")
            for code, text in pairs}


def _remark(page: Page, marks: Marks) -> None:
    """Change the opening operators of the marked sequences whose number is a key of `marks`."""
    out: list[tuple[Sequence[Object], Operator]] = []
    for instruction in pikepdf.parse_content_stream(page):
        operands, operator = list(instruction.operands), instruction.operator
        if operator == Operator("BDC") and isinstance(operands[1], Dictionary) and Name.MCID in operands[1]:
            operands, operator = marks.get(int(operands[1].MCID), (operands, operator))
        out.append((operands, operator))
    page.obj.Contents.write(zlib.compress(pikepdf.unparse_content_stream(out)), filter=Name.FlateDecode)
