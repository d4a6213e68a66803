"""The day of a page is read where pages state it, in whatever words and attributes."""

import datetime

import pytest

from publisher.model.body import plain_text
from publisher.readers import read

PAGE = """<html lang="{language}"><head><title>The weir</title>{head}</head><body><article>
<h1>The weir</h1>{line}
<p>It is older than the town, and the town has forgotten it, as towns do when there is a bridge.</p>
<p>Nobody crosses it now, but the stones are where they were put nine hundred years ago.</p>
</article></body></html>"""


def published(language: str, head: str = "", line: str = "") -> datetime.date | None:
    """The day of publication that is read of a page."""
    page = PAGE.format(language=language, head=head, line=line)
    return read("weir.html", page.encode()).article.published


def test_an_entry_of_the_head_may_have_its_content_under_value() -> None:
    head = '<meta name="article:published_time" value="2017-07-24T08:00:00Z">'
    assert published("en", head=head) == datetime.date(2017, 7, 24)


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "Submitted by kormoran on 24 July 2017 - 18:55"),
        ("de", "Gespeichert von kormoran am 24. Juli 2017 - 18:55"),
        ("fr", "Soumis par kormoran le 24 juillet 2017"),
        ("es", "Enviado por kormoran el 24 de julio de 2017"),
        ("it", "Inviato da kormoran il 24 luglio 2017"),
        ("nl", "Ingediend door kormoran op 24 juli 2017"),
    ],
)
def test_who_put_a_page_in_stands_beside_its_day(language: str, line: str) -> None:
    shown = f'<div class="submitted">{line}</div>'
    assert published(language, line=shown) == datetime.date(2017, 7, 24)


@pytest.mark.parametrize(
    "line",
    ["Der Brief wurde am 24. Juli 2017 von ihr gespeichert und dann vergessen, wie man weiß."],
)
def test_a_sentence_with_a_day_states_none(line: str) -> None:
    assert published("de", line=f"<p>{line}</p>") is None


STATED = '<meta property="article:published_time" content="2017-07-{}T09:00:00Z">'
CANONICAL = '<link rel="canonical" href="https://weir.example{}">'


@pytest.mark.parametrize(
    "line",
    [
        "<div class='d'><span>Jul</span><span>24</span><span>2017</span></div>",
        "<h4>Mara Kol 24/7/2017 22:41</h4>",
        "<nav><a href='/t'>Rivers</a> <time datetime='2017-07-24T10:00'>24 Jul 2017</time></nav>",
        "<div class='nav-crumbs'><time datetime='2017-07-24'>Posted on 24 Jul 2017</time></div>",
    ],
)
def test_a_day_beside_the_headline_is_found_in_any_dress(line: str) -> None:
    assert published("es", line=line) == datetime.date(2017, 7, 24)


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("<time datetime='24 de julio de 2017'>24 de julio de 2017</time>", 24),
        ("<p>24/07/2017 21:25</p>", 24),
        ("<time datetime='2017-07-14'>14.07.2017</time>", 14),
        ("<p>Updated: <time datetime='2017-07-28'>28.07.2017</time></p>", 25),
        ("<p>Mara Kol, 14. 7. 2017</p>", 25),
    ],
)
def test_the_day_that_readers_see_counts_where_the_metadata_has_another(line, day) -> None:
    found = published("es", head=STATED.format(25), line=line)
    assert found == datetime.date(2017, 7, day)


@pytest.mark.parametrize(("stated", "day"), [(8, 8), (7, 7), (24, None)])
def test_the_metadata_settles_which_figure_is_the_month(stated: int, day: int | None) -> None:
    line = "<p>Mara Kol | 7/8/2017</p>"
    moved = STATED.replace("-07-", "-08-").format(f"{stated:02}")
    found = published("", head=moved, line=line)
    assert found == datetime.date(2017, 8, 7 if day else 24)


@pytest.mark.parametrize(
    ("address", "day"),
    [
        ("/2017/jul/24/the-weir", datetime.date(2017, 7, 24)),
        ("/news/24-07-2017-the-weir/17.html", datetime.date(2017, 7, 24)),
        ("/2017/07/24/the-weir", datetime.date(2017, 7, 24)),
        ("/news/07-08-2017-the-weir", None),
        ("/2017/sun/24/the-weir", None),
    ],
)
def test_an_address_states_a_day_in_words_and_figures(address, day) -> None:
    assert published("en", head=CANONICAL.format(address)) == day


@pytest.mark.parametrize(
    ("address", "expected"),
    [("/2016/3/2/weir", (2016, 3, 2)), ("/2017/7/20/weir", (2017, 7, 25))],
)
def test_a_text_that_was_dated_anew_keeps_the_day_of_its_address(address, expected) -> None:
    head = STATED.format(25) + CANONICAL.format(address)
    assert published("en", head=head) == datetime.date(*expected)
    later = STATED.format(25) + CANONICAL.format("/2018/1/2/weir")
    assert published("en", head=later) == datetime.date(2017, 7, 25)


def test_a_day_before_the_headline_is_that_of_the_text() -> None:
    page = PAGE.format(language="de", head="", line="").replace(
        "<h1>The weir</h1>", "<h1>24.07.2017 - The weir and its keepers</h1>"
    )
    assert read("weir.html", page.encode()).article.published == datetime.date(2017, 7, 24)
    within = page.replace("24.07.2017 - The weir", "What 24.07.2017 did - the weir")
    assert read("weir.html", within.encode()).article.published is None


def test_the_only_day_that_a_label_calls_that_of_publication_is_it_wherever_it_stands() -> None:
    foot = "<div class='teaser'><p>Erschienen am <time datetime='2017-07-{0}'>{0}. Juli</time></p></div>"
    text = "<p>Nobody crosses it now, and the stones are where they were put, as they say.</p>" * 3
    one = foot.format(24)
    assert published("de", line=text + one) == datetime.date(2017, 7, 24)
    two = foot.format(25)
    assert published("de", line=text + one + two) is None
    changed = one.replace("Erschienen am", "Geändert am")
    assert published("de", line=text + changed) is None


def test_a_page_without_a_day_has_the_one_in_the_address_of_its_copy() -> None:
    head = '<link rel="amphtml" href="https://amp.example.org/2017/07/24/weir/">'
    assert published("en", head=head) == datetime.date(2017, 7, 24)


@pytest.mark.parametrize("line", ["This story is from July 24, 2017", "From July 24, 2017"])
def test_a_line_may_say_when_its_story_is_from(line: str) -> None:
    assert published("en", line=f"<p>{line}</p>") == datetime.date(2017, 7, 24)


def test_a_time_between_blocks_that_says_the_day_is_no_word_of_the_text() -> None:
    text = "The ferry left the quay at nine each evening, and whoever missed it slept in the shed."
    page = (
        "<html><head><title>The ferry</title><meta property='article:published_time'"
        " content='2026-10-14'></head><body><article><h1>The ferry</h1><p>By Ada Example</p>{}\n"
        f"<p>{text}</p></article></body></html>"
    )
    dated = page.format("<time datetime='2026-10-14'>14 October 2026</time>")
    hour = page.format("<time datetime='21:00'>Nine in the evening</time>")
    assert plain_text(read("a.html", dated.encode()).article.body) == text
    assert "Nine in" in plain_text(read("a.html", hour.encode()).article.body)
