"""The colophon says what is known of the edition, and no date that nobody gave."""

import datetime

import pytest

from publisher.model.article import Article
from publisher.model.body import Paragraph, Text
from publisher.model.edition import alone
from publisher.rendering.compose import book_of
from publisher.rendering.theme import load_theme

EDITION = alone(
    Article(title="A page", body=(Paragraph(children=(Text(text="Words."),)),)), name="page"
)


@pytest.mark.parametrize(
    ("moment", "printed"),
    [(None, False), (datetime.datetime(2026, 11, 23, tzinfo=datetime.UTC), True)],
)
def test_a_moment_is_printed_only_if_somebody_gave_one(
    moment: datetime.datetime | None, printed: bool
) -> None:
    colophon = book_of(EDITION, load_theme(), moment).chapters[-1].markup.decode()
    assert ("As of 2026-11-23T00:00:00Z" in colophon) is printed
    assert "1980" not in colophon
