"""Which way a text runs: as it was stated, else as its language is written, in every part of both files."""

import io
import re
import zipfile
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from publisher.fonts.outlines import Outlines
from publisher.model.article import Article, Contributor
from publisher.model.body import Foreign, Paragraph, Passage, Text
from publisher.model.direction import direction_of, written
from publisher.model.edition import Edition, Part, alone
from publisher.model.rights import Notice, NoticeKind, Rights
from publisher.pdffile.pages import read_pages
from publisher.readers import read
from publisher.rendering.compose import book_of
from publisher.rendering.theme import fonts_for, load_theme
from publisher.rights import record
from publisher.rights.notices import ledger
from publisher.rights.record_reader import recall
from publisher.verify import verify_bytes
from publisher.writers.epub import writer as epub
from publisher.writers.pdf import writer as pdf

NAMES = {
    "x": "http://www.w3.org/1999/xhtml",
    "o": "http://www.idpf.org/2007/opf",
    "n": "http://www.daisy.org/z3986/2005/ncx/",
}
ARABIC = Article(
    title="مقال قصير",
    language="ar",
    contributors=(Contributor(name="A. Writer"),),
    rights=Rights(notices=(Notice(kinds=(NoticeKind.DISCLAIMER,), text="هذه آراء الكاتب."),)),
    body=(
        Paragraph(
            children=(
                Text(text="كلمات "),
                Foreign(language="en", children=(Text(text="some words (in English)"),)),
                Text(text="."),
            )
        ),
        Passage(language="de", children=(Paragraph(children=(Text(text="Ein Satz."),)),)),
    ),
)
ENGLISH = Article(
    title="In English",
    language="en",
    body=(
        Paragraph(
            children=(
                Text(text="Words and "),
                Foreign(language="he", children=(Text(text="מילים"),)),
                Text(text="."),
            )
        ),
    ),
)


def tree(data: bytes) -> Any:  # the stubs of lxml give xpath as a union of all that it can be
    return etree.fromstring(data)


def members(edition: Edition) -> dict[str, Any]:
    data = epub.write(book_of(edition, load_theme()), load_theme())
    assert not verify_bytes(data, "e.epub", ledger(edition)).findings
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        return {
            name.removeprefix("EPUB/"): tree(container.read(name))
            for name in container.namelist()
            if name.endswith(("xhtml", "opf", "ncx"))
        }


@pytest.mark.parametrize(
    ("language", "way"),
    [
        ("ar", "rtl"),
        ("he", "rtl"),
        ("iw", "rtl"),
        ("fa-AF", "rtl"),
        ("ur", "rtl"),
        ("ps", "rtl"),
        ("yi", "rtl"),
        ("dv", "rtl"),
        ("ckb", "rtl"),
        ("az-Arab", "rtl"),
        ("uz-Arab-AF", "rtl"),
        ("pa-PK", "rtl"),
        ("ku-Arab", "rtl"),
        ("ar-Latn", "ltr"),
        ("he-Latn-IL", "ltr"),
        ("az", "ltr"),
        ("pa", "ltr"),
        ("AR_eg", "rtl"),
        ("en", "ltr"),
        ("zh-Hant", "ltr"),
        ("ff-Adlm", "rtl"),
        ("und", ""),
        ("", ""),
        ("mul", ""),
    ],
)
def test_a_language_is_written_in_one_direction_and_its_script_decides(
    language: str, way: str
) -> None:
    assert written(language) == way
    assert direction_of(language, "ltr") == "ltr"
    assert direction_of(language, "rtl") == "rtl"


@given(st.text(max_size=30))
def test_any_tag_has_an_answer(language: str) -> None:
    assert written(language) in {"", "ltr", "rtl"}


