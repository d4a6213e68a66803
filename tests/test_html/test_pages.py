"""Whole pages: the article is found, every other word has its place, facts come with where they stand."""

import datetime
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.captures import declared_encoding
from publisher.errors import SourceError
from publisher.model.body import plain_text
from publisher.readers import read
from publisher.readers.html import Page, pieces
from publisher.readers.html.tree import DEEPEST, parse, words_of
from publisher.readers.source import SourceText

PROSE = (
    "<p>The bridge was closed on Monday, and nobody in the valley could say when it would open"
    " again.</p>"
)


def page(markup: str) -> Page:
    return pieces(SourceText.of("page.html", markup.encode()))


def body_of(read: Page) -> str:
    return "\n".join(plain_text((piece.block,)) for piece in read.pieces if piece.block)


def signs(text: str) -> Counter[str]:
    return Counter("".join(text.split()))


def kept(read: Page) -> str:
    return "".join(
        [
            *(piece.text for piece in read.pieces),
            *(left.text for left in read.hints.left_out),
            *(asset.credit for asset in read.hints.assets),
        ]
    )


def test_navigation_and_footer_are_not_of_the_text():
    read = page(
        f"<body><nav><a href='/a'>Weather</a></nav><div>{PROSE * 3}</div><footer>© 2020 The Valley"
        " Gazette</footer></body>"
    )
    assert "Weather" not in body_of(read)
    assert {piece.text: piece.region for piece in read.pieces if not piece.block} == {
        "Weather": "navigation",
        "© 2020 The Valley Gazette": "footer",
    }


def test_a_class_that_calls_most_of_the_prose_furniture_is_not_believed():
    assert "The bridge" in body_of(page(f"<body><div class='sidebar'>{PROSE * 4}</div></body>"))


def test_a_name_made_by_a_program_is_no_word():
    assert (
        body_of(
            page(f"<body><div>{PROSE.replace('<p>', '<p class=fbTnPG>') * 4}</div></body>")
        ).count("The bridge")
        == 4
    )


def test_a_page_without_prose_is_its_own_text():
    assert "Closed today" in body_of(page("<body><div>Closed today</div></body>"))


def test_facts_say_where_they_stand():
    read = page(
        f"""<html lang="en"><head><title>The bridge is closed | Gazette</title><meta name="author" content="Ada Example">
        <meta property="og:site_name" content="Gazette"><link rel="canonical" href="https://example.org/bridge">
        <meta property="article:published_time" content="2020-03-04T23:59:00-05:00"></head><body><h1>The bridge is closed</h1>{PROSE}</body></html>"""
    )
    found = {one.field: one.found for one in read.hints.evidence}
    assert read.hints.titles[0] == "The bridge is closed"
    assert [person.name for person in read.hints.contributors] == ["Ada Example"]
    assert read.hints.published == datetime.date(2020, 3, 4)
    assert read.hints.sources[0].url == "https://example.org/bridge"
    assert found["contributors[0].name"] == "meta[author]"
    assert found["sources[0].url"] == "link[rel=canonical]"


def test_a_licence_is_taken_only_where_the_page_names_one():
    named = page(
        f"<body>{PROSE}<a rel='license'"
        " href='https://creativecommons.org/licenses/by-nd/4.0/'>terms</a></body>"
    ).hints.licence
    several = page(
        f"<body>{PROSE}<a rel='license' href='https://example.org/a'>a</a><a rel='license'"
        " href='https://example.org/b'>b</a></body>"
    )
    assert named is not None
    assert named.id == "CC-BY-ND-4.0"
    assert several.hints.licence is None


BADGE = "https://creativecommons.org/licenses/by-sa/4.0/"


@pytest.mark.parametrize(
    ("foot", "identifier"),
    [
        (f"<a href='{BADGE}'><img src='by-sa.svg' alt='CC BY-SA'></a>", "CC-BY-SA-4.0"),
        (f"<footer><p>Words: <a href='{BADGE}deed.de'>CC BY-SA</a></p></footer>", "CC-BY-SA-4.0"),
        (
            f"<p>By <a rel=license href='{BADGE}'>this</a>; <a rel=license href='/x'>more</a></p>",
            "CC-BY-SA-4.0",
        ),
        (f"<figure><img src=a.png><a href='{BADGE}'>CC BY-SA</a></figure>", ""),
        (f"<p>Photo: A. Writer, <a href='{BADGE}'>CC BY-SA 4.0</a></p>", ""),
        (f"<p>{'The bridge was closed. ' * 20}<a href='{BADGE}'>one licence</a></p>", ""),
        (f"<p><a href='{BADGE}'>a</a> <a href='{BADGE.replace('-sa', '-nd')}'>b</a></p>", ""),
    ],
)
def test_a_badge_anywhere_on_the_page_names_the_licence_of_the_text(foot, identifier):
    licence = page(f"<body>{PROSE}{foot}</body>").hints.licence
    assert (licence.id if licence else "") == identifier


def test_hidden_words_are_on_the_list_of_what_was_left_out():
    read = page(f"<body>{PROSE}<div style='display: none'>secret drawer</div></body>")
    assert "secret drawer" in {left.text for left in read.hints.left_out}
    assert "secret drawer" not in body_of(read)


@pytest.mark.parametrize("tag", ["div", "blockquote", "b", "ul><li", "table><tr><td", "span"])
def test_ten_thousand_nested_elements_lose_no_word(tag):
    end = "".join(f"</{name}>" for name in reversed(tag.split("><")))
    read = page(f"<body>{f'<{tag}>' * 10_000}{PROSE}{end * 10_000}<p>After the end.</p></body>")
    assert "The bridge was closed" in kept(read)
    assert "After the end." in kept(read)
    assert any(str(DEEPEST) in remark for remark in read.hints.remarks)


