"""A page's headline is that of its text, and never the name of its site."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from publisher.readers import read
from publisher.readers.html.records import page_of
from publisher.readers.html.site import Site, site_of

PAGE = """<html lang="en"><head><title>{title}</title><link rel="canonical" href="{address}"></head>
<body><header><h1>{name}</h1></header><article><h2>The weir is older than the town</h2>
<p>It is older than the town, and the town has forgotten it, as towns do when there is a bridge.</p>
<p>Nobody crosses it now, but the stones are where they were put nine hundred years ago.</p>
</article></body></html>"""


def title(name: str, address: str, written: str) -> str:
    """The headline that is read of a page."""
    page = PAGE.format(name=name, address=address, title=written)
    return read("weir.html", page.encode()).article.title


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("Quay-Post", "https://www.quay-post.example/weir"),
        ("QuayPost.example", "https://blog.quaypost.example/weir"),
        ("Quay Post", "https://quaypost.example/2024/weir"),
    ],
)
def test_a_heading_that_is_the_name_of_the_host_is_the_site_s(name: str, address: str) -> None:
    written = f"The weir is older than the town - {name}"
    assert title(name, address, written) == "The weir is older than the town"


def test_a_headline_of_other_words_than_the_host_stays_one() -> None:
    assert title("The post of the quay", "https://post.example/weir", "The post of the quay") == (
        "The post of the quay"
    )


def test_a_page_with_no_other_words_than_its_site_s_name_has_that_as_its_title() -> None:
    page = (
        '<html><head><title>Quaypost</title><link rel="canonical" href="https://quaypost.example/">'
        "</head><body><h1>Quaypost</h1><p>Words of a page that has no headline of its own.</p></body>"
    )
    assert read("a.html", page.encode()).article.title == "Quaypost"


TEXT = """<p>The lock was built in a dry summer, and the water that came in autumn found the gate
standing open, as it has stood on most nights since, whoever was asked to close it.</p>
<p>Four people keep it now, and each of them will say that the other three only talk.</p>"""


def headline(head: str, body: str) -> str:
    """The headline that is read of a page with these words in its head and before its text."""
    page = f"<html lang='en'><head>{head}</head><body>{body}</body></html>"
    return read("gate.html", page.encode()).article.title


OG = '<meta property="og:title" content="{}">'
NAMED = '<meta property="og:site_name" content="{}">'
RECORD = '<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "{}"}}</script>'


@pytest.mark.parametrize(
    ("title", "heading"),
    [
        ("Night watch at the sluice: what the keepers know - Quay Post", "Who keeps the gate"),
        ("A gate for all tides | Quay Post", "The gate that nobody closes"),
        ("水門の夜 | 川の新聞", "だれも閉めない水門"),
    ],
)
def test_the_headline_that_is_stated_most_comes_before_other_words_of_title(title, heading) -> None:
    head = f"<title>{title}</title>{OG.format(heading)}{RECORD.format(heading)}"
    assert headline(head, f"<main><h1>{heading}</h1>{TEXT}</main>") == heading


@pytest.mark.parametrize(
    ("stated", "heading"),
    [
        ("Seven ways to close a gate that will not close", "The gate that will not be closed"),
        ("Keepers' strike: minister says talks go on | News", "Minister: talks with keepers go on"),
        ("水門の守り手、夜の見回りを語る", "夜の見回りを語る 水門の守り手たち"),
    ],
)
def test_the_only_heading_above_the_text_is_the_headline_where_it_speaks_of_the_same(
    stated, heading
) -> None:
    head = f"<title>{stated}</title>{OG.format(stated)}"
    assert headline(head, f"<h2>Most read</h2><h1>{heading}</h1>{TEXT}") == heading


def test_a_heading_of_other_words_gives_way_to_the_metadata() -> None:
    head = f"<title>The gate that stays open</title>{OG.format('The gate that stays open')}"
    body = f"<h1>Come in, sit down</h1><article>{TEXT}</article>"
    assert headline(head, body) == "The gate that stays open"


@pytest.mark.parametrize("title", ["The Quay Post -", "| Quay Post", "Quay Post"])
def test_where_only_the_site_is_named_the_heading_above_the_text_is_the_headline(title) -> None:
    body = (
        '<h1><a href="https://quaypost.example/">Quay Post</a></h1><h2>Search</h2>'
        f"<div id='post'><h2>The gate that stays open</h2>{TEXT}{TEXT}<h2>See also</h2></div>"
    )
    assert headline(f"<title>{title}</title>", body) == "The gate that stays open"


@pytest.mark.parametrize(
    ("before", "behind"),
    [
        ('<time datetime="2031-06-17">Jun 17 </time>', ""),
        ("&quot;Close it&quot; / ", ""),
        ("", " | QUAYPOST.EXAMPLE"),
    ],
)
def test_what_stands_around_a_stated_headline_in_its_heading_is_no_part_of_it(
    before, behind
) -> None:
    words = "The gate that stays open at night"
    head = f"<title>{words} - Quay Post</title>{OG.format(words)}"
    body = f'<article><h1 itemprop="headline">{before}{words}{behind}</h1>{TEXT}</article>'
    assert headline(head, body) == words


WORDS = st.lists(
    st.sampled_from(
        [
            "gate",
            "keeper",
            "night",
            "Müller",
            "water",
            "7",
            "lock's",
            "(old)",
            "closing",
            "夜",
            "river",
        ]
    ),
    min_size=3,
    max_size=7,
).map(" ".join)
NAMES = st.sampled_from(["Quay Post", "The Weir - a paper", "ufer.example", "川の新聞", "L'Écluse"])
MARKS = st.sampled_from([" - ", " | ", " – ", " — ", " · ", " » ", " • "])


def site(name: str, *sections: str) -> Site:
    """A site of one name that the metadata states."""
    head = "".join(f'<meta property="article:section" content="{one}">' for one in sections)
    root = html.document_fromstring(f"<html><head>{NAMED.format(name)}{head}</head><body>")
    return site_of(page_of(root, root), "")


@given(WORDS, NAMES, MARKS)
def test_the_name_of_the_site_goes_from_either_end_of_a_title(words, name, mark) -> None:
    own = site(name)
    assert own.without(f"{words}{mark}{name}") == words
    assert own.without(f"{name}{mark}{words}") == words
    assert own.without(f"{words}{mark}{name}, a paper for keepers") == words


@given(WORDS, WORDS, NAMES, MARKS)
def test_a_part_of_a_headline_stays_without_evidence_against_it(first, second, name, mark) -> None:
    whole = f"{first} – {second}"
    assert site(name).without(f"{whole}{mark}{name}") == whole
    assert site(name, second).without(f"{whole}{mark}{name}") == first
