"""Pages that end badly are set again: no credit block alone, no stub, titles in even lines."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publisher.model.article import Article, Contributor
from publisher.model.body import Paragraph, Text
from publisher.model.edition import alone
from publisher.model.rights import Notice, NoticeKind, Rights
from publisher.pdffile.pages import read_pages
from publisher.readers import read_article
from publisher.rendering.compose import book_of
from publisher.rendering.theme import load_theme
from publisher.writers.pdf import copyfit, page_filling
from publisher.writers.pdf import writer as pdf
from publisher.writers.pdf.page_filling import Fit
from publisher.writers.pdf.passing_lines import passed_on, ways_to_pass
from tests.geometry import faults, look_at
from tests.shelf import EMPTY

THEME = load_theme("plain")
SENTENCE = "The keeper of the lock wrote down what passed him and nothing else. "
NOTICE = "No warranty is given by anyone for anything that is said here."


def article(sentences: int, title: str = "Fitted") -> Article:
    text = [SENTENCE * 6] * (sentences // 6) + [SENTENCE * (sentences % 6)]
    return Article(
        title=title,
        language="en",
        contributors=(Contributor(name="A. Writer"),),
        rights=Rights(notices=(Notice(kinds=(NoticeKind.DISCLAIMER,), text=NOTICE),)),
        body=tuple(Paragraph(children=(Text(text=words),)) for words in text if words),
    )


def pages_of(made: Article) -> list[str]:
    done = pdf.typeset(book_of(alone(made, name="fitted"), THEME), THEME, catalogue=EMPTY)
    return [page.text for page in read_pages(done.data, "fitted.pdf")]


def fit(**changed: float | tuple[float, ...]) -> Fit:
    usual = {"pages": 3, "last": 0.5, "hole": 0.9, "alone": False, "page": 600.0}
    measured = {"over": 300.0, "credit": 120.0, "line": 20.0}
    return Fit(**(usual | measured | changed))  # type: ignore[arg-type]


@pytest.mark.parametrize("sentences", [24, 26, 28])
def test_the_credit_block_never_stands_alone_on_a_page(sentences: int) -> None:
    for page in pages_of(article(sentences)):
        if NOTICE in " ".join(page.split()):
            assert "wrote down" in page


def test_a_layout_is_good_or_as_bad_as_its_faults() -> None:
    good = fit()
    stub, hole, alone_ = fit(last=0.1), fit(hole=0.6), fit(alone=True)
    assert good.is_good(good)
    assert good.badness == 0.0
    for bad in (stub, hole, alone_):
        assert not bad.is_good(good)
        assert bad.badness > 0.0
    assert alone_.badness > hole.badness > stub.badness


def test_a_page_less_makes_up_for_a_short_end() -> None:
    first, shorter = fit(last=0.1), fit(pages=2, last=0.2)
    assert shorter.is_good(first)
    assert fit(pages=1, last=0.1).is_good(first)


def test_layouts_that_fail_and_layouts_that_are_worse_are_not_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The first layout stands where the engine breaks down at each of the others."""
    monkeypatch.setattr(page_filling, "STUB", 1.1)  # nothing is good
    monkeypatch.setattr(
        copyfit, "_worth_trying", lambda *_: iter([(("f1",), ""), (("f1", "f2"), "")])
    )
    seen: list[object] = []

    def fail(_: str) -> object:
        seen.append(None)
        raise AttributeError("'BlockBox' has no attribute 'index'")

    kept = copyfit.fitted

    def failing(document: object, root: object, _: object, said: list[str]) -> object:
        before = list(said)
        made = kept(document, root, fail, said)  # type: ignore[arg-type]
        assert made is document
        assert said == before
        return made

    monkeypatch.setattr("publisher.writers.pdf.typeset.copyfit.fitted", failing)
    assert pages_of(article(30))
    assert len(seen) == 2


def test_a_title_of_two_lines_has_lines_of_about_one_width() -> None:
    title = "How the keeper of the lock wrote down whatever passed him by"
    opening = next(
        page for page in pages_of(article(12, title)) if "wrote down what passed" in page
    )
    head = opening.partition("By A. Writer")[0]
    lines = [line for line in head.splitlines() if line.strip() and line.strip() in title]
    assert " ".join(map(str.strip, lines)) == title
    lengths = [len(line.strip()) for line in lines]
    assert len(lengths) == 2
    assert min(lengths) >= 0.7 * max(lengths)