def test_utf8_wins_over_an_old_name():
    assert declared_encoding("<meta charset=gb2312>日".encode()) == ""
    assert declared_encoding("<meta charset=ISO-8859-1>é".encode("latin-1")) == "iso-8859-1"


@pytest.mark.parametrize(
    ("head", "words", "coded"),
    [
        ("<html>", "dépôt", "windows-1252"),
        ("<html lang=de-AT>", "Fährmann", "windows-1252"),
        ("<html class=a lang='ru'>", "паром", "windows-1251"),
        ("<html lang=zh-TW>", "渡輪在早晨", "big5"),
        ("<html lang=pl>", "łódź", "iso-8859-2"),
    ],
)
def test_a_page_that_states_no_encoding_is_read_as_browsers_do_and_told(head, words, coded):
    data = f"{head}<body><p>{words}</p>".encode(coded)
    read = pieces(SourceText.of("page.html", data, encoding=declared_encoding(data)))
    assert words in kept(read)
    assert any(coded in remark for remark in read.hints.remarks)


OAK = "The pier was built of oak and of patience, and neither of the two was cheap."


@pytest.mark.parametrize("tag", ["article", "main", "section", "div", "x-story"])
@pytest.mark.parametrize("head", ["", "<head>", "<html><head><meta charset=utf-8>"])
def test_a_page_that_opens_no_body_keeps_its_words_in_order(head, tag):
    page = (
        f"{head}<title>The pier</title><{tag}><h1>The pier</h1><p>{OAK} One.</p>"
        f"<p>{OAK} Two.</p></{tag}><link rel=next href=b><p>{OAK} Three.</p>"
    )
    read_so = plain_text(read("p.html", page.encode()).article.body)
    assert read_so == f"{OAK} One.\n{OAK} Two.\n{OAK} Three."


BEFORE = f"<html><body><h1>The pier</h1><p>{OAK} One.</p><p>{OAK} Two.</p>"
BEHIND = {
    "what follows the page": f"</body></html><!-- saved --><p>{OAK} Three.</p>",
    "a second body": f"</body><body class=x><p>{OAK} Three.</p></body></html>",
    "what follows the body": f"</body><div><p>{OAK} Three.</p></div></html>",
    "a shadow tree": f"<x-end><template shadowrootmode=open><p>{OAK} Three.</p></template></x-end>",
    "words alone": f"</body></html>{OAK} Three.",
}


@pytest.mark.parametrize("name", BEHIND)
def test_what_stands_behind_the_body_is_read_at_its_end(name):
    found = plain_text(read("p.html", (BEFORE + BEHIND[name]).encode()).article.body)
    assert found == f"{OAK} One.\n{OAK} Two.\n{OAK} Three."


def test_a_template_that_nothing_shows_is_no_part_of_the_text():
    page = f"{BEFORE}<template><p>{OAK} Three.</p></template>"
    assert "Three" not in plain_text(read("p.html", page.encode()).article.body)


@pytest.mark.parametrize(
    "address", ["http://[", "//[::1/pier", "https://exa[mple.org/pier", "http://"]
)
def test_an_address_that_is_none_stops_no_page(address):
    page = (
        f"<title>The pier</title><link rel=canonical href='{address}'>"
        f"<meta property=og:url content='{address}'><base href='{address}'>"
        f"<article><h1>The pier</h1><p>Words <a href='{address}'>there</a>, and more of them.</p>"
        f"<p>{OAK}</p><img src='{address}' alt='A pier'><p>{OAK}</p></article>"
    )
    body = read("p.html", page.encode()).article.body
    assert plain_text(body).count(OAK) == 2
    mail = f"Content-Type: text/html\nContent-Location: {address}\n\n{page}".encode()
    related = (
        b'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="b"\n\n--b\n'
        + mail
        + f"\n--b\nContent-Type: image/png\nContent-Location: {address}\n\nx\n--b--\n".encode()
    )
    assert read("p.mhtml", related).article.title == "The pier"


def test_utf8_with_a_damaged_byte_is_no_other_encoding_and_is_refused_at_its_place():
    data = "<p>éèàüöß".encode() + b"\xe9</p>"
    with pytest.raises(SourceError, match=r"page\.html:1:16: byte 0xe9 is not utf-8"):
        SourceText.of("page.html", data, encoding=declared_encoding(data))


def test_a_page_of_utf8_is_told_nothing_of_its_encoding():
    data = "<p>é</p>".encode()
    read = pieces(SourceText.of("page.html", data, encoding=declared_encoding(data)))
    assert not [remark for remark in read.hints.remarks if "encoding" in remark]


TAGS = st.sampled_from(
    [
        "p",
        "div",
        "ul",
        "li",
        "table",
        "tr",
        "td",
        "figure",
        "figcaption",
        "a href='#x'",
        "b",
        "blockquote",
        "nav",
        "aside",
        "section",
        "h2",
        "pre",
        "span class='credit'",
        "dl",
        "dt",
        "dd",
        "form",
        "details",
        "summary",
        "br",
        "img src=a.jpg",
    ]
)


@given(st.lists(st.tuples(TAGS, st.text("abcé ", max_size=8), st.booleans()), max_size=25))
def test_every_visible_word_of_any_page_ends_somewhere(opened):
    markup = (
        "<body>"
        + "".join(
            f"<{tag}>{words}" + (f"</{tag.split()[0]}>" if close else "")
            for tag, words, close in opened
        )
        + "x"
    )
    source = SourceText.of("page.html", markup.encode())
    root, _ = parse(source)
    assert not signs(words_of(root)) - signs(kept(pieces(source)))
