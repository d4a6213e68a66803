"""After the repair the structure tree keeps to PDF/UA-1."""

from io import BytesIO

import pikepdf
import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st
from pikepdf import Name

from publisher.pdffile.pages import read_pages
from publisher.pdffile.structure import kids, numbering, parents, reachable, repair, unstamped


def elements(pdf: pikepdf.Pdf, kind: str) -> list[pikepdf.Object]:
    return [element for element in reachable(kids(pdf.Root.StructTreeRoot)).values() if str(element.S) == kind]


@pytest.fixture(scope="module")
def mended(parts):
    with pikepdf.open(BytesIO(repair(parts.first, prefix="p0-"))) as pdf:
        yield pdf


def test_a_list_item_holds_only_labels_and_bodies(parts, mended) -> None:
    with pikepdf.open(BytesIO(parts.first)) as plain:
        bare = [kid for item in elements(plain, "/LI") for kid in kids(item) if kid.S not in (Name.Lbl, Name.LBody)]
        assert bare, "nothing to mend in the sample"
    for item in elements(mended, "/LI"):
        for kid in kids(item):
            assert kid.S in (Name.Lbl, Name.LBody)
            assert kid.P.objgen == item.objgen


def test_each_list_says_how_it_counts(mended) -> None:
    assert [str(element.A.ListNumbering) for element in elements(mended, "/L")] == [
        "/Disc", "/LowerRoman", "/Decimal", "/LowerAlpha", "/None"]


def test_a_picture_without_description_becomes_an_artifact_and_the_other_stays(mended) -> None:
    assert [str(figure.Alt) for figure in elements(mended, "/Figure")] == ["A red dot"]
    assert b"/Artifact BMC" in mended.pages[0].Contents.read_bytes()


def test_running_heads_of_a_part_become_artifacts(parts) -> None:
    with pikepdf.open(BytesIO(repair(parts.headed))) as pdf:
        assert b"/Artifact <<" in pdf.pages[0].Contents.read_bytes()
        assert None in list(parents(pdf)[int(pdf.pages[0].obj.StructParents)])


def test_every_mark_on_the_page_is_an_artifact_or_hangs_in_the_tree(parts, mended) -> None:
    tree = reachable(kids(mended.Root.StructTreeRoot))
    for slots in parents(mended).values():
        for element in slots if isinstance(slots, pikepdf.Array) else [slots]:
            assert not isinstance(element, pikepdf.Dictionary) or element.objgen in tree


def test_table_headers_have_ids_of_the_part_and_an_id_tree(mended) -> None:
    [header], [cell] = elements(mended, "/TH"), elements(mended, "/TD")
    assert str(header.ID) == "p0-0-0"
    assert [str(name) for name in cell.A.Headers] == ["p0-0-0"]
    assert str(mended.Root.StructTreeRoot.IDTree.Names[0]) == "p0-0-0"


def test_each_link_annotation_hangs_from_a_link_and_none_is_doubled(drawn) -> None:
    plain = drawn('<p><a href="https://example.org/"><span>two <em>boxes</em></span></a></p>')
    with pikepdf.open(BytesIO(plain)) as before:
        assert len(before.pages[0].obj.Annots) > 1, "nothing to mend in the sample"
    with pikepdf.open(BytesIO(repair(plain))) as pdf:
        [annotation] = pdf.pages[0].obj.Annots
        link = parents(pdf)[int(annotation.StructParent)]
        assert str(link.S) == "/Link"
        assert [kid.Obj.objgen for kid in kids(link) if isinstance(kid, pikepdf.Dictionary) and Name.Obj in kid] == [
            annotation.objgen]


def test_fonts_bear_no_time_of_writing(parts) -> None:
    with pikepdf.open(BytesIO(repair(parts.first))) as pdf:
        [font] = pdf.pages[0].Resources.Font.values()
        program = font.DescendantFonts[0].FontDescriptor.FontFile2.read_bytes()
    face = TTFont(BytesIO(program), checkChecksums=2)           # raises where a sum is wrong
    assert face["head"].modified == face["head"].created
    assert unstamped(program) == program


def test_what_is_no_font_is_left_alone() -> None:
    assert unstamped(b"\0\1\0\0\0\0") == b"\0\1\0\0\0\0"


def test_repair_leaves_the_words_alone_and_gives_the_same_bytes_twice(parts) -> None:
    once = repair(parts.first)
    assert once == repair(parts.first)
    assert read_pages(once, "a") == read_pages(parts.first, "a")


def test_an_untagged_file_gets_no_tags_and_comes_out_the_same_each_time(parts) -> None:
    assert repair(parts.untagged) == repair(repair(parts.untagged))


@pytest.mark.parametrize(("labels", "expected"), [
    (["• "], "Disc"), (["◦"], "Circle"), (["▪ "], "Square"), (["1. ", "2. "], "Decimal"), (["9)"], "Decimal"),
    (["i."], "LowerRoman"), (["IX.", "X."], "UpperRoman"), (["a.", "b."], "LowerAlpha"), (["C.", "D."], "UpperAlpha"),
    (["i.", "j."], "LowerAlpha"), (["mcm.", "mcmi."], "LowerRoman"), ([], "None"), (["", ""], "None"), (["→"], "Disc"),
])
def test_labels_tell_how_a_list_counts(labels: list[str], expected: str) -> None:
    assert numbering(labels) == expected


@given(st.lists(st.text(max_size=5), max_size=2))
def test_any_label_has_an_answer_the_standard_knows(labels: list[str]) -> None:
    assert numbering(labels) in {"None", "Disc", "Circle", "Square", "Decimal", "LowerRoman", "UpperRoman",
                                 "LowerAlpha", "UpperAlpha"}
