"""The EPUB's structure: files, ways in, pages, what it says of its accessibility, its cover."""

import datetime
import io
import runpy
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from publisher.build import Order, build_edition
from publisher.errors import NoticeLost
from publisher.model.article import Article, Asset, Contributor
from publisher.model.body import Figure, Formula, Heading, Paragraph, Text
from publisher.model.edition import Conformance, Edition, Part, Series, alone
from publisher.model.rights import Rights
from publisher.readers import read_article, read_edition
from publisher.rendering.compose import book_of
from publisher.rendering.cover import drawing_of, words_of
from publisher.rendering.theme import describe_themes, load_theme
from publisher.resources import folder
from publisher.rights import record
from publisher.rights.notices import ledger
from publisher.rights.record_reader import recall
from publisher.verify import verify_bytes
from publisher.verify.outside_judges import ask
from publisher.writers.cover_art import cover_of
from publisher.writers.epub import writer as epub
from publisher.writers.epub.container import freeze
from publisher.writers.epub.documents import files_of
from tests.shelf import EMPTY, Shelf, made_for

NOON = datetime.datetime(2026, 11, 25, 12, tzinfo=datetime.UTC)
NAMES = {
    "x": "http://www.w3.org/1999/xhtml",
    "e": "http://www.idpf.org/2007/ops",
    "o": "http://www.idpf.org/2007/opf",
    "d": "http://purl.org/dc/elements/1.1/",
    "n": "http://www.daisy.org/z3986/2005/ncx/",
}
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415478da63382127070002b601050a5ba60600000000"
    "49454e44ae426082"
)
SQUARE = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9"/></svg>'
)


def tree(data) -> Any:  # the stubs of lxml give xpath as a union of all that it can be
    return etree.fromstring(data)


def words(text):
    return (Text(text=text),)


def article(title="An article", **more):
    body = (
        Paragraph(children=words("Words.")),
        Heading(level=1, children=words("One")),
        Paragraph(children=words("More words.")),
        Heading(level=2, children=words("Below one")),
        Paragraph(children=words("Still more.")),
    )
    return Article(title=title, language="en", **({"body": body} | more))


def collection(*articles, **more):
    return Edition(
        name="e",
        language="en",
        **({"title": "A collection", "parts": (Part(articles=articles),)} | more),
    )


def members(edition, **more):
    data = epub.write(book_of(edition, load_theme(), NOON), load_theme(), **more)
    assert not verify_bytes(data, "e.epub", ledger(edition)).findings
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        return {name: container.read(name) for name in container.namelist()}


def package(edition, **more):
    return tree(members(edition, **more)["EPUB/content.opf"])


def said(root, name):
    return [node.text for node in root.iterfind(f".//o:meta[@property='{name}']", NAMES)]


# --- files
# -------------------------------------------------------------------------------------------------------------


def test_a_long_article_is_divided_at_its_headings_and_its_links_still_lead_somewhere():
    body = tuple(
        block
        for number in range(30)
        for block in (
            Heading(level=1, children=words(f"Heading {number}")),
            Paragraph(children=words("Many words of this part. " * 20)),
        )
    )
    book = book_of(alone(article(body=body), name="long"), load_theme(), NOON)
    made = files_of(book.chapters, longest=4000)
    pieces = [tree(file.data) for file in made.files if file.name.startswith("a1-")]
    assert len(pieces) > 3
    assert all(piece.find(".//x:h2", NAMES) is not None for piece in pieces)
    for piece in pieces[1:]:
        assert piece.xpath(
            "string(.//x:div[contains(@class, 'article-text')]/*[1])", namespaces=NAMES
        ).startswith("Heading")
        assert piece.xpath("string(//x:title)", namespaces=NAMES) == "An article"
    whole = "".join(
        "".join(
            piece.xpath("x:body//x:div[contains(@class, 'article-text')]", namespaces=NAMES)[
                0
            ].itertext()
        )
        for piece in pieces
    )
    assert whole == "".join(
        tree(book.chapters[0].markup).find("x:div[@class='article-text']", NAMES).itertext()
    )
    ids = {
        f"{file.name}#{node.get('id')}"
        for file in made.files
        for node in tree(file.data).iter()
        if node.get("id")
    }
    for file in made.files:
        for link in tree(file.data).iterfind(".//x:a[@href]", NAMES):
            href = link.get("href")
            assert (
                href.startswith("http")
                or (href if not href.startswith("#") else file.name + href) in ids
            )


