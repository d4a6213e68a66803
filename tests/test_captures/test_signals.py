"""Every door gives what machines are told: beside a page, in a crawl, a feed, a book, MHTML."""

import base64
import datetime
import io
import json
import plistlib
import zipfile
from pathlib import Path

import pytest

from publisher.captures import Holding, open_file
from publisher.captures.archived_response import archived_headers
from publisher.model.rights import Rights
from publisher.readers.any_file import read, read_capture
from tests.test_captures import made

HOST = "https://quay.example"
WORDS = (
    "<h1>The ferry that ran at night</h1><p>The ferry left the quay at nine each evening, and"
    " whoever missed it slept in the shed behind the lamp.</p><p>Nobody remembers who had the"
    " keys, or why it was never lit on a Sunday.</p>"
)
PAGE = (
    f'<!doctype html><html lang="en"><head><title>The ferry that ran at night</title>'
    f'<link rel="canonical" href="{HOST}/news/ferry"></head><body><article>{WORDS}</article>'
    "</body></html>"
)
ROBOTS = f"License: {HOST}/rsl.xml\nUser-agent: *\nContent-Usage: /news/ train-ai=n\n"
MINING = json.dumps([{"location": "/news/*", "tdm-reservation": 1, "tdm-policy": f"{HOST}/tdm"}])


def said(rights: Rights) -> list[tuple[str, str, str]]:
    """(name, value, where) of each signal."""
    return [(one.name, one.value, one.found) for one in rights.signals]


OF_THE_SITE = [
    ("License", f"{HOST}/rsl.xml", "robots.txt line 1"),
    ("Content-Usage", "/news/ train-ai=n", "robots.txt line 3"),
    ("tdm-reservation", "1", "/.well-known/tdmrep.json"),
    ("tdm-policy", f"{HOST}/tdm", "/.well-known/tdmrep.json"),
]


def test_files_of_the_site_beside_a_saved_page_speak_for_it(tmp_path: Path) -> None:
    page = tmp_path / "ferry.html"
    page.write_text(PAGE)
    assert said(read(page).article.rights) == []
    (tmp_path / "robots.txt").write_text(ROBOTS)
    (tmp_path / ".well-known").mkdir()
    (tmp_path / ".well-known" / "tdmrep.json").write_text(MINING)
    assert said(read(page).article.rights) == OF_THE_SITE


@pytest.mark.parametrize(
    "text", ["\x00\xff", "[[[[", "{}", "Content-Usage", ": :\n" * 50, "x" * 600_000]
)
def test_a_broken_file_of_the_site_says_nothing_and_stops_nothing(
    tmp_path: Path, text: str
) -> None:
    page = tmp_path / "ferry.html"
    page.write_text(PAGE)
    (tmp_path / "robots.txt").write_text(text)
    (tmp_path / ".well-known").mkdir()
    (tmp_path / ".well-known" / "tdmrep.json").write_text(text)
    assert said(read(page).article.rights) == []


