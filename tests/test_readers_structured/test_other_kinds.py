"""A value of another kind than its key asks for is refused at its place, never printed as Python writes it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.errors import SchemaError
from publisher.readers import read

HEAD = "title: A title\nrights:\n  basis: own-work\n"
OTHERS = st.recursive(
    st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=4,
).filter(lambda made: made is not None)


@pytest.mark.parametrize("given", ["[one, two]", "\n  - one\n  - two", "{a: b}", "[]", "[[one]]"])
def test_a_text_that_is_a_list_is_refused_where_it_stands(given):
    with pytest.raises(SchemaError, match=r"t\.yaml:4:1: expected text in Markdown, got [\[{]"):
        read("t.yaml", f"{HEAD}text: {given}\n".encode())


@pytest.mark.parametrize("escaped", ["\\ud800", "\\u0000", "\\u0001", "\\uffff", "a\\udfffb"])
def test_a_text_with_what_no_edition_can_hold_is_refused(escaped):
    with pytest.raises(SchemaError, match="'text' holds a character that no EPUB or PDF can"):
        read("t.json", f'{{"title": "A title", "text": "{escaped}"}}'.encode())


def test_a_text_is_read():
    assert read("t.yaml", f"{HEAD}text: one\n".encode()).article.body


@given(OTHERS)
def test_a_text_of_any_other_kind_is_refused_in_json(other):
    with pytest.raises(SchemaError):
        read("t.json", json.dumps({"title": "A title", "text": other}).encode())


@given(st.sampled_from(["id", "file", "alt"]), OTHERS)
def test_an_asset_with_values_of_other_kinds_is_refused(key, other):
    asset = {"id": "a", "file": "a.png", "alt": "A"} | {key: other}
    record = {"title": "A title", "text": "![A](a.png)", "assets": [asset]}
    with pytest.raises(SchemaError):
        read("t.json", json.dumps(record).encode())


@pytest.mark.parametrize("count", [90, 120, 999, 1000, 1001, 1024, 1025, 1100, 5000])
@pytest.mark.parametrize("start", ["text: ", "", "- ", "text:\n", "? ", "a: {b: "])
@pytest.mark.parametrize("sign", ["[", "{", "[{"])
def test_endless_brackets_are_told_at_their_line(start, sign, count):
    with pytest.raises(SchemaError, match=r"t\.yaml:\d+:\d+: "):
        read("t.yaml", f"title: A title\n{start}{sign * count}".encode())
