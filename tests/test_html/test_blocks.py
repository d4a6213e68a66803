"""Elements of a page become blocks of the closed vocabulary."""

import pytest

from publisher.model.body import (
    Abbreviation,
    Aside,
    Code,
    Figure,
    Heading,
    Link,
    List,
    Paragraph,
    Quote,
    Table,
    inlines,
    plain_inline,
    plain_text,
)
from publisher.readers.html import pieces
from publisher.readers.source import SourceText

PROSE = (
    "<p>The bridge was closed on Monday, and nobody in the valley could say when it would open"
    " again.</p>"
)
HEAD = '<head><link rel="canonical" href="https://example.org/valley/bridge"></head>'


def read_of(markup: str):
    return pieces(
        SourceText.of(
            "page.html",
            f"<html>{HEAD}<body><article>{PROSE}{markup}{PROSE}</article></body></html>".encode(),
        )
    )


def blocks_of(markup: str):
    return [piece.block for piece in read_of(markup).pieces if piece.block][1:-1]


def test_two_line_breaks_part_paragraphs():
    assert [
        plain_text((block,)) for block in blocks_of("<div>One line.<br><br>Another line.</div>")
    ] == ["One line.", "Another line."]


def test_headings_keep_their_ladder():
    assert [
        block.level
        for block in blocks_of("<h2>First</h2><h4>Below</h4>")
        if isinstance(block, Heading)
    ] == [1, 3]


def test_a_figure_keeps_caption_and_credit_apart():
    caption = '<figcaption>The arch. <span class="credit">Photo: A. Example</span></figcaption>'
    read = read_of(f'<figure><img data-src="/a.jpg" src="data:," alt="An arch">{caption}</figure>')
    figure = next(piece.block for piece in read.pieces if isinstance(piece.block, Figure))
    assert plain_inline(figure.caption) == "The arch."
    assert [(asset.url, asset.alt, asset.credit) for asset in read.hints.assets] == [
        ("https://example.org/a.jpg", "An arch", "Photo: A. Example")
    ]


def test_a_counter_is_told_and_is_no_figure():
    read = read_of('<p><img src="https://count.example.org/count.gif" width="1" height="1"></p>')
    assert not any(isinstance(piece.block, Figure) for piece in read.pieces)
    assert [piece.addresses for piece in read.pieces if piece.region == "metadata"] == [
        ("https://count.example.org/count.gif",)
    ]


def test_a_table_that_lays_out_a_page_is_no_table():
    assert not any(
        isinstance(block, Table)
        for block in blocks_of(
            '<table role="presentation"><tr><td>Left.</td><td>Right.</td></tr></table>'
        )
    )


def test_a_table_keeps_heads_spans_and_caption():
    (table,) = blocks_of(
        "<table><caption>Tolls</caption><tr><th"
        " colspan=2>Way</th></tr><tr><td>Cart</td><td>2</td></tr></table>"
    )
    assert isinstance(table, Table)
    assert (
        plain_inline(table.caption),
        len(table.head),
        table.head[0].cells[0].columns,
        len(table.rows),
    ) == ("Tolls", 1, 2, 1)


def test_lists_nest():
    (outer,) = blocks_of("<ol start=3><li>One<ul><li>Two</li></ul></li></ol>")
    assert isinstance(outer, List)
    assert (outer.ordered, outer.start, isinstance(outer.items[0].children[1], List)) == (
        True,
        3,
        True,
    )


def test_a_quotation_has_its_attribution():
    (quote,) = blocks_of(
        "<blockquote><p>It will stand.</p><footer>— The builder</footer></blockquote>"
    )
    assert isinstance(quote, Quote)
    assert plain_inline(quote.attribution) == "— The builder"


def test_code_keeps_blanks_and_language():
    (code,) = blocks_of('<pre><code class="language-python">if x:\n    y()\n</code></pre>')
    assert code == Code(text="if x:\n    y()", language="python")


@pytest.mark.parametrize(
    ("href", "address"),
    [
        ("../map", "https://example.org/map"),
        ("mailto:a@example.org", "mailto:a@example.org"),
        ("javascript:alert(1)", ""),
        ("http://[bad", ""),
        ("/cdn-cgi/l/email-protection#ab", ""),
    ],
)
def test_links_are_whole_or_plain_words(href, address):
    blocks = tuple(blocks_of(f'<p>See <a href="{href}">the map</a>.</p>'))
    assert plain_text(blocks) == "See the map."
    assert [inline.address for inline in inlines(blocks) if isinstance(inline, Link)] == (
        [address] if address else []
    )


