"""Streams whose end nobody can mistake.

No data that closes with a carriage return, in a file written by qpdf.

Before `endstream` stands an end-of-line that is no part of the data (ISO 32000-1, 7.3.8.1).  Where
the data itself ends in a carriage return, a reader that looks for the end from behind takes both
bytes for one line end and finds /Length wrong by one: page-validation 0.11 does.  One compressed
stream in 256 ends so.  Such a stream is compressed once more, which ends it otherwise; what follows
moves, and the cross-reference stream is written anew.  That one keeps its single filter: its
/DecodeParms would become an array, which readers built on lopdf pass over, and then every place in
the file is wrong.
"""

import re
import zlib
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

_HEAD = re.compile(rb"\d+ 0 obj\n<< [^\n]*/Filter /FlateDecode [^\n]*>>\nstream\n")
_DOUBTFUL = b"\r\nendstream"
_FILTER, _TWICE = b"/Filter /FlateDecode", b"/Filter [ /FlateDecode /FlateDecode ]"
_START = re.compile(rb"startxref\n(\d+)\n%%EOF\n?$")
_NONE, _UP = 0, 2  # PNG filter types, of which each row under predictor 12 names its own


def guard(data: bytes) -> bytes:
    """The same PDF, its streams compressed once more where their data ended in a carriage return.

    Same input, same bytes.

    A file that qpdf did not write with a cross-reference stream is given back as it is.
    """
    found = _START.search(data)
    table = _stream_at(data, int(found[1])) if found else None
    if (
        _DOUBTFUL not in data
        or not found
        or table is None
        or b"/Type /XRef" not in data[table[0] : table[1]]
    ):
        return data
    pieces: list[bytes] = []
    ends, moves = [0], [0]
    done, at = 0, data.find(_DOUBTFUL)
    while 0 <= at < table[0]:
        if (stream := _stream_before(data, at + 1, done)) is not None:
            start, body, end = stream
            again = _written(data[start:body], data[body:end])
            pieces += [data[done:start], again]
            ends.append(end)
            moves.append(len(again) - (end - start))
            done = end
        at = data.find(_DOUBTFUL, at + 1)
    shifts = list(accumulate(moves))
    start, body, end = table
    entries = _shifted(data[start:body], data[body:end], ends, shifts)
    if entries is None:
        return data
    moved = b"startxref\n%d\n%%%%EOF\n" % (start + shifts[-1])
    return b"".join(
        (
            *pieces,
            data[done:start],
            _sized(data[start:body], _packed(entries)),
            data[end : found.start()],
            moved,
        )
    )


def _stream_at(data: bytes, start: int) -> tuple[int, int, int] | None:
    """(start, start of data, end of data) of the compressed stream that begins there."""
    head = _HEAD.match(data, start)
    length = re.search(rb"/Length (\d+)", head[0]) if head else None
    return (start, head.end(), head.end() + int(length[1])) if head and length else None


def _stream_before(data: bytes, end: int, least: int) -> tuple[int, int, int] | None:
    """The compressed stream whose data ends exactly there.

    None where these bytes stand inside some data.
    """
    at = end
    while (at := data.rfind(b" 0 obj\n<< ", least, at)) >= 0:
        start = data.rfind(b"\n", 0, at) + 1
        if (stream := _stream_at(data, start)) is not None and stream[2] == end:
            return stream
    return None


def _written(head: bytes, body: bytes) -> bytes:
    """The stream's object up to its data's end, compressed once more."""
    head = head.replace(_FILTER, _TWICE, 1)
    head = re.sub(rb"/DecodeParms (<< [^>]* >>)", rb"/DecodeParms [ null \1 ]", head, count=1)
    body = zlib.compress(body)
    while body.endswith(b"\r"):
        head = head.replace(b"/Filter [ ", b"/Filter [ /FlateDecode ", 1).replace(
            b"/DecodeParms [ ", b"/DecodeParms [ null ", 1
        )
        body = zlib.compress(body)
    return _sized(head, body)


def _sized(head: bytes, body: bytes) -> bytes:
    """The stream's object up to its data's end, with the length of the data."""
    return re.sub(rb"/Length \d+", b"/Length %d" % len(body), head, count=1) + body


def _packed(entries: Sequence[bytes]) -> bytes:
    """The rows of a cross-reference stream, compressed to data that ends in no carriage return.

    The last byte is that of a sum over the rows: it changes with the filter type of the first ones.
    """
    for plain in range(len(entries) + 1):
        out, before = bytearray(), bytes(len(entries[0]))
        for number, entry in enumerate(entries):
            out.append(_NONE if number < plain else _UP)
            out += (
                entry
                if number < plain
                else bytes((byte - up) & 255 for up, byte in zip(before, entry, strict=True))
            )
            before = entry
        body = zlib.compress(bytes(out))
        if not body.endswith(b"\r"):
            break
    return body


def _shifted(head: bytes, body: bytes, ends: list[int], shifts: list[int]) -> list[bytes] | None:
    """The rows of the cross-reference stream for objects that have moved.

    None where it is not of qpdf's form, or too narrow.
    """
    widths = re.search(rb"/W \[ (\d+) (\d+) (\d+) \]", head)
    if widths is None or b"/Predictor 12" not in head or int(widths[1]) != 1:
        return None
    wide, row = int(widths[2]), sum(int(width) for width in widths.groups())
    flat, last, entries = zlib.decompress(body), bytes(row), list[bytes]()
    for at in range(0, len(flat), row + 1):
        last = bytes(
            (up + byte) & 255 for up, byte in zip(last, flat[at + 1 : at + 1 + row], strict=True)
        )
        entry = last
        if entry[0] == 1:  # an object that stands by itself, at this offset
            offset = int.from_bytes(entry[1 : 1 + wide], "big")
            offset += shifts[bisect_right(ends, offset) - 1]
            if offset >= 1 << (8 * wide):
                return None
            entry = entry[:1] + offset.to_bytes(wide, "big") + entry[1 + wide :]
        entries.append(entry)
    return entries
