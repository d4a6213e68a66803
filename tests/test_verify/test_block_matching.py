"""Texts of any characters are found block by block, however a page breaks and draws their lines."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publisher.rights.notices import Account, Ledger, run
from publisher.text import is_rtl, stream
from publisher.verify.evidence.model import Evidence, Segment
from publisher.verify.evidence.pdf_elements import is_same_furniture, is_same_words, join_lines
from publisher.verify.matching.allowed_words import Spoken
from publisher.verify.matching.text_stream import Stream
from publisher.verify.owed.added_words import judge_added
from publisher.verify.owed.article_text import locate_texts
from tests.test_verify.test_allowed_words import NAMES

TEXTS = st.lists(NAMES, min_size=1, max_size=6, unique_by=stream)


def ledger(title: str, texts: list[str]) -> Ledger:
    account = Account(
        id="a1",
        title=title,
        people=(),
        addresses=(),
        copyright="",
        notices=(),
        runs=tuple(run(text) for text in (title, *texts)),
    )
    return Ledger(urn="urn:x", title="T", accounts=(account,))


def drawn(text: str, width: int) -> Segment:
    """A block as a PDF gives it: in lines, without the spaces at their ends."""
    lines = [text[at : at + width].strip() for at in range(0, len(text), width)]
    return Segment(text=join_lines(lines), place="page 1", pages=(1,), lines=tuple(lines))


def found(title: str, texts: list[str], segments: list[Segment]) -> set[str]:
    visible = Stream.of_segments(segments, blocks=True, spaced=False)
    _, findings = locate_texts(ledger(title, texts), visible, [])
    return {finding.code for finding in findings}


@settings(max_examples=60)
@given(title=NAMES, texts=TEXTS, width=st.integers(5, 60))
def test_a_text_is_found_in_whatever_lines_it_is_drawn(
    title: str, texts: list[str], width: int
) -> None:
    assert found(title, texts, [drawn(text, width) for text in (title, *texts)]) == set()


WORDS = st.sampled_from(["2", "1", "See there", "The words of a bridge", "And back once more", "*"])


@settings(max_examples=40)
@given(data=st.data())
def test_notes_at_the_foot_are_found_whatever_words_they_share_with_the_text(
    data: st.DataObject,
) -> None:
    texts = data.draw(st.lists(WORDS, min_size=1, max_size=6))
    notes = data.draw(st.lists(WORDS, max_size=3))
    marks = sorted(data.draw(st.integers(0, len(texts) - 1)) for _ in notes)
    blocks = [drawn("A title of its own", 40)]
    for at, text in enumerate(texts):
        blocks.append(drawn(text, 40))
        for number, note in enumerate(notes, 1):
            if marks[number - 1] == at:
                blocks.append(replace(drawn(str(number), 40), aside=True, label=True))
                blocks.append(replace(drawn(note, 40), aside=True))
    ending = "Words at the end that no note has"
    blocks.append(drawn(ending, 40))
    assert found("A title of its own", [*texts, ending, *notes], blocks) == set()


@settings(max_examples=20)
@given(kinds=st.lists(st.sampled_from(["Harbours", "World", "8"]), min_size=1, max_size=5))
def test_teasers_whose_pictures_are_described_by_their_titles_are_found(kinds: list[str]) -> None:
    texts, blocks = list[str](), [drawn("Title", 40)]
    for number, kind in enumerate(kinds):
        rows = [
            kind,
            "Wire",
            str(number),
            f"The headline of number {number}",
            f"Its words {number}",
        ]
        texts += rows
        blocks += [drawn(text, 40) for text in (f"The headline of number {number}", *rows)]
    assert found("Title", texts, blocks) == set()


@settings(max_examples=60)
@given(title=NAMES, texts=TEXTS, at=st.integers(0, 5))
def test_a_block_that_is_left_out_is_missed(title: str, texts: list[str], at: int) -> None:
    gone = texts[at % len(texts)]
    others = [text for text in texts if text != gone]
    if not stream(gone) or stream(gone) == stream(title):
        return
    blocks = [drawn(text, 40) for text in (title, *others)]
    assert found(title, texts, blocks) & {"text-missing", "text-changed", "article-missing"}


@settings(max_examples=60)
@given(title=NAMES, texts=TEXTS, at=st.integers(0, 5))
def test_a_block_with_another_word_is_told(title: str, texts: list[str], at: int) -> None:
    changed = list(texts)
    if not any(map(str.isalnum, changed[at % len(texts)])):
        return  # a sign alone is met in any hyphen; that words were added is judged apart
    changed[at % len(texts)] += " not"
    blocks = [drawn(text, 40) for text in (title, *changed)]
    told = found(title, texts, blocks)
    assert told & {"text-missing", "text-changed", "article-missing", "title-missing"}


@settings(max_examples=60)
@given(text=NAMES)
def test_words_given_for_glyphs_that_show_them_are_the_same(text: str) -> None:
    if not is_rtl(text):
        assert is_same_words(text, text)
    assert not is_same_words(f"{text} not", text)


@pytest.mark.parametrize(
    ("given_words", "shown"),
    [
        ("No copies may be made", "copies may be made No"),
        ("Keep this notice", "Keep siht notice"),
        ("כל הזכויות EPUB", "BUPE תויוכזה לכ"),
        ("כל הזכויות", "הזכויות כל"),
        ("هذه آراء الكاتب", "الكاتب آراء هذه"),
    ],
)
def test_words_given_for_the_same_letters_in_another_order_are_others(
    given_words: str, shown: str
) -> None:
    assert not is_same_words(given_words, shown)


@pytest.mark.parametrize(
    ("given_words", "shown"),
    [
        ("כל הזכויות 12 EPUB", "EPUB 12 תויוכזה לכ"),
        ("1_2 כל", "לכ 2_1"),
        ("0 ’.© χ έζξτλι 3", "χ έζξτλι 3 ©.’ 0"),
        ("12 ] 3,4 7a b", "7a b 3,4 [ 12"),
        ("سلام (لا)", "(لا) مالس"),
    ],
)
def test_words_given_for_glyphs_in_the_order_of_the_eye_are_the_same(
    given_words: str, shown: str
) -> None:
    assert is_same_words(given_words, shown)


def test_each_line_of_a_pages_furniture_turns_its_own_numbers_round() -> None:
    given_lines = ["2 · news.example.net", "4"]
    assert is_same_furniture(given_lines, ["news.example.net · 2", "4"])
    assert not is_same_furniture(given_lines, ["news.example.net · 2", "5"])
    assert not is_same_furniture(given_lines, ["news.example.net"])


def test_a_number_that_runs_with_a_page_says_nothing_however_its_signs_are_set() -> None:
    owed = ledger("A title", ["Words"])
    graph = [{"@type": "Collection", "inLanguage": "en"}]
    lines = [Segment(text=text, place="page 1", pages=(1,)) for text in ("3 .1", "2. 4")]
    blocks = tuple(drawn(text, 40) for text in ("A title", "Words"))
    evidence = Evidence(
        path="x.pdf", form="pdf", segments=blocks, blocks=True, links=(), furniture=tuple(lines)
    )
    visible = Stream.of(evidence)
    located, _ = locate_texts(owed, visible, [])
    assert not list(judge_added(owed, evidence, visible, located, Spoken(owed, graph)))
    told = replace(evidence, furniture=(*lines, Segment(text="3 .x", place="page 1", pages=(1,))))
    assert list(judge_added(owed, told, visible, located, Spoken(owed, graph)))


def test_a_hyphen_of_the_engine_goes_and_a_words_own_stays() -> None:
    assert join_lines(["a copy\u2010", "righted, well-", "known page at https://", "x.org"]) == (
        "a copyrighted, well-known page at https://x.org"
    )
    assert join_lines(["日本", "語"]) == "日本語"


def added(texts: list[str], segments: list[Segment]) -> list[str]:
    """The words that are told as added to an article of these texts, of a PDF with a structure."""
    evidence = Evidence(path="e.pdf", form="pdf", blocks=True, segments=tuple(segments), links=())
    visible, owed = Stream.of(evidence), ledger("Title", texts)
    located, _ = locate_texts(owed, visible, [])
    spoken = Spoken(owed, [])
    return [one.message for one in judge_added(owed, evidence, visible, located, spoken)]


def test_entries_whose_words_begin_with_their_number_are_theirs() -> None:
    texts = ["3.", "The third.", "4.", "The fourth.", "End."]
    marks = {"3.", "4."}
    blocks = [drawn("Title", 40)]
    for text in texts:
        blocks += [replace(drawn(text, 40), label=True)] if text in marks else []
        blocks.append(drawn(text, 40))
    assert added(texts, blocks) == []
    assert added(texts, [*blocks[:-1], drawn("4.", 40), blocks[-1]]) != []