def test_a_divided_article_is_verified_word_for_word_and_every_file_names_it(monkeypatch):
    monkeypatch.setattr(
        "publisher.writers.epub.documents.files_of.__kwdefaults__", {"longest": 2000}
    )
    body = tuple(
        block
        for number in range(12)
        for block in (
            Heading(level=1, children=words(f"Heading {number}")),
            Paragraph(children=words("Many words of this part. " * 20)),
        )
    )
    files = members(
        alone(article(body=body, contributors=(Contributor(name="A. Writer"),)), name="long")
    )
    pieces = [data.decode() for name, data in files.items() if name.startswith("EPUB/a1-")]
    assert len(pieces) > 3
    assert all("A. Writer" in piece for piece in pieces)


def test_an_article_without_headings_is_divided_between_its_blocks():
    body = tuple(Paragraph(children=words("Many words of this part. " * 20)) for _ in range(30))
    made = files_of(
        book_of(alone(article(body=body), name="long"), load_theme(), NOON).chapters, longest=4000
    )
    assert len([file for file in made.files if file.name.startswith("a1-")]) > 3


# --- ways in
# -----------------------------------------------------------------------------------------------------------


def test_the_contents_nest_as_the_headings_do_and_the_ncx_has_two_levels():
    files = members(alone(article(), name="one"))
    nav = tree(files["EPUB/nav.xhtml"])
    assert nav.xpath(
        "//x:nav[@e:type='toc']/x:ol/x:li[1]/x:ol/x:li/x:ol/x:li/x:a/text()", namespaces=NAMES
    ) == ["Below one"]
    ncx = tree(files["EPUB/toc.ncx"])
    assert ncx.xpath(
        "//n:navMap/n:navPoint[1]/n:navPoint/n:navLabel/n:text/text()", namespaces=NAMES
    ) == ["One"]
    assert not ncx.xpath("//n:navPoint/n:navPoint/n:navPoint", namespaces=NAMES)


def test_a_part_and_its_first_article_have_one_place_in_the_ncx():
    edition = collection(
        parts=(
            Part(title="A part", articles=(article("One"), article("Two"))),
            Part(articles=(article("Three"),)),
        )
    )
    ncx = tree(members(edition)["EPUB/toc.ncx"])
    places = [
        (point.get("playOrder"), point.find("n:content", NAMES).get("src"))
        for point in ncx.iter("{*}navPoint")
    ]
    assert (
        len(set(places)) == len({src for _, src in places}) == len({order for order, _ in places})
    )
    assert len({point.get("id") for point in ncx.iter("{*}navPoint")}) == len(places)


def test_landmarks_lead_to_cover_title_contents_text_and_rights_once_each():
    nav = tree(members(collection(article("One"), article("Two")))["EPUB/nav.xhtml"])
    kinds = nav.xpath("//x:nav[@e:type='landmarks']//x:a/@e:type", namespaces=NAMES)
    assert kinds == ["cover", "titlepage", "toc", "bodymatter", "copyright-page"]


# --- pages
# -------------------------------------------------------------------------------------------------------------


def test_pages_are_marked_before_what_begins_on_them():
    edition = alone(article(), name="one")
    chapter = book_of(edition, load_theme(), NOON).chapters[0].name
    files = members(edition, page_breaks={chapter: 1, f"{chapter}-h2": 2, f"{chapter}-b6": 4})
    nav = tree(files["EPUB/nav.xhtml"])
    assert nav.xpath("//x:nav[@e:type='page-list']//x:a/text()", namespaces=NAMES) == [
        "1",
        "2",
        "3",
        "4",
    ]
    page = tree(files[f"EPUB/{chapter}.xhtml"])
    assert page.xpath("//x:h3/preceding-sibling::*[1]/@aria-label", namespaces=NAMES) == ["2"]
    assert page.xpath("string(//x:h3)", namespaces=NAMES) == "Below one"
    assert page.xpath("//x:p[contains(., 'Still more')]/x:span/@aria-label", namespaces=NAMES) == [
        "3",
        "4",
    ]
    assert f"{chapter}-b6" not in page.xpath("//@id")


