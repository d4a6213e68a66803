"""Every error survives another process, says its place in one line, and asks for its exit code."""

import pickle

import pytest

from publisher import errors
from publisher.errors import Fault, PublisherError, Violation

ALL = [
    errors.SourceError("a.txt", 3, 7, "a NUL character"),
    errors.SchemaError(
        "a.md",
        (
            Fault(line=2, column=1, message="unknown key 'titel'"),
            Fault(line=4, column=3, message="missing key 'basis'"),
        ),
    ),
    errors.ChoiceError("paper", "the design has no such page"),
    errors.FaultsInFiles("ours", ("ours/a.css:1:1: it hides", "ours/b.css:2:1: it hides")),
    errors.RightsError(
        "edition",
        (Violation(article="A", condition="no-sale", sentence="it has a price", remedy="give it"),),
    ),
    errors.NoticeLost("edition", ("a1-n1 missing",)),
    errors.WriteError("edition.pdf", "a picture is missing"),
    errors.EvidenceError("a.epub", "not a ZIP archive"),
    errors.DeliveryError("out/a.epub", "no space is left"),
    errors.WorkLost("a.txt", "not enough memory"),
    errors.Defect("a.txt", "KeyError: 'a'", "Traceback (most recent call last):\nKeyError: 'a'\n"),
    errors.FetchError("https://example.org/a", "more than 5 redirects"),
    errors.InstallationError("Pango is missing", "install libpango-1.0-0"),
]


@pytest.mark.parametrize("error", ALL, ids=lambda error: type(error).__name__)
def test_an_error_comes_back_from_another_process_the_same(error: PublisherError) -> None:
    back = pickle.loads(pickle.dumps(error))
    assert (type(back), str(back), vars(back)) == (type(error), str(error), vars(error))


def test_every_error_of_the_tree_is_tried_here() -> None:
    kinds = {kind for kind in vars(errors).values() if isinstance(kind, type)}
    ours = {kind for kind in kinds if issubclass(kind, PublisherError)}
    assert {type(error) for error in ALL} == ours - {PublisherError}


def test_the_tree_drawn_at_the_top_names_every_error_with_its_exit_code() -> None:
    drawn = {
        line.split()[1]: int(line.split()[-1])
        for line in (errors.__doc__ or "").splitlines()
        if line.startswith(("├", "└"))
    }
    assert drawn == {kind.__name__: kind.exit_code for kind in PublisherError.__subclasses__()}


def test_places_are_given_as_editors_read_them() -> None:
    assert str(ALL[0]) == "a.txt:3:7: a NUL character"
    assert str(ALL[1]).splitlines() == [
        "a.md:2:1: unknown key 'titel'",
        "a.md:4:3: missing key 'basis'",
    ]
    assert Fault(message="empty").at("a.txt") == "a.txt: empty"
