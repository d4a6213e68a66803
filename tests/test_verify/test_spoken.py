"""What an edition may say of itself on a page.

Numbers where something has that number, and no others.
"""

import pytest

from publisher.rights.notices import Ledger
from publisher.verify.matching.allowed_words import Spoken


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("Contents 1024", ""),
        ("Contents 1025", "1025"),
        ("Contents 2", "2"),
        ("Contents 12. 1024", "12.1024"),
        ("10241024", "10241024"),
    ],
)
def test_a_number_stands_by_itself_only_if_something_has_it(words: str, left: str) -> None:
    spoken = Spoken(Ledger(urn="urn:x", title="Contents", accounts=()), ())
    assert spoken.unexplained("", words, numbers={"1024"}) == left
