"""Zip, XML and property lists of strangers: within limits, nothing outside read or written."""

import io
import plistlib
import zipfile

import pytest

from publisher.captures.safe_xml import parse_xml
from publisher.captures.safe_zip import Archive
from publisher.captures.webarchive import open_webarchive
from publisher.errors import SourceError
from tests.test_captures.made import zipped


def archive(members: dict[str, bytes]) -> Archive:
    return Archive.of("saved.zip", zipped(members))


def test_a_sound_archive_gives_its_members() -> None:
    found = archive({"a/b.txt": b"words", "c.txt": b"more"})
    assert found.members == ("a/b.txt", "c.txt")
    assert found.read("a/b.txt") == b"words"
    assert found.find("d.txt") == b""


@pytest.mark.parametrize("name", ["../x", "a/../../x", "/etc/x", "C:/x", "..\\x", "\\x"])
def test_a_name_that_leads_outside_is_refused(name: str) -> None:
    with pytest.raises(SourceError, match="lies outside"):
        archive({name: b"words"})


def test_a_link_and_an_encrypted_member_are_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        info = zipfile.ZipInfo("link")
        info.external_attr = 0o120777 << 16
        file.writestr(info, "/etc/passwd")
    with pytest.raises(SourceError, match="is a link"):
        Archive.of("saved.zip", out.getvalue())
    data = bytearray(zipped({"a": b"words"}))
    data[data.find(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(SourceError, match="encrypted"):
        Archive.of("saved.zip", bytes(data))


def test_a_bomb_is_refused_while_it_is_read() -> None:
    found = archive({"bomb": bytes(30_000_000)})
    with pytest.raises(SourceError, match="grows to more than"):
        found.read("bomb")


def test_a_member_that_lies_of_its_size_is_counted_as_it_is_read() -> None:
    data = bytearray(zipped({"bomb": bytes(5_000_000)}))
    at = data.find(b"PK\x01\x02") + 24
    data[at : at + 4] = (10).to_bytes(4, "little")
    with pytest.raises(SourceError):
        Archive.of("saved.zip", bytes(data)).read("bomb")


def test_thousands_of_members_and_a_cut_file_are_refused() -> None:
    with pytest.raises(SourceError, match="20001 files"):
        archive({str(number): b"" for number in range(20_001)})
    with pytest.raises(SourceError, match="damaged"):
        Archive.of("saved.zip", zipped({"a": b"words"})[:40])


BOMB = (
    b"""<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><l>&b;</l>"""
)
OUTSIDE = (
    b"""<?xml version="1.0"?><!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]><l>&x;</l>"""
)


@pytest.mark.parametrize("data", [BOMB, OUTSIDE])
@pytest.mark.parametrize("recover", [False, True])
def test_xml_with_entities_of_its_own_is_refused(data: bytes, recover: bool) -> None:
    with pytest.raises(SourceError, match="declares entities"):
        parse_xml("feed.xml", data, recover=recover)


def test_a_document_type_alone_is_no_attack_and_nothing_is_loaded() -> None:
    data = b'<!DOCTYPE rss SYSTEM "file:///etc/passwd"><rss><channel/></rss>'
    assert parse_xml("feed.xml", data).tag == "rss"


def test_deep_xml_is_refused_or_read_but_never_crashes() -> None:
    with pytest.raises(SourceError, match="no sound XML"):
        parse_xml("feed.xml", b"<a>" * 100_000)


def test_a_property_list_that_holds_itself_ends() -> None:
    loop: list[object] = []
    loop.append(loop)
    main = {"WebResourceData": b"<p>words</p>", "WebResourceURL": "https://a.example/"}
    frames = {"WebMainResource": main, "WebSubframeArchives": loop, "WebSubresources": loop}
    data = plistlib.dumps({**frames, "WebSubframeArchives": [], "WebSubresources": []})
    assert open_webarchive("a.webarchive", data).attachments == ()
    # an array whose one member is itself, as only bytes can say it
    binary = bytearray(
        plistlib.dumps(
            {"WebMainResource": main, "WebSubframeArchives": [[]]}, fmt=plistlib.FMT_BINARY
        )
    )
    at = binary.find(b"\xa1")
    binary[at + 1] = 0
    with pytest.raises(SourceError):
        open_webarchive("a.webarchive", bytes(binary[:-1]))


@pytest.mark.parametrize("data", [b"bplist00" + bytes(40), b"bplist00", plistlib.dumps({"a": 1})])
def test_a_web_archive_without_a_page_is_refused(data: bytes) -> None:
    with pytest.raises(SourceError):
        open_webarchive("a.webarchive", data)
