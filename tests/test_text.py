"""Words compare equal however they were printed, and nothing else does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.errors import SourceError
from publisher.text import (
    decode_bytes,
    digest,
    file_name,
    is_legal,
    slug,
    solid,
    squeeze,
    stream,
    without_illegal,
    words,
)


@given(st.text())
def test_squeezing_twice_is_squeezing_once(text: str) -> None:
    assert squeeze(squeeze(text)) == squeeze(text)


@given(st.text())
def test_words_joined_by_spaces_are_the_squeezed_text_and_solid_has_none(text: str) -> None:
    assert " ".join(words(text)) == squeeze(text)
    assert solid(text) == "".join(words(text))


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("per\u00admission\n  granted", "permission granted"),
        ("\ufb01nd", "find"),
        ("a\u00a0b", "a b"),
        ("\ufeffa\u200bb", "ab"),
    ],
)
def test_layout_does_not_make_other_words(printed: str, meant: str) -> None:
    assert squeeze(printed) == meant
    assert digest(printed) == digest(meant)


@pytest.mark.parametrize(
    ("one", "other"), [("“a”", '"a"'), ("a-b", "a b"), ("می\u200cخواهم", "میخواهم"), ("A", "a")]
)
def test_other_words_stay_other_words(one: str, other: str) -> None:
    assert squeeze(one) != squeeze(other)


@given(st.text(st.characters(exclude_categories=[])))
def test_what_xml_cannot_hold_is_taken_out_and_counted(text: str) -> None:
    clean, removed = without_illegal(text)
    assert is_legal(clean)
    assert len(text) - len(clean) == removed


@given(
    st.text(st.characters(codec="utf-8", exclude_characters="\0\r")).filter(
        lambda text: text.strip(" \t\n\ufeff")
    )
)
def test_any_utf_8_text_is_read_back(text: str) -> None:
    data = text.encode()
    if not data.startswith((b"%PDF-", b"PK\x03\x04", b"GIF8")):
        assert decode_bytes(data, "a")[0] == text.removeprefix("\ufeff")


@given(st.binary())
def test_any_bytes_give_text_or_a_placed_error(data: bytes) -> None:
    try:
        decode_bytes(data, "a.txt")
    except SourceError as error:
        message = str(error)
    else:
        message = "a.txt: well"
    assert message.startswith("a.txt:")


def test_a_byte_order_mark_decides_the_encoding() -> None:
    assert decode_bytes("Wörter\r\n".encode("utf-16"), "a") == ("Wörter\n", "utf-16")
    assert decode_bytes(b"\xef\xbb\xbfa\rb", "a") == ("a\nb", "utf-8-sig")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The Truth — About Things", "the-truth-about-things"),
        ("Über Ärger", "uber-arger"),
        ("版权", "untitled"),
        ("a" * 99, "a" * 60),
        ("--", "untitled"),
    ],
)
def test_a_slug_is_ascii_and_never_empty(text: str, name: str) -> None:
    assert slug(text) == name


@pytest.mark.parametrize("sign", ["\u200d", "\u200e", "\u0640", "\u2061", "\u2062", "\U0001f3fd"])
def test_what_a_page_does_not_draw_is_not_compared(sign: str) -> None:
    assert stream(f"2{sign}n times") == stream("2n times")


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("The Week: No. 3", "the-week-no-3"),
        ("Über die Brücke", "uber-die-brucke"),
        ("日本語の記事", "日本語の記事"),
        ("قصة قصيرة", "قصة-قصيرة"),
        ("हिन्दी लेख", "हिन्दी-लेख"),
        ("a/b\\c\x00d", "a-b-c-d"),
        ("…", "book"),
        ("word " * 40, "-".join(["word"] * 12)),
        ("語" * 200, "語" * 60),
        ("x" * 200, "x" * 60),
    ],
)
def test_the_name_of_a_file_keeps_letters_of_every_script_and_is_short(
    words: str, name: str
) -> None:
    assert file_name(words, "book") == name
    assert len(name.encode()) <= 180
