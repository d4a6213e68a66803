"""Words with their reading: however a page orders them, they stand together in their sentence."""

import pytest

from publisher.model.body import Ruby, inlines, plain_inline, plain_text
from publisher.readers.html import read
from publisher.readers.source import SourceText


def read_of(markup: str):
    page = f'<html lang="ja"><head><title>T</title></head><body><article><p>その{markup}、水門が開いた。'
    return read(SourceText.of("page.html", f"{page}</p></article></body></html>".encode())).article


@pytest.mark.parametrize(
    ("markup", "pairs"),
    [
        ("<ruby>瞬間<rt>しゅんかん</rt></ruby>", [("瞬間", "しゅんかん")]),
        (
            "<ruby><rb>瞬間</rb><rp>（</rp><rt>しゅんかん</rt><rp>）</rp></ruby>",
            [("瞬間", "しゅんかん")],
        ),
        ("<ruby>瞬<rt>しゅん</rt>間<rt>かん</rt></ruby>", [("瞬", "しゅん"), ("間", "かん")]),
        ("<ruby><rb>瞬<rb>間<rt>しゅん<rt>かん</ruby>", [("瞬", "しゅん"), ("間", "かん")]),
        (
            "<ruby><rb>瞬</rb> <rb>間</rb> <rtc><rt>しゅん</rt><rt>かん</rt></rtc></ruby>",
            [("瞬間", "しゅんかん")],
        ),
        ("<ruby><rb>瞬</rb><rb>間</rb><rt>しゅんかん</rt></ruby>", [("瞬間", "しゅんかん")]),
        ("<ruby><b>瞬間</b><rt>しゅんかん</rt></ruby>", [("瞬間", "しゅんかん")]),
        ("<ruby>瞬間</ruby>", []),
    ],
)
def test_a_reading_stays_with_its_words(markup, pairs):
    article = read_of(markup)
    (block,) = article.body
    found = [one for one in inlines(article.body) if isinstance(one, Ruby)]
    assert [(plain_inline(one.children), one.reading) for one in found] == pairs
    said = "".join(f"{base}（{reading}）" for base, reading in pairs) or "瞬間"
    assert plain_text((block,)) == f"その{said}、水門が開いた。"


def test_two_readings_are_both_kept():
    (block,) = read_of(
        "<ruby><rb>瞬</rb><rb>間</rb><rt>しゅん</rt><rt>かん</rt><rtc>moment</rtc></ruby>"
    ).body
    assert plain_text((block,)) == "その瞬（しゅん）間（かん）(moment)、水門が開いた。"
