"""Citations: what others read of them is what we know; what nobody knows is not there."""

import datetime
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import rispy
from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares import LatexDecodingMiddleware
from hypothesis import given
from hypothesis import strategies as st

from publisher.cli import main
from publisher.model.article import Article, Contributor, Relation, Role, Source
from publisher.model.edition import Edition, Part, Series, alone
from publisher.model.rights import Licence, Rights
from publisher.rights.citation import bibtex, citations, citations_in_book, csl, ris

CONTENT = Path(__file__).resolve().parent.parent.parent / "content"
ARTICLE = Article(
    title="Ink & paper: 100% {rag} #1_a ~ $5",
    standfirst="A summary.",
    language="en",
    published=datetime.date(2024, 5, 1),
    keywords=("ink", "paper"),
    contributors=(
        Contributor(name="A. Writer", sort_as="Writer, A."),
        Contributor(name="The Press Desk"),
        Contributor(name="T. Lator", role=Role.TRANSLATOR),
    ),
    sources=(
        Source(relation=Relation.ORIGINALLY_PUBLISHED, name="The Paper"),
        Source(
            relation=Relation.CAPTURED_FROM,
            site="example.org",
            url="https://example.org/a_b?x=1%20&y={2}",
            captured_at=datetime.datetime(2024, 6, 2, 10, tzinfo=datetime.UTC),
        ),
    ),
    rights=Rights(licence=Licence(id="CC-BY-4.0")),
)
# csl-data.json 1.0.2: the types and the standard variables that we use.
TYPES = {"article-magazine", "book", "chapter"}
TEXTS = {
    "id",
    "type",
    "title",
    "container-title",
    "URL",
    "language",
    "abstract",
    "keyword",
    "license",
    "publisher",
    "collection-title",
    "collection-number",
    "page-first",
}
NAMES, DATES = (
    {"author", "editor", "translator", "illustrator", "contributor"},
    {
        "issued",
        "accessed",
        "original-date",
    },
)


def fits_the_schema(item: dict[str, Any]) -> bool:
    assert item["type"] in TYPES
    assert item.keys() <= TEXTS | NAMES | DATES
    assert all(isinstance(item[key], str) and item[key] for key in TEXTS & item.keys())
    for key in NAMES & item.keys():
        assert all(
            person.keys() <= {"family", "given", "literal"} and all(person.values())
            for person in item[key]
        )
    for key in DATES & item.keys():
        (parts,) = item[key]["date-parts"]
        assert datetime.date(*parts).year > 0
    return True


