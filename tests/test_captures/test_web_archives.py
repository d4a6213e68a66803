"""A crawl is read record by record: each page with its heads, its date, its digest, its pictures."""

import base64
import gzip
import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from publisher.captures import archived_page, archived_pages
from publisher.cli import main
from publisher.errors import SourceError
from publisher.readers import read
from tests.test_hostile.pictures import png

HTML = b"Content-Type: text/html; charset=utf-8\r\n"
PAGE = b"""<!DOCTYPE html><html lang="en"><title>The weir</title><body><article><h1>The weir</h1>
<p>By Ann Example</p><p>The weir holds the water back until the miller lets it go again.</p>
<figure><img src="pictures/weir.png" alt="A weir"></figure></article></body></html>"""
PNG = png(3, 2)
AT = "https://mag.example/weir"


def digest_of(data: bytes) -> str:
    return f"sha1:{base64.b32encode(hashlib.sha1(data).digest()).decode()}"


def record(
    body: bytes = PAGE,
    heads: bytes = HTML,
    *,
    address: str = AT,
    status: str = "200 OK",
    packed: bool = True,
    length: int | None = None,
    kind: str = "response",
    payload: bytes | None = None,
) -> bytes:
    """A record as crawlers write it; `length` is what it says of itself."""
    block = b"HTTP/1.1 " + status.encode() + b"\r\n" + heads + b"\r\n" + body
    head = {
        "WARC-Type": kind,
        "WARC-Record-ID": "<urn:uuid:00000000-0000-4000-8000-000000000001>",
        "WARC-Date": "2026-11-23T10:00:00Z",
        "WARC-Target-URI": address,
        "WARC-Block-Digest": digest_of(block),
        "WARC-Payload-Digest": digest_of(body if payload is None else payload),
        "Content-Type": f"application/http; msgtype={kind}",
        "Content-Length": str(len(block) if length is None else length),
    }
    lines = "".join(f"{name}: {words}\r\n" for name, words in head.items())
    data = f"WARC/1.1\r\n{lines}\r\n".encode() + block + b"\r\n\r\n"
    return gzip.compress(data, mtime=0) if packed else data


def other(*, packed: bool = True) -> bytes:
    page = PAGE.replace(b"weir", b"lock")
    return record(page, address="https://mag.example/lock", packed=packed)


def picture() -> bytes:
    address = "https://mag.example/pictures/weir.png"
    return record(PNG, b"Content-Type: image/png\r\n", address=address)


@pytest.fixture
def kept(tmp_path: Path) -> Callable[..., Path]:
    def keep(*records: bytes, name: str = "crawl.warc.gz") -> Path:
        (tmp_path / name).write_bytes(b"".join(records))
        return tmp_path / name

    return keep


def test_a_page_is_read_with_its_date_digest_heads_and_pictures(
    kept: Callable[..., Path],
) -> None:
    zipped = gzip.compress(PAGE)
    reserved = HTML + b"TDM-Reservation: 1\r\nContent-Encoding: gzip\r\n"
    path = kept(record(zipped, reserved), picture(), other())
    assert [page.address for page in archived_pages(path)] == [AT, "https://mag.example/lock"]
    article = read(f"{path}#{AT}").article
    (source,) = article.sources
    assert (article.title, source.url) == ("The weir", AT)
    assert str(source.captured_at) == "2026-11-23 10:00:00+00:00"
    assert source.sha256 == hashlib.sha256(PAGE).hexdigest()
    assert article.rights.tdm_reservation is True
    assert [asset.data for asset in article.assets] == [PNG]
    found = {one.field: one.found for one in article.evidence}
    assert found["sources[0].url"] == "WARC-Target-URI"
    assert found["sources[0].captured_at"] == "WARC-Date"
    assert found["sources[0].sha256"] == f"WARC-Payload-Digest {digest_of(zipped)}"


def test_what_is_no_page_is_not_taken_and_the_same_bytes_are_taken_once(
    kept: Callable[..., Path],
) -> None:
    path = kept(
        record(b"moved", status="301 Moved", address="http://mag.example/weir"),
        record(b"gone", status="404 Not Found", address="https://mag.example/x"),
        record(b"{}", b"Content-Type: application/json\r\n", address="https://mag.example/y"),
        record(),
        record(),
        record(PAGE + b"<!-- later -->"),
        record(b"", kind="revisit", payload=PAGE, address="https://mag.example/again"),
        record(address="javascript:alert(1)"),
    )
    assert [page.key for page in archived_pages(path)] == [AT, f"{AT}~3"]


def test_a_picture_that_came_once_more_is_that_of_its_digest(kept: Callable[..., Path]) -> None:
    elsewhere = record(PNG, b"Content-Type: image/png\r\n", address="https://cdn.example/1.png")
    again = record(
        b"",
        b"Content-Type: image/png\r\n",
        kind="revisit",
        payload=PNG,
        address="https://mag.example/pictures/weir.png",
    )
    path = kept(record(), elsewhere, again)
    page = archived_page(f"{path}#{AT}")
    assert page is not None
    assert [one.data for one in page.attachments] == [PNG]


@pytest.mark.parametrize(
    ("heads", "body"),
    [
        (b"Transfer-Encoding: chunked\r\n", b"%x\r\n%b\r\n0\r\n\r\n" % (len(PAGE), PAGE)),
        (b"Transfer-Encoding: chunked\r\n", PAGE),
        (b"Content-Encoding: gzip\r\n", PAGE),
        (b"Content-Encoding: br\r\n", PAGE),
        (b"Content-Encoding: deflate\r\n", zlib.compress(PAGE)),
        (b"Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n", gzip.compress(PAGE)),
    ],
    ids=["chunks", "said chunks", "said gzip", "said brotli", "deflate", "gzip, said chunks"],
)
def test_a_body_is_unpacked_as_it_is_whatever_its_heads_say(
    heads: bytes, body: bytes, kept: Callable[..., Path]
) -> None:
    page = archived_page(str(kept(record(body, HTML + heads))))
    assert page is not None
    assert page.data == PAGE


