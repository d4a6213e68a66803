"""A title in a script without spaces ends its lines between phrases, and keeps its words."""

import pytest
from lxml import etree

from publisher.writers.pdf.keep_together import set_well
from publisher.writers.pdf.phrases_whole import keep_phrases_whole


def title(words: str) -> etree._Element:
    made = etree.Element("h1")
    made.text = words
    return made


@pytest.mark.parametrize(
    ("language", "words", "whole"),
    [
        ("ja", "夜の見張りが町の水門を開ける", "見張りが"),
        ("zh-Hans", "今天的运河水闸很重要", "今天"),
        ("zh-TW", "今天的運河水閘很重要", "今天"),
        ("th", "วันนี้อากาศดีมาก", "อากาศ"),
    ],
)
def test_a_line_of_a_title_does_not_end_inside_a_phrase(
    language: str, words: str, whole: str
) -> None:
    made = title(words)
    keep_phrases_whole(made, language)
    assert any(whole in (span.text or "") for span in made.iterfind("span[@class='whole']"))
    assert "".join(map(str, made.itertext())) == words


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Words of a title"), ("ja", "水"), ("", "夜の見張りが町の水門")]
)
def test_a_title_of_one_phrase_or_of_another_language_stays_as_it_is(
    language: str, words: str
) -> None:
    made = title(words)
    keep_phrases_whole(made, language)
    assert (made.text, len(made)) == (words, 0)


def test_a_title_in_korean_ends_its_lines_at_spaces_alone() -> None:
    made = title("오늘 운하의 수문이 열린다")
    keep_phrases_whole(made, "ko-KR")
    whole = [(span.text, span.tail or "") for span in made.iterfind("span[@class='whole']")]
    assert whole == [("오늘", " "), ("운하의", " "), ("수문이", " "), ("열린다", "")]


LONG = "ドナウジョウキセンデ"


@pytest.mark.parametrize(
    ("tag", "phrase", "is_whole"),
    [
        ("h1", f"{LONG}の", False),
        ("h2", f"{LONG}の", True),
        ("h2", f"{LONG}ンキカンリの", False),
        ("h1", "Python3.12の", True),
    ],
)
def test_a_phrase_wider_than_a_narrow_line_may_be_broken(
    tag: str, phrase: str, is_whole: bool
) -> None:
    """Lines of lower heads hold more letters; Latin letters take half a square."""
    made = title(f"{phrase}話をする")
    made.tag = tag
    keep_phrases_whole(made, "ja")
    first = made[0]
    assert first.text == phrase
    assert (first.get("class") == "whole") == is_whole


def test_the_heads_of_a_section_are_in_its_language_or_in_their_own() -> None:
    section = etree.fromstring(
        '<section lang="ja"><h1>夜の見張りが町の水門を開ける</h1>'
        '<h2 lang="de">Die Wache am Kanal</h2><p>夜の見張りが開ける</p></section>'
    )
    set_well(section)
    first, second, text = section
    assert len(first) > 1
    assert "".join(map(str, second.itertext())) == "Die Wache am Kanal"
    assert second.text == "Die Wache "
    assert len(text) == 0
