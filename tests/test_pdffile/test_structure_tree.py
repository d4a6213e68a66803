"""A structure tree is read in its own order, whatever form it has; a hostile one does no harm."""

import io
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name

from publisher.errors import EvidenceError
from publisher.pdffile.document import opened
from publisher.pdffile.marked_content import read_marked
from publisher.pdffile.page_objects import read_objects
from publisher.pdffile.structure_tree import Tree, read_tree

Maker = Callable[[pikepdf.Pdf, Any], Any]


def content(*stretches: str) -> bytes:
    """Lines of words, each marked content with the next number."""
    lines = [
        f"/P <</MCID {number}>> BDC BT /F 12 Tf 40 {700 - 20 * number} Td ({words}) Tj ET EMC"
        for number, words in enumerate(stretches)
    ]
    return "\n".join(lines).encode()


def tagged(kids: Maker, *pages: bytes, roles: Any = None) -> bytes:
    """A PDF whose pages draw this, and whose structure tree has these kids."""
    with pikepdf.new() as pdf:
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        for drawing in pages:
            page = pdf.add_blank_page(page_size=(595, 842))
            page.obj.Resources = Dictionary(Font=Dictionary(F=font))
            page.obj.Contents = pdf.make_stream(drawing)
        root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        pdf.Root.StructTreeRoot = root
        pdf.Root.MarkInfo = Dictionary(Marked=True)
        root.K = kids(pdf, [page.obj for page in pdf.pages])
        if roles:
            root.RoleMap = roles
        out = io.BytesIO()
        pdf.save(out)
        return out.getvalue()


def element(pdf: pikepdf.Pdf, kind: str, kids: Any, **entries: Any) -> Any:
    made = Dictionary(Type=Name.StructElem, S=Name("/" + kind), K=kids, **entries)
    return pdf.make_indirect(made)


def tree_of(data: bytes) -> Tree:
    tree = read_tree(data, "a.pdf")
    assert tree is not None
    return tree


def words_of(data: bytes) -> list[tuple[str, str]]:
    """(kind, words) of each block."""
    pages = []
    with opened(data, "a.pdf") as document:
        pages += [read_marked(read_objects(page), page.get_textpage()).content for page in document]
    found = []
    for block in tree_of(data).blocks:
        marked = [pages[piece.page].get((piece.form, piece.number)) for piece in block.pieces]
        found.append((block.kind, " ".join(one.text.strip() for one in marked if one)))
    return found


def test_words_stand_in_the_order_of_the_tree_and_not_of_drawing() -> None:
    def kids(pdf: pikepdf.Pdf, pages: Any) -> Any:
        return Array(
            [
                element(pdf, "H1", 2, Pg=pages[0]),
                element(pdf, "P", Array([1, Array([0])]), Pg=pages[0]),
            ]
        )

    data = tagged(kids, content("behind", "first", "Title"))
    assert words_of(data) == [("H1", "Title"), ("P", "first behind")]


def test_an_element_over_two_pages_is_one_block() -> None:
    def kids(pdf: pikepdf.Pdf, pages: Any) -> Any:
        there = Dictionary(Type=Name.MCR, Pg=pages[1], MCID=0)
        return element(pdf, "Document", Array([element(pdf, "P", Array([0, there]), Pg=pages[0])]))

    data = tagged(kids, content("One half"), content("and the other."))
    (block,) = tree_of(data).blocks
    assert [piece.page for piece in block.pieces] == [0, 1]
    assert words_of(data) == [("P", "One half and the other.")]


def test_a_note_inside_a_sentence_stands_behind_it_and_keeps_its_id() -> None:
    def kids(pdf: pikepdf.Pdf, pages: Any) -> Any:
        note = element(pdf, "Note", Array([element(pdf, "P", 1)]), ID=pikepdf.String("n1"))
        return Array([element(pdf, "P", Array([0, note, 2]), Pg=pages[0])])

    data = tagged(kids, content("A sentence", "its note", "goes on."))
    assert words_of(data) == [("P", "A sentence goes on."), ("P", "its note")]
    assert [(one.aside, one.note) for one in tree_of(data).blocks] == [(False, ""), (True, "n1")]


