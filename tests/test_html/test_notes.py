"""Footnotes of a page, in the forms that pages give them."""

import pytest

from publisher.model.body import Note, NoteMark, inlines, plain_text
from publisher.readers.html import pieces
from publisher.readers.source import SourceText

TEXT = (
    "<p>The mill was sold twice within a year{}, which nobody in the village had expected to"
    " see.</p>"
)
FORMS = {
    "list": (
        TEXT.format('<sup><a href="#fn1">1</a></sup>'),
        '<ol><li id="fn1">See the deeds. <a href="#ref1">↩</a></li></ol>',
    ),
    "anchor in item": (
        TEXT.format(' <a href="#r1">[1]</a>'),
        '<ol><li><a id="r1"></a>See the deeds.</li></ol>',
    ),
    "aside": (
        TEXT.format('<a href="#n1"><sup>1</sup></a>'),
        '<aside class="footnotes"><p id="n1">1 See the deeds.</p></aside>',
    ),
    "file name": (
        TEXT.format('<a href="ch2.html#fn1">1</a>'),
        '<div><p id="fn1"><sup><a href="ch2.html#m">1</a></sup> See the deeds.</p></div>',
    ),
}


def blocks_of(markup: str):
    read = pieces(SourceText.of("page.html", f"<body><article>{markup}</article></body>".encode()))
    return tuple(piece.block for piece in read.pieces if piece.block)


@pytest.mark.parametrize("form", FORMS)
def test_a_note_and_its_mark_have_one_name(form):
    blocks = blocks_of("".join(FORMS[form]))
    notes = [block for block in blocks if isinstance(block, Note)]
    marks = [inline.note for inline in inlines(blocks) if isinstance(inline, NoteMark)]
    assert [note.name for note in notes] == marks == ["1"]
    assert "See the deeds." in plain_text(notes[0].children)


def test_notes_behind_one_another_in_a_paragraph_are_two():
    marks = TEXT.format('<a href="#a">1</a>') + TEXT.format('<a href="#b">2</a>')
    blocks = blocks_of(
        f'{marks}<p><a name="a"><sup>1</sup></a> The deeds.<br><br><a name="b"><sup>2</sup></a> The'
        " letters.</p>"
    )
    assert [plain_text(block.children) for block in blocks if isinstance(block, Note)] == [
        "The deeds.",
        "The letters.",
    ]


def test_a_count_that_leads_to_the_comments_is_no_mark():
    blocks = blocks_of(
        TEXT.format('<a href="#comments">5</a>')
        + '<div id="comments" class="comments"><p>5 comments stand here.</p></div>'
    )
    assert not any(isinstance(block, Note) for block in blocks)


def test_a_number_that_leads_to_a_list_of_theorems_is_no_mark():
    blocks = blocks_of(
        TEXT.format('<a href="#t">3</a>')
        + '<ul><li><a name="t"></a>Exercise 3. Use the inequality.</li></ul>'
    )
    assert not any(isinstance(block, Note) for block in blocks)