def test_a_frame_is_its_address_and_is_told():
    read = read_of('<iframe src="https://video.example.org/7"></iframe>')
    assert any(
        isinstance(piece.block, Paragraph) and piece.text == "https://video.example.org/7"
        for piece in read.pieces
    )
    assert any("frames" in remark for remark in read.hints.remarks)


def test_a_box_keeps_its_title():
    (box,) = blocks_of("<details><summary>More</summary><p>The toll is two pence.</p></details>")
    assert isinstance(box, Aside)
    assert plain_inline(box.title) == "More"


@pytest.mark.parametrize(
    ("markup", "numbers", "numbering"),
    [
        ('<ol type="A" start="3"><li>a<li>b</ol>', (3, 4), "upper-alpha"),
        ('<ol style="list-style: inside lower-latin"><li>a</ol>', (1,), "lower-alpha"),
        ("<ol reversed><li>a<li>b<li>c</ol>", (3, 2, 1), "decimal"),
        ('<ol reversed start="9"><li>a<li value="4">b<li>c</ol>', (9, 4, 3), "decimal"),
        ('<ol><li>a<li value="7">b<li>c</ol>', (1, 7, 8), "decimal"),
        ('<ol start="-1"><li value="x">a<li>b</ol>', (-1, 0), "decimal"),
        ('<ol type="i" style="list-style-type:none"><li>a</ol>', (1,), "none"),
    ],
)
def test_a_list_counts_as_its_page_counts(markup, numbers, numbering):
    (listed,) = blocks_of(markup)
    assert (listed.numbers, listed.numbering) == (numbers, numbering)


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("<ul><li><input type=checkbox checked> a<li><input type=checkbox> b</ul>", "☑ a\n☐ b"),
        ("<ul><li><p><label><input type=checkbox> a</label></p></ul>", "☐ a"),
        ('<ul><li><span role="checkbox" aria-checked="true"></span> a</ul>', "☑ a"),
        ('<ul class="todo"><li class="done">a<li>b</ul>', "☑ a\n☐ b"),
        ('<ul class="checklist"><li>a<li>b</ul>', "a\nb"),
        ("<ul><li>a <input type=checkbox> b</ul>", "a b"),
        ("<ul><li><input type=radio checked> a</ul>", "a"),
    ],
)
def test_what_is_ticked_is_told_from_what_is_not(markup, words):
    assert plain_text(tuple(blocks_of(markup))) == words


def entries_of(markup: str):
    (terms,) = blocks_of(markup)
    return [
        (plain_inline(entry.term), [plain_text(one.children) for one in entry.definitions])
        for entry in terms.entries
    ]


@pytest.mark.parametrize(
    ("markup", "entries"),
    [
        ("<dl><dt>a<dd>1<dt>b<dd>2</dl>", [("a", ["1"]), ("b", ["2"])]),
        ("<dl><dt>a<dt>b<dd>1<dd>2</dl>", [("a", []), ("b", ["1", "2"])]),
        (
            "<dl><div><dt>a</dt><dd>1</dd></div><div><dt>b</dt></div></dl>",
            [("a", ["1"]), ("b", [])],
        ),
        ("<dl><dd>1<dt>a</dl>", [("", ["1"]), ("a", [])]),
        ("<dl><dt>a</dt><dd><p>1</p><ul><li>2</ul></dd><p>3</p></dl>", [("a", ["1\n2\n3"])]),
    ],
)
def test_terms_keep_what_is_said_of_them(markup, entries):
    assert entries_of(markup) == entries


