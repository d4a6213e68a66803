"""Markdown of other software.

Every visible word in a piece, structure kept, counters and definitions apart.
"""

import pytest

from publisher.model.body import (
    Aside,
    Code,
    Emphasis,
    Figure,
    Heading,
    LineBreak,
    Link,
    List,
    Note,
    Paragraph,
    Quote,
    Rule,
    Table,
    Text,
    plain_text,
)
from publisher.readers.markdown import read
from publisher.readers.markdown.foreign.blocks import Maker
from publisher.readers.markdown.parser import nodes
from publisher.readers.notes import settled
from publisher.readers.source import SourceText
from publisher.schema.locate import DEEPEST
from publisher.schema.markdown import write_article
from publisher.schema.normal import normal


def made(text):
    maker = Maker(read=nodes)
    return maker.pieces(nodes(text)), maker


def blocks(text):
    return [piece.block for piece in made(text)[0]]


def words(text):
    return set(text.split())


def reading(text):
    return read(SourceText.of("capture.md", text.encode()))


def test_blocks_of_markdown_are_blocks_with_their_lines():
    text = (
        "# Title\n\nA *word* and\n[a link](https://example.org/a).\n\n* * *\n\n> Said.\n\n1."
        " one\n2. two\n\n```python title\nx = 1\n```\n"
    )
    pieces, _ = made(text)
    assert [(type(piece.block), piece.line) for piece in pieces if piece.block] == [
        (Heading, 1),
        (Paragraph, 3),
        (Rule, 6),
        (Quote, 8),
        (List, 10),
        (Code, 13),
    ]
    assert pieces[1].text == "A word and a link."
    assert pieces[1].addresses == ("https://example.org/a",)
    assert pieces[2].block == Rule(mark="* * *")
    assert [(piece.text, piece.region) for piece in pieces if not piece.block] == [
        ("title", "metadata")
    ]


def test_the_cells_that_a_table_has_too_many_are_kept():
    [table] = blocks("| a | b |\n|---|---|\n| c | d | more words |\n")
    assert isinstance(table, Table)
    assert plain_text((table,)).split("\n") == ["a", "b", "c", "d", "more words"]


def test_html_among_markdown_is_read_as_on_a_page():
    [quote, figure, paragraph] = blocks(
        "<blockquote>\n<p>Said <em>so</em>.</p>\n\n</blockquote>\n\n<figure><img"
        ' src="https://example.org/p.png" alt="A press"><figcaption>A'
        ' press</figcaption></figure>\n\n<p>More, <a href="https://example.org/">there</a>.</p>\n'
    )
    assert quote == Quote(
        children=(
            Paragraph(
                children=(Text(text="Said "), Emphasis(children=(Text(text="so"),)), Text(text="."))
            ),
        )
    )
    assert isinstance(figure, Figure)
    assert figure.caption == (Text(text="A press"),)
    assert isinstance(paragraph, Paragraph)
    assert isinstance(paragraph.children[1], Link)


def test_html_inside_a_paragraph_keeps_its_links_and_loses_only_tags():
    [paragraph] = blocks(
        'A **strong** <cite>title</cite><br>and <a href="https://example.org/">a link</a> &'
        " `code`.\n"
    )
    assert plain_text((paragraph,)) == "A strong title\nand a link & code."
    assert any(isinstance(child, Link) for child in paragraph.children)


def test_a_break_in_html_is_a_break():
    assert blocks("one<br/>two\n") == [
        Paragraph(children=(Text(text="one"), LineBreak(), Text(text="two")))
    ]


@pytest.mark.parametrize(
    "counter",
    [
        "![](https://counter.example.org/content/1/count.gif)",
        "![The site](https://example.org/counter/1.gif)",
        '<img src="https://example.org/1.gif" width="1" height="1">',
    ],
)
def test_a_counter_beside_words_is_a_piece_without_words_and_the_words_stay(counter):
    pieces, maker = made(f"Last words. {counter}\n")
    assert [piece.text for piece in pieces if piece.block] == ["Last words."]
    assert [
        piece.addresses[0].startswith("https://")
        for piece in pieces
        if not piece.block and not piece.text
    ] == [True]
    assert not maker.found.assets


def test_pictures_stand_before_or_behind_the_words_they_stood_with():
    pieces, maker = made(
        "![A press](images/press.png) Words.\n\nWords ![](https://example.org/p.jpg)\n\n[![A"
        " map](map.png)](https://example.org/)\n"
    )
    assert [type(piece.block) for piece in pieces] == [Figure, Paragraph, Paragraph, Figure, Figure]
    assert [(asset.file, asset.url, asset.alt) for asset in maker.found.assets.values()] == [
        ("images/press.png", "", "A press"),
        ("", "https://example.org/p.jpg", ""),
        ("map.png", "", "A map"),
    ]


