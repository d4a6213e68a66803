"""The outline of a PDF: what begins on which page, by the labels that its pages bear."""

from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING

from publisher.errors import EvidenceError

if TYPE_CHECKING:
    import pikepdf


def first_pages(data: bytes, path: str) -> dict[str, str]:
    """The words of each line of the outline -> the label of the page that it leads to.

    Of several lines of the same words the first counts; a line that leads nowhere is not there.
    Refuses with EvidenceError what is no PDF.
    """
    import pikepdf  # whoever judges an EPUB needs none

    try:
        with pikepdf.open(BytesIO(data)) as pdf:
            labels = {page.obj.objgen: page.label for page in pdf.pages}
            with pdf.open_outline() as outline:
                found = tuple(_lines(outline.root, labels))
    except (pikepdf.PdfError, pikepdf.OutlineStructureError, ValueError, TypeError) as error:
        raise EvidenceError(path, "its outline cannot be read; build it anew") from error
    return dict(reversed(found))


def _lines(
    items: "list[pikepdf.OutlineItem]", labels: dict[tuple[int, int], str]
) -> Iterator[tuple[str, str]]:
    from pikepdf import Array

    for item in items:
        target = item.destination
        if isinstance(target, Array) and len(target):
            label = labels.get(target[0].objgen)
            if label:
                yield item.title, label
        yield from _lines(list(item.children), labels)
