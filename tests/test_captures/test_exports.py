"""Exports of sites and reading lists: their articles with the facts, drafts passed over."""

import copy
import datetime
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from publisher.captures import Holding, open_file
from publisher.errors import SourceError
from publisher.model.article import Article
from publisher.model.body import Link, Paragraph, inlines, plain_text
from publisher.readers import read
from tests.test_captures import made
from tests.test_captures.made import zipped

HTML = "".join(f"<p>{words}</p>" for words in made.PARAGRAPHS)
GHOST = {
    "db": [
        {
            "meta": {"version": "5.80"},
            "data": {
                "posts": [
                    {
                        "id": "1",
                        "slug": "rope",
                        "title": made.TITLE,
                        "html": HTML,
                        "status": "published",
                        "published_at": "2026-04-14T08:00:00.000Z",
                        "custom_excerpt": "It holds.",
                        "canonical_url": made.ADDRESS,
                    },
                    {
                        "id": "2",
                        "slug": "d",
                        "title": "Draft",
                        "html": "<p>x</p>",
                        "status": "draft",
                    },
                ],
                "users": [{"id": "7", "name": "Mira Plank"}, {"id": "8", "name": "Otto Weir"}],
                "posts_authors": [
                    {"post_id": "1", "author_id": "8", "sort_order": 1},
                    {"post_id": "1", "author_id": "7", "sort_order": 0},
                ],
                "settings": [{"key": "title", "value": "Ferry News"}],
            },
        }
    ]
}
MEDIUM = (
    '<html><body><article class="h-entry"><header><h1 class="p-name">{title}</h1></header>'
    '<section data-field="subtitle" class="p-summary">It holds.</section>'
    '<section data-field="body" class="e-content"><hr><h3>{title}</h3><h4>It holds.</h4>{html}</section><footer><p>By <a'
    ' class="p-author h-card">Mira Plank</a> on <time class="dt-published"'
    ' datetime="2026-04-14T08:00:00.000Z">April 14, 2026</time>.</p><p><a class="p-canonical"'
    ' href="{address}">Canonical link</a></p></footer></article></body></html>'
)
POSTS = (
    "post_id,post_date,is_published,type,audience,title,subtitle\n"
    f"11.rope,2026-04-14T08:00:00.000Z,true,newsletter,everyone,{made.TITLE},It holds.\n"
    "12.later,,false,newsletter,everyone,Draft,\n"
)


def dumped(data: object) -> bytes:
    return json.dumps(data).encode()


ROW = {"title": made.TITLE, "url": made.ADDRESS, "content": HTML}
EXPORTS: dict[str, Callable[[], bytes]] = {
    "ghost.json": lambda: dumped(GHOST),
    "medium.zip": lambda: zipped(
        {
            "posts/2026-04-14_The-rope-1a2b3c4d5e6f.html": MEDIUM.format(
                title=made.TITLE, html=HTML, address=made.ADDRESS
            ).encode(),
            "posts/draft_Not-yet-0a0b0c0d0e0f.html": MEDIUM.format(
                title="Draft", html=HTML, address=""
            ).encode(),
        }
    ),
    "substack.zip": lambda: zipped(
        {"posts.csv": POSTS.encode(), "posts/11.rope.html": HTML.encode()}
    ),
    "wallabag.json": lambda: dumped(
        [{**ROW, "published_at": "2026-04-14T08:00:00+0200", "published_by": ["Mira Plank"]}]
    ),
    "readeck.json": lambda: dumped(
        {"items": [{**ROW, "published": "2026-04-14", "authors": ["Mira Plank"]}]}
    ),
    "omnivore.zip": lambda: zipped(
        {
            "metadata_0_to_20.json": dumped(
                [
                    {
                        "id": "a",
                        "slug": "the-rope-1",
                        "title": made.TITLE,
                        "url": made.ADDRESS,
                        "author": "Mira Plank",
                        "publishedAt": "2026-04-14T08:00:00.000Z",
                    }
                ]
            ),
            "content/the-rope-1.html": HTML.encode(),
        }
    ),
}


def article(data: bytes, tmp_path: Path, name: str) -> Article:
    path = tmp_path / name
    path.write_bytes(data)
    opened = open_file(str(path), data)
    assert isinstance(opened, Holding)
    key = next(entry.key for entry in opened.entries if not entry.passed_over)
    return read(f"{path}#{key}").article


@pytest.mark.parametrize("name", EXPORTS)
def test_an_export_gives_its_article(name: str, tmp_path: Path) -> None:
    found = article(EXPORTS[name](), tmp_path, name)
    assert found.title == made.TITLE
    paragraphs = [plain_text((one,)) for one in found.body if isinstance(one, Paragraph)]
    assert paragraphs == list(made.PARAGRAPHS)
    assert found.published == datetime.date(2026, 4, 14)
    if name != "substack.zip":  # whose table names neither
        assert found.authors[0] == "Mira Plank"
        assert found.address == made.ADDRESS
    if name in {"ghost.json", "medium.zip", "substack.zip"}:
        assert found.standfirst == "It holds."
        assert len(found.body) == len(made.PARAGRAPHS)  # no headline, subtitle or rule again


@pytest.mark.parametrize("name", ["ghost.json", "medium.zip", "substack.zip"])
def test_drafts_are_listed_and_passed_over(name: str) -> None:
    opened = open_file(name, EXPORTS[name]())
    assert isinstance(opened, Holding)
    assert [(one.title, one.passed_over) for one in opened.entries][1] == ("Draft", "draft")


