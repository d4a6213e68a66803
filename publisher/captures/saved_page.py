"""What a program writes at the head of a page that it saves: address and moment.

SingleFile writes a comment of its own ("Page saved with SingleFile", url, saved date); Chromium,
Firefox and Internet Explorer write the Mark of the Web ("saved from url=(0026)https://…").
"""

import datetime
import re
from dataclasses import replace

from publisher.captures.capture import Capture
from publisher.model.article import is_address

_LOOKED_AT = 8192  # bytes: the comment stands right behind the doctype, or in front of it
_COMMENT = re.compile(r"<!--(.*?)-->", re.DOTALL)
_MARK_OF_THE_WEB = re.compile(r"\s*saved from url=\(\d+\)\s*(\S+)\s*", re.IGNORECASE)
_SINGLE_FILE = re.compile(r"\s*Page saved with SingleFile\b", re.IGNORECASE)
_URL = re.compile(r"^[ \t]*url:\s*(\S+)", re.MULTILINE)
_SAVED = re.compile(r"^[ \t]*saved date:[ \t]*(\S.*)$", re.MULTILINE)
# as JavaScript's Date writes a moment, in English whatever the language of the browser
# (ECMA-262, 21.4.4.41.4); the name of the zone in brackets is the system's
_MOMENT = re.compile(
    r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d{2}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) GMT([+-]\d{2})(\d{2})"
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def with_saved_head(capture: Capture) -> Capture:
    """The capture with the address and the moment that its page's head comments note.

    What the capture knows already stays.
    """
    head = capture.data[:_LOOKED_AT].decode("latin-1")
    for comment in _COMMENT.findall(head):
        if _SINGLE_FILE.match(comment):
            url, saved = _URL.search(comment), _SAVED.search(comment)
            moment = _moment_of(saved[1].strip()) if saved else None
            capture = replace(capture, moment=capture.moment or moment)
            found = "comment of SingleFile"
        else:
            url, found = _MARK_OF_THE_WEB.fullmatch(comment), "saved from url"
        if url and not capture.address and is_address(url[1]):
            capture = replace(capture, address=url[1], address_found=found)
    return capture


def _moment_of(written: str) -> datetime.datetime | None:
    """The moment that JavaScript's Date wrote; None where it is written otherwise or is no day."""
    match = _MOMENT.match(written)
    if not match or match[1] not in _MONTHS:
        return None
    hours = int(match[7])
    minutes = int(match[8]) if hours >= 0 else -int(match[8])
    try:
        zone = datetime.timezone(datetime.timedelta(hours=hours, minutes=minutes))
        return datetime.datetime(
            int(match[3]),
            _MONTHS.index(match[1]) + 1,
            int(match[2]),
            int(match[4]),
            int(match[5]),
            int(match[6]),
            tzinfo=zone,
        )
    except ValueError:
        return None
