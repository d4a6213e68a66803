"""Bytes of any saved page → its Capture: what the file is, is told by its content."""

from publisher.captures.capture import Capture
from publisher.captures.mhtml import is_mhtml, open_mhtml
from publisher.captures.saved_page import with_saved_head


def open_capture(name: str, data: bytes) -> Capture:
    """The capture in a file: a page alone, one saved by SingleFile, or MHTML.

    name   of the file, as messages show it.
    Refuses with SourceError an MHTML file that cannot be taken apart, or holds no page.
    """
    capture = open_mhtml(name, data) if is_mhtml(data) else Capture(name=name, data=data)
    return with_saved_head(capture)
