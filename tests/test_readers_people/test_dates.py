"""Days as people and programs write them; what could be two days is never guessed."""

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publisher.readers.dates import days_in, stated_day

DAY = datetime.date(2025, 3, 4)


@pytest.mark.parametrize(
    "written",
    [
        "2025-03-04T23:30:00-05:00",
        "20250304",
        "2025/03/04",
        "<![CDATA[2025-03-04]]>",
        "March 4, 2025",
        "Mar. 4th, 2025",
        "4 March 2025 at noon",
        "Tue, 04 Mar 2025 10:00:00 GMT",
        "Tue Mar 04 10:00:00 EST 2025",
        "Tue Mar 04 10:00:00 2025",
        "4. März 2025",
        "4 mars 2025",
        "4 de marzo de 2025",
        "4 marca 2025",
        "4 марта 2025",
        "2025年3月4日",
        "2025년 3월 4일",
        "4.3.2025",
        "04.03.25",
        "1741082400",
    ],
)
def test_a_day_is_read_in_every_usual_spelling(written):
    assert stated_day(written) == DAY


@pytest.mark.parametrize(
    "written",
    ["", "04/03/2025", "2 days ago", "March 2025", "1970-01-01", "2025-13-40", "31.2.2025"],
)
def test_what_is_no_day_or_could_be_two_is_none(written):
    assert stated_day(written) is None


def test_the_language_tells_which_figure_is_the_month():
    other = datetime.date(2025, 4, 3)
    read = {tag: next(days_in("04/03/2025", tag)).days for tag in ("en-GB", "de", "en-US", "en")}
    assert read == {"en-GB": (DAY,), "de": (DAY,), "en-US": (other,), "en": (DAY, other)}
    assert stated_day("13/03/2025") == datetime.date(2025, 3, 13)


@settings(max_examples=60)
@given(st.dates(datetime.date(1981, 1, 1), datetime.date(2099, 12, 31)))
def test_every_day_in_words_is_read_back(day):
    assert stated_day(day.strftime("%d %B %Y")) == day
    assert stated_day(day.strftime("%B %-d, %Y")) == day
