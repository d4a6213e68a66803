"""What is read without a decoder is what the decoder reads; everything else is left to it."""

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publisher.model.article import Article
from publisher.schema.decode import adapter
from publisher.schema.exact import InexactError, exactly
from publisher.schema.written import EditionRecord

ARTICLE: dict[str, Any] = {
    "title": "A story",
    "published": "2024-05-31",
    "contributors": [{"name": "Ada Writer", "role": "translator"}],
    "rights": {
        "basis": "licence",
        "licence": {"name": "CC BY 4.0", "url": "https://example.org/by"},
        "tdm_reservation": "true",
        "permissions": [{"granted_by": "Example Press", "granted_on": "2024-05-31"}],
    },
    "sources": [{"relation": "captured-from", "captured_at": "2024-05-31T09:30:00Z"}],
    "assets": [{"id": "a", "file": "a.png", "alt": "A wheel"}],
    "body": [
        {"kind": "heading", "level": "2", "children": [{"kind": "text", "text": "yes"}]},
        {
            "kind": "list",
            "ordered": "true",
            "start": "3",
            "items": [{"children": [{"kind": "paragraph", "children": []}]}],
        },
        {"kind": "paragraph", "children": [{"kind": "script", "position": "sub", "children": []}]},
    ],
}
EDITION: dict[str, Any] = {
    "title": "A book",
    "sort": "date",
    "cover": {"file": "a.png", "alt": "A wheel"},
    "articles": [{"file": "a.html", "pictures": {"a": {"credit": "Ada Writer"}}, "authors": []}],
}
TRUTHS: tuple[object, ...] = (None, "", "yes", "true", True, [], {})
NUMBERS = (0, 2, "2", "02", "-0", "1_0", 2.0, "2.0", "9" * 30, "٣")
DAYS = ("2024-05-31", "20240531", "2024-02-30", "2024-W22-5")
MOMENTS = ("2024-05-31T09:30", "2024-05-31 09:30:00+02:00", "2024-05-31T09:30:00")
OTHERS = ("text", "licence", "en", ["a"], {"name": "a"}, {"kind": "text", "text": "a"})
ODD = st.sampled_from([*TRUTHS, *NUMBERS, *DAYS, *MOMENTS, *OTHERS])


def places(data: Any, steps: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield steps
    items = data.items() if isinstance(data, dict) else enumerate(data)
    for key, item in items if isinstance(data, dict | list) else ():
        yield from places(item, (*steps, key))


def altered(data: dict[str, Any], steps: tuple[Any, ...], item: object) -> dict[str, Any]:
    made = copy.deepcopy(data)
    at: Any = made
    for step in steps[:-1]:
        at = at[step]
    at[steps[-1]] = item
    return made


@pytest.mark.parametrize(
    ("want", "data"), [(Article, ARTICLE), (EditionRecord, EDITION)], ids=["article", "edition"]
)
def test_a_record_as_the_model_says_needs_no_decoder(want: type, data: dict[str, Any]) -> None:
    found: object = exactly(data, want)
    assert found == adapter(want).validate_python(data)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_whatever_is_read_without_the_decoder_the_decoder_reads_alike(draw: st.DataObject) -> None:
    want, data = draw.draw(st.sampled_from([(Article, ARTICLE), (EditionRecord, EDITION)]))
    *around, key = draw.draw(st.sampled_from([steps for steps in places(data) if steps]))
    keys = st.sampled_from([key, "title"]) if isinstance(key, str) else st.just(key)
    record = altered(data, (*around, draw.draw(keys)), draw.draw(ODD))
    try:
        found: object = exactly(record, want)
    except InexactError:
        return
    decoded = repr(adapter(want).validate_python(record))
    assert repr(found) == decoded.replace("TzInfo(0)", "datetime.timezone.utc")


@pytest.mark.parametrize(
    ("key", "item"),
    [
        ("titel", "A story"),
        ("title", 7),
        ("published", "31 May"),
        ("rights", {"basis": "licens"}),
        ("rights", {"basis": None}),
        ("body", [{"kind": "paragraf", "children": []}]),
        ("body", [{"children": []}]),
        ("contributors", "Ada Writer"),
        ("contributors", [None]),
    ],
)
def test_what_is_not_plainly_right_is_left_to_the_decoder(key: str, item: object) -> None:
    with pytest.raises(InexactError):
        exactly({**ARTICLE, key: item}, Article)
