"""A file taken out of an EPUB, a page taken out of a PDF.

Both still say whose they are and where they are from.
"""

from dataclasses import replace

import pytest

from publisher.model.article import Article, Contributor, Relation, Source
from publisher.model.body import Paragraph, Text
from publisher.model.edition import Edition, Part
from publisher.model.rights import Licence, Rights
from publisher.pdffile.pages import read_pages
from publisher.phrases import ENGLISH, Phrases
from publisher.rendering.compose import BETWEEN, RUNNING, book_of, running_facts
from publisher.rendering.theme import load_theme
from publisher.verify import read_evidence
from publisher.writers.epub import writer as epub
from publisher.writers.epub.documents import files_of
from publisher.writers.pdf import writer as pdf

ARTICLE = Article(
    title="A long walk",
    language="en",
    contributors=(Contributor(name="A. Writer"), Contributor(name="B. Writer")),
    sources=(
        Source(relation=Relation.CAPTURED_FROM, name="The Paper", url="https://example.org/walk"),
    ),
    rights=Rights(holder="The Paper Company", licence=Licence(id="CC-BY-ND-4.0")),
    body=tuple(
        Paragraph(children=(Text(text=f"Step {number}. " + "One word after the other. " * 20),))
        for number in range(40)
    ),
)
EDITION = Edition(
    name="e",
    title="Walks",
    language="en",
    parts=(
        Part(articles=(ARTICLE, replace(ARTICLE, title="A short walk", body=ARTICLE.body[:2]))),
    ),
)
NAMED = (
    "A. Writer",
    "The Paper",
    "example.org/walk",
    "The Paper Company",
    "creativecommons.org/licenses/by-nd/4.0/",
)


def test_each_file_of_an_article_names_author_source_holder_and_licence() -> None:
    theme = load_theme()
    evidence = read_evidence(epub.write(book_of(EDITION, theme), theme), "e.epub")
    assert not [one for one in evidence.segments if one.text.startswith("“A long walk” ·")]
    files = sorted(
        {
            segment.place
            for segment in evidence.segments
            if "/a1-" in segment.place or "/a2-" in segment.place
        }
    )
    assert len(files) >= 2
    for file in files:
        *_, last = [
            segment.text
            for segment in evidence.segments
            if segment.place == file and "Step" not in segment.text
        ]
        said = " ".join(segment.text for segment in evidence.segments if segment.place == file)
        assert all(words in said for words in NAMED), file
        assert last


@pytest.mark.slow
def test_each_page_of_an_article_names_author_publication_and_short_source() -> None:
    theme = load_theme()
    pages = read_pages(pdf.write(book_of(EDITION, theme), theme), "e.pdf")
    steps = [page for page in pages if "One word after the other" in page.text]
    assert len(steps) > 4
    for page in steps:
        said = " ".join(page.furniture.split())
        assert "A. Writer, B. Writer · The Paper · example.org" in said, page.number


def test_of_a_divided_article_each_file_but_that_of_the_credit_block_says_whose_it_is() -> None:
    theme = load_theme()
    chapter = next(chapter for chapter in book_of(EDITION, theme).chapters if chapter.article)
    files = [file.data for file in files_of([chapter], longest=4_000).files]
    assert len(files) > 2
    assert [(b"file-credit" in data) + (b"doc-credit" in data) for data in files] == [1] * len(
        files
    )
    (whole,) = files_of([chapter]).files
    assert b"file-credit" not in whole.data


def test_a_theme_can_switch_it_off() -> None:
    theme = replace(load_theme(), credit_everywhere=False)
    chapter = next(chapter for chapter in book_of(EDITION, theme).chapters if chapter.article)
    assert (chapter.running, chapter.credit) == ((), b"")
    assert b"file-credit" not in epub.write(book_of(EDITION, theme), theme)


def line(article: Article, phrases: Phrases = ENGLISH) -> str:
    """The facts of a running line, one behind the other."""
    return BETWEEN.join(running_facts(article, phrases))


@pytest.mark.parametrize(
    ("name", "url", "said"),
    [
        ("https://a.example/way/page.html", "https://a.example/way/page.html", ("a.example",)),
        ("A.example", "https://www.a.example/page", ("A.example",)),
        ("The Paper http://a.example", "", ("The Paper …",)),
        ("http://a.example/page", "", ("a.example",)),
        ("https://", "", ()),
        ("", "https:///page", ()),
        ("a. writer", "https://b.example/", ("b.example",)),
    ],
)
def test_a_running_line_has_no_scheme_and_no_fact_twice(
    name: str, url: str, said: tuple[str, ...]
) -> None:
    source = Source(relation=Relation.CAPTURED_FROM, name=name, url=url, title="A page")
    article = replace(ARTICLE, contributors=ARTICLE.contributors[:1], sources=(source,))
    assert running_facts(article, ENGLISH) == ("A. Writer", *said)


def test_the_short_source_of_what_an_archive_kept_is_the_archive() -> None:
    kept = "https://archive.example.net/2026/https://www.example.org/page?from=https://a.example/"
    source = replace(ARTICLE.sources[0], url=kept)
    assert line(replace(ARTICLE, sources=(source,)), ENGLISH).endswith(" · archive.example.net")


def test_many_authors_leave_room_for_the_source() -> None:
    many = replace(
        ARTICLE,
        contributors=tuple(Contributor(name=f"Author Number {number}") for number in range(9)),
    )
    assert line(many, ENGLISH) == "Author Number 0 et al. · The Paper · example.org"
    assert len(line(many, ENGLISH)) <= RUNNING
    # a site that is its own author is named once
    own = replace(ARTICLE, contributors=(Contributor(name=ARTICLE.sources[-1].name),))
    assert line(own, ENGLISH).count(ARTICLE.sources[-1].name) == 1
