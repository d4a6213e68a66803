"""Each door meets an attack of its own kind: one line, in a few seconds, and nothing outside."""

import json
import time
from collections.abc import Callable

import pytest

from publisher.captures import DOORS, Holding, open_file
from publisher.captures.opening import door_of
from publisher.errors import SourceError
from tests.test_captures import made
from tests.test_captures.made import zipped

SECONDS = 10  # of this process: each of these took less than one, where nothing stops them minutes
BOMB = bytes(30_000_000)
ENTITIES = b'<!DOCTYPE x [<!ENTITY a "xxxxxxxx"><!ENTITY b "&a;&a;&a;&a;">]>'
DEEP = b"[" * 100_000


def nested_parts(start: bytes) -> bytes:
    """A mail in a mail, two thousand times."""
    parts = (
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (number, number)
        for number in range(2_000)
    )
    return start + b"".join(parts)


def container(package: bytes) -> dict[str, bytes]:
    place = b'<container><rootfiles><rootfile full-path="p.opf"/></rootfiles></container>'
    return {"META-INF/container.xml": place, "p.opf": package}


def ghost(posts: bytes) -> bytes:
    return b'{"db": [{"meta": {}, "data": {"posts": ' + posts


MAIL = b"From: Mira Plank <m@ferry.example>\r\nTo: o@x.example\r\nSubject: Rope\r\nMIME-Version: 1.0\r\n"
MHTML = (
    b"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://ferry.example/\r\n"
    b"MIME-Version: 1.0\r\n"
)
RELATED = b"Content-Type: multipart/related; boundary=x\r\n"
HEADS = b"X-More: " + b"x" * 70_000_000 + b"\r\n\r\nwords"
WORDPRESS = (
    b'<rss xmlns:wp="http://wordpress.org/export/1.2/"><channel><item><title>&b;</title></item>'
)
# (form of the door, what is tried, the file)
TRIED: tuple[tuple[str, str, Callable[[], bytes]], ...] = (
    ("SingleFile zip", "bomb", lambda: b"<html data-sfz><!--" + zipped({"index.html": BOMB})),
    ("MHTML", "nested", lambda: nested_parts(MHTML).replace(b"mixed", b"related", 1)),
    ("MHTML", "heads", lambda: MHTML + RELATED + HEADS),
    (
        "web archive",
        "entities",
        lambda: (
            b'<?xml version="1.0"?><!DOCTYPE plist [<!ENTITY a "x">]><plist version="1.0">'
            b"<dict><key>WebMainResource</key><string>&a;</string></dict></plist>"
        ),
    ),
    ("OPML", "entities", lambda: ENTITIES + b"<opml><body>&b;</body></opml>"),
    ("OPML", "deep", lambda: b"<opml><body>" + b"<outline>" * 100_000),
    ("WordPress export", "entities", lambda: ENTITIES + WORDPRESS),
    ("feed", "entities", lambda: ENTITIES + b"<rss><channel>&b;</channel></rss>"),
    ("feed", "nothing", lambda: b"<feed>" + b"<entry>" * 3_000),
    (
        "JSON Feed",
        "deep",
        lambda: b'{"version": "https://jsonfeed.org/version/1", "items": ' + DEEP,
    ),
    ("Ghost export", "deep", lambda: ghost(DEEP)),
    ("Ghost export", "numbers", lambda: ghost(b"[" + b"9" * 1_000_000 + b"]}}]}")),
    ("reading list", "deep", lambda: b'[{"url": ' + DEEP),
    ("reading list", "no address", lambda: b"<title>Pocket Export</title>" + b"<a>" * 20_000),
    ("reading list", "one cell", lambda: b"url,title\n" + b'"' + b"x" * 5_000_000),
    ("mailbox", "heads", lambda: b"From x Tue Apr 14 08:00:00 2026\r\n" + MAIL + HEADS),
    ("mail", "nested", lambda: nested_parts(MAIL)),
    ("mail", "heads", lambda: MAIL + HEADS),
    ("zip", "bomb of DOCX", lambda: zipped({"word/document.xml": BOMB})),
    ("zip", "bomb of ODT", lambda: zipped({"content.xml": BOMB, "META-INF/manifest.xml": b"<m/>"})),
    ("zip", "bomb of EPUB", lambda: zipped(container(BOMB))),
    ("zip", "entities of EPUB", lambda: zipped(container(ENTITIES + b"<package>&b;</package>"))),
    ("zip", "outside", lambda: zipped(container(b"<package/>") | {"../../x": b"words"})),
    ("zip", "bomb of Substack", lambda: zipped({"posts.csv": BOMB})),
    ("zip", "bomb of Ghost", lambda: zipped({"ghost.json": ghost(b"[") + BOMB})),
    ("zip", "zip in a zip", lambda: zipped({"a.zip": made.singlefile_zip()})),
)


def test_every_door_is_tried() -> None:
    assert {form for form, _, _ in TRIED} == {door.form for door in DOORS}


@pytest.mark.parametrize(
    ("form", "made_by"),
    [pytest.param(form, make, id=f"{form}: {what}") for form, what, make in TRIED],
)
def test_an_attack_on_a_door_ends_in_one_line(form: str, made_by: Callable[[], bytes]) -> None:
    data = made_by()
    door = door_of("file", data[: 64 * 2**10])
    assert door is not None
    assert door.form == form
    began = time.process_time()
    refusal = ""
    try:
        opened = open_file("file", data)
        if isinstance(opened, Holding):
            for entry in opened.entries[:3]:
                opened.open(entry.key)
    except SourceError as refused:
        refusal = str(refused)
    assert "\n" not in refusal
    assert len(refusal) < 300
    assert time.process_time() - began < SECONDS


def test_a_table_of_formulas_is_text() -> None:
    row = '"=HYPERLINK(""https://x.example"")",https://ferry.example/\n'
    opened = open_file("list.csv", f"title,url\n{row}".encode())
    assert isinstance(opened, Holding)
    assert json.dumps([entry.title for entry in opened.entries]).count("=HYPERLINK") == 1
