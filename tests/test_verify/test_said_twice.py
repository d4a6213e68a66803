"""A file is sound where an edition says of itself what its articles say, or holds one twice."""

import io
import zipfile
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publisher.model.article import Article, Contributor, Relation, Role, Source
from publisher.model.body import Paragraph, Text
from publisher.model.edition import Edition, Part
from publisher.rendering.book import Book
from publisher.rendering.compose import book_of
from publisher.rendering.theme import load_theme
from publisher.verify import verify_bytes
from publisher.writers.epub import writer as epub
from publisher.writers.pdf import writer as pdf

THEME = load_theme("book")
TITLES = st.sampled_from(["A walk by the lake", "Walks"])
LINES = st.sampled_from(["", "Seen from the shore.", "We went there in May and stayed."])
TEXTS = st.sampled_from(
    [
        ("We went there in May and stayed.",),
        ("We went there in May and stayed.", "Seen from the shore."),
    ]
)
PEOPLE = st.sampled_from([(), ("A. Writer",), ("A. Writer", "B. Writer")])
SOURCES = st.sampled_from([(), (Source(relation=Relation.CAPTURED_FROM, name="The Paper"),)])
ARTICLES = st.builds(
    lambda title, subtitle, standfirst, text, people, sources: Article(
        title=title,
        subtitle=subtitle,
        standfirst=standfirst,
        language="en",
        contributors=tuple(Contributor(name=name) for name in people),
        sources=sources,
        body=tuple(Paragraph(children=(Text(text=words),)) for words in text),
    ),
    *(TITLES, LINES, LINES, TEXTS, PEOPLE, SOURCES),
)
EDITORS = PEOPLE.map(
    lambda names: tuple(Contributor(name=name, role=Role.EDITOR) for name in names)
)
EDITIONS = st.builds(
    lambda title, subtitle, description, editors, articles, again: Edition(
        name="twice",
        title=title,
        subtitle=subtitle,
        description=description,
        language="en",
        contributors=editors,
        parts=(Part(articles=(*articles, *(articles[:1] if again else ()))),),
    ),
    *(TITLES, LINES, LINES, EDITORS, st.lists(ARTICLES, min_size=1, max_size=2), st.booleans()),
)


def findings(book: Book, form: str) -> list[str]:
    data = epub.write(book, THEME) if form == "epub" else pdf.write(book, THEME)
    report = verify_bytes(data, f"twice.{form}", book.ledger, expected=book.record)
    return [finding.message for finding in report.findings]


@settings(max_examples=12)
@given(EDITIONS)
def test_an_epub_that_says_the_same_of_edition_and_articles_is_sound(edition: Edition) -> None:
    assert findings(book_of(edition, THEME), "epub") == []


@pytest.mark.judge
@settings(max_examples=60, deadline=None)
@given(EDITIONS)
def test_a_pdf_that_says_the_same_of_edition_and_articles_is_sound(edition: Edition) -> None:
    assert findings(book_of(edition, THEME), "pdf") == []


ALIKE = Article(
    title="A walk by the lake",
    standfirst="Seen from the shore.",
    language="en",
    contributors=(Contributor(name="A. Writer"),),
    body=(Paragraph(children=(Text(text="We went there in May and stayed."),)),),
)
EDITION = Edition(
    name="twice",
    title=ALIKE.title,
    subtitle=ALIKE.standfirst,
    description="We went there in May and stayed.",
    language="en",
    parts=(Part(articles=(ALIKE, ALIKE)),),
)


@pytest.mark.slow
def test_a_pdf_whose_title_page_has_all_words_of_its_article_is_sound() -> None:
    assert findings(book_of(EDITION, THEME), "pdf") == []


@pytest.mark.parametrize("lost", ["We went there in May and stayed.", "A. Writer"])
@pytest.mark.parametrize("articles", [1, 2])
def test_what_an_article_lost_is_found_although_the_title_page_says_it(
    lost: str, articles: int
) -> None:
    edition = replace(EDITION, parts=(Part(articles=(ALIKE,) * articles),))
    book = book_of(edition, THEME)
    pages = zipfile.ZipFile(io.BytesIO(epub.write(book, THEME)))
    changed = io.BytesIO()
    with zipfile.ZipFile(changed, "w") as written:
        for info in pages.infolist():
            data = pages.read(info)
            is_last = info.filename.startswith(f"EPUB/a{articles}-")
            written.writestr(info, data.replace(lost.encode(), b"") if is_last else data)
    report = verify_bytes(changed.getvalue(), "twice.epub", book.ledger, expected=book.record)
    assert report.count("error")
