"""WARC: a crawl as a row of records (ISO 28500), each page of which is a capture of its own.

What is in the file is listed by one pass over its heads; a page is read when it is asked for, by
its place in the file, with the pictures that the same crawl brought.  A record that is cut off or
altered is refused alone, by the digest that stands in its head (6.2.10 to 6.2.12 in 1.1).

fastwarc, for its speed: 5,000 records decoded in 0.17 s of CPU, with warcio in 0.48 s.
"""

import contextlib
import datetime
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO
from urllib.parse import urljoin

from publisher.captures.capture import Attachment, Capture
from publisher.captures.fetched import stated_encoding
from publisher.captures.holding import Entry, Holding, keys
from publisher.captures.mining import PLACE as MINING
from publisher.captures.mining import path_of
from publisher.captures.windows import Window, is_cut
from publisher.errors import InstallationError, SourceError
from publisher.model.article import is_address
from publisher.value import value

if TYPE_CHECKING:
    from fastwarc.warc import WarcRecord

FORM = "web archive (WARC)"
ENDINGS = (".warc", ".warc.gz")
_PAGES = frozenset(["text/html", "application/xhtml+xml"])
_SITES = ("/robots.txt", MINING)
_MOST = 200_000  # pages of one file, of which a list is kept
_LARGEST = 64 * 2**20  # bytes of a page or picture, unpacked or not
_SITE_FILE = 512 * 1024  # bytes of a robots.txt (RFC 9309, 2.5: 500 KiB at least) or tdmrep.json
_HEAD = 65_536  # bytes of a record's head, and of the head within it
_PICTURES = 500  # of one page
_NAMED = re.compile(rb"""[^\s"'<>=()]{1,2000}""")  # what may be an address on a page
_PACKED = b"\x1f\x8b"  # how gzip begins (RFC 1952, 2.3.1)
# how a body in pieces begins: the size of the first (RFC 9112, 7.1)
_CHUNK = re.compile(rb"[0-9A-Fa-f]{1,16}[ \t]*(?:;[^\r\n]*)?\r\n")
_CUT = "this file is cut off in the middle of a record"
_DAMAGED = "damaged"  # the key of what stands behind a fault


@value
class Record:
    """Where a record stands, and what its heads say.

    offset   of its first byte, of its packing where it is packed.
    digest   of its payload, as it is stated; "" where it is not.
    is_last_of_cut   whether it is the last of a file that is cut off in it or right behind it.
    """

    offset: int
    address: str
    moment: datetime.datetime | None
    media_type: str
    digest: str
    is_last_of_cut: bool = False


# what stands behind the last slash of an address -> address -> where the picture is
Pictures = dict[str, dict[str, tuple[Window, Record]]]


@dataclass(slots=True)
class Crawl:
    """What one WARC file holds.

    sites   robots.txt and tdmrep.json of its hosts, by address.
    fault   what stops the reading of it; "" where it was read to its end.
    """

    pages: list[Record] = field(default_factory=list)
    pictures: dict[str, Record] = field(default_factory=dict)
    sites: dict[str, Record] = field(default_factory=dict)
    fault: str = ""


def is_warc(path: Path) -> bool:
    """Whether a file is called as a web archive is."""
    return path.name.lower().endswith(ENDINGS)


def open_warc(path: Path) -> Holding:
    """The pages of a WARC file.

    Refuses with SourceError a file without one, and one whose records are packed together.
    """
    return holding_of(str(path), FORM, [Window(path=path)])


def holding_of(
    name: str, form: str, windows: Iterable[Window], titles: dict[str, str] | None = None
) -> Holding:
    """What these WARC files hold together.

    titles   address -> title of the pages that are meant; None: every page is.
    """
    crawls = [(window, read_crawl(name, window)) for window in windows]
    found = [
        (window, page)
        for window, crawl in crawls
        for page in crawl.pages
        if titles is None or page.address in titles
    ]
    faults = [crawl.fault for _, crawl in crawls if crawl.fault]
    if not found:
        why = faults[0] if faults else "there is no page of HTML in it"
        raise SourceError(name, 0, 0, f"{why}; nothing of this {form} is read")
    places = dict(zip(keys(page.address for _, page in found), found, strict=True))
    pictures: Pictures = {}
    sites: dict[str, tuple[Window, Record]] = {}
    for window, crawl in crawls:
        for address, record in crawl.sites.items():
            sites.setdefault(address, (window, record))
        for address, record in crawl.pictures.items():
            pictures.setdefault(_last(address), {})[address] = (window, record)
    entries = list(_entries(places, titles or {}))
    if faults:
        entries.append(Entry(key=_DAMAGED))

    def opened(key: str) -> Capture:
        if key == _DAMAGED and faults:
            raise SourceError(name, 0, 0, f"{faults[0]}; what stands behind that is not read")
        window, record = places[key]
        capture = _capture(f"{name}#{key}", window, record, pictures)
        robots, mining = (_text_of(record.address, place, sites) for place in _SITES)
        return replace(capture, robots=robots, mining=mining)

    return Holding(name=name, form=form, entries=tuple(entries), open=opened)


