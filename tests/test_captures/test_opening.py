"""Saved pages of every form give the same article, and tell where and when they were had."""

import base64
import contextlib
import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.captures import open_capture
from publisher.errors import SourceError
from publisher.model.article import Article, Relation, Source
from publisher.readers import read
from tests.test_hostile.pictures import png

PNG = png(3, 2)

ADDRESS = "https://quay.example/herons"
PAGE = """<html lang="en"><head><meta charset="utf-8"><title>Herons at the quay</title></head><body>
<article><h1>Herons at the quay</h1>
<p>For the third spring in a row the herons have come back to the old quay, and nobody minds.</p>
<figure><img src="{picture}" alt="A heron"><figcaption>One of them.</figcaption></figure>
<p>They stand where the barges used to lie, and the boys of the town have given them names.</p>
</article></body></html>"""
SINGLE_FILE = f"""<!DOCTYPE html> <html lang=en><!--
 Page saved with SingleFile
 url: {ADDRESS}
 saved date: Sat Mar 07 2026 18:30:05 GMT+0200 (Osteuropäische Normalzeit)
-->"""
MARK = f"<!DOCTYPE html>\n<!-- saved from url=(0027){ADDRESS} -->\n"


def mhtml(page: str, *, location: str = f"{ADDRESS}/heron.png", head: str = "") -> bytes:
    """A page and its picture in one message."""
    picture = base64.encodebytes(PNG).decode()
    return (
        "From: <Saved by Blink>\r\n"
        f"Snapshot-Content-Location: {ADDRESS}\r\n"
        "Date: Sat, 07 Mar 2026 16:30:05 GMT\r\n"
        "MIME-Version: 1.0\r\n"
        f'{head}Content-Type: multipart/related; type="text/html"; boundary="cut"\r\n\r\n'
        "--cut\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n"
        f"Content-Location: {ADDRESS}\r\n\r\n{page}\r\n"
        f"--cut\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n"
        f"Content-Location: {location}\r\n\r\n{picture}\r\n--cut--\r\n"
    ).encode()


def captured(article: Article) -> Source:
    """The source that an article was captured from."""
    return next(one for one in article.sources if one.relation is Relation.CAPTURED_FROM)


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (f"{SINGLE_FILE}{PAGE}".encode(), "comment of SingleFile"),
        (f"{MARK}{PAGE}".encode(), "saved from url"),
        (mhtml(PAGE), "Snapshot-Content-Location"),
    ],
)
def test_a_saving_program_notes_the_address_of_the_page(data: bytes, found: str) -> None:
    capture = open_capture("herons.html", data)
    assert (capture.address, capture.address_found) == (ADDRESS, found)


@pytest.mark.parametrize("data", [f"{SINGLE_FILE}{PAGE}".encode(), mhtml(PAGE)])
def test_the_moment_of_the_capture_is_known_with_its_time_zone(data: bytes) -> None:
    moment = datetime.datetime(2026, 3, 7, 16, 30, 5, tzinfo=datetime.UTC)
    assert open_capture("herons.html", data).moment == moment
    assert captured(read("herons.html", data).article).captured_at == moment


@pytest.mark.parametrize(
    "written",
    ["Samstag, 7. März 2026", "Sat Mar 37 2026 18:30:05 GMT+0200", "Sat Mar 07 2026 18:30:05", ""],
)
def test_a_moment_written_otherwise_is_not_guessed(written: str) -> None:
    head = SINGLE_FILE.replace("Sat Mar 07 2026 18:30:05 GMT+0200", written)
    assert open_capture("herons.html", head.encode()).moment is None


@pytest.mark.parametrize("address", ["file:///saved.html", "about:blank", "cid:frame@mhtml"])
def test_an_address_that_is_none_of_the_web_is_no_address_of_the_page(address: str) -> None:
    head = SINGLE_FILE.replace(ADDRESS, address)
    assert open_capture("herons.html", f"{head}{PAGE}".encode()).address == ""


def test_words_of_the_text_about_saved_pages_are_no_head_of_one() -> None:
    page = PAGE.format(picture="") + "<pre>&lt;!-- saved from url=(0026)https://x.example/ --&gt;"
    assert open_capture("a.html", page.encode()).address == ""


def test_saved_page_and_mhtml_give_the_same_text_and_the_same_picture(tmp_path: Path) -> None:
    saved = tmp_path / "herons.html"
    (tmp_path / "herons_files").mkdir()
    (tmp_path / "herons_files" / "heron.png").write_bytes(PNG)
    saved.write_text(PAGE.format(picture="herons_files/heron.png"), encoding="utf-8")
    packed = tmp_path / "packed.mhtml"
    packed.write_bytes(mhtml(PAGE.format(picture=f"{ADDRESS}/heron.png")))
    one, other = read(saved).article, read(packed).article
    assert one.body == other.body
    assert captured(one).text_sha256 == captured(other).text_sha256
    assert [asset.data for asset in one.assets] == [asset.data for asset in other.assets] == [PNG]


def test_mhtml_is_told_by_its_content_whatever_its_name() -> None:
    page = PAGE.format(picture="x.png")
    assert read("standard input", mhtml(page)).article.title == "Herons at the quay"


def test_a_letter_to_somebody_is_no_page() -> None:
    letter = b"From: ada@letters.example\r\nSubject: Herons\r\n\r\nThey are back at the quay.\r\n"
    assert open_capture("letter.txt", letter).data == letter


def test_mhtml_without_a_page_is_refused_in_words() -> None:
    data = mhtml(PAGE).replace(
        b"Content-Type: text/html; charset", b"Content-Type: text/css; charset"
    )
    with pytest.raises(SourceError, match="no page of HTML"):
        open_capture("herons.mhtml", data)


def test_what_came_under_a_picture_s_address_and_is_no_picture_is_not_taken() -> None:
    data = mhtml(PAGE.format(picture=f"{ADDRESS}/heron.png"))
    broken = data.replace(base64.encodebytes(PNG)[:40], b"PGh0bWw+NDAzPC9odG1sPg==\r\n\r\n")
    assert [asset.data for asset in read("herons.mhtml", broken).article.assets] == [b""]


WHOLE = mhtml(PAGE.format(picture=f"{ADDRESS}/heron.png"))


@given(
    st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.binary(max_size=8)), max_size=12),
    st.integers(0, len(WHOLE)),
)
def test_a_damaged_envelope_is_read_or_refused_in_words(
    edits: list[tuple[int, bytes]], end: int
) -> None:
    data = WHOLE[:end]
    for at, inserted in edits:
        data = data[:at] + inserted + data[at + len(inserted) :]
    with contextlib.suppress(SourceError):
        assert open_capture("damaged.mhtml", data).name == "damaged.mhtml"
