"""The weekly habit: every article comes once, whatever feeds do, and a failed run advances nothing."""

import datetime
import hashlib
import json
import zipfile
from pathlib import Path

import pytest

from publisher.cli import main
from publisher.cli.issue_memory import alone_in
from publisher.verify import inspect_file
from tests.site import site

WORDS = "The keeper of the ferry number {0} wrote down each crossing, {0} times a day, and why. "
ITEM = """<item><title>Ferry {0}</title><link>https://news.example/ferry-{0}</link>
<guid isPermaLink="false">f{0}</guid><pubDate>{1} 08:00:00 GMT</pubDate>
<description>{2}</description></item>"""
FEED = '<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>{}</channel></rss>'
START = datetime.date(2026, 11, 1)


def item(number: int) -> str:
    day = (START + datetime.timedelta(days=number)).strftime("%a, %d %b %Y")
    words = "".join(f"&lt;p&gt;{WORDS.format(number)}&lt;/p&gt;" for _ in range(4))
    return ITEM.format(number, day, words)


def feed(*numbers: int) -> str:
    return FEED.format("".join(map(item, numbers)))


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PUBLISHER_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("publisher.cli.shelf_memory.tool_digest", lambda: "tool")
    monkeypatch.setattr("publisher.cli.shelf.tool_digest", lambda: "tool")
    return tmp_path


def settings(*sources: str, **more: str) -> None:
    lines = ["title: The week", "sources:", *(f"  - {source}" for source in sources)]
    lines += [f"{key}: {words}" for key, words in more.items()]
    Path("week.yaml").write_text("\n".join(lines) + "\n")


def run(day: int = 0, *more: str) -> int:
    date = (START + datetime.timedelta(days=day)).isoformat()
    return main(["issue", "week.yaml", "--date", date, "--allow-private", *more])


def titles(folder: str = "issues") -> list[str]:
    """Titles of the articles of all issues, in order."""
    files = sorted(Path(folder).glob("*.epub"), key=lambda path: int(path.stem.split("-")[-1]))
    editions = (inspect_file(path).edition for path in files)
    return [article.title for edition in editions if edition for article in edition.articles]


def bytes_of(folder: str = "issues") -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in Path(folder).glob("*.epub")}