def test_a_picture_among_the_words_of_a_sentence_does_not_part_it() -> None:
    def kids(pdf: pikepdf.Pdf, pages: Any) -> Any:
        picture = element(pdf, "Figure", 1, Alt=pikepdf.String("a drawing"))
        return Array([element(pdf, "P", Array([0, picture, 2]), Pg=pages[0])])

    data = tagged(kids, content("A sentence", "lettering", "goes on."))
    assert words_of(data) == [("P", "A sentence goes on."), ("Figure", "lettering")]
    assert [one.pictured for one in tree_of(data).blocks] == [False, True]


def test_types_of_the_makers_own_are_what_the_role_map_says() -> None:
    def kids(pdf: pikepdf.Pdf, pages: Any) -> Any:
        bold = element(pdf, "Fett", 1)
        return Array([element(pdf, "Absatz", Array([0, bold]), Pg=pages[0])])

    roles = Dictionary(Absatz=Name.Text, Text=Name.P, Fett=Name.Span, Span=Name.Fett)
    assert words_of(tagged(kids, content("One", "word."), roles=roles)) == [("P", "One word.")]


def test_a_line_of_the_contents_parts_title_and_number() -> None:
    def kids(pdf: pikepdf.Pdf, pages: Any) -> Any:
        link = element(pdf, "Link", 0)
        entry = element(pdf, "Reference", Array([link, element(pdf, "Span", 1)]))
        return element(pdf, "TOC", Array([element(pdf, "TOCI", entry, Pg=pages[0])]))

    tree = tree_of(tagged(kids, content("Covid-19", "3")))
    assert [(len(one.pieces), one.entry) for one in tree.blocks] == [(1, 0), (1, 0)]


def test_content_of_a_form_is_told_from_that_of_its_page() -> None:
    def kids(pdf: pikepdf.Pdf, pages: Any) -> Any:
        font = pages[0].Resources.Font
        forms = [
            pdf.make_stream(
                content(words),
                Type=Name.XObject,
                Subtype=Name.Form,
                BBox=Array([0, 0, 595, 842]),
                Resources=Dictionary(Font=font),
            )
            for words in ("unused", "In the form.")
        ]
        pages[0].Resources.XObject = Dictionary(A=forms[0], B=forms[1])
        there = Dictionary(Type=Name.MCR, Pg=pages[0], Stm=forms[1], MCID=0)
        return Array([element(pdf, "P", 0, Pg=pages[0]), element(pdf, "P", there)])

    data = tagged(kids, content("On the page.") + b" q /A Do Q q 1 0 0 1 0 -99 cm /B Do Q")
    assert words_of(data) == [("P", "On the page."), ("P", "In the form.")]


def test_artifacts_stand_apart_and_loose_words_too() -> None:
    drawing = content("Text.") + (
        b" /Artifact <</Type /Pagination>> BDC BT /F 9 Tf 40 20 Td (Head 7) Tj ET EMC"
        b" BT /F 9 Tf 40 50 Td (Of nobody) Tj ET"
    )
    data = tagged(lambda pdf, pages: element(pdf, "P", 0, Pg=pages[0]), drawing)
    with opened(data, "a.pdf") as document:
        page = document[0]
        marked = read_marked(read_objects(page), page.get_textpage())
    assert [one.strip() for one in marked.artifacts] == ["Head 7"]
    assert [one.strip() for one in marked.loose] == ["Of nobody"]
    assert [one.text.strip() for one in marked.content.values()] == ["Text."]


