"""Entries of an edition may be folders and addresses; parts have introductions; own pages an owner."""

import datetime
from pathlib import Path

import pytest

from publisher.captures import place_for
from publisher.errors import FaultsInFiles, SchemaError
from publisher.model.article import Role
from publisher.model.edition import UseKind
from publisher.model.rights import Basis
from publisher.readers import addresses_of, read_edition

OWN = "---\ntitle: {}\n{}---\n\nA paragraph of words.\n"
PAGE = "<html><head><title>{0}</title></head><body><article><h1>{0}</h1><p>Words.</p></article></body></html>"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    saved = tmp_path / "saved" / "more"
    saved.mkdir(parents=True)
    (tmp_path / "saved" / "10.html").write_text(PAGE.format("Ten"), "utf-8")
    (tmp_path / "saved" / "2.html").write_text(PAGE.format("Two"), "utf-8")
    (saved / "3.html").write_text(PAGE.format("Three"), "utf-8")
    (tmp_path / "own.md").write_text(OWN.format("Ours", "published: 2026-01-01\n"), "utf-8")
    return tmp_path


def titles(folder: Path, text: str) -> list[str]:
    (folder / "e.yaml").write_text(text, "utf-8")
    return [article.title for article in read_edition(folder / "e.yaml").articles]


def test_a_folder_is_each_page_in_it_as_people_count(folder: Path) -> None:
    assert titles(folder, "title: E\narticles: [saved/, own.md]\n") == [
        "Two",
        "Ten",
        "Three",
        "Ours",
    ]
    text = "title: E\narticles:\n  - file: saved\n    basis: exception\n    exception: X\n"
    (folder / "e.yaml").write_text(text, "utf-8")
    found = read_edition(folder / "e.yaml").articles
    assert {article.rights.basis for article in found} == {Basis.EXCEPTION}


def test_the_folder_of_the_edition_itself_holds_no_article_of_that_name(folder: Path) -> None:
    assert titles(folder, "title: E\narticles: [.]\nsort: title\n") == [
        "Ours",
        "Ten",
        "Three",
        "Two",
    ]


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ("{file: saved, title: T}", "title is said of one article, and 'saved' is a folder"),
        ("{file: saved, pictures: {a: {alt: b}}}", "pictures is said of one article"),
        ("empty", "no page or article in the folder 'empty'"),
        ("https://example.org/a", "not fetched yet; publisher build e.yaml fetches it"),
    ],
)
def test_what_is_no_entry_is_told_at_its_line(folder: Path, entry: str, says: str) -> None:
    (folder / "empty").mkdir()
    with pytest.raises(FaultsInFiles, match=rf"e.yaml:3:5: .*{says}"):
        titles(folder, f"title: E\narticles:\n  - {entry}\n")


def test_an_address_is_the_page_that_was_fetched_for_this_edition(folder: Path) -> None:
    address = "https://example.org/a"
    kept = place_for(address, folder)
    kept.mkdir(parents=True)
    (kept / "page.html").write_text(PAGE.format("Fetched"), "utf-8")
    (kept / "page.capture.json").write_text("{}")
    text = f"title: E\nparts:\n  - title: P\n    articles: [{{file: {address}}}]\n"
    assert titles(folder, text) == ["Fetched"]
    assert addresses_of(folder / "e.yaml") == (address,)


def test_a_part_opens_with_its_introduction_and_pages_by_date_come_before_those_without(
    folder: Path,
) -> None:
    text = (
        "title: E\nparts:\n  - title: P\n    introduction: own.md\n    articles: [saved/2.html]\n"
    )
    assert titles(folder, text) == ["Ours", "Two"]
    assert titles(folder, "title: E\nsort: date\narticles: [saved/2.html, own.md]\n") == [
        "Ours",
        "Two",
    ]


def test_own_pages_are_whose_the_edition_says_and_others_are_not(folder: Path) -> None:
    text = "title: E\neditor: Ann Bell\nown: Ann Bell\narticles: [own.md, saved/2.html]\n"
    (folder / "e.yaml").write_text(text, "utf-8")
    edition = read_edition(folder / "e.yaml")
    ours, theirs = (article.rights for article in edition.articles)
    assert (ours.basis, ours.holder) == (Basis.OWN_WORK, "Ann Bell")
    assert theirs.basis is Basis.UNKNOWN
    assert [(one.name, one.role) for one in edition.contributors] == [("Ann Bell", Role.EDITOR)]


