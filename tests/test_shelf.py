"""A shelf says of each book what `inspect` reads from its file, in feeds and on pages alike."""

import hashlib
import io
import json
import random
import re
import string
import zipfile
from dataclasses import fields
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from lxml import etree, html

from publisher.cli import main
from publisher.phrases import spoken_languages
from publisher.shelf import Facts, Site, catalogue_of, facts_of, matching, read_book
from publisher.shelf.book import Origin, Person, Terms
from publisher.shelf.catalogue import PER_PAGE
from publisher.shelf.words import Words, spoken, words_in
from publisher.verify import inspect_bytes

ATOM = "{http://www.w3.org/2005/Atom}"
TERMS = "{http://purl.org/dc/terms/}"
ACQUIRE = "http://opds-spec.org/acquisition/open-access"
CONTAINER = """<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="p.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>"""
PACKAGE = """<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="i">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">{metadata}</metadata>
<manifest><item id="x" href="x.xhtml" media-type="application/xhtml+xml"/>
<item id="c" href="c.png" media-type="image/png" properties="cover-image"/></manifest>
<spine><itemref idref="x"/></spine></package>"""
USUAL = """<dc:identifier id="i">urn:x-example:one</dc:identifier><dc:title>The &amp; lake</dc:title>
<dc:language>en</dc:language><dc:creator>Ada Bell</dc:creator><dc:date>2024-05-01</dc:date>
<dc:rights>© 2024 The &lt;Gazette&gt;</dc:rights><dc:source>https://example.org/lake?a=1&amp;b=2</dc:source>
<meta property="dcterms:modified">2024-06-02T10:00:00+02:00</meta>
<meta property="belongs-to-collection">Waters</meta><meta property="group-position">2</meta>
<link rel="cc:license" href="https://creativecommons.org/licenses/by-nd/4.0/"/>"""


def png(colour: int = 0) -> bytes:
    from PIL import Image

    out = io.BytesIO()
    Image.new("L", (60, 80), colour).save(out, "PNG")
    return out.getvalue()