def _response(address: str, kind: str, body: str, heads: str = "") -> bytes:
    http = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n{heads}\r\n{body}".encode()
    moment = datetime.datetime(2024, 5, 1, tzinfo=datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {address}\r\nWARC-Date: {moment}\r\n"
        "WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000001>\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


def test_a_crawl_gives_headers_and_the_files_of_the_page_s_own_host(tmp_path: Path) -> None:
    pytest.importorskip("fastwarc")
    heads = "X-Robots-Tag: noai\r\nX-Robots-Tag: onebot: noindex\r\n"
    crawl = tmp_path / "crawl.warc"
    crawl.write_bytes(
        _response("https://other.example/robots.txt", "text/plain", "License: /no")
        + _response(f"{HOST}/news/ferry", "text/html", PAGE, heads)
        + _response(f"{HOST}/robots.txt", "text/plain", ROBOTS)
        + _response(f"{HOST}/.well-known/tdmrep.json", "application/json", MINING)
    )
    assert said(read(crawl).article.rights) == [
        ("X-Robots-Tag", "noai", "header X-Robots-Tag"),
        ("X-Robots-Tag", "onebot: noindex", "header X-Robots-Tag"),
        *OF_THE_SITE,
    ]


@pytest.mark.parametrize("is_packed", [False, True])
def test_a_web_archive_gives_the_headers_of_its_response(is_packed: bool) -> None:
    heads = {"X-Robots-Tag": "noai", "TDM-Reservation": "1", "Set-Cookie": "id=7"}
    lists = {name: [words] for name, words in heads.items()}
    packed = base64.b64encode(plistlib.dumps(lists, fmt=plistlib.FMT_BINARY)).decode()
    written = {"__hhaa__": packed} if is_packed else heads
    uid = plistlib.UID
    keys = [uid(3 + place) for place in range(len(written))]
    values = [uid(3 + len(written) + place) for place in range(len(written))]
    response = {
        "$archiver": "NSKeyedArchiver",
        "$top": {"WebResourceResponse": uid(1)},
        "$objects": [
            "$null",
            {"$0": 1, "$7": uid(2), "$class": uid(90)},
            {"NS.keys": keys, "NS.objects": values, "$class": uid(91)},
            *written,
            *written.values(),
        ],
    }
    archive = plistlib.loads(made.webarchive())
    told = plistlib.dumps(response, fmt=plistlib.FMT_BINARY)
    archive["WebMainResource"]["WebResourceResponse"] = told
    rights = read("rope.webarchive", plistlib.dumps(archive)).article.rights
    assert sorted(said(rights)) == [
        ("TDM-Reservation", "1", "header TDM-Reservation"),
        ("X-Robots-Tag", "noai", "header X-Robots-Tag"),
    ]
    assert rights.tdm_reservation is True


@pytest.mark.parametrize(
    "damaged",
    [
        b"",
        b"bplist00",
        plistlib.dumps(
            {"$objects": [{"NS.keys": [plistlib.UID(99)], "NS.objects": [1]}]},
            fmt=plistlib.FMT_BINARY,
        ),
        plistlib.dumps({"$objects": [{"NS.keys": ["__hhaa__"], "NS.objects": ["@"]}]}),
        plistlib.dumps({"$objects": "a"}),
    ],
)
def test_a_damaged_response_says_nothing(damaged: bytes) -> None:
    assert archived_headers(damaged) == ()


def test_mhtml_gives_the_headers_that_a_saver_copied() -> None:
    text = (
        "From: <Saved>\r\nSnapshot-Content-Location: https://quay.example/news/ferry\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/related; type="text/html"; boundary="b"\r\n'
        f"\r\n--b\r\nContent-Type: text/html\r\nTDM-Reservation: 0\r\n\r\n{PAGE}\r\n--b--\r\n"
    )
    rights = read("ferry.mhtml", text.encode()).article.rights
    assert said(rights) == [("TDM-Reservation", "0", "header TDM-Reservation")]
    assert rights.tdm_reservation is False


def test_a_feed_gives_rsl_and_licences_of_its_entries() -> None:
    pytest.importorskip("feedparser")
    rsl = '<rsl:content url="{}"><rsl:license><rsl:prohibits type="usage">ai-train</rsl:prohibits>'
    item = (
        "<item><title>The ferry that ran at night</title><link>https://quay.example/{0}</link>"
        "<description><![CDATA[{1}]]></description>{2}</item>"
    )
    own = rsl.format("/a") + "</rsl:license></rsl:content>"
    feed = (
        '<?xml version="1.0"?>\n<rss version="2.0" xmlns:rsl="https://rslstandard.org/rsl"'
        ' xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>Quay</title>\n'
        '<atom:link rel="license" type="application/rsl+xml" href="https://quay.example/all.xml"/>'
        f"\n{item.format('a', WORDS, own)}\n{item.format('b', WORDS, '')}</channel></rss>"
    )
    holding = open_file("feed.xml", feed.encode())
    assert isinstance(holding, Holding)
    found = [
        read_capture("feed.xml", b"", holding.open(entry.key)).article.rights
        for entry in holding.entries
    ]
    whole = ("rel=license", "https://quay.example/all.xml", "stated for the feed")
    assert [len(one.signals) for one in found] == [2, 1]
    assert said(found[1]) == [whole]
    (name, words, place), *_ = said(found[0])
    assert (name, place) == ("rsl:content", "line 4, entry")
    assert "ai-train" in words
    assert found[0].licence is None


def test_a_book_of_others_gives_what_its_package_says() -> None:
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="i"'
        ' prefix="tdm: http://www.w3.org/ns/tdmrep#"><metadata'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="i">x</dc:identifier>'
        "<dc:title>The ferry that ran at night</dc:title><dc:language>en</dc:language>"
        '<dc:creator id="c">Ada Maria Example</dc:creator>'
        '<meta refines="#c" property="file-as">Example, Ada Maria</meta>'
        '<meta property="tdm:reservation">1</meta><meta property="schema:creditText">By hand</meta>'
        '<meta refines="#t" property="tdm:reservation">0</meta>'
        '<link rel="dcterms:license cc:license" href="https://creativecommons.org/licenses/by/4.0/"/>'
        '</metadata><manifest><item id="t" href="t.xhtml" media-type="application/xhtml+xml"/>'
        '</manifest><spine><itemref idref="t"/></spine></package>'
    )
    document = (
        '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>T</title></head>'
        f"<body>{WORDS}</body></html>"
    )
    container = (
        '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>'
        '<rootfile full-path="p.opf" media-type="application/oebps-package+xml"/></rootfiles>'
        "</container>"
    )
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr("META-INF/container.xml", container)
        archive.writestr("p.opf", package)
        archive.writestr("t.xhtml", document)
    article = read("book.epub", made.getvalue()).article
    assert [(one.name, one.sort_as) for one in article.contributors] == [
        ("Ada Maria Example", "Example, Ada Maria")
    ]
    rights = article.rights
    place = "package of the book"
    assert said(rights) == [
        ("tdm-reservation", "1", place),
        ("creditText", "By hand", place),
        ("dcterms:license", "https://creativecommons.org/licenses/by/4.0/", place),
    ]
    assert (rights.tdm_reservation, rights.credit) == (True, "By hand")
    assert rights.licence
    assert rights.licence.id == "CC-BY-4.0"


