"""The colophon says what is known of the edition, and no date that nobody gave."""

import datetime
from dataclasses import replace

import pytest

from publisher.model.article import Article
from publisher.model.body import Paragraph, Text
from publisher.model.edition import alone
from publisher.rendering.compose import book_of
from publisher.rendering.theme import load_theme
from publisher.verify import read_evidence
from publisher.writers.epub import writer as epub
from tests.apparatus import end_of

EDITION = alone(
    Article(title="A page", body=(Paragraph(children=(Text(text="Words."),)),)), name="page"
)


DAY = datetime.date(2026, 5, 3)


@pytest.mark.parametrize(
    ("moment", "printed"),
    [(None, False), (datetime.datetime(2026, 11, 23, tzinfo=datetime.UTC), True)],
)
def test_a_moment_is_printed_only_if_somebody_gave_one(
    moment: datetime.datetime | None, printed: bool
) -> None:
    colophon = end_of(book_of(EDITION, load_theme(), moment).chapters[-1])
    assert ("Made on 23 November 2026 with publisher" in colophon) is printed
    assert "Made with publisher" in colophon or printed
    assert "1980" not in colophon


def test_no_day_of_an_article_is_taken_for_the_day_on_which_its_edition_was_made() -> None:
    article = replace(EDITION.articles[0], published=DAY, language="en")
    words = end_of(book_of(alone(article, name="page"), load_theme()).chapters[0])
    assert words.count("3 May 2026") == 1
    assert "Published on 3 May 2026." in words
    assert "Made with publisher" in words


def test_a_day_of_publication_of_the_edition_itself_is_printed_beside_its_article_s() -> None:
    article = replace(EDITION.articles[0], published=DAY, language="en")
    edition = replace(alone(article, name="page"), published=DAY.replace(year=2027))
    words = end_of(book_of(edition, load_theme()).chapters[0])
    assert "Published on 3 May 2026." in words
    assert "Published on 3 May 2027." in words


def test_a_single_article_has_its_colophon_behind_its_credit_and_no_page_of_sources() -> None:
    (chapter,) = book_of(EDITION, load_theme()).chapters
    assert (chapter.role, b'class="colophon"' in chapter.end) == ("article", True)


def test_several_articles_have_one_page_of_sources_with_the_colophon_below() -> None:
    edition = replace(EDITION, single=False, parts=EDITION.parts * 2, title="Pages")
    *articles, sources = book_of(edition, load_theme()).chapters
    assert [chapter.end for chapter in articles] == [b""] * 4
    assert sources.role == "sources"
    assert sources.markup.count(b'class="colophon"') == 1


def test_the_colophon_of_an_epub_says_nothing_of_the_fonts_of_the_pdf() -> None:
    theme = load_theme()
    book = book_of(EDITION, theme)
    words = " ".join(
        segment.text for segment in read_evidence(epub.write(book, theme), "e").segments
    )
    assert "Made with publisher" in words
    assert "SIL Open Font License" in end_of(book.chapters[0])
    assert "SIL Open Font License" not in words