def test_what_is_new_becomes_the_next_issue_and_a_run_without_news_makes_none(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings("feed.xml", "saved", shelf="site", editor="Ann Bell")
    Path("feed.xml").write_text(feed(1, 2))
    Path("saved").mkdir()
    Path("saved/note.md").write_text("---\ntitle: A note\n---\n\nWords of a note.\n")
    assert run(3) == 0
    said = capsys.readouterr()
    assert said.out == "issues/the-week-1.epub\n"
    assert said.err == "The week 1: 3 articles\n"
    edition = inspect_file("issues/the-week-1.epub").edition
    assert edition is not None
    assert (edition.title, str(edition.published)) == ("The week 1", "2026-11-04")
    assert edition.series is not None
    assert (edition.series.title, edition.series.position) == ("The week", "1")
    made = bytes_of()
    assert run(4) == 0
    assert capsys.readouterr().err == "nothing new since The week 1 of 2026-11-04\n"
    assert bytes_of() == made
    Path("feed.xml").write_text(feed(2, 3))
    assert run(5) == 0
    assert titles() == ["Ferry 1", "Ferry 2", "A note", "Ferry 3"]
    listed = json.loads(Path("site/all/books.json").read_bytes())["publications"]
    assert [one["metadata"]["title"] for one in listed] == ["The week 2", "The week 1"]


def test_a_broken_source_stops_no_other_and_its_articles_come_later(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings("feed.xml", "other.xml", "none.xml")
    Path("feed.xml").write_text(feed(1))
    Path("other.xml").write_text(feed(2)[:180])
    assert run(1) == 1
    assert "none.xml: no such file" in capsys.readouterr().err
    assert "Ferry 1" in titles()
    Path("other.xml").write_text(feed(2))
    run(2)
    assert "Ferry 2" in titles()


def test_an_article_is_the_same_at_another_address_and_after_a_change_of_words(desk: Path) -> None:
    settings("feed.xml")
    Path("feed.xml").write_text(feed(1, 2))
    assert run(1) == 0
    moved = feed(1, 2).replace("news.example/ferry-1", "other.example/f1").replace("f1<", "g1<")
    Path("feed.xml").write_text(moved.replace("number 2", "with number 2"))
    assert run(2) == 0
    assert titles() == ["Ferry 1", "Ferry 2"]


def test_entries_that_share_a_home_page_are_several(desk: Path) -> None:
    settings("feed.xml")
    for day in (1, 2):
        text = feed(day).replace(f"news.example/ferry-{day}", "news.example/")
        Path("feed.xml").write_text(text)
        assert run(day) == 0
    assert titles() == ["Ferry 1", "Ferry 2"]


def test_a_run_that_failed_loses_nothing_even_of_a_feed_that_has_gone_on(
    desk: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from publisher.errors import DeliveryError

    Path("web").mkdir()
    Path("web/feed.xml").write_text(feed(1, 2))
    with site(Path("web")) as address:
        settings(f"{address}/feed.xml")
        with monkeypatch.context() as broken:

            def full(*_: object, **__: object) -> None:
                raise DeliveryError("issues", "no space is left on the disk")

            broken.setattr("publisher.cli.issue.deliver", full)
            assert run(1) == 1
        assert "no space is left" in capsys.readouterr().err
        assert titles() == []
        Path("web/feed.xml").write_text(feed(3))
        assert run(2) == 0
        assert sorted(titles()) == ["Ferry 1", "Ferry 2", "Ferry 3"]
        assert list(Path("issues/.publisher/incoming").rglob("page.*")) == []
        Path("web/feed.xml").unlink()
        assert run(3) == 1
        assert "404" in capsys.readouterr().err
    assert run(4) == 1
    assert len(titles()) == 3


def test_no_more_than_asked_and_the_rest_in_the_next(desk: Path) -> None:
    settings("feed.xml", at_most="2")
    Path("feed.xml").write_text(feed(5, 4, 3, 2, 1))
    for day in (6, 7, 8, 9):
        assert run(day) == 0
    assert titles() == ["Ferry 2", "Ferry 1", "Ferry 4", "Ferry 3", "Ferry 5"]


def test_one_run_at_a_time_and_a_memory_that_cannot_be_read_is_no_empty_one(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings("feed.xml")
    Path("feed.xml").write_text(feed(1))
    with alone_in(Path("issues")):
        assert run(1) == 1
    assert "another run makes an issue here" in capsys.readouterr().err
    Path("issues/.publisher/issues.json").write_text("{")
    assert run(1) == 1
    assert "restore it" in capsys.readouterr().err
    assert titles() == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("titel: A\nsources: [a]\n", "week.yaml:1:1: unknown key 'titel'; did you mean 'title'?"),
        ("title: A\nsources: []\n", "name at least one source"),
        ("title: A\nsources: [a]\ndevices: [kidnle]\n", "there is no device 'kidnle'"),
        ("title: A\nsources: [a]\nformats: [mobi]\n", "'mobi' is no format"),
        ("title: A\nsources: [a]\ntheme: nosuch\n", "theme: there is no theme 'nosuch'"),
        ("title: A\nsources: ['ftp://a.example/b']\n", "only addresses of http and https"),
    ],
)
def test_faults_of_the_settings_are_told_at_their_place(
    text: str, says: str, desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("week.yaml").write_text(text)
    assert run(1) == 1
    assert says in capsys.readouterr().err
    assert not Path("issues").exists()


def test_it_is_sent_once_and_only_where_that_was_asked_for(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []

    def send(_mail: object, to: tuple[str, ...], _files: object) -> list[tuple[str, str]]:
        sent.extend(to)
        return [(to[0], "gone" if len(sent) == 1 else "")]

    monkeypatch.setattr("publisher.cli.issue.send_each", send)
    Path("mail.yaml").write_text("host: localhost\nsender: a@example.org\n")
    settings("feed.xml", send_to="[ada@kindle.com]", mail="mail.yaml")
    Path("feed.xml").write_text(feed(1))
    assert run(1) == 0
    assert sent == []
    assert run(1, "--send") == 1
    assert run(1, "--send") == 0
    assert run(2, "--send") == 0
    assert sent == ["ada@kindle.com"] * 2, "the first was refused, the second went through"


def simulate(days: int, folder: Path) -> list[str]:
    """Run daily while a feed goes on, breaks, repeats itself and is away; the titles that came."""
    path = Path("feed.xml")
    Path("week.yaml").write_text(
        f"title: The week\nsources: [feed.xml, away.xml]\noutput: {folder}\n"
    )
    for day in range(1, days + 1):
        kind = day % 5
        window = range(max(1, 3 * day - 11), 3 * day + 1)
        text = feed(*window)
        if kind == 1:
            text = text[: len(text) // 2]
        if kind == 2:
            text = feed(*window, *window)
        if kind == 3:
            text = text.replace("news.example", "mirror.example")
        path.write_text(text)
        if kind == 4:
            path.unlink()
        Path("away.xml").write_text(feed(9000 + day // 3) if day % 2 else "<html>down</html>")
        assert run(day) in {0, 1}
        before = bytes_of(str(folder))
        run(day)
        assert bytes_of(str(folder)) == before, "the same day again makes nothing"
    path.write_text(feed(*range(3 * days - 11, 3 * days + 1)))
    run(days + 1)
    return titles(str(folder))


@pytest.mark.parametrize("days", [pytest.param(5), pytest.param(30, marks=pytest.mark.judge)])
def test_no_article_is_lost_and_none_comes_twice(days: int, desk: Path) -> None:
    came = simulate(days, Path("one"))
    wanted = {f"Ferry {number}" for number in range(1, 3 * days + 1)}
    wanted |= {f"Ferry {9000 + day // 3}" for day in range(1, days + 1, 2)}
    assert sorted(came) == sorted(wanted)
    if days > 5:
        simulate(days, Path("two"))
        assert digests("one") == digests("two")


def digests(folder: str) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in Path(folder).glob("*.epub")
        if zipfile.is_zipfile(path)
    }
