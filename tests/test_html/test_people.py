"""Who wrote a page: what its head, its records and the lines beside its headline say together."""

import pytest

from publisher.readers import read

TEXT = """<p>The lock was built in a dry summer, and the water that came in autumn found the gate
standing open, as it has stood on most nights since, whoever was asked to close it.</p>
<p>Four people keep it now, and each of them will say that the other three only talk, which on
quiet days is true of all of them and on loud ones of nobody at all.</p>"""


def authors(head: str, byline: str, text: str = TEXT, foot: str = "") -> list[str]:
    """The names credited for a page with these words in its head, under its headline, at its end."""
    page = (
        '<html lang="en"><head><title>The open gate</title>'
        f'<link rel="canonical" href="https://www.quaypost.example/gate">{head}</head>'
        f"<body><h1>The open gate</h1>{byline}<article>{text}</article>{foot}</body></html>"
    )
    return [person.name for person in read("gate.html", page.encode()).article.contributors]


def entry(name: str, content: str) -> str:
    """An entry of the head."""
    return f'<meta name="{name}" content="{content}">'


BYLINE = '<p class="byline">By <a href="/authors/mara-kol">Mara Kol</a></p>'


@pytest.mark.parametrize(
    "byline",
    [
        '<nav class="line"><a href="/t/kol"><span itemprop="author">Mara Kol</span></a> Home</nav>',
        "<header><p>{long}</p><p>Author: Mara Kol, 3 min read</p></header>",
        '<div><span class="writer">Mara Kol</span><span>4 March 2031</span></div>',
        '<div><div class="l">Author(s) :</div><div class="x-author">Mara Kol</div></div>',
    ],
)
def test_a_byline_is_found_in_any_holder_beside_the_headline(byline: str) -> None:
    assert authors("", byline.replace("{long}", "Water, gates and nights. " * 12)) == ["Mara Kol"]


def test_a_byline_is_found_at_the_head_of_the_article_that_holds_the_text() -> None:
    text = f'<div><span class="byline-name">Mara Kol</span></div>{TEXT}'
    page = f"<div><article class='body'>{text}</article></div><article>A card by Leo Bos</article>"
    assert authors("", f"<div>{page}</div>", text="") == ["Mara Kol"]


@pytest.mark.parametrize(
    "head",
    [
        entry("author", "Harbour Leaf") + entry("copyright", "Copyright (c) Harbour Leaf 2031"),
        entry("author", "@harbourleaf") + entry("twitter:site", "@harbourleaf"),
        entry("author", "quay-post.example"),
        entry("author", "Quaypost"),
    ],
)
def test_a_byline_counts_before_an_author_of_the_head_that_is_the_house(head: str) -> None:
    assert authors(head, BYLINE) == ["Mara Kol"]
    assert len(authors(head, "")) == 1  # where nobody else is named, the house is


@pytest.mark.parametrize(
    ("head", "byline", "expected"),
    [
        ("Leo Bos, Ada Rij", "<p>Posted by <a rel='author'>Mara</a> on 3 May 2031</p>", ["Mara"]),
        ("Leo Bos", BYLINE, ["Mara Kol"]),
        ("Mara Kol, Leo Bos", BYLINE, ["Mara Kol", "Leo Bos"]),
        ("Leo Bos", "<aside class='related'><a href='/author/kol'>Mara Kol</a></aside>", None),
        ("Leo Bos", "<p class='author'>Editorial team</p>", None),
    ],
)
def test_a_byline_that_names_others_counts_before_the_head(head, byline, expected) -> None:
    assert authors(entry("author", head), byline) == (expected or [head])


@pytest.mark.parametrize("short", ["marakol", "MK", "Mara", "Kol, Mara"])
def test_a_name_cut_short_or_turned_round_is_given_as_the_byline_writes_it(short: str) -> None:
    assert authors(entry("author", short), BYLINE) == ["Mara Kol"]


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("article_author", "Mara Kol | mara@quaypost.example"),
        ("byline", "By Mara Kol"),
        ("page:writer", "Mara Kol"),
        ("deeplink:authorName1", "Mara Kol"),
        ("citation_author", "Kol, Mara"),
        ("dc.creator", "Kol, Mara"),
    ],
)
def test_entries_of_the_head_called_after_the_author_name_them(name: str, written: str) -> None:
    assert authors(entry(name, written), "") == ["Mara Kol"]


@pytest.mark.parametrize(
    ("label", "said", "expected"),
    [
        ("Written by", "Mara Kol", ["Mara Kol"]),
        ("Verfasst von", "Mara Kol", ["Mara Kol"]),
        ("Est. reading time", "4 minutes", []),
        ("Filed under", "Mara Kol", []),
    ],
)
def test_a_pair_of_entries_names_the_author_where_its_label_says_so(label, said, expected) -> None:
    assert authors(entry("twitter:label1", label) + entry("twitter:data1", said), "") == expected


def test_whom_a_licence_asks_to_name_is_the_author_where_nothing_else_names_one() -> None:
    foot = "<footer>The Gate by <a rel='cc:attributionURL' href='/'>Mara Kol</a>, CC BY</footer>"
    assert authors("", "", foot=foot) == ["Mara Kol"]
    assert authors("", "<p>By Leo Bos</p>", foot=foot) == ["Leo Bos"]


def test_a_linked_name_within_a_sentence_is_no_byline() -> None:
    line = f"<p>The gate, said <a href='/author/kol'>Mara Kol</a>, was open. {'It is. ' * 30}</p>"
    assert authors("", "", text=line + TEXT) == []


def test_a_subject_of_the_page_is_nobody_who_wrote_it() -> None:
    head = entry("author", "harrow") + entry("keywords", "Gates, Harrow")
    assert authors(head, BYLINE) == ["Mara Kol"]


def test_in_a_line_of_names_jobs_and_houses_the_linked_names_are_the_people() -> None:
    given = {"Mara Kol": "Professor of Gates", "Leo Bos": "Lingua Franca"}
    line = "; ".join(
        f'<a href="https://quaypost.example/people/{name[:1]}">{name}</a>, {rest}, Gate University'
        for name, rest in given.items()
    )
    text = f"# The gate\n\n{'The water came in autumn and stood. ' * 6}\n\n<p>{line}</p>\n"
    people = read("gate.md", text.encode()).article.contributors
    assert [person.name for person in people] == ["Mara Kol", "Leo Bos"]


def test_a_line_of_names_and_days_in_a_footer_is_no_prose() -> None:
    line = (
        '<footer><span>Published on 3 May 2031</span> <a class="vcard"><b class="fn">mara</b></a>'
        " <span>Topics: gates, keepers, water, night watch, harbour, river, mud, locks</span></footer>"
    )
    assert authors("", "", text=line + TEXT) == ["mara"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("<p align='right'><em>Mara Kol</em></p>", ["Mara Kol"]),
        ("<div style='text-align: right'>— Mara Kol</div>", ["Mara Kol"]),
        ("<p>Mara Kol</p>", []),
        ("<p align='right'>Read more</p>", []),
        ("<p align='right'>Mara Kol</p><p align='right'>Leo Bos</p>", []),
        ("<blockquote><p align='right'>Mara Kol</p></blockquote>", []),
    ],
)
def test_a_name_alone_at_the_right_edge_signs_the_text(line: str, expected: list[str]) -> None:
    assert authors("", "", text=TEXT + line) == expected
    laid_out = f"<table><tr><td>{TEXT}{line}</td></tr></table>"  # as pages once were
    assert authors("", "", text=laid_out) == expected
