"""What a PDF carries besides its pages comes back as it was given."""

from dataclasses import replace
from io import BytesIO

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.errors import EvidenceError, WriteError
from publisher.pdffile.packet import Attachment, packet_of, pdf_date, read_carried, replace_carried

RDF = (
    b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description'
    b' rdf:about=""/></rdf:RDF>'
)
RECORD = Attachment(
    name="provenance.jsonld",
    media_type="application/ld+json",
    data=b'{"a": 1}',
    relationship="Supplement",
    description="The record",
    moment="2026-11-23T01:02:03Z",
)


def test_a_packet_replaces_the_one_before_and_stands_uncompressed(parts) -> None:
    changed = replace_carried(parts.first, rdf=RDF)
    assert read_carried(changed, "a.pdf").packet == packet_of(RDF)
    assert changed.count(b"<rdf:RDF") == 1


def test_attachments_come_back_in_the_order_of_their_names_and_are_listed_once(parts) -> None:
    other = replace(RECORD, name="Ärger.txt", media_type="text/plain", moment="", description="")
    changed = replace_carried(parts.first, attachments=(RECORD, other))
    assert set(read_carried(changed, "a.pdf").attachments) == {RECORD, other}
    with pikepdf.open(BytesIO(changed)) as pdf:
        assert len(pdf.Root.AF) == 2
        assert {str(file.AFRelationship) for file in pdf.Root.AF} == {"/Supplement"}


def test_attaching_anew_leaves_nothing_of_the_old_list(parts) -> None:
    once = replace_carried(parts.first, attachments=(RECORD,))
    again = replace_carried(once, attachments=(replace(RECORD, data=b"{}"),))
    assert read_carried(again, "a.pdf").attachments == (replace(RECORD, data=b"{}"),)


def test_one_name_for_two_attachments_is_refused(parts) -> None:
    with pytest.raises(WriteError, match="one name twice"):
        replace_carried(parts.first, attachments=(RECORD, RECORD))


@given(
    st.dictionaries(
        st.sampled_from(["Title", "Author", "Subject", "Keywords"]),
        st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40),
    )
)
def test_any_words_survive_in_the_info_dictionary(info: dict[str, str]) -> None:
    with pikepdf.Pdf.new() as pdf:
        pdf.add_blank_page()
        out = BytesIO()
        pdf.save(out)
    assert read_carried(replace_carried(out.getvalue(), info=info), "a.pdf").info == info


def test_what_is_not_named_stays(parts) -> None:
    before = read_carried(
        replace_carried(parts.first, info={"Title": "T"}, attachments=(RECORD,)), "a.pdf"
    )
    after = read_carried(
        replace_carried(
            replace_carried(parts.first, info={"Title": "T"}, attachments=(RECORD,)), rdf=RDF
        ),
        "a.pdf",
    )
    assert after == replace(before, packet=packet_of(RDF))
    assert after.tagged
    assert after.language == "en"


def test_the_same_replacement_gives_the_same_bytes(parts) -> None:
    assert replace_carried(parts.first, rdf=RDF) == replace_carried(parts.first, rdf=RDF)


def test_a_moment_is_written_as_a_pdf_date() -> None:
    assert pdf_date("2024-05-02T10:00:00Z") == "D:20240502100000Z"


@pytest.mark.parametrize("data", [b"", b"no PDF", b"%PDF-1.7\n%%EOF"])
def test_what_is_no_pdf_is_refused_by_name(data: bytes) -> None:
    with pytest.raises(EvidenceError, match=r"a\.pdf: not a PDF that can be read"):
        read_carried(data, "a.pdf")


def test_an_encrypted_pdf_is_refused_by_name(parts) -> None:
    out = BytesIO()
    with pikepdf.open(BytesIO(parts.untagged)) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="o", user="u"))
    with pytest.raises(EvidenceError, match="is encrypted"):
        read_carried(out.getvalue(), "a.pdf")
