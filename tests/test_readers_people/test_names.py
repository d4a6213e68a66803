"""Bylines → names: what is surely no name is cut, and a split that is not sure is not made."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publisher.readers.people import is_byline, names_in, same_person

SPLIT = {
    "By Ada Example": ["Ada Example"],
    "BY ADA EXAMPLE": ["ADA EXAMPLE"],
    "ByAda Example": ["Ada Example"],
    "Von Ada Example und Bo Redder": ["Ada Example", "Bo Redder"],
    "Words by Ada Example, Bo Redder and Cleo Ray": ["Ada Example", "Bo Redder", "Cleo Ray"],
    "By Ada Example, Senior Reporter, and Bo Redder, Health Editor": ["Ada Example", "Bo Redder"],
    "By Ada Example, Professor of Hydrology, University of Northmoor": ["Ada Example"],
    "Ada Example, Special to The Courier": ["Ada Example"],
    "Ada Example/AFP": ["Ada Example"],
    "Ada Example | The Example Courier": ["Ada Example"],
    "By Ada Example in Science": ["Ada Example"],
    "By Ada Example for The Example Courier": ["Ada Example"],
    "By Ada Example on Monday, May 4, 2020": ["Ada Example"],
    "Ada Example • 6 min read": ["Ada Example"],
    "Ada ExampleStaff Writer": ["Ada Example"],
    "Ada Example <ada@example.org>": ["Ada Example"],
    "Ada Example @adaex": ["Ada Example"],
    "[[Ada Example]]": ["Ada Example"],
    "Ada Example, Jr.": ["Ada Example, Jr."],
    "Ada Example III and Bo Redder, Ph.D.": ["Ada Example III", "Bo Redder, Ph.D."],
    "By ADA EXAMPLE, AP Energy Writer": ["ADA EXAMPLE"],
    "Ada Example, AFP Harbours": ["Ada Example"],
    "ANI EXAMPLE and Ani Redder": ["ANI EXAMPLE", "Ani Redder"],
    "PTI, Northmoor": ["PTI"],
    "Ada Example. Example International": ["Ada Example"],
    "Dr. Ada R. Example": ["Dr. Ada R. Example"],
    "Ada Example and Bo Redder For The Courier on Friday": ["Ada Example", "Bo Redder"],
    "Ada Example, Water Lock Engineer, Example Centre-Centro de Ejemplo": ["Ada Example"],
    "Ada Example, Researcher Life Sciences": ["Ada Example"],
    "By Ada Example No comments": ["Ada Example"],
    "von Ada Example Ein Kommentar": ["Ada Example"],
    "Ada Example at ada@example.org or 555-0100": ["Ada Example"],
    "Mary Ada Law": ["Mary Ada Law"],
    "Text● 山田太郎": ["山田太郎"],
    "作者：王小明": ["王小明"],
    "王小明、李大文": ["王小明", "李大文"],
}
WHOLE = (
    "Ada Ortega y Gasset",
    "Ada Soto e Silva",
    "Moss & Fern",
    "U.S. HARBOURS AND GATES",
    "Moss and Sons",
    "Example and Fern Foundation",
    "Ada and Bo Redder",
    "Example, Ada",
    "Kestrel",
    "@kestrel",
    "Ada van der Example",
    "Women in Science",
    "Department of Fish and Wildlife",
    "The Example Courier – Das Blatt für alle",
    "山田 太郎",
    "Ada C.",
    "Ada Writer",
)
NOBODY = (
    "",
    "Staff Writer",
    "Staff Reports",
    "admin",
    "Follow Author",
    "WATCH LIVE",
    "May 4, 2020",
    "https://example.org/ada",
    "example.org/ada",
    "gateadmin",
    "Editor M",
    "12",
    "the river was dry, and nobody went down to it that year.",
)


@pytest.mark.parametrize("written", SPLIT)
def test_a_byline_names_whom_it_credits_and_no_job_or_house(written):
    assert list(names_in(written)) == SPLIT[written]


@pytest.mark.parametrize("name", WHOLE)
def test_a_split_that_is_not_sure_stays_one_name(name):
    assert names_in(name) == (name,)


@pytest.mark.parametrize("words", NOBODY)
def test_what_is_no_name_credits_nobody(words):
    assert names_in(words) == ()


def test_a_name_in_capitals_gives_way_to_the_same_name_as_names_are_written():
    assert names_in("ADA EXAMPLE; Ada Example") == ("Ada Example",)
    assert same_person("Dr. Ada Example", "Ada Example")


@pytest.mark.parametrize(
    "line",
    [
        "By Harrow Street the river was dry, and nobody went down.",
        "By Monday Night was gone.",
        "By the time Ada Example came, it rained.",
        "Ada Example is a nurse.",
    ],
)
def test_a_sentence_is_no_byline(line):
    assert not is_byline(line)


@settings(max_examples=60)
@given(st.text(max_size=120))
def test_every_name_is_of_the_words_given_and_no_words_break_it(written):
    for name in names_in(written):
        assert name == name.strip()
        assert len(name) <= 80
