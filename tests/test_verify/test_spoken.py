"""What an edition may say of itself on a page: numbers as high as its last page, and no more."""

import pytest

from publisher.rights.notices import Ledger
from publisher.verify.spoken import Spoken


@pytest.mark.parametrize(("pages", "words", "left"), [(1200, "Contents 1024", ""), (900, "Contents 1024", "1024"), (900, "Contents 850", "")])
def test_a_folio_has_as_many_digits_as_the_last_page(pages: int, words: str, left: str) -> None:
    spoken = Spoken(Ledger(urn="urn:x", title="Contents", accounts=()), (), blocks=False, pages=pages)
    assert spoken.unexplained("", words) == left
