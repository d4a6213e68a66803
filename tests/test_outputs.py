"""Finished files go into stores and archives as into folders: whole, resumed, and never twice."""

import hashlib
import io
import json
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from publisher.cli import main
from publisher.cli.ledger import read_parquet, write_parquet
from publisher.cli.results import Outcome, SourceResult
from publisher.errors import DeliveryError
from publisher.outputs import FolderStore, ShardPlace, StorePlace, is_address, shards
from publisher.outputs.remote import RemoteStore
from tests.test_deliver import built

fsspec = pytest.importorskip("fsspec", reason="needs fsspec: pip install 'publisher[stores]'")

ARTICLE = "---\ntitle: {}\nrights:\n  basis: own-work\n  holder: Ann Bell\n---\n\nWords.\n"
KEPT = {"kept": {"source": "a.md", "asked": "x"}}


@pytest.fixture
def bucket() -> Callable[[], dict[str, bytes]]:
    """The names and bytes of the store memory://bucket, which is emptied."""
    system = fsspec.filesystem("memory")
    system.store.clear()

    def names() -> dict[str, bytes]:
        return {
            path.removeprefix("/bucket/"): system.cat_file(path) for path in system.find("/bucket")
        }

    return names


@pytest.fixture
def build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, dict[str, str], str]]:
    """Build three articles: exit code, outcome of each, what is said."""
    monkeypatch.chdir(tmp_path)
    Path("pages").mkdir()
    for name in ("one", "two", "three"):
        Path(f"pages/{name}.md").write_text(ARTICLE.format(name), "utf-8")

    def call(output: str, *options: str) -> tuple[int, dict[str, str], str]:
        capsys.readouterr()
        command = ["build", "pages", "-o", output, "--format", "epub", "--jobs", "1", "--json"]
        code = main([*command, *options])
        said = capsys.readouterr()
        rows: list[dict[str, Any]] = json.loads(said.out)["results"] if said.out else []
        return code, {Path(row["source"]).stem: row["outcome"] for row in rows}, said.err

    return call


def outcomes(*given: str) -> dict[str, str]:
    return dict(zip(("one", "three", "two"), given, strict=True))


BUILT, SAME = outcomes(*["built"] * 3), outcomes(*["unchanged"] * 3)


def books_in(names: dict[str, bytes]) -> set[str]:
    return {name for name in names if not name.startswith(".publisher/")}


def test_a_store_gets_the_same_bytes_as_a_folder_and_a_second_run_makes_nothing(
    build: Callable[..., Any], bucket: Callable[[], dict[str, bytes]]
) -> None:
    assert build("memory://bucket")[:2] == (0, BUILT)
    assert build("here")[:2] == (0, BUILT)
    assert books_in(bucket()) == {"one.epub", "two.epub", "three.epub"}
    assert all(bucket()[f"{name}.epub"] == Path(f"here/{name}.epub").read_bytes() for name in BUILT)
    assert build("memory://bucket")[:2] == (0, SAME)
    Path("pages/two.md").write_text(ARTICLE.format("two") + "More.\n", "utf-8")
    assert build("memory://bucket")[1] == outcomes("unchanged", "unchanged", "built")
    del fsspec.filesystem("memory").store["/bucket/one.epub"]
    assert build("memory://bucket")[1] == outcomes("built", "unchanged", "unchanged")


