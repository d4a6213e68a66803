"""Any text, any bytes, any page.

An article that reads back equal from the Markdown written of it, or an error with its place.
"""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from publisher.errors import PublisherError
from publisher.readers import markdown, read
from publisher.readers.source import SourceText
from publisher.schema.markdown import write_article
from publisher.schema.normal import normal

SCRAPS = st.sampled_from(
    [
        "# ",
        "#",
        "## ",
        "\n",
        "\n\n",
        " ",
        "    ",
        "\t",
        "- ",
        "* ",
        "1. ",
        "> ",
        "```",
        "~~~",
        "***",
        "---\n",
        "===\n",
        "|",
        "|-|",
        "| a | b |\n|---|---|\n",
        "![](",
        "![a](b.png)",
        "](",
        "[a]",
        "[a]: https://example.org/a",
        '[#]: author: "x"',
        "[^1]",
        "[^1]: n",
        "<p>",
        "</p>",
        "<div hidden>",
        "<td colspan=3>",
        "<table><tr><td>",
        "</td>",
        "<ul><li>",
        "<br>",
        "<hr>",
        "<!--",
        "-->",
        "<img src=a.png>",
        "<img width=1 src=c.gif>",
        "<figure>",
        "<figcaption>",
        "</figure>",
        "<script>",
        "</script>",
        "<a href='https://example.org/x'>",
        "</a>",
        "<blockquote>",
        "<pre>",
        "<title>",
        "<h1>",
        "<svg><title>",
        "<noscript>",
        "<dl><dt>",
        "<iframe src=x>",
        "<li id=fn1>",
        "<a href='#fn1'>",
        "<html dir=rtl>",
        "<em>",
        "<aside>",
        "<details><summary>",
        "<div class=footnotes>",
        "<math>",
        "<sup>",
        "&nbsp;",
        "&#0;",
        "&amp;",
        "\\",
        "\u00a0",
        "\u200b",
        "\u00ad",
        "\u2028",
        "\x85",
        "\x0b",
        "\x1c",
        "\x07",
        "\x7f",
        "\ufeff",
        "中文",
        "。",
        "עברית",
        "©",
        "A",
        "word",
        "© 2020 A Site",
        "Originally published on www.example.org",
        "This article was republished with permission from X.",
        "Photo: A. Writer",
        "By A. Writer",
        "[email\u00a0protected]",
        "Share this",
        "Image Credit:",
        "via: https://example.org/a",
        "译者：",
        "CC BY 4.0",
        "Disclaimer:",
        "under a Creative Commons license",
        "A paragraph of prose that is long enough to be one, with a comma and an end.",
        "title: x\n",
        "---\ntitle: x\nauthor: y\n---\n",
        "::: aside\n",
        ":::",
        "{.em}",
        "{lang=ar}",
        "__",
        "~~",
        "`",
    ]
)
TEXT = st.lists(
    SCRAPS | st.text(st.characters(exclude_categories=["Cs"]), max_size=6), max_size=14
).map("".join)
NAMES = ["a.txt", "a.md", "a.html", "no-ending"]


def read_and_written(name: str, data: bytes) -> None:
    try:
        article = read(name, data).article
    except PublisherError as error:
        # any article will do as well
        assert str(error).startswith(f"{name}:") or name == "no-ending", error  # noqa: PT017
        return
    assert markdown.read(
        SourceText.of("article.md", write_article(article).encode())
    ).article == normal(article)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(TEXT)
def test_any_text_is_an_article_or_an_error_with_its_place(name: str, text: str) -> None:
    read_and_written(name, text.encode())


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(NAMES), st.binary(max_size=60))
def test_any_bytes_are_an_article_or_an_error_with_its_place(name: str, data: bytes) -> None:
    read_and_written(name, data)
