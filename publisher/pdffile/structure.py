"""The structure tree of a finished file, walked; and fonts that bear no time.

The tree itself is written by the press (writers.tags); joining parts needs to walk it (ISO 32000-1,
14.7).
"""

import struct
from collections.abc import Iterable, Iterator
from typing import Any

from pikepdf import Array, Dictionary, Name, Object, Pdf, String

Elements = dict[tuple[int, int], Object]


def kids(element: Object) -> list[Any]:
    """What hangs from an element: elements, marked-content numbers, object references."""
    value = element.get(Name.K)
    if value is None:
        return []
    return list(value) if isinstance(value, Array) else [value]


def is_element(value: object) -> bool:
    """Whether a kid is a structure element of its own."""
    return isinstance(value, Dictionary) and Name.S in value


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


def parents(pdf: Pdf) -> dict[int, Object]:
    """The parent tree as a table.

    Key -> element, or the elements of one page by marked-content number.
    """
    return dict(numbers(pdf.Root.StructTreeRoot.get(Name.ParentTree, Dictionary())))


def name_tree(entries: Iterable[tuple[String, Object]]) -> Dictionary:
    """A name tree with these entries, in the order of their bytes (ISO 32000-1, 7.9.6)."""
    ordered = sorted(entries, key=lambda entry: bytes(entry[0]))
    return Dictionary(Names=Array([part for entry in ordered for part in entry]))


def unstamped(font: bytes) -> bytes:
    """The sfnt font, last changed when created, its sums made right (OpenType 1.9, "head")."""
    tables = int.from_bytes(font[4:6], "big")
    records = [12 + 16 * place for place in range(tables)]
    record = next((at for at in records if font[at : at + 4] == b"head"), None)
    if record is None:
        return font
    start, length = struct.unpack_from(">LL", font, record + 8)
    made = bytearray(font)
    made[start + 28 : start + 36] = made[start + 20 : start + 28]
    made[start + 8 : start + 12] = bytes(4)
    struct.pack_into(">L", made, record + 4, _sum(made[start : start + length]))
    struct.pack_into(">L", made, start + 8, (0xB1B0AFBA - _sum(made)) & 0xFFFFFFFF)
    return bytes(made)


def _sum(data: bytes | bytearray) -> int:
    padded = bytes(data) + bytes(-len(data) % 4)
    total: int = sum(struct.unpack(f">{len(padded) // 4}L", padded))
    return total & 0xFFFFFFFF


def numbers(tree: Object) -> Iterator[tuple[int, Object]]:
    """The entries of a number tree (ISO 32000-1, 7.9.7)."""
    flat = tree.get(Name.Nums, Array())
    for place in range(0, len(flat), 2):
        yield int(flat[place]), flat[place + 1]
    for kid in tree.get(Name.Kids, Array()):
        yield from numbers(kid)
