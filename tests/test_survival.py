"""What of permission, disclaimer, holder, licence, source and author survives what is done to a finished file; the long ways: make judge."""

import pytest

from publisher.verify.outside_judges import Absent
from tests.judge import survival
from tests.judge.survival import FACTS, MARKS, ROUTES, Made, Outcome, Route

QUICK = [route for route in ROUTES if route.quick]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return survival.make(tmp_path_factory.mktemp("survival"))


@pytest.fixture(scope="module")
def outcomes(made: Made) -> dict[str, Outcome]:
    return {outcome.route.name: outcome for outcome in survival.travel(made, QUICK)}


@pytest.mark.slow
@pytest.mark.parametrize("route", QUICK, ids=lambda route: route.name)
def test_every_fact_survives(route: Route, outcomes: dict[str, Outcome]) -> None:
    outcome = outcomes[route.name]
    if outcome.absent:
        pytest.skip(f"not judged: {outcome.absent}")
    assert not outcome.faults, "\n".join(survival.table([outcome]))


@pytest.mark.slow
def test_what_metadata_does_without_the_text_of_the_same_file_carries(
    outcomes: dict[str, Outcome],
) -> None:
    if outcomes["PDF → pdftotext"].absent:
        pytest.skip(f"not judged: {outcomes['PDF → pdftotext'].absent}")
    assert any(hole.reason for outcome in outcomes.values() for hole in outcome.holes)
    assert not list(survival.uncarried(list(outcomes.values())))


@pytest.mark.slow
def test_no_excuse_is_kept_for_a_fact_that_survives(outcomes: dict[str, Outcome]) -> None:
    for outcome in outcomes.values():
        assert outcome.absent or set(outcome.route.without) == {
            hole.fact for hole in outcome.holes
        }, outcome.route.name


@pytest.mark.slow
def test_each_page_of_an_article_names_its_author_its_publication_and_its_site(made: Made) -> None:
    try:
        pages = list(survival.pages_alone(made))
    except Absent as absent:
        pytest.skip(f"not judged: {absent}")
    assert len(pages) >= 4
    for page in pages:
        (name,) = {name for name in MARKS if f"of the {name}." in page}
        host = MARKS[name]["source"].split("/")[2]
        assert [
            words
            for words in (MARKS[name]["author"], f"The {name} journal", host)
            if words not in page
        ] == []


@pytest.mark.parametrize("fact", FACTS)
def test_a_fact_that_is_lost_on_the_way_is_seen(fact: str) -> None:
    everything = " ".join(mark for marks in MARKS.values() for mark in marks.values())
    route = Route("a way", lambda _: iter([]))
    assert not list(survival.lost(route, [everything]))
    (hole,) = survival.lost(route, [everything.replace(MARKS["second"][fact], "")])
    assert (hole.fact, hole.marks, hole.reason) == (fact, (MARKS["second"][fact],), "")


def test_a_piece_is_judged_for_itself() -> None:
    first, second = (
        f"Step 1 of the {name}. " + " ".join(marks.values()) for name, marks in MARKS.items()
    )
    route = Route("pieces", lambda _: iter([]), pieces=True)
    assert not list(survival.lost(route, [first, second]))
    assert {
        hole.fact for hole in survival.lost(route, [first + second, "Step 2 of the second."])
    } == set(FACTS)


def test_an_excuse_does_not_hold_where_the_text_lost_the_fact_too() -> None:
    hole = survival.Hole("EPUB, package document", "author", ("somebody",), "no room")
    package = Outcome(Route("EPUB, package document", lambda _: iter([])), (hole,))
    text = Outcome(Route("EPUB, text of the spine", lambda _: iter([])), ())
    assert not list(survival.uncarried([package, text]))
    assert list(
        survival.uncarried([package, text._replace(holes=(hole._replace(route=text.route.name),))])
    )
