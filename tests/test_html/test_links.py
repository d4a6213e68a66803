"""Links within a page: places that are led to, and marks of headings that lead to themselves."""

import pytest

from publisher.model.body import (
    Anchor,
    Heading,
    Link,
    Note,
    inlines,
    marks_of,
    plain_inline,
    plain_text,
)
from publisher.readers.html import read
from publisher.readers.source import SourceText

PROSE = (
    "<p>The bridge was closed on Monday, and nobody in the valley could say when it would open"
    " again.</p>"
)
HEAD = (
    "<head><title>The bridge</title>"
    '<link rel="canonical" href="https://example.org/valley/bridge"></head>'
)


def article_of(markup: str):
    page = f"<html>{HEAD}<body><article>{PROSE}{markup}{PROSE}</article></body></html>"
    return read(SourceText.of("page.html", page.encode())).article


def led_to(article, name):
    """The block that the anchor of this name stands in."""
    for block in article.body:
        if any(isinstance(one, Anchor) and one.name == name for one in inlines((block,))):
            return block
    return None


@pytest.mark.parametrize(
    ("link", "target"),
    [
        ("#rope", '<h2 id="rope">Rope</h2>'),
        ("#rope", '<section id="rope"><h2>Rope</h2></section>'),
        ("#rope", '<a name="rope"></a><h2>Rope</h2>'),
        ("#rope", '<p><a id="rope"></a></p><h2>Rope</h2>'),
        ("#rope", '<pre id="rope">a</pre><h2>Rope</h2>'),
        ("https://example.org/valley/bridge#rope", '<h2><span id="rope">Rope</span></h2>'),
        ("#se%C3%A9", '<h2 id="seé">Rope</h2>'),
    ],
)
def test_a_link_leads_to_its_place_in_the_article(link, target):
    article = article_of(f'<p>See <a href="{link}">the part on rope</a>, below.</p>{target}')
    (found,) = [one for one in inlines(article.body) if isinstance(one, Link)]
    place = led_to(article, found.address[1:])
    assert isinstance(place, Heading)
    assert plain_inline(place.children) == "Rope"


@pytest.mark.parametrize(
    "link", ['<a href="#none">words</a>', '<a href="#">words</a>', '<a id="x">words</a>']
)
def test_a_link_to_no_place_is_words(link):
    found = inlines(article_of(f"<p>Some {link}.</p>").body)
    assert not any(isinstance(one, Anchor | Link) for one in found)


@pytest.mark.parametrize(
    ("heading", "words"),
    [
        ('<h2 id="use">Using it <a href="#use">#</a></h2>', "Using it"),
        ('<h2 id="use"><a href="#use">¶</a> Using it</h2>', "Using it"),
        ('<section id="use"><h2>Using it<a href="#use">Link here</a></h2></section>', "Using it"),
        ('<div><h2 id="use">Using it</h2><a href="#use">§</a></div>', "Using it"),
        ('<h2>Using it <a name="use" href="#use" title="Permalink">anchor</a></h2>', "Using it"),
        ('<h2 id="use"><a href="#use">Using it</a></h2>', "Using it"),
        ('<h2 id="use"><a href="#use">1.2</a> Using it</h2>', "1.2 Using it"),
        ('<h2 id="use">Using # it</h2>', "Using # it"),
        ('<h2 id="use">Using <a href="https://example.org/it">it</a></h2>', "Using it"),
    ],
)
def test_a_heading_says_its_words_and_not_how_to_link_it(heading, words):
    article = article_of(heading)
    said = [plain_inline(one.children) for one in article.body if isinstance(one, Heading)]
    assert said == [words]
    assert not any(isinstance(one, Link) and one.address[0] == "#" for one in inlines(article.body))


def test_marks_of_notes_are_printed_as_in_the_source():
    marks = "".join(f'<sup><a href="#n{name}">{name}</a></sup>' for name in ("1", "2", "*", "3"))
    said = "".join(
        f'<li id="n{name}">{name} Words of it. <a href="#r">↩</a></li>'
        for name in ("1", "2", "*", "3")
    )
    article = article_of(f'<p id="r">Water{marks} came.</p><ol class="footnotes">{said}</ol>')
    assert list(marks_of(article.body).values()) == ["1", "2", "*", "3"]
    notes = [one for one in article.body if isinstance(one, Note)]
    assert [note.label for note in notes] == ["", "", "*", ""]
    assert {plain_text(note.children) for note in notes} == {"Words of it."}
