"""Sentences of a line: each to the letter, in order, whatever short words end in a full stop."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.readers import read
from publisher.readers.capture.skeleton import sentences

SHORT = ("Dr.", "Mr.", "Mrs.", "Ms.", "Prof.", "St.", "Jr.", "No.", "U.S.", "e.g.", "A.", "B.")
PIECES = (*SHORT, "Brown", "came", "home.", "It", "rained.", "“Go!”", "(He", "went.)", "春。", "©")


@given(st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join))
def test_sentences_stand_in_the_line_in_order_and_lose_no_word(line):
    place = 0
    for sentence in sentences(line):
        start = line.index(sentence, place)
        assert not line[place:start].strip(" \"')]")
        place = start + len(sentence)
    assert not line[place:].strip()


@pytest.mark.parametrize("short", [short for short in SHORT if short[0].isupper()])
def test_a_name_behind_a_short_title_may_come_again(short):
    line = f"{short} Brown came. It rained. {short} Brown left. {short} Brown came again."
    assert sentences(line) == (
        f"{short} Brown came.",
        "It rained.",
        f"{short} Brown left.",
        f"{short} Brown came again.",
    )


@given(st.lists(st.sampled_from(PIECES), max_size=30).map(" ".join))
def test_a_capture_of_such_sentences_is_read(line):
    words = f"The title\n\n{line}\n\n{line} {line}\n\nWords that follow.\n"
    assert read("t.txt", words.encode()).article.title == "The title"
