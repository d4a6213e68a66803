"""Captures: pages as they were had, whichever program saved them."""

from publisher.captures.capture import Attachment, Capture
from publisher.captures.opening import open_capture
from publisher.captures.page_encoding import declared_encoding

__all__ = ["Attachment", "Capture", "declared_encoding", "open_capture"]
