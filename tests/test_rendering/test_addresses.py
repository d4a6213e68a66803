"""A link leads to an address that can be followed, or its words stand without one."""

import pytest

from publisher.rendering.xhtml import address, element, followed


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("https://example.org/a?b=c#d", "https://example.org/a?b=c#d"),
        ("https://example.org/é", "https://example.org/é"),
        ("https://example.org/{{page.kind}}/a", "https://example.org/%7B%7Bpage.kind%7D%7D/a"),
        ("https://example.org/a b", "https://example.org/a%20b"),
        ("https://example.org/%20", "https://example.org/%20"),
        ("mailto:a@example.org", "mailto:a@example.org"),
        ("http://<iframe width=", ""),
        ("http://%20/a", ""),
        ("http:///a", ""),
        ("https://user@example.org:8080/a", "https://user@example.org:8080/a"),
    ],
)
def test_signs_that_no_address_has_are_escaped_and_what_has_no_host_is_no_link(
    url: str, target: str
) -> None:
    assert followed(url) == target


def test_an_address_that_cannot_be_followed_is_spelled_out_all_the_same() -> None:
    place = element("p")
    address(place, "http://<iframe width=")
    assert [(node.get("href"), node.text) for node in place] == [(None, "http://<iframe width=")]
