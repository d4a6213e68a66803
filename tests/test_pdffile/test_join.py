"""Parts joined are one file: one tree, one outline, links from part to part, furniture laid over."""

import shutil
import subprocess
from dataclasses import replace
from io import BytesIO

import pikepdf
import pytest
from pikepdf import Name

from publisher.errors import EvidenceError, WriteError
from publisher.pdffile.join import INSIDE, Binding, Bookmark, join
from publisher.pdffile.packet import Attachment, read_carried
from publisher.pdffile.pages import read_pages
from publisher.pdffile.structure import kids, parents, reachable

RDF = (
    b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description'
    b' rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title><rdf:Alt><rdf:li'
    b' xml:lang="x-default">Of two parts</rdf:li></rdf:Alt></dc:title></rdf:Description></rdf:RDF>'
)
BINDING = Binding(
    language="en",
    rdf=RDF,
    info={"Title": "Of two parts"},
    identifier=b"sixteen bytes id",
    link_titles={"two-h": "Second"},
    attachments=(
        Attachment(
            name="record.jsonld",
            media_type="application/ld+json",
            data=b"{}",
            relationship="Supplement",
        ),
    ),
    bookmarks=(
        Bookmark(title="First", level=1, id="one-h"),
        Bookmark(title="In it", level=2, id="one"),
        Bookmark(title="Second", level=1, id="two-h"),
    ),
)


@pytest.fixture(scope="module")
def mended(parts):
    return parts.first, parts.second


@pytest.fixture(scope="module")
def whole(parts, mended):
    return join(mended, BINDING, furniture=(parts.sheet, parts.furniture))


@pytest.fixture(scope="module")
def pdf(whole):
    with pikepdf.open(BytesIO(whole)) as opened:
        yield opened


def test_all_words_of_all_parts_stand_in_order(mended, whole) -> None:
    words = " ".join(page.text for page in read_pages(whole, "a"))
    alone = [page.text.strip() for data in mended for page in read_pages(data, "a")]
    places = [words.index(text) for text in alone]
    assert places == sorted(places)


def test_furniture_is_laid_over_the_pages_in_order(whole) -> None:
    texts = [page.furniture for page in read_pages(whole, "a")]
    assert [text.split()[-2:] for text in texts] == [["folio", "1"], ["folio", "1"], ["folio", "2"]]


def test_furniture_is_an_artifact_outside_the_tree(pdf) -> None:
    content = b"\n".join(stream.read_bytes() for stream in pdf.pages[-1].obj.Contents)
    assert b"/Artifact <</Type /Pagination>> BDC q /Furniture Do Q EMC" in content


def test_there_is_one_document_element_and_each_slot_of_the_parent_tree_hangs_from_it(pdf) -> None:
    [document] = kids(pdf.Root.StructTreeRoot)
    tree = reachable([document])
    assert sum(str(element.S) == "/Document" for element in tree.values()) == 1
    table = parents(pdf)
    assert set(table) == set(range(pdf.Root.StructTreeRoot.ParentTreeNextKey))
    for page in pdf.pages:
        for number, element in enumerate(table[int(page.obj.StructParents)]):
            if isinstance(element, pikepdf.Dictionary):
                assert element.objgen in tree
                assert number in kids(element)
        for annotation in page.obj.get(Name.Annots, pikepdf.Array()):
            assert table[int(annotation.StructParent)].objgen in tree


def test_a_link_into_another_part_leads_there_and_says_where(pdf) -> None:
    links = [
        annotation
        for page in pdf.pages
        for annotation in page.obj.get(Name.Annots, pikepdf.Array())
    ]
    inside = {str(link.Dest): str(link.Contents) for link in links if Name.Dest in link}
    assert inside == {"two-h": "Second", "one-h": "up"}
    names = pdf.Root.Names.Dests.Names
    target = {str(names[at]): names[at + 1] for at in range(0, len(names), 2)}["two-h"]
    assert target[0].objgen == pdf.pages[-2].obj.objgen
    assert [str(link.A.URI) for link in links if Name.A in link] == ["https://example.org/a?b=1"]


def test_the_outline_is_nested_and_leads_to_the_pages(pdf) -> None:
    with pdf.open_outline() as outline:
        assert [
            (line.title, [child.title for child in line.children]) for line in outline.root
        ] == [("First", ["In it"]), ("Second", [])]
    assert pdf.Root.Outlines.Count == 3


def test_a_long_outline_shows_its_chapters_and_keeps_the_rest_closed(mended) -> None:
    lines = tuple(
        Bookmark(title=f"{chapter}.{line}", level=2 if line else 1, id="one")
        for chapter in range(3)
        for line in range(30)
    )
    with pikepdf.open(BytesIO(join(mended, replace(BINDING, bookmarks=lines)))) as pdf:
        first = pdf.Root.Outlines.First
        assert (int(pdf.Root.Outlines.Count), int(first.Count), int(first.Next.Count)) == (
            3,
            -29,
            -29,
        )


