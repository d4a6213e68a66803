"""What glyphs stand for in the file: letters with marks and joined letters read as they are written."""

import unicodedata
from dataclasses import replace

import pytest

from publisher.fonts.subset import rephs_shown
from publisher.model.article import Article, Contributor, Relation, Source
from publisher.model.body import Heading, Paragraph, Text
from publisher.model.edition import alone
from publisher.pdffile.pages import read_pages
from publisher.rendering.book import Book
from publisher.rendering.compose import book_of
from publisher.rendering.theme import load_theme
from publisher.resources import font_family
from publisher.text import squeeze
from publisher.verify import verify_bytes
from publisher.writers.pdf import writer as pdf
from publisher.writers.pdf.weasy_patches import _GlyphTexts
from tests.shelf import EMPTY

THEME = load_theme("plain")
MARKED = {
    "yo": "Ẹ̀kọ́ ni ọ̀rọ̀ tí a ń sọ; oko ati ọjọ́ kan, e o.",
    "ig": "Ọ́ dị mma, ọ̀gọ́ na ụ̀ka; o di mma na uka.",
    "lt": "Lietuvių ą́žuolas, ė̃jo, ū̃kas; ežuolas ėjo ukas.",
    "vi": "Tiếng Việt viết đúng; tieng Viet.",
    "hi": "वे गुरुओं और पशुओं के साथ औंधे थे; आओ, ओर, ऐंठ, ईंट।",
    "mr": "ॲप, ऑफिस, मुलांनी भाऊंना ओंजळ दिली।",
    "ar": "بَيت بيت كِتاب كتاب لا",
    "he": "שָׁלוֹם שלום שׂר שר",
    "fr": "L’œuvre naïve, café coöp; oeuvre naive.",
}


def book_with(text: str, language: str = "en", address: str = "") -> Book:
    article = Article(
        title="Marks",
        language=language,
        contributors=(Contributor(name="A. Writer"),),
        sources=(Source(relation=Relation.CAPTURED_FROM, url=address),) if address else (),
        body=(Paragraph(children=(Text(text=text),)),),
    )
    return book_of(alone(article, name="marks"), THEME)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("language", MARKED)
def test_letters_with_marks_read_as_they_are_written(language: str, form: str) -> None:
    said = MARKED[language]
    written = unicodedata.normalize("NFC" if form == "NFC" else "NFD", said)
    book = book_with(written, language)
    made = pdf.typeset(book, THEME, catalogue=EMPTY)
    report = verify_bytes(made.data, "marks.pdf", book.ledger, expected=book.record)
    assert report.findings == ()
    if language not in {"ar", "he", "hi", "mr"}:  # whose order this reader of glyphs turns round
        text = squeeze(" ".join(page.text for page in read_pages(made.data, "marks.pdf")))
        assert squeeze(said) in text


def test_a_vowel_that_is_drawn_with_the_mark_of_another_letter_reads_as_it_is_written() -> None:
    words = [Heading(level=2, children=(Text(text=word),)) for word in ("वर्ष", "गई", "ऐ", "गहराई")]
    book = book_with("वर्ष में गर्मी हुई।", "hi")
    article = replace(book.edition.articles[0], body=(*words, *book.edition.articles[0].body))
    book = book_of(alone(article, name="marks"), THEME)
    made = pdf.typeset(book, THEME, catalogue=EMPTY)
    report = verify_bytes(made.data, "marks.pdf", book.ledger, expected=book.record)
    assert report.findings == ()


def test_an_address_is_never_set_with_joined_letters() -> None:
    ends = (f"{'a' * count}/firefinefifthoffice-fjord" for count in range(1, 9))
    text = " ".join(f"https://example.com/article/{end}" for end in ends)
    for address in text.split():
        book = book_with("Words.", address=address)
        made = pdf.typeset(book, THEME, catalogue=EMPTY)
        report = verify_bytes(made.data, "marks.pdf", book.ledger, expected=book.record)
        assert report.findings == ()


@pytest.mark.parametrize("text", ["💡", "⸙ 💡 ⸙", "Words 💡 behind words."])
def test_a_sign_that_no_font_has_is_a_box_that_reads_as_itself(text: str) -> None:
    book = book_with(text)
    made = pdf.typeset(book, THEME, catalogue=EMPTY)
    report = verify_bytes(made.data, "marks.pdf", book.ledger, expected=book.record)
    assert report.findings == ()
    assert "💡" in read_pages(made.data, "marks.pdf")[1].text, "behind the cover"
    assert any("no font has it" in line for line in made.findings)
    assert made.profile.value == "plain", "it claims no shape for every character"


def test_letters_that_no_font_has_are_no_words_that_can_be_read() -> None:
    book = book_with("中文 beside words.")
    made = pdf.typeset(book, THEME, catalogue=EMPTY)
    report = verify_bytes(made.data, "marks.pdf", book.ledger, expected=book.record)
    assert [finding.code for finding in report.findings] == ["font-false"]


def test_the_mark_that_a_cluster_begins_with_tells_no_letter_of_the_first_that_had_it() -> None:
    file = font_family("Noto Sans Devanagari").files[0]
    (mark, reph), *others = rephs_shown(file.data, file.index).items()
    assert (reph, others) == ("र्", [])
    told = _GlyphTexts(file.data, file.index)
    told[mark] = "र्ष"
    assert told[mark] == "र्"
    latin = font_family("EB Garamond").files[0]
    assert rephs_shown(latin.data, latin.index) == {}