@pytest.mark.parametrize(
    "markup",
    [
        "<pre>a = 1\nb = 2</pre>",
        "<pre><div>a = 1</div><div>b = 2</div></pre>",
        "<pre><div>a = 1</div>\n<div>b = 2</div>\n</pre>",
        "<pre><ol><li>a = 1</li><li>b = 2</li></ol></pre>",
        "<pre><code>a = 1<br>b = 2</code></pre>",
        '<pre><span class="line">a = 1</span><span class="line">b = 2</span></pre>',
        '<pre><span class="line">a = 1</span>\n<span class="line">b = 2</span></pre>',
        '<pre><code style="display: block">a = 1</code><code style="display:block">b = 2</code></pre>',
        '<pre><span class="ln">1</span>a = 1\n<span class="ln">2</span>b = 2</pre>',
        '<pre><a href="#L1">1</a>a = 1\n<a href="#L2">2</a>b = 2</pre>',
        "<table><tr><td><pre>1\n2</pre></td><td><pre>a = 1\nb = 2</pre></td></tr></table>",
        "<table><tr><td>8<td><code>a = 1</code><tr><td>9<td><code>b = 2</code></table>",
        (
            '<table><tr><td data-line-number="1"><td class="blob-code">a = 1'
            '<tr><td data-line-number="2"><td class="blob-code">b = 2</table>'
        ),
        (
            '<figure class="highlight"><table><tr><td class="gutter"><pre>1\n2\n</pre></td>'
            '<td class="code"><pre>a = 1\nb = 2\n</pre></td></tr></table></figure>'
        ),
    ],
)
def test_a_listing_keeps_its_lines_and_no_numbers_of_them(markup):
    (code,) = [block for block in blocks_of(markup) if isinstance(block, Code)]
    assert code.text == "a = 1\nb = 2"


def test_an_empty_line_of_a_listing_stays():
    (code,) = blocks_of("<pre><div>a</div><div></div><div>b</div></pre>")
    assert code.text == "a\n\nb"


@pytest.mark.parametrize(
    "markup",
    [
        '<pre><span class="mi">1</span>, a\n<span class="mi">2</span>, b</pre>',
        "<table><tr><td>1<td>Oats<tr><td>2<td>Rye</table>",
    ],
)
def test_numbers_that_are_said_are_no_numbers_of_lines(markup):
    assert {"1", "2"} <= set(plain_text(tuple(blocks_of(markup))).replace(",", " ").split())


@pytest.mark.parametrize(
    ("markup", "head", "rows"),
    [
        ("<tr><th>A<th>B<tr><td>1<td>2", [["A", "B"]], [["1", "2"]]),
        ("<tr><th rowspan=2>A<th>B<tr><td>1", [], [["A2", "B"], ["1"]]),
        ("<tr><th rowspan=2>A<th>B<tr><th>C<tr><td>1<td>2", [["A2", "B"], ["C"]], [["1", "2"]]),
        (
            "<tr><th>A<th>B<tr><td rowspan=2>1<td>2<tr><td><tr><td>3<td>4",
            [["A", "B"]],
            [["12", "2"], [""], ["3", "4"]],
        ),
        ("<tr><th>A<th>B<tr><td rowspan=0>1<td>2<tr><td>3", [["A", "B"]], [["12", "2"], ["3"]]),
        ("<tr><th>A<th>B<tr><td rowspan=7>1<td>2<tr><td>3", [["A", "B"]], [["12", "2"], ["3"]]),
        ("<tr><th>A<th>B<tr><td><td><tr><td>1<td>2", [["A", "B"]], [["1", "2"]]),
    ],
)
def test_rows_of_a_table_keep_their_places(markup, head, rows):
    (table,) = blocks_of(f"<table>{markup}</table>")

    def said(of):
        return [
            [
                plain_inline(one.children) + (str(one.rows) if one.rows > 1 else "")
                for one in row.cells
            ]
            for row in of
        ]

    assert (said(table.head), said(table.rows)) == (head, rows)


@pytest.mark.parametrize("tag", ["abbr", "acronym"])
def test_what_an_abbreviation_stands_for_is_kept(tag):
    (block,) = blocks_of(
        f'<p>The <{tag} title="Old Example Works">OEW</{tag}> <abbr>Ltd</abbr></p>'
    )
    found = [one for one in inlines((block,)) if isinstance(one, Abbreviation)]
    assert [(one.meaning, plain_inline(one.children)) for one in found] == [
        ("Old Example Works", "OEW")
    ]


@pytest.mark.parametrize("cell", ["<math><mi>x</mi></math>", "<ruby>a<rp>(</rp><rt>b</rt></ruby>"])
def test_words_beside_the_cells_of_a_table_are_kept_whatever_is_in_them(cell):
    said = plain_text(tuple(blocks_of(f"<table>beside<tr><th>A<th>{cell}</table>")))
    assert "beside" in said
