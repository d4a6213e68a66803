"""Links from one article of an edition to another lead to the copy inside."""

import pytest

from publisher.model.article import Article, Relation, Source
from publisher.model.body import Link, Paragraph, Text
from publisher.model.edition import Edition, Part
from publisher.rendering.article_links import canonical_address
from publisher.rendering.compose import book_of
from publisher.rendering.theme import load_theme


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.org/a", "http://www.example.org/a/"),
        ("https://example.org/a", "https://EXAMPLE.org/a#part"),
        ("https://example.org/a?id=1", "https://example.org/a?utm_source=x&id=1"),
    ],
)
def test_addresses_of_one_page_are_equal(one, other):
    assert canonical_address(one) == canonical_address(other)


@pytest.mark.parametrize("other", ["https://example.org/b", "https://example.org/a?id=1", "#a"])
def test_addresses_of_other_pages_are_not(other):
    assert canonical_address("https://example.org/a") != canonical_address(other)


def article(title: str, link: str, relation: Relation = Relation.CAPTURED_FROM) -> Article:
    return Article(
        title=title,
        language="en",
        sources=(Source(relation=relation, url=f"https://example.org/{title}"),),
        body=(Paragraph(children=(Link(address=link, children=(Text(text="there"),)),)),),
    )


def chapters_of(*articles: Article) -> list[str]:
    edition = Edition(name="e", title="E", language="en", parts=(Part(articles=articles),))
    book = book_of(edition, load_theme())
    return [chapter.markup.decode() for chapter in book.chapters if chapter.role == "article"]


def test_a_link_to_an_article_of_the_edition_leads_to_its_copy_and_the_credit_to_the_original():
    first, second = chapters_of(
        article("one", "https://example.org/two#part"), article("two", "https://example.org/x")
    )
    assert (
        '<a href="a2-two.xhtml#a2-two-title" data-address="https://example.org/two#part"' in first
    )
    assert 'href="https://example.org/two"' in second
    assert 'href="https://example.org/x"' in second


def test_a_link_to_the_original_of_a_translation_leads_outside():
    first, _ = chapters_of(
        article("one", "https://example.org/two"),
        article("two", "https://example.org/x", Relation.TRANSLATED_FROM),
    )
    assert 'href="https://example.org/two"' in first