def test_csl_json_fits_its_schema_and_keeps_whole_names_whole() -> None:
    item = csl(ARTICLE)
    assert fits_the_schema(item)
    assert item["author"] == [{"family": "Writer", "given": "A."}, {"literal": "The Press Desk"}]
    assert item["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert item["container-title"] == "example.org"


def test_the_day_of_access_is_the_one_given_else_the_capture_s_else_absent() -> None:
    assert csl(ARTICLE)["accessed"] == {"date-parts": [[2024, 6, 2]]}
    assert csl(ARTICLE, datetime.date(2026, 1, 3))["accessed"] == {"date-parts": [[2026, 1, 3]]}
    assert "accessed" not in csl(replace(ARTICLE, sources=()))


def test_what_is_not_known_is_not_there() -> None:
    assert csl(Article(title="T")) == {"id": "t", "type": "article-magazine", "title": "T"}
    assert bibtex([csl(Article(title="T"))]) == "@misc{t,\n  title = {T},\n}\n"


def read_bibtex(text: str) -> list[Any]:
    library = parse_string(text, append_middleware=[LatexDecodingMiddleware()])
    assert not library.failed_blocks
    return list(library.entries)


def test_bibtex_is_read_by_another_program_as_it_was_meant() -> None:
    (entry,) = read_bibtex(bibtex([csl(ARTICLE)]))
    fields = {key: field.value for key, field in entry.fields_dict.items()}
    assert entry.entry_type == "online"
    assert fields["title"] == ARTICLE.title
    assert fields["author"].replace("{", "").replace("}", "") == "Writer, A. and The Press Desk"
    assert fields["translator"].strip("{}") == "T. Lator"
    assert (fields["date"], fields["urldate"]) == ("2024-05-01", "2024-06-02")
    assert "example.org" in fields["url"]


@given(
    st.text(st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1).filter(
        str.strip
    )
)
def test_no_title_breaks_a_bibtex_entry_or_a_ris_record(title: str) -> None:
    item = csl(Article(title=title))
    text = bibtex([item])
    entries = parse_string(text).entries
    assert len(entries) == 1
    assert [field.key for field in entries[0].fields] == ["title"]
    records = rispy.loads(ris([item]))
    assert len(records) == 1


def test_ris_is_read_by_another_program_as_it_was_meant() -> None:
    (found,) = rispy.loads(ris([csl(ARTICLE)]))
    assert found["type_of_reference"] == "ELEC"
    assert found["title"] == ARTICLE.title
    assert found["authors"] == ["Writer, A.", "The Press Desk"]
    assert found["keywords"] == ["ink", "paper"]
    assert found["access_date"].startswith("2024/06/02")


def test_an_edition_is_a_book_and_its_articles_have_keys_of_their_own() -> None:
    edition = Edition(
        name="e",
        title="An edition",
        contributors=(Contributor(name="E. Ditor", role=Role.EDITOR),),
        series=Series(title="S", position="2"),
        parts=(Part(articles=(ARTICLE, ARTICLE)),),
    )
    items = citations(edition)
    assert [item["type"] for item in items] == ["book", "article-magazine", "article-magazine"]
    assert len({item["id"] for item in items}) == 3
    assert all(map(fits_the_schema, items))
    assert len(citations(alone(ARTICLE, name="a"))) == 1
    parts = citations_in_book(edition, {ARTICLE.title: "12"})[1:]
    assert [one["container-title"] for one in parts] == ["An edition", "An edition"]
    assert parts[0]["original-date"] == csl(ARTICLE)["issued"]
    assert "issued" not in parts[0]
    (entry, _) = read_bibtex(bibtex(parts))
    fields = {key: field.value for key, field in entry.fields_dict.items()}
    assert (entry.entry_type, fields["booktitle"]) == ("incollection", "An edition")
    assert (fields["pages"], fields["origdate"]) == ("12", "2024-05-01")
    assert fields["editor"].strip("{}") == "E. Ditor"
    (found, _) = rispy.loads(ris(parts))
    assert (found["type_of_reference"], found["start_page"]) == ("CHAP", "12")
    assert all(map(fits_the_schema, parts))


@pytest.mark.slow
def test_a_finished_file_is_cited_as_its_source_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = CONTENT / "editions" / "field-guide.yaml"
    assert main(["build", str(source), "-o", str(tmp_path)]) == 0
    capsys.readouterr()
    said = []
    for path in (source, tmp_path / "field-guide.epub", tmp_path / "field-guide.pdf"):
        assert main(["cite", str(path)]) == 0
        said.append(json.loads(capsys.readouterr().out))
    assert main(["cite", str(tmp_path / "field-guide.pdf"), "--in-book"]) == 0
    pages = [int(one["page-first"]) for one in json.loads(capsys.readouterr().out)[1:]]
    assert pages == sorted(set(pages))
    assert said[0] == said[1] == said[2]
    assert len(said[0]) > 2


def test_wrong_input_gets_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cite", "nowhere.md"]) == 1
    assert (
        main(
            [
                "cite",
                str(CONTENT / "articles" / "fair-use-notice" / "article.md"),
                "--accessed",
                "yesterday",
            ]
        )
        == 2
    )
    (tmp_path / "x.pdf").write_bytes(b"%PDF-1.4 no more")
    assert main(["cite", str(tmp_path / "x.pdf")]) == 1
    assert "Traceback" not in capsys.readouterr().err
