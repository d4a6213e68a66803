"""A page from its address is the page that somebody saved: the same article, and its evidence."""

import json
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from publisher.cli import main
from publisher.files import watched
from publisher.readers import read
from tests.site import answering, reply

WORDS = "A loaf needs four things and a long night, and the fourth of them is patience. " * 4
PAGE = f"""<!doctype html><html lang="en"><head><title>Loaves</title>
<link rel="canonical" href="https://example.org/loaves"></head><body><article><h1>Loaves</h1>
<p class="byline">By Ada Example</p><p>{WORDS}</p>
<figure><img src="img/loaf.png" alt="A loaf"><figcaption>A loaf.</figcaption></figure>
<p>{WORDS} “Bread”, she said.</p></article></body></html>"""


def png() -> bytes:
    import io

    data = io.BytesIO()
    Image.new("L", (40, 30), 128).save(data, "PNG")
    return data.getvalue()


def server(
    page: bytes, *headers: str, kind: str = "text/html", robots: str = "", mining: str = ""
) -> Callable[[socket.socket, str], None]:
    """A site of one page with one picture."""

    def answer(to: socket.socket, path: str) -> None:
        if path == "/loaves":
            to.sendall(reply(page, "200 OK", *headers, kind=kind))
        elif path == "/img/loaf.png":
            to.sendall(reply(png(), kind="image/png"))
        elif path == "/.well-known/tdmrep.json":
            to.sendall(reply(mining.encode(), "200 OK" if mining else "404 Not Found"))
        else:
            to.sendall(reply(robots.encode(), "200 OK" if robots else "404 Not Found"))

    return answer


def plain(path: Path) -> dict[str, Any]:
    """What is understood of a page, without what tells how it was had."""
    article = read(path).article
    return {
        "title": article.title,
        "people": article.contributors,
        "body": article.body,
        "alts": [asset.alt for asset in article.assets],
        "data": [asset.data for asset in article.assets],
        "address": [source.url for source in article.sources],
    }


def test_a_fetched_page_is_the_article_of_the_saved_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    saved = tmp_path / "saved"
    (saved / "img").mkdir(parents=True)
    (saved / "loaves.html").write_text(PAGE, "utf-8")
    (saved / "img" / "loaf.png").write_bytes(png())
    headers = ("TDM-Reservation: 1", "TDM-Policy: https://example.org/tdm", "Set-Cookie: me=1")
    with answering(server(PAGE.encode(), *headers)) as address:
        assert main(["fetch", f"{address}/loaves", "--allow-private"]) == 0
    assert capsys.readouterr().out == "captures/loaves.html\n"
    fetched = tmp_path / "captures" / "loaves.html"
    assert plain(fetched) == plain(saved / "loaves.html")
    assert fetched.read_bytes() == PAGE.encode()
    record = json.loads((fetched.parent / "loaves.capture.json").read_text("utf-8"))
    assert record["headers"]["tdm-reservation"] == "1"
    assert "set-cookie" not in record["headers"]
    article = read(fetched).article
    assert (article.rights.tdm_reservation, article.rights.tdm_policy) == (
        True,
        "https://example.org/tdm",
    )
    assert article.sources[0].captured_at


