"""Articles that run on: which do, what their pages say, and that each keeps what it owes."""

from dataclasses import replace

import pytest
from pypdfium2 import PdfDocument

from publisher.model.article import Article, Contributor, Relation, Source
from publisher.model.body import Paragraph, Text
from publisher.model.design_choices import DesignChoices
from publisher.model.edition import Edition, Part
from publisher.model.rights import Notice, NoticeKind, Rights
from publisher.rendering.chosen_design import theme_of
from publisher.rendering.compose import book_of
from publisher.rights.notices import ledger
from publisher.verify import verify_bytes
from publisher.writers.pdf import writer as pdf
from publisher.writers.pdf.finished import Typeset
from publisher.writers.pdf.page_plan import leaves_of
from publisher.writers.pdf.running_lines import ENDLESS
from publisher.writers.pdf.runs import Room, room_of, runs_of
from tests.shelf import EMPTY

SENTENCE = "The harbour keeps its lamps lit until the last boat is tied up and counted. "


def article(number: int, paragraphs: int, language: str = "en") -> Article:
    words = Paragraph(children=(Text(text=SENTENCE * 3),))
    text = f"Reprinted with kind permission of Harbour Notes, number {number}."
    return Article(
        title=f"Lamps, number {number}",
        language=language,
        contributors=(Contributor(name=f"Writer {'ABCDEFGH'[number]}"),),
        body=(words,) * paragraphs,
        sources=(Source(relation=Relation.ORIGINALLY_PUBLISHED, name="Harbour Notes"),),
        rights=Rights(notices=(Notice(kinds=(NoticeKind.PERMISSION,), text=text),)),
    )


def edition(*parts: tuple[str, tuple[int, ...]], run_on: bool = True) -> Edition:
    """An edition of parts: (title, the paragraphs of each article)."""
    numbers = iter(range(1, 8))
    made = [
        Part(title=title, articles=tuple(article(next(numbers), size) for size in sizes))
        for title, sizes in parts
    ]
    chosen = DesignChoices(run_on=run_on)
    return Edition(name="e", title="E", language="en", design=chosen, parts=tuple(made))


def runs(edition: Edition) -> list[str]:
    """The articles of each run, as their numbers."""
    theme = theme_of(edition)
    chapters = book_of(edition, theme).chapters
    found = runs_of(chapters, room_of(theme, theme.paper(), edition))
    numbers = ("".join(chapter.article[1:] for chapter in run) for run in found)
    return [number for number in numbers if number]


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([("", (2, 2, 2))], ["123"]),
        ([("", (2, 20, 2))], ["1", "23"]),
        ([("One", (2, 2)), ("Two", (2,))], ["12", "3"]),
    ],
    ids=["short", "one is long", "parts"],
)
def test_short_articles_run_on_within_their_part(
    parts: list[tuple[str, tuple[int, ...]]], expected: list[str]
) -> None:
    assert runs(edition(*parts)) == expected
    assert all(len(run) == 1 for run in runs(edition(*parts, run_on=False)))


def test_an_article_in_another_language_begins_a_page() -> None:
    made = edition(("", (2, 2, 2)))
    first, second, third = made.articles
    other = replace(second, language="de")
    assert runs(replace(made, parts=(Part(articles=(first, other, third)),))) == ["1", "2", "3"]


def test_a_run_has_an_end() -> None:
    made = edition(("", (1,)))
    [chapter] = [one for one in book_of(made, theme_of(made)).chapters if one.article]
    lengths = [len(run) for run in runs_of([chapter] * 30, Room(letters=9999))]
    assert lengths == [12, 12, 6]


def test_the_pages_of_a_run_say_whose_they_are() -> None:
    made = edition(("", (2, 2, 2)))
    book = book_of(made, theme_of(made))
    lengths = [1 if not one.article else 0 for one in book.chapters]
    first = next(at for at, one in enumerate(book.chapters) if one.article)
    lengths[first], lengths[first + 2] = 1, 1  # the third goes on over a page of its own
    below = [at in {first + 1, first + 2} for at in range(len(lengths))]
    leaves = list(leaves_of(book, lengths, below=below, room=ENDLESS))
    opening, going_on = leaves[first : first + 2]
    assert (opening.kind, opening.head, opening.running) == (
        "opening",
        "",
        "Writer B · Harbour Notes",
    )
    assert (going_on.kind, going_on.running) == ("", "Writer D · Harbour Notes")
    assert going_on.head.endswith("Lamps, number 3")


@pytest.fixture(scope="module", params=["book", "magazine"])
def run(request: pytest.FixtureRequest) -> tuple[Edition, Typeset]:
    """An edition with articles that run on, and its PDF."""
    made = replace(edition(("", (2, 1, 3)), ("Two", (1,))), theme=request.param)
    theme = theme_of(made)
    return made, pdf.typeset(book_of(made, theme), theme, catalogue=EMPTY)


def test_articles_of_a_run_keep_every_credit(run: tuple[Edition, Typeset]) -> None:
    made, drawn = run
    assert verify_bytes(drawn.data, "e.pdf", ledger(made)).findings == ()


def test_each_article_begins_on_the_page_that_the_contents_name(
    run: tuple[Edition, Typeset],
) -> None:
    made, drawn = run
    pages = [page.get_textpage().get_text_range() for page in PdfDocument(drawn.data)]
    begins = {
        name[:2]: number
        for name, number in drawn.pages.items()
        if name.startswith("a") and name.endswith("-title")
    }
    for number, one in enumerate(made.articles, 1):
        assert one.title in " ".join(pages[begins[f"a{number}"] - 1].split()), one.title
    assert begins["a1"] == begins["a2"]
    assert begins["a3"] < begins["a4"], "a part begins a page"
