"""Work grows with the input, not with its square or worse: counted in calls, never in seconds.

Each element and each mark of Markdown stands in itself, or beside itself, so many times and twice
as many.
"""

import contextlib
import sys
from types import FrameType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publisher.errors import PublisherError
from publisher.readers import credits as picture_credits
from publisher.readers import read
from publisher.readers.capture import catalogue, permissions, recognise
from publisher.readers.html import media, notes, offers, site, strays
from publisher.readers.markdown import parser
from publisher.readers.markdown.foreign import front_matter, paragraphs
from publisher.readers.markdown.marks import attributes, boxes, shortcodes
from publisher.readers.markdown.own import blocks as own
from publisher.writers.epub import kepub
from tests.test_hostile.mutations import TAGS

WORDS = "Words for the text, and enough of them that a reader takes it for prose, with a stop."
PAGE = f"<html><head><title>T</title></head><body><article><p>{WORDS}</p>{{}}</article></body>"
PIECES = {
    "terms": ("<dl><dd>", "</dd></dl>"),
    "terms with words": ("<dl>w<dt>t</dt><dd>d", "</dd></dl>"),
    "grouped terms": ("<dl><div><dt>t</dt><dd>", "</dd></div></dl>"),
    "items": ("<ul><li>w", "</li></ul>"),
    "lists in lists": ("<ul>w<ul>", "</ul></ul>"),
    "tables": ("<table><tr><td>", "</td></tr></table>"),
    "tables with words": ("<table>w<tr>x<td>y", "</td></tr></table>"),
    "headed tables": ("<table><caption>c</caption><tr><th>h</th><td>", "</td></tr></table>"),
    "quotations": ("<blockquote>w<footer>f", "</footer></blockquote>"),
    "figures": ("<figure>w<img src=a.png><figcaption>c", "</figcaption></figure>"),
    "credits": ("<figure><img src=a.png><p class=credit>c</p>", "</figure>"),
    "boxes": ("<div class=callout><h3>t</h3>w", "</div>"),
    "folded": ("<details><summary>s</summary>w", "</details>"),
    "languages": ("<div lang=fr>w<p>", "</div>"),
    "verse": ("<div class=poem>a<br>b", "</div>"),
    "notes": ("<p>w<a href='#n'>1</a></p><p id=n>1. note", "</p>"),
    "hidden pictures": ("<noscript><img src=a.png></noscript><img data-src=b.png>", ""),
}
MARKS = (
    "> ",
    "- ",
    "1. ",
    "*",
    "**a ",
    "[",
    "![",
    "[^1]",
    "`",
    "<b>",
    "<",
    "&amp;",
    "~~",
    "\\",
    "|",
)
BLOCKS = (
    "Words.\n\n",
    "## Head\n\n",
    "> w\n\n",
    "- w\n",
    "| a | b |\n|---|---|\n| c | d |\n\n",
    "![p](p{}.png)\n",
    "![p](p.png)\n",
    "w[^{}]\n\n[^{}]: note\n\n",
    "[d{}]: https://example.org/\n\n",
    "<div>\nw\n</div>\n\n",
    "© 2026 A. Writer. All rights reserved.\n\n",
    "Dr. A. Brown spoke. ",
)
OWN = "---\ntitle: T\nrights:\n  basis: own-work\n---\n\n"


