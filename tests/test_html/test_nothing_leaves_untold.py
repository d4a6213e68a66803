"""In = out + listed: each link and each picture of a page is in its article or on its list."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from publisher.captures import declared_encoding
from publisher.errors import SourceError
from publisher.model.article import Article
from publisher.model.body import Figure, Link, inlines, walk
from publisher.readers import read

CORPUS = Path(__file__).resolve().parents[2].parent / "shared" / "corpus" / "html"
SITE = "https://example.org"
SENTENCE = "The gate of the upper lock is opened by hand, and the lower one by whoever is there."
# {0}: a number that no other form of the page has
FORMS = (
    "<p>{s} <a href='/a{0}'>word</a> {s}</p>",
    "<p>{s} {s}</p>",
    "<h2><a href='/a{0}'>A heading</a></h2>",
    "<h2>Of locks <img src='/p{0}.png' alt='alt {0}'></h2>",
    "<figure><a href='/a{0}'><img src='/p{0}.png' alt='alt {0}'></a><figcaption>Words</figcaption></figure>",
    "<figure><img src='/p{0}.png' alt='alt {0}'><figcaption><a href='/a{0}'>Source</a></figcaption></figure>",
    "<nav><a href='/a{0}'>Home</a><img src='/p{0}.png' alt='alt {0}'></nav>",
    "<div class=related><h3><a href='/a{0}'>A story</a></h3><img src='/p{0}.png' alt='alt {0}'></div>",
    "<p>Read also: <a href='/a{0}'>Another story</a></p>",
    "<ul><li><a href='/a{0}'>One</a></li><li><img src='/p{0}.png' alt='alt {0}'></li></ul>",
    "<table><tr><td><a href='/a{0}'>c</a></td><td><img src='/p{0}.png' alt='alt {0}'></td></tr></table>",
    "<pre>code <a href='/a{0}'>linked</a></pre>",
    "<p class=byline>By <a href='/a{0}'>Ada Example</a></p>",
    "<div class=author-box><img src='/p{0}.png' alt='alt {0}' width=60><a href='/a{0}'>More</a></div>",
    "<p style='display:none'><a href='/a{0}'>unseen</a><img src='/p{0}.png' alt='alt {0}'></p>",
    "<noscript><img src='/p{0}.png' alt='alt {0}'></noscript>",
    "<a href='/a{0}'><img src='/p{0}.png' alt='alt {0}' width=16 height=16></a>",
    "<blockquote><p>{s}</p><footer><a href='/a{0}'>Somebody</a></footer></blockquote>",
    "<footer><a href='/a{0}'>© Example</a><img src='/p{0}.png' alt='alt {0}'></footer>",
    "<dl><dt><a href='/a{0}'>t</a></dt><dd><img src='/p{0}.png' alt='alt {0}'></dd></dl>",
    "<details><summary><a href='/a{0}'>s</a></summary>{s}</details>",
    "<button><a href='/a{0}'>b</a></button><svg><a href='/a{0}'><text>x</text></a></svg>",
    "<div id=comments><p>{s} <a href='/a{0}'>me</a></p></div>",
)


def told(article: Article) -> Iterator[str]:
    """Every address and every word of a picture that an article has or lists."""
    yield from (one.address for one in inlines(article.body) if isinstance(one, Link))
    yield from (one.address for one in walk(article.body) if isinstance(one, Figure))
    for asset in article.assets:
        yield from (asset.alt, asset.url, asset.file)
    for notice in article.rights.notices:
        yield from notice.addresses
    for left in article.left_out:
        yield from (left.text, *left.addresses)
    yield from (person.url for person in article.contributors)
    yield from (source.url for source in article.sources)


def plain(words: str) -> str:
    """Words and addresses without what is written in several ways: blanks, and an empty end."""
    return re.sub(r"\s|%20|\xa0", "", words.strip()).rstrip("#?")


@given(st.lists(st.sampled_from(FORMS), max_size=12), st.booleans())
def test_each_link_and_each_picture_is_in_the_article_or_on_the_list(
    forms: list[str], in_article: bool
) -> None:
    parts = [form.format(number, s=SENTENCE) for number, form in enumerate(forms)]
    parts.insert(len(parts) // 2, f"<p>{SENTENCE * 3}</p>")
    inside = "".join(parts)
    body = f"<article><h1>Locks</h1>{inside}</article>" if in_article else inside
    page = f"<html><head><link rel=canonical href='{SITE}/l'></head><body>{body}</body></html>"
    said = set(told(read("page.html", page.encode()).article))
    for number, part in enumerate(form.format(n, s=SENTENCE) for n, form in enumerate(forms)):
        assert f"/a{number}'" not in part or f"{SITE}/a{number}" in said
        assert f"alt {number}'" not in part or f"alt {number}" in said


@pytest.mark.judge
@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not here")
def test_each_link_and_each_picture_of_real_pages_is_in_the_article_or_on_the_list() -> None:
    lost = []
    for folder in sorted(CORPUS.glob("*--*")):
        data = gzip.decompress((folder / "source.html.gz").read_bytes())
        try:
            said = set(told(read("page.html", data).article))
        except SourceError:
            continue
        coded = declared_encoding(data) or "utf-8"
        root = html.document_fromstring(data, parser=html.HTMLParser(encoding=coded))
        links = [
            link
            for link in root.iterfind("./body//a")
            if next(link.iterancestors("template"), None) is None
        ]
        asked = [link.get("href", "") for link in links]
        asked = [address for address in asked if address.startswith("https://")]
        words = [image.get("alt", "") for image in root.iterfind("./body//img")]
        known = plain("\n".join(said))
        lost += [(folder.name, one) for one in (*asked, *words) if plain(one) not in known]
    assert lost == []
