"""The second typesetter: the same words, notices, outline and links as the first, or none."""

import io
import runpy
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from hypothesis import assume, given, settings
from lxml import etree

from publisher.build import Order, try_edition
from publisher.errors import InstallationError
from publisher.fonts.choose import type_for
from publisher.model.article import Article, Contributor
from publisher.model.body import (
    Block,
    Cell,
    Code,
    Item,
    Line,
    Link,
    List,
    Note,
    NoteMark,
    Paragraph,
    Passage,
    Row,
    Strong,
    Table,
    Text,
    Verse,
    plain_text,
)
from publisher.model.edition import Edition, Engine, alone, clock
from publisher.readers import read_article
from publisher.rendering.compose import book_of
from publisher.rendering.theme import load_theme
from publisher.text import stream
from publisher.verify import read_evidence, verify_bytes
from publisher.writers import engines
from publisher.writers.typst import writer
from publisher.writers.typst.lists import labels_of
from publisher.writers.typst.literals import language, text
from publisher.writers.typst.refusal import CannotSet
from tests.shelf import EMPTY
from tests.test_generated import NOON, editions

pytest.importorskip("typst", reason="the extra publisher[typst] is not installed")

SAMPLES = Path(__file__).parents[2] / "content" / "articles"
RICH = Path(__file__).parents[1] / "rich" / "folder.py"
# what this machine may have no font for, and what Typst leaves to the other typesetter
_LEFT = ("zh-Hans", "ja", "hi", "th")


def said(words: str) -> Paragraph:
    return Paragraph(children=(Text(text=words),))


def edition(*blocks: Block, title: str = "One of each", theme: str = "book") -> Edition:
    article = Article(
        title=title, language="en", contributors=(Contributor(name="A. Writer"),), body=blocks
    )
    return alone(article, name="one", theme=theme)


def built(edition: Edition, engine: Engine | None) -> tuple[bytes, tuple[str, ...]]:
    """(the file, what was said of it); it was verified."""
    moment = clock(edition)
    order = Order(
        theme=load_theme(edition.theme),
        moment=moment,
        on=moment.date(),
        formats=("pdf",),
        engine=engine,
    )
    made = try_edition(edition, order)
    assert not made.refused, made.refused[0].error
    return made.files[0].data, made.files[0].remarks


def producer(data: bytes) -> str:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return str(pdf.docinfo["/Producer"])


def outline(data: bytes) -> list[str]:
    with pikepdf.open(io.BytesIO(data)) as pdf, pdf.open_outline() as found:
        lines: list[str] = []

        def walk(items: list[pikepdf.OutlineItem], depth: int) -> None:
            for item in items:
                lines.append(f"{depth} {item.title}")
                walk(item.children, depth + 1)

        walk(found.root, 0)
        return lines


def facts(data: bytes) -> Mapping[str, object]:
    """What two typesetters of one book must agree in."""
    evidence = read_evidence(data, "file.pdf")
    return {
        "words": sorted("".join(stream(one.text) for one in evidence.segments)),
        "links": sorted({link.target for link in evidence.links if "://" in link.target}),
        "outline": outline(data),
        "record": evidence.record,
    }


def test_a_sample_article_is_set_by_typst_and_passes_the_judge() -> None:
    sample = alone(read_article(SAMPLES / "fair-use-notice" / "article.md"), name="sample")
    data, remarks = built(sample, Engine.TYPST)
    assert not remarks
    assert producer(data).startswith("Typst")
    assert facts(data) == facts(built(sample, Engine.WEASYPRINT)[0])


def rich(folder: Path) -> Article:
    """Everything that an article can hold, but for letters that this typesetter leaves."""
    whole = read_article(runpy.run_path(str(RICH))["fill"](folder))
    body = tuple(
        block
        for block in whole.body
        if not (isinstance(block, Passage) and block.language in _LEFT)
        and "\U0001f600" not in plain_text((block,))
    )
    return replace(whole, body=body)


