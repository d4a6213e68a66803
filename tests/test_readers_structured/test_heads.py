"""The head of a foreign Markdown file in all its forms.

And whose a head is, ours or another software's.
"""

import datetime

import pytest

from publisher.errors import SchemaError
from publisher.model.article import LeftOutBecause, Relation
from publisher.model.rights import NoticeKind
from publisher.readers import read

PROSE = (
    "The bridge over the river was closed on Monday, and nobody in the valley could say when it"
    " would open again, though everybody had an opinion on why it had been closed, and who was to"
    " blame for it."
)


def article(head: str, body: str = PROSE):
    return read("capture.md", f"{head}\n\n{body}\n".encode()).article


FORMS = {
    "YAML": '---\ntitle: "A bridge is closed"\nauthor: A. Writer\ndate: 2021-03-04\n---',
    "TOML": '+++\ntitle = "A bridge is closed"\nauthor = "A. Writer"\ndate = 2021-03-04\n+++',
    "lines": "Title: A bridge is closed\nAuthor: A. Writer\nDate: 2021-03-04 10:00",
    "YAML that is none": (
        "---\ntitle: A bridge is closed\nauthor: A. Writer\ndate: 2021-03-04\nnote: one: two:"
        " three\n\tx\n---"
    ),
}


@pytest.mark.parametrize("head", FORMS.values(), ids=FORMS)
def test_a_head_of_any_form_gives_its_facts_and_is_left_out_to_the_letter(head):
    found = article(head)
    assert (found.title, found.authors, found.published) == (
        "A bridge is closed",
        ("A. Writer",),
        datetime.date(2021, 3, 4),
    )
    [left] = [left for left in found.left_out if left.because is LeftOutBecause.METADATA]
    assert left.text in head
    assert "A. Writer" in left.text


def test_a_first_line_with_a_colon_is_no_head():
    found = article("Note: this is a text\nabout a bridge: it is closed")
    assert found.contributors == ()
    assert not found.left_out


@pytest.mark.parametrize(
    "head",
    [
        "title: A bridge\nsocialImage: ./a.png\npublish: true",
        "title: A bridge\npublished: true",
        "title: A bridge\nemoji: x\npublished: false\ntopics: [a]",
        "title: A bridge\npubDate: 2020-01-02",
        "title: A bridge\nauthor:\n  name: A. Writer",
    ],
)
def test_a_head_that_is_not_ours_is_a_capture(head):
    assert read("capture.md", f"---\n{head}\n---\n\n{PROSE}\n".encode()).capture


@pytest.mark.parametrize(
    "head",
    [
        "title: A bridge\nlanguge: en",
        "title: A bridge\ncontributors:\n  - name: A. Writer\nlayout: post",
    ],
)
def test_a_slip_of_the_pen_in_a_head_of_ours_is_told(head):
    with pytest.raises(SchemaError):
        read("article.md", f"---\n{head}\n---\n\n{PROSE}\n".encode())


def test_names_in_lists_and_mappings_are_names():
    found = article(
        "---\ntitle: A bridge\nauthors:\n  - name: A. Writer\n    url: https://example.org/a\n  -"
        " B. Writer\nslug: a\n---"
    )
    assert [person.name for person in found.contributors] == ["A. Writer", "B. Writer"]


@pytest.mark.parametrize(
    ("written", "ident"),
    [
        ("CC BY-SA 4.0", "CC-BY-SA-4.0"),
        ("https://creativecommons.org/licenses/by/4.0/", "CC-BY-4.0"),
        ("CC BY-ND", ""),
        ("MIT", None),
        ("All rights reserved", None),
    ],
)
def test_a_licence_is_what_the_head_states_and_no_more(written, ident):
    licence = article(
        f"---\ntitle: A bridge\nauthor: A. Writer\nlicense: {written}\n---"
    ).rights.licence
    assert (licence.id if licence else None) == ident


def test_terms_in_a_head_are_notices():
    found = article(
        "---\ntitle: A bridge\nauthor: A. Writer\ncopyright: © 2020 Example Press\ndescription:"
        " What closed, and why.\n---"
    )
    assert [(notice.kinds[0], notice.text) for notice in found.rights.notices] == [
        (NoticeKind.COPYRIGHT_LINE, "© 2020 Example Press")
    ]
    assert (found.rights.copyright_line, found.rights.holder) == (
        "© 2020 Example Press",
        "Example Press",
    )


def test_a_head_names_where_the_text_first_appeared():
    [first, _] = article(
        "---\ntitle: A bridge\nauthor: A. Writer\noriginally_published: The Example"
        " Review\ncanonical-url: https://example.org/a\n---"
    ).sources
    assert (first.relation, first.name, first.url) == (
        Relation.ORIGINALLY_PUBLISHED,
        "The Example Review",
        "https://example.org/a",
    )
