"""A picture inside a link leads where its source says, whatever form the source has.

A link to the same picture is none.
"""

import pytest

from publisher.model.body import Figure, Link, Picture, inlines, walk
from publisher.readers import read
from publisher.schema.markdown import write_article

PROSE = (
    "The bridge was closed on Monday, and nobody in the valley could say when it would open again."
)
TARGET = "https://example.org/where-it-leads"
PAGE = (
    f"<html><body><article><h1>The bridge is closed</h1><p>{PROSE}</p><figure><a href='{{}}'><img"
    " src='https://example.org/p.jpg' alt='A bridge'></a><figcaption>The"
    f" bridge</figcaption></figure><p>{PROSE}</p></article></body></html>"
)
FOREIGN = (
    f"# The bridge is closed\n\n{PROSE}\n\n[![A"
    f" bridge](https://example.org/p.jpg)]({{}})\n\n{PROSE}\n"
)
OWN = """---
title: T
rights:
  basis: own-work
assets:
  - id: p
    file: p.png
    alt: A bridge
---

[![](p)](https://example.org/where-it-leads)
The caption.

Words and [![](p)](https://example.org/in-a-line) a picture.

[[![](p)](https://example.org/alone)]{}
"""


@pytest.mark.parametrize(("name", "source"), [("page.html", PAGE), ("page.md", FOREIGN)])
@pytest.mark.parametrize(
    ("address", "leads"),
    [(TARGET, TARGET), ("https://example.org/full/p.JPG?w=2000", ""), ("javascript:x()", "")],
)
def test_a_captured_picture_leads_to_the_page_it_was_linked_to(
    name: str, source: str, address: str, leads: str
) -> None:
    article = read(name, source.format(address).encode()).article
    assert [block.address for block in walk(article.body) if isinstance(block, Figure)] == [leads]


def test_an_article_links_figures_and_pictures_among_words_and_reads_back_the_same() -> None:
    article = read("a.md", OWN.encode()).article
    assert [block.address for block in walk(article.body) if isinstance(block, Figure)] == [TARGET]
    linked = [
        inline.address
        for inline in inlines(article.body)
        if isinstance(inline, Link) and any(isinstance(child, Picture) for child in inline.children)
    ]
    assert linked == ["https://example.org/in-a-line", "https://example.org/alone"]
    assert read("b.md", write_article(article).encode()).article == article
