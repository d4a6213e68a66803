"""Captures: pages as they were had, whichever program saved them."""

from publisher.captures.capture import Attachment, Capture
from publisher.captures.fetched import (
    ENDINGS,
    PAGE,
    RECORD,
    fetched_beside,
    is_web,
    kept_page,
    place_for,
    record_of,
)
from publisher.captures.mining import PLACE as MINING_PLACE
from publisher.captures.mining import mining_rule
from publisher.captures.opening import open_capture
from publisher.captures.page_encoding import assumed_encoding, declared_encoding

__all__ = [
    "ENDINGS",
    "MINING_PLACE",
    "PAGE",
    "RECORD",
    "Attachment",
    "Capture",
    "assumed_encoding",
    "declared_encoding",
    "fetched_beside",
    "is_web",
    "kept_page",
    "mining_rule",
    "open_capture",
    "place_for",
    "record_of",
]
