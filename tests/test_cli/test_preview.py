"""A preview shows the book, follows each change, and says in the page what is wrong."""

import asyncio
import json
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from publisher.cli.building import Asked
from publisher.cli.making import devices_of
from publisher.cli.preview import Shown, Wanted, app_of, follow
from publisher.programs import CHROMIUMS, find_program
from publisher.schema.sort import Sort
from tests.patience import PATIENCE

ARTICLE = "---\ntitle: {}\nrights:\n  basis: own-work\n  holder: Ann Bell\n---\n\nWords of {}.\n"


@pytest.fixture
def article(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "one.md"
    path.write_text(ARTICLE.format("One", "one"), "utf-8")
    return path


def answer(shown: Shown, path: str, host: str = "127.0.0.1") -> tuple[int, str, bytes]:
    """(status, media type, body) of a request to the site."""
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request"}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [(b"host", host.encode())],
    }
    asyncio.run(app_of(shown)(scope, receive, send))
    head = {name: words.decode() for name, words in sent[0]["headers"]}
    body = b"".join(message.get("body", b"") for message in sent[1:])
    return sent[0]["status"], head.get(b"content-type", ""), body


def test_the_book_is_built_again_for_each_change_and_a_fault_is_said_while_the_old_one_stays(
    article: Path,
) -> None:
    shown, states = Shown(), list[dict[str, Any]]()

    def changes() -> Iterator[object]:
        states.append(json.loads(answer(shown, "/state")[2]))
        article.write_text("---\ntitel: One\n---\n\nWords.\n", "utf-8")
        yield None
        states.append(json.loads(answer(shown, "/state")[2]))
        article.write_text(ARTICLE.format("Two", "two"), "utf-8")
        yield None

    follow(shown, Wanted(paths=("one.md",), asked=Asked(formats=("epub",))), changes())
    states.append(shown.plain())
    assert [state["number"] for state in states] == [1, 2, 3]
    assert [state["failed"] for state in states] == [False, True, False]
    assert [state["title"] for state in states] == ["One", "One", "Two"]
    assert "one.md:2:1: unknown key 'titel'" in states[1]["said"]
    assert states[1]["epub"] == states[0]["epub"]
    assert str(article) in shown.read
    pages = b"".join(data for name, data in shown.pages.items() if name.endswith(".xhtml"))
    assert b"Words of two." in pages


def test_the_pages_of_the_book_are_served_to_this_machine_alone(article: Path) -> None:
    shown = Shown()
    shown.build(Wanted(paths=("one.md",), asked=Asked(formats=("epub",))))
    assert answer(shown, "/")[:2] == (200, "text/html; charset=utf-8")
    status, kind, body = answer(shown, shown.plain()["epub"])
    assert (status, kind) == (200, "application/xhtml+xml")
    assert b"<nav" in body
    assert answer(shown, "/epub/../../etc/passwd")[0] == 404
    assert answer(shown, "/", host="example.org")[0] == 400


@pytest.mark.slow
@pytest.mark.skipif(find_program(*CHROMIUMS) is None, reason="no Chromium here")
def test_a_browser_shows_the_book_and_what_there_is_to_say(article: Path, tmp_path: Path) -> None:
    import socket

    import uvicorn

    shown = Shown()
    shown.build(Wanted(paths=("one.md",), asked=Asked(formats=("epub",))))
    server = uvicorn.Server(uvicorn.Config(app_of(shown), log_level="error"))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        address = f"http://127.0.0.1:{listening.getsockname()[1]}/"
        browser = [
            str(find_program(*CHROMIUMS)),
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            f"--user-data-dir={tmp_path / 'browser'}",
            "--virtual-time-budget=4000",
            "--dump-dom",
            address,
        ]
        try:
            done = subprocess.run(
                browser, capture_output=True, text=True, timeout=PATIENCE, check=False
            )
        finally:
            server.should_exit = True
            thread.join()
    shutil.rmtree(tmp_path / "browser", ignore_errors=True)
    assert "nothing to look at" in done.stdout
    assert 'src="/epub/' in done.stdout


def test_it_is_made_for_a_device_and_bound_in_the_order_asked_for(
    article: Path, tmp_path: Path
) -> None:
    (tmp_path / "a.md").write_text(ARTICLE.format("Zebra", "zebra"), "utf-8")
    shown, asked = Shown(), Asked(formats=(), devices=devices_of(["kobo"]))
    paths = ("a.md", article.name)
    shown.build(Wanted(paths=paths, asked=asked, title="Both", sort=Sort.TITLE))
    assert not shown.failed, shown.said
    contents = next(data for name, data in shown.pages.items() if name.endswith("nav.xhtml"))
    assert contents.index(b"One") < contents.index(b"Zebra")
    assert b"koboSpan" in b"".join(shown.pages.values())
