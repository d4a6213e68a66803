"""What a finished file says of its edition is, field by field, the edition that was built."""

from dataclasses import replace
from pathlib import Path

import pytest

from publisher.errors import PublisherError
from publisher.model.article import Article, LeftOut, LeftOutBecause
from publisher.model.edition import Edition, alone, clock, with_picture_policy
from publisher.readers import read_article, read_edition
from publisher.rendering.compose import book_of
from publisher.rendering.theme import load_theme
from publisher.schema.encode import encode
from publisher.verify import inspect_file
from publisher.writers.epub import writer as epub
from publisher.writers.pdf import writer as pdf
from tests.test_rights import rich

CHECKOUT = Path(__file__).resolve().parent.parent.parent
SHARED = CHECKOUT.parent / "shared" / "corpus"
SAMPLES = [
    *sorted(CHECKOUT.glob("content/articles/*/article.*")),
    *sorted(CHECKOUT.glob("content/editions/*-*.yaml")),
]
ALL = [
    path for path in sorted(SHARED.glob("captures/*.*")) if path.suffix in {".txt", ".md", ".html"}
]
FEW = ALL[:: max(len(ALL) // 28, 1)]
THEME = load_theme("plain")


def as_known(edition: Edition) -> Edition:
    """The edition without what a file keeps to itself.

    Texts, picture bytes and what is read out of them, places of letters.

    With the identifier and the moment that the build fills in.
    """

    def bare(article: Article) -> Article:
        permissions = tuple(
            replace(permission, reference="") for permission in article.rights.permissions
        )
        assets = tuple(replace(asset, data=b"", drawn=()) for asset in article.assets)
        return replace(
            article, body=(), assets=assets, rights=replace(article.rights, permissions=permissions)
        )

    edition = with_picture_policy(edition)
    parts = tuple(replace(part, articles=tuple(map(bare, part.articles))) for part in edition.parts)
    cover = replace(edition.cover, data=b"", drawn=()) if edition.cover else None
    return replace(
        edition, parts=parts, cover=cover, identifier=edition.urn, modified=clock(edition)
    )


def edition_at(path: Path) -> Edition:
    return (
        read_edition(path)
        if path.parent.name == "editions"
        else alone(read_article(path), name=path.stem)
    )


def judge(edition: Edition, folder: Path, *forms: str) -> None:
    book = book_of(edition, THEME)
    for form in forms:
        path = folder / f"file.{form}"
        path.write_bytes(epub.write(book, THEME) if form == "epub" else pdf.write(book, THEME))
        found = inspect_file(path)
        assert found.edition is not None, found.fault
        assert encode(as_known(found.edition)) == encode(as_known(edition))
        assert as_known(found.edition) == as_known(edition)


@pytest.mark.slow
@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_sample_comes_back_from_its_epub_and_its_pdf(path: Path, tmp_path: Path) -> None:
    judge(edition_at(path), tmp_path, "epub", "pdf")


@pytest.mark.slow
def test_an_edition_with_every_field_comes_back(tmp_path: Path) -> None:
    judge(rich.EDITION, tmp_path, "epub", "pdf")


def test_what_was_left_out_and_has_no_words_comes_back(tmp_path: Path) -> None:
    pixel = LeftOut(text="", because=LeftOutBecause.COUNTER, found="line 461")
    judge(
        alone(replace(rich.EDITION.articles[0], left_out=(pixel,)), name="pixel"), tmp_path, "epub"
    )


@pytest.mark.slow
def test_the_seed_comes_back(shared: Path, tmp_path: Path) -> None:
    judge(edition_at(shared / "corpus" / "seed" / "article.txt"), tmp_path, "epub", "pdf")


@pytest.mark.slow
@pytest.mark.parametrize("path", FEW, ids=lambda path: path.name)
def test_a_capture_comes_back(path: Path, tmp_path: Path) -> None:
    try:
        edition = edition_at(path)
    except PublisherError as refused:
        pytest.skip(f"not read: {refused}")
    judge(edition, tmp_path, "epub", "pdf")


@pytest.mark.judge
@pytest.mark.parametrize("path", ALL, ids=lambda path: path.name)
def test_every_capture_comes_back(path: Path, tmp_path: Path) -> None:
    test_a_capture_comes_back(path, tmp_path)


def test_captures_are_there_to_be_judged() -> None:
    if not ALL:
        pytest.skip("../shared is not here: captures were not judged")
    assert len(FEW) >= 25
