"""Pages read before are judged as those that are read: by the file as it stands."""

import datetime
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from publisher.model.article import Article, Contributor
from publisher.model.body import Paragraph, Text
from publisher.model.edition import alone
from publisher.model.rights import Basis, Rights
from publisher.part_cache import PartCache
from publisher.rendering.book import Book
from publisher.rendering.compose import book_of
from publisher.rendering.theme import load_theme
from publisher.verify import verify_bytes
from publisher.verify.evidence import pdf as evidence
from publisher.writers.pdf import writer
from tests.shelf import EMPTY

NOON = datetime.datetime(2024, 5, 31, 12, tzinfo=datetime.UTC)


@pytest.fixture(scope="module")
def book() -> Book:
    article = Article(
        title="Of a page",
        contributors=(Contributor(name="Ada Writer"),),
        rights=Rights(basis=Basis.OWN_WORK),
        body=(Paragraph(children=(Text(text="Words of a page that is read once. " * 90),)),),
    )
    return book_of(alone(article, name="e"), load_theme("report"), NOON)


@pytest.fixture(scope="module")
def data(book: Book) -> bytes:
    return writer.typeset(book, load_theme("report"), catalogue=EMPTY).data


@pytest.fixture
def cache(tmp_path: Path) -> PartCache:
    return PartCache(folder=str(tmp_path), tool="1")


def test_pages_that_were_read_are_not_read_again_and_tell_the_same(
    data: bytes, book: Book, cache: PartCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare = evidence.read(data, "a")
    assert evidence.read(data, "a", cache=cache) == bare

    def refuse(*_: object) -> None:
        raise AssertionError("read again")

    monkeypatch.setattr(PartCache, "keep", refuse)
    assert evidence.read(data, "a", cache=cache) == bare
    report = verify_bytes(data, "a", book.ledger, expected=book.record, cache=cache)
    assert report == verify_bytes(data, "a", book.ledger, expected=book.record)
    assert not report.findings


def hide(page: pikepdf.Page, pdf: pikepdf.Pdf) -> None:
    page.obj.Contents = pdf.make_stream(
        b"3 Tr " + b"".join(c.read_bytes() + b"\n" for c in page.obj.Contents)
    )


def cover(page: pikepdf.Page, pdf: pikepdf.Pdf) -> None:
    page.contents_add(b"1 1 1 rg 0 0 900 900 re f")


def empty(page: pikepdf.Page, pdf: pikepdf.Pdf) -> None:
    page.obj.Contents = pdf.make_stream(b"")


@pytest.mark.parametrize("harm", [hide, cover, empty])
def test_a_page_that_was_altered_is_read_again(
    data: bytes,
    book: Book,
    cache: PartCache,
    harm: Callable[[pikepdf.Page, pikepdf.Pdf], None],
) -> None:
    assert not verify_bytes(data, "a", book.ledger, cache=cache).findings
    with pikepdf.open(BytesIO(data)) as pdf:
        harm(pdf.pages[-1], pdf)
        out = BytesIO()
        pdf.save(out)
    harmed = out.getvalue()
    found = verify_bytes(harmed, "a", book.ledger, cache=cache)
    assert found.findings
    assert found == verify_bytes(harmed, "a", book.ledger)
    assert not verify_bytes(data, "a", book.ledger, cache=cache).findings
