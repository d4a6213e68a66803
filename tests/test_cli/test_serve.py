"""What is served is a list of names; whatever else is asked for leads nowhere."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from lxml import etree, html

from publisher.cli.serve import Offered, app_of
from tests.test_shelf import epub, png

pytest.importorskip("starlette")
LOCAL = ("127.0.0.1", "localhost")


@pytest.fixture
def offered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Offered:
    monkeypatch.setenv("PUBLISHER_CACHE", "")
    folder = tmp_path / "out"
    (folder / "more").mkdir(parents=True)
    (folder / "a b.epub").write_bytes(epub())
    (folder / ".hidden.epub").write_bytes(epub())
    (folder / "notes.txt").write_text("private")
    (tmp_path / "secret.epub").write_bytes(epub(cover=png(7)))
    (folder / "link.epub").symlink_to(tmp_path / "secret.epub")
    (folder / "inner.epub").symlink_to(folder / "a b.epub")
    (folder / "outside").symlink_to(tmp_path)
    return Offered(folder=folder, title="Ours")


def ask(
    offered: Offered, path: str, *, host: str = "localhost", method: str = "GET", **head: str
) -> tuple[int, dict[str, str], bytes]:
    """(status, headers, body) of a request; the path as it comes over the wire."""
    from urllib.parse import unquote

    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        await asyncio.Event().wait()  # a client that listens and says no more
        raise AssertionError

    async def send(message: Any) -> None:
        sent.append(message)

    bare, _, query = path.partition("?")
    scope = {
        "type": "http",
        "method": method,
        "path": unquote(bare),
        "raw_path": bare.encode(),
        "query_string": query.encode(),
        "headers": [(b"host", host.encode())]
        + [(name.encode(), words.encode()) for name, words in head.items()],
    }
    asyncio.run(app_of(offered, LOCAL)(scope, receive, send))
    headers = {name.decode(): words.decode() for name, words in sent[0]["headers"]}
    return sent[0]["status"], headers, b"".join(one.get("body", b"") for one in sent[1:])


def test_a_book_is_found_through_either_feed_and_taken_whole_or_in_part(offered: Offered) -> None:
    status, headers, body = ask(offered, "/index.xml")
    assert (status, headers["content-type"]) == (
        200,
        "application/atom+xml;profile=opds-catalog;kind=navigation",
    )
    assert etree.fromstring(body).tag.endswith("feed")
    listed = json.loads(ask(offered, "/all/books.json")[2])
    [link] = [one for one in listed["publications"][0]["links"] if "acquisition" in one["rel"]][:1]
    address = link["href"].removeprefix("..")
    whole = (offered.folder / "a b.epub").read_bytes()
    status, headers, body = ask(offered, address)
    assert (status, headers["content-type"], body) == (200, "application/epub+zip", whole)
    status, headers, body = ask(offered, address, range="bytes=5-9")
    assert (status, body) == (206, whole[5:10])
    cover = listed["publications"][0]["images"][0]["href"].removeprefix("..")
    assert ask(offered, cover)[1]["content-type"] == "image/png"


@pytest.mark.parametrize(
    "path",
    [
        "/books/../secret.epub",
        "/books/%2e%2e/secret.epub",
        "/books/%2e%2e%2fsecret.epub",
        "/books/..%5csecret.epub",
        "/books//etc/passwd",
        "/books/outside/secret.epub",
        "/books/link.epub",
        "/books/.hidden.epub",
        "/books/notes.txt",
        "/books/a b.epub%00.epub",
        "/books/",
        "/covers/../books/a b.epub",
        "/covers/x.png",
        "/../../etc/passwd",
        "/publisher.py",
        "/all/%2e%2e/%2e%2e/secret.epub",
        "/%ff%fe",
    ],
)
def test_no_path_leads_outside_the_list(path: str, offered: Offered) -> None:
    status, _, body = ask(offered, path)
    assert status == 404
    assert b"PK" not in body
    assert b"private" not in body


def test_a_link_that_stays_inside_is_a_book_and_one_that_was_turned_is_none(
    offered: Offered, tmp_path: Path
) -> None:
    assert ask(offered, "/books/inner.epub")[0] == 200
    (offered.folder / "inner.epub").unlink()
    (offered.folder / "inner.epub").symlink_to(tmp_path / "secret.epub")
    assert ask(offered, "/books/inner.epub")[0] == 404


def test_nothing_is_written_and_no_stranger_is_answered(offered: Offered) -> None:
    before = sorted(offered.folder.rglob("*"))
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        assert ask(offered, "/index.html", method=method)[0] == 405
    assert ask(offered, "/index.html", host="evil.example")[0] == 400
    assert sorted(offered.folder.rglob("*")) == before
    policy = ask(offered, "/index.html")[1]["content-security-policy"]
    assert policy.startswith("default-src 'none'")


def test_a_search_answers_in_every_form_and_a_description_tells_how(offered: Offered) -> None:
    page = html.fromstring(ask(offered, "/search.html?query=LAK")[2])
    assert page.xpath("//li/div/h2/a/@href") == ["books/a%20b.epub"]
    assert b"<script" not in ask(offered, "/search.html?query=%3Cscript%3E")[2]
    assert len(json.loads(ask(offered, "/search.json?query=lake")[2])["publications"]) == 1
    assert b"<entry" not in ask(offered, "/search.xml?query=none")[2]
    assert b"search.xml?query={searchTerms}" in ask(offered, "/opensearch.xml")[2]
    assert page.xpath("//form/@action") == ["search.html"]
