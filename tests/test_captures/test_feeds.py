"""Feeds and exports: their entries with the facts that the file states, hostile ones refused."""

import datetime
import json
import time
from pathlib import Path

import pytest
from feedgen.feed import FeedGenerator

from publisher.captures import Capture, Holding, open_file
from publisher.errors import SourceError
from publisher.model.article import Article, Relation
from publisher.model.body import Link, Paragraph, inlines, plain_text
from publisher.readers import read
from tests.test_captures import made

BERLIN = datetime.timezone(datetime.timedelta(hours=1))


def generated(kind: str) -> bytes:
    """A feed of two entries as feedgen writes it: one whole, one with its beginning alone."""
    feed = FeedGenerator()
    feed.load_extension("dc")
    feed.id("urn:ferry")
    feed.title("Ferry News")
    feed.link(href="https://ferry.example/")
    feed.description("News of the ferry")
    feed.language("en")
    feed.rights("© 2026 Ferry News")
    whole = feed.add_entry(order="append")
    whole.id("urn:ferry:1")
    whole.title(f"{made.TITLE} &amp; more")
    whole.link(href=made.ADDRESS)
    whole.author(name="Mira Plank", email="m@ferry.example")
    whole.dc.dc_creator("Mira Plank")
    whole.published(datetime.datetime(2026, 4, 14, 0, 30, tzinfo=BERLIN))
    whole.updated(datetime.datetime(2026, 4, 14, 0, 30, tzinfo=BERLIN))
    whole.content(made.BODY.replace("{picture}", "rope.png"), type="html")
    begun = feed.add_entry(order="append")
    begun.id("urn:ferry:2")
    begun.title("The goat")
    begun.link(href="https://ferry.example/goat")
    begun.updated(datetime.datetime(2026, 4, 13, 9, tzinfo=BERLIN))
    begun.published(datetime.datetime(2026, 4, 13, 9, tzinfo=BERLIN))
    begun.summary("It swims well, and …")
    written: bytes = feed.rss_str() if kind == "rss" else feed.atom_str()
    return written


def json_feed() -> bytes:
    """The same as a JSON Feed."""
    whole = {
        "id": "1",
        "url": made.ADDRESS,
        "title": f"{made.TITLE} &amp; more",
        "content_html": made.BODY.replace("{picture}", "rope.png"),
        "date_published": "2026-04-14T00:30:00+01:00",
        "authors": [{"name": "Mira Plank"}],
    }
    begun = {"id": "2", "url": "https://ferry.example/goat", "summary": "It swims well, and …"}
    version = "https://jsonfeed.org/version/1.1"
    feed = {"version": version, "title": "Ferry News", "language": "en", "items": [whole, begun]}
    return json.dumps(feed).encode()


FEEDS = {
    "rss": ("feed.xml", generated("rss")),
    "atom": ("feed.xml", generated("atom")),
    "json": ("feed.json", json_feed()),
}


def held(data: bytes, name: str = "feed.xml") -> Holding:
    opened = open_file(name, data)
    assert isinstance(opened, Holding)
    return opened


def article(
    data: bytes, tmp_path: Path, name: str = "feed.xml", key: str = made.ADDRESS
) -> Article:
    path = tmp_path / name
    path.write_bytes(data)
    return read(f"{path}#{key}").article


@pytest.mark.parametrize("kind", FEEDS)
def test_an_entry_is_an_article_with_what_the_feed_states(kind: str, tmp_path: Path) -> None:
    name, data = FEEDS[kind]
    found = article(data, tmp_path, name)
    assert found.title == f"{made.TITLE} & more"
    assert found.authors == ("Mira Plank",)
    assert found.published == datetime.date(2026, 4, 14)  # the day there, not in UTC
    assert found.updated is None
    assert found.address == made.ADDRESS
    assert found.language == "en"
    paragraphs = [plain_text((one,)) for one in found.body if isinstance(one, Paragraph)]
    assert paragraphs == list(made.PARAGRAPHS)
    assert [asset.url for asset in found.assets] == ["https://ferry.example/news/rope.png"]
    captured = next(one for one in found.sources if one.relation is Relation.CAPTURED_FROM)
    assert captured.name == "Ferry News"


