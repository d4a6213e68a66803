"""An edition's entry corrects what was read of its article, and nothing of the source gets lost."""

import datetime
from pathlib import Path

import pytest

from publisher.errors import PublisherError
from publisher.model.article import Article, EvidenceKind, LeftOutBecause, Relation, Withheld
from publisher.model.body import plain_text
from publisher.model.rights import Basis
from publisher.readers import read_edition
from tests.test_hostile.pictures import png

PAGE = """<html lang="en"><head><title>The ford - Quay Letters</title>
<meta property="og:site_name" content="Quay Letters"><meta name="author" content="Web Desk"></head>
<body><article><h1>The ford</h1>
<p>It is older than the town, and the town has forgotten it, as towns do when there is a bridge.</p>
<p>Sign here for more of this kind, and get a second helping of the same for nothing each week.</p>
<figure><img src="a.png" alt=""><figcaption>The ford in May.</figcaption></figure>
<p>Nobody crosses it now, but the stones are where they were put nine hundred years ago.</p>
</article></body></html>"""


def corrected(folder: Path, entry: str) -> Article:
    """The article of an edition with this entry."""
    (folder / "ford.html").write_text(PAGE, encoding="utf-8")
    (folder / "a.png").write_bytes(png(3, 2))
    lines = "".join(f"    {line}\n" for line in entry.splitlines())
    edition = f"title: Fords\nlanguage: en\narticles:\n  - file: ford.html\n{lines}"
    (folder / "fords.yaml").write_text(edition, encoding="utf-8")
    return read_edition(folder / "fords.yaml").articles[0]


def words(article: Article) -> str:
    """All words that the article prints or lists as left out."""
    listed = "\n".join(left.text for left in article.left_out)
    return f"{article.title}\n{plain_text(article.body)}\n{listed}"


def test_what_was_read_is_replaced_by_what_the_maker_says_with_its_evidence(tmp_path: Path) -> None:
    article = corrected(
        tmp_path,
        "title: The old ford\nkicker: Rivers\nstandfirst: Stones in the water.\n"
        "authors: [Ada Example]\npublished: 2024-05-03\nlanguage: en-GB\n"
        "copyright_line: © 2024 Ada Example\nbasis: own-work",
    )
    assert (article.title, article.kicker) == ("The old ford", "Rivers")
    assert article.standfirst == "Stones in the water."
    assert article.authors == ("Ada Example",)
    assert article.published == datetime.date(2024, 5, 3)
    assert article.language == "en-GB"
    assert article.rights.copyright_line == "© 2024 Ada Example"
    assert article.rights.basis is Basis.OWN_WORK
    declared = {
        one.field: one.found for one in article.evidence if one.kind is EvidenceKind.DECLARED
    }
    assert declared["title"] == declared["contributors"] == declared["rights.basis"] == "fords.yaml"
    assert not any(one.field.startswith("contributors[") for one in article.evidence)


def test_what_stood_there_before_is_listed_as_left_out(tmp_path: Path) -> None:
    article = corrected(tmp_path, "title: The old ford\nauthors: [Ada Example]")
    listed = {(left.text, left.of) for left in article.left_out}
    assert {("The ford", "title"), ("Web Desk", "contributors")} <= listed
    assert article.sources[0].title == "The ford"  # what the page itself says stays its own


def test_a_title_that_the_page_has_elsewhere_was_misread_and_is_not_changed(tmp_path: Path) -> None:
    article = corrected(tmp_path, "title: The ford in May.")
    assert article.sources[0].title == article.title == "The ford in May."


def test_nobody_can_be_named_where_the_page_names_a_desk(tmp_path: Path) -> None:
    assert corrected(tmp_path, "authors: []").authors == ()


def test_an_entry_without_corrections_leaves_the_article_as_it_was_read(tmp_path: Path) -> None:
    article = corrected(tmp_path, "")
    assert (article.title, article.authors) == ("The ford", ("Web Desk",))
    assert not any("fords.yaml" in left.found for left in article.left_out)


@pytest.mark.parametrize("name", ["picture-1", "a.png"])
def test_a_picture_gets_its_credit_by_its_id_or_its_file(tmp_path: Path, name: str) -> None:
    article = corrected(
        tmp_path, f'pictures:\n  {name}: {{credit: "Photo: A. Example", alt: A ford}}'
    )
    asset = article.assets[0]
    assert (asset.credit, asset.alt, asset.decorative) == ("Photo: A. Example", "A ford", False)


def test_a_picture_can_be_withheld(tmp_path: Path) -> None:
    article = corrected(tmp_path, "pictures: {picture-1: {withheld: by-choice}}")
    assert article.assets[0].withheld is Withheld.BY_CHOICE


def test_a_paragraph_left_out_is_abridged_and_every_word_of_it_is_listed(tmp_path: Path) -> None:
    whole = corrected(tmp_path, "")
    article = corrected(tmp_path, "leave_out: [Sign here for more]")
    gone = [left.text for left in article.left_out if left.because is LeftOutBecause.ABRIDGED]
    assert len(gone) == 1
    assert gone[0].startswith("Sign here for more of this kind")
    assert "Sign here" not in plain_text(article.body)
    assert sorted(words(article).split()) == sorted(words(whole).split())


def test_a_picture_left_out_with_its_figure_is_listed(tmp_path: Path) -> None:
    article = corrected(tmp_path, "leave_out: [The ford in May]")
    assert not article.assets
    assert any(left.text == "a.png" for left in article.left_out)


def test_publication_and_moment_of_the_capture_go_to_its_source(tmp_path: Path) -> None:
    article = corrected(
        tmp_path, "publication: Quay Letters, evening\ncaptured_at: 2024-05-04T08:00:00Z"
    )
    source = article.sources[0]
    assert source.relation is Relation.CAPTURED_FROM
    assert source.name == "Quay Letters, evening"
    assert source.captured_at == datetime.datetime(2024, 5, 4, 8, tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("pictures: {picture-7: {credit: A}}", "4:5: ford.html: there is no picture 'picture-7'"),
        ("leave_out: [No such words]", "4:5: ford.html: leave_out: no paragraph"),
        ('leave_out: [""]', "4:5: ford.html: leave_out: no paragraph"),
        ("authors: [A]\ncontributors: [{name: B}]", "both authors and contributors"),
        ("titel: The old ford", "unknown key 'titel'"),
    ],
)
def test_a_correction_that_meets_nothing_is_told_at_its_line(
    tmp_path: Path, entry: str, message: str
) -> None:
    with pytest.raises(PublisherError) as told:
        corrected(tmp_path, entry)
    assert message in str(told.value)