@pytest.mark.slow
def test_both_typesetters_say_the_same_of_everything_that_an_article_can_hold(
    tmp_path: Path,
) -> None:
    article = rich(tmp_path)
    first_long = next(at for at, one in enumerate(article.body) if isinstance(one, Table))
    short = alone(replace(article, body=article.body[:first_long]), name="rich")
    data, remarks = built(short, Engine.TYPST)
    assert producer(data).startswith("Typst"), remarks
    assert facts(data) == facts(built(short, Engine.WEASYPRINT)[0])


@pytest.mark.judge
def test_both_typesetters_say_the_same_of_long_tables_and_many_notes(tmp_path: Path) -> None:
    whole = alone(rich(tmp_path), name="rich")
    data, remarks = built(whole, Engine.TYPST)
    assert producer(data).startswith("Typst"), remarks
    assert facts(data) == facts(built(whole, Engine.WEASYPRINT)[0])


@pytest.mark.judge
@settings(max_examples=100)
@given(drawn=editions())
def test_what_typst_sets_of_any_names_the_judge_takes(drawn: Edition) -> None:
    book = book_of(drawn, load_theme("book"), NOON)
    theme = load_theme("book")
    letters = "".join(chapter.markup.decode() for chapter in book.chapters)
    assume(not any("\u0600" <= letter <= "\u06ff" for letter in letters))  # set by either of them
    try:
        made = writer.typeset(
            book,
            theme,
            profile=drawn.profile,
            paper=theme.paper(),
            type_=type_for(book, theme, EMPTY),
        )
    except CannotSet:
        return
    assert not verify_bytes(made.data, "x.pdf", book.ledger, expected=book.record).findings


HOSTILE = (
    '"}; #panic("x"); {"',
    '#read("/etc/passwd") #import "@preview/x:1.0.0": *',
    "\\u{41} \\n \\",
    "$ x^2 $ *bold* _stress_ `code` // no comment /* none */ -- --- ~ @label <label>",
    ']#[ }{ )( \\" \\\\',
    "= Not a heading",
)


def test_no_word_of_an_article_is_read_as_a_command() -> None:
    address = 'https://example.org/"};%20panic(1);{"'
    cells = tuple((Text(text=words),) for words in HOSTILE)
    hostile = edition(
        *map(said, HOSTILE),
        *(Code(text=words) for words in HOSTILE),
        Verse(lines=tuple(Line(children=words) for words in cells)),
        List(ordered=False, items=tuple(Item(children=(said(words),)) for words in HOSTILE)),
        Paragraph(children=(Link(address=address, children=(Text(text=HOSTILE[0]),)),)),
        title=HOSTILE[0],
    )
    data, remarks = built(hostile, Engine.TYPST)
    assert not remarks
    assert producer(data).startswith("Typst")
    shown = "".join(stream(one.text) for one in read_evidence(data, "x.pdf").segments)
    assert all(shown.count(stream(words)) >= 4 for words in HOSTILE)


@pytest.mark.parametrize(
    ("blocks", "why"),
    [
        ((said("นี่คือประโยค"),), "India and South East Asia"),
        ((said("זהו (משפט) קצר"),), "brackets"),
        ((said("m\u0303 and words"),), "mark beside its letter"),
    ],
)
def test_what_typst_cannot_set_is_set_by_the_other_with_a_remark(
    blocks: tuple[Block, ...], why: str
) -> None:
    data, remarks = built(edition(*blocks), Engine.TYPST)
    assert producer(data).startswith("WeasyPrint")
    assert why in remarks[0]


def test_a_cell_that_heads_a_row_is_tagged_as_such() -> None:
    head = Row(cells=tuple(Cell(children=(Text(text=one),), header=True) for one in ("A", "B")))
    row = Row(
        cells=(
            Cell(children=(Text(text="Of the row"),), header=True),
            Cell(children=(Text(text="1"),)),
        )
    )
    data, remarks = built(edition(Table(head=(head,), rows=(row,))), Engine.TYPST)
    assert not remarks
    with pikepdf.open(io.BytesIO(data)) as pdf:
        found = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary)]
        heads = [one for one in found if one.get("/S") == "/TH"]
        scopes = [str(owner.get("/Scope")) for one in heads for owner in one.get("/A", [])]
    assert scopes.count("/Row") == 1
    assert len(heads) == 3