def test_furniture_is_told_by_the_words_given_for_it_and_by_what_stands_together() -> None:
    drawing = content("Text.") + (
        b" /Artifact <</Type /Pagination>> BDC"
        b" /Span <</ActualText (Other words)>> BDC BT /F 9 Tf 40 20 Td (Glyphs) Tj"
        b" 30 0 Td (again) Tj ET EMC BT /F 9 Tf 300 20 Td (7) Tj ET EMC"
    )
    data = tagged(lambda pdf, pages: element(pdf, "P", 0, Pg=pages[0]), drawing)
    with opened(data, "a.pdf") as document:
        page = document[0]
        marked = read_marked(read_objects(page), page.get_textpage())
    assert [one.strip() for one in marked.artifacts] == ["Other words", "7"]
    assert marked.gives_furniture


def test_words_given_for_an_element_are_told() -> None:
    def kids(pdf: pikepdf.Pdf, pages: Any) -> Any:
        other = pikepdf.String("Other words.")
        return Array([element(pdf, "P", 0, Pg=pages[0], ActualText=other)])

    (block,) = tree_of(tagged(kids, content("Words."))).blocks
    assert [(one.words, one.pieces) for one in block.given] == [("Other words.", block.pieces)]


# --- trees that are broken, or made to harm


def test_a_circle_ends() -> None:
    def kids(pdf: pikepdf.Pdf, pages: Any) -> Any:
        one = element(pdf, "Sect", Array(), Pg=pages[0])
        two = element(pdf, "Sect", Array([0, one]), Pg=pages[0])
        one.K.append(two)
        one.K.append(one)
        return Array([one])

    tree = tree_of(tagged(kids, content("Words.")))
    assert len(tree.blocks) == 1
    assert tree.faults == ("an element stands twice in the structure tree",)


@pytest.mark.parametrize("depth", [50, 15_000])
def test_elements_deep_inside_each_other_are_read(depth: int) -> None:
    def kids(pdf: pikepdf.Pdf, pages: Any) -> Any:
        inner = element(pdf, "P", 0, Pg=pages[0])
        for _ in range(depth):
            inner = element(pdf, "Div", inner)
        return inner

    assert words_of(tagged(kids, content("Deep."))) == [("P", "Deep.")]


def test_more_elements_than_pages_need_are_refused() -> None:
    def kids(pdf: pikepdf.Pdf, pages: Any) -> Any:
        return Array([element(pdf, "P", Array([0] * 22_000), Pg=pages[0])])

    with pytest.raises(EvidenceError, match="more elements than 1 pages need"):
        read_tree(tagged(kids, content("Words.")), "a.pdf")


def test_a_file_without_a_tree_has_none() -> None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        out = io.BytesIO()
        pdf.save(out)
    assert read_tree(out.getvalue(), "a.pdf") is None


_THINGS = st.recursive(
    st.one_of(
        st.integers(-3, 5),
        st.booleans(),
        st.sampled_from(["name", "string", "null", "page", "lost", "stream"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(
            st.sampled_from(
                ["S", "K", "Pg", "MCID", "Obj", "Stm", "ActualText", "Alt", "ID", "Type", "A"]
            ),
            inner,
            max_size=5,
        ),
    ),
    max_leaves=12,
)


def _made(pdf: pikepdf.Pdf, pages: Any, thing: Any) -> Any:
    if isinstance(thing, list):
        return Array([_made(pdf, pages, one) for one in thing])
    if isinstance(thing, dict):
        made = Dictionary({f"/{key}": _made(pdf, pages, one) for key, one in thing.items()})
        return pdf.make_indirect(made)
    named = {
        "name": Name.P,
        "string": pikepdf.String("words"),
        "null": None,
        "page": pages[0],
        "lost": pdf.make_indirect(Dictionary(Type=Name.Page)),
        "stream": pdf.make_stream(b""),
    }
    return named[thing] if isinstance(thing, str) else thing


@settings(max_examples=60, deadline=None)
@given(thing=_THINGS.filter(lambda thing: thing != "null"))  # that is a tree without a root
def test_no_tree_ends_in_a_traceback(thing: Any) -> None:
    data = tagged(lambda pdf, pages: _made(pdf, pages, thing), content("One", "two."))
    tree = read_tree(data, "a.pdf")
    assert tree is None or all(piece.page <= 0 for block in tree.blocks for piece in block.pieces)
