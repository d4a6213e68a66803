"""Files that hold several articles, through the commands: listed, chosen, built, imported."""

import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from publisher.cli import main
from publisher.cli.fetching import Fetcher
from publisher.errors import FetchError
from tests.site import site
from tests.test_captures import made

Run = Callable[..., tuple[int, str, str]]
KEYS = [f"{number}@lists.ferry.example" for number in (1, 2, 3)]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """A command in a folder with a mailbox: exit code, stdout, stderr."""
    monkeypatch.chdir(tmp_path)
    made.mbox(tmp_path)

    def call(*arguments: str) -> tuple[int, str, str]:
        code = main(list(arguments))
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


def test_show_lists_what_a_mailbox_holds(run: Run) -> None:
    code, out, _ = run("show", "news.mbox")
    told = out.splitlines()
    assert (code, told[0]) == (0, "news.mbox: mailbox, 3 articles")
    assert [line.strip() for line in told[2::2]] == [f"#{key}" for key in KEYS]


def test_show_reads_one_of_them_by_its_key(run: Run) -> None:
    code, out, _ = run("show", f"news.mbox#{KEYS[1]}", "--json")
    assert (code, json.loads(out)["title"]) == (0, made.TITLE)


def test_a_mailbox_is_a_book_of_its_messages(run: Run) -> None:
    assert run("build", "news.mbox", "--format", "epub")[0] == 0
    chapters = [name for name in zipfile.ZipFile("news.epub").namelist() if "mended" in name]
    assert len(chapters) == 3
    _, out, _ = run("build", "news.mbox", "--format", "epub", "--last", "1", "-o", "one.epub")
    assert out.strip() == "one.epub"


def test_what_new_writes_of_a_mailbox_builds_as_it_is(run: Run) -> None:
    assert run("new", "news.mbox", "-o", "week.yaml")[0] == 0
    assert f"- news.mbox#{KEYS[0]}" in Path("week.yaml").read_text("utf-8")
    assert run("check", "week.yaml")[2].count("cannot be read") == 0
    Path("all.yaml").write_text("title: All\narticles:\n  - news.mbox\n", "utf-8")
    _, out, _ = run("cite", "all.yaml")
    assert len(json.loads(out)) == 4  # the book and its three articles


def test_import_makes_a_folder_of_each_message(run: Run) -> None:
    assert run("import", "news.mbox", "-o", "articles")[0] == 0
    assert len(list(Path("articles").rglob("article.md"))) == 3


def test_one_bad_message_stops_no_other_and_is_told(run: Run) -> None:
    with Path("news.mbox").open("ab") as file:
        file.write(b"\nFrom x Tue Apr 14 08:00:00 2026\nMessage-ID: <bad@x>\nSubject: none\n\n\n")
    code, out, err = run("build", "news.mbox", "--format", "epub")
    assert (code, out.strip()) == (1, "news.epub")
    assert "news.mbox#bad@x: there is no text in this mail" in err


def test_since_takes_what_is_new_enough(run: Run) -> None:
    code, _, err = run("build", "news.mbox", "--since", "2026-05-01")
    assert code == 1
    assert "nothing of this mailbox is taken" in err


def test_a_mailbox_among_pages_is_bound_with_them(run: Run) -> None:
    Path("page.html").write_bytes(made.page())
    code, out, _ = run("build", ".", "--title", "All", "--format", "epub")
    assert (code, out.strip()) == (0, "all.epub")
    _, found, _ = run("cite", "all.epub")
    assert len(json.loads(found)) == 5


FEED = """<rss version="2.0"><channel><title>The quay</title><link>{site}</link><language>en</language>
<item><title>Whole</title><link>{site}/whole.html</link><description>&lt;p&gt;{text}&lt;/p&gt;&lt;p&gt;{text}
&lt;img src="rope.png"&gt;&lt;/p&gt;</description></item>
<item><title>Begun</title><link>{site}/rope.html</link><description>It is …</description></item>
<item><title>Gone</title><link>{site}/gone.html</link><description>It was …</description></item>
</channel></rss>"""


@pytest.fixture
def web(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A site with a feed, two of whose entries are beginnings; one of them is gone."""
    monkeypatch.setattr("time.sleep", lambda _: None)  # between two pages of a site
    folder = tmp_path / "web"
    folder.mkdir()
    (folder / "rope.html").write_bytes(made.page("rope.png"))
    (folder / "rope.png").write_bytes(made.PNG)
    with site(folder) as address:
        text = "The goat swam over, and came back in the evening."
        (folder / "feed.xml").write_text(FEED.format(site=address, text=text), "utf-8")
        yield address


def test_a_feed_at_an_address_is_followed_and_what_is_gone_is_told(run: Run, web: str) -> None:
    asked = ("--allow-private", "--format", "epub", "-o", "out")
    code, out, err = run("build", f"{web}/feed.xml", *asked)
    assert code == 1
    assert "gone.html" in err
    book = zipfile.ZipFile(out.strip())
    pages = " ".join(book.read(name).decode() for name in book.namelist() if "xhtml" in name)
    assert "came back in the evening" in pages
    assert made.PARAGRAPHS[0] in pages
    assert sum(name.endswith(".png") for name in book.namelist()) >= 1


def test_a_feed_on_the_disk_fetches_nothing_unless_asked(run: Run, web: str) -> None:
    Path("feed.xml").write_bytes(Path("web/feed.xml").read_bytes())
    code, _, err = run("check", "feed.xml", "--allow-private")
    assert "2 entries hold only an address; --fetch fetches the pages" in err
    _, out, _ = run("show", "feed.xml", "--fetch", "--allow-private", "--json")
    assert [one["title"] for one in json.loads(out)] == ["Whole", made.TITLE]
    assert code in {0, 1}


def test_a_list_of_feeds_is_what_its_feeds_hold(run: Run, web: str) -> None:
    outline = f'<outline text="The quay" type="rss" xmlUrl="{web}/feed.xml"/>'
    Path("mine.opml").write_text(f'<opml version="2.0"><body>{outline}</body></opml>', "utf-8")
    _, out, _ = run("cite", "mine.opml", "--fetch", "--allow-private")
    assert {"Whole", made.TITLE} <= {one["title"] for one in json.loads(out)}


def test_a_feed_that_cannot_be_had_is_as_it_was(
    tmp_path: Path, web: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    address = f"{web}/feed.xml"
    place = Fetcher(allow_private=True).kept(address, tmp_path)

    def gone(_: Fetcher, asked: str) -> None:
        raise FetchError(asked, "the server is away")

    monkeypatch.setattr(Fetcher, "page", gone)
    assert Fetcher(allow_private=True).kept(address, tmp_path) == place
    assert "the server is away; the feed is as it was" in capsys.readouterr().err
    with pytest.raises(FetchError):
        Fetcher(allow_private=True).kept(f"{web}/rope.html", tmp_path)