def test_without_a_pdf_nothing_speaks_of_pages():
    files = members(alone(article(), name="one"))
    assert all(
        b"page-list" not in data and b"pageBreak" not in data and b"pagebreak" not in data
        for data in files.values()
    )


@pytest.mark.slow
def test_the_page_list_is_that_of_the_pdf_that_is_made_with_it():
    import pypdfium2

    built = build_edition(
        collection(article("One"), article("Two")),
        Order(theme=load_theme(), moment=NOON, on=NOON.date()),
    )
    files = {file.name: file.data for file in built.files}
    assert list(files) == ["e.epub", "e.pdf"]
    with zipfile.ZipFile(io.BytesIO(files["e.epub"])) as container:
        nav = tree(container.read("EPUB/nav.xhtml"))
        opf = tree(container.read("EPUB/content.opf"))
    pages = nav.xpath("//x:nav[@e:type='page-list']//x:a/text()", namespaces=NAMES)
    assert pages == [
        str(number) for number in range(1, len(pypdfium2.PdfDocument(files["e.pdf"])) + 1)
    ]
    assert len(said(opf, "pageBreakSource")) == 1
    assert {"pageBreakMarkers", "pageNavigation"} <= set(said(opf, "schema:accessibilityFeature"))


# --- what it says of itself
# ----------------------------------------------------------------------------------------------


def figure(**more):
    return article(
        body=(Paragraph(children=words("Words.")), Figure(asset="p")),
        assets=(Asset(id="p", file="p.png", data=PIXEL, **more),),
    )


def test_text_alternatives_are_claimed_only_where_every_picture_has_one():
    features = "schema:accessibilityFeature"
    assert "alternativeText" not in said(package(alone(article(), name="e")), features)
    assert "alternativeText" in said(package(alone(figure(alt="A dot"), name="e")), features)
    silent = package(alone(figure(), name="e"))
    assert "alternativeText" not in said(silent, features)
    assert said(silent, "schema:accessModeSufficient") == ["textual,visual"]
    assert (
        "1 of 1 pictures have no text alternative" in said(silent, "schema:accessibilitySummary")[0]
    )
    assert said(package(alone(figure(decorative=True), name="e")), "schema:accessMode") == [
        "textual"
    ]


def test_a_picture_that_moves_makes_the_hazard_unknown():
    from PIL import Image

    out = io.BytesIO()
    Image.new("L", (2, 2), 0).save(
        out, "GIF", save_all=True, append_images=[Image.new("L", (2, 2), 255)], loop=0
    )
    moving = replace(
        figure(alt="A lamp"),
        assets=(Asset(id="p", file="p.gif", data=out.getvalue(), alt="A lamp"),),
    )
    assert said(package(alone(moving, name="e")), "schema:accessibilityHazard") == ["unknown"]
    assert said(package(alone(figure(alt="A dot"), name="e")), "schema:accessibilityHazard") == [
        "none"
    ]


def test_formulas_are_told_and_their_file_has_the_property():
    mathml = "<math><mi>x</mi></math>"
    root = package(
        alone(
            article(body=(Paragraph(children=(Text(text="A "), Formula(mathml=mathml))),)), name="e"
        )
    )
    assert "MathML" in said(root, "schema:accessibilityFeature")
    assert root.xpath("//o:item[@properties='mathml']/@href", namespaces=NAMES) == [
        "a1-an-article.xhtml"
    ]
    assert not root.xpath(
        "//o:item[contains(@properties, 'scripted') or contains(@properties, 'remote')]",
        namespaces=NAMES,
    )


def test_conformance_is_claimed_only_by_the_edition():
    assert not said(package(collection(article())), "dcterms:conformsTo")
    claim = Conformance(
        conforms_to="EPUB Accessibility 1.1 - WCAG 2.2 Level AA",
        certified_by="A. Reader",
        report="https://example.org/report",
    )
    root = package(collection(article(), conformance=claim))
    assert said(root, "dcterms:conformsTo") == [claim.conforms_to]
    assert said(root, "a11y:certifiedBy") == ["A. Reader"]
    with pytest.raises(ValueError, match="a claim is written"):
        Conformance(conforms_to="WCAG", certified_by="A. Reader")


