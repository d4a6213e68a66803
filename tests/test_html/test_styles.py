"""What a page's own style sheet hides is not printed; text that a click opens is."""

import pytest

from publisher.model.body import plain_text
from publisher.readers.html import Page, pieces
from publisher.readers.source import SourceText

PROSE = (
    "<p>The ferry left at six in the morning, and whoever came later had to walk around the bay,"
    " which took the whole of a day and both of one's shoes.</p>"
)
ANSWER = (
    "A ticket is good for the whole of a week, for one person and whatever that person can carry."
    " Dogs and bicycles travel at the stern. Carts wait for the second boat, which leaves when it is"
    " full, or at noon. Whoever loses a ticket buys another; nobody was ever known to find one. The"
    " office opens before the first boat, and closes behind the last."
)


def page(sheet: str, markup: str) -> Page:
    whole = (
        f"<html><head>{sheet}</head><body><article><h1>Ferries</h1>{PROSE * 6}{markup}{PROSE}"
        "</article></body></html>"
    )
    return pieces(SourceText.of("page.html", whole.encode()))


def text_of(read: Page) -> str:
    return "\n".join(plain_text((piece.block,)) for piece in read.pieces if piece.block)


@pytest.mark.parametrize(
    ("sheet", "markup"),
    [
        (".tip{display:none}", "<p class='a tip'>Nobody sees this.</p>"),
        ("#tip { visibility : hidden }", "<div id=tip>Nobody sees this.</div>"),
        ("a, div.tip {color:red;display:none!important}", "<div class=tip>Nobody sees this.</div>"),
        (".x{color:red}/* } */.tip{display:none}", "<span class=tip>Nobody sees this.</span>"),
        ("@media screen{.tip{display:none}}", "<p class=tip>Nobody sees this.</p>"),
        ("@media(min-width:40em){.tip{display:none}}", "<p class=tip>Nobody sees this.</p>"),
        (".tip{position:absolute;clip:rect(0,0,0,0)}", "<p class=tip>Nobody sees this.</p>"),
        (".tip{display:block}.tip{display:none}", "<p class=tip>Nobody sees this.</p>"),
        (".tip{display:none}", f"<div class=tip role=dialog>Nobody sees this. {ANSWER}</div>"),
        (".tip{display:none}", f"<div class=tip>Nobody sees this.<form>{ANSWER}</form></div>"),
    ],
)
def test_what_a_sheet_hides_is_not_printed_but_told(sheet: str, markup: str) -> None:
    read = page(f"<style>{sheet}</style>", markup)
    assert "Nobody sees this." not in text_of(read)
    assert [left for left in read.hints.left_out if "Nobody sees this." in left.text]


@pytest.mark.parametrize(
    "sheet",
    [
        "<style>@media print{.tip{display:none}}</style>",
        "<style media=print>.tip{display:none}</style>",
        "<style>@media (max-width:600px){.tip{display:none}}</style>",
        "<style>@media (hover:none){.tip{display:none}}</style>",
        "<noscript><style>.tip{display:none}</style></noscript>",
        "<style>.tip{display:none}.tip{display:block}</style>",
        "<style>.tip{display:none}p.tip{display:block}</style>",
        "<style>.other .tip{display:none}</style>",
        "<style>.tip:empty{display:none}</style>",
    ],
)
def test_what_a_screen_shows_stays(sheet: str) -> None:
    assert "Everybody sees this." in text_of(page(sheet, "<p class=tip>Everybody sees this.</p>"))


def test_text_that_a_click_opens_stays_and_is_told() -> None:
    markup = f"<h2>Tickets</h2><div class=answer><p>{ANSWER}</p></div>"
    read = page("<style>.answer{display:none}</style>", markup)
    assert "nobody was ever known to find one" in text_of(read)
    assert any("until it is opened" in remark for remark in read.hints.remarks)


def test_hidden_text_that_the_page_says_elsewhere_goes() -> None:
    markup = f"<p>{ANSWER}</p><div class=again>{ANSWER}</div>"
    read = page("<style>.again{display:none}</style>", markup)
    assert text_of(read).count("nobody was ever known to find one") == 1


def test_a_picture_that_waits_to_be_loaded_stays() -> None:
    markup = "<figure class=wait><img src='a.png'><figcaption>The quay.</figcaption></figure>"
    assert "The quay." in text_of(page("<style>.wait{visibility:hidden}</style>", markup))