def calls(name: str, text: str) -> int:
    """How many functions are called to read this, or to refuse it."""
    count = 0

    def counted(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    _read(name, text)  # what is imported and compiled on use is there now
    recognise._said.cache_clear()  # lines that were asked about in a test before
    sys.setprofile(counted)
    try:
        _read(name, text)
    finally:
        sys.setprofile(None)
    return count


def _read(name: str, text: str) -> None:
    with contextlib.suppress(PublisherError):
        read(name, text.encode())


def page(opening: str, closing: str, *, deep: int = 1, wide: int = 1) -> str:
    return PAGE.format((opening * deep + WORDS + closing * deep) * wide)


@pytest.mark.parametrize("piece", PIECES)
def test_what_stands_in_itself_is_read_once_for_each_level(piece):
    """Each level may look at all below it, so twice the depth may cost four times the work."""
    few, many = (calls("p.html", page(*PIECES[piece], deep=deep)) for deep in (12, 24))
    assert many < 5 * few


@pytest.mark.parametrize("piece", PIECES)
def test_what_stands_beside_itself_costs_as_much_again(piece):
    few, many = (calls("p.html", page(*PIECES[piece], wide=wide)) for wide in (100, 200))
    assert many < 2.6 * few


@settings(max_examples=10)
@given(st.lists(st.sampled_from(TAGS), min_size=1, max_size=3), st.booleans())
def test_any_elements_in_each_other_cost_no_more_than_their_square(tags, worded):
    opening = "".join(f"<{tag}>{'w' * worded}" for tag in tags)
    closing = "".join(f"</{tag}>" for tag in reversed(tags))
    few, many = (calls("p.html", page(opening, closing, deep=deep)) for deep in (10, 20))
    assert many < 5 * few + 20_000


@pytest.mark.parametrize("head", ["", OWN], ids=["foreign", "own"])
@pytest.mark.parametrize("mark", MARKS)
def test_marks_in_marks_cost_no_more_than_their_square(mark, head):
    def cost(count: int) -> int:
        return calls("t.md", f"{head}Title\n\n{WORDS}\n\n{mark * count}w\n")

    assert cost(60) < 5 * cost(30) + 50_000


@pytest.mark.parametrize("block", BLOCKS)
def test_blocks_behind_blocks_cost_as_much_again(block):
    def cost(count: int) -> int:
        text = "".join(block.replace("{}", str(number)) for number in range(count))
        return calls("t.md", f"Title\n\n{WORDS}\n\n{text}")

    assert cost(200) < 2.6 * cost(100)


MANY = "\u00a0" * 200_000  # blanks that HTML does not fold: their square would take hours


@pytest.mark.parametrize(
    "page",
    [
        "<title>A day{}by the sea{}| Site</title><body><article><p>{}</p>",
        "<title>Site{}- x</title><meta property='og:title' content='A{}B'><article><h1>A</h1><p>{}",
        "<title>T</title><article><img src=a.png srcset='{}'><img src=b.png srcset='b.png{}1x'>{}",
    ],
)
def test_a_run_of_blanks_is_gone_through_once(page):
    assert read("p.html", page.replace("{}", MANY, 2).format(WORDS).encode()).article.title


ENDLESS = 200_000  # of one character: once through it takes milliseconds, its square hours
# A page and a Markdown file in which "{}" stands wherever a source puts words, names and numbers.
HELD_PAGE = (
    "<head><title>A day{}by the sea | S</title><meta name=author content='A Writer{}B'>"
    "<meta name=date content='2020{}'><meta name=copyright content='© 2020{}A'></head>"
    f"<body><article><h1>A day{{}}</h1><p class=byline>By A Writer{{}}B</p><p>{WORDS}</p>"
    "<time datetime='2020{}'>May{}1</time><figure><img src='/blank{}.jpg' alt='a{}b'>"
    "<figcaption>A mill{}Photo: A{}B</figcaption></figure><img src='//a{}b' srcset='c{}d'>"
    "<p id='a{}b' class='c{}d' style='{}'>x<a href='#n{}'>{}</a></p><p>© 2020{}A Writer</p>"
)
HELD_MARKDOWN = (
    "---\ntitle: A day{}\nauthor: A Writer{}B\ndate: 2020{}\n---\n\n## A head{}b\n\n"
    f"{WORDS}\n\n![a{{}}b](a.png)\n\n*Photo: A{{}}B*\n\n> a{{}}b\n\n- a{{}}b\n\n"
    ":::note{}b\nw\n:::\n\n[a]{.b{}c}\n\n{:a{}b}\n\n| a{} | b |\n|---|---|\n\n© 2020{}A Writer\n"
)
RUNS = ("\u00a0", "a", "1", ".", "-", "(", "[", "1x1", ".1x", "a b ", '="a" a')


@pytest.mark.parametrize("run", RUNS)
@pytest.mark.parametrize("name", ["p.html", "t.md"])
def test_a_run_of_anything_is_gone_through_once(name, run):
    """Where words are held twice or more, 600 characters of them would take for ever."""
    held = HELD_PAGE if name == "p.html" else HELD_MARKDOWN
    _read(name, held.replace("{}", run * (600 // len(run))))


@pytest.mark.parametrize(
    ("name", "run"), [("p.html", "\u00a0"), ("p.html", "."), ("t.md", "a"), ("t.md", "\u00a0")]
)
def test_a_run_as_long_as_a_book_is_gone_through_once(name, run):
    held = HELD_PAGE if name == "p.html" else HELD_MARKDOWN
    _read(name, held.replace("{}", run * ENDLESS))


@pytest.mark.parametrize(
    ("find", "words"),
    [
        (offers._PLACEHOLDER.search, f"/blank{'1' * 99}a"),
        (offers._stem, f"a{'.1x' * 99}!"),
        (notes.BACK.fullmatch, f"{'1' * 99}!"),
        (attributes._SURE.match, f"{{:{'a' * 99}!"),
        (shortcodes._WORDPRESS.match, "[gallery" + ' a="b"' * 99 + " x"),
        (parser._ATTRIBUTES.match, f"{{{'#a.b ' * 99}!"),
        (own._attributes, f"{{a{'=bcd' * 99}!}}"),
    ],
)
def test_no_words_are_read_in_ways_without_number(find, words):
    """Each of these would go on beyond the age of the world, were one part read in two ways."""
    find(words)


@pytest.mark.parametrize(
    ("find", "words"),
    [
        (site._BAR.search, f"a |{MANY}x | b"),
        (strays._NOISE.search, f"a{'.' * ENDLESS}b"),
        (media._PARKED.search, "-" * ENDLESS),
        (offers._ADDRESS.match, f"//{'a' * ENDLESS} b"),
        (attributes._FIELD.search, "a" * ENDLESS),
        (shortcodes._CALL.match, f"{{{{<{' ' * ENDLESS}"),
        (attributes._AT_END.search, f"a{' ' * ENDLESS}b"),
        (parser._CONTAINER.match, f":::a{' ' * ENDLESS}x"),
        (boxes._FENCE.match, f":::a{' :' * ENDLESS}x"),
        (front_matter._LINE.fullmatch, f"Title:{' ' * ENDLESS}x\x01{' ' * ENDLESS}y"),
        (front_matter._PERCENT.match, f"% a\n{' ' * ENDLESS}"),
        (paragraphs._MODULE.match, f"import {' ' * ENDLESS}x"),
        (picture_credits._PARTS.search, f"a{MANY}b"),
        (picture_credits._BREAK.search, f"a{MANY}b"),
        (permissions._MAIL.search, "a" * ENDLESS),
        (catalogue._begun_by(("copyright",)).search, f"a{'.' * recognise.READ_AT_MOST}b"),
    ],
)
def test_a_run_is_looked_at_from_its_beginning_alone(find, words):
    find(words)


@pytest.mark.parametrize("blank", [" ", "\t", "\n", "\u00a0"])
def test_a_text_behind_many_blanks_has_its_first_words_for_a_title(blank):
    text = f"{blank * 9000}Title{blank * 9000}\n\n{WORDS}\n"
    for form in ("txt", "md"):
        assert read(f"p.{form}", text.encode()).article.title == "Title"


def test_sentences_are_told_apart_over_a_run_of_blanks_once():
    found = [one[0] for one in kepub._SENTENCES.finditer(f"One.{MANY}Two{MANY}three")]
    assert [one.strip() for one in found] == ["One.", f"Two{MANY}three"]
