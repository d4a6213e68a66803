"""What leads away from a text leaves it, told; what is the author's own stays, whatever is beside it."""

import pytest

from publisher.model.body import plain_text
from publisher.readers import read
from publisher.readers.html import Page, pieces
from publisher.readers.source import SourceText

HOME = "https://example.org"
PROSE = (
    "<p>The lamps on the quay were lit by hand until the autumn of the flood, and the man who lit"
    " them kept a book of every night on which one had failed him.</p>"
)


def page(markup: str) -> Page:
    whole = (
        f"<html><head><link rel=canonical href='{HOME}/lamps'></head><body><article><h1>Lamps</h1>"
        f"{PROSE * 3}{markup}</article></body></html>"
    )
    return pieces(SourceText.of("page.html", whole.encode()))


def text_of(read: Page) -> list[str]:
    return [plain_text((piece.block,)) for piece in read.pieces if piece.block and not piece.region]


def link(words: str, to: str = f"{HOME}/x") -> str:
    return f"<a href='{to}'>{words}</a>"


STORIES = "".join(
    f"<li>{link(words)}</li>"
    for words in ("The bridge that nobody wanted to cross", "Two ferries and one ticket office")
)
TEASERS = "<ul>" + "".join(
    f"<li><h4>{link(words)}</h4><p>When oil was cheaper than bread, so were the keepers.</p></li>"
    for words in ("The bridge that nobody wanted to cross", "Two ferries and one ticket office")
)
TEASERS += "</ul>"
CAPTION = "The keeper of the northern lamp, with the can that his mother gave him"
SHOWN = (
    f"<figure><img src='{HOME}/a.png'><figcaption>{CAPTION} beside the shed.</figcaption></figure>"
)
TEASER = "The bridge was built in a night, and the night was long enough for nobody else."
SHOWN_STORIES = "".join(
    f"<a href='{HOME}/{name}'><img src='{HOME}/{name}.png'></a><p>A keeper is no clock. {TEASER}</p>"
    for name in ("x", "y", "z")
)
CARD = f"<h3>{link('The clock that ran backwards')}</h3><p>A short word on a clock.</p>"


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        (f"<p>Read also:</p><ul>{STORIES}</ul>{PROSE}", "The bridge that"),
        (f"<h3>Mehr zum Thema</h3><ul>{STORIES}</ul>", "Mehr zum Thema"),
        (f"<h2>More from the harbour</h2><ul>{STORIES}</ul>", "More from"),
        (f"<p><b>Lea también:</b> {link('El puente que nadie quería')}</p>{PROSE}", "El puente"),
        (f"<p>See also</p><ul>{STORIES}</ul>", "See also"),
        (f"<p>{link('The bridge that nobody wanted')}</p>", "The bridge that"),
        (CARD * 3, "A short word"),
        ("<h3>Share this story</h3>", "Share this"),
        (f"<p>Related: {link('The bridge that nobody wanted to cross')}</p>{PROSE}", "The bridge"),
        (
            f"<p>{link('Read more: The bridge that nobody wanted to cross')}</p>{PROSE}",
            "The bridge",
        ),
        (f"{TEASERS}{PROSE}", "oil was cheaper"),
        (f"{TEASERS}<p>Copyright 2020 The Lamp Society.</p>", "oil was cheaper"),
        (f"{TEASERS}<p>\u2318</p>", "\u2318"),
        (f"<h3>Bridges</h3><nav>{link('Bridges')}</nav><h3>Wicks</h3>{PROSE}", "Bridges"),
        ("<p>Sign up for our letter, and the lamps come to your inbox.</p>", "Sign up"),
        (f"<h3>Related</h3>{SHOWN_STORIES}", "A keeper is no clock"),
        (f"<aside><h4>{link('The clock that ran backwards')}</h4>A short word.</aside>", "short"),
        (
            f"<p>{link('THE BRIDGE THAT NOBODY WANTED TO CROSS')}</p>{PROSE}",
            "THE BRIDGE",
        ),
        (f"{SHOWN}<div>{CAPTION} …more</div>{PROSE}", "more"),
        (f"<p>Tags: {link('lamps')}, {link('quays')}</p>", "lamps, quays"),
        (
            "<ul><li><a href='https://www.facebook.com/sharer.php?u=x'>Facebook</a></li></ul>",
            "Facebook",
        ),
    ],
)
def test_what_leads_to_other_stories_leaves_the_text_and_is_told(markup: str, words: str) -> None:
    read = page(markup)
    assert not [said for said in text_of(read) if words in said]
    assert [piece for piece in read.pieces if words in piece.text and not piece.block]


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        (f"<h2>Sources</h2><ul>{STORIES}</ul>", "The bridge that"),
        (f"<h2>Tools</h2><ul><li>{link('a wick', 'https://w.example')}</li></ul>", "a wick"),
        (
            f"<h2>See also</h2><ul><li>{link('Lamp')}</li><li>{link('Wick')}</li></ul>{PROSE}",
            "Wick",
        ),
        (f"<p>See also {link('the part on wicks')} above.</p>", "See also"),
        (f"<p>You find it here:</p><p>{link('A table of all wicks by length')}</p>{PROSE}", "all"),
        (f"<p>{link('A table of all the wicks by their length')}</p>{PROSE}", "A table"),
        (
            f"<aside><h4>Wicks</h4><p>{link('A table of all wicks by length')}</p></aside>{PROSE}",
            "A table",
        ),
        (f"<ul>{STORIES}</ul>{PROSE}", "The bridge that"),
        (f"<h3>Related</h3>{SHOWN_STORIES}{PROSE}{PROSE}{PROSE}", "A keeper is no clock"),
        ("<p>“Subscribe to our letter,” he said, “and you will know your lamps.”</p>", "he said"),
        ("<p>The keeper read our newsletter at night.</p>", "The keeper read"),
        ("<p>Support our lamps, said the sign on the quay, and nobody did.</p>", "said the sign"),
        (f"<h3>Bridges</h3><h3>Wicks</h3>{PROSE}", "Bridges"),
        (f"<h4>{'The keeper of the lamp asked. ' * 4}</h4><p>Retweet</p>", "The keeper of"),
        (f"<p>{CAPTION}.</p>{PROSE}<p>{CAPTION} and left.</p>{PROSE}", "and left"),
        (f"<h2>More on wicks</h2>{PROSE}", "More on wicks"),
        (f"<h2>Share this with a friend</h2>{PROSE}", "Share this"),
        (f"<h2>{link('The first night')}</h2>{PROSE}" * 3, "The first night"),
        ("<p>Read more books, he said.</p>", "Read more books"),
        ("<figure><img src='/lamp.png' alt='A lamp'></figure><p>It is dark.</p>", "It is dark"),
        ("<h2>Related</h2><pre>light --all</pre>", "light --all"),
    ],
)
def test_what_the_author_wrote_stays_in_the_text(markup: str, words: str) -> None:
    assert [said for said in text_of(page(markup)) if words in said]


