"""A mailbox: messages one behind the other, each behind a line "From …" (RFC 4155)."""

import re
from email.parser import BytesHeaderParser

from publisher.captures.capture import Capture
from publisher.captures.holding import Entry, Holding, entry_path, keys
from publisher.captures.mail import open_mail, sent_on
from publisher.captures.messages import header
from publisher.errors import SourceError

# begins with letters, by which it is looked for a hundred times as fast as by the start of a line
_POSTMARK = re.compile(rb"From \S[^\n]{0,200}\d{4}[^\n]{0,20}\r?\n")
_QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)
_MESSAGES = 50_000
_HEAD = 64 * 2**10  # bytes of a message in which its headers are looked for


def is_mbox(data: bytes) -> bool:
    """Whether a file starts with the line that opens a message of a mailbox."""
    return _POSTMARK.match(data[:512]) is not None


def _begins_line(data: bytes, place: int) -> bool:
    return place == 0 or data[place - 1 : place] == b"\n"


def open_mbox(name: str, data: bytes) -> Holding:
    """The messages of a mailbox, in their order.

    Refuses with SourceError more of them than one book can have.
    """
    marks = [one for one in _POSTMARK.finditer(data) if _begins_line(data, one.start())]
    if len(marks) > _MESSAGES:
        raise SourceError(
            name, 0, 0, f"this mailbox holds {len(marks)} messages; {_MESSAGES} are read at most"
        )
    starts = [mark.end() for mark in marks]
    ends = [*(mark.start() for mark in marks[1:]), len(data)]
    spans = list(zip(starts, ends, strict=True))
    read = BytesHeaderParser().parsebytes
    heads = [read(data[start : min(end, start + _HEAD)]) for start, end in spans]
    names = list(keys(header(head, "Message-ID").strip("<>") for head in heads))
    places = dict(zip(names, spans, strict=True))

    def message(key: str) -> Capture:
        start, end = places[key]
        return open_mail(entry_path(name, key), _QUOTED.sub(rb"\1", data[start:end]))

    entries = (
        Entry(key=key, title=header(head, "Subject"), day=sent_on(head))
        for key, head in zip(names, heads, strict=True)
    )
    return Holding(name=name, form="mailbox", entries=tuple(entries), open=message)