def test_pages_are_labelled_as_their_folios(pdf) -> None:
    assert [str(label) for label in pdf.Root.PageLabels.Nums[1].values()] == ["/D"]


def test_table_headers_of_both_parts_are_in_one_id_tree(pdf) -> None:
    names = pdf.Root.StructTreeRoot.IDTree.Names
    assert [str(names[at]) for at in range(0, len(names), 2)] == ["one-t-0", "two-t-0"]


def test_the_file_says_what_it_is(whole, pdf) -> None:
    said = read_carried(whole, "a.pdf")
    assert (said.language, said.tagged, dict(said.info)) == ("en", True, {"Title": "Of two parts"})
    assert said.attachments == BINDING.attachments
    assert RDF in said.packet
    assert pdf.open_metadata()["dc:title"] == "Of two parts"
    assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
    assert bytes(pdf.trailer.ID[0]) == b"sixteen bytes id"
    assert whole.startswith(b"%PDF-1.7")


def test_joining_twice_gives_the_same_bytes(parts, mended) -> None:
    assert join(mended, BINDING) == join(mended, BINDING)


@pytest.mark.skipif(shutil.which("qpdf") is None, reason="qpdf is not installed")
def test_qpdf_finds_nothing(whole, tmp_path) -> None:
    (tmp_path / "whole.pdf").write_bytes(whole)
    answer = subprocess.run(
        ["qpdf", "--check", tmp_path / "whole.pdf"], capture_output=True, text=True, check=False
    )
    assert (answer.returncode, "WARNING" in answer.stdout + answer.stderr) == (0, False), (
        answer.stdout + answer.stderr
    )


def test_a_link_that_leads_nowhere_is_refused(mended) -> None:
    with pytest.raises(WriteError, match="link to #two-h: no chapter holds that id"):
        join(mended[:1], replace(BINDING, bookmarks=()))


def test_the_same_id_in_two_parts_is_refused(mended) -> None:
    with pytest.raises(
        WriteError, match=r"part 2: the id 'two(-t-0|-h)?' stands in an earlier part"
    ):
        join((mended[1], mended[1]), replace(BINDING, bookmarks=()))


def test_the_same_id_of_two_elements_is_refused(drawn) -> None:
    table = (
        "<table><thead><tr><th>Head</th></tr></thead><tbody><tr><td>cell</td></tr></tbody></table>"
    )
    with pytest.raises(WriteError, match="part 2: the id 'table-1-0' stands in an earlier part"):
        join(
            (drawn(f"<p>one</p>{table}"), drawn(f"<p>two</p>{table}")),
            replace(BINDING, bookmarks=()),
        )


def test_an_id_that_is_not_ascii_is_found(drawn) -> None:
    there = drawn('<p id="ähre-日">there</p>')
    here = drawn(f'<p><a href="{INSIDE}ähre-日">go</a></p>')
    with pikepdf.open(BytesIO(join((here, there), replace(BINDING, bookmarks=())))) as pdf:
        assert str(pdf.pages[0].obj.Annots[0].Dest) == "ähre-日"


def test_parts_and_furniture_that_do_not_fit_are_refused(parts, mended) -> None:
    with pytest.raises(WriteError, match="there is no part"):
        join((), BINDING)
    with pytest.raises(WriteError, match="part 1: it has no structure tree"):
        join((parts.untagged,), BINDING)
    with pytest.raises(EvidenceError, match="part 1: not a PDF"):
        join((b"x",), BINDING)
    with pytest.raises(WriteError, match="page furniture: made for 2 pages, the file has 3"):
        join(mended, BINDING, furniture=(parts.furniture,))
    with pytest.raises(WriteError, match="outline, 'Third': no chapter holds the id 'three'"):
        join(mended, replace(BINDING, bookmarks=(Bookmark(title="Third", level=1, id="three"),)))


def test_the_edges_of_pages_move_and_their_words_and_furniture_with_them(parts, mended) -> None:
    shifts = (9.5, -9.5, 9.5)
    moved = join(mended, BINDING, furniture=(parts.sheet, parts.furniture), shifts=shifts)
    plain = join(mended, BINDING, furniture=(parts.sheet, parts.furniture))
    with pikepdf.open(BytesIO(moved)) as one, pikepdf.open(BytesIO(plain)) as other:
        for page, before, shift in zip(one.pages, other.pages, shifts, strict=True):
            edges = [float(edge) for edge in page.mediabox]
            left, bottom, right, top = map(float, before.mediabox)
            assert edges == pytest.approx([left + shift, bottom, right + shift, top], abs=0.01)
        laid = one.pages[0].obj.Contents[-1].read_bytes()
        assert b"1 0 0 1 9.5 0 cm /Furniture Do" in laid
    assert [page.text for page in read_pages(moved, "a")] == [
        page.text for page in read_pages(plain, "a")
    ]
    with pytest.raises(WriteError, match="for 2 pages, the file has 3"):
        join(mended, BINDING, shifts=shifts[:2])