@pytest.mark.parametrize("kind", FEEDS)
def test_an_entry_of_which_there_is_only_the_beginning_is_no_article(kind: str) -> None:
    holding = held(FEEDS[kind][1], FEEDS[kind][0])
    assert [entry.no_text for entry in holding.entries] == [False, True]
    assert holding.title == "Ferry News"


@pytest.mark.parametrize("kind", ["rss", "atom"])
def test_the_rights_of_the_feed_are_a_notice_of_its_entries(kind: str, tmp_path: Path) -> None:
    notices = [notice.text for notice in article(FEEDS[kind][1], tmp_path).rights.notices]
    assert "© 2026 Ferry News" in notices


ITEM = (
    '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:creativeCommons="http://backend.userland.com/creativeCommonsRssModule">'
    "<channel><title>Ferry News</title><link>https://ferry.example/</link>{channel}"
    "<item><link>https://ferry.example/news/rope</link>{item}</item></channel></rss>"
)
TEXT = "<content:encoded><![CDATA[<p>The rope is mended, and the goat was the first.</p>]]></content:encoded>"
BY_ND = "https://creativecommons.org/licenses/by-nd/4.0/"


def test_a_licence_of_the_feed_is_said_to_be_that_of_the_feed(tmp_path: Path) -> None:
    channel = f"<creativeCommons:license>{BY_ND}</creativeCommons:license>"
    found = article(ITEM.format(channel=channel, item=TEXT).encode(), tmp_path)
    assert found.rights.licence is not None
    assert found.rights.licence.id == "CC-BY-ND-4.0"
    evidence = {one.field: one.found for one in found.evidence}
    assert evidence["rights.licence"] == "stated for the feed"


def test_an_entry_with_rights_of_its_own_is_not_under_those_of_the_feed(tmp_path: Path) -> None:
    channel = f"<creativeCommons:license>{BY_ND}</creativeCommons:license>"
    item = f"<dc:rights>CC BY 4.0</dc:rights>{TEXT}"
    found = article(ITEM.format(channel=channel, item=item).encode(), tmp_path)
    assert found.rights.licence is not None
    assert found.rights.licence.id == "CC-BY-4.0"


def test_a_long_description_is_the_article_and_a_cut_one_is_not() -> None:
    words = " ".join(["the goat went over the rope and back"] * 20)
    whole = ITEM.format(channel="", item=f"<description>{words}.</description>")
    cut = ITEM.format(channel="", item=f"<description>{words} [&#8230;]</description>")
    assert [held(one.encode()).entries[0].no_text for one in (whole, cut)] == [False, True]


def test_links_in_an_entry_are_whole_against_the_entry(tmp_path: Path) -> None:
    text = TEXT.replace("goat", '<a href="goat">goat</a>')
    found = article(ITEM.format(channel="", item=text).encode(), tmp_path)
    links = [one.address for one in inlines(found.body) if isinstance(one, Link)]
    assert links == ["https://ferry.example/news/goat"]


def test_a_list_of_feeds_holds_their_addresses_alone() -> None:
    rows = "".join(
        f'<outline text="F{n}"><outline type="rss" text="x{n}" xmlUrl="https://f{n}.example/f"/></outline>'
        for n in range(3)
    )
    data = f'<opml version="2.0"><head><title>Mine</title></head><body>{rows}</body></opml>'
    holding = held(data.encode(), "mine.opml")
    assert [entry.address for entry in holding.entries] == [
        f"https://f{n}.example/f" for n in range(3)
    ]
    assert all(entry.no_text for entry in holding.entries)


