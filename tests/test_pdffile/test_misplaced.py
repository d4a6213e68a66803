"""Objects of a PDF that are of another kind than their place asks for: read past, or told in one line."""

import io

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, Pdf, String

from publisher.errors import EvidenceError
from publisher.pdffile.packet import read_carried
from tests.test_verify.foreign import pdf


def changed(path: tuple[str, ...], make: object) -> bytes:
    """The small PDF with another object at a place below its root."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf())) as file:
        holder = file.Root
        for step in path[:-1]:
            if step not in holder:
                holder[step] = Dictionary()
            holder = holder[step]
        holder[path[-1]] = make(file) if callable(make) else make
        file.save(out, fix_metadata_version=False)
    return out.getvalue()


PLACES = (
    ("/Metadata",),
    ("/MarkInfo",),
    ("/Lang",),
    ("/StructTreeRoot",),
    ("/Names",),
    ("/Names", "/EmbeddedFiles"),
    ("/Names", "/EmbeddedFiles", "/Names"),
    ("/Names", "/EmbeddedFiles", "/Kids"),
    ("/AF",),
    ("/Pages", "/Kids"),
)
VALUES = (
    0,
    True,
    String("x"),
    String(b"\xef\xbb\xbf\xff"),
    Name.X,
    Array(),
    Array([1, Array(), Name.X]),
    Array([String("x"), 5]),
    Array([String("x"), Dictionary(EF=5)]),
    Array([String("x"), Dictionary(EF=Dictionary(F=5), Type=Name.Filespec)]),
    Dictionary(),
    Dictionary(Names=Array([Array(), Dictionary()])),
)


@settings(max_examples=40)
@given(st.sampled_from(PLACES), st.integers(0, len(VALUES) - 1))
def test_any_object_at_any_place_is_read_past_or_told(path, index):
    data = changed(path, VALUES[index])
    told = ""
    try:
        read_carried(data, "x.pdf")
    except EvidenceError as error:
        told = str(error)
    assert not told or told.startswith("x.pdf: not a PDF that can be read")


def test_a_filter_whose_name_is_no_utf8_is_told():
    odd = pikepdf.Object.parse(b"/Fl\xedateDecode")
    data = changed(("/Metadata",), lambda file: file.make_stream(b"x", Filter=odd))
    with pytest.raises(EvidenceError, match="not a PDF that can be read"):
        read_carried(data, "x.pdf")


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"\xfe\xff\x00a\xd8\x00", "a\ufffd"),
        (b"\xef\xbb\xbfa\xff", "a\ufffd"),
        (b"\xfe\xff\x00a", "a"),
        (b"a\x80", "a•"),
    ],
)
def test_what_is_no_character_is_shown_as_none(raw, words):
    def set_title(file: Pdf) -> int:
        file.docinfo["/Title"] = String(raw)
        return 1

    assert read_carried(changed(("/Extra",), set_title), "x.pdf").info["Title"] == words
