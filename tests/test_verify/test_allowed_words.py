"""What an edition may say of itself on a page, whatever its titles, names and publications are.

Numbers where something has that number, and no others; words of its own, and none besides.
"""

from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from publisher.model.article import Role
from publisher.phrases import filled, phrases_for
from publisher.rights.notices import Account, Ledger, run
from publisher.text import stream
from publisher.verify.matching.allowed_words import Spoken, is_label

# letters of many scripts, digits, signs, marks that join what is before them, emoji
_SIGNS = st.one_of(
    st.sampled_from("aXzéßøłẹọıſﬁ0379 -–_.,:;!?'“”«»()[]{}<>/\\&@#%*+=…№©"),
    st.sampled_from("жЖαΩאבشسلاहिन्दीไทยကခ北京東京タワー서울한"),
    st.sampled_from("\u0300\u0301\u0323\u064e\u05b7😀💡🏳️"),
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cn", "Co")),
)
NAMES = st.text(_SIGNS, min_size=1, max_size=200).filter(lambda name: bool(name.strip()))
PHRASES = phrases_for("en")


def spoken(title: str, person: str, publication: str) -> Spoken:
    account = Account(
        id="a1",
        title=title,
        people=(person,),
        addresses=("https://example.org/one",),
        copyright="",
        notices=(),
        runs=(),
    )
    graph: tuple[dict[str, Any], ...] = (
        {"@type": "Collection", "@id": "urn:x", "name": "Collected", "inLanguage": "en"},
        {
            "@type": "Article",
            "@id": "urn:x#a1",
            "headline": title,
            "author": [{"name": person}],
            "isBasedOn": [{"isPartOf": {"name": publication}, "url": "https://example.org/one"}],
        },
    )
    return Spoken(Ledger(urn="urn:x", title="Collected", accounts=(account,)), graph)


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("Contents 1024", ""),
        ("Contents 1025", "1025"),
        ("Contents 2", "2"),
        ("Contents 12. 1024", "12.1024"),
        ("10241024", "10241024"),
    ],
)
def test_a_number_stands_by_itself_only_if_something_has_it(words: str, left: str) -> None:
    known = Spoken(Ledger(urn="urn:x", title="Contents", accounts=()), ())
    assert known.unexplained("", words, numbers={"1024"}) == left


@settings(max_examples=60)
@given(title=NAMES, person=NAMES, publication=NAMES)
def test_whatever_names_there_are_the_edition_may_say_them(
    title: str, person: str, publication: str
) -> None:
    known = spoken(title, person, publication)
    for line in (
        title,
        person,
        publication,
        filled(PHRASES.by, people=person),
        f"{title}, {person}",
        f"{title}{person}",
        f"“{title}” · {person} · {publication} · https://example.org/one",
        f"{person} ({PHRASES.roles[Role.AUTHOR]})",
        f"{publication} https://example.org/one",
    ):
        for account in ("", "a1"):
            assert known.unexplained(account, line) == "", line


@settings(max_examples=60)
@given(title=NAMES, person=NAMES, publication=NAMES, at=st.integers(1, 80), page=st.integers(1, 99))
def test_a_running_head_may_be_cut_anywhere(
    title: str, person: str, publication: str, at: int, page: int
) -> None:
    line = f"{person} · {publication} · example.org"[:at]
    known = spoken(title, person, publication)
    assert known.unexplained("", f"{line} … {page}", numbers={str(page)}) == ""


@settings(max_examples=60)
@given(title=NAMES, person=NAMES, publication=NAMES, at=st.integers(0, 200))
def test_a_word_of_nobody_is_found_wherever_it_stands(
    title: str, person: str, publication: str, at: int
) -> None:
    intruder = "Zyxwvut"
    assume(all("zyx" not in stream(name).lower() for name in (title, person, publication)))
    known = spoken(title, person, publication)
    line = f"{title}, {person}"
    assert known.unexplained("a1", f"{line[:at]} {intruder} {line[at:]}")


@pytest.mark.parametrize("name", ["X", "7", "é", "光", "ש"])
def test_a_name_of_one_sign_is_a_word_of_its_own(name: str) -> None:
    known = spoken("A title", "A Person", name)
    assert known.unexplained("a1", filled(PHRASES.by, people=name)) == ""
    if name.isascii():
        assert known.unexplained("a1", f"Un{name}pected{name}")


@pytest.mark.parametrize("label", ["1.", "12)", "iv.", "a)", "•", "◦ ", "(3)", "٣.", "1"])
def test_numbers_and_marks_of_lists_are_labels(label: str) -> None:
    assert is_label(label)


@pytest.mark.parametrize("label", ["Free to copy", "1. All", "permission granted"])
def test_words_are_no_labels(label: str) -> None:
    assert not is_label(label)


@pytest.mark.parametrize(
    "heads",
    [("Größe", "Öffnung"), ("主なスペック", "ガス"), ("크기", "값"), ("Ẹ̀kọ́", "Size"), ("विवरण",)],
)
def test_the_heads_of_a_table_stand_again_on_its_next_page(heads: tuple[str, ...]) -> None:
    around, repeated = spoken("Title", "A. Writer", "The Paper"), [run(head) for head in heads]
    assert around.unexplained("", " ".join(heads), repeated=repeated) == ""
    assert around.unexplained("", " ".join((*heads, "more")), repeated=repeated) == "more"


@pytest.mark.parametrize("section", ["6.1", "12.10", "7"])
def test_they_stand_above_the_number_of_a_section_in_the_margin(section: str) -> None:
    around, repeated = spoken("Title", "A. Writer", "The Paper"), [run("Form"), run("Written")]
    line = f"Form Written {section} A. Writer 14"
    assert around.unexplained("", line, repeated=repeated, numbers=("14", section)) == ""
    other = line.replace(section, "6.2")
    assert around.unexplained("", other, repeated=repeated, numbers=("14", section)).startswith("6")
