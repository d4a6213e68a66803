"""What an edition's maker declares beside an article's path, and what a capture keeps of itself for later."""

import datetime
from pathlib import Path

import pytest

from publisher.errors import SchemaError
from publisher.model.article import Change, EvidenceKind, Relation
from publisher.model.edition import Edition
from publisher.model.rights import Basis
from publisher.readers import read, read_article, read_edition
from publisher.rights.notices import text_digest
from publisher.rights.policy import State, assess
from publisher.schema.markdown import write_article

CAPTURE = (
    "A short title\n\nThe first words of a text that somebody captured.\n\nThe last words of"
    " it.\n\n© 2026 The Other Gazette\n"
)


def edition(folder: Path, entries: str) -> Edition:
    (folder / "two.txt").write_text(CAPTURE, "utf-8")
    (folder / "edition.yaml").write_text(f"title: E\n{entries}", "utf-8")
    return read_edition(folder / "edition.yaml")


@pytest.mark.parametrize(
    "entries",
    [
        "articles: [two.txt]\n",
        "articles:\n  - file: two.txt\n",
        "parts:\n  - articles:\n    - two.txt\n",
    ],
)
def test_an_entry_is_a_path_or_a_record_with_a_path(entries: str, tmp_path: Path) -> None:
    assert [article.title for article in edition(tmp_path, entries).articles] == ["A short title"]


def test_what_is_declared_beside_the_path_is_the_maker_s_and_says_so(tmp_path: Path) -> None:
    article = edition(
        tmp_path,
        """parts:
  - title: One
    articles:
      - file: two.txt
        source_url: https://example.org/two
        basis: permission
        permissions:
          - granted_by: The Other Gazette
            granted_on: 2026-11-02
            kind: with-credit
        modifications:
          - change: form-only
""",
    ).articles[0]
    assert article.address == "https://example.org/two"
    assert article.rights.basis is Basis.PERMISSION
    assert article.rights.permissions[-1].granted_on == datetime.date(2026, 11, 2)
    assert article.modifications[0].change is Change.FORM_ONLY
    declared = {
        item.field: item.found for item in article.evidence if item.kind is EvidenceKind.DECLARED
    }
    assert {field.split("[")[0] for field in declared} == {
        "sources",
        "rights.basis",
        "rights.permissions",
        "modifications",
    }
    assert set(declared.values()) == {"edition.yaml"}


@pytest.mark.parametrize(
    ("entries", "says"),
    [
        (
            "articles:\n  - file: two.txt\n    bassis: licence\n",
            r"edition\.yaml:4:5: unknown key 'bassis'; did you mean 'basis'",
        ),
        ("articles:\n  - basis: licence\n", r"edition\.yaml:3:5: .*'file'"),
        (
            "articles:\n  - file: two.txt\n    source_url: example\n",
            r"edition\.yaml:3:\d+: .*'example' is not an address",
        ),
        ("articles:\n  - three.txt\n", r"edition\.yaml:3:5: .*there is no article 'three\.txt'"),
    ],
)
def test_a_fault_of_an_entry_is_told_at_its_place(entries: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(SchemaError, match=says):
        edition(tmp_path, entries)


def test_a_capture_keeps_the_digest_of_its_bytes_its_title_and_its_words(tmp_path: Path) -> None:
    (tmp_path / "two.txt").write_text(CAPTURE, "utf-8")
    article = read_article(tmp_path / "two.txt")
    captured = article.sources[-1]
    assert (captured.relation, captured.title, captured.text_sha256) == (
        Relation.CAPTURED_FROM,
        "A short title",
        text_digest(article),
    )
    assert len(captured.sha256) == 64


def test_a_word_changed_in_the_imported_article_is_noticed_when_the_text_may_not_be_changed(
    tmp_path: Path,
) -> None:
    (tmp_path / "two.txt").write_text(CAPTURE, "utf-8")
    written = write_article(read(tmp_path / "two.txt").article).replace(
        "licence:\n", "licence:\n    id: CC-BY-ND-4.0\n", 1
    )
    states = {}
    for name, text in (
        ("as-it-was", written),
        ("changed", written.replace("last words", "final words")),
    ):
        (tmp_path / f"{name}.md").write_text(text, "utf-8")
        (tmp_path / f"{name}.yaml").write_text(
            f"title: E\narticles:\n  - file: {name}.md\n    basis: licence\n", "utf-8"
        )
        rows = assess(read_edition(tmp_path / f"{name}.yaml"), datetime.date(2026, 11, 25))
        states[name] = {row.condition: row.state for row in rows}["unmodified-text"]
    assert states == {"as-it-was": State.PROVED, "changed": State.NEEDED}


def test_a_theme_beside_the_edition_is_found_from_inside_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("one.md").write_text("---\ntitle: One\n---\n\nWords.\n", "utf-8")
    Path("week.yaml").write_text("title: Week\ntheme: ./ours\narticles: [one.md]\n", "utf-8")
    assert read_edition("week.yaml").theme == "./ours"
    assert read_edition(tmp_path / "week.yaml").theme == str(tmp_path / "ours")


@pytest.mark.parametrize(
    ("article", "entry", "basis"),
    [
        ("", "one.md", Basis.PUBLIC_DOMAIN),
        ("rights: {basis: own-work}\n", "one.md", Basis.OWN_WORK),
        ("", "{file: one.md, basis: licence}", Basis.LICENCE),
    ],
)
def test_a_basis_said_once_holds_for_every_article_that_says_nothing_itself(
    tmp_path: Path, article: str, entry: str, basis: Basis
) -> None:
    (tmp_path / "one.md").write_text(f"---\ntitle: One\n{article}---\n\nWords.\n", "utf-8")
    edition = tmp_path / "week.yaml"
    edition.write_text(f"title: Week\nbasis: public-domain\narticles: [{entry}]\n", "utf-8")
    assert read_edition(edition).articles[0].rights.basis is basis


def test_permissions_said_once_are_those_of_every_article(tmp_path: Path) -> None:
    (tmp_path / "one.md").write_text("---\ntitle: One\n---\n\nWords.\n", "utf-8")
    edition = tmp_path / "week.yaml"
    given = "permissions: [{granted_by: The Gazette}]\narticles: [one.md, one.md]\n"
    edition.write_text(f"title: Week\n{given}", "utf-8")
    granted = [one.rights.permissions[0].granted_by for one in read_edition(edition).articles]
    assert granted == ["The Gazette", "The Gazette"]