@pytest.mark.parametrize(("header", "reserved"), [((), True), (("TDM-Reservation: 0",), False)])
def test_what_a_site_says_of_mining_all_its_pages_is_kept_and_holds_where_the_page_is_silent(
    header: tuple[str, ...], reserved: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    mining = '[{"location": "/lo*", "tdm-reservation": 1}]'
    with answering(server(PAGE.encode(), *header, mining=mining)) as address:
        assert main(["fetch", f"{address}/loaves", "--allow-private"]) == 0
    record = json.loads(Path("captures/loaves.capture.json").read_text("utf-8"))
    assert record["tdmrep"] == mining
    assert read(Path("captures/loaves.html")).article.rights.tdm_reservation is reserved


def test_a_record_beside_a_page_that_was_altered_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with answering(server(PAGE.encode(), "TDM-Reservation: 1")) as address:
        assert main(["fetch", f"{address}/loaves", "--allow-private"]) == 0
    page = tmp_path / "captures" / "loaves.html"
    page.write_text(PAGE.replace("four things", "five things"), "utf-8")
    assert read(page).article.rights.tdm_reservation is None


@pytest.mark.parametrize(
    ("encoding", "kind"),
    [
        ("utf-8", "text/html"),
        ("utf-8", "text/html; charset=iso-8859-1"),
        ("utf-8", "text/html; charset=nonsense"),
        ("windows-1252", "text/html; charset=windows-1252"),
        ("windows-1252", 'text/html; charset="ISO-8859-1"'),
        ("utf-16", "text/html; charset=utf-16"),
    ],
)
def test_the_letters_are_those_of_the_page_whatever_the_server_states(
    encoding: str, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with answering(server(PAGE.encode(encoding), kind=kind)) as address:
        assert main(["fetch", f"{address}/loaves", "--allow-private"]) == 0
    (page,) = (tmp_path / "captures").glob("*.html")
    assert "“Bread”, she said." in str(read(page).article.body[-1])


def test_what_a_site_asks_programs_not_to_fetch_is_not_fetched_unless_somebody_insists(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    rules = "User-agent: *\nDisallow: /loaves\n"
    answer = server(PAGE.encode(), robots=rules)
    monkeypatch.setattr(
        "tests.site.reply",
        lambda body, status="200 OK", *headers, kind="text/html": reply(
            rules.encode() if status.startswith("404") else body,
            "200 OK" if status.startswith("404") else status,
            *headers,
            kind=kind,
        ),
    )
    with answering(answer) as address:
        assert main(["fetch", f"{address}/loaves", "--allow-private"]) == 1
        assert "robots.txt" in capsys.readouterr().err
        assert main(["fetch", f"{address}/loaves", "--allow-private", "--despite-robots"]) == 0
    record = json.loads((tmp_path / "captures" / "loaves.capture.json").read_text("utf-8"))
    assert record["robots"] == rules


def test_a_page_that_is_built_from_its_address_is_kept_and_not_asked_for_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    with answering(server(PAGE.encode())) as address:
        call = ["build", f"{address}/loaves", "--format", "epub"]
        assert main(call) == 1
        assert "--allow-private" in capsys.readouterr().err
        assert main([*call, "--allow-private"]) == 0
        assert capsys.readouterr().out == "loaves.epub\n"
    before = Path("loaves.epub").read_bytes()
    assert main(call) == 0  # the server is gone; the page was kept
    assert "nothing changed" in capsys.readouterr().err
    assert main([*call, "--title", "Bread", "-o", "bread.epub"]) == 0
    assert Path("loaves.epub").read_bytes() == before


def test_what_is_read_and_what_is_looked_for_is_noted(tmp_path: Path) -> None:
    (tmp_path / "loaves.html").write_text(PAGE, "utf-8")
    with watched() as seen:
        read(tmp_path / "loaves.html")
    noted = {Path(path).name: what for path, what in seen.items()}
    assert len(noted["loaves.html"]) == 64
    assert noted["loaf.png"] == ""


def test_several_sites_are_asked_at_once_and_their_pages_told_in_the_order_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    other_asked = threading.Event()

    def waiting(to: socket.socket, path: str) -> None:
        if path == "/loaves":
            assert other_asked.wait(10)
        server(PAGE.encode())(to, path)

    def other(to: socket.socket, path: str) -> None:
        other_asked.set()
        server(PAGE.encode())(to, path)

    with answering(waiting) as first, answering(other) as second:
        addresses = (f"{first}/loaves", f"{second}/loaves")
        assert main(["fetch", *addresses, "--allow-private", "--jobs", "2"]) == 0
    assert capsys.readouterr().out == "captures/loaves.html\ncaptures/loaves-2.html\n"
    record = json.loads(Path("captures/loaves.capture.json").read_text("utf-8"))
    assert record["asked"] == addresses[0]