def _entries(places: dict[str, tuple[Window, Record]], titles: dict[str, str]) -> Iterator[Entry]:
    """The pages in order; the same bytes from the same address are taken once."""
    seen: set[tuple[str, str]] = set()
    for key, (_, page) in places.items():
        same = (page.address, page.digest)
        again = bool(page.digest) and same in seen
        seen.add(same)
        yield Entry(
            key=key,
            title=titles.get(page.address, ""),
            address=page.address,
            passed_over="saved twice, with the same bytes" if again else "",
        )


def read_crawl(name: str, window: Window) -> Crawl:
    """Where the pages and pictures of a WARC file stand.

    Refuses with SourceError a file whose records are packed together, and one of too many pages.
    """
    crawl, last = Crawl(), -1
    by_digest: dict[str, Record] = {}
    with window.opened() as stream:
        try:
            for record in _records(stream, decode="none"):
                if record.stream_pos == last:
                    raise SourceError(
                        name,
                        0,
                        0,
                        "its records are packed as one piece, so that none can be found; unpack it"
                        " (gunzip), and name what comes out",
                    )
                last = record.stream_pos
                _note(crawl, by_digest, record)
                if len(crawl.pages) > _MOST:
                    raise SourceError(
                        name, 0, 0, f"it holds more than {_MOST} pages; divide it into several"
                    )
            if is_cut(stream, max(last, 0)):
                _note_cut(crawl, last)
        except (OSError, ValueError, OverflowError) as error:
            crawl.fault = f"this file is damaged ({_said(error)})"
    return crawl


def _note_cut(crawl: Crawl, last: int) -> None:
    """Note that the file ends within a record: its last page, or something behind it."""
    if crawl.pages and crawl.pages[-1].offset == last:
        crawl.pages[-1] = replace(crawl.pages[-1], is_last_of_cut=True)
    else:
        crawl.fault = _CUT


def _note(crawl: Crawl, by_digest: dict[str, Record], record: "WarcRecord") -> None:
    """Keep where a record stands, if it is a page or a picture that was there (RFC 9110: 200).

    A revisit (6.7 in 1.1) stands for the record that had its bytes.
    """
    from fastwarc.warc import WarcRecordType

    address = str(record.headers.get("WARC-Target-URI", "")).strip("<>")
    status = record.http_headers.status_code if record.http_headers else 200
    if not is_address(address) or status != 200:
        return
    digest = str(record.headers.get("WARC-Payload-Digest", ""))
    if record.record_type == WarcRecordType.revisit:
        known = by_digest.get(digest)
        if known:
            crawl.pictures.setdefault(address, known)
        return
    kind = _media_type(record)
    found = Record(
        offset=record.stream_pos,
        address=address,
        moment=_moment(record),
        media_type=kind,
        digest=digest,
    )
    if kind in _PAGES:
        crawl.pages.append(found)
    elif path_of(address) in _SITES:
        crawl.sites.setdefault(address, found)
    elif kind.startswith("image/"):
        crawl.pictures.setdefault(address, found)
        if digest:
            by_digest.setdefault(digest, found)


def _media_type(record: "WarcRecord") -> str:
    told = record.http_content_type if record.http_headers else record.headers.get("Content-Type")
    return str(told or "").partition(";")[0].strip().lower()


def _moment(record: "WarcRecord") -> datetime.datetime | None:
    """WARC-Date, in UTC (6.2.5); None where it is none."""
    try:
        moment: Any = record.record_date
    except (ValueError, OverflowError):
        return None
    return moment if isinstance(moment, datetime.datetime) and moment.tzinfo else None


def _records(stream: BinaryIO, decode: str) -> "Iterator[WarcRecord]":
    """The records from here on.  Refuses with InstallationError where the library is not there."""
    try:
        from fastwarc.warc import ArchiveIterator, WarcRecordType
    except ImportError as error:
        raise InstallationError(
            "web archives are read with fastwarc, which is not installed",
            "pip install 'publisher[archive]'",
        ) from error
    return iter(
        ArchiveIterator(
            stream,
            record_types=WarcRecordType.response | WarcRecordType.resource | WarcRecordType.revisit,
            parse_http=decode == "none",
            max_header_len=_HEAD,
            fsspec_args=False,
        )
    )


def _capture(name: str, window: Window, record: Record, pictures: Pictures) -> Capture:
    """A page with its heads and the pictures it names.

    Refuses with SourceError a record that is cut off, altered, or larger than the limits.
    """
    data, headers, charset = _read(name, window, record)
    found = _pictures_of(data, record.address, pictures)
    return Capture(
        name=name,
        data=data,
        encoding=stated_encoding(data, charset),
        address=record.address,
        address_found="WARC-Target-URI",
        is_fetched=True,
        moment=record.moment,
        moment_found="WARC-Date",
        digest=record.digest,
        headers=headers,
        attachments=tuple(_attachments(found)),
    )