def epub(metadata: str = USUAL, cover: bytes | None = None) -> bytes:
    """An EPUB of another program."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as container:
        container.writestr("mimetype", "application/epub+zip")
        container.writestr("META-INF/container.xml", CONTAINER)
        container.writestr("p.opf", PACKAGE.format(metadata=metadata))
        container.writestr("x.xhtml", "<html xmlns='http://www.w3.org/1999/xhtml'/>")
        container.writestr("c.png", png() if cover is None else cover)
    return out.getvalue()


def facts(number: int, **more: object) -> Facts:
    row = {
        "path": f"b{number}.epub",
        "media_type": "application/epub+zip",
        "sha256": hashlib.sha256(str(number).encode()).hexdigest(),
        "size": 1000 + number,
        "title": f"Book {number}",
        "identifier": f"urn:x-example:{number}",
        "published": f"20{10 + number % 10}-01-01",
        "people": (Person(name=f"Author {number % 7}"),),
    }
    return Facts(**{**row, **more})  # type: ignore[arg-type]


def site_of(*files: Facts, searched: bool = False) -> dict[str, bytes]:
    site = Site(catalogue_of("Ours", files), "books/", "tool", searched=searched)
    return {leaf.name: leaf.make() for leaf in site.leaves()}


def test_an_entry_says_what_inspect_reads_from_the_file() -> None:
    data = epub()
    found = read_book(data, "a b.epub").facts
    said = inspect_bytes(data, "a b.epub").metadata
    files = site_of(found)
    entry = etree.fromstring(files["all/books.xml"]).find(f"{ATOM}entry")
    assert entry is not None
    assert entry.findtext(f"{ATOM}rights") == "\n".join(said["dc:rights"])
    assert entry.findtext(f"{TERMS}rights") == entry.findtext(f"{ATOM}rights")
    assert entry.findtext(f"{ATOM}title") == "The & lake"
    assert entry.findtext(f"{ATOM}id") == "urn:x-example:one"
    assert entry.findtext(f"{ATOM}updated") == "2024-06-02T08:00:00Z"
    assert entry.findtext(f"{TERMS}issued") == "2024-05-01"
    assert entry.findtext(f"{TERMS}source") == said["dc:source"][0]
    assert entry.findtext(f"{TERMS}isPartOf") == "Waters, 2"
    links = {link.get("rel"): link.get("href") for link in entry.iter(f"{ATOM}link")}
    assert links["license"] == "https://creativecommons.org/licenses/by-nd/4.0/"
    assert links[ACQUIRE] == "../books/a%20b.epub"
    [publication] = json.loads(files["all/books.json"])["publications"]
    assert publication["metadata"]["rights"] == "\n".join(said["dc:rights"])
    assert publication["metadata"]["belongsTo"] == {"series": {"name": "Waters", "position": 2}}
    [cover] = publication["images"]  # so small that its smaller one is the same
    assert cover["href"].startswith("../covers/")
    page = html.fromstring(files["index.html"])
    assert page.xpath("//dd[contains(., '© 2024 The <Gazette>')]")
    assert page.xpath("//li/div/h2/a/@href") == ["books/a%20b.epub"]


def test_facts_come_back_from_plain_data_as_they_were() -> None:
    read = read_book(epub(), "a.epub").facts
    full = facts(
        1,
        licences=(Terms(name="CC"),),
        origins=(Origin(name="G", day="2024-01-01"),),
        reading=(("schema:accessMode", "textual"),),
    )
    for one in (read, full):
        assert facts_of(json.loads(json.dumps(one.plain()))) == one


@pytest.mark.parametrize(
    "metadata",
    [
        "",
        "<dc:title></dc:title><dc:identifier>x y</dc:identifier><dc:date>May</dc:date>",
        "<dc:title>T</dc:title><meta property='dcterms:modified'>0001-01-01T00:00:00+14:00</meta>",
        (
            "<dc:title>T</dc:title><dc:identifier>javascript:alert(1)</dc:identifier>"
            "<dc:source>javascript:alert(1)</dc:source><link rel='license' href='javascript:x'/>"
        ),
    ],
)
def test_a_file_that_says_little_or_nonsense_is_still_an_entry(metadata: str) -> None:
    files = site_of(read_book(epub(metadata, b"no picture"), "odd.epub").facts)
    entry = etree.fromstring(files["all/books.xml"]).find(f"{ATOM}entry")
    assert entry is not None
    assert (entry.findtext(f"{ATOM}title") or "").strip()
    assert ":" in (entry.findtext(f"{ATOM}id") or "")
    assert (entry.findtext(f"{ATOM}updated") or "").endswith("Z")
    assert entry.findtext(f"{ATOM}rights") is None, "what a file does not say is not invented"
    assert not [href for href in hrefs(files["index.html"]) if href.startswith("javascript")]


def test_files_that_say_the_same_are_one_book_and_an_older_version_is_its_own() -> None:
    new = facts(1, record="new", updated="2026-01-02T00:00:00Z")
    pdf = facts(1, record="new", path="b1.pdf", media_type="application/pdf", updated=new.updated)
    old = facts(1, record="old", path="old.epub", updated="2025-01-02T00:00:00Z")
    books = catalogue_of("Ours", (pdf, old, new)).books
    by_id = {book.id: [file.path for file in book.files] for book in books}
    assert by_id.pop("urn:x-example:1") == ["b1.epub", "b1.pdf"]
    assert list(by_id.values()) == [["old.epub"]]
    alone = catalogue_of("Ours", (old,)).books[0]
    assert alone.id == "urn:x-example:1"


def test_every_book_stands_once_in_the_whole_list_and_pages_lead_to_each_other() -> None:
    count = 3 * PER_PAGE + 7
    files = site_of(*map(facts, range(count)))
    seen: list[str] = []
    name = "all/books.xml"
    while name:
        feed = etree.fromstring(files[name])
        seen += [entry.findtext(f"{ATOM}id") or "" for entry in feed.iter(f"{ATOM}entry")]
        links = {one.get("rel"): one.get("href") or "" for one in feed.iter(f"{ATOM}link")}
        name = links.get("next", "").removeprefix("../")
    assert len(seen) == len(set(seen)) == count


def test_every_address_of_the_shelf_itself_leads_to_a_file_of_it() -> None:
    names = ["日本 語", "a/b", "", "A", "a", "..", "ß" * 90, "50 % & <so>"]
    given = [
        facts(
            number,
            people=(Person(name=name or "N"),),
            origins=(Origin(name=name),),
            series=name,
            covers=read_book(epub(), "x.epub").facts.covers,
        )
        for number, name in enumerate(names)
    ]
    files = site_of(*given)
    folder = Path("/site")
    known = {str(folder / name) for name in files}
    for name, data in files.items():
        if not name.endswith((".html", ".xml")):
            continue
        for href in hrefs(data):
            path = unquote(urlsplit(href).path)
            if urlsplit(href).scheme or "/books/b" in f"/{path}" or "covers/" in path:
                continue
            target = (folder / name).parent / path
            assert str(Path("/").joinpath(*_parts(target))) in known, (name, href)


def hrefs(data: bytes) -> list[str]:
    """Every address of a page or feed."""
    tree = html.fromstring(data) if b"<html" in data else etree.fromstring(data)
    return [
        str(node.get(name)) for node in tree.iter() for name in ("href", "src") if node.get(name)
    ]


def _parts(path: Path) -> list[str]:
    parts: list[str] = []
    for part in path.parts[1:]:
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    return parts


def test_the_order_of_files_changes_no_byte_and_a_new_book_changes_few_pages() -> None:
    given = list(map(facts, range(4 * PER_PAGE)))
    before = site_of(*given)
    random.Random(5).shuffle(given)
    assert site_of(*given) == before
    newest = facts(9999, published="2030-01-01", people=(Person(name="Author 1"),))
    after = site_of(*given, newest)
    lists = [name for name in before if name.startswith("all/")]
    assert [name for name in lists if before[name] != after[name]] == [
        name for name in lists if name.startswith("all/books.")
    ]


def test_the_same_key_is_the_same_bytes() -> None:
    given = [facts(number, series=f"S {number % 3}") for number in range(2 * PER_PAGE)]
    more = [*given[1:], facts(5000, updated="2031-01-01T00:00:00Z")]
    keyed: dict[str, bytes] = {}
    for files in (given, more):
        for leaf in Site(catalogue_of("Ours", files), "books/", "tool").leaves():
            data = leaf.make()
            assert keyed.setdefault(leaf.key, data) == data, leaf.name


def test_a_search_finds_words_by_their_beginning_in_any_order() -> None:
    books = catalogue_of("Ours", [facts(1, title="Kilns of Ålesund"), facts(2)]).books
    assert [book.said.title for book in matching(books, "åles kiln")] == ["Kilns of Ålesund"]
    assert matching(books, "") == matching(books, "kiln pots") == ()


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PUBLISHER_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("publisher.cli.shelf_memory.tool_digest", lambda: "tool")
    monkeypatch.setattr("publisher.cli.shelf.tool_digest", lambda: "tool")
    Path("out/more").mkdir(parents=True)
    Path("out/a.epub").write_bytes(epub())
    second = USUAL.replace("example:one", "example:two").replace("Ada Bell", "Bo Reed")
    Path("out/more/b.epub").write_bytes(epub(second, png(9)))
    return tmp_path


def tree(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_a_shelf_is_the_same_wherever_it_is_made_and_holds_its_books(
    shelf: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["shelf", "out", "-o", "site", "--title", "Ours"]) == 0
    said = capsys.readouterr()
    assert said.out.splitlines() == ["site/index.html", "site/index.xml", "site/index.json"]
    assert said.err.startswith("2 books of 2 files; ")
    assert main(["shelf", "out", "-o", "other", "--title", "Ours"]) == 0
    assert tree(Path("site")) == tree(Path("other"))
    assert Path("site/books/more/b.epub").read_bytes() == Path("out/more/b.epub").read_bytes()
    capsys.readouterr()
    assert main(["shelf", "out", "-o", "site", "--title", "Ours"]) == 0
    assert "; 0 files written, " in capsys.readouterr().err


def test_what_is_taken_away_or_changed_leaves_nothing_behind(shelf: Path) -> None:
    main(["shelf", "out", "-o", "site", "--title", "Ours"])
    Path("out/more/b.epub").unlink()
    Path("out/a.epub").write_bytes(epub(USUAL.replace("lake", "mill")))
    next(iter(Path("site/covers").iterdir())).unlink()
    assert main(["shelf", "out", "-o", "site", "--title", "Ours"]) == 0
    main(["shelf", "out", "-o", "anew", "--title", "Ours"])
    assert tree(Path("site")) == tree(Path("anew"))


def test_files_below_the_site_are_linked_where_they_are(shelf: Path) -> None:
    assert main(["shelf", "out", "-o", "."]) == 0
    assert not Path("books").exists()
    assert b'href="out/a.epub"' in Path("index.html").read_bytes()


def test_a_page_of_somebody_else_is_not_replaced(
    shelf: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("site").mkdir()
    Path("site/index.html").write_text("mine")
    assert main(["shelf", "out", "-o", "site"]) == 1
    assert "site/index.html: is there, and something else made it" in capsys.readouterr().err
    assert tree(Path("site")) == {"index.html": b"mine"}
    assert main(["shelf", "out", "-o", "site", "--force"]) == 0


def test_a_broken_file_is_named_and_stops_no_other(
    shelf: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("out/c.epub").write_bytes(b"PK nothing")
    for _ in range(2):
        assert main(["shelf", "out", "-o", "site"]) == 1
        said = capsys.readouterr()
        assert "out/c.epub: not a ZIP archive" in said.err
        assert "2 books of 2 files" in said.err
    assert main(["shelf", "none"]) == 1
    assert "none: there is no such folder" in capsys.readouterr().err


def test_a_shelf_speaks_the_language_of_most_of_its_books_or_the_one_it_is_told() -> None:
    books = (facts(1, language="de-AT"), facts(2, language="de"), facts(3, language="fr"))
    assert catalogue_of("Ours", books).all.title == "Alle Bücher"
    assert catalogue_of("Ours", books, "fr").all.title == "Tous les livres"
    assert catalogue_of("", (*books, facts(4, language="xx"))).title == "Bücher"
    assert catalogue_of("Ours", (facts(1, language="th"),)).all.title == "All books"
    site = {
        leaf.name: leaf.make()
        for leaf in Site(catalogue_of("Unser Regal", books), "books/", "tool").leaves()
    }
    page = html.fromstring(site["index.html"])
    assert (page.get("lang"), page.get("dir")) == ("de", "ltr")
    assert "Keine Lizenz genannt" in site["licences.html"].decode()
    assert "3 Bücher, neueste zuerst" in site["index.xml"].decode()


def test_a_shelf_in_arabic_or_hebrew_runs_from_right_to_left() -> None:
    for language in ("ar", "he"):
        catalogue = catalogue_of("Ours", (facts(1, language=language),))
        leaves = {leaf.name: leaf for leaf in Site(catalogue, "books/", "tool").leaves()}
        assert html.fromstring(leaves["index.html"].make()).get("dir") == "rtl"


def test_a_list_has_the_same_address_in_every_language() -> None:
    books = (facts(1, language="de"), facts(2, language="fr"))
    names = [
        [leaf.name for leaf in Site(catalogue_of("Ours", books, one), "", "tool").leaves()]
        for one in spoken()
    ]
    assert all(each == names[0] for each in names)


# languages in which editions speak and shelves do not: their words of shelves nobody vouched for
SILENT = {"hi", "th"}


def test_the_languages_of_shelves_are_whole_and_their_gaps_are_named() -> None:
    assert set(spoken_languages()) - set(spoken()) == SILENT
    for language in spoken():
        words, english = words_in(language), words_in("en")
        for field in fields(Words):
            said, frame = getattr(words, field.name), getattr(english, field.name)
            assert said, f"{language}: {field.name}"
            assert places(said) == places(frame), f"{language}: {field.name}"


def places(frame: str) -> list[str]:
    """The names in a frame into which something is filled."""
    return sorted(name for _, name, _, _ in string.Formatter().parse(frame) if name)


def test_a_book_has_a_file_of_its_own_to_which_its_entry_leads() -> None:
    site = site_of(*map(facts, range(3)))
    for publication in json.loads(site["all/books.json"])["publications"]:
        (own,) = (link for link in publication["links"] if link["rel"] == "self")
        assert own["type"] == "application/opds-publication+json"
        alone = site[own["href"].removeprefix("../")]
        assert json.loads(alone) == publication


def test_no_word_of_a_feed_stands_in_single_quotes_which_one_reader_does_not_know() -> None:
    """KOReader's (luxl) takes an attribute from one double quote to the next."""
    quoted = re.compile(rb"""<[?!/]?[a-z:]+(?:\s+[a-z:]+="[^"<>]*")*\s*[/?]?>""")
    for name, data in site_of(facts(1), facts(2, title="The 'weir' & \"mill\"")).items():
        if name.endswith(".xml"):
            assert b"<" not in quoted.sub(b"", data)
