"""The container of an EPUB: damaged, packed strangely or with text that no tree can hold, it is told in one line."""

import io
import zipfile

import pytest

from publisher.errors import EvidenceError
from publisher.verify.evidence.container import members, parse
from tests.test_verify.foreign import epub


def packed(method: int) -> bytes:
    """The small EPUB, its page packed by this method."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(epub())) as given, zipfile.ZipFile(out, "w") as made:
        for name in given.namelist():
            made.writestr(name, given.read(name), method if name == "p.xhtml" else 0)
    return out.getvalue()


def with_method(number: int) -> bytes:
    """The small EPUB, its page deflated and said to be packed by this method."""
    made = bytearray(packed(zipfile.ZIP_DEFLATED))
    at = made.find(b"PK\x01\x02")
    while made[at + 46 : at + 53] != b"p.xhtml":
        at = made.find(b"PK\x01\x02", at + 4)
    made[at + 10 : at + 12] = number.to_bytes(2, "little")
    return bytes(made)


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_a_page_packed_by_what_no_epub_may_use_is_refused_by_name(method):
    with pytest.raises(EvidenceError, match=f"'p.xhtml' is packed by method {method} of ZIP"):
        members(packed(method), "e.epub")


@pytest.mark.parametrize("number", [1, 6, 9, 12, 14, 93, 95, 98, 99, 65535])
def test_every_other_method_is_refused_before_its_program_is_asked(number):
    with pytest.raises(EvidenceError, match=f"packed by method {number} of ZIP"):
        members(with_method(number), "e.epub")


def test_what_may_be_used_is_read():
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        assert b"<body" in members(packed(method), "e.epub")["p.xhtml"]


def test_damage_anywhere_in_a_member_is_told():
    whole = packed(zipfile.ZIP_DEFLATED)
    start = whole.index(b"p.xhtml") + len("p.xhtml")
    for at in range(start, start + 60, 7):
        hurt = bytearray(whole)
        hurt[at] ^= 0xFF
        with pytest.raises(EvidenceError, match="not a ZIP archive that can be read"):
            members(bytes(hurt), "e.epub")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    "body", ["<p>&#xD800;</p>", "<p title='&#56320;'/>", "<!DOCTYPE p><p>&#xDFFF;</p>"]
)
def test_a_number_that_stands_for_no_character_is_told_at_once(body, encoding):
    data = f"<?xml version='1.0' encoding='{encoding}'?>{body}".encode(encoding)
    with pytest.raises(EvidenceError, match=r"'p\.xhtml' is not well-formed"):
        parse(data, "e.epub", "p.xhtml")


def test_numbers_of_characters_are_read():
    assert parse(b"<p>&#8364;&#x1F600;</p>", "e.epub").text == "€\U0001f600"