def test_an_arabic_article_that_states_no_direction_runs_from_right_to_left_everywhere() -> None:
    files = members(alone(ARABIC, name="e"))
    page = files["a1-article.xhtml"]
    assert page.get("dir") == "rtl"
    assert page.xpath(
        "//x:div[@class='article-text']//x:span[@lang='en']/@dir", namespaces=NAMES
    ) == ["ltr"]
    assert page.xpath("//x:div[@class='passage']/@dir", namespaces=NAMES) == ["ltr"]
    package = files["content.opf"]
    assert package.get("dir") == "rtl"
    assert package.find("o:spine", NAMES).get("page-progression-direction") == "rtl"
    assert files["nav.xhtml"].get("dir") == "rtl"
    assert files["toc.ncx"].get("dir") == "rtl"
    assert files["cover.xhtml"].get("dir") == "rtl"


@pytest.mark.parametrize(
    ("language", "ours"), [("ar", ("ar", "rtl")), ("he", ("he", "rtl")), ("fa", ("en", "ltr"))]
)
def test_words_of_ours_in_a_file_that_runs_left_run_as_their_own_language_does(
    language: str, ours: tuple[str, str]
) -> None:
    article = replace(ARABIC, language=language)
    edition = Edition(
        name="e", title="E", language=language, parts=(Part(articles=(article, article)),)
    )
    files = members(edition)
    page = next(page for name, page in files.items() if name.startswith("a1-"))
    (credit,) = page.xpath("//x:section[@class='credit']", namespaces=NAMES)
    assert (credit.get("lang") or language, credit.get("dir") or "rtl") == ours
    notices = credit.xpath(".//*[contains(@class, 'notice ')]", namespaces=NAMES)
    assert {node.get("lang") or ours[0] for node in notices} == {language}
    assert {node.get("dir") or ours[1] for node in notices} == {"rtl"}
    sources = files["sources.xhtml"]
    for kind in ("sources", "colophon"):
        (section,) = sources.xpath(f"//x:section[@class='{kind}']", namespaces=NAMES)
        assert (section.get("lang"), section.get("dir") or ours[1]) == ours
    titles = sources.xpath("//x:p[@class='source']/x:a", namespaces=NAMES)
    assert {title.get("dir") or ours[1] for title in titles} == {"rtl"}


def test_a_stated_direction_wins() -> None:
    files = members(alone(replace(ARABIC, direction="ltr"), name="e"))
    assert files["a1-article.xhtml"].get("dir") == "ltr"
    assert files["content.opf"].find("o:spine", NAMES).get("page-progression-direction") is None
    assert (
        members(alone(replace(ENGLISH, direction="rtl"), name="e"))["content.opf"].get("dir")
        == "rtl"
    )
    page = (
        b"<html lang=ar dir=ltr><head><title>T</title></head><body><article><h1>T</h1><p>Words of a"
        b" page that says so.</p></article></body></html>"
    )
    assert read("x.html", page).article.direction == "ltr"


def test_a_collection_marks_what_runs_another_way() -> None:
    edition = Edition(
        name="e", title="Two", language="en", parts=(Part(articles=(ENGLISH, ARABIC)),)
    )
    files = members(edition)
    assert files["content.opf"].find("o:spine", NAMES).get("page-progression-direction") is None
    assert files["a1-in-english.xhtml"].get("dir") in {None, "ltr"}
    assert files["a1-in-english.xhtml"].xpath("//x:span[@lang='he']/@dir", namespaces=NAMES) == [
        "rtl"
    ]
    assert files["contents.xhtml"].xpath("//x:li/@dir", namespaces=NAMES) == ["rtl"]
    assert files["nav.xhtml"].xpath("//x:nav[@id='toc']//x:a[@dir]/@lang", namespaces=NAMES) == [
        "ar"
    ]
    assert files["toc.ncx"].xpath("//n:navLabel/@dir", namespaces=NAMES) == ["rtl"]
    assert (
        members(replace(edition, parts=(Part(articles=(ARABIC,)),), language="und"))["content.opf"]
        .find("o:spine", NAMES)
        .get("page-progression-direction")
        == "rtl"
    )  # of no language stated: as all its articles are


