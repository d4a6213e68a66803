"""One page with style sheets, read as the judge reads a book: for the tests of CSS."""

from dataclasses import dataclass

from publisher.verify.evidence.model import Doubt, Segment
from publisher.verify.evidence.page_words import Pages

WORDS = "Words that are owed."
PAGE = (
    '<?xml version="1.0" encoding="utf-8"?>{before}<html xmlns="http://www.w3.org/1999/xhtml"'
    ' xmlns:epub="http://www.idpf.org/2007/ops" lang="en"><head><title>t</title>'
    '<link rel="stylesheet" href="css/own.css"/>{head}</head><body><section class="outer">{body}'
    '</section><p class="other">Other words.</p></body></html>'
)
NOTICE = f'<div class="notice owed" id="n1"><p>{WORDS}</p></div>'


@dataclass(frozen=True)
class Read:
    """What was read: blocks, and doubts about them."""

    segments: tuple[Segment, ...]
    doubts: tuple[Doubt, ...]

    @property
    def owed(self) -> Segment:
        """The block that is owed."""
        return next(one for one in self.segments if "owed" in one.text)

    @property
    def is_hidden(self) -> bool:
        """Whether a declaration is known to keep the owed words from a reader."""
        return bool(self.owed.unseen or self.owed.struck)

    @property
    def is_told(self) -> bool:
        """Whether anything is said against them."""
        return self.is_hidden or bool(self.doubts)


def read(
    css: str | bytes = "",
    *,
    body: str = NOTICE,
    head: str = "",
    before: str = "",
    more: dict[str, bytes] | None = None,
) -> Read:
    """The page with a sheet in another folder.

    body, head: markup.   before: what stands before its root.   more: other files by name.
    """
    page = PAGE.format(before=before, head=head, body=body)
    files = {
        "book/p.xhtml": page.encode(),
        "book/css/own.css": css.encode() if isinstance(css, str) else css,
        **(more or {}),
    }
    pages = Pages(files, "book.epub")
    pages.read("book/p.xhtml", "")
    return Read(tuple(pages.segments), tuple(pages.doubts.values()))
