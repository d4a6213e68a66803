"""The record says what the ledger says, the same bytes each time, and nothing that is not known."""

import json
from dataclasses import replace

import pytest

from publisher.errors import EvidenceError
from publisher.model.article import Article, Change, Contributor, Relation, Source
from publisher.model.body import Note, NoteMark, Paragraph, Text
from publisher.model.edition import Edition, Part
from publisher.model.rights import Licence, Notice, NoticeKind, Permission, Rights
from publisher.rendering.compose import book_of
from publisher.rendering.theme import load_theme
from publisher.rights import licences, record
from publisher.rights.facts import change_in_words
from publisher.rights.notices import Ledger, ledger
from publisher.rights.record_versions import FORMAT
from publisher.text import digest, stream
from publisher.verify import verify_bytes
from publisher.writers.epub import writer as epub
from tests.test_rights import rich

MOMENT = "2026-11-23T00:00:00Z"
ARTICLE = Article(
    title="Ein “Titel”",
    standfirst="Worum es geht.",
    contributors=(Contributor(name="The publisher project", bio="Who we are."),),
    sources=(
        Source(relation=Relation.CAPTURED_FROM, name="A site", url="https://example.org/a?x=1&y=2"),
    ),
    rights=Rights(
        licence=Licence(id="CC-BY-4.0"),
        permissions=(Permission(granted_by="A site", reference="letter 7"),),
        notices=(
            Notice(
                kinds=(NoticeKind.DISCLAIMER, NoticeKind.PERMISSION), text="No warranty. You may."
            ),
        ),
    ),
    body=(
        Paragraph(children=(Text(text="First."), NoteMark(note="n"))),
        Note(name="n", children=(Paragraph(children=(Text(text="A note."),)),)),
        Paragraph(children=(Text(text="Last."),)),
    ),
)
EDITION = Edition(
    name="e", title="E", parts=(Part(articles=(ARTICLE, replace(ARTICLE, title="Second"))),)
)


def without_words(value: Ledger) -> Ledger:
    """The ledger as a record can hold it: lengths and digests of the text, not its words."""
    return replace(
        value,
        accounts=tuple(
            replace(account, runs=tuple(replace(run, text="") for run in account.runs))
            for account in value.accounts
        ),
    )


def test_a_ledger_comes_back_from_its_record_whole() -> None:
    owed = ledger(EDITION)
    found = record.read(record.write(EDITION, owed, MOMENT), "book.epub")
    assert without_words(found) == without_words(owed)
    # what the record says elsewhere, too
    assert [run.text for run in found.accounts[0].runs] == [
        "Ein “Titel”",
        "Worum es geht.",
        "",
        "",
        "",
    ]


def test_the_same_edition_gives_the_same_bytes_and_no_empty_field() -> None:
    first, again = (record.write(EDITION, ledger(EDITION), MOMENT) for _ in range(2))
    assert first == again
    assert not any(empty in first for empty in (b'""', b"[]", b"{}", b"null"))


def test_a_licence_named_by_identifier_is_given_by_address_too() -> None:
    graph = json.loads(record.write(EDITION, ledger(EDITION), MOMENT))["@graph"]
    assert graph[1]["license"] == "https://creativecommons.org/licenses/by/4.0/"


def test_where_a_letter_is_kept_is_never_told() -> None:
    assert b"letter 7" not in record.write(EDITION, ledger(EDITION), MOMENT)


def test_runs_are_numbered_in_the_order_of_print_with_notes_behind_the_text() -> None:
    texts = [run.text for run in ledger(EDITION).accounts[0].runs]
    assert texts == ["Ein “Titel”", "Worum es geht.", "First.1", "Last.", "A note."]
    first = ledger(EDITION).accounts[0].runs[1]
    assert (first.length, first.sha256) == (len("Worumesgeht."), digest(stream("Worum es geht.")))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"[1]",
        b'{"@graph": 1}',
        b'{"@graph": []}',
        b'{"@graph": [{"@type": "Collection"}]}',
        b"\xff\xfe",
        b"[" * 100_000,
    ],
)
def test_a_record_that_is_none_is_refused_in_one_line(data: bytes) -> None:
    with pytest.raises(EvidenceError, match="record") as error:
        record.read(data, "book.epub")
    assert "\n" not in str(error.value)


# What the record of the rich edition is, by its form.  If this fails, what records say has changed:
# a key, a word, an order.  Raise FORMAT, and pin the new digest; a record of the old form
# must still be read.  (If only tests/test_rights/rich.py has changed, pin the digest alone.)
PINNED = (3, "2277e5829cf9852f0f74848bccfe3a83c07162d9e302febef4c331667e8253d0")


def test_what_records_say_does_not_change_without_their_form() -> None:
    data = record.write(rich.EDITION, ledger(rich.EDITION), MOMENT)
    names = [f"{row.id} {row.name} {row.url}" for row in licences._rows()]
    changes = [change_in_words(change) for change in Change]
    words = "\n".join((*names, *changes)).encode()
    assert (FORMAT, record.seal_of(data + words)) == PINNED


def test_a_part_may_be_called_as_an_article_of_another_part_is() -> None:
    parts = (Part(title="Second", articles=(ARTICLE,)), replace(EDITION.parts[0], title="Others"))
    edition = replace(EDITION, parts=parts)
    theme = load_theme("plain")
    book = book_of(edition, theme)
    assert verify_bytes(epub.write(book, theme), "e.epub").findings == ()
    assert record.part_titles(record.read_graph(book.record, "r")) == ("Second", "Others")
