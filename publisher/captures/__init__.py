"""Captures: pages as they were had, whichever program saved them."""

from publisher.captures.capture import Attachment, Capture
from publisher.captures.fetched import RECORD, fetched_beside, record_of
from publisher.captures.opening import open_capture
from publisher.captures.page_encoding import declared_encoding

__all__ = [
    "RECORD",
    "Attachment",
    "Capture",
    "declared_encoding",
    "fetched_beside",
    "open_capture",
    "record_of",
]