@pytest.mark.parametrize(
    ("position", "written"), [("3", ["3"]), ("2.1", ["2.1"]), ("Autumn 2026", []), ("", [])]
)
def test_the_series_and_the_place_in_it_are_written(position, written):
    root = package(collection(article(), series=Series(title="Readers", position=position)))
    assert said(root, "belongs-to-collection") == ["Readers"]
    assert said(root, "group-position") == written
    old = {
        node.get("name"): node.get("content") for node in root.iterfind(".//o:meta[@name]", NAMES)
    }
    assert old["calibre:series"] == "Readers"
    assert old.get("calibre:series_index") == (written[0] if written else None)


def test_a_series_says_its_identifier_and_what_is_printed_of_the_issue():
    series = Series(
        title="Readers",
        position="7",
        identifier="2049-3630",
        volume="Volume 3",
        issue="Autumn 2026",
    )
    edition = collection(article(), series=series)
    root = package(edition)
    assert root.xpath(
        "//o:meta[@refines='#series'][@property='dcterms:identifier']/text()", namespaces=NAMES
    ) == ["2049-3630"]
    assert root.xpath(
        "//o:meta[@refines='#series'][@property='collection-type']/text()", namespaces=NAMES
    ) == ["series"]
    assert (said(root, "schema:volumeNumber"), said(root, "schema:issueNumber")) == (
        ["Volume 3"],
        ["Autumn 2026"],
    )
    page = tree(members(edition)["EPUB/title-page.xhtml"])
    assert (
        page.xpath("string(//x:p[@class='series'])", namespaces=NAMES)
        == "Readers, Volume 3, Autumn 2026, 7"
    )
    sources = tree(members(edition)["EPUB/sources.xhtml"])
    assert "ISSN 2049-3630" in sources.xpath("string(//x:p[@class='edition'])", namespaces=NAMES)
    assert Series(title="S", position="7", issue="No. 7").words == ("S", "No. 7")
    assert (
        recall(record.write(edition, ledger(edition), "2026-11-25T12:00:00Z"), "e").series == series
    )


@pytest.mark.parametrize("identifier", ["2049-3631", "12345678", "the series", "2049 3630"])
def test_a_series_identifier_that_is_none_is_refused(identifier):
    with pytest.raises(ValueError, match="a series is identified by its ISSN"):
        Series(title="S", identifier=identifier)


def test_a_place_in_a_series_that_is_no_number_is_told_and_stays_out_of_the_package():
    edition = collection(article(), series=Series(title="Readers", position="Autumn 2026"))
    built = build_edition(
        edition, Order(theme=load_theme(), moment=NOON, on=NOON.date(), formats=("epub",))
    )
    assert ["'Autumn 2026'" in remark for remark in built.files[0].remarks] == [True]
    assert recall(built.record, "e").series == edition.series


# --- text and data mining
# ------------------------------------------------------------------------------------------------


def reserved(yes, policy=""):
    return article(
        f"Reserved {yes} {policy[-1:]}", rights=Rights(tdm_reservation=yes, tdm_policy=policy)
    )


POLICY, OTHER_POLICY = "https://example.org/mining/1", "https://example.org/mining/2"


@pytest.mark.parametrize(
    ("articles", "whole"),
    [
        ((None, None), ([], [])),
        ((True, None), (["1"], [POLICY])),
        ((True, False), (["1"], [POLICY])),
        ((False, False), (["0"], [])),
        ((False, None), ([], [])),
    ],
)
def test_a_file_reserves_mining_where_one_of_its_articles_does(articles, whole):
    edition = collection(*(reserved(yes, POLICY if yes else "") for yes in articles))
    files = members(edition)
    root = tree(files["EPUB/content.opf"])
    for name, wanted in zip(("reservation", "policy"), whole, strict=True):
        assert (
            root.xpath(f"//o:meta[@property='tdm:{name}'][not(@refines)]/text()", namespaces=NAMES)
            == wanted
        )
    for number, yes in enumerate(articles, 1):
        page = tree(
            next(data for name, data in files.items() if name.startswith(f"EPUB/a{number}-"))
        )
        said_here = root.xpath(
            f"//o:meta[@property='tdm:reservation'][starts-with(@refines, '#a{number}-')]/text()",
            namespaces=NAMES,
        )
        assert (
            page.xpath("//x:meta[@name='tdm-reservation']/@content", namespaces=NAMES)
            == said_here
            == ([] if yes is None else [str(int(yes))])
        )


