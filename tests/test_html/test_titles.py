"""A page's headline is that of its text, and never the name of its site."""

import pytest

from publisher.readers import read

PAGE = """<html lang="en"><head><title>{title}</title><link rel="canonical" href="{address}"></head>
<body><header><h1>{name}</h1></header><article><h2>The weir is older than the town</h2>
<p>It is older than the town, and the town has forgotten it, as towns do when there is a bridge.</p>
<p>Nobody crosses it now, but the stones are where they were put nine hundred years ago.</p>
</article></body></html>"""


def title(name: str, address: str, written: str) -> str:
    """The headline that is read of a page."""
    page = PAGE.format(name=name, address=address, title=written)
    return read("weir.html", page.encode()).article.title


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("Quay-Post", "https://www.quay-post.example/weir"),
        ("QuayPost.example", "https://blog.quaypost.example/weir"),
        ("Quay Post", "https://quaypost.example/2024/weir"),
    ],
)
def test_a_heading_that_is_the_name_of_the_host_is_the_site_s(name: str, address: str) -> None:
    written = f"The weir is older than the town - {name}"
    assert title(name, address, written) == "The weir is older than the town"


def test_a_headline_of_other_words_than_the_host_stays_one() -> None:
    assert title("The post of the quay", "https://post.example/weir", "The post of the quay") == (
        "The post of the quay"
    )


def test_a_page_with_no_other_words_than_its_site_s_name_has_that_as_its_title() -> None:
    page = (
        '<html><head><title>Quaypost</title><link rel="canonical" href="https://quaypost.example/">'
        "</head><body><h1>Quaypost</h1><p>Words of a page that has no headline of its own.</p></body>"
    )
    assert read("a.html", page.encode()).article.title == "Quaypost"
