"""Pictures made to be too much.

A header that promises a gigapixel, a chunk that unfolds, a drawing without end.  Written by hand,
each small.
"""

import functools
import struct
import zlib
from collections.abc import Callable

SIDE = 32_000  # by 32 000: a gigapixel


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


@functools.cache
def png(
    width: int = SIDE,
    height: int = SIDE,
    *,
    depth: int = 8,
    colour: int = 0,
    more: bytes = b"",
    rows: bytes | None = None,
) -> bytes:
    """A PNG of these sides, all black; `rows` in place of its own."""
    samples = {0: 1, 2: 3, 6: 4}[colour]
    line = b"\0" + bytes(width * samples * depth // 8)
    packed = zlib.compressobj(9)
    body = (
        packed.compress(rows)
        if rows is not None
        else b"".join(packed.compress(line) for _ in range(height))
    )
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))
        + more
        + _chunk(b"IDAT", body + packed.flush())
        + _chunk(b"IEND", b"")
    )


def unfolding(kind: bytes) -> bytes:
    """A PNG of one point whose profile or comment unfolds to half a gigabyte."""
    packed = zlib.compressobj(9)
    data = b"".join(packed.compress(bytes(2**20)) for _ in range(512)) + packed.flush()
    head = b"XML:com.adobe.xmp\0\x01\0\0\0" if kind == b"iTXt" else b"name\0\0"
    return png(1, 1, more=_chunk(kind, head + data))


def jpeg(width: int = 65_000, height: int = 65_000) -> bytes:
    """A JPEG that says it is so large, and holds nothing (ITU-T T.81, B.2)."""
    frame = (
        b"\x08" + struct.pack(">HH", height, width) + b"\x03\x01\x11\x00\x02\x11\x00\x03\x11\x00"
    )
    scan = b"\x03\x01\x00\x02\x00\x03\x00\x00\x3f\x00"
    table = b"\x00" + bytes([1] * 64)
    return (
        b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xdb"
        + struct.pack(">H", 2 + len(table))
        + table
        + b"\xff\xc0"
        + struct.pack(">H", 2 + len(frame))
        + frame
        + b"\xff\xda"
        + struct.pack(">H", 2 + len(scan))
        + scan
        + bytes(64)
        + b"\xff\xd9"
    )


def gif(width: int = 65_000, height: int = 65_000, frames: int = 1) -> bytes:
    """A GIF that says it is so large; each of its pictures is one point."""
    one = (
        b"\x21\xf9\x04\x00\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02\x44\x01\x00"
    )
    return (
        b"GIF89a"
        + struct.pack("<HH", width, height)
        + b"\x80\x00\x00\x00\x00\x00\xff\xff\xff"
        + one * frames
        + b";"
    )


def webp(width: int = 16_383, height: int = 16_383) -> bytes:
    """A WebP that says it is so large (RFC 9649, simple lossless form), and holds nothing."""
    body = b"\x2f" + struct.pack("<I", (width - 1) | (height - 1) << 14) + bytes(40)
    chunk = b"VP8L" + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)
    return b"RIFF" + struct.pack("<I", 4 + len(chunk)) + b"WEBP" + chunk


def tiff(width: int = 65_000, height: int = 65_000) -> bytes:
    """A TIFF that says it is so large, and holds nothing."""
    tags = [
        (256, 4, width),
        (257, 4, height),
        (258, 3, 8),
        (259, 3, 1),
        (262, 3, 1),
        (273, 4, 8),
        (277, 3, 1),
        (278, 4, height),
        (279, 4, 2**31),
    ]
    return (
        b"II*\0\x08\0\0\0"
        + struct.pack("<H", len(tags))
        + b"".join(struct.pack("<HHII", tag, kind, 1, held) for tag, kind, held in tags)
        + bytes(4)
    )


def svg(inside: str, prolog: str = "") -> bytes:
    return (
        f'{prolog}<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{inside}</svg>'.encode()
    )


LAUGHS = (
    '<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + level)} "{f"&{chr(97 + level)};" * 10}">' for level in range(9))
    + "]>"
)
MANY_USES = (
    "".join(f"<g id='g{n}'>" + f"<use href='#g{n - 1}'/>" * 10 + "</g>" for n in range(1, 12))
    + "<g id='g0'><path/></g>"
)

REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {  # file → (bytes, what is said of it)
    "gigapixel.png": (png, "million pixels"),
    "gigapixel.jpg": (jpeg, "million pixels"),
    "gigapixel.gif": (gif, "million pixels"),
    "gigapixel.webp": (webp, "million pixels"),
    "gigapixel.tiff": (tiff, "million pixels"),
    "half.jpg": (lambda: jpeg(7000, 7000)[:60], "cannot be read"),
    "profile.png": (lambda: unfolding(b"iCCP"), "cannot be read"),
    "comment.png": (lambda: unfolding(b"zTXt"), "cannot be read"),
    "packet.png": (lambda: unfolding(b"iTXt"), "cannot be read"),
    "laughs.svg": (lambda: svg("<text>&j;</text>", LAUGHS), "SVG"),
    "uses.svg": (lambda: svg(MANY_USES), "shapes"),
    "shapes.svg": (lambda: svg("<g/>" * 4_000_000), "shapes"),
    "deep.svg": (lambda: svg("<g>" * 100_000 + "</g>" * 100_000), "SVG"),
    "attributes.svg": (
        lambda: svg("<g " + " ".join(f"data-a{n}=''" for n in range(900_000)) + "/>"),
        "SVG",
    ),
    "long.svg": (lambda: svg(f"<path d='{'M0 0L9 9' * 2_500_000}'/>"), "SVG"),
    "zeros.svg": (lambda: b"<svg " + bytes(2**20), "SVG"),
}
# what is small when it is read as far as an edition needs it
BUILT: dict[str, Callable[[], bytes]] = {
    "largest.png": lambda: png(7900, 7900, colour=6),
    "deep.png": lambda: png(6000, 6000, depth=16, colour=6),
    "empty.jpg": lambda: jpeg(7000, 7000),
    "more-rows.png": lambda: png(10, 10, rows=bytes(64 * 2**20)),
    "many.svg": lambda: svg('<path d="M0 0h1v1z" fill="red"/>' * 5_000),
    "frames.gif": lambda: gif(2000, 2000, frames=20_000),
}
