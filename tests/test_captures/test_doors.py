"""The same page through every door is the same article."""

import datetime
import plistlib
from collections.abc import Callable
from pathlib import Path

import pytest

from publisher.captures import Capture, Holding, open_file
from publisher.errors import SourceError
from publisher.model.article import Article, Relation
from publisher.model.body import Note, Paragraph, plain_text
from publisher.readers import read
from tests.test_captures import made

MOMENT = datetime.datetime(2026, 4, 15, 10, tzinfo=datetime.UTC)


def saved(folder: Path) -> bytes:
    """The page with its file beside it."""
    (folder / "rope_files").mkdir()
    (folder / "rope_files/0.png").write_bytes(made.PNG)
    return made.page("rope_files/0.png")


DOORS: dict[str, Callable[[Path], bytes]] = {
    "rope.html": saved,
    "rope.mhtml": lambda _: made.mhtml(),
    "rope.webarchive": lambda _: made.webarchive(),
    "xml.webarchive": lambda _: made.webarchive(plistlib.FMT_XML),
    "rope.sfz.html": lambda _: made.singlefile_zip(),
    "rope.zip": lambda _: made.singlefile_zip().partition(b"<!--")[2].rpartition(b"-->")[0],
    "rope.eml": lambda _: made.mail(),
}


def words(article: Article) -> list[str]:
    """The paragraphs of an article."""
    return [plain_text((block,)) for block in article.body if isinstance(block, Paragraph)]


@pytest.mark.parametrize("name", DOORS)
def test_the_same_page_through_every_door_is_the_same_article(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(DOORS[name](tmp_path))
    article = read(path).article
    assert article.title == made.TITLE
    assert words(article) == list(made.PARAGRAPHS)
    assert article.authors == ("Mira Plank",)
    assert article.published == datetime.date(2026, 4, 14)
    assert [asset.data for asset in article.assets] == [made.PNG]
    assert [asset.credit for asset in article.assets] == ["Photo: Q. Hand"]
    assert article.address == made.ADDRESS


ELSEWHERE = b'<link rel="canonical" href="https://paper.example/rope">'
NOTED = (
    b'<p>Of hemp<sup><a href="https://ferry.example/news/rope#n1" id="r1">1</a></sup>.</p>'
    b'<ol><li id="n1">Of the guild. <a href="https://ferry.example/news/rope#r1">back</a></li></ol>'
)


def test_a_page_that_names_another_address_keeps_its_pictures_and_notes() -> None:
    whole = made.page("rope.png").replace(b"<head>", b"<head>" + ELSEWHERE)
    whole = whole.replace(b"</article>", NOTED + b"</article>")
    archive = plistlib.loads(made.webarchive())
    assert whole.count(ELSEWHERE) == whole.count(NOTED) == 1
    archive["WebMainResource"]["WebResourceData"] = whole
    article = read("rope.webarchive", plistlib.dumps(archive)).article
    assert article.address == "https://paper.example/rope"
    assert [asset.data for asset in article.assets] == [made.PNG]
    assert [asset.url for asset in article.assets] == [made.PICTURE]  # where it was
    notes = [plain_text((one,)) for one in article.body if isinstance(one, Note)]
    assert notes == ["Of the guild."]


def test_a_picture_that_came_as_a_file_of_a_zip_has_no_address_of_the_web() -> None:
    article = read("rope.html", made.singlefile_zip()).article
    assert [(asset.data, asset.url) for asset in article.assets] == [(made.PNG, "")]


@pytest.mark.parametrize("name", ["rope.mhtml", "rope.sfz.html", "rope.zip"])
def test_a_program_that_notes_the_moment_is_believed(name: str, tmp_path: Path) -> None:
    capture = open_file(name, DOORS[name](tmp_path))
    assert isinstance(capture, Capture)
    assert capture.moment == MOMENT


def test_the_content_tells_what_a_file_is_whatever_its_name(tmp_path: Path) -> None:
    for name, make in DOORS.items():
        folder = tmp_path / name
        folder.mkdir()
        article = read("page.html", make(folder)).article
        assert words(article) == list(made.PARAGRAPHS), name


def test_a_text_that_begins_like_a_mail_is_a_text(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("From: the quay\nDate: today\nMessage-ID: none\n\nIt rained all day, and on.\n")
    assert "It rained all day" in plain_text(read(path).article.body)


def test_a_mailbox_lists_its_messages_before_one_is_read(tmp_path: Path) -> None:
    path = made.mbox(tmp_path)
    holding = open_file(str(path), path.read_bytes())
    assert isinstance(holding, Holding)
    assert [entry.key for entry in holding.entries] == [
        f"{n}@lists.ferry.example" for n in (1, 2, 3)
    ]
    assert {entry.day for entry in holding.entries} == {datetime.date(2026, 4, 14)}
    article = read(f"{path}#2@lists.ferry.example").article
    assert words(article) == list(made.PARAGRAPHS)


def test_an_entry_that_is_not_there_is_refused_by_name(tmp_path: Path) -> None:
    path = made.mbox(tmp_path)
    with pytest.raises(SourceError, match="there is no 'nobody' in this mailbox"):
        read(f"{path}#nobody")


def test_the_article_of_an_entry_names_the_digest_of_its_file(tmp_path: Path) -> None:
    path = made.mbox(tmp_path)
    one, two = (read(f"{path}#{n}@lists.ferry.example").article for n in (1, 2))
    digests = {
        source.sha256
        for article in (one, two)
        for source in article.sources
        if source.relation is Relation.CAPTURED_FROM
    }
    assert len(digests) == 1