def test_records_of_pictures_speak_of_the_picture_whose_address_they_name() -> None:
    record = {
        "@type": "Article",
        "image": [
            {
                "@type": "ImageObject",
                "contentUrl": f"{HOST}/lamp.jpg",
                "creditText": "Q. Hand / Quay",
                "license": "https://creativecommons.org/licenses/by/4.0/",
                "copyrightNotice": "© 2026 Q. Hand",
                "creator": {"@type": "Person", "name": "Q. Hand"},
            },
            {"@type": "ImageObject", "url": f"{HOST}/other.jpg", "creditText": "Nobody"},
        ],
    }
    pictures = (
        f'<figure><img src="{HOST}/lamp.jpg" alt="A lamp"></figure>'
        '<figure><img src="/other.jpg?w=2" alt="A shed"></figure>'
    )
    script = f'<script type="application/ld+json">{json.dumps(record)}</script></head>'
    page = PAGE.replace("</head>", script).replace("</article>", f"{pictures}</article>")
    lamp, shed = read("page.html", page.encode()).article.assets
    assert [(one.name, one.value) for one in lamp.signals] == [
        ("copyrightNotice", "© 2026 Q. Hand"),
        ("creator", "Q. Hand"),
        ("creditText", "Q. Hand / Quay"),
        ("license", "https://creativecommons.org/licenses/by/4.0/"),
    ]
    assert lamp.signals[0].found == "line 1, JSON-LD ImageObject copyrightNotice"
    assert lamp.credit == "Q. Hand / Quay"
    assert lamp.licence is not None
    assert lamp.licence.id == "CC-BY-4.0"
    assert (shed.signals, shed.credit, shed.licence) == ((), "", None)


def test_a_credit_that_the_caption_says_already_is_not_said_twice() -> None:
    record = {"@type": "ImageObject", "url": f"{HOST}/lamp.jpg", "creditText": "Q. Hand"}
    figure = (
        f'<figure><img src="{HOST}/lamp.jpg" alt="A lamp"><figcaption>The lamp that Q. Hand drew.'
        "</figcaption></figure>"
    )
    script = f'<script type="application/ld+json">{json.dumps(record)}</script></head>'
    page = PAGE.replace("</head>", script).replace("</article>", f"{figure}</article>")
    (lamp,) = read("page.html", page.encode()).article.assets
    assert [one.value for one in lamp.signals] == ["Q. Hand"]
    assert lamp.credit == ""
