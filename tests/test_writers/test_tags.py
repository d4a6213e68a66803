"""The structure tree of a PDF.

Each element of the page once, as what it is, in reading order, with its words.
"""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf

from publisher.pdffile.structure import is_element, kids, parents, reachable
from publisher.writers.pdf.structure_types import counted
from tests.test_pdffile.conftest import FIRST, draw

LONG = "Words of our own that fill a line and then another. " * 30
NOTED = """<section class="article" role="doc-chapter"><p>Said<sup><a href="#n1" id="r1" role="doc-noteref" class="mark"
 aria-label="Note 1">1</a></sup> here.</p><section class="notes"><aside id="n1" class="note" role="doc-footnote">
<p class="note-number"><a href="#r1" role="doc-backlink" aria-label="Back to mark 1">1</a></p><p>What is to be added.</p></aside></section></section>"""


def tree(element: Any) -> str:
    """The element and what hangs from it, in one line: "P(Link(link))"."""
    inside = [
        tree(kid) if is_element(kid) else str(kid.Obj.Subtype)[1:].lower()
        for kid in kids(element)
        if isinstance(kid, Dictionary) and Name.MCID not in kid
    ]
    return str(element.S)[1:] + (f"({' '.join(inside)})" if inside else "")


def opened(body: str, style: str = "") -> Pdf:
    return pikepdf.open(BytesIO(draw(body, style)))


def all_of(pdf: Pdf, kind: str) -> list[pikepdf.Object]:
    return [
        element
        for element in reachable(kids(pdf.Root.StructTreeRoot)).values()
        if str(element.S) == f"/{kind}"
    ]


def shown(body: str, style: str = "") -> str:
    with opened(body, style) as pdf:
        [document] = kids(pdf.Root.StructTreeRoot)
        return tree(document)


def marks(pdf: Pdf) -> Iterator[tuple[int, int, str]]:
    """(page, number, tag) of every piece of marked content."""
    for number, page in enumerate(pdf.pages):
        for instruction in pikepdf.parse_content_stream(page, "BDC BMC"):
            name, *more = list(instruction.operands)
            properties = more[0] if more and isinstance(more[0], Dictionary) else Dictionary()
            yield number, int(properties.get(Name.MCID, -1)), str(name)[1:]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>plain <em>stress</em> and <span>a span</span></p>", "P"),
        (
            "<section><h1>Title</h1><blockquote><p>words</p></blockquote></section>",
            "Sect(H1 BlockQuote(P))",
        ),
        ("<article><header><p>k</p></header></article>", "Art(Div(P))"),
        ("<pre><code>a\nb</code></pre><p>x <code>y</code></p>", "P(Code) P(Code)"),
        ('<p><a href="https://example.org/">there</a></p>', "P(Link(link))"),
        (
            '<p><a href="https://example.org/"><span>two <em>boxes</em></span></a></p>',
            "P(Link(link))",
        ),
        ("<ul><li>bare words<p>then a paragraph</p></li></ul>", "L(LI(Lbl LBody(P)))"),
        (
            "<ol><li>one<ul><li>inner</li></ul>behind it</li><li>two</li></ol>",
            "L(LI(Lbl LBody(L(LI(Lbl LBody)))) LI(Lbl LBody))",
        ),
        (
            "<dl><dt>a</dt><dd>b</dd><dt>c</dt><dd>d</dd><dd>e</dd></dl>",
            "L(LI(Lbl LBody) LI(Lbl LBody) LI(LBody))",
        ),
        (
            (
                '<ol class="entries" style="list-style: none"><li><a href="#x">One</a><span'
                ' style="display: block">A. Writer</span></li></ol><p id="x">x</p>'
            ),
            "TOC(TOCI(Reference(Link(link) Span))) P",
        ),
        (
            (
                '<figure><img src="dot.png" alt="A red dot"><figcaption><p>A'
                " dot.</p></figcaption></figure>"
            ),
            "Div(Figure Caption(P))",
        ),
        (
            (
                "<table><caption>Of it</caption><tbody><tr><th"
                " scope='row'>a</th><td></td></tr></tbody></table>"
            ),
            "Table(Caption TBody(TR(TH TD)))",
        ),
        (
            (
                '<p>before <span class="formula display" style="display: block" aria-label="a over'
                ' b">a/b</span> behind</p>'
            ),
            "P(Formula)",
        ),
        (
            '<div lang="en"><p><span lang="de">Worte</span> <em lang="en">words</em></p></div>',
            "Div(P(Span))",
        ),
        ("<p></p><ul></ul><p>a<br></p>", "P"),
    ],
)
def test_each_element_is_tagged_as_what_it_is_and_empty_ones_are_not_there(
    body: str, expected: str
) -> None:
    assert shown(body) == f"Document({expected})"


