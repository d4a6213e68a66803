"""Nothing lost: every word of a capture is in the text, in a notice, in a fact of the article, or on the list of what was left out."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from publisher.errors import SourceError
from publisher.model.article import Article
from publisher.model.body import Code, Link, inlines, plain_text, walk
from publisher.readers import read
from publisher.readers.capture import read as read_capture
from publisher.readers.source import SourceText

INLINE = {
    "a",
    "abbr",
    "b",
    "bdi",
    "bdo",
    "cite",
    "code",
    "em",
    "font",
    "i",
    "mark",
    "s",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "u",
    "wbr",
    "time",
    "q",
}
CHECKOUT = Path(__file__).resolve().parent.parent
CAPTURES = CHECKOUT.parent / "shared" / "corpus" / "captures"
SEED = CHECKOUT.parent / "shared" / "corpus" / "seed" / "article.txt"
TEXTS = sorted(CAPTURES.glob("*.txt")) if CAPTURES.is_dir() else []
PAGES = sorted(CAPTURES.glob("*.html")) if CAPTURES.is_dir() else []
MARKDOWN = sorted(CAPTURES.glob("*.md")) if CAPTURES.is_dir() else []


def kept(article: Article) -> Iterator[str]:
    """All that the article prints or lists as left out."""
    yield from (
        article.title,
        article.kicker,
        article.subtitle,
        article.standfirst,
        plain_text(article.body),
    )
    yield from (person.bio for person in article.contributors)
    yield from (notice.text for notice in article.rights.notices)
    yield from (left.text for left in article.left_out)


def kept_with_addresses(article: Article) -> Iterator[str]:
    """What Markdown holds besides words.

    Addresses, alternate texts, names of programming languages.
    """
    yield from kept(article)
    yield from (inline.address for inline in inlines(article.body) if isinstance(inline, Link))
    yield from (block.language for block in walk(article.body) if isinstance(block, Code))
    yield from (address for notice in article.rights.notices for address in notice.addresses)
    yield from (f"{asset.alt} {asset.url} {asset.file} {asset.credit}" for asset in article.assets)


def visible(markdown: str) -> str:
    """The words of a Markdown file without what only its markup needs.

    Tags, addresses of links, marks of emphasis.
    """
    text = re.sub(r"<!--.*?-->|<[^>]*>", " ", markdown, flags=re.DOTALL)
    text = re.sub(r"\[\^[^\]]+\]:?", " ", text)  # names of notes
    text = re.sub(r"^ {0,3}\[[^\]]+\]:.*$", " ", text, flags=re.MULTILINE)  # definitions of links
    # numbers that a list counts by itself
    text = re.sub(r"^[ \t>]*\d+[.)][ \t]", " ", text, flags=re.MULTILINE)
    text = re.sub(r"\]\((?:[^()]|\([^()]*\))*\)|\]\[[^\]]*\]", "] ", text)
    return re.sub(r"https?://\S+|&\w+;", " ", text).replace("_", " ")


def words(text: str) -> Counter[str]:
    """Words; in scripts that write without spaces, characters.

    Links and emphasis end inside their words.
    """
    return Counter(
        re.findall(r"[^\W\u2e80-\u9fff\uac00-\ud7a3]+|[\u2e80-\u9fff\uac00-\ud7a3]", text)
    )


def seen(data: bytes, encoding: str) -> str:
    """The words that a browser without styles shows of a page.

    All text below <body> but scripts, styles, templates and comments.

    Written apart from the reader, with lxml alone; the page's <title> is read into the article's
    title.
    """
    root = html.document_fromstring(
        data,
        parser=html.HTMLParser(
            encoding=encoding, huge_tree=True, remove_comments=True, remove_pis=True
        ),
    )
    body = root.find("body")
    words: list[str] = []

    def say(element: html.HtmlElement) -> None:
        if element.tag in {"script", "style", "template", "head"} or (
            element.tag == "title" and element is not root
        ):
            words.append(" ")
        else:
            words.append(element.text or "")
            for child in element:
                say(child)
        words.append(" " if element.tag not in INLINE else "")
        words.append(element.tail or "")

    say(body if body is not None else root)
    return "".join(words)


def kept_of_a_page(article: Article) -> Iterator[str]:
    """What the article holds of a page.

    Also names that its metadata lines repeat, and credits of pictures; no addresses.
    """
    yield from kept(article)
    yield from (person.name for person in article.contributors)
    yield from (f"{source.name} {source.site}" for source in article.sources)
    yield from (asset.credit for asset in article.assets)


def is_divided(word: str, surplus: Counter[str]) -> bool:
    """Whether the article has the word as two.

    Where a line of the page ends beside a heading without a space between them.
    """
    return any(surplus[word[:place]] and surplus[word[place:]] for place in range(1, len(word)))


def encoding_of(path: Path) -> str:
    """One capture of the corpus is in a single-byte encoding that nothing in it declares.

    Its maker would name it.
    """
    try:
        read(path)
    except SourceError:
        return "windows-1252"
    return ""


def declared(data: bytes) -> str:
    found = re.search(rb"charset=[\"']?([\w-]+)", data[:4096])
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return found[1].decode() if found else "windows-1252"
    return "utf-8"


@pytest.mark.parametrize(
    "path",
    (
        [SEED, *TEXTS]
        if SEED.is_file()
        else [
            pytest.param(
                None,
                marks=pytest.mark.skip(
                    reason="the corpus is not beside this checkout (../shared/corpus)"
                ),
            )
        ]
    ),
    ids=lambda path: path.stem[:40] if path else "",
)
def test_every_word_of_a_text_capture_is_kept_or_listed(path: Path) -> None:
    encoding = encoding_of(path)
    article = read(path, encoding=encoding).article
    lost = words(path.read_text(encoding or "utf-8")) - words("\n".join(kept(article)))
    assert not lost


@pytest.mark.parametrize(
    "path",
    MARKDOWN
    or [
        pytest.param(
            None,
            marks=pytest.mark.skip(
                reason="the corpus is not beside this checkout (../shared/corpus)"
            ),
        )
    ],
    ids=lambda path: path.stem[:40] if path else "",
)
def test_no_word_of_a_markdown_capture_disappears(path: Path) -> None:
    article = read(path).article
    source = words(visible(path.read_text("utf-8")))
    there = words("\n".join(kept_with_addresses(article)).replace("_", " "))
    assert not source - there


@pytest.mark.parametrize(
    "path",
    PAGES
    or [
        pytest.param(
            None,
            marks=pytest.mark.skip(
                reason="the corpus is not beside this checkout (../shared/corpus)"
            ),
        )
    ],
    ids=lambda path: path.stem[:40] if path else "",
)
def test_every_word_that_a_page_shows_is_kept_or_listed(path: Path) -> None:
    article = read(path).article
    source = words(seen(path.read_bytes(), declared(path.read_bytes())))
    there = words("\n".join(kept_of_a_page(article)))
    assert not [word for word in source - there if not is_divided(word, there - source)]


@given(
    st.lists(
        st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cn"]), min_size=1),
        min_size=1,
    ).map("\n".join)
)
def test_every_word_of_any_text_is_kept_or_listed(text: str) -> None:
    if not text.strip(" \t\n\ufeff\0"):
        return
    reading = read_capture(SourceText(name="any.txt", data=text.encode(), text=text))
    lost = words(text) - words("\n".join(kept(reading.article)))
    assert not lost


@pytest.mark.parametrize(
    "line",
    [
        "Disclaimer: nobody answers for this.",
        "*",
        "© 2026 A site",
        "Become a Member of the Field Guide",
        "Some words.",
    ],
)
def test_a_capture_of_one_line_is_read(line: str) -> None:
    article = read_capture(SourceText(name="a.txt", data=line.encode(), text=line)).article
    assert not words(line) - words("\n".join(kept(article)))