HOSTILE = {
    "entities": b'<!DOCTYPE rss [<!ENTITY a "x"><!ENTITY b "&a;&a;">]><rss><channel>&b;</channel></rss>',
    "a file": b'<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/hosts">]><rss><channel>&a;</channel></rss>',
    "utf-16": '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE rss [<!ENTITY a "x">]><rss/>'.encode(
        "utf-16"
    ),
    "no feed": b"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'/>",
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_feed_is_refused_in_one_line(kind: str) -> None:
    with pytest.raises(SourceError) as refused:
        open_file("feed.xml", HOSTILE[kind])
    assert "\n" not in str(refused.value)


def test_json_deeper_than_any_program_writes_is_refused() -> None:
    deep = b'{"version": "https://jsonfeed.org/version/1", "items": ' + b"[" * 100_000
    with pytest.raises(SourceError):
        open_file("feed.json", deep)


def test_xhtml_that_begins_as_xml_is_a_page() -> None:
    page = b'<?xml version="1.0"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml"/>'
    assert isinstance(open_file("page.xhtml", page), Capture)


WORDPRESS = """<?xml version="1.0"?><!-- made by --><rss version="2.0"
 xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Ferry News</title><language>en</language><wp:author>
<wp:author_login>mira</wp:author_login>
<wp:author_display_name>Mira Plank</wp:author_display_name></wp:author>
<item><title>The rope</title><link>https://ferry.example/news/rope</link>
<dc:creator>mira</dc:creator><wp:post_id>4</wp:post_id><wp:post_type>post</wp:post_type>
<wp:status>publish</wp:status><wp:post_date>2026-04-14 00:30:00</wp:post_date>
<pubDate>Mon, 13 Apr 2026 22:30:00 +0000</pubDate>
<excerpt:encoded>It holds.</excerpt:encoded>
<content:encoded><![CDATA[<!-- wp:paragraph -->
Since the flood nobody has crossed at the willows, but a goat.

Nobody minds.
<b>Least</b> of all the goat.

[caption id="a9" width="30"]<img class="wp-image-9" src="https://ferry.example/r-30x20.png" alt="A rope" /> The rope.[/caption]
[gallery ids="9,12"]]]></content:encoded></item>
<item><title>Not yet</title><wp:post_type>post</wp:post_type><wp:status>draft</wp:status></item>
<item><title>Menu</title><wp:post_type>nav_menu_item</wp:post_type></item>
<item><title>r</title><wp:post_id>9</wp:post_id><wp:post_type>attachment</wp:post_type>
<wp:attachment_url>https://ferry.example/r.png</wp:attachment_url></item>
</channel></rss>"""


def test_a_post_of_wordpress_is_an_article(tmp_path: Path) -> None:
    found = article(WORDPRESS.encode(), tmp_path)
    assert (found.title, found.authors) == ("The rope", ("Mira Plank",))
    assert found.published == datetime.date(2026, 4, 14)
    assert found.standfirst == "It holds."
    paragraphs = [plain_text((one,)) for one in found.body if isinstance(one, Paragraph)]
    assert paragraphs[0] == "Since the flood nobody has crossed at the willows, but a goat."
    assert paragraphs[1].split() == ["Nobody", "minds.", "Least", "of", "all", "the", "goat."]
    assert {asset.url for asset in found.assets} == {"https://ferry.example/r.png"}


def test_drafts_of_wordpress_are_listed_and_passed_over() -> None:
    entries = held(WORDPRESS.encode()).entries
    assert [(one.title, one.passed_over) for one in entries] == [
        ("The rope", ""),
        ("Not yet", "draft"),
    ]


ENDLESS = {
    "captions": "[caption " * 20_000,
    "comments": "&lt;!-- wp:x " * 20_000,
    "pre": "&lt;pre&gt;" * 20_000,
    "pictures": "&lt;img " * 20_000,
    "dots": f"{'…' * 20_000}x",
}


@pytest.mark.parametrize("kind", ENDLESS)
def test_what_is_opened_and_never_closed_costs_no_time(kind: str) -> None:
    start = "<![CDATA[<!-- wp:paragraph -->"
    end = WORDPRESS.index("[gallery")
    data = WORDPRESS[:end].replace(start, "") + f"]]>{ENDLESS[kind]}<![CDATA[" + WORDPRESS[end:]
    opened = held(data.replace("<content:encoded>", "<content:encoded><![CDATA[", 1).encode())
    began = time.process_time()
    assert opened.open(opened.entries[0].key).data
    assert time.process_time() - began < 5  # quadratic time would be minutes
