"""Pages are read as a reader meets them; what is no PDF is refused by name."""

import pytest

from publisher.errors import EvidenceError
from publisher.pdffile.pages import count_pages, read_pages


def test_words_and_addresses_of_each_page_are_read(parts) -> None:
    pages = read_pages(parts.first, "a.pdf")
    assert [page.number for page in pages] == list(range(1, count_pages(parts.first, "a.pdf") + 1))
    assert pages[0].text.startswith("First chapter\nWords of the first.")
    assert "https://example.org/a?b=1" in pages[0].links


@pytest.mark.parametrize("data", [b"", b"no PDF", b"%PDF-1.7\n%%EOF"])
def test_what_is_no_pdf_is_refused_by_name(data: bytes) -> None:
    for deed in (read_pages, count_pages):
        with pytest.raises(EvidenceError, match=r"a\.pdf: not a PDF that can be read"):
            deed(data, "a.pdf")
