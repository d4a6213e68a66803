"""What a site says once of mining its pages is found for a page by the longest pattern."""

import json

import pytest

from publisher.captures.mining import mining_rule

RULES = [
    {"location": "/", "tdm-reservation": 0},
    {"location": "/news/", "tdm-reservation": 1, "tdm-policy": "https://example.org/p.json"},
    {"location": "/news/*.pdf$", "tdm-reservation": 0},
    {"location": "/two", "tdm-reservation": 1},
    {"location": "/two", "tdm-reservation": 0},
    {"location": "/words", "tdm-reservation": "yes"},
    {"tdm-reservation": 1},
    "no rule",
]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("", (False, "")),
        ("/about", (False, "")),
        ("/news/a", (True, "https://example.org/p.json")),
        ("/news/a.pdf", (False, "")),
        ("/news/a.pdf?b", (True, "https://example.org/p.json")),
        ("/two", (None, "")),
        ("/words", (False, "")),
    ],
)
def test_the_longest_pattern_speaks_and_two_that_differ_say_nothing(
    path: str, said: tuple[bool | None, str]
) -> None:
    assert mining_rule(json.dumps(RULES), f"https://example.org{path}") == said


@pytest.mark.parametrize("text", ["", "User-agent: *", "{}", "[[]]", "[" * 100_000, "null"])
def test_what_is_no_such_file_says_nothing(text: str) -> None:
    assert mining_rule(text, "https://example.org/a") == (None, "")


def test_a_pattern_of_many_stars_is_gone_through_once() -> None:
    """Each star tried at each place would take longer than anybody lives."""
    rule = {"location": "/" + "*a" * 60 + "*b$", "tdm-reservation": 1}
    assert mining_rule(json.dumps([rule]), f"https://example.org/{'a' * 5000}") == (None, "")
    assert mining_rule(json.dumps([rule]), f"https://example.org/{'a' * 5000}b") == (True, "")
