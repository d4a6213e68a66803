"""What the bytes of a picture say of themselves: their kind, their size, whether they are whole.

In: bytes.  Out: plain values; nothing is decoded (that is rendering.images, the door to Pillow).
Names and declared types are not believed: a server's page of errors is often saved as "x.jpg".
"""

import re
import struct
import zlib

_SVG = re.compile(
    rb"(?:<\?xml[^>]*>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\])?[^>]*>|\s)*<(?:\w+:)?svg\b", re.DOTALL
)
_LOOKED_AT = 8192  # bytes of a drawing before its first element
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # ITU-T T.81, table B.1: SOF markers
_ENDINGS = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/webp": "webp",
    "image/avif": "avif",
    "image/bmp": "bmp",
    "image/tiff": "tif",
    "image/svg+xml": "svg",
}
_DRAWN = re.compile(
    rb"<(?:\w+:)?(path|circle|ellipse|line|polygon|polyline|text|image|use|rect|foreignObject)\b([^>]*)>"
)
_UNSEEN = re.compile(
    rb"""(?:fill-opacity|opacity|stroke-opacity)\s*[=:]\s*["']?0(?![.\d])|"""
    rb"""fill\s*[=:]\s*["']?(?:none|transparent)"""
)


def media_type_of(data: bytes) -> str:
    """The media type that the first bytes show; "" where they are those of no picture we read."""
    head = data[:16]
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:12] in {b"ftypavif", b"ftypavis"}:
        return "image/avif"
    if head[:2] == b"BM" and head[6:10] == b"\0\0\0\0":
        return "image/bmp"
    if head.startswith((b"II*\0", b"MM\0*")):
        return "image/tiff"
    text = data[:_LOOKED_AT].removeprefix(b"\xef\xbb\xbf")
    return "image/svg+xml" if _SVG.match(text) else ""


def ending_of(media_type: str) -> str:
    """The ending of a file of this media type; "bin" for any that is no picture's."""
    return _ENDINGS.get(media_type, "bin")


def fault_of(data: bytes) -> str:
    """Why no picture can be made of these bytes; "" where their form is whole.

    Only the form is looked at; a picture that is whole may still fail to be decoded.
    """
    kind = media_type_of(data)
    if not data.strip():
        return "it is empty"
    if not kind:
        if re.match(rb"\s*(?:<!doctype html|<html|<head|<body)", data[:512], re.IGNORECASE):
            return "it is a page of HTML, perhaps a server's refusal"
        return "it is no picture of a known kind"
    whole = {
        "image/png": _is_whole_png,
        "image/jpeg": _is_whole_jpeg,
        "image/gif": _is_whole_gif,
        "image/webp": _is_whole_webp,
        "image/svg+xml": _is_whole_svg,
    }
    check = whole.get(kind)
    return "" if check is None or check(data) else "it is cut short or damaged"


def size_of(data: bytes) -> tuple[int, int]:
    """Width and height in pixels as the file's head gives them; (0, 0) where it gives none."""
    kind = media_type_of(data)
    try:
        if kind == "image/png":
            width, height = struct.unpack(">II", data[16:24])
        elif kind == "image/gif":
            width, height = struct.unpack("<HH", data[6:10])
        elif kind == "image/jpeg":
            width, height = _size_of_jpeg(data)
        elif kind == "image/webp":
            width, height = _size_of_webp(data)
        else:
            return 0, 0
    except (struct.error, IndexError):
        return 0, 0
    return width, height


def is_blank(data: bytes) -> bool:
    """Whether the picture shows nothing: a dot, or a drawing without anything drawn."""
    if media_type_of(data) == "image/svg+xml":
        shapes = _DRAWN.findall(data)
        return all(_UNSEEN.search(attributes) for _, attributes in shapes)
    width, height = size_of(data)
    return width > 0 and (width <= 2 or height <= 2)


def _is_whole_png(data: bytes) -> bool:
    """Whether the chunks run to IEND, each with its own checksum (PNG, 5.3)."""
    at = 8
    while at + 12 <= len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        kind, end = data[at + 4 : at + 8], at + 8 + length
        if end + 4 > len(data) or zlib.crc32(data[at + 4 : end]) != int.from_bytes(
            data[end : end + 4], "big"
        ):
            return False
        if kind == b"IEND":
            return True
        at = end + 4
    return False


def _is_whole_jpeg(data: bytes) -> bool:
    """Whether an end of image stands behind the last scan (ITU-T T.81, B.1.1.3)."""
    return data.rfind(b"\xff\xd9") > data.rfind(b"\xff\xda") > 0


def _is_whole_gif(data: bytes) -> bool:
    """Whether the trailer is there (GIF89a, 27)."""
    return data.rstrip(b"\0").endswith(b";")


def _is_whole_webp(data: bytes) -> bool:
    """Whether as much is there as the head counts (RFC 9649, 2.4)."""
    return len(data) >= int.from_bytes(data[4:8], "little") + 8


def _is_whole_svg(data: bytes) -> bool:
    """Whether its last element is closed."""
    end = data.rstrip()[-300:]
    return end.endswith(b"-->") or re.search(rb"(?:</(?:\w+:)?svg\s*|/)>$", end) is not None


def _size_of_jpeg(data: bytes) -> tuple[int, int]:
    at = 2
    while data[at] == 0xFF:  # a marker; past the end: IndexError
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if marker in _FRAMES:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        at += 2 + length
    return 0, 0


def _size_of_webp(data: bytes) -> tuple[int, int]:
    """RFC 9649, 2.5 to 2.7: lossy, lossless, extended."""
    kind = data[12:16]
    if kind == b"VP8X":
        return (
            int.from_bytes(data[24:27], "little") + 1,
            int.from_bytes(data[27:30], "little") + 1,
        )
    if kind == b"VP8L":
        (bits,) = struct.unpack("<I", data[21:25])
        return (bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1
    width, height = struct.unpack("<HH", data[26:30])
    return width & 0x3FFF, height & 0x3FFF
