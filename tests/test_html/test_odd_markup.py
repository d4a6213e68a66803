"""Markup that no standard knows: tags and names of any signs, sizes that are no numbers, names no file can have."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.model.article import Article
from publisher.model.body import NoteMark, inlines, plain_text
from publisher.readers import read
from publisher.readers.html.figures import local_path
from publisher.schema.markdown import write_article

SIGNS = st.text("pdx1é-:_.\"'=<&/\\%{}[]@*^`~", min_size=1, max_size=5)
UNQUOTED = SIGNS.filter(lambda signs: not {"'", '"'} & set(signs))  # else all behind is a value
WORDS = "Words above the well, and enough of them."


def article_of(page: str) -> Article:
    return read("p.html", f"<title>A title</title>{page}".encode()).article


def text_of(page: str) -> str:
    return plain_text(article_of(page).body)


@given(SIGNS.filter(lambda signs: "=" not in signs), UNQUOTED, UNQUOTED)
def test_any_tag_before_deep_nesting_is_read(tag, name, value):
    odd = f"<p{tag} {name}={value}>"
    deep = "<div>" * 200 + "deep water" + "</div>" * 200
    assert "deep water" in text_of(f"<body><p>{WORDS}</p>{odd}words{deep}</body>")


@pytest.mark.parametrize(
    "candidates",
    ["a.png 1.2.3x", "a.png .x", "a.png 1e9w", "a.png -1w", ",", ", ,", "a.png ９w", "a.png,,"],
)
def test_a_size_that_is_no_number_is_none(candidates):
    assert WORDS in text_of(f"<body><p>{WORDS}</p><figure><img srcset='{candidates}'></figure>")


def test_the_largest_of_a_set_is_taken():
    page = f"<p>{WORDS}</p><figure><img srcset='a.png 1x, b.png 2.5x,c.png 2x'></figure>"
    [asset] = article_of(page).assets
    assert asset.file == "b.png"


@pytest.mark.parametrize("name", ["%00.png", "a%01b.png", "%1B.png", "a%EF%BF%BE.png"])
def test_a_name_with_control_characters_is_no_file(name):
    assert local_path(name) == ""


@pytest.mark.parametrize("ending", ["html", "md"])
@pytest.mark.parametrize("name", ["n" * 300, "n" * 5000, "n/" * 3000 + "n", "%00", "a%0Ab"])
def test_a_picture_no_file_can_be_is_one_that_is_not_there(name, ending, tmp_path):
    shown = {
        "html": f"<title>A title</title><p>{WORDS}</p><img src='{name}.png' alt=A>",
        "md": f"# A title\n\n{WORDS}\n\n![A]({name}.png)\n",
    }
    path = tmp_path / f"page.{ending}"
    path.write_text(shown[ending])
    assert WORDS in plain_text(read(path).article.body)


@pytest.mark.parametrize("holder", ["object", "noscript", "svg", "template", "select", "iframe"])
@pytest.mark.parametrize("around", ["p", "figcaption", "caption", "td", "summary", "h2", "li"])
def test_a_mark_whose_note_is_not_printed_is_words(holder, around):
    mark = "<a href='#fn1'>1</a>"
    inner = f"<{around}>Words{mark} and more.</{around}>"
    place = {"figcaption": f"<figure><img src=a.png>{inner}</figure>", "li": f"<ul>{inner}</ul>"}
    place |= dict.fromkeys(("td", "caption"), f"<table><tr>{inner}</tr></table>")
    place |= {"summary": f"<details>{inner}<p>x</details>"}
    note = f"<{holder}><p id=fn1>1. The note.</p></{holder}>"
    page = f"<body><p>{WORDS}</p>{place.get(around, inner)}<p>{WORDS}</p>{note}</body>"
    article = article_of(page)
    assert not any(isinstance(inline, NoteMark) for inline in inlines(article.body))
    assert read("a.md", write_article(article).encode()).article.body == article.body


def test_a_mark_whose_note_is_printed_stays():
    page = f"<p>{WORDS}<a href='#fn1'>1</a></p><p>{WORDS}</p><p id=fn1>1. The note.</p>"
    article = article_of(page)
    assert any(isinstance(inline, NoteMark) for inline in inlines(article.body))


LEVELS = {
    "<ul><li>w": "</ul>",
    "<dl><dd>w": "</dl>",
    "<blockquote>w": "</blockquote>",
    "<ol><li>w<blockquote>x": "</blockquote></ol>",
    "<div lang=fr><p>w</p><div lang=de><p>x</p>": "</div></div>",
    "<b>w<sub>x": "</sub></b>",
    "<a href='https://example.org/x'>w<i>": "</i></a>",
}


@pytest.mark.parametrize("opening", LEVELS)
@pytest.mark.parametrize("deep", [5, 24, 30, 44, 45, 46, 48, 60, 90])
def test_what_import_writes_of_deep_markup_is_read_again(opening, deep):
    page = f"<p>{WORDS}</p>{opening * deep}the end{LEVELS[opening] * deep}"
    article = article_of(page)
    left_out = " ".join(line.text for line in article.left_out)
    assert "the end" in plain_text(article.body) + left_out
    assert read("a.md", write_article(article).encode()).article.body == article.body


@pytest.mark.parametrize("mark", ["> ", "- ", "1. ", "> - ", "**a _b "])
@pytest.mark.parametrize("deep", [5, 24, 30, 44, 45, 46, 48, 60, 90, 98])
def test_what_import_writes_of_deep_markdown_is_read_again(mark, deep):
    article = read("t.md", f"# A title\n\n{WORDS}\n\n{mark * deep}the end\n".encode()).article
    assert "the end" in plain_text(article.body)
    assert read("a.md", write_article(article).encode()).article.body == article.body