def test_two_policies_of_those_who_reserve_are_said_of_their_articles_alone():
    root = package(collection(reserved(True, POLICY), reserved(True, OTHER_POLICY)))
    assert root.xpath("//o:meta[@property='tdm:policy'][not(@refines)]", namespaces=NAMES) == []
    assert said(root, "tdm:policy") == [POLICY, OTHER_POLICY]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b'<meta name="tdm-reservation" content="1"/>', b"", "metadata-missing"),
        (
            b'<meta name="tdm-reservation" content="1"/>',
            b'<meta name="tdm-reservation" content="0"/>',
            "metadata-changed",
        ),
        (b'<meta property="tdm:reservation">1</meta>', b"", "metadata-missing"),
        (
            b'<meta property="tdm:reservation">1</meta>',
            b'<meta property="tdm:reservation">0</meta>',
            "metadata-changed",
        ),
        (
            b"<title>Reserved None</title>",
            b'<title>Reserved None</title><meta name="tdm-reservation" content="0"/>',
            "metadata-unknown",
        ),
    ],
)
def test_a_reservation_that_was_tampered_with_is_found(old, new, code):
    files = members(collection(reserved(True, POLICY), reserved(None)))
    assert any(old in data for data in files.values()), sorted(files)
    report = verify_bytes(
        freeze({name: data.replace(old, new) for name, data in files.items()}), "e.epub"
    )
    assert code in {finding.code for finding in report.findings}


# --- cover
# -------------------------------------------------------------------------------------------------------------


def test_every_edition_has_a_cover_in_dots():
    def cover(edition):
        root = package(edition)
        return root.xpath(
            "//o:item[@properties='cover-image']/@media-type", namespaces=NAMES
        ), root.xpath("//o:meta[@name='cover']/@content", namespaces=NAMES)

    assert cover(alone(article(), name="e")) == (["image/png"], ["cover-image"])
    assert cover(collection(article())) == (["image/png"], ["cover-image"])


@pytest.mark.parametrize("theme", [row["name"] for row in describe_themes()])
def test_any_title_has_a_cover_of_the_same_bytes(theme):
    from PIL import Image

    for title in (
        "A",
        "Donaudampfschifffahrtselektrizitätenhauptbetriebswerk" * 2,
        "words " * 2000,
        "مقال قصير",
    ):
        edition = collection(article(title), title=title.strip())
        first, second = (cover_of(edition, load_theme(theme)) for _ in range(2))
        assert first == second
        assert Image.open(io.BytesIO(first.data)).size == (1580, 2528)


def test_words_that_no_face_of_the_design_has_are_left_to_the_reader_s():
    edition = collection(article("一篇短文"), title="一篇短文" * 9)
    cover = cover_of(edition, load_theme())
    assert cover.media_type == "image/svg+xml"
    said = "".join(node.text for node in tree(cover.data).iter("{*}text"))
    assert said.startswith("一篇短文")


def test_a_title_stands_inside_its_cover_in_the_largest_size_that_fits():
    theme = load_theme()
    for title, size in (("A short one", 34), ("A title of many more words " * 6, 22.5)):
        words = words_of(collection(article(title), title=title.strip()))
        drawing = drawing_of(words, theme, 210, (lambda text: len(text) / 2,) * 2)
        lines = [line for line in drawing.lines if line.part == "title"]
        assert {round(line.size * 72 / 25.4, 1) for line in lines} == {size}
        assert all(len(line.text) / 2 * line.size <= drawing.width - 44 for line in lines)
        assert max(line.y for line in lines) < 0.8 * drawing.height


# --- everything at once
# ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def rich(tmp_path_factory):
    fill = runpy.run_path(str(Path(__file__).parents[1] / "rich" / "folder.py"))["fill"]
    return read_article(fill(tmp_path_factory.mktemp("rich")))


