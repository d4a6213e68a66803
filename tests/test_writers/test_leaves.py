"""Pages for the press say the same words as their chapters, and keep whole what must read to the letter."""

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from publisher.rendering.book import Chapter
from publisher.rendering.xhtml import element, text_of
from publisher.writers.pdf.page_plan import Place, html_of

SCRAPS = st.lists(
    st.sampled_from(
        [
            "cross-post",
            " ",
            "it",
            "(N-",
            "A+)",
            "-",
            "a-b-c",
            "\n",
            "https://example.org/a-b",
            "x" * 40 + "-y",
        ]
    ),
    max_size=12,
)


def page(class_: str, first: str, inner: str, last: str) -> etree._Element:
    section = element("section")
    paragraph = element("p", parent=element("section", parent=section, class_=class_), text=first)
    element("em", parent=paragraph, text=inner).tail = last
    return etree.fromstring(
        html_of(
            Chapter(name="c", title="t", role="article", markup=text_of(section), language="en"),
            Place(),
        ),
        etree.HTMLParser(),
    )


@given(SCRAPS, SCRAPS, SCRAPS)
def test_no_word_changes_when_words_are_kept_whole(first, inner, last):
    words = ("".join(scraps) for scraps in (first, inner, last))
    one, two, three = words
    found = page("notice", one, one and two, three)
    [body] = found.iter("body")
    # zero-width spaces let a word that no line holds break; they are no part of it
    assert "".join(map(str, body.itertext())).replace("\u200b", "") == one + (one and two) + three


def test_a_hyphened_word_of_a_notice_is_kept_on_one_line():
    found = page("notice", "They may cross-post it ", "word-for-word", " on any well-kept site.")
    assert [node.text for node in found.iter("span")] == [
        "cross-post",
        "word-for-word",
        "well-kept",
    ]


def test_a_hyphened_word_of_the_text_may_be_broken():
    assert not list(page("article-text", "They may cross-post it ", "x", "").iter("span"))


def test_code_gets_no_spaces_of_no_width_unless_a_word_in_it_is_endless():
    section = element("section")
    for length in (200, 3000):
        element("code", parent=element("pre", parent=section), text="x" * length)
    element("p", parent=section, text="y" * 200)
    markup = text_of(section)
    chapter = Chapter(name="c", title="t", role="article", markup=markup, language="en")
    found = etree.fromstring(html_of(chapter, Place()), etree.HTMLParser())
    words = ["".join(map(str, node.itertext())) for node in (*found.iter("pre"), *found.iter("p"))]
    assert ["\u200b" in text for text in words] == [False, True, True]


def kept(title: str) -> list[str]:
    """What stays on one line of a heading."""
    markup = f'<section xmlns="http://www.w3.org/1999/xhtml"><h2>{title}</h2></section>'.encode()
    chapter = Chapter(name="c", title="t", role="article", markup=markup, language="en")
    found = etree.fromstring(html_of(chapter, Place()), etree.HTMLParser())
    [heading] = found.iter("h2")
    plain = "".join(map(str, etree.fromstring(f"<h2>{title}</h2>").itertext()))
    assert "".join(map(str, heading.itertext())) == plain
    return [node.text or "" for node in heading.iter("span")]


def test_a_short_last_word_of_a_heading_has_others_beside_it() -> None:
    assert kept("How the keeper of a lock saw it") == ["a lock saw it"]  # at most half of it
    assert kept("What <code>run</code> does in the end") == ["in the end"]
    assert kept("Counting same-connection-based timed tasks") == ["timed tasks"]
    assert kept("Of <em>it</em>") == []


def test_where_lines_end_between_letters_no_words_are_held_together() -> None:
    assert kept("Python で変数の型を – 取得する方法") == []


def test_a_line_may_end_between_what_is_said_of_a_lost_picture() -> None:
    section = element("section")
    lost = element("div", parent=section, class_="missing-picture")
    for words in ("Lost.", "example.org/a-long-address"):
        element("p", parent=lost, text=words)
    markup = text_of(section)
    chapter = Chapter(name="c", title="t", role="article", markup=markup, language="en")
    found = etree.fromstring(html_of(chapter, Place()), etree.HTMLParser())
    assert [node.tail for node in found.iter("p")] == [" ", None]
