"""Text into plain data: every scalar as it stands, every key with its place, every broken form one placed fault."""

import json
import re
import time

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from publisher.schema import locate
from publisher.schema.locate import DEEPEST, front_matter, load_json, load_yaml


@pytest.fixture(params=["fast", "plain"], autouse=True)
def parser(request, monkeypatch):
    if request.param == "plain":
        monkeypatch.setattr(locate, "_LOADER", yaml.BaseLoader)


def only_fault(located):
    assert located.data is None
    [fault] = located.faults
    return fault


@pytest.mark.parametrize(
    "scalar",
    ["1984", "NO", "yes", "12:30:45", "01234", "null", "~", "1_000", "2024-05-31", "=", "<<"],
)
def test_a_yaml_scalar_is_the_text_that_stands_there(scalar):
    assert load_yaml(f"title: {scalar}\n").data == {"title": scalar}


def test_a_yaml_key_without_a_value_counts_as_not_given_and_quotes_give_empty_text():
    located = load_yaml("title: A\nholder:\nkicker: ''\nitems:\n  -\n  - b\n")
    assert located.data == {"title": "A", "kicker": "", "items": [None, "b"]}
    assert located.places["holder",] == (2, 1)


def test_each_key_and_entry_of_yaml_has_its_place():
    located = load_yaml("a:\n  - b: 1\n    c: 2\n  - [x, {y: z}]\n", first_line=11)
    assert located.places == {
        (): (11, 1),
        ("a",): (11, 1),
        ("a", 0): (12, 5),
        ("a", 0, "b"): (12, 5),
        ("a", 0, "c"): (13, 5),
        ("a", 1): (14, 5),
        ("a", 1, 0): (14, 6),
        ("a", 1, 1): (14, 9),
        ("a", 1, 1, "y"): (14, 10),
    }


def test_each_key_and_entry_of_json_has_its_place():
    located = load_json('{\n\t"a": [{"b": "x, {y}\\"", "c": null},\n [true, {}]],\n"d": 3}')
    assert located.data == {"a": [{"b": 'x, {y}"'}, [True, {}]], "d": 3}
    assert located.places == {
        (): (1, 1),
        ("a",): (2, 2),
        ("a", 0): (2, 8),
        ("a", 0, "b"): (2, 9),
        ("a", 0, "c"): (2, 26),
        ("a", 1): (3, 2),
        ("a", 1, 0): (3, 3),
        ("a", 1, 1): (3, 9),
        ("d",): (4, 1),
    }


@pytest.mark.parametrize(
    ("text", "place", "says"),
    [
        ("a: &x 1\nb: *x\n", (1, 4), "anchors and aliases are not read"),
        ("a: 1\nb: *x\n", (2, 4), "anchors and aliases are not read"),
        ("a: !!str 1\n", (1, 4), "tags are not read"),
        ("a: 1\n---\nb: 2\n", (2, 1), "a second YAML document"),
        ("? [a]\n: b\n", (1, 3), "a key must be a word"),
        ("title: a: b\n", (1, 9), "put the value in quotes"),
        ("title: [a\n", (2, 1), "check brackets"),
        ("title: 'a\n", (2, 1), "check brackets, quotes"),
        ("title:\n\t- a\n", (2, 1), "put the value in quotes|indent with spaces"),
        ("title: @home\n", (1, 8), "put the value in quotes"),
        ("title: a\nhello\nkicker: b\n", (3, 1), "a line that is neither a key"),
        ("title: a\x07b\n", (1, 9), r"control character \(U\+0007\)"),
        ("a: " + "[" * 5000, (1, 3 + DEEPEST), "levels deep"),
        ("- " * 5000, (1, 1 + 2 * DEEPEST), "levels deep"),
    ],
)
def test_broken_yaml_is_one_fault_at_its_place(text, place, says):
    fault = only_fault(load_yaml(text))
    assert (fault.line, fault.column) == place, fault

    assert re.search(says, fault.message), fault


@pytest.mark.parametrize(
    ("text", "place", "says"),
    [
        ('{"title": }', (1, 11), "this is not JSON"),
        ("", (1, 1), "this is not JSON"),
        ('{"a": NaN}', (1, 1), "NaN is not a number"),
        ('{"a": ' + "9" * 5000 + "}", (1, 1), "this is not JSON"),
        ('{"a":\n' + "[" * 100_000, (2, DEEPEST), "levels deep"),
        ('{"a": ' + "[" * 200 + "]" * 200 + "}", (1, 6 + DEEPEST), "levels deep"),
    ],
)
def test_broken_json_is_one_fault_at_its_place(text, place, says):
    fault = only_fault(load_json(text))
    assert (fault.line, fault.column) == place, fault
    assert says in fault.message


@pytest.mark.parametrize("load", [load_yaml, load_json])
def test_fifty_megabytes_of_one_line_are_refused_at_once(load):
    text, started = '{"a": "' + "x" * 50_000_000 + '"}', time.process_time()
    assert "characters, more than" in only_fault(load(text)).message
    # of our own work, whatever else the machine does: a guard against minutes
    assert time.process_time() - started < 60


@pytest.mark.parametrize(
    ("load", "text", "place"),
    [
        (load_yaml, "a: 1\nb:\n  c: 1\n  c: 2\n", (4, 3)),
        (load_json, '{"a": 1, "b": {"c": 1,\n"c": 2}}', (2, 1)),
    ],
)
def test_a_key_given_twice_is_a_fault_and_the_rest_is_still_read(load, text, place):
    located = load(text)
    assert [(fault.line, fault.column) for fault in located.faults] == [place]
    assert "'c' is given twice" in located.faults[0].message
    assert set(located.data) == {"a", "b"}


def test_front_matter_ends_at_its_fence_and_knows_where_the_body_begins():
    found = front_matter("---\ntitle: A\n---\n\nBody\n---\nmore\n")
    assert found is not None
    assert (found.text, found.body, found.body_line) == ("title: A\n", "\nBody\n---\nmore\n", 4)
    assert front_matter("---\ntitle: A\n") is None
    assert front_matter("Words\n---\n") is None
    assert front_matter("---\n---") is not None


PLAIN = st.recursive(
    st.text() | st.booleans() | st.integers(),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(st.dictionaries(st.text(), PLAIN, max_size=5), st.sampled_from([None, 1, "\t"]))
def test_any_json_reads_as_json_does_with_a_place_for_every_step(data, indent):
    located = load_json(json.dumps(data, indent=indent))
    assert located.data == data
    assert located.faults == ()

    def steps(value, so_far=()):
        yield so_far
        for key, item in (
            value.items()
            if isinstance(value, dict)
            else enumerate(value)
            if isinstance(value, list)
            else ()
        ):
            yield from steps(item, (*so_far, key))

    assert set(located.places) == set(steps(data))


@given(st.text())
def test_no_text_whatever_makes_the_readers_of_records_stumble(text):
    for load in (load_yaml, load_json):
        located = load(text)
        assert (
            located.faults
            or located.data is not None
            or text.strip() == "null"
            or load is load_yaml
        )