def test_a_note_has_an_id_and_a_label_and_its_reference_leads_there_and_back() -> None:
    assert shown(NOTED) == "Document(Art(P(Reference(Link(link))) Sect(Note(Lbl(Link(link)) P))))"
    with opened(NOTED) as pdf:
        [note] = all_of(pdf, "Note")
        assert str(note.ID) == "n1"
        assert [str(name) for name in list(pdf.Root.StructTreeRoot.IDTree.Names)[::2]] == ["n1"]
        there, back = pdf.pages[0].Annots
        assert (str(there.Dest), str(there.Contents)) == ("n1", "Note 1")
        assert (str(back.Dest), str(back.Contents)) == ("r1", "Back to mark 1")


def test_a_link_says_where_it_leads() -> None:
    with opened(
        '<p id="p"><a href="#p">Up to the <em>first</em> words</a> <a'
        ' href="https://example.org/">there</a></p>'
    ) as pdf:
        assert [str(link.Contents) for link in pdf.pages[0].Annots] == [
            "Up to the first words",
            "https://example.org/",
        ]


def test_what_runs_over_pages_is_one_element() -> None:
    body = (
        f"<section><p>{LONG}</p><ul><li>{LONG}</li><li>{LONG}</li></ul><p>An <em"
        f" lang='de'>{LONG}</em> end, a <a href='https://example.org/'>{LONG}</a></p></section>"
    )
    with opened(body) as pdf:
        assert len(pdf.pages) > 3
        [document] = kids(pdf.Root.StructTreeRoot)
        assert (
            tree(document).replace(" link", "")
            == "Document(Sect(P L(LI(Lbl LBody) LI(Lbl LBody)) P(Span Link(link))))"
        )
        assert sum(1 for kid in kids(all_of(pdf, "P")[0]) if isinstance(kid, Dictionary)) > 0, (
            "content of a further page is given with its page"
        )


def test_a_table_over_pages_is_one_and_its_repeated_head_an_artifact() -> None:
    rows = "".join(f"<tr><td>row {number}</td><td>{number}</td></tr>" for number in range(60))
    body = (
        "<table"
        f" id='t'><thead><tr><th>Name</th><th>Count</th></tr></thead><tbody>{rows}</tbody></table>"
    )
    with opened(body) as pdf:
        assert len(pdf.pages) > 2
        assert (
            len(all_of(pdf, "Table")) == len(all_of(pdf, "THead")) == len(all_of(pdf, "TBody")) == 1
        )
        assert (len(all_of(pdf, "TR")), len(all_of(pdf, "TH"))) == (61, 2)
        heads = [page for page, _, tag in marks(pdf) if tag == "Artifact"]
        assert set(heads) >= set(range(1, len(pdf.pages))), (
            "each further page draws the head as an artifact"
        )


