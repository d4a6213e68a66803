"""Long chapters in several files.

Nothing lost, nothing twice, every link and reference still leads somewhere.
"""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from publisher.binding import open_volume, split
from publisher.model.article import Article, Contributor, LeftOut, LeftOutBecause, Relation, Source
from publisher.model.body import (
    Block,
    Cell,
    Heading,
    Item,
    List,
    Note,
    NoteMark,
    Paragraph,
    Quote,
    Row,
    Table,
    Text,
)
from publisher.model.edition import Edition, Part
from publisher.rendering.compose import book_of
from publisher.rendering.theme import load_theme
from publisher.verify import verify_bytes
from publisher.verify.outside_judges import ask
from publisher.writers.epub import writer as epub
from publisher.writers.epub.documents import files_of
from publisher.writers.epub.split import divided

NAMES = {
    "x": "http://www.w3.org/1999/xhtml",
    "o": "http://www.idpf.org/2007/opf",
    "n": "http://www.daisy.org/z3986/2005/ncx/",
}
XHTML = f"{{{NAMES['x']}}}"
LENGTH = 20_000  # a tenth of what the writer takes, and so is the text
LOTS = "Many words of this part. " * 40


def tree(data: bytes) -> Any:  # the stubs of lxml give xpath as a union of all that it can be
    return etree.fromstring(data)


def words(text: str) -> tuple[Text, ...]:
    return (Text(text=text),)


def paragraph(text: str = LOTS) -> Paragraph:
    return Paragraph(children=words(text))


def long_edition() -> Edition:
    """An article without a heading, with lists, quotations and notes that are longer than a file.

    A capture with endless lines left out.
    """
    items = tuple(Item(children=(paragraph(f"Item {number}. {LOTS}"),)) for number in range(40))
    marked = tuple(
        Paragraph(
            children=(Text(text=f"Sentence {number}"), NoteMark(note=str(number)), Text(text="."))
        )
        for number in range(90)
    )
    notes = tuple(
        Note(name=str(number), children=(paragraph(f"Note {number}. {LOTS[:300]}"),))
        for number in range(90)
    )
    rows = tuple(
        Row(cells=(Cell(children=words(f"Row {number}")), Cell(children=words(LOTS))))
        for number in range(250)
    )
    body: tuple[Block, ...] = (
        paragraph(),
        List(ordered=True, items=items),
        Quote(children=tuple(paragraph() for _ in range(30))),
        *marked,
        *notes,
    )
    left = tuple(
        LeftOut(text=f"Line {number} of the site. {LOTS[:200]}", because=LeftOutBecause.BOILERPLATE)
        for number in range(300)
    )
    return Edition(
        name="long",
        title="Long ones",
        language="en",
        parts=(
            Part(
                articles=(
                    Article(
                        title="No heading",
                        language="en",
                        contributors=(Contributor(name="A. Writer"),),
                        body=body,
                        left_out=left,
                        sources=(
                            Source(
                                relation=Relation.CAPTURED_FROM,
                                name="A site",
                                url="https://example.org/a",
                            ),
                        ),
                    ),
                    Article(
                        title="A table",
                        language="en",
                        body=(Heading(level=1, children=words("Numbers")), Table(rows=rows)),
                    ),
                    Article(title="Behind", language="en", body=(paragraph("A word behind."),)),
                )
            ),
        ),
    )


@pytest.fixture(scope="module")
def made() -> bytes:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "publisher.writers.epub.documents.files_of.__kwdefaults__", {"longest": LENGTH}
        )
        return epub.write(book_of(long_edition(), load_theme()), load_theme())


@pytest.fixture(scope="module")
def files(made: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(made)) as container:
        return {name.removeprefix("EPUB/"): container.read(name) for name in container.namelist()}


def test_no_file_is_longer_than_its_blocks_demand(files: dict[str, bytes]) -> None:
    pages = {
        name: len(data)
        for name, data in files.items()
        if name.endswith(".xhtml") and name != "nav.xhtml"
    }
    assert {name for name, size in pages.items() if size > LENGTH * 1.1} == set()
    assert {name.partition("-")[0] for name in pages if name.rpartition("-")[2] == "2.xhtml"} == {
        "a1",
        "a2",
    }


def test_a_long_book_is_verified_word_for_word(made: bytes) -> None:
    assert not [
        finding
        for finding in verify_bytes(made, "long.epub").findings
        if finding.severity == "error"
    ]