def test_a_record_holds_only_what_was_stated() -> None:
    for stated in ("", "ltr", "rtl"):
        edition = alone(replace(ARABIC, direction=stated), name="e")
        there = recall(record.write(edition, ledger(edition), "2026-11-25T12:00:00Z"), "e")
        assert there.articles[0].direction == stated
        assert there.articles[0].reading_direction == (stated or "rtl")


@pytest.mark.slow
def test_latin_words_in_a_passage_from_right_to_left_keep_their_order_and_full_stop() -> None:
    passage = Passage(
        language="",
        direction="rtl",
        children=(
            Paragraph(children=(Text(text="Latin words (some of them), and a stop."),)),
            Paragraph(children=(Text(text="عربي (abc) نص."),)),
        ),
    )
    span = Paragraph(
        children=(
            Text(text="Before "),
            Foreign(language="", direction="rtl", children=(Text(text="in between, (so)."),)),
            Text(text=" after."),
        )
    )
    book = book_of(
        alone(replace(ENGLISH, body=(*ENGLISH.body, passage, span)), name="e"), load_theme()
    )
    markup = book.chapters[0].markup.decode()
    assert '<p dir="ltr">Latin words' in markup
    assert '<span dir="ltr">in between' in markup
    assert (
        verify_bytes(
            pdf.write(book, load_theme()), "e.pdf", book.ledger, expected=book.record
        ).findings
        == ()
    )


def test_programs_read_words_that_run_to_the_left_as_they_are_written() -> None:
    theme = load_theme()
    data = pdf.typeset(book_of(alone(ARABIC, name="a"), theme), theme).data
    assert "كلمات" in read_pages(data, "a.pdf")[1].text


def test_a_copyright_line_in_a_line_that_runs_to_the_left_keeps_its_own_order() -> None:
    rights = Rights(copyright_line="© 2026 The Paper")
    article = replace(ARABIC, title="عنوان", rights=rights)
    edition = Edition(
        name="e", title="كتاب", language="ar", parts=(Part(articles=(article, ARABIC, article)),)
    )
    for chapter in book_of(edition, load_theme()).chapters:
        lines = [node for node in tree(chapter.markup).iter() if node.text == "© 2026 The Paper"]
        assert {node.get("dir") for node in lines} <= {"ltr"}
        assert len(lines) == (chapter.role == "sources" or chapter.title == "عنوان")


def test_designs_with_lines_between_columns_draw_none_at_the_wrong_side() -> None:
    magazine, book = (load_theme(name) for name in ("magazine", "book"))
    assert '[dir="rtl"] .article-text { column-rule: 0 }' in magazine.on_paper(magazine.papers[0])
    assert "column-rule" not in book.on_paper(book.papers[0])


def test_letters_that_are_joined_are_not_drawn_apart_on_a_cover() -> None:
    for words, is_apart in (("Word", True), ("كلمة", False), ("शब्द", False), ("คำ", False)):
        outlines = Outlines(fonts_for(load_theme(), [words]))
        assert (outlines.advance(words, tracking=0.1) > outlines.advance(words)) is is_apart, words


@pytest.mark.parametrize("language", ["ar", "he", "hi", "th", "zh", "ja", "ko"])
def test_letters_without_slant_and_small_forms_are_neither_leaned_nor_raised(
    language: str,
) -> None:
    sheet = load_theme("book").for_readers()
    rules = dict(re.findall(r"([^{}]+) \{ ([^{}]*) \}", sheet))
    leaned = next(said for place, said in rules.items() if f":lang({language}):not(em)" in place)
    raised = [said for place, said in rules.items() if f":lang({language})::first-letter" in place]
    assert leaned == "font-style: normal"
    assert raised == ["font-size: 1em; line-height: inherit"]
