"""Messages of the mail form (RFC 5322, RFC 2045): parsed within limits, their headers decoded.

The library's compat32 policy is used: its newer one takes quadratic time on a hostile header.
"""

import datetime
import email
import re
from collections.abc import Iterator
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parseaddr, parsedate_to_datetime

from publisher.errors import SourceError
from publisher.text import codec_of

_HEAD = 256 * 2**10  # bytes of the headers of a message
_HEADER = 8 * 2**10  # characters of one header that are looked at
_BOUNDARIES = 20_000  # lines that may begin a part
_DEEPEST = 20  # parts within parts
_BLANK_LINE = re.compile(rb"\r?\n\r?\n")
_BOUNDARY = re.compile(rb"\n--")


def parse_message(name: str, data: bytes) -> Message:
    """The message in a file.

    Refuses with SourceError one whose headers, parts or depth no program that writes mail makes.
    """
    end = _BLANK_LINE.search(data[: _HEAD + 4])
    if end is None and len(data) > _HEAD:
        raise SourceError(name, 0, 0, f"its headers are longer than {_HEAD // 2**10} kilobytes")
    if sum(1 for _ in _capped(_BOUNDARY.finditer(data))) > _BOUNDARIES:
        raise SourceError(name, 0, 0, f"it has more than {_BOUNDARIES} parts; it is not read")
    try:
        return email.message_from_bytes(data)
    except (ValueError, LookupError, RecursionError) as error:
        raise SourceError(name, 0, 0, "this message cannot be taken apart; save it anew") from error


def _capped(found: Iterator[re.Match[bytes]]) -> Iterator[re.Match[bytes]]:
    for number, one in enumerate(found):
        if number > _BOUNDARIES:
            return
        yield one


def parts_of(name: str, message: Message) -> list[Message]:
    """The parts of a message that hold no others, in order.

    Refuses with SourceError parts within parts, deeper than mail is ever forwarded.
    """
    found: list[Message] = []
    waiting = [(message, 0)]
    while waiting:
        part, depth = waiting.pop()
        if depth > _DEEPEST:
            raise SourceError(name, 0, 0, f"its parts are within each other, {depth} deep")
        payload = part.get_payload()
        if part.is_multipart() and isinstance(payload, list):
            inner = [one for one in payload if isinstance(one, Message)]
            waiting += [(one, depth + 1) for one in reversed(inner)]
        else:
            found.append(part)
    return found


def body_of(part: Message) -> bytes:
    """The bytes of a part, free of base64 and quoted-printable."""
    try:
        data = part.get_payload(decode=True)
    except (ValueError, LookupError):
        return b""
    return data if isinstance(data, bytes) else b""


def charset_of(part: Message) -> str:
    """The encoding that a part states; "" where it states none that is known."""
    try:
        stated = part.get_content_charset("") or ""
    except (ValueError, LookupError):
        return ""
    return stated if codec_of(stated) else ""


def header(part: Message, name: str) -> str:
    """A header's words, decoded, on one line; "" where there is none."""
    return _words(str(part.get(name, ""))[:_HEADER])


def sender_of(part: Message) -> str:
    """The name of the sender; "" where only an address is given.

    It is parted from the address first: a comma in a name is seen once it is decoded.
    """
    name = name_in(str(part.get("From", "")))
    return _words(name).strip("'\" ")


def name_in(written: str) -> str:
    """The name in front of an address, as it is written; "" for brackets without end."""
    try:
        return parseaddr(written[:_HEADER])[0]
    except RecursionError:
        return ""


def addresses_in(part: Message, name: str) -> list[str]:
    """The addresses in a header."""
    try:
        return [address for _, address in getaddresses([header(part, name)])]
    except RecursionError:
        return []


def _words(written: str) -> str:
    """The words of a header as they are written, decoded, on one line (RFC 2047)."""
    try:
        pieces = [_decoded(words, charset) for words, charset in decode_header(written)]
    except (HeaderParseError, ValueError, LookupError):
        pieces = [written]
    words = " ".join("".join(pieces).split())
    return "".join(letter for letter in words if letter.isprintable())


def _decoded(words: str | bytes, charset: str | None) -> str:
    if isinstance(words, str):
        return words
    codec = codec_of(charset) if charset else ""
    return words.decode(codec or "utf-8", "replace")


def moment_of(written: str) -> datetime.datetime | None:
    """The moment of a Date header; None where it is none, or states no time zone."""
    try:
        moment = parsedate_to_datetime(written[:_HEADER])
    except (ValueError, TypeError, OverflowError):
        return None
    return moment if moment.tzinfo else None