def test_every_link_landmark_and_reference_leads_somewhere(files: dict[str, bytes]) -> None:
    pages = {name: tree(data) for name, data in files.items() if name.endswith(".xhtml")}
    ids = {
        f"{name}#{node.get('id')}"
        for name, page in pages.items()
        for node in page.iter()
        if node.get("id")
    } | set(pages)
    package = tree(files["content.opf"])
    for name, page in pages.items():
        own = [node.get("id") for node in page.iter() if node.get("id")]
        assert len(own) == len(set(own))
        for href in page.xpath("//x:a/@href", namespaces=NAMES):
            assert (
                href.startswith("http")
                or (f"{name}{href}" if href.startswith("#") else href) in ids
            ), (name, href)
        for label in page.xpath("//@aria-labelledby"):
            assert f"{name}#{label}" in ids
    assert set(tree(files["toc.ncx"]).xpath("//n:content/@src", namespaces=NAMES)) <= ids
    known = {node.get("id") for node in package.iter() if node.get("id")}
    assert {str(refines)[1:] for refines in package.xpath("//@refines")} <= known
    noted = next(page for page in pages.values() if page.find(".//x:aside", NAMES) is not None)
    assert noted.xpath("//x:aside//x:a[@role='doc-backlink']/@href", namespaces=NAMES)[
        0
    ].startswith("a1-no-heading")


def test_a_list_in_several_files_goes_on_counting(files: dict[str, bytes]) -> None:
    lists = [
        page
        for name, data in sorted(files.items())
        if name.startswith("a1-")
        for page in tree(data).iterfind(".//x:ol", NAMES)
    ]
    starts = sorted(int(one.get("start", "1")) for one in lists)
    counts = {int(one.get("start", "1")): len(one.findall("x:li", NAMES)) for one in lists}
    assert len(lists) > 2
    assert [start + counts[start] for start in starts[:-1]] == starts[1:]
    assert starts[-1] + counts[starts[-1]] == 41


def test_an_article_that_was_divided_can_be_split_off_as_it_was(made: bytes) -> None:
    single = next(iter(split(open_volume(made, "long.epub", "long"))))
    with zipfile.ZipFile(io.BytesIO(single.files[0].data)) as container:
        again = {name.removeprefix("EPUB/"): container.read(name) for name in container.namelist()}
    whole = next(
        chapter
        for chapter in book_of(long_edition(), load_theme()).chapters
        if chapter.article == "a1"
    )
    page = tree(again[f"{whole.name}.xhtml"]).find("x:body/x:section", NAMES)
    assert etree.tostring(tree(etree.tostring(page)), method="c14n") == etree.tostring(
        tree(whole.markup), method="c14n"
    )


def test_nothing_ends_with_a_heading_and_headings_stay_together() -> None:
    blocks = tuple(
        block
        for number in range(40)
        for block in (
            Heading(level=1, children=words(f"Part {number}")),
            Heading(level=2, children=words(f"Below {number}")),
            paragraph(),
            paragraph(),
        )
    )
    edition = Edition(
        name="e",
        title="E",
        language="en",
        parts=(Part(articles=(Article(title="T", language="en", body=blocks),)),),
    )
    pieces = [
        tree(file.data)
        for file in files_of(book_of(edition, load_theme()).chapters, longest=5000).files
        if file.name.startswith("a1-")
    ]
    assert len(pieces) > 5
    for piece in pieces:
        shelf = piece.find(".//x:div[@class]", NAMES)
        assert shelf[-1].tag == f"{XHTML}p"
    for piece in pieces[1:]:
        assert [node.tag for node in piece.find(".//x:div[@class]", NAMES)[:2]] == [
            f"{XHTML}h2",
            f"{XHTML}h3",
        ]


LEAVES = st.builds(
    lambda tag, text: (tag, text),
    st.sampled_from(["p", "h2", "pre", "aside"]),
    st.text("abcdef ", min_size=1, max_size=60),
)
TREES = st.recursive(
    LEAVES,
    lambda inner: st.tuples(
        st.sampled_from(["div", "section", "blockquote"]), st.lists(inner, min_size=1, max_size=6)
    ),
    max_leaves=30,
)


def _grown(parent: Any, grown: Any) -> None:  # a tree of tuples, as hypothesis makes it
    tag, inside = grown
    node = etree.SubElement(parent, f"{XHTML}{tag}")
    if isinstance(inside, str):
        node.text = inside
    else:
        for each in inside:
            _grown(node, each)


@settings(max_examples=150)
@given(st.lists(TREES, min_size=1, max_size=8), st.integers(1, 2000))
def test_any_chapter_keeps_every_word_and_id_once_and_in_order(
    grown: list[Any], longest: int
) -> None:
    root = etree.Element(f"{XHTML}section", {"class": "article"})
    for each in grown:
        _grown(root, each)
    for number, node in enumerate(root.iter()):
        node.set("id", f"i{number}")
    before, ids = "".join(map(str, root.itertext())), [node.get("id") for node in root.iter()]
    pieces = divided(root, "T", longest)
    assert "".join("".join(map(str, piece.itertext())) for piece in pieces) == before
    assert [ident for piece in pieces for node in piece.iter() if (ident := node.get("id"))] == ids


@pytest.mark.slow
def test_epubcheck_takes_a_divided_book(made: bytes, tmp_path: Path) -> None:
    (tmp_path / "long.epub").write_bytes(made)
    epubcheck = next(iter(ask(tmp_path / "long.epub")))  # the others: tests/test_judges.py
    assert epubcheck.passed is not False, epubcheck.says