@pytest.mark.parametrize(
    ("file", "text", "basis"),
    [
        ("a.md", "# Letters\n\nDear editor, what an issue.\n", Basis.OWN_WORK),
        ("b.md", "---\ntitle: Ferry\nauthors: [Bo Reed]\n---\n\nIt ran.\n", Basis.OWN_WORK),
        ("c.txt", "Weather\n\nIt rained, and then it stopped.\n", Basis.OWN_WORK),
        ("d.txt", "Weather\n\nIt rained.\n\n© 2020 Gazette. All rights reserved.\n", None),
        ("e.html", PAGE.format("Saved, and its address lost"), None),
    ],
)
def test_an_own_page_is_written_by_hand_and_says_nothing_of_other_places_or_holders(
    folder: Path, file: str, text: str, basis: Basis | None
) -> None:
    (folder / file).write_text(text, "utf-8")
    (folder / "e.yaml").write_text(f"title: E\nown: Ann Bell\narticles: [{file}]\n", "utf-8")
    (article,) = read_edition(folder / "e.yaml").articles
    assert article.rights.basis is (basis or Basis.UNKNOWN)
    assert (article.rights.holder == "Ann Bell") == (not article.sources) == bool(basis)


def test_the_line_written_down_with_a_permission_is_printed_for_each_article_without_one(
    folder: Path,
) -> None:
    text = (
        "title: E\nbasis: permission\npermissions:\n  - granted_by: B\n    conditions:\n"
        "      - {id: credit-line, wording: Reprinted from B}\n"
        "articles: [saved/2.html, {file: saved/10.html, credit: From B}]\n"
    )
    (folder / "e.yaml").write_text(text, "utf-8")
    articles = read_edition(folder / "e.yaml").articles
    assert [article.rights.credit for article in articles] == ["Reprinted from B", "From B"]


def test_a_page_with_an_entry_of_its_own_is_not_taken_from_its_folder_again(folder: Path) -> None:
    text = "title: E\narticles:\n  - saved/\n  - {file: saved/2.html, title: Second}\n"
    assert titles(folder, text) == ["Ten", "Three", "Second"]


@pytest.mark.parametrize(
    ("use", "kind"),
    [
        ("", UseKind.PERSONAL),
        ("use: personal\n", UseKind.PERSONAL),
        ("use: publish\n", UseKind.PUBLISH),
        ("use: {price: 0}\n", UseKind.PUBLISH),
    ],
)
def test_an_edition_is_for_its_maker_unless_it_says_more(
    folder: Path, use: str, kind: UseKind
) -> None:
    (folder / "e.yaml").write_text(f"title: E\n{use}articles: [own.md]\n", "utf-8")
    assert read_edition(folder / "e.yaml").use.kind is kind


def test_a_word_for_the_use_that_nobody_knows_is_told_at_its_line(folder: Path) -> None:
    with pytest.raises(SchemaError, match=r"e.yaml:2.*'publsh'"):
        titles(folder, "title: E\nuse: publsh\narticles: [own.md]\n")


def test_articles_without_a_day_come_last(folder: Path) -> None:
    (folder / "e.yaml").write_text("title: E\nsort: date\narticles: [., own.md]\n", "utf-8")
    days = [article.published for article in read_edition(folder / "e.yaml").articles]
    assert days == sorted(days, key=lambda day: day or datetime.date.max)


@pytest.mark.parametrize(
    ("file", "head", "name"),
    [
        ("week.yaml", "title: E\n", "week"),
        ("edition.yaml", "title: The week\n", "the-week"),
        (
            "edition.yaml",
            "title: E\nseries: {title: Field guides, position: 1}\n",
            "field-guides-1",
        ),
    ],
)
def test_the_files_of_an_edition_are_never_called_edition(
    folder: Path, file: str, head: str, name: str
) -> None:
    (folder / file).write_text(f"{head}articles: [own.md]\n", "utf-8")
    assert read_edition(folder / file).name == name