@pytest.mark.parametrize("design", ["report", "large-print"])
def test_other_designs_are_set_by_their_values_as_well(design: str) -> None:
    sample = read_article(SAMPLES / "how-to-credit" / "article.md")
    data, remarks = built(alone(sample, name="sample", theme=design), Engine.TYPST)
    assert not remarks
    assert producer(data).startswith("Typst")


def test_a_design_without_a_look_of_its_own_goes_to_the_other() -> None:
    data, remarks = built(edition(said("Words."), theme="magazine"), Engine.TYPST)
    assert producer(data).startswith("WeasyPrint")
    assert "magazine" in remarks[0]


def test_a_style_sheet_of_ones_own_goes_to_the_typesetter_that_reads_it(tmp_path: Path) -> None:
    own = tmp_path / "ours"
    own.mkdir()
    (own / "theme.toml").write_text('title = "Ours"\nengine = "typst"\n')
    plain = edition(said("Words."), theme=str(own))
    assert producer(built(plain, None)[0]).startswith("Typst")
    (own / "pdf.css").write_text("p { color: #111111 }")
    data, remarks = built(plain, None)
    assert producer(data).startswith("WeasyPrint")
    assert "pdf.css" in remarks[0]


def test_typst_takes_the_place_of_a_typesetter_that_cannot_be_loaded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def lacks() -> None:
        raise InstallationError("WeasyPrint cannot be loaded (no Pango)", "install it")

    monkeypatch.setattr(engines, "_weasyprint", lacks)
    data, remarks = built(edition(said("Words.")), None)
    assert producer(data).startswith("Typst")
    assert "no Pango" in remarks[0]
    moment = clock(edition(said("Words.")))
    theme = load_theme("book")
    order = Order(theme=theme, moment=moment, on=moment.date(), formats=("pdf",))
    asked = replace(order, engine=Engine.WEASYPRINT)
    refused = try_edition(edition(said("Words.")), asked).refused[0]
    assert isinstance(refused.error, InstallationError)


def test_the_same_book_gives_the_same_bytes() -> None:
    twice = edition(said("Words."), Paragraph(children=(Strong(children=(Text(text="More"),)),)))
    assert built(twice, Engine.TYPST)[0] == built(twice, Engine.TYPST)[0]


def test_a_note_stands_at_the_foot_of_the_page_of_its_mark_however_long() -> None:
    long = "A note that tells a whole story. " * 60
    notes = edition(
        Paragraph(children=(Text(text="Words"), NoteMark(note="n"), Text(text=" and more."))),
        said("Behind. " * 400),
        Note(name="n", children=(said(long), said("Its second paragraph."))),
    )
    data, remarks = built(notes, Engine.TYPST)
    assert not remarks
    evidence = read_evidence(data, "x.pdf")
    note = next(one for one in evidence.segments if "whole story" in one.text)
    assert note.aside
    assert note.pages[0] < len(evidence.segments[-1].pages) + evidence.pages


@pytest.mark.parametrize(
    ("markup", "labels"),
    [
        ('<ol><li/><li value="7"/><li/></ol>', "1. 7. 8."),
        ('<ol start="-1"><li/><li/><li/></ol>', "-1. 0. 1."),
        ('<ol start="3" reversed="reversed"><li/><li/></ol>', "3. 2."),
        ('<ol type="a" start="26"><li/><li/></ol>', "z. aa."),
        ('<ol type="I" start="4"><li/><li/></ol>', "IV. V."),
    ],
)
def test_a_list_counts_as_html_does(markup: str, labels: str) -> None:
    assert " ".join(labels_of(etree.fromstring(markup))) == labels


def test_a_literal_means_its_words() -> None:
    assert text('a "b" \\ c\n') == '"a \\"b\\" \\\\ c\\n"'


@pytest.mark.parametrize(
    ("tag", "said_as"),
    [
        ("en-GB", 'lang: "en", region: "gb"'),
        ("zh-Hans", 'lang: "zh", region: none'),
        ("und", ""),
        ("x-klingon", ""),
    ],
)
def test_a_language_that_typst_has_no_name_for_is_left_out(tag: str, said_as: str) -> None:
    assert language(tag) == said_as
