"""What a site's terms of republication ask and allow is read from their own sentences."""

import pytest

from publisher.model.rights import ConditionId
from publisher.readers.any_file import read

GRANT = "The Quay Post grants permission to republish this article."
ASKED = {
    "You may do so within 90 days of publication.": "within-window",
    "Please take it down after six months.": "within-window",
    "Excerpts of up to 250 words are welcome.": "excerpt-only",
    "No more than two paragraphs may be taken.": "excerpt-only",
    "The link must stand in the first paragraph.": "link-placement",
    "Keep the tracking pixel in the code of the page.": "counter-online",
    "This does not apply to articles from other outlets.": "own-stories-only",
    "Photographs are not included.": "images-excluded",
    "Name our page with rel=canonical.": "canonical-link",
}
HARMLESS = (
    "The ferry ran for 90 days of fog, and the keeper wrote 250 words about it.",
    "A link of the chain lay in the first boat.",
    "She took down the sails after two weeks.",
    "The headline of the day was the weather.",
)


def page(*sentences: str) -> bytes:
    """A page whose last line grants republication, with these sentences."""
    prose = "".join(f"<p>{words}</p>" for words in HARMLESS)
    return (
        "<html lang=en><body><article><h1>The ferry that ran at night</h1>"
        f"{prose}<p>{' '.join((GRANT, *sentences))}</p></article></body></html>"
    ).encode()


@pytest.mark.parametrize(("sentence", "asked"), ASKED.items())
def test_each_condition_is_read_with_the_words_that_ask_for_it(sentence: str, asked: str) -> None:
    (permission,) = read("page.html", page(sentence)).article.rights.permissions
    assert {one.id.value: one.words for one in permission.conditions} == {asked: sentence}
    assert permission.waives == ()


def test_prose_about_such_things_asks_for_nothing() -> None:
    (permission,) = read("page.html", page(*HARMLESS)).article.rights.permissions
    assert (permission.conditions, permission.waives) == ((), ())


@pytest.mark.parametrize(
    "sentence", ["The headline may be changed.", "You are free to write your own headline."]
)
def test_a_headline_that_may_change_is_a_liberty(sentence: str) -> None:
    (permission,) = read("page.html", page(sentence)).article.rights.permissions
    assert permission.waives == (ConditionId.UNMODIFIED_TITLE,)