def _text_of(page: str, place: str, sites: dict[str, tuple[Window, Record]]) -> str:
    """The text of a file of a page's site that the same crawl brought; "" where it did not."""
    found = sites.get(urljoin(page, place)) if sites else None
    if found is None:
        return ""
    try:
        return _read(place, *found)[0][:_SITE_FILE].decode("utf-8", "replace")
    except SourceError:
        return ""


def _read(
    name: str, window: Window, record: Record
) -> tuple[bytes, tuple[tuple[str, str], ...], str]:
    """(what the server sent, its heads, the charset they state) of a record."""
    if record.is_last_of_cut:
        raise SourceError(name, 0, 0, _CUT)
    fault = ""
    for decode in ("all", "content", "transfer", "none"):
        with window.opened() as stream:
            stream.seek(record.offset)
            try:
                data, told = _body(name, stream, decode)
            except OSError as error:
                fault = fault or _said(error)
                continue
        if decode != "all" and data.startswith(_PACKED):
            break  # a packing that is damaged, and not one that is only said to be there
        if decode in {"content", "none"} and _is_chunked(told) and _CHUNK.match(data):
            break  # pieces whose sizes are wrong, and not a body that the crawler joined
        if decode == "all" and _is_packed(told) and not _is_whole(name, window, record):
            fault = "it ends too early"
            break
        heads = told.http_headers
        pairs = [(str(key).lower(), str(words)) for key, words in heads or ()]
        return data, tuple(pairs), str(told.http_charset or "")
    raise SourceError(name, 0, 0, f"its packing is damaged ({fault})")


def _is_chunked(record: "WarcRecord") -> bool:
    heads: Any = record.http_headers
    return heads is not None and "chunked" in str(heads.get("Transfer-Encoding", "")).lower()


def _is_packed(record: "WarcRecord") -> bool:
    heads: Any = record.http_headers
    return heads is not None and "gzip" in str(heads.get("Content-Encoding", ""))


def _is_whole(name: str, window: Window, record: Record) -> bool:
    """Whether a packed body has its end: fastwarc gives what there is of one that has not."""
    with window.opened() as stream:
        stream.seek(record.offset)
        packed, _ = _body(name, stream, "transfer")
    return not is_cut(io.BytesIO(packed), 0)


def _body(name: str, stream: BinaryIO, decode: str) -> "tuple[bytes, WarcRecord]":
    """The payload of the record that begins here, and the record.

    decode   "all", "content" or "transfer": which packings of HTTP are undone; "none".
    Refuses with OSError what cannot be unpacked so.
    """
    record: Any = next(_records(stream, decode="later"), None)
    if record is None:
        raise SourceError(name, 0, 0, "there is no record any more where it was; build again")
    length = record.content_length
    if length > _LARGEST:
        raise SourceError(
            name, 0, 0, f"it says it is {length} bytes long; {_LARGEST // 2**20} MB are read"
        )
    record.freeze()
    stated = record.headers.get("WARC-Block-Digest")
    if stated and not record.verify_block_digest(consume=False):
        raise SourceError(
            name, 0, 0, f"the record is cut off or altered: it has not its digest {stated[:80]}"
        )
    if told := record.headers.get("WARC-Truncated"):
        raise SourceError(name, 0, 0, f"the crawler cut it off (WARC-Truncated: {told[:40]})")
    if record.is_http:
        record.parse_http(auto_decode=decode)
    data = record.reader.read(_LARGEST + 1)
    if len(data) > _LARGEST:
        raise SourceError(
            name, 0, 0, f"it grows to more than {_LARGEST // 2**20} MB; it is not read"
        )
    return data, record


def _pictures_of(page: bytes, address: str, pictures: Pictures) -> dict[str, tuple[Window, Record]]:
    """The pictures of the crawl that a page names, by whole addresses."""
    found: dict[str, tuple[Window, Record]] = {}
    if not pictures:
        return found
    for written in dict.fromkeys(_NAMED.findall(page)):
        word = written.decode("utf-8", "replace").replace("&amp;", "&").rstrip(",;")
        if _last(word) not in pictures or len(found) == _PICTURES:
            continue
        with contextlib.suppress(ValueError):
            whole = urljoin(address, word)
            if whole in pictures[_last(word)]:
                found[whole] = pictures[_last(word)][whole]
    return found


def _attachments(found: dict[str, tuple[Window, Record]]) -> Iterator[Attachment]:
    """Their bytes; a picture that is damaged is as one that is not there."""
    for address, (window, record) in found.items():
        with contextlib.suppress(SourceError):
            yield Attachment(address=address, data=_read(address, window, record)[0])


def _last(address: str) -> str:
    """What stands behind the last slash of an address: by it pictures are looked for."""
    return address.partition("#")[0].rpartition("/")[2]


def _said(error: Exception) -> str:
    words = " ".join(str(error).split())[:80]
    return f"{words[:1].lower()}{words[1:]}".rstrip(".") or "it cannot be read"