def test_a_run_that_ends_at_any_write_into_a_store_is_completed_by_the_next(
    build: Callable[..., Any],
    bucket: Callable[[], dict[str, bytes]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    build("memory://bucket")
    whole = bucket()
    usual = RemoteStore.put
    for moment in range(0, 9, 2):  # three writes a book
        fsspec.filesystem("memory").store.clear()
        left = [moment]

        def stopping(store: RemoteStore, name: str, data: bytes, left: list[int] = left) -> None:
            if not left[0]:
                raise KeyboardInterrupt
            left[0] -= 1
            usual(store, name, data)

        with monkeypatch.context() as patch:
            patch.setattr(RemoteStore, "put", stopping)
            assert build("memory://bucket")[0] == 130
        assert all(whole[name] == bucket()[name] for name in books_in(bucket()))
        code, told, _ = build("memory://bucket")
        assert code == 0
        assert list(told.values()).count("unchanged") == moment // 3
        assert {name: bucket()[name] for name in books_in(whole)} == {
            name: whole[name] for name in books_in(whole)
        }


@pytest.mark.parametrize("output", ["out/books.zip", "memory://bucket/books.zip"])
def test_archives_hold_what_a_folder_would_and_are_gone_on_with(
    output: str,
    build: Callable[..., Any],
    bucket: Callable[[], dict[str, bytes]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(shards, "_BOOKS", 2)

    def archives() -> dict[str, list[str]]:
        store = (
            FolderStore(Path("out")) if output.startswith("out") else RemoteStore("memory://bucket")
        )
        names = sorted(name for name in store.sizes() if name.endswith(".zip"))
        found = {}
        for name in names:
            Path("fetched.zip").write_bytes(store.read(name))
            with zipfile.ZipFile("fetched.zip") as archive:
                found[name] = archive.namelist()
        return found

    assert build(output)[:2] == (0, BUILT)
    assert archives() == {
        "books-00001.zip": ["one.epub", "three.epub"],
        "books-00002.zip": ["two.epub"],
    }
    assert build(output)[:2] == (0, SAME)
    Path("pages/two.md").write_text(ARTICLE.format("two") + "More.\n", "utf-8")
    assert build(output)[1] == outcomes("unchanged", "unchanged", "built")
    assert archives() == {
        "books-00001.zip": ["one.epub", "three.epub"],
        "books-00003.zip": ["two.epub"],
    }
    assert build(output)[:2] == (0, SAME)


def test_a_damaged_archive_and_one_of_somebody_else_are_passed_over(
    build: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shards, "_BOOKS", 2)
    build("out/books.zip")
    first = Path("out/books-00001.zip")
    first.write_bytes(first.read_bytes()[:-1])
    Path("out/books-00003.zip").write_bytes(b"mine")
    assert build("out/books.zip")[:2] == (0, outcomes("built", "built", "unchanged"))
    assert Path("out/books-00003.zip").read_bytes() == b"mine"
    assert build("out/books.zip")[:2] == (0, SAME)


def test_an_archive_without_its_ledger_or_the_other_way_round_counts_as_nothing(
    tmp_path: Path,
) -> None:
    store = FolderStore(tmp_path)
    place = ShardPlace(store, "books", tmp_path)
    assert not place.deliver(built("a", "old", "epub"), {}, "", KEPT)
    assert not list(tmp_path.rglob("*.zip"))
    place.finish()
    assert ShardPlace(store, "books", tmp_path).stands("a.epub")
    store.remove("books-00001.zip")
    again = ShardPlace(store, "books", tmp_path)
    assert not again.stands("a.epub")
    assert not list(again.manifests())


def test_an_archive_has_the_same_bytes_in_whatever_order_its_books_came(tmp_path: Path) -> None:
    for folder, names in (("a", "xyz"), ("b", "zyx")):
        place = ShardPlace(FolderStore(tmp_path / folder), "books", tmp_path)
        for name in names:
            place.deliver(built(name, "old", "epub"), {}, "", KEPT)
        place.finish()
    one, other = (tmp_path / folder / "books-00001.zip" for folder in "ab")
    assert one.read_bytes() == other.read_bytes()


def test_a_store_that_shows_what_is_half_written_gets_files_under_another_name_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = RemoteStore(f"local://{tmp_path}/far")
    seen: list[set[str]] = []
    pipe = store._system.pipe_file

    def written(path: str, data: bytes) -> None:
        pipe(path, data)
        seen.append({found.name for found in (tmp_path / "far").iterdir()})

    monkeypatch.setattr(store._system, "pipe_file", written)
    store.put("a.epub", b"1")
    assert seen == [{".publisher-new-a.epub"}]
    assert store.read("a.epub") == b"1"
    assert store.sizes() == {"a.epub": 1}
    store.remove("a.epub")
    store.remove("a.epub")
    assert store.read("a.epub") == b""


def test_what_a_store_does_not_take_is_told_in_one_line_and_the_books_are_not_called_built(
    build: Callable[..., Any],
    bucket: Callable[[], dict[str, bytes]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError("Access\nDenied.")

    monkeypatch.setattr(fsspec.filesystem("memory"), "pipe_file", refuse)
    for output in ("memory://bucket", "memory://bucket/books.zip"):
        code, told, said = build(output)
        assert code == 1
        assert set(told.values()) == {"failed"}
        assert "Access Denied; check the address and the credentials, then build again" in said
    assert bucket() == {}


@pytest.mark.parametrize(
    ("output", "told"),
    [
        ("https://example.org/books", "nothing can be put there"),
        ("nothing://bucket", "nothing:// is no kind of store that fsspec knows"),
        ("zip://a.epub::memory://b", "nothing can be put there"),
    ],
)
def test_an_address_that_is_no_store_is_refused_before_anything_is_built(
    output: str, told: str, build: Callable[..., Any]
) -> None:
    code, made, said = build(output)
    assert code == 1
    assert not made
    assert told in said


def test_a_file_of_an_earlier_build_stays_in_a_store_and_the_manifest_says_so(
    bucket: Callable[[], dict[str, bytes]], tmp_path: Path
) -> None:
    for place in (
        StorePlace(RemoteStore("memory://bucket"), tmp_path),
        ShardPlace(FolderStore(tmp_path), "books", tmp_path),
    ):
        place.deliver(built("a", "old", "epub", "pdf"), {}, "b", KEPT)
        place.finish()
        now = built("a", "new", "epub", refused=("pdf",))
        assert place.earlier(now, "b") == {"a.pdf": "old"}
        place.deliver(now, {}, "b", KEPT)
        place.finish()
        assert place.stands("b/a.pdf")
    assert bucket()["b/a.pdf"] == b"old pdf"


def test_a_windows_path_is_no_address() -> None:
    assert not any(map(is_address, ("C:\\books", "C:/books", "out", "a:b", "./s3://x")))
    assert all(map(is_address, ("s3://b", "GS://b/c", "webdav+https://h")))


def test_an_address_of_this_machine_is_a_folder(build: Callable[..., Any], tmp_path: Path) -> None:
    assert build(f"file://{tmp_path}/far")[0] == 0
    assert Path("far/one.epub").is_file()
    with pytest.raises(DeliveryError, match="nothing can be put there"):
        RemoteStore("http://example.org/a")


def test_the_ledger_of_a_run_into_a_store_is_there_and_report_reads_it(
    build: Callable[..., Any],
    bucket: Callable[[], dict[str, bytes]],
    capsys: pytest.CaptureFixture[str],
) -> None:
    for output in ("memory://bucket", "memory://bucket/books.zip"):
        build(output)
        assert main(["report", "memory://bucket", "--json"]) == 0
        rows = json.loads(capsys.readouterr().out)["results"]
        assert {Path(row["source"]).stem for row in rows} == set(BUILT)
        digest = hashlib.sha256(Path("pages/one.md").read_bytes()).hexdigest()
        assert rows[0]["sha256"] == digest
    assert rows[0]["files"][0]["path"] == "books-00001.zip#one.epub"
    assert len([name for name in bucket() if "/run." in name]) == 1


def test_the_ledger_is_parquet_where_pyarrow_is_there_and_says_the_same_without_it(
    build: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="needs publisher[ledger]")
    Path("pages/three.md").write_text("", "utf-8")

    def report() -> dict[str, Any]:
        capsys.readouterr()
        assert main(["report", "out", "--json"]) == 0
        told: dict[str, Any] = json.loads(capsys.readouterr().out)
        return {key: told[key] for key in ("findings", "summary")} | {
            "results": [{**row, "seconds": 0} for row in told["results"]]
        }

    build("out")
    assert [path.name for path in Path("out/.publisher").glob("run.*")] == ["run.parquet"]
    table = parquet.read_table("out/.publisher/run.parquet").to_pylist()
    assert [row["outcome"] for row in table].count("built") == 2
    assert [bool(row["failures"]) for row in table].count(True) == 1
    assert all(len(row["sha256"]) == 64 for row in table)
    told = report()
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert main(["report", "out"]) == 3
    assert "pip install 'publisher[ledger]'" in capsys.readouterr().err
    build("out", "--force")
    assert "run.jsonl" in {path.name for path in Path("out/.publisher").glob("run.*")}
    assert report() == told


def test_a_name_that_is_no_text_does_not_stop_the_ledger(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow", reason="needs publisher[ledger]")
    odd = SourceResult(source="a\udcff.html", outcome=Outcome.FAILED, left_out={"metadata": 2})
    assert write_parquet(tmp_path / "run.parquet", {"command": "build"}, [odd])
    head, rows = read_parquet(tmp_path / "run.parquet")
    assert head == {"command": "build"}
    assert list(rows) == [replace(odd, source="a\\udcff.html")]


def test_verify_reads_from_archives_and_stores_and_finds_what_was_altered(
    build: Callable[..., Any],
    bucket: Callable[[], dict[str, bytes]],
    capsys: pytest.CaptureFixture[str],
) -> None:
    build("out/books.zip")
    build("memory://bucket")
    build("memory://bucket/books.zip")
    capsys.readouterr()

    def verified(*paths: str) -> dict[str, str]:
        main(["verify", *paths, "--json", "--jobs", "1"])
        rows = json.loads(capsys.readouterr().out)["results"]
        return {row["source"]: row["outcome"] for row in rows}

    archive = "out/books-00001.zip"
    assert verified("out") == {f"{archive}#{name}.epub": "well" for name in BUILT}
    assert verified(f"{archive}#two.epub") == {f"{archive}#two.epub": "well"}
    assert set(verified("memory://bucket").values()) == {"well"}
    assert len(verified("memory://bucket")) == 6
    assert len(verified("memory://bucket/books-00001.zip")) == 3
    data = Path(archive).read_bytes()
    with zipfile.ZipFile(archive, "w") as altered:
        altered.writestr("one.epub", zipped_without_notice(data))
    assert verified(archive) == {f"{archive}#one.epub": "faulty"}
    for wrong in (f"{archive}#four.epub", "memory://bucket/four.epub", "pages/one.md.zip"):
        assert verified(wrong) == {wrong: "faulty"}


def zipped_without_notice(archive: bytes) -> bytes:
    """The EPUB one.epub of an archive, without the name of whoever holds the rights."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as books:
        epub = zipfile.ZipFile(io.BytesIO(books.read("one.epub")))
    with epub, zipfile.ZipFile(out, "w") as made:
        for info in epub.infolist():
            data = epub.read(info)
            if info.filename.endswith(".xhtml"):
                data = data.replace(b"Ann Bell", b"Nobody")
            made.writestr(info, data)
    return out.getvalue()