def test_a_last_page_is_no_stub_where_a_paragraph_can_go_over() -> None:
    """The page before passes lines on: the last has more than the credit block and two lines."""
    pages = [page for page in pages_of(article(30)) if "wrote down" in page]
    assert len(pages) == 2
    assert len(pages[-1].split()) > 90


def test_pages_pass_on_as_many_lines_as_a_credit_block_must_have_above_it() -> None:
    alone = fit(pages=3, last=0.2, alone=True, ends=(600.0, 590.0, 0.0))
    assert passed_on(alone, 0.86) == {2: pytest.approx(590 - 3 * 20)}
    assert passed_on(alone, 0.86, more=1) == {2: 516.0, 1: pytest.approx(600 - 6)}
    short = fit(pages=3, last=0.2, alone=True, ends=(600.0, 400.0, 0.0))
    assert passed_on(short, 0.8) == {}, "they cannot give three lines and be four fifths full"
    ends = passed_on(short, 0.78)
    assert ends == {1: 600 - (0.78 * 600 - (400 - 60)), 2: 0.78 * 600}, "both pass lines on"
    whole = fit(pages=3, last=0.9, alone=True, credit=580.0, ends=(600.0, 590.0, 0.0))
    assert passed_on(whole, 0.8) == {}, "no page holds that block and two lines"


def test_a_page_that_a_picture_leaves_short_is_filled_from_the_pages_before_it() -> None:
    hole = fit(pages=4, hole=0.7, ends=(600.0, 590.0, 420.0, 300.0))
    assert passed_on(hole, 0.86) == {2: pytest.approx(516), 1: pytest.approx(600 - 22)}
    assert passed_on(fit(pages=3, ends=(600.0, 590.0, 300.0)), 0.86) == {}, "nothing is missing"
    assert passed_on(fit(pages=3, hole=0.7, ends=(420.0, 590.0, 300.0)), 0.86) == {}
    assert list(ways_to_pass(fit(pages=3, hole=0.7, ends=()))) == [], "a page is turned"


@given(
    ends=st.lists(st.floats(380.0, 600.0), min_size=1, max_size=12),
    last=st.floats(0.0, 200.0),
    credit=st.floats(60.0, 590.0),
    alone=st.booleans(),
)
@settings(max_examples=60)
def test_what_pages_pass_on_is_what_the_pages_after_them_gain(
    ends: list[float], last: float, credit: float, alone: bool
) -> None:
    hole = min(end / 600 for end in ends)
    filled = fit(
        pages=len(ends) + 1,
        hole=hole,
        last=0.1,
        alone=alone,
        credit=credit,
        ends=(*ends, last),
    )
    for way in ways_to_pass(filled):
        gained = 0.0
        for number, end in enumerate(ends, 1):
            stands = end + gained
            shall_end = way.get(number, stands)
            assert shall_end >= 0.5 * 600 - 1e-6 or number not in way
            assert shall_end <= min(stands, 600.0) + 1e-6, "no page gains what none passes on"
            gained = stands - shall_end
        assert way


def test_columns_pass_lines_on_and_leave_no_title_alone() -> None:
    theme = load_theme("magazine")
    made = pdf.typeset(book_of(alone(article(60), name="one"), theme), theme, catalogue=EMPTY)
    assert faults(look_at(made.data)[1:]) == []


def test_no_page_is_left_half_empty_for_the_sake_of_a_note() -> None:
    theme = load_theme("book")
    article = read_article(
        Path(__file__).parents[2] / "content/articles/fair-use-notice/article.md"
    )
    made = pdf.typeset(book_of(alone(article, name="one"), theme), theme, catalogue=EMPTY)
    cover, *pages, last = look_at(made.data)
    assert not cover.text
    assert min(len(page.lines) for page in pages) > len(last.lines) / 2
    assert len(pages) == 2


@pytest.mark.parametrize(
    ("name", "design", "page", "words"),
    [
        ("how-to-credit", "book", 1, "title, unchanged"),  # of a table that would go over whole
        ("two-directions", "e-ink", 2, "the typeface has the letters"),  # before an ornament
    ],
)
def test_no_page_is_left_a_quarter_empty_for_the_sake_of_what_stands_together(
    name: str, design: str, page: int, words: str
) -> None:
    theme = load_theme(design)
    folder = Path(__file__).parents[2] / "content/articles" / name
    article = read_article(next(folder.glob("article.*")))
    made = pdf.typeset(book_of(alone(article, name="one"), theme), theme, catalogue=EMPTY)
    assert words in " ".join(read_pages(made.data, "one.pdf")[page].text.split())