def test_cells_point_at_the_headers_of_their_rows_and_columns_over_spans() -> None:
    body = """<table id="t"><thead><tr><th rowspan="2" scope="col">Part</th><th colspan="2" scope="col">Both</th></tr>
<tr><th scope="col">One</th><th scope="col">Two</th></tr></thead>
<tbody><tr><th rowspan="2" scope="row">a</th><td>1</td><td>2</td></tr><tr><td colspan="2">3</td></tr></tbody></table>"""
    with opened(body) as pdf:
        heads = all_of(pdf, "TH")
        assert [(str(head.ID), str(head.A.Scope)) for head in heads] == [
            ("t-0", "/Column"),
            ("t-1", "/Column"),
            ("t-2", "/Column"),
            ("t-3", "/Column"),
            ("t-4", "/Row"),
        ]
        assert (int(heads[0].A.RowSpan), int(heads[1].A.ColSpan)) == (2, 2)
        assert [[str(name) for name in cell.A.Headers] for cell in all_of(pdf, "TD")] == [
            ["t-4", "t-1", "t-2"],
            ["t-4", "t-1", "t-3"],
            ["t-4", "t-1", "t-2", "t-3"],
        ]


def test_lists_say_how_they_count() -> None:
    with opened(FIRST) as pdf:
        assert [str(element.A.ListNumbering) for element in all_of(pdf, "L")] == [
            "/Disc",
            "/LowerRoman",
            "/Decimal",
            "/LowerAlpha",
            "/None",
        ]
    assert counted(("string", "–")) == "Disc"
    assert counted("arabic-indic") == "Decimal"


def test_a_picture_without_words_is_an_artifact_and_the_other_says_what_it_shows_and_where() -> (
    None
):
    with opened(FIRST) as pdf:
        [figure] = all_of(pdf, "Figure")
        assert str(figure.Alt) == "A red dot"
        left, bottom, right, top = (float(side) for side in figure.A.BBox)
        page = [float(side) for side in pdf.pages[0].mediabox]
        assert page[0] <= left < right <= page[2]
        assert page[1] <= bottom < top <= page[3]
        assert sum(tag == "Figure" for _, _, tag in marks(pdf)) == 1


def test_a_language_is_said_where_it_changes_and_nowhere_else() -> None:
    body = (
        '<section lang="en"><p lang="en">words</p><div lang="ar" dir="rtl"><p>ا</p></div><p><span'
        ' lang="de">Worte</span></p></section>'
    )
    with opened(body) as pdf:
        said = [
            (str(element.S), str(element.Lang))
            for element in reachable(kids(pdf.Root.StructTreeRoot)).values()
            if Name.Lang in element
        ]
    assert said == [("/Sect", "en"), ("/Div", "ar"), ("/Span", "de")]


@pytest.mark.parametrize("body", [FIRST, NOTED, f"<p>{LONG}</p>" * 4])
def test_every_mark_hangs_in_the_tree_once_and_the_way_back_agrees(body: str) -> None:
    with opened(body, "@page { @bottom-center { content: counter(page) } }") as pdf:
        elements = reachable(kids(pdf.Root.StructTreeRoot))
        found: dict[tuple[tuple[int, int], int], tuple[int, int]] = {}
        for place, element in elements.items():
            for kid in kids(element):
                page, number = (
                    (element.Pg, kid)
                    if isinstance(kid, int)
                    else (kid.get(Name.Pg), kid.get(Name.MCID, -1))
                )
                if not is_element(kid) and int(number) >= 0:
                    assert (page.objgen, int(number)) not in found
                    found[page.objgen, int(number)] = place
        drawn = {
            (pdf.pages[page].obj.objgen, number) for page, number, _ in marks(pdf) if number >= 0
        }
        assert drawn == set(found)
        table = parents(pdf)
        for page in pdf.pages:
            for number, element in enumerate(table[int(page.obj.StructParents)]):
                assert (
                    not isinstance(element, Dictionary)
                    or element.objgen == found[page.obj.objgen, number]
                )
            for annotation in page.obj.get(Name.Annots, Array()):
                assert str(table[int(annotation.StructParent)].S) == "/Link"
        assert any(tag == "Artifact" for _, _, tag in marks(pdf)), "the folio"
