"""What the painted pages of a PDF show of its words, as evidence."""

from collections.abc import Iterable, Iterator

from publisher.pdffile.pages import PageText
from publisher.verify.evidence.model import Faint


def read_faint(pages: Iterable[PageText]) -> Iterator[Faint]:
    """The words that nobody sees, hardly sees, or sees struck out, page by page."""
    for page in pages:
        place = f"page {page.number}"
        for words, why in page.ink.unseen:
            yield Faint(kind="hidden", place=place, words=words, why=why)
        for words, why in page.ink.doubtful:
            yield Faint(kind="doubtful", place=place, words=words, why=why)
        for words, _ in page.ink.struck:
            yield Faint(kind="struck", place=place, words=words)