def test_definitions_nobody_refers_to_are_pieces_and_used_ones_are_links():
    pieces, _ = made(
        'See [this][1].\n\n[1]: https://example.org/one "Its title"\n[1]:'
        " https://example.org/again\n[2]: https://example.org/two\n"
    )
    assert pieces[0].addresses == ("https://example.org/one",)
    assert [(piece.text, piece.region) for piece in pieces[1:]] == [
        ("Its title", "metadata"),
        ("[1]: https://example.org/again", "metadata"),
        ("[2]: https://example.org/two", "metadata"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "> [quoted]: https://example.org/quoted",
        "> Words.\n>\n> [quoted]: https://example.org/quoted",
        "- [quoted]: https://example.org/quoted\n- item",
        '[quoted]: <https://example.org/quoted>\n  "over\n  lines"',
    ],
)
def test_a_definition_nobody_refers_to_is_kept_wherever_it_stands(text):
    pieces, _ = made(f"{text}\n\nWords of a text.\n")
    assert any(
        piece.text.startswith("[quoted]: ") and piece.region == "metadata" for piece in pieces
    )
    assert all(piece.text for piece in pieces)


@pytest.mark.parametrize(
    "block",
    [
        "![](p.png)",
        "***",
        "```\n```",
        "> [a]: https://example.org/",
        "- ",
        "| |\n|-|",
        "<hr>",
        "![](p.png)\n\n***",
    ],
)
def test_a_capture_that_begins_with_a_block_without_words_is_read(block):
    found = reading(f"{block}\n\nThe first words of a text\n\nA paragraph that follows on them.\n")
    assert "A paragraph that follows on them." in plain_text(found.article.body)
    assert not words(f"{block} The first words of a text") - words(
        f"{block} {found.article.title} {plain_text(found.article.body)}"
    )


def test_addresses_that_lead_nowhere_are_kept_beside_their_words():
    pieces, _ = made('[Here](/inside) and [there](javascript:x) ![p](/sites/p.png "words")\n')
    assert pieces[0].text == "Here and there"
    assert {piece.text for piece in pieces if piece.region == "metadata"} == {
        "/inside",
        "javascript:x",
        "/sites/p.png",
        "words",
    }


def test_comments_that_carry_facts_are_read_as_front_matter():
    found = reading(
        '[#]: author: "First Author https://example.org/author"\n[#]: translator: " "\n[#]: via:'
        ' "https://example.org/original"\n\nA headline\n======\n\nThe first paragraph of the'
        " text.\n\nThe second paragraph of it.\n"
    )
    assert found.article.title == "A headline"
    assert [person.name for person in found.article.contributors] == ["First Author"]
    assert found.article.sources[0].url == "https://example.org/original"


def test_a_mark_whose_note_is_missing_is_words_and_a_note_nobody_marks_is_a_paragraph():
    note = Note(name="b", children=(Paragraph(children=(Text(text="note"),)),))
    text = reading("A[^a]\n\nMore words of a text.\n\n[^a]: First\n").article.body
    assert settled(text) == text
    marked = next(block for block in text if not isinstance(block, Note))
    assert [plain_text((block,)) for block in settled((marked, note))][-1] == "[b] note"
    assert not any(isinstance(block, Note | Aside) for block in settled((marked, note)))


def test_blocks_nested_too_deeply_are_read_line_by_line_with_a_remark():
    found = reading("Title\n\n" + "> " * (3 * DEEPEST) + "deep words\n\nOther words of the text.\n")
    assert any("nested too deeply" in remark for remark in found.remarks)
    assert "deep words" in plain_text(found.article.body)


@pytest.mark.parametrize(
    "text",
    [
        "---\n",
        "<",
        "[a]: ",
        "![](",
        "| a\n|-\n",
        "<p",
        "&#0;",
        "\\",
        "<!-- x -->\n",
        "[^a]: x\n",
        "- \n  - \n",
        "![](https://example.org/p.png)",
    ],
)
def test_scraps_are_read_without_stumbling(text):
    reading(f"{text}\n\nA paragraph of some words.\n\nAnother one of some words.\n")


def test_every_capture_in_markdown_reads_back_equal_when_imported(shared):
    for path in sorted((shared / "corpus" / "captures").glob("*.md")):
        article = read(SourceText.of(path.name, path.read_bytes())).article
        assert (
            read(SourceText.of("article.md", write_article(article).encode())).article
            == normal(article)
            == article
        ), path.name
