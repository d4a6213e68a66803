"""A PDF opened to look at its pages; with drawn.py, ink.py and pages.py the door to pypdfium2."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2

from publisher.errors import EvidenceError

# what it notes of a file (XFA forms, which it does not fill in) is not for a person's terminal
logging.getLogger("pypdfium2").addHandler(logging.NullHandler())


@contextmanager
def opened(data: bytes, path: str) -> Iterator[pypdfium2.PdfDocument]:
    """The document while the block runs; EvidenceError for what is no readable PDF.

    Also where pdfium fails within the block, or a file's numbers are none to reckon with (a place
    beyond all measure, a page of no width).

    path   for the message.
    """
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise EvidenceError(path, "not a PDF that can be read; write it anew") from error
    document.init_forms()  # before any page is: else form fields are not painted
    try:
        yield document
    except (pypdfium2.PdfiumError, ArithmeticError, ValueError) as error:
        raise EvidenceError(
            path, "a page of it cannot be read or painted; write it anew"
        ) from error
    finally:
        document.close()
