"""Streams of a PDF that would unpack to more than a judge can hold.

Measured piece by piece, before anything opens them whole.

A stream is unpacked at once by whatever reads it, and a library written in C that finds no memory
ends the whole program.
"""

import zlib
from collections.abc import Iterable, Iterator

from pikepdf import Array, Name, Object, Pdf, Stream

from publisher.errors import EvidenceError

# bytes of what draws a page or describes the file: measured, each becomes up to 60 in memory
_WORDS = 16 * 2**20
# orders to show words in one stream, the shortest of them in bytes: measured, each holds a kilobyte
_SHOWN, _ORDER = 100_000, 4
_WHOLE = 256 * 2**20  # bytes of a picture, and of everything else together: fonts, attachments
_GROWS = 1032  # times at most that what zlib packed grows (RFC 1951: 258 bytes in two bits)
# not measured: taken to grow as much as they can
_OTHERS: dict[Object, int] = {Name.LZWDecode: 1365, Name.RunLengthDecode: 64}
# elements and contents of a structure tree: measured, our own have 60 a page, a page of small cells
# some 700; a million take four seconds
_ELEMENTS, _EACH_PAGE, _ALL = 20_000, 1_000, 1_000_000


def most_elements(pages: int) -> int:
    """How many entries of the structure tree of a file of so many pages are read."""
    return min(_ALL, _ELEMENTS + _EACH_PAGE * pages)


def refuse_bombs(pdf: Pdf, path: str) -> None:
    """Nothing, where what the streams unpack to fits into memory.

    path   for the message.

    Refuses with EvidenceError where one stream, or all together, would not.
    """
    together = 0
    for thing in pdf.objects:
        if not isinstance(thing, Stream):
            continue
        raw, filters = thing.read_raw_bytes(), tuple(_filters(thing))
        image = thing.get(Name.Subtype) == Name.Image
        most = (
            _WHOLE
            if image or Name.Length1 in thing or thing.get(Name.Type) == Name.EmbeddedFile
            else _WORDS
        )
        if len(filters) < 2 and len(raw) * (_GROWS if filters else 1) <= (
            _SHOWN * _ORDER if most == _WORDS else most
        ):
            continue  # nothing is unpacked for the answer
        size, shown = _measured(raw, filters, most)
        together += 0 if image else size
        if size > most or together > _WHOLE:
            raise EvidenceError(
                path,
                f"a stream of {len(raw)} bytes in it would grow to more than {most // 2**20} MB; it"
                " is not unpacked",
            )
        if shown > _SHOWN and most == _WORDS:
            raise EvidenceError(
                path,
                f"a page of it shows words more than {_SHOWN} times, which no page needs; it is not"
                " read",
            )


def _filters(stream: Stream) -> Iterator[Object]:
    """The names of a stream's filters; what is no name is none, and qpdf refuses to read it."""
    given = stream.get(Name.Filter)
    named = given if isinstance(given, Array) else (given,)
    yield from (one for one in named if isinstance(one, Name))


def _measured(data: bytes, filters: Iterable[Object], most: int) -> tuple[int, int]:
    """(bytes, orders to show words) when unpacked.

    It stops where there are more bytes than `most`.
    """
    chunks: Iterable[bytes] = (data,)
    times = 1
    for name in filters:
        if name == Name.FlateDecode:
            chunks = _inflated(chunks)
        times *= _OTHERS.get(name, 1)
    size = shown = 0
    for chunk in chunks:
        size += len(chunk) * times
        shown += chunk.count(b"Tj") + chunk.count(b"TJ")
        if size > most:
            break
    return size, shown


def _inflated(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """What zlib unpacks, in small pieces; a broken stream ends where it breaks."""
    program = zlib.decompressobj()
    for chunk in chunks:
        waiting = chunk
        while waiting:
            try:
                yield program.decompress(waiting, 2**18)
            except zlib.error:
                return
            waiting = program.unconsumed_tail