@pytest.mark.slow
@pytest.mark.parametrize(
    "theme",
    [
        pytest.param(row["name"], marks=[] if row["name"] == "book" else [pytest.mark.judge])
        for row in describe_themes()  # whose sheets differ; the pages are the same
    ],
)
def test_everything_at_once_pleases_epubcheck_and_loses_no_word(rich, theme, tmp_path):
    built = build_edition(
        alone(rich, name="rich"),
        Order(theme=load_theme(theme), moment=NOON, on=NOON.date(), formats=("epub",)),
    )
    assert not built.files[0].report.findings
    (tmp_path / "rich.epub").write_bytes(built.files[0].data)
    verdict = next(iter(ask(tmp_path / "rich.epub")))
    if verdict.passed is None:
        pytest.skip(f"not judged by {verdict.judge}: {verdict.says}")
    assert not verdict.says


@pytest.mark.slow
def test_everything_at_once_stands_word_for_word_in_the_pdf_and_what_has_no_font_is_told(rich):
    order = Order(
        theme=load_theme(), moment=NOON, on=NOON.date(), formats=("pdf",), catalogue=EMPTY
    )
    with pytest.raises(NoticeLost) as told:
        build_edition(alone(rich, name="rich"), order)
    lost = [
        line.partition(" (U+")[0][-1] for line in told.value.findings if "no font has it" in line
    ]
    assert lost, "each is named, and the file is not delivered"
    letters = "".join(sorted({letter for letter in str(rich) if ord(letter) > 0x2000}))
    built = build_edition(
        alone(rich, name="rich"),
        replace(order, catalogue=Shelf(("Every Letter", made_for(letters)))),
    )
    assert not built.files[0].report.findings
    assert any(
        "'Every Letter' 1.000 of this system is borrowed for" in remark
        for remark in built.files[0].remarks
    )
    assert any("set in one line" in remark for remark in built.files[0].remarks)


def test_sixty_notes_lead_there_and_back(rich):
    pages = [
        tree(data)
        for name, data in members(alone(rich, name="rich")).items()
        if name.startswith("EPUB/a1-")
    ]
    marks = [
        node
        for page in pages
        for node in page.xpath("//x:a[@e:type='noteref'][@role='doc-noteref']", namespaces=NAMES)
    ]
    notes = [
        node
        for page in pages
        for node in page.xpath(
            "//x:aside[@e:type='footnote'][@role='doc-footnote']", namespaces=NAMES
        )
    ]
    assert len(marks) == len(notes) == 60
    assert [mark.get("href").partition("#")[2] for mark in marks] == [
        note.get("id") for note in notes
    ]
    back = [
        note.find(".//x:a[@role='doc-backlink']", NAMES).get("href").partition("#")[2]
        for note in notes
    ]
    assert back == [mark.get("id") for mark in marks]
    assert all(note.get("hidden") is None for note in notes)


def test_no_heading_level_is_skipped(rich):
    page = next(
        tree(data)
        for name, data in members(alone(rich, name="rich")).items()
        if name.startswith("EPUB/a1-")
    )
    headings = page.xpath("//x:h1|//x:h2|//x:h3|//x:h4|//x:h5|//x:h6", namespaces=NAMES)
    levels = [int(node.tag[-1]) for node in headings]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False))


@pytest.mark.slow
@pytest.mark.parametrize(
    "path",
    [
        pytest.param(path, marks=[pytest.mark.judge] if path.stem == "field-guide" else [])
        for path in sorted(Path(folder("content")).glob("editions/*-*.yaml"))
    ],
    ids=lambda path: path.stem,
)
def test_the_samples_with_their_page_lists_please_epubcheck(path, tmp_path):
    edition = read_edition(path)
    breaks = {
        chapter.name: number
        for number, chapter in enumerate(book_of(edition, load_theme(), NOON).chapters, 1)
    }
    (tmp_path / "e.epub").write_bytes(
        epub.write(book_of(edition, load_theme(), NOON), load_theme(), page_breaks=breaks)
    )
    verdict = next(iter(ask(tmp_path / "e.epub")))
    if verdict.passed is None:
        pytest.skip(f"not judged by {verdict.judge}: {verdict.says}")
    assert not verdict.says
