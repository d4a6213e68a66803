"""A PDF opened to look at its pages; with drawn.py, ink.py and pages.py the door to pypdfium2."""

from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2

from publisher.errors import EvidenceError


@contextmanager
def opened(data: bytes, path: str) -> Iterator[pypdfium2.PdfDocument]:
    """The document while the block runs; EvidenceError for what is no readable PDF.

    path   for the message.
    """
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise EvidenceError(path, "not a PDF that can be read; write it anew") from error
    try:
        yield document
    finally:
        document.close()
