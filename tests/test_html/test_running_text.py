"""Names are hints: a paragraph is text whatever its class is called; what is hidden is not printed."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import publisher.readers.html
from publisher.model.body import plain_text
from publisher.readers.html import Page, pieces
from publisher.readers.source import SourceText

WORDS = (
    "Nobody in the town could say who had painted the second door, and the owner of the first one"
    " would not be asked about it again."
)
TEXT = (
    "<p>The lane behind the mill is closed from the first frost until the day the carts come.</p>"
)
ROWS = tomllib.loads(
    (Path(publisher.readers.html.__file__).parent / "regions.toml").read_text("utf-8")
)
NAMES = sorted({name for row in ROWS.values() for name in (*row["words"], *row["names"])})
FORMS = (
    "<p class='{name}'>{words}</p>",
    "<p id='{name}'>{words}</p>",
    "<div class='{name}'>{words}</div>",
    "<div class='with-{name}-free'><p>{words}</p></div>",
    "<blockquote class='{name}'><p>{words}</p></blockquote>",
    "<div class='{name}'><div class=inner><p>{words}</p></div></div>",
    "<div class='{name}'><pre>{words}</pre><div><button>Copy</button></div></div>",
    "<table class='{name}'><tr><td>{words}</td><td>1</td></tr><tr><td>a</td><td>2</td></tr></table>",
)


def page(*markup: str) -> Page:
    whole = f"<article><h1>The lane</h1>{''.join(markup)}</article>"
    return pieces(SourceText.of("page.html", whole.encode()))


def text_of(read: Page) -> str:
    return "\n".join(plain_text((piece.block,)) for piece in read.pieces if piece.block)


@given(st.sampled_from(NAMES), st.sampled_from(FORMS))
def test_what_reads_like_the_text_around_it_is_text_whatever_it_is_called(
    name: str, form: str
) -> None:
    assert WORDS in text_of(page(TEXT, TEXT, form.format(name=name, words=WORDS), TEXT, TEXT))


@given(st.sampled_from(sorted({*ROWS["aside"]["words"], *ROWS["navigation"]["words"]})))
def test_a_last_paragraph_is_text_whatever_it_is_called(name: str) -> None:
    assert WORDS in text_of(page(TEXT, TEXT, TEXT, f"<div class='{name}'><p>{WORDS}</p></div>"))


@pytest.mark.parametrize(
    "box",
    [
        "<div class=newsletter><p>Get our newsletter every week, with all that happened.</p></div>",
        f"<div class=related><h3><a href='/x'>A story</a></h3><p>{WORDS}</p></div>",
        f"<div class=signup><p>{WORDS}</p><input name=mail></div>",
        f"<div class=promo><a href='/x'><img src='/x.png' alt=x></a><p>{WORDS}</p></div>",
        f"<nav class=steps><p>{WORDS}</p></nav>",
        f"<div class=cookie-box><p>We use cookies. {WORDS}</p></div>",
        f"<div class=widget><p><a href='/a'>{WORDS}</a></p></div>",
    ],
)
def test_a_box_of_the_site_stays_beside_the_text(box: str) -> None:
    read = page(TEXT, TEXT, box, TEXT, TEXT)
    assert text_of(read) == text_of(page(TEXT, TEXT, TEXT, TEXT))
    assert len([piece for piece in read.pieces if not piece.block and piece.text]) >= 1


@pytest.mark.parametrize(
    "hidden",
    [
        f"<p style='display:none'>{WORDS}</p>",
        f"<p hidden>{WORDS}</p>",
        f"<div style='visibility: hidden'><p>{WORDS}</p></div>",
        f"<p>The door is red. <span style='display:none'>{WORDS}</span></p>",
        f"<p style='position:absolute;left:-9999px'>{WORDS}</p>",
        f"<p style='font-size:0'>{WORDS}</p>",
        f"<p>The door: {WORDS} <span aria-hidden=true>{WORDS}</span></p>",
    ],
)
def test_words_that_nobody_saw_are_not_printed_and_are_told(hidden: str) -> None:
    read = page(TEXT, TEXT, hidden, TEXT, TEXT)
    assert text_of(read).count(WORDS) == hidden.count(f"door: {WORDS}")
    assert WORDS in {left.text for left in read.hints.left_out}


@pytest.mark.parametrize("shown", ["margin-left:-40px", "font-size:0.9em", "display:block"])
def test_a_style_that_hides_nothing_hides_nothing(shown: str) -> None:
    assert WORDS in text_of(page(TEXT, f"<p style='{shown}'>{WORDS}</p>", TEXT))


def test_a_page_that_hides_its_whole_text_until_a_script_shows_it_has_a_text() -> None:
    assert WORDS in text_of(page(f"<div style='display:none'>{TEXT * 3}<p>{WORDS}</p></div>"))


def test_an_ornament_that_is_no_repetition_stays() -> None:
    assert "§ 4" in text_of(page(TEXT, "<p><span aria-hidden=true>§ 4</span> Of doors.</p>", TEXT))