LISTS = {
    "instapaper.csv": f"URL,Title,Selection,Folder,Timestamp\n{made.ADDRESS},Rope,,Unread,1776153600\n",
    "pocket.csv": f"title,url,time_added,tags,status\nRope,{made.ADDRESS},1776153600,a|b,unread\n",
    "readwise.csv": f"Title,URL,ID,Document tags,Saved date\nRope,{made.ADDRESS},1,[],2026-04-14\n",
    "ril_export.html": (
        "<!DOCTYPE html><html><head><title>Pocket Export</title></head><body><h1>Unread</h1><ul>"
        f'<li><a href="{made.ADDRESS}" time_added="1776153600">Rope</a></li></ul></body></html>'
    ),
}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_of_addresses_holds_no_article_until_it_is_fetched(name: str) -> None:
    opened = open_file(name, LISTS[name].encode())
    assert isinstance(opened, Holding)
    (entry,) = opened.entries
    assert (entry.address, entry.title, entry.no_text) == (made.ADDRESS, "Rope", True)
    assert entry.day == datetime.date(2026, 4, 14)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("list.csv", b'url,title\n"=cmd()|x",y\n'),
        ("ghost.json", b'{"db": [{"meta": {}, "data": {"posts": ' + b"[" * 50_000),
        ("list.json", b'[{"url": 1}]'),
        ("list.zip", zipped({"a.txt": b"words"})),
    ],
)
def test_a_list_without_an_article_is_refused_in_one_line(name: str, data: bytes) -> None:
    with pytest.raises(SourceError) as refused:
        open_file(name, data)
    assert "\n" not in str(refused.value)


def test_an_article_in_json_of_ours_is_no_reading_list(tmp_path: Path) -> None:
    path = tmp_path / "article.json"
    path.write_bytes(
        dumped({"title": "Mine", "sources": [{"relation": "captured-from", "url": made.ADDRESS}]})
    )
    assert read(path).article.title == "Mine"


PICTURED = (
    '<figure><img src="__GHOST_URL__/content/images/2026/a%20rope.png" alt="A rope"></figure>'
    '<p>See <a href="__GHOST_URL__/goats/">the goats</a>.</p>'
)


def with_pictures(**settings: str) -> bytes:
    export: Any = copy.deepcopy(GHOST)
    tables = export["db"][0]["data"]
    tables["posts"] = [tables["posts"][0] | {"html": HTML + PICTURED}]
    tables["settings"] += [{"key": key, "value": value} for key, value in settings.items()]
    return dumped(export)


def test_a_picture_of_a_ghost_site_is_whole_against_the_address_that_the_export_states() -> None:
    found = read("ghost.json", with_pictures(url="https://rope.example/")).article
    assert found.assets[0].url == "https://rope.example/content/images/2026/a%20rope.png"
    assert "https://rope.example/goats/" in {one.address for one in links(found)}


def test_a_picture_of_a_site_that_is_not_stated_is_named_and_no_address_is_made_up() -> None:
    reading = read("ghost.json", with_pictures())
    assert [asset.url for asset in reading.article.assets] == [""]
    assert any("content/images/2026/a%20rope.png" in remark for remark in reading.remarks)
    assert not list(links(reading.article))


def test_the_pictures_in_a_zip_of_ghost_are_found() -> None:
    members = {"data/g.json": with_pictures(), "content/images/2026/a rope.png": made.PNG}
    reading = read("ghost.zip", zipped(members))
    assert [asset.data for asset in reading.article.assets] == [made.PNG]
    assert not any("does not state" in remark for remark in reading.remarks)


def links(article: Article) -> Iterator[Link]:
    return (one for one in inlines(article.body) if isinstance(one, Link))


HEAD = "post_id,post_date,is_published,type,audience,title,subtitle"
ROWS = (
    '1.rope,2026-04-14T08:00:00Z,true,newsletter,everyone,"Rope, ""held""","It\nholds"\n'
    "2.d,,false,newsletter,everyone,,\n3.x,,true,newsletter,everyone,Broken,\n"
)


@pytest.mark.parametrize("packing", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_text_that_is_empty_or_damaged_stops_no_other(packing: int) -> None:
    members = {
        "posts.csv": f"\ufeff{HEAD}\n{ROWS}".encode(),
        "posts/1.rope.html": HTML.encode(),
        "posts/2.d.html": b"",
        "posts/3.x.html": b"<p>\0\x01\x02\xff\xfe</p>",
    }
    holding = open_file("substack.zip", packed(members, packing))
    assert isinstance(holding, Holding)
    rope, draft, broken = holding.entries
    assert (rope.title, rope.passed_over) == ('Rope, "held"', "")
    assert draft.passed_over == "draft"
    assert broken.passed_over.startswith("damaged")


def test_a_zip_that_holds_a_table_as_it_is_is_no_table() -> None:
    table = b"title,url,time_added,tags,status\nRope,https://a.example/1,1776153600,a|b,unread\n"
    holding = open_file("pocket.zip", packed({"part_0.csv": table}, zipfile.ZIP_STORED))
    assert isinstance(holding, Holding)
    assert [entry.address for entry in holding.entries] == ["https://a.example/1"]


def packed(members: dict[str, bytes], packing: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packing) as file:
        for name, data in members.items():
            file.writestr(name, data)
    return out.getvalue()
