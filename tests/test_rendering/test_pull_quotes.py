"""Pull quotes: the article's own words, once more and seen to be that, refused where they are not."""

from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from publisher.errors import PublisherError
from publisher.model.article import Article
from publisher.model.body import NoteMark, Paragraph, Text
from publisher.model.edition import Edition, Part
from publisher.readers import read_article, read_edition
from publisher.readers.pull_quotes import pull_faults
from publisher.rendering.compose import book_of
from publisher.rendering.theme import load_theme
from publisher.rights.notices import ledger
from publisher.rights.record_reader import recall
from publisher.verify import verify_bytes
from publisher.writers.epub import writer as epub
from publisher.writers.pdf import writer as pdf
from tests.geometry import look_at
from tests.shelf import EMPTY
from tests.test_sabotage import unzipped, zipped

WORDS = "A clerk who copies by hand finds the mistakes that a machine repeats."
OTHER = "The harbour keeps its lamps lit until the last boat is tied up. "
INVENTED = "The harbour never kept a single lamp."
ARTICLE = Article(
    title="Lamps",
    language="en",
    body=tuple(
        Paragraph(children=(Text(text=OTHER * 4 + (WORDS if number == 4 else "")),))
        for number in range(7)
    ),
    pull=(WORDS,),
)


def book_with(article: Article) -> Edition:
    return Edition(name="e", title="E", language="en", parts=(Part(articles=(article,)),))


EDITION = book_with(ARTICLE)


@pytest.fixture(scope="module")
def made() -> dict[str, bytes]:
    theme = load_theme("magazine")
    book = book_of(EDITION, theme)
    return {
        "e.epub": epub.write(book, theme),
        "e.pdf": pdf.typeset(book, theme, catalogue=EMPTY).data,
    }


@pytest.mark.parametrize("name", ["e.epub", "e.pdf"])
def test_a_pull_quote_is_neither_lost_nor_added(name: str, made: dict[str, bytes]) -> None:
    assert verify_bytes(made[name], name, ledger(EDITION)).findings == ()


def test_it_stands_between_two_paragraphs_before_its_own_and_is_not_read_out() -> None:
    [chapter] = [one for one in book_of(EDITION, load_theme()).chapters if one.article]
    [aside] = etree.fromstring(chapter.markup).iter("{*}aside")
    assert "".join(map(str, aside.itertext())) == WORDS
    assert aside.get("aria-hidden") == "true"
    assert aside.get("role") == "doc-pullquote"
    assert len(list(aside.itersiblings(preceding=True))) == 2


def test_paper_shows_it_large_and_as_no_part_of_the_text(made: dict[str, bytes]) -> None:
    pieces = [piece for page in look_at(made["e.pdf"]) for piece in page.pieces]
    large = [piece for piece in pieces if abs(piece.size - 17) < 0.1 and not piece.tags]
    assert "".join(piece.words for piece in large).replace(" ", "") == WORDS.replace(" ", "")


def test_the_record_keeps_it() -> None:
    assert recall(book_of(EDITION, load_theme()).record, "e").articles[0].pull == (WORDS,)


def test_a_pull_quote_that_was_altered_is_told(made: dict[str, bytes]) -> None:
    files = unzipped(made["e.epub"])
    [name] = [name for name, data in files.items() if b"doc-pullquote" in data]
    start = files[name].index(b"doc-pullquote")
    changed = files[name][:start] + files[name][start:].replace(b"A clerk", b"A thief", 1)
    report = verify_bytes(zipped(files | {name: changed}), "e.epub", ledger(EDITION))
    assert {finding.code for finding in report.findings} == {"text-added"}


def test_words_that_the_text_does_not_have_are_no_pull_quote_of_it() -> None:
    edition = book_with(replace(ARTICLE, pull=(INVENTED,)))
    theme = load_theme()
    report = verify_bytes(epub.write(book_of(edition, theme), theme), "e.epub", ledger(edition))
    [told] = [finding for finding in report.findings if "as words of it" in finding.message]
    assert told.code == "text-added"


@pytest.mark.parametrize(
    ("pull", "says"),
    [
        ((INVENTED,), "stand in no paragraph of the article"),
        ((WORDS.replace("by hand", "by  hand"),), ""),
        ((OTHER * 4 + WORDS,), "more than 240"),
        ((" ",), "has words"),
        ((WORDS, OTHER), "more pull quotes than 1, one for each 2500 letters"),
    ],
)
def test_what_may_be_pulled(pull: tuple[str, ...], says: str) -> None:
    told = [message for _, message in pull_faults(replace(ARTICLE, pull=pull))]
    assert [says in message for message in told] == ([True] if says else [])


def test_no_pull_quote_runs_over_the_mark_of_a_note() -> None:
    marked = Paragraph(children=(Text(text="Before"), NoteMark(note="n"), Text(text=" behind it.")))
    article = replace(ARTICLE, body=(marked,), pull=("Before behind it.",))
    assert len(list(pull_faults(article))) == 1


def test_a_fault_is_told_at_its_line(tmp_path: Path) -> None:
    text = f"---\ntitle: One\nlanguage: en\nPULL---\n\n{OTHER}{WORDS}\n"
    own, plain = tmp_path / "own.md", tmp_path / "plain.md"
    own.write_text(text.replace("PULL", f'pull: ["{INVENTED}"]\n'), "utf-8")
    plain.write_text(text.replace("PULL", ""), "utf-8")
    edition = tmp_path / "e.yaml"
    edition.write_text(f'title: E\narticles:\n  - file: plain.md\n    pull: ["{INVENTED}"]\n')
    with pytest.raises(PublisherError, match=r"own\.md:4:8: these words stand in no paragraph"):
        read_article(own)
    with pytest.raises(PublisherError, match=r"e\.yaml:3:5: plain\.md: these words stand in no"):
        read_edition(edition)
    edition.write_text(f'title: E\narticles:\n  - file: plain.md\n    pull: ["{WORDS}"]\n')
    assert read_edition(edition).articles[0].pull == (WORDS,)