def test_pieces_of_a_wrong_size_are_refused_and_no_words(kept: Callable[..., Path]) -> None:
    heads = HTML + b"Transfer-Encoding: chunked\r\n"
    path = kept(record(b"FFFFFFFFFFFF\r\n%b\r\n0\r\n\r\n" % PAGE, heads))
    with pytest.raises(SourceError, match="packing is damaged"):
        archived_page(str(path))


def wacz(**members: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        for name, data in members.items():
            file.writestr(name, data)
    return made.getvalue()


def test_a_wacz_gives_the_pages_on_its_list_with_their_titles(kept: Callable[..., Path]) -> None:
    listed = json.dumps({"url": AT, "ts": "2026-11-23T10:00:00Z", "title": "Of weirs"})
    data = wacz(
        **{
            "pages/pages.jsonl": b'{"format": "json-pages-1.0"}\nno json\n' + listed.encode(),
            "archive/one.warc.gz": other() + record(),
            "archive/two.warc.gz": picture(),
            "archive/../../three.warc": record(packed=False),
        }
    )
    path = kept(data, name="crawl.wacz")
    (page,) = archived_pages(path)
    assert (page.address, page.title) == (AT, "Of weirs")
    assert read(path).article.assets[0].data == PNG


BOMB = gzip.compress(bytes(80 * 2**20))
DAMAGED = [
    (b"", "there is no page of HTML in it; nothing of this web archive (WARC) is read"),
    (b"junk" * 999, "this file is damaged (invalid WARC header)"),
    (gzip.compress(b"junk" * 999), "this file is damaged (invalid WARC header)"),
    (record()[:-200], "this file is cut off in the middle of a record"),
    (record(PAGE + bytes(range(256)) * 9)[:-60], "this file is cut off in the middle of a record"),
    (record(packed=False)[:-200], "the record is cut off or altered: it has not its digest sha1:"),
    (record(packed=False)[:-200], "the record is cut off or altered"),
    (record(length=9_999), "the record is cut off or altered"),
    (record(length=10**17), f"it says it is {10**17} bytes long; 64 MB are read"),
    (record(length=-5), "this file is damaged (invalid WARC header)"),
    (record(BOMB, HTML + b"Content-Encoding: gzip\r\n"), "it grows to more than 64 MB"),
    (record(BOMB[:-9], HTML + b"Content-Encoding: gzip\r\n"), "it grows to more than 64 MB"),
    (record(gzip.compress(PAGE)[:-40], HTML + b"Content-Encoding: gzip\r\n"), "packing is damaged"),
    (gzip.compress(b"WARC/1.1\r\nX: " + b"a" * 10**7), "maximum header length exceeded"),
    (gzip.compress(b"WARC/1.1\r\n" + b"X: a\r\n" * 10**5), "maximum header length exceeded"),
    (
        gzip.compress(record(packed=False) + other(packed=False) + other(packed=False)),
        "its records are packed as one piece, so that none can be found; unpack it (gunzip)",
    ),
]


@pytest.mark.parametrize(("data", "why"), DAMAGED, ids=[why[:40] for _, why in DAMAGED])
def test_a_hostile_archive_ends_in_one_clear_line(
    data: bytes, why: str, kept: Callable[..., Path]
) -> None:
    with pytest.raises(SourceError) as caught:
        read(kept(data))
    assert why in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("members", "why"),
    [
        ({"pages/pages.jsonl": b""}, "there is no WARC file in its folder archive/"),
        ({"archive/inner.wacz": wacz()}, "there is no WARC file in its folder archive/"),
        ({"archive/a.warc": b"junk"}, "this file is damaged"),
        ({"../archive/a.warc": record()}, "there is no WARC file in its folder archive/"),
    ],
    ids=["no archive", "a zip in it", "junk", "a name that leads outside"],
)
def test_a_hostile_wacz_ends_in_one_clear_line(
    members: dict[str, bytes], why: str, kept: Callable[..., Path]
) -> None:
    with pytest.raises(SourceError) as caught:
        read(kept(wacz(**members), name="crawl.wacz"))
    assert why in str(caught.value)


def test_a_wacz_that_is_cut_or_packed_once_more_is_refused(kept: Callable[..., Path]) -> None:
    whole = wacz(**{"archive/a.warc.gz": record()})
    with pytest.raises(SourceError, match="is damaged"):
        read(kept(whole[:-30], name="cut.wacz"))
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("archive/a.warc", record(packed=False))
    with pytest.raises(SourceError, match="is packed once more; unpack it, and name the WARC"):
        read(kept(made.getvalue(), name="packed.wacz"))


def test_what_stands_before_a_fault_is_built_once_and_the_fault_is_told(
    kept: Callable[..., Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    kept(record(), b"junk" * 99, name="crawl.warc.gz")
    build = ("build", "crawl.warc.gz", "-o", "out", "--format", "epub")
    assert main([*build]) == 1
    given, told = capsys.readouterr()
    assert given.startswith("out/mag-example-weir-")
    assert "crawl.warc.gz#damaged: " in told
    assert "what stands behind that is not read" in told
    before = Path(given.strip()).read_bytes()
    main([*build, "--json"])
    results = json.loads(capsys.readouterr().out)["results"]
    assert [one["outcome"] for one in results if one["files"]] == ["unchanged"]
    kept(record(PAGE + b"<!-- -->"), name="crawl.warc.gz")
    assert main([*build]) == 0
    assert Path(given.strip()).read_bytes() != before