def test_a_menu_before_the_first_words_is_not_of_the_text() -> None:
    menu = "".join(f"<li>{link(name)}</li>" for name in ("News", "Quays", "Tides", "People"))
    whole = f"<html><head><link rel=canonical href='{HOME}/l'></head><body><div><ul>{menu}</ul>"
    read = pieces(SourceText.of("p.html", f"{whole}{PROSE * 4}</div></body></html>".encode()))
    assert not [said for said in text_of(read) if "Tides" in said]
    assert [piece for piece in read.pieces if "Tides" in piece.text]


SECTION = "<p>Harbours</p>"


@pytest.mark.parametrize(
    ("menu", "stays"), [(link("Harbours"), False), (link("Boats"), True), ("Harbours", True)]
)
def test_the_section_before_a_text_is_what_a_menu_says(menu: str, stays: bool) -> None:
    read = pieces(
        SourceText.of(
            "page.html",
            f"<body><nav>{menu}</nav><article><h1>Lamps</h1>{SECTION}{PROSE * 3}</article>".encode(),
        )
    )
    assert ("Harbours" in text_of(read)) is stays
    assert any(piece.text == "Harbours" for piece in read.pieces)


def several(title: str, first: str = "Lamps") -> Page:
    stories = "".join(
        f"<article><h1>{head}</h1>{PROSE * 3}<p>All of it on {head}.</p></article>"
        for head in (first, "Wicks", "Oil")
    )
    markup = f"<html><head><title>{title}</title></head><body><main>{stories}</main></body></html>"
    return pieces(SourceText.of("page.html", markup.encode()))


def test_of_several_whole_articles_the_one_stays_that_the_page_is_about() -> None:
    read = several("Lamps - The Quay")
    said = "\n".join(text_of(read))
    assert ("on Lamps." in said, "on Wicks." in said) == (True, False)
    assert [piece for piece in read.pieces if "on Wicks." in piece.text]


@pytest.mark.parametrize("title", ["The Quay", "Lamps, Wicks and Oil"])
def test_a_page_about_several_articles_keeps_them_all(title: str) -> None:
    assert "on Wicks." in "\n".join(text_of(several(title)))


def test_a_box_of_the_site_before_the_text_is_not_of_it() -> None:
    box = "<aside>When you buy by way of our site, we may earn an affiliate commission.</aside>"
    read = pieces(
        SourceText.of(
            "page.html",
            f"<body><article>{box}<h1>Lamps</h1>{PROSE * 3}</article>".encode(),
        )
    )
    assert not [said for said in text_of(read) if "affiliate" in said]
    assert [piece for piece in read.pieces if "affiliate" in piece.text]


def test_a_picture_that_leaves_with_its_card_is_on_the_list() -> None:
    card = f"<a href='{HOME}/c'><img src='/clock.png' alt='The clock'></a>{CARD}"
    read = page(card * 3)
    assert [left.text for left in read.hints.left_out if left.of == "picture"] == ["The clock"]
    assert not read.hints.assets


@pytest.mark.parametrize("heading", ["Sign up or stay out", "Share this bread", "More on tides"])
def test_a_heading_of_running_text_is_no_word_of_the_site(heading: str) -> None:
    whole = f"<article><h1>Lamps</h1>{PROSE * 2}<h2>{heading}</h2>{PROSE}<p>End.</p></article>"
    article = read("page.html", whole.encode()).article
    assert heading in [plain_text((block,)) for block in article.body]


@pytest.mark.parametrize("line", ["Source: the harbour office", "Quelle: Hafenamt"])
def test_a_source_right_under_a_table_is_the_table_s_and_stays_there(line: str) -> None:
    table = "<table><tr><th>Year</th><th>Lamps</th></tr><tr><td>1900</td><td>12</td></tr></table>"
    whole = f"<article><h1>Lamps</h1>{PROSE}{table}<p class=source>{line}</p>{PROSE}</article>"
    article = read("page.html", whole.encode()).article
    assert line in [plain_text((block,)) for block in article.body]
    assert not article.rights.notices
